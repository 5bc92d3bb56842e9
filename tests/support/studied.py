"""A study that takes no time: which of two plans needs fewer person-days without a place, with made-up tables."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import yaml
from pydantic import Field

from sim.config.asked import Asked, StudySettings, load_study
from sim.config.compose import config_root
from sim.config.faults import BadConfig, Fault
from sim.decisions.effort import Work
from sim.decisions.study import Standing, Study, StudyResult, StudyRuns, run_study
from sim.runs.execute import Model
from sim.views import standing as views
from sim.views.answer import Answer, Shown
from sim.views.picture import Picture
from sim.views.style import grid, new_figure, notes
from tests.support import swept

METRIC = "person_days_without_place"


class Settings(StudySettings):
    """Settings of the toy."""

    plans: tuple[str, ...] = Field(description="plans")


def carry_out(asked: Asked[Settings], runs: StudyRuns, standing: Standing) -> Answer:
    """Run both plans and tell the means."""
    if not asked.settings.plans:
        raise BadConfig([Fault("plans", [], "names no plan: there is nothing to ask")])
    found = runs.of("plans", {plan: asked.load(f"plan={plan}") for plan in asked.settings.plans})
    means = found.wide(METRIC).mean()
    table = pd.DataFrame({"plan": means.index, "mean": means.to_numpy()})
    figure = new_figure(4, 3)
    grid(figure, 1, 1)[0][0].bar(list(table["plan"]), table["mean"])
    notes(figure, views.in_short(standing.manifest))
    picture = Picture("means", "Means", figure, "A bar a plan.", table)
    rows = tuple((str(plan), f"{mean:,.0f}") for plan, mean in zip(table["plan"], table["mean"], strict=True))
    best = str(means.idxmin())
    shown = Shown("Means", ("plan", "mean"), rows)
    sure = (f"{found.replications} runs",)
    return Answer("A toy", (f"Best is {best}.",), (shown,), {"means": table}, (picture,), sure)


def plan_of(asked: Asked[Settings]) -> Iterable[str]:
    """Say what would be run."""
    yield f"{len(asked.settings.plans) * asked.settings.replications} runs"


def work_of(asked: Asked[Settings]) -> Iterable[Work]:
    """Count the runs."""
    runs = len(asked.settings.plans) * asked.settings.replications
    yield Work(runs, runs, asked.load().scenario.days)


TOY = Study(
    "toy", "usage: beredt toy\n", Settings, carry_out, plan_of, work_of, {"plan": "the plans stand in plans=[...]"}
)


def root(tmp_path: Path) -> Path:
    """Return a copy of Beredt's own configuration with the primary file of the toy, to stand in its place."""
    own = tmp_path / "configs"
    shutil.copytree(config_root(), own)
    settings = {
        "name": "toy", "words": ["start=empty", "shock=none", "horizon_days=60"], "replications": 3, "workers": 1,
        "kernels": "plain", "out": None, "overwrite": False, "progress": False, "plans": ["reactive", "agreement_2018"],
        "language": "en",
    }  # fmt: skip
    (own / "toy.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    return own


def asked(*words: str) -> Asked[Settings]:
    """Load the toy."""
    return load_study("toy", Settings, words, refused=TOY.refused)


def done(*words: str, model: Model | None = None, study: Study[Settings] = TOY) -> StudyResult:
    """Carry the toy out."""
    return run_study(study, asked(*words), lambda total: _nothing, model or swept.model(), lambda line: None)


def _nothing(done: int, total: int, failed: int) -> None:
    """Take no notice."""
