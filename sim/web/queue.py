"""The queue of jobs: who waits where, how far the one at work is, what is done; finished results lie in their folders.

One job is done at a time, with a worker for each core: the first to ask has its answer soonest, and nobody waits
longer for it than if all ran at once.
"""

from __future__ import annotations

import re
import shutil
import threading
import time
import traceback
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

from sim.config.faults import BadConfig, Fault
from sim.runs.lock import locked
from sim.runs.outdir import MANIFEST
from sim.runs.progress import seconds_left
from sim.web.runner import DONE, FAILED, FAULT, PROGRESS, Ask, Told

Status = Literal["none", "waiting", "running", "done", "failed", "cancelled"]
PLAIN = re.compile(r"[a-z0-9][a-z0-9-]*")
"""Names that folders of results may have: no path, and nothing hidden."""
MOST_REMEMBERED = 500
"""Jobs that failed or were cancelled of which the reason is kept; our choice."""
GONE, OVERDUE = "gone", "overdue"
"""Why a job failed whose process died, or that took longer than it may."""


class Full(Exception):  # noqa: N818 - the name says what is wrong
    """As many jobs wait as may."""


@dataclass(frozen=True)
class State:
    """How a job stands.

    Attributes
    ----------
    place : of one that waits, how many come before it, the one at work included
    done, total, failed : runs
    seconds_left : of one at work; None while too little is done to tell
    message : why it failed; of a fault of the program its traceback
    fault : whether it failed for a fault of the question
    faults : of the question, where it failed for some
    folder : of the results of one that is done
    """

    status: Status
    place: int = 0
    done: int = 0
    total: int = 0
    failed: int = 0
    seconds_left: float | None = None
    message: str = ""
    fault: bool = False
    faults: tuple[Fault, ...] = ()
    folder: Path | None = None


class Process(Protocol):
    """What does jobs: see `sim.web.runner.Runner`."""

    @property
    def alive(self) -> bool:
        """Whether it is there."""

    def give(self, ask: Ask) -> None:
        """Take a job."""

    def told(self) -> Told:
        """Tell the next of it."""

    def end(self) -> None:
        """End whatever it does."""


def _nothing() -> None:
    """Do nothing."""


