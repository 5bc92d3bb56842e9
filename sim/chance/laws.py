"""Laws by inversion: a uniform in, a time or a count out.

Inversion keeps pairs together: the same uniform under a longer mean gives a longer time. No generator
object and no library sampler is used, so results survive upgrades of both.
"""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
import numpy.typing as npt

from sim.chance.gamma import gamma_inverse
from sim.chance.normal import normal_inverse

__all__ = [
    "Law",
    "draw",
    "exponential",
    "gamma_multiplier",
    "lognormal",
    "lognormal_p95",
    "normal_inverse",
    "pick",
    "poisson_count",
    "whole_days",
]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

LARGEST_POISSON_MEAN = 500.0
"""Above it the recurrence nears underflow (at 708); split the day into cells instead."""

LONGEST_DAYS = 1.0e9
"""Whole days are capped here, so that a law may say "never" with infinity."""

_GUIDED_DRAWS, _GUIDED_EDGES = 4096, 32
"""From this many draws among this many choices a guide table beats a binary search, by about five times."""

_GUIDE_CELLS = 4096

Z95 = 1.6448536269514722
"""95 % point of the standard normal law."""


class Law(Protocol):
    """What a configured law looks like; parameters that a law does not use may be None."""

    @property
    def law(self) -> str:
        """One of fixed, lognormal, exponential, uniform."""

    @property
    def mean(self) -> float | None:
        """Mean, days unless the owner says otherwise."""

    @property
    def cv(self) -> float | None:
        """Standard deviation over mean (lognormal)."""

    @property
    def p95(self) -> float | None:
        """95 % point (lognormal), instead of cv."""

    @property
    def low(self) -> float | None:
        """Lower end (uniform)."""

    @property
    def high(self) -> float | None:
        """Upper end (uniform)."""


def lognormal(u: npt.ArrayLike, mean: float, cv: float) -> FloatArray:
    """Draw a lognormal quantity by mean and coefficient of variation; ValueError if mean <= 0 or cv < 0."""
    _require(mean > 0.0, "mean", mean, "> 0")
    _require(cv >= 0.0, "cv", cv, ">= 0")
    variance = math.log1p(cv * cv)
    return _lognormal(u, mean, math.sqrt(variance))


def lognormal_p95(u: npt.ArrayLike, mean: float, p95: float) -> FloatArray:
    """Draw a lognormal quantity with this mean and 95 % point.

    Of the two laws that fit, the one with less spread. ValueError unless mean <= p95 <= 3.868 mean: with
    z = 1.645 a lognormal's 95 % point is at most exp(z*z/2) times its mean.
    """
    _require(mean > 0.0, "mean", mean, "> 0")
    highest = mean * math.exp(Z95 * Z95 / 2.0)
    _require(mean <= p95 <= highest, "p95", p95, f"between the mean {mean} and {highest:.6g}")
    spread = Z95 - math.sqrt(max(Z95 * Z95 - 2.0 * math.log(p95 / mean), 0.0))
    return _lognormal(u, mean, spread)


def _lognormal(u: npt.ArrayLike, mean: float, spread: float) -> FloatArray:
    if spread == 0.0:
        return np.full(np.shape(u), float(mean))
    exponent = normal_inverse(u)
    exponent *= spread
    exponent += math.log(mean) - spread * spread / 2.0
    return np.exp(exponent)


def exponential(u: npt.ArrayLike, mean: float) -> FloatArray:
    """Draw an exponential quantity with this mean; ValueError if mean < 0."""
    _require(mean >= 0.0, "mean", mean, ">= 0")
    return -mean * np.log1p(-np.asarray(u, dtype=np.float64))


def poisson_count(u: npt.ArrayLike, mean: npt.ArrayLike) -> IntArray:
    """Draw Poisson counts by inversion: never falling in u nor in the mean (for u up to 1 - 1e-11).

    Parameters
    ----------
    u, mean
        Broadcast against each other; ValueError unless 0 <= mean <= 500.
    """
    means = np.asarray(mean, dtype=np.float64)
    if means.size and (means.min() < 0.0 or not means.max() <= LARGEST_POISSON_MEAN):
        message = f"mean must lie in 0 .. {LARGEST_POISSON_MEAN:g}, got {means.min()} .. {means.max()}"
        raise ValueError(message)
    uniforms, means = np.broadcast_arrays(np.asarray(u, dtype=np.float64), means)
    counts = np.zeros(uniforms.shape, dtype=np.int64)
    flat = counts.reshape(-1)
    active = np.arange(flat.size)
    left_u, left_mean = uniforms.reshape(-1), means.reshape(-1)
    mass = np.exp(-left_mean)
    below = mass.copy()
    count = 0
    while active.size:
        more = np.flatnonzero((left_u > below) & ((mass > 0.0) | (count < left_mean)))
        if more.size == 0:
            break
        if more.size < active.size:
            active, left_u, left_mean = active[more], left_u[more], left_mean[more]
            mass, below = mass[more], below[more]
        count += 1
        flat[active] = count
        mass *= left_mean / count
        below += mass
    return counts


