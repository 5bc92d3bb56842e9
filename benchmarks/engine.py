"""The engine against plain SimPy, side by side in one go, and the national run against the clock.

    python benchmarks/engine.py            # all sizes, about three minutes
    python benchmarks/engine.py --quick    # the smallest size and one national year
    python benchmarks/engine.py --check    # exit 1 if a target is missed

Every case runs in a process of its own, so that peak memory is its own; CPU seconds are the best of several
runs, drawing the people included. What compiled code costs at first call in a process is told apart and not
part of them. Machines differ and share: read ratios, not seconds.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIZES = (10_000, 100_000, 400_000)
TWIN_LARGEST = 100_000
TIMES, TIMES_COMPILED, TIMES_LARGE_TWIN = 3, 10, 2
"""Runs of which the best counts: more of the short ones, which suffer most from others on the machine."""

WARM_UP = 500
"""Persons of the run that compiles, before measuring."""

CASES = ("plain", "compiled", "compiled, collector off", "twin, collector on", "twin, collector off")

FASTER_COLLECTOR_OFF = 15.0
FASTER_COLLECTOR_ON = 25.0
FASTER_COMPILED = 100.0
GROWTH_100_TO_400 = 2.5
"""Targets: times faster than the twin at 100,000 persons (compiled: collector off), and CPU at 400,000 over
CPU at 100,000."""

NATIONAL_SECONDS = {"plain": 3.0, "compiled": 1.0}
"""Targets: CPU seconds of the ten national years, by kernels."""

NATIONAL = {"national run": "plain", "national run, compiled": "compiled"}
"""Kernels of each national case."""

QUICK_DAYS = 365


@dataclass(frozen=True)
class Row:
    """One measured case."""

    case: str
    persons: int
    cpu_seconds: float
    peak_mb: float
    import_mb: float
    first_call_seconds: float
    """CPU seconds before measuring: to import compiled code, and to compile it or fetch it from the cache."""


def peak_mb() -> float:
    """Give the peak memory of this process so far, MB (the system counts in kB, on macOS in bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1024.0)


def measured(case: str, persons: int) -> Row:
    """Measure one case in this process."""
    from benchmarks.workload import Workload, run_columns
    from sim.engine.kernels import PLAIN, kernels
    from tests.twin import run_twin

    floor, begun = peak_mb(), time.process_time()
    chosen = PLAIN
    if case.startswith("compiled"):
        chosen = kernels("compiled")
        run_columns(Workload(WARM_UP), chosen)
    first_call = time.process_time() - begun
    twin = case.startswith("twin")
    seconds, peak, people = [], 0.0, 0
    times = TIMES if chosen is PLAIN else TIMES_COMPILED
    for _ in range(TIMES_LARGE_TWIN if twin and persons >= TWIN_LARGEST else times):
        gc.collect()
        if case.endswith("off"):
            gc.disable()
        begun = time.process_time()
        work = Workload(persons)
        outcome = run_twin(work) if twin else run_columns(work, chosen)
        seconds.append(time.process_time() - begun)
        gc.enable()
        peak = peak or peak_mb()
        people = len(work.people.day)
        del work, outcome
    return Row(case, people, min(seconds), peak, floor, first_call)


def national_row(quick: bool, named: str) -> dict[str, float]:
    """Measure the national run: ten years as `sim.api.benchmark_run` sets it up, or one year of the same.

    CPU seconds, the better of two: the first also compiles, or fetches what is compiled. Peak memory is that of the
    first: the second is made while what the first one held is not all given back.
    """
    from sim import api
    from sim.engine.kernels import kernels

    if not quick:
        first = api.benchmark_run(kernels=kernels(named))
        peak = peak_mb()
        second = api.benchmark_run(kernels=kernels(named))
        seconds, persons, days = min(first.run_seconds, second.run_seconds), first.persons, 3653
    else:
        from sim.config.load import load
        from sim.national import run

        settings = [word for word in api.BENCHMARK if not word.startswith("horizon_days=")]
        scenario = next(iter(load("run", [*settings, f"horizon_days={QUICK_DAYS}"]).scenarios.values()))
        took = []
        peak = 0.0
        for _ in range(2):
            begun = time.process_time()
            run(scenario, 0, kernels=kernels(named))
            took.append(time.process_time() - begun)
            peak = peak or peak_mb()
        seconds, persons, days = min(took), 0, QUICK_DAYS
    return {"seconds": seconds, "persons": persons, "days": days, "peak_mb": peak}


