"""Reference workload W: five years of arrivals with a surge, five stages, 357 queues for settlement.

The same people, the same luck and the same rules can be run by the engine (here) and by plain SimPy
(`tests/twin.py`). Everything but the lags is multiplied by persons / 55,000. "In line":
first come, first served.

| step | rule |
|---|---|
| arrivals | Poisson, 5,000 a year, and 30,000 more over days 365 to 547.5 |
| registration | 60 officers, in line, lognormal mean 0.5 days, cv 0.5 |
| place | 20,000 ordinary places held to exit; emergency beyond, in line for a place that frees |
| preparation | lognormal mean 20 days, cv 0.5, no limit |
| decision | 500 case-workers, in line, lognormal mean 10 days, cv 1 |
| outcome | 70 % granted, 20 % of them with priority |
| refused | leave after lognormal mean 120 days, cv 0.8 |
| granted | tied to one of 357 areas (lognormal weights, spread 1) |
| quota | every 30th day, by area, priority first, then in line; what is not used is lost |
| | 350 a month in all, 1,050 on days 731 to 1460 |
| move | lognormal mean 14 days, cv 0.5, after the quota |
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
import simpy

from sim.chance.draws import Chance
from sim.chance.laws import whole_days
from sim.chance.normal import normal_inverse
from sim.engine.allocation import first_in_lane
from sim.engine.books import Books
from sim.engine.delays import Delays
from sim.engine.kernels import PLAIN, Kernels
from sim.engine.process import every, run
from sim.engine.queues import Fifo
from sim.engine.servers import Servers
from sim.engine.sites import Sites

if TYPE_CHECKING:
    from benchmarks.phases import PhaseModel

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Int32Array = npt.NDArray[np.int32]

DAYS = 1825
AREAS = 357
QUOTA_DAYS = 30
NEVER = -1

_PURPOSE = "reference_workload"
_CELLS = 8
"""Cells a day's arrivals are counted in, so that no Poisson mean is above 500 up to a million persons."""


class Case(IntEnum):
    """Where a person stands."""

    NOT_ARRIVED = 0
    UNREGISTERED = 1
    PREPARING = 2
    DECIDING = 3
    REFUSED = 4
    GRANTED = 5
    MOVING = 6
    GONE = 7


class Bed(IntEnum):
    """Where a person sleeps."""

    NONE = 0
    ORDINARY = 1
    EMERGENCY = 2


class Phase(IntEnum):
    """Order within a day: producers before consumers, the quota before the day's decisions."""

    ARRIVALS = 0
    QUOTA = 1
    REGISTRATION = 2
    PREPARED = 3
    CASEWORK = 4
    EXITS = 5
    PLACES = 6
    COUNT = 7
    BOOKS = 8


@dataclass(frozen=True)
class Outcome:
    """What a run gives; waits in days over those served, occupancy in persons."""

    registration_wait: float
    decision_wait: float
    settlement_wait: float
    peak_occupancy: float
    peak_emergency: float
    mean_occupancy: float
    settled: float


@dataclass(frozen=True)
class Workload:
    """One instance of W.

    Parameters
    ----------
    persons
        Expected arrivals.
    seed, replication
        Key of all luck.
    """

    persons: int
    seed: int = 1
    replication: int = 0

    def scaled(self, number: float) -> int:
        """Scale a number of servers or places given for 55,000 persons."""
        return round(number * self.persons / 55_000)

    @cached_property
    def people(self) -> People:
        """Everybody who arrives, with all own luck."""
        return People.drawn(self, PLAIN)

    def people_by(self, kernels: Kernels) -> People:
        """Give the same people, drawn by these kernels if they are not drawn yet."""
        if "people" not in vars(self):
            vars(self)["people"] = People.drawn(self, kernels)
        return self.people

    def quotas(self) -> IntArray:
        """Give each area's quota on days 30, 60 ... [rounds, areas]: whole, with the right running sum."""
        days = np.arange(QUOTA_DAYS, DAYS, QUOTA_DAYS)
        monthly = np.where((days >= 731) & (days <= 1460), 1_050.0, 350.0) * self.persons / 55_000
        share = np.diff(area_edges(), prepend=0.0)
        running = np.floor(np.cumsum(monthly)[:, None] * share[None, :] + 1e-9).astype(np.int64)
        return np.diff(running, axis=0, prepend=0)


def area_edges() -> FloatArray:
    """Give the cumulated shares of the areas: quantiles of a lognormal law with spread 1 [areas]."""
    weights = np.exp(normal_inverse((np.arange(AREAS) + 0.5) / AREAS))
    edges: FloatArray = np.cumsum(weights)
    return edges / edges[-1]


