"""What the runs of each case say beside what was published: medians and bands at the published dates and by week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.config.backtest import Case
from sim.data.observed import Point
from sim.studies.scores import CannotScore, band

Floats = NDArray[np.float64]

LEVELS = (0.5, 0.9)
"""Of the bands."""
PATH, SCORED, BAND = "path", "score", "band"
"""Uses of a point: a week of a stock, where nothing was published; scored; shown as a band without a score."""
SUNDAY = 6
WEEK = dt.timedelta(days=7)
POINTS = (
    "label", "episode", "origin", "days_ahead", "series", "date", "period_start", "kind", "unit", "use", "observed",
    "precision", "derived", "n", "median", "low50", "high50", "low90", "high90",
)  # fmt: skip
"""Columns of the table of points; `label` is a grade, transfer_free or transfer_ledger, `n` the runs that get there.
derived: not published itself, but worked out from figures that were."""


@dataclass(frozen=True)
class Told:
    """What the runs of one case say.

    Attributes
    ----------
    points : published figures it is compared with, and weeks of the stocks among them
    values : of shape (runs, points); NaN where a run does not reach
    """

    case: Case
    points: tuple[Point, ...]
    values: Floats

    @property
    def label(self) -> str:
        """Name of the column that the case stands in."""
        return self.case.label

    def of(self, series: str, *uses: str) -> list[int]:
        """Return the places of the points of a series with one of these uses that a run reaches, by date."""
        reached = np.flatnonzero(np.isfinite(self.values).any(axis=0))
        found = [int(k) for k in reached if self.points[k].series == series and self.points[k].use in uses]
        return sorted(found, key=lambda k: self.points[k].date)


def with_paths(points: Sequence[Point], first: dt.date, last: dt.date) -> tuple[Point, ...]:
    """Add the Sundays of the days for every stock among the points, as points of use `path` without a value."""
    sunday = first + dt.timedelta(days=(SUNDAY - first.weekday()) % 7)
    weeks = [sunday + k * WEEK for k in range(max(0, (last - sunday).days // 7 + 1))]
    stocks = {each.series: each for each in points if each.kind == "stock"}
    added = [
        replace(each, date=day, value=np.nan, precision=0.0, use=PATH, source="", note="")
        for each in stocks.values()
        for day in weeks
    ]
    return (*points, *added)


def points_table(told: Iterable[Told]) -> pd.DataFrame:
    """Return the table of points: a row a case and point, columns POINTS; bands are NaN where runs are too few."""
    frame = pd.DataFrame([row for each in told for row in _rows(each)], columns=list(POINTS))
    for name in ("origin", "date", "period_start"):
        frame[name] = pd.to_datetime(frame[name])
    return frame


def _rows(told: Told) -> Iterator[tuple[object, ...]]:
    case = told.case
    for k, point in enumerate(told.points):
        runs = told.values[np.isfinite(told.values[:, k]), k]
        since = case.origin or case.scenario.start.date
        yield (
            told.label, case.episode, case.origin, (point.date - since).days, point.series, point.date,
            point.period_start, point.kind, point.unit, point.use, point.value, point.precision, point.derived,
            len(runs), float(np.median(runs)) if len(runs) else np.nan, *_bands(runs),
        )  # fmt: skip


def _bands(runs: Floats) -> Iterator[float]:
    for level in LEVELS:
        ends = band(runs[:, None], level) if len(runs) else CannotScore(0)
        yield from (np.nan, np.nan) if isinstance(ends, CannotScore) else (float(ends[0][0]), float(ends[1][0]))
