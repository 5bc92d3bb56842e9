"""A quick stand-in for the model, which tells at each position how far off it is there.

Outputs of one series share a process (see `process`). Its own variance is the same everywhere but for the distance to
runs, while a model may be flat in one part of the ranges and steep in another: so it is multiplied by how far the
runs nearby were off when left out, against what was told of them. How near is nearby, and how much all others count, is
what makes the runs left out likeliest, of short lists. Inputs count by their logarithm where a range lies above 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from sim.studies.calibration.process import Process, fit_process

FloatArray = NDArray[np.float64]

REACHES = (0.0625, 0.125, 0.25, 0.5, 1.0, 2.0, 4.0)
"""Distances tried, in those of the process, over which errors of runs tell of each other."""
WORTHS = (0.1, 0.3, 1.0, 3.0)
"""Numbers of runs tried that the mean of all counts for, beside those nearby."""
LEAST_EXCESS = 1e-6
"""Least error of a run that counts, of the variance told of it."""
ROWS_AT_ONCE = 512


@dataclass(frozen=True)
class _Part:
    """Outputs that share a process: columns, it, and how errors nearby tell of the error at a position."""

    columns: NDArray[np.int64]
    process: Process
    reach: float
    worth: float
    excess: FloatArray


@dataclass(frozen=True)
class Emulator:
    """The means of the outputs, and how far off they are.

    Attributes
    ----------
    inputs : positions (runs, parameters) it was fitted to
    ratios : (parameters,), high end of a range over its low end, 1 for a plain scale
    left_out : error (runs, outputs) at each run, fitted to the others, in the unit of the output
    told : standard deviation (runs, outputs) that is told of that error
    """

    inputs: FloatArray
    ratios: FloatArray
    left_out: FloatArray
    told: FloatArray
    parts: tuple[_Part, ...]

    @property
    def variance(self) -> FloatArray:
        """Mean squared error of each output where the run is left out."""
        return np.asarray((self.left_out**2).mean(axis=0))

    @property
    def standard(self) -> FloatArray:
        """Errors (runs, outputs) where the run is left out, over what is told of them."""
        return np.asarray(self.left_out / self.told)

    def within(self, level: float) -> float:
        """Return the share of runs left out that lie within the interval of such a level."""
        return float((np.abs(self.standard) <= norm.ppf((1.0 + level) / 2.0)).mean())

    def mean(self, positions: FloatArray) -> FloatArray:
        """Return outputs (n, outputs) at positions (n, parameters)."""
        return self.predict(positions)[0]

    def predict(self, positions: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return outputs (n, outputs) at positions (n, parameters), and the standard deviation of their error."""
        mean = np.empty((len(positions), self.left_out.shape[1]))
        deviation = np.empty_like(mean)
        for first in range(0, len(positions), ROWS_AT_ONCE):
            some = slice(first, first + ROWS_AT_ONCE)
            inputs = _stretched(positions[some], self.ratios)
            for part in self.parts:
                squares = part.process.squares(inputs)
                mean[some, part.columns], variance = part.process.predict(inputs, squares)
                near = _near(squares, part.reach)
                deviation[some, part.columns] = np.sqrt(variance * _nearby(near, part.excess, part.worth))
        return mean, deviation


def fit(
    inputs: FloatArray, outputs: FloatArray, series: Sequence[str] = (), ratios: FloatArray | None = None
) -> Emulator:
    """Fit to runs.

    Parameters
    ----------
    inputs : positions (runs, parameters)
    outputs : (runs, outputs)
    series : of each output, those of one share a process; all are one if empty
    ratios : (parameters,), high end of each range over its low end, 1 for a plain scale; all plain if None

    Raises
    ------
    ValueError if there are fewer runs than twice the parameters and two, or an output is not a number
    """
    runs, axes = inputs.shape
    if runs < 2 * axes + 2:
        raise ValueError(f"{runs} runs are too few for {axes} parameters: at least {2 * axes + 2}")
    if not np.isfinite(outputs).all():
        raise ValueError("an output of a run is not a number")
    scales = np.ones(axes) if ratios is None else ratios
    stretched = _stretched(inputs, scales)
    names = np.array(series if len(series) else [""] * outputs.shape[1])
    left_out, told = np.empty_like(outputs), np.empty_like(outputs)
    parts = []
    for name in dict.fromkeys(names.tolist()):
        columns = np.flatnonzero(names == name)
        process = fit_process(stretched, outputs[:, columns])
        squares = process.squares(stretched)
        excess = np.maximum(process.left_out**2 / process.told, LEAST_EXCESS)
        tried = [
            (reach, worth, process.told * _nearby(_others(squares, reach), excess, worth))
            for reach, worth in product(REACHES, WORTHS)
        ]
        reach, worth, variance = min(tried, key=lambda each: _surprise(process.left_out, each[2]))
        left_out[:, columns], told[:, columns] = process.left_out, np.sqrt(variance)
        parts.append(_Part(columns, process, reach, worth, excess))
    return Emulator(inputs, scales, left_out, told, tuple(parts))


def _stretched(positions: FloatArray, ratios: FloatArray) -> FloatArray:
    """Return positions on the scale of the logarithm of what stands there, again from 0 to 1."""
    more = np.where(ratios > 1.0, ratios - 1.0, 1.0)
    return np.where(ratios > 1.0, np.log1p(positions * more) / np.log1p(more), positions)


def _near(squares: FloatArray, reach: float) -> FloatArray:
    """Return what each run counts for (n, runs) at squared distances."""
    return np.asarray(np.exp(-squares / (2.0 * reach**2)))


def _others(squares: FloatArray, reach: float) -> FloatArray:
    """Return what each other run counts for (runs, runs)."""
    near = _near(squares, reach)
    np.fill_diagonal(near, 0.0)
    return near


def _nearby(near: FloatArray, excess: FloatArray, worth: float) -> FloatArray:
    """Return the mean of (runs, outputs) nearby, to which the mean of all is added as of `worth` runs."""
    usual = worth * excess.mean(axis=0)
    return np.asarray((usual + near @ excess) / (worth + near.sum(axis=1))[:, None])


def _surprise(error: FloatArray, variance: FloatArray) -> float:
    """Return minus twice the logarithm of the likelihood of errors of such variances, up to a constant."""
    return float((np.log(variance) + error**2 / variance).sum())
