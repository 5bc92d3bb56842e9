"""Small sweeps of made-up runs: a design, a store, finished runs, and what a store holds in the end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa

from sim.runs.keys import Version
from sim.runs.refs import FailedRun, FinishedRun, RunRef
from sim.runs.store import Store
from tests.support import synthetic

VERSION = Version("c" * 64, "d" * 64, "numpy 2")
KEEP = ("headlines", "breaks", "weekly:all")
PLANS = ("lean", "buffer")
WEEKS = 20


def design(points: int = 4) -> pa.Table:
    """Two plans and a number of places that is swept."""
    numbers = range(points)
    return pa.table(
        {
            "point": pa.array(numbers, pa.int32()),
            "shock": ["surge"] * points,
            "plan": [PLANS[k % 2] for k in numbers],
            "plan.reception.buffer_places": [500 * (k // 2) for k in numbers],
            "config_digest": [hashlib.sha256(f"scenario {k}".encode()).hexdigest() for k in numbers],
        }
    )


def store(
    root: Path, points: int = 4, keep: Iterable[str] = KEEP, name: str = "buffers", version: Version = VERSION
) -> Store:
    """Make a store, or open it again."""
    return Store.create_or_open(root, name, design(points), version, keep, {"replications": 3})


def finished(point: int, replication: int, weeks: int = WEEKS) -> FinishedRun[RunRef]:
    """Return a made-up run of a point."""
    tables = synthetic.run_tables(PLANS[point % 2], replication, weeks)
    return FinishedRun(RunRef(point, replication), tables, 0.25)


def chunk(refs: Iterable[tuple[int, int]]) -> list[FinishedRun[RunRef]]:
    """Return several made-up runs."""
    return [finished(*ref) for ref in refs]


def failure(point: int, replication: int, message: str = "3 persons are lost") -> FailedRun[RunRef]:
    """Return a run that failed."""
    return FailedRun(RunRef(point, replication), "run", message, "Traceback ...")


def refs(points: int, replications: int) -> list[RunRef]:
    """Return every run of a sweep."""
    return [RunRef(point, replication) for replication in range(replications) for point in range(points)]


def tree(folder: Path) -> dict[str, str]:
    """Return {path: digest} of every file below a folder, but for the lock."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock.json"
    }


def filled(root: Path, chunks: Sequence[Sequence[tuple[int, int]]], points: int = 4) -> Store:
    """Make a store and write chunks into it."""
    made = store(root, points)
    for each in chunks:
        made.writer().write(chunk(each), [])
    return made
