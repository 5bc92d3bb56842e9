"""Sweeps with a model that takes no time and fails on request: by options of the plan, as a sweep can set them.

`command` gives the command line of a process that carries such a sweep out as `beredt sweep` does.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim import cli, sweeps
from sim.config.load_sweep import load_sweep
from sim.config.schema import Scenario
from sim.config.sweep import SweepJob, SweepSettings
from sim.runs.execute import Model
from sim.runs.parts import PARTS
from sim.runs.refs import RunRef
from sim.runs.store import Store
from sim.tables import RunTables
from tests.support import synthetic

ROOT = Path(__file__).resolve().parents[2]
WEEKS = 12
BAD = 1000  # places of the buffer with which the models below fail, in replication 1
NOTES = "BEREDT_TEST_NOTES"  # names a folder in the environment of workers
POINTS = ("start=empty", "shock=none", "horizon_days=60", "plan=reactive,agreement_2018")
PLACES = "plan.reception.buffer_places=0,1000,2000"
WORDS = (*POINTS, PLACES, "replications=3", "progress=false")
RUNS = 18


def prepare(scenario: Scenario) -> int:
    """Share the places of the buffer."""
    return scenario.plan.reception.buffer_places


def prepare_fails(scenario: Scenario) -> int:
    """Fail for the points with BAD places."""
    if scenario.plan.reception.buffer_places == BAD:
        raise ValueError("the start has no beds")
    return prepare(scenario)


def run(scenario: Scenario, replication: int, places: int, shared: Any = None) -> RunTables:
    """Return made-up tables that depend on plan, places and replication."""
    plan = "lean" if scenario.plan.name == "reactive" else "buffer"
    return synthetic.run_tables(plan, replication, WEEKS, places + scenario.seed)


def _bad(places: int, replication: int) -> bool:
    return places == BAD and replication == 1


def fails(scenario: Scenario, replication: int, places: int) -> RunTables:
    """Fail in some runs."""
    if _bad(places, replication):
        raise ArithmeticError("3 persons are lost")
    return run(scenario, replication, places)


def gives_nan(scenario: Scenario, replication: int, places: int) -> RunTables:
    """Return a value that is no number in some runs."""
    tables = run(scenario, replication, places)
    if _bad(places, replication):
        tables.weekly.values[3, 5, 0] = np.nan
    return tables


def dies(scenario: Scenario, replication: int, places: int) -> RunTables:
    """Kill the process in some runs."""
    if _bad(places, replication):
        os.kill(os.getpid(), signal.SIGKILL)
    return run(scenario, replication, places)


def dies_first(scenario: Scenario, replication: int, places: int) -> RunTables:
    """Kill the process in the very first run of all."""
    if replication == 0 and places == 0 and scenario.plan.name == "reactive":
        os.kill(os.getpid(), signal.SIGKILL)
    return run(scenario, replication, places)


def slow(scenario: Scenario, replication: int, places: int) -> RunTables:
    """Take a tenth of a second."""
    time.sleep(0.1)
    return run(scenario, replication, places)


def waits(scenario: Scenario, replication: int, places: int) -> RunTables:
    """Wait, but for the first run of all, until somebody has put a file named `go` among the notes."""
    until = time.monotonic() + 120
    while replication and not Path(os.environ[NOTES], "go").exists():
        assert time.monotonic() < until, "nobody said go"
        time.sleep(0.01)
    return run(scenario, replication, places)


def notes_memory(scenario: Scenario, replication: int, places: int) -> RunTables:
    """Note the pages of memory that this process has, in a file of its own."""
    with Path(os.environ[NOTES], f"memory-{os.getpid()}").open("a") as notes:
        print(Path("/proc/self/statm").read_text().split()[1], file=notes)
    return run(scenario, replication, places)


def model(name: str = "run") -> Model:
    """Return a model by the name of its function."""
    if name == "prepare_fails":
        return Model(prepare_fails, run)
    return Model(prepare, globals()[name])


def sweep(out: Path, *words: str, of: str = "run", told: list[str] | None = None) -> sweeps.SweepResult:
    """Carry a small sweep out; later words add to those of the small sweep."""
    loaded = _loaded((*WORDS, *words))
    job = replace(loaded, settings=loaded.settings.model_copy(update={"out": str(out)}))
    return sweeps.run_sweep(job, lambda total: _no_progress, model(of), (told if told is not None else []).append)


@cache
def _loaded(words: tuple[str, ...]) -> SweepJob:
    return load_sweep(words)


def settings(*words: str) -> SweepSettings:
    """Return the settings of the small sweep with some changed."""
    return _loaded((*WORDS, *words)).settings


def _no_progress(done: int, total: int, failed: int) -> None:
    """Take no notice."""


def command(of: str, out: Path, *words: str) -> list[str]:
    """Return the command that carries a small sweep out in a process of its own."""
    program = "import sys; from tests.support import swept; sys.exit(swept.main(*sys.argv[1:]))"
    return [sys.executable, "-c", program, of, str(out), *words]


def start(of: str, out: Path, *words: str, **options: Any) -> subprocess.Popen[str]:
    """Start a small sweep in a process of its own."""
    return subprocess.Popen(
        command(of, out, *words), cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
    )


def parts(out: Path) -> int:
    """Count the chunks that are marked as done."""
    return sum(1 for _ in out.glob(f"*/{PARTS}/runs/part-*.parquet"))


def wait_for_parts(out: Path, count: int, program: subprocess.Popen[str]) -> None:
    """Wait until so many chunks are done, or the program has ended."""
    until = time.monotonic() + 60
    while parts(out) < count and program.poll() is None:
        assert time.monotonic() < until, "nothing comes"
        time.sleep(0.01)


def workers_of(program: int) -> list[int]:
    """Return the processes that do the work of a process: the copies of the one it has started for that."""
    found = []
    for child in _children(program):
        try:
            line = Path(f"/proc/{child}/cmdline").read_text()
            found += _children(child) if "forkserver" in line else []
        except FileNotFoundError:
            continue
    return found


def _children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def content(folder: Path) -> dict[str, pa.Table]:
    """Return every kept table of a store, sorted, and which runs there are; that none is there twice is checked."""
    store = Store.open(folder)
    scan = store.scan(full=True)
    assert scan.doubled == 0
    assert not scan.damaged
    tables = {"runs": pa.table({"ref": sorted(f"{point}-{replication}" for point, replication in scan.done)})}
    for name in store.tables:
        rows = pa.concat_tables(
            pq.read_table(chunk.path(name), partitioning=None) for chunk in sorted(scan.chunks, key=lambda c: c.refs)
        )
        plain = rows.cast(pa.schema([_plain(field) for field in rows.schema]))
        tables[name] = plain.sort_by([(column, "ascending") for column in plain.column_names])
    return tables


def _plain(field: pa.Field) -> pa.Field:
    return field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field


def assert_equal(folder: Path, other: Path) -> None:
    """Check that two stores hold the same runs and the same rows."""
    one, two = content(folder), content(other)
    assert one.keys() == two.keys()
    for name in one:
        assert one[name].equals(two[name]), name


def refs(found: Iterable[Any]) -> set[RunRef]:
    """Return the runs of failures."""
    return {each.ref for each in found}


def main(of: str, out: str, *words: str) -> int:
    """Do as `beredt sweep` with a model from here."""
    sweeps.national_model = lambda kernels: model(of)  # stands in for it
    return cli.main(["sweep", *WORDS, f"out={out}", *words])
