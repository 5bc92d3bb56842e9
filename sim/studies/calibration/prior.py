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


def centre(parameters: Sequence[Parameter]) -> FloatArray:
    """Return the position of the central values."""
    return np.array([each.centre for each in parameters])
