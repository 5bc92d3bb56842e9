"""Chance and uncertain inputs apart: outer draws of the inputs, inner replications of each.

The variance of a figure is E[Var(Y | inputs)] + Var(E[Y | inputs]): what chance does within one set of inputs,
and what not knowing the inputs does. The second is not the variance of the means of the outer draws, which
holds a share of the first in it; the estimator of the one-way analysis of variance takes that share out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from sim.chance.draws import Chance
from sim.statistics import CONFIDENCE

Floats = NDArray[np.float64]
RESAMPLES = 2000
OUTER, INNER = 100, 5
"""Outer draws, and inner replications of each, from which on the split is told without a warning."""


@dataclass(frozen=True)
class Split:
    """Where the variance of a figure comes from.

    Attributes
    ----------
    outer, runs : draws of the inputs, and runs in all
    mean, half_width : of the figure over inputs and chance, t interval with outer - 1 degrees of freedom: more
        replications of the same inputs do not make it shrink to nothing
    chance : E[Var(Y | inputs)]
    inputs : Var(E[Y | inputs]), 0 where the means differ no more than chance makes them
    share_inputs : inputs / (chance + inputs), None where nothing varies
    low, high : bootstrap interval of that share, None where nothing varies
    warning : why the split is rough, empty if it is not
    """

    outer: int
    runs: int
    mean: float
    half_width: float
    chance: float
    inputs: float
    share_inputs: float | None
    low: float | None
    high: float | None
    warning: str

    @property
    def total(self) -> float:
        """Variance of the figure over inputs and chance."""
        return self.chance + self.inputs


def split(
    frame: pd.DataFrame, seed: int = 1, confidence: float = CONFIDENCE, resamples: int = RESAMPLES
) -> Split:
    """Split the variance of `value` over `outer` draws of the inputs and `inner` replications.

    Parameters
    ----------
    frame : outer, inner, value: a row a run; the draws may have different numbers of replications
    seed : of the resampling of outer draws, which are drawn whole, with all their replications

    Raises
    ------
    ValueError : if a column is missing, a run is there twice, a value is not finite, there are fewer than two
        outer draws, or none of them has two replications
    """
    missing = {"outer", "inner", "value"} - set(frame.columns)
    if missing:
        raise ValueError(f"no column {', '.join(sorted(missing))}: a row holds outer, inner and value")
    if frame.duplicated(["outer", "inner"]).any():
        raise ValueError("a run is there twice: outer and inner together name one run")
    values = frame["value"].to_numpy(dtype=np.float64)
    if not np.isfinite(values).all():
        raise ValueError("a value is not finite")
    draws = np.unique(frame["outer"].to_numpy(), return_inverse=True)[1]
    outer = int(draws.max(initial=-1)) + 1
    if outer < 2 or len(values) <= outer:
        raise ValueError(
            f"{outer} outer draws and {len(values)} runs: it takes two draws, and two replications of one of them"
        )
    count = np.bincount(draws).astype(np.float64)
    middle = values.mean()  # taken out first, so that sums of squares stay exact
    sums = np.bincount(draws, values - middle).astype(np.float64)
    squares = np.bincount(draws, (values - middle - (sums / count)[draws]) ** 2).astype(np.float64)
    chance, inputs = (float(part) for part in _components(count, sums, squares))
    share = low = high = None
    if chance + inputs > 0.0:
        share = inputs / (chance + inputs)
        tail = 0.5 - confidence / 2.0
        again = _resampled(count, sums, squares, seed, resamples)
        low, high = (float(end) for end in np.nanquantile(again, [tail, 1.0 - tail]))
    means = middle + sums / count
    factor = float(special.stdtrit(outer - 1, 0.5 + confidence / 2.0))
    return Split(
        outer=outer,
        runs=len(values),
        mean=float(means.mean()),
        half_width=factor * float(means.std(ddof=1)) / math.sqrt(outer),
        chance=chance,
        inputs=inputs,
        share_inputs=share,
        low=low,
        high=high,
        warning=_warning(outer, int(count.min())),
    )


def _components(count: Floats, sums: Floats, squares: Floats, spread: float = 1.0) -> tuple[Floats, Floats]:
    """Return (within, between) variance by the analysis of variance; draws lie along the last axis.

    between = (spread * mean square between - mean square within) / n0 with n0 = (N - sum n_i^2 / N) / (K - 1),
    not below 0.
    """
    outer = count.shape[-1]
    runs = count.sum(axis=-1)
    within = squares.sum(axis=-1) / np.maximum(runs - outer, 1.0)
    grand = sums.sum(axis=-1) / runs
    between = (count * (sums / count - grand[..., None]) ** 2).sum(axis=-1) / (outer - 1)
    each = (runs - (count * count).sum(axis=-1) / runs) / (outer - 1)
    return within, np.maximum((spread * between - within) / each, 0.0)


def _resampled(count: Floats, sums: Floats, squares: Floats, seed: int, resamples: int) -> Floats:
    """Return the share of the inputs in resamples of whole outer draws."""
    outer = len(count)
    index = np.arange(resamples * outer, dtype=np.int64)
    uniform = Chance(seed, 0).uniform("study_resample", index // outer, index % outer)
    drawn = (uniform * outer).astype(np.int64).reshape(resamples, outer)
    # draws taken with repetition differ less from each other, by one part in K
    chance, inputs = _components(count[drawn], sums[drawn], squares[drawn], outer / (outer - 1))
    total = chance + inputs
    shares: Floats = np.divide(inputs, total, out=np.full_like(total, np.nan), where=total > 0.0)
    return shares


def _warning(outer: int, least: int) -> str:
    if outer >= OUTER and least >= INNER:
        return ""
    return f"{outer} outer draws with {least} replications or more: take at least {OUTER} and {INNER}"
