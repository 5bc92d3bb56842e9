"""Reference workload W with each institution's day compiled as a whole: the same rules, to the last stamp.

The institutions stay SimPy processes and the people stay columns, as in `benchmarks.workload.ColumnModel`;
only what one institution does in a day is one call of compiled code. Not kept in a cache on disk: this code
contains parts of `sim.engine.compiled`, whose changes a cache would not see.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import simpy
from numba import njit

from benchmarks.workload import AREAS, DAYS, NEVER, QUOTA_DAYS, Bed, Case, Outcome, Phase, Workload, outcome_of
from sim.engine.books import BooksError
from sim.engine.compiled import append, carry, empty, join, move, recount, serve_step, take_first
from sim.engine.kernels import Kernels
from sim.engine.process import every

IntArray = npt.NDArray[np.int64]
Int32Array = npt.NDArray[np.int32]

UNREGISTERED, PREPARING, DECIDING = int(Case.UNREGISTERED), int(Case.PREPARING), int(Case.DECIDING)
REFUSED, GRANTED, MOVING, GONE = int(Case.REFUSED), int(Case.GRANTED), int(Case.MOVING), int(Case.GONE)
NONE, ORDINARY, EMERGENCY = int(Bed.NONE), int(Bed.ORDINARY), int(Bed.EMERGENCY)

REGISTERED, PREPARED, DECIDED, LEAVING = 0, 1, 2, 3
"""Lists by day."""
OFFICERS, WORKERS, OVERFLOW = 0, 1, 2
"""Lines."""
REGISTERING, DECIDING_FROM, DECIDED_ON, CALLED, SETTLED, ASKED = range(6)
"""Stamps."""
NEWCOMERS, BUSY_OFFICERS, BUSY_WORKERS, IN_ORDINARY, IN_EMERGENCY = range(5)
"""Tallies."""


@njit
def registration_day(day, first, last, servers, durations, case, flows, stamps, lines, ends, heads, tails, link,
                     newcomers, tally):  # type: ignore[no-untyped-def]  # fmt: skip
    """Let the day's people in and register; those registered ask for a place and prepare."""
    for row in range(first, last):
        move(case, flows, row, UNREGISTERED)
        join(lines[OFFICERS], ends[OFFICERS], row)
    done = newcomers[tally[NEWCOMERS] :]
    tally[BUSY_OFFICERS], n = serve_step(
        day, servers, tally[BUSY_OFFICERS], lines[OFFICERS], ends[OFFICERS], durations[0],
        heads[REGISTERED], tails[REGISTERED], link, stamps[REGISTERING], done,
    )  # fmt: skip
    tally[NEWCOMERS] += n
    for row in done[:n]:
        move(case, flows, row, PREPARING)
        append(heads[PREPARED], tails[PREPARED], link, day + durations[1, row], row)


@njit
def decision_day(day, servers, durations, lane, granted, case, flows, stamps, lines, ends, heads, tails, link,
                 lane_heads, lane_tails, done, tally):  # type: ignore[no-untyped-def]  # fmt: skip
    """Hand prepared cases to the case-workers, and decide."""
    for row in done[: empty(heads[PREPARED], link, day, done)]:
        move(case, flows, row, DECIDING)
        stamps[ASKED, row] = day
        join(lines[WORKERS], ends[WORKERS], row)
    tally[BUSY_WORKERS], n = serve_step(
        day, servers, tally[BUSY_WORKERS], lines[WORKERS], ends[WORKERS], durations[2],
        heads[DECIDED], tails[DECIDED], link, stamps[DECIDING_FROM], done,
    )  # fmt: skip
    for row in done[:n]:
        stamps[DECIDED_ON, row] = day
        if granted[row]:
            move(case, flows, row, GRANTED)
            append(lane_heads, lane_tails, link, lane[row], row)
        else:
            move(case, flows, row, REFUSED)
            append(heads[LEAVING], tails[LEAVING], link, day + durations[3, row], row)


@njit
def quota_day(day, quotas, leave, case, flows, stamps, heads, tails, link, lane_heads):  # type: ignore[no-untyped-def]
    """Let each area take its quota from its own two lanes, priority first."""
    for area in range(quotas.size):
        for _ in range(quotas[area]):
            lane = 2 * area
            if lane_heads[lane] == NEVER:
                lane += 1
                if lane_heads[lane] == NEVER:
                    break
            row = take_first(lane_heads, link, lane)
            stamps[CALLED, row] = day
            move(case, flows, row, MOVING)
            append(heads[LEAVING], tails[LEAVING], link, day + leave[row], row)


@njit
def reception_day(day, places, case, case_flows, bed, bed_flows, stamps, lines, ends, heads, link, newcomers,
                  counts, tally):  # type: ignore[no-untyped-def]  # fmt: skip
    """Let those out who leave, give free places to those in emergency, then to newcomers, and count beds."""
    row = heads[LEAVING, day]
    heads[LEAVING, day] = NEVER
    while row != NEVER:
        stamps[SETTLED, row] = day
        tally[IN_ORDINARY if bed[row] == ORDINARY else IN_EMERGENCY] -= 1
        move(case, case_flows, row, GONE)
        move(bed, bed_flows, row, NONE)
        row = link[row]
    line, span = lines[OVERFLOW], ends[OVERFLOW]
    while tally[IN_ORDINARY] < places and span[0] < span[1]:
        row = line[span[0]]
        span[0] += 1
        if bed[row] == EMERGENCY:
            move(bed, bed_flows, row, ORDINARY)
            tally[IN_EMERGENCY] -= 1
            tally[IN_ORDINARY] += 1
    for row in newcomers[: tally[NEWCOMERS]]:
        if case[row] == GONE:
            continue
        if tally[IN_ORDINARY] < places:
            move(bed, bed_flows, row, ORDINARY)
            tally[IN_ORDINARY] += 1
        else:
            move(bed, bed_flows, row, EMERGENCY)
            tally[IN_EMERGENCY] += 1
            join(line, span, row)
    tally[NEWCOMERS] = 0
    counts[0, day] = tally[IN_ORDINARY] + tally[IN_EMERGENCY]
    counts[1, day] = tally[IN_EMERGENCY]


