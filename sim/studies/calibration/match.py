"""History matching: what is implausible, what is left, and a sample of it.

A position is implausible if any observed point lies more than `cutoff` standard deviations from the emulator:
I = |mean - observed| / sqrt(V_emulator + V_luck + V_observation + V_discrepancy). The more points, the larger the
largest of their errors is by chance alone: so the cutoff follows from the chance at which the truth may be ruled out
(`largest`), not from three sigma, which is for one point. What is left is sampled from the
uniform prior with the weights of the normal law, exp(-chi2/2)/sqrt(det), over the whole covariance there, as errors of
neighbouring dates go together and the emulator is less sure in one part of the ranges than in another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import multivariate_t

from sim.studies.calibration.emulator import Emulator
from sim.studies.calibration.prior import design

FloatArray = NDArray[np.float64]

ROUNDS = 24
"""Times at most that the sample is drawn; each but the first from about where the last found weight."""
GOAL = 0.1
"""Effective share of a round's sample below which the data are let in more slowly."""
FREEDOM = 5.0
"""Degrees of freedom of the law that is drawn from: with wider tails than the normal."""
WIDER = 1.3
"""Factor by which its covariance exceeds that of the last sample."""
EVERYWHERE = 0.1
"""Share of each later sample that is drawn from the prior."""
WALL = 50.0
"""Energy for each standard deviation above the cutoff, so that the sample finds its way to what is left."""
SMALLEST = 1e-8
"""Least variance of the law along an axis."""
HALVINGS = 40
ERRORS = 100_000
"""Draws of all errors together, by which the cutoff is known to two decimals."""
ROWS_AT_ONCE = 512


@dataclass(frozen=True)
class Posterior:
    """A sample of what is left.

    Attributes
    ----------
    draws : positions (n, parameters), the best first
    chi2 : (n,), of each draw
    best : implausibility (outputs,) of the best draw
    effective : effective number of different draws behind the sample
    kept : share of the prior that is not implausible
    """

    draws: FloatArray
    chi2: FloatArray
    best: FloatArray
    effective: float
    kept: float


@dataclass(frozen=True)
class Rejected:
    """Nothing is left: the model cannot agree with all points at once, wherever in its ranges.

    Attributes
    ----------
    nearest : position whose largest implausibility is the least
    implausibility : (outputs,), there
    least : (outputs,), least implausibility of each point by itself over all positions
    """

    nearest: FloatArray
    implausibility: FloatArray
    least: FloatArray


def implausibility(mean: FloatArray, observed: FloatArray, variance: FloatArray) -> FloatArray:
    """Return |mean - observed| / sqrt(variance), (n, outputs)."""
    return np.asarray(np.abs(mean - observed) / np.sqrt(variance))


def shrunk(samples: FloatArray) -> FloatArray:
    """Return a covariance (outputs, outputs) of errors (n, outputs) about 0 that can be inverted.

    Correlations are drawn towards 0 by the share that makes the expected squared error least (Schaefer and
    Strimmer); variances are left as they are.
    """
    n = len(samples)
    variance = (samples**2).mean(axis=0)
    scale = np.sqrt(np.where(variance > 0.0, variance, 1.0))
    plain = samples / scale
    products = plain[:, :, None] * plain[:, None, :]
    correlation = products.mean(axis=0)
    off = ~np.eye(len(scale), dtype=bool)
    noise = products.var(axis=0)[off].sum() / max(n - 1, 1)
    signal = (correlation[off] ** 2).sum()
    share = min(1.0, noise / signal) if signal > 0.0 else 1.0
    correlation = np.where(off, correlation * (1.0 - share), 1.0)
    return np.asarray(correlation * np.sqrt(np.outer(variance, variance)))


def correlation(emulator: Emulator) -> FloatArray:
    """Return the correlation (outputs, outputs) of the errors of an emulator, by its runs left out."""
    found = shrunk(emulator.standard)
    size = np.sqrt(np.diag(found))
    return np.asarray(found / np.outer(size, size))


def largest(emulator: Emulator, covariance: FloatArray, chance: float, seed: int) -> float:
    """Return the implausibility that the worst of all points exceeds by chance alone, at the true position.

    Parameters
    ----------
    covariance : (outputs, outputs), of all errors but those of the emulator, whose own count as on the mean of its runs
    chance : of exceeding it, of all errors together normal as they are told to be
    """
    deviation = np.sqrt((emulator.told**2).mean(axis=0))
    whole = np.outer(deviation, deviation) * correlation(emulator) + covariance
    size = np.sqrt(np.diag(whole))
    root = np.linalg.cholesky(whole / np.outer(size, size))
    drawn = np.random.default_rng(seed).standard_normal((ERRORS, len(size)))
    return float(np.quantile(np.abs(drawn @ root.T).max(axis=1), 1.0 - chance))


