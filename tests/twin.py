"""The twin: reference workload W in plain SimPy, one process a person, 357 municipal queues.

An independent statement of `benchmarks.workload`: continuous time, SimPy resources, no engine code. Both
read the same people and the same luck, so that runs can be compared pair by pair.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Generator
from typing import Any

import numpy as np
import simpy

from benchmarks.workload import AREAS, DAYS, QUOTA_DAYS, Outcome, Workload
from sim.chance.draws import Chance

Steps = Generator[simpy.Event, Any, None]


class Twin:
    """W with one process a person.

    The places are a counter and an ordered dictionary rather than a SimPy resource, whose release searches
    a list of all holders: that alone would double the time.
    """

    def __init__(self, work: Workload) -> None:
        people = work.people
        self.env = simpy.Environment()
        hour = Chance(work.seed, work.replication).uniform(
            "reference_workload", people.day, people.ordinal, 2
        )
        self.arrival = (people.day + hour).tolist()
        self.order = np.argsort(people.day + hour, kind="stable").tolist()
        self.registration = people.registration_days.tolist()
        self.preparation = people.preparation_days.tolist()
        self.decision = people.decision_days.tolist()
        self.exit = people.exit_days.tolist()
        self.granted = people.granted.tolist()
        self.priority = people.priority.tolist()
        self.area = people.area.tolist()
        self.officers = simpy.Resource(self.env, work.scaled(60))
        self.workers = simpy.Resource(self.env, work.scaled(500))
        self.quotas = work.quotas().tolist()
        self.free = work.scaled(20_000)
        self.housed: set[int] = set()
        self.overflow: OrderedDict[int, None] = OrderedDict()
        self.lines: list[tuple[deque[simpy.Event], deque[simpy.Event]]] = [
            (deque(), deque()) for _ in range(AREAS)
        ]
        self.registration_wait: list[float] = []
        self.decision_wait: list[float] = []
        self.settlement_wait: list[float] = []
        self.occupancy: list[int] = []
        self.emergency: list[int] = []

    def run(self) -> Outcome:
        """Run and sum up."""
        self.env.process(self.source())
        for area in range(AREAS):
            self.env.process(self.municipality(area))
        self.env.process(self.observer())
        self.env.run(until=DAYS)
        return Outcome(
            registration_wait=float(np.mean(self.registration_wait)),
            decision_wait=float(np.mean(self.decision_wait)),
            settlement_wait=float(np.mean(self.settlement_wait)),
            peak_occupancy=float(max(self.occupancy)),
            peak_emergency=float(max(self.emergency)),
            mean_occupancy=float(np.mean(self.occupancy)),
            settled=float(len(self.settlement_wait)),
        )

    def source(self) -> Steps:
        """Send everybody off at their own moment."""
        for row in self.order:
            wait = self.arrival[row] - self.env.now
            if wait > 0.0:
                yield self.env.timeout(wait)
            self.env.process(self.person(row))

    def person(self, row: int) -> Steps:
        """Live one person's way through the system."""
        env = self.env
        came = env.now
        with self.officers.request() as officer:
            yield officer
            self.registration_wait.append(env.now - came)
            yield env.timeout(self.registration[row])
        self.take_place(row)
        yield env.timeout(self.preparation[row])
        came = env.now
        with self.workers.request() as worker:
            yield worker
            self.decision_wait.append(env.now - came)
            yield env.timeout(self.decision[row])
        if self.granted[row]:
            came = env.now
            call = env.event()
            self.lines[self.area[row]][0 if self.priority[row] else 1].append(call)
            yield call
            self.settlement_wait.append(env.now - came)
        yield env.timeout(self.exit[row])
        self.leave_place(row)

    def take_place(self, row: int) -> None:
        """Take a free place, or a bed in emergency."""
        if self.free > 0:
            self.free -= 1
            self.housed.add(row)
        else:
            self.overflow[row] = None

    def leave_place(self, row: int) -> None:
        """Leave; a freed place goes to the one longest in emergency."""
        if row in self.overflow:
            del self.overflow[row]
            return
        self.housed.remove(row)
        if self.overflow:
            first, _ = self.overflow.popitem(last=False)
            self.housed.add(first)
        else:
            self.free += 1

    def municipality(self, area: int) -> Steps:
        """Take the quota from the own queue every 30th day, priority first."""
        first, second = self.lines[area]
        for quotas in self.quotas:
            yield self.env.timeout(QUOTA_DAYS)
            for _ in range(quotas[area]):
                line = first or second
                if not line:
                    break
                line.popleft().succeed()

    def observer(self) -> Steps:
        """Count beds at the end of each day."""
        yield self.env.timeout(1.0 - 1e-6)
        while True:
            self.occupancy.append(len(self.housed) + len(self.overflow))
            self.emergency.append(len(self.overflow))
            yield self.env.timeout(1.0)


def run_twin(work: Workload) -> Outcome:
    """Run W as plain SimPy."""
    return Twin(work).run()
