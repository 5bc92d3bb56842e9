"""IMDi's allocation rounds (utsøking): whole households to municipalities with open places and dwellings.

Minors go first, then families with children, then others, but whoever waits rises: each class is put forward
by a number of days, and the round works in order of the day so moved. Nobody is placed above the open places.

That is the rule `proportional`: a household's own list, then wherever there is room. `priority` puts special needs
first and then whoever has waited longest; `lp` has a linear program propose the round (`allocation_rules.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance
from sim.config.dwellings import size_class
from sim.config.settlement import SettlementConfig
from sim.engine.kernels import PLAIN, Kernels
from sim.engine.sites import Sites
from sim.institutions.allocation_ledger import Opening, RoundLedger
from sim.institutions.allocation_rules import Band, Circles, LinearRule
from sim.institutions.municipalities import Municipalities
from sim.institutions.population import Population
from sim.institutions.preferences import Lists
from sim.institutions.reach import within_reach

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

NOBODY: IntArray = np.zeros(0, dtype=np.int64)


@dataclass
class Placed:
    """Households placed in a round, where, and whether in a dwelling they found; arrays of equal length."""

    rows: IntArray
    municipality: IntArray
    own_lease: BoolArray


class Allocation:
    """The rounds.

    Attributes
    ----------
    dwelling_class : smallest class of dwelling that holds each household
    lists : of municipalities that each household would go to, in order
    ledger : what the rounds could have used; None where it is not asked for
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
        self._allocate = kernels.allocate
        table = municipalities.table
        self.lists = Lists(config, population, table, chance, sites)
        rules = config.allocation
        self._circles = Circles(rules, self.lists.km)
        self._band = Band(rules, table.population)
        self._linear: LinearRule | None = None
        if rules.rule == "lp":
            self._linear = LinearRule(
                rules, table.number.tolist(), table.county_number.tolist(), table.population, self.lists.km
            )
        self.ledger = RoundLedger(population.n, len(table)) if rules.ledger else None
        bonus = config.bonus_days
        family = (population.children > 0) & ~population.unaccompanied
        days = np.where(family, bonus["families"], bonus["others"])
        days += np.where(population.special_needs, bonus["special_needs"], 0)
        self._bonus = days.astype(np.int16)
        self.dwelling_class = size_class(population.size).astype(np.int8)

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
        municipalities.refresh()
        places, places_minors = int(municipalities.offers.sum()), int(municipalities.offers_minors.sum())
        if not len(rows) or not places + places_minors:
            return Placed(NOBODY, NOBODY, NOBODY.astype(np.bool_))
        opening = self._opening() if self.ledger is not None else None
        order = self._order(rows, ready, minors)
        rows, size, minors, lease = rows[order], size[order], minors[order], lease[order]
        held = self._hold_back() if self._band.on else None
        waited = municipalities.today - ready[order]
        level = self._level(rows, waited)
        where = np.full(len(rows), -1, dtype=np.int64)
        ordinary = ~minors
        leased = ((lease >= 0) & ordinary).nonzero()[0]
        if len(leased) and places:
            where[leased] = self._take_leases(lease[leased], size[leased])
        leased_there = where >= 0
        young = minors.nonzero()[0]
        if len(young) and places_minors:
            where[young] = self._place_minors(rows[young], waited[young], year, None if level is None else level[young])
        others = (ordinary & ~leased_there).nonzero()[0]
        if len(others) and places and level is not None:
            where[others] = self._place_widened(rows[others], size[others], level[others], year)
            others = others[where[others] < 0]
        if len(others) and places and self._linear is not None:
            where[others] = self._place_by_program(rows[others], size[others], waited[others], year, self._linear)
            others = others[where[others] < 0]
        if len(others) and places:
            where[others] = self._place(rows[others], size[others], year)
        if held is not None:
            municipalities.offers += held
        if opening is not None:
            self._note(opening, rows, size, minors, waited, where, leased_there)
        placed = (where >= 0).nonzero()[0]
        return Placed(rows[placed], where[placed], leased_there[placed])

    def _order(self, rows: IntArray, ready: IntArray, minors: BoolArray) -> IntArray:
        """Return the order of priority: ties by the order of the rows."""
        if self._config.allocation.rule == "priority":
            return np.lexsort((ready, ~self._population.special_needs[rows]))
        young = minors.nonzero()[0]
        virtual = ready.astype(np.int16)
        virtual -= self._bonus[rows]
        virtual[young] = ready[young] - self._config.bonus_days["minors"]
        order = virtual.argsort(kind="stable")
        return order

    def _level(self, rows: IntArray, waited: IntArray) -> IntArray | None:
        """Circle open to each household, 0 without special needs; None where there are no circles."""
        if not self._circles.count:
            return None
        level = self._circles.level(waited)
        return np.where(self._population.special_needs[rows], level, 0)

    def _hold_back(self) -> IntArray:
        """Hold open places back that would put a municipality above the band; return them [m]."""
        offers = self._municipalities.offers
        held: IntArray = np.maximum(offers - self._band.room(self._municipalities.year.used), 0)
        offers -= held
        return held

    def _opening(self) -> Opening:
        """Note what there is before anybody is placed."""
        municipalities = self._municipalities
        if self._linear is not None:
            self._linear.price[:] = 0.0
        date = municipalities.calendar.date(municipalities.today)
        return Opening(
            date.year,
            date.month,
            municipalities.offers.copy(),
            municipalities.offers_minors.copy(),
            municipalities.dwellings.copy(),
        )

    def _note(
        self,
        opening: Opening,
        rows: IntArray,
        size: IntArray,
        minors: BoolArray,
        waited: IntArray,
        where: IntArray,
        leased: BoolArray,
    ) -> None:
        """Enter the round into the ledger."""
        municipalities = self._municipalities
        without = np.zeros_like(opening.dwellings)
        np.add.at(without, (where[leased], self.dwelling_class[rows[leased]]), 1)
        price = np.zeros((2, municipalities.n)) if self._linear is None else self._linear.price
        special = self._population.special_needs[rows]
        assert self.ledger is not None
        self.ledger.note(
            opening, rows, size, special, minors, waited, where, without, municipalities.dwellings, price
        )

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

    def _place_minors(self, rows: IntArray, waited: IntArray, year: int, level: IntArray | None) -> IntArray:
        """Unaccompanied minors to places for minors, own list first; their housing is part of the place."""
        municipalities, special = self._municipalities, self._population.special_needs[rows]
        self._make_lists(rows, year)
        out = np.full(len(rows), -1, dtype=np.int64)
        if self._linear is not None:
            tied = self._population.tied_to[rows]
            home = np.where(tied >= 0, tied, self.lists.host[rows]).astype(np.int64)
            places, served_here = municipalities.offers_minors, municipalities.service_ok
            out = self._linear.minors(home, special, waited, places, served_here)
            self._take_minors(out)
        rest = (out < 0).nonzero()[0]
        left: list[int] = municipalities.offers_minors.tolist()
        circles = [
            self._circles.served(each, municipalities.service_ok).tolist() for each in range(self._circles.count + 1)
        ]
        levels = [0] * len(rest) if level is None else level[rest].tolist()
        order: list[int] = municipalities.fallback_order(municipalities.offers_minors).tolist()
        where: list[int] = []
        total = sum(left)
        for wishes, needs, circle in zip(
            self.lists.wishes[rows[rest]].tolist(), special[rest].tolist(), levels, strict=True
        ):
            served = circles[circle]
            for area in (*wishes, *order) if total else ():
                if area >= 0 and left[area] > 0 and (served[area] or not needs):
                    left[area] -= 1
                    total -= 1
                    where.append(area)
                    break
            else:
                where.append(-1)
        found = np.array(where, dtype=np.int64)
        self._take_minors(found)
        out[rest] = found
        return out

    def _take_minors(self, where: IntArray) -> None:
        """Take places for minors, one each."""
        placed = where[where >= 0]
        self._municipalities.offers_minors -= np.bincount(placed, minlength=self._municipalities.n)
        self._municipalities.take(placed, np.ones(len(placed), dtype=np.int64), minors=True)

    def _place_widened(self, rows: IntArray, size: IntArray, level: IntArray, year: int) -> IntArray:
        """Those whose circle has widened before all others, the widest circle first."""
        where = np.full(len(rows), -1, dtype=np.int64)
        for each in range(self._circles.count, 0, -1):
            some = (level == each).nonzero()[0]
            if len(some):
                served = self._circles.served(each, self._municipalities.service_ok)
                where[some] = self._place(rows[some], size[some], year, served)
        return where

    def _place_by_program(
        self, rows: IntArray, size: IntArray, waited: IntArray, year: int, linear: LinearRule
    ) -> IntArray:
        """Near family first, then as the linear program proposes; what it leaves over is for the lists."""
        population, municipalities = self._population, self._municipalities
        self._make_lists(rows, year)
        tied = population.tied_to[rows].astype(np.int64)
        where = np.full(len(rows), -1, dtype=np.int64)
        family = (tied >= 0).nonzero()[0]
        where[family] = self._send(rows[family], size[family], tied[family])
        rest = (where < 0).nonzero()[0]
        window, _ = within_reach(
            size[rest],
            population.special_needs[rows[rest]],
            self.dwelling_class[rows[rest]],
            municipalities.offers,
            municipalities.dwellings,
            municipalities.service_ok,
        )
        rest = rest[window]
        if len(rest) and municipalities.offers.any():
            them = rows[rest]
            proposed = linear.others(
                size[rest],
                population.special_needs[them],
                self.dwelling_class[them].astype(np.int64),
                population.group[them].astype(np.int64),
                self.lists.host[them].astype(np.int64),
                waited[rest],
                municipalities.offers,
                municipalities.dwellings,
                municipalities.service_ok,
                municipalities.year.used,
            )
            sent = (proposed >= 0).nonzero()[0]
            where[rest[sent]] = self._send(them[sent], size[rest[sent]], proposed[sent])
        return where

    def _send(self, rows: IntArray, size: IntArray, to: IntArray) -> IntArray:
        """Place households in one municipality each, or nowhere."""
        municipalities = self._municipalities
        where = self._allocate(
            size,
            self._population.special_needs[rows],
            self.dwelling_class[rows],
            to[:, None],
            municipalities.offers,
            municipalities.dwellings,
            municipalities.service_ok,
            NOBODY,
        )
        taken = where >= 0
        municipalities.take(where[taken], size[taken], minors=False)
        return where

    def _place(self, rows: IntArray, size: IntArray, year: int, served: BoolArray | None = None) -> IntArray:
        """All others by the kernel; if many wait, only those within reach.

        Parameters
        ----------
        served
            Municipalities that special needs may go to, if not those that have the services [m].
        """
        municipalities = self._municipalities
        offers, dwellings = municipalities.offers, municipalities.dwellings
        service = municipalities.service_ok if served is None else served
        special, wanted = self._population.special_needs[rows], self.dwelling_class[rows]
        out = np.full(len(rows), -1, dtype=np.int64)
        window, room = within_reach(size, special, wanted, offers, dwellings, service)
        rows, size, special, wanted = rows[window], size[window], special[window], wanted[window]
        self._make_lists(rows, year)
        order = municipalities.fallback_order(room)
        if self._band.on:  # whoever lies below the band comes first
            below = self._band.below(municipalities.year.used)[order]
            order = np.concatenate((order[below], order[~below]))
        where = self._allocate(size, special, wanted, self.lists.wishes[rows], offers, dwellings, service, order)
        taken = where >= 0
        municipalities.take(where[taken], size[taken], minors=False)
        out[window] = where
        return out

    def _make_lists(self, rows: IntArray, year: int) -> None:
        """Make the lists of households that have none, drawn by the requests of the year."""
        self.lists.make(rows, year, self._municipalities.year.requested)
