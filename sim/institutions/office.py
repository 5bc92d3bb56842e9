"""An office: one queue of cases, worked off in minutes a day."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.engine.queues import Fifo, serve

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


class Desk:
    """Columns that the queues of one institution share, one value a household.

    Attributes
    ----------
    left : minutes of work left, int64[n]
    ticket : how many times the household has been put in a queue or taken out of it: odd while it waits, int64[n]
    """

    def __init__(self, n: int) -> None:
        self.left: IntArray = np.zeros(n, dtype=np.int64)
        self.ticket: IntArray = np.zeros(n, dtype=np.int64)

    def waits(self, rows: IntArray) -> BoolArray:
        """Whether each household stands in a queue of the desk."""
        return (self.ticket[rows] & 1).astype(np.bool_)


class Office:
    """One queue over the columns of a desk.

    A household that leaves by another way is *dropped*: its work is struck off and its ticket moves on, so that
    the entry that still stands in the queue costs nothing and counts for nobody when its turn comes.
    `pending` is the sum of minutes left of those who wait, exactly.
    """

    def __init__(self, desk: Desk) -> None:
        self.queue = Fifo()
        self.pending = 0
        self._desk = desk

    def __len__(self) -> int:
        return len(self.queue)

    def push(self, rows: IntArray, minutes: IntArray) -> None:
        """Put households that do not wait at the end, in their order, with so many minutes of work each."""
        if not rows.size:
            return
        desk = self._desk
        tickets = desk.ticket[rows] + 1
        desk.ticket[rows] = tickets
        desk.left[rows] = minutes
        self.pending += int(minutes.sum())
        self.queue.push(rows, tickets)

    def work(self, minutes: int) -> IntArray:
        """Spend minutes on the queue; return the households that are done."""
        rows, _ = self.queue.peek()
        done, spent = serve(rows, self._desk.left, minutes)
        self.pending -= spent
        return self.take(done)

    def take(self, count: int) -> IntArray:
        """Take the first `count` entries out; return the households whose entry still counts."""
        rows, tickets = self.queue.pop(count)
        if not rows.size:
            return rows
        desk = self._desk
        valid = desk.ticket[rows] == tickets
        if not valid.all():
            rows, tickets = rows[valid], tickets[valid]
        desk.ticket[rows] = tickets + 1
        return rows

    def drop(self, rows: IntArray) -> None:
        """Strike off households that stand in this queue."""
        if not rows.size:
            return
        desk = self._desk
        self.pending -= int(desk.left[rows].sum())
        desk.left[rows] = 0
        desk.ticket[rows] += 1

    def purge(self) -> None:
        """Take out entries that no longer count; needed before such a household joins another queue of the desk."""
        rows, tickets = self.queue.pop(len(self.queue))
        valid = self._desk.ticket[rows] == tickets
        self.queue.push(rows[valid], tickets[valid])
