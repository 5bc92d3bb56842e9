"""How much each assumption moves the figures: one at a time (tornado), and all at once in random walks (Morris).

M. D. Morris, Technometrics 33 (1991) 161; F. Campolongo et al., Environ. Model. Softw. 22 (2007) 1509 for the mean of
absolute effects.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim import statistics

FloatArray = NDArray[np.float64]
ENDS = ("low", "high")
RESAMPLES = 1000  # of the walks, for the interval of a mean effect; SALib's own default is 100


def tornado(metric: str, central: pd.Series[float], ends: Mapping[str, Mapping[str, pd.Series[float]]]) -> pd.DataFrame:
    """Return a row an assumption and end of its range: how far the figure moves from the central one.

    Parameters
    ----------
    central : value by replication
    ends : by assumption, then low and high; the same replications, NaN for runs that failed

    Returns
    -------
    metric, assumption, end, runs, central, value (means over the common runs), difference, low, high (95 % t interval
    of the mean difference, each by itself; NaN where fewer than `RUNS_FOR_T` runs allow none), told_apart (Holm over
    all rows; never of so few), swing (span of the means at low, centre and high). Assumptions of which an end is told
    apart come first, the largest swing first among them and among the others: who takes the first rows names the same.
    """
    rows, p_values = [], []
    for name, by_end in ends.items():
        for end in ENDS:
            both = pd.concat([central, by_end[end]], axis=1).dropna().to_numpy()
            if not len(both):
                continue
            found = statistics.compare_runs(both[:, 0], both[:, 1])
            enough = found.runs >= statistics.RUNS_FOR_T
            p_values.append(found.p if enough else 1.0)
            rows.append(
                {
                    "metric": metric,
                    "assumption": name,
                    "end": end,
                    "runs": found.runs,
                    "central": found.mean_a,
                    "value": found.mean_b,
                    "difference": found.mean,
                    "low": found.low if enough else np.nan,
                    "high": found.high if enough else np.nan,
                }
            )
    frame = pd.DataFrame(rows)
    frame["told_apart"] = [rejected for rejected, _ in statistics.holm(p_values)]
    moved = frame.groupby("assumption")["difference"]
    frame["swing"] = frame["assumption"].map(moved.max().clip(lower=0.0) - moved.min().clip(upper=0.0))
    order = {name: number for number, name in enumerate(ends)}
    frame["_told"] = frame.groupby("assumption")["told_apart"].transform("any")
    ordered = frame.sort_values(
        ["_told", "swing", "assumption", "end"],
        ascending=[False, False, True, False],
        key=lambda column: column.map(order) if column.name == "assumption" else column,
        kind="stable",
        ignore_index=True,
    )
    return ordered.drop(columns="_told")


def problem(names: Sequence[str]) -> dict[str, Any]:
    """Return what SALib calls the problem: positions from 0, the low end of each range, to 1, the high end."""
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def walks(names: Sequence[str], trajectories: int, levels: int, seed: int) -> FloatArray:
    """Return the positions of the walks, float64[trajectories * (names + 1), names]; needs SALib."""
    from SALib.sample import morris

    found: FloatArray = morris.sample(problem(names), trajectories, num_levels=levels, seed=seed)
    return found


def morris(
    metric: str, names: Sequence[str], positions: FloatArray, values: FloatArray, levels: int, seed: int
) -> pd.DataFrame:
    """Return a row an assumption: the mean size of its effect over the whole range, and how much that varies.

    Parameters
    ----------
    positions : of `walks`
    values : figure at each position, float64[positions]

    Returns
    -------
    metric, assumption, walks, effect (mean of absolute elementary effects, unit of the metric over the whole range),
    low, high (95 %, bootstrap over walks), signed (mean of the effects), spread (their standard deviation: it acts
    unevenly or together with others); the largest effect first

    Raises
    ------
    ValueError : if a value is missing: a walk with a gap has no effects
    """
    from SALib.analyze import morris as analyze

    if not np.isfinite(values).all():
        raise ValueError(f"{metric}: {int((~np.isfinite(values)).sum())} positions have no value")
    found = analyze.analyze(
        problem(names), positions, values, conf_level=statistics.CONFIDENCE, num_levels=levels,
        num_resamples=RESAMPLES, seed=seed,
    )  # fmt: skip
    effect, half = np.asarray(found["mu_star"], float), np.asarray(found["mu_star_conf"], float)
    frame = pd.DataFrame(
        {
            "metric": metric,
            "assumption": list(names),
            "walks": len(positions) // (len(names) + 1),
            "effect": effect,
            "low": np.maximum(effect - half, 0.0),
            "high": effect + half,
            "signed": np.asarray(found["mu"], float),
            "spread": np.asarray(found["sigma"], float),
        }
    )
    return frame.sort_values("effect", ascending=False, kind="stable", ignore_index=True)
