"""Bufetat: reserve, purchases, and units that stick."""

from __future__ import annotations

import numpy as np
import pytest

from sim.institutions.place_days import Use
from sim.institutions.states import Case, Lodging
from sim.plans.protocol import Need, Order
from tests.support.reception_world import World, reception_config

CARE = Lodging.CARE
AT_ONCE = {"law": "fixed", "mean": 0}


def world(counts: dict[tuple[int, str], int], places: dict[Lodging, int], days: int) -> World:
    config = reception_config(
        contracts__care_reserve__permit=AT_ONCE,
        contracts__care_purchase__permit=AT_ONCE,
        care={"reserve_places": 30, "staff": {"places_per_week": 70, "ready_days": 7}},
    )
    made = World(counts, places, days, config=config, stay_days=10_000.0)
    made.population.private_at_arrival[:] = False
    return made


def need(care: float) -> Need:
    return Need(0, 0, care, 0, 0, 0, 0, 0)


def order(lever: str, amount: int, firing: int = 1) -> Order:
    return Order(lever, lever, firing, 0, 5, amount, None, 0)


@pytest.mark.unit
def test_the_reserve_is_limited_and_comes_back() -> None:
    run = world({}, {CARE: 12}, 400)
    reserve, purchase = run.care.levers()
    assert reserve.gap(need(100)) == 30
    assert purchase.gap(need(100)) == 88
    reserve.apply(order("care_reserve", 24))
    assert reserve.gap(need(100)) == 6
    with pytest.raises(ValueError, match="6 left"):
        reserve.apply(order("care_reserve", 7, 2))
    run.run(60)
    assert run.care.places() == 36
    assert run.care.units() == 6
    reserve.reverse(order("care_reserve", 24), 59, 0)
    assert reserve.gap(need(100)) == 30
    run.run()
    assert run.care.places() == 12


@pytest.mark.unit
def test_the_unused_reserve_is_paid_for_standing_by() -> None:
    run = world({}, {CARE: 12}, 30)
    run.care.hold_reserve(30)
    totals = run.portfolio.fold_place_days()
    assert totals.place_days[totals.keys.index("care_place"), Use.STANDBY] == 30 * 30


@pytest.mark.behaviour
def test_units_stick_until_their_children_have_left() -> None:
    run = world({(0, "minors_under_15"): 6}, {CARE: 0}, 500)
    run.care.purchase.apply(order("care_purchase", 6))
    run.at(30, lambda day: run.care.purchase.reverse(order("care_purchase", 6), day, 0))
    last = np.arange(6)

    def leave(day: int) -> None:
        run.reception.release(last, day)
        run.population.case.move(last, Case.SETTLED)

    run.at(400, leave).run()
    assert run.series("residents_care")[200] == 6
    assert run.series("overcrowded") == [0] * 500
    closed = next(day for _, day, event, _ in run.log() if event == "closed")
    assert closed in (401, 402)
    assert run.series("no_roof")[10:] == [0] * 490


@pytest.mark.behaviour
def test_places_open_only_as_fast_as_staff_are_found() -> None:
    run = world({}, {}, 60)
    run.care.purchase.apply(order("care_purchase", 210))
    run.run()
    places = run.series("places_care")
    assert 60 <= places[7] <= 100
    assert places[12] < 210 == places[25]


@pytest.mark.unit
def test_children_are_counted() -> None:
    run = world({(0, "minors_under_15"): 3}, {CARE: 12}, 3).run()
    assert run.care.children() == 3
