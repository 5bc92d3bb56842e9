"""What a page for a director or a minister is reckoned from: places that can be opened, breaks, money."""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd
import pytest

from sim.config.criteria import Criterion
from sim.config.load import load
from sim.studies import brief
from sim.studies.breaking import first_breaks

DAY = dt.date(2024, 8, 1)
AMPLE = brief.Supply(1e9, 1e9, 1e9)
CRITERIA = {name: Criterion(says=name, series="no_roof", above=100, for_days=14) for name in ("a", "b")}


NONE = pd.DataFrame({"replication": [], "measure": [], "size": [], "opens": pd.to_datetime([])})
"""No order before the day."""


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
    assert [frames.after(7 * week) for week in range(6)] == [0.0, 0.0, 900.0, 1800.0, 2000.0, 2000.0]
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
    table = brief.need_and_places(weekly([900, 990, 1100, 1200], 1000), mine, AMPLE, DAY, 13, NONE)
    assert list(table["week"]) == [0, 1, 2, 3]
    assert list(table["need"]) == [906.0, 996.0, 1106.0, 1206.0]
    assert list(table["need_high"]) == [911.0, 1001.0, 1111.0, 1211.0]
    # what is ordered on 1 August stands 3, 10 and 17 days later, and nothing before it is ordered
    assert list(table["openable"]) == [1000.0, *(1000.0 + frames.after(days) for days in (3, 10, 17))]
    assert list(table["short"]) == [sum(n > c for n in (a + 1, a + 11)) for a, c in zip(
        (900, 990, 1100, 1200), table["openable"], strict=True)]  # fmt: skip
    by = brief.order_by(table, mine)
    assert by.loc[0, "needed_from"] == pd.Timestamp("2024-08-04")
    assert by.loc[0, "order_by"] == pd.Timestamp("2024-08-04") - pd.Timedelta(days=math.ceil(frames.lead_days))
    assert brief.order_by(brief.need_and_places(weekly([900, 900], 1000), mine, AMPLE, DAY, 13, NONE), mine).empty


@pytest.mark.unit
def test_places_for_minors_are_ordered_by_when_the_upper_end_of_them_is_with_adults() -> None:
    agreed = next(iter(load("run", ["plan=agreement_2018"]).scenarios.values())).plan
    levers = {each.measure: each for each in brief.openable(agreed, brief.ADD_MINORS)}
    assert set(levers) == {"minors_places", "care_reserve", "care_purchase"}
    assert levers["care_reserve"].decided_by == "Bufdir"
    dates = pd.date_range("2024-07-21", periods=4, freq="7D")  # the first before the day, the third above in one run
    rows = [(run, date, value + run) for date, value in zip(dates, (90.0, 5.0, 10.0, 40.0), strict=True)
            for run in range(2)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["replication", "date", "value"])
    mine = [brief.Openable("minors_places", "UDI", 20.5, 120.0, None), brief.Openable("care", "Bufdir", 2.0, 40.0, 9)]
    found = brief.minors_by(frame, mine, DAY, 10.0)
    assert set(found["needed_from"]) == {pd.Timestamp("2024-08-04")}
    by = [("minors_places", pd.Timestamp("2024-07-14")), ("care", pd.Timestamp("2024-08-02"))]
    assert list(zip(found["measure"], found["order_by"], strict=True)) == by
    assert brief.minors_by(frame, mine, DAY, 41.0).empty


@pytest.mark.failure
def test_a_day_before_the_runs_is_refused() -> None:
    with pytest.raises(ValueError, match="no week of the runs ends by"):
        brief.need_and_places(weekly([900], 1000), brief.openable(plan()), AMPLE, dt.date(2024, 7, 1), 13, NONE)


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
    assert [supply.after(7 * week, 9000.0, 0.0) for week in range(4)] == [200.0, 1200.0, 2200.0, 2500.0]
    assert supply.after(21, 40.0, 0.0) == 40.0
    assert supply.after(21, 9000.0, 2000.0) == 500.0  # what stands is taken from the market
    assert supply.after(21, 9000.0, 2600.0) == 0.0
    world = next(iter(load("run", []).scenarios.values())).reception
    pool = world.operators
    assert brief.Supply.of(world).a_week == pool.places_per_week
    assert brief.Supply.of(world).ready == pool.places_per_week * pool.ready_days / 7
    events = pd.DataFrame(
        [
            (0, "emergency_frames", 1, "decided", "2024-07-01", 800.0),
            (0, "emergency_frames", 1, "effective", "2024-08-09", 800.0),
            (0, "emergency_frames", 1, "reversed", "2024-09-20", 800.0),
            (0, "emergency_frames", 2, "decided", "2024-07-02", 100.0),
            (0, "emergency_frames", 2, "reversed", "2024-07-20", 100.0),
            (0, "emergency_frames", 3, "decided", "2024-09-01", 5000.0),
            (1, "emergency_frames", 1, "decided", "2024-07-02", 600.0),
            (2, "emergency_frames", 1, "fired", "2024-07-02", 600.0),
        ],
        columns=["replication", "measure", "firing", "event", "date", "size"],
    )
    before = brief.ordered_before(events, DAY)
    assert list(before["size"]) == [800.0, 600.0]
    assert before["opens"].iloc[0] == pd.Timestamp("2024-08-09")
    assert pd.isna(before["opens"].iloc[1])
    assert brief.usually_ordered(before, 3) == {"emergency_frames": 600.0}  # 800, 600 and nothing
    (frames,) = brief.openable(plan())
    assert frames.but_for(600.0).most == 20000 - 600
    assert brief.ordered_before(events.iloc[:0], DAY).empty


