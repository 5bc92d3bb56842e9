"""Waits by stage of the path: of those who ended it, and honestly also of those who still wait.

Means and percentiles can only be told of those who ended a stage. The shares within a limit are of everyone
whose clock started and ran out in the run: a household whose 183rd day falls in a year counts in that year, as
within the limit if it had ended the stage by then, and as not within it if it had not. Whoever began less
than the limit before the end of the run is left out of the share, however fast it was, and counted apart
while it waits. Whoever began before the run is left out too: the register holds only the slow ones of them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.config.population import GROUPS
from sim.institutions.population import NO_DAY, Population
from sim.institutions.states import Case

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

ALL = "all"
TO_SETTLE = (Case.MAPPING, Case.READY, Case.ALLOCATED)
STAGES: tuple[tuple[str, str, str, tuple[Case, ...]], ...] = (
    ("arrived_to_registered", "arrived", "registered", (Case.UNREGISTERED,)),
    ("registered_to_decided", "registered", "decided", (Case.AWAITING_DECISION,)),
    ("decided_to_ready", "decided", "ready", (Case.MAPPING,)),
    ("ready_to_allocated", "ready", "allocated", (Case.READY,)),
    ("allocated_to_settled", "allocated", "settled", (Case.ALLOCATED,)),
    ("decided_to_settled", "decided", "settled", TO_SETTLE),
)
"""Stages: name, first and last stamp, cases of those who wait in it.

Waits from before the start count in full, as published means do. Those who live privately and have not asked
for a municipality wait for nothing, and those who left the country or withdrew wait no more.
"""
LIMITS = (90, 183, 365)
COLUMNS: tuple[str, ...] = (
    "group",
    "stage",
    "year",
    "n",
    "mean_days",
    "p10",
    "p50",
    "p90",
    *(f"within_{limit}" for limit in LIMITS),
    *(f"due_{limit}" for limit in LIMITS),
    "waiting",
    *(f"open_{limit}" for limit in LIMITS),
)
_PERCENTILES = (0.1, 0.5, 0.9)


def stage_waits(population: Population, year_of_day: IntArray) -> dict[str, list[Any]]:
    """Make the columns of `waits`, the run's own keys left out; everything is weighted by persons.

    Parameters
    ----------
    year_of_day : calendar year of each day of the run, int64[days]
    """
    rows = [
        dict(zip(COLUMNS, row, strict=True)) for stage in STAGES for row in _of_stage(population, year_of_day, *stage)
    ]
    return {name: [row[name] for row in rows] for name in COLUMNS}


def _of_stage(
    population: Population, year_of_day: IntArray, stage: str, first: str, last: str, cases: tuple[Case, ...]
) -> list[tuple[Any, ...]]:
    begun, ended = population.stamps[first], population.stamps[last]
    done = (begun > NO_DAY) & (ended >= 0) & (ended >= begun)
    still = (begun > NO_DAY) & (ended == NO_DAY) & np.isin(population.case.state, [int(case) for case in cases])
    rows = np.flatnonzero(done | still)
    if not rows.size:
        return []
    begun, ended, done = begun[rows], ended[rows], done[rows]
    size, group = population.size[rows], population.group[rows]
    years = np.unique(year_of_day)
    last_days = np.searchsorted(year_of_day, years, side="right") - 1

    def persons(chosen: BoolArray, year: npt.NDArray[np.intp]) -> IntArray:
        """Persons of the chosen rows by year and group, those of all groups first; int64[years, 1 + groups]."""
        key = year[chosen] * len(GROUPS) + group[chosen]
        counted = np.bincount(key, weights=size[chosen], minlength=years.size * len(GROUPS))
        by_group = counted.astype(np.int64).reshape(years.size, len(GROUPS))
        return np.concatenate([by_group.sum(axis=1, keepdims=True), by_group], axis=1)

    counts: dict[str, IntArray] = {}
    for limit in LIMITS:
        due = begun + limit
        year = np.searchsorted(last_days, due)  # years.size if after the run
        falls = (begun >= 0) & (year < years.size)
        counts[f"due_{limit}"] = persons(falls, year)
        counts[f"hit_{limit}"] = persons(falls & done & (ended <= due), year)
    for name, least in (("waiting", None), *((f"open_{limit}", limit) for limit in LIMITS)):
        each_year = []
        for at, day in enumerate(last_days.tolist()):
            inside = (begun <= day) & (~done | (ended > day))
            if least is not None:
                inside &= begun + least > day
            each_year.append(persons(inside, np.full(rows.size, at))[at])
        counts[name] = np.array(each_year)
    spread = _spread(ended[done] - begun[done], size[done], np.searchsorted(last_days, ended[done]), group[done])
    return [
        (
            ALL if g == 0 else GROUPS[g - 1],
            stage,
            year,
            *spread.get((y, g), (0, *[None] * (1 + len(_PERCENTILES)))),
            *(_share(counts[f"hit_{limit}"][y, g], counts[f"due_{limit}"][y, g]) for limit in LIMITS),
            *(int(counts[name][y, g]) for name in COLUMNS[-1 - 2 * len(LIMITS) :]),
        )
        for g in range(len(GROUPS) + 1)
        for y, year in enumerate(years.tolist())
        if (y, g) in spread or any(values[y, g] for values in counts.values())
    ]


def _share(hits: np.int64, of: np.int64) -> float | None:
    return float(hits / of) if of else None


def _spread(
    days: IntArray, size: IntArray, year: npt.NDArray[np.intp], group: IntArray
) -> dict[tuple[int, int], tuple[float, ...]]:
    """Persons, mean and percentiles of the days waited, by year and group (0 for all) where somebody ended."""
    found: dict[tuple[int, int], tuple[float, ...]] = {}
    if not days.size:
        return found
    for of in (np.zeros(days.size, dtype=np.int64), group + 1):
        order = np.lexsort((days, of, year))
        key = year[order] * (len(GROUPS) + 1) + of[order]
        begins = np.flatnonzero(np.diff(key, prepend=-1))
        for first, last in zip(begins.tolist(), [*begins[1:].tolist(), key.size], strict=True):
            part = order[first:last]
            waited, weight = days[part], size[part]
            upto = np.cumsum(weight)
            total = int(upto[-1])
            points = [float(waited[np.searchsorted(upto, share * total)]) for share in _PERCENTILES]
            mean = float((waited * weight).sum() / total)
            found[divmod(int(key[first]), len(GROUPS) + 1)] = (total, mean, *points)
    return found
