"""Appeals: least time, first come first served, overturned, upheld, sent back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.books import Books
from sim.institutions.population import NO_DAY
from sim.institutions.states import Case
from tests.support.casework_world import PLAIN, Some, World, casework_config, fixed, register, stamps

REFUSED = PLAIN | {
    "staff.caseworkers": 1000,
    "groups.individual.grants": {"ordinary": 0.0},
    "tracks.3.appeal_share": 1.0,
    "appeals.minutes_per_day": 100,
}


def world(days: int, *some: Some, books: type[Books] | None = None, **changes: Any) -> World:
    config = casework_config(
        changes=REFUSED | {key.replace("__", "."): value for key, value in changes.items()}
    )
    return World(register(some, **({"books": books} if books else {})), days, config)


@pytest.mark.unit
def test_appeals_wait_their_least_time_then_go_one_a_day_on_working_days() -> None:
    w = world(80, Some(n=3)).run(check=True)
    # refused on Wednesday 2; before UNE until Thursday 32; one case a day: 32, 35, 36 without the weekend
    decided = np.flatnonzero(w.appeals.decided_persons)
    assert decided.tolist() == [32, 35, 36] or decided.tolist() == [32, 33, 36]
    assert (w.population.case.state == Case.REFUSED_WAITING).sum() + (
        w.population.case.state == Case.RETURNED
    ).sum() == 3
    assert sorted(stamps(w.population, "left")) == [int(day) + 40 for day in decided]


@pytest.mark.unit
def test_the_least_time_of_an_appeal_is_that_of_the_day_it_comes_in() -> None:
    pace = [{"since": "2024-01-10", "factor": 0.5}, {"since": "2024-01-20", "factor": 1.5}]
    some = [Some(day=0), Some(day=10), Some(day=30)]
    w = world(120, *some, appeals__minutes_per_day=10**6, appeals__pace=pace).run(check=True)
    # refused two working days after arrival: on day 2, 14 (over a weekend) and 32; least times of 30, 15 and 45 days
    assert np.flatnonzero(w.appeals.decided_persons).tolist() == [29, 32, 77]


@pytest.mark.behaviour
def test_a_minor_alone_has_no_final_answer_before_coming_of_age() -> None:
    w = world(
        1300, Some(n=60, group="minors_15_17"), appeals__minutes_per_day=10**6,
        groups__minors_15_17__grants={"ordinary": 0.0, "collective": 0.0},
    ).run(check=True)  # fmt: skip
    left = np.array(stamps(w.population, "left"))
    of_age = w.population.of_age_day(np.arange(60))
    assert (left >= of_age + 40).all(), "the duty to leave begins at 18"
    assert (left <= np.maximum(of_age, 32 + 20) + 40 + 3).all()


@pytest.mark.unit
def test_overturned_cases_get_a_permit_dated_that_day() -> None:
    w = world(80, Some(n=40), appeals__overturn_share=0.4, appeals__minutes_per_day=10**6).run()
    granted = w.population.case.state == Case.READY
    assert 5 < granted.sum() < 30
    assert set(np.array(stamps(w.population, "decided"))[granted]) == {32}
    assert w.appeals.granted_persons[32] == granted.sum()
    assert w.settlement.log == [("granted", np.flatnonzero(granted).tolist(), 32)]


@pytest.mark.unit
def test_cases_sent_back_are_judged_anew_and_only_once() -> None:
    w = world(
        200,
        Some(n=60),
        appeals__send_back_share=1.0,
        appeals__minutes_per_day=10**6,
        groups__individual__grants={"ordinary": 0.5},
    ).run(check=True)
    first = int(w.casework.granted_persons[:20].sum())
    second = int(w.casework.granted_persons[20:].sum())
    assert first + int(w.appeals.decided_persons[:40].sum()) == 60
    assert 0 < second < 60 - first  # some win the second time, with new luck
    assert w.appeals.decided_persons.sum() == (60 - first) + (
        60 - first - second
    )  # the rest appeal again, in vain
    assert not np.isin(w.population.case.state, (Case.APPEALING, Case.AWAITING_DECISION)).any()


@pytest.mark.unit
def test_appeals_of_the_first_day_keep_their_elapsed_time() -> None:
    population = register([Some(day=-100), Some(day=-40), Some(day=-10)])
    w = World(population, 60, casework_config(changes=REFUSED))
    rows = np.array([2, 0, 1])
    population.case.move(rows, Case.APPEALING)
    population.stamps["decided"][:] = [-90, -31, -5]
    w.appeals.resume(rows)
    assert w.appeals.pending_persons() == 3
    w.run()
    # over their thirty days on day 0: two, oldest first, one a day; the third on day 25
    assert np.flatnonzero(w.appeals.decided_persons).tolist() == [0, 1, 25]
    assert w.appeals.pending_persons() == 0


@pytest.mark.theory
def test_backlog_follows_the_day_step_recursion() -> None:
    luck = np.random.default_rng(3)
    days = np.sort(luck.integers(0, 150, 200))
    w = world(
        400,
        *(Some(day=int(d)) for d in days),
        books=Books,
        appeals__minutes={"law": "lognormal", "mean": 480, "cv": 0.6},
        appeals__minutes_per_day=900,
        appeals__minimum_days=fixed(0),
        tracks__3__minimum_days=fixed(0),
    )
    seen: list[int] = []
    whole = w.appeals.work

    def watched(day: int) -> None:
        whole(day)
        seen.append(w.appeals._desk.pending[0])

    w.appeals.work = watched  # the test looks on after each day's work
    w.run()
    refused = np.array(stamps(w.population, "decided"))
    arrived = np.bincount(refused, weights=w.appeals._work, minlength=400)
    v = 0.0
    for day in range(400):
        if day % 7 < 5:
            v = max(v + arrived[day] - 900.0, 0.0)
            assert seen[day] == v, day


@pytest.mark.behaviour
def test_more_capacity_never_leaves_more_appeals() -> None:
    left = []
    for minutes in (50, 100, 400):
        w = world(120, Some(n=40), appeals__minutes_per_day=minutes).run()
        left.append(w.appeals.pending_persons())
    assert left == sorted(left, reverse=True)
    assert left[0] > left[-1]


@pytest.mark.behaviour
def test_time_before_une_is_what_the_pending_of_2014_say() -> None:
    some = [Some(day=d) for d in range(0, 700)]
    changes = {
        "groups.individual.tracks": {"ordinary": 1.0},
        "groups.individual.grants": {"ordinary": 0.0, "fast": 0.0, "dublin": 0.0, "forty_eight_hours": 0.0},
        "groups.individual.withdrawals_per_month": 0.0,
        "appeals.send_back_share": 0.0,
        "tracks.3.in_hand_days": 0.0,
    }
    config = casework_config("practice_2015", changes)
    w = World(register(some, books=Books), 1600, config).run()
    appealed = w.casework.tracks.u_appeal < config.tracks[3].appeal_share
    refused = np.array(stamps(w.population, "decided"))
    upheld = w.population.case.state != Case.READY
    assert appealed.sum() > 500
    # overturned cases carry the day of the permit; the mean over all decided days less the mean of UDI's days
    assert w.appeals.decided_persons.sum() == appealed.sum()
    refused_by_udi = np.repeat(np.arange(1600), w.casework.decided_persons)
    pending_days = w.appeals.decided_persons @ np.arange(1600) / w.appeals.decided_persons.sum()
    assert upheld.sum() < 700
    assert (refused != NO_DAY).all()
    mean_days = pending_days - refused_by_udi.mean()
    # 1,700 pending over some 2,400 a year; UNE itself counts 155 days, from when a case reaches it
    assert 220 < mean_days < 290
