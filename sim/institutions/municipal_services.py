"""Services as limits: how many newcomers school, kindergarten, doctors and staff can serve."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance
from sim.chance.laws import gamma_multiplier
from sim.config.municipalities import Services as ServicesConfig
from sim.institutions.municipal_own import Own

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


class Services:
    """Limits by municipality; each keeps its own luck for the whole run.

    Attributes
    ----------
    names : services in the order of the limits
    special : bool[m], whether the municipality serves people with particularly demanding needs
    """

    def __init__(
        self,
        config: ServicesConfig,
        key: IntArray,
        population: IntArray,
        centrality: IntArray,
        chance: Chance,
        stated: Own | None = None,
    ) -> None:
        self._config = config
        self._stated = stated or Own((), key)
        self.names: tuple[str, ...] = tuple(config.limits)
        share = np.asarray(config.special_share)[centrality - 1]
        self.special: BoolArray = chance.uniform("municipality_special", key) < share
        limits = []
        for place, service in enumerate(config.limits.values()):
            luck = gamma_multiplier(chance.uniform("municipality_services", key, k=place), config.spread)
            users = service.limit_per_1000 * population / 1000.0 * luck
            limits.append(
                users / service.per_person if service.per_person > 0.0 else np.full(len(key), np.inf)
            )
        self._newcomers: FloatArray = np.array(limits)
        self._known_for: bytes | None = None
        self._binding: IntArray = np.zeros(len(key), dtype=np.int64)
        self._lowest: FloatArray = np.zeros(len(key))

    def limit(self, prepared: BoolArray, outside: IntArray) -> tuple[IntArray, IntArray]:
        """Newcomers a year that can be served.

        Parameters
        ----------
        prepared
            Whether the municipality has a contingency plan [m].
        outside
            Persons who came outside the request in the last twelve months, those who left deducted [m].

        Returns
        -------
        Persons, never below the floor unless the municipality says so itself [m], and the index of the service that
        sets the limit [m].
        """
        known_for = prepared.tobytes()
        if known_for != self._known_for:
            wide = self._newcomers * np.where(prepared, self._config.prepared_factor, 1.0)
            self._binding, self._lowest = wide.argmin(axis=0), np.minimum(wide.min(axis=0), 1e9)
            self._known_for = known_for
        lowest = self._lowest - np.maximum(outside, 0)
        limit = np.maximum(np.floor(lowest), self._config.floor_persons).astype(np.int64)
        return self._stated.over("persons_a_year", limit), self._binding
