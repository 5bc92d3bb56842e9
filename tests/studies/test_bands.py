from dataclasses import replace

import numpy as np
import pytest

from sim.results import Results
from sim.runs.keys import RunKey
from sim.runs.writer import TableWriter
from sim.statistics import quantile_interval
from sim.studies.bands import pointwise, runs_for_whole_path, stay_inside_pointwise, whole_path
from sim.studies.single import Single
from tests.support import synthetic


def _station(luck, runs, weeks=52, stay=10.0, size=700.0):
    """Paths of an Mt/M/infinity station that starts empty, exact at week's end: who stays, and who came."""
    kept = np.exp(-1.0 / stay)
    inside = np.zeros(runs, dtype=np.int64)
    paths = np.empty((runs, weeks))
    for week in range(weeks):
        rate = size / stay * (1.0 + 0.8 * np.sin(2.0 * np.pi * week / 52.0))
        inside = luck.binomial(inside, kept) + luck.poisson(rate * stay * (1.0 - kept), runs)
        paths[:, week] = inside
    return paths


@pytest.mark.theory
def test_a_pointwise_band_loses_most_whole_paths_and_a_whole_path_band_holds_them():
    luck = np.random.default_rng(1)
    new = _station(luck, 2000)
    weekly, pointwise_whole, whole = [], [], []
    for _ in range(20):
        runs = _station(luck, 200)
        band = pointwise(runs)
        weekly.append(((new >= band.low) & (new <= band.high)).mean())
        pointwise_whole.append(band.holds(new).mean())
        whole.append(whole_path(runs).holds(new).mean())
    assert 0.89 <= np.mean(weekly) <= 0.92
    assert np.mean(pointwise_whole) < 0.35
    assert 0.88 <= np.mean(whole) <= 0.92
    assert min(whole) > 0.8


@pytest.mark.theory
@pytest.mark.parametrize(("level", "runs"), [(0.9, 12), (0.9, 30), (0.8, 30), (0.95, 60)])
def test_the_level_holds_on_new_paths_with_few_runs_too(level, runs):
    luck = np.random.default_rng(runs)
    held = [whole_path(_station(luck, runs), level).holds(_station(luck, 100)).mean() for _ in range(150)]
    assert level - 0.02 <= np.mean(held) <= level + 0.07


@pytest.mark.theory
@pytest.mark.parametrize("runs", [59, 79, 100, 199])
def test_a_pointwise_band_holds_new_runs_with_its_level_in_each_week(runs):
    luck = np.random.default_rng(runs)
    held = []
    for _ in range(100):
        band = pointwise(luck.normal(size=(runs, 52)))
        new = luck.normal(size=(50, 52))
        held.append(((new >= band.low) & (new <= band.high)).mean())
    assert 0.897 <= np.mean(held) <= 0.936


@pytest.mark.unit
def test_bands_are_labelled_and_the_whole_path_band_is_the_wider():
    runs = _station(np.random.default_rng(2), 100)
    one, other = pointwise(runs), whole_path(runs)
    assert (one.kind, one.level, one.runs, one.multiplier) == ("pointwise", 0.9, 100, None)
    assert (other.kind, other.level, other.runs) == ("whole path", 0.9, 100)
    assert 2.5 < other.multiplier < 3.5
    assert (other.high - other.low > one.high - one.low).all()
    assert (pointwise(runs[:58]).level, pointwise(runs[:58]).high.tolist()) == (None, runs[:58].max(axis=0).tolist())


@pytest.mark.unit
def test_too_few_runs_have_no_whole_path_band():
    runs = _station(np.random.default_rng(3), 19)
    assert [runs_for_whole_path(level) for level in (0.5, 0.8, 0.9, 0.95)] == [1, 4, 9, 19]
    assert whole_path(runs[:8]) is None
    assert whole_path(runs[:9]) is not None
    assert whole_path(runs[:18], 0.95) is None
    assert whole_path(runs, 0.95) is not None


