"""The servers kernel against Erlang C, the law of the wait, and Cobham's priorities (METHODS O1, O5)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.theory.agreement import agree, cobham, erlang_c, erlang_wait
from tests.theory.stations import STEPS, station


def check_erlang(servers: int, rate: float, customers: int, replications: int, width: float = 0.08) -> None:
    """Compare mean wait, share waiting and share waiting long with the exact values."""
    warm_up = customers // 10
    runs = [station(servers, (rate,), customers, warm_up, r).all for r in range(replications)]
    agree([wait.mean() for wait in runs], erlang_wait(servers, rate), width)
    waits, spare = erlang_c(servers, rate), servers - rate
    # A wait of less than one step shows as none: on average half a step of the exponential tail.
    agree([(wait > 0).mean() for wait in runs], waits * math.exp(-spare * 0.5 / STEPS), width)
    long = 1.0 / spare
    agree([(wait > long).mean() for wait in runs], waits * math.exp(-spare * long), width)


@pytest.mark.theory
@pytest.mark.parametrize(
    ("servers", "rate", "customers", "replications"),
    [(2, 0.8, 8_000, 24), (5, 4.0, 24_000, 20)],
)
def test_erlang_c(servers: int, rate: float, customers: int, replications: int) -> None:
    check_erlang(servers, rate, customers, replications)


@pytest.mark.theory
@pytest.mark.slow
@pytest.mark.parametrize(
    ("servers", "rate", "customers", "replications"),
    [(1, 0.8, 20_000, 24), (3, 2.5, 30_000, 24), (10, 9.0, 75_000, 24)],
)
def test_erlang_c_in_heavier_traffic(servers: int, rate: float, customers: int, replications: int) -> None:
    check_erlang(servers, rate, customers, replications)


def check_priorities(servers: int, rates: tuple[float, float], customers: int, replications: int) -> None:
    """Compare both classes, and the mean over all with first come first served (conservation law)."""
    runs = [station(servers, rates, customers, customers // 10, r, seed=5) for r in range(replications)]
    for number, exact in enumerate(cobham(servers, rates)):
        agree([run.of_class[number].mean() for run in runs], exact)
    agree([run.all.mean() for run in runs], erlang_wait(servers, sum(rates)))


@pytest.mark.theory
def test_priorities() -> None:
    check_priorities(3, (0.9, 1.1), 15_000, 28)


@pytest.mark.theory
@pytest.mark.slow
def test_priorities_in_heavier_traffic() -> None:
    check_priorities(3, (1.0, 1.5), 60_000, 24)


@pytest.mark.theory
def test_wait_law_of_one_customer_in_each_replication() -> None:
    """Kolmogorov-Smirnov on the waits of single late customers of independent runs: M/M/2, load 0.6."""
    servers, rate = 2, 1.2
    spare, waits = servers - rate, erlang_c(servers, rate)
    sample = np.sort([station(servers, (rate,), 200, 199, r, seed=9).all[0] for r in range(1_200)])
    grid = np.arange(0.0, 6.0, 0.05)
    empirical = np.searchsorted(sample, grid + 0.5 / STEPS, side="right") / len(sample)
    exact = 1.0 - waits * np.exp(-spare * (grid + 1.0 / STEPS))
    assert np.abs(empirical - exact).max() < 1.95 / math.sqrt(len(sample))
