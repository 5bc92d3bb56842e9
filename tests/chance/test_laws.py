"""Laws by inversion: against an independent library, by moments, and at their borders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from sim.chance import laws
from sim.chance.gamma import gamma_below, gamma_inverse

U = (np.arange(20_000) + 0.5) / 20_000
"""Midpoints: a mean over them is the integral over the law, nearly."""


@dataclass(frozen=True)
class Configured:
    """A configured law."""

    law: str
    mean: float | None = None
    cv: float | None = None
    p95: float | None = None
    low: float | None = None
    high: float | None = None


@pytest.mark.unit
def test_normal_inverse_is_the_librarys() -> None:
    u = np.concatenate([U, [1e-300, 1e-16, 1e-9, 0.075, 0.925, 1 - 1e-9, 1 - 1e-16]])
    assert np.allclose(laws.normal_inverse(u), special.ndtri(u), rtol=5e-15, atol=5e-16)
    assert laws.normal_inverse(0.5) == 0.0


@pytest.mark.unit
@pytest.mark.parametrize("shape", [0.01, 0.3, 1.0, 1.01, 4.0, 44.4, 2500.0])
def test_gamma_inverse_is_the_librarys(shape: float) -> None:
    assert np.allclose(gamma_inverse(U, shape), special.gammaincinv(shape, U), rtol=1e-10, atol=1e-280)
    x = np.array([0.0, 0.2, 0.9, 1.0, 1.3, 3.0]) * shape
    assert np.allclose(gamma_below(x, shape), special.gammainc(shape, x), rtol=1e-11, atol=1e-14)


@pytest.mark.unit
@pytest.mark.parametrize("mean", [0.0, 1e-9, 0.3, 5.0, 80.0, 500.0])
def test_poisson_count_is_the_librarys(mean: float) -> None:
    assert np.array_equal(laws.poisson_count(U, mean), stats.poisson.ppf(U, mean))


@pytest.mark.invariant
@given(
    u=st.lists(st.floats(1e-15, 1 - 1e-11), min_size=1, max_size=20),
    low=st.floats(0, 499),
    more=st.floats(1e-6, 1),
)
def test_poisson_count_never_falls(u: list[float], low: float, more: float) -> None:
    uniforms = np.sort(np.array(u))
    small, large = laws.poisson_count(uniforms, low), laws.poisson_count(uniforms, low + more)
    assert np.all(large >= small)
    assert np.all(np.diff(small) >= 0)
    together = laws.poisson_count(np.concatenate([uniforms, uniforms]), np.repeat([low, low + more], len(u)))
    assert together.tolist() == [*small.tolist(), *large.tolist()]


@pytest.mark.unit
def test_means_and_spreads() -> None:
    for draws, mean, cv in (
        (laws.lognormal(U, 20.0, 0.5), 20.0, 0.5),
        (laws.exponential(U, 3.0), 3.0, 1.0),
        (laws.gamma_multiplier(U, 0.3), 1.0, 0.3),
    ):
        assert draws.mean() == pytest.approx(mean, rel=1e-3)
        assert draws.std() / mean == pytest.approx(cv, rel=1e-2)
    assert laws.lognormal(U, 4.0, 0.0).tolist() == [4.0] * len(U)
    assert laws.gamma_multiplier(U, 0.0).tolist() == [1.0] * len(U)


@pytest.mark.unit
@pytest.mark.parametrize(("mean", "p95"), [(14.0, 28.0), (14.0, 14.0), (10.0, 38.0)])
def test_lognormal_by_p95(mean: float, p95: float) -> None:
    assert float(laws.lognormal_p95(0.95, mean, p95)) == pytest.approx(p95, rel=1e-12)
    if p95 < 3 * mean:
        assert laws.lognormal_p95(U, mean, p95).mean() == pytest.approx(mean, rel=2e-3)


@pytest.mark.failure
@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: laws.lognormal(U, 0.0, 1.0), "mean must be > 0"),
        (lambda: laws.lognormal(U, 1.0, -0.1), "cv must be >= 0"),
        (lambda: laws.lognormal_p95(U, 10.0, 9.0), "p95 must be between"),
        (lambda: laws.lognormal_p95(U, 10.0, 39.0), "p95 must be between"),
        (lambda: laws.exponential(U, -1.0), "mean must be >= 0"),
        (lambda: laws.poisson_count(U, 500.1), "mean must lie in 0 .. 500"),
        (lambda: laws.poisson_count(U, -0.1), "mean must lie in 0 .. 500"),
        (lambda: laws.poisson_count(U, np.nan), "mean must lie in 0 .. 500"),
        (lambda: laws.gamma_multiplier(U, -1.0), "cv must be >= 0"),
        (lambda: laws.normal_inverse(0.0), "uniforms must lie inside"),
        (lambda: laws.normal_inverse(1.0), "uniforms must lie inside"),
        (lambda: laws.pick(U, []), "cumulative weights must be one row"),
        (lambda: laws.pick(U, [0.0, 0.0]), "cumulative weights must be one row"),
        (lambda: laws.draw(Configured("triangular"), U), "unknown law 'triangular'"),
        (lambda: laws.draw(Configured("fixed"), U), "a fixed law needs mean"),
        (lambda: laws.draw(Configured("lognormal", mean=3.0), U), "a lognormal law needs cv or p95"),
        (lambda: laws.draw(Configured("uniform", low=3.0), U), "a uniform law needs high"),
        (lambda: gamma_inverse(U, 0.0), "shape must be > 0"),
    ],
)
def test_impossible_parameters_are_named(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.unit
def test_pick_follows_the_weights() -> None:
    assert laws.pick([0.0, 0.19, 0.2, 0.99], [0.2, 0.2, 1.0]).tolist() == [0, 0, 2, 2]
    assert laws.pick([0.999999], [1.0, 3.0, 3.0]).tolist() == [1]


@pytest.mark.invariant
def test_pick_by_guide_equals_pick_by_search() -> None:
    weights = np.random.default_rng(3).random(357) ** 6
    weights[[0, 5, 6, 356]] = 0.0
    edges = np.cumsum(weights)
    u = np.concatenate([U, edges[:-1] / edges[-1], np.nextafter(edges[:-1] / edges[-1], 0)])
    u = np.clip(u, 0.0, 1.0 - 1e-16)
    alone = np.concatenate([laws.pick(u[first : first + 500], edges) for first in range(0, len(u), 500)])
    assert np.array_equal(laws.pick(u, edges), alone)
    assert np.all(weights[alone] > 0.0)


@pytest.mark.unit
def test_whole_days_keep_the_mean_and_allow_zero() -> None:
    assert laws.whole_days([0.3, 0.3, 2.0, np.inf], [0.69, 0.71, 0.999, 0.5]).tolist() == [0, 1, 2, 10**9]
    assert laws.whole_days(0.6, U).mean() == pytest.approx(0.6, abs=1e-4)


@pytest.mark.unit
def test_draw_reads_a_configured_law() -> None:
    u = U[:50]
    assert laws.draw(Configured("fixed", mean=4.0), u).tolist() == [4.0] * 50
    assert laws.draw(Configured("uniform", low=2.0, high=6.0), [0.25]).tolist() == [3.0]
    assert np.array_equal(laws.draw(Configured("exponential", mean=4.0), u), laws.exponential(u, 4.0))
    assert np.array_equal(
        laws.draw(Configured("lognormal", mean=4.0, cv=1.0), u), laws.lognormal(u, 4.0, 1.0)
    )
    by_p95 = laws.draw(Configured("lognormal", mean=4.0, p95=9.0), u)
    assert np.array_equal(by_p95, laws.lognormal_p95(u, 4.0, 9.0))
