"""The office of minutes: its own recursion exactly, and the continuous queue as the step shrinks."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.chance.draws import Chance
from sim.chance.laws import exponential, poisson_count
from sim.engine.queues import Fifo, serve

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
PURPOSE = "reference_workload"


def office(work: IntArray, counts: IntArray, minutes: int) -> tuple[IntArray, IntArray]:
    """Work off what comes in each step; give minutes left at each step's end and each case's last step."""
    left = work.astype(np.int32)
    done = np.full(len(work), -1, dtype=np.int64)
    queue, came, backlog, behind = Fifo(), 0, np.empty(len(counts), dtype=np.int64), 0
    for step, n in enumerate(counts.tolist()):
        queue.push(np.arange(came, came + n))
        behind += int(work[came : came + n].sum())
        came += n
        k, spent = serve(queue.peek()[0], left, minutes)
        behind -= spent
        done[queue.pop(k)[0]] = step
        backlog[step] = behind
    assert behind == int(left.sum())
    return backlog, done


@pytest.mark.theory
@given(
    days=st.lists(st.lists(st.integers(0, 90), max_size=9), min_size=1, max_size=30),
    minutes=st.integers(0, 200),
)
def test_the_recursion_is_exact(days: list[list[int]], minutes: int) -> None:
    """V' = max(V + A - c, 0), and a case is done once all work before it and its own is done."""
    work = np.array([case for day in days for case in day], dtype=np.int64)
    backlog, done = office(work, np.array([len(day) for day in days]), minutes)
    behind, cumulated, spent = 0, 0, 0
    finish: list[int] = []
    for step, day in enumerate(days):
        arrived = behind + sum(day)
        behind = max(arrived - minutes, 0)
        spent += arrived - behind
        cumulated += sum(day)
        assert backlog[step] == behind
        finish.append(spent)
    totals = np.cumsum(work)
    came = np.repeat(np.arange(len(days)), [len(day) for day in days])
    for case, total in enumerate(totals.tolist()):
        last = next((step for step, at in enumerate(finish) if at >= total and step >= came[case]), -1)
        assert done[case] == last


MINUTES, MEAN_WORK, RATE = 1_280, 96.0, 12.0
"""Minutes a day, minutes a case, cases a day: load 0.9."""


def backlogs(days: int, replication: int) -> tuple[dict[int, IntArray], IntArray]:
    """Run the same cases in 1, 4, 16, 64 steps a day and in continuous time: minutes left at day's end."""
    chance = Chance(41, replication)
    counts = poisson_count(chance.uniform(PURPOSE, np.arange(days), 600), RATE)
    n = int(counts.sum())
    day = np.repeat(np.arange(days), counts)
    at = np.sort(day + chance.uniform(PURPOSE, np.arange(n), 601))
    work = np.maximum(
        np.rint(exponential(chance.uniform(PURPOSE, np.arange(n), 602), MEAN_WORK)), 1.0
    ).astype(np.int64)
    by_step = {}
    for parts in (1, 4, 16, 64):
        per_step = np.bincount((at * parts).astype(np.int64), minlength=days * parts)
        by_step[parts] = office(work, per_step, MINUTES // parts)[0][parts - 1 :: parts]
    # Continuous, by Lindley: what came since the lowest point of (work come - minutes passed).
    cumulated = np.concatenate([[0], np.cumsum(work)])
    lowest = np.minimum.accumulate(np.minimum(cumulated[:-1] - MINUTES * at, 0.0))
    ends = np.arange(1, days + 1)
    come = np.searchsorted(at, ends)
    level = cumulated[come] - MINUTES * ends
    floor = np.where(come > 0, lowest[np.maximum(come - 1, 0)], 0.0)
    return by_step, np.maximum(level - np.minimum(floor, level), 0.0)


@pytest.mark.theory
def test_the_error_of_the_day_step_vanishes() -> None:
    """A coarser step never leaves more behind, path by path, and the gap to the continuous queue closes.

    Morning minutes are used for afternoon arrivals, so a light queue comes out short: by 0.16 days of 0.65
    with a step of a day, a tenth of that with 64 steps.
    """
    gaps: dict[int, list[float]] = {1: [], 4: [], 16: [], 64: []}
    for replication in range(12):
        by_step, exact = backlogs(900, replication)
        for coarse, fine in pairwise((1, 4, 16, 64)):
            assert np.all(by_step[coarse] <= by_step[fine])
        assert np.all(by_step[64] <= exact + 1e-6)
        for parts, backlog in by_step.items():
            gaps[parts].append(float((exact - backlog).mean()) / MINUTES)
    means = {parts: float(np.mean(gap)) for parts, gap in gaps.items()}
    assert means[1] > 2.0 * means[4] > 4.0 * means[16] > 8.0 * means[64] > 0.0
    assert 0.10 < means[1] < 0.25
    assert means[64] < 0.015
