"""Place-days by price key: used, empty, closed and still paid, on standby. Whole numbers, folded monthly."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]

_FIRST_ROOM = 64
_NO_LIMIT = 2**30


class Tier(IntEnum):
    """Places of a centre in the order in which residents fill them."""

    FIXED = 0  # paid whether used or not
    UNIT = 1  # unit-price places (stykkprisplasser), paid when used
    OPTION = 2  # option places, paid when used
    DENSE = 3  # denser use of rooms, paid when used


class Use(IntEnum):
    """Columns of the folded place-days."""

    USED = 0
    EMPTY = 1
    EXIT = 2
    STANDBY = 3


TIERS = len(Tier)
USES = len(Use)
_FIXED_DAYS, _EXIT_DAYS, _PLACE_DAYS = range(3)


@dataclass(frozen=True)
class PlaceDayTotals:
    """Place-days since the last fold.

    keys : price keys [K]; place_days : int64[K, 4], columns as `Use`; host_place_days : int64[n_hosts, 2],
    open place-days by municipality, ordinary and other places first, places for minors and care second
    """

    keys: tuple[str, ...]
    place_days: IntArray
    host_place_days: IntArray


class PlaceDays:
    """Counts what every centre is paid for, day by day, from the persons in it.

    A centre's residents fill its tiers in order; persons above all tiers (overcrowding) are paid as used
    unit-price places.
    """

    def __init__(self, n_hosts: int) -> None:
        self._keys: list[str] = []
        self._n_hosts = n_hosts
        self.n = 0
        self._upper = np.zeros((TIERS + 1, _FIRST_ROOM), dtype=np.int32)
        self._daily = np.zeros((3, _FIRST_ROOM), dtype=np.int64)
        self._filled = np.zeros((TIERS + 1, _FIRST_ROOM), dtype=np.int32)
        self._counted = np.zeros((3, _FIRST_ROOM), dtype=np.int64)
        self._buffer = np.zeros((TIERS + 1, _FIRST_ROOM), dtype=np.int32)
        self._price = np.zeros((TIERS, _FIRST_ROOM), dtype=np.int64)
        self._owner = np.zeros(_FIRST_ROOM, dtype=np.int64)
        self._for_minors = np.zeros(_FIRST_ROOM, dtype=np.int64)
        self._booked: dict[int, IntArray] = {}
        self._host_days = np.zeros((n_hosts, 2), dtype=np.int64)
        self.open = np.zeros((TIERS, _FIRST_ROOM), dtype=np.int64)

    @property
    def keys(self) -> tuple[str, ...]:
        """Price keys met so far."""
        return tuple(self._keys)

    def key(self, name: str | None) -> int:
        """Number of a price key, a new one the next; -1 for a centre with a standing cost of its own."""
        if name is None:
            return -1
        if name not in self._keys:
            self._keys.append(name)
        return self._keys.index(name)

    def add_centre(self, price: str | None, unit_price: str | None, owner: int, *, for_minors: bool) -> int:
        """Add a centre without places; gives its number. Without a price it is not in the totals."""
        centre = self.n
        if centre == self.open.shape[1]:
            self._grow()
        self._price[:, centre] = self.key(unit_price)
        self._price[Tier.FIXED, centre] = self.key(price)
        self._owner[centre] = owner
        self._for_minors[centre] = for_minors
        self._upper[TIERS, centre] = _NO_LIMIT
        self.n = centre + 1
        return centre

    def set_places(self, centre: int, tier: Tier, places: int) -> None:
        """Set the open places of one tier; ValueError if negative."""
        if places < 0:
            raise ValueError(f"{tier.name} places of centre {centre} must be >= 0, got {places}")
        self.open[tier, centre] = places
        self._upper[:TIERS, centre] = self.open[:, centre].cumsum()
        self._daily[_FIXED_DAYS, centre] = self.open[Tier.FIXED, centre]
        self._daily[_PLACE_DAYS, centre] = self._upper[TIERS - 1, centre]

    def set_exit(self, centre: int, places: int) -> None:
        """Set the places that are closed and still paid."""
        self._daily[_EXIT_DAYS, centre] = places

    def set_price(self, centre: int, tier: Tier, price: str) -> None:
        """Give a tier another price key from now on; what was counted keeps the old one."""
        code = self.key(price)
        if self._price[tier, centre] != code:
            self._settle()
            self._price[tier, centre] = code

    def total(self, centre: int) -> int:
        """Open places of a centre, all tiers."""
        return int(self._upper[TIERS - 1, centre])

    def book(self, price: str, use: Use, place_days: int) -> None:
        """Count place-days that belong to no centre (AMOT, reserves)."""
        self._row(self.key(price))[use] += place_days

    def count(self, occupied: npt.NDArray[np.integer]) -> None:
        """Count one day; `occupied` is persons by centre [n]."""
        n = self.n
        buffer = self._buffer[:, :n]
        np.minimum(self._upper[:, :n], occupied, out=buffer)
        filled = self._filled[:, :n]
        filled += buffer
        counted = self._counted[:, :n]
        counted += self._daily[:, :n]

    def fold(self) -> PlaceDayTotals:
        """Give what was counted since the last fold, and start anew."""
        self._settle()
        days = np.zeros((len(self._keys), USES), dtype=np.int64)
        for code, row in self._booked.items():
            days[code] = row
        hosts = self._host_days
        self._booked = {}
        self._host_days = np.zeros((self._n_hosts, 2), dtype=np.int64)
        return PlaceDayTotals(self.keys, days, hosts)

    def _settle(self) -> None:
        """Move the counters of all centres into the price keys."""
        n = self.n
        filled = self._filled[:, :n]
        in_tier = np.diff(filled.astype(np.int64), axis=0, prepend=0)
        used = in_tier[:TIERS].copy()
        used[Tier.UNIT] += in_tier[TIERS]
        counted = self._counted[:, :n]
        for tier in Tier:
            self._add(self._price[tier, :n], used[tier], Use.USED)
        self._add(self._price[Tier.FIXED, :n], counted[_FIXED_DAYS] - used[Tier.FIXED], Use.EMPTY)
        self._add(self._price[Tier.FIXED, :n], counted[_EXIT_DAYS], Use.EXIT)
        known = np.flatnonzero(self._owner[:n] >= 0)
        np.add.at(self._host_days, (self._owner[known], self._for_minors[known]), counted[_PLACE_DAYS][known])
        filled[:] = 0
        counted[:] = 0

    def _add(self, codes: IntArray, days: IntArray, use: Use) -> None:
        sums = np.zeros(len(self._keys) + 1, dtype=np.int64)
        np.add.at(sums, codes, days)
        sums[-1] = 0  # centres without a price
        for code in np.flatnonzero(sums).tolist():
            self._row(code)[use] += sums[code]

    def _row(self, code: int) -> IntArray:
        return self._booked.setdefault(code, np.zeros(USES, dtype=np.int64))

    def _grow(self) -> None:
        for name in (
            "open",
            "_upper",
            "_daily",
            "_filled",
            "_counted",
            "_buffer",
            "_price",
            "_owner",
            "_for_minors",
        ):
            old = getattr(self, name)
            setattr(self, name, np.concatenate([old, np.zeros_like(old)], axis=-1))
