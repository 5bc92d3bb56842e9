"""How far a long job is, and how long it will still take, on standard error."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TextIO

LINE_EVERY_SECONDS = 10.0
"""Seconds between plain lines where standard error is no terminal."""
LINE_EVERY_SHARE = 0.25
"""Share of the work between plain lines; whichever comes first."""

FIRST_SHARE, ENOUGH_RUNS = 0.1, 20
"""Runs that must be done before a time is told: a tenth of all, at least two, and twenty are always enough.

The first runs to end are the quickest, and each process spends time before its first.
"""

Told = Callable[[int, int, int], None]
"""Called with (runs done, runs in all, runs failed) after each run, as `sim.runs.execute.execute` does."""


@contextmanager
def progress(
    total: int,
    label: str,
    show: bool = True,
    stream: TextIO | None = None,
    clock: Callable[[], float] = time.monotonic,
    steps: bool = False,
) -> Iterator[Told]:
    """Show the progress of `total` runs: a bar in a terminal, plain lines elsewhere, nothing if not `show`.

    Parameters
    ----------
    total : runs to do
    steps : whether `total` is the most there can be, and each call tells of the runs up to the end of its step;
        the time left is then that of the step
    label : what is done, a word or two
    stream : where to; standard error if left out
    clock : seconds, for tests
    """
    target = stream or sys.stderr
    most = total if steps else None
    if not show or total < 1:
        yield _nothing
    elif target.isatty():
        with _bar(total, label, target, clock, most) as told:
            yield told
    else:
        yield _Lines(label, target, clock, most).told


def _nothing(done: int, total: int, failed: int) -> None:
    """Take no notice."""


@contextmanager
def _bar(
    total: int, label: str, stream: TextIO, clock: Callable[[], float], most: int | None
) -> Iterator[Told]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("runs," if most is None else f"runs of this step, at most {most},"),
        TimeElapsedColumn(),
        TextColumn("used{task.fields[left]}{task.fields[failed]}"),
    )
    started = clock()
    with Progress(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task(label, total=total, left="", failed="")

        def told(done: int, total: int, failed: int) -> None:
            left = seconds_left(done, total, clock() - started)
            bar.update(
                task,
                completed=done,
                total=total,
                left="" if left is None else f", about {duration(left)} left",
                failed=f", {failed} failed" if failed else "",
            )

        yield told


class _Lines:
    """Plain lines, each with the time left, not more than needed to see that it goes on."""

    def __init__(self, label: str, stream: TextIO, clock: Callable[[], float], most: int | None) -> None:
        self._label = label
        self._most = most
        self._stream = stream
        self._clock = clock
        self._started = self._told_at = clock()
        self._told_done = 0

    def told(self, done: int, total: int, failed: int) -> None:
        now = self._clock()
        enough = done - self._told_done >= LINE_EVERY_SHARE * total or done >= total
        if not enough and now - self._told_at < LINE_EVERY_SECONDS:
            return
        self._told_done, self._told_at = done, now
        used = now - self._started
        left = seconds_left(done, total, used)
        step, of_it = ("", "") if self._most is None else (f" of this step (at most {self._most})", " of it")
        when = ", done" if done >= total else "" if left is None else f", about {duration(left)} left{of_it}"
        bad = f", {failed} failed" if failed else ""
        line = f"{self._label}: {done} of {total} runs{step}{bad} in {duration(used)}{when}"
        print(line, file=self._stream, flush=True)


def seconds_left(done: int, total: int, used: float) -> float | None:
    """Time the other runs will take at the pace so far; None while too few are done to tell."""
    if done < min(max(FIRST_SHARE * total, 2), ENOUGH_RUNS):
        return None
    return used * (total - done) / done


def duration(seconds: float) -> str:
    """Write a time as people say it: 8 s, 3 min 5 s, 2 h 10 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


@contextmanager
def bars(label: str, show: bool = True) -> Iterator[Callable[[int], Told]]:
    """Give what begins the progress of so many runs, one bar after the other; each ends the one before."""
    with ExitStack() as shown:

        def begin(total: int) -> Told:
            shown.close()
            return shown.enter_context(progress(total, label, show))

        yield begin


def say(line: str) -> None:
    """Tell a line at once; where nobody reads any more, the work goes on."""
    try:
        print(line, flush=True)
    except BrokenPipeError:
        nobody_reads()


def nobody_reads() -> None:
    """Who read our output has left: what is still to be written goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
