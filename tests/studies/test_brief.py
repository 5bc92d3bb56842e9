"""What a page for a director or a minister is reckoned from: places that can be opened, breaks, money."""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd
import pytest

from sim.config.load import load
from sim.studies import brief
from sim.studies.breaking import first_breaks

DAY = dt.date(2024, 8, 1)
AMPLE = brief.Supply(1e9, 1e9, 1e9)


def plan(*words: str):
    """The plan with emergency frames and little else on places."""
    return next(iter(load("run", ["plan=reactive", *words]).scenarios.values())).plan


def weekly(need: list[float], places: float, runs: int = 2) -> pd.DataFrame:
    """Weeks from 28 July 2024 on: run r needs 10 r more."""
    dates = pd.date_range("2024-07-28", periods=len(need), freq="7D")
    rows = []
    for run in range(runs):
        for date, persons in zip(dates, need, strict=True):
            for series, value in (
                ("residents", persons + 10 * run), ("no_roof", 1.0),
                ("places", places - 100), ("places_arrival", 100.0),
            ):  # fmt: skip
                rows.append((run, date, series, value))
    return pd.DataFrame(rows, columns=["replication", "date", "series", "value"])


@pytest.mark.unit
def test_what_a_measure_adds_follows_its_lead_its_pace_and_its_limit() -> None:
    frames = brief.Openable("emergency_frames", "UDI", 13.0, 900.0, 2000)
    assert [frames.after(week) for week in range(6)] == [0.0, 0.0, 900.0, 1800.0, 2000.0, 2000.0]
    found = {each.measure: each for each in brief.openable(plan())}
    assert set(found) == {"emergency_frames"}  # minors' and care places are no places of UDI for all
    lead = plan().reception.ladder[0].lead_days.average_days
    assert found["emergency_frames"].lead_days == lead  # the plan opens at once
    assert found["emergency_frames"].most == 20000
    table = brief.openable_table(brief.openable(plan()))
    assert table.loc[0, "places_a_week"] == found["emergency_frames"].places_a_week
    assert math.isfinite(found["emergency_frames"].places_a_week)


@pytest.mark.unit
def test_need_against_places_and_the_last_day_to_order() -> None:
    mine = brief.openable(plan())
    (frames,) = mine
    table = brief.need_and_places(weekly([900, 990, 1100, 1200], 1000), mine, AMPLE, DAY, 13)
    assert list(table["week"]) == [0, 1, 2, 3]
    assert list(table["need"]) == [906.0, 996.0, 1106.0, 1206.0]
    assert list(table["need_high"]) == [911.0, 1001.0, 1111.0, 1211.0]
    assert list(table["openable"]) == [1000.0 + frames.after(week) for week in range(4)]
    assert list(table["short"]) == [sum(n > c for n in (a + 1, a + 11)) for a, c in zip(
        (900, 990, 1100, 1200), table["openable"], strict=True)]  # fmt: skip
    by = brief.order_by(table, mine)
    assert by.loc[0, "needed_from"] == pd.Timestamp("2024-08-04")
    assert by.loc[0, "order_by"] == pd.Timestamp("2024-08-04") - pd.Timedelta(days=math.ceil(frames.lead_days))
    assert brief.order_by(brief.need_and_places(weekly([900, 900], 1000), mine, AMPLE, DAY, 13), mine).empty


@pytest.mark.failure
def test_a_day_before_the_runs_is_refused() -> None:
    with pytest.raises(ValueError, match="no week of the runs ends by"):
        brief.need_and_places(weekly([900], 1000), brief.openable(plan()), AMPLE, dt.date(2024, 7, 1), 13)


