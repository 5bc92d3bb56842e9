"""Grants follow the settled person: cohorts by month of settlement, and what each brings and costs.

The integration grant is earned in full in the month of settlement for its first year, and day by day in the
four calendar years after it. The municipal cost runs over the 60 months after the move. Cohorts settled before
the run are there from its first day.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt

from sim.config.prices import GRANT_YEARS
from sim.institutions.accounts import (
    INTEGRATION_ITEMS,
    MONTHS_OF_COST,
    MUNICIPALITIES,
    Books,
    Commitments,
    Entry,
    MonthActivity,
    Rates,
    cost_behind,
    part_of_year,
    share_of,
)
from sim.institutions.settled_before import LEARNER, N_CATEGORIES, SPECIAL_NEEDS, Settled

IntArray = npt.NDArray[np.int64]


class GrantCohorts:
    """Persons whose grants and costs run, by month of settlement.

    Parameters
    ----------
    rates : prices in øre
    months : (year, month) of every month of the run
    before : persons settled in the 60 months before the run
    """

    def __init__(self, rates: Rates, months: list[tuple[int, int]], before: Settled) -> None:
        self._rates, self._months = rates, months
        self._n = before.persons.shape[1]
        self._counts: IntArray = np.zeros(
            (MONTHS_OF_COST + len(months), *before.persons.shape[1:]), dtype=np.int64
        )
        self._counts[:MONTHS_OF_COST] = before.persons
        self._first_month = months[0][0] * 12 + months[0][1] - 1 - MONTHS_OF_COST

    def take_in(self, month: int, activity: MonthActivity) -> None:
        """Add the settled of a month and carry out moves; ValueError if a cohort would fall below nobody."""
        slot = month + MONTHS_OF_COST
        new = self._counts[slot]
        new[:, :N_CATEGORIES] += activity.settled
        new[:, SPECIAL_NEEDS] += activity.special_needs
        new[:, LEARNER] += activity.learners
        moves = activity.moves
        if not len(moves.persons):
            return
        slots = moves.settled_month + MONTHS_OF_COST
        known = (slots >= 0) & (slots <= slot)
        where = (slots[known], moves.municipality[known], moves.category[known])
        np.add.at(self._counts, where, moves.persons[known])
        if (self._counts[where] < 0).any():
            raise ValueError(f"month {month}: more settled persons leave a cohort than are in it")

    def month_books(self, month: int, activity: MonthActivity, year_days: int, month_days: int) -> Books:
        """Grants earned and costs borne in one month; `take_in` comes first."""
        grants, extras = self._integration(month, activity, year_days), self._extras(activity)
        minors = self._minors(activity.minors_days_to_16, activity.minors_days_17_20, 1, year_days)
        disability, norwegian = self._running(month, activity.days, year_days)
        training = extras.pop("norwegian_training_grant") + norwegian
        once = extras.pop("disability_grant")
        items = {
            **grants,
            **extras,
            "disability_grant": once + disability,
            "norwegian_training_grant": training,
            **minors,
        }
        municipal = self._rates.prices.municipal
        settlement = self._cost(month) * activity.days // month_days
        bearing = {
            "settlement_cost": settlement,
            "extra_cost": items["elderly_grant"] + items["kindergarten_grant"] + items["disability_grant"],
            "norwegian_training_cost": cost_behind(training, municipal.norwegian_coverage),
            "minors_cost": cost_behind(_sum(minors), municipal.minors_coverage),
        }
        return _books(items, bearing)

    def committed(
        self,
        month: int,
        left: Commitments,
        days_left: int,
        year_days: int,
        month_days_run: int,
        month_days: int,
    ) -> dict[int, Books]:
        """Grants and costs of those already settled that fall after the run, by calendar year.

        Parameters
        ----------
        month : last month of the run
        days_left, year_days : days of that month's calendar year after the run, and in all
        month_days_run, month_days : days of that month in the run, and in all
        """
        year = self._months[month][0]
        due = _Due(self._n)
        for age in range(GRANT_YEARS):
            persons = self._settled_in(year - age)
            if age:
                rest = part_of_year(persons @ self._rates.integration[:, age], days_left, year_days)
                due.add(year, INTEGRATION_ITEMS[age], rest)
            for later in range(age + 1, GRANT_YEARS):
                due.add(year + later - age, INTEGRATION_ITEMS[later], persons @ self._rates.integration[:, later])
        for item, ore in self._minors(left.minors_to_16, left.minors_17_20, days_left, year_days).items():
            due.add(year, item, ore)
        whole_years = zip(left.minors_years_to_16, left.minors_years_17_20, strict=True)
        for later, (to_16, older) in enumerate(whole_years, start=1):
            for item, ore in self._minors(to_16, older, 1, 1).items():
                due.add(year + later, item, ore)
        disability, training = self._running(month, month_days - month_days_run, year_days)
        due.add(year, "disability_grant", disability)
        due.add(year, "norwegian_training_grant", training)
        cost = self._cost(month)  # of which the rest of the month in which the run ends is still to come
        due.add(year, "settlement_cost", cost - cost * month_days_run // month_days)
        for later in range(month + 1, month + MONTHS_OF_COST):
            begin, end = self._first_day(later), self._first_day(later + 1)
            in_year = (dt.date(begin.year + 1, 1, 1) - dt.date(begin.year, 1, 1)).days
            disability, training = self._running(later, (end - begin).days, in_year)
            due.add(begin.year, "disability_grant", disability)
            due.add(begin.year, "norwegian_training_grant", training)
            due.add(begin.year, "settlement_cost", self._cost(later))
        rates, municipal = self._rates, self._rates.prices.municipal
        due.add(year, "unused_place_compensation", left.compensated_places * rates.ore(rates.grants.unused_place))
        due.add(year, "unused_place_cost", left.unused_places * rates.ore(municipal.unused_place))
        return due.books(municipal.norwegian_coverage, municipal.minors_coverage)

    def _first_day(self, month: int) -> dt.date:
        """First day of a month counted from the run's first; it may lie after the run."""
        number = self._first_month + MONTHS_OF_COST + month
        return dt.date(number // 12, number % 12 + 1, 1)

    def _settled_in(self, year: int) -> IntArray:
        """Persons settled in a calendar year and still there, int64[M, C]."""
        first = year * 12 - self._first_month
        return np.asarray(self._counts[max(first, 0) : max(first + 12, 0), :, :N_CATEGORIES].sum(axis=0))

    def _integration(self, month: int, activity: MonthActivity, year_days: int) -> dict[str, IntArray]:
        """Integration grant by grant year."""
        rates, year = self._rates.integration, self._months[month][0]
        grants = {INTEGRATION_ITEMS[0]: activity.settled @ rates[:, 0]}
        for age in range(1, GRANT_YEARS):
            a_year = self._settled_in(year - age) @ rates[:, age]
            grants[INTEGRATION_ITEMS[age]] = part_of_year(a_year, activity.days, year_days)
        return grants

    def _extras(self, activity: MonthActivity) -> dict[str, IntArray]:
        """Grants given once, and those for unused places and for more than was asked."""
        rates, grants = self._rates, self._rates.grants
        disability = activity.special_needs * rates.ore(grants.disability_once)
        return {
            "elderly_grant": activity.elderly * rates.ore(grants.elderly),
            "kindergarten_grant": activity.kindergarten * rates.ore(grants.kindergarten),
            "disability_grant": share_of(disability, grants.disability_once_share),
            "norwegian_training_grant": activity.learners * rates.ore(grants.norwegian_person),
            "unused_place_compensation": activity.compensated_places * rates.ore(grants.unused_place),
            "above_request_grant": activity.above_request * rates.ore(grants.above_request),
        }

    def _running(self, month: int, days: int, year_days: int) -> tuple[IntArray, IntArray]:
        """Yearly disability grant for five years, and the base for training by the year's learners.

        For some days of a month, which may lie after the run.
        """
        rates, grants = self._rates, self._rates.grants
        slot = month + MONTHS_OF_COST
        special = self._counts[slot - MONTHS_OF_COST + 1 : slot + 1, :, SPECIAL_NEEDS].sum(axis=0)
        yearly = share_of(special * rates.ore(grants.disability_year), grants.disability_year_share)
        learners = self._counts[slot - 11 : slot + 1, :, LEARNER].sum(axis=0)
        base = np.where(
            learners > grants.norwegian_small_up_to,
            rates.ore(grants.norwegian_base),
            rates.ore(grants.norwegian_base_small),
        )
        base = np.where(learners > 0, base, 0)
        return part_of_year(yearly, days, year_days), part_of_year(base, days, year_days)

    def _minors(self, to_16: IntArray, later: IntArray, days: int, year_days: int) -> dict[str, IntArray]:
        rates, grants = self._rates, self._rates.grants
        return {
            "minors_grant_to_16": part_of_year(to_16 * rates.ore(grants.minors_to_16), days, year_days),
            "minors_grant_17_20": part_of_year(later * rates.ore(grants.minors_17_20), days, year_days),
        }

    def _cost(self, month: int) -> IntArray:
        """Municipal cost of a whole month, øre, int64[M]; `month` may lie after the run."""
        first = max(month + 1, 0)  # the slot of those settled 59 months before
        last = min(month + MONTHS_OF_COST, len(self._counts) - 1)
        slots = np.arange(first, last + 1)
        ages, years = month + MONTHS_OF_COST - slots, (self._first_month + slots) // 12
        weights = np.concatenate(
            [
                self._rates.monthly_cost(year)[ages[years == year]]
                for year in range(int(years[0]), int(years[-1]) + 1)
            ]
        )
        persons = self._counts[first : last + 1, :, :N_CATEGORIES]
        cost: IntArray = np.einsum("smc,sc->m", persons, weights)
        return cost


class _Due:
    """What falls due by calendar year and item, øre, int64[M]."""

    def __init__(self, n: int) -> None:
        self._nothing = np.zeros(n, dtype=np.int64)
        self._years: dict[int, dict[str, IntArray]] = {}

    def add(self, year: int, item: str, ore: IntArray) -> None:
        """Add an amount."""
        items = self._years.setdefault(year, {})
        items[item] = items.get(item, self._nothing) + ore

    def books(self, norwegian_coverage: float, minors_coverage: float) -> dict[int, Books]:
        """Close the books of each year.

        The cost behind a grant is rounded over all years together, so that the years sum to what the whole comes to.
        """
        found, training, minors = {}, self._nothing, self._nothing
        for year in sorted(self._years):
            items = self._years[year]
            of_minors = [ore for item, ore in items.items() if item.startswith("minors_grant")]
            with_training = training + items.get("norwegian_training_grant", self._nothing)
            with_minors = minors + np.sum([self._nothing, *of_minors], axis=0)
            bearing = {
                "settlement_cost": items.pop("settlement_cost", self._nothing),
                "extra_cost": items.get("disability_grant", self._nothing),
                "norwegian_training_cost": cost_behind(with_training, norwegian_coverage)
                - cost_behind(training, norwegian_coverage),
                "minors_cost": cost_behind(with_minors, minors_coverage) - cost_behind(minors, minors_coverage),
                "unused_place_cost": items.pop("unused_place_cost", self._nothing),
            }
            training, minors = with_training, with_minors
            found[year] = _books(items, bearing)
        return found


def _sum(amounts: dict[str, IntArray]) -> IntArray:
    total: IntArray = np.sum(list(amounts.values()), axis=0)
    return total


def _books(grants: dict[str, IntArray], costs: dict[str, IntArray]) -> Books:
    """Book grants twice, at IMDi and at the municipalities, and costs once."""
    received = np.sum(list(grants.values()), axis=0)
    borne = np.sum(list(costs.values()), axis=0)
    entries: list[Entry] = [("state_IMDi", item, int(ore.sum())) for item, ore in grants.items()]
    entries.append((MUNICIPALITIES, "grants_received", -int(received.sum())))
    entries += [(MUNICIPALITIES, item, int(ore.sum())) for item, ore in costs.items()]
    return Books(entries, received, borne)
