"""How plans let places go: against what stands open, in the rounds and at the pace that the plans name."""

from __future__ import annotations

import datetime as dt

import pytest

from sim.config.plan import Plan
from tests.plans.plan_support import FakeLever, carried_out, load, measure, plan

FULL = {"residents": 990}
FRAMES = {"date": "2024-01-01", "until": "2024-01-15"}
FROM_FEBRUARY = {"when": {"date": "2024-02-01"}}
FEBRUARY = 31  # days from the first one

HALF_EMPTY = {
    "residents": 20_000,
    "places": 38_000,
    "residents_emergency": 900,
    "places_emergency": 14_000,
    "arrivals_7d": 200,
    "arrivals_previous_7d": 200,
    "arrivals_28d": 800,
    "exits_28d": 800,
    "plan_persons_per_week": 200.0,
}
"""A system built for twice those who are left, as in August 2016, its emergency places almost unused."""


def real_plan(name: str) -> Plan:
    return Plan.model_validate(load(f"plan/{name}.yaml"))


def idle_levers(tried: Plan) -> dict[str, FakeLever]:
    """A lever of the right kind for each measure, none of which has anything to order."""
    return {
        each.measure.lever_name: FakeLever(
            each.measure.lever_name,
            "switch" if each.measure.order.amount == "switch" else "places",
            missing=lambda need: 0.0,
        )
        for each in tried.measures
    }


@pytest.mark.behaviour
def test_open_places_are_not_let_go_for_places_on_order() -> None:
    """A tender is out for all that is needed, and the frames still go only when its centres have opened."""
    order = measure(when=FRAMES, order={"amount": "gap", "at_most_per_week": 50}, reverse=FROM_FEBRUARY)
    on_order = {"residents": 980, "places": 1000, "places_ordered": 400}
    opened = {"residents": 980, "places": 1400}
    lever = FakeLever("emergency_frames", held=0)
    carried_out(plan(order), [lever], [FULL] * FEBRUARY + [on_order] * 30 + [opened])
    assert {day for _, day, _ in lever.reversed} == {FEBRUARY + 30}
    assert len(lever.reversed) == len(lever.orders) == 2


@pytest.mark.behaviour
def test_what_has_not_opened_is_called_off_while_other_places_are_on_order() -> None:
    """Nobody loses a bed by it: an order that has not taken effect is counted against what is ordered."""
    order = measure(
        when=FRAMES,
        order={"amount": "gap", "at_most_per_week": 50},
        lead_days={"law": "fixed", "mean": 90},
        reverse=FROM_FEBRUARY,
    )
    on_order = {"residents": 980, "places": 1000, "places_ordered": 400}
    lever = FakeLever("emergency_frames", held=0)
    carried_out(plan(order), [lever], [FULL] * FEBRUARY + [on_order])
    assert [day for _, day, _ in lever.reversed] == [FEBRUARY] * 2


@pytest.mark.behaviour
def test_emergency_places_of_2015_stay_until_the_tendered_centres_have_opened() -> None:
    """In January 2016 contracts were prolonged where ordinary centres had no room yet; emptied, they went."""
    tried = real_plan("practice_2015")
    levers = idle_levers(tried)
    frames = levers["emergency_frames"] = FakeLever("emergency_frames", held=0)
    start = dt.date(2015, 8, 31)
    january, march = ((day - start).days for day in (dt.date(2016, 1, 4), dt.date(2016, 3, 7)))
    crowded = {"residents": 30_000, "places": 33_000, "places_emergency": 12_000, "places_ordered": 15_000}
    moved = crowded | {"places": 47_000, "places_ordered": 1_000}
    carried_out(tried, list(levers.values()), [crowded] * march + [moved] * 30, start=start)
    assert frames.orders
    assert max(order.day for order in frames.orders) < january
    assert len(frames.reversed) == len(frames.orders)
    assert min(day for _, day, _ in frames.reversed) == march


@pytest.mark.behaviour
@pytest.mark.parametrize(
    "name", ["reactive", "agreement_2018", "options_and_frames", "municipal_standby", "early_warning"]
)
def test_a_half_empty_system_is_run_down_at_the_pace_of_2016_to_2018(name: str) -> None:
    """However often a plan looks: 39,000 places became 5,100 in 26 months, not in nine years."""
    tried = real_plan(name)
    levers = idle_levers(tried)
    close = levers["close_places"] = FakeLever("close_places", missing=lambda need: 60_000, held=20_000)
    carried_out(tried, list(levers.values()), [HALF_EMPTY] * 540)
    first = close.orders[0].day
    assert 60 <= first <= 120  # empty for two or three months, and a look at it once a month
    year = sum(order.amount for order in close.orders if order.day < first + 365)
    assert year == pytest.approx((39_000 - 5_100) / 26 * 12, rel=0.15)


@pytest.mark.behaviour
def test_reactive_lets_places_of_the_first_day_go_when_it_lets_its_own_go() -> None:
    """Two in three places are used for a year: dear places stand empty, whoever ordered them."""
    tried = real_plan("reactive")
    levers = idle_levers(tried)
    close = levers["close_places"] = FakeLever("close_places", missing=lambda need: 10_000, held=0)
    frames = levers["emergency_frames"] = FakeLever("emergency_frames", held=0)
    full = HALF_EMPTY | {"residents": 37_500}
    two_thirds = HALF_EMPTY | {"residents": 25_500}
    carried_out(tried, list(levers.values()), [full] * 35 + [two_thirds] * 365)
    first_own = min(day for _, day, _ in frames.reversed)
    assert first_own <= close.orders[0].day <= first_own + 30


@pytest.mark.behaviour
@pytest.mark.parametrize("name", ["agreement_2018", "options_and_frames"])
def test_emergency_places_of_the_first_day_go_when_half_of_them_stand_empty(name: str) -> None:
    """Ordinary centres are full enough to keep use above the other threshold, and nobody sleeps in halls."""
    tried = real_plan(name)
    levers = idle_levers(tried)
    close = levers["close_places"] = FakeLever("close_places", missing=lambda need: 5_000, held=0)
    used = HALF_EMPTY | {"residents": 28_500}
    carried_out(tried, list(levers.values()), [used] * 120)
    assert close.orders
