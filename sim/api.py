"""What notebooks, the command line and pages call: `import sim.api`.

A command is a `Job`, made by `load`. `run_scenario` and `compare` carry it out, write the folder of results
and return an object whose tables are data frames, read when they are asked for.
"""

from __future__ import annotations

import datetime as dt
import importlib
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sim.config.job import Job
from sim.config.load import load
from sim.config.precision import AUTO
from sim.runs import branch
from sim.runs import manifest as manifests
from sim.runs.execute import Job as RunJob
from sim.runs.execute import Model, Progress, execute, kernels_named, national_model
from sim.runs.executors import cores
from sim.runs.keys import RunKey
from sim.runs.outdir import results_folder
from sim.runs.progress import bars
from sim.runs.progress import progress as show_progress
from sim.runs.refs import FailedRun
from sim.runs.store import Store
from sim.runs.writer import TableWriter

if TYPE_CHECKING:
    import pandas as pd

    from sim.config.sweep import SweepJob
    from sim.decisions.study import StudyResult
    from sim.results import Results
    from sim.studies.compare import Comparison
    from sim.studies.single import Single
    from sim.studies.store_summary import SweepResults
    from sim.sweeps import SweepResult

__all__ = [
    "BenchmarkRun",
    "CompareResult",
    "Job",
    "RunResult",
    "benchmark_run",
    "compare",
    "load",
    "open_result",
    "open_store",
    "run_scenario",
    "study",
    "sweep",
]

R = TypeVar("R", bound="RunResult")
BENCHMARK = (
    "start=2015-01-01",
    "shock=replay_2015",
    "shock.size=3.3",
    "plan=practice_2015",
    "horizon_days=3653",
    "replications=1",
    "workers=1",
)


@dataclass(frozen=True)
class RunResult:
    """The result of a command: where it stands, how it went, and its tables as data frames.

    Attributes
    ----------
    folder : holds tables/, figures/, municipalities.csv, summary.md and manifest.json
    manifest : what was run, with which versions, and how long it took
    """

    folder: Path
    manifest: Mapping[str, Any]
    _temporary: tempfile.TemporaryDirectory[str] | None = field(default=None, repr=False)

    @property
    def failures(self) -> list[dict[str, Any]]:
        """The runs that failed, with stage and message."""
        return list(self.manifest["failures"])

    @property
    def exit_code(self) -> int:
        """0 if every run ended well, 3 if some failed."""
        return 3 if self.failures else 0

    @property
    def onsets(self) -> dict[str, dt.date]:
        """First day on which each shock changes arrivals; one that never does has none."""
        return {shock: dt.date.fromisoformat(day) for shock, day in self.manifest["onsets"].items()}

    @property
    def starts(self) -> dict[str, dt.date]:
        """First day of the runs under each shock."""
        return {
            each["shock"]: dt.date.fromisoformat(each["config"]["start"]["date"])
            for each in self.manifest["scenarios"]
        }

    @property
    def origins(self) -> dict[str, tuple[str, str]]:
        """What the runs under each shock start from: a kind, and the user's file."""
        from sim.studies.origin import origin

        return {each["shock"]: origin(each["config"]["start"]) for each in self.manifest["scenarios"]}

    @property
    def changes(self) -> dict[tuple[str, str], Mapping[str, tuple[str, ...]]]:
        """What the command changed of the start, the shock, the plan and the world, by (shock, plan)."""
        from sim.studies.changed import changed

        pairs = [(each["shock"], each["plan"]) for each in self.manifest["scenarios"]]
        return {pair: changed(self.manifest["overrides"], *pair) for pair in pairs}

    @property
    def unshocked(self) -> set[str]:
        """Shocks of size 0, which are none."""
        scenarios = self.manifest["scenarios"]
        return {each["shock"] for each in scenarios if each["config"].get("shock", {}).get("size") == 0.0}

    @property
    def past(self) -> dict[tuple[str, str], Mapping[str, Any]]:
        """What of the past the runs are told, by (shock, plan)."""
        return {(each["shock"], each["plan"]): each.get("past", {}) for each in self.manifest["scenarios"]}

    @property
    def _known(self) -> tuple[Any, ...]:
        """What a study is given beside the tables."""
        return self.onsets, self.starts, self.origins, self.changes, self.unshocked, self.past

    @cached_property
    def results(self) -> Results:
        """The stored tables."""
        from sim.results import Results

        return Results(self.folder)

    @cached_property
    def study(self) -> Single:
        """The answers: breaks, peaks, targets, costs and metrics."""
        from sim.studies.single import Single

        return Single(self.results, *self._known)

    @property
    def precision(self) -> Mapping[str, Any]:
        """How many replications were enough, which figure decided and which fell short; empty unless auto."""
        return dict(self.manifest.get("precision", {}))

    @property
    def summary(self) -> str:
        """The summary in plain sentences, Markdown."""
        return (self.folder / "summary.md").read_text(encoding="utf-8")

    def table(self, name: str) -> pd.DataFrame:
        """Return a stored table, such as "waits" or "money"."""
        return self.results.table(name)

    @property
    def breaks(self) -> pd.DataFrame:
        """What breaks, in order, in how many of the runs, and when."""
        return self.study.breaks

    @property
    def peaks(self) -> pd.DataFrame:
        """Each plan's peak need over runs."""
        return self.study.peaks

    @property
    def metrics(self) -> pd.DataFrame:
        """Headline figures: median, mean and range by plan."""
        return self.study.side_by_side

    @property
    def targets(self) -> pd.DataFrame:
        """The targets of the agreement, by year."""
        return self.study.targets

    @property
    def costs(self) -> pd.DataFrame:
        """Cost by payer and year, means over runs."""
        return self.study.cost_by_payer_and_year

    def show(self) -> None:
        """Print the answers to standard output."""
        from sim.views.console import print_precision, print_single

        print_single(self.study)
        print_precision(self.precision)


