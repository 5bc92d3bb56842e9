"""Run many replications of many scenarios, here or in worker processes, and hand back each as data.

A run that fails is a `FailedRun` with its stage and message and never stops the others. A worker that dies
takes nothing with it: the runs it held are tried once more, one at a time in a process of their own, and only
a run that kills that one too is given up.
"""

from __future__ import annotations

import gc
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby, zip_longest
from typing import Any

from sim.config.faults import BadConfig, Fault
from sim.runs.keys import RunKey
from sim.runs.pool import DIED, in_processes
from sim.runs.refs import FailedRun, FinishedRun, Ref
from sim.tables import RunTables

MOST_JOBS_A_CHUNK = 8


@dataclass(frozen=True)
class Model:
    """What is run: two functions at the top level of a module, so that workers can import them.

    Attributes
    ----------
    prepare : scenario -> whatever its replications share; done once, before the workers start
    run : (scenario, replication, prepared) -> tables of the run
    share : (scenario, replication, what the run before shared or None) -> what this run shares with it, given
        to `run` as `shared`; None if runs have nothing in common
    """

    prepare: Callable[[Any], Any]
    run: Callable[..., RunTables]
    share: Callable[[Any, int, Any], Any] | None = None


@dataclass(frozen=True)
class Job:
    """One run to do: its key in the tables and the position of its scenario in the list of scenarios."""

    key: RunKey
    scenario: int


Outcome = FinishedRun[RunKey] | FailedRun[RunKey]
Progress = Callable[[int, int, int], None]
"""Called with (runs done, runs in all, runs failed) after each run."""


def national_model(kernels: str = "plain") -> Model:
    """Return the national model; imported only when something is to be run.

    Parameters
    ----------
    kernels : plain, compiled or auto; BadConfig as of `kernels_named`
    """
    from sim.national import prepare
    from sim.runs.branch import run
    from sim.sharing import share

    name = kernels_named(kernels)
    return Model(prepare, run if name == "plain" else partial(run_with, name), share)


def kernels_named(wanted: str) -> str:
    """Return which kernels are used, plain or compiled; BadConfig if compiled ones are wanted without numba."""
    from sim.engine.kernels import INSTALL, KernelsError, kernels

    try:
        return kernels(wanted).name
    except KernelsError:
        raise BadConfig([Fault("kernels", wanted, "needs numba, which is not installed", INSTALL)]) from None


def run_with(kernels: str, scenario: Any, replication: int, prepared: Any, **named: Any) -> RunTables:
    """Run the nation with kernels that are named, so that a worker makes them for itself."""
    from sim.engine.kernels import kernels as chosen
    from sim.runs.branch import run

    return run(scenario, replication, prepared, kernels=chosen(kernels), **named)


