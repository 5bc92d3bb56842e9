"""Forecasts that need no model, restarted at each observed stock: what the model must beat.

Persistence keeps the last stock, drift goes on along the line through the last two. The third knows the arrivals
to come and lets a fixed share of the stock leave each month; the fourth has the planning figure of the day in
place of the arrivals.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.data import fact
from sim.studies.scores import DAYS_A_MONTH, horizon_bin

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Arrivals:
    """Persons who come to reception a day; `persons` has shape (days,) and begins on `first_day`."""

    first_day: dt.date
    persons: Floats

    def between(self, origin: dt.date, target: dt.date) -> Floats:
        """Return the days after `origin` up to and with `target`; raise ValueError if one is not known."""
        first, end = (origin - self.first_day).days + 1, (target - self.first_day).days + 1
        if first < 0 or end > len(self.persons) or end < first:
            last = self.first_day + dt.timedelta(days=len(self.persons) - 1)
            raise ValueError(f"arrivals are known from {self.first_day} to {last}, not from {origin} to {target}")
        return self.persons[first:end]


@dataclass(frozen=True)
class Pair:
    """An observed point as origin and a later one as target, by their places among the dates."""

    origin: int
    target: int
    days: int
    horizon: str


def pairs(dates: Sequence[dt.date]) -> tuple[Pair, ...]:
    """Return all pairs of an origin and a later target whose distance lies in a bin, by origin and target.

    They overlap, so their errors hang together and no test of significance holds.
    """
    found = []
    for i, origin in enumerate(dates):
        for j in range(i + 1, len(dates)):
            days = (dates[j] - origin).days
            horizon = horizon_bin(days)
            if horizon is not None:
                found.append(Pair(i, j, days, horizon))
    return tuple(found)


def persistence(values: ArrayLike, chosen: Sequence[Pair]) -> Floats:
    """Return for each pair the value at its origin."""
    known = np.asarray(values, dtype=np.float64)
    return np.array([known[pair.origin] for pair in chosen])


def drift(dates: Sequence[dt.date], values: ArrayLike, chosen: Sequence[Pair]) -> Floats:
    """Return for each pair the line through the origin and the point before it, at the target and not below 0.

    NaN where there is no point before the origin. For flows of unequal length give rates.
    """
    known = np.asarray(values, dtype=np.float64)
    found = np.full(len(chosen), np.nan)
    for k, pair in enumerate(chosen):
        if pair.origin:
            slope = (known[pair.origin] - known[pair.origin - 1]) / (
                dates[pair.origin] - dates[pair.origin - 1]
            ).days
            found[k] = max(0.0, known[pair.origin] + slope * pair.days)
    return found


def outflow_share_month() -> float:
    """Return the share of the stock that leaves a month in the baselines, known at the time."""
    return fact("baseline.outflow_share_month").value


def arrivals_known(
    stock: float, arrivals: Arrivals, origin: dt.date, target: dt.date, outflow_share: float | None = None
) -> float:
    """Return the stock at the target when arrivals are known and a share of the stock leaves each month.

    Day by day from the day after the origin: what is left of the stock, (1 - share)^(1 / days a month), and those
    who come. For no share given it is that of the year before the first shock.

    Raises
    ------
    ValueError : if arrivals are not known for every day, or not 0 <= outflow_share < 1
    """
    share = outflow_share_month() if outflow_share is None else outflow_share
    if not 0.0 <= share < 1.0:
        raise ValueError(f"outflow_share {share} must be at least 0 and below 1")
    stay = (1.0 - share) ** (1.0 / DAYS_A_MONTH)
    coming = arrivals.between(origin, target)
    days_left = np.arange(len(coming) - 1, -1, -1)
    return float(stock * stay ** len(coming) + coming @ stay**days_left)


def planned(
    figures: Mapping[int, float], arrivals: Arrivals, origin: dt.date, target: dt.date
) -> Arrivals:
    """Return the arrivals after the origin that planning figures mean, in the unit of the figures.

    What a year's figure leaves after those who came before and on the origin is spread evenly over its days that are
    left, never below 0. A year without a figure gets that of the last year with one.

    Parameters
    ----------
    figures : persons of a calendar year, those published by the origin only
    arrivals : those who came, of which nothing after the origin is read

    Raises
    ------
    ValueError : if no figure is known for the year of the origin or an earlier one, or the arrivals of the year of
        the origin are not known from its first day
    """
    first_day = origin + dt.timedelta(days=1)
    rates = []
    for year in range(first_day.year, target.year + 1):
        known = [each for each in figures if each <= year]
        if not known:
            raise ValueError(f"no planning figure for {year} was published by {origin}")
        start, days = dt.date(year, 1, 1), 366 if calendar.isleap(year) else 365
        so_far = 0.0
        if year == origin.year:
            so_far = float(arrivals.between(start - dt.timedelta(days=1), origin).sum())
            days -= (first_day - start).days
        rates.append(np.full(days, max(0.0, figures[max(known)] - so_far) / days))
    return Arrivals(first_day, np.concatenate(rates))


def planning_figure(
    stock: float,
    figures: Mapping[int, float],
    arrivals: Arrivals,
    origin: dt.date,
    target: dt.date,
    outflow_share: float | None = None,
) -> float:
    """Return the stock at the target with the planning figures of the day in place of known arrivals."""
    return arrivals_known(stock, planned(figures, arrivals, origin, target), origin, target, outflow_share)