@dataclass(frozen=True)
class CompareResult(RunResult):
    """The result of a comparison: as of a run, and the differences between plans."""

    @cached_property
    def study(self) -> Comparison:
        """The answers, with paired differences."""
        from sim.studies.compare import Comparison

        return Comparison(self.results, *self._known)

    @property
    def differences(self) -> pd.DataFrame:
        """Paired differences of every pair of plans and metric."""
        return self.study.differences

    def show(self) -> None:
        """Print plans side by side and their differences to standard output."""
        from sim.views.console import print_comparison, print_precision

        print_comparison(self.study)
        print_precision(self.precision)


def run_scenario(
    job: Job, out: Path | None = None, progress: Progress | None = None, model: Model | None = None
) -> RunResult:
    """Run one scenario as often as the job says.

    Parameters
    ----------
    out : folder of the results; None: a temporary one that lives as long as the result
    progress : called after each run; None: shown on standard error if the job's settings say so
    model : what is run in place of the national model; for tests

    Raises
    ------
    BadConfig : if `out` cannot be used
    """
    return _carry_out(job, out, progress, model, RunResult)


def compare(
    job: Job, out: Path | None = None, progress: Progress | None = None, model: Model | None = None
) -> CompareResult:
    """Run every plan under every shock with the same luck, and compare them; parameters as `run_scenario`."""
    return _carry_out(job, out, progress, model, CompareResult)


def open_result(folder: Path) -> RunResult:
    """Open a folder that `run_scenario` or `compare` wrote; raise FileNotFoundError if it is none."""
    manifest = manifests.read(folder)
    kind = CompareResult if manifest["verb"] == "compare" else RunResult
    return kind(folder, manifest)


