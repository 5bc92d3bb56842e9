"""The order inside a day, and shocks that begin and end on their days (METHODS D3; DESIGN 4)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from sim.chance.draws import Chance
from sim.config.population import GROUPS
from sim.config.schema import Scenario
from sim.institutions.arrival_rates import DAYS_BEFORE, build_rates
from sim.institutions.population import arriving_households
from sim.institutions.states import Case, Lodging
from tests.support.nation import finished
from tests.support.scenarios import QUIET, anchor, changed, fixed, load_scenario, measure
from tests.support.worlds import with_ladder

FloatArray = npt.NDArray[np.float64]

NOBODY: dict[str, Any] = {
    "start.persons_per_week": dict.fromkeys(GROUPS, 0.0),
    "population.quota_from": {2010: 0.0},
    "population.family_reunification_per_week": 0.0,
    "horizon_days": 60,
}
CHANGE = 20
"""Day on which something ordered takes effect."""


@pytest.mark.unit
def test_capacity_that_comes_today_works_today() -> None:
    """The dated book comes before all work: officers who begin on a day register people on that day."""
    waiting = changed(
        load_scenario(QUIET),
        NOBODY
        | {
            "start.places": {"arrival": 1500},
            "start.anchors": [anchor("unregistered", "arrival", "individual", 1200, 2)],
            "casework.registration.officers": 0,
            "casework.registration.post_lead_days": 1,
        },
    )
    posts = measure("police_posts", order={"amount": 30}, lead_days=fixed(CHANGE))
    nation = finished(with_ladder(waiting, posts))
    registered = nation.registration.registered_persons
    assert not registered[:CHANGE].any()
    assert registered[CHANGE] > 50


@pytest.mark.unit
def test_a_bed_that_opens_today_is_slept_in_tonight() -> None:
    """Places that open in the morning are there when beds are given in the evening."""
    roofless = changed(
        load_scenario(QUIET),
        NOBODY
        | {
            "start.places": {"ordinary": 1},
            "start.anchors": [],
            "start.persons_per_week": {"individual": 30},
            "casework.registration.officers": 0,
            "reception.placement.overcrowding_share": 0.0,
            "reception.contracts.municipal_order.centre_places": 500,
        },
    )
    order = measure("section_95a", order={"amount": 500}, lead_days=fixed(CHANGE))
    nation = finished(with_ladder(roofless, order))
    opened = [row[1] for row in nation.portfolio.events.rows() if row[2] == "opened"]
    night = nation.reception.history
    assert opened == [CHANGE + 1]  # signed on the twentieth day, open the day after
    assert night.get("no_roof")[CHANGE] > 30
    assert night.get("no_roof")[CHANGE + 1] == 0
    assert night.get("residents_emergency")[CHANGE + 1] > 30


@pytest.mark.unit
def test_those_who_come_today_have_a_bed_tonight_and_a_permit_of_today_is_mapped_today() -> None:
    """Producers before consumers: no stage costs a day of its own."""
    quick = changed(
        load_scenario(QUIET),
        NOBODY
        | {
            "start.persons_per_week": {"collective": 70},
            "start.places": {"arrival": 800, "ordinary": 800},
            "population.groups.collective.private_share": 0.0,
            "population.groups.collective.private_share_from": [],
            "casework.registration.officers": 100,
            "casework.tracks.4.minimum_days": fixed(0),
            "casework.staff.caseworkers": 1000,
            "settlement.eras.2.talk_days": fixed(0),
            "settlement.eras.2.persons_per_day": 10_000,
            "settlement.eras.2.simplified": False,
        },
    )
    nation = finished(quick)
    people = nation.population
    assert not nation.reception.history.get("no_roof").any()
    came = (people.arrival_day >= 0) & (people.case.state >= Case.READY)
    stamps = {name: column[came] for name, column in people.stamps.items()}
    assert came.sum() > 100
    assert (stamps["arrived"] == people.arrival_day[came]).all()
    assert (stamps["registered"] == stamps["arrived"] + 1).all()  # a bed first, the police in the morning
    granted = people.case.state[came] != Case.RETURNED
    ready = granted & (stamps["ready"] >= 0)
    assert (stamps["ready"] == stamps["decided"])[ready].all()
    assert not (people.lodging.state[people.case.state == Case.READY] == Lodging.NONE).any()


@pytest.mark.unit
@pytest.mark.parametrize(
    "switch", ["simplified_mapping", "pause_track", "slow_message", "building_permit_exemption"]
)
def test_a_switch_undone_before_it_began_is_off_in_the_end(switch: str) -> None:
    """Ordered with thirty days to go and undone after ten: its end never comes before its beginning."""
    undone = measure(
        switch,
        lead_days=fixed(30),
        when={"date": dt.date(2024, 1, 1), "until": dt.date(2024, 1, 3)},
        reverse={"when": {"date": dt.date(2024, 1, 11)}, "dialogue_days": 0},
    )
    era = {"settlement.eras.2.simplified": False}
    nation = finished(with_ladder(changed(load_scenario(QUIET), NOBODY | era), undone))
    assert [each.event for each in nation.executor.events] == ["fired", "decided", "reversed"]
    assert not nation.settlement.mapping.simplified
    assert not any(nation.casework._paused)
    assert not nation.municipalities.slow
    assert nation.portfolio._opening.permit_factor == 1.0


# shocks

ADDING = ("autumn_surge", "mass_flight", "minors", "tired_system", "double", "evacuation")


@pytest.mark.unit
@pytest.mark.parametrize("shock", ADDING)
def test_a_shock_brings_as_many_as_it_says_and_then_is_over(shock: str) -> None:
    scenario = load_scenario(("start=2024-01-01", f"shock={shock}", "plan=do_nothing"))
    rates = build_rates(scenario)
    said = scenario.shock.persons_expected
    assert said
    assert sum(part.sum() for part in rates.added) == pytest.approx(said, rel=0.01)
    onset = (scenario.onset - scenario.start.date).days
    for component, part in zip(scenario.shock.components, rates.added, strict=True):
        first, last = (component.points[end][0] * 7 for end in (0, -1))
        begins = onset + component.delay_days
        days = np.flatnonzero(part.sum(axis=0) > 0.0)
        assert begins + first <= days[0] <= begins + first + 1
        assert days[-1] <= begins + last


@pytest.mark.unit
def test_households_come_on_the_days_of_their_rate() -> None:
    """The count of a day follows that day's rate: none before the onset, none after the end."""
    scenario = load_scenario(
        ("start=2024-01-01", "shock=mass_flight", "shock.onset=2024-03-01", "horizon_days=200")
    )
    onset = (dt.date(2024, 3, 1) - scenario.start.date).days
    found = arriving_households(build_rates(scenario), scenario.population, Chance(1, 0))
    days = found.arrival_day[found.source == 1]
    assert days.min() == onset
    counts = np.bincount(days, minlength=200)
    assert counts[onset : onset + 7].sum() > 3 * counts[onset + 75 : onset + 82].sum()


