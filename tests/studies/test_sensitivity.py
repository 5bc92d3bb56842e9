"""Tornado and random walks on functions whose effects are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.studies import sensitivity

NAMES = ["steep", "flat", "idle"]


def _series(values) -> pd.Series:
    return pd.Series(np.asarray(values, float))


@pytest.mark.unit
def test_a_tornado_orders_by_swing_and_tells_chance_from_change() -> None:
    luck = np.array([10.0, 12.0, 9.0, 11.0])
    ends = {
        "flat": {"low": _series(luck), "high": _series(luck + np.array([3, -3, 2, -2]))},
        "steep": {"low": _series(luck - 5 + np.array([0.1, 0, -0.1, 0])), "high": _series(luck + 2)},
    }
    frame = sensitivity.tornado("m", _series(luck), ends)
    assert list(frame["assumption"]) == ["steep", "steep", "flat", "flat"]
    assert list(frame["end"]) == ["low", "high", "low", "high"]
    steep = frame.iloc[0]
    assert (steep["central"], steep["value"], steep["difference"]) == (10.5, 5.5, -5.0)
    assert steep["swing"] == 7.0
    assert steep["low"] < -5.0 < steep["high"]
    assert list(frame["told_apart"]) == [True, True, False, False]


@pytest.mark.unit
def test_an_assumption_that_moves_to_one_side_only_swings_from_the_centre() -> None:
    luck = _series([1.0, 2.0])
    frame = sensitivity.tornado("m", luck, {"a": {"low": luck + 3.0, "high": luck + 1.0}})
    assert set(frame["swing"]) == {3.0}


@pytest.mark.unit
def test_what_is_told_from_chance_comes_before_what_only_swings_more() -> None:
    luck, wild = np.array([10.0, 12.0, 9.0, 11.0]), np.array([30.0, -28.0, 31.0, -25.0])
    ends = {
        "wild": {"low": _series(luck + wild), "high": _series(luck - 2 * wild)},
        "sure": {"low": _series(luck - 1 + np.array([0.01, 0, -0.01, 0])), "high": _series(luck + 1)},
    }
    frame = sensitivity.tornado("m", _series(luck), ends)
    assert list(frame["assumption"]) == ["sure", "sure", "wild", "wild"]
    assert frame["swing"].iloc[-1] > frame["swing"].iloc[0]


@pytest.mark.unit
def test_two_futures_have_no_interval_and_tell_nothing_from_chance() -> None:
    luck = _series([1.0, 2.0])
    frame = sensitivity.tornado("m", luck, {"a": {"low": luck + 3.0, "high": luck + 1.0}})
    assert frame[["low", "high"]].isna().all(axis=None)
    assert not frame["told_apart"].any()
    assert list(frame["difference"]) == [3.0, 1.0]
    three = _series([1.0, 2.0, 4.0])
    assert sensitivity.tornado("m", three, {"a": {"low": three + 3.0, "high": three + 1.0}})["told_apart"].all()


@pytest.mark.failure
def test_runs_that_failed_are_left_out_in_pairs() -> None:
    frame = sensitivity.tornado(
        "m", _series([1.0, 5.0, 2.0]), {"a": {"low": _series([2.0, np.nan, 3.0]), "high": _series([np.nan] * 3)}}
    )
    assert list(frame["end"]) == ["low"]
    assert (frame.loc[0, "runs"], frame.loc[0, "difference"]) == (2, 1.0)


@pytest.mark.theory
def test_walks_find_the_effects_of_a_known_function() -> None:
    positions = sensitivity.walks(NAMES, 20, 4, 1)
    assert positions.shape == (80, 3)
    assert positions.min() >= 0.0
    assert positions.max() <= 1.0
    frame = sensitivity.morris("m", NAMES, positions, 5.0 * positions[:, 0] - 2.0 * positions[:, 1] + 7.0, 4, 1)
    assert list(frame["assumption"]) == NAMES
    assert frame["effect"].to_numpy() == pytest.approx([5.0, 2.0, 0.0])
    assert frame["signed"].to_numpy() == pytest.approx([5.0, -2.0, 0.0])
    assert frame["spread"].to_numpy() == pytest.approx([0.0, 0.0, 0.0])
    both = sensitivity.morris("m", NAMES, positions, 4.0 * positions[:, 0] * positions[:, 1], 4, 1).set_index(
        "assumption"
    )
    assert both.loc["steep", "spread"] > 0.5  # its effect hangs on the other
    assert both.loc["steep", "low"] < 2.0 < both.loc["steep", "high"]


@pytest.mark.repeat
def test_the_same_seed_gives_the_same_walks_and_intervals() -> None:
    first, again, other = (sensitivity.walks(NAMES, 6, 4, seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    values = np.sin(5.0 * first).sum(axis=1)
    assert sensitivity.morris("m", NAMES, first, values, 4, 3).equals(
        sensitivity.morris("m", NAMES, first, values, 4, 3)
    )


@pytest.mark.failure
def test_a_walk_with_a_gap_is_refused() -> None:
    positions = sensitivity.walks(NAMES, 2, 4, 1)
    values = positions.sum(axis=1)
    values[3] = np.nan
    with pytest.raises(ValueError, match="1 positions have no value"):
        sensitivity.morris("m", NAMES, positions, values, 4, 1)
