"""Money of whole runs: it begins at the level of those settled before, and is paid by the day."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from sim.data import municipalities
from sim.institutions.accounts import ITEMS
from sim.institutions.settled_before import N_CATEGORIES, settled_before
from sim.national import Nation
from tests.national.test_edge_cases import NOBODY, quiet
from tests.support.nation import built, finished
from tests.support.scenarios import load_scenario

JANUARY = "horizon_days=31"


def booked(nation: Nation, item: str, month: int = 0) -> int:
    return int(nation.economy.ledger.array[month, :, ITEMS.index(item)].sum())


@pytest.mark.behaviour
def test_grants_and_costs_begin_at_their_level() -> None:
    """In the first month the second year's grant is that of the settled of the year before, by days."""
    scenario = load_scenario(("start=2024-01-01", "shock=none", "plan=do_nothing", JANUARY))
    nation = finished(scenario)
    before = settled_before(scenario.prices.settled_before, municipalities(), (2024, 1))
    persons = before.persons[-12:, :, :N_CATEGORIES].sum(axis=(0, 1))
    rate = [scenario.prices.ore(amounts[1]) for amounts in scenario.prices.grants.integration.values()]
    whole = int(persons @ np.array(rate))
    assert booked(nation, "integration_grant_year_2") == pytest.approx(whole * 31 / 366, rel=1e-6)
    month = booked(nation, "settlement_cost")
    assert 1.0e9 < month / 100 < 2.0e9
    assert booked(nation, "minors_grant_17_20") > 0
    assert booked(nation, "disability_grant") > 0
    words = ("start=2024-01-01", "start.settled_before=false", "shock=none", "plan=do_nothing", JANUARY)
    assert booked(finished(load_scenario(words)), "integration_grant_year_2") == 0


@pytest.mark.behaviour
def test_an_empty_start_owes_nothing_and_can_be_told_to() -> None:
    plain = finished(quiet(JANUARY, **NOBODY))
    assert booked(plain, "settlement_cost") == booked(plain, "grants_received") == 0
    seeded = finished(quiet(JANUARY, **(NOBODY | {"start.settled_before": True})))
    assert booked(seeded, "integration_grant_year_2") > 0
    assert booked(seeded, "settlement_cost") > 0
    assert booked(seeded, "integration_grant_year_1") == 0


@pytest.mark.behaviour
def test_posts_and_dwellings_are_paid_from_the_day_they_are_there() -> None:
    """A post and a thousand dwellings from the 17th of January are paid for 15 days, not for the month."""
    plain = finished(quiet(JANUARY))
    nation = built(quiet(JANUARY))
    day = (dt.date(2024, 1, 17) - dt.date(2024, 1, 1)).days
    nation.agenda.add(day, "registration.posts", 0, 400, 0)
    housing = nation.municipalities.housing
    nation.agenda.on("test.standby", lambda target, amount, day: housing.hold_ready(amount, np.ones(357)))
    nation.agenda.add(day, "test.standby", 0, 1000, 0)
    nation.run()
    rate = nation.activity._prices.staff["registration"].post_year
    minutes = nation.scenario.prices.minutes_per_year
    more = booked(nation, "staff_registration") - booked(plain, "staff_registration")
    assert more == pytest.approx(400 * 15 * nation.scenario.prices.ore(rate) / minutes, abs=2)
    a_day = 12 * nation.scenario.prices.ore(nation.scenario.prices.municipal.standby_dwelling) / 366
    assert booked(nation, "standby_dwellings") == pytest.approx(1000 * 15 * a_day, abs=357)


@pytest.mark.behaviour
@pytest.mark.parametrize(("days", "whole_year"), [(366, True), (200, False)])
def test_unused_places_of_the_last_year_are_owed(days: int, whole_year: bool) -> None:
    """All that lapses on New Year's Eve; before it places may still be used, and nothing is owed."""
    scenario = load_scenario(("start=2024-01-01", "shock=none", "plan=do_nothing", f"horizon_days={days}"))
    nation = finished(scenario)
    towns = nation.municipalities
    book = towns.year
    left = int((book.left() + book.left_minors()).sum())
    assert left > 0
    price = scenario.prices.ore(scenario.prices.municipal.unused_place)
    assert booked(nation, "unused_place_cost", -1) == (left * price if whole_year else 0)


@pytest.mark.behaviour
def test_minors_are_paid_for_the_days_they_live_there() -> None:
    """Day by day, by a count of its own, over months in which minors come, move and turn a year older."""
    nation = built(load_scenario(("start=2024-01-01", "shock=minors", "plan=do_nothing", "horizon_days=400")))
    people, accounts = nation.population, nation.municipalities.accounts
    (to_16, last) = (ages[1] for ages in nation.activity._ages)
    by_hand = [np.zeros(nation.municipalities.n, dtype=np.int64) for _ in range(2)]
    collected = [np.zeros(nation.municipalities.n, dtype=np.int64) for _ in range(2)]
    real_watch, real_take = nation.economy._watch, accounts.take_minors_days
    alone = np.flatnonzero(people.unaccompanied)
    start = np.datetime64(nation.calendar.start)

    def watch(day: int) -> None:
        real_watch(day)
        accounts.fold()
        where = people.municipality[alone]
        living = (where >= 0) & (accounts.settled_month[alone] >= 0)
        born = start + people.birth_day[alone, 0].astype("timedelta64[D]")  # an age may be assessed anew
        age = int(nation.calendar.year[day]) - (born.astype("datetime64[Y]").astype(int) + 1970)
        for counted, wanted in zip(by_hand, (age <= to_16, (age > to_16) & (age <= last)), strict=True):
            np.add.at(counted, where[living & wanted], 1)

    def take(*arguments: object) -> list[np.ndarray]:
        counted = real_take(*arguments)  # handed on
        for total, each in zip(collected, counted, strict=True):
            total += each
        return counted

    nation.economy._watch = watch
    accounts.take_minors_days = take  # watched
    nation.run()
    assert by_hand[0].sum() > 1000 < by_hand[1].sum()
    assert [each.tolist() for each in collected] == [each.tolist() for each in by_hand]
