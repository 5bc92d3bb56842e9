"""Where the chunks of a sweep are done: here, in processes of this machine, or on a Dask cluster.

An executor takes a task and chunks, and yields each chunk with its report as it ends, in no promised order. The
report is None for a run that killed its worker twice. What a run gives never depends on where it is done.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sim.config.sweep import Executor as ExecutorSettings
from sim.runs.pool import Chunk, Task, in_processes

Answers = Iterator[tuple[Chunk[Any], Any]]


class Executor:
    """Does chunks; call it with a task and chunks, which are taken one by one as workers become free.

    Attributes
    ----------
    workers : chunks that are done at a time; of a cluster that runs already, those that it had when last looked at
    """

    def __init__(self, do: Callable[[Task[Any, Any], Iterable[Chunk[Any]]], Answers], workers: int) -> None:
        self._do = do
        self.workers = workers

    def __call__(self, task: Task[Any, Any], chunks: Iterable[Chunk[Any]]) -> Answers:
        """Do the chunks."""
        return self._do(task, chunks)


def executor(
    settings: ExecutorSettings, workers: int | None, tell: Callable[[str], None] = print
) -> Executor:
    """Return the executor that the settings name.

    Parameters
    ----------
    workers : processes; None for one a core. An existing scheduler has its own.
    tell : is told if a cluster has no workers

    Raises
    ------
    BadConfig : if the extra `cluster` is missing or, at the first chunk, the scheduler does not answer
    """
    if settings.kind == "serial":
        return Executor(_serial, 1)
    count = workers or cores()
    if settings.kind == "process":
        return Executor(lambda task, chunks: in_processes(task, chunks, count), count)
    from sim.runs.dask_executor import OnDask

    return OnDask(settings.scheduler, count, tell)


def _serial(task: Task[Any, Any], chunks: Iterable[Chunk[Any]]) -> Answers:
    """Do everything in this process."""
    for chunk in chunks:
        yield chunk, task(chunk)


def cores() -> int:
    """Return the processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
