"""Money is exact."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.ledger import Ledger, LedgerError


def ledger() -> Ledger:
    return Ledger(("state", "municipality"), ("places", "grant", "cost"), 12)


@pytest.mark.unit
def test_amounts_add_up_by_month_payer_and_item() -> None:
    money = ledger()
    money.add(0, "state", "places", 30_100)
    money.add(0, "state", "places", -100)
    money.add(11, "municipality", "cost", np.int64(7))
    assert money.array[0, 0, 0] == 30_000
    assert money.array[11, 1, 2] == 7
    assert money.total() == 30_007


@pytest.mark.failure
def test_unknown_places_and_broken_amounts_are_refused() -> None:
    money = ledger()
    with pytest.raises(LedgerError, match="month 12 is outside"):
        money.add(12, "state", "places", 1)
    with pytest.raises(LedgerError, match="month -1 is outside"):
        money.add(-1, "state", "places", 1)
    with pytest.raises(LedgerError, match="no payer 'county'"):
        money.add(0, "county", "places", 1)
    with pytest.raises(LedgerError, match="no item 'gold'"):
        money.add(0, "state", "gold", 1)
    with pytest.raises(TypeError):
        money.add(0, "state", "places", 1.5)  # the point of the test


@pytest.mark.invariant
@given(
    st.lists(
        st.tuples(
            st.integers(0, 11),
            st.sampled_from(["state", "municipality"]),
            st.sampled_from(["places", "grant", "cost"]),
            st.integers(-(10**15), 10**15),
        ),
        max_size=60,
    )
)
def test_the_total_is_exact(entries: list[tuple[int, str, str, int]]) -> None:
    money = ledger()
    for entry in entries:
        money.add(*entry)
    assert money.total() == sum(entry[3] for entry in entries)
    for month in range(12):
        assert int(money.array[month].sum()) == sum(entry[3] for entry in entries if entry[0] == month)
