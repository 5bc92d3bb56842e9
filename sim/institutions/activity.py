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
from sim.institutions.settlement import Settlement

IntArray = npt.NDArray[np.int64]

LAST_YEAR_TO_16 = 16  # the higher grant for unaccompanied minors runs through the year of turning 16
LAST_YEAR = 20  # and the lower one through the year of turning 20


class Activity:
    """Collects a `MonthActivity` from the institutions on the last day of each month.

    Parameters
    ----------
    pays_above_request : whether the plan pays for persons settled above the first request
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
    ) -> None:
        self._calendar, self._prices = calendar, prices
        self._registration, self._casework, self._appeals = registration, casework, appeals
        self._settlement, self._portfolio, self._care = settlement, portfolio, care
        self._municipalities = municipalities
        self._pays_above = pays_above_request
        self._next_day = 0
        self._compensated = np.zeros(municipalities.n, dtype=np.int64)
        self._above: dict[int, IntArray] = {}
        self._lapsed_years: set[int] = set()

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
        came: IntArray = np.stack([accounts.flows[name][month] for name in FIRST]).sum(axis=0, dtype=np.int64)
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
            minors_to_16=accounts.minors_turning(year, 0, LAST_YEAR_TO_16),
            minors_17_20=accounts.minors_turning(year, LAST_YEAR_TO_16 + 1, LAST_YEAR),
            unused_places=self._unused(),
            compensated_places=self._newly_compensated(),
            above_request=self._newly_above(year, month),
            standby_dwelling_days=towns.housing.standby * days,
            contingency_plans=towns.plans_made[month].copy(),
        )

    def commitments(self) -> Commitments:
        """What locks, notice and minors' grants still bind after the last day."""
        last = self._calendar.days - 1
        keys, place_days = self._portfolio.committed_place_days(last)
        year = int(self._calendar.year[last])
        accounts = self._municipalities.accounts
        to_16 = np.zeros(self._municipalities.n, dtype=np.int64)
        to_20 = np.zeros_like(to_16)
        rest = (np.datetime64(f"{year + 1}-01-01") - np.datetime64(self._calendar.date(last))).astype(int) - 1
        for later in range(LAST_YEAR + 1):
            days = int(rest) if later == 0 else 365
            to_16 += accounts.minors_turning(year + later, later, LAST_YEAR_TO_16) * days
            to_20 += accounts.minors_turning(year + later, max(LAST_YEAR_TO_16 + 1, later), LAST_YEAR) * days
        return Commitments(keys, place_days, to_16, to_20)

    def _minutes(self, first: int, last_day: int) -> dict[str, int]:
        """Paid working time by office, minutes; mapping and allocation by persons handled."""
        span = slice(first, last_day + 1)
        work = self._prices.work_minutes
        return {
            "registration": self._registration.minutes_per_day * (last_day + 1 - first),
            "casework": self._casework.staff.minutes_over(first, last_day + 1 - first),
            "mapping": round(int(self._settlement.mapping.mapped_persons[span].sum()) * work["mapping"]),
            "allocation": round(int(self._settlement.allocated_persons[span].sum()) * work["allocation"]),
            "appeals": self._appeals.minutes_over(first, last_day + 1 - first),
        }

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
        first = next((each for each in towns.requests.all if each.year == year), None)
        if not self._pays_above or first is None:
            return none
        months = [i for i, (each, _) in enumerate(self._calendar.months) if each == year and i <= month]
        settled = towns.accounts.persons("settled")[months].sum(axis=0)
        above = np.maximum(settled - first.others - first.minors, 0)
        new: IntArray = above - self._above.get(year, none)
        self._above[year] = above
        return new
