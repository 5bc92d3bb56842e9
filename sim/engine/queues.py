"""First-in-first-out queues and the office that works them off in minutes a day."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
Rows = npt.NDArray[np.integer]

_FIRST_ROOM = 64
_BY_LIST = 96
"""Up to this many rows a loop over plain lists is quicker than array calls."""


class Fifo:
    """A queue of rows, each with a ticket.

    The ticket is whatever the owner wants to compare when the row comes out (how many times the household
    has asked): a household may have left and come back, and then an old entry must not count as a new one.
    """

    def __init__(self) -> None:
        self._rows: IntArray = np.zeros(_FIRST_ROOM, dtype=np.int64)
        self._tickets: IntArray = np.zeros(_FIRST_ROOM, dtype=np.int64)
        self._head = 0
        self._tail = 0

    def __len__(self) -> int:
        return self._tail - self._head

    def push(self, rows: Rows, tickets: Rows | None = None) -> None:
        """Add rows at the end, in their order; without tickets all get ticket 0."""
        n = len(rows)
        if n == 0:
            return
        if self._tail + n > len(self._rows):
            self._make_room(0, n)
        end = self._tail + n
        self._rows[self._tail : end] = rows
        self._tickets[self._tail : end] = 0 if tickets is None else tickets
        self._tail = end

    def pop(self, k: int) -> tuple[IntArray, IntArray]:
        """Take the first k, or all if fewer; gives rows and tickets."""
        head, tail = self._head, self._tail
        end = head + k if k > 0 else head
        if end >= tail:
            end = tail
            self._head = self._tail = 0
        else:
            self._head = end
        rows = self._rows[head:end].copy()
        return rows, self._tickets[head:end].copy()

    def peek(self, k: int | None = None) -> tuple[IntArray, IntArray]:
        """Look at the first k (default all) without taking them: views, valid until the next change."""
        end = self._tail if k is None else min(self._head + max(k, 0), self._tail)
        return self._rows[self._head : end], self._tickets[self._head : end]

    def unpop(self, rows: Rows, tickets: Rows | None = None) -> None:
        """Put rows back at the front, in their order: the first of them will be the first out."""
        n = len(rows)
        if n == 0:
            return
        if self._head < n:
            self._make_room(n, 0)
        start = self._head - n
        self._rows[start : self._head] = rows
        self._tickets[start : self._head] = 0 if tickets is None else tickets
        self._head = start

    def _make_room(self, before: int, after: int) -> None:
        """Move the content so that this much fits before and after; room doubles: amortised."""
        n = len(self)
        need = before + n + after
        room = len(self._rows)
        if 2 * need > room:
            room = 2 * max(need, room)
        start = before + (room - need) // 4 if before else 0
        for name in ("_rows", "_tickets"):
            old: IntArray = getattr(self, name)
            new = np.zeros(room, dtype=np.int64)  # never chance values: a saved state tells what has changed
            new[start : start + n] = old[self._head : self._tail]
            setattr(self, name, new)
        self._head, self._tail = start, start + n


def serve(rows: Rows, left: npt.NDArray[np.integer], minutes: int) -> tuple[int, int]:
    """Spend an office's minutes on a queue.

    Parameters
    ----------
    rows
        Households in order of service; may be a whole queue: only those reached are looked at.
    left
        Minutes of work left, by household [N]; written: 0 for those served, less for the one begun.
    minutes
        Minutes at hand; ValueError if negative.

    Returns
    -------
    How many of the first rows were completed, and minutes spent. The rest of the minutes is debited to the
    next row, so all are spent if anyone is left waiting, and the fall of `left` is exactly what was spent.
    """
    if minutes < 0:
        message = f"minutes must be >= 0, got {minutes}"
        raise ValueError(message)
    n = len(rows)
    served, rest = 0, minutes
    width = _BY_LIST
    for work in left[rows[:_BY_LIST]].tolist():
        if work > rest:
            break
        rest -= work
        served += 1
    else:
        while served < n:
            width *= 2
            total = np.cumsum(left[rows[served : served + width]], dtype=np.int64)
            fit = int(np.searchsorted(total, rest, side="right"))
            if fit:
                rest -= int(total[fit - 1])
                served += fit
            if fit < len(total):
                break
    if served:
        left[rows[:served]] = 0
    if served < n and rest:
        left[rows[served]] -= rest
        rest = 0
    return served, minutes - rest


def share_minutes(needs: list[int], minutes: int, minimum: list[float], order: list[int]) -> list[int]:
    """Share an office's minutes among classes.

    Parameters
    ----------
    needs
        Minutes each class could use [classes].
    minutes
        Minutes at hand.
    minimum
        Share of the minutes each class is sure of if it needs them [classes], 0 to 1; ValueError if they
        sum to more than 1.
    order
        Classes from first to last for what is left over; ValueError unless it names each class once.

    Returns
    -------
    Minutes for each class, never more than its need and together never more than at hand.
    """
    if sum(minimum) > 1.0 + 1e-9:
        message = f"minimum shares must sum to at most 1, got {sum(minimum)}"
        raise ValueError(message)
    if sorted(order) != list(range(len(needs))):
        message = f"order must name each of {len(needs)} classes once, got {order}"
        raise ValueError(message)
    given = [min(need, int(minutes * share)) for need, share in zip(needs, minimum, strict=True)]
    rest = minutes - sum(given)
    for index in order:
        more = min(needs[index] - given[index], rest)
        if more > 0:
            given[index] += more
            rest -= more
    return given
