"""Designs that cover the ranges of parameters, and the values that stand at a position of them.

A position is a share from 0 (low end of the range) to 1 (high end), an axis a parameter. The prior is uniform.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from sim.config.calibrate import Parameter

FloatArray = NDArray[np.float64]

WIDEST = 10.0
"""Greatest ratio of the ends of a range that is told of: beyond it the low end is near enough to 0."""


def paths_of(parameters: Sequence[Parameter]) -> tuple[str, ...]:
    """Return the dotted keys that are set, in order."""
    return tuple(setting.path for parameter in parameters for setting in parameter.settings)


def values_at(parameters: Sequence[Parameter], position: FloatArray) -> dict[str, float]:
    """Return the value of each dotted key at a position (parameters,)."""
    return {
        setting.path: setting.at(float(share))
        for parameter, share in zip(parameters, position, strict=True)
        for setting in parameter.settings
    }


def design(points: int, axes: int, seed: int) -> FloatArray:
    """Return positions (points, axes) of a scrambled Sobol sequence; even where `points` is a power of two."""
    engine = qmc.Sobol(axes, scramble=True, seed=seed)
    whole = 1 << max(points - 1, 0).bit_length()
    return np.asarray(engine.random(whole)[:points], dtype=np.float64)


def ratios(parameters: Sequence[Parameter]) -> FloatArray:
    """Return high over low end of each range by its first setting; 1 where that does not lie above 0."""
    firsts = [each.settings[0] for each in parameters]
    return np.array([min(each.high / each.low, WIDEST) if each.low > 0.0 else 1.0 for each in firsts])


def centre(parameters: Sequence[Parameter]) -> FloatArray:
    """Return the position of the central values."""
    return np.array([each.centre for each in parameters])
