"""Statistics of replications: paired differences, shares, ranges, and correction for many pairs.

Two plans meet the same luck in the same replication, so they are compared by their difference run for run.
The variance-reduction ratio says what that bought: (var A + var B) / var (A - B), 1 for independent runs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

CONFIDENCE = 0.95
ROUNDING = 1e-20  # a difference whose variance is below this share of the variances varies by rounding only
ROUNDING_OF_RANKS = 1e-9  # a number of runs above a whole one by less than this is that whole one
POINTWISE = 0.9  # level of a pointwise band from 59 runs on
RUNS_FOR_T = 3  # fewest with a t interval: that of two is 12.7 standard errors, told by one number; our choice
RUNS_FOR_P95 = 59  # Wilks: the largest of 59 runs is above the 95th percentile with confidence 0.95


@dataclass(frozen=True)
class Spread:
    """Middle and range of a number over runs; `label` says which range it is."""

    runs: int
    mean: float
    median: float
    low: float
    high: float
    label: str


@dataclass(frozen=True)
class Share:
    """k of n runs, with a 95 % interval (Wilson; 3/n at the ends)."""

    hits: int
    runs: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """Share of the runs, 0 to 1."""
        return self.hits / self.runs


@dataclass(frozen=True)
class Difference:
    """B minus A over common runs.

    Attributes
    ----------
    low, high : t interval of the mean difference at `confidence`; equal to `mean` with no spread at all
    p : of a two-sided t test that the mean difference is 0
    sign_p : of an exact two-sided sign test on the runs that differ
    correlation : between A and B; None where one of them does not vary
    variance_ratio : (var A + var B) / var (A - B); None where the difference does not vary

    The interval is always that of the paired differences. Where the ratio is below 1, pairing did harm
    (`pairing_helped` is False); an interval for independent runs would then be too narrow, so there is none.
    """

    runs: int
    mean_a: float
    mean_b: float
    mean: float
    low: float
    high: float
    confidence: float
    p: float
    sign_p: float
    correlation: float | None
    variance_ratio: float | None

    @property
    def pairing_helped(self) -> bool:
        """False if the difference varies more than that of independent runs would."""
        return self.variance_ratio is None or self.variance_ratio >= 1.0

    @property
    def identical(self) -> bool:
        """True if no run differs."""
        return self.p == 1.0 and self.mean == 0.0 and self.low == self.high == 0.0


def _numbers(values: ArrayLike) -> NDArray[np.float64]:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 or array.size == 0:
        raise ValueError(f"need one or more numbers in a row, got shape {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError("a number is not finite")
    return array


def spread(values: ArrayLike) -> Spread:
    """Return mean, median and a range: all of it below 59 runs, the 5th to 95th percentile from there on.

    Of what happens so seldom that the percentiles leave it out, so that they are one number or the mean lies
    outside them, the range is all of it whatever the runs, and the label says so.

    Raises
    ------
    ValueError : if there are no values, or one is not finite
    """
    array = _numbers(values)
    n, mean = array.size, float(array.mean())
    least, low, middle, high, most = np.quantile(array, [0.0, 0.05, 0.5, 0.95, 1.0])
    if n >= RUNS_FOR_P95 and (low < mean < high or least == most):
        return Spread(n, mean, float(middle), float(low), float(high), f"mean and 5th to 95th percentile of {n} runs")
    label = f"mean and full range of {n} runs" if n > 1 else "one run"
    return Spread(n, mean, float(middle), float(least), float(most), label)


def pointwise(paths: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (low, high) week by week of paths of shape (runs, weeks).

    All of it below 59 runs. From there on the order statistics between which a new run lies in each week with
    probability `POINTWISE` at least: the ranks that leave out (n + 1) * 0.05 at either end, rounded down.
    """
    if len(paths) < RUNS_FOR_P95:
        return paths.min(axis=0), paths.max(axis=0)
    ordered = np.sort(paths, axis=0)
    out = math.floor(round((len(paths) + 1) * (1.0 - POINTWISE) / 2.0, 9))
    return ordered[out - 1], ordered[-out]


