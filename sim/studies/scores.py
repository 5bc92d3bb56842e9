"""How good a forecast by replications was: scores, coverage, peaks, skill. Arrays in, numbers out.

Samples have shape (replications, points) and hold what the runs gave at the points; observed has shape (points,)
and holds what was published. A point that a run does not reach must be left out first: a value that is not finite
is refused. Below `LEAST` pairs there is no score but a `CannotScore` that says so.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from sim.statistics import CONFIDENCE

Floats = NDArray[np.float64]

LEAST = 8
"""Fewest pairs with a score: below them a nominal 90 % band that is right leaves nothing that could be rejected."""
ALPHAS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Chances to miss the eleven intervals of the weighted interval score (Bracher et al. 2021, table 1)."""
ROUNDING = 1e-9
"""A rank or a day that misses a whole number by less is that number."""
DAYS_A_MONTH = 365.25 / 12.0


@dataclass(frozen=True)
class CannotScore:
    """No score, and why.

    Attributes
    ----------
    n : pairs there are, or replications where `what` says so
    least : pairs it takes
    why : another reason than too few pairs, empty where there are too few
    """

    n: int
    least: int = LEAST
    why: str = ""

    def __str__(self) -> str:
        """Write the answer as it is printed."""
        return f"cannot score ({self.why or f'n = {self.n}, at least {self.least}'})"


class Horizon(NamedTuple):
    """Bin of times from origin to target: days from `first` to below `end`."""

    name: str
    first: float
    end: float


WIDTH = 0.2
"""Share of its own length by which a horizon may be missed."""
HORIZONS = tuple(
    Horizon(f"{months} months", (1.0 - WIDTH) * months * DAYS_A_MONTH, (1.0 + WIDTH) * months * DAYS_A_MONTH)
    for months in (3, 6, 12)
)
"""About 3, 6 and 12 months: 74 to 109, 147 to 219 and 293 to 438 days.

Published counts come at uneven dates, so few pairs lie a whole number of months apart. What lies between the bins is
not scored.
"""


class Peak(NamedTuple):
    """Highest point of a series, the first of equals."""

    date: dt.date
    height: float


@dataclass(frozen=True)
class Coverage:
    """How many observed points lie in a band.

    Attributes
    ----------
    level : nominal chance of a point to lie inside
    expected : chance that the order statistics give for that many replications, at least `level`
    low, high : interval of the share (Clopper and Pearson 1934) at `CONFIDENCE`, for points that are independent;
        overlapping pairs are not, so the true interval is wider
    """

    level: float
    expected: float
    hits: int
    n: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """Share of the points inside, 0 to 1."""
        return self.hits / self.n

    @property
    def agrees(self) -> bool:
        """True if the interval does not exclude that the band covers as it should."""
        return self.low <= self.expected <= self.high


def horizon_bin(days: float) -> str | None:
    """Return the name of the bin of a time from origin to target, or None outside all bins."""
    return next((each.name for each in HORIZONS if each.first <= days < each.end), None)


def log_scale(values: ArrayLike) -> Floats:
    """Return log(x + 1): errors become relative ones (Bosse et al. 2023); raise ValueError for a value below 0."""
    numbers = np.asarray(values, dtype=np.float64)
    if (numbers < 0.0).any():
        raise ValueError(f"{numbers.min()} is below 0 and has no log scale")
    return np.log1p(numbers)


def crps(samples: ArrayLike, observed: ArrayLike) -> Floats:
    """Return the fair continuous ranked probability score of each point, in the unit of the series; low is good.

    (1/m) sum |x_i - y| - 1 / (2 m (m - 1)) sum sum |x_i - x_j|, whose mean does not depend on the number m of
    replications (Ferro 2014). It may fall below 0.

    Raises
    ------
    ValueError : if m < 2, shapes do not fit, or a value is not finite
    """
    runs, truth = _checked(samples, observed)
    m = len(runs)
    if m < 2:
        raise ValueError(f"{m} replications have no fair score, it takes 2")
    ordered = np.sort(runs, axis=0)
    weights = 2.0 * np.arange(1, m + 1) - m - 1.0
    spread: Floats = weights @ ordered / (m * (m - 1.0))  # half the mean distance of two replications
    return np.asarray(np.abs(runs - truth).mean(axis=0) - spread, dtype=np.float64)


