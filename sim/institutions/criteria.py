"""Breaks: which criteria were met, since when, for how many days, and how bad it became."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.config.criteria import CriteriaConfig, Criterion
from sim.engine.calendar import Calendar

FloatArray = npt.NDArray[np.float64]

@dataclass(frozen=True)
class Break:
    """A row of `breaks`.

    Attributes
    ----------
    criterion : name of the criterion
    first_date : first day of the first spell that lasted long enough; None if there was none
    days : days in such spells
    worst : worst value of the series in the whole run, unit of the series
    """

    criterion: str
    first_date: dt.date | None
    days: int
    worst: float


def spells(met: npt.NDArray[np.bool_], shortest: int) -> list[tuple[int, int]]:
    """First day and the day after the last of every unbroken spell of at least `shortest` days."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], met, [False])).astype(np.int8)))
    pairs = edges.reshape(-1, 2).tolist()
    return [(first, end) for first, end in pairs if end - first >= shortest]


def beyond(values: FloatArray, criterion: Criterion) -> npt.NDArray[np.bool_]:
    """Days on which the threshold is passed, bool[days]; never where the value is NaN."""
    if criterion.below is not None:
        return np.asarray(values < criterion.below)
    return np.asarray(values > (np.nan if criterion.above is None else criterion.above))


def breaks(series: Mapping[str, FloatArray], config: CriteriaConfig, calendar: Calendar) -> list[Break]:
    """Judge all criteria, in the order of the configuration; one row each, also for those never met.

    Parameters
    ----------
    series : daily values by name, float64[days]

    Raises
    ------
    KeyError : naming the criteria whose series is not among those given
    ValueError : if a series is all NaN, for then nobody can say whether it broke
    """
    missing = {name: each.series for name, each in config.criteria.items() if each.series not in series}
    if missing:
        raise KeyError(f"criteria without their series: {missing}; there are {', '.join(sorted(series))}")
    rows = []
    for name, criterion in config.criteria.items():
        values = np.asarray(series[criterion.series], dtype=np.float64)
        known = values[~np.isnan(values)]
        if not known.size:
            raise ValueError(f"criterion {name}: series {criterion.series} holds no value")
        found = spells(beyond(values, criterion), criterion.for_days)
        worst = known.max() if criterion.above is not None else known.min()
        days = sum(end - first for first, end in found)
        rows.append(Break(name, calendar.date(found[0][0]) if found else None, days, float(worst)))
    return rows
