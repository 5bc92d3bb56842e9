"""Where a household would be settled: its tie, the host municipality, near it, and the rest."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance
from sim.chance.laws import pick
from sim.config.settlement import SettlementConfig
from sim.data.records import Municipalities
from sim.engine.sites import Sites
from sim.institutions.population import Population

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

CHOICES = 6
NO_SITE = -2  # no list made yet
EARTH_RADIUS_KM = 6371.0


def distances_km(lat: FloatArray, lon: FloatArray) -> npt.NDArray[np.float32]:
    """Great-circle distances between municipal centres, km [m, m]."""
    north, east = np.radians(lat), np.radians(lon)
    half = np.sin((north[:, None] - north[None, :]) / 2.0) ** 2
    half += (
        np.cos(north)[:, None] * np.cos(north)[None, :] * np.sin((east[:, None] - east[None, :]) / 2.0) ** 2
    )
    km: npt.NDArray[np.float32] = np.arcsin(np.sqrt(np.minimum(half, 1.0))).astype(np.float32)
    return km * np.float32(2.0 * EARTH_RADIUS_KM)


class Preferences:
    """Six municipalities in each household's own order.

    Tie first, then the host municipality of the present centre, then near ones, then others drawn by weights
    that are fixed through the year: what others have taken never changes the list.
    """

    def __init__(self, lat: FloatArray, lon: FloatArray, near_of: int) -> None:
        self.km = distances_km(lat, lon)
        self.nearest: IntArray = np.argsort(self.km, axis=1, kind="stable")[:, 1 : near_of + 1].astype(
            np.int64
        )
        self._cumulative: FloatArray = np.arange(1.0, len(lat) + 1.0)

    def weigh(self, weights: FloatArray) -> None:
        """Set the weights by which municipalities are drawn (request, inhabitants) [m]."""
        if weights.sum() > 0.0:
            self._cumulative = np.cumsum(weights)

    def choose(self, tied: IntArray, host: IntArray, near: IntArray, u: FloatArray) -> IntArray:
        """Make the lists.

        Parameters
        ----------
        tied, host
            Municipality of the tie and of the present centre, -1 for none [h].
        near
            How many near choices each gets [h].
        u
            The household's own uniforms [h, 6].

        Returns
        -------
        Municipalities in order [h, 6], -1 where there is none.
        """
        home = np.where(host >= 0, host, tied)
        drawn = pick(u, self._cumulative)
        near_to = self.nearest[
            np.maximum(home, 0)[:, None], np.floor(u * self.nearest.shape[1]).astype(np.int64)
        ]
        is_near = (np.arange(CHOICES)[None, :] < near[:, None]) & (home >= 0)[:, None]
        drawn = np.where(is_near, near_to, drawn)
        first = np.where(tied >= 0, tied, host)
        fixed = (tied >= 0).astype(np.int64) + (host >= 0)
        place = np.arange(CHOICES)[None, :] - fixed[:, None]
        wishes: IntArray = drawn[np.arange(len(drawn))[:, None], np.maximum(place, 0)]
        wishes[:, 0] = np.where(fixed > 0, first, wishes[:, 0])
        wishes[:, 1] = np.where(fixed > 1, host, wishes[:, 1])
        return wishes


class Lists:
    """The list of each household, made anew where it has moved to another centre.

    Attributes
    ----------
    wishes : municipalities in order, int16[n, 6], -1 where there is none
    host : municipality of the centre when the list was made, -1 for none, int16[n]
    km : distances between municipalities [m, m]
    """

    def __init__(
        self,
        config: SettlementConfig,
        population: Population,
        table: Municipalities,
        chance: Chance,
        sites: Sites | None,
    ) -> None:
        self._population = population
        self._sites = sites
        self._inhabitants = table.population.astype(np.float64)
        self._near, self._near_minors = config.near_choices, config.near_choices_minors
        self._preferences = Preferences(table.lat, table.lon, config.near_of)
        self._weights_of = -1
        self.km = self._preferences.km
        pairs = [population.keyed_pair(chance, "settlement_preference", number) for number in range(CHOICES // 2)]
        self._luck: FloatArray = np.stack([u for pair in pairs for u in pair], axis=1)
        self.wishes = np.full((population.n, CHOICES), -1, dtype=np.int16)
        self._site = np.full(population.n, NO_SITE, dtype=np.int32)
        self.host = np.full(population.n, -1, dtype=np.int16)

    @property
    def made(self) -> BoolArray:
        """Households that have a list [n]."""
        found: BoolArray = self._site != NO_SITE
        return found

    def make(self, rows: IntArray, year: int, requested: IntArray) -> None:
        """Make the list of those who have none, or whose centre has changed since.

        Parameters
        ----------
        requested : persons asked of each municipality in the year, its weight; inhabitants where nobody is asked [m]
        """
        population = self._population
        if self._weights_of != year:
            asked = requested.astype(np.float64)
            self._preferences.weigh(asked if asked.any() else self._inhabitants)
            self._weights_of = year
        stale = rows[self._site[rows] != population.site[rows]]
        if not len(stale):
            return
        site = population.site[stale]
        if self._sites is not None and self._sites.n:
            host = np.where(site >= 0, self._sites.owner[np.maximum(site, 0)], -1).astype(np.int64)
        else:
            host = np.full(len(stale), -1, dtype=np.int64)
        near = np.where(population.unaccompanied[stale], self._near_minors, self._near)
        self.wishes[stale] = self._preferences.choose(population.tied_to[stale], host, near, self._luck[stale])
        self._site[stale] = site
        self.host[stale] = host
