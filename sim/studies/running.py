"""The mean of a figure after each run, and how wide its interval is: wide enough for what happens seldom too.

The t interval knows only of what was seen. A figure that is 0 in most runs and large in a few has no spread at all
until the first of those few, and too little after it. So an interval is at least as wide as that of the share of
runs that differ from the usual value (Clopper and Pearson, Biometrika 26, 1934), times how much they differ. Where
no run differs yet, how much one would is not known, and the half-width is infinite.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]


class Running(NamedTuple):
    """What was known after each replication.

    Attributes
    ----------
    runs : those with a value
    mean : of them, NaN while there are none
    half_width : of the interval of the mean, infinite while fewer than two values differ
    alike : whether all values so far are the same
    """

    runs: NDArray[np.int64]
    mean: Floats
    half_width: Floats
    alike: NDArray[np.bool_]


def running(row: Floats, confidence: float) -> Running:
    """Follow a figure from replication to replication; NaN where a run has no value, but not in all of them."""
    there = ~np.isnan(row)
    values, times = np.unique(row[there], return_counts=True)
    usual = values[times.argmax()]
    off = np.where(there, row - usual, 0.0)
    runs = there.cumsum()
    count = np.maximum(runs, 1)
    sums, squares = off.cumsum(), (off * off).cumsum()
    mean = np.where(runs > 0, usual + sums / count, np.nan)
    freedom = np.maximum(count - 1, 1)
    variance = np.maximum(squares - sums * sums / count, 0.0) / freedom
    half = special.stdtrit(freedom, 0.5 + confidence / 2.0) * np.sqrt(variance / count)
    half = np.maximum(half, _seldom((off != 0.0).cumsum(), np.abs(off).cumsum(), count, confidence))
    alike = np.fmax.accumulate(row) == np.fmin.accumulate(row)
    return Running(runs, mean, np.where((runs > 1) & ~alike, half, np.inf), alike & (runs > 0))


def _seldom(differ: NDArray[np.int64], size: Floats, count: NDArray[np.int64], confidence: float) -> Floats:
    """Return the half-width from how many runs differ from the usual value, and how much they do together.

    0 where none does, or more than half of them: then there is no usual value.
    """
    half = np.zeros(len(count))
    at = np.flatnonzero((differ > 0) & (2 * differ <= count))
    k, n, tail = differ[at], count[at], 0.5 - confidence / 2.0
    up = special.betaincinv(k + 1, n - k, 1.0 - tail) - k / n
    down = k / n - special.betaincinv(k, n - k + 1, tail)
    half[at] = np.maximum(up, down) * size[at] / k
    return half
