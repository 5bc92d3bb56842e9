"""Sweeps, from start to end: make or open the store, do what is not there yet, sum up; and say how far one is."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from sim.config.job import Kernels
from sim.config.sweep import Executor, Kept, Point, SweepJob, SweepSettings
from sim.runs.compact import compact
from sim.runs.digests import Digests
from sim.runs.execute import Model, Progress, kernels_named, national_model
from sim.runs.executors import cores, executor
from sim.runs.files import write_whole
from sim.runs.keep import HEADLINES
from sim.runs.keys import SHOWN_DIGITS, Version, code_digest
from sim.runs.lock import holder
from sim.runs.manifest import versions
from sim.runs.parts import CONFIG_DIGEST
from sim.runs.query import answer
from sim.runs.refs import FailedRun, RunRef
from sim.runs.remarks import asked, other_version, within
from sim.runs.resolved import resolved, warned
from sim.runs.states import States
from sim.runs.store import PRECISION, UNCERTAINTY, Scan, Store
from sim.runs.sweep import Report, carry_out, to_do
from sim.studies.metrics import METRICS
from sim.studies.precision import Figure, Rules, Verdict, decide
from sim.studies.precision import report as report_of
from sim.studies.rounds import rules_of
from sim.studies.store_summary import write_summary
from sim.studies.store_uncertainty import SAMPLED, rough, write_uncertainty

ROOT = Path("outputs") / "sweeps"
Tell = Callable[[str], None]
ROUNDS = 3  # times in all that runs are done whose parts were damaged as soon as they were there
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds; a network file system may show what others wrote a little later


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
    failed: tuple[FailedRun[RunRef], ...]
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
    or_more : whether it is open how many more follow, until figures are precise enough
    seconds_left : at the pace so far; None while nothing is done
    driver : {pid, host, since} of the command at work on it, None if there is none
    other_version : in what the version that made it differs from this one, empty if it does not
    """

    name: str
    done: int
    failed: tuple[FailedRun[RunRef], ...]
    wanted: int
    or_more: bool
    points: int
    size_bytes: int
    damaged: tuple[Path, ...]
    seconds_left: float | None
    driver: Mapping[str, Any] | None
    other_version: str

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
        Version.here(),
        settings.keep,
        {
            "axes": list(job.axes),
            SAMPLED: list(job.sampled),
            "replications": settings.replications,
            "first_round": None if settings.precision is None else rules_of(settings.precision).first_round,
            "workers": settings.workers or cores(),
            "warned_facts": warned(job.facts),
            **resolved(job.points, job.axes),
        },
        {
            "command": ["beredt", "sweep", *job.overrides],
            "config_dirs": list(job.config_dirs),
            "replications": settings.replications,
            "executor": settings.executor.model_dump(),
            "kernels": kernels_named(settings.kernels),
            "versions": versions(),
        },
        saved=States.of(point.scenario for point in job.points),
    )


class Manner(Protocol):
    """How the runs of a back-test or a study are carried out."""

    @property
    def workers(self) -> int | None:
        """Processes at work; None: one a core."""

    @property
    def kernels(self) -> Kernels:
        """Code that does the counting."""

    @property
    def progress(self) -> bool:
        """Whether progress is shown."""


def settings_within(
    name: str, replications: int, manner: Manner, keep: Sequence[Kept], out: Path, chunk_seconds: float
) -> SweepSettings:
    """Return the settings of a sweep within a larger study, on this machine.

    Its store is named by the code too: another version of the program begins anew.

    Parameters
    ----------
    out : folder in which its store is made
    chunk_seconds : of work handed out at a time
    """
    return SweepSettings(
        name=f"{name}-{code_digest()[:SHOWN_DIGITS]}",
        replications=replications,
        workers=manner.workers,
        kernels=manner.kernels,
        executor=Executor(
            kind="serial" if manner.workers == 1 else "process",
            scheduler=None,
            shared_folder=True,
            chunk_seconds=chunk_seconds,
        ),
        keep=tuple(keep),
        out=str(out),
        progress=manner.progress,
        precision=None,
    )


def _alike(design: pa.Table) -> list[tuple[int, int]]:
    """Return the points whose scenario an earlier one has too, each after that one."""
    first: dict[str, int] = {}
    digests = design.column(CONFIG_DIGEST).to_pylist()
    return [(first[each], point) for point, each in enumerate(digests) if first.setdefault(each, point) != point]


