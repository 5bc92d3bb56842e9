"""Charter evacuees: a bed from the night they land, and their case from there to a municipality."""

from __future__ import annotations

import numpy as np
import pytest

from sim.config.population import GROUPS
from sim.config.schema import Scenario
from sim.institutions.population import NO_DAY
from sim.institutions.states import CENTRE_KINDS, Case, Lodging
from sim.national import Nation
from tests.support.nation import at_end_of_day, built, finished, run_through
from tests.support.scenarios import changed, load_scenario

EVACUEES = GROUPS.index("evacuees")
AMPLE = {"arrival": 3000, "transit": 3000, "ordinary": 20000, "minors": 1000, "care": 500}


def evacuation(places: dict[str, int], days: int, landing: str = "2024-01-10") -> Scenario:
    words = ["shock=evacuation", f"shock.onset={landing}", "plan=do_nothing", "start=empty"]
    return changed(load_scenario((*words, f"horizon_days={days}")), {"start.places": places})


def landed(nation: Nation) -> np.ndarray:
    people = nation.population
    return np.flatnonzero((people.group == EVACUEES) & (people.stamps["arrived"] >= 0))


@pytest.mark.behaviour
def test_evacuees_need_beds_from_night_one_and_nobody_lives_privately() -> None:
    nation = built(evacuation(AMPLE, 60))
    nights: list[tuple[int, bool]] = []
    first = 9

    def look() -> None:
        rows = landed(nation)
        tonight = rows[nation.population.stamps["arrived"][rows] == len(nights) + first]
        lodging = nation.population.lodging.state[tonight]
        nights.append((tonight.size, bool(np.isin(lodging, CENTRE_KINDS).all())))

    evenings = [at_end_of_day(day, look) for day in range(first, first + 14)]

    def seen(tick: int) -> None:
        for evening in evenings:
            evening(tick)

    run_through(nation, seen)
    assert sum(n for n, _ in nights) > 50
    assert all(bed for _, bed in nights)
    assert not nation.population.private_at_arrival[landed(nation)].any()


@pytest.mark.behaviour
def test_evacuees_without_a_bed_are_without_a_roof_that_night() -> None:
    nothing = {"arrival": 0, "transit": 0, "ordinary": 0, "minors": 0, "care": 0}
    nation = built(evacuation(nothing, 30))
    day = 20
    seen: list[int] = []

    def look() -> None:
        rows = landed(nation)
        assert (nation.population.lodging.state[rows] == Lodging.NONE).all()
        seen.append(int(nation.population.size[rows].sum()))

    run_through(nation, at_end_of_day(day, look))
    assert 0 < seen[0] <= nation.reception.history.get("no_roof")[day]


@pytest.mark.behaviour
def test_evacuees_are_decided_on_the_fast_track_and_go_on_to_settlement() -> None:
    nation = finished(evacuation(AMPLE, 300))
    people, stamps = nation.population, nation.population.stamps
    rows = landed(nation)
    persons = people.size[rows].sum()
    assert persons == pytest.approx(nation.scenario.shock.persons_expected, rel=0.25)
    assert (nation.casework.track[rows] == nation.casework.tracks.names.index("fast")).all()
    decided = rows[stamps["decided"][rows] > NO_DAY]
    least = stamps["decided"][decided] - stamps["registered"][decided]
    assert decided.size > 0.95 * rows.size
    assert least.min() >= 7  # the least time of the tracks of one to three weeks
    refused = (Case.APPEALING, Case.REFUSED_WAITING, Case.RETURNED, Case.LEFT)
    assert np.isin(people.case.state[decided], refused).mean() < 0.1
    assert (stamps["ready"][decided] > NO_DAY).mean() > 0.9
