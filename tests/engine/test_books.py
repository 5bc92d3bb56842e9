"""Books: the journal, the recount and what they catch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.books import AuditedBooks, Books, BooksError

NAMES = ("out", "in", "gone")


def books(kind: type[Books] = Books) -> Books:
    """Five households of 1 to 5 persons in two groups, all outside."""
    return kind(
        NAMES, np.zeros(5, np.int8), np.array([1, 2, 3, 4, 5]), np.array([0, 0, 1, 1, 1], np.int8), n_groups=2
    )


@pytest.mark.unit
def test_flows_and_stocks_count_persons() -> None:
    register = books()
    assert register.stock.tolist() == [[3, 12], [0, 0], [0, 0]]
    register.move(np.array([0, 2, 4]), 1)
    register.move(np.array([1, 2]), 2)
    flows = register.fold()
    assert {(NAMES[a], NAMES[b], g): int(flows[a, b, g]) for a, b, g in np.argwhere(flows).tolist()} == {
        ("out", "in", 0): 1,
        ("out", "in", 1): 8,
        ("out", "gone", 0): 2,
        ("in", "gone", 1): 3,
    }
    assert register.stock.tolist() == [[0, 4], [1, 5], [2, 3]]
    assert register.recount().tolist() == register.stock.tolist()
    assert register.state.tolist() == [1, 2, 2, 0, 1]
    assert register.fold().sum() == 0


@pytest.mark.unit
def test_a_move_to_the_same_state_is_a_flow_but_changes_no_stock() -> None:
    register = books()
    register.move(np.array([3]), 0)
    assert register.fold()[0, 0].tolist() == [0, 4]
    register.check()


@pytest.mark.unit
def test_check_leaves_the_journal_open() -> None:
    register = books()
    register.move(np.array([0]), 1)
    register.check()
    assert register.stock[1].tolist() == [0, 0]
    assert register.fold()[0, 1].tolist() == [1, 0]


@pytest.mark.unit
def test_nobody_may_move() -> None:
    register = books()
    register.move(np.empty(0, dtype=np.int64), 1)
    register.check()
    assert register.fold().sum() == 0


@pytest.mark.failure
def test_a_state_changed_behind_the_books_is_found() -> None:
    register = books()
    register.state[3] = 2
    with pytest.raises(BooksError, match="state out, group 1: journal 12 persons, register 8"):
        register.check()


@pytest.mark.failure
def test_a_row_moved_twice_in_one_move_is_found() -> None:
    register = books()
    register.move(np.array([1, 1]), 1)
    with pytest.raises(BooksError, match="state out, group 0: journal -1 persons, register 1"):
        register.check()
    with pytest.raises(BooksError, match="household 1 is moved twice to in in one move"):
        books(AuditedBooks).move(np.array([1, 1]), 1)


@pytest.mark.failure
def test_audited_books_refuse_unknown_states_and_rows() -> None:
    register = books(AuditedBooks)
    with pytest.raises(BooksError, match="no state 3: there are 3"):
        register.move(np.array([0]), 3)
    with pytest.raises(BooksError, match=r"rows must lie in 0 .. 4, got -1 .. 2"):
        register.move(np.array([-1, 2]), 1)
    register.state[0] = 1
    with pytest.raises(BooksError, match="journal"):
        register.move(np.array([3]), 1)


@pytest.mark.failure
def test_columns_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="equally long, got 2, 3, 2"):
        Books(NAMES, np.zeros(2, np.int8), np.ones(3), np.zeros(2, np.int8), 1)


@pytest.mark.invariant
@given(
    size=st.lists(st.integers(0, 12), min_size=1, max_size=30),
    moves=st.lists(st.tuples(st.sets(st.integers(0, 29)), st.integers(0, 2), st.booleans()), max_size=12),
    kind=st.sampled_from([Books, AuditedBooks]),
)
def test_journal_equals_recount(
    size: list[int], moves: list[tuple[set[int], int, bool]], kind: type[Books]
) -> None:
    n = len(size)
    group = np.arange(n, dtype=np.int8) % 3
    register = kind(NAMES, np.zeros(n, np.int8), np.array(size, dtype=np.int16), group, 3)
    everybody = np.array([sum(size[g::3]) for g in range(3)])
    total = np.zeros((3, 3, 3), dtype=np.int64)
    begin = register.stock.copy()
    for rows, to, fold in moves:
        register.move(np.array(sorted(row for row in rows if row < n), dtype=np.int64), to)
        register.check()
        assert register.recount().sum(axis=0).tolist() == everybody.tolist()
        if fold:
            total += register.fold()
    total += register.fold()
    assert np.array_equal(register.stock, begin + total.sum(axis=0) - total.sum(axis=1))
    assert np.array_equal(register.stock, register.recount())
