"""Operators' staff: one shared pool that limits how fast places open."""

from __future__ import annotations

from dataclasses import dataclass

from sim.config.reception import StaffPoolConfig

DAYS_PER_WEEK = 7


@dataclass
class _Booking:
    ticket: int
    need: int  # seventh parts of a place
    floor: int  # earliest start
    start: int
    end: int


class StaffPool:
    """Staff are found at a steady pace and go to openings in order of signing.

    Time is counted in places that the pool can staff: a day is worth `places_per_week` sevenths of a place,
    so all sums are whole numbers. `ready_days` of that pace stand ready, which is why the first places open
    at once and a big order opens slower than a small one. The queue is exact: a booking ends at max(end of
    the one before, its own signing day - ready_days) + need. Staff of places that close shorten the need of
    those first in the queue; where nobody waits, they are gone.
    """

    def __init__(self, config: StaffPoolConfig) -> None:
        self._rate = config.places_per_week
        self._ready = config.ready_days
        self._moved_share = config.moved_share
        self._bookings: list[_Booking] = []
        self._first = 0
        self._tickets = 0

    def book(self, places: float, day: int) -> tuple[int, int]:
        """Join the queue on `day` with an opening of `places`; gives a ticket and the day it is staffed."""
        self._forget(day)
        need = round(places * DAYS_PER_WEEK)
        floor = (day - self._ready) * self._rate
        start = max(self._bookings[-1].end, floor) if self._bookings else floor
        self._tickets += 1
        self._bookings.append(_Booking(self._tickets, need, floor, start, start + need))
        return self._tickets, self._day(start + need)

    def release(self, ticket: int, day: int) -> list[tuple[int, int]]:
        """Take an opening out of the queue on `day`; gives (ticket, day staffed) of all that move up.

        Staff found for it until today are lost to the others.
        """
        now = day * self._rate
        bookings = self._bookings
        at = next((i for i in range(self._first, len(bookings)) if bookings[i].ticket == ticket), None)
        if at is None or bookings[at].end <= now:
            return []
        before = bookings[at - 1].end if at else bookings[at].floor
        del bookings[at]
        return self._move_up(at, before, now)

    def free(self, places: float, day: int) -> list[tuple[int, int]]:
        """Let staff of places that close on `day` go to those first in the queue; gives all that move up."""
        now = day * self._rate
        left = round(places * self._moved_share * DAYS_PER_WEEK)
        bookings = self._bookings
        at = next((i for i in range(self._first, len(bookings)) if bookings[i].end > now), None)
        if at is None or left <= 0:
            return []
        before = bookings[at - 1].end if at else bookings[at].floor
        for booking in bookings[at:]:
            found = min(booking.end - max(booking.start, now), left)
            booking.need -= found
            left -= found
            if left == 0:
                break
        return self._move_up(at, before, now)

    def _move_up(self, at: int, before: int, now: int) -> list[tuple[int, int]]:
        """Count the queue anew from a place on; nobody moves to before `now`."""
        moved = []
        for booking in self._bookings[at:]:
            start = max(before, booking.floor, min(booking.start, now))
            end = start + booking.need
            if (start, end) != (booking.start, booking.end):
                booking.start, booking.end = start, end
                moved.append((booking.ticket, self._day(end)))
            before = end
        return moved

    def waiting(self, day: int) -> float:
        """Places (weighted by staff need) signed for and not staffed by the end of `day`."""
        if not self._bookings:
            return 0.0
        return max(self._bookings[-1].end - (day + 1) * self._rate, 0) / DAYS_PER_WEEK

    def _day(self, end: int) -> int:
        return -(-end // self._rate)

    def _forget(self, day: int) -> None:
        """Drop bookings that ended long ago, but the last, which bounds the next."""
        now = day * self._rate
        while self._first < len(self._bookings) - 1 and self._bookings[self._first].end <= now:
            self._first += 1
        if self._first > 256:
            del self._bookings[: self._first]
            self._first = 0