@pytest.mark.unit
def test_places_ordered_before_the_day_stand_without_a_new_order_from_their_opening_on() -> None:
    frame = weekly([80, 110, 200, 200], 100)
    opened = frame["series"].eq("places") & (frame["date"] >= "2024-08-04")
    frame.loc[opened, "value"] += 200.0
    frames = (brief.Openable("frames", "UDI", 5.0, 500.0, 1000),)
    before = pd.DataFrame(
        {"replication": [0, 1], "measure": "frames", "size": 200.0, "opens": pd.Timestamp("2024-08-03")}
    )
    table = brief.need_and_places(frame, frames, AMPLE, DAY, 13, before)
    assert list(table["standing"]) == [100.0, 300.0, 300.0, 300.0]
    assert brief.order_by(table, frames).empty  # 300 hold the need without a new order
    # orders of the day come on top, no more than what is left of the limit
    assert list(table["openable"]) == [100.0, 300.0, 300.0 + 500.0, 300.0 + 800.0]
    # without the earlier order the same rise is that of a new one
    assert list(brief.need_and_places(frame, frames, AMPLE, DAY, 13, NONE)["standing"]) == [100.0] * 4


@pytest.mark.unit
def test_of_a_rise_no_more_is_left_without_orders_than_earlier_orders_opened_and_no_closing_is_missed() -> None:
    dates = pd.date_range("2024-07-28", periods=6, freq="7D")
    before = pd.DataFrame({"replication": [0], "measure": "frames", "size": 200.0, "opens": dates[1]})
    places = pd.DataFrame({0: [100.0, 150.0, 350.0, 250.0, 250.0, 400.0], 1: [100.0, 300.0, 300.0, 80.0, 90.0, 90.0]},
                          index=dates)  # fmt: skip
    left = brief.left_without_orders(places, before)
    assert list(left[0]) == [100.0, 150.0, 300.0, 250.0, 250.0, 250.0]  # in two parts, then a closing
    assert list(left[1]) == [100.0, 100.0, 100.0, 80.0, 80.0, 80.0]


@pytest.mark.unit
def test_what_could_stand_is_reckoned_in_each_run_by_its_own_places() -> None:
    frame = weekly([900, 990, 995, 995], 1010, runs=3)
    frame.loc[frame["series"].eq("places") & (frame["replication"] == 0), "value"] -= 100.0
    table = brief.need_and_places(frame, (), AMPLE, DAY, 13, NONE)
    assert list(table["openable"]) == [1010.0] * 4
    assert list(table["short"]) == [0, 2, 2, 2]  # 990 over 910 of the first, 1,011 over 1,010 of the last


@pytest.mark.unit
def test_short_is_told_against_the_places_of_the_runs_and_against_those_that_could_stand() -> None:
    frame = weekly([900, 990, 1100, 1200], 1000)
    frame.loc[(frame["series"] == "no_roof") & (frame["replication"] == 0), "value"] = 0.0
    table = brief.need_and_places(frame, (), AMPLE, DAY, 13, NONE)
    assert list(table["short_in_runs"]) == [0, 1, 2, 2]  # 990 and 1,001 against 1,000
    assert list(table["bedless"]) == [1, 1, 1, 1]
    assert list(table["without_bed"]) == [0.5] * 4
    many = (brief.Openable("frames", "UDI", 1.0, 500.0, None),)
    covered = brief.need_and_places(frame, many, AMPLE, DAY, 13, NONE)
    assert list(covered["short_in_runs"]) == [0, 1, 2, 2]
    assert list(covered["short"]) == [0, 0, 0, 0]