def gamma_multiplier(u: npt.ArrayLike, cv: float) -> FloatArray:
    """Draw a gamma factor with mean 1 and this coefficient of variation; ValueError if cv < 0.

    Counts whose mean is multiplied by it are negative binomial: variance = mean + (cv * mean)**2.
    """
    _require(cv >= 0.0, "cv", cv, ">= 0")
    if cv == 0.0:
        return np.ones(np.shape(u))
    shape = 1.0 / (cv * cv)
    return gamma_inverse(np.asarray(u, dtype=np.float64), shape) / shape


def pick(u: npt.ArrayLike, cumulative: npt.ArrayLike) -> IntArray:
    """Choose indices with given weights.

    Parameters
    ----------
    u
        Uniforms.
    cumulative
        Cumulated weights [choices], never falling, last one > 0 (need not be 1); ValueError else.
    """
    edges = np.asarray(cumulative, dtype=np.float64)
    if edges.ndim != 1 or edges.size == 0 or not edges[-1] > 0.0:
        message = f"cumulative weights must be one row ending above 0, got shape {edges.shape}"
        raise ValueError(message)
    scaled = np.asarray(u, dtype=np.float64) * edges[-1]
    last = int(np.searchsorted(edges, edges[-1], side="left"))
    if scaled.size < _GUIDED_DRAWS or edges.size < _GUIDED_EDGES:
        found: IntArray = np.minimum(np.searchsorted(edges, scaled, side="right"), last).astype(np.int64)
        return found
    cell = (scaled * (_GUIDE_CELLS / edges[-1])).astype(np.int64)
    guide = np.searchsorted(edges, (np.arange(_GUIDE_CELLS + 1) - 1.0) * (edges[-1] / _GUIDE_CELLS))
    index: IntArray = np.minimum(guide[cell], last).reshape(-1)
    flat = scaled.reshape(-1)
    behind = np.flatnonzero((edges[index] <= flat) & (index < last))
    while behind.size:
        index[behind] += 1
        here = index[behind]
        behind = behind[(edges[here] <= flat[behind]) & (here < last)]
    return index.reshape(scaled.shape)


def whole_days(x: npt.ArrayLike, u: npt.ArrayLike) -> IntArray:
    """Round to whole days by floor(x + u): the mean is kept and zero is allowed; capped at 1e9 days."""
    total = np.asarray(x, dtype=np.float64) + np.asarray(u, dtype=np.float64)
    return np.floor(np.minimum(total, LONGEST_DAYS)).astype(np.int64)


def draw(law: Law, u: npt.ArrayLike) -> FloatArray:
    """Draw from a configured law; ValueError names an unknown law or a parameter that is missing."""
    name = law.law
    if name == "fixed":
        return np.full(np.shape(u), _given(law.mean, "mean", name))
    if name == "exponential":
        return exponential(u, _given(law.mean, "mean", name))
    if name == "uniform":
        low, high = _given(law.low, "low", name), _given(law.high, "high", name)
        return low + (high - low) * np.asarray(u, dtype=np.float64)
    if name == "lognormal":
        mean = _given(law.mean, "mean", name)
        if law.cv is not None:
            return lognormal(u, mean, law.cv)
        return lognormal_p95(u, mean, _given(law.p95, "cv or p95", name))
    message = f"unknown law {name!r}: use fixed, lognormal, exponential or uniform"
    raise ValueError(message)


def _given(value: float | None, parameter: str, law: str) -> float:
    if value is None:
        message = f"a {law} law needs {parameter}"
        raise ValueError(message)
    return float(value)


def _require(condition: bool, name: str, value: float, rule: str) -> None:
    if not condition:
        message = f"{name} must be {rule}, got {value}"
        raise ValueError(message)
