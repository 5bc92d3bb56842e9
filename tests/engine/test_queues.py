"""Queues and the office of minutes."""

from __future__ import annotations

from collections import deque

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sim.engine.queues import Fifo, serve, share_minutes


@pytest.mark.unit
def test_first_in_first_out_with_tickets() -> None:
    queue = Fifo()
    queue.push(np.array([5, 6, 7]), np.array([1, 2, 3]))
    queue.push(np.array([8]))
    assert len(queue) == 4
    rows, tickets = queue.pop(2)
    assert (rows.tolist(), tickets.tolist()) == ([5, 6], [1, 2])
    queue.unpop(rows[1:], tickets[1:])
    assert [column.tolist() for column in queue.peek(2)] == [[6, 7], [2, 3]]
    assert [column.tolist() for column in queue.pop(99)] == [[6, 7, 8], [2, 3, 0]]
    assert len(queue) == 0
    assert queue.pop(1)[0].tolist() == []


class FifoMachine(RuleBasedStateMachine):
    """The queue against a deque."""

    def __init__(self) -> None:
        super().__init__()
        self.queue = Fifo()
        self.model: deque[tuple[int, int]] = deque()
        self.out: list[tuple[int, int]] = []
        self.next = 0

    @rule(n=st.integers(0, 150), ticketed=st.booleans())
    def push(self, n: int, ticketed: bool) -> None:
        rows = np.arange(self.next, self.next + n)
        tickets = rows % 7 if ticketed else None
        self.next += n
        self.queue.push(rows, tickets)
        self.model.extend((row, row % 7 if ticketed else 0) for row in rows.tolist())

    @rule(k=st.integers(-1, 200))
    def pop(self, k: int) -> None:
        rows, tickets = self.queue.pop(k)
        self.out = list(zip(rows.tolist(), tickets.tolist(), strict=True))
        assert self.out == [self.model.popleft() for _ in range(min(max(k, 0), len(self.model)))]

    @rule(keep=st.integers(0, 200))
    def unpop_what_came_out(self, keep: int) -> None:
        back = self.out[keep:]
        self.out = []
        self.queue.unpop(
            np.array([row for row, _ in back], dtype=np.int64), np.array([t for _, t in back], dtype=np.int64)
        )
        self.model.extendleft(reversed(back))

    @invariant()
    def same(self) -> None:
        assert len(self.queue) == len(self.model)
        rows, tickets = self.queue.peek()
        assert list(zip(rows.tolist(), tickets.tolist(), strict=True)) == list(self.model)


FifoMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestFifoMachine = pytest.mark.invariant(FifoMachine.TestCase)


@pytest.mark.unit
def test_serve_tells_a_small_story() -> None:
    left = np.array([30, 0, 50, 20], dtype=np.int32)
    rows = np.array([0, 1, 2, 3])
    assert serve(rows, left, 40) == (2, 40)
    assert left.tolist() == [0, 0, 40, 20]
    assert serve(rows[2:], left, 40) == (1, 40)
    assert left.tolist() == [0, 0, 0, 20]
    assert serve(rows[3:], left, 100) == (1, 20)
    assert serve(rows[:0], left, 100) == (0, 0)


@pytest.mark.unit
def test_work_of_no_minutes_needs_no_minutes() -> None:
    left = np.array([0, 0, 7], dtype=np.int32)
    assert serve(np.arange(3), left, 0) == (2, 0)
    assert left.tolist() == [0, 0, 7]


@pytest.mark.failure
def test_negative_minutes_are_refused() -> None:
    with pytest.raises(ValueError, match="minutes must be >= 0, got -1"):
        serve(np.arange(1), np.ones(1, np.int32), -1)


@pytest.mark.invariant
@given(
    work=st.lists(st.integers(0, 40), max_size=400),
    minutes=st.integers(0, 9000),
    seed=st.integers(0, 99),
)
def test_serve_is_the_longest_prefix_and_exact(work: list[int], minutes: int, seed: int) -> None:
    rows = np.random.default_rng(seed).permutation(len(work))
    left = np.array(work, dtype=np.int32)
    before = left.copy()
    k, spent = serve(rows, left, minutes)
    in_line = before[rows]
    assert k == int(np.searchsorted(np.cumsum(in_line), minutes, side="right"))
    assert spent == int(before.sum() - left.sum()) <= minutes
    assert spent == minutes or k == len(rows)
    assert not left[rows[:k]].any()
    assert np.array_equal(left[rows[k + 1 :]], in_line[k + 1 :])
    assert np.all(left >= 0)


@pytest.mark.unit
def test_minutes_are_shared_by_minimum_and_then_by_order() -> None:
    assert share_minutes([500, 500, 500], 900, [0.1, 0.0, 0.5], [1, 0, 2]) == [90, 360, 450]
    assert share_minutes([500, 20, 500], 900, [0.1, 0.1, 0.5], [1, 0, 2]) == [430, 20, 450]
    assert share_minutes([10, 20, 30], 900, [0.3, 0.3, 0.3], [0, 1, 2]) == [10, 20, 30]


@pytest.mark.failure
def test_impossible_shares_are_refused() -> None:
    with pytest.raises(ValueError, match="minimum shares must sum to at most 1"):
        share_minutes([1, 1], 10, [0.6, 0.6], [0, 1])
    with pytest.raises(ValueError, match="order must name each of 2 classes once"):
        share_minutes([1, 1], 10, [0.5, 0.5], [0, 0])


@pytest.mark.invariant
@given(
    needs=st.lists(st.integers(0, 500), min_size=1, max_size=6),
    minutes=st.integers(0, 2000),
    weights=st.lists(st.integers(0, 10), min_size=6, max_size=6),
    seed=st.integers(0, 99),
)
def test_shares_never_exceed_need_nor_budget(
    needs: list[int], minutes: int, weights: list[int], seed: int
) -> None:
    n = len(needs)
    minimum = [weight / (sum(weights[:n]) + 1) for weight in weights[:n]]
    order = np.random.default_rng(seed).permutation(n).tolist()
    given_minutes = share_minutes(needs, minutes, minimum, order)
    assert sum(given_minutes) == min(sum(needs), minutes)
    for need, share, got in zip(needs, minimum, given_minutes, strict=True):
        assert min(need, int(minutes * share)) <= got <= need


@pytest.mark.unit
def test_room_that_was_never_used_holds_no_chance_values() -> None:
    """A saved state tells what has changed since a queue was made: what it was made with must be the same anywhere."""
    waste = [np.full(4096, 77, dtype=np.int64) for _ in range(64)]
    del waste
    for _ in range(50):
        queue = Fifo()
        queue.push(np.arange(3000), np.arange(3000))
        assert not queue._rows[3000:].any()
        assert not queue._tickets[3000:].any()
        assert not Fifo()._rows.any()
