"""Arrivals of the past as published: persons a day by group, their level before a day, and their season."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt

from sim.config.population import GROUPS, PopulationConfig
from sim.data import monthly_arrivals

FloatArray = npt.NDArray[np.float64]

HELD_DAYS = 90  # what runs out goes on at the level of its last quarter
FIRST_COLLECTIVE_DAY = dt.date(
    2022, 2, 24
)  # the day of the invasion: no applications for collective protection before

_INDIVIDUAL = GROUPS.index("individual")
_COLLECTIVE = GROUPS.index("collective")
_OLDER = GROUPS.index("minors_15_17")
_YOUNGER = GROUPS.index("minors_under_15")


def history(first: dt.date, days: int, under_15_share: float, until: dt.date | None = None) -> FloatArray:
    """Published applications as persons a day, float64[groups, days] from `first`.

    Months are joined by straight lines through their middles and scaled back to the published total, so that
    a steep month is steep inside too. After the last published month the level of its last three months is
    held. With `until`, only months that are over by that day are looked at: what follows them has no influence.
    """
    out = np.zeros((len(GROUPS), days))
    total, minors, single, collective = (
        _by_day(series, first, days, until)
        for series in ("asylum_total", "unaccompanied_minors", "individual", "collective")
    )
    dates = np.datetime64(first) + np.arange(days)
    new_scope = dates >= np.datetime64("2022-03-01")
    collective[dates < np.datetime64(FIRST_COLLECTIVE_DAY)] = 0.0
    everyone = np.where(new_scope, single, total)
    minors = np.minimum(minors, everyone)
    out[_INDIVIDUAL] = everyone - minors
    out[_COLLECTIVE] = collective
    out[_OLDER] = minors * (1.0 - under_15_share)
    out[_YOUNGER] = minors * under_15_share
    return out


def _by_day(series: str, first: dt.date, days: int, until: dt.date | None) -> FloatArray:
    """Persons a day of one published monthly series, of its months that end before `until`; 0 without any."""
    months, persons, _ = monthly_arrivals(series)
    known = np.array([(year - 1970) * 12 + month - 1 for year, month in months])
    if until is not None:
        over = known < (until.year - 1970) * 12 + until.month - 1
        known, persons = known[over], persons[over]
    if not known.size:
        return np.zeros(days)
    every_month = np.arange(known[0], known[-1] + 1).astype("datetime64[M]")
    starts = every_month.astype("datetime64[D]").astype(np.int64)
    lengths = (every_month + 1).astype("datetime64[D]").astype(np.int64) - starts
    middles = starts + (lengths - 1) / 2.0
    published = known - known[0]
    rates = np.interp(
        middles, middles[published], persons / lengths[published]
    )  # a month without figures is bridged
    whole_first = int(starts[0])
    whole = np.interp(np.arange(whole_first, whole_first + int(lengths.sum())), middles, rates)
    month_of = np.repeat(np.arange(lengths.size), lengths)
    inside = np.bincount(month_of, weights=whole)
    scale = np.divide(rates * lengths, inside, out=np.zeros_like(inside), where=inside > 0.0)
    whole *= scale[month_of]
    offset = int(np.datetime64(first).astype(int)) - whole_first
    index = np.arange(offset, offset + days)
    out = np.zeros(days)
    covered = (index >= 0) & (index < whole.size)
    out[covered] = whole[index[covered]]
    out[index >= whole.size] = whole[-HELD_DAYS:].mean()
    return out


def trailing_level(first: dt.date, config: PopulationConfig) -> FloatArray:
    """Mean persons a day by group over the days before `first` that the config names, float64[groups]."""
    days = config.trailing_days
    past = history(first - dt.timedelta(days=days), days, config.under_15_share, until=first)
    level: FloatArray = past.mean(axis=1)
    return level


def season_by_day(first: dt.date, days: int, config: PopulationConfig) -> FloatArray:
    """Season factor of each day, float64[days], mean about 1 over a year."""
    months = (np.datetime64(first) + np.arange(days)).astype("datetime64[M]").astype(int) % 12
    season: FloatArray = np.asarray(config.season, dtype=np.float64)[months]
    return season
