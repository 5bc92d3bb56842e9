"""The register of households: who comes, when, with whom, and where each stands.

Arrivals do not answer to plans, so every household of the run is known from the start. Its identity is
(source, arrival day, group, ordinal that day); every draw is keyed by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance, words
from sim.chance.laws import gamma_multiplier, pick, poisson_count
from sim.chance.shared import Drawn
from sim.config.population import GROUPS, LARGEST_HOUSEHOLD, UNACCOMPANIED, Group, PopulationConfig
from sim.data import municipalities
from sim.engine.books import Books
from sim.institutions.ages import LIMITED_PERMIT_ENDS_YEARS, MAJORITY_YEARS
from sim.institutions.arrival_rates import ArrivalRates
from sim.institutions.states import CASE_NAMES, LODGING_NAMES

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
UInt32Array = npt.NDArray[np.uint32]
Made = TypeVar("Made")

NO_MEMBER = 2**30
NO_DAY = -1_000_000
SOURCE_BASELINE = 0
SOURCE_START = 10
CELL = 400.0  # mean households of one draw of a day's count; a larger day is several draws
ORDINALS_PER_CELL = 4096
DAYS_PER_YEAR = 365.25
_APPLY = np.array([name not in ("resettlement", "family_reunification") for name in GROUPS])
STAMPS = ("arrived", "registered", "decided", "asked", "ready", "allocated", "settled", "left")


@dataclass(frozen=True)
class Households:
    """Identity and size of households before they are given a life; int arrays of equal length."""

    source: IntArray
    arrival_day: IntArray
    group: IntArray
    ordinal: IntArray

    def order(self) -> IntArray:
        """Rows in order of arrival day, source, group, ordinal."""
        return np.lexsort((self.ordinal, self.group, self.source, self.arrival_day))

    def identity(self) -> tuple[UInt32Array, UInt32Array, UInt32Array]:
        """Words that key every draw of a household."""
        return words(self.source * 16 + self.group, self.arrival_day, self.ordinal)

    def taken(self, rows: IntArray) -> Households:
        """Take rows in this order."""
        return Households(
            *(column[rows] for column in (self.source, self.arrival_day, self.group, self.ordinal))
        )

    def sorted(self) -> Households:
        """Order by arrival day, source, group, ordinal."""
        return self.taken(self.order())


def joined(parts: list[Households]) -> Households:
    """Concatenate several sets of households."""
    return Households(
        *(
            np.concatenate([getattr(part, name) for part in parts]).astype(np.int64)
            for name in ("source", "arrival_day", "group", "ordinal")
        )
    )


def arriving_households(rates: ArrivalRates, config: PopulationConfig, chance: Chance) -> Households:
    """Draw the households that arrive, by inversion of one uniform a source, day, group and cell.

    A larger expected number keeps every household of a smaller one: counts never fall in the mean, and
    ordinals run from 0 in each cell. On days of recorded history nothing is left to chance but who comes.
    """
    parts = []
    for source, persons in enumerate((rates.baseline, *rates.added), start=SOURCE_BASELINE):
        expected, counted = persons, np.zeros_like(persons)
        if rates.recorded.any():
            known = rates.recorded & _APPLY[:, None]
            expected, counted = np.where(known, 0.0, persons), np.where(known, persons, 0.0)
        parts += [_from_source(expected, source, config, chance), *_as_counted(counted, source, config, chance)]
    return joined(parts)


def _as_counted(
    persons: FloatArray, source: int, config: PopulationConfig, chance: Chance
) -> Iterator[Households]:
    """Draw households one by one until each day's count so far is met; `persons` a day is float64[groups, days].

    Whether one more comes does not ask how large it is, so that sizes keep their law.
    """
    for g, name in enumerate(GROUPS):
        if not persons[g].any():
            continue
        group = config.groups[name]
        most = np.where(persons[g] > 0.0, np.ceil(persons[g]).astype(np.int64) + LARGEST_HOUSEHOLD, 0)
        day = np.repeat(np.arange(persons.shape[1]), most)
        ordinal = np.arange(day.size) - np.repeat(np.cumsum(most) - most, most)
        drawn = Households(np.full(day.size, source), day, np.full(day.size, g), ordinal)
        u = chance.uniform("household_size", *drawn.identity(), np.int64(0))
        size = (pick(u, np.cumsum(group.household_size)) + 1).tolist()
        taken: list[int] = []
        came, at, half = 0, 0, group.mean_size / 2.0
        for count, until in zip(most.tolist(), np.cumsum(persons[g]).tolist(), strict=True):
            row = at
            while row < at + count and came + half <= until:
                came += size[row]
                taken.append(row)
                row += 1
            at += count
        yield drawn.taken(np.array(taken, dtype=np.int64))


def _from_source(persons: FloatArray, source: int, config: PopulationConfig, chance: Chance) -> Households:
    """Draw one source's households; `persons` a day is float64[groups, days]."""
    days = persons.shape[1]
    weeks = -(-days // 7)
    columns: list[list[IntArray]] = [[], [], []]
    for g, name in enumerate(GROUPS):
        if not persons[g].any():
            continue
        key = np.int64(source * 16 + g)
        level = gamma_multiplier(
            chance.uniform("arrivals_level", key, np.arange(weeks)), config.weekly_spread
        )
        mean = persons[g] * np.repeat(level, 7)[:days] / config.groups[name].mean_size
        for cell in range(int(np.ceil(mean.max() / CELL))):
            inside = np.clip(mean - cell * CELL, 0.0, CELL)
            count = poisson_count(
                chance.uniform("arrivals_count", key, np.arange(days), np.int64(cell)), inside
            )
            total = int(count.sum())
            columns[0].append(np.repeat(np.arange(days), count))
            columns[1].append(np.full(total, g))
            first = np.repeat(np.cumsum(count) - count, count)
            columns[2].append(np.arange(total) - first + cell * ORDINALS_PER_CELL)
    day, group, ordinal = (np.concatenate(part) if part else np.zeros(0, np.int64) for part in columns)
    return Households(np.full(day.size, source), day, group, ordinal)


class Population:
    """Columns of all households of a run, one row a household.

    Attributes
    ----------
    source, arrival_day, group, ordinal : identity, int64[n]
    size : persons, int64[n]
    children : persons under 18 at arrival, int64[n]
    birth_day : int64[n, 8], day number of birth, `NO_MEMBER` where there is no member; column 0 is the head
    unaccompanied, private_at_arrival, special_needs : bool[n]
    tied_to : int64[n], row of the municipality the household is tied to, or -1
    case, lodging : the two books of states
    municipality, site : int64[n], -1 for none
    stamps : dict of int64[n], day of each step, `NO_DAY` where it has not happened

    Parameters
    ----------
    drawn : what runs of the same luck share, if these very households are drawn for several runs
    newcomers : first row of those whose luck is another one than that of the run's past, and that luck
    private_from : share that lives privately by group and day of arrival from which it holds, rising days
    """

    def __init__(
        self,
        households: Households,
        config: PopulationConfig,
        private_share: dict[int, float],
        chance: Chance,
        books: type[Books],
        sizes: IntArray | None = None,
        drawn: Drawn | None = None,
        newcomers: tuple[int, Chance] | None = None,
        private_from: Mapping[str, Sequence[tuple[int, float]]] = MappingProxyType({}),
    ) -> None:
        self._drawn, self._newcomers = drawn, newcomers
        self.source = households.source
        self.arrival_day = households.arrival_day
        self.group = households.group
        self.ordinal = households.ordinal
        self.n = int(self.group.size)
        groups = [config.groups[name] for name in GROUPS]
        self._identity = self.once("identity", households.identity)
        self.size: IntArray = self.once("size", lambda: self._sizes(groups, chance, sizes))
        self.unaccompanied: BoolArray = self.once(
            "unaccompanied", lambda: np.isin(self.group, [GROUPS.index(name) for name in UNACCOMPANIED])
        )
        births = self.once("births", lambda: self._births(groups, config.adults_age_span_years, chance))
        self.children: IntArray = self.once("children", lambda: self._children(births))
        self.birth_day = births if drawn is None else births.copy()
        self.private_at_arrival: BoolArray = self.once(
            "private", lambda: self._private(groups, private_share, private_from, chance)
        )
        self.special_needs: BoolArray = self.once(
            "special",
            lambda: (
                self.keyed(chance, "household_special_needs") < self._share(groups, "special_needs_share")
            ),
        )
        self.tied_to: IntArray = self.once("tied", lambda: self._ties(groups, chance))
        self.case = books(CASE_NAMES, np.zeros(self.n, np.int8), self.size, self.group, len(GROUPS))
        self.lodging = books(LODGING_NAMES, np.zeros(self.n, np.int8), self.size, self.group, len(GROUPS))
        self.municipality = np.full(self.n, -1, dtype=np.int64)
        self.site = np.full(self.n, -1, dtype=np.int64)
        self.stamps = {name: np.full(self.n, NO_DAY, dtype=np.int64) for name in STAMPS}

    @staticmethod
    def group_index(name: str) -> int:
        """Row of a group in every table by group."""
        return GROUPS.index(name)

    def once(self, name: object, make: Callable[[], Made]) -> Made:
        """Return what `make` gives, made once for all runs that share these households and their luck.

        What is shared is read-only: whoever writes to it takes a copy. It may depend on world and luck only.
        """
        return make() if self._drawn is None else self._drawn.once(name, make)

    def keyed(self, chance: Chance, purpose: str, k: int = 0) -> FloatArray:
        """Draw one uniform a household, keyed by its identity; float64[n], read-only where it is shared."""
        return self.once((chance, purpose, k), lambda: self._uniform(chance, purpose, k))

    def keyed_pair(self, chance: Chance, purpose: str, pair: int = 0) -> tuple[FloatArray, FloatArray]:
        """Draw uses 2 * pair and the next for every household at the cost of one; the same as `keyed` gives."""
        if self._newcomers is not None:
            return self.keyed(chance, purpose, 2 * pair), self.keyed(chance, purpose, 2 * pair + 1)
        name = (chance, purpose) if pair == 0 else (chance, purpose, "pair", pair)
        return self.once(name, lambda: chance.uniform_pair(purpose, *self._identity, pair))

    def keyed_rows(self, chance: Chance, purpose: str, rows: IntArray, k: int = 0) -> FloatArray:
        """Draw one uniform for each of `rows`; the same as `keyed` gives them."""
        a, b, c = self._identity
        identity = a[rows], b[rows], c[rows]
        if self._newcomers is None or not rows.size:
            return chance.uniform(purpose, *identity, np.int64(k))
        new = rows >= self._newcomers[0]
        later = self._newcomers[1].uniform(purpose, *identity, np.int64(k))
        return np.where(new, later, chance.uniform(purpose, *identity, np.int64(k)))

    def _uniform(self, chance: Chance, purpose: str, k: int) -> FloatArray:
        """Draw for everybody; newcomers have a luck of their own."""
        drawn = chance.uniform(purpose, *self._identity, np.int64(k))
        if self._newcomers is not None:
            row, later = self._newcomers
            a, b, c = (word[row:] for word in self._identity)
            drawn[row:] = later.uniform(purpose, a, b, c, np.int64(k))
        return drawn

    def age_years(self, rows: IntArray, day: int) -> FloatArray:
        """Age of the head (or the minor) of each of `rows` on `day`, years."""
        ages: FloatArray = (day - self.birth_day[rows, 0]) / DAYS_PER_YEAR
        return ages

    def of_age_day(self, rows: IntArray) -> IntArray:
        """Day on which the minor of each of `rows` comes of the age until which a limited permit is held."""
        day: IntArray = self.birth_day[rows, 0] + int(np.ceil(LIMITED_PERMIT_ENDS_YEARS * DAYS_PER_YEAR))
        return day

    def _share(self, groups: list[Group], name: str) -> FloatArray:
        return np.array([getattr(group, name) for group in groups], dtype=np.float64)[self.group]

    def _sizes(self, groups: list[Group], chance: Chance, given: IntArray | None) -> IntArray:
        """Persons in each household: as given, or drawn where nothing (or 0) is."""
        size = self._by_group(groups, "household_size", chance, lambda g: g.household_size) + 1
        return size if given is None else np.where(given > 0, given, size)

    def _children(self, births: IntArray) -> IntArray:
        """Members under 18 at arrival."""
        ages = (self.arrival_day[:, None] - births) / DAYS_PER_YEAR
        children: IntArray = ((births != NO_MEMBER) & (ages < MAJORITY_YEARS)).sum(axis=1)
        return children

    def _private(
        self,
        groups: list[Group],
        by_source: dict[int, float],
        by_day: Mapping[str, Sequence[tuple[int, float]]],
        chance: Chance,
    ) -> BoolArray:
        """Who finds private lodging at arrival: by group and day, but for those of a source with its own share."""
        private = self._share(groups, "private_share")
        for name, steps in by_day.items():
            group = self.group == GROUPS.index(name)
            for day, share in steps:
                private[group & (self.arrival_day >= day)] = share
        for source, share in by_source.items():
            from_shock = (self.source == source) & ~self.unaccompanied
            private = np.where(from_shock, share, private)
        return self.keyed(chance, "household_private") < private

    def _by_group(self, groups: list[Group], purpose: str, chance: Chance, shares: object) -> IntArray:
        """Pick a class by each household's own group's shares."""
        assert callable(shares)
        u = self.keyed(chance, purpose)
        out = np.zeros(self.n, dtype=np.int64)
        for g, group in enumerate(groups):
            rows = np.flatnonzero(self.group == g)
            if rows.size:
                out[rows] = pick(u[rows], np.cumsum(shares(group)))
        return out

    def _births(self, groups: list[Group], adults_span: float, chance: Chance) -> IntArray:
        """Draw birth days: the head by the group's classes of age, other members as children or adults."""
        births = np.full((self.n, LARGEST_HOUSEHOLD), NO_MEMBER, dtype=np.int64)
        u = self.keyed(chance, "household_age")
        head_years = np.zeros(self.n)
        for g, group in enumerate(groups):
            rows = np.flatnonzero(self.group == g)
            if not rows.size:
                continue
            edges = np.asarray(group.head_age_years)
            upper = np.cumsum(group.head_age_share)
            at = pick(u[rows], upper)
            lower = upper[at] - np.asarray(group.head_age_share)[at]
            inside = (u[rows] - lower) / np.asarray(group.head_age_share)[at]
            head_years[rows] = edges[at] + np.clip(inside, 0.0, 0.999999) * (edges[at + 1] - edges[at])
        births[:, 0] = self.arrival_day - np.floor(head_years * DAYS_PER_YEAR).astype(np.int64)
        child_share = self._share(groups, "child_share_of_others")
        for member in range(1, LARGEST_HOUSEHOLD):
            rows = np.flatnonzero(self.size > member)
            if not rows.size:
                break
            is_child = self.keyed_rows(chance, "household_children", rows, member) < child_share[rows]
            v = self.keyed_rows(chance, "household_age", rows, member)
            grown = np.maximum(head_years[rows], MAJORITY_YEARS) + (v - 0.5) * adults_span
            years = np.where(is_child, v * MAJORITY_YEARS, grown)
            oldest_child, youngest_adult = MAJORITY_YEARS - 0.001, MAJORITY_YEARS + 0.01
            years = np.where(is_child, np.minimum(years, oldest_child), np.maximum(years, youngest_adult))
            births[rows, member] = self.arrival_day[rows] - np.floor(years * DAYS_PER_YEAR).astype(np.int64)
        return births

    def _ties(self, groups: list[Group], chance: Chance) -> IntArray:
        """Tie some households to a municipality, drawn in proportion to population."""
        tied = self.keyed(chance, "household_tied_to") < self._share(groups, "tied_share")
        weights = municipalities().population.astype(np.float64)
        chosen = pick(self.keyed(chance, "household_tied_to", 1), np.cumsum(weights) / weights.sum())
        return np.where(tied, chosen, -1)
