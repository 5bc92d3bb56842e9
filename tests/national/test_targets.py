"""The parties' goals, from the households up: a whole year in a small world, judged by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.institutions.states import Case
from sim.national import Nation
from sim.outcome import tables_of
from tests.national.test_edge_cases import ALL_SAY_YES, QUICK, quiet
from tests.support.nation import finished
from tests.support.scenarios import anchor, changed, load_scenario

NEED = 100


@pytest.fixture(scope="module")
def generous() -> Nation:
    """Municipalities that vote half as much again as they are asked; the need is never revised."""
    return finished(
        changed(
            quiet("horizon_days=366"),
            {
                **QUICK,
                **{f"municipalities.{key}": value for key, value in ALL_SAY_YES.items()},
                "audit": False,
                "start.places": {"ordinary": 600},
                "start.anchors": [anchor("ready", "ordinary", "collective", 300, 20)],
                "start.settlement": {"requested": NEED, "requested_minors": 0, "voted": 0, "recorded": False},
                "regime.trigger_share": None,
                "regime.trigger_minors_share": None,
                "municipalities.acceptance.quantiles": [[0, 0.5], [0.01, 1.0], [0.02, 1.5], [1, 1.5]],
                "municipalities.dwellings.stock_per_1000": 10.0,
            },
        )
    )


def row(nation: Nation, measure: str) -> dict[str, Any]:
    targets = tables_of(nation, households=False).targets
    found = [i for i, name in enumerate(targets["measure"]) if name == measure]
    assert len(found) == 1
    return {name: column[found[0]] for name, column in targets.items()}


@pytest.mark.behaviour
def test_more_settled_than_the_need_is_nothing_missing(generous: Nation) -> None:
    people = generous.population
    settled = int(people.size[people.case.state == Case.SETTLED].sum())
    assert settled > NEED + 10
    missing = row(generous, "need_minus_settled")
    assert (missing["value"], missing["met"], missing["year"]) == (NEED - settled, "yes", 2024)


@pytest.mark.behaviour
def test_the_share_within_the_target_is_that_of_the_households(generous: Nation) -> None:
    people, stamps = generous.population, generous.population.stamps
    (target,) = generous.scenario.targets.times
    settled = people.case.state == Case.SETTLED
    days = (stamps["settled"] - stamps["decided"])[settled]
    in_time = int(people.size[settled][days <= target.within_days].sum())
    share = row(generous, f"share_settled_within_target_{target.name}")
    assert share["value"] == pytest.approx(in_time / people.size[settled].sum())
    assert (share["met"] == "yes") == (share["value"] >= target.share)
    waiting = np.isin(people.case.state, (Case.MAPPING, Case.READY, Case.ALLOCATED))
    due = row(generous, f"share_of_due_settled_in_time_{target.name}")
    everyone = people.size[settled].sum() + people.size[waiting].sum()
    assert due["value"] == pytest.approx(in_time / everyone, abs=0.02)
    assert due["met"] == "no"


@pytest.mark.behaviour
def test_the_share_examined_in_time_is_that_of_the_households_and_falls_when_registration_is_late() -> None:
    def share(officers: float) -> dict[str, Any]:
        year = load_scenario(["shock=none", "plan=do_nothing", "horizon_days=366", "start=empty"])
        places = {"arrival": 3000, "transit": 5000, "ordinary": 40000, "minors": 3000, "care": 3000}
        world = {"start.places": places, "casework.registration.officers": officers}
        nation = finished(changed(year, world))
        people = nation.population
        came = people.stamps["arrived"] >= 0
        found = row(nation, "share_health_checked_in_time")
        checks = nation.registration
        late, due = checks.late_health_checks.sum(), checks.due_health_checks.sum()
        assert found["value"] == pytest.approx(1 - late / due)
        registered = came & (people.stamps["registered"] >= 0)
        waited = (people.stamps["registered"] - people.stamps["arrived"])[registered]
        limit = nation.scenario.casework.registration.health_check_limit_days
        unexamined = people.size[registered][waited > limit].sum()
        assert unexamined <= late <= due <= people.size[came].sum()
        return found

    quick, slow = share(40.0), share(4.0)
    assert (quick["unit"], quick["met"]) == ("share", "yes")
    assert slow["value"] < 0.5
    assert slow["met"] == "no"
