"""Chunks on Dask: a cluster of this machine, or a scheduler that runs already (`executor.scheduler=tcp://…`).

Each worker unpacks the task once, at its first chunk. Chunks may be done twice where
a worker dies, so they must be harmless to repeat: parts are named by their runs and replace themselves. A worker
with other code or data than the process that hands out refuses its first chunk, which ends the sweep with a message.
"""

from __future__ import annotations

import asyncio
import hashlib
import importlib
import logging
import pickle
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from queue import Empty, Queue
from typing import Any, NamedTuple

from sim.config.faults import NO_VALUE, BadConfig, Fault
from sim.runs.executors import Answers, Executor
from sim.runs.keys import Version
from sim.runs.pool import CHUNKS_AHEAD, Chunk, ClusterLost, Task, one_thread_each

ANSWER_SECONDS = 10.0  # a scheduler that has not answered by then is given up
RETRIES = 2
WORKER_SECONDS = 10.0  # after which it is told that no worker is there
LAST_WORKER_SECONDS = 300.0  # after which it is given up
LOUD = ("distributed", "tornado", "asyncio")  # loggers that write tracebacks of what is told here in a line


class OnDask(Executor):
    """An executor on Dask.

    Parameters
    ----------
    scheduler : address of a running one; None starts one here, on the loopback interface
    workers : processes of a cluster started here
    tell : is told if no worker comes

    Raises
    ------
    BadConfig : if Dask is not installed; at the first chunk, if the scheduler does not answer; at any chunk, if a
        worker has another version of Beredt
    """

    def __init__(self, scheduler: str | None, workers: int, tell: Callable[[str], None] = print) -> None:
        super().__init__(self._on_cluster, workers)
        self._scheduler, self._wanted, self._tell = scheduler, workers, tell
        try:
            self._dask = importlib.import_module("distributed")
        except ImportError:
            rule = "the extra `cluster` is not installed"
            raise BadConfig([Fault("executor.kind", "dask", rule, "pip install 'beredt[cluster]'")]) from None

    def _on_cluster(self, task: Task[Any, Any], chunks: Iterable[Chunk[Any]]) -> Answers:
        dask = self._dask
        try:
            with _client(dask, self._scheduler, self._wanted) as client:
                self._await_a_worker(client)
                yield from self._answers(client, task, chunks)
        except (asyncio.CancelledError, CancelledError, dask.comm.CommClosedError) as error:
            where = f" at {self._scheduler}" if self._scheduler else ""
            again = "start it and give the same command again" if where else "give the same command again"
            raise ClusterLost(f"the Dask scheduler{where} is lost; what is done is kept: {again}") from error

    def _await_a_worker(self, client: Any) -> None:
        """Wait until a worker is there; say so where it takes long."""
        try:
            client.wait_for_workers(1, timeout=WORKER_SECONDS)
        except TimeoutError:
            where = self._scheduler or "the cluster here"
            minutes = f"at most {LAST_WORKER_SECONDS / 60:g} minutes"
            self._tell(f"{where} has no workers; waiting {minutes}: dask worker {self._scheduler or 'ADDRESS'}")
            try:
                client.wait_for_workers(1, timeout=LAST_WORKER_SECONDS)
            except TimeoutError as error:
                again = "what is done is kept: start one and give the same command again"
                raise ClusterLost(f"no worker came to {where}; {again}") from error

    def _answers(self, client: Any, task: Task[Any, Any], chunks: Iterable[Chunk[Any]]) -> Answers:
        """Keep the workers supplied and yield what they bring, in the order in which it comes."""
        payload = pickle.dumps(task, protocol=5)  # small, and with every chunk: what lies on a worker dies with it
        token = hashlib.blake2b(payload, digest_size=16).hexdigest()
        version = Version.here()
        waiting = iter(chunks)
        held: dict[Any, Chunk[Any]] = {}
        killing: list[Chunk[Any]] = []
        coming = self._dask.as_completed()

        def submit(chunk: Chunk[Any]) -> Any:
            return client.submit(_do, version, token, payload, chunk, pure=False, retries=RETRIES)

        def supply() -> None:
            """Hand out chunks for the workers that are there now: more may come, or leave, while it runs."""
            self.workers = max(1, len(client.nthreads()))
            while len(held) < self.workers * CHUNKS_AHEAD:
                chunk = next(waiting, None)
                if chunk is None:
                    return
                future = submit(chunk)
                held[future.key] = chunk
                coming.add(future)

        supply()
        for future in coming:
            chunk = held.pop(future.key)
            try:
                answer = self._accepted(future.result(), version)
            except self._dask.KilledWorker:
                killing.append(chunk)
            else:
                future.release()
                yield chunk, answer
            supply()
        for item in (item for chunk in killing for item in chunk):  # one at a time: one alone can be to blame
            try:
                yield (item,), self._accepted(submit((item,)).result(), version)
            except self._dask.KilledWorker:
                yield (item,), None

    def _accepted(self, answer: Any, version: Version) -> Any:
        """Return an answer; BadConfig if the worker refused because it has another version."""
        if not isinstance(answer, _Refused):
            return answer
        rule = f"worker {answer.worker} has another version of Beredt: {version.differs(answer.version)}"
        hint = "start the workers with the same version; what is done is kept"
        raise BadConfig([Fault("executor.scheduler", self._scheduler or NO_VALUE, rule, hint)])