def interval_score(lower: ArrayLike, upper: ArrayLike, observed: ArrayLike, alpha: float) -> Floats:
    """Return (u - l) + (2/alpha) (l - y)+ + (2/alpha) (y - u)+ of each point (Gneiting and Raftery 2007).

    Raises
    ------
    ValueError : if not 0 < alpha < 1, or an upper end lies below its lower one
    """
    _between(alpha, "alpha")
    low, high, truth = (np.asarray(each, dtype=np.float64) for each in (lower, upper, observed))
    if (high < low).any():
        raise ValueError("an upper end lies below its lower one")
    missed = np.maximum(low - truth, 0.0) + np.maximum(truth - high, 0.0)
    return np.asarray(high - low + 2.0 / alpha * missed, dtype=np.float64)


def quantiles(samples: ArrayLike, shares: ArrayLike) -> Floats:
    """Return quantiles of each point, shape (shares, points): the k-th of m replications is that of k / (m + 1)."""
    runs, at = np.asarray(samples, dtype=np.float64), np.asarray(shares, dtype=np.float64)
    return np.asarray(np.quantile(runs, at, axis=0, method="weibull"), dtype=np.float64)


def weighted_interval_score(
    samples: ArrayLike, observed: ArrayLike, alphas: Sequence[float] = ALPHAS
) -> Floats:
    """Return the weighted interval score of each point, in the unit of the series; low is good.

    (|y - median| / 2 + sum alpha_k / 2 IS_k) / (K + 1/2) for K intervals (Bracher et al. 2021).
    """
    runs, truth = _checked(samples, observed)
    half = np.asarray(alphas, dtype=np.float64) / 2.0
    middle = quantiles(runs, [0.5])[0]
    lower, upper = quantiles(runs, half), quantiles(runs, 1.0 - half)
    total = 0.5 * np.abs(truth - middle)
    for k, alpha in enumerate(alphas):
        total = total + alpha / 2.0 * interval_score(lower[k], upper[k], truth, alpha)
    return np.asarray(total / (len(alphas) + 0.5), dtype=np.float64)


def band(samples: ArrayLike, level: float) -> tuple[Floats, Floats] | CannotScore:
    """Return the order statistics between which a new replication lies with probability `level` at least.

    The r-th from below and from above, r = (m + 1) (1 - level) / 2 rounded down; CannotScore where that is 0:
    below 3 replications for 50 %, 19 for 90 %.
    """
    runs = np.asarray(samples, dtype=np.float64)
    out = _left_out(len(runs), level)
    if out < 1:
        least = math.ceil(2.0 / (1.0 - level) - ROUNDING) - 1
        return CannotScore(len(runs), least, f"{len(runs)} replications, a {level:.0%} band takes {least}")
    ordered = np.sort(runs, axis=0)
    return ordered[out - 1], ordered[-out]


def coverage(samples: ArrayLike, observed: ArrayLike, level: float) -> Coverage | CannotScore:
    """Return how many of the observed points lie in the band of order statistics, with an interval."""
    runs, truth = _checked(samples, observed)
    n, m = len(truth), len(runs)
    if n < LEAST:
        return CannotScore(n)
    ends = band(runs, level)
    if isinstance(ends, CannotScore):
        return ends
    hits = int(((truth >= ends[0]) & (truth <= ends[1])).sum())
    low, high = clopper_pearson(hits, n)
    expected = (m + 1 - 2 * _left_out(m, level)) / (m + 1)
    return Coverage(level, expected, hits, n, low, high)


