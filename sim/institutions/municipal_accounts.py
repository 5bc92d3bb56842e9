"""Who moved into and out of each municipality, month by month, and who lives there by year of birth.

Moves are noted as they happen and counted when somebody asks (`fold`): households a day are few, and one
count a month costs less than thirty.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt

from sim.config.dwellings import CLASSES, size_class
from sim.config.municipalities import Ages
from sim.engine.calendar import Calendar
from sim.institutions.population import DAYS_PER_YEAR, NO_MEMBER, Population

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

CATEGORIES = (
    "single_adult",
    "adult_in_family",
    "child",
    "unaccompanied_minor",
    "elderly",
    "small_child",
    "learner",
    "special_needs",
)
"""Kinds of persons. The first four sum to persons, and grants go by them; the others are parts of them."""
GRANT_CATEGORIES = 4
PERSONS = slice(0, GRANT_CATEGORIES)
MINOR = CATEGORIES.index("unaccompanied_minor")
FOLLOWED = (0, 1, 2, 3, CATEGORIES.index("special_needs"), CATEGORIES.index("learner"))
"""Kinds, as counted at settlement, whose grants follow the person: the order of `settled_before.KINDS`."""
FIRST = ("settled", "self_settled", "joined_family")
ARRIVED = (*FIRST, "moved_in")
GONE = ("moved_out", "left")
FLOWS = (*ARRIVED, *GONE)
BY_AGREEMENT = FLOWS.index("settled")
"""The flow inside the request; all others are outside it."""
NOT_SETTLED = -1
MONTHS = 12
OLDEST_YEARS = 105

Event = tuple[IntArray, IntArray, int, int]


class Accounts:
    """Flows and residents of all municipalities.

    Attributes
    ----------
    flows : dict of int32[months, m, categories], persons by name of flow
    households : int32[months, m, 3], households settled by agreement by size of the dwelling that they need; those of
        unaccompanied minors are left out
    residents, minors : int32[birth years, m], settled people who live there, and of them those who came as
        unaccompanied minors, by year of birth from `first_birth_year`
    kinds : int8[n, 6], persons of each kind in `FOLLOWED` when the household was settled
    settled_month : int32[n], month of settlement counted from the run's first, `NOT_SETTLED` before it
    """

    def __init__(self, ages: Ages, population: Population, calendar: Calendar, n: int) -> None:
        self._ages = ages
        self._population = population
        self._calendar = calendar
        self.n = n
        months = len(calendar.months)
        self._counts = np.zeros((len(FLOWS), months, n, len(CATEGORIES)), dtype=np.int32)
        self.flows = {name: self._counts[i] for i, name in enumerate(FLOWS)}
        self._persons = np.zeros((len(FLOWS), months, n), dtype=np.int64)
        self.households = np.zeros((months, n, CLASSES), dtype=np.int32)
        self.first_birth_year = calendar.start.year - OLDEST_YEARS
        years = calendar.months[-1][0] - self.first_birth_year + 1
        self.residents = np.zeros((years, n), dtype=np.int32)
        self.minors = np.zeros_like(self.residents)
        self.kinds = np.zeros((population.n, len(FOLLOWED)), dtype=np.int8)
        self.settled_month = np.full(population.n, NOT_SETTLED, dtype=np.int32)
        self._moves: dict[int, list[tuple[IntArray, IntArray, IntArray]]] = {}
        self._events: list[Event] = []
        self._minors_moved: list[tuple[IntArray, IntArray, IntArray, IntArray]] = []
        self._outside = np.zeros((months, n), dtype=np.int64)
        new_years = [calendar.day(dt.date(self.first_birth_year + i, 1, 1)) for i in range(years + 1)]
        self._first_birth_day = new_years[0]
        self._birth_year = np.repeat(np.arange(years), np.diff(new_years))
        """Year of birth, from `first_birth_year`, by day of birth, from the first of that year."""

    def note(self, flow: str, rows: IntArray, municipality: IntArray, day: int) -> None:
        """Note that households moved on a day: `flow` is one of `FLOWS`, with each one's municipality."""
        if len(rows):
            self._events.append((rows, municipality, day, FLOWS.index(flow)))

    def fold(self) -> None:
        """Count every move noted since the last time."""
        events = self._events
        if not events:
            return
        self._events = []
        rows = np.concatenate([event[0] for event in events])
        where = np.concatenate([event[1] for event in events])
        lengths = [len(event[0]) for event in events]
        day = np.repeat([event[2] for event in events], lengths)
        flow = np.repeat([event[3] for event in events], lengths)
        kinds = self.categories(rows, day)
        month = self._calendar.month_index[day]
        first = flow < len(FIRST)
        self.kinds[rows[first]] = kinds[first][:, FOLLOWED]
        self.settled_month[rows[first]] = month[first]
        kinds[~first, PERSONS] = self.kinds[rows[~first], PERSONS]
        np.add.at(self._counts, (flow, month, where), kinds.astype(np.int32))
        np.add.at(self._persons, (flow, month, where), kinds[:, PERSONS].sum(axis=1))
        homes = (flow == BY_AGREEMENT) & ~self._population.unaccompanied[rows]
        dwelling = size_class(self._population.size[rows[homes]])
        np.add.at(self.households, (month[homes], where[homes], dwelling), 1)
        sign = np.where(flow < len(ARRIVED), 1, -1)
        outside = flow != BY_AGREEMENT
        persons = sign * self._population.size[rows]
        np.add.at(self._outside, (month[outside], where[outside]), persons[outside])
        self._count_residents(rows, where, sign, day)
        moved = np.flatnonzero(~first)
        for each in np.unique(month[moved]).tolist():
            chosen = moved[month[moved] == each]
            self._moves.setdefault(each, []).append((rows[chosen], where[chosen], sign[chosen]))

    def _count_residents(self, rows: IntArray, where: IntArray, sign: IntArray, day: IntArray) -> None:
        births = self._population.birth_day[rows]
        household, member = np.nonzero(births != NO_MEMBER)
        year = self._birth_year.take(births[household, member] - self._first_birth_day, mode="clip")
        place, change = where[household], sign[household].astype(np.int32)
        np.add.at(self.residents.reshape(-1), year * self.n + place, change)
        alone = self._population.unaccompanied[rows][household]
        if alone.any():
            np.add.at(self.minors, (year[alone], place[alone]), change[alone])
            self._minors_moved.append((year[alone], place[alone], sign[household][alone], day[household][alone]))

    def categories(self, rows: IntArray, day: IntArray) -> IntArray:
        """Count persons of each category in households, with ages of the day [rows, categories].

        Members beyond the eight whose births are kept count as children; one person a household counts as
        having particularly demanding needs.
        """
        population = self._population
        births = population.birth_day[rows]
        known = births != NO_MEMBER
        years = (np.asarray(day)[:, None] - births) / DAYS_PER_YEAR
        size = population.size[rows]
        alone = population.unaccompanied[rows]
        adults = (known & (years >= self._ages.adult)).sum(axis=1)
        kinds = np.zeros((len(rows), len(CATEGORIES)), dtype=np.int64)
        single = (size == 1) & (adults == 1) & ~alone
        kinds[:, 0] = single
        kinds[:, 1] = np.where(single | alone, 0, adults)
        kinds[:, 2] = np.where(alone, 0, size - adults)
        kinds[:, 3] = np.where(alone, size, 0)
        kinds[:, 4] = (known & (years >= self._ages.elderly)).sum(axis=1)
        kinds[:, 5] = np.where(alone, 0, (known & (years < self._ages.small_child + 1)).sum(axis=1))
        first, last = self._ages.learner
        kinds[:, 6] = (known & (years >= first) & (years < last + 1)).sum(axis=1)
        kinds[:, 7] = population.special_needs[rows]
        return kinds

    def persons(self, flow: str) -> IntArray:
        """Persons of a flow, as counted so far: not to be written to [months, m]."""
        persons: IntArray = self._persons[FLOWS.index(flow)]
        return persons

    def settled_in(self, year: int) -> tuple[IntArray, IntArray]:
        """Persons settled by agreement in a calendar year, to this very day: others and unaccompanied minors [m]."""
        self.fold()
        months = [i for i, (each, _) in enumerate(self._calendar.months) if each == year]
        settled = self.flows["settled"][months].sum(axis=0, dtype=np.int64)
        return settled[:, :MINOR].sum(axis=1), settled[:, MINOR]

    def grant_moves(self, month: int) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """Settled persons who moved between municipalities or left in a month.

        Returns
        -------
        Municipality, kind (place in `FOLLOWED`), month of settlement, and persons (added positive, gone
        negative).
        """
        parts = []
        for rows, where, sign in self._moves.get(month, []):
            at, category = np.nonzero(self.kinds[rows])
            persons = sign[at] * self.kinds[rows[at], category].astype(np.int64)
            parts.append((where[at], category, self.settled_month[rows[at]].astype(np.int64), persons))
        if not parts:
            empty = np.zeros(0, dtype=np.int64)
            return empty, empty, empty, empty
        where, category, settled, persons = (np.concatenate([part[i] for part in parts]) for i in range(4))
        return where, category, settled, persons

    def take_minors_days(self, last_day: int, days: int, ages: tuple[tuple[int, int], ...]) -> list[IntArray]:
        """Days that people settled as unaccompanied minors lived there, of the last `days` days [m].

        One array for each (first, last) of `ages`, which they turn in the year of `last_day`. Those who came
        on a day are there from that day on, those who went are gone from it. Every move since the days before
        must have been folded, and is asked for once.
        """
        year = int(self._calendar.year[last_day])
        counted = [self.minors_turning(year, first, last) * days for first, last in ages]
        for born, where, change, day in self._minors_moved:
            turns = year - self.first_birth_year - born
            missed = change * (days - 1 - (last_day - day))
            for each, (first, last) in zip(counted, ages, strict=True):
                inside = (turns >= first) & (turns <= last)
                np.subtract.at(each, where[inside], missed[inside])
        self._minors_moved.clear()
        return counted

    def minors_turning(self, year: int, first: int, last: int) -> IntArray:
        """People settled as unaccompanied minors who live there and turn `first` to `last` in a year [m]."""
        low, high = year - last - self.first_birth_year, year - first - self.first_birth_year
        people: IntArray = self.minors[max(low, 0) : max(high + 1, 0)].sum(axis=0, dtype=np.int64)
        return people

    def turning(self, day: int, ages: tuple[int, int]) -> IntArray:
        """Settled people who turn `ages` in the school year of `day`, which begins in summer [m]."""
        year = int(self._calendar.year[day])
        if self._calendar.month[day] < self._ages.school_year_month:
            year -= 1
        low, high = ages
        first, last = year - high - self.first_birth_year, year - low - self.first_birth_year
        people: IntArray = self.residents[max(first, 0) : max(last + 1, 0)].sum(axis=0, dtype=np.int64)
        return people

    def pupils(self, day: int) -> IntArray:
        """Settled children of school age [m]."""
        return self.turning(day, self._ages.school)

    def kindergarten(self, day: int) -> IntArray:
        """Settled children of kindergarten age [m]."""
        return self.turning(day, self._ages.kindergarten)

    def outside_request(self, month: int) -> IntArray:
        """Persons who came outside the request in the twelve months before, less those who left [m]."""
        total: IntArray = self._outside[max(month - MONTHS, 0) : month].sum(axis=0)
        return total
