"""Slots that come once a week: the bulk recursion, exactly and in law (METHODS O8)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from sim.chance.draws import Chance
from sim.chance.laws import poisson_count
from sim.engine.allocation import allocate
from sim.engine.queues import Fifo
from tests.theory.agreement import agree

PURPOSE = "reference_workload"


def stationary(rate: float, slots: int, size: int = 600) -> npt.NDArray[np.float64]:
    """Solve Q' = max(Q + A - s, 0), A Poisson: the law of Q after service, by squaring the transition."""
    mass = np.empty(size + slots + 1)
    mass[0] = np.exp(-rate)
    for k in range(1, len(mass)):
        mass[k] = mass[k - 1] * rate / k
    step = np.zeros((size, size))
    for q in range(size):
        for k in range(len(mass)):
            step[q, min(max(q + k - slots, 0), size - 1)] += mass[k]
    for _ in range(14):
        step = step @ step
        step /= step.sum(axis=1, keepdims=True)
    law: npt.NDArray[np.float64] = step[0]
    return law


def weeks_of_slots(rate: float, slots: int, weeks: int, replication: int) -> npt.NDArray[np.int64]:
    """Run the queue and the allocation round of production; give the backlog after each week's round."""
    u = Chance(8, replication).uniform(PURPOSE, np.arange(weeks), 300)
    arrivals = poisson_count(u, rate).tolist()
    queue, born = Fifo(), 0
    backlog = np.empty(weeks, dtype=np.int64)
    dwellings, service, order = np.full((2, 3), 10**6), np.ones(2, dtype=np.bool_), np.array([0, 1])
    for week, n in enumerate(arrivals):
        queue.push(np.arange(born, born + n))
        born += n
        rows, tickets = queue.pop(2 * slots)
        h = len(rows)
        offers = np.array([slots // 3, slots - slots // 3])
        preferences = np.zeros((h, 1), dtype=np.int64)
        ones, zeros = np.ones(h, dtype=np.int64), np.zeros(h, dtype=np.int64)
        areas = allocate(
            ones, np.zeros(h, dtype=np.bool_), zeros, preferences, offers, dwellings, service, order
        )
        left = areas < 0
        queue.unpop(rows[left], tickets[left])
        backlog[week] = len(queue)
        assert not left[: min(h, slots)].any()
    lindley, expected = 0, []
    for n in arrivals:
        lindley = max(lindley + n - slots, 0)
        expected.append(lindley)
    assert backlog.tolist() == expected
    return backlog


@pytest.mark.theory
def test_the_solution_gives_the_reference_values() -> None:
    for rate, mean, some, p95 in ((25.0, 0.701830, 0.178813, 5), (28.0, 4.504135, 0.536819, 19)):
        law = stationary(rate, 30)
        assert float(law @ np.arange(len(law))) == pytest.approx(mean, abs=6e-7)
        assert 1.0 - law[0] == pytest.approx(some, abs=6e-7)
        assert int(np.searchsorted(np.cumsum(law), 0.95)) == p95


@pytest.mark.theory
def test_weekly_slots() -> None:
    law = stationary(25.0, 30)
    runs = [weeks_of_slots(25.0, 30, 5_000, r)[200:] for r in range(36)]
    agree([run.mean() for run in runs], float(law @ np.arange(len(law))))
    agree([(run > 0).mean() for run in runs], float(1.0 - law[0]))
    agree([(run > 5).mean() for run in runs], float(law[6:].sum()))
