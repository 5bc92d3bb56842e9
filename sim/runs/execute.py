"""Run many replications of many scenarios, here or in worker processes, and hand back each as data.

A run that fails is a `Failure` with its stage and message and never stops the others. A worker that dies
takes nothing with it: the runs it held are tried once more, one at a time in a process of their own, and only
a run that kills that one too is given up.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Any

from sim.runs.keys import RunKey
from sim.tables import RunTables

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
CHUNKS_AHEAD = 2  # chunks handed out per worker: one that runs, one that waits
MOST_JOBS_A_CHUNK = 8


class WorkersError(RuntimeError):
    """Raised when worker processes cannot be started at all."""


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


@dataclass(frozen=True)
class Success:
    """A run that ended well, and the seconds it took."""

    key: RunKey
    tables: RunTables
    seconds: float


@dataclass(frozen=True)
class Failure:
    """A run that failed. `stage` is prepare, run, tables or worker; `trace` is empty where there is none."""

    key: RunKey
    stage: str
    message: str
    trace: str = ""


Outcome = Success | Failure
Progress = Callable[[int, int, int], None]
"""Called with (runs done, runs in all, runs failed) after each run."""


def national_model() -> Model:
    """Return the national model; imported only when something is to be run."""
    from sim.national import prepare, run
    from sim.sharing import share

    return Model(prepare, run, share)


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
        failed += isinstance(outcome, Failure)
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
) -> tuple[tuple[Any, ...], dict[int, tuple[str, str]]]:
    """Return what each scenario's runs share, and {scenario: (message, trace)} where that failed."""
    prepared: list[Any] = [None] * len(scenarios)
    failed: dict[int, tuple[str, str]] = {}
    for i in sorted({job.scenario for job in jobs}):
        try:
            prepared[i] = model.prepare(scenarios[i])
        except Exception as error:
            failed[i] = (f"{type(error).__name__}: {error}", traceback.format_exc())
    return tuple(prepared), failed


def _all_outcomes(
    jobs: Sequence[Job],
    ready: Sequence[Job],
    world: _World,
    unprepared: dict[int, tuple[str, str]],
    workers: int,
) -> Iterator[Outcome]:
    for job in jobs:
        if job.scenario in unprepared:
            yield Failure(job.key, "prepare", *unprepared[job.scenario])
    if workers == 1 or len(ready) <= 1:
        runner = _Runner(world)
        for job in ready:
            yield runner.run(job)
    else:
        yield from _in_processes(ready, world, min(workers, len(ready)))


class _Runner:
    """Does runs one after the other, and holds what the last one may share with the next."""

    def __init__(self, world: _World) -> None:
        self._world = world
        self._shares = world.model.share if len(world.scenarios) > 1 else None
        self._shared: Any = None

    def run(self, job: Job) -> Outcome:
        """Do one run; everything that goes wrong in it comes back as a Failure."""
        began = time.perf_counter()
        stage = "run"
        try:
            with _collector_off():
                tables = self._tables(job)
            stage = "tables"
            tables.check()
        except Exception as error:
            return Failure(job.key, stage, f"{type(error).__name__}: {error}", traceback.format_exc())
        return Success(job.key, tables, time.perf_counter() - began)

    def _tables(self, job: Job) -> RunTables:
        world, replication = self._world, job.key.replication
        scenario, prepared = world.scenarios[job.scenario], world.prepared[job.scenario]
        if self._shares is None:
            return world.model.run(scenario, replication, prepared)
        last, self._shared = self._shared, None  # what a failed run may have left half made is not used again
        shared = self._shares(scenario, replication, last)
        del last
        tables = world.model.run(scenario, replication, prepared, shared=shared)
        self._shared = shared
        return tables


@contextmanager
def _collector_off() -> Iterator[None]:
    """Stop the garbage collector during a run, which makes no cycles of size, and collect after it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
        gc.collect()


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


def _in_processes(jobs: Sequence[Job], world: _World, workers: int) -> Iterator[Outcome]:
    payload = pickle.dumps(world, protocol=5)
    chunks = _chunks(jobs, workers)
    any_worked = False
    with _one_thread_each():
        while chunks:
            lost: list[tuple[Job, ...]] = []
            for outcome in _until_broken(chunks, payload, workers, lost):
                any_worked = True
                yield outcome
            for job in (job for chunk in lost for job in chunk):
                outcome, worked = _alone(job, payload)
                any_worked = any_worked or worked
                if not any_worked:
                    raise WorkersError(
                        "worker processes do not start; use workers=1, or, in a script of your own, "
                        'put the call under `if __name__ == "__main__":`'
                    )
                yield outcome


def _until_broken(
    chunks: deque[tuple[Job, ...]], payload: bytes, workers: int, lost: list[tuple[Job, ...]]
) -> Iterator[Outcome]:
    """Work off `chunks` in one pool; if a worker dies, put the chunks handed out into `lost`."""
    running: dict[Future[list[Outcome]], tuple[Job, ...]] = {}
    with _pool(payload, workers) as pool:
        while chunks or running:
            try:
                while chunks and len(running) < workers * CHUNKS_AHEAD:
                    running[pool.submit(_run_chunk, chunks[0])] = chunks[0]
                    chunks.popleft()
            except BrokenProcessPool:
                lost.extend(running.values())
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                chunk = running.pop(future)
                try:
                    outcomes = future.result()
                except BrokenProcessPool:
                    lost.extend((chunk, *running.values()))
                    return
                yield from outcomes


def _alone(job: Job, payload: bytes) -> tuple[Outcome, bool]:
    """Do one job in a process of its own; return its outcome and whether the process lived."""
    with _pool(payload, 1) as pool:
        try:
            return pool.submit(_run_chunk, (job,)).result()[0], True
        except BrokenProcessPool:
            return Failure(job.key, "worker", "the worker process died, twice; out of memory?"), False


@contextmanager
def _pool(payload: bytes, workers: int) -> Iterator[ProcessPoolExecutor]:
    """Open a pool of fresh processes; on the way out stop them at once, whatever they are doing."""
    before = {child.pid for child in multiprocessing.active_children()}
    pool = ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), initializer=_start_worker, initargs=(payload,)
    )
    finished = False
    try:
        yield pool
        finished = True
    finally:
        if not finished:
            for child in multiprocessing.active_children():
                if child.pid not in before:
                    child.terminate()
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let processes started inside use one thread for linear algebra: they share the cores already."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


class _Worker:
    """The state of a worker process: set once when it starts, unpacked at its first job."""

    payload: bytes = b""
    runner: _Runner | None = None

    @classmethod
    def get(cls) -> _Runner:
        if cls.runner is None:
            world: _World = pickle.loads(cls.payload)
            cls.runner, cls.payload = _Runner(world), b""
        return cls.runner


def _start_worker(payload: bytes) -> None:
    """Leave Ctrl-C to the parent, and end when the parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _Worker.payload = payload
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run_chunk(chunk: tuple[Job, ...]) -> list[Outcome]:
    """Do a chunk of jobs in a worker; what stands after it is left out of later collections of garbage."""
    try:
        runner = _Worker.get()
    except Exception as error:
        message = f"{type(error).__name__}: {error}"
        return [Failure(job.key, "worker", message, traceback.format_exc()) for job in chunk]
    outcomes = []
    for job in chunk:
        outcomes.append(runner.run(job))
        if not gc.get_freeze_count():
            gc.freeze()
    return outcomes
