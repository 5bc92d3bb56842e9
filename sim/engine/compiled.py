"""Compiled parts of the engine: twins of the plain kernels over bare arrays.

Imported only where compiled kernels are chosen (`sim.engine.kernels`). They take arrays and integers, hold no state
and draw nothing; the lists by day are kept by an object around them, as plain ones are. They work on batches:
handing arrays to a call for each single row would cost more than its work.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.chance.compiled import stored
from sim.engine.allocation import DWELLING_CLASSES
from sim.engine.delays import DelayError, Delays, refusal

IntArray = npt.NDArray[np.int64]
Rows = npt.NDArray[np.integer]
BoolArray = npt.NDArray[np.bool_]

NOBODY = -1
_FIRST_ROOM = 1024
_NO_ROWS: IntArray = np.empty(0, dtype=np.int64)


def place(sizes: Rows, first_probe: Rows, step: Rows, ring: IntArray, free: IntArray) -> IntArray:
    """Give whole households places as `sim.engine.sites.place`."""
    sites: IntArray = _place(sizes, first_probe, step, ring, free)
    return sites


@stored
def _place(sizes, first_probe, step, ring, free):  # type: ignore[no-untyped-def]  # numba finds the types
    """Probe twice, then take the first along the ring; one pointer for each size, since places only fall."""
    sites = np.full(sizes.size, NOBODY, dtype=np.int64)
    length, total, largest, widest = ring.size, 0, 0, 0
    for position in range(length):
        total += free[position]
        largest = max(largest, free[position])
    too_large = largest + 1
    for i in range(sizes.size):
        widest = max(widest, sizes[i])
    pointer = np.zeros(widest + 1, dtype=np.int64)
    for i in range(sizes.size):
        if total <= 0:
            break
        size = sizes[i]
        if size >= too_large:
            continue
        position = first_probe[i] % length
        if free[position] < size:
            position = (first_probe[i] + step[i]) % length
            if free[position] < size:
                position = pointer[size]
                while position < length and free[position] < size:
                    position += 1
                pointer[size] = position
                if position == length:
                    too_large = size
                    continue
        free[position] -= size
        total -= size
        sites[i] = ring[position]
    return sites


def free_places(ring: IntArray, places: Rows, occupied: Rows, accepting: BoolArray, closed: BoolArray) -> IntArray:
    """Count free places along a ring as `sim.engine.sites.free_places`."""
    free: IntArray = _free_places(ring, places, occupied, accepting, closed)
    return free


@stored
def _free_places(ring, places, occupied, accepting, closed):  # type: ignore[no-untyped-def]  # numba finds the types
    free = np.zeros(ring.size, dtype=np.int64)
    for i in range(ring.size):
        site = ring[i]
        if accepting[site] and not closed[site]:
            free[i] = max(places[site] - occupied[site], 0)
    return free


def serve(rows: Rows, left: npt.NDArray[np.integer], minutes: int) -> tuple[int, int]:
    """Spend an office's minutes on a queue as `sim.engine.queues.serve`."""
    if minutes < 0:
        message = f"minutes must be >= 0, got {minutes}"
        raise ValueError(message)
    served, rest = _serve(rows, left, minutes)
    return served, minutes - rest


@stored
def _serve(rows, left, rest):  # type: ignore[no-untyped-def]  # numba finds the types
    """Complete rows as long as the minutes last; the rest goes to the next."""
    served = 0
    while served < rows.size and left[rows[served]] <= rest:
        rest -= left[rows[served]]
        left[rows[served]] = 0
        served += 1
    if served < rows.size and rest:
        left[rows[served]] -= rest
        rest = 0
    return served, rest


def allocate(
    sizes: Rows,
    needs_service: BoolArray,
    dwelling_class: Rows,
    preferences: Rows,
    offers: Rows,
    dwellings: Rows,
    service_ok: BoolArray,
    fallback_order: Rows,
) -> IntArray:
    """Give each household the first area that fits as `sim.engine.allocation.allocate`."""
    areas = np.full(len(sizes), NOBODY, dtype=np.int64)
    if len(sizes):
        pointer = np.zeros((int(sizes.max()) + 1, DWELLING_CLASSES, 2), dtype=np.int64)
        _allocate(
            sizes, needs_service, dwelling_class, preferences, offers, dwellings, service_ok, fallback_order,
            pointer, areas,
        )  # fmt: skip
    return areas


@stored
def _allocate(  # type: ignore[no-untyped-def]  # numba finds the types
    sizes, needs_service, dwelling_class, preferences, offers, dwellings, service_ok, fallback_order, pointer, areas
):  # fmt: skip
    """Own preferences first, then the fallback; one pointer there for each size, class and need."""
    total = 0
    for area in range(offers.size):
        total += max(offers[area], 0)
    for i in range(sizes.size):
        if total <= 0:
            break
        size, service, wanted = sizes[i], needs_service[i], dwelling_class[i]
        larger = min(wanted + 1, DWELLING_CLASSES - 1)
        found = NOBODY
        for j in range(preferences.shape[1]):
            area = preferences[i, j]
            if (
                area >= 0
                and offers[area] >= size
                and (service_ok[area] or not service)
                and (dwellings[area, wanted] > 0 or dwellings[area, larger] > 0)
            ):
                found = area
                break
        if found < 0:
            at = pointer[size, wanted, int(service)]
            while at < fallback_order.size:
                area = fallback_order[at]
                if (
                    offers[area] >= size
                    and (service_ok[area] or not service)
                    and (dwellings[area, wanted] > 0 or dwellings[area, larger] > 0)
                ):
                    found = area
                    break
                at += 1
            pointer[size, wanted, int(service)] = at
        if found >= 0:
            dwellings[found, wanted if dwellings[found, wanted] > 0 else larger] -= 1
            offers[found] -= size
            total -= size
            areas[i] = found


