"""Carry out a sweep: the runs that are not there yet, in chunks, each written by whoever ran it.

Runs go by replication, then by world, then by point: a sweep that is stopped holds about as many runs of every
point, and points that differ in their plan only meet the same luck one after the other. Kill anything at any time: the
same command does the rest.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

from sim.config.schema import Scenario
from sim.runs.compact import LARGE_RUNS
from sim.runs.digests import by_world
from sim.runs.execute import Model, Progress, Runner
from sim.runs.executors import Executor
from sim.runs.keep import KeptRun, bytes_beforehand
from sim.runs.parts import PartWriter
from sim.runs.pool import DIED, Chunk
from sim.runs.refs import FailedRun, FinishedRun, RunRef
from sim.runs.store import Store

MOST_IN_A_CHUNK = 256
REMEMBERED = 0.8  # weight of what was seen, each time a chunk ends
PREPARED_KEPT = 32  # scenarios whose preparation a worker keeps
LAST_ROUNDS = 2  # towards the end chunks shrink, so that each worker still gets about so many


class Item(NamedTuple):
    """A run to do. Runs of one replication and world, the plan apart, have their luck in common."""

    ref: RunRef
    scenario: Scenario
    world: int


@dataclass(frozen=True)
class Report:
    """What became of a chunk: runs that ended well, runs that failed, seconds, and the parts if they were sent.

    `size_bytes` is about what all runs of the sweep will take, told with the second run that a worker ends.
    """

    done: tuple[RunRef, ...]
    failed: tuple[FailedRun[RunRef], ...]
    seconds: float
    size_bytes: int | None
    data: bytes | None


class SweepTask:
    """Does chunks of runs and writes their parts; unpacked once in every worker.

    Parameters
    ----------
    sends : whether the parts travel in the report, for workers that do not see the folder of the store
    runs : of the whole sweep
    """

    def __init__(self, model: Model, writer: PartWriter, sends: bool, runs: int) -> None:
        self._model, self._writer, self._sends, self._runs = model, writer, sends, runs
        self._first_two: list[KeptRun] = []
        self._runner = Runner(model, model.share)
        self._prepared: OrderedDict[int, Any] = OrderedDict()

    def __call__(self, chunk: Chunk[Item]) -> Report:
        """Do the runs of a chunk; what goes wrong in one stays with that one.

        Raises
        ------
        BadConfig : if the parts are to be written into a folder that is not seen from here
        """
        if not self._sends:
            self._writer.check_seen()
        began = time.perf_counter()
        finished: list[FinishedRun[RunRef]] = []
        failed: list[FailedRun[RunRef]] = []
        for item in chunk:
            outcome = self._runner.run(item.ref, item.scenario, partial(self._preparation, item))
            if isinstance(outcome, FinishedRun):
                finished.append(outcome)
            else:
                failed.append(outcome)
        kept, bad = self._writer.kept(finished)
        failed += bad
        data = self._writer.pack(kept, failed)
        if not self._sends:
            self._writer.accept(data)
        size = self._size(kept)
        done = tuple(run.ref for run in kept)
        return Report(done, tuple(failed), time.perf_counter() - began, size, data if self._sends else None)

    def _size(self, kept: Sequence[KeptRun]) -> int | None:
        """Return about how many bytes all runs will take when two have ended here, once."""
        if len(self._first_two) == 2:
            return None
        self._first_two += kept[: 2 - len(self._first_two)]
        if len(self._first_two) < 2:
            return None
        size = sum(bytes_beforehand(self._first_two, self._runs, LARGE_RUNS).values())
        self._first_two = [replace(each, tables={}) for each in self._first_two]
        return size

    def _preparation(self, item: Item) -> Any:
        point = item.ref.point
        if point not in self._prepared:
            self._prepared[point] = self._model.prepare(item.scenario)
            if len(self._prepared) > PREPARED_KEPT:
                self._prepared.popitem(last=False)
        self._prepared.move_to_end(point)
        return self._prepared[point]


class _Chunks:
    """Cuts the runs into chunks of about so many seconds, as it learns how long a run takes.

    Runs that have their luck in common stay together where that does not double a chunk.
    """

    def __init__(self, items: Sequence[Item], seconds: float, workers: Callable[[], int]) -> None:
        self._items, self._seconds, self._workers = items, seconds, workers
        self._spent, self._runs, self._at = 0.0, 0.0, 0

    def learn(self, runs: int, seconds: float) -> None:
        """Note how long some runs took; what was seen before counts less and less."""
        self._runs = self._runs * REMEMBERED + runs
        self._spent = self._spent * REMEMBERED + seconds

    def __iter__(self) -> Iterator[Chunk[Item]]:
        while self._at < len(self._items):
            end = self._end()
            yield tuple(self._items[self._at : end])
            self._at = end

    def _end(self) -> int:
        items, at = self._items, self._at
        size = int(self._seconds * self._runs / max(self._spent, 1e-9)) if self._runs else 1
        most = (len(items) - at) // (LAST_ROUNDS * self._workers())
        end = at + max(1, min(size, MOST_IN_A_CHUNK, most))
        furthest = min(at + 2 * (end - at), at + most)
        ahead = end
        while ahead < furthest and _same_luck(items[ahead - 1], items[ahead]):
            ahead += 1
        whole = ahead < len(items) and not _same_luck(items[ahead - 1], items[ahead])
        return ahead if whole else end


def _same_luck(one: Item, other: Item) -> bool:
    return one.world == other.world and one.ref.replication == other.ref.replication


def to_do(points: Sequence[Scenario], replications: Sequence[int], done: AbstractSet[RunRef]) -> list[Item]:
    """List the runs that are not done: by replication, then by world, then by point.

    Parameters
    ----------
    replications : how many each point has
    """
    order = by_world(points)
    return [
        Item(RunRef(number, replication), points[number], world)
        for replication in range(max(replications, default=0))
        for number, world in order
        if replication < replications[number] and (number, replication) not in done
    ]


def carry_out(
    items: Sequence[Item],
    store: Store,
    execute: Executor,
    model: Model,
    *,
    chunk_seconds: float,
    shared_folder: bool,
    progress: Progress,
    each: Callable[[Report], None] | None = None,
    whole: int | None = None,
) -> frozenset[RunRef]:
    """Do the runs and leave them in the store, whose lock the caller holds; return those that ended well.

    Parameters
    ----------
    shared_folder : whether workers write into the folder of the store themselves
    progress : called with (runs done, runs in all, runs failed) after each chunk
    each : called with each report
    whole : runs of the whole sweep, of which the reports tell the size; those of `items` if left out

    Raises
    ------
    NoSpace : if there is no room for a part; what was done before it stays
    """
    chunks = _Chunks(items, chunk_seconds, lambda: execute.workers)
    writer = store.writer()
    done: set[RunRef] = set()
    failed = 0
    for chunk, answer in execute(SweepTask(model, writer, not shared_folder, whole or len(items)), iter(chunks)):
        report: Report = answer or _died(chunk, writer)
        if report.data is not None:
            writer.accept(report.data)
        failed += len(report.failed)
        done.update(report.done)
        if report.seconds:
            chunks.learn(len(chunk), report.seconds)
        progress(len(done) + failed, len(items), failed)
        if each is not None:
            each(report)
    return frozenset(done)


def _died(chunk: Chunk[Item], writer: PartWriter) -> Report:
    """Note the runs whose worker died as failed."""
    failed = tuple(FailedRun(item.ref, "worker", DIED) for item in chunk)
    writer.write((), failed)
    return Report((), failed, 0.0, None, None)
