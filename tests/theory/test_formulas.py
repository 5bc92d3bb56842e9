"""The formulas used here give the published reference values (METHODS 1.2)."""

from __future__ import annotations

import pytest

from tests.theory.agreement import agree, cobham, erlang_b, erlang_c, erlang_wait

TABLE = [
    (1, 0.8, 0.444444, 0.800000, 4.000000),
    (2, 1.6, 0.329897, 0.711111, 1.777778),
    (3, 2.5, 0.282167, 0.702247, 1.404494),
    (5, 4.0, 0.199067, 0.554113, 0.554113),
    (10, 9.0, 0.167963, 0.668732, 0.668732),
    (50, 45.0, 0.054104, 0.363864, 0.072773),
    (100, 95.0, 0.048804, 0.506457, 0.101291),
]


@pytest.mark.unit
@pytest.mark.parametrize(("servers", "load", "blocked", "waits", "wait"), TABLE)
def test_erlang(servers: int, load: float, blocked: float, waits: float, wait: float) -> None:
    assert erlang_b(servers, load) == pytest.approx(blocked, abs=6e-7)
    assert erlang_c(servers, load) == pytest.approx(waits, abs=6e-7)
    assert erlang_wait(servers, load) == pytest.approx(wait, abs=6e-7)


@pytest.mark.unit
def test_priorities() -> None:
    assert cobham(1, (0.3, 0.5)) == pytest.approx([1.142857, 5.714286], abs=6e-7)
    assert cobham(3, (1.0, 1.5)) == pytest.approx([0.351124, 2.106742], abs=6e-7)
    first, second = cobham(3, (1.0, 1.5))
    assert (first + 1.5 * second) / 2.5 == pytest.approx(erlang_wait(3, 2.5))


@pytest.mark.unit
def test_the_rule_refuses_what_is_off_and_what_proves_nothing() -> None:
    agree([1.0, 1.01, 0.99, 1.0], 1.0)
    with pytest.raises(AssertionError, match="SE"):
        agree([1.0, 1.01, 0.99, 1.0], 1.1)
    with pytest.raises(AssertionError, match="too wide"):
        agree([0.0, 2.0, 1.0, 1.0], 1.0)
