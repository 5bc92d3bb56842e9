import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.statistics import (
    compare_runs,
    holm,
    mean_interval,
    middle_half,
    pointwise,
    quantile_interval,
    quantile_upper_bound,
    runs_for_quantile,
    runs_needed,
    share,
    share_interval,
    sign_test,
    spread,
    variance_ratio,
    wilson,
)

A = [10.0, 12.0, 9.0, 14.0, 11.0]
B = [11.0, 14.0, 9.0, 17.0, 12.0]  # differences 1, 2, 0, 3, 1


@pytest.mark.unit
def test_paired_difference_by_hand():
    found = compare_runs(A, B)
    # mean 1.4, variance of the differences 1.3, standard error sqrt(1.3 / 5) = 0.509902,
    # t(0.975; 4) = 2.776445
    assert found.mean == pytest.approx(1.4)
    assert (found.low, found.high) == pytest.approx((1.4 - 2.776445 * 0.509902, 1.4 + 2.776445 * 0.509902), abs=1e-5)
    # variances 3.7 and 9.3 against 1.3
    assert found.variance_ratio == pytest.approx((3.7 + 9.3) / 1.3)
    assert (found.mean_a, found.mean_b, found.runs) == (pytest.approx(11.2), pytest.approx(12.6), 5)


@pytest.mark.unit
def test_paired_difference_agrees_with_scipy():
    found, theirs = compare_runs(A, B), stats.ttest_rel(B, A)
    assert found.p == pytest.approx(theirs.pvalue)
    interval = theirs.confidence_interval()
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert found.correlation == pytest.approx(stats.pearsonr(A, B).statistic)


@pytest.mark.unit
def test_sign_test_leaves_out_ties_and_is_exact():
    assert sign_test([1, 2, 0, 3, 1]) == pytest.approx(2 * 0.5**4)
    assert sign_test([0.0, 0.0]) == 1.0
    assert sign_test([1, -1, 2, -2, 3]) == 1.0
    assert sign_test([1] * 9 + [-1]) == pytest.approx(2 * (1 + 10) / 2**10)


@pytest.mark.unit
def test_equal_runs_are_identical_and_a_constant_shift_is_certain():
    same, shifted = compare_runs(A, A), compare_runs(A, [a + 3.0 for a in A])
    assert same.identical
    assert same.low <= 0.0 <= same.high
    assert same.variance_ratio is None
    assert (shifted.mean, shifted.low, shifted.high, shifted.p) == (3.0, 3.0, 3.0, 0.0)
    assert not shifted.identical


@pytest.mark.unit
def test_rounding_is_no_variance():
    a = np.linspace(150.0, 151.0, 30) * (1 / 3)
    assert variance_ratio(a, a - 12.0) is None


@pytest.mark.unit
def test_opposite_luck_is_told_and_keeps_the_wide_interval():
    opposite = [20.0 - a for a in A]
    found = compare_runs(A, opposite)
    assert found.variance_ratio < 1.0
    assert not found.pairing_helped
    assert found.high - found.low == pytest.approx(np.ptp(stats.ttest_rel(A, opposite).confidence_interval()))


@pytest.mark.unit
def test_one_run_gives_no_interval():
    found = compare_runs([4.0], [7.0])
    assert (found.mean, found.low, found.high, found.p) == (3.0, -np.inf, np.inf, 1.0)


@pytest.mark.failure
@pytest.mark.parametrize(
    ("a", "b", "message"),
    [([1.0], [1.0, 2.0], "1 runs against 2"), ([], [], "one or more"), ([np.nan], [1.0], "not finite")],
)
def test_what_cannot_be_compared_is_refused(a, b, message):
    with pytest.raises(ValueError, match=message):
        compare_runs(a, b)


@pytest.mark.theory
def test_variance_ratio_of_known_correlation():
    """Equal variances and correlation rho give a ratio of 1 / (1 - rho)."""
    rng = np.random.default_rng(3)
    rho, n = 0.9, 200_000
    common, own = rng.normal(size=n), rng.normal(size=(2, n))
    a, b = (np.sqrt(rho) * common + np.sqrt(1 - rho) * each for each in own)
    assert variance_ratio(a, b) == pytest.approx(10.0, rel=0.02)


@pytest.mark.theory
def test_paired_interval_covers_the_truth_as_often_as_it_says():
    """Skewed costs, 30 runs, 4,000 experiments: 95 % within 3.9 standard errors."""
    rng = np.random.default_rng(7)
    experiments, covered = 4_000, 0
    for _ in range(experiments):
        luck = rng.gamma(4.0, 25.0, 30)
        found = compare_runs(luck, 1.1 * luck + rng.normal(2.0, 6.0, 30))
        covered += found.low <= 12.0 <= found.high  # 0.1 times the mean luck of 100, and 2
    assert covered / experiments == pytest.approx(0.95, abs=3.9 * np.sqrt(0.95 * 0.05 / experiments))


