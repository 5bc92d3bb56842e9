"""A Gaussian process on a linear trend, for outputs that change in the same directions of the inputs.

Two positions are as far apart as the squares of their differences, each over a length of its own, and of their
difference along one direction, say: the square root of (dx/lx)^2 + (dy/ly)^2 + (a dx + b dy)^2. A queue is one reason
for such a direction: it hangs on the product of staff and pace, hardly on either alone. Lengths, direction and noise
are the likeliest for all outputs together (restricted likelihood, Matern 5/2); few of them are found from many runs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

FloatArray = NDArray[np.float64]

LENGTHS, NOISES, SLOPE = (0.05, 30.0), (1e-3, 3.0), 20.0
"""Bounds of lengths (ranges of an input), of the noise (variances of the process) and of the direction."""
USUAL_LENGTH, LENGTH_VARIES, SLOPE_VARIES = 1.5, 1.5, 3.0
"""What is held likely before: log lengths normal about the first with the second, slopes about 0 with the third."""
FIRST_NOISE, FIRST_SLOPE = 0.01, 2.0
STEPS = 80
"""Steps at most of the search."""
LEAST_SQUARES = 1e-12
"""Least sum of squares of an output about its trend, of its variance: one that the trend tells exactly has none."""


@dataclass(frozen=True)
class Process:
    """A process fitted to runs.

    Attributes
    ----------
    inputs : positions (runs, axes) it was fitted to
    lengths, direction : (axes,)
    noise : variance of the noise, of the process
    shift, scale, variance : (outputs,), mean and spread of the runs, and variance of the process over that spread
    trend, weights : (1 + axes, outputs) and (runs, outputs)
    inverse, of_terms, unsure : of the covariance of the runs, that times their terms, covariance of the trend
    left_out, told : (runs, outputs), error where a run is left out, and the variance that is told of it there
    """

    inputs: FloatArray
    lengths: FloatArray
    direction: FloatArray
    noise: float
    shift: FloatArray
    scale: FloatArray
    variance: FloatArray
    trend: FloatArray
    weights: FloatArray
    inverse: FloatArray
    of_terms: FloatArray
    unsure: FloatArray
    left_out: FloatArray
    told: FloatArray

    def squares(self, positions: FloatArray) -> FloatArray:
        """Return squared distances (n, runs) from positions (n, axes)."""
        away = positions[:, None, :] - self.inputs[None, :, :]
        return np.asarray(((away / self.lengths) ** 2).sum(axis=2) + (away @ self.direction) ** 2)

    def predict(self, positions: FloatArray, squares: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return mean and variance (n, outputs) at positions with their squared distances."""
        near, terms = _alike(squares)[0], _terms(positions)
        mean = (terms @ self.trend + near @ self.weights) * self.scale + self.shift
        beyond = terms - near @ self.of_terms
        share = 1.0 + self.noise - ((near @ self.inverse) * near).sum(axis=1)
        share = share + ((beyond @ self.unsure) * beyond).sum(axis=1)
        return mean, np.outer(np.maximum(share, self.noise), self.variance * self.scale**2)


def fit_process(inputs: FloatArray, outputs: FloatArray) -> Process:
    """Fit to runs: inputs (runs, axes), outputs (runs, outputs)."""
    axes = inputs.shape[1]
    shift, spread = outputs.mean(axis=0), outputs.std(axis=0)
    scale = np.where(spread > 0.0, spread, 1.0)
    plain, terms = (outputs - shift) / scale, _terms(inputs)
    away = np.moveaxis(inputs[:, None, :] - inputs[None, :, :], 2, 0)
    slopes = np.linalg.lstsq(terms, plain, rcond=None)[0][1:]
    steepest = np.linalg.svd(slopes)[0][:, 0] * FIRST_SLOPE
    first = np.concatenate([np.full(axes, np.log(USUAL_LENGTH)), [np.log(FIRST_NOISE)], steepest])
    bounds = [tuple(np.log(LENGTHS))] * axes + [tuple(np.log(NOISES))] + [(-SLOPE, SLOPE)] * axes
    found = minimize(
        _unlikely, first, (away, terms, plain), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": STEPS}
    ).x
    lengths, noise, direction = np.exp(found[:axes]), float(np.exp(found[axes])), found[axes + 1 :]
    alike = _alike(_squares(away, lengths, direction)[0])[0]
    inverse, of_terms, unsure, rest = _solved(alike, noise, terms)
    weights = rest @ plain
    variance = _variance(plain, weights, terms)
    alone = np.diag(rest)[:, None]
    return Process(
        inputs,
        lengths,
        direction,
        noise,
        shift,
        scale,
        variance,
        unsure @ of_terms.T @ plain,
        weights,
        inverse,
        of_terms,
        unsure,
        weights / alone * scale,
        variance / alone * scale**2,
    )


