"""What early warning and better information are worth: differences between runs of the same luck, a plan at a time.

An *arm* is what is changed under a plan and nothing else: days of warning, or what planners know. Every arm is held
against one of them, the base, future by future; what failed under either is left out of the pair.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from sim import statistics

MONTH_DAYS = 30
LEVELS = (
    "plan", "arm", "metric", "runs", "mean", "low", "high", "difference", "difference_low", "difference_high", "p",
    "told",
)  # fmt: skip
CHANCES = ("plan", "arm", "criterion", "runs", "hits", "low", "high", "prevented", "brought")
STEPS = ("plan", "metric", "from_days", "to_days", "runs", "a_month", "a_month_low", "a_month_high")


def levels(values: pd.DataFrame, plans: Sequence[str], arms: Sequence[object], base: object) -> pd.DataFrame:
    """Return mean and paired difference of every metric, plan and arm.

    Parameters
    ----------
    values : plan, arm, replication, metric, value; NaN or no row where a run failed or the metric has no meaning
    plans, arms : in the order in which they are shown
    base : the arm that the others are held against

    Returns
    -------
    DataFrame with the columns `LEVELS`: runs counts the arm's own; low and high are the t interval of the mean, cut
    off at 0 where no value is below it; difference is arm less base over common runs, with its interval; both intervals
    hold at 95 % one by one. `told` says whether the difference is told from chance by Holm's method over all
    differences of the metric; NaN and False for the base itself, and where fewer than two runs are common.
    """
    rows = [row for metric in dict.fromkeys(values["metric"]) for row in _levels(values, plans, arms, base, metric)]
    frame = pd.DataFrame(rows, columns=list(LEVELS))
    for metric in dict.fromkeys(frame["metric"]):
        asked = (frame["metric"] == metric) & frame["p"].notna()
        answers = statistics.holm(frame.loc[asked, "p"].tolist())
        frame.loc[asked, "told"] = [told for told, _ in answers]
    return frame


def _levels(
    values: pd.DataFrame, plans: Sequence[str], arms: Sequence[object], base: object, metric: str
) -> Iterator[dict[str, object]]:
    for plan in plans:
        wide = _wide(values[(values["plan"] == plan) & (values["metric"] == metric)], arms)
        for arm in arms:
            own = wide[arm].dropna()
            if own.empty:
                continue
            mean, half = statistics.mean_interval(own.to_numpy())
            least = 0.0 if own.min() >= 0.0 else -np.inf
            row = {"plan": plan, "arm": arm, "metric": metric, "runs": len(own)}
            row |= {"mean": mean, "low": max(mean - half, least), "high": mean + half}
            yield row | _difference(wide, arm, base) | {"told": False}


def _wide(rows: pd.DataFrame, arms: Sequence[object]) -> pd.DataFrame:
    return rows.pivot(index="replication", columns="arm", values="value").reindex(columns=list(arms))


def _difference(wide: pd.DataFrame, arm: object, base: object) -> dict[str, float]:
    names = ("difference", "difference_low", "difference_high", "p")
    if arm == base:
        return dict(zip(names, (0.0, 0.0, 0.0, np.nan), strict=True))
    both = wide[[base, arm]].dropna()
    if len(both) < 2:
        return dict.fromkeys(names, np.nan)
    found = statistics.compare_runs(both[base].to_numpy(), both[arm].to_numpy())
    return dict(zip(names, (found.mean, found.low, found.high, found.p), strict=True))


def steps(values: pd.DataFrame, plans: Sequence[str], days: Sequence[int]) -> pd.DataFrame:
    """Return what a month more of warning changes, from each number of days to the next: columns `STEPS`.

    a_month is the paired difference over the step, scaled to 30 days, with its t interval (95 %, one by one).
    Steps with fewer than two common runs are left out.
    """
    rows = []
    for metric in dict.fromkeys(values["metric"]):
        for plan in plans:
            wide = _wide(values[(values["plan"] == plan) & (values["metric"] == metric)], days)
            for first, then in pairwise(days):
                both = wide[[first, then]].dropna()
                if len(both) < 2:
                    continue
                found = statistics.compare_runs(both[first].to_numpy(), both[then].to_numpy())
                scale = MONTH_DAYS / (then - first)
                month = [scale * each for each in (found.mean, found.low, found.high)]
                rows.append((plan, metric, first, then, len(both), *month))
    return pd.DataFrame(rows, columns=list(STEPS))


def unchanged(levels: pd.DataFrame, plan: str) -> bool:
    """Whether no figure of a plan differs in any future, whatever the arm; `levels` as the function of that name.

    False where that is not known: where fewer than two arms have runs, or too few futures are common.
    """
    rows = levels[levels["plan"] == plan]
    differences = rows[["difference", "difference_low", "difference_high"]].to_numpy(float)
    return rows["arm"].nunique() > 1 and not bool(differences.any())  # NaN counts as a difference here


def changed(levels: pd.DataFrame, plan: str) -> bool:
    """Whether some figure of a plan is known to differ in some future."""
    rows = levels[levels["plan"] == plan]
    return bool(np.nan_to_num(rows["difference"].to_numpy(float)).any())


def chances(broken: pd.DataFrame, plans: Sequence[str], arms: Sequence[object], base: object) -> pd.DataFrame:
    """Return in how many futures a criterion failed, by plan and arm.

    Parameters
    ----------
    broken : plan, arm, replication, criterion, broke (bool); no row where a run failed

    Returns
    -------
    DataFrame with the columns `CHANCES`: low and high are Wilson's interval (3/n at the ends); prevented counts
    futures that failed under the base and not under the arm, brought those the other way round.
    """
    rows = []
    for criterion in dict.fromkeys(broken["criterion"]):
        for plan in plans:
            mine = broken[(broken["plan"] == plan) & (broken["criterion"] == criterion)]
            wide = _wide(mine.assign(value=mine["broke"].astype(float)), arms)
            for arm in arms:
                own = wide[arm].dropna()
                if own.empty:
                    continue
                share = statistics.share(int(own.sum()), len(own))
                change = (wide[arm] - wide[base]).dropna()
                turned = (int((change < 0).sum()), int((change > 0).sum()))
                rows.append((plan, arm, criterion, len(own), share.hits, share.low, share.high, *turned))
    return pd.DataFrame(rows, columns=list(CHANCES))