@pytest.mark.unit
@pytest.mark.parametrize(
    ("hits", "runs", "low", "high"),
    # E. B. Wilson's interval, values from the formula worked by hand with z = 1.959964
    [(5, 10, 0.2366, 0.7634), (1, 30, 0.0059, 0.1667), (0, 30, 0.0, 0.1135), (30, 30, 0.8865, 1.0)],
)
def test_wilson_by_hand_and_by_scipy(hits, runs, low, high):
    assert wilson(hits, runs) == pytest.approx((low, high), abs=5e-5)
    theirs = stats.binomtest(hits, runs).proportion_ci(method="wilson")
    assert wilson(hits, runs) == pytest.approx((theirs.low, theirs.high))


@pytest.mark.unit
def test_none_and_all_of_n_follow_the_rule_of_three():
    assert (share(0, 30).low, share(0, 30).high) == (0.0, pytest.approx(0.1))
    assert (share(30, 30).low, share(30, 30).high) == (pytest.approx(0.9), 1.0)
    assert share(0, 2).high == 1.0
    assert (share(3, 30).low, share(3, 30).high) == wilson(3, 30)
    assert share_interval(0, 30) == (0.0, pytest.approx(0.1))
    assert share_interval(30, 30) == (pytest.approx(0.9), 1.0)
    assert share_interval(2.5, 5) == wilson(2.5, 5)
    assert share_interval(0, 30, 4) == (0.0, pytest.approx((3.0 + math.log(4.0)) / 30.0))
    assert share_interval(3, 30, 4) == wilson(3, 30, 1.0 - 0.05 / 4.0)


@pytest.mark.failure
@pytest.mark.parametrize(("hits", "runs"), [(3, 2), (-1, 4), (0, 0)])
def test_no_share_is_refused(hits, runs):
    with pytest.raises(ValueError, match="is no share"):
        wilson(hits, runs)


@pytest.mark.unit
def test_below_59_runs_the_full_range_and_its_label():
    found = spread(range(58))
    assert (found.low, found.median, found.high) == (0.0, 28.5, 57.0)
    assert found.label == "mean and full range of 58 runs"
    assert spread([4.0]).label == "one run"


@pytest.mark.unit
def test_from_59_runs_percentiles_and_their_label():
    found = spread(range(101))
    assert (found.low, found.median, found.high) == (5.0, 50.0, 95.0)
    assert found.label == "mean and 5th to 95th percentile of 101 runs"


@pytest.mark.unit
@pytest.mark.parametrize("rare", [[12_500.0] * 4, [20.0] * 5 + [9_000.0], [1.0, -1.0]])
def test_what_happens_too_seldom_for_percentiles_has_its_full_range(rare):
    """Percentiles that leave out all that happens, or the mean, would tell a rare figure as certain."""
    found = spread([0.0] * (100 - len(rare)) + rare)
    assert (found.low, found.high) == (min(0.0, *rare), max(rare))
    assert found.label == "mean and full range of 100 runs"
    assert spread([7.0] * 100).label == "mean and 5th to 95th percentile of 100 runs"


@pytest.mark.unit
def test_the_middle_half_leaves_out_a_quarter_at_either_end_and_takes_seven_runs():
    assert middle_half(np.arange(6.0)[:, None]) is None
    assert [float(each[0]) for each in middle_half(np.arange(7.0)[:, None])] == [1.0, 5.0]
    assert [float(each[0]) for each in middle_half(np.arange(99.0)[::-1, None])] == [24.0, 74.0]


@pytest.mark.unit
def test_pointwise_ranges_leave_out_whole_runs_from_59_on():
    low, high = pointwise(np.arange(58.0)[:, None] * np.ones((1, 3)))
    assert (low.tolist(), high.tolist()) == ([0.0] * 3, [57.0] * 3)
    low, high = pointwise(np.arange(101.0)[:, None])
    assert (low.tolist(), high.tolist()) == ([4.0], [96.0])


@pytest.mark.theory
def test_upper_bound_of_a_percentile_needs_59_runs():
    """Wilks: 1 - 0.95^58 = 0.949 and 1 - 0.95^59 = 0.952."""
    assert quantile_upper_bound(range(58)) is None
    assert quantile_upper_bound(range(59)) == 58.0
    assert quantile_upper_bound(range(93)) == 91.0  # the second largest from 93 on


@pytest.mark.unit
def test_holm_by_hand():
    # ordered 0.001, 0.02, 0.03, 0.04 against 0.0125, 0.01667, ...: the second stops it
    answers = holm([0.03, 0.001, 0.04, 0.02])
    assert [rejected for rejected, _ in answers] == [False, True, False, False]
    assert [confidence for _, confidence in answers] == pytest.approx([1 - 0.05 / 3, 1 - 0.05 / 4] + [1 - 0.05 / 3] * 2)
    assert holm([]) == []
    assert holm([0.04]) == [(True, pytest.approx(0.95))]


