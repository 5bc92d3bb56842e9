"""Arrivals: each day's households go where their kind goes first; and the birthdays of minors."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt
import simpy

from sim.engine.calendar import Calendar
from sim.engine.delays import Delays
from sim.engine.process import every
from sim.institutions.ages import CARE_ENDS_YEARS, MAJORITY_YEARS
from sim.institutions.horizon import noted_days
from sim.institutions.phases import Phase
from sim.institutions.population import DAYS_PER_YEAR, Population
from sim.institutions.states import OPEN_CASES, Case

IntArray = npt.NDArray[np.int64]



class Registers(Protocol):
    """Registration (PU)."""

    def receive(self, rows: IntArray, day: int) -> None:
        """Take households that arrive today."""


class Houses(Protocol):
    """Reception (UDI)."""

    def arrive(self, rows: IntArray, day: int) -> None:
        """Give a bed from the first night."""

    def live_privately(self, rows: IntArray, day: int) -> None:
        """Take note of households that live privately."""

    def request(self, rows: IntArray, day: int) -> None:
        """Find households a place that ask for one."""


class Settles(Protocol):
    """Settlement (IMDi)."""

    def granted(self, rows: IntArray, day: int) -> None:
        """Take households with a permit."""

    def quota_arrived(self, rows: IntArray, day: int) -> None:
        """Take resettlement refugees who are due to travel."""


class TakesFamily(Protocol):
    """Municipalities."""

    def join_family(self, rows: IntArray, day: int) -> None:
        """Take family members who join someone."""


class ComesOfAge(Protocol):
    """Whoever must know of a birthday."""

    def came_of_age(self, rows: IntArray, day: int) -> None:
        """Act on the 15th or 18th birthday of unaccompanied minors."""


class _ByDay:
    """The households of one kind, by the day on which they arrive."""

    def __init__(self, population: Population, kind: npt.NDArray[np.bool_], days: int) -> None:
        self._rows: IntArray = np.flatnonzero(kind)
        self._first = np.searchsorted(population.arrival_day[self._rows], np.arange(days + 1)).tolist()

    def of(self, day: int) -> IntArray:
        """Those of one day, in the order of the register."""
        return self._rows[self._first[day] : self._first[day + 1]]


class Arrivals:
    """Sends each day's households to registration, reception, settlement or a municipality.

    Parameters
    ----------
    seeking : sources whose households already hold a permit and seek a place
    """

    def __init__(
        self,
        population: Population,
        days: int,
        seeking: frozenset[int],
        registration: Registers,
        reception: Houses,
        settlement: Settles,
        municipalities: TakesFamily,
    ) -> None:
        self._population = population
        self._registration, self._reception = registration, reception
        self._settlement, self._municipalities = settlement, municipalities
        family = population.group == population.group_index("family_reunification")
        quota = population.group == population.group_index("resettlement")
        holds = np.isin(population.source, sorted(seeking)) & ~family & ~quota
        applies = ~family & ~quota & ~holds
        private = population.private_at_arrival
        self._family, self._quota, self._holders, self._applicants, self._private, self._lodged = (
            _ByDay(population, kind, days)
            for kind in (family, quota, holds, applies, applies & private, applies & ~private)
        )

    def start(self, env: simpy.Environment) -> None:
        """Register the daily act."""
        every(env, self.act, Phase.ARRIVALS)

    def act(self, day: int) -> None:
        """Let today's households in."""
        family, quota, holders = self._family.of(day), self._quota.of(day), self._holders.of(day)
        if family.size:
            self._municipalities.join_family(family, day)
        if quota.size:
            self._settlement.quota_arrived(quota, day)
        if holders.size:
            self._seek_place(holders, day)
        rows = self._applicants.of(day)
        if not rows.size:
            return
        self._registration.receive(rows, day)
        private, lodged = self._private.of(day), self._lodged.of(day)
        if private.size:
            self._reception.live_privately(private, day)
        if lodged.size:
            self._reception.arrive(lodged, day)

    def _seek_place(self, rows: IntArray, day: int) -> None:
        """Households in the country with a permit who can no longer live privately."""
        for stamp in ("arrived", "registered", "decided"):
            self._population.stamps[stamp][rows] = day
        self._reception.request(rows, day)
        self._settlement.granted(rows, day)


class Birthdays:
    """The 15th and 18th birthdays of unaccompanied minors."""

    def __init__(self, population: Population, calendar: Calendar, told: tuple[ComesOfAge, ...]) -> None:
        self._population, self._told = population, told
        self._delays = Delays(noted_days(calendar.days), ("birthday",))
        self._open = np.isin(np.arange(len(Case)), OPEN_CASES)
        minors = np.flatnonzero(population.unaccompanied)
        birth = population.birth_day[minors, 0]
        for years in (CARE_ENDS_YEARS, MAJORITY_YEARS):
            day = birth + int(np.ceil(years * DAYS_PER_YEAR))
            ahead = (day > population.arrival_day[minors]) & (day >= 0) & (day < calendar.days)
            self._delays.later("birthday", minors[ahead], day[ahead])

    def start(self, env: simpy.Environment) -> None:
        """Register the daily act."""
        every(env, self.act, Phase.DELAYS)

    def act(self, day: int) -> None:
        """Tell of today's birthdays."""
        rows = self._delays.due("birthday", day)
        if not rows.size:
            return
        rows = rows[self._open.take(self._population.case.state[rows])]
        if rows.size:
            for institution in self._told:
                institution.came_of_age(rows, day)


def applicants(population: Population, seeking: frozenset[int]) -> npt.NDArray[np.bool_]:
    """Households that apply during the run, bool[n]: neither quota, family, start nor holders."""
    outside = (population.group_index("resettlement"), population.group_index("family_reunification"))
    return (
        ~np.isin(population.group, outside)
        & ~np.isin(population.source, sorted(seeking))
        & (population.arrival_day >= 0)
    )
