"""What is known of a settlement year before it is over: the need that the committee and IMDi reckon with.

Only what is published goes in: who waits, who is pending and came lately by track, the pace of decisions, the
planning figure, the quota. After a surge the planning figure is too high, as it was; the estimate follows it
only as far as cases can be decided, are granted, and lead to a settlement by agreement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np

from sim.config.population import GROUPS, UNACCOMPANIED
from sim.config.regime import NeedRules
from sim.engine.calendar import Calendar
from sim.institutions.casework import Casework
from sim.institutions.committee import NeedEstimate
from sim.institutions.forecasts import Forecasts
from sim.institutions.municipalities import Municipalities
from sim.institutions.population import DAYS_PER_YEAR, Population
from sim.institutions.records import WeeklyRecords
from sim.institutions.settlement import Settlement
from sim.institutions.states import Case, Lodging

PACE_DAYS = 90  # days over which the pace of decisions is read, and ahead of which UDI expects permits
ALONE = [GROUPS.index(name) for name in UNACCOMPANIED]


class Need:
    """Makes the estimates.

    Parameters
    ----------
    quota_from
        Resettlement quota by first calendar year, persons a year.
    revised_from, minors_factor
        Day from which the need for unaccompanied minors is revised by the factor.
    """

    def __init__(
        self,
        rules: NeedRules,
        quota_from: Mapping[int, float],
        revised_from: dt.date,
        minors_factor: float,
        population: Population,
        calendar: Calendar,
        casework: Casework,
        settlement: Settlement,
        municipalities: Municipalities,
        forecasts: Forecasts,
        records: WeeklyRecords,
    ) -> None:
        self._rules = rules
        self._quota_from = quota_from
        self._revised_day = calendar.day(revised_from)
        self._minors_factor = minors_factor
        self._population = population
        self._calendar = calendar
        self._casework = casework
        self._settlement = settlement
        self._municipalities = municipalities
        self._forecasts = forecasts
        self._records = records

    def estimate(self, day: int, year: int) -> NeedEstimate:
        """Estimate the need of a year as it is seen on a day.

        In the running year the permits expected over 90 days are carried on to New Year; who has been settled
        or allocated belongs to the need, minors as others. For the next year see `_permits_next_year`. Of those
        who live privately some never ask for a municipality: they are in neither the waiting nor the permits.
        """
        stocks = self._records.stocks
        calendar = self._calendar
        this_year = int(calendar.year[day])
        days_left = calendar.day(dt.date(this_year + 1, 1, 1)) - day
        asks = 1.0 - self._rules.settle_alone_share
        waiting = float(stocks["mapping"] + stocks["ready"] + self._settlement.quota_waiting)
        waiting += asks * stocks["not_asked"]
        to_settle = 1.0 - self._rules.settle_alone_share * self._private_share()
        per_day = to_settle * self._casework.permits_expected_90d / PACE_DAYS
        alone = self._unaccompanied_share()
        revised = self._minors_factor if day >= self._revised_day else 1.0
        quota = self._quota(year)
        if year == this_year:
            permits = per_day * days_left
            settled, minors = self._settled_in(year)
            done = settled + stocks["allocated"]
            minors += int(self._population.case.stock[Case.ALLOCATED, ALONE].sum())
            rest = quota * days_left / DAYS_PER_YEAR
            minors_need = revised * (minors + alone * (waiting + permits))
            return NeedEstimate(done + waiting, permits, rest, minors_need)
        at_new_year = max(waiting + per_day * days_left - self._municipalities.offers_left, 0.0)
        permits = to_settle * self._permits_next_year(day, days_left)
        return NeedEstimate(at_new_year, permits, quota, revised * alone * (at_new_year + permits))

    def _permits_next_year(self, day: int, days_left: int) -> float:
        """Persons to be granted next year, of those pending at New Year and of those who will come.

        Who comes in the last days of the year, as many as the wait lasts, is still pending at its end. No
        more are decided than at a multiple of the pace of the last 90 days. Shares granted are those of the
        tracks: of the pending, and of the intake of late for those who will come.
        """
        stocks, expected = self._records.stocks, self._casework.expected
        lately = self._casework.decided_persons[max(day - PACE_DAYS, 0) : day]  # today's are still to come
        pace = float(lately.mean()) if lately.size else 0.0
        pending = float(stocks["awaiting_decision"] + stocks["waiting_registration"])
        wait_days = min(pending / max(pace, 1.0), DAYS_PER_YEAR)
        coming = self._forecasts.latest(day).planning * (1.0 - wait_days / DAYS_PER_YEAR)
        left = max(pending - pace * days_left, 0.0)
        most = self._rules.faster_decisions * pace * DAYS_PER_YEAR
        decided = min(1.0, most / max(left + coming, 1.0))
        share = expected.granted_share
        return decided * (
            left * _mean_share(self._casework.tally.pending, share)
            + coming * _mean_share(expected.intake_per_week, share)
        )

    def _quota(self, year: int) -> float:
        known = [each for each in sorted(self._quota_from) if each <= year]
        return self._quota_from[known[-1]] if known else 0.0

    def _settled_in(self, year: int) -> tuple[float, int]:
        """Persons settled by agreement in a year so far, and of them unaccompanied minors."""
        others, minors = self._municipalities.accounts.settled_in(year)
        return float(others.sum() + minors.sum()), int(minors.sum())

    def _unaccompanied_share(self) -> float:
        """Share of unaccompanied minors among those waiting for a decision or for a municipality."""
        stock = self._population.case.stock[[Case.AWAITING_DECISION, Case.MAPPING, Case.READY]].sum(axis=0)
        return float(stock[ALONE].sum() / stock.sum()) if stock.sum() else 0.0

    def _private_share(self) -> float:
        """Share of those waiting for a decision who live privately."""
        population = self._population
        rows = np.flatnonzero(population.case.state == Case.AWAITING_DECISION)
        if not rows.size:
            return 0.0
        size = population.size[rows]
        private = population.lodging.state[rows] == Lodging.PRIVATE
        return float(size[private].sum() / size.sum())


def _mean_share(persons: Sequence[float], share: Sequence[float]) -> float:
    """Mean share over tracks weighted by persons; over all tracks alike if there is nobody."""
    total = float(sum(persons))
    if total <= 0.0:
        return sum(share) / len(share)
    return sum(p * s for p, s in zip(persons, share, strict=True)) / total
