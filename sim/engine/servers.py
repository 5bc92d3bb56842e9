"""Parallel servers with own durations: a case keeps its server until it is done."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.engine.queues import Fifo

IntArray = npt.NDArray[np.int64]
Rows = npt.NDArray[np.integer]

_IDLE = -1


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
        self._row = np.empty(0, dtype=np.int64)
        self._end = np.empty(0, dtype=np.int64)
        self._idle = np.empty(0, dtype=np.int64)
        self._n_idle = 0
        self._last = -1
        self._queues = [Fifo() for _ in range(classes)]
        self.set(servers)

    def set(self, servers: int) -> None:
        """Change the number of servers, from the next step on."""
        if servers < 0:
            message = f"servers must be >= 0, got {servers}"
            raise ValueError(message)
        more = servers - len(self._row)
        if more > 0:
            new = np.arange(len(self._row), servers)
            self._row = np.append(self._row, new)
            self._end = np.append(self._end, np.full(more, _IDLE, dtype=np.int64))
            self._idle = np.concatenate([self._idle[: self._n_idle], new, self._idle[self._n_idle :]])
            self._n_idle += more
        self.servers = servers

    @property
    def busy(self) -> int:
        """Servers at work; above `servers` only after a cut."""
        return len(self._row) - self._n_idle

    @property
    def waiting(self) -> int:
        """Households in the queues."""
        return sum(len(queue) for queue in self._queues)

    @property
    def next_finish(self) -> int | None:
        """The step at which the next running case finishes, or None."""
        running = self._end[self._end != _IDLE]
        return int(running.min()) if len(running) else None

    def join(self, rows: Rows, durations: Rows, priority: int = 0) -> None:
        """Queue up households with their durations in whole steps, 0 or more."""
        self._queues[priority].push(rows, durations)

    def step(self, now: int) -> tuple[IntArray, IntArray]:
        """Let finished cases go and start waiting ones.

        Returns
        -------
        Households that start, in order, and those that finish in this step, by number. Raises ServersError if
        an earlier step on which somebody finished was skipped.
        """
        if now != self._last + 1:
            due = self.next_finish
            if due is not None and due < now:
                message = f"step {due} was skipped: it is now {now}"
                raise ServersError(message)
        self._last = now
        slots = np.flatnonzero(self._end == now)
        finished = self._row[slots]
        if len(slots):
            self._end[slots] = _IDLE
            self._idle[self._n_idle : self._n_idle + len(slots)] = slots
            self._n_idle += len(slots)
        started = _NOBODY
        free = self.servers - self.busy
        for queue in self._queues:
            while free > 0 and len(queue):
                working = np.flatnonzero(queue.peek(3 * free + 8)[1])
                if len(working) >= free:
                    working = working[:free]
                    rows, durations = queue.pop(int(working[-1]) + 1)
                else:
                    rows, durations = queue.pop(3 * free + 8)
                started = rows if len(started) == 0 else np.concatenate([started, rows])
                n = len(working)
                if n < len(rows):
                    finished = np.concatenate([finished, rows[durations == 0]])
                    rows, durations = rows[working], durations[working]
                self._n_idle -= n
                slots = self._idle[self._n_idle : self._n_idle + n]
                self._row[slots] = rows
                self._end[slots] = durations + now
                free -= n
        if len(finished) > 1:
            finished.sort()
        return started, finished


_NOBODY: IntArray = np.empty(0, dtype=np.int64)
