"""The 357 municipalities as columns: they answer requests, open places, find dwellings, and take people in.

Each municipality decides for itself. IMDi may only use what is open here, and nothing is ever taken above the
agreed places. One process serves all municipalities.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import simpy

from sim.chance.draws import Chance
from sim.chance.laws import pick
from sim.config.dwellings import CLASSES as DWELLING_CLASSES
from sim.config.dwellings import size_class
from sim.config.municipalities import MunicipalitiesConfig
from sim.data.given import GivenVotes
from sim.data.records import Municipalities as MunicipalityTable
from sim.engine.agenda import Agenda
from sim.engine.calendar import Calendar
from sim.engine.process import every
from sim.engine.sites import Sites
from sim.institutions.municipal_accounts import Accounts
from sim.institutions.municipal_answers import Answers
from sim.institutions.municipal_dwellings import Dwellings
from sim.institutions.municipal_homes import Homes
from sim.institutions.municipal_levers import municipal_levers
from sim.institutions.municipal_places import Places
from sim.institutions.municipal_services import Services
from sim.institutions.phases import Phase
from sim.institutions.population import Population
from sim.plans.protocol import Lever

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


class Municipalities(Places):
    """All municipalities: their places, dwellings, services and people.

    Parameters
    ----------
    config
        How they behave.
    table
        The facts about each, in the order of all arrays [m].
    sites
        Centres, whose `owner` is the host municipality; None where no centre is modelled.
    given
        Published votes that stand in place of answers to requests.

    Attributes
    ----------
    dwellings : int64[m, 3], free dwellings by size; the allocation writes them
    service_ok : bool[m], services for particularly demanding needs
    homes : who lives here, moves in and goes
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
        given: Sequence[GivenVotes] = (),
    ) -> None:
        answers = Answers(config, table, chance)
        services = Services(
            config.services, answers.key, table.population, table.centrality, chance, answers.stated
        )
        accounts = Accounts(config.ages, population, calendar, len(table))
        super().__init__(config, table, answers, services, accounts, calendar, chance, given)
        self.population = population
        self.sites = sites
        self.housing = Dwellings(
            config.dwellings, self.key, table.population, self.prepared, chance, answers.stated
        )
        self.dwellings = self.housing.free
        self.homes = Homes(config, table, self.housing, accounts, population, calendar, chance)
        self._month_starts: list[bool] = calendar.is_month_start.tolist()
        self.housing.new_year(self._year)
        self._levers = municipal_levers(self, config.prepared_share, agenda)

    # -- the rhythm --------------------------------------------------------------------------------

    def start(self, env: simpy.Environment) -> None:
        """Register the daily look at answers, the month and the search for dwellings."""
        every(env, self._daily, Phase.OFFERS)

    def _daily(self, day: int) -> None:
        self.today = day
        self.requests.come_in(day)
        self.take_given(day)
        new_month = day == 0 or self._month_starts[day]
        if new_month:
            self._month(day)
        review = day % self.config.review_days == 0
        if review:
            pace = self.config.year.slow_factor if self.slow else 1.0
            planned = self.planned_within(day, self.housing.days_ahead)
            self.housing.seek(planned, self.config.review_days, pace)
        if new_month:
            self.refresh()

    def _month(self, day: int) -> None:
        """Close the month before, open the new one: moves, a new year, places that open, later agreements."""
        month = int(self.calendar.month_index[day])
        if day > 0:
            self.close_month(day - 1)
            self.homes.move_on(month, day)
        year = int(self.calendar.year[day])
        if year != self._year:
            self.begin_year(year, month)
            self.housing.new_year(year)
        self.open_month(month, day)

    # -- what IMDi does here -----------------------------------------------------------------------

    @staticmethod
    def fallback_order(room: IntArray) -> IntArray:
        """Municipalities with room, most first: tried when a household's own preferences are full."""
        order = np.argsort(-room, kind="stable")
        return order[: np.count_nonzero(room > 0)]

    def give_back(
        self,
        municipality: IntArray,
        sizes: IntArray,
        minors: BoolArray,
        housed: BoolArray,
        allocated_day: IntArray,
    ) -> None:
        """Take places back after a withdrawal, and the dwellings of the `housed`; see `open_again`."""
        housed = housed & (allocated_day >= 0)
        self.housing.give_back(municipality[housed], size_class(sizes[housed]))
        self.open_again(municipality, sizes, minors, allocated_day)

    def draw_by_votes(self, rows: IntArray, purpose: str, k: int = 0) -> IntArray:
        """Keyed municipality of each household, in proportion to the votes of 2024 [rows]."""
        u = self.population.keyed_rows(self.chance, purpose, rows, k)
        return pick(u, np.cumsum(np.nan_to_num(self.table.decided_2024)))

    def note_need(self, sizes: IntArray, classes: IntArray) -> None:
        """Tell which sizes of household wait for a place, and the classes of dwelling that hold them."""
        if len(sizes):
            persons = np.bincount(classes, sizes, DWELLING_CLASSES)
            self.housing.note_need(persons.astype(np.float64))

    # -- levers ------------------------------------------------------------------------------------

    def levers(self) -> list[Lever]:
        """Levers of the municipalities."""
        return list(self._levers)

    def set_prepared(self, share: float, day: int) -> None:
        """Let the share of municipalities with a contingency plan be `share`; the keenest first."""
        prepared = self.answers.stated.over("prepared", self._plan_rank < share)
        self.plans_made[int(self.calendar.month_index[day])] += prepared & ~self.prepared
        self.prepared = prepared
        self.housing.prepared = self.prepared
        self.requests.minds_change(self.prepared, self.incentive)

    def set_incentive(self, on: bool) -> None:
        """Pay, or stop paying, for unused places."""
        self.incentive = on
        self.requests.minds_change(self.prepared, self.incentive)

    # -- what others see ---------------------------------------------------------------------------

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
