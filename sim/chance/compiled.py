"""Compiled twins of the draws and laws: the same numbers to the last bit, in one pass over each batch.

Imported only where compiled kernels are chosen (`sim.engine.kernels`). NumPy's exp and log on whole arrays
differ from a compiler's own in the last bit, so those two stay NumPy's here; what is around them is compiled.
No function of this module calls a compiled one of another module: the stored machine code knows only when
its own file has changed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from numba import njit

from sim.chance import laws, normal, philox
from sim.chance.philox import UInt32Array

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_CENTRAL, _MIDDLE, _TAIL = normal._CENTRAL, normal._MIDDLE, normal._TAIL
_M0, _M1 = np.uint64(philox.MULTIPLIER_0), np.uint64(philox.MULTIPLIER_1)
_STEP_0, _STEP_1 = np.uint64(philox.KEY_STEP_0), np.uint64(philox.KEY_STEP_1)
_MASK, _SHIFT, _DROP, _BITS = np.uint64(philox.MASK), np.uint64(32), np.uint64(6), np.uint64(26)
_ROUNDS = philox.ROUNDS
_SCALE = 2.0**-52
_LONGEST = laws.LONGEST_DAYS
_GUIDE_CELLS = 4096


def stored(function):  # type: ignore[no-untyped-def]  # numba finds the types
    """Compile a function at its first call and store the machine code: next to the file, else in the user's cache.

    Where neither folder can be written, each process compiles anew.
    """
    try:
        return njit(cache=True)(function)
    except RuntimeError as refused:
        if "no locator available" not in str(refused):
            raise
        return njit(function)


def halves(
    columns: Sequence[UInt32Array],
    n: int,
    key: tuple[int, int],
    which: tuple[int, ...],
    out: FloatArray | None = None,
) -> list[FloatArray]:
    """Give the first (0) or second (1) uniform of each of n counters, or both.

    Parameters
    ----------
    columns
        The four counter words, each of n or a single one for all.
    key
        The two key words.
    which
        Halves wanted, in order.
    out
        Where to write them [len(which), n]; default new arrays.
    """
    found = list(out) if out is not None and which == (0, 1) else [np.empty(n), np.empty(n)]
    words = [np.ascontiguousarray(column).reshape(-1) for column in columns]
    steps = [0 if len(word) == 1 else 1 for word in words]
    if steps == [1, 1, 0, 0]:
        _halves_two(words[0], words[1], words[2][0], words[3][0], key[0], key[1], found[0], found[1])
    else:
        full = [word if len(word) == n else np.full(n, word[0]) for word in words]
        _halves(full[0], full[1], full[2], full[3], key[0], key[1], found[0], found[1])
    if out is None:
        return [found[half] for half in which]
    if which != (0, 1):
        for row, half in zip(out, which, strict=True):
            row[:] = found[half]
    return list(out)


@stored
def _halves(c0, c1, c2, c3, k0, k1, first, second):  # type: ignore[no-untyped-def]  # numba finds the types
    for i in range(c0.size):
        first[i], second[i] = _rounds(c0[i], c1[i], c2[i], c3[i], k0, k1)


@stored
def _halves_two(c0, c1, c2, c3, k0, k1, first, second):  # type: ignore[no-untyped-def]  # numba finds the types
    for i in range(c0.size):
        first[i], second[i] = _rounds(c0[i], c1[i], c2, c3, k0, k1)


@njit(inline="always")
def _rounds(c0, c1, c2, c3, key_0, key_1):  # type: ignore[no-untyped-def]  # numba finds the types
    """Turn one counter into its two uniforms."""
    x0, x1, x2, x3 = np.uint64(c0), np.uint64(c1), np.uint64(c2), np.uint64(c3)
    k0, k1 = np.uint64(key_0), np.uint64(key_1)
    for _ in range(_ROUNDS):
        product_0, product_1 = x0 * _M0, x2 * _M1
        x0 = (product_1 >> _SHIFT) ^ x1 ^ k0
        x1 = product_1 & _MASK
        x2 = (product_0 >> _SHIFT) ^ x3 ^ k1
        x3 = product_0 & _MASK
        k0 = (k0 + _STEP_0) & _MASK
        k1 = (k1 + _STEP_1) & _MASK
    one = np.float64(np.int64(((x0 >> _DROP) << _BITS) | (x1 >> _DROP)))
    two = np.float64(np.int64(((x2 >> _DROP) << _BITS) | (x3 >> _DROP)))
    return (one + 0.5) * _SCALE, (two + 0.5) * _SCALE


def normal_inverse(u: npt.ArrayLike) -> FloatArray:
    """Give standard normal quantiles as `sim.chance.normal.normal_inverse`; ValueError unless 0 < u < 1."""
    p = np.asarray(u, dtype=np.float64)
    flat = np.ascontiguousarray(p).reshape(-1)
    z = np.empty_like(flat)
    outer = np.empty(flat.size, dtype=np.int64)
    count = _central(flat, z, outer)
    if count < 0:
        message = f"uniforms must lie inside (0, 1), got {p.min()} .. {p.max()}"
        raise ValueError(message)
    if count:
        outer = outer[:count]
        smaller = np.empty(count)
        _smaller(flat, outer, smaller)
        np.log(smaller, out=smaller)
        _tails(flat, z, outer, smaller)
    return z.reshape(p.shape)


@njit(inline="always")
def _ratio(x, polynomials):  # type: ignore[no-untyped-def]  # numba finds the types
    """Evaluate a rational form, coefficients from the constant up, in the order of the plain twin."""
    above, below = polynomials
    top, bottom = above[7], below[7]
    for j in (6, 5, 4, 3, 2, 1, 0):
        top = top * x + above[j]
        bottom = bottom * x + below[j]
    return top / bottom


@stored
def _central(p, z, outer):  # type: ignore[no-untyped-def]  # numba finds the types
    """Fill z by the central form; list those that lie further out. -1 if a value is not inside (0, 1)."""
    inside = True
    for i in range(p.size):
        q = p[i] - 0.5
        z[i] = q * _ratio(0.180625 - q * q, _CENTRAL)
        inside &= (p[i] > 0.0) & (p[i] < 1.0)
    if not inside:
        return -1
    count = 0
    for i in range(p.size):
        outer[count] = i
        count += abs(p[i] - 0.5) > 0.425
    return count


@stored
def _smaller(p, outer, smaller):  # type: ignore[no-untyped-def]  # numba finds the types
    """Gather the probability of the nearer tail."""
    for j in range(outer.size):
        tail = p[outer[j]]
        smaller[j] = min(tail, 1.0 - tail)


@stored
def _tails(p, z, outer, log):  # type: ignore[no-untyped-def]  # numba finds the types
    """Fill z in the tails, given the logarithm of the tail's probability."""
    for j in range(outer.size):
        s = math.sqrt(-log[j])
        value = _ratio(s - 5.0, _TAIL) if s > 5.0 else _ratio(s - 1.6, _MIDDLE)
        z[outer[j]] = math.copysign(value, p[outer[j]] - 0.5)


