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
SmallArray = npt.NDArray[np.int8]

NEVER = 2**31  # the day on which those end who have not
ALL = "all"
TO_SETTLE = (Case.NOT_ARRIVED, Case.MAPPING, Case.READY, Case.ALLOCATED)
STAGES: tuple[tuple[str, str, str, tuple[Case, ...]], ...] = (
    ("arrived_to_registered", "arrived", "registered", (Case.UNREGISTERED,)),
    ("registered_to_decided", "registered", "decided", (Case.AWAITING_DECISION,)),
    ("decided_to_ready", "decided", "ready", (Case.MAPPING,)),
    ("ready_to_allocated", "ready", "allocated", (Case.NOT_ARRIVED, Case.READY)),
    ("allocated_to_settled", "allocated", "settled", (Case.ALLOCATED,)),
    ("decided_to_settled", "decided", "settled", TO_SETTLE),
)
"""Stages: name, first and last stamp, cases of those who wait in it.

Waits from before the start count in full, as published means do. Those who live privately wait for nothing
until they ask for a municipality; then their clock is that of the permit. Those who left the country or withdrew
waited until that day. Resettlement refugees wait abroad. So a year that is over is told alike however long the
run is, but where a step is taken anew (a permit after an appeal, a second offer).
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
    asked, left = population.stamps["asked"], population.stamps["left"]
    waits = np.zeros(len(Case), dtype=np.bool_)
    waits[[int(case) for case in cases]] = True
    entered = begun > NO_DAY
    since = begun
    if first == "decided":  # who never asks for a municipality never waits for one
        entered &= asked > NO_DAY
        since = np.maximum(begun, asked)
    done = (ended >= 0) & (ended >= begun)
    on = ended == NO_DAY
    still = on & waits[population.case.state]
    went = on & ~still & (left >= np.maximum(begun, 0))
    rows = (entered & (done | still | went)).nonzero()[0]
    if not rows.size:
        return []
    until = np.where(done, ended, np.where(went, left, NEVER))[rows]
    begun, ended, done, since = begun[rows], ended[rows], done[rows], since[rows]
    size, group = population.size[rows], population.group[rows]
    years = np.unique(year_of_day)
    last_days = np.searchsorted(year_of_day, years, side="right") - 1
    counts = _counts(begun, since, until, done, size, group, last_days)
    began, ended = begun[done], ended[done]
    spread = _spread(ended - began, size[done], _years(ended, last_days), group[done])
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


def _years(day: IntArray, last_days: IntArray) -> SmallArray:
    """Ordinal of the year of each day from the start of the run, as many as there are years if after it."""
    year_of = np.full(int(last_days[-1]) + 2, len(last_days), dtype=np.int8)
    year_of[:-1] = np.searchsorted(last_days, np.arange(len(year_of) - 1))
    return year_of[np.minimum(np.maximum(day, 0), len(year_of) - 1)]


def _counts(
    begun: IntArray,
    since: IntArray,
    until: IntArray,
    done: BoolArray,
    size: IntArray,
    group: IntArray,
    last_days: IntArray,
) -> dict[str, IntArray]:
    """Persons due, within the limit and waiting by year and group, all groups first; int64[years, 1 + groups].

    Whoever waits at the end of a year began by then and ended later: so many begun, less so many ended. And
    whoever waits for less than a limit is not due: so many begun, less those due or ended, whichever is first.

    Parameters
    ----------
    begun : day the clock of the limits began
    since, until : days between which the household waited; `until` is NEVER where it still does
    """
    persons, n_years = size.astype(np.float64), len(last_days)
    group = group.astype(np.int16)

    def of_year(year: SmallArray) -> IntArray:
        counted = np.bincount(year * np.int16(len(GROUPS)) + group, persons, (n_years + 1) * len(GROUPS))
        by_group = counted.astype(np.int64).reshape(-1, len(GROUPS))[:n_years]
        return np.concatenate([by_group.sum(axis=1, keepdims=True), by_group], axis=1)

    counts: dict[str, IntArray] = {}
    never = np.int8(n_years)
    waited = since < until  # whoever came late to a clock that ran out at once never stood in line
    began_in, ended_in = _years(since, last_days), _years(until, last_days)
    began_in[~waited] = never
    ended_in[~waited] = never
    came = of_year(began_in).cumsum(axis=0)
    waiting = {"waiting": came - of_year(ended_in).cumsum(axis=0)}
    for limit in LIMITS:
        due = begun + limit
        year = _years(due, last_days)
        young = waited & (since < due)
        came = of_year(np.where(young, began_in, never)).cumsum(axis=0)
        out = of_year(np.where(young, np.minimum(year, ended_in), never)).cumsum(axis=0)
        waiting[f"open_{limit}"] = came - out
        year[(begun < 0) | (since > due) | (~done & (until <= due))] = never
        counts[f"due_{limit}"] = of_year(year)
        counts[f"hit_{limit}"] = of_year(np.where(done & (until <= due), year, never))
    return counts | waiting


def _share(hits: np.int64, of: np.int64) -> float | None:
    return float(hits / of) if of else None


def _spread(
    days: IntArray, size: IntArray, year: SmallArray, group: IntArray
) -> dict[tuple[int, int], tuple[float, ...]]:
    """Persons, mean and percentiles of the days waited, by year and group (0 for all) where somebody ended."""
    found: dict[tuple[int, int], tuple[float, ...]] = {}
    if not days.size:
        return found
    by_days = days.astype(np.int16).argsort(kind="stable")  # short whole numbers are sorted without comparing
    year, group = year[by_days], group[by_days].astype(np.int16)
    columns = len(GROUPS) + 1
    for key in (year * np.int16(columns), year * np.int16(columns) + group + np.int16(1)):
        order = by_days[key.argsort(kind="stable")]
        counts = np.bincount(key).tolist()
        all_waited, all_weight = days[order], size[order]
        first = 0
        for number, many in enumerate(counts):
            if not many:
                continue
            waited, weight = all_waited[first : first + many], all_weight[first : first + many]
            first += many
            upto = weight.cumsum()
            total = int(upto[-1])
            points = [float(waited[upto.searchsorted(share * total)]) for share in _PERCENTILES]
            mean = float((waited * weight).sum() / total)
            found[divmod(number, columns)] = (total, mean, *points)
    return found