@dataclass(frozen=True)
class People:
    """Columns of everybody, in order of arrival [n]."""

    day: npt.NDArray[np.int32]
    ordinal: npt.NDArray[np.int32]
    registration_days: FloatArray
    registration_round: FloatArray
    preparation_days: FloatArray
    preparation_round: FloatArray
    decision_days: FloatArray
    decision_round: FloatArray
    granted: npt.NDArray[np.bool_]
    priority: npt.NDArray[np.bool_]
    exit_days: FloatArray
    """Days from refusal to leaving, or from quota to move."""
    exit_round: FloatArray
    area: npt.NDArray[np.int16]

    @staticmethod
    def drawn(work: Workload, kernels: Kernels) -> People:
        """Draw everybody."""
        chance = Chance(work.seed, work.replication, kernels.halves)
        lognormal = kernels.lognormal
        day = np.arange(DAYS)
        surge = np.clip(np.minimum(547.5 - day, 1.0), 0.0, 1.0) * (day >= 365) * 30_000 / 182.5
        mean = (5_000 / 365 + surge) * work.persons / 55_000
        u = chance.uniform(_PURPOSE, day[:, None], np.arange(_CELLS)[None, :])
        counts = kernels.poisson_count(u, mean[:, None] / _CELLS).sum(axis=1)
        days = np.repeat(day, counts).astype(np.int32)
        ordinal = (np.arange(len(days)) - np.repeat(np.cumsum(counts) - counts, counts)).astype(np.int32)
        register, r0, prepare, r1, decide, r2, leave, r3, outcome, where = chance.uniform_pairs(
            _PURPOSE, days, ordinal, 1, 5
        )
        granted = outcome < 0.7
        exit_days = lognormal(leave, 14.0, 0.5)
        exit_days[~granted] = lognormal(leave[~granted], 120.0, 0.8)
        return People(
            day=days,
            ordinal=ordinal,
            registration_days=lognormal(register, 0.5, 0.5),
            registration_round=r0,
            preparation_days=lognormal(prepare, 20.0, 0.5),
            preparation_round=r1,
            decision_days=lognormal(decide, 10.0, 1.0),
            decision_round=r2,
            granted=granted,
            priority=outcome < 0.2 * 0.7,
            exit_days=exit_days,
            exit_round=r3,
            area=kernels.pick(where, area_edges()).astype(np.int16),
        )


