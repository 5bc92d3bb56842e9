"""Regret of the plans of a comparison: in each run, how much worse a plan does than the best plan of the same luck.

It is over the futures of one shock. What other shocks and other values of what is assumed do to it is the question
of `robust`, whose rules these are: its loss, its regret and its ties.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sim.studies import metrics
from sim.studies.robust import HIGH, regret, sign_of

LOSSES = ("person_days_without_place", "cost_total", "settled_within_183", "churn_centres")
"""Figures that plans are judged by unless others are named: those of configs/robust.yaml, as a test holds."""
ALIKE: Mapping[str, float] = {
    "person_days_without_place": 1000.0,  # person-days
    "cost_total": 10_000_000.0,  # NOK
    "settled_within_183": 0.005,  # share
    "churn_centres": 1.0,  # centres
}
"""Difference up to which two plans are tied, those of configs/robust.yaml; of other figures 0."""
RUNS_FOR_P90 = 10
"""Fewest runs of which one in ten is a run; our choice."""
COLUMNS = ("metric", "unit", "better", "plan", "runs", "value", "mean", "p90", "worst", "best", "alone", "alike")


def table(
    run_metrics: pd.DataFrame, shock: str, plans: Sequence[str], losses: Sequence[str] = LOSSES,
    alike: Mapping[str, float] = ALIKE,
) -> pd.DataFrame:  # fmt: skip
    """Return a row a figure and plan, over the runs in which every plan has the figure; none where no run is such.

    Columns: metric, unit, better, plan, runs, value (mean of the figure), mean, p90 and worst regret in its unit (p90
    None below `RUNS_FOR_P90` runs), best: runs in which the plan is within `alike` of the best, alone: runs in
    which no other plan is.

    Parameters
    ----------
    run_metrics : shock, plan, replication, metric, value, as a study has them
    """
    rows = []
    frame = run_metrics[run_metrics["shock"] == shock]
    for name in losses:
        part = frame[frame["metric"] == name]
        wide = part.pivot(index="plan", columns="replication", values="value").reindex(list(plans)).dropna(axis=1)
        if len(plans) < 2 or wide.empty:
            continue
        values = wide.to_numpy(dtype=np.float64)
        lost = regret(sign_of(name) * values)
        near = lost <= alike.get(name, 0.0)
        alone = near & (near.sum(axis=0) == 1)
        for place, plan in enumerate(plans):
            mine, known = lost[place], metrics.metric(name)
            rows.append(
                {
                    "metric": name,
                    "unit": known.unit,
                    "better": known.better,
                    "plan": plan,
                    "runs": mine.size,
                    "value": float(values[place].mean()),
                    "mean": float(mine.mean()),
                    "p90": float(np.quantile(mine, HIGH)) if mine.size >= RUNS_FOR_P90 else None,
                    "worst": float(mine.max()),
                    "best": int(near[place].sum()),
                    "alone": int(alone[place].sum()),
                    "alike": alike.get(name, 0.0),
                }
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))
