"""The edge cases that have a name: each where it is simplest, in small worlds that run whole."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from sim.config.population import GROUPS
from sim.config.schema import Scenario
from sim.config.shock import ShockConfig
from sim.engine.allocation import allocate
from sim.institutions.economy import days_in_month, year_days
from sim.institutions.population import NO_DAY
from sim.institutions.states import Case, Lodging
from sim.national import Nation, run
from sim.outcome import tables_of
from tests.support.audit import Audit
from tests.support.nation import at_end_of_day, built, finished, run_through
from tests.support.scenarios import QUIET, anchor, changed, fixed, load_scenario, measure
from tests.support.worlds import AMPLE, with_ladder

NOBODY: dict[str, Any] = {
    "start.persons_per_week": dict.fromkeys(GROUPS, 0.0),
    "population.quota_from": {2010: 0.0},
    "population.family_reunification_per_week": 0.0,
}
QUICK: dict[str, Any] = {
    "casework.registration.officers": 100,
    "casework.staff.caseworkers": 1000,
    "settlement.eras.2.persons_per_day": 10_000,
    "settlement.eras.2.simplified": False,
    "settlement.eras.2.talk_days": fixed(1),
    "settlement.moves": [{"since": dt.date(2011, 1, 1), "days": fixed(5), "source": "test"}],
    "settlement.answer_days": fixed(2),
    "settlement.withdrawn_share": 0.0,
    "casework.returns.departure_years": {},
    **{f"population.groups.{name}.special_needs_share": 0.0 for name in GROUPS},
}
"""Offices that keep nobody waiting, nobody with special needs, who wait for a service, and nobody who gives up."""


ALL_SAY_YES: dict[str, Any] = {
    "acceptance.refusal_elasticity": 0.0,
    "acceptance.by_centrality": [1.0] * 6,
    "acceptance.quantiles": [[0, 1.0], [1, 1.0]],
    "year.profile": [1.0] * 12,
    "year.realised_mean": 1.0,
    "year.realised_sd": 0.0,
    "year.later_share": 0.0,
    "services.floor_persons": 1_000_000,
}
"""Municipalities that vote for all they are asked, and open it at once."""


def quiet(*overrides: str, **changes: Any) -> Scenario:
    """A world where nobody comes, changed; a double underscore stands for a dot."""
    dotted = {key.replace("__", "."): value for key, value in changes.items()}
    return changed(load_scenario((*QUIET, *overrides)), NOBODY | {"audit": True} | dotted)


def audited(scenario: Scenario) -> Nation:
    """Run a world with the auditor beside it."""
    nation = built(scenario)
    run_through(nation, Audit(nation))
    return nation


def rows_of(nation: Nation, group: str) -> np.ndarray:
    return np.flatnonzero(nation.population.group == GROUPS.index(group))


# a household larger than any remaining offer


@pytest.mark.behaviour
def test_a_household_larger_than_any_offer_waits_and_stands_in_nobodys_way() -> None:
    """Every municipality has agreed to five places: nobody of eight is ever placed, all of one are."""
    eight = [0.0] * 7 + [1.0]
    scenario = changed(
        quiet("horizon_days=100"),
        {
            **QUICK,
            "population.groups.individual.household_size": eight,
            "population.groups.collective.household_size": [1.0],
            "start.places": {"ordinary": 3000},
            "start.anchors": [
                anchor("ready", "ordinary", "individual", 240, 40),
                anchor("ready", "ordinary", "collective", 200, 10),
            ],
            "start.settlement": {
                "requested": 5 * 357,
                "requested_minors": 0,
                "voted": 5 * 357,
                "recorded": False,
            },
            f"regime.criteria_sets.{load_scenario(QUIET).regime.criteria}.min_request": 5,
            "municipalities.dwellings.stock_per_1000": 10.0,
            **{f"municipalities.{key}": value for key, value in ALL_SAY_YES.items()},
        },
    )
    nation = audited(scenario)
    case, book = nation.population.case.state, nation.municipalities.year
    large, single = rows_of(nation, "individual"), rows_of(nation, "collective")
    assert (nation.population.size[large] == 8).all()
    assert set(book.agreed.tolist()) == {5}
    assert (case[large] == Case.READY).all()
    assert np.isin(case[single], (Case.SETTLED, Case.ALLOCATED)).all()
    assert nation.population.size[large].sum() == 240
    assert (book.agreed - book.used).sum() > 240  # places there are, and none that they fit in


@pytest.mark.unit
def test_the_kernel_passes_over_a_household_that_fits_nowhere() -> None:
    offers = np.array([5, 4])
    where = allocate(
        np.array([8, 2, 4, 1]),
        np.zeros(4, dtype=np.bool_),
        np.array([2, 1, 2, 0]),
        np.array([[0, 1, -1, -1, -1, -1]] * 4),
        offers,
        np.full((2, 3), 9),
        np.ones(2, dtype=np.bool_),
        np.array([0, 1]),
    )
    assert where.tolist() == [-1, 0, 1, 0]
    assert offers.tolist() == [2, 0]


# birthdays


def aged(group: str, low: float, high: float) -> Scenario:
    """A world of minors alone whose ages at arrival lie between two bounds, in years."""
    return changed(
        quiet("horizon_days=90"),
        {
            **QUICK,
            f"population.groups.{group}.head_age_years": [low, high],
            f"population.groups.{group}.head_age_share": [1.0],
            f"population.groups.{group}.private_share": 0.0,
            "start.places": {"arrival": 200, "ordinary": 900, "minors": 900, "care": 900},
            "start.persons_per_week": {group: 30},
        },
    )


@pytest.mark.behaviour
def test_a_child_who_turns_15_moves_from_care_to_a_centre_for_minors_and_stays_a_minor() -> None:
    scenario = aged("minors_under_15", 14.90, 14.97)
    nation = built(scenario)
    people = nation.population
    slept: set[int] = set()

    def look() -> None:
        young = rows_of(nation, "minors_under_15")
        slept.update(people.lodging.state[young].tolist())
        here = young[np.isin(people.lodging.state[young], (int(Lodging.CARE), int(Lodging.MINORS)))]
        ages = (day[0] - people.birth_day[here, 0]) / 365.25
        in_care = people.lodging.state[here] == Lodging.CARE
        assert (ages[in_care] < 15.01).all()
        assert (ages[~in_care] > 14.99).all()

    day = [0]

    def seen(tick: int) -> None:
        day[0], phase = divmod(tick, 32)
        if phase == 24:
            look()

    run_through(nation, seen)
    assert {Lodging.CARE, Lodging.MINORS} <= slept
    gone = np.flatnonzero(people.stamps["allocated"] > NO_DAY)
    assert gone.size > 10
    turned = (people.stamps["allocated"][gone] - people.birth_day[gone, 0]) / 365.25 > 15.01
    assert turned.any()
    book = nation.municipalities.year
    assert book.used.sum() == 0
    assert book.used_minors.sum() > 10


@pytest.mark.behaviour
def test_a_minor_who_turns_18_while_waiting_is_an_adult_to_all() -> None:
    nation = audited(aged("minors_15_17", 17.90, 17.97))
    people, book = nation.population, nation.municipalities.year
    rows = rows_of(nation, "minors_15_17")
    grown = rows[(90 - people.birth_day[rows, 0]) / 365.25 > 18.01]
    assert grown.size > 50
    assert not np.isin(people.lodging.state[grown], (int(Lodging.MINORS), int(Lodging.CARE))).any()
    allocated = rows[people.stamps["allocated"][rows] > NO_DAY]
    ages = (people.stamps["allocated"][allocated] - people.birth_day[allocated, 0]) / 365.25
    assert (ages > 18.01).sum() > 10
    assert book.used.sum() >= (ages > 18.01).sum()
    assert book.used_minors.sum() <= (ages < 18.01).sum()
    assert nation.reception.placement.minors_in_adult_centre == 0


# a centre that closes while full


@pytest.mark.behaviour
def test_a_centre_that_closes_while_full_keeps_its_people_until_there_is_room() -> None:
    """Emergency places given up while nobody has another bed: overcrowded, nobody on the street; then they move."""
    waiting = anchor("undecided", "emergency", "individual", 200, 30)
    full = changed(
        quiet("horizon_days=120"),
        {
            "start.places": {"ordinary": 1, "emergency": 200},
            "start.anchors": [waiting],
            "casework.staff.caseworkers": 0,
            "casework.groups.individual.withdrawals_per_month": 0.0,
            "reception.placement.transfers_cap": 5,
        },
    )
    later = measure(
        "open_tender",
        when={"date": dt.date(2024, 3, 1)},
        order={"amount": 300},
        lead_days=fixed(1),
        lock_days=1,
    )
    nation = built(with_ladder(full, later))
    portfolio = nation.portfolio
    emergency = [int(Lodging.EMERGENCY)]
    portfolio.close(emergency, 200, 0, 0)  # decided on the first day, whatever a planner would think of it
    run_through(nation, Audit(nation))
    night = nation.reception.history
    events = {row[2] for row in portfolio.events.rows() if row[3] == Lodging.EMERGENCY}
    assert {"notice", "intake_stopped", "overtime", "closed"} <= events
    assert night.get("overcrowded").max() >= 190
    assert not night.get("no_roof").any()
    assert night.get("residents_emergency")[-1] == 0
    assert night.get("residents_ordinary")[-1] == 200
    assert night.get("overcrowded")[-1] == 0


# an offer withdrawn after allocation


@pytest.mark.behaviour
def test_an_offer_withdrawn_after_allocation_sends_the_household_back_to_its_place_in_the_queue() -> None:
    base = changed(
        quiet("horizon_days=80"),
        {
            **QUICK,
            "start.places": {"ordinary": 400},
            "start.anchors": [anchor("ready", "ordinary", "collective", 150, 20)],
            "start.settlement": {"requested": 4000, "requested_minors": 0, "voted": 4000, "recorded": False},
            "municipalities.dwellings.stock_per_1000": 10.0,
        },
    )
    never = audited(changed(base, {"settlement.withdrawn_share": 1.0}))
    people, book = never.population, never.municipalities.year
    assert not (people.case.state == Case.SETTLED).any()
    assert never.settlement.withdrawn_persons.sum() > 150
    held = people.case.state == Case.ALLOCATED
    assert book.used.sum() == people.size[held].sum()  # every place taken back is open again
    assert (people.stamps["ready"] == audited(base).population.stamps["ready"]).all()
    half = audited(changed(base, {"settlement.withdrawn_share": 0.5}))
    assert (half.population.case.state == Case.SETTLED).all()
    assert half.settlement.withdrawn_persons.sum() > 30


# temporary protection that ends


@pytest.mark.behaviour
def test_temporary_protection_that_ends_ends_the_permits_and_opens_the_places_again() -> None:
    ended = dt.date(2024, 2, 20)
    scenario = with_ladder(
        changed(
            quiet("horizon_days=120"),
            {
                **QUICK,
                "start.places": {"arrival": 100, "ordinary": 900},
                "start.anchors": [
                    anchor("allocated", "ordinary", "collective", 60, 10),
                    anchor("ready", "ordinary", "collective", 120, 20),
                    anchor("mapping", "ordinary", "collective", 50, 5),
                ],
                "start.persons_per_week": {"collective": 40},
                "start.settlement": {
                    "requested": 4000,
                    "requested_minors": 0,
                    "voted": 4000,
                    "recorded": False,
                },
                "settlement.moves": [{"since": dt.date(2011, 1, 1), "days": fixed(200), "source": "test"}],
                "casework.returns.after_end_days": fixed(15),
                "casework.tracks.4.minimum_days": fixed(3),
            },
        ),
        measure("end_collective_protection", when={"date": ended}),
    )
    nation = built(scenario)
    last_day = (ended - dt.date(2024, 1, 1)).days
    people = nation.population
    before: list[np.ndarray] = []
    run_through(nation, at_end_of_day(last_day, lambda: before.append(people.case.state.copy())))
    holders = np.isin(before[0], (Case.NOT_ASKED, Case.MAPPING, Case.READY, Case.ALLOCATED))
    assert people.size[holders].sum() > 200
    gone_on = people.case.state[holders]
    assert not np.isin(gone_on, (Case.NOT_ASKED, Case.MAPPING, Case.READY, Case.ALLOCATED)).any()
    assert np.isin(gone_on, (Case.REFUSED_WAITING, Case.RETURNED, Case.LEFT)).all()
    assert nation.municipalities.year.used.sum() <= people.size[people.case.state == Case.ALLOCATED].sum()
    undecided = np.flatnonzero(people.case.state == Case.AWAITING_DECISION)
    track = nation.casework.tracks
    assert undecided.size > 20
    assert (nation.casework.track[undecided] != track.collective).all()


# a municipality with no dwelling of the size


@pytest.mark.behaviour
def test_without_a_dwelling_of_the_size_the_large_wait_and_the_small_move() -> None:
    scenario = changed(
        quiet("horizon_days=70"),
        {
            **QUICK,
            "population.groups.individual.household_size": [0.0, 0.0, 0.0, 0.0, 1.0],
            "population.groups.collective.household_size": [1.0],
            "start.places": {"ordinary": 800},
            "start.anchors": [
                anchor("ready", "ordinary", "individual", 100, 30),
                anchor("ready", "ordinary", "collective", 100, 5),
            ],
            "start.settlement": {"requested": 9000, "requested_minors": 0, "voted": 9000, "recorded": False},
            "municipalities.dwellings.stock_per_1000": 0.0,
            "municipalities.dwellings.mix": [1.0, 0.0, 0.0],
            "municipalities.dwellings.follow_need": 0.0,
            "municipalities.dwellings.lead_days": fixed(1),
        },
    )
    nation = audited(scenario)
    case, towns = nation.population.case.state, nation.municipalities
    assert (case[rows_of(nation, "individual")] == Case.READY).all()
    assert np.isin(case[rows_of(nation, "collective")], (Case.ALLOCATED, Case.SETTLED)).all()
    assert towns.offers.max() >= 5
    assert not towns.dwellings[:, 1:].any()


# the last day, and the leap day


@pytest.mark.behaviour
def test_those_who_arrive_on_the_last_day_are_counted_and_have_a_bed() -> None:
    world = changed(
        quiet("horizon_days=45"),
        {"start.persons_per_week": {"individual": 200}, "start.places": {"arrival": 2000}},
    )
    nation = finished(world)
    people = nation.population
    came = people.arrival_day == 44
    assert people.size[came].sum() > 5
    assert (people.case.state[came] == Case.UNREGISTERED).all()
    inside = came & ~people.private_at_arrival
    assert (people.lodging.state[inside] == Lodging.ARRIVAL).all()
    tables = tables_of(nation, households=True)
    assert tables.weekly.of("arrivals").sum() == people.size[people.arrival_day >= 0].sum()
    assert tables.weekly.dates[-1] == np.datetime64("2024-02-14")
    longer = finished(changed(world, {"horizon_days": 46}))
    assert (longer.population.arrival_day == 44).sum() == came.sum()


@pytest.mark.behaviour
def test_a_leap_day_is_lived_paid_and_counted() -> None:
    """29 February has its own arrivals and its own day of cost; a year has 366 days and a month 29."""
    standing = {"prices.arrival_centre": {"nok": 366_000.0, "mnok": None, "year": 2024}}
    world = changed(
        quiet("horizon_days=75"),
        {
            **standing,
            "prices.price_year": 2024,
            "start.persons_per_week": {"individual": 300},
            "start.places": {"arrival": 3000},
        },
    )
    nation = finished(world)
    leap = (dt.date(2024, 2, 29) - dt.date(2024, 1, 1)).days
    assert nation.calendar.date(leap) == dt.date(2024, 2, 29)
    assert nation.calendar.month[leap] == 2
    assert (nation.population.arrival_day == leap).any()
    money = tables_of(nation, households=False).money
    by_month = {
        month: nok
        for month, item, nok in zip(money["month"], money["item"], money["nok"], strict=True)
        if item == "arrival_centre_standing"
    }
    assert by_month == {"2024-01": 31_000.0, "2024-02": 29_000.0, "2024-03": 15_000.0}
    assert (days_in_month(dt.date(2024, 2, 1)), days_in_month(dt.date(2023, 2, 1))) == (29, 28)
    assert (year_days(2024), year_days(2023)) == (366, 365)


@pytest.mark.unit
def test_a_shock_on_29_february_begins_on_the_28th_in_a_common_year() -> None:
    shock = ShockConfig(name="leap", says="a shock of a test", onset="02-29", warning_days=0)
    assert shock.onset_date(dt.date(2024, 1, 1)) == dt.date(2024, 2, 29)
    assert shock.onset_date(dt.date(2024, 3, 1)) == dt.date(2025, 2, 28)


@pytest.mark.behaviour
@pytest.mark.parametrize("start", ["2024-02-29", "2023-03-01", "2024-12-31"])
def test_a_run_may_start_and_end_on_any_day(start: str) -> None:
    world = changed(quiet("horizon_days=1"), {"start.date": dt.date.fromisoformat(start)})
    for days in (1, 2, 366):
        tables = run(changed(world, {"horizon_days": days, **AMPLE_PEOPLE}), 0)
        tables.check()
        last = np.datetime64(start) + np.timedelta64(days - 1, "D")
        assert tables.weekly.dates[-1] == last
        assert (
            len(tables.municipality_month.months)
            == (last.astype("datetime64[M]") - np.datetime64(start, "M")).astype(int) + 1
        )


AMPLE_PEOPLE = {"start.persons_per_week": AMPLE["start.persons_per_week"], "audit": False}
