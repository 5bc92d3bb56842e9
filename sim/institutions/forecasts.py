"""Forecasts (Beregningsgruppen): what planners are told of the arrivals to come.

The whole table of publications is made before the run, from the true expected arrivals and a law of error,
since arrivals do not answer to plans. Planners read only what is dated up to today; a test can put a fixed
table in its place (`Forecasts.from_table`) and change everything else.
"""

from __future__ import annotations

import bisect
import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance
from sim.chance.normal import normal_inverse
from sim.config.information import InformationConfig
from sim.engine.calendar import Calendar
from sim.institutions.signs import WEEKS_PER_YEAR, PublishedArrivals

FloatArray = npt.NDArray[np.float64]

DAYS_AHEAD = 365
FIRST_PUBLICATION_DAY = -400  # so that one is in force on day 0 and errors are already under way
_MONTH_DAYS = 365.25 / 12.0


@dataclass(frozen=True)
class Publication:
    """One forecast.

    Attributes
    ----------
    day : day of publication; made as of `data_day`
    planning, low, high : persons over the next twelve months: planning figure (planleggingstall) and range
        (mulighetsrom)
    occasion : budget or crisis
    data_day : last day whose data went into it
    """

    day: int
    planning: float
    low: float
    high: float
    occasion: str
    data_day: int

    @property
    def planning_per_week(self) -> float:
        """Planning figure as persons a week."""
        return self.planning / WEEKS_PER_YEAR


