"""Returns: ways out, the police's capacity, those who come back, permits that cease; and residual waits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.config.base import Law
from sim.engine.books import AuditedBooks, Books
from sim.institutions.population import NO_DAY
from sim.institutions.returns import CHANNELS, FORCED, LONG
from sim.institutions.states import Case, Lodging
from sim.institutions.waits import residual_days, survival
from tests.support.casework_world import PLAIN, Some, World, casework_config, fixed, register, stamps

REFUSED = PLAIN | {"staff.caseworkers": 10_000, "groups.individual.grants": {"ordinary": 0.0}}
ONLY = {name: {"share": 0.0, "days": fixed(30)} for name in ("assisted", "forced", "unknown", "long")}
# refused on Wednesday 2
REFUSAL = 2


def only(name: str, days: dict[str, object]) -> dict[str, Any]:
    """All refused households go one way."""
    shares = {f"returns.{each}": dict(channel) for each, channel in ONLY.items()}
    shares[f"returns.{name}"] = {"share": 1.0, "days": days}
    return shares


def world(
    days: int, *some: Some, books: type[Books] = AuditedBooks, settle: int = 10**6, **changes: Any
) -> World:
    named = changes.pop("changes", {})
    keys = {key.replace("__", "."): value for key, value in changes.items()}
    config = casework_config(changes=REFUSED | named | keys)
    return World(register(some, books=books), days, config, settle_after=settle)


def left(w: World) -> list[int]:
    return stamps(w.population, "left")


@pytest.mark.unit
@pytest.mark.parametrize("name", ["assisted", "long"])
def test_those_who_return_leave_on_their_day_and_free_their_bed_first(name: str) -> None:
    w = world(100, Some(n=3, size=2), changes=only(name, fixed(50))).run(check=True)
    assert left(w) == [REFUSAL + 50] * 3
    assert (w.population.case.state == Case.RETURNED).all()
    assert w.reception.log == [("release", [0, 1, 2], REFUSAL + 50)]  # the recorder refuses a later release
    assert (w.population.lodging.state == Lodging.NONE).all()
    assert (w.returns.channel == CHANNELS.index(name)).all()


@pytest.mark.unit
def test_nobody_must_leave_before_the_deadline() -> None:
    w = world(100, Some(n=3), changes=only("assisted", fixed(4)), returns__minimum_days=21).run()
    assert left(w) == [REFUSAL + 21] * 3


@pytest.mark.behaviour
def test_a_minor_alone_is_not_returned_before_coming_of_age_but_may_go_without_address() -> None:
    half = {"share": 0.5, "days": fixed(50)}
    w = world(
        1300, Some(n=60, group="minors_15_17"),
        changes=only("long", fixed(50)) | {"returns.long": half, "returns.unknown": half},
        groups__minors_15_17__grants={"ordinary": 0.0, "collective": 0.0},
    ).run(check=True)  # fmt: skip
    gone, of_age = np.array(left(w)), w.population.of_age_day(np.arange(60))
    returned = w.population.case.state == Case.RETURNED
    assert 15 < returned.sum() < 45
    assert (gone[~returned] < 100).all()
    assert (gone[returned] >= of_age[returned]).all()
    late = returned & (of_age > 100)
    assert late.any()
    assert (gone[late] == of_age[late]).all()


@pytest.mark.unit
def test_forced_returns_wait_for_the_police() -> None:
    changes = only("forced", fixed(33)) | {"returns.forced_persons_per_working_day": 2.0}
    w = world(100, Some(n=3, size=2), Some(n=1, size=4), changes=changes).run(check=True)
    # ready on Monday 35: two persons a working day
    assert left(w) == [35, 36, 37, 39]
    assert (w.returns.channel == FORCED).all()


@pytest.mark.unit
def test_dublin_transfers_take_weeks_and_no_appeal() -> None:
    w = world(
        60,
        Some(n=40),
        groups__individual__tracks={"dublin": 1.0},
        groups__individual__grants={"dublin": 0.0, "ordinary": 0.0},
        returns__dublin_unknown_share=0.3,
        changes=only("assisted", fixed(50)) | {"returns.unknown": {"share": 0.0, "days": fixed(9)}},
    ).run()
    gone = np.array(left(w))
    assert set(gone) == {REFUSAL + 14, REFUSAL + 9}
    away = gone == REFUSAL + 9
    assert (w.population.case.state[away] == Case.LEFT).all()
    assert 4 < away.sum() < 20


@pytest.mark.unit
def test_half_of_those_without_address_come_back_and_leave_another_way() -> None:
    changes = only("unknown", fixed(20)) | {
        "returns.unknown": {"share": 0.5, "days": fixed(20)},
        "returns.assisted": {"share": 0.5, "days": fixed(60)},
        "returns.come_back_share": 0.5,
    }
    w = world(150, Some(n=100), changes=changes).run(check=True)
    gone = np.array(left(w))
    released = [rows for event, rows, day in w.reception.log if (event, day) == ("release", REFUSAL + 20)]
    unknown = sum(len(rows) for rows in released)
    back = w.returns.back_persons[REFUSAL + 30]
    assert 35 < unknown < 65
    assert 0.25 * unknown < back < 0.75 * unknown
    assert (gone == REFUSAL + 20).sum() == unknown - back
    assert (gone == REFUSAL + 30 + 60).sum() == back
    assert (gone == REFUSAL + 60).sum() == 100 - unknown
    assert (w.population.case.state[gone > REFUSAL + 20] == Case.RETURNED).all()
    asked = [rows for kind, rows, day in w.reception.log if (kind, day) == ("request", REFUSAL + 30)]
    assert len(asked[0]) == back


@pytest.mark.behaviour
def test_duty_to_leave_lasts_about_nine_months_with_a_long_tail() -> None:
    changes = {"staff.caseworkers": 10_000, "returns.forced_persons_per_working_day": 50}
    grants = {"ordinary": 0.0, "fast": 0.0, "dublin": 0.0, "forty_eight_hours": 0.0}
    tracks = {"ordinary": 1.0}
    config = casework_config(
        "practice_2015",
        changes
        | {
            "groups.individual.grants": grants,
            "groups.individual.tracks": tracks,
            "groups.individual.withdrawals_per_month": 0.0,
            "tracks.3.appeal_share": 0.0,
        },
    )
    w = World(register([Some(n=3000)], books=Books), 4000, config).run()
    stay = np.array(left(w), dtype=np.float64)
    decided = np.array(stamps(w.population, "decided"))
    stay = np.where(stay == NO_DAY, 4000, stay) - decided
    assert 5 * 30.4 < stay.mean() < 11 * 30.4
    # among those present at a time, a large share has been there for long
    present_long = np.maximum(stay - 730, 0).sum() / stay.sum()
    assert 0.1 < present_long < 0.5


@pytest.mark.unit
def test_permits_cease_wherever_their_holders_are() -> None:
    w = world(
        4000,
        Some(n=200, group="collective"),
        settle=300,
        books=Books,
        returns__departure_years={"collective": 2.0},
    ).run()
    gone = np.array(left(w))
    went = gone != NO_DAY
    assert np.exp(-4000 / 730) < 1 - went.mean() + 0.02
    before, after = went & (gone < 302), went & (gone >= 302)
    assert before.sum() > 30
    assert after.sum() > 60
    assert (w.population.case.state[went] == Case.RETURNED).all()
    asked = [row for kind, rows, _ in w.settlement.log if kind == "protection_ended" for row in rows]
    assert sorted(asked) == np.flatnonzero(before).tolist()
    moved = [row for kind, rows, _ in w.municipalities.log if kind == "leave" for row in rows]
    assert sorted(moved) == np.flatnonzero(after).tolist()
    mean = gone[went].mean()
    assert 400 < mean < 800


@pytest.mark.unit
def test_those_of_the_first_day_get_what_is_left_and_longer_ways_the_longer_they_stayed() -> None:
    def at_start(elapsed: int) -> World:
        population = register([Some(n=600, day=-elapsed - 5)], books=Books)
        changes = {
            "returns.assisted": {"share": 0.5, "days": {"law": "exponential", "mean": 50}},
            "returns.forced": {"share": 0.0, "days": fixed(30)},
            "returns.unknown": {"share": 0.0, "days": fixed(30)},
            "returns.long": {"share": 0.5, "days": {"law": "exponential", "mean": 1000}},
        }
        w = World(population, 20_000, casework_config(changes=PLAIN | changes))
        rows = np.arange(600)
        population.case.move(rows, Case.REFUSED_WAITING)
        population.stamps["decided"][:] = -elapsed
        w.returns.resume(rows)
        return w.run()

    new, old = at_start(30), at_start(400)
    assert 0.3 < (new.returns.channel == LONG).mean() < 0.75
    assert (old.returns.channel == LONG).mean() > 0.99
    assert np.mean(left(old)) == pytest.approx(
        1000, rel=0.15
    )  # memoryless: not a thousand less what has passed
    assert min(left(new)) >= 1


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 9999), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
@pytest.mark.invariant
def test_everyone_leaves_once_and_books_close(seed: int, unknown: float, back: float) -> None:
    changes = {
        "returns.assisted": {"share": (1 - unknown) / 2, "days": {"law": "lognormal", "mean": 40, "cv": 1.0}},
        "returns.forced": {"share": (1 - unknown) / 4, "days": {"law": "exponential", "mean": 30}},
        "returns.unknown": {"share": unknown, "days": {"law": "exponential", "mean": 20}},
        "returns.long": {"share": (1 - unknown) / 4, "days": {"law": "exponential", "mean": 90}},
        "returns.forced_persons_per_working_day": 1.5,
        "returns.come_back_share": back,
        "groups.individual.withdrawals_per_month": 0.4,
        "groups.individual.grants": {"ordinary": 0.3},
        "tracks.3.minimum_days": {"law": "lognormal", "mean": 20, "cv": 1.0},
    }
    if unknown > 0.99:
        changes["returns.assisted"], changes["returns.unknown"] = (
            {"share": 0.01, "days": fixed(40)},
            {"share": 1.0 - 0.01 - (1 - unknown) / 2, "days": fixed(20)},
        )
    luck = np.random.default_rng(seed)
    some = [
        Some(day=int(d), size=int(s))
        for d, s in zip(luck.integers(0, 60, 40), luck.integers(1, 5, 40), strict=True)
    ]
    config = casework_config(changes=REFUSED | changes)
    w = World(register(some), 1500, config, seed=seed).run(check=True)
    population = w.population
    population.case.check()
    gone = np.isin(population.case.state, (Case.RETURNED, Case.LEFT))
    assert ((np.array(left(w)) != NO_DAY) == gone).all()
    assert (population.lodging.state[gone] == Lodging.NONE).all()
    released = [row for event, rows, _ in w.reception.log if event == "release" for row in rows]
    assert population.size[released].sum() - w.returns.back_persons.sum() == population.size[gone].sum()


@pytest.mark.theory
@pytest.mark.parametrize(
    ("law", "at", "expected"),
    [
        (Law(law="exponential", mean=100), [0.0, 100.0, 300.0], np.exp([0.0, -1.0, -3.0])),
        (Law(law="uniform", low=10, high=30), [5.0, 15.0, 30.0], [1.0, 0.75, 0.0]),
        (Law(law="fixed", mean=20), [19.0, 20.0, 25.0], [1.0, 0.0, 0.0]),
        (Law(law="lognormal", mean=100, cv=1.0), [100.0 / np.sqrt(2.0)], [0.5]),  # the median
    ],
)
def test_survival_agrees_with_closed_forms(law: Law, at: list[float], expected: Any) -> None:
    assert survival(law, at) == pytest.approx(np.asarray(expected), abs=1e-9)


@pytest.mark.theory
def test_residual_of_an_exponential_law_is_the_law_itself() -> None:
    u = (np.arange(20_000) + 0.5) / 20_000
    law = Law(law="exponential", mean=90)
    left_over = residual_days(law, u, np.full(u.size, 500.0))
    assert left_over.mean() == pytest.approx(90.0, rel=0.01)
    assert left_over == pytest.approx(residual_days(law, u, np.zeros(u.size)), rel=1e-6)


@pytest.mark.theory
def test_residual_of_a_uniform_law_is_uniform_on_the_rest() -> None:
    u = (np.arange(1000) + 0.5) / 1000
    left_over = residual_days(Law(law="uniform", low=0, high=100), u, np.full(1000, 60.0))
    assert left_over == pytest.approx(40.0 * u, abs=1e-6)
    assert not residual_days(Law(law="fixed", mean=20), u, np.full(1000, 60.0)).any()
