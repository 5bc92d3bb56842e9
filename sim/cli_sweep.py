"""The verbs of sweeps on the command line: sweep, status, query."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli_words import SHOWN_FAILURES, failed_told
from sim.config.faults import NO_VALUE, BadConfig, Fault
from sim.runs.progress import say
from sim.views.english import ENGLISH

if TYPE_CHECKING:
    import pyarrow as pa

SHOWN_VALUES = 8
WIDEST_CELL = 60
FORMATS = ("table", "csv", "json")

SWEEP_HELP = """\
usage: beredt sweep [changes] [settings] [--config-dir DIR]

Run many points (shocks, plans, single values), each with many runs, into a store that cannot be lost: stop it or
kill it at any time, and the same command does the rest. Every point is checked before the first run.

points
  shock=a,b         every value with every other: options of groups and single values alike
  KEY=range(0,3000,500)   also choice(...), and glob(*) for the options of a group
  sweep.grid, sweep.zip, sweep.sample   the same in YAML: see configs/sweep.yaml; a sweep.yaml in a folder of your
                    own (--config-dir) takes its place

settings
  name=NAME         first part of the store's folder (sweep)
  replications=N    runs of each point (30); more later extends the sweep; auto: until precise enough, see
                    `precision` in run.yaml; precision.json in the store then says how many each point took and why
  keep=[...]        what is kept of each run: headlines, breaks, weekly:all, weekly, waits, money, targets ...
  workers=W         processes (one a core)
  executor.kind=K   serial, process or dask; executor.scheduler=tcp://HOST:PORT for a cluster that runs already,
                    executor.shared_folder=false if its workers do not see the folder
  out=DIR           folder in which the store's own folder, NAME-HASH, is made (outputs/sweeps)

examples
  beredt sweep shock=autumn_surge,drop plan=reactive,agreement_2018 'plan.reception.buffer_places=range(0,3000,500)'
  beredt sweep name=ready replications=60 plan=glob(*) keep=[headlines,breaks]
"""
STATUS_HELP = """\
usage: beredt status DIR [full=true]

Say how far the sweep in a folder is: runs done, failed, left, and the time left at the pace so far. full=true reads
every file of it to see whether it is whole.
"""
QUERY_HELP = """\
usage: beredt query DIR "SQL" [as=table|csv|json]

Ask the store of a sweep in SQL (DuckDB, reading only). Tables: design, runs, failed, summary, and what is kept of
each run (headlines, breaks, weekly ...), with the columns of the design in each.

example
  beredt query outputs/sweeps/sweep-1a2b3c4d "select shock, plan, metric, median(value) from headlines group by all"
