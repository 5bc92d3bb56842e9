"""The store of a sweep at size: 10,000 made-up runs of 40 weekly series, written, looked at, and asked.

    python benchmarks/store.py             # writes about 150 MB into a temporary folder, two minutes
    python benchmarks/store.py --runs 1000 # fewer runs
    python benchmarks/store.py --check     # exit 1 if a target is missed

What is asked is asked in a process of its own, so that peak memory is its own.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sim.runs.keep import bytes_beforehand, keep_run  # noqa: E402 - the root has to be on the path first
from sim.runs.keys import Version  # noqa: E402 - the root has to be on the path first
from sim.runs.query import query  # noqa: E402 - the root has to be on the path first
from sim.runs.refs import FinishedRun, RunRef  # noqa: E402 - the root has to be on the path first
from sim.runs.store import Store  # noqa: E402 - the root has to be on the path first
from sim.tables import Weekly  # noqa: E402 - the root has to be on the path first
from tests.support import synthetic  # noqa: E402 - the root has to be on the path first

RUNS, SERIES, WEEKS, CHUNK = 10_000, 40, 157, 20
SHOCKS, PLANS = 5, 4
KEEP = ("headlines", "breaks", "weekly:all")
WITHIN_SECONDS, WITHIN_MB = 1.0, 500.0
"""Targets: one metric by scenario and plan, and the memory of who asks."""

QUERIES = {
    "one headline by scenario and plan": (
        "SELECT shock, plan, count(*) AS runs, median(value), quantile_cont(value, 0.95) "
        "FROM headlines WHERE metric = 'peak_need' GROUP BY ALL ORDER BY ALL"
    ),
    "peak of one weekly series by scenario and plan": (
        "SELECT shock, plan, median(peak), quantile_cont(peak, 0.95) FROM (SELECT shock, plan, point, replication, "
        "max(value) AS peak FROM weekly WHERE series = 'residents' GROUP BY ALL) GROUP BY ALL ORDER BY ALL"
    ),
    "median and 90 % band of one weekly series by scenario, plan and week": (
        "SELECT shock, plan, date, median(value), quantile_cont(value, 0.05), quantile_cont(value, 0.95) "
        "FROM weekly WHERE series = 'residents' GROUP BY ALL ORDER BY ALL"
    ),
}


def design() -> pa.Table:
    """Return every shock with every plan."""
    pairs = list(itertools.product(range(SHOCKS), range(PLANS)))
    digests = [hashlib.sha256(str(pair).encode()).hexdigest() for pair in pairs]
    return pa.table(
        {
            "point": pa.array(range(len(pairs)), pa.int32()),
            "shock": [f"shock_{shock}" for shock, _ in pairs],
            "plan": [f"plan_{plan}" for _, plan in pairs],
            "config_digest": digests,
        }
    )


def runs(count: int) -> Iterator[FinishedRun[RunRef]]:
    """Yield made-up runs, replication by replication; every series is whole numbers that wander."""
    base = synthetic.run_tables("lean", 0, WEEKS)
    more = tuple(f"series_{k}" for k in range(SERIES - len(base.weekly.series)))
    names = (*base.weekly.series, *more)
    points = SHOCKS * PLANS
    for k in range(count):
        luck = np.random.default_rng(k)
        steps = luck.integers(-40, 41, (WEEKS, len(names), 1))
        values = np.maximum(0, 2000 + np.cumsum(steps, axis=0)).astype(np.float64)
        weekly = Weekly(base.weekly.dates, names, ("all",), values)
        yield FinishedRun(RunRef(k % points, k // points), replace(base, weekly=weekly), 1.0)


def peak_mb() -> float:
    """Give the peak memory of this process so far, MB (the system counts in kB, on macOS in bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1024.0)


def write(folder: Path, count: int, chunk: int) -> tuple[Store, float, int]:
    """Write the runs; return the store, the seconds of the writing itself, and the bytes told beforehand."""
    store = Store.create_or_open(folder, "size", design(), Version("c", "d", "numpy"), KEEP)
    writer, seconds, told = store.writer(), 0.0, 0
    for some in batched(runs(count), chunk):
        if not told:
            told = sum(bytes_beforehand([keep_run(run, KEEP) for run in some[:2]], count, chunk).values())
        began = time.perf_counter()
        writer.write(some, [])
        seconds += time.perf_counter() - began
    return store, seconds, told


def batched(made: Iterator[FinishedRun[RunRef]], size: int) -> Iterator[tuple[FinishedRun[RunRef], ...]]:
    """Yield the runs `size` at a time."""
    while some := tuple(itertools.islice(made, size)):
        yield some


def ask(folder: Path) -> dict[str, list[float]]:
    """Return seconds and CPU seconds of each query, and the peak of memory, MB."""
    answers = {name: best(lambda sql=sql: query(folder, sql)) for name, sql in QUERIES.items()}
    answers["scan alone"] = best(lambda: Store.open(folder).scan())
    answers["peak MB"] = [peak_mb()]
    return answers


def best(do: Callable[[], object]) -> list[float]:
    """Do something five times; return the least seconds it took, and the least CPU seconds of all threads."""
    walls, cpus = [], []
    for _ in range(5):
        wall, cpu = time.perf_counter(), time.process_time()
        do()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return [min(walls), min(cpus)]


def main() -> int:
    """Print what was measured; return 1 if a target is to be checked and is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--chunk", type=int, default=CHUNK, help="runs a part")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--ask", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ask:
        print(json.dumps(ask(given.ask)))
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        store, seconds, told = write(Path(temporary), given.runs, given.chunk)
        size = store.scan().bytes
        print(f"{given.runs:,} runs of {SERIES} series and {WEEKS} weeks in parts of {given.chunk} runs")
        print(
            f"written: {1000 * seconds / given.runs:.2f} ms a run; {size / 1e6:.0f} MB, "
            f"told beforehand {told / 1e6:.0f}"
        )
        print(f"peak of the writing process: {peak_mb():.0f} MB")
        command = [sys.executable, __file__, "--ask", str(store.folder)]
        answers = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print("seconds / CPU seconds:")
    for name, numbers in answers.items():
        print(f"  {name}: {' / '.join(f'{number:.2f}' for number in numbers)}")
    slowest = max(numbers[0] for name, numbers in answers.items() if name.endswith("scenario and plan"))
    met = slowest < WITHIN_SECONDS and answers["peak MB"][0] < WITHIN_MB
    print(f"under {WITHIN_SECONDS:g} s and {WITHIN_MB:g} MB: {'met' if met else 'missed'}")
    return 0 if met or not given.check else 1


if __name__ == "__main__":
    sys.exit(main())
