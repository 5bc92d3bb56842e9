"""Draws of uncertain parameters reach the run: the tables are those of the same values set by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.config.load import load
from sim.config.schema import Scenario
from sim.national import prepare, run
from sim.sharing import share
from sim.tables import RunTables

WORDS = ("start=2015-01-01", "shock=none", "plan=practice_2015", "horizon_days=45")


def loaded(*words: str) -> Scenario:
    """Load a short run."""
    return next(iter(load("run", [*WORDS, *words]).scenarios.values()))


def same(one: RunTables, other: RunTables) -> bool:
    """Whether all weekly values are the same bit for bit."""
    return np.array_equal(one.weekly.values, other.weekly.values, equal_nan=True)


@pytest.mark.pairing
def test_a_run_with_draws_is_the_run_with_these_values_and_luck(tmp_path: Path) -> None:
    table = tmp_path / "draws.csv"
    table.write_text("casework.staff.caseworkers,start.waited_days\n80,90\n170,270\n", encoding="utf-8")
    found = loaded("parameters=posterior", f"parameters.path={table}")
    by_hand = loaded("casework.staff.caseworkers=170", "start.waited_days=270")
    drawn = run(found, 1, prepare(found), shared=share(found, 1))
    assert same(drawn, run(by_hand, 1))
    assert same(drawn, run(found, 1))
    other_row = loaded("casework.staff.caseworkers=80", "start.waited_days=90")
    assert not same(drawn, run(other_row, 1)), "another row gives another run"
    assert same(run(found, 2), run(other_row, 2)), "after the last row comes the first again"
