"""What allocation could have used, by quarter: who became ready, and the places and dwellings that were there.

Nothing decides by it. A study asks it what could have been done with hindsight (`sim.studies.allocation_bound`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

ALL = "all"
READY = ("ready", "ready_special", "ready_minors", "ready_minors_special")
"""Series of households that became ready: others and minors, each without and with special needs."""
LARGEST = 40  # persons in a household, for counting


@dataclass
class Quarter:
    """A quarter as it was; households by series of READY and size, the rest by municipality."""

    ready: IntArray
    opened: IntArray
    homes: IntArray
    taken: IntArray
    price: FloatArray
    rounds: int = 0
    longest: int = 0
    longest_special: int = 0


@dataclass(frozen=True)
class Opening:
    """What a round found, before it placed anybody."""

    year: int
    month: int
    offers: IntArray
    offers_minors: IntArray
    dwellings: IntArray


class RoundLedger:
    """The quarters of a run. Nothing is taken off again: who is sent back counts as ready once more."""

    def __init__(self, households: int, municipalities: int) -> None:
        self._was = np.zeros(households, dtype=np.int8)  # in the queue since the last round: 1, as a minor: 2
        self._m = municipalities
        self._year = -1
        self._taken: IntArray = np.zeros((2, municipalities), dtype=np.int64)
        self._homes: IntArray = np.zeros((municipalities, 3), dtype=np.int64)
        self._quarters: dict[str, Quarter] = {}

    def note(
        self,
        opening: Opening,
        rows: IntArray,
        size: IntArray,
        special: BoolArray,
        minors: BoolArray,
        waited: IntArray,
        where: IntArray,
        without_dwelling: IntArray,
        dwellings_left: IntArray,
        price: FloatArray,
    ) -> None:
        """Note a round.

        Parameters
        ----------
        rows, size, special, minors, waited, where : of all who were ready, and the municipality of each, -1 for none
        without_dwelling : households placed that took no free dwelling, by municipality and class [m, 3]
        price : of a place for others and for minors [2, m]
        """
        if opening.year != self._year:
            self._year = opening.year
            self._taken[:] = 0
        quarter = self._quarter(opening)
        quarter.rounds += 1
        mark = np.where(minors, 2, 1).astype(np.int8)
        new = self._was[rows] != mark
        series = special.astype(np.int64) + 2 * minors
        np.add.at(quarter.ready, (series[new], np.minimum(size[new], LARGEST)), 1)
        quarter.opened[0] = np.maximum(quarter.opened[0], self._taken[0] + opening.offers)
        quarter.opened[1] = np.maximum(quarter.opened[1], self._taken[1] + opening.offers_minors)
        np.maximum(quarter.homes, self._homes + opening.dwellings, out=quarter.homes)
        for kind, chosen in enumerate((~minors, minors)):
            placed = chosen & (where >= 0)
            taken = np.bincount(where[placed], size[placed], self._m).astype(np.int64)
            self._taken[kind] += taken
            quarter.taken[kind] += taken
        self._homes += opening.dwellings - dwellings_left + without_dwelling
        quarter.homes = np.maximum(quarter.homes, self._homes)
        quarter.price += price
        left = where < 0
        quarter.longest = max(quarter.longest, int(waited.max(initial=0)))
        quarter.longest_special = max(quarter.longest_special, int(waited[special].max(initial=0)))
        self._was[:] = 0
        self._was[rows[left]] = mark[left]

    def _quarter(self, opening: Opening) -> Quarter:
        name = f"{opening.year}-Q{(opening.month - 1) // 3 + 1}"
        if name not in self._quarters:
            shape = (2, self._m)
            self._quarters[name] = Quarter(
                np.zeros((len(READY), LARGEST + 1), dtype=np.int64),
                np.zeros(shape, dtype=np.int64),
                np.zeros((self._m, 3), dtype=np.int64),
                np.zeros(shape, dtype=np.int64),
                np.zeros(shape),
            )
        return self._quarters[name]

    def table(self, numbers: Sequence[str], service_ok: BoolArray) -> dict[str, list[Any]]:
        """Return the table `allocation`: rows of value 0 are left out."""
        rows: list[tuple[str, str, str, int, float]] = []
        everywhere = [str(number) for number in numbers]
        for name, quarter in self._quarters.items():
            for series, counts in zip(READY, quarter.ready, strict=True):
                rows += [(name, ALL, series, size, float(counts[size])) for size in np.flatnonzero(counts).tolist()]
            rows.append((name, ALL, "longest_wait", 0, float(quarter.longest)))
            rows.append((name, ALL, "longest_wait_special", 0, float(quarter.longest_special)))
            for series, values in (
                ("opened", quarter.opened[0]),
                ("opened_minors", quarter.opened[1]),
                *((f"dwellings_{size}", quarter.homes[:, k]) for k, size in enumerate(("small", "middle", "large"))),
                ("taken", quarter.taken[0]),
                ("taken_minors", quarter.taken[1]),
                ("shadow_price", quarter.price[0] / quarter.rounds),
                ("shadow_price_minors", quarter.price[1] / quarter.rounds),
                ("special_services", service_ok),
            ):
                rows += [(name, everywhere[m], series, 0, float(values[m])) for m in np.flatnonzero(values).tolist()]
        columns = ("quarter", "municipality_number", "series", "size", "value")
        return {column: [row[k] for row in rows] for k, column in enumerate(columns)}