def middle_half(paths: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Return (low, high) week by week between which a new run lies with probability 1/2 at least.

    Order statistics as of `pointwise`, which leave out (n + 1) / 4 at either end, rounded down; None below 7 runs,
    of which that would be the full range.
    """
    out = (len(paths) + 1) // 4
    if out < 2:
        return None
    ordered = np.sort(paths, axis=0)
    return ordered[out - 1], ordered[-out]


def pointwise_label(runs: int) -> str:
    """Say what the range of `pointwise` is."""
    what = "full range" if runs < RUNS_FOR_P95 else "5th to 95th percentile"
    return f"mean and {what} of {runs} runs"


@dataclass(frozen=True)
class QuantileInterval:
    """Interval of a quantile by order statistics, which holds whatever the law; or why there is none.

    Attributes
    ----------
    value : the sample quantile
    ranks : the order statistics that are its ends, from 1; None where the interval is refused
    low, high : the ends; `low` is -inf for a bound from above; None where the interval is refused
    why : the reason of a refusal, empty where there is an interval
    """

    runs: int
    q: float
    confidence: float
    value: float
    ranks: tuple[int, int] | None
    low: float | None
    high: float | None
    why: str = ""


def runs_for_quantile(q: float = 0.95, confidence: float = CONFIDENCE, two_sided: bool = True) -> int:
    """Return the fewest runs that have an interval of the q-quantile, q above 0 and below 1.

    The largest of n is above the quantile with probability 1 - q^n, the smallest below it with 1 - (1 - q)^n.
    For the 95th percentile with 95 % that is 59 runs for a bound from above and 72 for an interval.
    """
    missed = (1.0 - confidence) / (2.0 if two_sided else 1.0)
    ends = (q, 1.0 - q) if two_sided else (q,)
    return max(math.ceil(math.log(missed) / math.log(end) - ROUNDING_OF_RANKS) for end in ends)


def quantile_interval(
    values: ArrayLike, q: float = 0.95, confidence: float = CONFIDENCE, two_sided: bool = True
) -> QuantileInterval:
    """Return the interval of the q-quantile between two order statistics, each end missing it equally rarely.

    The r-th smallest of n is at or below the quantile unless Bin(n, q) <= r - 1. With few runs no order
    statistic is far enough out: then the interval is refused and says how many runs it takes.

    Parameters
    ----------
    two_sided : False gives the bound from above alone, at the full confidence

    Raises
    ------
    ValueError : if q or confidence is not between 0 and 1, there are no values, or one is not finite
    """
    if not (0.0 < q < 1.0 and 0.0 < confidence < 1.0):
        raise ValueError(f"q {q} and confidence {confidence} must lie between 0 and 1")
    array = np.sort(_numbers(values))
    n, value = array.size, float(np.quantile(array, q))
    missed = (1.0 - confidence) / (2.0 if two_sided else 1.0)
    ranks = np.arange(1, n + 1)
    passed = special.bdtr(ranks - 1, n, q)
    above, below = np.flatnonzero(passed >= 1.0 - missed), np.flatnonzero(passed <= missed)
    if not above.size or (two_sided and not below.size):
        least = runs_for_quantile(q, confidence, two_sided)
        what = "interval" if two_sided else "bound"
        why = f"{n} runs are too few for a {confidence:.0%} {what} of the {q:.4g} quantile: it takes {least}"
        return QuantileInterval(n, q, confidence, value, None, None, None, why)
    last = int(ranks[above[0]])
    if not two_sided:
        return QuantileInterval(n, q, confidence, value, (0, last), -math.inf, float(array[last - 1]))
    first = int(ranks[below[-1]])
    return QuantileInterval(
        n, q, confidence, value, (first, last), float(array[first - 1]), float(array[last - 1])
    )


def quantile_upper_bound(values: ArrayLike, q: float = 0.95, confidence: float = CONFIDENCE) -> float | None:
    """Return the smallest order statistic above the q-quantile with `confidence`; None if there is none."""
    return quantile_interval(values, q, confidence, two_sided=False).high


def mean_interval(values: ArrayLike, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the mean and the half-width of its t interval: infinite for one value, 0 where none differs."""
    array = _numbers(values)
    if array.size == 1:
        return float(array[0]), math.inf
    error = math.sqrt(_variance(array) / array.size)
    return float(array.mean()), float(special.stdtrit(array.size - 1, 0.5 + confidence / 2.0)) * error


def wilson(hits: float, runs: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return Wilson's interval of a share (E. B. Wilson, JASA 1927).

    Raises
    ------
    ValueError : if not 0 <= hits <= runs, or runs < 1
    """
    if runs < 1 or not 0 <= hits <= runs:
        raise ValueError(f"{hits} of {runs} is no share")
    z = float(special.ndtri(0.5 + confidence / 2.0))
    share = hits / runs
    scale = 1.0 + z * z / runs
    centre = (share + z * z / (2.0 * runs)) / scale
    half = z / scale * math.sqrt(share * (1.0 - share) / runs + z * z / (4.0 * runs * runs))
    return max(0.0, centre - half), min(1.0, centre + half)


def share_interval(hits: float, runs: int, at_once: int = 1) -> tuple[float, float]:
    """Return the 95 % interval of a share: Wilson's; 0 of n goes up to 3/n, n of n down to 1 - 3/n (rule of three).

    Parameters
    ----------
    hits : need not be whole: an average over groups, where each group counts as one run
    at_once : intervals that shall all hold at 95 % together (Bonferroni); the rule of three is then (3 + ln at_once)/n

    Raises
    ------
    ValueError : if not 0 <= hits <= runs, or runs < 1
    """
    low, high = wilson(hits, runs, 1.0 - (1.0 - CONFIDENCE) / at_once)
    most = (3.0 + math.log(at_once)) / runs
    if hits == 0:
        return 0.0, min(1.0, most)
    if hits == runs:
        return max(0.0, 1.0 - most), 1.0
    return low, high


def share(hits: int, runs: int) -> Share:
    """Return k of n with its interval."""
    return Share(hits, runs, *share_interval(hits, runs))


def sign_test(differences: ArrayLike) -> float:
    """Return p of the exact two-sided sign test; zeros are left out, and with nothing else p is 1."""
    array = _numbers(differences)
    positive, negative = int((array > 0).sum()), int((array < 0).sum())
    if positive + negative == 0:
        return 1.0
    n, fewer = positive + negative, min(positive, negative)
    tail = sum(math.comb(n, k) for k in range(fewer + 1))
    return min(1.0, 2 * tail / (1 << n))


def variance_ratio(a: ArrayLike, b: ArrayLike) -> float | None:
    """Return (var A + var B) / var (A - B); None where the difference does not vary, or with one run."""
    first, second = _numbers(a), _numbers(b)
    if first.size < 2:
        return None
    above, below = _variance(first) + _variance(second), _variance(first - second)
    return None if below <= ROUNDING * above else above / below


def _variance(values: NDArray[np.float64]) -> float:
    """Variance with n - 1; exactly 0 where all values are equal, whatever rounding does to their mean."""
    return 0.0 if (values == values[0]).all() else float(values.var(ddof=1))


def _correlation(a: NDArray[np.float64], b: NDArray[np.float64]) -> float | None:
    if a.size < 2 or _variance(a) == 0.0 or _variance(b) == 0.0:
        return None
    return float(np.clip(np.corrcoef(a, b)[0, 1], -1.0, 1.0))


def compare_runs(a: ArrayLike, b: ArrayLike, confidence: float = CONFIDENCE) -> Difference:
    """Return B minus A for runs of the same luck; a[i] and b[i] belong to the same replication.

    Raises
    ------
    ValueError : if the two differ in length, are empty, or hold a number that is not finite
    """
    first, second = _numbers(a), _numbers(b)
    if first.size != second.size:
        raise ValueError(f"{first.size} runs against {second.size}: only common replications can be paired")
    n = first.size
    difference = second - first
    error = math.sqrt(_variance(difference) / n) if n > 1 else 0.0
    mean = float(difference.mean())
    if n == 1:
        half, p = math.inf, 1.0
    elif error == 0.0:
        half, p = 0.0, 1.0 if mean == 0.0 else 0.0
    else:
        half = float(special.stdtrit(n - 1, 0.5 + confidence / 2.0)) * error
        p = 2.0 * float(special.stdtr(n - 1, -abs(mean) / error))
    return Difference(
        runs=n,
        mean_a=float(first.mean()),
        mean_b=float(second.mean()),
        mean=mean,
        low=mean - half,
        high=mean + half,
        confidence=confidence,
        p=p,
        sign_p=sign_test(difference),
        correlation=_correlation(first, second),
        variance_ratio=variance_ratio(first, second),
    )


def holm(p_values: Sequence[float], alpha: float = 1.0 - CONFIDENCE) -> list[tuple[bool, float]]:
    """Return for each p whether its hypothesis is rejected (Holm 1979) and the confidence of its interval.

    The k-th smallest of m is held against alpha / (m - k + 1), up to the first that passes it. The
    interval at that confidence excludes 0 exactly where the hypothesis is rejected: table and words agree.
    """
    order = sorted(range(len(p_values)), key=lambda i: (p_values[i], i))
    answers: list[tuple[bool, float]] = [(False, 0.0)] * len(p_values)
    stopped_at: int | None = None
    for rank, i in enumerate(order):
        if stopped_at is None and p_values[i] > alpha / (len(order) - rank):
            stopped_at = rank
        level = alpha / (len(order) - (rank if stopped_at is None else stopped_at))
        answers[i] = (stopped_at is None, 1.0 - level)
    return answers


def runs_needed(a: ArrayLike, b: ArrayLike, half_width: float, confidence: float = CONFIDENCE) -> tuple[int, int]:
    """Return the runs needed to know the mean difference to +/- half_width: (paired, independent).

    n = (z / half_width)^2 times var (A - B), or var A + var B.

    Raises
    ------
    ValueError : if half_width <= 0
    """
    if half_width <= 0.0:
        raise ValueError(f"half_width is {half_width}, must be above 0")
    first, second = _numbers(a), _numbers(b)
    factor = (float(special.ndtri(0.5 + confidence / 2.0)) / half_width) ** 2
    paired = math.ceil(factor * _variance(second - first))
    independent = math.ceil(factor * (_variance(first) + _variance(second)))
    return max(2, paired), max(2, independent)
