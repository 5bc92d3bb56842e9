"""A model that takes no time and whose breaking sizes are known: the study of breaking points on made-up futures."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.config.asked import Asked, load_study
from sim.config.schema import Scenario
from sim.decisions.breakpoint import STUDY, BreakpointSettings
from sim.decisions.study import StudyResult, run_study
from sim.decisions.warning_runs import reads_warnings
from sim.runs.execute import Model
from sim.tables import RunTables
from tests.support import synthetic

WORDS = ("start=empty", "horizon_days=400", "workers=1", "progress=false")
BEFORE, FIRST, LATER = dt.date(2024, 2, 5), dt.date(2024, 9, 2), dt.date(2024, 10, 7)
FAILS_IN = 3
"""Replication in which `fails` ends with an error."""
STRONG, WEAK = "agreement_2018", "reactive"
LOG = "BEREDT_BREAKING_LOG"
"""Names a file in the environment to which each run adds a line."""


def breaks_at(plan: str, replication: int, weeks: float = 20.0) -> float:
    """Return the size from which a future breaks: 0.50, 0.51 ... under the weak plan, twice that under the strong one.

    A shock of twice the weeks breaks at half the size. Futures are not in the order of their sizes.
    """
    place = (7 * replication) % 30
    return (0.5 + 0.01 * place) * (2.0 if plan == STRONG else 1.0) * 20.0 / weeks


def prepare(scenario: Scenario) -> tuple[str, float, float]:
    """Share what the run depends on."""
    weeks = scenario.shock.components[0].points[-1][0]
    return scenario.plan.name, scenario.shock.size, weeks


def run(scenario: Scenario, replication: int, world: tuple[str, float, float], shared: Any = None) -> RunTables:
    """Break without a bed from the future's own size on; registration falls behind from half of it on, and earlier."""
    plan, size, weeks = world
    if LOG in os.environ:
        with Path(os.environ[LOG]).open("a", encoding="utf-8") as log:
            print(json.dumps([plan, size, replication, scenario.horizon_days]), file=log)
    return tables(replication, size, breaks_at(plan, replication, weeks))


def run_fails(scenario: Scenario, replication: int, world: tuple[str, float, float]) -> RunTables:
    """Fail in one future."""
    if replication == FAILS_IN:
        raise ArithmeticError("3 persons are lost")
    return run(scenario, replication, world)


def run_uneven(scenario: Scenario, replication: int, world: tuple[str, float, float]) -> RunTables:
    """Survive, in the future that breaks first, sizes about the breaking point of all, of the weak plan."""
    plan, size, weeks = world
    own = breaks_at(plan, replication, weeks)
    survives = plan == WEAK and replication == 0 and 0.53 <= size < 0.545
    return tables(replication, size, 9.0 if survives else own)


def run_firm(scenario: Scenario, replication: int, world: tuple[str, float, float]) -> RunTables:
    """Never break under the strong plan, always under the weak one."""
    plan, size, _ = world
    return tables(replication, size, 99.0 if plan == STRONG else 0.0)


def run_warned(scenario: Scenario, replication: int, world: tuple[str, float, float]) -> RunTables:
    """Break at a size that grows by a tenth a week of warning, if the plan reads warnings at all."""
    plan, size, weeks = world
    days = scenario.shock.warning_days if reads_warnings(scenario.plan) else 0
    return tables(replication, size, breaks_at(plan, replication, weeks) * (1.0 + 0.1 * days / 7.0))


def run_before(scenario: Scenario, replication: int, world: tuple[str, float, float]) -> RunTables:
    """Have registration fall behind before the shock, in two of three futures."""
    tables = run(scenario, replication, world)
    if replication % 3:
        tables.breaks["first_date"][1] = BEFORE
    return tables


def run_lost(scenario: Scenario, replication: int, world: tuple[str, float, float]) -> RunTables:
    """Fail in every future of the weak plan."""
    if world[0] == WEAK:
        raise ArithmeticError("3 persons are lost")
    return run(scenario, replication, world)


def run_none(scenario: Scenario, replication: int, world: tuple[str, float, float]) -> RunTables:
    """Fail always."""
    raise ArithmeticError("3 persons are lost")


def run_never(scenario: Scenario, replication: int, world: tuple[str, float, float]) -> RunTables:
    """Never break."""
    return tables(replication, 0.0, 1.0)


def run_always(scenario: Scenario, replication: int, world: tuple[str, float, float]) -> RunTables:
    """Break whatever the size."""
    return tables(replication, 1.0, 0.0)


def run_places(scenario: Scenario, replication: int, world: tuple[str, float, float]) -> RunTables:
    """Stand with more places under the strong plan, and under both with more before a larger shock."""
    plan, size, weeks = world
    made = synthetic.run_tables("buffer" if plan == STRONG else "lean", replication, scenario.horizon_days // 7 + 1)
    values = made.weekly.values.copy()
    values[:, made.weekly.series.index("places"), 0] += round(1000.0 * size)
    made = RunTables(**{**vars(made), "weekly": replace(made.weekly, values=values)})
    return tables(replication, size, breaks_at(plan, replication, weeks), made)


def tables(replication: int, size: float, own: float, made: RunTables | None = None) -> RunTables:
    """Return made-up tables of a run at a size, of a future that breaks from its own on."""
    made = synthetic.run_tables("lean", replication, 12) if made is None else made
    rows = (
        ("no_roof", LATER if size >= own else None, 9 * (size >= own), 50.0 * size),
        ("registration_backlog", FIRST if size >= own / 2.0 else None, 9 * (size >= own / 2.0), 20.0 * size),
    )
    names = ("criterion", "first_date", "days", "worst")
    columns = {name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
    return RunTables(**{**vars(made), "breaks": columns})


def asked(*words: str) -> Asked[BreakpointSettings]:
    """Load the question."""
    return load_study("breakpoint", BreakpointSettings, (*WORDS, *words), refused=STUDY.refused)


def done(out: Path, *words: str, of: str = "run", told: list[str] | None = None) -> StudyResult:
    """Carry it out on the made-up futures; later words change the question."""
    question = asked(f"plans=[{WEAK},{STRONG}]", f"out={out}", *words)
    say = (told if told is not None else []).append
    return run_study(STUDY, question, lambda total: _nothing, Model(prepare, globals()[of]), say)


def _nothing(done: int, total: int, failed: int) -> None:
    """Take no notice."""
