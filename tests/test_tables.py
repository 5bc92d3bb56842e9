import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from sim.dictionary import TABLES, TableError, describe
from sim.tables import Weekly
from tests.support.synthetic import run_tables


@pytest.mark.unit
def test_good_tables_pass():
    run_tables("lean", 0).check()


@pytest.mark.unit
def test_every_column_and_series_is_described():
    rows = list(describe())
    assert all(unit and definition for _, _, _, unit, definition in rows)
    assert {table for table, *_ in rows} == set(TABLES)


@pytest.mark.unit
def test_keys_come_first_and_shock_plan_replication_before_all():
    for table in TABLES.values():
        keys = [column.key for column in table.columns]
        assert [column.name for column in table.columns[:3]] == ["shock", "plan", "replication"]
        assert keys == sorted(keys, reverse=True)


@pytest.mark.unit
def test_weekly_gives_one_series_and_names_what_there_is():
    weekly = run_tables("lean", 0).weekly
    assert weekly.of("settled").tolist() == [90.0] * 60
    with pytest.raises(KeyError, match="no weekly series 'beds'; there are arrivals"):
        weekly.of("beds")


def _weekly_with(series: str, week: int, value: float) -> Weekly:
    weekly = run_tables("lean", 0).weekly
    weekly.values[week, weekly.series.index(series), 0] = value
    return weekly


@pytest.mark.failure
@pytest.mark.parametrize(
    ("value", "message"),
    [
        (np.nan, r"weekly\.residents: nan at \[4, 0\], must be finite"),
        (np.inf, r"weekly\.residents: inf at \[4, 0\], must be finite"),
        (-1.0, r"weekly\.residents: -1\.0 at \[4, 0\], must be at least 0"),
    ],
)
def test_a_number_that_cannot_be_is_named_with_its_place(value, message):
    tables = replace(run_tables("lean", 0), weekly=_weekly_with("residents", 4, value))
    with pytest.raises(TableError, match=message):
        tables.check()


@pytest.mark.unit
def test_people_who_left_may_be_negative_because_some_come_back():
    replace(run_tables("lean", 0), weekly=_weekly_with("left", 4, -3.0)).check()


@pytest.mark.unit
def test_cells_without_meaning_are_not_checked():
    weekly = run_tables("lean", 0).weekly
    weekly.values[:, weekly.series.index("places"), 1] = np.nan  # not defined by group
    replace(run_tables("lean", 0), weekly=weekly).check()


def _columns(table: str, **changes: object) -> object:
    tables = run_tables("buffer", 0)
    return replace(tables, **{table: dict(getattr(tables, table)) | changes})


@pytest.mark.failure
@pytest.mark.parametrize(
    ("table", "changes", "message"),
    [
        ("money", {"kroner": [1.0]}, "money: unknown column 'kroner'"),
        ("money", {"nok": [1.0]}, "money: columns of unequal length"),
        ("money", {"month": ["2024-13"] * 61}, r"money\.month: '2024-13' is not YYYY-MM"),
        ("waits", {"n": [2.5] * 6}, r"waits\.n: must hold whole numbers"),
        ("waits", {"n": [None] * 6}, r"waits\.n: a value is missing"),
        ("waits", {"p50": ["x"] * 6}, r"waits\.p50: must hold numbers"),
        ("targets", {"met": ["perhaps"] * 4}, r"targets\.met: perhaps not among yes, no, no yardstick"),
        ("targets", {"value": [float("nan")] * 4}, r"targets\.value: nan at \[0\], must be finite"),
        ("centre_events", {"date": [None] * 6}, r"centre_events\.date: a value is missing"),
        ("plan_events", {"event": ["forgotten"] * 8}, r"plan_events\.event: forgotten not among fired"),
    ],
)
def test_columns_that_do_not_match_are_refused(table, changes, message):
    with pytest.raises(TableError, match=message):
        _columns(table, **changes).check()


@pytest.mark.failure
def test_all_faults_come_in_one_message():
    tables = _columns("waits", n=[-1] * 6)
    weekly = _weekly_with("residents", 0, -1.0)
    strange = replace(weekly, series=("arrivals", *weekly.series[1:-1], "beds"))
    with pytest.raises(TableError) as caught:
        replace(tables, weekly=strange).check()
    assert "weekly: unknown series 'beds'" in str(caught.value)
    assert "waits.n: -1.0 at [0]" in str(caught.value)


@pytest.mark.failure
def test_a_weekly_table_without_all_or_with_falling_dates_is_refused():
    tables = run_tables("lean", 0)
    with pytest.raises(TableError, match="no group 'all'"):
        replace(tables, weekly=replace(tables.weekly, groups=("a", "b", "c"))).check()
    with pytest.raises(TableError, match="dates must rise"):
        replace(tables, weekly=replace(tables.weekly, dates=tables.weekly.dates[::-1])).check()


@pytest.mark.failure
def test_a_municipality_number_has_four_digits():
    tables = run_tables("lean", 0)
    block = tables.municipality_month
    with pytest.raises(TableError, match="municipality number '301' must have four digits"):
        replace(tables, municipality_month=replace(block, numbers=("301", *block.numbers[1:]))).check()


@pytest.mark.unit
def test_a_break_that_never_came_has_no_date():
    breaks = {
        "criterion": ["x", "y"],
        "first_date": [None, dt.date(2024, 2, 1)],
        "days": [0, 3],
        "worst": [0.0, 2.0],
    }
    replace(run_tables("lean", 0), breaks=breaks).check()
