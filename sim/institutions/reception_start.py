"""Reception on the first day: who sleeps where, and since when."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance
from sim.chance.laws import Law, draw, pick, whole_days
from sim.config.reception import PlacementConfig
from sim.engine.queues import Fifo
from sim.engine.sites import place
from sim.institutions.placement import Placement
from sim.institutions.population import Population
from sim.institutions.portfolio import Portfolio
from sim.institutions.states import Lodging

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

_GRID = 1000  # points of a law's inverse, for stays under way


class FirstDay:
    """Lodges the households that are there on day 0.

    How long they have been there is not published. In the arrival centre it is even from 0 to the longest
    stay, in emergency accommodation even from 0 to the configured time (in both never longer than since
    arrival), in transit a stay as met under way; elsewhere it is since arrival.
    """

    def __init__(
        self,
        config: PlacementConfig,
        population: Population,
        placement: Placement,
        portfolio: Portfolio,
        chance: Chance,
        transit_days: IntArray,
    ) -> None:
        """`transit_days` [n] is written for households in transit."""
        self._config = config
        self._population = population
        self._placement = placement
        self._portfolio = portfolio
        self._chance = chance
        self._transit_days = transit_days

    def lodge(self, rows: IntArray, kind: Lodging) -> None:
        """Lodge households in the order given: centres of the kind first, then ordinary ones, then emergency.

        What fits nowhere overcrowds the centres of the kind, each household by its own probe. ValueError if
        there is no centre to put them in.
        """
        if not len(rows) or kind is Lodging.NONE:
            return
        placement = self._placement
        if kind in (Lodging.PRIVATE, Lodging.MUNICIPAL):
            placement.lodge(rows, kind, None, -1)
        else:
            queue = Fifo()
            queue.push(rows, placement.wish(rows, kind))
            sites = self._portfolio.sites
            for other in dict.fromkeys((kind, Lodging.ORDINARY, Lodging.EMERGENCY)):
                placement.serve_queue(queue, other, sites.free(other), -1)
            rest, _ = queue.pop(len(queue))
            self._overcrowd(rest, kind)
            placement.drop_wish(rows)
            placement.transfers[rows] = 0
        self._set_since(rows)

    def days_to_leave(self, rows: IntArray) -> IntArray:
        """Day on which the registered in the arrival centre are done there, even over what is left."""
        u = self._population.keyed_rows(self._chance, "reception_start_since", rows, 2)
        left = np.maximum(self._config.arrival_limit_nights + self._placement.since[rows], 0)
        return np.floor(u * left).astype(np.int64)

    def _overcrowd(self, rows: IntArray, kind: Lodging) -> None:
        if not len(rows):
            return
        sites = self._portfolio.sites
        rings = (sites.of_kind(other) for other in (kind, Lodging.ORDINARY, Lodging.EMERGENCY))
        ring = next((ring for ring in rings if len(ring)), None)
        if ring is None:
            raise ValueError(
                f"no centre of kind {kind.name}, nor any other, for {len(rows)} households at the start"
            )
        first, step = self._placement.probes()
        at = place(np.ones_like(rows), first[rows], step[rows], ring, np.full(len(ring), len(rows)))
        self._portfolio.expect_crowding()
        self._placement.lodge(rows, Lodging(int(sites.kind[ring[0]])), at, -1)

    def _set_since(self, rows: IntArray) -> None:
        lodging, arrived = self._placement.lodging[rows], np.minimum(self._population.arrival_day[rows], -1)
        u = self._population.keyed_rows(self._chance, "reception_start_since", rows)
        since = arrived.copy()
        for kind, longest in (
            (int(Lodging.ARRIVAL), self._config.arrival_limit_nights),
            (int(Lodging.EMERGENCY), self._config.start_emergency_days),
        ):
            here = lodging == kind
            since[here] = np.maximum(arrived[here], -1 - np.floor(u[here] * longest).astype(np.int64))
        here = lodging == int(Lodging.TRANSIT)
        v = self._population.keyed_rows(self._chance, "reception_start_since", rows[here], 1)
        whole = np.maximum(whole_days(under_way(self._config.transit_stay, v), 0.5), 1)
        self._transit_days[rows[here]] = whole
        since[here] = -np.floor(u[here] * whole).astype(
            np.int64
        )  # less than the stay: something is left of it
        self._placement.since[rows] = since


def under_way(law: Law, u: FloatArray) -> FloatArray:
    """Draw whole stays, days, as they are met on a given day: each in proportion to its length."""
    stays = draw(law, (np.arange(_GRID) + 0.5) / _GRID)
    if not stays.sum() > 0.0:
        return np.zeros_like(u)
    return stays[pick(u, np.cumsum(stays))]
