"""Poisson stations on the production servers, stepped only where something happens."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance
from sim.chance.laws import exponential, whole_days
from sim.engine.servers import Servers

FloatArray = npt.NDArray[np.float64]

STEPS = 64
"""Steps in one mean service time: the error of a step is then far below the standard errors."""

PURPOSE = "reference_workload"


@dataclass(frozen=True)
class Waits:
    """Waits of one replication in mean service times, without the warm-up, by class."""

    of_class: tuple[FloatArray, ...]

    @property
    def all(self) -> FloatArray:
        """Waits of everybody."""
        return np.concatenate(self.of_class)


def station(
    servers: int, rates: tuple[float, ...], customers: int, warm_up: int, replication: int, seed: int = 1
) -> Waits:
    """Run M/M/c with service mean 1 and one priority class for each rate."""
    chance, who = Chance(seed, replication), np.arange(customers)
    total = sum(rates)
    arrival = np.cumsum(exponential(chance.uniform(PURPOSE, who, 100), 1.0 / total))
    at = np.floor(arrival * STEPS).astype(np.int64)
    service, rounding = chance.uniform_pair(PURPOSE, who, 101)
    durations = whole_days(exponential(service, 1.0) * STEPS, rounding)
    edges = np.cumsum(rates)[:-1] / total
    own = np.searchsorted(edges, chance.uniform(PURPOSE, who, 102), side="right")
    started = np.full(customers, -1, dtype=np.int64)
    office = Servers(servers, classes=len(rates))
    steps, first = np.unique(at, return_index=True)
    groups = np.split(who, first[1:])
    due: int | None = None
    for now, group in zip(steps.tolist(), groups, strict=True):
        while due is not None and due < now:
            begun, _ = office.step(due)
            started[begun] = due
            due = office.next_finish
        for number in range(len(rates)):
            members = group if len(rates) == 1 else group[own[group] == number]
            office.join(members, durations[members], number)
        begun, _ = office.step(now)
        started[begun] = now
        due = office.next_finish
    while office.waiting and due is not None:
        begun, _ = office.step(due)
        started[begun] = due
        due = office.next_finish
    seen = who >= warm_up
    wait = (started - at) / STEPS
    return Waits(tuple(wait[seen & (own == number)] for number in range(len(rates))))
