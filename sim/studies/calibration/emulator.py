"""A quick stand-in for the model: quadratic trend and a Gaussian process on what is left, one for each output.

Length and noise of the process are those of a short list with the least error where each run is left out in turn;
the list holds the trend alone as well. That error is exact: no fit is done anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

LENGTHS = (0.35, 0.7, 1.4, 2.8)
"""Lengths of the process tried, ranges of a parameter."""
NOISES = (1e-3, 1e-2, 1e-1, 1.0)
"""Variances of the noise tried, of the process."""
RUNS_A_TERM = 1.5
"""Runs for each term of the trend, below which its products of two parameters are left out."""
ROWS_AT_ONCE = 4096


@dataclass(frozen=True)
class _Part:
    """Outputs that share a length (0: the trend alone): columns, terms and weights."""

    columns: NDArray[np.int64]
    length: float
    trend: FloatArray
    weights: FloatArray


@dataclass(frozen=True)
class Emulator:
    """The means of the outputs, and how far off they are.

    Attributes
    ----------
    inputs : positions (runs, parameters) it was fitted to
    left_out : error (runs, outputs) at each run, fitted to the others, in the unit of the output
    full : whether the trend has squares and products
    """

    inputs: FloatArray
    left_out: FloatArray
    full: bool
    parts: tuple[_Part, ...]

    @property
    def variance(self) -> FloatArray:
        """Mean squared error of each output where the run is left out."""
        return np.asarray((self.left_out**2).mean(axis=0))

    def mean(self, positions: FloatArray) -> FloatArray:
        """Return outputs (n, outputs) at positions (n, parameters)."""
        found = np.empty((len(positions), self.left_out.shape[1]))
        for first in range(0, len(positions), ROWS_AT_ONCE):
            some = slice(first, first + ROWS_AT_ONCE)
            terms = _terms(positions[some], self.full)
            squares = _squares(positions[some], self.inputs)
            for part in self.parts:
                values = terms @ part.trend
                if part.length:
                    values = values + np.exp(-squares / (2.0 * part.length**2)) @ part.weights
                found[some, part.columns] = values
        return found


def fit(inputs: FloatArray, outputs: FloatArray) -> Emulator:
    """Fit to runs.

    Parameters
    ----------
    inputs : positions (runs, parameters)
    outputs : (runs, outputs)

    Raises
    ------
    ValueError if there are fewer runs than twice the parameters and two, or an output is not a number
    """
    runs, axes = inputs.shape
    if runs < 2 * axes + 2:
        raise ValueError(f"{runs} runs are too few for {axes} parameters: at least {2 * axes + 2}")
    if not np.isfinite(outputs).all():
        raise ValueError("an output of a run is not a number")
    full = runs >= RUNS_A_TERM * (1 + axes + axes * (axes + 1) // 2)
    terms = _terms(inputs, full)
    squares = _squares(inputs, inputs)
    scale = outputs.std(axis=0)
    scale = np.where(scale > 0.0, scale, 1.0)
    shift = outputs.mean(axis=0)
    plain = (outputs - shift) / scale
    least = np.full(outputs.shape[1], np.inf)
    chosen: list[tuple[float, FloatArray, FloatArray]] = [(0.0, terms, terms)] * outputs.shape[1]
    errors = np.zeros_like(outputs)
    for length, covariance in _choices(squares, runs):
        inverse = np.linalg.inv(covariance)
        of_terms = np.linalg.solve(terms.T @ inverse @ terms, terms.T @ inverse)
        rest = inverse - inverse @ terms @ of_terms
        left = (rest @ plain) / np.diag(rest)[:, None]
        error = (left**2).mean(axis=0)
        better = np.flatnonzero(error < least)
        least[better], errors[:, better] = error[better], left[:, better]
        for column in better:
            chosen[column] = (length, of_terms @ plain[:, [column]], rest @ plain[:, [column]])
    parts = []
    for length in sorted({each[0] for each in chosen}):
        columns = np.array([column for column, each in enumerate(chosen) if each[0] == length], dtype=np.int64)
        trend = np.hstack([chosen[column][1] for column in columns]) * scale[columns]
        trend[0] += shift[columns]
        weights = np.hstack([chosen[column][2] for column in columns]) * scale[columns]
        parts.append(_Part(columns, length, trend, weights))
    return Emulator(inputs, errors * scale, full, tuple(parts))


def _choices(squares: FloatArray, runs: int) -> Iterator[tuple[float, FloatArray]]:
    """Give length and covariance of the runs for all that is tried; length 0 is the trend alone."""
    yield 0.0, np.eye(runs)
    for length in LENGTHS:
        for noise in NOISES:
            yield length, np.exp(-squares / (2.0 * length**2)) + noise * np.eye(runs)


def _terms(positions: FloatArray, full: bool) -> FloatArray:
    """Return the terms of the trend: one, each parameter, and with `full` every product of two."""
    centred = positions - 0.5
    columns = [np.ones((len(positions), 1)), centred]
    if full:
        first, second = np.triu_indices(positions.shape[1])
        columns.append(centred[:, first] * centred[:, second])
    return np.hstack(columns)


def _squares(one: FloatArray, other: FloatArray) -> FloatArray:
    """Return the squared distances (rows of one, rows of other)."""
    whole = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1)[None, :] - 2.0 * one @ other.T
    return np.asarray(np.maximum(whole, 0.0))
