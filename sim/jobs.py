"""Carrying a job out: its runs, their tables and the study of them, in a folder that takes its place whole or not."""

from __future__ import annotations

import importlib
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.config.job import Job
from sim.config.precision import AUTO
from sim.run_result import KINDS, RunResult
from sim.runs import branch
from sim.runs import manifest as manifests
from sim.runs.execute import Job as RunJob
from sim.runs.execute import Model, Progress, execute, kernels_named, national_model
from sim.runs.executors import cores
from sim.runs.keys import RunKey
from sim.runs.outdir import results_folder
from sim.runs.progress import progress as show_progress
from sim.runs.refs import FailedRun
from sim.runs.writer import TableWriter
from sim.views.languages import language

if TYPE_CHECKING:
    from sim.views.study import Study

Views = Callable[["Study", Mapping[str, Any], Path], None]
"""Writes what is read beside the tables, given the answers, the manifest and the folder."""


def carry_out(
    job: Job,
    out: Path | None = None,
    progress: Progress | None = None,
    model: Model | None = None,
    views: Views | None = None,
) -> RunResult:
    """Run every scenario of a job as often as it says; plans under a shock meet the same luck.

    Parameters
    ----------
    out : folder of the results; None: a temporary one that lives as long as the result
    progress : called after each run; None: shown on standard error if the job's settings say so
    model : what is run in place of the national model; for tests
    views : writes what is read beside the tables; None: the figures, the list of municipalities and the summary

    Raises
    ------
    BadConfig : if `out` cannot be used
    """
    kind = KINDS[job.verb]
    branch.check(job.scenarios.values(), job.settings.replications_at_most, job.settings.kernels)
    temporary = None
    if out is None:
        temporary = tempfile.TemporaryDirectory(prefix="beredt-")
        out = Path(temporary.name) / "result"
    with results_folder(out, job.settings.overwrite) as work:
        precision: dict[str, Any] = {}
        if job.settings.replications == AUTO:
            failures, seconds, workers, precision = _run_until_precise(job, work, progress, model)
        else:
            failures, seconds, workers = all_runs(job, work, progress, model)
        began = time.perf_counter()
        manifest = manifests.build(
            job.scenarios,
            verb=job.verb,
            command=_command(job),
            overrides=job.overrides,
            facts=job.facts,
            replications=precision.get("replications", job.settings.replications),
            workers=workers,
            failures=failures,
            seconds=seconds,
        )
        manifest["states"] = branch.listed(work)
        manifest["kernels"] = kernels_named(job.settings.kernels)
        manifest["language"] = job.settings.language
        _tell(job, manifest)
        if precision:
            manifest["precision"] = precision
        (views or _write_views)(kind(work, manifest).study, manifest, work)
        manifest["seconds"]["study"] = round(time.perf_counter() - began, 3)
        manifests.write(work, manifest)
    return kind(out, manifest, temporary)


def judged_and_moved(job: Job) -> tuple[dict[str, Any], dict[tuple[str, str], dict[str, Any]]]:
    """Return what files say now and may not later, as plain values: no scenario tells it, and the answer does.

    What plans are judged by, and by (shock, plan) what was moved of the plan it was made of.
    """
    from sim.studies.moved import moved
    from sim.studies.regret import limits

    return limits(job.config_dirs).model_dump(mode="json"), {pair: asdict(told) for pair, told in moved(job)}


def _tell(job: Job, manifest: dict[str, Any]) -> None:
    """Put into the manifest what files say now and may not later."""
    from sim.studies.shock_shape import met_and_cut

    manifest["regret"], found = judged_and_moved(job)
    cut = met_and_cut(job.scenarios)
    manifest["cut"] = {shock: [day.isoformat() for day in days] for shock, days in cut.items()}
    for each in manifest["scenarios"]:
        if (pair := (each["shock"], each["plan"])) in found:
            each["moved"] = found[pair]


def _write_views(study: Study, manifest: Mapping[str, Any], folder: Path) -> None:
    from sim.views.languages import told_in
    from sim.views.write import write_views

    write_views(study, manifest, folder, told_in(manifest))


def all_runs(
    job: Job, folder: Path, progress: Progress | None, model: Model | None
) -> tuple[list[FailedRun[RunKey]], dict[str, float], int]:
    """Do every run and write its tables; return failures, seconds by stage, and the processes used.

    Runs of the same luck stand side by side in the queue; the tables are ordered by shock, plan, replication.
    """
    began = time.perf_counter()
    pairs = list(job.scenarios)
    replications = range(job.settings.replications_at_most)
    keys = [RunKey(*pair, replication) for pair in pairs for replication in replications]
    queue = [
        RunJob(RunKey(shock, plan, replication), pairs.index((shock, plan)))
        for shock in job.shocks
        for replication in replications
        for plan in job.plans
    ]
    workers = min(job.settings.workers or cores(), len(queue))
    failures: list[FailedRun[RunKey]] = []
    in_runs = 0.0
    ahead = threading.Thread(target=_import_study, daemon=True)
    model = model or _model(job, folder)
    with (
        _told(job, progress) as report,
        TableWriter(folder, keys) as writer,
        closing(execute(queue, list(job.scenarios.values()), model, workers, report)) as outcomes,
    ):
        for number, outcome in enumerate(outcomes):
            if number == 0 and workers > 1:
                ahead.start()
            if isinstance(outcome, FailedRun):
                failures.append(outcome)
                writer.skip(outcome.ref)
            else:
                in_runs += outcome.seconds
                writer.add(outcome.ref, outcome.tables, checked=True)
    return failures, {"runs": time.perf_counter() - began, "runs_cpu": in_runs}, workers


def _run_until_precise(
    job: Job, folder: Path, progress: Progress | None, model: Model | None
) -> tuple[list[FailedRun[RunKey]], dict[str, float], int, dict[str, Any]]:
    """Do the same in rounds, until every headline figure is known well enough; return also how that went."""
    from sim.studies.rounds import run_until_precise

    workers = job.settings.workers or cores()
    with _told(job, progress) as told:
        return run_until_precise(job, folder, model or _model(job, folder), workers, told)


def _import_study() -> None:
    """Import what the study needs, which takes a second or two, while the workers are at work."""
    for name in ("sim.studies.compare", "sim.views.write"):
        importlib.import_module(name)


def _model(job: Job, folder: Path) -> Model:
    """Return the national model, with the table of households and saved states where the job wants them."""
    model = national_model(job.settings.kernels)
    wanted: dict[str, Any] = {}
    if job.settings.households:
        wanted["households"] = True
    if job.settings.save_state is not None:
        wanted["saving"] = branch.Saving(folder.absolute(), (job.settings.save_state,))
    return replace(model, run=partial(model.run, **wanted)) if wanted else model


def _told(job: Job, progress: Progress | None) -> AbstractContextManager[Progress]:
    if progress is not None:
        return nullcontext(progress)
    auto = job.settings.replications == AUTO
    texts = language(job.settings.language).sentences
    return show_progress(job.runs, job.verb, texts, job.settings.progress, steps=auto)


def _command(job: Job) -> list[str]:
    folders = [word for folder in job.config_dirs for word in ("--config-dir", folder)]
    return ["beredt", job.verb, *job.overrides, *folders]