def sweep(
    job: SweepJob, model: Model | None = None, tell: Callable[[str], None] = print
) -> SweepResult:
    """Do every run of a sweep that is not in its store yet; `job` is made by `sim.config.load_sweep.load_sweep`.

    Parameters
    ----------
    model : what is run in place of the national model; for tests
    tell : is told, a line each, where the store is and how large it becomes

    Raises
    ------
    BadConfig : if the store or the executor cannot be used
    NoSpace : if the disk is full; what was done stays
    """
    from sim.sweeps import run_sweep

    with bars("sweep", job.settings.progress) as progress:
        result = run_sweep(job, progress, model, tell)
    from sim.views import sweep as views
    from sim.views.summary import write

    rests_on = {"parameters": manifests.parameter_kinds(), "validated": manifests.validated()}
    store = Store.open(result.folder)
    write(result.folder, views.summary(store.manifest, result.done, result.wanted, rests_on))
    return result


def open_store(folder: Path | str) -> SweepResults:
    """Open the folder of a sweep: its runs and what is kept of them as data frames; BadConfig if it is none."""
    from sim.studies.store_summary import open_store as opened

    return opened(folder)


def study(
    verb: str,
    words: Sequence[str] = (),
    config_dirs: Sequence[str | Path] = (),
    model: Model | None = None,
    tell: Callable[[str], None] = print,
) -> StudyResult:
    """Carry out a study, such as study("breakpoint", ["replications=10"]); the same call goes on where it was stopped.

    Parameters
    ----------
    verb : see `sim.decisions.verbs.STUDIES`
    words : settings of the study, and changes of all its runs, as on the command line
    config_dirs : the user's folders
    model : what is run in place of the national model; for tests
    tell : is told each step, a line each

    Raises
    ------
    BadConfig : with every fault of the input, or if the question makes no sense
    NoSpace : if the disk is full; what was done stays
    NothingLeft : if so many runs failed that there is no answer
    """
    from sim.config.asked import load_study
    from sim.decisions.study import run_study
    from sim.decisions.verbs import study_named

    wanted = study_named(verb)
    asked = load_study(verb, wanted.settings, words, config_dirs, refused=wanted.refused)
    with bars(verb, asked.settings.progress) as progress:
        return run_study(wanted, asked, progress, model, tell)


def _carry_out(
    job: Job, out: Path | None, progress: Progress | None, model: Model | None, kind: type[R]
) -> R:
    """Run, write and study into a folder that takes its place whole or not at all."""
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
            failures, seconds, workers = _run_all(job, work, progress, model)
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
        if precision:
            manifest["precision"] = precision
        from sim.views.write import write_views

        write_views(kind(work, manifest).study, manifest, work)
        manifest["seconds"]["study"] = round(time.perf_counter() - began, 3)
        manifests.write(work, manifest)
    return kind(out, manifest, temporary)


def _run_all(
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
    return show_progress(job.runs, job.verb, job.settings.progress, steps=auto)


def _command(job: Job) -> list[str]:
    folders = [word for folder in job.config_dirs for word in ("--config-dir", folder)]
    return ["beredt", job.verb, *job.overrides, *folders]


@dataclass(frozen=True)
class BenchmarkRun:
    """One national run of ten years: persons in its register, and seconds to prepare and to run."""

    persons: int
    prepare_seconds: float
    run_seconds: float


def benchmark_run(**options: Any) -> BenchmarkRun:
    """Run the nation for ten years once, in this process, writing nothing: about 150,000 persons in all.

    Parameters
    ----------
    options : as of `sim.national.run`, such as its kernels
    """
    from sim.national import Nation, prepare, run


    scenario = next(iter(load("run", BENCHMARK).scenarios.values()))
    began = time.process_time()
    prepared = prepare(scenario)
    ready = time.process_time()
    run(scenario, 0, prepared, **options)
    ended = time.process_time()
    persons = int(Nation(scenario, 0, prepared).population.size.sum())
    return BenchmarkRun(persons, ready - began, ended - ready)