@pytest.mark.unit
def test_each_path_is_held_against_the_others():
    """The distances by their definition: mean and spread of the paths without the one that is looked at."""
    runs = _station(np.random.default_rng(4), 12)
    distances = []
    for i in range(12):
        others = np.delete(runs, i, axis=0)
        spread = others.std(axis=0, ddof=1)
        spread = np.maximum(spread, 0.05 * np.sqrt((spread**2).mean()))
        distances.append((np.abs(runs[i] - others.mean(axis=0)) / spread).max())
    assert whole_path(runs).multiplier == pytest.approx(sorted(distances)[11])


@pytest.mark.unit
def test_weeks_without_spread_do_not_make_the_band_endless():
    luck = np.random.default_rng(5)
    runs = np.hstack([np.full((40, 3), 100.0), _station(luck, 40)])
    runs[7, 1] = 101.0
    band = whole_path(runs)
    assert np.isfinite(band.multiplier)
    assert band.holds(runs).mean() >= 0.85
    still = whole_path(np.full((40, 5), 3.0))
    assert (still.low.tolist(), still.high.tolist()) == ([3.0] * 5, [3.0] * 5)


@pytest.mark.unit
def test_who_stays_inside_the_range_of_the_others():
    paths = np.array([[1.0, 5.0], [2.0, 2.0], [3.0, 3.0], [4.0, 4.0], [2.5, 6.0]])
    assert stay_inside_pointwise(paths) == 1  # only the third is never lowest or highest
    runs = _station(np.random.default_rng(6), 80)
    assert stay_inside_pointwise(runs) == pointwise(runs).holds(runs).sum()


@pytest.mark.failure
@pytest.mark.parametrize(
    ("paths", "said"),
    [
        (np.zeros(5), "got shape"),
        (np.zeros((0, 5)), "got shape"),
        (np.array([[1.0, np.nan]] * 20), "not finite"),
    ],
)
def test_what_is_no_path_is_refused(paths, said):
    for make in (pointwise, whole_path):
        with pytest.raises(ValueError, match=said):
            make(paths)
    with pytest.raises(ValueError, match=r"level 1\.0"):
        whole_path(np.zeros((20, 3)), 1.0)


@pytest.mark.unit
def test_peaks_of_runs_stand_beside_the_peaks_of_the_curves_and_differ(tmp_path):
    """Runs that peak in different weeks: their own peaks are higher than the peak of any curve over weeks."""
    keys = [RunKey("surge", "lean", r) for r in range(80)]
    needs = []
    with TableWriter(tmp_path / "made", keys) as writer:
        for key in keys:
            tables = synthetic.run_tables("lean", key.replication)
            values = np.roll(tables.weekly.values, key.replication % 20, axis=0)
            weekly = replace(tables.weekly, values=values)
            needs.append(weekly.of("residents") + weekly.of("no_roof"))
            writer.add(key, synthetic.with_columns(tables, weekly=weekly))
    row = Single(Results(tmp_path / "made")).peaks.iloc[0]
    peaks = np.max(needs, axis=1)
    assert (row["median"], row["high"]) == (np.median(peaks), np.quantile(peaks, 0.95))
    assert row["curve_median"] == np.median(needs, axis=0).max()
    assert row["curve_high"] == np.sort(needs, axis=0)[-4].max()  # (80 + 1) * 0.05 = 4.05 lie above
    assert row["median"] - row["curve_median"] > 100.0
    assert row["high"] - row["curve_high"] > 50.0
    interval = quantile_interval(peaks)
    assert (row["p95_low"], row["p95_high"], row["p95_why"]) == (interval.low, interval.high, "")


@pytest.mark.unit
def test_a_study_has_both_bands_of_the_need_by_week(tmp_path):
    study = Single(Results(synthetic.write(tmp_path / "made", ("lean", "buffer"), 9)))
    found = study.need_bands
    assert list(dict.fromkeys(found["kind"])) == ["pointwise", "whole path"]
    weeks = len(synthetic.run_tables("lean", 0).weekly.dates)
    assert found.groupby(["plan", "kind"]).size().tolist() == [weeks] * 4
    assert set(found["runs"]) == {9}
    assert found[found["kind"] == "whole path"]["level"].unique().tolist() == [0.9]
    assert (found["low"] >= 0.0).all()
    few = Single(Results(synthetic.write(tmp_path / "few", ("lean",), 4))).need_bands
    assert set(few["kind"]) == {"pointwise"}