def lognormal(u: npt.ArrayLike, mean: float, cv: float) -> FloatArray:
    """Draw a lognormal quantity as `sim.chance.laws.lognormal`."""
    spread = math.sqrt(math.log1p(cv * cv))
    if not (mean > 0.0 and cv > 0.0 and spread > 0.0):
        return laws.lognormal(u, mean, cv)
    exponent = normal_inverse(u)
    _line(exponent.reshape(-1), spread, math.log(mean) - spread * spread / 2.0)
    return np.exp(exponent, out=exponent)


@stored
def _line(x, factor, shift):  # type: ignore[no-untyped-def]  # numba finds the types
    for i in range(x.size):
        x[i] = x[i] * factor + shift


def whole_days(x: npt.ArrayLike, u: npt.ArrayLike) -> IntArray:
    """Round to whole days as `sim.chance.laws.whole_days`."""
    days, part = np.asarray(x, dtype=np.float64), np.asarray(u, dtype=np.float64)
    if days.shape != part.shape or not (days.flags.c_contiguous and part.flags.c_contiguous):
        return laws.whole_days(x, u)
    whole = np.empty(days.shape, dtype=np.int64)
    _floor(days.reshape(-1), part.reshape(-1), whole.reshape(-1))
    return whole


@stored
def _floor(x, u, whole):  # type: ignore[no-untyped-def]  # numba finds the types
    for i in range(x.size):
        whole[i] = np.int64(math.floor(min(x[i] + u[i], _LONGEST)))


def poisson_count(u: npt.ArrayLike, mean: npt.ArrayLike) -> IntArray:
    """Draw Poisson counts as `sim.chance.laws.poisson_count`."""
    means = np.asarray(mean, dtype=np.float64)
    if means.size and (means.min() < 0.0 or not means.max() <= laws.LARGEST_POISSON_MEAN):
        return laws.poisson_count(u, mean)
    uniforms, means = np.broadcast_arrays(np.asarray(u, dtype=np.float64), means)
    counts = np.zeros(uniforms.shape, dtype=np.int64)
    flat = means.flatten()
    _poisson(uniforms.flatten(), flat, np.exp(-flat), counts.reshape(-1))
    return counts


@stored
def _poisson(u, means, none, counts):  # type: ignore[no-untyped-def]  # numba finds the types
    """Count up from the probability of none until the uniform is reached."""
    for i in range(u.size):
        mass, mean = none[i], means[i]
        below, count = mass, 0
        while u[i] > below and (mass > 0.0 or count < mean):
            count += 1
            mass *= mean / count
            below += mass
        counts[i] = count


def pick(u: npt.ArrayLike, cumulative: npt.ArrayLike) -> IntArray:
    """Choose indices with given weights as `sim.chance.laws.pick`."""
    edges = np.ascontiguousarray(cumulative, dtype=np.float64)
    if edges.ndim != 1 or edges.size == 0 or not edges[-1] > 0.0:
        return laws.pick(u, cumulative)
    uniforms = np.ascontiguousarray(u, dtype=np.float64)
    last = int(np.searchsorted(edges, edges[-1], side="left"))
    step = edges[-1] / _GUIDE_CELLS
    guide = np.searchsorted(edges, np.arange(_GUIDE_CELLS + 1) * step)
    index = np.empty(uniforms.size, dtype=np.int64)
    _pick(uniforms.reshape(-1), edges, guide, last, index)
    return index.reshape(uniforms.shape)


@stored
def _pick(u, edges, guide, last, index):  # type: ignore[no-untyped-def]  # numba finds the types
    """Look up a start in the guide and go up or down from it."""
    whole = edges[-1]
    factor = _GUIDE_CELLS / whole
    for i in range(u.size):
        x = u[i] * whole
        at = min(guide[min(max(int(x * factor), 0), _GUIDE_CELLS)], last)
        while at > 0 and edges[at - 1] > x:
            at -= 1
        while at < last and edges[at] <= x:
            at += 1
        index[i] = at