class Queue:
    """Does jobs in the order they came.

    Parameters
    ----------
    results : folder that holds KEY/ of each finished job
    most : jobs that wait or run at a time
    most_seconds : that a job may take
    process : starts what does them; for tests

    Raises
    ------
    BadConfig : if another process holds the folder
    """

    def __init__(self, results: Path, most: int, most_seconds: float, process: Callable[[], Process]) -> None:
        self._results, self._most, self._most_seconds, self._start = results, most, most_seconds, process
        self._tell: Callable[[], None] = _nothing
        self._read: Counter[str] = Counter()
        results.mkdir(parents=True, exist_ok=True)
        self._held = ExitStack()
        self._held.enter_context(_alone(results))
        self._clear("*")  # of a server that was killed
        self._lock = threading.Condition()
        self._waiting: OrderedDict[str, Ask] = OrderedDict()
        self._running: Ask | None = None
        self._stopped = ""
        self._began = 0.0
        self._state = State("none")
        self._ended: OrderedDict[str, State] = OrderedDict()
        self._closed = False
        self._process = process()
        self._thread = threading.Thread(target=self._work, name="beredt-queue", daemon=True)
        self._thread.start()

    def after_each(self, call: Callable[[], None]) -> None:
        """Have something called after each job, when nothing of it is held; if it fails, that stops no job."""
        self._tell = call

    def folder(self, key: str) -> Path:
        """Return where the results of a job lie, or will."""
        return self._results / key

    def submit(self, ask: Ask, ready: Callable[[], None] = _nothing) -> None:
        """Put a job at the end, unless it waits, runs or is done already; raise Full if too many are there.

        Parameters
        ----------
        ready : called when the job is taken, before it can begin and while nothing is taken away
        """
        with self._lock:
            if ask.key in self._waiting or self._is_done(ask.key):
                return
            if self._running is not None and self._running.key == ask.key and not self._stopped:
                return
            if len(self._waiting) + (self._running is not None) >= self._most:
                raise Full
            ready()
            self._ended.pop(ask.key, None)
            self._waiting[ask.key] = ask
            self._lock.notify_all()

    def state(self, key: str) -> State:
        """Return how a job stands; one that is being stopped is at work until it is given up."""
        with self._lock:
            if key in self._waiting:
                return State("waiting", place=list(self._waiting).index(key) + (self._running is not None))
            if self._running is not None and self._running.key == key:
                used = time.monotonic() - self._began
                return replace(self._state, seconds_left=seconds_left(self._state.done, self._state.total, used))
            if self._is_done(key):
                return State("done", folder=self.folder(key))
            return self._ended.get(key, State("none"))

    def cancel(self, key: str) -> None:
        """Take a job out of the queue, or end it where it is at work: for all who wait for it."""
        with self._lock:
            if self._waiting.pop(key, None) is not None:
                self._remember(key, State("cancelled"))
                return
            job = self._running
        if job is not None and job.key == key:
            self._stop(job, "cancelled")

    @contextmanager
    def reading(self, key: str) -> Iterator[None]:
        """Hold the results of a job, which are not taken away meanwhile."""
        with self._lock:
            self._read[key] += 1
        try:
            yield
        finally:
            with self._lock:
                self._read -= Counter([key])

    def in_use(self) -> frozenset[str]:
        """Return the keys of jobs that wait or are at work, of results that are read, and of what these link to."""
        with self._lock:
            keys = {*self._waiting, *self._read} | ({self._running.key} if self._running is not None else set())
        links = [each for key in keys for each in self.folder(key).glob("*") if each.is_symlink()]
        return frozenset(keys | {each.resolve().parent.name for each in links})

    def take_away(self, key: str) -> bool:
        """Remove the results of a job; return whether that was done: not of one that is made, read, or not there.

        A key that is no plain name is refused here too, whoever asks: what is moved and removed lies in the folder of
        results, directly.
        """
        if PLAIN.fullmatch(key) is None:
            return False
        gone = self._results / f".{key}.taken.partial"
        with self._lock:
            folder = self.folder(key)
            if key in self.in_use() or folder.is_symlink() or not folder.is_dir():
                return False
            try:
                folder.rename(gone)
            except OSError:  # it cannot be moved, so it stays as it is
                return False
        shutil.rmtree(gone, ignore_errors=True)
        return True

    def close(self) -> None:
        """End what is at work and take no more."""
        with self._lock:
            self._closed = True
            self._waiting.clear()
            self._lock.notify_all()
        self._process.end()
        self._thread.join()
        self._held.close()

    def _is_done(self, key: str) -> bool:
        return (self.folder(key) / MANIFEST).is_file()

    def _stop(self, job: Ask, why: str) -> None:
        """End a job if it is at work, and wait until it is given up."""
        with self._lock:
            if self._running is not job or self._stopped:
                return
            self._stopped, process = why, self._process  # the next job may have another by the time this one is ended
        process.end()
        with self._lock:
            self._lock.wait_for(lambda: self._running is not job or self._closed)

    def _remember(self, key: str, state: State) -> None:
        self._ended[key] = state
        while len(self._ended) > MOST_REMEMBERED:
            self._ended.popitem(last=False)

    def _clear(self, key: str) -> None:
        """Take away what was half written of a job, where its process could not."""
        for left in self._results.glob(f".{key}.*.partial"):
            shutil.rmtree(left, ignore_errors=True)

    def _work(self) -> None:
        """Do jobs, one after the other, until the queue is closed."""
        while True:
            with self._lock:
                self._lock.wait_for(lambda: self._closed or self._waiting)
                if self._closed:
                    return
                _, ask = self._waiting.popitem(last=False)
                self._running, self._stopped = ask, ""
                self._state, self._began = State("running"), time.monotonic()
            late = threading.Timer(self._most_seconds, self._stop, (ask, OVERDUE))
            late.daemon = True
            late.start()
            ended = self._do(ask)
            late.cancel()
            with self._lock:
                stopped = self._stopped
                if stopped:
                    ended = State("cancelled") if stopped == "cancelled" else State("failed", message=stopped)
                if not self._is_done(ask.key):
                    self._remember(ask.key, ended)
                self._running, self._stopped = None, ""
                self._lock.notify_all()
            try:
                self._tell()
            except Exception:  # told on the console of the server; the queue goes on
                traceback.print_exc()
            if stopped or not self._process.alive:  # it may be on its way out: the next job gets another
                self._process.end()
                self._clear(ask.key)

    def _do(self, ask: Ask) -> State:
        """Hand a job to the process and follow it to its end; whatever goes wrong is this job's alone."""
        try:
            with self._lock:
                if self._closed or self._stopped:  # before it had a process
                    return State("cancelled")
                if not self._process.alive:
                    self._process = self._start()
            self._process.give(ask)
            while True:
                told = self._process.told()
                if told.kind == PROGRESS:
                    done, total, failed = told.numbers
                    with self._lock:
                        self._state = State("running", done=done, total=total, failed=failed)
                elif told.kind == DONE:
                    return State("done")
                elif told.kind in (FAULT, FAILED):
                    return State("failed", message=told.message, fault=told.kind == FAULT, faults=told.faults)
        except (EOFError, OSError):  # the process is gone: ended by us, or died
            self._process.end()
            return State("failed", message=GONE)
        except Exception:
            self._process.end()
            return State("failed", message=traceback.format_exc())


@contextmanager
def _alone(results: Path) -> Iterator[None]:
    """Hold the folder of results; BadConfig if another server does."""
    try:
        with locked(results):
            yield
    except BadConfig as bad:
        hint = "stop it, or give this one a folder of its own, such as out=outputs/served-2"
        raise BadConfig(Fault("out", str(results.parent), each.rule, hint) for each in bad.faults) from None
