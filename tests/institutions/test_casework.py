"""Casework: tracks, priority, staff, collective protection, minors, withdrawals, what is expected."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.config.casework import CaseworkConfig
from sim.engine.books import AuditedBooks, Books
from sim.institutions.collective import ACTIVE, ENDED, INACTIVE, NARROWED
from sim.institutions.population import DAYS_PER_YEAR, NO_DAY
from sim.institutions.staff import KNOWN_AFTER_DAYS, Staff
from sim.institutions.states import Case
from tests.support.casework_world import (
    MONDAY,
    NOTHING,
    PLAIN,
    Some,
    World,
    casework_config,
    fixed,
    order,
    plain,
    register,
    stamps,
)

TRACKS = ["forty_eight_hours", "dublin", "fast", "ordinary", "collective"]
DAYS_OFF = (5, 6)
ONE_DAY = 100  # minutes: one case-worker's day and one case in the plain world


def world(days: int, *some: Some, books: type[Books] = AuditedBooks, **changes: Any) -> World:
    """A world by hand; keyword a__b changes a.b of the configuration."""
    first = changes.pop("first", MONDAY)
    config = casework_config(
        changes=PLAIN | {key.replace("__", "."): value for key, value in changes.items()}
    )
    return World(
        register(some, books=books), days, config, first=first, settle_after=changes.pop("settle", 10**6)
    )


def decided(w: World) -> list[int]:
    return stamps(w.population, "decided")


# least times, offices, days off


@pytest.mark.unit
def test_cases_wait_their_least_time_then_for_the_office() -> None:
    w = world(20, Some(n=3)).run(check=True)
    # registered on Monday 0, ready on Wednesday 2, one a day: 2, 3, 4
    assert decided(w) == [2, 3, 4]
    assert w.casework.decided_persons[2:5].tolist() == [1, 1, 1]


@pytest.mark.unit
def test_nothing_is_decided_on_saturdays_and_sundays() -> None:
    w = world(40, Some(n=20)).run()
    assert not set(np.array(decided(w)) % 7) & set(DAYS_OFF)


@pytest.mark.unit
def test_july_is_slow_and_slower_in_a_tired_system() -> None:
    months = [1.0] * 6 + [0.5] + [1.0] * 5
    for factor, expected in ((1.0, 11), (0.5, 5)):  # 23 working days in July 2024
        w = world(
            31, Some(n=60), first=dt.date(2024, 7, 1), month_factors=months, july_capacity_factor=factor
        )
        w.run()
        assert w.casework.decided_persons.sum() in (expected - 1, expected)


@pytest.mark.unit
def test_capacity_changes_on_its_date() -> None:
    steps = [{"since": dt.date(2023, 1, 1), "factor": 2.0}, {"since": dt.date(2024, 1, 15), "factor": 3.0}]
    w = world(40, Some(n=200), capacity=steps).run()
    assert w.casework.decided_persons[2:5].tolist() == [2, 2, 2]
    assert w.casework.decided_persons[14:19].tolist() == [3, 3, 3, 3, 3]


@pytest.mark.theory
def test_backlog_follows_the_day_step_recursion() -> None:
    luck = np.random.default_rng(7)
    days = np.sort(luck.integers(0, 200, 300))
    w = world(
        400,
        *(Some(day=int(d)) for d in days),
        books=Books,
        tracks__3__minutes={"law": "lognormal", "mean": 150, "cv": 0.7},
        tracks__3__minimum_days=fixed(0),
        staff__minutes_per_day=400,
    )
    seen: list[int] = []
    whole = w.casework.work

    def watched(day: int) -> None:
        whole(day)
        seen.append(w.casework._desk.pending[TRACKS.index("ordinary")])

    w.casework.work = watched  # the test looks on after each day's work
    w.run()
    work = np.bincount(days, weights=w.casework.tracks.base_work, minlength=400)
    v, expected = 0.0, []
    for day in range(400):
        v = max(v + work[day] - (400.0 if day % 7 not in DAYS_OFF else 0.0), 0.0)
        expected.append(v)
    assert seen == expected


# who first


def mixed(w_days: int, rule: str, **changes: Any) -> World:
    """Five cases on each of three tracks, all ready on the same day."""
    tracks = {"dublin": 0.4, "fast": 0.3, "ordinary": 0.3}
    return world(
        w_days,
        Some(n=60),
        Some(n=20, group="collective"),
        groups__individual__tracks=tracks,
        priority__rule=rule,
        **changes,
    )


def by_track(w: World, until: int) -> dict[str, int]:
    done = np.array(decided(w))
    done = (done != NO_DAY) & (done <= until)
    return {name: int((done & (w.casework.track == t)).sum()) for t, name in enumerate(TRACKS)}


@pytest.mark.unit
@pytest.mark.parametrize(
    ("rule", "first"),
    [("collective_first", "collective"), ("quick_refusals_first", "dublin"), ("standard", "fast")],
)
def test_rule_of_priority_says_who_comes_first(rule: str, first: str) -> None:
    w = mixed(12, rule).run()
    found = by_track(w, 11)
    assert found.pop(first) == 8  # eight working days from Wednesday 2 to day 11
    assert not any(found.values())


@pytest.mark.behaviour
@pytest.mark.parametrize("rule", ["standard", "fifo"])
def test_work_is_kept_in_hand_where_cases_are_few(rule: str) -> None:
    """One case a day and staff for ten: as many wait as days of work are kept, or next to nobody."""
    some = [Some(day=d) for d in range(800)]
    left = {
        days: world(
            800, *some, books=Books, staff__caseworkers=10, tracks__3__in_hand_days=days, priority__rule=rule
        )
        .run()
        .casework.pending_persons()["ordinary"]
        for days in (0, 100)
    }
    assert left[0] < 8
    assert 85 < left[100] < 110


@pytest.mark.behaviour
def test_work_in_hand_holds_nothing_back_where_staff_are_few() -> None:
    some = Some(n=300)
    decided_persons = [
        world(60, some, tracks__3__in_hand_days=days).run().casework.decided_persons.tolist() for days in (0, 100)
    ]
    assert decided_persons[0] == decided_persons[1]


@pytest.mark.unit
def test_a_sure_share_is_kept_whatever_the_rule() -> None:
    w = mixed(30, "collective_first", staff__caseworkers=4, priority__sure={"ordinary": 0.25}).run()
    found = by_track(w, 7)
    assert (found["collective"], found["ordinary"]) == (12, 4)  # four days


@pytest.mark.unit
def test_oldest_first_goes_by_age_across_tracks() -> None:
    w = world(
        60,
        *(Some(day=d, group="collective" if d % 2 else "individual") for d in range(10)),
        priority__rule="fifo",
        tracks__3__minutes=fixed(250),
    ).run(check=True)
    assert decided(w) == sorted(decided(w))


@pytest.mark.unit
def test_a_paused_track_gets_nothing_until_the_pause_ends() -> None:
    w = world(40, Some(n=3), Some(n=2, group="collective"), staff__caseworkers=5)
    pause = order("pause_track", day=0, effective=1)
    lever = w.lever("pause_track")
    assert lever.gap(NOTHING) == 1
    lever.apply(pause)
    assert lever.gap(NOTHING) == 0
    lever.reverse(pause, 10, dialogue_days=4)
    w.run()
    assert decided(w) == [15, 15, 15, 2, 2]


@pytest.mark.unit
def test_quick_refusals_first_can_be_ordered_and_undone() -> None:
    w = mixed(30, "collective_first")
    placed = order("quick_refusals_first", day=0, effective=7)
    w.lever("quick_refusals_first").apply(placed)
    w.lever("quick_refusals_first").reverse(placed, 8, dialogue_days=5)
    w.run()
    assert by_track(w, 6)["dublin"] == 0
    assert (by_track(w, 13)["dublin"], by_track(w, 13)["collective"]) == (5, 3)
    assert by_track(w, 20)["dublin"] == 5


@pytest.mark.unit
def test_a_rule_of_the_first_day_is_not_ordered_again() -> None:
    w = mixed(12, "quick_refusals_first")
    assert w.lever("quick_refusals_first").gap(NOTHING) == 0
    assert by_track(w.run(), 11)["dublin"] == 8


# outcomes


@pytest.mark.unit
def test_granted_go_to_settlement_refused_to_une_or_home() -> None:
    tracks = {"dublin": 0.5, "ordinary": 0.5}
    w = world(
        60,
        Some(n=40),
        staff__caseworkers=1000,
        groups__individual__tracks=tracks,
        groups__individual__grants={"dublin": 0.0, "ordinary": 0.5},
        tracks__3__appeal_share=0.5,
    ).run()
    track, case = w.casework.track, w.population.case.state
    granted = case == Case.READY
    assert set(np.unique(track[granted])) == {TRACKS.index("ordinary")}
    assert w.settlement.log == [("granted", np.flatnonzero(granted).tolist(), 2)]
    luck = w.casework.tracks
    ordinary = track == TRACKS.index("ordinary")
    assert (granted == (ordinary & (luck.u_grant < 0.5))).all()
    left = np.array(stamps(w.population, "left"))
    assert (left[track == TRACKS.index("dublin")] == 2 + 14).all()
    appealed = ordinary & ~granted & (luck.u_appeal < 0.5)
    assert (left[ordinary & ~granted & ~appealed] == 2 + 40).all()
    assert (left[appealed] == NO_DAY).all()  # UNE decides on day 32, the way home takes 40 days more


@pytest.mark.failure
def test_a_group_without_cases_is_refused_by_name() -> None:
    w = world(3, Some(group="resettlement"))
    with pytest.raises(ValueError, match="resettlement"):
        w.casework.receive(np.array([0]), 0)


# staff


def staff(**changes: Any) -> tuple[World, Staff]:
    w = world(500, staff__caseworkers=10, staff__hire_lead_days=30, staff__move_lead_days=7, **changes)
    return w, w.casework.staff


def capacity(w: World, s: Staff, days: int) -> list[int]:
    out = []
    for day in range(days):
        w.agenda.run(day)
        out.append(s.open_day(day))
    return out


@pytest.mark.unit
def test_new_case_workers_come_late_and_learn_in_steps() -> None:
    w, s = staff()
    w.lever("hire_caseworkers").apply(order("hire_caseworkers", amount=4, effective=1))
    found = capacity(w, s, 300)
    weeks = [max(found[day : day + 7]) for day in (23, 30, 83, 90, 143, 150, 203, 210)]
    assert weeks == [1000, 1100, 1100, 1200, 1200, 1300, 1300, 1400]
    early, late = order("hire_caseworkers", effective=1), order("hire_caseworkers", effective=50)
    lever = w.lever("hire_caseworkers")
    assert (lever.effect_day(early), lever.effect_day(late)) == (30, 50)
    assert lever.effect_day(order("hire_caseworkers", firing=2)) is None
    assert s.at_work == s.posts == 14


@pytest.mark.unit
def test_moved_staff_are_at_hand_soon_at_part_productivity_and_limited() -> None:
    w, s = staff(staff__movable=5, staff__moved_percent=60)
    lever, need = w.lever("move_caseworkers"), type(NOTHING)(**{**vars(NOTHING), "decisions_per_day": 1000.0})
    assert lever.gap(need) == 5
    placed = order("move_caseworkers", amount=9, effective=2)
    lever.apply(placed)
    assert lever.gap(need) == 0
    assert (s.at_work, s.posts) == (10, 15)
    lever.reverse(placed, 20, dialogue_days=10)
    found = capacity(w, s, 60)
    assert (found[4], found[7], found[30], found[31], found[38]) == (1000, 1300, 1300, 1000, 1000)
    assert lever.gap(need) == 5


@pytest.mark.unit
def test_gap_of_hiring_counts_those_ordered_as_trained() -> None:
    w, _ = staff()
    w.casework.tally.pending[TRACKS.index("ordinary")] = 100
    lever = w.lever("hire_caseworkers")
    minutes = w.casework.expected.minutes_per_person()
    need = type(NOTHING)(**{**vars(NOTHING), "decisions_per_day": 2000.0 / minutes})
    # 2,000 minutes a calendar day are 28 posts of 500 minutes a week
    assert lever.gap(need) == 18
    lever.apply(order("hire_caseworkers", amount=10, effective=3))
    assert lever.gap(need) == 8


@pytest.mark.unit
def test_staff_reversed_before_they_come_never_count() -> None:
    w, s = staff()
    placed = order("hire_caseworkers", amount=4, effective=60)
    w.lever("hire_caseworkers").apply(placed)
    w.lever("hire_caseworkers").reverse(placed, 5, dialogue_days=0)
    assert set(capacity(w, s, 300)) == {0, 1000}
    assert s.posts == s.at_work == 10


@pytest.mark.unit
def test_those_who_quit_are_replaced_by_learners() -> None:
    w, s = staff(staff__leave_per_year=0.6, staff__replace_days=90)
    found = capacity(w, s, 400)
    assert found[0] == 1000  # the half post of the first month stands over
    assert min(minutes for minutes in found if minutes) < 900
    assert s.posts == 10
    assert 5 < s.at_work < 10


@pytest.mark.unit
def test_minutes_of_days_gone_by_stay_as_they_were() -> None:
    w, s = staff()
    w.lever("move_caseworkers").apply(order("move_caseworkers", amount=10, effective=7))
    found = capacity(w, s, 14)
    assert s.minutes_over(0, 14) == sum(found) == 5 * 1000 + 5 * 1700
    assert s.minutes_over(14, 7) == 5 * 1700
    last = w.calendar.days + KNOWN_AFTER_DAYS
    known = sum((w.calendar.start.weekday() + day) % 7 < 5 for day in range(last - 10, last))
    usual = 10 * 1700 * 5 / 7  # from a year beyond the horizon on as usual weeks
    assert s.minutes_over(last - 10, 20) == pytest.approx(known * 1700 + usual, abs=2)


@pytest.mark.pairing
def test_the_minutes_to_be_expected_do_not_hang_on_where_the_run_ends() -> None:
    short, long = (world(days, july_capacity_factor=0.5).casework.staff for days in (150, 600))
    for day in range(60, 149):
        assert short.minutes_over(day, 90) == long.minutes_over(day, 90)


@pytest.mark.failure
@pytest.mark.parametrize(
    "name",
    [
        "hire_caseworkers",
        "move_caseworkers",
        "collective_protection",
        "end_collective_protection",
        "pause_track",
    ],
)
def test_levers_never_act_today(name: str) -> None:
    with pytest.raises(ValueError, match="must be after day 3"):
        world(20).lever(name).apply(order(name, day=3, effective=3))


# collective protection


def collective(days: int, state: str, *some: Some, **changes: Any) -> World:
    states = [{"since": dt.date(2022, 3, 11), "state": state}]
    settle = changes.pop("settle", 10**6)
    config = casework_config(
        changes=PLAIN
        | {"collective.states": states, "tracks.4.minutes": fixed(10), "tracks.3.minimum_days": fixed(30)}
        | {key.replace("__", "."): value for key, value in changes.items()}
    )
    return World(register(some), days, config, settle_after=settle)


@pytest.mark.unit
def test_without_collective_protection_the_same_people_wait_in_the_ordinary_track() -> None:
    on = collective(60, "active", Some(n=5, group="collective")).run()
    off = collective(60, "inactive", Some(n=5, group="collective")).run(check=True)
    assert decided(on) == [2] * 5
    assert decided(off) == [30, 31, 32, 35, 36]
    assert on.casework.collective.permit.all()
    assert not off.casework.collective.permit.any()


@pytest.mark.unit
def test_switching_it_on_moves_the_undecided_over() -> None:
    w = collective(60, "inactive", Some(n=5, group="collective"), Some(n=2, group="collective", day=31))
    lever = w.lever("collective_protection")
    assert lever.gap(NOTHING) == 1
    lever.apply(order("collective_protection", effective=31))
    assert lever.gap(NOTHING) == 0
    w.run(check=True)
    # one decided the slow way on day 30; the rest on day 31, when it begins; new ones after two days
    assert decided(w) == [30, 31, 31, 31, 31, 35, 35]  # day 33 is a Saturday


@pytest.mark.unit
def test_narrowed_it_leaves_out_a_share_of_the_new_and_nobody_else() -> None:
    w = collective(30, "active", Some(n=200, group="collective"), Some(n=200, group="collective", day=10))
    w.lever("narrow_collective_protection").apply(order("narrow_collective_protection", effective=9))
    w.run(check=True)
    out = w.casework.track == TRACKS.index("ordinary")
    assert w.casework.collective.state == NARROWED
    assert not out[:200].any()
    assert (out[200:] == (w.casework.tracks.u_narrow[200:] < w.config.collective.narrowed_share)).all()
    assert out[200:].any()


@pytest.mark.unit
def test_its_end_takes_permits_that_are_not_settled_and_undecided_cases() -> None:
    w = collective(
        500,
        "active",
        Some(n=4, group="collective"),
        Some(n=3, group="collective", day=20),
        Some(n=2, group="collective", day=30),
        settle=20,
        returns__after_end_days=fixed(60),
        tracks__3__minimum_days=fixed(5),
    )
    w.lever("end_collective_protection").apply(order("end_collective_protection", effective=31))
    w.run(check=True)
    # decided on day 2, settled on day 22: leave 60 days after the end, from their municipality
    assert [entry for entry in w.municipalities.log if entry[0] == "leave"] == [("leave", [0, 1, 2, 3], 91)]
    # decided on day 22, not settled on day 31: settlement lets them go, returns take them
    assert ("protection_ended", [4, 5, 6], 31) in w.settlement.log
    assert stamps(w.population, "left")[4:7] == [31 + 40] * 3
    # undecided on day 31: judged one by one
    assert (w.casework.track[7:] == TRACKS.index("ordinary")).all()
    assert min(decided(w)[7:]) >= 35
    assert (w.population.case.state[:7] == Case.RETURNED).all()
    assert w.casework.collective.state == ENDED


@pytest.mark.unit
def test_reversing_the_levers_goes_back_a_step() -> None:
    w = collective(80, "active")
    narrow = order("narrow_collective_protection", effective=5)
    w.lever("narrow_collective_protection").apply(narrow)
    w.lever("narrow_collective_protection").reverse(narrow, 9, dialogue_days=0)
    states = []
    for day in range(12):
        w.agenda.run(day)
        states.append(w.casework.collective.state)
    assert states == [ACTIVE] * 5 + [NARROWED] * 5 + [ACTIVE] * 2
    on = order("collective_protection", effective=20, day=12)
    w.lever("collective_protection").apply(on)
    w.lever("collective_protection").reverse(on, 30, dialogue_days=10)
    w.agenda.run(41)
    assert w.casework.collective.state == INACTIVE
    assert w.lever("collective_protection").gap(NOTHING) == 1


@pytest.mark.unit
def test_renewals_take_minutes_every_year_but_only_a_share() -> None:
    w = collective(
        900, "active", Some(n=40, group="collective"), collective__renewal_minutes=10,
        collective__renewal_share_max=0.5, collective__renewal_days=365,
    )  # fmt: skip
    w.run()
    spent = w.casework.renewals_minutes
    assert spent[:365].sum() == 0
    assert spent[365:730].sum() == spent[730:].sum() == 400
    assert spent.max() == 50  # half of a hundred minutes


@pytest.mark.unit
def test_permits_of_the_first_day_are_renewed_when_their_year_is_over() -> None:
    population = register([Some(n=3, group="collective", day=-100)])
    changes = PLAIN | {"collective.renewal_minutes": 10, "collective.renewal_share_max": 1.0}
    w = World(population, 400, casework_config(changes=changes))
    rows = np.arange(3)
    population.case.move(rows, Case.READY)
    population.stamps["decided"][rows] = [-90, -30, -400]
    w.casework.resume_permits(rows)
    w.run()
    first = np.flatnonzero(w.casework.renewals_minutes)
    assert [(day - 365 + 90) // 7 for day in first if 270 <= day < 285] == [0]
    assert w.casework.renewals_minutes.sum() == 30 + 10 * int(330 + 365 < 400)


# unaccompanied minors


@pytest.mark.unit
def test_minors_wait_for_a_representative_and_those_of_15_to_17_for_the_assessment() -> None:
    some = [
        Some(n=1, group="individual"),
        Some(n=2, group="minors_15_17"),
        Some(n=2, group="minors_under_15"),
    ]
    w = world(60, *some, staff__caseworkers=99, minors__assessed_share=1.0).run()
    assert decided(w) == [2, 30, 30, 10, 10]


@pytest.mark.unit
def test_those_found_to_be_adults_are_judged_lodged_and_dated_as_adults() -> None:
    w = world(
        60,
        Some(n=30, group="minors_15_17"),
        staff__caseworkers=99,
        minors__assessed_share=1.0,
        minors__found_adult_share=0.5,
        groups__individual__grants={"ordinary": 0.0},
    )
    w.population.birth_day[:, 0] = -6000  # sixteen years
    w.run()
    adult = w.casework.found_adult
    assert 5 < adult.sum() < 25
    assert (w.population.case.state[~adult] == Case.READY).all()
    assert not (w.population.case.state[adult] == Case.READY).any()
    assert w.reception.log[0] == ("came_of_age", np.flatnonzero(adult).tolist(), 30)
    assert ("came_of_age", np.flatnonzero(adult).tolist(), 30) in w.settlement.log
    age = w.population.age_years(np.arange(30), 30)
    assert ((age >= 18.0) == adult).all()
    assert np.abs(age[adult] - 18.0).max() < 1.5 / DAYS_PER_YEAR


@pytest.mark.unit
def test_turning_18_while_waiting_ends_the_wait_for_a_representative() -> None:
    w = world(
        60, Some(n=4, group="minors_15_17"), staff__caseworkers=99, minors__representative_days=fixed(40)
    )
    population = w.population
    population.birth_day[:, 0] = [-6575 + 12, -6575 + 12, -6000, -6000]  # two turn 18 on day 12
    whole = w.casework.work

    def with_birthdays(day: int) -> None:
        if day == 12:
            w.casework.came_of_age(np.array([0, 1, 2]), day)  # the third turns 15 only
        whole(day)

    w.casework.work = with_birthdays  # the lead tells of birthdays in an earlier phase
    w.run(check=True)
    assert decided(w) == [14, 14, 42, 42]  # days 13 and 40 are days off
    assert w.casework.found_adult.tolist() == [True, True, False, False]


@pytest.mark.unit
def test_minors_come_under_collective_protection_as_others_of_their_source_do() -> None:
    some = [Some(n=300, group="minors_15_17", source=s) for s in (0, 1, 2)]
    changes = PLAIN | {"groups.minors_15_17.tracks": {"collective": 0.5, "ordinary": 0.5}}
    w = World(register(some), 3, casework_config(changes=changes), minors_collective={1: 1.0, 2: 0.0})
    share = [
        (w.casework.track[w.population.source == s] == TRACKS.index("collective")).mean() for s in (0, 1, 2)
    ]
    assert share[1:] == [1.0, 0.0]
    assert 0.4 < share[0] < 0.6


@pytest.mark.failure
def test_minors_are_never_put_on_the_48_hour_track() -> None:
    changes = {
        "groups.minors_15_17.tracks": {"forty_eight_hours": 0.1, "ordinary": 0.9},
        "groups.minors_15_17.grants": {"forty_eight_hours": 0.1, "ordinary": 0.9},
    }
    with pytest.raises(ValidationError, match="never put on"):
        casework_config(changes=changes)


# giving up, coming back


@pytest.mark.unit
def test_who_gives_up_leaves_no_trace_in_the_queue() -> None:
    w = world(
        400,
        Some(n=60),
        groups__individual__withdrawals_per_month=0.5,
    ).run(check=True)
    gone = w.population.case.state == Case.LEFT
    assert 10 < gone.sum() < 60
    assert w.casework.withdrawn_persons.sum() == gone.sum()
    assert (np.array(decided(w))[gone] == NO_DAY).all()
    assert (np.array(decided(w))[~gone] != NO_DAY).all()


@pytest.mark.unit
def test_a_case_that_is_withdrawn_or_closed_stays_closed() -> None:
    """Published figures, and the share a month read from them, are of cases closed: not of who is away for a while."""
    w = world(
        500, Some(n=60), groups__individual__withdrawals_per_month=0.9, returns__come_back_share=1.0
    ).run(check=True)
    gone = w.population.case.state == Case.LEFT
    assert gone.sum() == w.casework.withdrawn_persons.sum() > 20
    assert w.returns.back_persons.sum() == 0
    assert (w.population.case.state[~gone] == Case.READY).all()
    assert [entry[0] for entry in w.reception.log].count("request") == 0


# the first day


@pytest.mark.unit
def test_undecided_of_the_first_day_keep_their_elapsed_wait_and_come_first() -> None:
    population = register([Some(day=-60), Some(day=-1), Some(day=-20), Some()])
    w = World(population, 30, casework_config(changes=PLAIN | {"tracks.3.minimum_days": fixed(10)}))
    rows = np.array([0, 1, 2])
    population.case.move(rows, Case.AWAITING_DECISION)
    population.stamps["registered"][rows] = population.arrival_day[rows]
    w.casework.resume(rows)
    w.run(check=True)
    # by arrival the rows are -60, -20, -1, 0: two are late, one ready on day 9, one on day 10
    assert decided(w) == [0, 1, 9, 10]


@pytest.mark.behaviour
def test_quick_tracks_are_rare_among_those_who_have_waited_long() -> None:
    population = register([Some(n=400, day=-300), Some(n=400, day=-3)])
    w = World(population, 3, casework_config())
    rows = np.arange(800)
    population.case.move(rows, Case.AWAITING_DECISION)
    population.stamps["registered"][rows] = population.arrival_day[rows]
    w.casework.resume(rows)
    ordinary = w.casework.track == TRACKS.index("ordinary")
    assert ordinary[:400].mean() > 0.95
    assert 0.6 < ordinary[400:].mean() < 0.9


# wholes


def busy(
    days: int = 250, seed: int = 3, drop: int | None = None, ample: bool = False, **changes: Any
) -> World:
    """The real configuration with arrivals of every kind."""
    luck = np.random.default_rng(seed)
    groups = ["individual", "collective", "minors_15_17", "minors_under_15", "evacuees"]
    some = [
        Some(
            day=int(luck.integers(0, 200)), group=groups[int(luck.integers(0, 5))], size=1, source=int(i % 3)
        )
        for i in range(150)
    ]
    if drop is not None:
        some.pop(drop)
    more = (
        {"staff.caseworkers": 10_000, "appeals.minutes_per_day": 10**7} if ample else {"staff.caseworkers": 2}
    )
    config = casework_config(changes=more | {key.replace("__", "."): value for key, value in changes.items()})
    return World(register(some), days, config, settle_after=30)


@pytest.mark.invariant
def test_books_pending_and_queues_agree_every_day() -> None:
    w = busy(groups__individual__withdrawals_per_month=0.3, returns__come_back_share=0.9)
    end = order("end_collective_protection", effective=120)
    w.lever("narrow_collective_protection").apply(order("narrow_collective_protection", effective=60))
    w.lever("end_collective_protection").apply(end)
    w.lever("end_collective_protection").reverse(end, 150, dialogue_days=10)
    w.run(check=True)
    w.population.case.check()
    assert w.casework.decided_persons.sum() > 50


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["fifo", "standard", "collective_first"]), st.integers(1, 200))
@pytest.mark.invariant
def test_any_small_system_keeps_its_books(seed: int, rule: str, switch_day: int) -> None:
    w = busy(220, seed, priority__rule=rule, groups__collective__withdrawals_per_month=0.2)
    w.lever("collective_protection").reverse(
        order("collective_protection", effective=switch_day), 0, switch_day
    )
    w.lever("quick_refusals_first").apply(order("quick_refusals_first", effective=switch_day))
    w.run(check=True)
    w.population.case.check()
    done = np.array(decided(w)) != NO_DAY
    assert (np.array(decided(w))[done] >= np.array(stamps(w.population, "registered"))[done]).all()


@pytest.mark.repeat
def test_the_same_run_twice_is_the_same() -> None:
    one, two = busy().run(), busy().run()
    for name in ("registered", "decided", "left"):
        assert stamps(one.population, name) == stamps(two.population, name)


@pytest.mark.pairing
def test_a_longer_horizon_changes_nothing_before() -> None:
    short, long = busy(200).run(), busy(300).run()
    for name in ("registered", "decided", "left"):
        a, b = np.array(stamps(short.population, name)), np.array(stamps(long.population, name))
        assert (np.where(b < 200, b, NO_DAY) == a).all()


@pytest.mark.pairing
def test_one_household_less_changes_no_other_when_capacity_is_ample() -> None:
    whole = busy(ample=True).run()
    gone = 75
    less = busy(ample=True, drop=gone).run()
    keys = [
        {
            (s, d, g, o): (a, b, c)
            for s, d, g, o, a, b, c in zip(
                *(getattr(w.population, n).tolist() for n in ("source", "arrival_day", "group", "ordinal")),
                *(stamps(w.population, n) for n in ("registered", "decided", "left")),
                strict=True,
            )
        }
        for w in (whole, less)
    ]
    assert len(keys[0]) - len(keys[1]) == 1
    same = [key for key in keys[1] if keys[0][key] == keys[1][key]]
    # a household of the same source, day and group after the one removed has another ordinal: other luck
    assert len(keys[1]) - len(same) <= 1


@pytest.mark.behaviour
def test_more_case_workers_never_leave_more_undecided() -> None:
    pending = []
    for staff_now in (1, 2, 4, 8):
        w = busy(200, staff__caseworkers=staff_now).run()
        pending.append(sum(w.casework.pending_persons().values()))
    assert pending == sorted(pending, reverse=True)
    assert pending[0] > pending[-1]


# what can be expected


@pytest.mark.behaviour
def test_expected_permits_are_near_what_comes_when_nothing_changes() -> None:
    some = [Some(day=d, n=6, size=2, group="collective" if d % 2 else "individual") for d in range(500)]
    w = World(register(some, books=Books), 500, casework_config(changes={"staff.caseworkers": 40}))
    seen: dict[int, float] = {}
    whole = w.casework.work

    def watched(day: int) -> None:
        whole(day)
        seen[day] = w.casework.permits_expected_90d

    w.casework.work = watched  # the test looks on after each day's work
    w.run()
    came = w.casework.granted_persons
    for day in (200, 270, 340):
        assert seen[day] == pytest.approx(came[day + 1 : day + 91].sum(), rel=0.2)


@pytest.mark.pairing
def test_expected_permits_do_not_see_the_luck_of_those_undecided() -> None:
    def estimate(change: bool) -> float:
        w = busy(100)
        if change:
            w.casework.tracks.u_grant[:] = 1.0 - w.casework.tracks.u_grant
        w.casework.tally.pending[:] = [5, 10, 20, 300, 100]
        w.casework.expected.publish(100_000, lambda needs, minutes: needs)
        return w.casework.permits_expected_90d

    assert estimate(False) == estimate(True) > 0.0


# configurations and history


@pytest.mark.unit
@pytest.mark.parametrize("option", ["norway", "practice_2015", "practice_2022"])
def test_configurations_are_valid(option: str) -> None:
    config = casework_config(option)
    assert [track.name for track in config.tracks] == TRACKS


@pytest.mark.failure
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"groups.individual.tracks": {"ordinary": 0.5}}, "tracks must sum to 1"),
        ({"groups.individual.tracks": {"express": 1.0}}, "grants lacks"),
        ({"groups.individual.grants": {"express": 1.0, "ordinary": 1.0}}, "grants lacks"),
        ({"priority.sure": {"ordinary": 0.9, "fast": 0.2}}, "more than 1"),
        ({"priority.sure": {"express": 0.1}}, "unknown tracks"),
        ({"priority.rule": "last_first"}, "last_first"),
        (
            {"priority.rules": {"collective_first": ["ordinary"], "quick_refusals_first": []}},
            "each track once",
        ),
        ({"paused_by_lever": "express"}, "is no track"),
        ({"returns.assisted": {"share": 0.9, "days": fixed(3)}}, "must sum to 1"),
        ({"staff.learning": [{"after_days": 0, "gains_percent": 30}]}, "100 percent"),
        ({"appeals.overturn_share": 0.99, "appeals.send_back_share": 0.2}, "exceed 1"),
        ({"returns.departure_years": {"martians": 2}}, "martians"),
    ],
)
def test_configuration_names_what_is_wrong(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        CaseworkConfig.model_validate(plain("casework", "norway", changes))


@pytest.mark.backtest
def test_about_985_decisions_a_month_of_a_mixed_load_in_2015() -> None:
    per_day = 1000 * 12 / 365.25 / 1.5  # households a day, as many as are decided
    luck = np.random.default_rng(1)
    counts = luck.poisson(per_day, 730)
    some = [Some(day=d, n=int(n), size=1 + d % 2) for d, n in enumerate(counts) if n]
    w = World(register(some, books=Books), 730, casework_config("practice_2015"), first=dt.date(2014, 7, 1))
    w.run()
    a_month = w.casework.decided_persons[180:540].sum() / 360 * 30.4
    assert 0.75 * 985 < a_month < 1.25 * 985
    share = w.casework.granted_persons[180:540].sum() / w.casework.decided_persons[180:540].sum()
    assert 0.45 < share < 0.65  # 0.53 of all outcomes in 2015, withdrawn ones included


@pytest.mark.backtest
def test_collective_permits_come_in_about_a_month_while_single_cases_wait_in_2023() -> None:
    luck = np.random.default_rng(2)
    some = [
        Some(day=d, n=int(n), size=2, group="collective") for d, n in enumerate(luck.poisson(45, 730)) if n
    ]
    some += [Some(day=d, n=int(n), size=1 + d % 2) for d, n in enumerate(luck.poisson(8, 730)) if n]
    w = World(register(some, books=Books), 730, casework_config("practice_2022"), first=dt.date(2023, 1, 1))
    w.run()
    population = w.population
    done = np.array(decided(w))
    waited = done - np.array(stamps(population, "registered"))
    recent = (done > 365) & (done < 730)
    collective_now = recent & (w.casework.track == TRACKS.index("collective"))
    ordinary_now = recent & (w.casework.track == TRACKS.index("ordinary"))
    a_month = population.size[collective_now].sum() / 12
    assert 2000 < a_month < 4500
    assert 15 < waited[collective_now].mean() < 45
    assert waited[ordinary_now].mean() > 100
