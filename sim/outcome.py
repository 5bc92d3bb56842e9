"""From a finished run to its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sim.config.population import GROUPS
from sim.institutions import evaluation, municipal_years
from sim.institutions.criteria import breaks
from sim.institutions.population import NO_DAY
from sim.institutions.records import BY_GROUP, SERIES
from sim.institutions.states import FAILURES, LODGING_NAMES, Case, Lodging
from sim.stage_waits import stage_waits
from sim.tables import MunicipalityMonths, RunTables, Weekly

if TYPE_CHECKING:
    from sim.national import Nation

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

ORE = 100.0
ALL = "all"


def tables_of(nation: Nation, households: bool) -> RunTables:
    """Make the tables of a run."""
    calendar, population = nation.calendar, nation.population
    start = np.datetime64(calendar.start, "D")
    return RunTables(
        weekly=_weekly(nation, start),
        municipality_month=_municipality_months(nation),
        municipality_year=_municipality_years(nation),
        centre_events=_centre_events(nation),
        plan_events=nation.executor.table(),
        waits=stage_waits(population, calendar.year),
        money=nation.economy.table(),
        targets=_targets(nation),
        breaks=_breaks(nation),
        households=_households(nation, start) if households else None,
        allocation=_allocation(nation),
    )


def _weekly(nation: Nation, start: np.datetime64) -> Weekly:
    defined = np.zeros((len(SERIES), len(GROUPS) + 1), dtype=np.bool_)
    defined[:, 0] = True
    defined[: len(BY_GROUP)] = True
    return Weekly(
        dates=start + nation.records.days.astype("timedelta64[D]"),
        series=SERIES,
        groups=(ALL, *GROUPS),
        values=nation.records.values,
        defined=defined,
    )


def _municipality_months(nation: Nation) -> MunicipalityMonths:
    months = [f"{year:04d}-{month:02d}" for year, month in nation.calendar.months]
    counted = nation.municipalities.monthly
    series = (
        "requested",
        "offered",
        "settled",
        "self_settled",
        "dwellings_free",
        "pupils",
        "grant_nok",
        "cost_nok",
    )
    values = np.stack(
        [
            *(counted[name].astype(np.float64) for name in series[:6]),
            nation.economy.grant_ore / ORE,
            nation.economy.cost_ore / ORE,
        ],
        axis=2,
    )
    numbers = tuple(str(number) for number in nation.municipalities.table.number)
    return MunicipalityMonths(np.array(months, dtype="datetime64[M]"), numbers, series, values)


def _municipality_years(nation: Nation) -> dict[str, Any]:
    economy = nation.economy
    return municipal_years.table(
        nation.municipalities, nation.calendar, economy.grant_ore, economy.cost_ore, economy.committed
    )


def _centre_events(nation: Nation) -> dict[str, list[Any]]:
    calendar, portfolio = nation.calendar, nation.portfolio
    numbers = nation.municipalities.table.number
    rows = portfolio.events.rows()
    return {
        "centre": [portfolio.name(row[0]) for row in rows],
        "date": [calendar.date(row[1]) for row in rows],
        "event": [row[2] for row in rows],
        "type": [LODGING_NAMES[row[3]] for row in rows],
        "municipality_number": [str(numbers[row[4]]) for row in rows],
        "places": [row[5] for row in rows],
        "notice_days": [row[6] for row in rows],
        "dialogue_days": [row[7] for row in rows],
    }


def _targets(nation: Nation) -> dict[str, list[object]]:
    scenario = nation.scenario
    inputs = nation.turns.inputs(nation.executor.events)
    rows = evaluation.evaluate(inputs, scenario.targets, scenario.regime, nation.calendar)
    return evaluation.table(rows)


def _breaks(nation: Nation) -> dict[str, list[Any]]:
    history, turns = nation.reception.history, nation.turns
    series: dict[str, FloatArray] = {
        name: history.get(name)
        for name in FAILURES
    }
    series["without_place"] = series["no_roof"] + series["overcrowded"]
    series["registration_backlog_days"] = turns.backlog_days
    series["long_wait_share"] = turns.long_wait_share
    series["ready_beyond_offers"] = turns.ready_beyond_offers
    found = breaks(series, nation.scenario.criteria, nation.calendar)
    return {
        "criterion": [each.criterion for each in found],
        "first_date": [each.first_date for each in found],
        "days": [each.days for each in found],
        "worst": [each.worst for each in found],
    }


def _allocation(nation: Nation) -> dict[str, list[Any]] | None:
    ledger, municipalities = nation.settlement.allocation.ledger, nation.municipalities
    return None if ledger is None else ledger.table(municipalities.table.number.tolist(), municipalities.service_ok)


def _households(nation: Nation, start: np.datetime64) -> dict[str, Any]:
    """One row a household that has come, is due, or was there at the start."""
    population = nation.population
    stamps = population.stamps
    rows = np.flatnonzero(
        (population.case.state != Case.NOT_ARRIVED) | (population.lodging.state != Lodging.NONE)
    )
    numbers = nation.municipalities.table.number

    def dates(name: str, only: IntArray | None = None) -> list[Any]:
        values = stamps[name][rows]
        known = values > NO_DAY
        if only is not None:
            known &= np.isin(population.case.state[rows], only)
        days = start + np.where(known, values, 0).astype("timedelta64[D]")
        return [day if ok else None for day, ok in zip(days.astype(object), known.tolist(), strict=True)]

    identity = zip(
        population.source[rows].tolist(),
        population.arrival_day[rows].tolist(),
        population.group[rows].tolist(),
        population.ordinal[rows].tolist(),
        strict=True,
    )
    town = population.municipality[rows]
    settled = np.isin(
        population.case.state[rows], [int(Case.SETTLED), int(Case.SELF_SETTLED), int(Case.JOINED_FAMILY)]
    )
    return {
        "household": [
            f"{source}:{day}:{GROUPS[group]}:{ordinal}" for source, day, group, ordinal in identity
        ],
        "group": [GROUPS[group] for group in population.group[rows].tolist()],
        "size": population.size[rows],
        "arrived": dates("arrived"),
        "registered": dates("registered"),
        "decided": dates("decided"),
        "ready": dates("ready"),
        "allocated": dates("allocated"),
        "settled": dates("settled"),
        "returned": dates("left", np.array([int(Case.RETURNED)])),
        "left": dates("left", np.array([int(Case.LEFT)])),
        "lodging": [LODGING_NAMES[state] for state in population.lodging.state[rows].tolist()],
        "municipality_number": [
            str(numbers[m]) if ok and m >= 0 else None
            for m, ok in zip(town.tolist(), settled.tolist(), strict=True)
        ],
    }
