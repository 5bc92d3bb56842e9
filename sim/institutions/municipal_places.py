"""Places that municipalities have agreed to: how they open over the year, are used, taken back, and lapse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance
from sim.chance.laws import normal_inverse
from sim.config.municipalities import MunicipalitiesConfig
from sim.data.given import GivenVotes
from sim.data.records import Municipalities as MunicipalityTable
from sim.engine.calendar import Calendar
from sim.institutions.municipal_accounts import MONTHS, Accounts
from sim.institutions.municipal_answers import Answers
from sim.institutions.municipal_given import VotesGiven, enter, made_real
from sim.institutions.municipal_requests import Requests
from sim.institutions.municipal_series import PAID, MunicipalSeries, YearSummary, summary
from sim.institutions.municipal_services import Services
from sim.institutions.municipal_stops import Stops, surplus
from sim.institutions.municipal_year import Request, YearBook

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


class Places:
    """Agreed places of all municipalities, year by year.

    Attributes
    ----------
    offers, offers_minors : int64[m], places open now, unaccompanied minors apart; the allocation writes them
    years : dict of YearBook by calendar year
    prepared : bool[m], with a contingency plan
    incentive : whether unused places are paid
    slow : whether municipalities were told to slow down
    today : day of the last look at answers
    lapsed : dict of int64[m] by year, agreed places that nobody was sent to
    series : what is noted every month
    paid_unused, paid_stopped, paid_slowed : int64[months, m], places paid for though nobody came
    plans_made : int64[months, m], contingency plans made
    """

    def __init__(
        self,
        config: MunicipalitiesConfig,
        table: MunicipalityTable,
        answers: Answers,
        services: Services,
        accounts: Accounts,
        calendar: Calendar,
        chance: Chance,
        given: Sequence[GivenVotes] = (),
    ) -> None:
        self.config = config
        self.table = table
        self.n = len(table)
        self.answers = answers
        self.key = answers.key
        self.services = services
        self.service_ok = services.special
        self.accounts = accounts
        self.calendar = calendar
        self.chance = chance
        self._plan_rank = chance.uniform("municipality_prepared", self.key)
        self.prepared: BoolArray = answers.stated.over("prepared", self._plan_rank < config.prepared_share)
        self.incentive = False
        self.slow = False
        self.offers: IntArray = np.zeros(self.n, dtype=np.int64)
        self.offers_minors: IntArray = np.zeros(self.n, dtype=np.int64)
        self.years: dict[int, YearBook] = {}
        self._given = VotesGiven(given, self.key, table.population, calendar, chance)
        self.requests = Requests(
            answers, services, accounts, table, calendar, self.prepared, self.book, self._given.years
        )
        self._stops = Stops()
        self.on_stop: list[Callable[[BoolArray, BoolArray, int], object]] = []
        """Called with the municipalities stopped, for others and for minors [m], and the day."""
        self.need: Callable[[int], tuple[int, int] | None] = lambda year: None
        """Gives the places needed in a year, for others and for minors; the committee sets it."""
        self.today = 0
        self.lapsed: dict[int, IntArray] = {}
        self.series = MunicipalSeries(len(calendar.months), self.n)
        self.paid_unused, self.paid_stopped, self.paid_slowed = (self.series.paid[name] for name in PAID)
        self.plans_made = self.series.plans_made
        self._year, self._year_begins = int(calendar.year[0]), 0
        self.book(self._year)

    def book(self, year: int) -> YearBook:
        """Book of a year, opened when it is first needed."""
        if year not in self.years:
            rules = self.config.year
            u = self.chance.uniform("municipality_realised", self.key, year)
            realised = np.clip(rules.realised_mean + rules.realised_sd * normal_inverse(u), 0.0, 1.0)
            lump = self.chance.uniform("municipality_lump", self.key, year)
            willing = self.chance.uniform("municipality_later", self.key, year) < rules.later_share
            none = np.zeros(self.n, dtype=np.int64)
            self.years[year] = YearBook(year, self.n, realised, lump, willing, none, none)
            if year in self._given.years:
                made_real(self.years[year])
        return self.years[year]

    @property
    def year(self) -> YearBook:
        """The running settlement year."""
        return self.years[self._year]

    def ask(self, year: int, requested: IntArray, minors: IntArray, day: int, kind: str) -> Request:
        """Send a request for a year.

        Parameters
        ----------
        requested, minors
            Persons asked for, and of them minors [m]; ValueError unless 0 <= minors <= requested.
        day
            Day of the letters; before 0 for past ones, whose answers then come on day 0 at the earliest.
        kind
            ordinary (council calendar), urgent or supplementary (quick votes); ValueError for another.
        """
        return self.requests.ask(year, requested, minors, day, kind)

    def resume_year(
        self,
        year: int,
        requested: IntArray,
        minors: IntArray,
        voted: int,
        settled_before: IntArray,
        minors_before: IntArray,
        request_day: int,
    ) -> None:
        """Put the running year on its footing on the first day.

        Parameters
        ----------
        requested, minors
            Persons asked for by the letters of `request_day` (before day 0), and of them minors [m].
        voted
            Places voted before the first day.
        settled_before, minors_before
            Persons settled the year before, minors apart: the pace until votes are in [m].
        """
        book = self.book(year)
        others, young = settled_before.astype(np.int64), minors_before.astype(np.int64)
        book.interim, book.interim_minors = self.answers.stated.pace(others, young, requested - minors, minors)
        self.requests.resume(self.ask(year, requested, minors, request_day, "ordinary"), voted)
        self.take_given(0)
        months_before = int(self.calendar.month[0]) - 1
        if months_before:  # what opened before a start inside the year counts as used
            book.opened = self.config.year.profile[months_before - 1]
            book.used[:] = np.floor(book.voted * book.opened)
            book.used_minors[:] = np.floor(book.voted_minors * book.opened)

    def take_given(self, day: int) -> None:
        """Enter the given votes of a day; nothing happens where none are given."""
        for year, who, others, minors in self._given.come_in(day):
            asked = self.requests.answered(year, who)
            enter(self.book(year), who, others, minors, 0 if asked is None else max(day - asked, 0))

    # -- over the year -----------------------------------------------------------------------------

    def open_month(self, month: int, day: int) -> None:
        """Open the places of the month that begins on `day`, and let some municipalities agree to more."""
        rules = self.config.year
        at = int(self.calendar.month[day]) - 1
        step = rules.profile[at] - (rules.profile[at - 1] if at else 0.0)
        pace = rules.slow_factor if self.slow else 1.0
        book = self.year
        if self.slow:
            delayed = np.floor(book.agreed * book.realised * step * (1.0 - pace) + book.lump).astype(np.int64)
            self.paid_slowed[month] += delayed
        book.opened = min(book.opened + step * pace, 1.0)
        if at == len(rules.profile) - 1 and not self.slow:
            book.opened = 1.0
        book.interim_open += rules.interim_month_share * pace
        self._agree_to_more(book)

    def _agree_to_more(self, book: YearBook) -> None:
        """Some municipalities agree to more once nearly all of what they can make real is used."""
        more = book.willing & book.answered & (book.extra == 0) & ~book.halted & (book.voted > 0)
        more &= book.used >= self.config.year.later_used_share * book.agreed * book.realised
        if more.any():
            added = np.ceil(book.voted * self.config.year.later_extra).astype(np.int64)
            added = self.answers.stated.most("persons_a_year", book.voted + book.voted_minors, added)
            book.extra = np.where(more, added, book.extra)

    def begin_year(self, year: int, month: int) -> None:
        """Let unused places lapse, and begin the year's book."""
        old = self.year
        self.lapsed[old.year] = old.left() + old.agreed_minors - old.used_minors
        if self.incentive:
            within = np.minimum(old.agreed, old.others) - old.used
            self.paid_unused[month - 1] += np.maximum(np.where(old.answered, within, 0), 0)
        self._year, self._year_begins = year, max(self.calendar.day(dt.date(year, 1, 1)), 0)
        book = self.book(year)
        others, minors = self.accounts.settled_in(old.year)
        whole_year = sum(1 for each, _ in self.calendar.months if each == old.year) == MONTHS
        if not whole_year and old.interim.any():
            others, minors = old.interim, old.interim_minors
        known = book if book.requested.any() else old
        book.interim, book.interim_minors = self.answers.stated.pace(others, minors, known.others, known.minors)
        self._stops.new_year()

    def open_target(self) -> IntArray:
        """Places for others than minors that are opened by now, used ones included [m]."""
        target = self.year.open_target(self.config.year.lump)
        return np.where(self.year.halted, 0, target)

    def planned_within(self, day: int, days: IntArray) -> IntArray:
        """Places for others than minors not yet used that are open, or voted and will be `days` from now [m].

        This year's open by the profile, and so do those of the next year that are voted by now. Days count by
        municipality [m].
        """
        rules, book = self.config.year, self.year
        today, last = np.datetime64(self.calendar.date(day), "D"), len(rules.profile) - 1
        month = int(self.calendar.month[day]) - 1
        then = month + ((today + days).astype("datetime64[M]") - today.astype("datetime64[M]")).astype(np.int64)
        profile = np.asarray(rules.profile)
        pace = rules.slow_factor if self.slow else 1.0
        more = (profile[np.minimum(then, last)] - profile[month]) * pace
        target = np.where(book.halted, 0, book.open_target(rules.lump, more))
        planned: IntArray = np.maximum(target - book.used, 0)
        following = self.years.get(book.year + 1)
        if following is not None and int(then.max()) > last:
            opened = np.where(then > last, profile[np.clip(then - last - 1, 0, last)], 0.0)
            planned = planned + np.floor(following.agreed * following.realised * opened).astype(np.int64)
        return planned

    def refresh(self) -> None:
        """Set the open places from what is opened and what is used; written in place."""
        book = self.year
        self.offers[:] = np.maximum(self.open_target() - book.used, 0)
        self.offers_minors[:] = np.maximum(book.open_target_minors() - book.used_minors, 0)
        self.offers_minors[book.halted_minors] = 0

    # -- used and taken back -----------------------------------------------------------------------

    def take(self, municipality: IntArray, sizes: IntArray, minors: bool) -> None:
        """Count places as used that the allocation has just taken."""
        used = self.year.used_minors if minors else self.year.used
        used += np.bincount(municipality, sizes, self.n).astype(np.int64)

    def open_again(
        self, municipality: IntArray, sizes: IntArray, minors: BoolArray, allocated_day: IntArray
    ) -> None:
        """Count places as unused after a withdrawal.

        The next `refresh`, at the latest before the next round, opens them again. Places of an earlier
        year have lapsed, and those allocated before the run took nothing of it.
        """
        this_year = allocated_day >= self._year_begins
        for used, chosen in ((self.year.used, this_year & ~minors), (self.year.used_minors, this_year & minors)):
            if np.count_nonzero(chosen):
                np.subtract.at(used, municipality[chosen], sizes[chosen])

    @property
    def surplus(self) -> tuple[int, int]:
        """Agreed places beyond the year's need as it stands, not yet used: for others and for minors."""
        return surplus(self.year, self.need(self._year))

    def stop(self, firing: int, places: int, day: int) -> None:
        """Take back agreed places and compensate; negative `places` gives back what this firing took."""
        if places < 0:
            self._stops.give_back(self.year, firing)
            self.refresh()
            return
        stopped, stopped_minors, taken = self._stops.take(self.year, firing, places, self.need(self._year))
        self.paid_stopped[int(self.calendar.month_index[day])] += taken
        self.refresh()
        for tell in self.on_stop:
            tell(stopped, stopped_minors, day)

    # -- what others reckon with -------------------------------------------------------------------

    @property
    def offers_left(self) -> int:
        """Places agreed for this year and not used, and open places of those yet to vote; minors left out."""
        book = self.year
        left = book.left()
        if np.count_nonzero(book.answered) < self.n or np.count_nonzero(book.halted):
            left = np.where(book.answered & ~book.halted, left, self.offers)
        return int(left.sum())

    @property
    def offers_minors_left(self) -> int:
        """The same for unaccompanied minors."""
        book = self.year
        counted = book.answered & ~book.halted_minors
        return int(np.where(counted, book.left_minors(), self.offers_minors).sum())

    def votes_expected(self, year: int) -> int:
        """Places that open requests for a year may still bring, minors left out."""
        return self.requests.votes_expected(year, self._year, self.config.votes_factor)

    def offers_to_come(self, days: int) -> int:
        """Places to be expected within some days beyond those agreed for the running year, minors left out.

        Votes on open requests for the year; and if New Year is nearer than that, what the next year opens
        until then, or without letters for it the pace kept between years.
        """
        coming = self.votes_expected(self._year)
        until = self.calendar.date(self.today + days)
        if until.year == self._year:
            return coming
        following = self.years.get(self._year + 1)
        if following is None or not following.requested.any():
            return coming + int(self.year.used.sum() * self.config.year.interim_month_share * until.month)
        whole = int(following.voted.sum()) + self.votes_expected(self._year + 1)
        return coming + int(whole * self.config.year.profile[until.month - 1])

    def summary(self, year: int) -> YearSummary:
        """A settlement year in figures, as it stands."""
        return summary(self.book(year), self.services.names)

    def above_request(self, year: int) -> IntArray:
        """Places used in a year above its first request, minors included [m]."""
        book = self.book(year)
        first = next((each for each in self.requests.all if each.year == year), None)
        asked = 0 if first is None else first.others + first.minors
        return np.maximum(book.used + book.used_minors - asked, 0)