@pytest.mark.unit
def test_places_that_close_are_gone_and_the_need_passes_those_that_are_left() -> None:
    frame = weekly([900, 910, 920, 930], 1000)
    late = (frame["series"] == "places") & (frame["date"] >= "2024-08-11")
    frame.loc[late, "value"] -= 80.0
    table = brief.need_and_places(frame, (), AMPLE, DAY, 13, NONE)
    assert list(table["standing"]) == list(table["openable"]) == [1000.0, 1000.0, 920.0, 920.0]
    frames = (brief.Openable("frames", "UDI", 5.0, 500.0, None),)
    assert brief.order_by(table, frames)["needed_from"].item() == pd.Timestamp("2024-08-11")  # 931 against 920
    again = frame["series"].eq("places") & (frame["date"] >= "2024-08-18")
    frame.loc[again, "value"] += 300.0  # what the runs themselves order can stand too
    table = brief.need_and_places(frame, (), AMPLE, DAY, 13, NONE)
    assert list(table["standing"]) == [1000.0, 1000.0, 920.0, 920.0]
    assert list(table["openable"]) == [1000.0, 1000.0, 920.0, 1220.0]


@pytest.mark.unit
def test_what_was_broken_before_is_told_as_over_as_still_so_or_as_back() -> None:
    dates = pd.date_range("2024-07-21", periods=6, freq="7D")
    paths = {0: (200, 200, 200, 0, 0, 0), 1: (200, 0, 200, 0, 200, 200), 2: (200, 0, 200, 0, 200, 0), 3: [200] * 6}
    frame = pd.DataFrame(
        [(run, date, "no_roof", value) for run, path in paths.items() for date, value in zip(dates, path, strict=True)],
        columns=["replication", "date", "series", "value"],
    )
    two = CRITERIA["a"]  # fourteen days on end: two weeks' ends
    found = brief.came_back(frame, two, DAY, [0, 1, 2])
    assert found == {"still": 1.0, "again": 1.0, "again_date": dates[4]}
    assert brief.came_back(frame, two, DAY, []) == {"still": 0.0, "again": 0.0, "again_date": pd.NaT}
    assert brief.came_back(frame, two, dates[-1].date(), [1])["again"] == 0.0
    other = Criterion(says="x", series="long_wait_share", above=0.2, for_days=28)
    assert math.isnan(brief.came_back(frame, other, DAY, [0])["again"])
    breaks = pd.DataFrame(
        [(0, "a", "2024-07-02", 9, 5.0), (1, "a", "2024-07-01", 4, 8.0)],
        columns=["replication", "criterion", "first_date", "days", "worst"],
    )
    (row,) = brief.told_breaks(breaks, frame, CRITERIA, DAY, 2).to_dict("records")
    assert (row["already"], row["still"], row["again"], row["most"]) == (2, 1, 1, 8.0)
    assert row["first_ever"] == pd.Timestamp("2024-07-01")


@pytest.mark.unit
def test_the_week_in_which_most_are_without_a_bed_is_one_from_the_day_on() -> None:
    frame = weekly([900, 990, 1100], 1000)
    for date, value in (("2024-07-28", 90.0), ("2024-08-11", 9.0)):
        frame.loc[(frame["series"] == "no_roof") & (frame["date"] == date), "value"] = value
    assert brief.bedless_peak(frame, DAY) == (pd.Timestamp("2024-08-11"), 9.0)


@pytest.mark.unit
def test_what_the_state_pays_from_the_day_on_is_that_of_its_year_only() -> None:
    rows = [
        ("2024-07", "state_UDI", 1.0), ("2024-08", "state_UDI", 2.0), ("2024-12", "state_IMDi", 4.0),
        ("2025-01", "state_UDI", 8.0), ("2024-09", "municipalities", 16.0), ("committed", "state_UDI", 32.0),
    ]  # fmt: skip
    money = pd.DataFrame(rows, columns=["month", "payer", "nok"]).assign(replication=0)
    assert brief.cost_since(money, DAY, "committed", [0, 1]) == 3.0


@pytest.mark.unit
def test_emergency_accommodation_is_told_of_the_first_week_and_of_the_last_before_the_day() -> None:
    rows = [(run, date, "residents_emergency", value + run)
            for date, value in (("2024-01-07", 50.0), ("2024-07-28", 2.0), ("2024-08-04", 90.0)) for run in range(3)]
    frame = pd.DataFrame(rows, columns=["replication", "date", "series", "value"])
    frame["date"] = pd.to_datetime(frame["date"])
    assert list(brief.emergency_use(frame, DAY)["persons"]) == [51.0, 3.0]
