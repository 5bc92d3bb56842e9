"""Parallel servers with own durations: a case keeps its server until it is done."""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
Rows = npt.NDArray[np.integer]


class ServersError(RuntimeError):
    """A step was skipped on which somebody finished."""


class Servers:
    """c servers and one queue for each priority class, stepped in whole steps (days, or parts of one in tests).

    Within a step those who finish free their servers first; then the queue moves up. A duration of zero steps
    occupies a server for no time, but begins only when one is free. Nobody is interrupted: when servers are taken
    away, running cases finish.

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
        self._queues: list[deque[tuple[int, int]]] = [deque() for _ in range(classes)]
        self._finish: dict[int, list[int]] = {}
        self._steps: list[int] = []

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
        return self._steps[0] if self._steps else None

    def join(self, rows: Rows, durations: Rows, priority: int = 0) -> None:
        """Queue up households with their durations in whole steps, 0 or more."""
        self._queues[priority].extend(zip(rows.tolist(), durations.tolist(), strict=True))

    def step(self, now: int) -> tuple[IntArray, IntArray]:
        """Let finished cases go and start waiting ones.

        Returns
        -------
        Households that start and households that finish in this step, each in order. Raises ServersError if an
        earlier step on which somebody finished was skipped.
        """
        finished: list[int] = []
        if self._steps and self._steps[0] <= now:
            if self._steps[0] < now:
                message = f"step {self._steps[0]} was skipped: it is now {now}"
                raise ServersError(message)
            heappop(self._steps)
            finished = self._finish.pop(now)
            self.busy -= len(finished)
        started: list[int] = []
        free = self.servers - self.busy
        for queue in self._queues:
            while queue and free > 0:
                row, duration = queue.popleft()
                started.append(row)
                if duration == 0:
                    finished.append(row)
                    continue
                free -= 1
                self.busy += 1
                end = now + duration
                bucket = self._finish.get(end)
                if bucket is None:
                    self._finish[end] = [row]
                    heappush(self._steps, end)
                else:
                    bucket.append(row)
        return np.array(started, dtype=np.int64), np.array(finished, dtype=np.int64)