def starts_told(job: SweepJob) -> str:
    """Say which shocks begin from which start."""
    each = (f"{start} ({', '.join(shocks)})" for start, shocks in job.starts.items())
    return f"the points begin from different starts, so figures differ by more than the shock: {', '.join(each)}"


def check_past(job: SweepJob) -> None:
    """Raise BadConfig if points go on from a saved run and cannot."""
    if all(point.scenario.start.path is None for point in job.points):
        return
    from sim.runs.branch import check  # what it needs is imported only where something is run

    check([point.scenario for point in job.points], job.settings.replications_at_most, job.settings.kernels)


def design_of(points: Sequence[Point], axes: Sequence[str]) -> pa.Table:
    """Return the design: point, shock, plan, start, a column a swept key, digest of the scenario.

    Numbers stay numbers where all values of a key are; mixed values become text.
    """
    columns: dict[str, Any] = {
        "point": pa.array([point.number for point in points], pa.int32()),
        "shock": [point.shock for point in points],
        "plan": [point.plan for point in points],
        "start": [point.start for point in points],
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
    BadConfig : if the store, the executor, the kernels or the saved run that it goes on from cannot be used
    NoSpace : if the disk is full; what was done stays
    """
    model = model or national_model(job.settings.kernels)
    check_past(job)
    store = open_for(job)
    tell(f"sweep {job.name}: {len(job.points)} points, results in {store.folder}")
    if job.starts:
        tell(starts_told(job))
    for first, second in _alike(store.design):
        tell(f"points {first} and {second} are the same scenario under two names: both are run")
    with store.lock():
        scan = store.scan()
        for path in scan.damaged:
            tell(f"damaged, its runs are done again: {path}")
        (store.folder / UNCERTAINTY).unlink(missing_ok=True)  # of other runs as soon as one is added or lost
        work = _Work(job, store, scan, model, progress, tell)
        if isinstance(job.settings.replications, int):
            wanted = [job.settings.replications] * len(job.points)
            work.fill(wanted)
        else:
            wanted = work.until_precise()
        after = compact(store, work.scan)
        if after.done and HEADLINES in store.keep:
            write_summary(store, after)
            splits = write_uncertainty(store, after)
            if splits is not None:
                tell(f"how much of each figure's spread is not knowing the sampled inputs: {UNCERTAINTY}")
                for line in rough(splits):
                    tell(f"warning: these splits are rough: {line}")
    failed = tuple(
        each
        for each in after.failed
        if each.ref.replication < wanted[each.ref.point] and each.ref not in job.left_out
    )
    set_aside = (*scan.damaged, *work.set_aside)
    done = within(after.done - job.left_out, wanted)
    return SweepResult(store.folder, done, sum(wanted) - len(job.left_out), failed, set_aside)


class _Work:
    """The runs of one sweep, whose store is held."""

    def __init__(
        self,
        job: SweepJob,
        store: Store,
        scan: Scan,
        model: Model,
        progress: Callable[[int], Progress],
        tell: Tell,
    ) -> None:
        self._job, self._store, self._model, self._tell = job, store, model, tell
        self._progress = progress
        self.scan = scan
        self._size_told = False
        self._given_up = frozenset(RunRef(*each) for each in job.left_out)
        self.set_aside: list[Path] = []

    def fill(self, replications: Sequence[int]) -> None:
        """Do what is not there of so many replications of each point; what failed here already is left alone."""
        settings, scan = self._job.settings, self.scan
        scenarios = [point.scenario for point in self._job.points]
        items = to_do(scenarios, replications, scan.done | self._given_up)
        left_out = self._job.left_out
        wanted = sum(replications) - len(left_out)
        done_before = within(scan.done - left_out, replications)
        self._tell(f"{done_before:,} of {wanted:,} runs are done, {len(items):,} to do")
        if not items:
            return
        where = executor(settings.executor, settings.workers, self._tell)

        def take_note(report: Report) -> None:
            self._store.note(workers=where.workers)
            if report.size_bytes is not None and not self._size_told:
                self._size_told = True
                size = size_in_words(report.size_bytes)
                self._tell(f"all will take about {size} ({', '.join(self._store.keep)} of each run)")

        for _ in range(ROUNDS):
            done = carry_out(
                items,
                self._store,
                where,
                self._model,
                chunk_seconds=settings.executor.chunk_seconds,
                shared_folder=settings.executor.shared_folder,
                progress=self._progress(len(items)),
                each=take_note,
                whole=wanted,
            )
            self.scan = after = self._seen(done)
            for path in after.damaged:
                self._tell(f"damaged while the sweep ran, its runs are done again: {path}")
            self.set_aside += after.damaged
            self._given_up |= {each.ref for each in after.failed}
            items = to_do(scenarios, replications, after.done | self._given_up)
            if not items:
                return

    def _seen(self, done: AbstractSet[RunRef]) -> Scan:
        """Look what is there, again after a while where runs that were written are neither seen nor damaged."""
        scan = self._store.scan()
        for pause in PAUSES:
            if scan.damaged or done <= scan.done:
                break
            time.sleep(pause)
            scan = self._store.scan()
        return scan

    def until_precise(self) -> list[int]:
        """Add replications to each point until its headline figures are known well enough; return how many."""
        assert self._job.settings.precision is not None, "the settings saw to it"
        rules = rules_of(self._job.settings.precision)
        wanted = [rules.first_round] * len(self._job.points)
        (self._store.folder / PRECISION).unlink(missing_ok=True)
        while True:
            self.fill(wanted)
            verdicts = self._verdicts(wanted, rules)
            more = [verdict.next for verdict in verdicts]
            if not any(more):
                break
            wanted = [count + further for count, further in zip(wanted, more, strict=True)]
        reports = {str(number): report_of(verdict, rules) for number, verdict in enumerate(verdicts)}
        write_whole(self._store.folder / PRECISION, json.dumps(reports, indent=1).encode())
        missed = sum(not verdict.enough for verdict in verdicts)
        self._tell(
            f"replications: {min(wanted)} to {max(wanted)} a point; "
            f"{len(wanted) - missed} of {len(wanted)} points are known as well as wanted, see {PRECISION}"
        )
        return wanted

    def _verdicts(self, wanted: Sequence[int], rules: Rules) -> list[Verdict]:
        """Judge the headline figures of each point."""
        names = ", ".join(f"'{each.name}'" for each in METRICS)
        rows = answer(
            self._store,
            self.scan,
            "select point, metric, list(replication order by replication) as runs, "
            "list(value order by replication) as figures "
            f"from headlines where metric in ({names}) group by point, metric order by point, metric",
        )
        values: list[dict[Figure, Any]] = [{} for _ in wanted]
        for point, metric, runs, figures in zip(*(rows.column(name) for name in rows.column_names), strict=True):
            count, done = wanted[point.as_py()], runs.values.to_numpy()
            row = values[point.as_py()][Figure(metric.as_py())] = np.full(count, np.nan)
            row[done[done < count]] = figures.values.to_numpy()[done < count]
        return [
            replace(decide(figures, rules), replications=count)
            for figures, count in zip(values, wanted, strict=True)
        ]


def standing(folder: Path, full: bool = False) -> Standing:
    """Say how far the sweep in a folder is; BadConfig if it holds none.

    Parameters
    ----------
    full : read every part to see whether it is whole
    """
    store = Store.open(folder)
    scan = store.scan(full)
    counts, or_more = asked(store, scan)
    wanted, done = sum(counts), within(scan.done, counts)
    failed = tuple(each for each in scan.failed if each.ref.replication < counts[each.ref.point])
    left = max(0, wanted - done)
    workers = max(1, int(store.manifest["meta"]["workers"]))
    pace = scan.seconds / len(scan.done) / workers if scan.done else None
    return Standing(
        store.name,
        done,
        failed,
        wanted,
        or_more,
        len(counts),
        scan.bytes,
        scan.damaged,
        None if pace is None else pace * left,
        holder(folder),
        other_version(store),
    )


def _column(values: Sequence[Any]) -> pa.Array:
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int} or kinds <= {bool} or kinds <= {str}:
        return pa.array(values)
    if kinds <= {int, float}:
        return pa.array([None if value is None else float(value) for value in values])
    return pa.array([None if value is None else str(value) for value in values])


def size_in_words(size_bytes: float) -> str:
    """Write a size in the unit that fits it."""
    return f"{size_bytes / 1e3:,.0f} kB" if size_bytes < 1e6 else f"{size_bytes / 1e6:,.1f} MB"