class CountedBooks:
    """Books whose flows are counted in compiled code as each row moves; one group, rows of one person."""

    def __init__(self, names: tuple[str, ...], n: int) -> None:
        self.names = names
        self.state = np.zeros(n, dtype=np.int8)
        self.flows = np.zeros((len(names), len(names)), dtype=np.int64)
        self.stock = np.zeros(len(names), dtype=np.int64)
        self.stock[0] = n

    def fold(self) -> None:
        """Carry the stocks forward by the flows."""
        carry(self.stock, self.flows)

    def check(self) -> None:
        """Compare stocks with a recount of the column; BooksError names the state and both numbers."""
        carried, counted = self.stock.copy(), np.empty_like(self.stock)
        carry(carried, self.flows.copy())
        recount(self.state, counted)
        for name, expected, found in zip(self.names, carried.tolist(), counted.tolist(), strict=True):
            if expected != found:
                message = f"state {name}: flows give {expected} persons, register {found}"
                raise BooksError(message)


class PhaseModel:
    """W on compiled phases: every institution a process, people as columns."""

    def __init__(self, work: Workload, kernels: Kernels) -> None:
        people = work.people_by(kernels)
        n = len(people.day)
        self.people = people
        self.first = np.searchsorted(people.day, np.arange(DAYS + 1)).tolist()
        self.case = CountedBooks(tuple(Case.__members__), n)
        self.bed = CountedBooks(tuple(Bed.__members__), n)
        self.quotas = work.quotas()
        self.stamps = np.full((6, n), NEVER, dtype=np.int32)
        self.registering, self.deciding, self.decided, self.called, self.settled, self.asked = self.stamps
        self.counts = np.zeros((2, DAYS), dtype=np.int64)
        self.occupancy, self.emergency = self.counts
        days = np.empty((4, n), dtype=np.int32)
        for row, law, part in (
            (0, people.registration_days, people.registration_round),
            (1, people.preparation_days, people.preparation_round),
            (2, people.decision_days, people.decision_round),
            (3, people.exit_days, people.exit_round),
        ):
            days[row] = kernels.whole_days(law, part)
        lane = people.area * 2 + ~people.priority
        lines, ends = np.empty((3, n), dtype=np.int32), np.zeros((3, 2), dtype=np.int64)
        heads, tails = np.full((4, DAYS), NEVER, dtype=np.int32), np.empty((4, DAYS), dtype=np.int32)
        link, batch = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int32)
        lane_heads, lane_tails = np.full(2 * AREAS, NEVER, dtype=np.int32), np.empty(2 * AREAS, dtype=np.int32)
        newcomers, tally = np.empty(n, dtype=np.int32), np.zeros(5, dtype=np.int64)
        case, flows, bed, bed_flows = self.case.state, self.case.flows, self.bed.state, self.bed.flows
        shared = (case, flows, self.stamps, lines, ends, heads, tails, link)
        self._registration = (work.scaled(60), days, *shared, newcomers, tally)
        self._decision = (
            work.scaled(500), days, lane, people.granted, *shared, lane_heads, lane_tails, batch, tally,
        )  # fmt: skip
        self._quota = (days[3], case, flows, self.stamps, heads, tails, link, lane_heads)
        self._reception = (
            work.scaled(20_000), case, flows, bed, bed_flows, self.stamps, lines, ends, heads, link, newcomers,
            self.counts, tally,
        )  # fmt: skip

    def start(self, env: simpy.Environment) -> None:
        """Register the processes."""
        every(env, self.quota, Phase.QUOTA, QUOTA_DAYS, QUOTA_DAYS)
        every(env, self.register, Phase.REGISTRATION)
        every(env, self.decide, Phase.CASEWORK)
        every(env, self.receive, Phase.PLACES)
        every(env, self.fold, Phase.BOOKS, 7, 6)
        every(env, self.check, Phase.BOOKS, 182, 181)

    def register(self, day: int) -> None:
        """Run the registration office."""
        registration_day(day, self.first[day], self.first[day + 1], *self._registration)

    def decide(self, day: int) -> None:
        """Run the case-workers' office."""
        decision_day(day, *self._decision)

    def quota(self, day: int) -> None:
        """Let the areas take their quotas."""
        quota_day(day, self.quotas[day // QUOTA_DAYS - 1], *self._quota)

    def receive(self, day: int) -> None:
        """Run reception: exits, places, count."""
        reception_day(day, *self._reception)

    def fold(self, day: int) -> None:
        """Fold the flows."""
        self.case.fold()
        self.bed.fold()

    def check(self, day: int) -> None:
        """Recount, twice a year; the run ends with one more."""
        self.case.check()
        self.bed.check()

    def outcome(self) -> Outcome:
        """Sum up."""
        return outcome_of(self)
