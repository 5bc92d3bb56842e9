"""What a sweep costs beyond the engine: short runs in a bare loop, in a serial sweep, with one worker and with two.

    python benchmarks/sweep.py             # 2,000 runs a case, about half an hour on two cores
    python benchmarks/sweep.py --runs 100  # fewer runs
    python benchmarks/sweep.py --check     # exit 1 if a target is missed

A run is one year of about 5,000 persons who come to an empty system (`start=empty`, `shock=none`, 96 persons a
week), under two plans with two sizes of buffer. Each case is a process of its own, so that peak memory is that of
its driver. CPU seconds are those of the case and its workers; they suffer less from others on the machine than elapsed
seconds. What two workers are worth is judged by CPU seconds of the side that has most to do, a worker or the driver,
which is the best that elapsed seconds can be; by elapsed seconds too where the bare loop had its processor to itself.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sim import sweeps  # noqa: E402 - the root has to be on the path first
from sim.config.load_sweep import load_sweep  # noqa: E402 - the root has to be on the path first
from sim.config.sweep import SweepJob  # noqa: E402 - the root has to be on the path first
from sim.runs.execute import Runner, national_model  # noqa: E402 - the root has to be on the path first
from sim.runs.sweep import to_do  # noqa: E402 - the root has to be on the path first

RUNS, POINTS = 2000, 4
WORDS = (
    "start=empty",
    "start.persons_per_week={individual: 55, collective: 40, minors_15_17: 1, minors_under_15: 0}",
    "shock=none",
    "horizon_days=365",
    "plan=reactive,agreement_2018",
    "plan.reception.buffer_places=0,500",
)
CASES = {
    "bare loop": (),
    "serial": ("executor.kind=serial",),
    "one worker": ("workers=1",),
    "two workers": ("workers=2",),
}
MOST_OVERHEAD, LEAST_GAIN, MOST_MB = 0.10, 1.8, 500.0
"""Targets: of a serial sweep over the bare loop, of two workers over one, and of the driver's memory."""
ALONE = 0.95  # share of elapsed seconds in which the bare loop must have had a processor, for those to be judged


def bare(job: SweepJob, runs: int) -> float:
    """Do the runs in a loop and keep nothing; return the persons of a run."""
    model = national_model()
    runner = Runner(model, model.share)
    scenarios = [point.scenario for point in job.points]
    prepared = [model.prepare(scenario) for scenario in scenarios]
    persons = 0.0
    for item in to_do(scenarios, [runs // POINTS] * POINTS, frozenset()):
        outcome = runner.run(item.ref, item.scenario, partial(prepared.__getitem__, item.ref.point))
        persons += outcome.tables.weekly.of("arrivals").sum()  # none of them fails
    return persons / runs


def swept(job: SweepJob, runs: int) -> float:
    """Do the runs as a sweep."""
    result = sweeps.run_sweep(job, lambda total: lambda *numbers: None, tell=lambda line: None)
    assert (result.done, result.exit_code) == (runs, 0)
    return 0.0


def measured(case: str, runs: int) -> dict[str, float]:
    """Do one case in this process and return what it cost, the reading of the configuration apart."""
    with tempfile.TemporaryDirectory() as out:
        words = [*WORDS, *CASES[case], f"replications={runs // POINTS}", "progress=false", f"out={out}"]
        job = load_sweep(words)
        before, began = _cpu(resource.RUSAGE_SELF), time.perf_counter()
        persons = (bare if case == "bare loop" else swept)(job, runs)
        seconds, driver = time.perf_counter() - began, _cpu(resource.RUSAGE_SELF) - before
    return {
        "seconds": seconds,
        "cpu": driver + _cpu(resource.RUSAGE_CHILDREN),
        "driver_cpu": driver,
        "driver_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "persons": persons,
    }


def at_best(case: Mapping[str, float], workers: int) -> float:
    """Return the seconds that a case takes where nobody waits: those of a worker, or of the driver if it has more."""
    return max(case["driver_cpu"], (case["cpu"] - case["driver_cpu"]) / workers)


def verdicts(found: Mapping[str, Mapping[str, float]]) -> list[tuple[str, bool | None]]:
    """Hold the cases against the targets: a line each, and whether it is met; None where it cannot be told."""
    loop, one, two = found["bare loop"], found["one worker"], found["two workers"]
    overhead = found["serial"]["cpu"] / loop["cpu"] - 1
    gain = at_best(one, 1) / at_best(two, 2)
    elapsed = one["seconds"] / two["seconds"]
    quiet = loop["cpu"] >= ALONE * loop["seconds"]
    memory = two["driver_mb"]
    return [
        (
            f"a serial sweep over the bare loop, CPU: {overhead:+.1%} (at most {MOST_OVERHEAD:.0%})",
            overhead <= MOST_OVERHEAD,
        ),
        (f"two workers over one, CPU: {gain:.2f} times (at least {LEAST_GAIN:g})", gain >= LEAST_GAIN),
        (
            f"two workers over one, elapsed: {elapsed:.2f} times (at least {LEAST_GAIN:g})",
            elapsed >= LEAST_GAIN if quiet else None,
        ),
        (f"memory of the driver: {memory:.0f} MB (at most {MOST_MB:.0f})", memory <= MOST_MB),
    ]


def _cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--case", choices=CASES, help=argparse.SUPPRESS)
    given = parser.parse_args()
    runs = max(POINTS, given.runs // POINTS * POINTS)
    if given.case:
        print(json.dumps(measured(given.case, runs)))
        return 0
    print(f"{runs} runs a case; load of the machine {', '.join(f'{load:.1f}' for load in os.getloadavg())}")
    print(f"{'case':12} {'seconds':>8} {'CPU s':>8} {'driver CPU s':>13} {'driver MB':>10}")
    found = {}
    for case in CASES:
        told = subprocess.run(
            [sys.executable, __file__, "--case", case, "--runs", str(runs)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        one = found[case] = json.loads(told.stdout.splitlines()[-1])
        print(
            f"{case:12} {one['seconds']:8.1f} {one['cpu']:8.1f} {one['driver_cpu']:13.1f} {one['driver_mb']:10.0f}",
            flush=True,
        )
    print(f"{found['bare loop']['persons']:,.0f} persons a run")
    judged = verdicts(found)
    for line, met in judged:
        print(f"{line}: {'not judged, the machine is busy' if met is None else 'met' if met else 'MISSED'}")
    print(f"load of the machine now {', '.join(f'{load:.1f}' for load in os.getloadavg())}")
    return int(given.check and any(met is False for _, met in judged))


if __name__ == "__main__":
    sys.exit(main())
