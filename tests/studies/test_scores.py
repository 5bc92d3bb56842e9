"""Scores against cases written out by hand, brute force and closed forms."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from scipy import stats

from sim.studies.scores import (
    ALPHAS,
    HORIZONS,
    CannotScore,
    band,
    clopper_pearson,
    coverage,
    crps,
    half_time,
    horizon_bin,
    interval_score,
    log_scale,
    mean_score,
    peak,
    quantiles,
    skill,
    weighted_interval_score,
)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.unit
def test_crps_of_three_runs_by_hand() -> None:
    # runs 1, 2, 6; observed 3. Mean distance to 3: (2 + 1 + 3) / 3 = 2.
    # Distances of runs: 1, 5, 4, each twice: 20. Fair: 20 / (2 * 3 * 2) = 5/3. Score 1/3.
    assert crps([[6.0], [1.0], [2.0]], [3.0]) == pytest.approx([1.0 / 3.0])
    # two runs at 0 and 4, observed 2: 2 - 8 / (2 * 2 * 1) = 0; observed 10: 8 - 2 = 6
    assert crps([[0.0, 0.0], [4.0, 4.0]], [2.0, 10.0]) == pytest.approx([0.0, 6.0])


@pytest.mark.unit
def test_crps_of_runs_that_agree_is_the_absolute_error() -> None:
    assert crps(np.full((5, 2), 7.0), [4.0, 9.0]) == pytest.approx([3.0, 2.0])


@pytest.mark.theory
def test_crps_is_that_of_the_double_sum() -> None:
    rng = np.random.default_rng(1)
    runs, truth = rng.gamma(2.0, 3.0, (17, 6)), rng.gamma(2.0, 3.0, 6)
    m = len(runs)
    by_force = [
        sum(abs(x - y) for x in column) / m
        - sum(abs(a - b) for a in column for b in column) / (2.0 * m * (m - 1))
        for column, y in zip(runs.T, truth, strict=True)
    ]
    assert crps(runs, truth) == pytest.approx(by_force, rel=1e-12)


@pytest.mark.theory
@pytest.mark.parametrize("m", [2, 5, 40])
def test_crps_of_few_normal_runs_is_on_average_that_of_the_normal_law(m: int) -> None:
    """The fair score does not depend on the number of runs: within four standard errors of the closed form."""
    mean, spread, truth, worlds = 3.0, 2.0, 4.5, 20_000
    runs = np.random.default_rng(m).normal(mean, spread, (m, worlds))
    z = (truth - mean) / spread
    law = stats.norm
    closed = spread * (z * (2.0 * law.cdf(z) - 1.0) + 2.0 * law.pdf(z) - 1.0 / math.sqrt(math.pi))
    scores = crps(runs, np.full(worlds, truth))
    error = scores.std(ddof=1) / math.sqrt(worlds)
    assert abs(scores.mean() - closed) < 4.0 * error
    unfair = np.abs(runs - truth).mean(axis=0)
    assert abs(unfair.mean() - closed) > 4.0 * error  # the check can fail


@pytest.mark.unit
def test_interval_score_by_hand() -> None:
    # interval 10 to 20, alpha 0.2: width 10; 2 below costs 2 / 0.2 * 2 = 20 more, 5 above 50 more; edges are inside
    found = interval_score([10.0] * 5, [20.0] * 5, [15.0, 8.0, 25.0, 10.0, 20.0], 0.2)
    assert found == pytest.approx([10.0, 30.0, 60.0, 10.0, 10.0])


@pytest.mark.unit
def test_weighted_interval_score_by_hand() -> None:
    # runs 1 to 7: the k-th is the quantile k/8, so alpha 0.5 gives 2 to 6 and the median is 4. Observed 9:
    # IS = 4 + 2/0.5 * 3 = 16; (|9 - 4| / 2 + 0.5 / 2 * 16) / 1.5 = (2.5 + 4) / 1.5
    runs = np.arange(1.0, 8.0)[:, None]
    assert weighted_interval_score(runs, [9.0], [0.5]) == pytest.approx([6.5 / 1.5])
    assert weighted_interval_score(runs, [4.0], [0.5]) == pytest.approx([1.0 / 1.5])


@pytest.mark.theory
def test_weighted_interval_score_is_twice_the_mean_quantile_score() -> None:
    rng = np.random.default_rng(2)
    runs, truth = rng.normal(100.0, 20.0, (200, 30)), rng.normal(100.0, 40.0, 30)
    shares = np.sort([0.5, *(a / 2.0 for a in ALPHAS), *(1.0 - a / 2.0 for a in ALPHAS)])
    assert len(shares) == 23
    at = quantiles(runs, shares)
    pinball = np.where(truth >= at, shares[:, None] * (truth - at), (1.0 - shares[:, None]) * (at - truth))
    assert weighted_interval_score(runs, truth) == pytest.approx(2.0 * pinball.mean(axis=0), rel=1e-12)


@pytest.mark.unit
def test_log_scale() -> None:
    assert log_scale([0.0, math.e - 1.0]) == pytest.approx([0.0, 1.0])
    # one run, twice what was observed: the error is about ln 2 whatever the size
    error = np.abs(log_scale([200.0, 20_000.0]) - log_scale([100.0, 10_000.0]))
    assert error == pytest.approx([math.log(201 / 101), math.log(20_001 / 10_001)])
    with pytest.raises(ValueError, match="below 0"):
        log_scale([-1.0])


@pytest.mark.unit
def test_band_by_order_statistics() -> None:
    runs = np.random.default_rng(3).permutation(np.arange(1.0, 200.0))[:, None]  # 199 runs: 1 to 199
    for level, ends in ((0.5, (50.0, 150.0)), (0.9, (10.0, 190.0))):
        found = band(runs, level)
        assert not isinstance(found, CannotScore)
        assert (found[0][0], found[1][0]) == ends
    assert isinstance(band(runs[:18], 0.9), CannotScore)
    assert str(band(runs[:18], 0.9)) == "cannot score (18 replications, a 90% band takes 19)"
    assert not isinstance(band(runs[:19], 0.9), CannotScore)
    assert not isinstance(band(runs[:3], 0.5), CannotScore)
    assert isinstance(band(runs[:2], 0.5), CannotScore)


@pytest.mark.theory
@pytest.mark.parametrize("level", [0.5, 0.9])
@pytest.mark.parametrize("m", [19, 40, 200])
def test_bands_cover_on_synthetic_truth(m: int, level: float) -> None:
    """Truth drawn like the runs: the share inside is what the order statistics promise, at least the level."""
    rng = np.random.default_rng(m)
    runs, truth = rng.gamma(2.0, 500.0, (m, 20_000)), rng.gamma(2.0, 500.0, 20_000)
    found = coverage(runs, truth, level)
    assert not isinstance(found, CannotScore)
    assert found.agrees
    assert level <= found.expected < level + 2.0 / (m + 1)
    assert found.high - found.low < 0.02
    narrow = coverage((runs - 1000.0) * 0.8 + 1000.0, truth, level)
    assert not isinstance(narrow, CannotScore)
    assert not narrow.agrees  # the check can fail


@pytest.mark.theory
def test_the_interval_of_a_coverage_holds_its_own_level() -> None:
    """Worlds of 30 points each: the interval holds the true share in at least 95 % of them, and not in all."""
    rng = np.random.default_rng(5)
    held = []
    for _ in range(600):
        found = coverage(rng.normal(size=(40, 30)), rng.normal(size=30), 0.9)
        assert not isinstance(found, CannotScore)
        held.append(found.agrees)
    assert 0.95 <= np.mean(held) < 1.0


@pytest.mark.unit
def test_interval_of_a_share_by_hand() -> None:
    # 0 of 10: (1 - p)^10 = 0.025; 10 of 10 mirrors it
    end = 1.0 - 0.025 ** (1.0 / 10.0)
    assert clopper_pearson(0, 10) == pytest.approx((0.0, end))
    assert clopper_pearson(10, 10) == pytest.approx((1.0 - end, 1.0))
    low, high = clopper_pearson(7, 10)
    assert stats.binom.sf(6, 10, low) == pytest.approx(0.025)
    assert stats.binom.cdf(7, 10, high) == pytest.approx(0.025)


@pytest.mark.unit
def test_coverage_counts_edges_as_inside() -> None:
    runs = np.tile(np.arange(1.0, 8.0)[:, None], (1, 8))  # 50 % band of seven runs: 2 to 6
    found = coverage(runs, [2.0, 6.0, 4.0, 1.9, 6.1, 3.0, 5.0, 0.0], 0.5)
    assert not isinstance(found, CannotScore)
    assert (found.hits, found.n, found.share, found.expected) == (5, 8, 0.625, 0.5)


@pytest.mark.unit
def test_fewer_than_eight_pairs_are_not_scored() -> None:
    assert str(mean_score(np.ones(5))) == "cannot score (n = 5, at least 8)"
    assert str(skill(np.ones(7), np.ones(7))) == "cannot score (n = 7, at least 8)"
    assert coverage(np.ones((40, 7)), np.ones(7), 0.9) == CannotScore(7)
    assert mean_score(np.arange(8.0)) == 3.5
    assert skill(np.ones(8), np.full(8, 4.0)) == 0.75
    assert skill(np.full(8, 3.0), np.full(8, 2.0)) == -0.5
    assert str(skill(np.ones(8), np.zeros(8))) == "cannot score (the baseline makes no error)"


@pytest.mark.unit
def test_peak_is_the_first_of_equals() -> None:
    dates = [day("2015-10-31"), day("2015-11-30"), day("2015-12-31"), day("2016-01-08")]
    when, height = peak(dates, [25.0, 32.0, 30.0, 32.0])
    assert (when, height) == (day("2015-11-30"), 32.0)


@pytest.mark.unit
def test_half_time_by_hand() -> None:
    dates = [day("2016-01-01"), day("2016-01-11"), day("2016-01-21"), day("2016-01-31")]
    # peak 100 on the 11th; from the 21st (70) to the 31st (30) the line passes 50 after five days
    assert half_time(dates, [40.0, 100.0, 70.0, 30.0]) == day("2016-01-26")
    # from 60 to 30 it passes 50 after 3 1/3 days: the first day at or below is the fourth
    assert half_time(dates, [40.0, 100.0, 60.0, 30.0]) == day("2016-01-25")
    assert half_time(dates, [40.0, 100.0, 50.0, 30.0]) == day("2016-01-21")
    assert half_time(dates, [40.0, 100.0, 70.0, 50.0]) == day("2016-01-31")
    assert half_time(dates, [40.0, 100.0, 70.0, 51.0]) is None
    assert half_time(dates, [10.0, 20.0, 30.0, 40.0]) is None


@pytest.mark.unit
def test_bins_of_horizons_reach_a_fifth_to_either_side() -> None:
    assert [each.name for each in HORIZONS] == ["3 months", "6 months", "12 months"]
    three = {73: None, 74: "3 months", 91: "3 months", 109: "3 months", 110: None}
    six = {146: None, 147: "6 months", 183: "6 months", 219: "6 months", 220: None}
    twelve = {292: None, 293: "12 months", 365: "12 months", 438: "12 months", 439: None}
    edges = three | six | twelve
    assert {days: horizon_bin(days) for days in edges} == edges


@pytest.mark.failure
def test_what_cannot_be_scored_is_refused() -> None:
    nothing = np.array([[1.0, np.nan], [2.0, 3.0]])
    with pytest.raises(ValueError, match="does not reach"):
        crps(nothing, [1.0, 2.0])
    with pytest.raises(ValueError, match="do not fit"):
        weighted_interval_score(np.ones((3, 2)), [1.0])
    with pytest.raises(ValueError, match="takes 2"):
        crps([[1.0]], [1.0])
    with pytest.raises(ValueError, match="below its lower"):
        interval_score([2.0], [1.0], [1.0], 0.5)
    with pytest.raises(ValueError, match="between 0 and 1"):
        interval_score([1.0], [2.0], [1.0], 1.0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        band(np.ones((30, 1)), 1.0)
    with pytest.raises(ValueError, match="not finite"):
        skill([np.nan] * 8, np.ones(8))
    with pytest.raises(ValueError, match="stand against"):
        skill(np.ones(8), np.ones(9))
    with pytest.raises(ValueError, match="dates must rise"):
        peak([day("2016-01-01"), day("2016-01-01")], [1.0, 2.0])
    with pytest.raises(ValueError, match="no share"):
        clopper_pearson(3, 2)
