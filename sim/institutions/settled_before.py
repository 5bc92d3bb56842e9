"""People settled before the run: their grants and costs run on in it, so that totals begin at their level.

Settled persons are published by year for the nation; where in the country, of what kind and in which month
is estimated. They are counts, not households: they do not move on, leave, or fill schools and dwellings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.config.prices import CATEGORIES, GRANT_YEARS, SettledBefore
from sim.data.records import Municipalities
from sim.institutions.municipal_dwellings import spread_by_weight

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

MONTHS = 12
MONTHS_BEFORE = MONTHS * GRANT_YEARS
KINDS = (*CATEGORIES, "special_needs", "learner")
"""Kinds of persons that grants go by: the first four sum to persons, the others are parts of them."""
N_CATEGORIES = len(CATEGORIES)
SPECIAL_NEEDS, LEARNER = KINDS.index("special_needs"), KINDS.index("learner")
MINOR = KINDS.index("unaccompanied_minor")
_ADULTS = (KINDS.index("single_adult"), KINDS.index("adult_in_family"))


@dataclass(frozen=True)
class Settled:
    """Persons settled in the five years before a run.

    Attributes
    ----------
    persons : by month of settlement, the last one being the month before the run's first [60, m, kinds]
    minors : those who came as unaccompanied minors, by year of birth [m]
    """

    persons: IntArray
    minors: dict[int, IntArray]

    @classmethod
    def nobody(cls, n: int) -> Settled:
        """Nobody, in `n` municipalities."""
        return cls(np.zeros((MONTHS_BEFORE, n, len(KINDS)), dtype=np.int64), {})

    def minors_turning(self, year: int, first: int, last: int) -> IntArray:
        """Those settled as unaccompanied minors who turn `first` to `last` in a year [m]."""
        total = np.zeros(self.persons.shape[1], dtype=np.int64)
        for birth, persons in self.minors.items():
            if first <= year - birth <= last:
                total += persons
        return total


def settled_before(config: SettledBefore, table: Municipalities, first: tuple[int, int]) -> Settled:
    """Spread those settled in the 60 months before the month `first` (year, month) over the municipalities.

    Each year's persons are split by kind, then by municipality (largest remainders), then evenly over its
    months. Adults count as learners.
    """
    settled = Settled.nobody(len(table))
    weights = {
        "population": table.population.astype(np.float64),
        "settled_2024": _settled_2024(table),
    }
    begin = first[0] * MONTHS + first[1] - 1 - MONTHS_BEFORE
    for year in range(begin // MONTHS, (begin + MONTHS_BEFORE - 1) // MONTHS + 1):
        known = config.year(year)
        where = weights[known.spread]
        kinds = np.stack([spread_by_weight(n, where) for n in _by_kind(config, year)], axis=1)
        learners = kinds[:, _ADULTS].sum(axis=1)
        whole = np.concatenate([kinds, learners[:, None]], axis=1)
        slots = range(max(year * MONTHS - begin, 0), min((year + 1) * MONTHS - begin, MONTHS_BEFORE))
        for slot in slots:
            settled.persons[slot] = _in_month(whole, (begin + slot) % MONTHS)
        alone = settled.persons[slots.start : slots.stop, :, MINOR].sum(axis=0)
        for birth, persons in _by_birth(config, alone, year).items():
            settled.minors[birth] = settled.minors.get(birth, 0) + persons
    return settled


def _settled_2024(table: Municipalities) -> FloatArray:
    """Settled in 2024, persons; where IMDi hides the number, the votes of the year."""
    hidden = np.isnan(table.settled_2024)
    weights: FloatArray = np.where(hidden, np.nan_to_num(table.decided_2024), table.settled_2024)
    return weights


def _by_kind(config: SettledBefore, year: int) -> list[int]:
    """Persons settled in a year: single adults, adults in families, children, minors; with special needs."""
    known = config.year(year)
    persons = round(known.persons)
    single, minors = round(persons * known.single_adults), round(persons * known.minors)
    in_families = persons - single - minors
    children = round(in_families * config.children)
    return [single, in_families - children, children, minors, round(persons * config.special_needs)]


def _in_month(year: IntArray, month: int) -> IntArray:
    """The part of a year's counts that falls on a month: whole persons that sum to the year's."""
    offset = np.arange(len(year))[:, None] % MONTHS  # small numbers fall on other months elsewhere
    part: IntArray = ((month + 1) * year + offset) // MONTHS - (month * year + offset) // MONTHS
    return part


def _by_birth(config: SettledBefore, minors: IntArray, year: int) -> dict[int, IntArray]:
    """Minors settled in a year, split by year of birth: whole persons that sum to the year's."""
    offset = np.arange(len(minors)) % MONTHS / MONTHS
    ages = sorted(config.minors_turn)
    shares = np.minimum(np.cumsum([config.minors_turn[age] for age in ages]), 1.0)
    shares[-1] = 1.0
    up_to = np.floor(minors * shares[:, None] + offset).astype(np.int64)
    parts = np.diff(up_to, axis=0, prepend=0)
    return {year - age: part for age, part in zip(ages, parts, strict=True)}
