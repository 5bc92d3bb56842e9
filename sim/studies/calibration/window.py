"""The observed points that are fitted to, and the errors that they are taken to have."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.config.calibrate import Episode
from sim.data.observed import Point

FloatArray = NDArray[np.float64]

LEAST_SCALE = 1.0
"""Least size, in the unit of a series, that a share of it is taken of."""


def in_window(points: Iterable[Point], name: str, episode: Episode) -> tuple[Point, ...]:
    """Return the points of an episode that are scored, of its series and within its window.

    Nothing but episode, use, series and dates of the others is looked at: their values are never read.
    """
    return tuple(
        point
        for point in points
        if point.episode == name
        and point.use == "score"
        and point.series in episode.series
        and episode.first <= (point.period_start or point.date)
        and point.date <= episode.last
    )


def observation(points: Sequence[Point]) -> FloatArray:
    """Return the covariance of the errors of observation: a rounded figure lies anywhere within its half-width."""
    return np.diag([(point.precision / math.sqrt(3.0)) ** 2 for point in points])


def discrepancy(points: Sequence[Point], tolerance: Mapping[str, float], together_days: float) -> FloatArray:
    """Return the covariance of what the model may miss with the best of parameters.

    Its standard deviation is half the tolerance, a share of the observed value, or points where that is a share.
    Misses of one series go together over about `together_days`, those of different series do not.
    """
    scale = np.array(
        [
            tolerance[point.series]
            / 2.0
            * (1.0 if point.kind == "share" else max(abs(point.value), LEAST_SCALE))
            for point in points
        ]
    )
    day = np.array([point.date.toordinal() for point in points], dtype=np.float64)
    same = np.array([[one.series == other.series for other in points] for one in points])
    return np.asarray(np.outer(scale, scale) * same * np.exp(-np.abs(day[:, None] - day) / together_days))
