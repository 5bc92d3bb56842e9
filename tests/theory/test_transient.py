"""A surge and an opening: the exact transient of Mt/M/c(t), from its differential equations (METHODS O11)."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest

from sim.chance.draws import Chance
from sim.chance.laws import exponential, poisson_count, whole_days
from sim.engine.servers import Servers
from tests.theory.agreement import agree

FloatArray = npt.NDArray[np.float64]
PURPOSE = "reference_workload"

STAY, QUIET, SURGE, FROM, TO = 8.0, 10.0, 30.0, 10.0, 22.0
FEW, MANY, OPENING = 90, 160, 16.0
MOMENTS = (10.0, 16.0, 22.0, 30.0, 40.0)
TRUNCATION = 460
PARTS = 4
"""Steps a day: the error of a step is below a third of a standard error."""


def solve() -> dict[float, FloatArray]:
    """Solve the forward equations by the classical fourth-order rule; laws at the moments."""
    n = np.arange(TRUNCATION)
    law = np.exp(n * math.log(80.0) - 80.0 - np.array([math.lgamma(k + 1.0) for k in n]))
    laws: dict[float, FloatArray] = {}
    step = 0.01
    for number in range(4000):
        now = number * step
        if any(math.isclose(now, moment, abs_tol=step / 4) for moment in MOMENTS):
            laws[round(now, 6)] = law.copy()
        middle = now + step / 2
        rate = SURGE if FROM <= middle < TO else QUIET
        places = FEW if middle < OPENING else MANY
        leave = np.minimum(n, places) / STAY

        def change(p: FloatArray, rate: float = rate, leave: FloatArray = leave) -> FloatArray:
            flow = rate * p
            flow[-1] = 0.0
            out = leave * p
            result = -flow - out
            result[1:] += flow[:-1]
            result[:-1] += out[1:]
            return result

        k1 = change(law)
        k2 = change(law + step / 2 * k1)
        k3 = change(law + step / 2 * k2)
        k4 = change(law + step * k3)
        law = law + step / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    laws[40.0] = law
    return laws


@pytest.mark.theory
def test_the_solution_gives_the_reference_values() -> None:
    laws, n = solve(), np.arange(TRUNCATION)
    table = {10.0: (80.670, 9.950), 16.0: (193.767, 18.236), 22.0: (253.786, 25.110), 30.0: (174.727, 27.919),
             40.0: (109.330, 15.288)}  # fmt: skip
    for moment, (mean, spread) in table.items():
        law = laws[moment]
        assert float(law @ n) == pytest.approx(mean, abs=2e-3)
        assert math.sqrt(float(law @ n**2) - float(law @ n) ** 2) == pytest.approx(spread, abs=2e-3)
        assert law[-1] < 1e-9
    assert float(laws[10.0][FEW:].sum()) == pytest.approx(0.1690, abs=1e-4)
    assert float(laws[16.0] @ np.maximum(n - FEW, 0)) == pytest.approx(103.767, abs=2e-3)
    assert float(laws[22.0] @ np.maximum(n - MANY, 0)) == pytest.approx(93.786, abs=2e-3)


def path(replication: int) -> dict[float, int]:
    """Run one surge on the production servers; give the number in the system at the moments."""
    chance, steps = Chance(31, replication), int(40 * PARTS)
    present = int(poisson_count(chance.uniform(PURPOSE, 0, 500), 80.0))
    edges = np.arange(steps) / PARTS
    rate = np.where((edges >= FROM) & (edges < TO), SURGE, QUIET) / PARTS
    counts = poisson_count(chance.uniform(PURPOSE, np.arange(steps), 501), rate)
    born = present + int(counts.sum())
    u, rounding = chance.uniform_pair(PURPOSE, np.arange(born), 502)
    stays = exponential(u, STAY * PARTS)
    durations = whole_days(stays, rounding)
    # Those present begin on the edge of a step, not within one: gone at the first edge after their stay.
    durations[:present] = np.ceil(stays[:present])
    servers, inside, first = Servers(FEW), present, present
    servers.join(np.arange(present), durations[:present])
    seen: dict[float, int] = {}
    inside -= len(servers.step(0)[1])
    for step, n in enumerate(counts.tolist()):
        if step / PARTS == OPENING:
            servers.set(MANY)
        servers.join(np.arange(first, first + n), durations[first : first + n])
        first += n
        inside += n - len(servers.step(step + 1)[1])
        if (step + 1) / PARTS in MOMENTS:
            seen[(step + 1) / PARTS] = inside
    return seen


@pytest.mark.theory
def test_the_surge_and_the_opening() -> None:
    laws, n = solve(), np.arange(TRUNCATION)
    runs = [path(replication) for replication in range(1_600)]
    for moment in MOMENTS:
        mean = float(laws[moment] @ n)
        agree([run[moment] for run in runs], mean, width=0.03)
        spread = math.sqrt(float(laws[moment] @ n**2) - mean**2)
        groups = np.array([run[moment] for run in runs], dtype=np.float64).reshape(32, 50)
        agree(((groups - mean) ** 2).mean(axis=1), spread**2, width=0.2)
    queue = float(laws[22.0] @ np.maximum(n - MANY, 0))
    agree([max(run[22.0] - MANY, 0) for run in runs], queue)
    agree([run[10.0] >= FEW for run in runs], float(laws[10.0][FEW:].sum()), width=0.25)
