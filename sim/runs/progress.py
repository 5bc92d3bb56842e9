"""How far a long job is, and how long it will still take, on standard error.

Its words are given: the sentences of a catalogue that begin with `progress_`.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
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
    texts: Mapping[str, str],
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
    texts : sentences of the language by key, those that begin with `progress_`
    stream : where to; standard error if left out
    clock : seconds, for tests
    """
    target = stream or sys.stderr
    most = total if steps else None
    if not show or total < 1:
        yield _nothing
    elif target.isatty():
        with _bar(total, label, texts, target, clock, most) as told:
            yield told
    else:
        yield _Lines(label, texts, target, clock, most).told


def _nothing(done: int, total: int, failed: int) -> None:
    """Take no notice."""


@contextmanager
def _bar(
    total: int, label: str, texts: Mapping[str, str], stream: TextIO, clock: Callable[[], float], most: int | None
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
        TextColumn(texts["progress_bar" if most is None else "progress_bar_step"].format(most=most)),
        TimeElapsedColumn(),
        TextColumn(texts["progress_used"] + "{task.fields[left]}{task.fields[failed]}"),
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
                left="" if left is None else texts["progress_left"].format(left=duration(left, texts)),
                failed=texts["progress_failed"].format(failed=failed) if failed else "",
            )

        yield told


class _Lines:
    """Plain lines, each with the time left, not more than needed to see that it goes on."""

    def __init__(
        self, label: str, texts: Mapping[str, str], stream: TextIO, clock: Callable[[], float], most: int | None
    ) -> None:
        self._label, self._texts = label, texts
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
        print(self._line(done, total, failed, used, left), file=self._stream, flush=True)

    def _line(self, done: int, total: int, failed: int, used: float, left: float | None) -> str:
        texts, most = self._texts, self._most
        of_left = texts["progress_left" if most is None else "progress_left_step"]
        if done >= total:
            when = texts["progress_done"]
        else:
            when = "" if left is None else of_left.format(left=duration(left, texts))
        return texts["progress_line"].format(
            label=self._label,
            done=done,
            total=total,
            step="" if most is None else texts["progress_step"].format(most=most),
            failed=texts["progress_failed"].format(failed=failed) if failed else "",
            used=duration(used, texts),
            when=when,
        )


def seconds_left(done: int, total: int, used: float) -> float | None:
    """Time the other runs will take at the pace so far; None while too few are done to tell."""
    if done < min(max(FIRST_SHARE * total, 2), ENOUGH_RUNS):
        return None
    return used * (total - done) / done


def duration(seconds: float, texts: Mapping[str, str]) -> str:
    """Write a time as people say it: 8 s, 3 min 5 s, 2 h 10 min; `texts` as for `progress`."""
    whole = round(seconds)
    if whole < 60:
        return texts["progress_seconds"].format(seconds=whole)
    if whole < 3600:
        return texts["progress_minutes"].format(minutes=whole // 60, seconds=whole % 60)
    return texts["progress_hours"].format(hours=whole // 3600, minutes=whole % 3600 // 60)


@contextmanager
def bars(label: str, texts: Mapping[str, str], show: bool = True) -> Iterator[Callable[[int], Told]]:
    """Give what begins the progress of so many runs, one bar after the other; each ends the one before."""
    with ExitStack() as shown:

        def begin(total: int) -> Told:
            shown.close()
            return shown.enter_context(progress(total, label, texts, show))

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
