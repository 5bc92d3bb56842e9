"""Servers with own durations, step by step."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.servers import Servers, ServersError


def story(
    servers: Servers, steps: int, joins: dict[int, list[tuple[int, int]]]
) -> list[tuple[int, list[int], list[int]]]:
    """Let (row, duration) join at steps; log (step, started, finished) where something happened."""
    log = []
    for now in range(steps):
        for row, duration in joins.get(now, []):
            servers.join(np.array([row]), np.array([duration]))
        started, finished = servers.step(now)
        if len(started) or len(finished):
            log.append((now, started.tolist(), finished.tolist()))
    return log


@pytest.mark.unit
def test_two_servers_one_queue() -> None:
    servers = Servers(2)
    assert story(servers, 9, {0: [(1, 3), (2, 1), (3, 2)], 4: [(4, 0), (5, 1)]}) == [
        (0, [1, 2], []),
        (1, [3], [2]),
        (3, [], [1, 3]),
        (4, [4, 5], [4]),
        (5, [], [5]),
    ]
    assert (servers.busy, servers.waiting, servers.next_finish) == (0, 0, None)


@pytest.mark.unit
def test_no_time_is_served_only_when_a_server_is_free() -> None:
    servers = Servers(1)
    assert story(servers, 5, {0: [(1, 0), (2, 2), (3, 0), (4, 0), (5, 1), (6, 0)]}) == [
        (0, [1, 2], [1]),
        (2, [3, 4, 5], [2, 3, 4]),
        (3, [6], [5, 6]),
    ]


@pytest.mark.unit
def test_taken_away_servers_finish_their_case() -> None:
    servers = Servers(3)
    servers.join(np.array([1, 2, 3, 4]), np.array([2, 2, 4, 1]))
    assert servers.step(0)[0].tolist() == [1, 2, 3]
    servers.set(1)
    assert servers.step(1)[0].tolist() == []
    assert [part.tolist() for part in servers.step(2)] == [[], [1, 2]]
    assert servers.busy == 1
    servers.set(2)
    assert servers.step(3)[0].tolist() == [4]
    assert servers.next_finish == 4
    assert [part.tolist() for part in servers.step(4)] == [[], [3, 4]]


@pytest.mark.unit
def test_the_first_class_goes_first_and_nobody_is_interrupted() -> None:
    servers = Servers(1, classes=2)
    servers.join(np.array([1, 2]), np.array([2, 1]), priority=1)
    servers.step(0)
    servers.join(np.array([3]), np.array([1]), priority=0)
    assert servers.step(1)[0].tolist() == []
    assert servers.step(2)[0].tolist() == [3]
    assert servers.step(3)[0].tolist() == [2]


@pytest.mark.failure
def test_a_skipped_finish_is_refused() -> None:
    servers = Servers(1)
    servers.join(np.array([1]), np.array([3]))
    servers.step(0)
    with pytest.raises(ServersError, match="step 3 was skipped: it is now 5"):
        servers.step(5)
    with pytest.raises(ValueError, match="servers must be >= 0, got -1"):
        servers.set(-1)


@pytest.mark.invariant
@given(
    durations=st.lists(st.integers(0, 5), max_size=60),
    capacity=st.lists(st.integers(0, 6), min_size=1, max_size=12),
    gaps=st.lists(st.integers(0, 2), min_size=60, max_size=60),
)
def test_against_a_plain_account(durations: list[int], capacity: list[int], gaps: list[int]) -> None:
    """Start and finish steps equal those of a few lines of plain Python."""
    servers = Servers(capacity[0])
    arrival = np.cumsum(gaps[: len(durations)]).tolist() if durations else []
    started_at: dict[int, int] = {}
    finished_at: dict[int, int] = {}
    expected_start: dict[int, int] = {}
    line: list[int] = []
    running: list[int] = []
    for now in range(700):
        limit = capacity[now % len(capacity)] if now < 60 else 3
        servers.set(limit)
        new = [row for row, step in enumerate(arrival) if step == now]
        servers.join(np.array(new, dtype=np.int64), np.array([durations[row] for row in new], dtype=np.int64))
        started, finished = servers.step(now)
        started_at.update(dict.fromkeys(started.tolist(), now))
        finished_at.update(dict.fromkeys(finished.tolist(), now))
        line += new
        running = [end for end in running if end > now]
        while line and len(running) < limit:
            row = line.pop(0)
            expected_start[row] = now
            if durations[row]:
                running.append(now + durations[row])
        assert servers.busy == len(running)
        if not line and not running and now > 130:
            break
    assert started_at == expected_start
    assert finished_at == {row: start + durations[row] for row, start in started_at.items()}
    assert len(finished_at) == len(durations)