class ColumnModel:
    """W on the engine: every step a process, people as columns."""

    def __init__(self, work: Workload) -> None:
        people = work.people
        n = len(people.day)
        self.people = people
        self.first = np.searchsorted(people.day, np.arange(DAYS + 1)).tolist()
        ones, zeros = np.ones(n, dtype=np.int8), np.zeros(n, dtype=np.int8)
        self.case = Books(tuple(Case.__members__), zeros.copy(), ones, zeros, 1)
        self.bed = Books(tuple(Bed.__members__), zeros.copy(), ones, zeros, 1)
        self.officers = Servers(work.scaled(60))
        self.workers = Servers(work.scaled(500))
        self.delays = Delays(DAYS, ("prepared", "exit"))
        self.sites = Sites()
        self.sites.add(Bed.ORDINARY, work.scaled(20_000))
        self.overflow = Fifo()
        self.granted = Fifo()
        self.quotas = work.quotas()
        self.registration = whole_days(people.registration_days, people.registration_round)
        self.preparation = whole_days(people.preparation_days, people.preparation_round)
        self.decision = whole_days(people.decision_days, people.decision_round)
        self.exit = whole_days(people.exit_days, people.exit_round)
        self.lane = people.area * 2 + ~people.priority
        """Area, and within it those with priority first: the ticket in the queue of the granted."""
        self.stamps = np.full((5, n), NEVER, dtype=np.int32)
        self.registering, self.deciding, self.decided, self.called, self.settled = self.stamps
        self.asked = np.full(n, NEVER, dtype=np.int32)
        self.newcomers: list[IntArray] = []
        self.occupancy = np.zeros(DAYS, dtype=np.int64)
        self.emergency = np.zeros(DAYS, dtype=np.int64)
        self.in_emergency = 0

    def start(self, env: simpy.Environment) -> None:
        """Register the processes."""
        every(env, self.arrive, Phase.ARRIVALS)
        every(env, self.quota, Phase.QUOTA, QUOTA_DAYS, QUOTA_DAYS)
        every(env, self.register, Phase.REGISTRATION)
        every(env, self.prepared, Phase.PREPARED)
        every(env, self.casework, Phase.CASEWORK)
        every(env, self.exits, Phase.EXITS)
        every(env, self.places, Phase.PLACES)
        every(env, self.count, Phase.COUNT)
        every(env, self.fold, Phase.BOOKS, 7, 6)
        every(env, self.check, Phase.BOOKS, 182, 181)

    def arrive(self, day: int) -> None:
        """Let the day's people in."""
        first, last = self.first[day], self.first[day + 1]
        if first < last:
            rows = np.arange(first, last)
            self.case.move(rows, Case.UNREGISTERED)
            self.officers.join(rows, self.registration[first:last])

    def register(self, day: int) -> None:
        """Register, ask for a place, prepare."""
        begun, done = self.officers.step(day)
        if len(begun):
            self.registering[begun] = day
        if len(done):
            self.case.move(done, Case.PREPARING)
            self.newcomers.append(done)
            self.delays.later("prepared", done, day + self.preparation[done])

    def prepared(self, day: int) -> None:
        """Hand prepared cases to the case-workers."""
        rows = self.delays.due("prepared", day)
        if len(rows):
            self.case.move(rows, Case.DECIDING)
            self.asked[rows] = day
            self.workers.join(rows, self.decision[rows])

    def casework(self, day: int) -> None:
        """Decide."""
        begun, done = self.workers.step(day)
        if len(begun):
            self.deciding[begun] = day
        if len(done):
            self.decided[done] = day
            granted = self.people.granted[done]
            yes, no = done[granted], done[~granted]
            self.case.move(yes, Case.GRANTED)
            self.granted.push(yes, self.lane[yes])
            self.case.move(no, Case.REFUSED)
            self.delays.later("exit", no, day + self.exit[no])

    def quota(self, day: int) -> None:
        """Let each area take its quota from its own queue."""
        rows, lane = self.granted.pop(len(self.granted))
        narrow = lane.astype(np.int16)
        passes = first_in_lane(narrow >> 1, self.quotas[day // QUOTA_DAYS - 1], narrow & 1)
        called = rows[passes]
        self.granted.unpop(rows[~passes], lane[~passes])
        self.called[called] = day
        self.case.move(called, Case.MOVING)
        self.delays.later("exit", called, day + self.exit[called])

    def exits(self, day: int) -> None:
        """Let those who leave or move out of their places."""
        rows = self.delays.due("exit", day)
        if len(rows) == 0:
            return
        self.settled[rows] = day
        ordinary = rows[self.bed.state[rows] == Bed.ORDINARY]
        self.sites.occupied[0] -= len(ordinary)
        self.case.move(rows, Case.GONE)
        self.bed.move(rows, Bed.NONE)
        self.in_emergency -= len(rows) - len(ordinary)

    def places(self, day: int) -> None:
        """Give free places: those in emergency first, as they came, then the newcomers."""
        free = int(self.sites.places[0] - self.sites.occupied[0])
        while free > 0 and len(self.overflow):
            rows, _ = self.overflow.pop(free)
            rows = rows[self.bed.state[rows] == Bed.EMERGENCY]
            self.bed.move(rows, Bed.ORDINARY)
            self.in_emergency -= len(rows)
            free -= len(rows)
        rows = np.concatenate(self.newcomers) if self.newcomers else np.empty(0, dtype=np.int64)
        rows = rows[self.case.state[rows] != Case.GONE]
        self.newcomers = []
        housed, rest = rows[:free], rows[free:]
        self.bed.move(housed, Bed.ORDINARY)
        self.bed.move(rest, Bed.EMERGENCY)
        self.overflow.push(rest)
        self.in_emergency += len(rest)
        self.sites.occupied[0] = self.sites.places[0] - free + len(housed)

    def count(self, day: int) -> None:
        """Count beds at day's end."""
        self.emergency[day] = self.in_emergency
        self.occupancy[day] = self.in_emergency + self.sites.occupied[0]

    def fold(self, day: int) -> None:
        """Fold the journals."""
        self.case.fold()
        self.bed.fold()

    def check(self, day: int) -> None:
        """Recount, twice a year; the run ends with one more."""
        self.case.check()
        self.bed.check()

    def outcome(self) -> Outcome:
        """Sum up."""
        return outcome_of(self)


class Columns(Protocol):
    """What a run over columns leaves behind."""

    people: People
    registering: Int32Array
    asked: Int32Array
    deciding: Int32Array
    decided: Int32Array
    called: Int32Array
    occupancy: IntArray
    emergency: IntArray


def outcome_of(model: Columns) -> Outcome:
    """Sum up a run over columns."""
    begun, deciding, called = model.registering >= 0, model.deciding >= 0, model.called >= 0
    return Outcome(
        registration_wait=float((model.registering - model.people.day)[begun].mean()),
        decision_wait=float((model.deciding - model.asked)[deciding].mean()),
        settlement_wait=float((model.called - model.decided)[called].mean()),
        peak_occupancy=float(model.occupancy.max()),
        peak_emergency=float(model.emergency.max()),
        mean_occupancy=float(model.occupancy.mean()),
        settled=float(called.sum()),
    )


def run_columns(work: Workload, kernels: Kernels = PLAIN) -> Outcome:
    """Run W on the engine, with compiled phases if the kernels are compiled ones."""
    model: ColumnModel | PhaseModel
    if kernels.name == "compiled":
        from benchmarks.phases import PhaseModel

        model = PhaseModel(work, kernels)
    else:
        model = ColumnModel(work)
    env = simpy.Environment()
    model.start(env)
    run(env, DAYS)
    model.check(DAYS)
    return model.outcome()
