"""Parameters with their ranges, and the designs that cover them.

A position is a share from 0 (low end of the range) to 1 (high end), an axis a parameter. The prior is uniform.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Setting:
    """One value of the configuration that a parameter sets.

    Attributes
    ----------
    path : dotted key, as in an override
    low, value, high : range and central value, in `unit`
    whole : whether only whole numbers fit
    fact : key of the fact that the range is taken from, empty if it was given
    kind : estimated or assumed, of the fact; given if it was given
    """

    path: str
    low: float
    value: float
    high: float
    unit: str
    whole: bool
    fact: str
    kind: str

    def at(self, position: float) -> float:
        """Return the value at a position of the range."""
        found = self.low + position * (self.high - self.low)
        return float(math.floor(found + 0.5)) if self.whole else found


@dataclass(frozen=True)
class Parameter:
    """What is calibrated: one position that moves one or several settings together."""

    name: str
    says: str
    settings: tuple[Setting, ...]

    @property
    def centre(self) -> float:
        """Position of the central value of the first setting."""
        first = self.settings[0]
        return (first.value - first.low) / (first.high - first.low)


def paths_of(parameters: Sequence[Parameter]) -> tuple[str, ...]:
    """Return the dotted keys that are set, in order."""
    return tuple(setting.path for parameter in parameters for setting in parameter.settings)


def values_at(parameters: Sequence[Parameter], positions: FloatArray) -> list[dict[str, float]]:
    """Return, for each row of positions (n, parameters), the value of each dotted key."""
    return [
        {
            setting.path: setting.at(float(position))
            for parameter, position in zip(parameters, row, strict=True)
            for setting in parameter.settings
        }
        for row in positions
    ]


def design(points: int, axes: int, seed: int) -> FloatArray:
    """Return positions (points, axes) of a scrambled Sobol sequence; `points` should be a power of two."""
    return np.asarray(qmc.Sobol(axes, scramble=True, seed=seed).random(points), dtype=np.float64)
