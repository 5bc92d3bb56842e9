"""Stays without a limit: time-varying arrivals, and households that stay together (METHODS O9, O10)."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest

from sim.chance.draws import Chance
from sim.chance.laws import exponential, pick, poisson_count, whole_days
from sim.engine.books import Books
from sim.engine.delays import Delays
from tests.theory.agreement import agree

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
PURPOSE = "reference_workload"


def counts_in_house(counts: IntArray, stays: FloatArray, rounding: FloatArray) -> IntArray:
    """Let `counts[day]` persons come and leave by the delays; give those in house at each day's end."""
    days = len(counts)
    delays, born, inside = Delays(days, ("leave",)), 0, 0
    house = np.empty(days, dtype=np.int64)
    whole = whole_days(stays, rounding)
    for day, n in enumerate(counts.tolist()):
        rows = np.arange(born, born + n)
        born += n
        delays.later("leave", rows, day + whole[rows])
        inside += n - len(delays.due("leave", day))
        house[day] = inside
    return house


def sinusoid(days: int, fixed: bool, replication: int) -> IntArray:
    """Run 100 a week +/- 60 with a period of 52 weeks, mean stay 8 weeks, in days."""
    chance = Chance(21, replication)
    day = np.arange(days)
    edges = np.arange(days + 1)
    # The integral of the rate over each day, so that the day's count has exactly the right law.
    omega = 2.0 * math.pi / 364.0
    mean = 100.0 / 7.0 - 60.0 / 7.0 * np.diff(np.cos(omega * edges)) / omega
    counts = poisson_count(chance.uniform(PURPOSE, day, 400), mean)
    who = np.arange(int(counts.sum()))
    u, rounding = chance.uniform_pair(PURPOSE, who, 401)
    return counts_in_house(counts, np.full(len(who), 56.0) if fixed else exponential(u, 56.0), rounding)


@pytest.mark.theory
@pytest.mark.parametrize(
    ("fixed", "amplitude", "lag_weeks", "peak"),
    [(False, 345.118, 6.360, 1145.118), (True, 461.529, 4.000, 1261.529)],
    ids=["exponential", "fixed"],
)
def test_height_and_time_of_the_peak(fixed: bool, amplitude: float, lag_weeks: float, peak: float) -> None:
    """The peak comes late and low; the guess of today's rate times the stay would say 1,280 at once."""
    periods, warm = 5, 2
    days = 364 * (periods + warm)
    phase = 2.0 * math.pi * (np.arange(364 * warm, days) + 1.0) / 364.0
    sizes, lags, means = [], [], []
    for replication in range(12):
        house = sinusoid(days, fixed, replication)[364 * warm :]
        along, across = 2.0 * (house * np.sin(phase)).mean(), 2.0 * (house * np.cos(phase)).mean()
        sizes.append(math.hypot(along, across))
        lags.append(math.atan2(-across, along) * 52.0 / (2.0 * math.pi))
        means.append(house.mean())
    agree(sizes, amplitude, width=0.03)
    agree(lags, lag_weeks, width=0.03)
    agree(np.add(means, sizes), peak, width=0.015)


