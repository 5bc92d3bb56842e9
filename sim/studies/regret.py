"""Regret of the plans of a comparison: in each run, how much worse a plan does than the best plan of the same luck.

It is over the futures of one shock. What other shocks and other values of what is assumed do to it is the question
of `robust`, whose rules these are: its loss, its regret and its ties.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pandas as pd
from pydantic import Field

from sim.config.base import Section
from sim.config.compose import Sources
from sim.config.faults import NO_VALUE, BadConfig, Fault, nearest
from sim.config.fields import fields_of
from sim.config.files import read_yaml
from sim.config.validate import validate
from sim.studies import metrics
from sim.studies.robust import HIGH, regret, sign_of

VERB = "robust"
"""Verb whose file says what plans are judged by: Beredt's own, and the user's over it."""
RUNS_FOR_P90 = 10
"""Fewest runs of which one in ten is a run; our choice."""
COLUMNS = ("metric", "unit", "better", "plan", "runs", "value", "mean", "p90", "worst", "best", "alone", "alike")


Losses = Annotated[tuple[str, ...], Field(description="metrics that plans are judged by; the first is told first")]
Alike = Annotated[
    dict[str, Annotated[float, Field(ge=0.0)]],
    Field(description="difference of a metric up to which two plans are tied, in its unit"),
]


class Judged(Section):
    """What plans are judged by, as `beredt robust` has it."""

    losses: Losses
    alike: Alike


class Refused(Section):
    """A fault of the user's file: where, what must hold, and the way out (empty if there is none)."""

    path: str
    rule: str
    hint: str


class Limits(Judged):
    """What plans are judged by, and why that is not what the user's file says; no faults where it is."""

    faults: tuple[Refused, ...] = ()


def limits(config_dirs: Iterable[str | Path] = ()) -> Limits:
    """Return what plans are judged by; where `robust` refuses what the user's files say of it, Beredt's own, and why.

    Parameters
    ----------
    config_dirs : the user's folders, the first before the others
    """
    sources = Sources.of(config_dirs)
    name = f"{VERB}.yaml"
    own: dict[str, Any] = {key: read_yaml(sources.own / name)[key] for key in Judged.model_fields}
    data, faults = dict(own), list[Fault]()
    for file in (folder / name for folder in reversed(sources.user) if (folder / name).is_file()):
        try:
            read = read_yaml(file)
        except BadConfig as bad:  # told by the name of the file: where it lies is no part of an answer
            faults += [replace(each, path=each.path.replace(str(file), name)) for each in bad.faults]
            continue
        if isinstance(read, Mapping):
            data.update({key: read[key] for key in own if key in read})
        else:
            faults.append(Fault(name, NO_VALUE, "must be a mapping of keys to values"))
    checked = validate(Judged, data, fields_of(Judged), [lambda: own])
    faults += checked.faults
    if checked.value is not None and not faults:
        faults += faults_of(checked.value.losses, checked.value.alike)
    if faults:
        return Limits(**own, faults=tuple(Refused(path=at.path, rule=at.rule, hint=at.hint) for at in faults))
    return Limits(**data)


def faults_of(losses: Sequence[str], alike: Collection[str]) -> Iterator[Fault]:
    """Find what makes no sense in what plans are judged by, and in the metrics of which ties are given."""
    if not losses:
        yield Fault("losses", [], "names no metric: plans must be judged by something")
    yield from twice("losses", losses)
    yield from unknown("losses", losses)
    yield from unknown("alike", [name for name in alike if name not in metrics.KNOWN])


def twice(setting: str, values: Sequence[str]) -> Iterator[Fault]:
    """Find values of a list that stand in it more than once."""
    found = [each for each, count in Counter(values).items() if count > 1]
    if found:
        yield Fault(setting, list(values), f"{', '.join(found)} stands more than once")


def unknown(setting: str, names: Iterable[str]) -> Iterator[Fault]:
    """Find names that are no metric, or one of which no value is better than another."""
    for name in names:
        if name not in metrics.KNOWN:
            yield Fault(f"{setting}: {name}", NO_VALUE, "is no metric", nearest(name, metrics.KNOWN))
        elif metrics.metric(name).better == "neither":
            yield Fault(f"{setting}: {name}", NO_VALUE, "is a metric of which neither more nor less is better")


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
