"""Daily series."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.history import History


@pytest.mark.unit
def test_what_is_set_is_there_and_what_is_not_set_says_so() -> None:
    history = History(("residents", "share"), 3)
    history.set(0, "residents", 5)
    history.set(2, "residents", 2**53)
    assert np.array_equal(history.get("residents"), [5, np.nan, 2**53], equal_nan=True)
    assert np.isnan(history.get("share")).all()
    assert history.names == ("residents", "share")


@pytest.mark.failure
def test_an_unknown_series_is_refused() -> None:
    with pytest.raises(KeyError):
        History(("residents",), 3).set(0, "guests", 1)