@pytest.mark.theory
def test_the_number_in_house_is_poisson() -> None:
    """At five moments of the period: the mean, variance over mean 1, and the law itself by chi-square."""
    omega, moments, periods = 2.0 * math.pi / 52.0, (4, 14, 24, 34, 44), 60
    weeks = 52 * (periods + 1)
    edges = np.arange(weeks + 1)
    mean = 100.0 - 60.0 * np.diff(np.cos(omega * edges)) / omega
    samples: dict[int, list[IntArray]] = {moment: [] for moment in moments}
    for replication in range(40):
        chance = Chance(22, replication)
        counts = poisson_count(chance.uniform(PURPOSE, np.arange(weeks), 410), mean)
        who = np.arange(int(counts.sum()))
        u, rounding = chance.uniform_pair(PURPOSE, who, 411)
        house = counts_in_house(counts, exponential(u, 8.0), rounding)
        for moment in moments:
            samples[moment].append(house[52 + moment :: 52])
    spreads: list[list[float]] = []
    for moment in moments:
        lag = omega * (moment + 1.0)
        exact = 800.0 + 480.0 * (math.sin(lag) - 8.0 * omega * math.cos(lag)) / (1.0 + (8.0 * omega) ** 2)
        agree([sample.mean() for sample in samples[moment]], exact, width=0.005)
        spreads.append([float(((sample - exact) ** 2).mean()) / exact for sample in samples[moment]])
        pooled = np.concatenate(samples[moment])
        cells = np.linspace(0.05, 0.95, 19)
        grid = np.arange(int(exact + 12 * math.sqrt(exact)))
        law = np.cumsum(
            np.exp(grid * math.log(exact) - exact - np.array([math.lgamma(k + 1.0) for k in grid]))
        )
        cuts = np.searchsorted(law, cells)
        expected = np.diff(law[cuts], prepend=0.0, append=1.0) * len(pooled)
        seen = np.bincount(np.searchsorted(cuts, pooled, side="left"), minlength=20)
        chi2 = float(((seen - expected) ** 2 / expected).sum())
        assert abs(chi2 - 19.0) <= 3.9 * math.sqrt(2 * 19.0), f"moment {moment}: chi-square {chi2:.1f}"
    agree(np.mean(spreads, axis=0), 1.0)


SHARES = np.array([0.50, 0.15, 0.12, 0.13, 0.10])
SIZES = np.arange(1, 6)
HOUSEHOLDS, STAY = 80.0, 6.5
"""Households a step and mean stay in steps: 20 a week and 26 weeks, in steps of four weeks."""


def persons_in_house(shared: bool, replication: int, samples: int, apart: int) -> FloatArray:
    """Run households, stay uniform on 0 to twice the mean; sample so far apart that nobody is seen twice."""
    chance, steps = Chance(23, replication), samples * apart
    counts = poisson_count(chance.uniform(PURPOSE, np.arange(steps), 420), HOUSEHOLDS)
    households = int(counts.sum())
    sizes = 1 + pick(chance.uniform(PURPOSE, np.arange(households), 421), np.cumsum(SHARES))
    at = np.repeat(np.arange(steps), counts)
    if not shared:
        at, sizes = np.repeat(at, sizes), np.ones(int(sizes.sum()), dtype=np.int64)
    n = len(at)
    u, rounding = chance.uniform_pair(PURPOSE, np.arange(n), 422)
    leaves = at + whole_days(u * 2.0 * STAY, rounding)
    register = Books(("out", "in"), np.zeros(n, np.int8), sizes, np.zeros(n, np.int8), 1)
    delays = Delays(steps, ("leave",))
    first = np.searchsorted(at, np.arange(steps + 1))
    seen = np.empty(samples)
    for step in range(steps):
        rows = np.arange(first[step], first[step + 1])
        register.move(rows, 1)
        delays.later("leave", rows, leaves[rows])
        register.move(delays.due("leave", step), 0)
        if (step + 1) % apart == 0:
            register.fold()
            seen[step // apart] = register.stock[1, 0]
    register.check()
    return seen


@pytest.mark.theory
@pytest.mark.parametrize("shared", [True, False], ids=["together", "apart"])
def test_variance_of_households(shared: bool) -> None:
    """Families that stay together make the number in house far more variable than single persons."""
    mean_size, squares = float(SHARES @ SIZES), float(SHARES @ SIZES**2)
    mean = HOUSEHOLDS * STAY * mean_size
    assert mean == pytest.approx(1133.6)
    if shared:
        variance = HOUSEHOLDS * STAY * squares
        assert variance == pytest.approx(3515.2)
    else:
        # Two of a household are both there k steps on with the square of P(floor(S + U) > k), S uniform.
        k = np.arange(14)
        stay = 2.0 * STAY
        assert stay == int(stay)
        there = np.maximum(1.0 - (k + 0.5) / stay, 0.0)
        assert there.sum() == pytest.approx(STAY)
        variance = mean + HOUSEHOLDS * (squares - mean_size) * float((there**2).sum())
    runs = [persons_in_house(shared, r, 100, 14)[1:] for r in range(60)]
    agree([run.mean() for run in runs], mean, width=0.01)
    agree([((run - mean) ** 2).mean() for run in runs], variance)
