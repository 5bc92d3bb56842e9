"""How well plans do whatever comes: regret, worst cases, targets met, and how far their order can be relied on.

Losses are arrays of plans x scenarios, lower is better. A scenario is a shock under one row of values of what is
assumed; its loss is the mean of its runs. Rows of values, and their luck, are the same under every shock, so that what
is drawn, and counts as an observation, is the row with all its shocks; with one row alone it is the replication.
Everything here is deterministic: what is drawn has a seed of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.chance.draws import Chance
from sim.statistics import CONFIDENCE, Share, quantile_interval, share_interval
from sim.studies.metrics import metric as known

Floats = NDArray[np.float64]
SEED = 1
"""Of resampling and of halving; our choice."""
RESAMPLES, HALVINGS = 1000, 200
"""How often rows are drawn anew, and how often they are parted into halves; our choice."""
FEWEST = 10
"""Rows from which on an interval by resampling them is told; our choice."""
LEAST_TAU = 0.6
"""Below this the order of plans is said to depend on the criterion (Kendall's tau b)."""
HIGH = 0.9
"""The quantile of regret that is told beside its maximum."""
MEAN, WORST, MAX_REGRET, P90_REGRET, TAIL, MET = "mean", "worst", "max_regret", "p90_regret", "cvar", "share_met"
CRITERIA = (MEAN, WORST, MAX_REGRET, P90_REGRET, TAIL, MET)
"""Laplace's mean, the worst scenario (maximin), largest and P90 regret, mean of the worst share, targets met."""
CENTRAL = "central"
"""Row in which nothing is changed."""
ALL = "all"


@dataclass(frozen=True)
class Design:
    """What was crossed.

    Attributes
    ----------
    plans : in order
    cells : (shock, row) of each scenario, in order
    replications : of each plan in each scenario; plans and shocks share their luck, rows do not
    """

    plans: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]
    replications: int

    @property
    def shocks(self) -> tuple[str, ...]:
        """Each shock once."""
        return tuple(dict.fromkeys(shock for shock, _ in self.cells))

    @property
    def rows(self) -> tuple[str, ...]:
        """Each row once."""
        return tuple(dict.fromkeys(row for _, row in self.cells))

    def whole_rows(self) -> list[list[int]]:
        """Return where the cells of each row stand, of the rows that have every shock: a row less one is no mean."""
        return whole_rows(self.cells)

    def units(self, cube: Floats) -> Floats:
        """Return values of shape (plans, units), means over shocks: of rows, of replications where there is one row.

        What is left out under a shock is left out under all of them.

        Parameters
        ----------
        cube : of shape (plans, scenarios, replications)
        """
        if len(self.rows) == 1:
            by_run: Floats = cube.mean(axis=1)
            return by_run[:, ~np.isnan(by_run).any(axis=0)]
        return row_means(means(cube), self.cells)

    def cube(self, runs: pd.DataFrame, metric: str) -> Floats:
        """Return values of shape (plans, scenarios, replications).

        A run that any plan has no value for is NaN for all: plans are compared in the same runs only.

        Parameters
        ----------
        runs : plan, shock, row, replication, metric, value
        """
        mine = runs[runs["metric"] == metric]
        where = [
            pd.MultiIndex.from_tuples(self.cells).get_indexer(pd.MultiIndex.from_frame(mine[["shock", "row"]])),
            pd.Index(self.plans).get_indexer(pd.Index(mine["plan"])),
        ]
        cube = np.full((len(self.plans), len(self.cells), self.replications), np.nan)
        cube[where[1], where[0], mine["replication"].to_numpy(int)] = mine["value"].to_numpy(float)
        told: Floats = np.where(np.isnan(cube).any(axis=0), np.nan, cube)
        return told


def whole_rows(cells: Sequence[tuple[str, str]]) -> list[list[int]]:
    """Return where the cells (shock, row) of each row stand, of the rows that have every shock among them."""
    places: dict[str, list[int]] = {}
    for place, (_, row) in enumerate(cells):
        places.setdefault(row, []).append(place)
    return [each for each in places.values() if len(each) == len({shock for shock, _ in cells})]


