"""The 357 municipalities as columns: they answer requests, open places, find dwellings, and take people in.

Each municipality decides for itself. IMDi may only use what is open here, and nothing is ever taken above the
agreed places. One process serves all municipalities.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import simpy

from sim.chance.draws import Chance
from sim.chance.laws import normal_inverse, pick
from sim.config.municipalities import MunicipalitiesConfig
from sim.data.records import Municipalities as MunicipalityTable
from sim.engine.agenda import Agenda
from sim.engine.calendar import Calendar
from sim.engine.process import every
from sim.engine.sites import Sites
from sim.institutions.municipal_accounts import Accounts
from sim.institutions.municipal_answers import Answers
from sim.institutions.municipal_dwellings import CLASSES as DWELLING_CLASSES
from sim.institutions.municipal_dwellings import Dwellings, size_class
from sim.institutions.municipal_levers import municipal_levers
from sim.institutions.municipal_moves import FamilyHomes, SecondaryMoves
from sim.institutions.municipal_requests import Requests
from sim.institutions.municipal_series import PAID, MunicipalSeries, YearSummary, summary
from sim.institutions.municipal_services import Services
from sim.institutions.municipal_stops import Stops, surplus
from sim.institutions.municipal_year import Request, YearBook
from sim.institutions.phases import Phase
from sim.institutions.population import Population
from sim.institutions.states import Case
from sim.plans.protocol import Lever

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

PER_MILLE = 1000
NOT_ARRIVED, JOINED_FAMILY = int(Case.NOT_ARRIVED), int(Case.JOINED_FAMILY)


class Municipalities:
    """All municipalities.

    Parameters
    ----------
    config
        How they behave.
    table
        The facts about each, in the order of all arrays [m].
    sites
        Centres, whose `owner` is the host municipality; None where no centre is modelled.

    Attributes
    ----------
    offers, offers_minors : int64[m], places open now, unaccompanied minors apart; the allocation writes them
    dwellings : int64[m, 3], free dwellings by size; the allocation writes them
    service_ok : bool[m], services for particularly demanding needs
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
        population: Population,
        calendar: Calendar,
        agenda: Agenda,
        chance: Chance,
        sites: Sites | None = None,
    ) -> None:
        self.config = config
        self.table = table
        self.n = len(table)
        self.population = population
        self.calendar = calendar
        self.chance = chance
        self.sites = sites
        self.answers = Answers(config, table, chance)
        self.key = self.answers.key
        self._plan_rank = chance.uniform("municipality_prepared", self.key)
        self.prepared: BoolArray = self._plan_rank < config.prepared_share
        self.incentive = False
        self.slow = False
        self.housing = Dwellings(config.dwellings, self.key, table.population, self.prepared, chance)
        self.dwellings = self.housing.free
        self.services = Services(config.services, self.key, table.population, table.centrality, chance)
        self.service_ok = self.services.special
        self.accounts = Accounts(config.ages, population, calendar, self.n)
        self._secondary = SecondaryMoves(
            config.secondary, population, calendar, table.population, table.centrality, chance
        )
        self.offers: IntArray = np.zeros(self.n, dtype=np.int64)
        self.offers_minors: IntArray = np.zeros(self.n, dtype=np.int64)
        self.years: dict[int, YearBook] = {}
        self.requests = Requests(
            self.answers, self.services, self.accounts, table, calendar, self.prepared, self.book
        )
        self._holds: BoolArray = np.zeros(population.n, dtype=np.bool_)
        self._newcomers: list[tuple[IntArray, IntArray, int]] = []
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
        self._u_kept = population.keyed(chance, "secondary_destination")
        self._families = FamilyHomes(population, table.population, chance)
        self._month_starts: list[bool] = calendar.is_month_start.tolist()
        self._year, self._year_begins = int(calendar.year[0]), 0
        self.book(self._year)
        self.housing.new_year(self._year)
        self._levers = municipal_levers(self, config.prepared_share, agenda)

    # -- the year ----------------------------------------------------------------------------------

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
        book.interim, book.interim_minors = settled_before.astype(np.int64), minors_before.astype(np.int64)
        self.requests.resume(self.ask(year, requested, minors, request_day, "ordinary"), voted)
        months_before = int(self.calendar.month[0]) - 1
        if months_before:  # what opened before a start inside the year counts as used
            book.opened = self.config.year.profile[months_before - 1]
            book.used[:] = np.floor(book.voted * book.opened)
            book.used_minors[:] = np.floor(book.voted_minors * book.opened)

    # -- the rhythm --------------------------------------------------------------------------------

    def start(self, env: simpy.Environment) -> None:
        """Register the daily look at answers, the month and the search for dwellings."""
        every(env, self._daily, Phase.OFFERS)

    def _daily(self, day: int) -> None:
        self.today = day
        self.requests.come_in(day)
        new_month = day == 0 or self._month_starts[day]
        if new_month:
            self._month(day)
        review = day % self.config.review_days == 0
        if review:
            pace = self.config.year.slow_factor if self.slow else 1.0
            self.housing.seek(np.maximum(self._target() - self.year.used, 0), self.config.review_days, pace)
        if new_month:
            self.refresh()

    def _month(self, day: int) -> None:
        """Close the month before, open the new one: moves, a new year, places that open, later agreements."""
        month = int(self.calendar.month_index[day])
        if day > 0:
            self.close_month(day - 1)
            people = self.accounts.residents.sum(axis=0) + self.table.population / PER_MILLE
            self._family_pull = np.cumsum(people)
            self._move_on(month, day)
        year = int(self.calendar.year[day])
        if year != self._year:
            self._new_year(year, month)
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
            book.extra = np.where(more, added, book.extra)

    def _new_year(self, year: int, month: int) -> None:
        """Let unused places lapse, and begin the year's book."""
        old = self.year
        self.lapsed[old.year] = old.left() + old.agreed_minors - old.used_minors
        if self.incentive:
            within = np.minimum(old.agreed, old.others) - old.used
            self.paid_unused[month - 1] += np.maximum(np.where(old.answered, within, 0), 0)
        self._year, self._year_begins = year, max(self.calendar.day(dt.date(year, 1, 1)), 0)
        book = self.book(year)
        months = [i for i, (each, _) in enumerate(self.calendar.months) if each == old.year]
        settled = self.accounts.flows["settled"][months].sum(axis=0, dtype=np.int64)
        minors = settled[:, 3]
        whole_year = len(months) == 12
        if whole_year or not old.interim.any():
            book.interim, book.interim_minors = settled[:, :3].sum(axis=1), minors
        else:
            book.interim, book.interim_minors = old.interim, old.interim_minors
        self._stops.new_year()
        self.housing.new_year(year)

    def _target(self) -> IntArray:
        target = self.year.open_target(self.config.year.lump)
        return np.where(self.year.halted, 0, target)

    def refresh(self) -> None:
        """Set the open places from what is opened and what is used; written in place."""
        book = self.year
        self.offers[:] = np.maximum(self._target() - book.used, 0)
        self.offers_minors[:] = np.maximum(book.open_target_minors() - book.used_minors, 0)
        self.offers_minors[book.halted_minors] = 0

    def _move_on(self, month: int, day: int) -> None:
        """Plan the moves of last month's newcomers, and carry out those of the month that begins."""
        if self._newcomers:
            rows = np.concatenate([each[0] for each in self._newcomers])
            where = np.concatenate([each[1] for each in self._newcomers])
            when = np.repeat(
                [each[2] for each in self._newcomers], [len(each[0]) for each in self._newcomers]
            )
            self._secondary.plan(rows, where, when, month)
            self._newcomers = []
        rows, origin, target = self._secondary.take(month)
        if len(rows):
            self.accounts.note("moved_out", rows, origin, day)
            self.accounts.note("moved_in", rows, target, day)
            self.population.municipality[rows] = target
            self._vacate(rows, origin)

    def _vacate(self, rows: IntArray, municipality: IntArray) -> None:
        """Households that hold a dwelling of the municipality give it back, once."""
        holds = self._holds[rows]
        rows, municipality = rows[holds], municipality[holds]
        self._holds[rows] = False
        self.housing.vacated(municipality, size_class(self.population.size[rows]), self._u_kept[rows])

    # -- what others do here -----------------------------------------------------------------------

    @staticmethod
    def fallback_order(room: IntArray) -> IntArray:
        """Municipalities with room, most first: tried when a household's own preferences are full."""
        order = np.argsort(-room, kind="stable")
        return order[: np.count_nonzero(room > 0)]

    def take(self, municipality: IntArray, sizes: IntArray, minors: bool) -> None:
        """Count places as used that the allocation has just taken."""
        used = self.year.used_minors if minors else self.year.used
        used += np.bincount(municipality, sizes, self.n).astype(np.int64)

    def give_back(
        self,
        municipality: IntArray,
        sizes: IntArray,
        minors: BoolArray,
        housed: BoolArray,
        allocated_day: IntArray,
    ) -> None:
        """Take places back after a withdrawal, and the dwellings of the `housed`.

        The next `refresh`, at the latest before the next round, opens them again. Places of an earlier
        year have lapsed, and those allocated before the run took nothing of it.
        """
        housed = housed & (allocated_day >= 0)
        self.housing.give_back(municipality[housed], size_class(sizes[housed]))
        this_year = allocated_day >= self._year_begins
        for used, chosen in ((self.year.used, this_year & ~minors), (self.year.used_minors, this_year & minors)):
            if np.count_nonzero(chosen):
                np.subtract.at(used, municipality[chosen], sizes[chosen])

    def settle(
        self, rows: IntArray, municipality: IntArray, day: int, housed: BoolArray | None = None
    ) -> None:
        """Households move in by agreement (bosetting); `housed` marks those who got a dwelling, None all."""
        self._holds[rows if housed is None else rows[housed]] = True
        self.accounts.note("settled", rows, municipality, day)
        self._newcomers.append((rows, municipality, day))

    def self_settle(self, rows: IntArray, municipality: IntArray, day: int) -> None:
        """Households settle without agreement."""
        self.accounts.note("self_settled", rows, municipality, day)
        self._newcomers.append((rows, municipality, day))

    def draw_by_votes(self, rows: IntArray, purpose: str, k: int = 0) -> IntArray:
        """Keyed municipality of each household, in proportion to the votes of 2024 [rows]."""
        u = self.population.keyed_rows(self.chance, purpose, rows, k)
        return pick(u, np.cumsum(np.nan_to_num(self.table.decided_2024)))

    def note_need(self, sizes: IntArray, classes: IntArray) -> None:
        """Tell which sizes of household wait for a place, and the classes of dwelling that hold them."""
        if len(sizes):
            persons = np.bincount(classes, sizes, DWELLING_CLASSES)
            self.housing.note_need(persons.astype(np.float64))

    def join_family(self, rows: IntArray, day: int) -> None:
        """Family members move in outside the request: where they are tied, else as refugees live."""
        population = self.population
        waiting = population.case.state[rows] == NOT_ARRIVED
        rows = rows[waiting]
        if not len(rows):
            return
        where = self._families.where(rows)
        population.municipality[rows] = where
        population.stamps["arrived"][rows] = day
        population.stamps["settled"][rows] = day
        population.case.move(rows, JOINED_FAMILY)
        self.accounts.note("joined_family", rows, where, day)
        self._newcomers.append((rows, where, day))

    def leave(self, rows: IntArray, day: int) -> None:
        """Settled households leave the country; call before their case is changed."""
        where = self.population.municipality[rows]
        here = where >= 0
        rows, where = rows[here], where[here]
        self.accounts.note("left", rows, where, day)
        self._vacate(rows, where)
        self.population.municipality[rows] = -1

    # -- levers ------------------------------------------------------------------------------------

    def levers(self) -> list[Lever]:
        """Levers of the municipalities."""
        return list(self._levers)

    def set_prepared(self, share: float, day: int) -> None:
        """Let the share of municipalities with a contingency plan be `share`; the keenest first."""
        prepared = self._plan_rank < share
        self.plans_made[int(self.calendar.month_index[day])] += prepared & ~self.prepared
        self.prepared = prepared
        self.housing.prepared = self.prepared
        self.requests.minds_change(self.prepared, self.incentive)

    def set_incentive(self, on: bool) -> None:
        """Pay, or stop paying, for unused places."""
        self.incentive = on
        self.requests.minds_change(self.prepared, self.incentive)

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

    # -- what others see ---------------------------------------------------------------------------

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

    @property
    def prepared_share(self) -> float:
        """Share of municipalities with a contingency plan."""
        return float(self.prepared.mean())

    @property
    def people(self) -> IntArray:
        """Inhabitants [m]."""
        return self.table.population

    def close_month(self, day: int) -> None:
        """Count the moves so far and note the stocks of the month of `day`; the last call holds."""
        month = int(self.calendar.month_index[day])
        self.accounts.fold()
        book = self.year
        self.series.note(
            month,
            requested=book.requested,
            offered=np.where(book.answered, book.agreed + book.agreed_minors, 0),
            dwellings_free=self.dwellings.sum(axis=1),
            standby_dwellings=self.housing.standby,
            pupils=self.accounts.pupils(day),
            kindergarten=self.accounts.kindergarten(day),
        )
        if self.sites is not None:
            self.series.note_hosts(month, self.sites)

    @property
    def monthly(self) -> dict[str, IntArray]:
        """Series by name (`municipal_series.MONTHLY`), each int64[months, m]."""
        self.accounts.fold()
        return self.series.monthly(self.accounts)

    def summary(self, year: int) -> YearSummary:
        """A settlement year in figures, as it stands."""
        return summary(self.book(year), self.services.names)

    def above_request(self, year: int) -> IntArray:
        """Places used in a year above its first request, minors included [m]."""
        book = self.book(year)
        first = next((each for each in self.requests.all if each.year == year), None)
        asked = 0 if first is None else first.others + first.minors
        return np.maximum(book.used + book.used_minors - asked, 0)
