"""Day numbers and dates."""

from __future__ import annotations

import datetime

import pytest

from sim.engine.calendar import Calendar


@pytest.mark.unit
def test_days_and_dates_are_inverse() -> None:
    calendar = Calendar(datetime.date(2022, 1, 1), 100)
    assert calendar.date(0) == datetime.date(2022, 1, 1)
    assert calendar.date(-1) == datetime.date(2021, 12, 31)
    assert calendar.date(365) == datetime.date(2023, 1, 1)
    for day in (-400, 0, 99, 5000):
        assert calendar.day(calendar.date(day)) == day


@pytest.mark.unit
def test_columns_over_a_leap_day_and_a_new_year() -> None:
    calendar = Calendar(datetime.date(2023, 12, 30), 65)
    log = [
        (
            calendar.year[day],
            calendar.month[day],
            calendar.month_index[day],
            bool(calendar.is_month_start[day]),
        )
        for day in (0, 1, 2, 32, 33, 61, 62)
    ]
    assert log == [
        (2023, 12, 0, False),
        (2023, 12, 0, False),
        (2024, 1, 1, True),
        (2024, 1, 1, False),
        (2024, 2, 2, True),
        (2024, 2, 2, False),
        (2024, 3, 3, True),
    ]
    assert calendar.months == [(2023, 12), (2024, 1), (2024, 2), (2024, 3)]


@pytest.mark.unit
def test_weeks_end_on_sundays_and_on_the_last_day() -> None:
    calendar = Calendar(datetime.date(2022, 1, 1), 11)
    assert calendar.weekday.tolist() == [5, 6, 0, 1, 2, 3, 4, 5, 6, 0, 1]
    assert [day for day in range(11) if calendar.is_week_end[day]] == [1, 8, 10]
    assert calendar.date(8).isoweekday() == 7


@pytest.mark.failure
def test_a_run_of_no_days_is_refused() -> None:
    with pytest.raises(ValueError, match="days must be >= 1, got 0"):
        Calendar(datetime.date(2022, 1, 1), 0)