class Forecasts:
    """All that is published about arrivals to come.

    Attributes
    ----------
    table : publications in order of day
    """

    def __init__(
        self,
        config: InformationConfig,
        calendar: Calendar,
        chance: Chance,
        total_by_week: FloatArray,
        weeks_before: int,
        shock_ahead: FloatArray,
    ) -> None:
        """Make the table.

        Parameters
        ----------
        total_by_week
            True expected persons a week, float64[weeks]; the first begins `weeks_before` weeks before day 0;
            it must reach a year past the last day.
        shock_ahead
            Persons a week that shocks will add, as they could be known on each day, that is moved ahead by
            the days of warning; float64[days].

        Raises
        ------
        ValueError if `total_by_week` does not reach a year past the last day or before the first forecast.
        """
        arrivals = PublishedArrivals(config.data, chance, total_by_week, weeks_before)
        arrivals.check_reach(FIRST_PUBLICATION_DAY - config.late_days, calendar.days + DAYS_AHEAD)
        late = config.late_days
        level = max(arrivals.year_level(0) / WEEKS_PER_YEAR, 1.0)
        ahead = np.concatenate(
            [np.zeros(min(late, shock_ahead.size)), shock_ahead[: shock_ahead.size - late]]
        )
        if not config.warning.used:
            ahead = np.zeros_like(ahead)
        days = np.arange(ahead.size)
        announced = _spread(chance.uniform("forecast_warning", days // 28), config.warning.warning_spread)
        warning = np.where(ahead >= config.warning.least_per_week, ahead * announced, 0.0)
        index = (1.0 + ahead / level) * _spread(
            chance.uniform("forecast_neighbours", days), config.warning.index_spread
        )
        makers = _Maker(config, calendar, chance, arrivals, np.where(config.warning.used, shock_ahead, 0.0))
        self._set(makers.table(), index, warning)

    @classmethod
    def from_table(
        cls, table: Sequence[Publication], neighbours: FloatArray, warning: FloatArray
    ) -> Forecasts:
        """Give forecasts that say exactly this, whatever the truth is.

        Parameters
        ----------
        table
            Publications; ValueError if there is none up to day 0.
        neighbours, warning
            Index and announced persons a week by day, float64[days].
        """
        self = cls.__new__(cls)
        self._set(table, neighbours, warning)
        return self

    def _set(self, table: Sequence[Publication], neighbours: FloatArray, warning: FloatArray) -> None:
        self.table = tuple(sorted(table, key=lambda each: each.day))
        if not self.table or self.table[0].day > 0:
            raise ValueError("forecasts need a publication on or before day 0")
        self._days = [each.day for each in self.table]
        self._neighbours: list[float] = neighbours.tolist()
        self._warning: list[float] = warning.tolist()

    def keep_past(
        self, day: int, table: Sequence[Publication], neighbours: Sequence[float], warning: Sequence[float]
    ) -> None:
        """Put what another run published before `day` in the place of this one's own publications of then."""
        later = [each for each in self.table if each.day >= day]
        index, announced = self.by_day
        index[:day], announced[:day] = neighbours[:day], warning[:day]
        self._set([*(each for each in table if each.day < day), *later], index, announced)

    @property
    def by_day(self) -> tuple[FloatArray, FloatArray]:
        """Neighbours' index and announced persons a week by day, as `from_table` takes them."""
        return np.array(self._neighbours), np.array(self._warning)

    def latest(self, day: int) -> Publication:
        """Return the last forecast published on or before `day`."""
        return self.table[max(bisect.bisect_right(self._days, day) - 1, 0)]

    def neighbours(self, day: int) -> float:
        """Arrivals in neighbouring countries on `day` over their level at the start; 1 is usual."""
        return self._neighbours[day]

    def warning(self, day: int) -> float:
        """Persons a week that authorities have announced by `day`; 0 without a warning."""
        return self._warning[day]


class _Maker:
    """Makes the table of publications."""

    def __init__(
        self,
        config: InformationConfig,
        calendar: Calendar,
        chance: Chance,
        arrivals: PublishedArrivals,
        ahead: FloatArray,
    ) -> None:
        self._config, self._calendar, self._chance = config, calendar, chance
        self._arrivals, self._ahead = arrivals, ahead
        self._months_shown = {1: 0.0, -1: 0.0}
        self._shown_since: dict[int, int | None] = {1: None, -1: None}
        self._rest: float | None = None
        self._sudden = False

    def table(self) -> list[Publication]:
        """Go through the months; publish in those of the budget, and in all while there is a crisis."""
        config, late = self._config, self._config.late_days
        made: list[Publication] = []
        crisis_until = -(10**9)
        for day, month in self._dates():
            data_day = day - config.data.delay_days
            plan = (
                made[-1].planning_per_week if made else self._arrivals.year_level(data_day) / WEEKS_PER_YEAR
            )
            self._look(day, data_day)
            if self._is_crisis(data_day, plan):
                crisis_until = day + round(config.crisis.months * _MONTH_DAYS)
            if month in config.publication_months:
                made.append(self._publish(day, data_day, "budget"))
            elif day <= crisis_until:
                made.append(self._publish(day, data_day, "crisis"))
        return [
            Publication(each.day + late, each.planning, each.low, each.high, each.occasion, each.data_day)
            for each in made
        ]

    def _dates(self) -> list[tuple[int, int]]:
        """Days on which a forecast could be published, with their months, in order."""
        first = self._calendar.date(FIRST_PUBLICATION_DAY - self._config.late_days)
        year, month = first.year, first.month
        out: list[tuple[int, int]] = []
        while True:
            day = self._calendar.day(dt.date(year, month, self._config.publication_day))
            if day >= self._calendar.days:
                return out
            out.append((day, month))
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)

    def _is_crisis(self, data_day: int, plan_per_week: float) -> bool:
        crisis, arrivals = self._config.crisis, self._arrivals
        three = arrivals.per_week(data_day, 3)
        four, before = arrivals.per_week(data_day, 4), arrivals.per_week(data_day - 28, 4)
        if three < crisis.least_per_week:
            return False
        return three > crisis.above_plan * plan_per_week or four > crisis.growth * before

    def _look(self, day: int, data_day: int) -> None:
        """Note for how long a rise (or fall) has shown, in published data or by a warning, and if a rise was sudden."""
        ratio = (
            self._arrivals.per_week(data_day, 4)
            * WEEKS_PER_YEAR
            / max(self._arrivals.year_level(data_day), 1.0)
        )
        warned = 0 <= day < self._ahead.size and self._ahead[day] >= self._config.warning.least_per_week
        if warned:
            pace = float(self._ahead[day]) + self._arrivals.year_level(data_day) / WEEKS_PER_YEAR
            lately = max(self._arrivals.per_week(data_day, 4), 1.0)
            self._sudden = self._sudden or pace >= self._config.error.sudden_at * lately
        shows = {
            1: ratio >= self._config.error.shows_at or warned,
            -1: ratio <= 1.0 / self._config.error.shows_at,
        }
        for way in (1, -1):
            if not shows[way]:
                self._shown_since[way] = None
            elif self._shown_since[way] is None:
                self._shown_since[way] = day
            since = self._shown_since[way]
            self._months_shown[way] = 0.0 if since is None else (day - since) / _MONTH_DAYS
        self._sudden = self._sudden and shows[1]

    def _publish(self, day: int, data_day: int, occasion: str) -> Publication:
        truth = max(self._arrivals.true_persons(day, day + DAYS_AHEAD), 1.0)
        kind, spread = self._config.errors, self._config.range
        if kind == "perfect":
            return Publication(day, truth, truth, truth, occasion, data_day)
        if kind == "persistence":
            planning = self._arrivals.per_week(data_day, self._config.persistence_weeks) * WEEKS_PER_YEAR
        else:
            planning = truth * math.exp(self._error(day, data_day, truth, kind == "historical"))
        unsettled = any(since is not None for since in self._shown_since.values())
        low = spread.crisis_low if unsettled else spread.calm_low
        high = spread.crisis_high if unsettled else spread.calm_high
        return Publication(day, planning, planning * low, planning * high, occasion, data_day)

    def _error(self, day: int, data_day: int, truth: float, misses_changes: bool) -> float:
        """Log error of a planning figure: the missed share of the coming change, and a rest that lingers."""
        error = self._config.error
        z = float(normal_inverse(self._chance.uniform("forecast_error", day)))
        if self._rest is None:
            self._rest = z
        else:
            self._rest = error.carry_over * self._rest + math.sqrt(1.0 - error.carry_over**2) * z
        rest = error.spread * self._rest
        if not misses_changes:
            return max(min(rest - error.spread**2 / 2.0, error.largest), -error.largest)
        year = max(self._arrivals.year_level(data_day), 1.0)
        lately = max(self._arrivals.per_week(data_day, 8) * WEEKS_PER_YEAR, 1.0)
        # planners start from the year behind them, or halfway (in logarithms) to the pace of the last weeks
        # if that is higher
        known = max(year, math.sqrt(year * lately))
        coming = math.log(truth / known)
        way, missed = (1, error.missed_rise) if coming > 0.0 else (-1, error.missed_fall)
        months, shares = zip(*missed, strict=True)
        share = float(np.interp(self._months_shown[way], months, shares))
        if way == 1 and self._sudden:
            share = min(share, error.missed_sudden)
        return max(min(rest - share * coming, error.largest), -error.largest)


def _spread(u: FloatArray, spread: float) -> FloatArray:
    """Lognormal factors with median 1 and this standard deviation of the logarithm."""
    factors: FloatArray = np.exp(spread * normal_inverse(u))
    return factors
