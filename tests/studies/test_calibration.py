"""The statistics of a calibration on functions and worlds whose truth is known."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from sim.config.calibrate import Episode, Parameter, Setting
from sim.data.observed import Point
from sim.studies.calibration import report
from sim.studies.calibration.emulator import fit
from sim.studies.calibration.match import Posterior, Rejected, correlation, largest, match, misfit, shrunk
from sim.studies.calibration.prior import centre, design, ratios, values_at
from sim.studies.calibration.recovery import Recovery, recover
from sim.studies.calibration.window import discrepancy, in_window, observation

AXES = 3
NAMES = "abcde"
SLOPES = np.array([[40.0, 10.0, -20.0, 5.0], [0.0, 25.0, 15.0, -10.0], [0.0, 0.0, 0.0, 1.0]])


def smooth(positions: np.ndarray) -> np.ndarray:
    """Four outputs of three positions; the third hardly matters."""
    z = (positions - 0.5) @ SLOPES
    return 100.0 + z + 4.0 * np.sin(z / 10.0) + 3.0 * np.maximum(z, 0.0)


def _covariance() -> np.ndarray:
    return np.diag([4.0, 4.0, 4.0, 4.0])


@pytest.mark.theory
def test_a_linear_model_has_the_posterior_of_the_normal_law() -> None:
    """With a linear emulator and a posterior well within the ranges, mean and covariance are known."""
    inputs = design(64, 2, 1)
    slopes = np.array([[60.0, 10.0, 0.0], [0.0, 30.0, -50.0]])
    emulator = fit(inputs, inputs @ slopes)
    covariance = np.diag([9.0, 4.0, 16.0]) + 1.0
    truth = np.array([0.45, 0.55])
    found = match(emulator, truth @ slopes, covariance, cutoff=8.0, sample=4096, draws=4000, seed=2)
    assert isinstance(found, Posterior)
    exact = np.linalg.inv(slopes @ np.linalg.inv(covariance) @ slopes.T)
    draws = found.draws[1:]
    assert np.allclose(draws.mean(axis=0), truth, atol=0.2 * np.sqrt(np.diag(exact)))
    assert np.allclose(np.cov(draws.T), exact, rtol=0.25, atol=1e-4)
    assert np.abs(found.draws[0] - truth).max() < 0.03


@pytest.mark.theory
def test_a_narrow_posterior_in_many_axes_is_found() -> None:
    """Far less than one of the first positions lies where the weight is."""
    axes = 6
    slopes = np.random.default_rng(1).normal(size=(axes, 12)) * 100.0
    inputs = design(128, axes, 1)
    emulator = fit(inputs, inputs @ slopes)
    truth = np.full(axes, 0.3)
    found = match(emulator, truth @ slopes, np.eye(12), cutoff=4.0, sample=2048, draws=500, seed=2)
    assert isinstance(found, Posterior)
    assert found.kept == 0.0
    assert found.effective > 200.0
    exact = np.sqrt(np.diag(np.linalg.inv(slopes @ slopes.T)))
    assert np.allclose(found.draws[1:].std(axis=0), exact, rtol=0.3)


@pytest.mark.unit
def test_a_misfit_is_that_of_the_normal_law_with_the_errors_of_each_position() -> None:
    generator = np.random.default_rng(7)
    difference, deviation = generator.normal(size=(600, 3)) * 2.0, generator.uniform(0.1, 3.0, size=(600, 3))
    together = np.array([[1.0, 0.5, -0.2], [0.5, 1.0, 0.3], [-0.2, 0.3, 1.0]])
    others = np.array([[2.0, 0.4, 0.0], [0.4, 1.0, 0.0], [0.0, 0.0, 3.0]])
    chi2, size = misfit(difference, deviation, together, others)
    for row in (0, 511, 512, 599):
        whole = np.outer(deviation[row], deviation[row]) * together + others
        exact = multivariate_normal(np.zeros(3), whole).logpdf(difference[row])
        assert -(chi2[row] + size[row] + 3.0 * np.log(2.0 * np.pi)) / 2.0 == pytest.approx(exact)


class Unsure:
    """An emulator that says 0 everywhere, and is the less sure the higher the first parameter is."""

    inputs = np.zeros((4, 2))
    standard = np.random.default_rng(1).normal(size=(400, 1))

    def predict(self, positions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return np.zeros((len(positions), 1)), 1.0 + 9.0 * positions[:, [0]]


@pytest.mark.theory
def test_where_the_emulator_is_less_sure_a_good_fit_counts_for_less() -> None:
    """Observed is just what is emulated, so the density of a position is one over its standard deviation."""
    emulator: Any = Unsure()
    found = match(emulator, np.zeros(1), np.full((1, 1), 1e-6), cutoff=3.0, sample=4096, draws=4000, seed=2)
    assert isinstance(found, Posterior)
    below = np.log(1.0 + 9.0 * np.array([0.1, 0.3, 0.6])) / np.log(10.0)
    assert np.allclose([(found.draws[1:, 0] < edge).mean() for edge in (0.1, 0.3, 0.6)], below, atol=0.03)
    assert found.draws[0, 0] < 0.01, "the likeliest is the first"


@pytest.mark.unit
def test_errors_of_an_emulator_go_together_as_those_of_the_runs_left_out() -> None:
    inputs = design(128, AXES, 1)
    luck = np.random.default_rng(2).normal(size=(128, 2))
    outputs = np.column_stack([luck[:, 0], luck[:, 0] + 0.1 * luck[:, 1], luck[:, 1]])
    found = correlation(fit(inputs, outputs))
    assert np.allclose(np.diag(found), 1.0)
    assert found[0, 1] > 0.9
    assert abs(found[0, 2]) < 0.3


@pytest.mark.theory
@pytest.mark.parametrize("points", [1, 5, 60])
def test_the_cutoff_is_what_the_largest_of_all_errors_exceeds_by_chance(points: int) -> None:
    """Of independent errors by the law of the largest; of errors that go together as of one point alone."""
    inputs = design(64, AXES, 1)
    emulator = fit(inputs, np.repeat(inputs @ np.ones((AXES, 1)), points, axis=1))  # all but exact
    chance = 0.01
    alone = norm.ppf((1.0 + (1.0 - chance) ** (1.0 / points)) / 2.0)
    assert largest(emulator, 1e6 * np.eye(points), chance, seed=3) == pytest.approx(alone, abs=0.04)
    together = 1e6 * (np.full((points, points), 1.0 - 1e-9) + 1e-9 * np.eye(points))
    assert largest(emulator, together, chance, seed=3) == pytest.approx(norm.ppf(1.0 - chance / 2.0), abs=0.04)


@pytest.mark.failure
def test_an_empty_set_is_a_rejection_that_names_what_is_out_of_reach() -> None:
    inputs = design(64, AXES, 1)
    emulator = fit(inputs, smooth(inputs))
    observed = smooth(np.full((1, AXES), 0.5))[0]
    observed[2] += 500.0
    found = match(emulator, observed, _covariance(), cutoff=3.0, sample=1024, draws=50, seed=2)
    assert isinstance(found, Rejected)
    assert found.least[2] > 100.0
    assert (found.least[[0, 1, 3]] < 0.5).all()
    assert found.implausibility.max() > 100.0


def _worlds(scale: float = 1.0) -> Recovery:
    inputs = design(64, AXES, 1)
    emulator = fit(inputs, smooth(inputs))
    truths = design(64, AXES, 2)
    luck = np.random.default_rng(4).normal(size=(64, 4)) * 2.0
    errors = 9.0 * (0.5 * np.eye(4) + 0.5)
    covariance = 4.0 * np.eye(4) + errors
    return recover(
        emulator, truths, smooth(truths) + luck, covariance * scale, errors, cutoff=5.0, sample=1024, seed=3
    )


@pytest.mark.theory
def test_intervals_cover_the_truth_of_synthetic_worlds_as_often_as_they_say() -> None:
    found = _worlds()
    assert found.cases == 192
    assert 0.85 <= found.share <= 0.95
    assert found.interval[0] < 0.9 < found.interval[1]
    assert found.why_not(NAMES) == ""
    assert (found.uniform > 0.01).all()


def queue(positions: np.ndarray) -> np.ndarray:
    """Backlog and what is done of it in eight periods, by staff and two paces: flat, or steep where staff do not do."""
    staff, first, second = 35.0 + 75.0 * positions[:, 0], 1.1 + 0.7 * positions[:, 1], 0.6 + 0.5 * positions[:, 2]
    left, rows = np.zeros(len(positions)), []
    for period, come in enumerate((90.0, 110.0, 70.0, 45.0, 60.0, 60.0, 55.0, 50.0)):
        there = left + come
        done = np.minimum(there, staff * (first if period < 3 else second))
        left = there - done
        rows += [left, done]
    return np.column_stack(rows)


class Exact:
    """The model itself in place of an emulator."""

    inputs = np.zeros((4, AXES))
    standard = np.random.default_rng(1).normal(size=(128, 16))

    def predict(self, positions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return queue(positions), np.full((len(positions), 16), 1e-3)


@pytest.mark.theory
def test_intervals_cover_as_those_of_the_model_itself_where_it_is_flat_here_and_steep_there() -> None:
    inputs, truths = design(128, AXES, 1), design(64, AXES, 2)
    emulator: Any = fit(inputs, queue(inputs), ["backlog", "done"] * 8, np.array([110.0 / 35.0, 1.8 / 1.1, 1.1 / 0.6]))
    errors = np.diag(np.tile([9.0, 4.0], 8))
    luck = np.random.default_rng(4).normal(size=(64, 16))
    found, exact = (
        recover(each, truths, queue(truths) + luck, np.eye(16) + errors, errors, cutoff=5.0, sample=1024, seed=3)
        for each in (emulator, Exact())
    )
    scarce = truths[:, 0] < 0.35
    assert found.share == pytest.approx(exact.share, abs=0.04)
    assert found.covered[scarce].mean() == pytest.approx(exact.covered[scarce].mean(), abs=0.08)
    assert (found.widths.mean(axis=0) < 1.2 * exact.widths.mean(axis=0)).all()


@pytest.mark.failure
def test_intervals_that_are_too_narrow_or_too_few_do_not_pass() -> None:
    narrow = _worlds(0.05)
    assert narrow.share < 0.7
    assert "not 80% to 97%" in narrow.why_not(NAMES)
    few = Recovery(np.ones((20, 3), dtype=bool), np.ones((20, 3)), np.full((20, 3), np.nan), 0)
    assert "at least 100" in few.why_not(NAMES)
    always = Recovery(np.ones((60, 3), dtype=bool), np.ones((60, 3)), np.full((60, 3), 0.5), 0)
    assert always.interval == (pytest.approx(0.9797, abs=1e-3), 1.0)
    assert "100.0%" in always.why_not(NAMES)
    assert (always.uniform < 1e-6).all(), "the truth is never in the middle each time"


@pytest.mark.failure
def test_a_parameter_that_is_missed_does_not_hide_behind_those_nothing_is_learnt_of() -> None:
    covered = np.ones((40, 5), dtype=bool)
    covered[::9, :4] = False
    covered[:15, 4] = False
    wide = np.ones((40, 5))
    hidden = Recovery(covered, wide, wide, 0)
    assert 0.8 <= hidden.share <= 0.97
    assert "intervals of e cover it 25 times of 40" in hidden.why_not(NAMES)
    wide[:, 4] = 0.3
    assert hidden.narrowed.tolist() == [False] * 4 + [True]
    assert "say something of cover 62.5% of 40 cases" in hidden.why_not(NAMES)


@pytest.mark.unit
def test_a_covariance_of_few_errors_can_be_inverted_and_keeps_their_variances() -> None:
    errors = np.random.default_rng(5).normal(size=(6, 20)) + np.arange(6)[:, None]
    found = shrunk(errors)
    assert np.allclose(np.diag(found), (errors**2).mean(axis=0))
    assert np.linalg.eigvalsh(found).min() > 0.0
    alike = np.repeat(np.random.default_rng(6).normal(size=(400, 1)), 2, axis=1)
    assert shrunk(alike)[0, 1] > 0.95 * shrunk(alike)[0, 0]


EPISODE = Episode.model_validate(
    {
        "words": (),
        "first": "2015-01-01",
        "last": "2017-12-31",
        "series": ["residents", "decisions"],
        "parameters": {"a": {"says": "a", "paths": ["x"]}},
    }
)


def point(date: str, **changes: Any) -> Point:
    day = dt.date.fromisoformat(date)
    plain = Point("2015", "residents", day, None, 1000.0, "stock", "persons", 30.0, "score", "s", "")
    return replace(plain, **changes)


class Poisoned:
    """A point whose value, precision and source kill whoever reads them."""

    def __init__(self, plain: Point) -> None:
        self._plain = plain

    def __getattr__(self, name: str) -> Any:
        assert name in ("episode", "series", "date", "period_start", "use"), f"{name} of a point outside was read"
        return getattr(self._plain, name)


@pytest.mark.invariant
def test_points_outside_the_window_are_never_read() -> None:
    good = [point("2015-08-31"), point("2016-12-31", series="decisions", period_start=dt.date(2016, 10, 1))]
    outside: list[Any] = [
        Poisoned(point("2018-01-31")),
        Poisoned(point("2014-12-31")),
        Poisoned(point("2015-03-31", series="decisions", period_start=dt.date(2014, 12, 1))),
        Poisoned(point("2016-06-30", episode="2022")),
        Poisoned(point("2016-06-30", use="band")),
        Poisoned(point("2016-06-30", series="places")),
    ]
    assert list(in_window([*outside[:3], *good, *outside[3:]], "2015", EPISODE)) == good


@pytest.mark.unit
def test_errors_are_those_of_rounding_and_of_the_tolerance() -> None:
    points = [point("2016-01-01"), point("2016-06-29"), point("2016-01-01", series="share", kind="share", value=0.5)]
    assert np.diag(observation(points)) == pytest.approx([300.0, 300.0, 300.0])
    found = discrepancy(points, {"residents": 0.2, "share": 0.1}, 180.0)
    assert np.sqrt(np.diag(found)) == pytest.approx([100.0, 100.0, 0.05])
    assert found[0, 1] == pytest.approx(100.0**2 / np.e)
    assert found[0, 2] == 0.0


PARAMETERS = (
    Parameter("both", "two keys", (Setting("a.b", 10.0, 20.0, 50.0), Setting("c", 1.0, 2.0, 4.0, whole=True))),
    Parameter("one", "one key", (Setting("d", 0.0, 0.5, 1.0),)),
)


@pytest.mark.unit
def test_a_position_moves_the_keys_of_a_parameter_together() -> None:
    assert values_at(PARAMETERS, np.array([0.5, 0.25])) == {"a.b": 30.0, "c": 3.0, "d": 0.25}
    assert centre(PARAMETERS) == pytest.approx([0.25, 0.5])


@pytest.mark.unit
def test_the_report_tells_width_left_and_pairs_that_are_not_told_apart() -> None:
    one = np.linspace(0.0, 1.0, 1001)
    wide, narrow = report.of_parameters(PARAMETERS, np.column_stack([one, 0.4 + 0.2 * one]))
    assert (wide["ratio"], wide["narrowed"]) == (1.0, False)
    assert (narrow["ratio"], narrow["narrowed"]) == (0.2, True)
    assert narrow["settings"][0]["posterior_median"] == 0.5
    (pair,) = report.of_pairs(PARAMETERS, np.column_stack([one, 1.0 - one]))
    assert (pair["pair"], pair["correlation"], pair["tied"]) == (["both", "one"], -1.0, True)


@pytest.mark.unit
def test_the_ends_of_a_range_count_by_their_ratio_where_they_lie_above_nothing() -> None:
    near_nothing = Parameter("wide", "from almost nothing", (Setting("e", 0.001, 0.5, 1.0),))
    assert ratios((*PARAMETERS, near_nothing)).tolist() == [5.0, 1.0, 10.0]
