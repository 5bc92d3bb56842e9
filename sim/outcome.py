"""From a finished run to its tables."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sim.config.population import GROUPS
from sim.institutions import evaluation
from sim.institutions.criteria import breaks
from sim.institutions.population import NO_DAY, Population
from sim.institutions.records import BY_GROUP, SERIES
from sim.institutions.states import LODGING_NAMES, Case, Lodging
from sim.tables import MunicipalityMonths, RunTables, Weekly

if TYPE_CHECKING:
    from sim.national import Nation

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

ORE = 100.0
ALL = "all"
STAGES: tuple[tuple[str, str, str], ...] = (
    ("arrived_to_registered", "arrived", "registered"),
    ("registered_to_decided", "registered", "decided"),
    ("decided_to_ready", "decided", "ready"),
    ("ready_to_allocated", "ready", "allocated"),
    ("allocated_to_settled", "allocated", "settled"),
    ("decided_to_settled", "decided", "settled"),
)
"""Stages: name, first and last stamp. Waits from before the start count in full, as published means do."""
WITHIN = (90, 183, 365)
SHORT = 2**15 - 1
_PERCENTILES = (0.1, 0.5, 0.9)


def tables_of(nation: Nation, households: bool) -> RunTables:
    """Make the tables of a run."""
    calendar, population = nation.calendar, nation.population
    start = np.datetime64(calendar.start, "D")
    return RunTables(
        weekly=_weekly(nation, start),
        municipality_month=_municipality_months(nation),
        centre_events=_centre_events(nation),
        plan_events=nation.executor.table(),
        waits=_waits(population, calendar.year),
        money=nation.economy.table(),
        targets=_targets(nation),
        breaks=_breaks(nation),
        households=_households(nation, start) if households else None,
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


def _waits(population: Population, year_of_day: IntArray) -> dict[str, list[Any]]:
    """Waits of every stage that ended in the run, by group and year of its end; weighted by persons."""
    names = (
        "group",
        "stage",
        "year",
        "n",
        "mean_days",
        "p10",
        "p50",
        "p90",
        "within_90",
        "within_183",
        "within_365",
    )
    columns: dict[str, list[Any]] = {name: [] for name in names}
    for stage, first, last in STAGES:
        begun, ended = population.stamps[first], population.stamps[last]
        rows = np.flatnonzero((begun > NO_DAY) & (ended >= 0) & (ended >= begun))
        if not rows.size:
            continue
        days = ended[rows] - begun[rows]
        years = year_of_day[ended[rows]]
        order = _order(days)
        days, years, size, group = (
            days[order],
            years[order],
            population.size[rows][order],
            population.group[rows][order],
        )
        first_year = int(years.min())
        n_years = int(years.max()) - first_year + 1
        for keys, one_group in ((years - first_year, False), (group * n_years + years - first_year, True)):
            order = _order(keys)
            keys, waited, weight = keys[order], days[order], size[order]
            edges = [0, *(np.flatnonzero(np.diff(keys)) + 1).tolist(), len(keys)]
            for begin, end in pairwise(edges):
                g, year = divmod(int(keys[begin]), n_years)
                row = _wait_row(
                    g if one_group else -1, stage, first_year + year, waited[begin:end], weight[begin:end]
                )
                for name, value in zip(names, row, strict=True):
                    columns[name].append(value)
    return columns


def _order(values: IntArray) -> IntArray:
    """Stable order of whole numbers; small ones are sorted faster as short integers."""
    if int(values.max()) <= SHORT and int(values.min()) >= 0:
        values = values.astype(np.int16)
    return np.argsort(values, kind="stable")


def _wait_row(group: int, stage: str, year: int, days: IntArray, weight: IntArray) -> tuple[Any, ...]:
    """Row of `waits`; `days` rise, `weight` is persons."""
    upto = np.cumsum(weight)
    total = int(upto[-1])
    points = [float(days[each]) for each in np.searchsorted(upto, [share * total for share in _PERCENTILES])]
    counts = np.searchsorted(days, WITHIN, side="right").tolist()
    within = [float(upto[count - 1] / total) if count else 0.0 for count in counts]
    mean = float((days * weight).sum() / total)
    return (ALL if group < 0 else GROUPS[group], stage, year, total, mean, *points, *within)


def _targets(nation: Nation) -> dict[str, list[object]]:
    scenario = nation.scenario
    inputs = nation.turns.inputs(nation.executor.events)
    rows = evaluation.evaluate(inputs, scenario.targets, scenario.regime, nation.calendar)
    return evaluation.table(rows)


def _breaks(nation: Nation) -> dict[str, list[Any]]:
    history, turns = nation.reception.history, nation.turns
    series: dict[str, FloatArray] = {
        name: history.get(name)
        for name in (
            "no_roof",
            "over_arrival_limit",
            "overcrowded",
            "emergency_over_90_days",
            "children_in_emergency",
            "minors_in_adult_centre",
        )
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