def clopper_pearson(hits: int, n: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the exact interval of a share; raise ValueError if not 0 <= hits <= n and n > 0."""
    if n < 1 or not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n} is no share")
    missed = (1.0 - confidence) / 2.0
    low = float(special.betaincinv(hits, n - hits + 1, missed)) if hits else 0.0
    high = float(special.betaincinv(hits + 1, n - hits, 1.0 - missed)) if hits < n else 1.0
    return low, high


def peak(dates: Sequence[dt.date], values: ArrayLike) -> Peak:
    """Return date and height of the highest point, the first of equals."""
    heights = _series(dates, values)
    at = int(heights.argmax())
    return Peak(dates[at], float(heights[at]))


def half_time(dates: Sequence[dt.date], values: ArrayLike) -> dt.date | None:
    """Return the first day after the peak with half of it or less, on straight lines between the points.

    None if the series ends above half.
    """
    heights = _series(dates, values)
    top = int(heights.argmax())
    half = heights[top] / 2.0
    for k in range(top + 1, len(heights)):
        if heights[k] <= half:
            before, after = heights[k - 1], heights[k]
            days = (dates[k] - dates[k - 1]).days * (before - half) / (before - after)
            return dates[k - 1] + dt.timedelta(days=math.ceil(days - ROUNDING))
    return None


def mean_score(score: ArrayLike) -> float | CannotScore:
    """Return the mean of the scores of pairs, or why there is none."""
    numbers = np.asarray(score, dtype=np.float64)
    return CannotScore(numbers.size) if numbers.size < LEAST else float(numbers.mean())


def skill(score: ArrayLike, baseline: ArrayLike) -> float | CannotScore:
    """Return 1 - mean score / mean score of a baseline over the same pairs: 1 is perfect, below 0 it is beaten.

    The score of one figure instead of replications is its absolute error, to which the CRPS then comes down.

    Raises
    ------
    ValueError : if shapes differ or a score is not finite
    """
    own, other = np.asarray(score, dtype=np.float64), np.asarray(baseline, dtype=np.float64)
    if own.shape != other.shape:
        raise ValueError(f"{own.size} scores stand against {other.size} of the baseline")
    if not (np.isfinite(own).all() and np.isfinite(other).all()):
        raise ValueError("a score is not finite")
    if own.size < LEAST:
        return CannotScore(own.size)
    if other.mean() <= 0.0:
        return CannotScore(own.size, why="the baseline makes no error")
    return float(1.0 - own.mean() / other.mean())


def _left_out(m: int, level: float) -> int:
    _between(level, "level")
    return math.floor((m + 1) * (1.0 - level) / 2.0 + ROUNDING)


def _between(share: float, name: str) -> None:
    if not 0.0 < share < 1.0:
        raise ValueError(f"{name} {share} must lie between 0 and 1")


def _series(dates: Sequence[dt.date], values: ArrayLike) -> Floats:
    heights = np.asarray(values, dtype=np.float64)
    if heights.shape != (len(dates),) or not len(dates):
        raise ValueError(f"{len(dates)} dates stand against values of shape {heights.shape}")
    if not np.isfinite(heights).all():
        raise ValueError("a value is not finite")
    if any(later <= earlier for earlier, later in pairwise(dates)):
        raise ValueError("dates must rise")
    return heights


def _checked(samples: ArrayLike, observed: ArrayLike) -> tuple[Floats, Floats]:
    runs, truth = np.asarray(samples, dtype=np.float64), np.asarray(observed, dtype=np.float64)
    if runs.ndim != 2 or truth.ndim != 1 or runs.shape[1] != truth.size:
        raise ValueError(f"samples of shape {runs.shape} do not fit observed points of shape {truth.shape}")
    if not (np.isfinite(runs).all() and np.isfinite(truth).all()):
        raise ValueError("a value is not finite: leave out points that a run does not reach")
    return runs, truth
