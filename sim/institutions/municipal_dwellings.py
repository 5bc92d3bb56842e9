"""Dwellings for refugees by municipality and size: found in time, taken at allocation, given back."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance
from sim.chance.laws import draw
from sim.config.dwellings import CLASSES
from sim.config.municipalities import Dwellings as DwellingsConfig
from sim.institutions.municipal_own import Own

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


def spread_by_weight(amount: int, weights: FloatArray) -> IntArray:
    """Split a whole number by weights, largest remainders first, ties to the lower index."""
    total = float(weights.sum())
    if amount <= 0 or total <= 0.0:
        return np.zeros(weights.shape, dtype=np.int64)
    exact = weights.ravel() * (amount / total)
    parts = np.floor(exact).astype(np.int64)
    missing = amount - int(parts.sum())
    order = np.lexsort((np.arange(parts.size), -(exact - parts)))
    parts[order[:missing]] += 1
    return parts.reshape(weights.shape)


class Dwellings:
    """Free dwellings [m, 3] and their supply.

    A municipality looks for what the places it plans to open will need and it does not have. Each gap is closed
    at a pace of one over the municipality's mean days to find a dwelling. Once it has voted it looks ahead by a share
    of that time; with all of it a dwelling comes on average about when the place opens, without a vote that long after.

    Attributes
    ----------
    free : int64[m, 3], written by the allocation
    standby : int64[m], dwellings held ready by order of a plan, of those in `free` or in use
    found : int64[m], dwellings found so far
    """

    def __init__(
        self,
        config: DwellingsConfig,
        key: IntArray,
        population: IntArray,
        prepared: BoolArray,
        chance: Chance,
        stated: Own | None = None,
    ) -> None:
        self._config = config
        self._stated = stated or Own((), key)
        self.persons = np.asarray(config.persons)
        self._mix = np.asarray(config.mix)
        self._key = key
        self._chance = chance
        self._lead = np.ones(len(key))
        self._year = -1
        self._carry = np.zeros((len(key), CLASSES))
        self.need_mix: FloatArray = self._mix.copy()
        offset = chance.uniform("municipality_lump", key[:, None], 1, np.arange(CLASSES)[None, :])
        per_person = self._mix / self.persons
        wanted = population[:, None] / 1000.0 * config.stock_per_1000 * (per_person / per_person.sum())
        self.free: IntArray = self._stated.over("dwellings", np.floor(wanted + offset).astype(np.int64))
        self._own_standby: IntArray = self._stated.over("standby", np.zeros(len(key), dtype=np.int64))
        self.standby: IntArray = self._own_standby.copy()
        for row in np.flatnonzero(self.standby).tolist():
            self.free[row] += spread_by_weight(int(self.standby[row]), per_person)
        self.found: IntArray = np.zeros(len(key), dtype=np.int64)
        self.prepared = prepared

    @property
    def mix(self) -> FloatArray:
        """Shares of persons that dwellings are sought for, by size [3]."""
        weight = self._config.follow_need
        return (1.0 - weight) * self._mix + weight * self.need_mix

    def note_need(self, persons: FloatArray) -> None:
        """Tell the municipalities how many persons wait by size of dwelling [3]; none teaches nothing."""
        total = float(persons.sum())
        if total > 0.0:
            self.need_mix = persons / total

    def new_year(self, year: int) -> None:
        """Draw each municipality's mean days to find a dwelling in the year, keyed by (number, year)."""
        if year != self._year:
            u = self._chance.uniform("municipality_dwelling_lead", self._key, year)
            self._lead = self._stated.over("dwelling_lead_days", np.maximum(draw(self._config.lead_days, u), 1.0))
            self._year = year

    @property
    def lead(self) -> FloatArray:
        """Mean days to find a dwelling now, at least one; shorter with a contingency plan [m]."""
        return np.maximum(self._lead * np.where(self.prepared, self._config.prepared_lead_factor, 1.0), 1.0)

    @property
    def days_ahead(self) -> IntArray:
        """Whole days by which dwellings are looked for before voted places open [m]."""
        return np.rint(self._config.ahead_share * self.lead).astype(np.int64)

    def seek(self, places: IntArray, days: int, pace: float) -> IntArray:
        """Find dwellings for `days` days of search.

        Parameters
        ----------
        places
            Places not yet taken that are open, or will be by the time a dwelling is found, persons [m].
        days
            Days since the last search.
        pace
            Factor on the pace (a slow message lowers it).

        Returns
        -------
        Dwellings found [m].
        """
        wanted = places[:, None] * (self._config.per_place * self.mix / self.persons)
        gap = np.ceil(wanted - 1e-9) - self.free
        np.maximum(gap, 0.0, out=gap)
        share = np.minimum(pace * days / self.lead, 1.0)
        self._carry = np.where(gap > 0.0, self._carry + gap * share[:, None], 0.0)
        new = np.minimum(np.floor(self._carry + 1e-9), gap).astype(np.int64)
        self._carry -= new
        self.free += new
        found: IntArray = new.sum(axis=1)
        self.found += found
        return found

    def hold_ready(self, amount: int, population: IntArray) -> None:
        """Add standby dwellings in prepared municipalities, or give up (negative) those that are free.

        What a municipality holds ready by its own word is not given up.
        """
        ready = self.prepared if self.prepared.any() else np.ones(len(population), dtype=np.bool_)
        if amount >= 0:
            weights = (population * ready)[:, None] * (self._mix / self.persons)
            added = spread_by_weight(amount, weights)
            self.free += added
            self.standby += added.sum(axis=1)
            return
        for _ in range(CLASSES):
            rest = -amount
            if rest <= 0:
                return
            most = self.free.argmax(axis=1)
            own = self.free[np.arange(len(most)), most]
            ordered = self.standby - self._own_standby
            given = np.minimum(spread_by_weight(rest, ordered.astype(np.float64)), np.minimum(ordered, own))
            self.free[np.arange(len(most)), most] -= given
            self.standby -= given
            amount += int(given.sum())

    def give_back(self, municipality: IntArray, classes: IntArray) -> None:
        """Free dwellings again: each household's municipality and size class."""
        np.add.at(self.free, (municipality, classes), 1)

    def vacated(self, municipality: IntArray, classes: IntArray, u: FloatArray) -> None:
        """People moved out: the municipality keeps a share of the dwellings, by each household's own luck."""
        kept = u < self._config.returned_share
        self.give_back(municipality[kept], classes[kept])
