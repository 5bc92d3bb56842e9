"""Waits by stage, computed by hand: who ended, who was due, who waits and for how long."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from sim.engine.calendar import Calendar
from sim.institutions.states import Case
from sim.stage_waits import COLUMNS, LIMITS, stage_waits
from tests.support.casework_world import Some, register
from tests.support.nation import finished
from tests.support.scenarios import load_scenario

NEVER = None
MOVED, WAITS, GONE, NOT_ASKED = Case.SETTLED, Case.MAPPING, Case.LEFT, Case.NOT_ASKED
# size, permit, moved (days from 1 Jan 2024; the run ends on day 499, 14 May 2025), case at the end
STORIES: tuple[tuple[int, int, int | None, Case], ...] = (
    (1, 10, 110, MOVED),  # after 100 days; day 193 and day 100 in 2024
    (2, 20, 320, MOVED),  # after 300 days: not within 183; waits at no year's end
    (4, 30, NEVER, WAITS),  # day 213: still waiting, not within 183
    (8, 300, 400, MOVED),  # moved in 2025 after 100 days; day 483 in 2025; waits at the end of 2024, 65 days
    (16, 310, NEVER, WAITS),  # day 493 in 2025: not within 183; waits at both ends
    (32, 400, 410, MOVED),  # day 583 lies after the run: in no share of 183; within 90 on day 490
    (64, 450, NEVER, WAITS),  # 49 days at the end: too early to say
    (128, -300, 50, MOVED),  # began before the run: in no share, though it ends a stage
    (256, 40, NEVER, GONE),  # left the country: waits no more
    (512, 40, NEVER, NOT_ASKED),  # has not asked: does not wait
    (1024, 40, 223, Case.SELF_SETTLED),  # never asked: never waited
    (2048, 250, NEVER, WAITS),  # asked after 100 days, on day 350: in no share of 90, late for 183 (day 433)
)
LEFT_AFTER = 100  # days from permit: not within 90, and in no share of 183
ALONE, LATE = {10}, {11: 100}


def table() -> dict[int, dict[str, Any]]:
    """The rows of permit to move, all groups together, by year."""
    population = register([Some(size=size, day=i) for i, (size, *_) in enumerate(STORIES)])
    for row, (_, permit, moved, case) in enumerate(STORIES):
        population.case.state[row] = case
        population.stamps["decided"][row] = permit
        if case != NOT_ASKED and row not in ALONE:
            population.stamps["asked"][row] = permit if row not in LATE else permit + LATE[row]
        if case == GONE:
            population.stamps["left"][row] = permit + LEFT_AFTER
        if moved is not None:
            population.stamps["settled"][row] = moved
    columns = stage_waits(population, Calendar(dt.date(2024, 1, 1), 500).year)
    assert tuple(columns) == COLUMNS
    rows = [dict(zip(COLUMNS, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    return {row["year"]: row for row in rows if row["stage"] == "decided_to_settled" and row["group"] == "all"}


@pytest.mark.unit
def test_those_who_ended_the_stage_by_year() -> None:
    found = table()
    assert {year: row["n"] for year, row in found.items()} == {2024: 1 + 2 + 128, 2025: 8 + 32}
    assert found[2024]["mean_days"] == pytest.approx((100 + 2 * 300 + 128 * 350) / 131)
    assert found[2025]["mean_days"] == pytest.approx((8 * 100 + 32 * 10) / 40)
    assert [found[2025][name] for name in ("p10", "p50", "p90")] == [10.0, 10.0, 100.0]


@pytest.mark.unit
def test_who_still_waits_counts_as_not_within_the_limit() -> None:
    """Half a year: 2024 has 1 in time, 2 too late and 4 waiting; 2025 has 8 in time and 16 waiting."""
    found = table()
    assert [found[year]["due_183"] for year in (2024, 2025)] == [7, 24 + 2048]
    assert [found[year]["within_183"] for year in (2024, 2025)] == pytest.approx([1 / 7, 8 / 2072])
    assert [found[year]["due_90"] for year in (2024, 2025)] == [1 + 2 + 4 + 256, 8 + 16 + 32]
    assert [found[year]["within_90"] for year in (2024, 2025)] == pytest.approx([0.0, 32 / 56])
    assert [found[year]["due_365"] for year in (2024, 2025)] == [0, 1 + 2 + 4]
    assert found[2024]["within_365"] is None
    assert found[2025]["within_365"] == pytest.approx(3 / 7)


@pytest.mark.unit
def test_who_has_not_waited_long_enough_is_counted_apart() -> None:
    found = table()
    assert [found[year]["waiting"] for year in (2024, 2025)] == [4 + 8 + 16 + 2048, 4 + 16 + 64 + 2048]
    assert [found[year]["open_183"] for year in (2024, 2025)] == [8 + 16 + 2048, 64]
    assert [found[year]["open_90"] for year in (2024, 2025)] == [8 + 16, 64]
    assert [found[year]["open_365"] for year in (2024, 2025)] == [4 + 8 + 16 + 2048, 16 + 64 + 2048]


@pytest.mark.unit
def test_a_share_of_nobody_is_blank_and_groups_add_up() -> None:
    population = register([Some(size=3, group="individual"), Some(size=5, group="minors_15_17")])
    rows = np.arange(2)
    population.case.state[rows] = Case.READY
    population.stamps["ready"][rows] = 2
    columns = stage_waits(population, Calendar(dt.date(2024, 1, 1), 60).year)
    waiting = {
        group: count
        for group, stage, count in zip(columns["group"], columns["stage"], columns["waiting"], strict=True)
        if stage == "ready_to_allocated"
    }
    assert waiting == {"all": 8, "individual": 3, "minors_15_17": 5}
    at = columns["stage"].index("ready_to_allocated")
    assert columns["n"][at] == 0
    assert [columns[name][at] for name in ("mean_days", "p50", "within_90")] == [None] * 3
    assert [columns[f"due_{limit}"][at] for limit in LIMITS] == [0, 0, 0]


@pytest.mark.behaviour
@pytest.mark.parametrize("stage", ["decided_to_ready", "decided_to_settled"])
def test_a_year_that_is_over_is_told_alike_by_a_longer_run(stage: str) -> None:
    """Who asks, leaves or is settled later does not change what is told of the year before."""
    told = []
    for days in (366, 500):
        nation = finished(load_scenario(("start=2024-01-01", "shock=none", "plan=do_nothing", f"horizon_days={days}")))
        columns = stage_waits(nation.population, nation.calendar.year)
        rows = zip(*columns.values(), strict=True)
        told.append([row for row in rows if row[COLUMNS.index("stage")] == stage and row[2] == 2024])
    assert len(told[0]) > 3
    assert told[0] == told[1]
