"""What happened in a month, counted for the accounts: places, persons settled, working time, preparations."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.config.prices import PricesConfig
from sim.engine.calendar import Calendar
from sim.institutions.accounts import Commitments, GrantMoves, MonthActivity
from sim.institutions.appeals import Appeals
from sim.institutions.care import Care
from sim.institutions.casework import Casework
from sim.institutions.municipal_accounts import CATEGORIES, FIRST, GRANT_CATEGORIES
from sim.institutions.municipalities import Municipalities
from sim.institutions.portfolio import Portfolio
from sim.institutions.registration import Registration
from sim.institutions.settled_before import Settled
from sim.institutions.settlement import Settlement

IntArray = npt.NDArray[np.int64]


class Activity:
    """Collects a `MonthActivity` from the institutions on the last day of each month.

    Parameters
    ----------
    pays_above_request : whether the plan pays for persons settled above the first request
    before : persons settled before the run
    """

    def __init__(
        self,
        calendar: Calendar,
        prices: PricesConfig,
        registration: Registration,
        casework: Casework,
        appeals: Appeals,
        settlement: Settlement,
        portfolio: Portfolio,
        care: Care,
        municipalities: Municipalities,
        pays_above_request: bool,
        before: Settled,
    ) -> None:
        self._calendar, self._prices = calendar, prices
        self._registration, self._casework, self._appeals = registration, casework, appeals
        self._settlement, self._portfolio, self._care = settlement, portfolio, care
        self._municipalities = municipalities
        self._pays_above, self._before = pays_above_request, before
        self._ages = (
            (0, prices.grants.minors_last_age_to_16),
            (prices.grants.minors_last_age_to_16 + 1, prices.grants.minors_last_age),
        )
        self._registration_minutes = 0
        self._standby_days = np.zeros(municipalities.n, dtype=np.int64)
        self._next_day = 0
        self._compensated = np.zeros(municipalities.n, dtype=np.int64)
        self._above: dict[int, IntArray] = {}
        self._lapsed_years: set[int] = set()

    def watch(self, day: int) -> None:
        """Add up what is paid by the day at the level of the day."""
        self._registration_minutes += self._registration.minutes_per_day
        self._standby_days += self._municipalities.housing.standby

    def collect(self, last_day: int) -> MonthActivity:
        """Count what happened since the last collection, up to and including `last_day` of the same month."""
        first, days = self._next_day, last_day + 1 - self._next_day
        self._next_day = last_day + 1
        month = int(self._calendar.month_index[last_day])
        year = int(self._calendar.year[last_day])
        towns = self._municipalities
        accounts = towns.accounts
        self._care.hold_reserve(days)
        places = self._portfolio.fold_place_days()
        accounts.fold()
        to_16, later = accounts.take_minors_days(last_day, days, self._ages)
        settled_before = [self._before.minors_turning(year, *ages) * days for ages in self._ages]
        came = np.zeros((self._municipalities.n, len(CATEGORIES)), dtype=np.int64)
        for name in FIRST:
            came += accounts.flows[name][month]
        extra = {name: came[:, CATEGORIES.index(name)] for name in CATEGORIES[GRANT_CATEGORIES:]}
        return MonthActivity(
            days=days,
            place_keys=places.keys,
            place_days=places.place_days,
            host_place_days=places.host_place_days,
            arrival_centre_days=days,
            registered=int(self._registration.registered_persons[first : last_day + 1].sum()),
            registration_surge_days=self._registration.take_surge_days(),
            staff_minutes=self._minutes(first, last_day),
            settled=came[:, :GRANT_CATEGORIES],
            moves=GrantMoves(*accounts.grant_moves(month)),
            elderly=extra["elderly"],
            kindergarten=extra["small_child"],
            special_needs=extra["special_needs"],
            learners=extra["learner"],
            minors_days_to_16=to_16 + settled_before[0],
            minors_days_17_20=later + settled_before[1],
            unused_places=self._unused(),
            compensated_places=self._newly_compensated(),
            above_request=self._newly_above(year, month),
            standby_dwelling_days=self._taken_standby_days(),
            contingency_plans=towns.plans_made[month].copy(),
        )

    def commitments(self) -> Commitments:
        """What locks, notice, minors' grants and unused places still bind after the last day.

        Places lapse on New Year's Eve only: in a run that ends earlier they may still be used, and nothing is owed.
        """
        last = self._calendar.days - 1
        keys, place_days = self._portfolio.committed_place_days(last)
        year = int(self._calendar.year[last])
        rest = [self._minors_turning(year, *ages) for ages in self._ages]
        after = range(1, self._ages[-1][1] + 1)
        years = [
            np.array([self._minors_turning(year + later, max(first, later), oldest) for later in after])
            for first, oldest in self._ages
        ]
        towns = self._municipalities
        book = towns.year
        unused, paid = np.zeros_like(towns.offers), np.zeros_like(rest[0])
        if self._calendar.date(last + 1).year != year:
            unused = book.left() + book.left_minors()
            if towns.incentive:
                within = np.minimum(book.agreed, book.others) - book.used
                paid = np.maximum(np.where(book.answered, within, 0), 0)
        return Commitments(keys, place_days, rest[0], rest[1], years[0], years[1], unused, paid)

    def _minors_turning(self, year: int, first: int, last: int) -> IntArray:
        """All people settled as unaccompanied minors, before the run or in it, who turn so old in a year."""
        here = self._municipalities.accounts.minors_turning(year, first, last)
        return here + self._before.minors_turning(year, first, last)

    def _minutes(self, first: int, last_day: int) -> dict[str, int]:
        """Paid working time by office, minutes; mapping and allocation by persons handled."""
        span = slice(first, last_day + 1)
        work = self._prices.work_minutes
        return {
            "registration": self._taken_registration_minutes(),
            "casework": self._casework.staff.minutes_over(first, last_day + 1 - first),
            "mapping": round(int(self._settlement.mapping.mapped_persons[span].sum()) * work["mapping"]),
            "allocation": round(int(self._settlement.allocated_persons[span].sum()) * work["allocation"]),
            "appeals": self._appeals.minutes_over(first, last_day + 1 - first),
        }

    def _taken_registration_minutes(self) -> int:
        minutes, self._registration_minutes = self._registration_minutes, 0
        return minutes

    def _taken_standby_days(self) -> IntArray:
        days = self._standby_days
        self._standby_days = np.zeros_like(days)
        return days

    def _unused(self) -> IntArray:
        """Places of years that have ended since the last collection and were not used."""
        towns = self._municipalities
        total = np.zeros(towns.n, dtype=np.int64)
        for year in sorted(set(towns.lapsed) - self._lapsed_years):
            total += towns.lapsed[year]
            self._lapsed_years.add(year)
        return total

    def _newly_compensated(self) -> IntArray:
        towns = self._municipalities
        total = (towns.paid_unused + towns.paid_stopped + towns.paid_slowed).sum(axis=0)
        new: IntArray = total - self._compensated
        self._compensated = total
        return new

    def _newly_above(self, year: int, month: int) -> IntArray:
        """Persons settled above the year's first request, where the plan pays for them."""
        towns = self._municipalities
        none = np.zeros(towns.n, dtype=np.int64)
        if not self._pays_above:
            return none
        first = next((each for each in towns.requests.all if each.year == year), None)
        if first is None:
            return none
        months = [i for i, (each, _) in enumerate(self._calendar.months) if each == year and i <= month]
        settled = towns.accounts.persons("settled")[months].sum(axis=0)
        above = np.maximum(settled - first.others - first.minors, 0)
        new: IntArray = above - self._above.get(year, none)
        self._above[year] = above
        return new
