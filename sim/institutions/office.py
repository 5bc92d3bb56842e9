"""Offices: queues of cases, worked off in minutes a day.

An institution has one desk (columns over all households) and one or more queues over it. A household that
leaves by another way is *dropped*: its work is struck off and its ticket moves on, so that the entry that
still stands in the queue costs nothing and counts for nobody when its turn comes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.engine.queues import Fifo, serve

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

NOBODY: IntArray = np.zeros(0, dtype=np.int64)


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
        return (self.ticket[rows] & 1).astype(np.bool_)

    def push(self, rows: IntArray, minutes: IntArray, classes: IntArray | None = None) -> None:
        """Put households that do not wait at the end of queues, in their order, with their minutes of work.

        `classes` names the queue of each household; without it all join queue 0.
        """
        if self._struck:
            for queue in {self._struck[row] for row in rows.tolist() if row in self._struck}:
                self._purge(queue)
        tickets = self.ticket[rows] + 1
        self.ticket[rows] = tickets
        self.left[rows] = minutes
        if classes is None:
            self.pending[0] += sum(minutes.tolist())
            self.queues[0].push(rows, tickets)
            return
        order = np.argsort(classes, kind="stable")
        members, numbers = rows[order], tickets[order]
        ends = np.cumsum(np.bincount(classes, minlength=len(self.queues))).tolist()
        work = minutes[order].tolist()
        begin = 0
        for q, end in enumerate(ends):
            if end > begin:
                self.queues[q].push(members[begin:end], numbers[begin:end])
                self.pending[q] += sum(work[begin:end])
                begin = end

    def work(self, minutes: Sequence[int]) -> IntArray:
        """Spend so many minutes on each queue; return the households that are done, queue by queue."""
        rows: list[IntArray] = []
        tickets: list[IntArray] = []
        for q, queue in enumerate(self.queues):
            spend, pending = minutes[q], self.pending[q]
            if not spend:
                continue
            if spend >= pending:
                done = len(queue)
                self.pending[q] = 0
            else:
                done, spent = serve(queue.peek()[0], self.left, spend)
                self.pending[q] = pending - spent
            members, numbers = queue.pop(done)
            rows.append(members)
            tickets.append(numbers)
        if not rows:
            return NOBODY
        if len(rows) == 1:
            return self._taken(rows[0], tickets[0])
        return self._taken(np.concatenate(rows), np.concatenate(tickets))

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
        parts: list[IntArray] = []
        while minutes > 0:
            heads = [
                (q, self.queues[q].peek(window)[0].astype(np.int64))
                for q in open_queues
                if len(self.queues[q])
            ]
            if not heads:
                break
            merged = np.concatenate([members for _, members in heads])
            owner = np.repeat([q for q, _ in heads], [members.size for _, members in heads])
            age = since[merged]
            unseen = [int(since[members[-1]]) for q, members in heads if len(self.queues[q]) > members.size]
            order = np.argsort(age, kind="stable")
            if (
                unseen
            ):  # beyond the first day that a window cuts, an older case of another queue could be missed
                order = order[age[order] <= min(unseen)]
            merged, owner = merged[order], owner[order]
            before = self.left[merged]
            done, spent = serve(merged, self.left, minutes)
            minutes -= spent
            fallen = before - self.left[merged]
            for q, _ in heads:
                mine = owner == q
                self.pending[q] -= int(fallen[mine].sum())
                parts.append(self._taken(*self.queues[q].pop(int(mine[:done].sum()))))
            if done < merged.size:
                break
        return np.concatenate(parts) if parts else NOBODY

    def drop(self, rows: IntArray, queue: int = 0) -> None:
        """Strike off households that stand in this queue."""
        self.pending[queue] -= int(self.left[rows].sum())
        self.left[rows] = 0
        self.ticket[rows] += 1
        self._struck.update(dict.fromkeys(rows.tolist(), queue))

    def _purge(self, queue: int) -> None:
        """Take entries that no longer count out of a queue, before one of their households is queued again.

        Else the old entry would be worked on, at the old place, with the work of the new case.
        """
        rows, tickets = self.queues[queue].pop(len(self.queues[queue]))
        valid = self.ticket[rows] == tickets
        self.queues[queue].push(rows[valid], tickets[valid])
        self._struck = {row: q for row, q in self._struck.items() if q != queue}

    def _taken(self, rows: IntArray, tickets: IntArray) -> IntArray:
        """Of entries taken out of queues, return the households whose entry still counts."""
        valid = self.ticket[rows] == tickets
        if np.count_nonzero(valid) < rows.size:
            rows, tickets = rows[valid], tickets[valid]
        self.left[rows] = 0
        self.ticket[rows] = tickets + 1
        return rows
