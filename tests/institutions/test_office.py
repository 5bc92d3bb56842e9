"""Desks: work struck off, and households that come back to a queue they left."""

from __future__ import annotations

import numpy as np
import pytest

from sim.institutions.office import Desk


def rows(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


@pytest.mark.unit
def test_one_who_comes_back_to_the_queue_stands_at_its_end_only() -> None:
    desk = Desk(3)
    desk.push(rows(0, 1), rows(100, 100))
    desk.drop(rows(0))
    desk.push(rows(0), rows(100))
    desk.push(rows(2), rows(100))
    assert desk.pending == [300]
    assert desk.work([150]).tolist() == [1]
    assert desk.left.tolist() == [50, 0, 100]
    assert desk.work([50]).tolist() == [0]
    assert desk.pending == [100]


@pytest.mark.unit
def test_one_who_comes_back_to_another_queue_is_not_worked_on_in_the_old_one() -> None:
    desk = Desk(3, queues=2)
    desk.push(rows(0, 1), rows(60, 60), rows(0, 0))
    desk.drop(rows(0), rows(0))
    desk.push(rows(0), rows(500), rows(1))
    assert desk.pending == [60, 500]
    assert desk.work([60, 0]).tolist() == [1]
    assert desk.left.tolist() == [500, 0, 0]


@pytest.mark.unit
def test_the_oldest_of_all_queues_come_first_and_equal_ones_by_queue() -> None:
    desk = Desk(6, queues=2)
    since = np.array([3, 5, 1, 5, 9, 1])
    desk.push(rows(0, 1, 4), rows(10, 10, 10), rows(0, 0, 0))
    desk.push(rows(2, 5, 3), rows(10, 10, 10), rows(1, 1, 1))
    done = desk.work_oldest(45, since, [0, 1])
    assert sorted(done.tolist()) == [0, 1, 2, 5]
    assert desk.left.tolist() == [0, 0, 0, 5, 10, 0]
    assert desk.pending == [10, 5]
    assert sorted(desk.work_oldest(15, since, [0, 1], window=1).tolist()) == [3, 4]
    assert desk.pending == [0, 0]
