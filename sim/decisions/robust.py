"""`beredt robust`: plans under several shocks and values of what is assumed, and how far their order holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from sim.config.asked import Asked
from sim.decisions.effort import Work
from sim.decisions.robust_question import Question, RobustSettings, question
from sim.decisions.study import AXIS, ScenarioRuns, Standing, Study, StudyRuns, words_of
from sim.runs.manifest import warned_facts
from sim.studies import robust as study
from sim.studies import robust_front as front
from sim.studies.metrics import metric
from sim.studies.robust import Design, Floats
from sim.views import robust as views
from sim.views.answer import Answer
from sim.views.robust_asked import Asked as Told
from sim.views.robust_asked import shocks_counted
from sim.views.said import said

HELP = """\
usage: beredt robust ['plans=[a,b]'] ['shocks=[x,y]'] [key=value ...] [--config-dir DIR]

Which plan does well whatever comes. Every plan meets every shock under the central values and under rows of assumed
or warned values drawn from their ranges. Told are: in what share of the futures each plan meets all targets; regret,
how much it loses against the best plan of the same scenario; the worst scenarios; which plans no other beats on
shortage, cost, waiting and churn at once, tested on runs that were held out; whether the order of the plans depends on
the criterion; and which assumed values change the best plan.

settings (robust.yaml), beside replications, workers, out, progress, language (nb: in Bokmål, from the same runs)
  plans=[..]        options of group plan, two or more
  shocks=[..]       options of group shock; one that brings a start of its own begins from it
  draws=N           rows of drawn values beside the central ones (8)
  assumed=[..]      what is drawn: dotted keys, or fact:KEY; {key: KEY, low: , high: } for a range of your own
  thresholds.METRIC=X  a target: the most (the least, where more is better) in one future; +thresholds.METRIC=X adds one
  losses=[..]       metrics that plans are judged by; the first is told first
  worst_share=X     share of the scenarios whose mean stands for the worst (0.2)
  held_out=X        share of the replications that the front is tested on (0.5)
Any other key=value is a change of every run, as for `beredt run`.

examples
  beredt robust
  beredt robust 'plans=[agreement_2018,early_warning]' 'shocks=[minors]' draws=4 thresholds.peak_without_place=500
  beredt check robust
  # a small trial, about a minute
  beredt robust 'plans=[do_nothing,agreement_2018]' 'shocks=[autumn_surge]' draws=4 horizon_days=365