def row_means(values: Floats, cells: Sequence[tuple[str, str]]) -> Floats:
    """Return the mean over shocks of each row that has every shock, of values whose last axis is that of cells."""
    places = np.array(whole_rows(cells), dtype=np.int64).reshape(-1, len({shock for shock, _ in cells}))
    found: Floats = values[..., places].mean(axis=-1)
    return found


def sign_of(metric: str) -> float:
    """Return what makes a loss of a metric: -1 where more is better."""
    return -1.0 if known(metric).better == "higher" else 1.0


def means(cube: Floats) -> Floats:
    """Return the mean over replications, NaN for a scenario without a run."""
    count = (~np.isnan(cube)).sum(axis=-1)
    total = np.nansum(cube, axis=-1)
    found: Floats = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return found


def regret(losses: Floats) -> Floats:
    """Return how much more each plan loses than the best of the same scenario."""
    found: Floats = losses - losses.min(axis=0)
    return found


def tail_mean(losses: Floats, worst: float) -> Floats:
    """Return the mean of the worst share of the last axis, above 0 to 1; the last of them may count in part."""
    ordered = -np.sort(-losses, axis=-1)
    n = losses.shape[-1]
    weights = np.clip(worst * n - np.arange(n), 0.0, 1.0)
    found: Floats = (ordered * weights).sum(axis=-1) / weights.sum()
    return found


def scores(losses: Floats, worst: float) -> dict[str, Floats]:
    """Return a number a plan for each criterion but the targets; lower is better."""
    lost = regret(losses)
    return {
        MEAN: losses.mean(axis=1),
        WORST: losses.max(axis=1),
        MAX_REGRET: lost.max(axis=1),
        P90_REGRET: np.quantile(lost, HIGH, axis=1),
        TAIL: tail_mean(losses, worst),
    }


def tail_interval(
    losses: Floats, cells: Sequence[tuple[str, str]], worst: float, resamples: int = RESAMPLES, seed: int = SEED
) -> Floats | None:
    """Return (low, high) a plan of the tail mean, whole rows being drawn anew, each with all its shocks.

    None where there are fewer than `FEWEST` rows: so few say nothing about others like them.
    """
    places = np.array(whole_rows(cells), dtype=np.int64)
    if len(places) < FEWEST:
        return None
    drawn = places[_drawn(Chance(seed, 0), resamples, len(places))].reshape(resamples, -1)
    again = tail_mean(losses[:, drawn], worst)
    tail = 0.5 - CONFIDENCE / 2.0
    found: Floats = np.quantile(again, [tail, 1.0 - tail], axis=1)
    return found