def misfit(
    difference: FloatArray, deviation: FloatArray, together: FloatArray, covariance: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return chi2 (n,) of differences, and the logarithm of the determinant of the covariance they have.

    Parameters
    ----------
    difference : (n, outputs), emulator less observed
    deviation : (n, outputs), standard deviation of the error of the emulator
    together : (outputs, outputs), correlation of these errors
    covariance : (outputs, outputs), of all other errors
    """
    chi2, size = np.empty(len(difference)), np.empty(len(difference))
    for first in range(0, len(difference), ROWS_AT_ONCE):
        some = slice(first, first + ROWS_AT_ONCE)
        whole = deviation[some, :, None] * deviation[some, None, :] * together + covariance
        root = np.linalg.cholesky(whole)
        size[some] = 2.0 * np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
        apart = np.empty_like(difference[some])
        for place in range(difference.shape[1]):
            before = (root[:, place, :place] * apart[:, :place]).sum(axis=1)
            apart[:, place] = (difference[some, place] - before) / root[:, place, place]
        chi2[some] = (apart**2).sum(axis=1)
    return chi2, size


def match(
    emulator: Emulator,
    observed: FloatArray,
    covariance: FloatArray,
    *,
    cutoff: float,
    sample: int,
    draws: int,
    seed: int,
) -> Posterior | Rejected:
    """Find what is not implausible and draw from it.

    Parameters
    ----------
    observed : (outputs,)
    covariance : (outputs, outputs), of all errors but those of the emulator
    cutoff : implausibility above which a position is ruled out
    sample : positions tried in each round, a power of two
    draws : rows of the posterior sample
    """
    axes = emulator.inputs.shape[1]
    generator = np.random.default_rng(seed)
    together = correlation(emulator)
    positions, density = design(sample, axes, seed), np.ones(sample)
    least = np.full(len(observed), np.inf)
    nearest = (np.inf, positions[0], least)
    kept, share = np.nan, 0.0
    for turn in range(ROUNDS):
        mean, deviation = emulator.predict(positions)
        away = implausibility(mean, observed, deviation**2 + np.diag(covariance))
        worst = away.max(axis=1)
        chi2, size = misfit(mean - observed, deviation, together, covariance)
        unlikely = (chi2 + size - size.min()) / 2.0
        least = np.minimum(least, away.min(axis=0))
        lowest = int(worst.argmin())
        if worst[lowest] < nearest[0]:
            nearest = (float(worst[lowest]), positions[lowest], away[lowest])
        left = worst <= cutoff
        if turn == 0:
            kept = float(left.mean())
        weight = np.where(left, _weights(unlikely, density, 1.0), 0.0)
        if _effective(weight) >= GOAL * sample or turn == ROUNDS - 1:
            break
        energy = unlikely + WALL * np.maximum(worst - cutoff, 0.0)
        share = _share(energy, density, GOAL * sample)
        positions, density = _again(positions, _weights(energy, density, share), sample, generator)
    if not left.any() or not weight.any():
        return Rejected(nearest[1], nearest[2], least)
    best = int(np.where(left, unlikely, np.inf).argmin())
    rows = np.concatenate(([best], _resampled(weight, draws - 1, generator)))
    return Posterior(positions[rows], chi2[rows], away[best], _effective(weight), kept)


def _weights(energy: FloatArray, density: FloatArray, share: float) -> FloatArray:
    """Return the weights of a sample, up to a factor, where so much of the energy counts."""
    logarithm = -share * energy - np.log(density)
    return np.asarray(np.exp(logarithm - logarithm.max()))


def _effective(weight: FloatArray) -> float:
    """Return how many equal weights tell as much."""
    total = float(weight.sum())
    return total**2 / float((weight**2).sum()) if total > 0.0 else 0.0


def _share(energy: FloatArray, density: FloatArray, goal: float) -> float:
    """Return how much of the energy can count while the sample stays worth `goal`."""
    if _effective(_weights(energy, density, 1.0)) >= goal:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if _effective(_weights(energy, density, middle)) >= goal else (low, middle)
    return low


def _again(
    positions: FloatArray, weight: FloatArray, sample: int, generator: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Draw about where the weight lies; return positions within the ranges and the density they were drawn from."""
    axes = positions.shape[1]
    weight = weight / weight.sum()
    centre = weight @ positions
    apart = positions - centre
    spread = WIDER * (apart * weight[:, None]).T @ apart + SMALLEST * np.eye(axes)
    law = multivariate_t(centre, spread, df=FREEDOM, seed=generator)
    drawn = np.asarray(law.rvs(4 * sample)).reshape(4 * sample, axes)
    inside = drawn[((drawn >= 0.0) & (drawn <= 1.0)).all(axis=1)]
    narrow = min(sample - round(sample * EVERYWHERE), len(inside))
    every = np.vstack([generator.random((sample - narrow, axes)), inside[:narrow]])
    share = narrow / sample
    within = max(len(inside), 1) / len(drawn)
    return every, 1.0 - share + share * np.atleast_1d(law.pdf(every)) / within


def _resampled(weight: FloatArray, count: int, generator: np.random.Generator) -> NDArray[np.int64]:
    """Return `count` rows, each as often as its weight says, in random order."""
    edges = np.cumsum(weight)
    marks = (np.arange(count) + generator.random()) / max(count, 1) * edges[-1]
    rows = np.searchsorted(edges, marks, side="right").clip(max=len(weight) - 1)
    return np.asarray(generator.permutation(rows))