"""
STEP = "scenarios"


def carry_out(asked: Asked[RobustSettings], runs: StudyRuns, standing: Standing) -> Answer:
    """Run every plan in every scenario and tell what was found."""
    what = question(asked)
    settings = what.settings
    named = {f"{plan}/{shock}/{row}": (plan, shock, row, loaded) for plan, shock, row, loaded in what.scenarios()}
    found = runs.of(STEP, {name: each[3] for name, each in named.items()}, keep=("headlines",))
    places = {name: each[:3] for name, each in named.items()}
    design, cubes, left_out = _cubes(what, _runs(found, places))
    used = {path: fact for each in named.values() for path, fact in each[3].facts.items()}
    judged = [metric(name) for name in dict.fromkeys((*settings.losses, *settings.targets))]
    told = Told(
        plans=settings.plans,
        shocks=settings.shocks,
        losses=settings.losses,
        units={each.name: each.unit for each in judged},
        higher=frozenset(each.name for each in judged if each.better == "higher"),
        targets=settings.targets,
        alike=settings.alike,
        worst_share=settings.worst_share,
        replications=settings.replications,
        fresh=settings.fresh,
        own_starts=what.own_starts,
        left_out=left_out,
        futures=len(design.cells) * settings.replications - left_out,
        scenarios=len(design.cells),
        rows=len(design.rows),
        draws=what.draws["row"].nunique(),
        least_draws=2 * front.FEWEST_ROWS,
        runs=len(named) * settings.replications,
        warned=len(warned_facts(used)),
        remarks=tuple(dict.fromkeys(line for base in what.bases.values() for line in base.warnings)),
    )
    tables = _tables(what, design, cubes) if len(design.cells) else {}
    return views.answer(told, tables, standing.manifest, words_of(asked))


def _runs(found: ScenarioRuns, places: Mapping[str, tuple[str, str, str]]) -> pd.DataFrame:
    """Return plan, shock, row, replication, metric, value of every run."""
    rows = found.headlines()
    keys = pd.DataFrame([places[str(name)] for name in rows[AXIS]], columns=["plan", "shock", "row"], index=rows.index)
    return pd.concat([keys, rows.drop(columns=AXIS)], axis=1)


def _cubes(what: Question, runs: pd.DataFrame) -> tuple[Design, dict[str, Floats], int]:
    """Return the design, values by metric, and the futures left out under every plan as a plan has no value in them.

    Scenarios in which nothing is left are not in the design.
    """
    settings = what.settings
    design = Design(settings.plans, what.cells, settings.replications)
    names = tuple(dict.fromkeys((*settings.losses, *settings.targets)))
    cubes = {name: design.cube(runs, name) for name in names}
    missing = np.logical_or.reduce([np.isnan(cube) for cube in cubes.values()])
    kept = ~missing[0].all(axis=1)
    cells = tuple(cell for cell, keep in zip(what.cells, kept, strict=True) if keep)
    whole = {name: np.where(missing, np.nan, cube)[:, kept] for name, cube in cubes.items()}
    return Design(settings.plans, cells, settings.replications), whole, int(missing[0].sum())


def _tables(what: Question, design: Design, cubes: Mapping[str, Floats]) -> dict[str, pd.DataFrame]:
    """Return every table of the answer."""
    settings = what.settings
    met, each = study.targets_met(cubes, settings.targets)
    lost = {name: cubes[name] * study.sign_of(name) for name in settings.losses}
    losses = {name: study.means(cube) for name, cube in lost.items()}
    alike = {name: settings.alike.get(name, 0.0) for name in settings.losses}
    worst = settings.worst_share
    values = {
        "losses": [study.loss_rows(design, name, losses[name], alike[name]) for name in losses],
        "criteria": [study.criteria_rows(design, name, lost[name], met, worst) for name in losses],
        "pairs": [front.pair_rows(design, name, lost[name]) for name in losses],
        "changes": [front.changes_rows(design, name, lost[name], what.draws, alike[name]) for name in losses],
    }
    return {
        "targets": study.target_rows(design, met, each),
        **{name: pd.concat(parts, ignore_index=True) for name, parts in values.items()},
        "front": front.front_rows(design, lost, alike, settings.fresh),
        "stability": study.stability_rows(design, losses, study.means(met), alike, worst),
        "parameters": what.parameters,
        "draws": what.draws,
    }


def plan_of(asked: Asked[RobustSettings]) -> Iterator[str]:
    """Say what would be run."""
    words = words_of(asked)
    what = question(asked, every=False)
    settings, scenarios = what.settings, len(what.cells)
    runs = len(settings.plans) * scenarios * settings.replications
    yield words.say(
        "robust_plan_runs", plans=len(settings.plans), scenarios=scenarios, replications=settings.replications,
        runs=runs, shocks=shocks_counted(len(settings.shocks), words), rows=scenarios // len(settings.shocks) - 1,
    )  # fmt: skip
    for shock, start in what.own_starts.items():
        yield words.say("robust_plan_start", shock=shock, start=start)
    for row in what.parameters.to_dict("records"):
        numbers = {name: words.figures_of(row[name]) for name in ("low", "high", "value")}
        span = words.with_unit(words.say("robust_plan_span", low=numbers["low"], high=numbers["high"]), row["unit"])
        told = {"parameter": row["parameter"], "span": span, "value": numbers["value"]}
        if row["warn"]:
            yield words.say("robust_plan_drawn_warned", warning=said("warning", str(row["warn"]), words), **told)
        else:
            yield words.say("robust_plan_drawn", **told)
    for name, limit in settings.targets.items():
        key = "robust_plan_least" if study.sign_of(name) < 0 else "robust_plan_most"
        yield words.say(key, metric=name, limit=words.figures_of(limit))


def work_of(asked: Asked[RobustSettings]) -> Iterator[Work]:
    """Count the runs."""
    what = question(asked, every=False)
    runs = len(what.settings.plans) * len(what.cells) * what.settings.replications
    yield Work(runs, runs, max(base.scenario.days for base in what.bases.values()))


STUDY = Study(
    "robust",
    HELP,
    RobustSettings,
    carry_out,
    plan_of,
    work_of,
    {"plan": "the plans stand in plans=[...]", "shock": "the shocks stand in shocks=[...]"},
    lambda asked: [base.scenario for base in question(asked, every=False).bases.values()],
)