"""


def sweep(words: Sequence[str], config_dirs: Sequence[str], early: Sequence[Fault]) -> int:
    """Carry a sweep out and return the exit code."""
    from sim.api import sweep as carry_out
    from sim.config.load_sweep import load_sweep

    job = load_sweep(words, config_dirs, early)
    for line in job.warnings:
        print(f"beredt: warning: {line}", file=sys.stderr)
    result = carry_out(job, tell=say)
    say(f"{result.done:,} of {result.wanted:,} runs are there: {result.folder}")
    for line in failed_told([("", each) for each in result.failed], result.folder / "failed", ENGLISH):
        print(line, file=sys.stderr)
    return result.exit_code


def check(words: Sequence[str], config_dirs: Sequence[str], early: Sequence[Fault]) -> int:
    """Validate every point of a sweep, tell how much it is, and return the exit code."""
    from sim.config.load_sweep import load_sweep
    from sim.sweeps import check_past, starts_told

    job = load_sweep(words, config_dirs, early)
    for line in job.warnings:
        print(f"beredt: warning: {line}", file=sys.stderr)
    check_past(job)
    replications = job.settings.replications
    runs = f"{len(job.points) * replications:,} runs" if isinstance(replications, int) else "runs until precise enough"
    print(f"sweep {job.name}: {len(job.points):,} points, {runs}; kept of each: {', '.join(job.settings.keep)}")
    for axis in job.axes:
        values = list(dict.fromkeys(str(point.values[axis]) for point in job.points))
        more = f" and {len(values) - SHOWN_VALUES} more" if len(values) > SHOWN_VALUES else ""
        print(f"  {axis}: {', '.join(values[:SHOWN_VALUES])}{more}")
    if job.starts:
        print(f"  {starts_told(job)}")
    return 0


def status(words: Sequence[str], early: Sequence[Fault]) -> int:
    """Say how far a sweep is and return the exit code."""
    from sim.runs.progress import duration
    from sim.sweeps import size_in_words, standing

    folder, full = _status_words(words, early)
    found = standing(folder, full)
    more = " or more" if found.or_more else ""
    print(f"{found.name}: {found.points:,} points, {found.wanted:,} runs{more}, {size_in_words(found.size_bytes)}")
    print(f"done {found.done:,}, failed {len(found.failed):,}, left {found.left:,}{more}")
    if found.seconds_left and found.left:
        print(f"about {duration(found.seconds_left, ENGLISH.sentences)} of work left at the pace so far")
    if found.other_version:
        print(f"it was made by another version of Beredt ({found.other_version}): only that one goes on with it")
    if found.driver is None:
        again = found.left and not found.other_version
        print("nobody is at work on it" + ("; give its command again to go on" if again else ""))
    else:
        who = found.driver
        print(f"at work: process {who.get('pid', '?')} on {who.get('host', '?')} since {who.get('since', '?')}")
    for path in found.damaged:
        print(f"damaged: {path}")
    for failed in found.failed[:SHOWN_FAILURES]:
        ref = failed.ref
        print(f"failed: point {ref.point}, replication {ref.replication}, {failed.stage}: {failed.message}")
    return 3 if found.failed else 0


def _status_words(words: Sequence[str], early: Sequence[Fault]) -> tuple[Path, bool]:
    """Return the folder, and whether every file is read."""
    faults, folders, full = list(early), [], "false"
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or Path(word).exists():
            folders.append(word)
        elif key != "full":
            faults.append(Fault(key, value, f"unknown key {key!r}", "status takes full=true only"))
        elif value not in ("true", "false"):
            faults.append(Fault(key, value, "must be true or false"))
        else:
            full = value
    if len(folders) != 1:
        faults.append(Fault("status", NO_VALUE, f"takes one folder, got {len(folders)}", "beredt status DIR"))
    if faults:
        raise BadConfig(faults)
    return Path(folders[0]), full == "true"


def query(words: Sequence[str], early: Sequence[Fault]) -> int:
    """Answer a question in SQL and return the exit code."""
    from sim.runs.query import answer
    from sim.runs.remarks import remarks
    from sim.runs.store import Store

    faults = list(early)
    how = "table"
    rest = []
    for word in words:
        if word.startswith("as="):
            how = word.removeprefix("as=")
        else:
            rest.append(word)
    if how not in FORMATS:
        faults.append(Fault("as", how, f"must be one of {', '.join(FORMATS)}"))
    if len(rest) != 2:
        rule = f"takes a folder and a statement, got {len(rest)} words"
        faults.append(Fault("query", NO_VALUE, rule, 'beredt query DIR "SQL"'))
    if faults:
        raise BadConfig(faults)
    store = Store.open(Path(rest[0]))
    scan = store.scan()
    for line in remarks(store, scan):
        print(f"beredt: warning: {line}", file=sys.stderr)
    _print(answer(store, scan, rest[1]), how)
    return 0


def _print(answer: pa.Table, how: str) -> None:
    if how == "json":
        import json

        for row in answer.to_pylist():
            print(json.dumps(row, ensure_ascii=False, default=str))
    elif how == "csv":
        import pyarrow.csv

        pyarrow.csv.write_csv(answer, sys.stdout.buffer)
        sys.stdout.flush()
    else:
        columns = [[_cell(value) for value in column.to_pylist()] for column in answer.columns]
        widths = [
            max([len(name), *map(len, cells)]) for name, cells in zip(answer.column_names, columns, strict=True)
        ]
        for line in (answer.column_names, *zip(*columns, strict=True)):
            print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
        print(f"{answer.num_rows:,} rows")


def _cell(value: object) -> str:
    text = f"{value:,.6g}" if isinstance(value, float) else "-" if value is None else str(value)
    return text if len(text) <= WIDEST_CELL else text[: WIDEST_CELL - 1] + "…"
