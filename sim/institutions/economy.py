"""Money: a monthly accrual by payer and item, and the appropriation (bevilgning) that reception lives within.

All amounts are whole øre of one price year. The books of a month close on its last day, so what planners
see of the budget is as old as the last closed month, carried forward at its daily rate.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import simpy

from sim.config.prices import PAYERS, PricesConfig
from sim.engine.agenda import Agenda
from sim.engine.calendar import Calendar
from sim.engine.ledger import Ledger
from sim.engine.process import every
from sim.institutions.accounts import (
    ITEMS,
    MUNICIPALITIES,
    RECEPTION_ITEMS,
    Books,
    Commitments,
    GrantMoves,
    MonthActivity,
    Rates,
    agency_entries,
    host_books,
    joined,
    place_entries,
    preparation_books,
)
from sim.institutions.grant_cohorts import GrantCohorts
from sim.institutions.phases import Phase
from sim.institutions.settled_before import Settled
from sim.plans.protocol import Lever, Need, Order

__all__ = ["Budget", "Commitments", "Economy", "GrantMoves", "MonthActivity", "SupplementaryAppropriation"]

IntArray = npt.NDArray[np.int64]

ORE = 100
MILLION = 1_000_000
COMMITTED = "committed"
"""Month of the money table under which stands what falls due after the run."""


class Budget:
    """The appropriation for reception, year by year, and how far it reaches.

    By rule the appropriation of a year is the cost a day of the last month closed before it (of the first
    month of the run, for the first year), times its days, and a margin. A fixed amount a year may stand in
    the prices instead.
    """

    def __init__(self, prices: PricesConfig, calendar: Calendar) -> None:
        self._prices, self._calendar = prices, calendar
        self._left = math.nan
        self._per_day = math.nan
        self._closed = -1
        self._year = calendar.date(0).year
        self._opened: set[int] = set()
        self.appropriated: dict[int, int] = {}
        """Appropriated by calendar year, supplements included, øre."""
        self.spent: dict[int, int] = {}
        """Spent on reception by calendar year, øre."""

    def close(self, last_day: int, days: int, reception_ore: int) -> None:
        """Take in a closed month: its last day, its days, and what reception cost UDI in it."""
        year = self._calendar.date(last_day).year
        self._per_day = reception_ore / days
        if year not in self._opened:
            self._open(year, self._per_day, from_day=last_day - days + 1)
        self.spent[year] = self.spent.get(year, 0) + reception_ore
        self._left = float(self.appropriated[year] - self.spent[year])
        self._closed, self._year = last_day, year
        if self._calendar.date(last_day + 1).year != year:
            self._open(year + 1, self._per_day, from_day=last_day + 1)
            self._left, self._year = float(self.appropriated[year + 1]), year + 1

    def _open(self, year: int, per_day: float, from_day: int) -> None:
        """Set a year's appropriation for the days from one on."""
        self._opened.add(year)
        days = (dt.date(year + 1, 1, 1) - self._calendar.date(from_day)).days
        fixed = self._prices.budget.appropriation
        if fixed is not None:
            amount = self._prices.ore(fixed) * days // year_days(year)
        else:
            amount = round(per_day * days * (1.0 + self._prices.budget.margin))
        self.appropriated[year] = self.appropriated.get(year, 0) + amount

    def supplement(self, million_nok: int, day: int) -> None:
        """Add to (or, if negative, take back from) the appropriation of a day's year."""
        year = self._calendar.date(day).year
        amount = million_nok * MILLION * ORE
        self.appropriated[year] = self.appropriated.get(year, 0) + amount
        if year == self._year and not math.isnan(self._left):
            self._left += amount

    def left_nok(self, day: int) -> float:
        """What is known to be left of the year's appropriation, NOK; NaN before the first closed month."""
        return (self._left - self._per_day * max(day - self._closed, 0)) / ORE

    def vote_day(self, asked: int, earliest: int) -> int | None:
        """First day from `earliest` on which the Storting can vote on the money of the year of day `asked`.

        It does not sit in summer, and not from the last sitting before Christmas to New Year: None if only then.
        """
        date = self._calendar.date(earliest)
        new_year, budget = dt.date(date.year, 1, 1), self._prices.budget
        nth = (date - new_year).days + 1
        if date.year != self._calendar.date(asked).year or nth > budget.autumn_ends:
            return None
        return earliest + budget.autumn_begins - nth if budget.spring_ends < nth < budget.autumn_begins else earliest

    def spent_per_day_nok(self) -> float:
        """Cost of reception a day in the last closed month, NOK; NaN before the first."""
        return self._per_day / ORE

    def short_nok(self, day: int) -> float:
        """What lacks to the end of the year at today's rate, NOK; 0 if nothing or not known."""
        rest = dt.date(self._calendar.date(day).year + 1, 1, 1) - self._calendar.date(day)
        short = self.spent_per_day_nok() * rest.days - self.left_nok(day)
        return 0.0 if math.isnan(short) else max(short, 0.0)


