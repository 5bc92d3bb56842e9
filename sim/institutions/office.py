"""Offices: queues of cases, worked off in minutes a day.

An institution has one desk (columns over all households) and one or more queues over it. A household that
leaves by another way is *dropped*: its work is struck off and its ticket moves on, so that the entry that
still stands in the queue costs nothing and counts for nobody when its turn comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heappop, heapreplace

import numpy as np
import numpy.typing as npt

from sim.engine.queues import Fifo, serve

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

NOBODY: IntArray = np.zeros(0, dtype=np.int64)
_NO_END = 2**60


class Desk:
    """What the queues of one institution know of each household.

    Attributes
    ----------
    left : minutes of work left, int64[n]
    ticket : times the household was put in a queue or taken out of it: odd while it waits, int64[n]
    queues : one for each class of cases [Q]
    pending : minutes of work left of those who wait, by queue [Q]; exact whole numbers
    """

    def __init__(self, n: int, queues: int = 1) -> None:
        self.left: IntArray = np.zeros(n, dtype=np.int64)
        self.ticket: IntArray = np.zeros(n, dtype=np.int64)
        self.queues = [Fifo() for _ in range(queues)]
        self.pending = [0] * queues
        self._struck: dict[int, int] = {}  # household struck off: the queue in which its entry may still stand

    def waits(self, rows: IntArray) -> BoolArray:
        """Whether each household stands in a queue."""
        odd: BoolArray = (self.ticket[rows] & 1) == 1
        return odd

    def push(self, rows: IntArray, minutes: IntArray, classes: IntArray | None = None) -> None:
        """Put households that do not wait at the end of queues, in their order, with their minutes of work.

        `classes` names the queue of each household; without it all join queue 0.
        """
        if self._struck:
            again = self._struck.keys() & rows.tolist()
            for queue in {self._struck[row] for row in again}:
                self._purge(queue)
        tickets = self.ticket[rows] + 1
        self.ticket[rows] = tickets
        self.left[rows] = minutes
        if classes is None:
            self.pending[0] += sum(minutes.tolist())
            self.queues[0].push(rows, tickets)
            return
        kinds = classes.tolist()
        order = classes.argsort(kind="stable")
        rows, tickets, work = rows[order], tickets[order], minutes[order].tolist()
        begin = 0
        for q in sorted(set(kinds)):
            end = begin + kinds.count(q)
            self.queues[q].push(rows[begin:end], tickets[begin:end])
            self.pending[q] += sum(work[begin:end])
            begin = end

    def work(self, minutes: Sequence[int]) -> IntArray:
        """Spend so many minutes on each queue; return the households that are done, queue by queue."""
        taken: list[tuple[IntArray, IntArray]] = []
        for q, spend in enumerate(minutes):
            if not spend:
                continue
            queue, pending = self.queues[q], self.pending[q]
            if spend >= pending:
                done = len(queue)
                self.pending[q] = 0
            else:
                done, spent = serve(queue.peek()[0], self.left, spend)
                self.pending[q] = pending - spent
            if done:
                taken.append(queue.pop(done))
        return self._all_taken(taken)

    def work_oldest(
        self, minutes: int, since: IntArray, open_queues: Sequence[int], window: int = 64
    ) -> IntArray:
        """Spend minutes on those who wait longest, whatever their queue; return those who are done.

        Parameters
        ----------
        since
            Day from which each household waits; never falling along a queue, int64[n].
        open_queues
            Queues that are worked on.
        window
            Entries of each queue looked at in one go.
        """
        taken: list[tuple[IntArray, IntArray]] = []
        while minutes > 0:
            heads: list[tuple[int, list[int], list[int], IntArray]] = []  # queue, since, work left, rows
            last = _NO_END  # beyond the first day that a window cuts, an older case elsewhere could be missed
            for q in open_queues:
                queue = self.queues[q]
                if len(queue):
                    rows = queue.peek(window)[0]
                    ages = since[rows].tolist()
                    if len(queue) > len(ages):
                        last = min(last, ages[-1])
                    heads.append((q, ages, self.left[rows].tolist(), rows))
            if not heads:
                break
            done = [0] * len(heads)
            enough = False
            oldest = [(ages[0], h) for h, (_, ages, _, _) in enumerate(heads) if ages[0] <= last]
            heapify(oldest)
            while oldest:
                h = oldest[0][1]
                q, ages, work, rows = heads[h]
                at = done[h]
                need = work[at]
                enough = need > minutes
                if enough:
                    self.left[rows[at]] -= minutes
                    self.pending[q] -= minutes
                    minutes = 0
                    break
                minutes -= need
                self.pending[q] -= need
                done[h] = at = at + 1
                if at < len(ages) and ages[at] <= last:
                    heapreplace(oldest, (ages[at], h))
                else:
                    heappop(oldest)
            taken += [
                self.queues[q].pop(count) for (q, *_), count in zip(heads, done, strict=True) if count
            ]
            if enough:
                break
        return self._all_taken(taken)

    def drop(self, rows: IntArray, classes: IntArray | None = None) -> None:
        """Strike off households that stand in queues, named by `classes` as in `push`."""
        pending, struck = self.pending, self._struck
        kinds = [0] * rows.size if classes is None else classes.tolist()
        for row, q, work in zip(rows.tolist(), kinds, self.left[rows].tolist(), strict=True):
            pending[q] -= work
            struck[row] = q
        self.left[rows] = 0
        self.ticket[rows] += 1

    def _purge(self, queue: int) -> None:
        """Take entries that no longer count out of a queue, before one of their households is queued again.

        Else the old entry would be worked on, at the old place, with the work of the new case.
        """
        rows, tickets = self.queues[queue].pop(len(self.queues[queue]))
        valid = self.ticket[rows] == tickets
        self.queues[queue].push(rows[valid], tickets[valid])
        self._struck = {row: q for row, q in self._struck.items() if q != queue}

    def _all_taken(self, taken: list[tuple[IntArray, IntArray]]) -> IntArray:
        """Of the rows and tickets taken out of queues, return the households whose entry still counts."""
        if not taken:
            return NOBODY
        if len(taken) == 1:
            rows, tickets = taken[0]
        else:
            rows = np.concatenate([part[0] for part in taken])
            tickets = np.concatenate([part[1] for part in taken])
        valid = self.ticket[rows] == tickets
        if np.count_nonzero(valid) < rows.size:
            rows, tickets = rows[valid], tickets[valid]
        self.left[rows] = 0
        self.ticket[rows] = tickets + 1
        return rows
