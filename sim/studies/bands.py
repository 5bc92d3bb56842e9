"""Bands of paths over time: pointwise, and for whole paths.

A pointwise band holds a new run with its level in each week by itself; few runs stay in it in every week. A
whole-path band holds its share of the runs in all weeks at once: mean plus and minus a multiple of the spread,
with the multiple taken from the largest distance, in spreads, that each path has from the other paths. A path
that is held against a band made without it tells what a new path would do, so the share holds for new paths.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim import statistics
from sim.statistics import POINTWISE, RUNS_FOR_P95

Floats = NDArray[np.float64]
Kind = Literal["pointwise", "whole path"]
LEVEL = 0.9
SMALLEST_SPREAD = 0.05
"""Least spread of a week, as a share of the root mean square over all weeks.

The level holds whatever the shape of a band; this keeps weeks in which hardly anything varies, such as the
first, from deciding how wide the band is in all others.
"""


@dataclass(frozen=True)
class Band:
    """A band over time.

    Attributes
    ----------
    kind : "pointwise" or "whole path", which is how it must be labelled
    level : chance of a new run to lie in it, in each week or in all weeks; None for the full range of the runs
    runs : paths that it was made from
    low, high : shape (weeks,)
    multiplier : of the spread, for a whole-path band; None for a pointwise one
    """

    kind: Kind
    level: float | None
    runs: int
    low: Floats
    high: Floats
    multiplier: float | None = None

    def holds(self, paths: Floats) -> NDArray[np.bool_]:
        """Return for each path of shape (runs, weeks) whether it stays inside in every week."""
        inside = (paths >= self.low) & (paths <= self.high)
        return np.asarray(inside.all(axis=1), dtype=np.bool_)


def runs_for_whole_path(level: float = LEVEL) -> int:
    """Return the fewest runs with a whole-path band: below them not even the widest path is wide enough."""
    return math.ceil(round(level / (1.0 - level), 9))


def pointwise(paths: Floats) -> Band:
    """Return the range week by week of paths of shape (runs, weeks), as `statistics.pointwise` says."""
    values = _paths(paths)
    level = None if len(values) < RUNS_FOR_P95 else POINTWISE
    return Band("pointwise", level, len(values), *statistics.pointwise(values))


def whole_path(paths: Floats, level: float = LEVEL) -> Band | None:
    """Return the band that a new path stays inside in every week with probability `level`.

    None below `runs_for_whole_path`. The multiplier is the k-th smallest of the largest distances of the n
    paths, each from the mean of the others in their spread, with k = (n + 1) * level rounded up.

    Raises
    ------
    ValueError : if level is not between 0 and 1, or there are no paths, or a value is not finite
    """
    if not 0.0 < level < 1.0:
        raise ValueError(f"level {level} must lie between 0 and 1")
    values = _paths(paths)
    runs = len(values)
    rank = math.ceil(round((runs + 1) * level, 9))
    if runs < 3 or rank > runs:
        return None
    multiplier = float(np.sort(_distances(values))[rank - 1])
    middle = values.mean(axis=0)
    half = multiplier * _floored(values.std(axis=0, ddof=1))
    return Band("whole path", level, runs, middle - half, middle + half, multiplier)


def stay_inside_pointwise(paths: Floats) -> int:
    """Return how many of the runs stay inside the pointwise band in every week.

    Where the band is the full range of the runs, each is held against the range of the others.
    """
    values = _paths(paths)
    if len(values) >= RUNS_FOR_P95:
        return int(pointwise(values).holds(values).sum())
    if len(values) < 3:
        return 0
    ordered = np.sort(values, axis=0)
    return int(((values >= ordered[1]) & (values <= ordered[-2])).all(axis=1).sum())


def _distances(values: Floats) -> Floats:
    """Return for each path the largest distance in any week from the mean of the others, in their spread."""
    runs = len(values)
    off = values - values.mean(axis=0)
    squares = (off * off).sum(axis=0)
    # without path i the mean is off by -off_i / (n - 1), and the sum of squares loses off_i^2 n / (n - 1)
    from_others = np.abs(off) * runs / (runs - 1)
    left = np.maximum(squares - off * off * runs / (runs - 1), 0.0)
    spread = np.sqrt(left / (runs - 2))
    floored = np.maximum(spread, SMALLEST_SPREAD * np.sqrt((spread * spread).mean(axis=1, keepdims=True)))
    ratios = np.divide(from_others, floored, out=np.zeros_like(floored), where=floored > 0.0)
    ratios[(floored == 0.0) & (from_others > 0.0)] = np.inf
    largest: Floats = ratios.max(axis=1)
    return largest


def _floored(spread: Floats) -> Floats:
    floor = SMALLEST_SPREAD * math.sqrt(float((spread * spread).mean()))
    return np.maximum(spread, floor)


def _paths(paths: Floats) -> Floats:
    values = np.asarray(paths, dtype=np.float64)
    if values.ndim != 2 or 0 in values.shape:
        raise ValueError(f"need paths of shape (runs, weeks), got shape {values.shape}")
    if not np.isfinite(values).all():
        raise ValueError("a path holds a value that is not finite")
    return values