@pytest.mark.invariant
def test_intervals_and_holm_never_disagree():
    rng = np.random.default_rng(11)
    for _ in range(200):
        base = rng.normal(0, 3, 12)
        plans = [base + rng.normal(shift, 1.0, 12) for shift in rng.choice([0.0, 0.3, 0.9, 2.0], 5)]
        p_values = [compare_runs(base, plan).p for plan in plans]
        for plan, (rejected, confidence) in zip(plans, holm(p_values), strict=True):
            pair = compare_runs(base, plan, confidence)
            assert (pair.low <= 0.0 <= pair.high) == (not rejected)


@pytest.mark.theory
def test_ten_equal_plans_are_told_apart_rarely_enough():
    """Family-wise error of Holm over all 45 pairs of equal plans, 1,000 experiments: at most 0.065."""
    rng = np.random.default_rng(13)
    wrong = 0
    for _ in range(1_000):
        runs = rng.normal(size=(10, 30)) + rng.normal(size=30)
        first, second = np.triu_indices(10, 1)
        differences = runs[second] - runs[first]
        t = differences.mean(axis=1) / (differences.std(axis=1, ddof=1) / np.sqrt(30))
        wrong += any(rejected for rejected, _ in holm(list(2 * stats.t.sf(np.abs(t), 29))))
    assert wrong / 1_000 <= 0.065


@pytest.mark.unit
def test_runs_needed_by_hand():
    # (1.959964 / 0.5)^2 = 15.366; times 1.3 and 13.0
    assert runs_needed(A, B, 0.5) == (20, 200)
    with pytest.raises(ValueError, match="half_width is 0"):
        runs_needed(A, B, 0.0)


@pytest.mark.theory
@pytest.mark.parametrize(
    ("runs", "ranks"), [(100, (90, 100)), (200, (184, 197)), (500, (465, 485)), (1000, (936, 964))]
)
def test_ranks_of_the_95th_percentile_are_those_of_the_binomial_law(runs, ranks):
    found = quantile_interval(np.random.default_rng(runs).permutation(runs) + 1.0)
    assert found.ranks == ranks
    assert (found.low, found.high) == ranks
    assert found.low <= found.value <= found.high
    below, above = ranks
    law = [math.comb(runs, k) * 19**k for k in range(runs + 1)]  # of the runs at or below it, times 20^runs
    missed = 20**runs // 40
    assert sum(law[:below]) <= missed < sum(law[: below + 1])  # the next rank up would miss too often
    assert sum(law[above:]) <= missed < sum(law[above - 1 :])  # and so would the next rank down


@pytest.mark.failure
def test_an_interval_of_the_95th_percentile_is_refused_with_too_few_runs():
    for runs, two_sided in ((58, False), (71, True), (59, True), (1, True)):
        refused = quantile_interval(range(runs), two_sided=two_sided)
        assert (refused.ranks, refused.low, refused.high) == (None, None, None)
        assert f"{runs} runs are too few" in refused.why
        assert refused.why.endswith(f"it takes {72 if two_sided else 59}")
    assert quantile_interval(range(72)).ranks == (64, 72)
    bound = quantile_interval(range(59), two_sided=False)
    assert (bound.low, bound.high, bound.why) == (-math.inf, 58.0, "")
    for q, confidence in ((0.0, 0.95), (1.0, 0.95), (0.5, 0.0), (0.5, 1.0)):
        with pytest.raises(ValueError, match="between 0 and 1"):
            quantile_interval(range(72), q, confidence)


@pytest.mark.invariant
@given(q=st.floats(0.02, 0.98), confidence=st.sampled_from([0.8, 0.9, 0.95, 0.99]), two_sided=st.booleans())
def test_the_fewest_runs_are_just_enough(q, confidence, two_sided):
    least = runs_for_quantile(q, confidence, two_sided)
    assert quantile_interval(range(least), q, confidence, two_sided).ranks is not None
    if least > 1:
        assert quantile_interval(range(least - 1), q, confidence, two_sided).ranks is None


@pytest.mark.theory
def test_the_interval_of_a_quantile_holds_for_a_skewed_law():
    luck = np.random.default_rng(8)
    true = math.exp(1.6448536269514722)  # 95th percentile of a lognormal law with parameters 0 and 1
    found = [quantile_interval(luck.lognormal(size=100)) for _ in range(1000)]
    assert 0.94 <= np.mean([each.low <= true <= each.high for each in found]) <= 0.99


@pytest.mark.unit
def test_the_mean_has_a_t_interval_with_two_values_or_more():
    assert mean_interval([3.0]) == (3.0, math.inf)
    assert mean_interval([0.1] * 7) == (pytest.approx(0.1), 0.0)
    mean, half = mean_interval([1.0, 2.0, 3.0, 4.0])
    assert (mean, half) == (2.5, pytest.approx(3.182446305284263 * math.sqrt(5.0 / 3.0) / 2.0))