class _Refused(NamedTuple):
    """What a worker of another version answers."""

    worker: str
    version: Version


@contextmanager
def _client(dask: Any, scheduler: str | None, workers: int) -> Iterator[Any]:
    if scheduler is None:
        with (
            one_thread_each(),
            importlib.import_module("dask").config.set({"distributed.scheduler.allowed-failures": 1}),
            dask.LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address=None,
                silence_logs=logging.CRITICAL,
            ) as cluster,
            dask.Client(cluster) as client,
        ):
            yield client
        return
    with _quiet(), _answered(dask, scheduler) as client:
        yield client


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what Dask logs of a lost scheduler out of standard error; the levels are put back afterwards."""
    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] in LOUD]
    loggers = [logging.getLogger(name) for name in (*LOUD, *names)]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in reversed(list(zip(loggers, levels, strict=True))):
            logger.setLevel(level)


def _answered(dask: Any, scheduler: str) -> Any:
    """Return a client of a scheduler that answers in time.

    Dask's own time-out does not hold where somebody accepts the connection and says nothing, so a thread asks
    and is left behind; a client that it gets when nobody waits any more it closes.
    """
    came: Queue[Any] = Queue()
    given_up = threading.Event()

    def ask() -> None:
        try:
            came.put(dask.Client(scheduler, timeout=ANSWER_SECONDS))
        except (Exception, asyncio.CancelledError) as error:  # told below, or not at all where nobody waits any more
            came.put(error)
        late = _at_once(came) if given_up.is_set() else None
        if late is not None and not isinstance(late, BaseException):
            late.close()

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = came.get(timeout=ANSWER_SECONDS + 1.0)
    except Empty:
        given_up.set()
        last = _at_once(came)  # it may have come between the two
        answer = TimeoutError() if last is None else last
    if isinstance(answer, (OSError, ValueError, MemoryError)):  # the last where what answers is no scheduler
        rule = f"the scheduler does not answer within {ANSWER_SECONDS:g} seconds"
        hint = "start one with `dask scheduler`, or leave the address out to start one here"
        raise BadConfig([Fault("executor.scheduler", scheduler, rule, f"{hint} ({type(answer).__name__})")])
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _at_once(came: Queue[Any]) -> Any:
    """Return what lies in a queue, None if nothing does."""
    try:
        return came.get_nowait()
    except Empty:
        return None


def _do(version: Version, token: str, payload: bytes, chunk: Chunk[Any]) -> Any:
    """Do a chunk in a worker of this version; its threads take turns, as a run needs the process for itself."""
    worker = importlib.import_module("distributed").get_worker()
    if version != Version.here():
        return _Refused(worker.address, Version.here())
    kept = vars(worker).setdefault("beredt", {"lock": threading.Lock()})
    with kept["lock"]:
        if kept.get("token") != token:
            kept["token"], kept["task"] = token, pickle.loads(payload)
        return kept["task"](chunk)
