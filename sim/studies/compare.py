"""Plans side by side on the same futures: paired differences of every pair, and what can be told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim import statistics
from sim.studies import metrics
from sim.studies.single import Single

DIFFERENCE_COLUMNS: tuple[str, ...] = (
    "shock", "metric", "unit", "better", "against", "plan", "against_first", "runs", "mean_against",
    "mean_plan", "difference", "low", "high", "confidence", "p", "sign_p", "told_apart", "identical",
    "correlation", "variance_ratio", "pairing_helped", "runs_needed", "verdict",
)  # fmt: skip


@dataclass(frozen=True)
class Comparison(Single):
    """A `Single` for each plan, and the differences between plans.

    The first plan is the one compared against; every pair is compared too. Only replications that ended well
    under both plans are used.
    """

    @cached_property
    def differences(self) -> pd.DataFrame:
        """Return a row a shock, metric and pair of plans, `plan` minus `against`.

        Columns beside the key: unit, better, against_first, runs, mean_against, mean_plan, difference, low,
        high, confidence (of the interval, widened so that it excludes 0 exactly where Holm's correction over
        the pairs rejects "no difference"), p, sign_p, told_apart, identical, correlation, variance_ratio,
        pairing_helped, runs_needed (to know the mean difference to within its own size; None if there is
        none, or if as many runs were done and do not tell), verdict (better, worse, more, less; undecided: the
        interval covers 0, which does not make two plans alike; identical: the same in every run).
        """
        rows = [row for shock in self.results.shocks for row in self._of_shock(shock)]
        return pd.DataFrame(rows, columns=list(DIFFERENCE_COLUMNS))

    def _of_shock(self, shock: str) -> Iterator[dict[str, object]]:
        frame = self.run_metrics[self.run_metrics["shock"] == shock]
        plans = self.results.plans_of(shock)
        for name, part in frame.groupby("metric", sort=False):
            wide = part.pivot(index="replication", columns="plan", values="value")
            pairs = [pair for pair in combinations(plans, 2) if set(pair) <= set(wide.columns)]
            common = {pair: wide[list(pair)].dropna() for pair in pairs}
            pairs = [pair for pair in pairs if len(common[pair])]
            runs = {pair: _columns(common[pair], *pair) for pair in pairs}
            plain = [statistics.compare_runs(*runs[pair]) for pair in pairs]
            for pair, (rejected, confidence) in zip(pairs, statistics.holm([d.p for d in plain]), strict=True):
                difference = statistics.compare_runs(*runs[pair], confidence=confidence)
                row = _row(shock, metrics.metric(str(name)), pair, difference, rejected)
                row["against_first"] = pair[0] == plans[0]
                row["runs_needed"] = _runs_needed(*runs[pair], rejected)
                yield row

    @cached_property
    def alike(self) -> pd.DataFrame:
        """Return how many headline figures tell a pair of plans apart, and what is to be said of the others.

        Columns: shock, against, plan, metrics (how many there are), and of these told_apart, undecided (the
        interval covers 0) and identical (the same in every run).
        """
        frame = self.differences
        frame = frame[frame["metric"].isin([each.name for each in metrics.METRICS])]
        frame = frame.assign(undecided=frame["verdict"] == "undecided")
        grouped = frame.groupby(["shock", "against", "plan"], sort=False)
        sums = {name: (name, "sum") for name in ("told_apart", "undecided", "identical")}
        counts = grouped.agg(metrics=("metric", "size"), **sums)
        return counts.reset_index()


def _columns(frame: pd.DataFrame, against: str, plan: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return frame[against].to_numpy(dtype=np.float64), frame[plan].to_numpy(dtype=np.float64)


def _row(
    shock: str,
    metric: metrics.Metric,
    pair: tuple[str, str],
    difference: statistics.Difference,
    rejected: bool,
) -> dict[str, object]:
    return {
        "shock": shock,
        "metric": metric.name,
        "unit": metric.unit,
        "better": metric.better,
        "against": pair[0],
        "plan": pair[1],
        "runs": difference.runs,
        "mean_against": difference.mean_a,
        "mean_plan": difference.mean_b,
        "difference": difference.mean,
        "low": difference.low,
        "high": difference.high,
        "confidence": difference.confidence,
        "p": difference.p,
        "sign_p": difference.sign_p,
        "told_apart": rejected,
        "identical": difference.identical,
        "correlation": difference.correlation,
        "variance_ratio": difference.variance_ratio,
        "pairing_helped": difference.pairing_helped,
        "verdict": _verdict(metric, difference, rejected),
    }


def _runs_needed(a: NDArray[np.float64], b: NDArray[np.float64], told_apart: bool) -> int | None:
    difference = abs(float((b - a).mean()))
    if difference == 0.0 or len(a) < 2:
        return None
    needed = statistics.runs_needed(a, b, difference)[0]
    return needed if told_apart or needed > len(a) else None


def _verdict(metric: metrics.Metric, difference: statistics.Difference, rejected: bool) -> str:
    if difference.identical:
        return "identical"
    if not rejected:
        return "undecided"
    more = difference.mean > 0
    if metric.better == "neither":
        return "more" if more else "less"
    return "better" if more == (metric.better == "higher") else "worse"
