"""Parallel servers with own durations: a case keeps its server until it is done."""

from __future__ import annotations

from heapq import heappop, heappush

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
        self._queues[priority].push(rows, durations)

    def step(self, now: int) -> tuple[IntArray, IntArray]:
        """Let finished cases go and start waiting ones.

        Returns
        -------
        Households that start and households that finish in this step, each in order. Raises ServersError if
        an earlier step on which somebody finished was skipped.
        """
        finished: list[IntArray] = []
        if self._steps and self._steps[0] <= now:
            if self._steps[0] < now:
                message = f"step {self._steps[0]} was skipped: it is now {now}"
                raise ServersError(message)
            heappop(self._steps)
            done = self._finish.pop(now)
            self.busy -= len(done)
            finished.append(np.array(done, dtype=np.int64))
        started: list[IntArray] = []
        free = self.servers - self.busy
        for queue in self._queues:
            while free > 0 and len(queue):
                rows, durations = queue.pop(free)
                started.append(rows)
                at_once = durations == 0
                if at_once.any():
                    finished.append(rows[at_once])
                    rows, durations = rows[~at_once], durations[~at_once]
                self._occupy(rows.tolist(), durations.tolist(), now)
                free -= len(rows)
        return _joined(started), _joined(finished)

    def _occupy(self, rows: list[int], durations: list[int], now: int) -> None:
        """Put rows to work, each until its own step."""
        finish = self._finish
        for row, duration in zip(rows, durations, strict=True):
            end = now + duration
            bucket = finish.get(end)
            if bucket is None:
                finish[end] = [row]
                heappush(self._steps, end)
            else:
                bucket.append(row)
        self.busy += len(rows)


def _joined(parts: list[IntArray]) -> IntArray:
    """Make one array of the parts."""
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else _NOBODY
