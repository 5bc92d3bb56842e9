"""IMDi's allocation rounds (utsøking): whole households to municipalities with open places and dwellings.

Minors go first, then families with children, then others, but whoever waits rises: each class is put forward
by a number of days, and the round works in order of the day so moved. Nobody is placed above the open places.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance
from sim.config.settlement import SettlementConfig
from sim.engine.allocation import DWELLING_CLASSES
from sim.engine.kernels import PLAIN, Kernels
from sim.engine.sites import Sites
from sim.institutions.municipal_dwellings import size_class
from sim.institutions.municipalities import Municipalities
from sim.institutions.population import Population
from sim.institutions.preferences import CHOICES, Preferences

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

NOBODY: IntArray = np.zeros(0, dtype=np.int64)
NO_SITE = -2  # no list made yet
MOST_PERSONS = np.array([1, 3, 8])  # persons a dwelling of each class can hold
FEW = 150  # households: up to this many the kernel is quicker than looking who could fit
LARGEST_LOOKED_AT = 12  # persons: larger households count as this large when it is asked whether they fit
WINDOW_FACTOR = 1.5  # persons looked at, as a multiple of the open places
WINDOW_EXTRA = 100  # and so many more persons


@dataclass(frozen=True)
class Undone:
    """Persons waiting before a round and placed in it, whom it left, and the most places then open in one area."""

    waiting: int
    placed: int
    rows: IntArray
    size: IntArray
    minors: BoolArray
    most: int
    most_minors: int


@dataclass(frozen=True)
class RoundCount:
    """What a round left undone, persons.

    Attributes
    ----------
    waiting : ready before the round
    placed : placed in it
    too_large : in households larger than any municipality's open places
    special : with particularly demanding needs, not placed
    """

    waiting: int = 0
    placed: int = 0
    too_large: int = 0
    special: int = 0


@dataclass
class Placed:
    """Households placed in a round, where, and whether in a dwelling they found; arrays of equal length."""

    rows: IntArray
    municipality: IntArray
    own_lease: BoolArray


@dataclass
class NearCount:
    """Persons allocated from centres, by group: how near the host municipality; float64[groups]."""

    persons: FloatArray
    near: FloatArray
    km: FloatArray = field(repr=False)


class Allocation:
    """The rounds.

    Attributes
    ----------
    dwelling_class : smallest class of dwelling that holds each household
    near : persons allocated from centres by calendar year, and how near their host municipality they came
    """

    def __init__(
        self,
        config: SettlementConfig,
        population: Population,
        municipalities: Municipalities,
        chance: Chance,
        sites: Sites | None = None,
        kernels: Kernels = PLAIN,
    ) -> None:
        self._config = config
        self._population = population
        self._municipalities = municipalities
        self._sites = sites
        self._allocate = kernels.allocate
        table = municipalities.table
        self._preferences = Preferences(table.lat, table.lon, config.near_of)
        self._weights_of = -1
        pairs = [
            population.keyed_pair(chance, "settlement_preference", number) for number in range(CHOICES // 2)
        ]
        self._luck: FloatArray = np.stack([u for pair in pairs for u in pair], axis=1)
        self._list = np.full((population.n, CHOICES), -1, dtype=np.int16)
        self._list_site = np.full(population.n, NO_SITE, dtype=np.int32)
        self.host = np.full(population.n, -1, dtype=np.int16)
        bonus = config.bonus_days
        family = (population.children > 0) & ~population.unaccompanied
        days = np.where(family, bonus["families"], bonus["others"])
        days += np.where(population.special_needs, bonus["special_needs"], 0)
        self._bonus = days.astype(np.int16)
        self.dwelling_class = size_class(population.size).astype(np.int8)
        self._undone = Undone(0, 0, NOBODY, NOBODY, NOBODY.astype(np.bool_), 0, 0)
        self.near: dict[int, NearCount] = {}

    def round(self, rows: IntArray, ready: IntArray, minors: BoolArray, lease: IntArray, year: int) -> Placed:
        """Place households that are ready, in order of priority.

        Parameters
        ----------
        rows
            Households, in rising order, which breaks ties.
        ready
            Day each became ready.
        minors
            Whether each is an unaccompanied minor now.
        lease
            Municipality where the household has a lease of its own, -1 for none.
        year
            Calendar year, which sets the weights of the lists.
        """
        population, municipalities = self._population, self._municipalities
        size = population.size[rows]
        waiting = int(size.sum())
        municipalities.refresh()
        places, places_minors = int(municipalities.offers.sum()), int(municipalities.offers_minors.sum())
        if not len(rows) or not places + places_minors:
            self._undone = Undone(waiting, 0, NOBODY, NOBODY, NOBODY.astype(np.bool_), 0, 0)
            return Placed(NOBODY, NOBODY, NOBODY.astype(np.bool_))
        young = minors.nonzero()[0]
        virtual = ready.astype(np.int16)
        virtual -= self._bonus[rows]
        virtual[young] = ready[young] - self._config.bonus_days["minors"]
        order = virtual.argsort(kind="stable")
        rows, size, minors, lease = rows[order], size[order], minors[order], lease[order]
        where = np.full(len(rows), -1, dtype=np.int64)
        ordinary = ~minors
        leased = ((lease >= 0) & ordinary).nonzero()[0]
        if len(leased) and places:
            where[leased] = self._take_leases(lease[leased], size[leased])
        leased_there = where >= 0
        young = minors.nonzero()[0]
        if len(young) and places_minors:
            where[young] = self._place_minors(rows[young], year)
        others = (ordinary & ~leased_there).nonzero()[0]
        if len(others) and places:
            where[others] = self._place(rows[others], size[others], year)
        left = (where < 0).nonzero()[0]
        most, most_minors = int(municipalities.offers.max()), int(municipalities.offers_minors.max())
        sizes = size[left]
        placed_persons = waiting - int(sizes.sum())
        self._undone = Undone(waiting, placed_persons, rows[left], sizes, minors[left], most, most_minors)
        placed = (where >= 0).nonzero()[0]
        return Placed(rows[placed], where[placed], leased_there[placed])

    def _take_leases(self, lease: IntArray, size: IntArray) -> IntArray:
        """Agreed self-settlement: a place in the municipality of the lease, and no dwelling of its own."""
        offers = self._municipalities.offers
        where = np.full(len(lease), -1, dtype=np.int64)
        for i, (municipality, persons) in enumerate(zip(lease.tolist(), size.tolist(), strict=True)):
            if offers[municipality] >= persons:
                offers[municipality] -= persons
                where[i] = municipality
        taken = where >= 0
        self._municipalities.take(where[taken], size[taken], minors=False)
        return where

    def _place_minors(self, rows: IntArray, year: int) -> IntArray:
        """Unaccompanied minors to places for minors, own list first; their housing is part of the place."""
        municipalities = self._municipalities
        self._make_lists(rows, year)
        left: list[int] = municipalities.offers_minors.tolist()
        served: list[bool] = municipalities.service_ok.tolist()
        order: list[int] = municipalities.fallback_order(municipalities.offers_minors).tolist()
        where: list[int] = []
        total = sum(left)
        for wishes, needs in zip(
            self._list[rows].tolist(), self._population.special_needs[rows].tolist(), strict=True
        ):
            for area in (*wishes, *order) if total else ():
                if area >= 0 and left[area] > 0 and (served[area] or not needs):
                    left[area] -= 1
                    total -= 1
                    where.append(area)
                    break
            else:
                where.append(-1)
        placed = np.array([area for area in where if area >= 0], dtype=np.int64)
        municipalities.offers_minors[:] = left
        municipalities.take(placed, np.ones(len(placed), dtype=np.int64), minors=True)
        return np.array(where, dtype=np.int64)

    def _place(self, rows: IntArray, size: IntArray, year: int) -> IntArray:
        """All others by the kernel; if many wait, only those within reach."""
        municipalities = self._municipalities
        offers, dwellings = municipalities.offers, municipalities.dwellings
        service = municipalities.service_ok
        special, wanted = self._population.special_needs[rows], self.dwelling_class[rows]
        out = np.full(len(rows), -1, dtype=np.int64)
        room = offers
        window: IntArray | slice = slice(None)
        if len(rows) > FEW:
            room = np.minimum(offers, dwellings @ MOST_PERSONS)
            fits = _fits_somewhere(offers, _housed(dwellings), service)
            kind = (np.minimum(size, LARGEST_LOOKED_AT) * DWELLING_CLASSES + wanted) * 2 + special
            window = fits.ravel()[kind].nonzero()[0]
            reach = _reach(size[window], special[window], int(room.sum()), int(room[service].sum()))
            window = window[reach]
            rows, size, special, wanted = rows[window], size[window], special[window], wanted[window]
        self._make_lists(rows, year)
        order = municipalities.fallback_order(room)
        where = self._allocate(size, special, wanted, self._list[rows], offers, dwellings, service, order)
        taken = where >= 0
        municipalities.take(where[taken], size[taken], minors=False)
        out[window] = where
        return out

    def _make_lists(self, rows: IntArray, year: int) -> None:
        """Make the list of those who have none, or whose centre has changed since."""
        population = self._population
        if self._weights_of != year:
            table = self._municipalities.table
            asked = self._municipalities.year.requested.astype(np.float64)
            self._preferences.weigh(asked if asked.any() else table.population.astype(np.float64))
            self._weights_of = year
        stale = rows[self._list_site[rows] != population.site[rows]]
        if not len(stale):
            return
        site = population.site[stale]
        if self._sites is not None and self._sites.n:
            host = np.where(site >= 0, self._sites.owner[np.maximum(site, 0)], -1).astype(np.int64)
        else:
            host = np.full(len(stale), -1, dtype=np.int64)
        config = self._config
        near = np.where(population.unaccompanied[stale], config.near_choices_minors, config.near_choices)
        self._list[stale] = self._preferences.choose(population.tied_to[stale], host, near, self._luck[stale])
        self._list_site[stale] = site
        self.host[stale] = host

    @property
    def last(self) -> RoundCount:
        """What the last round left undone."""
        left = self._undone
        too_large = left.size > np.where(left.minors, left.most_minors, left.most)
        return RoundCount(
            left.waiting,
            left.placed,
            int(left.size[too_large].sum()),
            int(left.size[self._population.special_needs[left.rows]].sum()),
        )

    def count_near(self, rows: IntArray, municipality: IntArray, year: int) -> None:
        """Count how near the host municipality of their centre households were allocated."""
        host = self.host[rows].astype(np.int64)
        from_centre = host >= 0
        rows, host, municipality = rows[from_centre], host[from_centre], municipality[from_centre]
        if not len(rows):
            return
        groups = self._population.case.n_groups
        count = self.near.setdefault(year, NearCount(np.zeros(groups), np.zeros(groups), np.zeros(groups)))
        km = self._preferences.km[host, municipality]
        group, size = self._population.group[rows], self._population.size[rows]
        count.persons += np.bincount(group, size, groups)
        count.near += np.bincount(group, size * (km <= self._config.near_km), groups)
        count.km += np.bincount(group, size * km, groups)


def _housed(dwellings: IntArray) -> BoolArray:
    """Whether a household of each class finds a dwelling of its own or the next larger class [m, 3]."""
    there = dwellings > 0
    there[:, :-1] |= there[:, 1:].copy()
    return there


def _fits_somewhere(offers: IntArray, housed: BoolArray, service: BoolArray) -> BoolArray:
    """Whether any municipality could take a household: by size, class of dwelling, needs [s, 3, 2]."""
    within = np.stack((housed, housed & service[:, None]), axis=2)
    most = (offers[:, None, None] * within).max(axis=0)
    fits: BoolArray = np.arange(LARGEST_LOOKED_AT + 1)[:, None, None] <= most
    return fits


def _reach(size: IntArray, special: BoolArray, offered: int, offered_special: int) -> BoolArray:
    """Households within reach of the open places; special needs by the places that serve them [h]."""
    reach = ~special
    upto = (size * reach).cumsum()
    reach[upto.searchsorted(offered * WINDOW_FACTOR + WINDOW_EXTRA, side="right") + 1 :] = False
    chosen = special.nonzero()[0]
    if len(chosen):
        before = size[chosen].cumsum() - size[chosen]
        reach[chosen] = before <= offered_special * WINDOW_FACTOR + WINDOW_EXTRA
    return reach