@pytest.mark.unit
def test_a_drop_takes_away_only_while_it_lasts() -> None:
    some = load_scenario(("shock=drop", "plan=do_nothing", "shock.onset=2024-01-01"))
    weeks = [(0, 1.0), (26, 1.0), (30, 0.15), (82, 0.15)]
    scenario = changed(some, {"shock.components": [{"kind": "scale", "points": weeks}]})
    ratio = over_usual(scenario)
    low, end = 30 * 7 + 1, 82 * 7
    assert ratio[: 26 * 7].min() == 1.0
    np.testing.assert_allclose(ratio[low:end], 0.15, atol=1e-9)
    assert ratio[end + 1 :].size > 300
    np.testing.assert_allclose(ratio[end + 1 :], 1.0)


@pytest.mark.unit
def test_the_drop_of_the_catalogue_lasts_to_the_last_day_of_the_default_horizon() -> None:
    scenario = load_scenario(("shock=drop", "plan=do_nothing"))
    ratio = over_usual(scenario)
    assert ratio.size == scenario.days >= 3 * 365
    np.testing.assert_allclose(ratio[30 * 7 + 1 :], 0.15, atol=1e-9)
    weekly = build_rates(scenario).total_by_week
    past_horizon = (DAYS_BEFORE + scenario.days) // 7 + 1
    assert weekly[past_horizon : past_horizon + 52].mean() == pytest.approx(180.0, rel=0.02)  # as forecasts see it


def over_usual(scenario: Scenario) -> FloatArray:
    """Expected individual applicants of the baseline over those without the shock, by day."""
    usual = build_rates(changed(scenario, {"shock.size": 0.0})).baseline
    individual = GROUPS.index("individual")
    ratio: FloatArray = build_rates(scenario).baseline[individual] / usual[individual]
    return ratio
