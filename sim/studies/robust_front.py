"""Which plans no other beats on everything, which pairs can be told apart, and which assumption changes the best.

Losses are arrays as in `sim.studies.robust`: plans x scenarios (x replications), lower is better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from sim.statistics import CONFIDENCE, holm
from sim.studies.robust import ALL, MAX_REGRET, MEAN, Design, Floats, best, means, regret, row_means, sign_of

ROUNDING = 1e-20
"""A difference whose variance is below this share of its squares varies by rounding only."""
ALIASED = 0.5
"""Correlation of the halves of two assumptions from which on one cannot be told from the other; our choice."""
FEWEST_ROWS = 2
"""Rows in each half of the range of an assumption that its halves are compared from."""


def dominated_by(losses: Floats, alike: Sequence[float]) -> list[tuple[int, ...]]:
    """Return for each plan those that dominate it: nowhere worse, and better by more than `alike` somewhere.

    Parameters
    ----------
    losses : of shape (plans, metrics)
    alike : of each metric, in its unit
    """
    least = np.asarray(alike, dtype=float)
    return [
        tuple(
            other
            for other in range(len(losses))
            if (losses[other] <= losses[plan]).all() and (losses[plan] - losses[other] > least).any()
        )
        for plan in range(len(losses))
    ]


def front_rows(design: Design, cubes: Mapping[str, Floats], alike: Mapping[str, float], fresh: int) -> pd.DataFrame:
    """Return metric, plan, value, in_sample, out_of_sample, gap, and per plan on_front, still, dominators.

    The front is found on all but the last `fresh` replications, and tested on those. `value` is the mean over all
    runs; gap is `in_sample` less `out_of_sample`, in the unit of the metric. `still` says whether a plan has the same
    place, on the front or off it, in the fresh runs; missing where none are held out.

    Parameters
    ----------
    cubes : losses of shape (plans, scenarios, replications), by metric
    """
    kept = design.replications - fresh
    parts = {
        "value": slice(None),
        "in_sample": slice(0, kept),
        "out_of_sample": slice(kept, None),
    }
    found = {
        name: np.stack([_mean_of(cube[:, :, part]) for cube in cubes.values()], axis=1)
        for name, part in parts.items()
        if fresh or name != "out_of_sample"
    }
    least = [alike.get(metric, 0.0) for metric in cubes]
    before = dominated_by(found["in_sample"], least)
    after = dominated_by(found["out_of_sample"], least) if fresh else None
    rows = []
    for column, metric in enumerate(cubes):
        sign = sign_of(metric)
        for place, plan in enumerate(design.plans):
            row: dict[str, Any] = {"metric": metric, "plan": plan}
            row |= {name: float(values[place, column]) * sign for name, values in found.items()}
            row.setdefault("out_of_sample", np.nan)
            row["gap"] = row["in_sample"] - row["out_of_sample"]
            row["on_front"] = not before[place]
            row["still"] = None if after is None else bool(after[place]) == bool(before[place])
            row["dominators"] = ", ".join(design.plans[other] for other in before[place])
            rows.append(row)
    return pd.DataFrame(rows).astype({"still": "boolean"})


def _mean_of(cube: Floats) -> Floats:
    """Return the mean of each plan over scenarios, those left out that have no run here."""
    found: Floats = np.nanmean(means(cube), axis=1)
    return found


@dataclass(frozen=True)
class Paired:
    """Means of differences over rows, and their standard errors."""

    count: int
    mean: Any
    error: Any

    @property
    def p(self) -> Any:
        """Of a two-sided t test that the mean is 0; 1 where no row differs, 0 where all differ alike."""
        ratio = np.divide(self.mean, self.error, out=np.zeros_like(self.mean), where=self.error > 0)
        found = 2.0 * special.stdtr(self.count - 1, -np.abs(ratio))
        return np.where((self.error == 0) & (self.mean != 0), 0.0, found)

    def half_width(self, confidence: float = CONFIDENCE) -> Any:
        """Return that of the t interval."""
        return special.stdtrit(self.count - 1, 0.5 + confidence / 2.0) * self.error


def paired(differences: Floats) -> Paired:
    """Return means over the last axis, that of rows: each has values and luck of its own and is an observation.

    Raises
    ------
    ValueError : if there are fewer than two
    """
    count = differences.shape[-1]
    if count < 2:
        raise ValueError(f"{count} observation: differences are told over two or more")
    variance = differences.var(axis=-1, ddof=1)
    variance = np.where(variance <= ROUNDING * (differences**2).sum(axis=-1), 0.0, variance)
    return Paired(count, differences.mean(axis=-1), np.sqrt(variance / count))


def pair_rows(design: Design, metric: str, cube: Floats) -> pd.DataFrame:
    """Return metric, plan, against, units, difference, low, high, p, told_apart of each pair of plans.

    difference is `plan` less `against` in the unit of the metric, of the means over shocks of each unit
    (`Design.units`: rows of values, replications where there is one row); `told_apart` and the interval are those of
    Holm over all pairs. No pairs where there are fewer than two units.
    """
    columns = ["metric", "plan", "against", "units", "difference", "low", "high", "p", "told_apart"]
    values = design.units(cube) * sign_of(metric)
    if values.shape[1] < 2:
        return pd.DataFrame(columns=columns)
    pairs = list(combinations(range(len(design.plans)), 2))
    found = paired(np.stack([values[b] - values[a] for a, b in pairs]))
    verdicts = holm([float(p) for p in found.p])
    rows = []
    for place, ((a, b), (told, confidence)) in enumerate(zip(pairs, verdicts, strict=True)):
        one = Paired(found.count, found.mean[place], found.error[place])
        half = float(one.half_width(confidence))
        mean = float(one.mean)
        names = (design.plans[b], design.plans[a])
        rows.append((metric, *names, found.count, mean, mean - half, mean + half, float(one.p), told))
    return pd.DataFrame(rows, columns=columns)


def changes_rows(design: Design, metric: str, cube: Floats, draws: pd.DataFrame, alike: float) -> pd.DataFrame:
    """Return a row an assumption, shock and criterion: whether the best plan differs in both halves of its range.

    Columns: metric, parameter, shock (`all` for all of them), criterion (mean or max_regret), low_to, high_from (the
    values that end the lower half and begin the upper), best_low, best_high (plans within `alike` of the best), changed
    (no plan is among both), clear (each leader is better in its own half by more than chance), same_rows_as (other
    assumptions whose halves are nearly these, so that they cannot be told apart).

    Parameters
    ----------
    draws : row, parameter, value of the rows in which assumptions are drawn; a row of equal values is in no half
    """
    wide = draws.pivot(index="row", columns="parameter", values="value")
    parts = {str(name): _halved(wide[name]) for name in draws["parameter"].drop_duplicates()}
    losses = means(cube)
    rows = []
    for name, (low, high) in parts.items():
        if min(len(low), len(high)) < FEWEST_ROWS:
            continue
        others = ", ".join(each for each in parts if each != name and _alike(parts[each], (low, high)))
        for shock in (ALL, *design.shocks) if len(design.shocks) > 1 else (ALL,):
            inside = [
                [k for k, cell in enumerate(design.cells) if cell[1] in half and shock in (ALL, cell[0])]
                for half in (low, high)
            ]
            if not all(inside):
                continue
            for criterion, score in ((MEAN, _mean), (MAX_REGRET, _most)):
                leaders = [best(score(losses[:, some]), alike) for some in inside]
                first = [min(lead, key=lambda each: (score(losses[:, some])[each], each))
                         for lead, some in zip(leaders, inside, strict=True)]  # fmt: skip
                changed = not set(leaders[0]) & set(leaders[1])
                rows.append(
                    {
                        "metric": metric,
                        "parameter": name,
                        "shock": shock,
                        "criterion": criterion,
                        "low_to": float(wide.loc[list(low), name].max()),
                        "high_from": float(wide.loc[list(high), name].min()),
                        "best_low": ", ".join(design.plans[each] for each in leaders[0]),
                        "best_high": ", ".join(design.plans[each] for each in leaders[1]),
                        "changed": changed,
                        "clear": changed and criterion == MEAN and _clear(design, losses, first, inside),
                        "same_rows_as": others,
                    }
                )
    return pd.DataFrame(rows, columns=list(CHANGES))


CHANGES = (
    "metric", "parameter", "shock", "criterion", "low_to", "high_from", "best_low", "best_high", "changed", "clear",
    "same_rows_as",
)  # fmt: skip


def _mean(losses: Floats) -> Floats:
    found: Floats = losses.mean(axis=1)
    return found


def _most(losses: Floats) -> Floats:
    found: Floats = regret(losses).max(axis=1)
    return found


def _halved(values: pd.Series[float]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the rows below and above the middle; those at it are in neither."""
    middle = float(values.median())
    return tuple(values.index[values < middle]), tuple(values.index[values > middle])


def _alike(a: tuple[Sequence[str], Sequence[str]], b: tuple[Sequence[str], Sequence[str]]) -> bool:
    """Say whether two partings into halves are nearly one, or one the other way round."""
    rows = sorted({*a[0], *a[1]} | {*b[0], *b[1]})
    one, two = (np.array([(row in part[1]) - (row in part[0]) for row in rows], dtype=float) for part in (a, b))
    correlation = float(one @ two) / (float(np.linalg.norm(one) * np.linalg.norm(two)) or 1.0)
    return abs(correlation) >= ALIASED


def _clear(design: Design, losses: Floats, leaders: Sequence[int], inside: Sequence[Sequence[int]]) -> bool:
    """Say whether each leader loses less than the other in its own half, by more than chance (95 %, two halves).

    Observations are rows, each the mean of its shocks.
    """
    first, second = leaders
    for own, other, some in ((first, second, inside[0]), (second, first, inside[1])):
        by_row = row_means((losses[other] - losses[own])[list(some)], [design.cells[each] for each in some])
        if len(by_row) < 2:
            return False
        found = paired(by_row)
        if float(found.mean) - float(found.half_width(1.0 - (1.0 - CONFIDENCE) / 2.0)) <= 0.0:
            return False
    return True
