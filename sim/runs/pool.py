"""Work in worker processes on this machine: chunks of items, handed to one task that every worker unpacks once.

A worker that dies takes nothing with it: the chunks it may have held are done again in one process, item by
item where they kill that one too, and only an item that kills it alone is given up.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.context import BaseContext
from typing import Any, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")
Chunk = tuple[T, ...]
Task = Callable[[Chunk[T]], R]
"""What is done with a chunk; pickled once for each worker, so it may keep what its chunks have in common."""

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
CHUNKS_AHEAD = 2  # chunks handed out per worker: one that runs, one that waits
PRELOADED = ("sim.runs.branch", "sim.sharing", "sim.national", "sim.runs.execute")
"""Modules that every worker needs; they start no threads, so that a process with them can be copied."""
DIED = "the worker process died, twice; out of memory?"


NO_START = (
    "worker processes do not start; do without them (workers=1, of a sweep executor.kind=serial), or, in a script "
    'of your own, put the call under `if __name__ == "__main__":`'
)


class WorkersError(RuntimeError):
    """Raised when there are no workers: they cannot be started, or are lost for good."""


class ClusterLost(WorkersError):  # noqa: N818 - the name says what is wrong
    """Raised when a cluster that others run is gone, or has no workers; nothing is wrong with the program."""


def in_processes(
    task: Task[T, R], chunks: Iterable[Chunk[T]], workers: int
) -> Iterator[tuple[Chunk[T], R | None]]:
    """Yield each chunk with the answer of `task`, as they end; None for an item that killed its worker twice.

    Closing the iterator, or an exception while it waits, ends the workers at once.

    Parameters
    ----------
    chunks : taken one by one, as workers become free

    Raises
    ------
    WorkersError : if no worker process can be started
    """
    payload = pickle.dumps(task, protocol=5)
    waiting = iter(chunks)
    with one_thread_each():
        while True:
            round_of = _Round[T, R](waiting, payload, workers)
            yield from round_of.answers()
            if not round_of.lost:
                return
            yield from _again(round_of.lost, payload)


class _Round(Generic[T, R]):
    """One pool at work until the chunks are done or a worker dies; then `lost` holds the chunks handed out."""

    def __init__(self, waiting: Iterator[Chunk[T]], payload: bytes, workers: int) -> None:
        self._waiting, self._payload, self._workers = waiting, payload, workers
        self._running: dict[Future[Any], Chunk[T]] = {}
        self.lost: list[Chunk[T]] = []

    def answers(self) -> Iterator[tuple[Chunk[T], R]]:
        running = self._running
        with _pool(self._payload, self._workers) as pool:
            while self._hand_out(pool) and running:
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    chunk = running.pop(future)
                    try:
                        answer = future.result()
                    except BrokenProcessPool:
                        self.lost.extend((chunk, *running.values()))
                        return
                    yield chunk, answer

    def _hand_out(self, pool: ProcessPoolExecutor) -> bool:
        """Keep the workers supplied; False if the pool is broken."""
        while len(self._running) < self._workers * CHUNKS_AHEAD:
            chunk = next(self._waiting, None)
            if chunk is None:
                break
            try:
                self._running[pool.submit(_do, chunk)] = chunk
            except BrokenProcessPool:
                self.lost.extend((chunk, *self._running.values()))
                return False
        return True


def _again(lost: Iterable[Chunk[T]], payload: bytes) -> Iterator[tuple[Chunk[T], Any]]:
    """Do chunks that a dead worker may have held in one process, where one alone can be to blame.

    A chunk that kills this process too is done item by item, and the item that kills once more gets None.
    """
    left = deque(lost)
    while left:
        with _pool(payload, 1) as pool:
            try:
                pool.submit(_unpack).result()
            except BrokenProcessPool:
                raise WorkersError(NO_START) from None
            while left:
                chunk = left.popleft()
                try:
                    answer = pool.submit(_do, chunk).result()
                except BrokenProcessPool:
                    if len(chunk) == 1:
                        yield chunk, None
                    else:
                        left.extendleft((item,) for item in reversed(chunk))
                    break
                yield chunk, answer


@contextmanager
def _pool(payload: bytes, workers: int) -> Iterator[ProcessPoolExecutor]:
    """Open a pool of processes; on the way out stop them at once, whatever they are doing."""
    before = {child.pid for child in multiprocessing.active_children()}
    pool = ProcessPoolExecutor(workers, _context(), initializer=_start_worker, initargs=(payload, dict(os.environ)))
    finished = False
    try:
        yield pool
        finished = True
    finally:
        if not finished:
            _stop([child for child in multiprocessing.active_children() if child.pid not in before], pool)
        pool.shutdown(wait=True, cancel_futures=True)


def _context() -> BaseContext:
    """Return how workers start: as copies of a process that has imported what they need, where the system can."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    return context


def _stop(workers: list[multiprocessing.process.BaseProcess], pool: ProcessPoolExecutor) -> None:
    """End workers at once, also one whose answer is half-way through the pipe.

    The pool's own thread would wait for the other half as long as any process can still write into the pipe, and
    this process can: so its end is closed. The pool has no public name for it in Python 3.11 to 3.13.
    """
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.join()
    pool._result_queue._writer.close()  # type: ignore[attr-defined]  # see above


@contextmanager
def one_thread_each() -> Iterator[None]:
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
    """The state of a worker process: set once when it starts, unpacked at its first chunk."""

    payload: bytes = b""
    task: Task[Any, Any] | None = None

    @classmethod
    def get(cls) -> Task[Any, Any]:
        if cls.task is None:
            unpacked: Task[Any, Any] = pickle.loads(cls.payload)
            cls.task, cls.payload = unpacked, b""
        return cls.task


def _start_worker(payload: bytes, environment: dict[str, str]) -> None:
    """Take the parent's environment as it is now, leave Ctrl-C to the parent, and end when the parent does."""
    os.environ.update(environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _Worker.payload = payload
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(chunk: Chunk[Any]) -> Any:
    return _Worker.get()(chunk)


def _unpack() -> None:
    _Worker.get()
