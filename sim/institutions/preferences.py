"""Where a household would be settled: its tie, the host municipality, near it, and the rest."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.chance.laws import pick

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

CHOICES = 6
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
