"""Places that are taken or refused: Erlang B, whatever the law of the stay (METHODS O3)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from sim.chance.draws import Chance
from sim.chance.laws import exponential, lognormal, whole_days
from sim.engine.delays import Delays
from sim.engine.sites import Sites, place
from tests.theory.agreement import agree, erlang_b

FloatArray = npt.NDArray[np.float64]
PLACES, LOAD = 10, 9.0

STEPS = 512
"""Steps in a mean stay. Within a step departures come first, which spares some who would be refused: about
0.5 * PLACES / STEPS of them, here one per cent."""

PURPOSE = "reference_workload"


def two_phases(u: FloatArray) -> FloatArray:
    """Stay with mean 1: one in ten stays five times as long as the mean."""
    short = 5.0 / 9.0
    stay = exponential(np.maximum(u - 0.1, 0.0) / 0.9, short)
    long = u < 0.1
    stay[long] = exponential(u[long] / 0.1, 5.0)
    return stay


STAYS = {
    "exponential": lambda u: exponential(u, 1.0),
    "fixed": np.ones_like,
    "lognormal": lambda u: lognormal(u, 1.0, 2.0),
    "hyperexponential": two_phases,
}


def blocked(law: str, customers: int, replication: int) -> float:
    """Give the share refused at three sites of 3, 3 and 4 places; the first tenth is warm-up."""
    chance, who = Chance(3, replication), np.arange(customers)
    at = np.floor(np.cumsum(exponential(chance.uniform(PURPOSE, who, 200), STEPS / LOAD))).astype(np.int64)
    stay, rounding = chance.uniform_pair(PURPOSE, who, 201)
    leaves = at + np.maximum(whole_days(STAYS[law](stay) * STEPS, rounding), 1)
    probe = whole_days(chance.uniform(PURPOSE, who, 202) * 997, 0)
    sites, delays = Sites(), Delays(int(at[-1]) + 1, ("leave",))
    for places in (3, 3, 4):
        sites.add(0, places)
    ring, one = sites.of_kind(0), np.ones(1, dtype=np.int64)
    where = np.full(customers, -1, dtype=np.int64)
    last = -1
    for row, now in enumerate(at.tolist()):
        if now != last:
            gone = delays.due("leave", now)
            if len(gone):
                sites.vacate(where[gone], np.ones(len(gone), dtype=np.int64))
            last = now
        me = who[row : row + 1]
        site = place(one, probe[me], one, ring, sites.free(0))
        if site[0] >= 0:
            where[row] = site[0]
            sites.occupy(site, one)
            delays.later("leave", me, int(leaves[row]))
    return float((where[customers // 10 :] < 0).mean())


@pytest.mark.theory
@pytest.mark.parametrize(
    ("law", "customers"),
    [("exponential", 3_000), ("fixed", 2_200), ("lognormal", 4_500), ("hyperexponential", 6_000)],
)
def test_insensitivity(law: str, customers: int) -> None:
    agree([blocked(law, customers, r) for r in range(20)], erlang_b(PLACES, LOAD))


@pytest.mark.unit
def test_stays_have_mean_one() -> None:
    u = (np.arange(200_000) + 0.5) / 200_000
    for law, stay in STAYS.items():
        assert stay(u).mean() == pytest.approx(1.0, rel=5e-3), law
