"""Digests of many runs, one a line, to hold one version of the model against another.

    python benchmarks/same_runs.py > now.txt     # in each checkout, some minutes; then compare the two files

The first line is over all scenarios of the back-test; then come runs of plans, of shocks, of starts, of each kind of
case of the back-test, and with drawn values, each with plain and with compiled code. Where the code of the model
changes and no line but the last does, what was found with the one stands for the other.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sim.config.load import load
from sim.config.load_backtest import load_backtest
from sim.config.schema import Scenario
from sim.engine.kernels import kernels
from sim.runs.branch import run
from sim.runs.keys import RunKey, model_digest
from sim.runs.writer import to_arrow

PLANS = ("do_nothing", "agreement_2018", "options_and_frames", "reactive", "early_warning", "municipal_standby",
         "static_maximum", "perfect_foresight")  # fmt: skip
SHOCKS = ("double", "drop", "evacuation", "mass_flight", "minors", "tired_system")
STARTS = ("full_house", "empty", "2024_as_came")
DRAWS = "casework.staff.caseworkers,start.waited_days\n80,90\n170,270\n"
DRAWN = (("2015-01-01", "replay_2015", "practice_2015"), ("2022-01-01", "replay_2022", "practice_2022"))
REPLICATION = 1


def asked(draws: Path) -> Iterator[tuple[str, Scenario]]:
    """Yield the scenarios that are run, each with its name."""
    words = [(plan, "autumn_surge", "2024-01-01", 420) for plan in PLANS]
    words += [("options_and_frames", shock, "2024-01-01", 300) for shock in SHOCKS]
    words += [("reactive", "mass_flight", start, 250) for start in STARTS]
    for plan, shock, start, days in words:
        named = (f"plan={plan}", f"shock={shock}", f"start={start}", f"horizon_days={days}")
        yield f"{plan}, {shock}, {start}", _one(*named)
    kinds = {}
    for case in load_backtest().cases:
        kinds.setdefault((case.label, case.episode), case.scenario)
    for (label, episode), scenario in kinds.items():
        yield f"{label}, {episode}", scenario
    for start, shock, plan in DRAWN:
        drawn = ("parameters=posterior", f"parameters.path={draws}", "horizon_days=400")
        yield f"drawn, {start}", _one(f"start={start}", f"shock={shock}", f"plan={plan}", *drawn)


def _one(*words: str) -> Scenario:
    return next(iter(load("run", words).scenarios.values()))


def digest(scenario: Scenario, name: str) -> str:
    """Return the digest of all tables of one run, households included."""
    found = hashlib.sha256()
    tables = run(scenario, REPLICATION, kernels=kernels(name), households=True)
    for table, rows in to_arrow(RunKey("", "", REPLICATION), tables).items():
        found.update(f"{table} {rows.num_rows}\n".encode())
        for column in rows.columns:
            found.update(repr(column.to_pylist()).encode())
    return found.hexdigest()[:32]


def main() -> None:
    every = hashlib.sha256()
    for case in load_backtest().cases:
        every.update(case.scenario.model_dump_json().encode())
    print(f"scenarios of the back-test: {every.hexdigest()[:32]}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        draws = Path(folder) / "draws.csv"
        draws.write_text(DRAWS, encoding="utf-8")
        for what, scenario in asked(draws):
            for name in ("plain", "compiled"):
                print(f"{what}, {name}: {digest(scenario, name)}", flush=True)
    print(f"model {model_digest()[:8]}", flush=True)


if __name__ == "__main__":
    main()
