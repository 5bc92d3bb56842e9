"""Day numbers and dates."""

from __future__ import annotations

import datetime

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

SUNDAY = 6


class Calendar:
    """The days of one run: day 0 is the start date, the last day is `days` - 1.

    Parameters
    ----------
    start
        Date of day 0.
    days
        Length of the run in days; ValueError if < 1.
    """

    start: datetime.date
    days: int
    year: IntArray
    """Calendar year [day]."""
    month: IntArray
    """Month of the year, 1 to 12 [day]."""
    month_index: IntArray
    """Months since the start date's month, from 0 [day]."""
    weekday: IntArray
    """0 is Monday, 6 is Sunday [day]."""
    is_month_start: BoolArray
    """True on the first of a month [day]."""
    is_week_end: BoolArray
    """True on Sundays and on the last day [day]."""
    months: list[tuple[int, int]]
    """(year, month) of every month the run touches, in order."""

    def __init__(self, start: datetime.date, days: int) -> None:
        if days < 1:
            message = f"days must be >= 1, got {days}"
            raise ValueError(message)
        self.start, self.days = start, days
        dates = [start + datetime.timedelta(day) for day in range(days)]
        self._dates = dates
        self.year = np.array([date.year for date in dates], dtype=np.int64)
        self.month = np.array([date.month for date in dates], dtype=np.int64)
        self.month_index = (self.year - start.year) * 12 + self.month - start.month
        self.weekday = (start.weekday() + np.arange(days, dtype=np.int64)) % 7
        self.is_month_start = np.array([date.day == 1 for date in dates], dtype=np.bool_)
        self.is_week_end = self.weekday == SUNDAY
        self.is_week_end[-1] = True
        first = start.year * 12 + start.month - 1
        self.months = [divmod(first + index, 12) for index in range(int(self.month_index[-1]) + 1)]
        self.months = [(year, month + 1) for year, month in self.months]

    def date(self, day: int) -> datetime.date:
        """Give the date of a day number; days before the start and after the end are allowed."""
        if 0 <= day < self.days:
            return self._dates[day]
        return self.start + datetime.timedelta(int(day))

    def day(self, date: datetime.date) -> int:
        """Give the day number of a date, negative before the start."""
        return (date - self.start).days
