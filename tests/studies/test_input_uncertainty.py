import numpy as np
import pandas as pd
import pytest

from sim.studies.input_uncertainty import split


def _frame(luck, inputs, chance, outer=100, inner=5, mean=10.0):
    """Runs of a law with known components: mean + N(0, inputs) for a draw + N(0, chance) for a run."""
    effect = luck.normal(0.0, np.sqrt(inputs), outer)
    value = mean + np.repeat(effect, inner) + luck.normal(0.0, np.sqrt(chance), outer * inner)
    return pd.DataFrame(
        {"outer": np.repeat(np.arange(outer), inner), "inner": np.tile(np.arange(inner), outer), "value": value}
    )


@pytest.mark.theory
def test_the_components_are_found_without_bias_and_the_naive_one_is_not():
    luck = np.random.default_rng(4)
    found, naive = [], []
    for _ in range(300):
        frame = _frame(luck, inputs=4.0, chance=9.0)
        found.append(split(frame, resamples=2))
        naive.append(frame.groupby("outer")["value"].mean().var())
    assert np.mean([each.inputs for each in found]) == pytest.approx(4.0, rel=0.03)
    assert np.mean([each.chance for each in found]) == pytest.approx(9.0, rel=0.02)
    assert np.mean([each.total for each in found]) == pytest.approx(13.0, rel=0.03)
    assert np.mean(naive) == pytest.approx(4.0 + 9.0 / 5.0, rel=0.03)


@pytest.mark.theory
@pytest.mark.parametrize(("inputs", "chance"), [(4.0, 9.0), (9.0, 1.0)])
def test_the_interval_of_the_share_holds_the_true_share(inputs, chance):
    luck = np.random.default_rng(5)
    splits = [split(_frame(luck, inputs, chance), seed=k, resamples=400) for k in range(300)]
    true = inputs / (inputs + chance)
    assert 0.90 <= np.mean([each.low <= true <= each.high for each in splits]) <= 0.99
    assert all(each.low <= each.share_inputs <= each.high for each in splits)


@pytest.mark.theory
def test_more_replications_of_the_same_inputs_do_not_make_the_mean_certain():
    luck = np.random.default_rng(6)
    few, many = (split(_frame(luck, 4.0, 9.0, outer=50, inner=inner), resamples=2) for inner in (5, 500))
    floor = 2.009 * np.sqrt(4.0 / 50.0)
    assert few.half_width > many.half_width
    assert many.half_width == pytest.approx(floor, rel=0.2)
    inside = [split(_frame(luck, 4.0, 9.0, outer=20), resamples=2) for _ in range(1000)]
    assert 0.93 <= np.mean([abs(each.mean - 10.0) <= each.half_width for each in inside]) <= 0.97


@pytest.mark.unit
def test_the_split_by_hand_with_unequal_numbers_of_replications():
    frame = pd.DataFrame({"outer": [7, 7, 7, 9, 9], "inner": [0, 1, 2, 0, 1], "value": [1.0, 2.0, 3.0, 6.0, 8.0]})
    found = split(frame)
    # within (2 + 2) / (5 - 2); between 3 * (2 - 4)^2 + 2 * (7 - 4)^2 = 30; n0 = 5 - 13 / 5
    assert (found.outer, found.runs, found.mean) == (2, 5, 4.5)
    assert found.chance == pytest.approx(4.0 / 3.0)
    assert found.inputs == pytest.approx((30.0 - 4.0 / 3.0) / 2.4)
    assert "take at least 100 and 5" in found.warning


@pytest.mark.unit
def test_only_chance_or_only_inputs():
    luck = np.random.default_rng(7)
    chance = split(_frame(luck, 0.0, 9.0))
    assert chance.low == 0.0
    assert chance.share_inputs < 0.1
    inputs = split(_frame(luck, 4.0, 0.0))
    assert (inputs.share_inputs, inputs.low, inputs.high) == (1.0, 1.0, 1.0)
    assert inputs.warning == ""
    nothing = split(_frame(luck, 0.0, 0.0))
    assert (nothing.total, nothing.share_inputs, nothing.low) == (0.0, None, None)
    assert nothing.half_width == 0.0


@pytest.mark.repeat
def test_the_resampling_is_keyed_and_asks_not_for_the_order_of_rows():
    frame = _frame(np.random.default_rng(8), 4.0, 9.0)
    one = split(frame, seed=3)
    assert split(frame, seed=3) == one
    shuffled = split(frame.sample(frac=1.0, random_state=1), seed=3)
    assert (shuffled.low, shuffled.high) == pytest.approx((one.low, one.high))
    assert (split(frame, seed=4).low, split(frame, seed=4).high) != (one.low, one.high)


@pytest.mark.failure
@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"outer": [0, 1], "value": [1.0, 2.0]}, "no column inner"),
        ({"outer": [0, 0, 1], "inner": [0, 0, 0], "value": [1.0, 2.0, 3.0]}, "a run is there twice"),
        ({"outer": [0, 0, 1], "inner": [0, 1, 0], "value": [1.0, np.nan, 3.0]}, "not finite"),
        ({"outer": [0, 0, 0], "inner": [0, 1, 2], "value": [1.0, 2.0, 3.0]}, "1 outer draws and 3 runs"),
        ({"outer": [0, 1, 2], "inner": [0, 0, 0], "value": [1.0, 2.0, 3.0]}, "3 outer draws and 3 runs"),
        ({"outer": [], "inner": [], "value": []}, "0 outer draws and 0 runs"),
    ],
)
def test_what_cannot_be_split_is_refused(columns, said):
    with pytest.raises(ValueError, match=said):
        split(pd.DataFrame(columns))
