"""The last day of a measure on made-up futures in which it is known."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from sim.studies.warning_deadlines import DECIDES, NEVER_ORDERED, NO_MATTER, Search, deadlines, tried, unordered, weeks

FIRST = dt.date(2024, 6, 3)
DAYS = weeks(FIRST, FIRST + dt.timedelta(days=7 * 40), 7)


def _found(last_days, limit, breaks_on=None):
    """Search with futures that hold as long as the measure comes by their own last day, and break 60 days after it."""
    breaks = [each + dt.timedelta(days=60) if each is not None else None for each in last_days]
    without = dict(enumerate(breaks if breaks_on is None else breaks_on))
    search = Search("m", DAYS, limit, dict.fromkeys(without), without)
    asked = 0
    while (place := search.next) is not None:
        asked += 1
        until, late = DAYS[place], {}
        for k in search.open(place):
            last = last_days[k]
            late[k] = without[k] if last is not None and until > last else None
        search.tell(place, late)
    return search, asked


@pytest.mark.unit
def test_the_last_day_is_that_until_which_no_more_than_the_limit_fail():
    last = [FIRST + dt.timedelta(days=each) for each in (30, 60, 90, 120)]
    for limit, expected in ((0, 28), (1, 56), (2, 84), (3, 119)):
        search, asked = _found(last, limit)
        assert DAYS[search.holds] == FIRST + dt.timedelta(days=expected)
        assert search.fails == search.holds + 1
        assert asked <= 6  # of 41 days


@pytest.mark.unit
def test_days_on_which_a_future_has_failed_already_are_not_tried():
    last = [FIRST + dt.timedelta(days=30)]
    search = Search("m", DAYS, 0, {0: None}, {0: last[0] + dt.timedelta(days=5)})
    assert DAYS[search.fails] == FIRST + dt.timedelta(days=35)
    assert search.count(search.fails) == 1
    assert search.count(search.fails - 1) == 0


@pytest.mark.unit
def test_a_measure_without_which_the_plan_holds_does_not_decide():
    search, asked = _found([None, None], 0)
    assert not search.decides
    assert asked == 0


@pytest.mark.unit
def test_the_table_tells_what_decides_first_and_counts_each_future():
    last = [FIRST + dt.timedelta(days=each) for each in (30, 60, 90, 120)]
    search, _ = _found(last, 1)
    other, _ = _found([None] * 4, 1)
    other.measure = "other"
    orders = pd.DataFrame({"measure": ["m", "m", "other"], "replication": [0, 1, 0],
                           "date": pd.to_datetime(["2024-06-10", "2024-06-17", "2024-06-10"])})  # fmt: skip
    table = deadlines([other, search], ["idle"], {"m": "UDI", "other": "PU", "idle": "IMDi"}, orders)
    assert table["verdict"].tolist() == [DECIDES, NO_MATTER, NEVER_ORDERED]
    row = table.iloc[0]
    assert row[["measure", "decided_by", "own_runs", "runs", "plan_fails", "without_fails"]].tolist() == [
        "m", "UDI", 2, 4, 0, 4,
    ]  # fmt: skip
    assert row["decide_by"] == pd.Timestamp(FIRST) + pd.Timedelta(days=56)
    assert row["too_late"] == pd.Timestamp(FIRST) + pd.Timedelta(days=63)
    assert (row["holds_fails"], row["late_fails"], row["futures"]) == (1, 2, 4)
    rows = tried([search])
    assert set(rows["until"].dropna()) == {pd.Timestamp(DAYS[place]) for place in search.tried}
    assert rows.loc[rows["until"].isna(), "broke"].all()


@pytest.mark.unit
def test_only_futures_are_tried_of_which_it_does_not_follow():
    without = {0: None, 1: FIRST + dt.timedelta(days=250), 2: FIRST + dt.timedelta(days=250), 3: FIRST}
    search = Search("m", DAYS, 1, {0: None, 1: None, 2: None, 3: FIRST}, without)
    place = search.next
    assert search.open(place) == [1, 2]  # 0 holds without it, 3 fails with it
    search.tell(place, {1: None, 2: DAYS[place]})
    assert search.count(place) == 2
    assert search.next < place
    assert search.open(search.next) == [2]
    assert search.open(place + 1) == [1]


@pytest.mark.failure
def test_a_future_that_failed_as_a_run_is_left_out_of_all_that_is_compared():
    without = {k: FIRST + dt.timedelta(days=200) for k in range(3)}
    search = Search("m", DAYS, 1, dict.fromkeys(range(3)), without)
    place = search.next
    search.tell(place, {0: None, 2: FIRST})  # 1 failed as a run
    assert search.kept == [0, 2]
    assert search.holds == place


@pytest.mark.unit
def test_futures_in_which_nothing_was_ordered_before_they_failed_are_counted_apart():
    day = FIRST + dt.timedelta(days=50)
    fired = pd.DataFrame({"measure": ["m", "m", "other"], "replication": [0, 1, 2],
                          "date": [day, day + dt.timedelta(days=1), FIRST]})  # fmt: skip
    broken = {0: day, 1: day, 2: day, 3: None}
    assert unordered(fired, ["m"], broken) == {1, 2}  # 0 came too late, 3 did not fail
    without = {k: FIRST + dt.timedelta(days=200) for k in range(3)}
    search = Search("m", DAYS, 0, dict.fromkeys(range(3)), without)
    place = search.next
    search.tell(place, {0: FIRST, 1: FIRST, 2: None}, {1})
    assert search.fails == place
    assert search.unordered(place) == 1
    assert search.unordered(place - 1) == 0
