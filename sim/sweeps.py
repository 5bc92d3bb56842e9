"""Sweeps, from start to end: make or open the store, do what is not there yet, sum up; and say how far one is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from sim import data
from sim.config.sweep import Point, SweepJob
from sim.runs.digests import Digests
from sim.runs.execute import Model, Progress, national_model
from sim.runs.executors import cores, executor
from sim.runs.lock import holder
from sim.runs.manifest import code_digest, versions, warned_facts
from sim.runs.parts import CONFIG_DIGEST
from sim.runs.refs import FailedRun
from sim.runs.store import Scan, Store
from sim.runs.sweep import Report, carry_out, to_do

ROOT = Path("outputs") / "sweeps"
Tell = Callable[[str], None]
ROUNDS = 3  # times in all that runs are done whose parts were damaged as soon as they were there


@dataclass(frozen=True)
class SweepResult:
    """How a sweep stands after a command.

    Attributes
    ----------
    folder : of the store
    done, wanted : runs that are there, and runs that were asked for
    failed : runs that failed and have not succeeded since
    set_aside : parts that were found damaged and whose runs were done again
    """

    folder: Path
    done: int
    wanted: int
    failed: tuple[FailedRun, ...]
    set_aside: tuple[Path, ...]

    @property
    def exit_code(self) -> int:
        """0 if every run ended well, 3 if some failed, 1 if some were lost to damage again and again."""
        return 3 if self.failed else 0 if self.done >= self.wanted else 1


@dataclass(frozen=True)
class Standing:
    """How far a sweep is.

    Attributes
    ----------
    wanted : runs asked for
    seconds_left : at the pace so far; None while nothing is done
    driver : {pid, host, since} of the command at work on it, None if there is none
    """

    name: str
    done: int
    failed: tuple[FailedRun, ...]
    wanted: int
    points: int
    size_bytes: int
    damaged: tuple[Path, ...]
    seconds_left: float | None
    driver: Mapping[str, Any] | None

    @property
    def left(self) -> int:
        """Runs that are neither done nor failed."""
        return max(0, self.wanted - self.done - len(self.failed))


def open_for(job: SweepJob) -> Store:
    """Make the store of a sweep, or open the one that is there; BadConfig if it cannot be used."""
    settings = job.settings
    return Store.create_or_open(
        Path(settings.out) if settings.out is not None else ROOT,
        job.name,
        design_of(job.points, job.axes),
        {"code": code_digest(), "data": data.digest()},
        settings.keep,
        {
            "command": ["beredt", "sweep", *job.overrides],
            "config_dirs": list(job.config_dirs),
            "axes": list(job.axes),
            "replications": settings.replications,
            "workers": settings.workers or cores(),
            "executor": settings.executor.model_dump(),
            "versions": versions(),
            "warned_facts": warned_facts(job.facts),
        },
    )


def design_of(points: Sequence[Point], axes: Sequence[str]) -> pa.Table:
    """Return the design: point, shock, plan, a column a swept key, digest of the scenario.

    Numbers stay numbers where all values of a key are; mixed values become text.
    """
    columns: dict[str, Any] = {
        "point": pa.array([point.number for point in points], pa.int32()),
        "shock": [point.shock for point in points],
        "plan": [point.plan for point in points],
    }
    for axis in axes:
        if axis not in columns:
            columns[axis] = _column([point.values[axis] for point in points])
    digests = Digests()
    columns[CONFIG_DIGEST] = [digests.scenario(point.scenario) for point in points]
    return pa.table(columns)


def run_sweep(
    job: SweepJob, progress: Callable[[int], Progress], model: Model | None = None, tell: Tell = print
) -> SweepResult:
    """Do every run of a sweep that is not there yet.

    Parameters
    ----------
    progress : given the number of runs to do; returns what is called after each chunk
    tell : is told, in a line each, where the store is, what was set aside, and how large it will become

    Raises
    ------
    BadConfig : if the store or the executor cannot be used
    NoSpace : if the disk is full; what was done stays
    """
    store = open_for(job)
    tell(f"sweep {job.name}: {len(job.points)} points, results in {store.folder}")
    settings = job.settings
    workers = 1 if settings.executor.kind == "serial" else settings.workers or cores()
    with store.lock():
        scan = store.scan()
        for path in scan.damaged:
            tell(f"damaged, its runs are done again: {path}")
        replications = settings.replications if isinstance(settings.replications, int) else settings.precision.cap
        scenarios = [point.scenario for point in job.points]
        wanted = len(job.points) * replications
        items = to_do(scenarios, range(replications), scan.done)
        tell(f"{wanted - len(items):,} of {wanted:,} runs are done, {len(items):,} to do")

        def told_size(report: Report) -> None:
            if report.done:
                size = scan.bytes + report.size_bytes / len(report.done) * len(items)
                tell(f"all of it will take about {size / 1e6:,.0f} MB ({', '.join(store.keep)} of each run)")

        after, rounds = scan, 0
        while items and rounds < ROUNDS:
            carry_out(
                items,
                store,
                executor(settings.executor, settings.workers),
                model or national_model(),
                workers=workers,
                chunk_seconds=settings.executor.chunk_seconds,
                shared_folder=settings.executor.shared_folder,
                progress=progress(len(items)),
                first=None if rounds else told_size,
            )
            after, rounds = store.scan(), rounds + 1
            for path in after.damaged:
                tell(f"damaged while the sweep ran: {path}")
            items = to_do(scenarios, range(replications), after.done | {each.ref for each in after.failed})
        _sum_up(store, after)
    failed = tuple(each for each in after.failed if each.ref.replication < replications)
    return SweepResult(
        store.folder, _within(after, replications), wanted, failed, (*scan.damaged, *after.damaged)
    )


def standing(folder: Path) -> Standing:
    """Say how far the sweep in a folder is; BadConfig if it holds none."""
    store = Store.open(folder)
    scan = store.scan()
    meta = store.manifest["meta"]
    points, replications = int(store.manifest["points"]), meta["replications"]
    wanted, done, failed = len(scan.done), len(scan.done), scan.failed
    if isinstance(replications, int):
        wanted, done = points * replications, _within(scan, replications)
        failed = tuple(each for each in failed if each.ref.replication < replications)
    left = max(0, wanted - done)
    pace = scan.seconds / len(scan.done) / max(1, int(meta["workers"])) if scan.done else None
    return Standing(
        store.name,
        done,
        failed,
        wanted,
        points,
        scan.bytes,
        scan.damaged,
        None if pace is None else pace * left,
        holder(folder),
    )


def _within(scan: Scan, replications: int) -> int:
    """Count the runs that are there, without those of more replications asked for before."""
    return sum(ref.replication < replications for ref in scan.done)


def _sum_up(store: Store, scan: Scan) -> None:
    """Write the summary, where headline figures are kept."""
    from sim.runs.keep import HEADLINES
    from sim.studies.store_summary import write_summary

    if scan.done and HEADLINES in store.keep:
        write_summary(store, scan)


def _column(values: Sequence[Any]) -> pa.Array:
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int} or kinds <= {bool} or kinds <= {str}:
        return pa.array(values)
    if kinds <= {int, float}:
        return pa.array([None if value is None else float(value) for value in values])
    return pa.array([None if value is None else str(value) for value in values])
