"""A made-up world in which it is known what each measure of a plan and each cause of a deviation brings."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np

from sim.config.schema import Scenario
from sim.runs.execute import Model
from sim.tables import RunTables
from tests.support import synthetic

WEEKS = 12
NOTHING = 10_000.0  # person-days a week without any measure
BROUGHT = {"emergency_frames": -300.0, "unit_price_places": -100.0, "option_places": -50.0, "minors_places": -20.0}
TOGETHER = -40.0  # what frames and level 3 bring together, and neither alone
PAIR = ("emergency_frames", "level3_contingency")
USED = (*BROUGHT, "level3_contingency")
GAPS = {"arrivals": 1000.0, "processing": -200.0, "offers": 300.0, "housing": 400.0, "reception": 0.0}
REST = 50.0  # persons left with all causes as expected
FAILS = 7  # replication in which the plan without any measure fails
YEAR = 2024


def prepare(scenario: Scenario) -> frozenset[str]:
    """Return the measures of the plan."""
    return frozenset(each.measure.measure for each in scenario.plan.measures)


def run(scenario: Scenario, replication: int, measures: frozenset[str], shared: object = None) -> RunTables:
    """Return tables in which measures and causes bring what is said above, more with each replication."""
    if not measures and replication == FAILS:
        raise ArithmeticError("3 persons are lost")
    tables = synthetic.run_tables("buffer", replication, WEEKS, scenario.seed)
    pace = 1.0 + 0.1 * replication
    week = NOTHING + pace * sum(size for name, size in BROUGHT.items() if name in measures)
    week += pace * TOGETHER * all(name in measures for name in PAIR)
    weekly = tables.weekly
    weekly.values[:, weekly.series.index("person_days_without_place"), 0] = week
    weekly.values[:, weekly.series.index("waiting_settlement"), 0] = 100.0
    return replace(tables, plan_events=_events(measures), targets=_targets(scenario, replication))


def as_simulated(scenario: Scenario) -> dict[str, bool]:
    """Return of each cause whether it is as simulated."""
    towns = scenario.municipalities
    return {
        "arrivals": scenario.shock.size > 0.0,
        "processing": scenario.casework.staff.caseworkers < 200.0,
        "offers": towns.acceptance.quantiles[0][1] < 1.0,
        "housing": towns.dwellings.stock_per_1000 < 5.0,
        "reception": scenario.start.places.get("ordinary", 0) < 50_000,
    }


def _events(measures: frozenset[str]) -> dict[str, list[object]]:
    names = ("measure", "firing", "event", "date", "decided_by", "signal", "seen", "threshold", "size")
    day = dt.date(2024, 8, 1)
    rows = [(each, 1, "decided", day, "UDI", "reception_use", 0.9, 0.8, 9.0) for each in USED if each in measures]
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def _targets(scenario: Scenario, replication: int) -> dict[str, list[object]]:
    on = as_simulated(scenario)
    gap = REST + (1.0 + 0.01 * replication) * sum(size for name, size in GAPS.items() if on[name])
    rows = [
        (YEAR, "result goal A", "need_minus_settled", gap, "persons", "no", "at most 0"),
        (YEAR, "Nasjonalt utvalg", "need", 9000.0, "persons", "yes", "the need set for the year"),
        (YEAR, "evaluation", "need_next_year", 8000.0, "persons", "no yardstick", "set by 31 December"),
        (YEAR, "evaluation", "offered_next_year", 3000.0, "places", "no yardstick", "voted by 31 December"),
        (YEAR, "evaluation", "purpose_met", 0.0, "1 yes, 0 no", "no", "all targets"),
        (YEAR, "purpose", "nights_without_bed", 0.0, "person-nights", "yes", "everyone has a bed: at most 0"),
        (YEAR, "result goal A", "share_settled_within_target_all_6_months", 0.88 + 0.01 * replication, "share",
         "yes" if replication >= 2 else "no", "at least 0.9"),
        (YEAR, "2.6, 3.3, 9.1", "cooperation", None, "", "not modelled", "cooperation between levels"),
    ]  # fmt: skip
    names = ("year", "clause", "measure", "value", "unit", "met", "why")
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def model() -> Model:
    """Return the model."""
    return Model(prepare, run)


def exact(replication: int) -> dict[str, float]:
    """Return the part of each measure of a run, person-days: the pair shares alike what it brings together."""
    pace = WEEKS * (1.0 + 0.1 * replication)
    parts = {name: pace * size for name, size in BROUGHT.items()} | {"level3_contingency": 0.0}
    for name in PAIR:
        parts[name] += pace * TOGETHER / 2.0
    return parts


def mean_of(replications: int) -> dict[str, float]:
    """Return the mean parts of so many runs."""
    runs = [exact(each) for each in range(replications)]
    return {name: float(np.mean([each[name] for each in runs])) for name in runs[0]}