def execute(
    jobs: Sequence[Job],
    scenarios: Sequence[Any],
    model: Model | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Generator[Outcome, None, None]:
    """Yield the outcome of every job as it ends, in no promised order.

    Closing the iterator, or an exception such as KeyboardInterrupt while it waits, ends the workers.

    Parameters
    ----------
    workers : processes; 1 runs everything in this process

    Raises
    ------
    ValueError : if workers < 1
    WorkersError : if no worker process can be started
    """
    if workers < 1:
        raise ValueError(f"workers is {workers}, must be at least 1")
    model = model or national_model()
    prepared, unprepared = _prepare(jobs, scenarios, model)
    ready = [job for job in jobs if job.scenario not in unprepared]
    world = _World(model, tuple(scenarios), prepared)
    failed = 0
    for done, outcome in enumerate(_all_outcomes(jobs, ready, world, unprepared, workers), start=1):
        failed += isinstance(outcome, FailedRun)
        if progress is not None:
            progress(done, len(jobs), failed)
        yield outcome


@dataclass(frozen=True)
class _World:
    """What a worker needs beside the jobs."""

    model: Model
    scenarios: tuple[Any, ...]
    prepared: tuple[Any, ...]


def _prepare(
    jobs: Sequence[Job], scenarios: Sequence[Any], model: Model
) -> tuple[tuple[Any, ...], dict[int, Exception]]:
    """Return what each scenario's runs share, and {scenario: error} where that failed."""
    prepared: list[Any] = [None] * len(scenarios)
    failed: dict[int, Exception] = {}
    for i in sorted({job.scenario for job in jobs}):
        try:
            prepared[i] = model.prepare(scenarios[i])
        except Exception as error:
            failed[i] = error
    return tuple(prepared), failed


def _all_outcomes(
    jobs: Sequence[Job],
    ready: Sequence[Job],
    world: _World,
    unprepared: dict[int, Exception],
    workers: int,
) -> Iterator[Outcome]:
    for job in jobs:
        if job.scenario in unprepared:
            yield FailedRun.of(job.key, "prepare", unprepared[job.scenario])
    if workers == 1 or len(ready) <= 1:
        here = _Jobs(world)
        for job in ready:
            yield here.run(job)
    else:
        for chunk, outcomes in in_processes(_Jobs(world), _chunks(ready, workers), min(workers, len(ready))):
            yield from [FailedRun(job.key, "worker", DIED) for job in chunk] if outcomes is None else outcomes


class Runner:
    """Does runs one after the other, and holds what the last one may share with the next.

    Parameters
    ----------
    share : of the model; None where the runs have nothing in common
    """

    def __init__(self, model: Model, share: Callable[[Any, int, Any], Any] | None) -> None:
        self._model, self._share = model, share
        self._shared: Any = None

    def run(self, ref: Ref, scenario: Any, prepare: Callable[[], Any]) -> FinishedRun[Ref] | FailedRun[Ref]:
        """Do one run; everything that goes wrong in it comes back as data.

        Parameters
        ----------
        ref : what the run is called, with its replication
        prepare : gives what the replications of the scenario share
        """
        began = time.perf_counter()
        stage = "prepare"
        try:
            prepared = prepare()
            stage = "run"
            with _collector_off():
                tables = self._tables(scenario, ref.replication, prepared)
            stage = "tables"
            tables.check()
        except Exception as error:
            return FailedRun.of(ref, stage, error)
        return FinishedRun(ref, tables, time.perf_counter() - began)

    def _tables(self, scenario: Any, replication: int, prepared: Any) -> RunTables:
        if self._share is None:
            return self._model.run(scenario, replication, prepared)
        last, self._shared = self._shared, None  # what a failed run may have left half made is not used again
        shared = self._share(scenario, replication, last)
        del last
        tables = self._model.run(scenario, replication, prepared, shared=shared)
        self._shared = shared
        return tables


class _Jobs:
    """Does jobs, here or as the task of a worker process."""

    def __init__(self, world: _World) -> None:
        self._world = world
        self._runner = Runner(world.model, world.model.share if len(world.scenarios) > 1 else None)

    def run(self, job: Job) -> Outcome:
        """Do one job."""
        scenario, prepared = self._world.scenarios[job.scenario], self._world.prepared[job.scenario]
        return self._runner.run(job.key, scenario, lambda: prepared)

    def __call__(self, chunk: tuple[Job, ...]) -> list[Outcome]:
        """Do the jobs of a chunk in a worker."""
        return [self.run(job) for job in chunk]


@contextmanager
def _collector_off() -> Iterator[None]:
    """Stop the garbage collector during a run, which makes no cycles of size, and collect what it left behind.

    What stood before the run is not looked at: in a large process that would cost more than a short run does.
    """
    was_on = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.collect()
        gc.unfreeze()
        if was_on:
            gc.enable()


def _chunks(jobs: Sequence[Job], workers: int) -> deque[tuple[Job, ...]]:
    """Put jobs of one shock and replication, which share their luck, into one chunk of MOST_JOBS_A_CHUNK at most.

    The jobs of the last round are handed out one by one, so that no worker is left with much more than the
    others; in turn from each replication, so that a worker still meets the same luck again.
    """
    lucks = [tuple(group) for _, group in groupby(jobs, lambda job: (job.key.shock, job.key.replication))]
    whole = max(0, len(lucks) // workers - 1) * workers
    last = zip_longest(*lucks[whole:])
    return deque(
        [
            *(
                luck[i : i + MOST_JOBS_A_CHUNK]
                for luck in lucks[:whole]
                for i in range(0, len(luck), MOST_JOBS_A_CHUNK)
            ),
            *((job,) for turn in last for job in turn if job is not None),
        ]
    )