class SupplementaryAppropriation:
    """Lever: more money in the running year (tilleggsbevilgning), in million NOK of the price year."""

    name = "supplementary_appropriation"
    unit = "million NOK"

    def __init__(self, budget: Budget, agenda: Agenda) -> None:
        self._budget, self._agenda = budget, agenda
        self._ordered = 0
        self._today = 0
        agenda.on("appropriation", self._carry_out)

    def gap(self, need: Need) -> int:
        """Million NOK lacking to the end of the year, less what is already on its way."""
        return max(math.ceil(self._budget.short_nok(self._today) / MILLION) - self._ordered, 0)

    def look(self, day: int) -> None:
        """Set the day that `gap` reckons from."""
        self._today = day

    def decided_on(self, asked: int, earliest: int) -> int | None:
        """Day of the vote; None for what is asked for too late in the year to be voted on before New Year."""
        return self._budget.vote_day(asked, earliest)

    def apply(self, order: Order) -> None:
        """Enter the appropriation for `order.effective_day`; AgendaError if that is not after `order.day`."""
        self._agenda.add(order.effective_day, "appropriation", 0, order.amount, order.day)
        self._ordered += order.amount

    def reverse(self, order: Order, day: int, dialogue_days: int) -> None:
        """Take the amount back, the day after at the earliest and never before it was given."""
        self._agenda.add(max(day + 1, order.effective_day), "appropriation", 1, -order.amount, day)

    def _carry_out(self, taken_back: int, amount: int, day: int) -> None:
        if not taken_back:
            self._ordered -= amount
        self._budget.supplement(amount, day)


