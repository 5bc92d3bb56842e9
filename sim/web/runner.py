"""The process in which jobs are done, one after the other, so that the page answers while they are and can end them.

It stays warm between jobs: what a job imports is there for the next. To end a job is to end the process: whatever it
is doing stops, its workers with it, nothing half-written stays, and another process takes its place.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from sim.config.faults import Fault
from sim.config.job import Job
from sim.runs.execute import Progress

if TYPE_CHECKING:
    from sim.views.study import Study

GRACE_SECONDS = 5.0
"""Time a process has to clean up before it is killed; our choice."""
STARTED, PROGRESS, DONE, FAULT, FAILED = "started", "progress", "done", "fault", "failed"
MEMORY = "memory"
"""Message of a job that took more than it may."""


FASTEST = "auto"
"""Kernels of every comparison: compiled kernels where they are there; the results are the same bit for bit."""
SHORT_DAYS = 60
"""Of the runs that warm the process up, our choice: after them the usual comparison compiles nothing."""


@dataclass(frozen=True)
class Ask:
    """A job: a verb and its words, as on the command line, and the folder its results take.

    Attributes
    ----------
    key : digest of all that the answer depends on
    words : made by `sim.config.spoken`, never text of a form
    job : of a comparison, loaded already
    """

    key: str
    verb: str
    words: tuple[str, ...]
    config_dirs: tuple[str, ...]
    folder: Path
    job: Job | None = None


@dataclass(frozen=True)
class Told:
    """What the process tells of a job.

    Attributes
    ----------
    kind : started, progress, done, fault (of the input) or failed (the program's)
    numbers : runs done, runs in all, runs failed
    message : why, for those who read it; of a fault of the program its traceback
    faults : of the input, that the message tells in English
    """

    kind: str
    numbers: tuple[int, int, int] = (0, 0, 0)
    message: str = ""
    faults: tuple[Fault, ...] = ()


class Runner:
    """One such process; started at once, so that it is warm when the first job comes."""

    def __init__(self, memory_bytes: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(there, memory_bytes), name="beredt-jobs")
        self._process.start()
        there.close()
        self._ending = threading.Lock()

    @property
    def alive(self) -> bool:
        """Whether the process is there."""
        return self._process.is_alive()

    def give(self, ask: Ask) -> None:
        """Hand a job over; OSError if the process is gone."""
        self._here.send(ask)

    def told(self) -> Told:
        """Wait for what it tells next; EOFError if the process is gone."""
        told: Told = self._here.recv()
        return told

    def end(self) -> None:
        """End the process and whatever it does."""
        with self._ending:
            self._process.terminate()
            self._process.join(GRACE_SECONDS)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
            self._here.close()


def _serve(pipe: Connection, memory_bytes: int) -> None:
    """Do jobs until nobody gives any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends us
    signal.signal(signal.SIGTERM, _stop)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(ImportError, ValueError):  # no such limits here, or a lower one is set already
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    with suppress(EOFError, KeyboardInterrupt, BrokenPipeError):
        _warm()
        while True:
            ask: Ask = pipe.recv()
            pipe.send(Told(STARTED))
            pipe.send(_done(ask, lambda *numbers: pipe.send(Told(PROGRESS, numbers))))


def _end_with_parent() -> None:
    """Stop as for a signal when the server is gone, however it went."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _stop(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _warm() -> None:
    """Import what jobs need, and do a few short runs in workers; one that fails is left to the job that meets it.

    They start the process that workers are copies of, and compile the kernels where their machine code is not stored
    yet: seconds, after an installation, that nobody should wait for.
    """
    from sim.config.load import load
    from sim.runs.execute import Job as RunJob
    from sim.runs.execute import execute, national_model
    from sim.runs.keys import RunKey

    for name in ("sim.jobs", "sim.studies.compare", "sim.views.write"):
        import_module(name)
    short = load("compare", [f"horizon_days={SHORT_DAYS}"])
    runs = [RunJob(RunKey(*pair, 0), number) for number, pair in enumerate(short.scenarios)]
    list(execute(runs, list(short.scenarios.values()), national_model(FASTEST), workers=2))


def _done(ask: Ask, progress: Progress) -> Told:
    """Do a job and tell how it ended."""
    from sim.config.faults import BadConfig
    from sim.decisions.study import NothingLeft
    from sim.runs.files import NoSpace
    from sim.runs.outdir import MANIFEST

    try:
        return _carry_out(ask, progress)
    except NothingLeft as error:
        (ask.folder / MANIFEST).unlink(missing_ok=True)  # it lists the runs that failed, and would stand for an answer
        return Told(FAULT, message=str(error))
    except BadConfig as bad:
        return Told(FAULT, message=str(bad), faults=bad.faults)
    except NoSpace as error:
        return Told(FAULT, message=str(error))
    except MemoryError:
        return Told(FAILED, message=MEMORY)
    except Exception:
        return Told(FAILED, message=traceback.format_exc())


def _carry_out(ask: Ask, progress: Progress) -> Told:
    if ask.job is not None:
        from sim.api import carry_out

        settings = ask.job.settings.model_copy(update={"kernels": FASTEST})
        result = carry_out(replace(ask.job, settings=settings), ask.folder, progress, views=_none)
        return Told(DONE, (ask.job.runs, ask.job.runs, len(result.failures)))
    from sim.api import study

    answer = study(ask.verb, ask.words, ask.config_dirs, tell=_silent, progress=_begin(progress))
    done = int(answer.manifest["done"])
    return Told(DONE, (done, done, len(answer.failed)))


def _none(study: Study, manifest: Mapping[str, Any], folder: Path) -> None:
    """Write nothing beside the tables: pages and reports are told from them when they are asked for."""


def _begin(progress: Progress) -> Callable[[int], Progress]:
    """Give what a study calls at each of its steps: runs so far are told; how many there will be is not known."""
    before = 0

    def begin(total: int) -> Progress:
        nonlocal before
        first = before
        before += total

        def told(done: int, of: int, failed: int) -> None:
            progress(first + done, 0, failed)

        return told

    return begin


def _silent(line: str) -> None:
    """Say nothing: progress is told."""
