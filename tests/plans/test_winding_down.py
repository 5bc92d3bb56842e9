"""How plans let places go: against what stands open, in the rounds and at the pace that the plans name."""

from __future__ import annotations

import datetime as dt

import pytest

from sim.config.plan import Plan
from sim.plans.measures import Pool, need_from, surplus, surplus_in_use
from sim.plans.protocol import Order, Parts
from tests.plans.plan_support import FakeLever, carried_out, load, measure, observed, plan

FULL = {"residents": 990}
FRAMES = {"date": "2024-01-01", "until": "2024-01-15"}
FROM_FEBRUARY = {"when": {"date": "2024-02-01"}}
FEBRUARY = 31  # days from the first one
POOL: Pool = "places"

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


class StagedFake(FakeLever):
    """A lever of whose orders some places stand open; the firings not named are still to come."""

    def __init__(self, name: str, opened: dict[int, int], held: int = 1000) -> None:
        super().__init__(name, held=held)
        self.opened = opened

    def effect_day(self, order: Order) -> int | None:
        return order.effective_day if order.firing in self.opened else None

    def parts(self, order: Order) -> Parts:
        opened = self.opened.get(order.firing, 0)
        return Parts(opened, order.amount - opened)


def tender(opened: int, residents: int) -> list[int]:
    """Order 4,000 places of which some have opened when `residents` are left; gives the days it is undone on."""
    order = measure("open_tender", when={"date": "2024-01-01", "until": "2024-01-02"}, reverse=FROM_FEBRUARY)
    lever = StagedFake("open_tender", {1: opened}, held=1000)
    left = {"residents": residents, "places": 1000 + opened, "places_ordered": 4000 - opened}
    carried_out(plan(order), [lever], [{"residents": 5000}] * FEBRUARY + [left] * 30)
    assert [each.amount for each in lever.orders] == [4000]
    return [day - FEBRUARY for _, day, _ in lever.reversed]


@pytest.mark.behaviour
def test_a_tender_is_called_off_although_its_first_centres_have_opened() -> None:
    """Only what stands open must be spare among the open places; nobody sleeps in the rest."""
    assert tender(opened=0, residents=500) == [0]
    assert tender(opened=200, residents=500) == [0]
    assert tender(opened=4000, residents=500) == [0]


@pytest.mark.behaviour
def test_a_tender_stays_while_somebody_needs_its_open_places_or_those_to_come() -> None:
    assert tender(opened=200, residents=1150) == []  # 50 of the 200 stand spare
    assert tender(opened=0, residents=1150) == []  # 150 of the places to come are wanted
    assert tender(opened=200, residents=1000) == [0]


@pytest.mark.behaviour
def test_calling_off_what_has_not_opened_takes_nothing_from_the_open_places_that_are_spare() -> None:
    """250 open places are spare: the order of 200 that is open goes on the day on which that to come goes."""
    order = measure(
        order={"amount": "gap", "at_most": 200},
        when={"date": "2024-01-01", "until": "2024-01-09"},
        reverse=FROM_FEBRUARY,
        review_every_days=7,
    )
    lever = StagedFake("emergency_frames", {1: 200}, held=0)
    left = {"residents": 500, "places": 750, "places_ordered": 200}
    carried_out(plan(order), [lever], [FULL] * FEBRUARY + [left] * 7)
    assert [each.amount for each in lever.orders] == [200, 200]
    assert [(firing, day) for firing, day, _ in lever.reversed] == [(2, 35), (1, 35)]


@pytest.mark.behaviour
def test_surplus_places_are_closed_on_the_day_on_which_orders_to_come_are_called_off() -> None:
    """A tender that never opened is no reason to keep open places that nobody needs."""
    order = measure("open_tender", when={"date": "2024-01-01", "until": "2024-01-02"}, reverse=FROM_FEBRUARY)
    close = measure(
        "close_places", when={"date": "2024-02-01", "until": "2024-02-02"}, reverse={"never": "closed for good"}
    )
    tendered = StagedFake("open_tender", {}, held=1000)
    closing = FakeLever("close_places", missing=lambda need: 1000 - need.places, held=0)
    left = {"residents": 600, "places": 1000, "places_ordered": 500}
    carried_out(plan(order, close), [tendered, closing], [{"residents": 1500}] * FEBRUARY + [left] * 2)
    assert [day for _, day, _ in tendered.reversed] == [FEBRUARY]
    assert [(each.day, each.amount) for each in closing.orders] == [(FEBRUARY, 400)]


@pytest.mark.unit
def test_surplus_in_use_leaves_out_what_is_on_order_and_what_is_closing() -> None:
    seen = observed(0, places=1000, places_closing=50, places_ordered=300, residents=700)
    wanted = need_from(seen, plan(), 0.0)
    assert (surplus(POOL, seen, wanted), surplus_in_use(POOL, seen, wanted)) == (550, 250)
    fuller = observed(0, places=1000, places_closing=50, places_ordered=300, residents=1100)
    wanted = need_from(fuller, plan(), 0.0)
    assert (surplus(POOL, fuller, wanted), surplus_in_use(POOL, fuller, wanted)) == (150, 0)


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