def _unlikely(at: FloatArray, away: FloatArray, terms: FloatArray, plain: FloatArray) -> tuple[float, FloatArray]:
    """Return how unlikely the runs are, as minus the logarithm, and its slopes.

    Parameters
    ----------
    at : logarithms of lengths and noise, and the direction
    away : differences (axes, runs, runs)
    """
    axes, runs, outputs = len(away), *plain.shape
    lengths, noise, direction = np.exp(at[:axes]), float(np.exp(at[axes])), at[axes + 1 :]
    squares, along = _squares(away, lengths, direction)
    alike, falls = _alike(squares)
    inverse, _, unsure, rest = _solved(alike, noise, terms)
    weights = rest @ plain
    variance = _variance(plain, weights, terms)
    sizes = np.linalg.slogdet(unsure)[1] + np.linalg.slogdet(inverse)[1]
    value = 0.5 * ((runs - terms.shape[1]) * np.log(variance).sum() - outputs * sizes)
    by_covariance = 0.5 * (outputs * rest - (weights / variance) @ weights.T)
    by_square = by_covariance * falls
    of_lengths = -2.0 * np.einsum("ij,kij->k", by_square, away**2) / lengths**2
    of_direction = 2.0 * np.einsum("ij,kij->k", by_square * along, away)
    usual = (at[:axes] - np.log(USUAL_LENGTH)) / LENGTH_VARIES
    slope = direction / SLOPE_VARIES
    value += 0.5 * float((usual**2).sum() + (slope**2).sum())
    of_noise = noise * np.trace(by_covariance)
    return value, np.concatenate([of_lengths + usual / LENGTH_VARIES, [of_noise], of_direction + slope / SLOPE_VARIES])


def _squares(away: FloatArray, lengths: FloatArray, direction: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return squared distances and differences along the direction, of differences (axes, runs, runs)."""
    along = np.tensordot(direction, away, 1)
    return np.tensordot(1.0 / lengths**2, away**2, 1) + along**2, along


def _alike(squares: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the Matern 5/2 correlation at squared distances, and how it falls with them."""
    far = np.sqrt(5.0 * squares)
    fading = np.exp(-far)
    return (1.0 + far + far**2 / 3.0) * fading, -5.0 / 6.0 * (1.0 + far) * fading


def _variance(plain: FloatArray, weights: FloatArray, terms: FloatArray) -> FloatArray:
    """Return the likeliest variance (outputs,) of the process."""
    squares = np.maximum((plain * weights).sum(axis=0), 0.0) + LEAST_SQUARES
    return np.asarray(squares / (len(terms) - terms.shape[1]))


def _terms(positions: FloatArray) -> FloatArray:
    """Return the terms of the trend: one, and each input."""
    return np.column_stack([np.ones(len(positions)), positions - 0.5])


def _solved(
    alike: FloatArray, noise: float, terms: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return the inverse of the covariance, that times terms, covariance of the trend, and the inverse less that."""
    inverse = np.asarray(np.linalg.inv(alike + noise * np.eye(len(alike))))
    of_terms = inverse @ terms
    unsure = np.asarray(np.linalg.inv(terms.T @ of_terms))
    return inverse, of_terms, unsure, np.asarray(inverse - of_terms @ unsure @ of_terms.T)