def alone(*arguments: str) -> dict[str, float]:
    """Run one case in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.engine", *arguments]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def table(rows: list[Row]) -> str:
    """Lay the rows out, each with its ratio to the plain and the compiled engine at the same size."""
    plain = {row.persons: row.cpu_seconds for row in rows if row.case == "plain"}
    compiled = {row.persons: row.cpu_seconds for row in rows if row.case == "compiled"}
    lines = [
        "| case | persons | CPU s | persons/s | peak MB | over import MB | over plain | over compiled | first call s |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        lines.append(
            f"| {row.case} | {row.persons:,} | {row.cpu_seconds:.3f} | {row.persons / row.cpu_seconds:,.0f} "
            f"| {row.peak_mb:.0f} | {row.peak_mb - row.import_mb:.0f} | {row.cpu_seconds / plain[row.persons]:.2f} "
            f"| {row.cpu_seconds / compiled[row.persons]:.1f} | {row.first_call_seconds:.1f} |"
        )
    return "\n".join(lines)


def verdicts(rows: list[Row]) -> list[tuple[str, float, str, bool]]:
    """Compare with the targets: name, value, target, met."""
    by_case = {(row.case, size): row for row in rows for size in SIZES if abs(row.persons / size - 1) < 0.1}
    engine = by_case[("plain", 100_000)].cpu_seconds
    off = by_case[("twin, collector off", 100_000)].cpu_seconds / engine
    on = by_case[("twin, collector on", 100_000)].cpu_seconds / engine
    growth = by_case[("plain", 400_000)].cpu_seconds / engine
    compiled = off * engine / by_case[("compiled, collector off", 100_000)].cpu_seconds
    return [
        ("faster than the twin at 100,000, collector off", off, ">= 15", off >= FASTER_COLLECTOR_OFF),
        ("faster than the twin at 100,000, collector on", on, ">= 25", on >= FASTER_COLLECTOR_ON),
        ("compiled against the twin at 100,000, both off", compiled, ">= 100", compiled >= FASTER_COMPILED),
        ("CPU at 400,000 over CPU at 100,000", growth, "<= 2.5", growth <= GROWTH_100_TO_400),
    ]


def national_verdicts(seconds: Mapping[str, float]) -> list[tuple[str, float, str, bool]]:
    """Compare the ten national years with their targets, by kernels: name, value, target, met."""
    return [
        (f"CPU seconds of ten national years, {named}", seconds[named], f"<= {most:g}", seconds[named] <= most)
        for named, most in NATIONAL_SECONDS.items()
    ]


def main(words: Sequence[str] | None = None) -> int:
    """Print the table, the national run and the verdicts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="10,000 persons and one national year only")
    parser.add_argument("--check", action="store_true", help="exit 1 if a target is missed")
    parser.add_argument("--without-national", action="store_true", help="leave the national run out")
    parser.add_argument("--case", help=argparse.SUPPRESS)
    parser.add_argument("--persons", type=int, default=0, help=argparse.SUPPRESS)
    chosen = parser.parse_args(words)
    if chosen.case in NATIONAL:
        print(json.dumps(national_row(chosen.quick, NATIONAL[chosen.case])))
        return 0
    if chosen.case:
        print(json.dumps(asdict(measured(chosen.case, chosen.persons))))
        return 0
    rows = []
    for persons in SIZES[:1] if chosen.quick else SIZES:
        cases = [case for case in CASES if persons <= TWIN_LARGEST or not case.startswith("twin")]
        rows += [Row(**alone("--case", case, "--persons", str(persons))) for case in cases]  # as written by asdict
    print(table(rows))
    national = {}
    for case, named in () if chosen.without_national else NATIONAL.items():
        nation = alone("--case", case, *(["--quick"] if chosen.quick else []))
        national[named] = nation["seconds"]
        print(
            f"\n{case}: {nation['days']:.0f} days in {nation['seconds']:.2f} CPU s, "
            f"{1000 * nation['seconds'] / nation['days']:.2f} ms a day, peak {nation['peak_mb']:.0f} MB"
        )
    met = True
    if not chosen.quick:
        print()
        for name, value, target, reached in verdicts(rows) + (national_verdicts(national) if national else []):
            print(f"{name}: {value:.1f} (target {target}): {'met' if reached else 'MISSED'}")
            met = met and reached
    return 1 if chosen.check and not met else 0


if __name__ == "__main__":
    sys.exit(main())
