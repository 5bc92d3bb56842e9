"""Parallel servers with own durations: a case keeps its server until it is done."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt

from sim.engine.queues import Fifo

IntArray = npt.NDArray[np.int64]
Rows = npt.NDArray[np.integer]


_NOBODY: IntArray = np.empty(0, dtype=np.int64)


class ServersError(RuntimeError):
    """A step was skipped on which somebody finished."""


class Servers:
    """c servers and one queue for each priority class, in whole steps (days, or parts of one in tests).

    Within a step those who finish free their servers first; then the queue moves up. A duration of zero
    steps occupies a server for no time, but begins only when one is free. Nobody is interrupted: when
    servers are taken away, running cases finish.

    Parameters
    ----------
    servers
        Number of servers; ValueError if negative.
    classes
        Number of priority classes, 0 first.
    """

    def __init__(self, servers: int, classes: int = 1) -> None:
        self.set(servers)
        self.busy = 0
        """Servers at work after the last step; above `servers` only after a cut."""
        self._queues = [Fifo() for _ in range(classes)]
        self._finish: defaultdict[int, list[int]] = defaultdict(list)
        self._last = -1

    def set(self, servers: int) -> None:
        """Change the number of servers, from the next step on."""
        if servers < 0:
            message = f"servers must be >= 0, got {servers}"
            raise ValueError(message)
        self.servers = servers

    @property
    def waiting(self) -> int:
        """Households in the queues."""
        return sum(len(queue) for queue in self._queues)

    @property
    def next_finish(self) -> int | None:
        """The step at which the next running case finishes, or None."""
        return min(self._finish, default=None)

    def join(self, rows: Rows, durations: Rows, priority: int = 0) -> None:
        """Queue up households with their durations in whole steps, 0 or more."""
        self._queues[priority].push(rows, durations)

    def step(self, now: int) -> tuple[IntArray, IntArray]:
        """Let finished cases go and start waiting ones.

        Returns
        -------
        Households that start and households that finish in this step, each in order. Raises ServersError if
        an earlier step on which somebody finished was skipped.
        """
        finish = self._finish
        if now != self._last + 1 and min(finish, default=now) < now:
            message = f"step {min(finish)} was skipped: it is now {now}"
            raise ServersError(message)
        self._last = now
        finished = finish.pop(now, [])
        self.busy -= len(finished)
        free = self.servers - self.busy
        started: list[IntArray] = []
        for queue in self._queues:
            while free > 0 and len(queue):
                rows, durations = queue.pop(free)
                started.append(rows)
                for row, duration in zip(rows.tolist(), durations.tolist(), strict=True):
                    if duration:
                        finish[now + duration].append(row)
                        free -= 1
                    else:
                        finished.append(row)
        self.busy = self.servers - free if started else self.busy
        return _joined(started), np.array(finished, dtype=np.int64)


def _joined(parts: list[IntArray]) -> IntArray:
    """Make one array of the parts."""
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else _NOBODY
