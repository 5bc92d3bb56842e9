"""Arrivals as they are known: weekly counts, published late and filled up for late reports (nowcast)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance
from sim.chance.normal import normal_inverse
from sim.config.information import DataConfig

FloatArray = npt.NDArray[np.float64]

WEEKS_PER_YEAR = 365.25 / 7.0
_YEAR_WEEKS = 52


class PublishedArrivals:
    """True expected arrivals a week, and what is published of them.

    Parameters
    ----------
    total_by_week
        Expected persons a week, float64[weeks]; the first begins `weeks_before` weeks before day 0.
    """

    def __init__(
        self, config: DataConfig, chance: Chance, total_by_week: FloatArray, weeks_before: int
    ) -> None:
        self._spread = list(config.spread_by_age)
        self._true = np.asarray(total_by_week, dtype=np.float64)
        self._before = weeks_before
        weeks = np.arange(self._true.size) - weeks_before
        self._sum = np.concatenate([[0.0], np.cumsum(self._true)])
        self._noise = normal_inverse(chance.uniform("forecast_data", weeks))

    def check_reach(self, first_day: int, last_day: int) -> None:
        """Raise ValueError unless the weeks reach from a year before `first_day` to `last_day`."""
        begins, ends = -7 * self._before, 7 * (self._true.size - self._before)
        needed = first_day - 7 * _YEAR_WEEKS - 7
        if begins > needed or ends < last_day:
            raise ValueError(
                f"expected arrivals run from day {begins} to {ends}; forecasts need {needed} to {last_day}"
            )

    def true_persons(self, from_day: int, to_day: int) -> float:
        """Expected persons from `from_day` up to, not including, `to_day`."""
        at = (np.array([from_day, to_day]) + 7.0 * self._before) / 7.0
        first, last = np.interp(at, np.arange(self._sum.size), self._sum)
        return float(last - first)

    def per_week(self, data_day: int, weeks: int) -> float:
        """Mean persons a week over the last whole weeks that ended by `data_day`, as published then."""
        end = data_day // 7 + self._before
        first = max(end - weeks, 0)
        counts = self._true[first:end].copy()
        for age, spread in enumerate(self._spread[: counts.size]):
            at = counts.size - 1 - age
            counts[at] *= np.exp(spread * self._noise[first + at] - spread * spread / 2.0)
        return float(counts.mean()) if counts.size else 0.0

    def year_level(self, data_day: int) -> float:
        """Persons a year at the mean of the last 52 weeks that ended by `data_day`."""
        return self.per_week(data_day, _YEAR_WEEKS) * WEEKS_PER_YEAR