def _drawn(chance: Chance, times: int, count: int) -> NDArray[np.int64]:
    """Draw `count` of `count`, with repetition, `times` over."""
    index = np.arange(times * count, dtype=np.int64)
    uniform = chance.uniform("study_resample", index // count, index % count)
    found: NDArray[np.int64] = (uniform * count).astype(np.int64).reshape(times, count)
    return found


def share_of(met: Floats, rows: Sequence[str]) -> Share:
    """Return in what share of the runs, of shape (scenarios, replications) and 1 or 0, all targets are met.

    The interval is that of as many observations as there are rows, since the runs of one are much alike; with one row
    alone, of replications. Where none or all are met it is that of the rule of three.

    Parameters
    ----------
    rows : of each scenario
    """
    told: NDArray[np.bool_] = np.asarray(~np.isnan(met))
    hits, runs = int(np.nansum(met)), int(told.sum())
    of_rows = {row for row, known in zip(rows, told, strict=True) if np.any(known)}
    count = len(of_rows) if len(set(rows)) > 1 else int(told.any(axis=0).sum())
    return Share(hits, runs, *share_interval(count * hits / runs, count))


def tau(a: Sequence[float] | Floats, b: Sequence[float] | Floats, alike: tuple[float, float] = (0.0, 0.0)) -> float:
    """Return Kendall's tau b between two scores of the same plans; NaN where one tells no two of them apart.

    Parameters
    ----------
    alike : differences of `a` and of `b` up to which two plans are tied
    """
    signs = []
    for values, least in zip((a, b), alike, strict=True):
        array = np.asarray(values, dtype=float)
        apart = np.subtract.outer(array, array)[np.triu_indices(len(array), 1)]
        signs.append(np.where(np.abs(apart) > least, np.sign(apart), 0.0))
    both = float((signs[0] ** 2).sum() * (signs[1] ** 2).sum())
    return float((signs[0] * signs[1]).sum()) / both**0.5 if both > 0 else float("nan")


def halves(count: int, times: int = HALVINGS, seed: int = SEED) -> Iterator[tuple[Any, Any]]:
    """Part so many rows into two halves at random; of an odd number the first half has one more."""
    index = np.arange(times * count, dtype=np.int64)
    uniform = Chance(seed, 1).uniform("study_resample", index // count, index % count)
    for row in np.argsort(uniform.reshape(times, count), axis=1, kind="stable"):
        middle = (count + 1) // 2
        yield row[:middle], row[middle:]


def best(score: Floats, alike: float) -> tuple[int, ...]:
    """Return the plans whose score is no more than `alike` above the lowest."""
    return tuple(int(place) for place in np.flatnonzero(score <= score.min() + alike))


def targets_met(cubes: Mapping[str, Floats], thresholds: Mapping[str, float]) -> tuple[Floats, dict[str, Floats]]:
    """Return 1 where every target is met, 0 where one is not, NaN where that is not known; and the same of each.

    Parameters
    ----------
    cubes : values by metric
    thresholds : the most that is allowed, or the least where more is better
    """
    each = {}
    for name, limit in thresholds.items():
        loss = cubes[name] * sign_of(name)
        each[name] = np.where(np.isnan(loss), np.nan, (loss <= limit * sign_of(name)).astype(float))
    return np.minimum.reduce(list(each.values())), each


def loss_rows(design: Design, metric: str, losses: Floats, alike: float) -> pd.DataFrame:
    """Return plan, shock, row, metric, value, regret, best: a row a plan and scenario.

    `best` says that a plan is within `alike` of the best of the scenario, so that a tie has several.
    """
    lost = regret(losses)
    frame = pd.DataFrame(
        [(plan, *cell) for plan in design.plans for cell in design.cells], columns=["plan", "shock", "row"]
    )
    return frame.assign(
        metric=metric, value=(losses * sign_of(metric)).ravel(), regret=lost.ravel(), best=(lost <= alike).ravel()
    )


def criteria_rows(
    design: Design, metric: str, cube: Floats, met: Floats, worst: float, resamples: int = RESAMPLES
) -> pd.DataFrame:
    """Return a row a plan: metric, plan, scenarios, mean, worst, mean_regret, the criteria, ends of intervals.

    Parameters
    ----------
    cube : losses of shape (plans, scenarios, replications)
    met : of that shape, 1 where all targets are met

    `mean`, `worst` and `cvar` are values of the metric, not losses. `p90_low`, `p90_high` are those of a distribution
    free interval, told under one shock only, as scenarios of several are not independent; `cvar_low`, `cvar_high` of
    resampled rows; NaN where there are too few for them.
    """
    losses, sign = means(cube), sign_of(metric)
    lost = regret(losses)
    found = scores(losses, worst)
    ends = tail_interval(losses, design.cells, worst, resamples)
    rows = []
    for place, plan in enumerate(design.plans):
        of_high = quantile_interval(lost[place], HIGH) if len(design.shocks) == 1 else None
        of_tail = (np.nan, np.nan) if ends is None else sorted(ends[:, place] * sign)
        rows.append(
            {
                "metric": metric,
                "plan": plan,
                "scenarios": losses.shape[1],
                MEAN: found[MEAN][place] * sign,
                WORST: found[WORST][place] * sign,
                "mean_regret": float(lost[place].mean()),
                MAX_REGRET: found[MAX_REGRET][place],
                P90_REGRET: found[P90_REGRET][place],
                "p90_low": np.nan if of_high is None or of_high.low is None else of_high.low,
                "p90_high": np.nan if of_high is None or of_high.high is None else of_high.high,
                TAIL: found[TAIL][place] * sign,
                "cvar_low": of_tail[0],
                "cvar_high": of_tail[1],
                MET: float(np.nanmean(met[place])),
            }
        )
    return pd.DataFrame(rows)


def target_rows(design: Design, met: Floats, each: Mapping[str, Floats]) -> pd.DataFrame:
    """Return plan, shock, target, hits, runs, share, low, high; `all` stands for every shock, and every target."""
    rows = []
    for target, values in {ALL: met, **each}.items():
        for shock in (ALL, *design.shocks):
            mine = [place for place, cell in enumerate(design.cells) if shock in (ALL, cell[0])]
            for place, plan in enumerate(design.plans):
                told = values[place][mine]
                if np.isnan(told).all():
                    continue
                found = share_of(told, [design.cells[each][1] for each in mine])
                rows.append((plan, shock, target, found.hits, found.runs, found.value, found.low, found.high))
    return pd.DataFrame(rows, columns=["plan", "shock", "target", "hits", "runs", "share", "low", "high"])


def stability_rows(
    design: Design,
    losses: Mapping[str, Floats],
    met: Floats,
    alike: Mapping[str, float],
    worst: float,
    halvings: int = HALVINGS,
) -> pd.DataFrame:
    """Return kind, metric, first, second, tau: how alike the orders of plans are that two ways of judging give.

    Parameters
    ----------
    losses : of shape (plans, scenarios), by metric
    met : of shape (plans, scenarios), share of the runs that meet all targets

    Of kind `criteria` are two criteria on one metric (targets met on the first only, as they are those of no metric),
    of `halves` one criterion on two halves of the rows, each with all its shocks (mean of `halvings` of them), of
    `metrics` the means of two metrics. tau is NaN where one of both tells no plans apart.
    """
    rows = []
    places = np.array(design.whole_rows(), dtype=np.int64)
    for place, (metric, lost) in enumerate(losses.items()):
        hits = met if place == 0 else None
        found = _scores(lost, hits, worst)
        least = {name: 0.0 if name == MET else alike.get(metric, 0.0) for name in found}
        for first, second in combinations(found, 2):
            value = tau(found[first], found[second], (least[first], least[second]))
            rows.append(("criteria", metric, first, second, value))
        taus: dict[str, list[float]] = {name: [] for name in found}
        for chosen in halves(len(places), halvings) if len(places) > 1 else ():
            parts = [places[half].ravel() for half in chosen]
            one, two = (_scores(lost[:, part], None if hits is None else hits[:, part], worst) for part in parts)
            for name, values in taus.items():
                values.append(tau(one[name], two[name], (least[name],) * 2))
        for name, values in taus.items():
            told = [value for value in values if value == value]
            rows.append(("halves", metric, name, name, float(np.mean(told)) if told else np.nan))
    for first, second in combinations(losses, 2):
        least_of = (alike.get(first, 0.0), alike.get(second, 0.0))
        value = tau(losses[first].mean(axis=1), losses[second].mean(axis=1), least_of)
        rows.append(("metrics", ALL, first, second, value))
    return pd.DataFrame(rows, columns=["kind", "metric", "first", "second", "tau"])


def _scores(lost: Floats, met: Floats | None, worst: float) -> dict[str, Floats]:
    """Return the score of each criterion, with that of the targets where `met` is given; lower is better."""
    found = scores(lost, worst)
    return found if met is None else found | {MET: -met.mean(axis=1)}
