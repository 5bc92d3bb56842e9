"""What notebooks, the command line and pages call; `import sim` gives the same names.

`run` and `compare` take Python values and return an object whose tables are data frames and whose figures are drawn
when they are asked for. `study` asks one of the questions of `sim.decisions.verbs`. Beneath them stands a `Job`, made
by `load` from words as on the command line and done by `carry_out`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sim.config.faults import BadConfig
from sim.config.job import Job, Verb
from sim.config.load import load
from sim.config.spoken import spoken
from sim.jobs import carry_out
from sim.run_result import CompareResult, RunResult, open_result
from sim.runs import manifest as manifests
from sim.runs.execute import Model, Progress
from sim.runs.progress import bars
from sim.runs.store import Store
from sim.views.english import ENGLISH

if TYPE_CHECKING:
    from sim.config.sweep import SweepJob
    from sim.decisions.study import StudyResult
    from sim.studies.store_summary import SweepResults
    from sim.sweeps import SweepResult

__all__ = [
    "BadConfig",
    "BenchmarkRun",
    "CompareResult",
    "Job",
    "RunResult",
    "benchmark_run",
    "carry_out",
    "compare",
    "load",
    "open_result",
    "open_store",
    "run",
    "study",
    "sweep",
]

BENCHMARK = (
    "start=2015-01-01",
    "shock=replay_2015",
    "shock.size=3.3",
    "plan=practice_2015",
    "horizon_days=3653",
    "replications=1",
    "workers=1",
)
Names = str | Sequence[str]


def run(
    plan: str | None = None,
    shock: str | None = None,
    start: str | None = None,
    *,
    changes: Mapping[str, Any] | None = None,
    config_dirs: Iterable[str | Path] = (),
    out: str | Path | None = None,
    **settings: Any,
) -> RunResult:
    """Run one scenario, such as run("agreement_2018", shock="mass_flight", replications=10, horizon_days=731).

    Parameters
    ----------
    plan, shock, start : names of options, as `beredt show` lists them; None: those of configs/run.yaml
    changes : values by dotted key of the scenario, such as {"plan.reception.buffer_places": 500}, in the units that
        `beredt show GROUP OPTION` tells; other groups by name, such as {"prices": "mine"}
    config_dirs : folders with your own YAML
    out : folder of the results; None: a temporary one that lives as long as the result
    settings : as of `beredt run`: replications, seed, horizon_days, workers, kernels, overwrite, progress, language ...

    Returns
    -------
    RunResult : its tables are data frames: `breaks` (a row a criterion), `peaks`, `metrics` (a row a plan and figure),
        `targets`, `costs` (NOK by payer and year), and every stored one by `table(name)`, such as "weekly" with the
        columns shock, plan, replication, date, series, group, value

    Raises
    ------
    BadConfig : with every fault of the input
    """
    chosen = {"plan": plan, "shock": shock, "start": start}
    return carry_out(_job("run", chosen, changes, config_dirs, settings), _path(out))


def compare(
    plans: Names | None = None,
    shock: Names | None = None,
    start: str | None = None,
    *,
    changes: Mapping[str, Any] | None = None,
    config_dirs: Iterable[str | Path] = (),
    out: str | Path | None = None,
    **settings: Any,
) -> CompareResult:
    """Compare plans under the same shocks and the same luck, such as compare(["do_nothing", "reactive"], "minors").

    Parameters
    ----------
    plans, shock : names of options, one or several; the first plan is the base. None: those of configs/compare.yaml
    changes : as of `run`; `plans.NAME.X` changes one plan only
    start, config_dirs, out, settings : as of `run`

    Returns
    -------
    CompareResult : as of `run`, and `differences`: a row a pair of plans and figure, with the mean difference of runs
        with the same luck, its 95 % interval and whether it can be told from chance

    Raises
    ------
    BadConfig : with every fault of the input
    """
    chosen = {"plans": _listed(plans), "shocks": _listed(shock), "start": start}
    return cast(CompareResult, carry_out(_job("compare", chosen, changes, config_dirs, settings), _path(out)))


def _job(
    verb: Verb,
    chosen: Mapping[str, Any],
    changes: Mapping[str, Any] | None,
    config_dirs: Iterable[str | Path],
    settings: Mapping[str, Any],
) -> Job:
    """Load what Python values ask for; no progress is shown unless that is set."""
    named = {name: value for name, value in chosen.items() if value is not None}
    return load(verb, spoken({**named, "progress": False, **settings, **(changes or {})}), config_dirs)


def _listed(names: Names | None) -> list[str] | None:
    return None if names is None else [names] if isinstance(names, str) else list(names)


def _path(out: str | Path | None) -> Path | None:
    return None if out is None else Path(out)


def sweep(
    job: SweepJob | Sequence[str],
    model: Model | None = None,
    tell: Callable[[str], None] = print,
    config_dirs: Iterable[str | Path] = (),
) -> SweepResult:
    """Do every run of a sweep that is not in its store yet, such as sweep(["plan=reactive,agreement_2018"]).

    Parameters
    ----------
    job : words as on the command line, or what `sim.config.load_sweep.load_sweep` made of them
    config_dirs : folders with your own YAML, for words
    model : what is run in place of the national model; for tests
    tell : is told, a line each, where the store is and how large it becomes

    Raises
    ------
    BadConfig : with every fault of the words, or if the store or the executor cannot be used
    NoSpace : if the disk is full; what was done stays
    """
    from sim.config.load_sweep import load_sweep
    from sim.config.sweep import SweepJob
    from sim.sweeps import run_sweep

    if not isinstance(job, SweepJob):
        job = load_sweep(job, config_dirs)
    with bars("sweep", ENGLISH.sentences, job.settings.progress) as progress:
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
    progress: Callable[[int], Progress] | None = None,
) -> StudyResult:
    """Carry out a study, such as study("breakpoint", ["replications=10"]); the same call goes on where it was stopped.

    Parameters
    ----------
    verb : see `sim.decisions.verbs.STUDIES`
    words : settings of the study, and changes of all its runs, as on the command line
    config_dirs : the user's folders
    model : what is run in place of the national model; for tests
    tell : is told each step, a line each
    progress : given the runs of each step, returns what is called after each run; None: shown on standard error if
        the settings say so

    Raises
    ------
    BadConfig : with every fault of the input, or if the question makes no sense
    NoSpace : if the disk is full; what was done stays
    NothingLeft : if so many runs failed that there is no answer
    """
    from sim.config.asked import load_study
    from sim.decisions.study import run_study
    from sim.decisions.verbs import study_named
    from sim.views.languages import language

    wanted = study_named(verb)
    asked = load_study(verb, wanted.settings, words, config_dirs, refused=wanted.refused, question=wanted.plan_of)
    texts = language(asked.settings.language).sentences
    with bars(verb, texts, asked.settings.progress) if progress is None else nullcontext(progress) as begin:
        return run_study(wanted, asked, begin, model, tell)


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
