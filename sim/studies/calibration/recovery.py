"""Recovery: how often the intervals cover the truth where the truth is known.

Synthetic worlds are runs at positions drawn from the prior, each with luck of its own, plus the errors of
observation and discrepancy that the match assumes. No fit to real data is believed before this has passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, binom, kstest

from sim.studies.calibration.emulator import Emulator
from sim.studies.calibration.match import Posterior, match

FloatArray = NDArray[np.float64]

LEVEL = 0.9
BAND = (0.80, 0.97)
"""Share of cases, one a parameter and world, in which intervals of LEVEL may cover the truth."""
LEAST_CASES = 100
NARROWED = 0.7
"""Width of an interval over that of the prior, above which the data say little about a parameter."""
CHANCE = 0.005
"""Chance below which too few hits of one parameter are no chance."""
INTERVAL = 0.95


@dataclass(frozen=True)
class Recovery:
    """How often the truth lay within its interval.

    Attributes
    ----------
    covered : (worlds, parameters)
    widths : (worlds, parameters), of the interval over that of the prior; NaN where nothing was left
    ranks : (worlds, parameters), share of the draws below the truth; NaN where nothing was left
    empty : worlds in which nothing was left, counted as not covered
    """

    covered: NDArray[np.bool_]
    widths: FloatArray
    ranks: FloatArray
    empty: int

    @property
    def cases(self) -> int:
        """Parameters times worlds."""
        return int(self.covered.size)

    @property
    def share(self) -> float:
        """Share of cases covered."""
        return float(self.covered.mean()) if self.cases else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of that share (Clopper-Pearson), as if cases were independent."""
        hits, rest = int(self.covered.sum()), self.cases - int(self.covered.sum())
        tail = (1.0 - INTERVAL) / 2.0
        low = float(beta.ppf(tail, hits, rest + 1)) if hits else 0.0
        high = float(beta.ppf(1.0 - tail, hits + 1, rest)) if rest else 1.0
        return low, high

    @property
    def narrowed(self) -> NDArray[np.bool_]:
        """By parameter whether the worlds say something of it: the others are covered whatever is done."""
        told = np.isfinite(self.widths)
        total = np.where(told, self.widths, 0.0).sum(axis=0)
        return np.asarray(total <= NARROWED * np.maximum(told.sum(axis=0), 1))

    @property
    def uniform(self) -> FloatArray:
        """Chance by parameter of ranks so far from uniform (Kolmogorov and Smirnov); 0 where there are none."""
        columns = [column[np.isfinite(column)] for column in self.ranks.T]
        return np.array([float(kstest(column, "uniform").pvalue) if column.size else 0.0 for column in columns])

    def why_not(self, names: Sequence[str]) -> str:
        """Say why this is not enough to fit real data, the parameters by their names; empty if it is."""
        if self.cases < LEAST_CASES:
            return f"recovery has {self.cases} cases (parameters times worlds), at least {LEAST_CASES} are needed"
        if not BAND[0] <= self.share <= BAND[1]:
            return (
                f"in synthetic worlds the {LEVEL:.0%} intervals cover {self.share:.1%} of {self.cases} cases, "
                f"not {BAND[0]:.0%} to {BAND[1]:.0%}"
            )
        learnt = self.covered[:, self.narrowed]
        if learnt.size and learnt.mean() < BAND[0]:
            return (
                f"in synthetic worlds the {LEVEL:.0%} intervals of parameters that the points say something of cover "
                f"{learnt.mean():.1%} of {learnt.size} cases, not {BAND[0]:.0%} or more"
            )
        worlds, hits = len(self.covered), self.covered.sum(axis=0)
        worst = int(hits.argmin())
        if binom.cdf(hits[worst], worlds, LEVEL) < CHANCE:
            return (
                f"in synthetic worlds the {LEVEL:.0%} intervals of {names[worst]} cover it {hits[worst]} times "
                f"of {worlds}, less than chance allows"
            )
        return ""


def recover(
    emulator: Emulator,
    truths: FloatArray,
    outputs: FloatArray,
    covariance: FloatArray,
    errors: FloatArray,
    *,
    cutoff: float,
    sample: int,
    seed: int,
) -> Recovery:
    """Fit every synthetic world and count.

    Parameters
    ----------
    truths : positions (worlds, parameters)
    outputs : (worlds, outputs), of runs at the truths
    covariance : of all errors but those of the emulator, as `match` takes it
    errors : covariance (outputs, outputs) of observation and discrepancy, which are drawn and put on the outputs
    """
    generator = np.random.default_rng(seed)
    root = np.linalg.cholesky(errors)
    covered = np.zeros(truths.shape, dtype=np.bool_)
    widths, ranks = np.full(truths.shape, np.nan), np.full(truths.shape, np.nan)
    empty = 0
    for world, (truth, output) in enumerate(zip(truths, outputs, strict=True)):
        observed = output + root @ generator.standard_normal(len(output))
        found = match(
            emulator, observed, covariance, cutoff=cutoff, sample=sample, draws=sample, seed=seed + world + 1
        )
        if not isinstance(found, Posterior):
            empty += 1
            continue
        low, high = np.quantile(found.draws[1:], ((1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0), axis=0)
        covered[world] = (low <= truth) & (truth <= high)
        widths[world] = (high - low) / LEVEL
        ranks[world] = (found.draws[1:] < truth).mean(axis=0)
    return Recovery(covered, widths, ranks, empty)
