"""Regret of the plans of a comparison: in each run, how much worse a plan does than the best plan of the same luck.

It is over the futures of one shock. What other shocks and other values of what is assumed do to it is the question
of `robust`, whose rules these are: its loss, its regret and its ties.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pandas as pd
from pydantic import Field

from sim.config.base import Section
from sim.config.compose import Sources
from sim.config.faults import BadConfig
from sim.config.files import read_yaml
from sim.studies import metrics
from sim.studies.robust import HIGH, regret, sign_of

FILE = "robust.yaml"
"""Owner of what plans are judged by: Beredt's own, and the user's over it."""
RUNS_FOR_P90 = 10
"""Fewest runs of which one in ten is a run; our choice."""
COLUMNS = ("metric", "unit", "better", "plan", "runs", "value", "mean", "p90", "worst", "best", "alone", "alike")


class Limits(Section):
    """What plans are judged by, as `beredt robust` has it."""

    losses: tuple[str, ...] = Field(description="metrics that plans are judged by; the first is told first")
    alike: dict[str, Annotated[float, Field(ge=0.0)]] = Field(
        description="difference of a metric up to which two plans are tied, in its unit; of others 0"
    )


def limits(config_dirs: Iterable[str | Path] = ()) -> Limits:
    """Return what plans are judged by; of a user's file that cannot be used, Beredt's own.

    Parameters
    ----------
    config_dirs : the user's folders, the first before the others
    """
    sources = Sources.of(config_dirs)
    files = [folder / FILE for folder in reversed(sources.user) if (folder / FILE).is_file()]
    own = read_yaml(sources.own / FILE)
    try:
        return _limits([own, *map(read_yaml, files)])
    except (BadConfig, ValueError, TypeError):  # a file of another verb that is at fault is no fault here
        return _limits([own])


def _limits(read: Sequence[Any]) -> Limits:
    data = {key: value for each in read for key, value in dict(each).items()}
    return Limits(**{name: data[name] for name in Limits.model_fields})


def table(
    run_metrics: pd.DataFrame, shock: str, plans: Sequence[str], judged: Limits
) -> pd.DataFrame:
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
    for name in judged.losses:
        part = frame[frame["metric"] == name]
        wide = part.pivot(index="plan", columns="replication", values="value").reindex(list(plans)).dropna(axis=1)
        if len(plans) < 2 or wide.empty:
            continue
        values = wide.to_numpy(dtype=np.float64)
        lost = regret(sign_of(name) * values)
        near = lost <= judged.alike.get(name, 0.0)
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
                    "alike": judged.alike.get(name, 0.0),
                }
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))
