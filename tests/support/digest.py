"""Print digests of the tables of a job as JSON: `python -m tests.support.digest VERB WORKERS OVERRIDES...`.

It goes the way of `sim.jobs`, without the figures, in a process of its own, as the hash seed of Python is fixed
when a process starts.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from pathlib import Path
from typing import cast

import pyarrow as pa

from sim.config.job import Verb
from sim.config.load import load
from sim.jobs import all_runs
from sim.runs.keys import RunKey
from sim.runs.progress import progress
from sim.runs.writer import to_arrow
from sim.tables import RunTables


def digests(verb: Verb, workers: int, overrides: list[str]) -> dict[str, str]:
    """Run the job and give the digest of each table's file by name; AssertionError if a run failed."""
    job = load(verb, [*overrides, f"workers={workers}"])
    with tempfile.TemporaryDirectory() as folder, progress(job.runs, verb, {}, False) as quiet:
        failures, _, _ = all_runs(job, Path(folder), quiet, None)
        assert not failures, failures
        files = Path(folder).glob("tables/*.parquet")
        return {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def of_run(tables: RunTables) -> dict[str, str]:
    """Digest of each table of one run by name, from its rows as they would be written."""
    found = {}
    for name, table in to_arrow(RunKey("shock", "plan", 0), tables).items():
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table)
        found[name] = hashlib.sha256(sink.getvalue()).hexdigest()
    return found


if __name__ == "__main__":
    print(json.dumps(digests(cast(Verb, sys.argv[1]), int(sys.argv[2]), sys.argv[3:])))