@pytest.mark.unit
def test_first_breaks_count_from_the_day_on_and_tell_who_was_first() -> None:
    none = pd.NaT
    breaks = pd.DataFrame(
        [
            (0, "a", "2024-07-01", 9, 5.0), (0, "b", "2024-08-05", 3, 7.0),
            (1, "a", "2024-08-02", 4, 6.0), (1, "b", "2024-08-09", 2, 9.0),
            (2, "a", none, 0, 0.0), (2, "b", none, 0, 0.0),
        ],
        columns=["replication", "criterion", "first_date", "days", "worst"],
    )  # fmt: skip
    found = first_breaks(breaks, DAY, 3).set_index("criterion")
    assert list(found.loc["b", ["hits", "first_in", "days", "worst"]]) == [2, 1, 2.5, 8.0]
    assert list(found.loc["a", ["hits", "already", "first_in"]]) == [1, 1, 1]
    assert found.loc["a", "high"] == brief.statistics.share(2, 3).high  # broken before counts as broken
    assert list(found.loc["a", ["days", "worst"]]) == [6.5, 5.5]
    assert found.loc["b", "median_date"] == pd.Timestamp("2024-08-05")
    assert list(found.index) == ["b", "a"]  # as often first, and in more runs


@pytest.mark.unit
def test_cost_by_year_sums_the_state_without_municipalities_and_keeps_runs_with_nothing() -> None:
    money = pd.DataFrame(
        [
            (0, "2024-01", "state_UDI", "places", 4.0), (0, "2024-02", "state_UDI", "exit_cost", 2.0),
            (0, "2024-02", "state_IMDi", "grants", 10.0), (0, "2024-02", "municipalities", "grants_received", -10.0),
            (0, "committed", "state_UDI", "exit_cost", 8.0),
        ],
        columns=["replication", "month", "payer", "item", "nok"],
    )  # fmt: skip
    cost = brief.yearly_cost(money, "committed", [0, 1]).set_index(["payer", "year"])["mean"]
    assert cost["total", "2024"] == 8.0  # 16 in one run, nothing in the other
    assert cost["municipalities", "2024"] == -5.0
    assert cost["total", "committed"] == 4.0
    exits = brief.exit_costs(money, "exit", "committed", [0, 1]).set_index("when")["mean"]
    assert dict(exits) == {"period": 1.0, "after": 4.0}


@pytest.mark.unit
def test_what_needs_the_government_is_told_with_the_runs_that_call_for_it() -> None:
    mine = next(iter(load("run", ["plan=options_and_frames"]).scenarios.values())).plan
    events = pd.DataFrame(
        [
            (0, "supplementary_appropriation", "fired", "2024-09-01"),
            (0, "supplementary_appropriation", "decided", "2024-10-01"),
            (0, "supplementary_appropriation", "decided", "2024-11-01"),
            (1, "emergency_frames", "decided", "2024-09-01"),
        ],
        columns=["replication", "measure", "event", "date"],
    )
    (row,) = brief.political(events, mine, DAY, 2).to_dict("records")
    (late,) = brief.political(events, mine, dt.date(2024, 12, 1), 2).to_dict("records")
    assert (late["hits"], late["already"]) == (0, 1)
    assert (row["measure"], row["decided_by"], row["hits"], row["runs"]) == (
        "supplementary_appropriation", "Storting", 1, 2,
    )  # fmt: skip
    assert row["median_date"] == pd.Timestamp("2024-10-01")


@pytest.mark.unit
def test_no_more_stands_than_operators_can_staff_and_than_limits_leave() -> None:
    supply = brief.Supply(200.0, 1000.0, 2500.0)
    assert [supply.after(week, 9000.0) for week in range(4)] == [200.0, 1200.0, 2200.0, 2500.0]
    assert supply.after(3, 40.0) == 40.0
    world = next(iter(load("run", []).scenarios.values())).reception
    pool = world.operators
    assert brief.Supply.of(world).a_week == pool.places_per_week
    assert brief.Supply.of(world).ready == pool.places_per_week * pool.ready_days / 7
    events = pd.DataFrame(
        [
            (0, "emergency_frames", "decided", "2024-07-01", 900.0),
            (0, "emergency_frames", "reversed", "2024-07-20", 100.0),
            (0, "emergency_frames", "decided", "2024-09-01", 5000.0),
            (1, "emergency_frames", "decided", "2024-07-02", 600.0),
            (2, "emergency_frames", "fired", "2024-07-02", 600.0),
        ],
        columns=["replication", "measure", "event", "date", "size"],
    )  # fmt: skip
    before = brief.ordered_before(events, DAY, 3)
    assert before == {"emergency_frames": 600.0}  # 800, 600 and nothing
    (frames,) = brief.openable(plan(), before)
    assert frames.most == 20000 - 600
