"""Inverse of the gamma law, on NumPy alone.

Own code because a library's special functions cost 0.3 to 0.5 s of import in every worker and may change
their last bit between versions.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from sim.chance.normal import normal_inverse

FloatArray = npt.NDArray[np.float64]

_TERMS = 10_000
_PRECISION = 1e-16
_STEPS = 40
_CLOSE = 1e-12
_TINY = 1e-290


def gamma_below(x: FloatArray, shape: float) -> FloatArray:
    """Give P(X <= x) for a gamma law with this shape and scale 1, x >= 0.

    Source: series and continued fraction of the regularised incomplete gamma function, NIST Digital Library
    of Mathematical Functions 8.11.4 and 8.9.2 (the latter by the modified Lentz method).
    """
    result = np.zeros_like(x)
    low = np.flatnonzero((x > 0.0) & (x < shape + 1.0))
    high = np.flatnonzero(x >= shape + 1.0)
    if low.size:
        result[low] = _front(x[low], shape) * _series(x[low], shape)
    if high.size:
        result[high] = 1.0 - _front(x[high], shape) * _fraction(x[high], shape)
    return result


def _front(x: FloatArray, shape: float) -> FloatArray:
    return np.exp(shape * np.log(x) - x - math.lgamma(shape))


def _series(x: FloatArray, shape: float) -> FloatArray:
    term = np.full_like(x, 1.0 / shape)
    total = term.copy()
    for n in range(1, _TERMS):
        term *= x / (shape + n)
        total += term
        if np.all(term <= total * _PRECISION):
            break
    return total


def _fraction(x: FloatArray, shape: float) -> FloatArray:
    b = x + 1.0 - shape
    c = np.full_like(x, 1.0 / _TINY)
    d = 1.0 / b
    h = d.copy()
    for n in range(1, _TERMS):
        a = -n * (n - shape)
        b += 2.0
        d = a * d + b
        d[np.abs(d) < _TINY] = _TINY
        c = b + a / c
        c[np.abs(c) < _TINY] = _TINY
        d = 1.0 / d
        step = c * d
        h *= step
        if np.all(np.abs(step - 1.0) <= 10 * _PRECISION):
            break
    return h


def gamma_inverse(u: FloatArray, shape: float) -> FloatArray:
    """Give the gamma quantiles x with P(X <= x) = u, scale 1, relative error about 1e-11.

    Halley's steps from the usual starts: the cube-root normal law (Wilson & Hilferty 1931) for shape > 1,
    else the leading power of the law below a point and an exponential tail above it.

    Parameters
    ----------
    u
        Uniforms in (0, 1), any shape.
    shape
        Shape parameter > 0; ValueError else.
    """
    if not shape > 0.0:
        message = f"shape must be > 0, got {shape}"
        raise ValueError(message)
    p = u.reshape(-1)
    x = _start(p, shape)
    active = np.arange(p.size)
    for _ in range(_STEPS):
        here = x[active]
        slope = np.exp((shape - 1.0) * np.log(here) - here - math.lgamma(shape))
        newton = (gamma_below(here, shape) - p[active]) / np.maximum(slope, _TINY)
        bend = newton * ((shape - 1.0) / np.maximum(here, _TINY) - 1.0)
        change = newton / (1.0 - 0.5 * np.clip(bend, -1.0, 1.0))
        moved = np.maximum(here - change, 0.5 * here)
        x[active] = moved
        active = active[np.abs(moved - here) > _CLOSE * here]
        if active.size == 0:
            break
    return x.reshape(u.shape)


def _start(p: FloatArray, shape: float) -> FloatArray:
    """Give a first guess at the quantiles, above zero."""
    if shape > 1.0:
        ninth = 1.0 / (9.0 * shape)
        cube = 1.0 - ninth + normal_inverse(p) * math.sqrt(ninth)
        return np.maximum(shape * cube**3, 1e-3 * shape)
    edge = 1.0 - shape * (0.253 + shape * 0.12)
    power = (np.minimum(p, edge) / edge) ** (1.0 / shape)
    tail = 1.0 - np.log(np.minimum((1.0 - p) / (1.0 - edge), 1.0))
    return np.maximum(np.where(p < edge, power, tail), _TINY)
