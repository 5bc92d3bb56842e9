"""Waits of those who are there on the first day: what is left of a law after part of it is over.

A household that has already waited is not given a fresh wait, but one drawn from the law on condition that it
has lasted this long.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.chance.laws import Law, draw

FloatArray = npt.NDArray[np.float64]

_HALVINGS = 50  # leaves the uniform within 2**-50, and strictly inside (0, 1)


def survival(law: Law, days: npt.ArrayLike) -> FloatArray:
    """Share of a law that lasts longer than `days`, by bisection on its inverse; same shape as `days`."""
    values, where = np.unique(np.asarray(days, dtype=np.float64), return_inverse=True)
    low, high = np.zeros(values.size), np.ones(values.size)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        longer = draw(law, middle) > values
        high = np.where(longer, middle, high)
        low = np.where(longer, low, middle)
    share: FloatArray = (1.0 - low)[where].reshape(np.shape(days))
    return share


def residual_days(law: Law, u: FloatArray, elapsed_days: FloatArray) -> FloatArray:
    """Draw the days still to come of a law of which `elapsed_days` are over; float64[n], never negative.

    A law that cannot have lasted that long (a fixed one, say) has nothing left.
    """
    passed = 1.0 - survival(law, elapsed_days)
    whole = draw(law, np.minimum(passed + (1.0 - passed) * u, 1.0 - 2.0**-_HALVINGS))
    return np.maximum(whole - elapsed_days, 0.0)
