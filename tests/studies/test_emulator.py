"""The stand-in for the model on functions that are known: what it finds, and whether it says how far off it is."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import approx_fprime

from sim.studies.calibration import process
from sim.studies.calibration.emulator import fit
from sim.studies.calibration.prior import design

AXES = 3


def kinked(positions: np.ndarray) -> np.ndarray:
    """Nothing where there is enough, and ever more below: a backlog by staff and pace, and another by half the pace."""
    pace = (1.0 + 2.0 * positions[:, 0]) * (1.0 + positions[:, 1])
    return np.column_stack([np.maximum(0.0, 2.2 - pace), np.maximum(0.0, 2.0 - pace)]) * 100.0


@pytest.mark.unit
def test_it_finds_a_plane_exactly_and_a_bent_one_nearly() -> None:
    inputs = design(64, AXES, 1)
    fresh = np.random.default_rng(3).random((500, AXES))

    def functions(x: np.ndarray) -> np.ndarray:
        plane = 5.0 + x @ [1.0, -2.0, 3.0]
        return np.column_stack([plane, plane + 7.0 * x[:, 0] * x[:, 1], np.full(len(x), 3.0)])

    emulator = fit(inputs, functions(inputs), ["plane", "bent", "flat"])
    away = emulator.mean(fresh) - functions(fresh)
    assert np.abs(away[:, 0]).max() < 1e-6
    assert np.sqrt((away[:, 1] ** 2).mean()) < 0.02 * functions(fresh)[:, 1].std()
    assert np.abs(away[:, 2]).max() < 1e-6
    assert (emulator.predict(fresh)[1] > 0.0).all()
    assert np.isfinite(emulator.standard).all()


@pytest.mark.unit
def test_inputs_count_by_their_logarithm_where_a_ratio_is_given() -> None:
    inputs, fresh = design(32, 2, 1), np.random.default_rng(3).random((100, 2))

    def function(x: np.ndarray) -> np.ndarray:
        return np.column_stack([3.0 * np.log(2.0 + 6.0 * x[:, 0]) + x[:, 1]])

    stretched = fit(inputs, function(inputs), ratios=np.array([4.0, 1.0]))
    assert np.abs(stretched.mean(fresh) - function(fresh)).max() < 1e-6
    assert np.abs(fit(inputs, function(inputs)).mean(fresh) - function(fresh)).max() > 1e-4


@pytest.mark.theory
def test_it_says_how_far_off_it_is_where_the_function_is_flat_and_where_it_is_not() -> None:
    inputs, fresh = design(128, AXES, 1), np.random.default_rng(3).random((2000, AXES))
    emulator = fit(inputs, kinked(inputs))
    mean, deviation = emulator.predict(fresh)
    error = mean - kinked(fresh)
    standard, flat = error / deviation, (1.0 + 2.0 * fresh[:, 0]) * (1.0 + fresh[:, 1]) > 3.0
    assert 0.85 < (np.abs(standard) < 1.645).mean() < 0.99
    assert 0.5 < np.sqrt((standard[~flat] ** 2).mean()) < 1.4
    assert np.sqrt((standard[flat] ** 2).mean()) < 1.4
    ratio = deviation[~flat].mean(axis=0) / deviation[flat].mean(axis=0)
    assert (ratio > 2.0).all(), "it is surer where the function is flat"
    assert (np.sqrt((error**2).mean(axis=0)) < 0.05 * kinked(fresh).std(axis=0)).all()


@pytest.mark.theory
def test_of_luck_alone_it_tells_the_luck() -> None:
    inputs = design(128, AXES, 1)
    luck = np.random.default_rng(2).normal(size=(128, 6)) * 5.0
    emulator = fit(inputs, 100.0 + luck)
    mean, deviation = emulator.predict(np.random.default_rng(3).random((500, AXES)))
    assert np.sqrt((deviation**2).mean()) == pytest.approx(5.0, rel=0.15)
    assert np.abs(mean - 100.0).mean() < 2.0
    assert emulator.within(0.9) == pytest.approx(0.9, abs=0.03)
    assert emulator.within(0.5) == pytest.approx(0.5, abs=0.06)


@pytest.mark.unit
def test_leaving_a_run_out_gives_the_error_of_a_fit_without_it() -> None:
    inputs, lacking = design(32, 2, 5), np.arange(32) != 7
    outputs = np.sin(6.0 * inputs[:, [0]]) + np.random.default_rng(2).normal(size=(32, 1)) * 0.1
    found = process.fit_process(inputs, outputs)
    alike = process._alike(found.squares(inputs))[0]
    covariance, terms = alike + found.noise * np.eye(32), np.column_stack([np.ones(32), inputs])
    inverse = np.linalg.inv(covariance[lacking][:, lacking])
    left = terms[lacking]
    slopes = np.linalg.solve(left.T @ inverse @ left, left.T @ inverse @ outputs[lacking])
    there = terms[7] @ slopes + alike[7, lacking] @ inverse @ (outputs[lacking] - left @ slopes)
    assert found.left_out[7, 0] == pytest.approx((outputs[7] - there)[0])
    beyond = terms[7] - alike[7, lacking] @ inverse @ left
    share = 1.0 + found.noise - alike[7, lacking] @ inverse @ alike[7, lacking]
    share += beyond @ np.linalg.inv(left.T @ inverse @ left) @ beyond
    assert found.told[7, 0] == pytest.approx(share * found.variance[0] * found.scale[0] ** 2)


@pytest.mark.unit
def test_the_slopes_that_the_search_follows_are_those_of_what_it_lessens() -> None:
    inputs = design(32, AXES, 1)
    plain = np.random.default_rng(2).normal(size=(32, 2)) + 3.0 * inputs[:, [0, 1]]
    away = np.moveaxis(inputs[:, None] - inputs[None], 2, 0)
    terms = np.column_stack([np.ones(32), inputs])
    at = np.random.default_rng(4).normal(size=2 * AXES + 1) * 0.5
    slopes = process._unlikely(at, away, terms, plain)[1]
    about = approx_fprime(at, lambda each: process._unlikely(each, away, terms, plain)[0], 1e-6)
    assert slopes == pytest.approx(about, rel=1e-3, abs=1e-3)


@pytest.mark.failure
def test_an_emulator_refuses_too_few_runs_and_what_is_no_number() -> None:
    with pytest.raises(ValueError, match="too few"):
        fit(design(4, AXES, 1), np.ones((4, 1)))
    with pytest.raises(ValueError, match="not a number"):
        fit(design(32, AXES, 1), np.full((32, 1), np.nan))