class Economy:
    """Closes the books of every month.

    Parameters
    ----------
    prices : all prices
    calendar : days of the run
    agenda : the dated book, for supplementary appropriations
    before : persons settled before the run, by municipality
    collect : gives what happened since it was last asked, on the last day of a month or of the run
    watch : takes note of a day's levels, every day
    """

    def __init__(
        self,
        prices: PricesConfig,
        calendar: Calendar,
        agenda: Agenda,
        before: Settled,
        collect: Callable[[int], MonthActivity],
        watch: Callable[[int], None] = lambda day: None,
    ) -> None:
        self._calendar, self._collect, self._watch = calendar, collect, watch
        n_municipalities = before.persons.shape[1]
        months = len(calendar.months)
        self._rates = Rates(prices)
        self._cohorts = GrantCohorts(self._rates, calendar.months, before)
        self.ledger = Ledger(PAYERS, ITEMS, months + 1)
        """Øre by month, payer and item; the last row is what falls due after the run."""
        self.grant_ore: IntArray = np.zeros((months, n_municipalities), dtype=np.int64)
        """Grants and host compensation earned, øre [month, municipality]."""
        self.cost_ore: IntArray = np.zeros((months, n_municipalities), dtype=np.int64)
        """Municipal cost, øre [month, municipality]."""
        self.committed: dict[int, Books] = {}
        """What falls due after the run at the municipalities, by calendar year."""
        self.budget = Budget(prices, calendar)
        self._supplement = SupplementaryAppropriation(self.budget, agenda)

    def start(self, env: simpy.Environment) -> None:
        """Register the daily turn; it acts on the last day of each month and of the run."""
        every(env, self.turn, Phase.ECONOMY)

    def levers(self) -> list[Lever]:
        """The supplementary appropriation."""
        return [self._supplement]

    def turn(self, day: int) -> None:
        """Take note of the day, and close the month if this is its last day."""
        self._supplement.look(day)
        self._watch(day)
        if day + 1 == self._calendar.days or self._calendar.is_month_start[day + 1]:
            self.close(day, self._collect(day))

    def close(self, last_day: int, activity: MonthActivity) -> None:
        """Book one month."""
        month = int(self._calendar.month_index[last_day])
        date = self._calendar.date(last_day)
        in_year = year_days(date.year)
        self._cohorts.take_in(month, activity)
        in_month = days_in_month(date)
        books = joined(
            [
                self._cohorts.month_books(month, activity, in_year, in_month),
                host_books(activity, self._rates, in_year),
                preparation_books(activity, self._rates, in_year),
            ]
        )
        agencies = place_entries(activity.place_keys, activity.place_days, self._rates)
        agencies += agency_entries(activity, self._rates, in_year)
        self._enter(month, books, agencies)
        self.grant_ore[month] += books.grant_ore
        self.cost_ore[month] += books.cost_ore
        paid = [*agencies, *books.entries]
        reception = sum(ore for payer, item, ore in paid if payer == "state_UDI" and item in RECEPTION_ITEMS)
        self.budget.close(last_day, activity.days, reception)

    def commit(self, left: Commitments) -> None:
        """Book what falls due after the run; called once, after the last month is closed."""
        last = self._calendar.days - 1
        month, date = int(self._calendar.month_index[last]), self._calendar.date(last)
        days_left = (dt.date(date.year, 12, 31) - date).days
        in_run = min(date.day, last + 1)
        self.committed = self._cohorts.committed(
            month, left, days_left, year_days(date.year), in_run, days_in_month(date)
        )
        places = place_entries(left.place_keys, left.place_days, self._rates)
        self._enter(len(self.ledger.array) - 1, joined(list(self.committed.values())), places)

    def table(self) -> dict[str, list[object]]:
        """The columns of `money`, the run's own keys left out: rows that are not 0."""
        names = [f"{year}-{month:02d}" for year, month in self._calendar.months] + [COMMITTED]
        where = np.nonzero(self.ledger.array)
        columns: dict[str, list[object]] = {"month": [], "payer": [], "item": [], "nok": []}
        for month, payer, item in zip(*(axis.tolist() for axis in where), strict=True):
            columns["month"].append(names[month])
            columns["payer"].append(PAYERS[payer])
            columns["item"].append(ITEMS[item])
            columns["nok"].append(int(self.ledger.array[month, payer, item]) / ORE)
        return columns

    def year_total(self, year: int, payer: str, item: str) -> int:
        """Øre booked in a calendar year for a payer and item."""
        rows = [index for index, (each, _) in enumerate(self._calendar.months) if each == year]
        return int(self.ledger.array[rows, PAYERS.index(payer), ITEMS.index(item)].sum())

    def coverage(self, year: int) -> float:
        """Grants and host compensation over municipal cost in a calendar year, share; NaN without cost."""
        rows = [index for index, (each, _) in enumerate(self._calendar.months) if each == year]
        cost = int(self.cost_ore[rows].sum())
        return int(self.grant_ore[rows].sum()) / cost if cost else math.nan

    def host_coverage(self, year: int) -> float:
        """Host compensation over host cost in a calendar year, share; NaN without cost."""
        cost = self.year_total(year, MUNICIPALITIES, "host_cost")
        return self.year_total(year, "state_UDI", "host_compensation") / cost if cost else math.nan

    def _enter(self, month: int, books: Books, agencies: list[tuple[str, str, int]]) -> None:
        for payer, item, ore in (*books.entries, *agencies):
            if ore:
                self.ledger.add(month, payer, item, ore)


def year_days(year: int) -> int:
    """Days of a calendar year."""
    return (dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days


def days_in_month(date: dt.date) -> int:
    """Days of a date's month."""
    following = dt.date(date.year + date.month // 12, date.month % 12 + 1, 1)
    return (following - dt.date(date.year, date.month, 1)).days