def first_in_lane(lane: Rows, quota: Rows, priority: Rows | None = None) -> BoolArray:
    """Mark the first in each lane as `sim.engine.allocation.first_in_lane`."""
    passes = np.zeros(len(lane), dtype=np.bool_)
    _first_in_lane(lane, np.zeros(0, dtype=np.int8) if priority is None else priority, quota.astype(np.int64), passes)
    return passes


@stored
def _first_in_lane(lane, priority, rest, passes):  # type: ignore[no-untyped-def]  # numba finds the types
    """Let those with priority 0 pass first, then those with 1, as far as each lane's rest goes."""
    for turn in range(2 if priority.size else 1):
        for i in range(lane.size):
            if (priority.size == 0 or priority[i] == turn) and rest[lane[i]] > 0:
                rest[lane[i]] -= 1
                passes[i] = True


class PooledDelays(Delays):
    """The lists by day of `sim.engine.delays.Delays`, kept in one pool of entries and worked on in compiled code."""

    def __init__(self, days: int, names: Sequence[str]) -> None:
        super().__init__(days, names)
        self._heads = {name: np.full(days, NOBODY, dtype=np.int64) for name in names}
        self._tails = {name: np.full(days, NOBODY, dtype=np.int64) for name in names}
        self._first = {name: heads.data for name, heads in self._heads.items()}  # quick to read one by one
        self._pool = np.zeros((2, _FIRST_ROOM), dtype=np.int64)
        """Row of each entry, and the entry after it: in its list, or among the free ones."""
        self._pool[1] = np.arange(1, _FIRST_ROOM + 1)
        self._free = np.array([0, _FIRST_ROOM])
        """First free entry, and how many there are."""

    def later(self, name: str, rows: Rows, day: int | Rows) -> None:
        """Put rows on a day, or each on its own; DelayError if that day is emptied already."""
        n = len(rows)
        emptied = self._emptied[name]
        if n == 0:
            return
        if n > self._free[1]:
            self._make_room(n)
        if not isinstance(day, np.ndarray) or day.ndim == 0:
            when = int(day)
            if when <= emptied:
                raise DelayError(refusal(name, when, emptied))
            _put_all(rows, when, self._heads[name], self._tails[name], self._pool, self._free)
            return
        refused = _put(rows, day, emptied, self._heads[name], self._tails[name], self._pool, self._free)
        if refused != NOBODY:
            raise DelayError(refusal(name, int(day[refused]), emptied))

    def due(self, name: str, day: int) -> IntArray:
        """Empty the lists up to and including this day: rows by day, then in order of insertion."""
        emptied = self._emptied[name]
        if day <= emptied:
            message = f"{name}: day {day} is already emptied"
            raise DelayError(message)
        self._emptied[name] = day
        if day >= self.days:
            day = self.days - 1
        if emptied == day - 1 and self._first[name][day] == NOBODY:
            return _NO_ROWS
        rows: IntArray = _take(emptied + 1, day, self._heads[name], self._pool, self._free)
        return rows

    def _make_room(self, n: int) -> None:
        """Double the pool, or more; new entries come first among the free."""
        before = self._pool.shape[1]
        more = max(before, n)
        self._pool = np.concatenate([self._pool, np.zeros((2, more), dtype=np.int64)], axis=1)
        self._pool[1, before:] = np.arange(before + 1, before + more + 1)
        self._pool[1, -1] = self._free[0]
        self._free[0] = before
        self._free[1] += more


delays = PooledDelays
"""As a set of kernels names it."""


@stored
def _put(rows, days, emptied, heads, tails, pool, free):  # type: ignore[no-untyped-def]  # numba finds the types
    """Put each row at the end of its day's list; gives the place of the first that comes too late, or -1."""
    for i in range(rows.size):
        if days[i] <= emptied:
            return i
        _append(rows[i], days[i], heads, tails, pool, free)
    return NOBODY


@stored
def _put_all(rows, day, heads, tails, pool, free):  # type: ignore[no-untyped-def]  # numba finds the types
    """Put all rows at the end of one day's list."""
    for i in range(rows.size):
        _append(rows[i], day, heads, tails, pool, free)


@stored
def _append(row, day, heads, tails, pool, free):  # type: ignore[no-untyped-def]  # numba finds the types
    """Put one row at the end of a day's list; one due at the horizon or later is dropped."""
    if day < heads.size:
        entry = free[0]
        free[0] = pool[1, entry]
        free[1] -= 1
        pool[0, entry] = row
        pool[1, entry] = NOBODY
        if heads[day] == NOBODY:
            heads[day] = entry
        else:
            pool[1, tails[day]] = entry
        tails[day] = entry


@stored
def _take(first, last, heads, pool, free):  # type: ignore[no-untyped-def]  # numba finds the types
    """Empty the lists of days first to last and free their entries."""
    n = 0
    for day in range(first, last + 1):
        entry = heads[day]
        while entry != NOBODY:
            n += 1
            entry = pool[1, entry]
    rows = np.empty(n, dtype=np.int64)
    n = 0
    for day in range(first, last + 1):
        entry = heads[day]
        heads[day] = NOBODY
        while entry != NOBODY:
            rows[n] = pool[0, entry]
            n += 1
            after = pool[1, entry]
            pool[1, entry] = free[0]
            free[0] = entry
            entry = after
    free[1] += n
    return rows
