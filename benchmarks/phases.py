"""Reference workload W with each institution's day compiled as a whole: the same rules, to the last stamp.

The institutions stay SimPy processes and the people stay columns, as in `benchmarks.workload.ColumnModel`;
only what one institution does in a day is one call of compiled code. Not kept in a cache on disk: this code
contains those of `benchmarks.phase_parts`, whose changes a cache would not see.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import simpy
from numba import njit

from benchmarks.phase_parts import append, carry, empty, join, move, recount, serve_step, stamp
from benchmarks.workload import AREAS, DAYS, NEVER, QUOTA_DAYS, Bed, Case, Outcome, Phase, Workload, outcome_of
from sim.engine.books import BooksError
from sim.engine.kernels import Kernels
from sim.engine.process import every

IntArray = npt.NDArray[np.int64]
Int32Array = npt.NDArray[np.int32]

UNREGISTERED, PREPARING, DECIDING = int(Case.UNREGISTERED), int(Case.PREPARING), int(Case.DECIDING)
REFUSED, GRANTED, MOVING, GONE = int(Case.REFUSED), int(Case.GRANTED), int(Case.MOVING), int(Case.GONE)
NONE, ORDINARY, EMERGENCY = int(Bed.NONE), int(Bed.ORDINARY), int(Bed.EMERGENCY)

REGISTRATION, PREPARATION, DECISION, LEAVE = range(4)
"""Whole days of each stage."""
SERVED, PREPARED, JUDGED, LEAVING = range(4)
"""Lists by day: registration ends, preparation ends, the decision falls, the place is left."""
OFFICERS, WORKERS, OVERFLOW = range(3)
"""Lines."""
REGISTERING, ASKED, BEGUN, DECIDED, CALLED, SETTLED = range(6)
"""Stamps."""
NEWCOMERS, BUSY_OFFICERS, BUSY_WORKERS, IN_ORDINARY, IN_EMERGENCY = range(5)
"""Tallies."""


@njit
def registration_day(day, first, last, servers, days, case, flows, stamps, lines, spans, heads, tails, link,
                     everybody, newcomers, tally):  # type: ignore[no-untyped-def]  # numba finds the types  # fmt: skip
    """Let the day's people in and register; those registered ask for a place and prepare."""
    come, done = everybody[first:last], newcomers[tally[NEWCOMERS] :]
    move(case, flows, come, come.size, UNREGISTERED)
    join(lines[OFFICERS], spans[OFFICERS], come, come.size)
    tally[BUSY_OFFICERS], n = serve_step(
        day, servers, tally[BUSY_OFFICERS], lines[OFFICERS], spans[OFFICERS], days[REGISTRATION],
        heads[SERVED], tails[SERVED], link, stamps[REGISTERING], done,
    )  # fmt: skip
    tally[NEWCOMERS] += n
    move(case, flows, done, n, PREPARING)
    append(heads[PREPARED], tails[PREPARED], link, done, n, days[PREPARATION], day)


@njit
def decision_day(day, servers, days, lane, granted, case, flows, stamps, lines, spans, heads, tails, link,
                 lane_heads, lane_tails, batch, refused, tally):  # type: ignore[no-untyped-def]  # numba finds the types  # fmt: skip
    """Hand prepared cases to the case-workers, and decide."""
    n = empty(heads[PREPARED], link, day, batch)
    move(case, flows, batch, n, DECIDING)
    stamp(stamps[ASKED], batch, n, day)
    join(lines[WORKERS], spans[WORKERS], batch, n)
    tally[BUSY_WORKERS], n = serve_step(
        day, servers, tally[BUSY_WORKERS], lines[WORKERS], spans[WORKERS], days[DECISION],
        heads[JUDGED], tails[JUDGED], link, stamps[BEGUN], batch,
    )  # fmt: skip
    stamp(stamps[DECIDED], batch, n, day)
    yes = no = 0
    for i in range(n):
        row = batch[i]
        if granted[row]:
            batch[yes] = row
            yes += 1
        else:
            refused[no] = row
            no += 1
    move(case, flows, batch, yes, GRANTED)
    append(lane_heads, lane_tails, link, batch, yes, lane, 0)
    move(case, flows, refused, no, REFUSED)
    append(heads[LEAVING], tails[LEAVING], link, refused, no, days[LEAVE], day)


@njit
def quota_day(day, quotas, leave, case, flows, stamps, heads, tails, link, lane_heads, batch):  # type: ignore[no-untyped-def]  # numba finds the types
    """Let each area take its quota from its own two lanes, priority first."""
    n = 0
    for area in range(quotas.size):
        for _ in range(quotas[area]):
            lane = 2 * area
            if lane_heads[lane] == NEVER:
                lane += 1
                if lane_heads[lane] == NEVER:
                    break
            row = lane_heads[lane]
            lane_heads[lane] = link[row]
            batch[n] = row
            n += 1
    stamp(stamps[CALLED], batch, n, day)
    move(case, flows, batch, n, MOVING)
    append(heads[LEAVING], tails[LEAVING], link, batch, n, leave, day)


@njit
def reception_day(day, places, case, case_flows, bed, bed_flows, stamps, lines, spans, heads, link, newcomers,
                  batch, refused, counts, tally):  # type: ignore[no-untyped-def]  # numba finds the types  # fmt: skip
    """Let those out who leave, give free places to those in emergency, then to newcomers, and count beds."""
    ordinary, emergency = tally[IN_ORDINARY], tally[IN_EMERGENCY]
    n = empty(heads[LEAVING], link, day, batch)
    stamp(stamps[SETTLED], batch, n, day)
    for i in range(n):
        if bed[batch[i]] == ORDINARY:
            ordinary -= 1
        else:
            emergency -= 1
    move(case, case_flows, batch, n, GONE)
    move(bed, bed_flows, batch, n, NONE)
    line, span = lines[OVERFLOW], spans[OVERFLOW]
    head, tail = span
    housed = turned_away = 0
    while ordinary < places and head < tail:
        row = line[head]
        head += 1
        if bed[row] == EMERGENCY:
            batch[housed] = row
            housed += 1
            ordinary += 1
            emergency -= 1
    span[0] = head
    for i in range(tally[NEWCOMERS]):
        row = newcomers[i]
        if case[row] == GONE:
            continue
        if ordinary < places:
            batch[housed] = row
            housed += 1
            ordinary += 1
        else:
            refused[turned_away] = row
            turned_away += 1
            emergency += 1
    move(bed, bed_flows, batch, housed, ORDINARY)
    move(bed, bed_flows, refused, turned_away, EMERGENCY)
    join(line, span, refused, turned_away)
    tally[NEWCOMERS], tally[IN_ORDINARY], tally[IN_EMERGENCY] = 0, ordinary, emergency
    counts[0, day], counts[1, day] = ordinary + emergency, emergency


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
        block = np.empty((18, n), dtype=np.int32)  # in one piece: the system hands large pieces out quicker
        self.stamps, days, lines = block[:6], block[6:10], block[10:13]
        self.stamps[:] = NEVER
        self.registering, self.asked, self.deciding, self.decided, self.called, self.settled = self.stamps
        self.counts = np.zeros((2, DAYS), dtype=np.int64)
        self.occupancy, self.emergency = self.counts
        for row, law, part in (
            (REGISTRATION, people.registration_days, people.registration_round),
            (PREPARATION, people.preparation_days, people.preparation_round),
            (DECISION, people.decision_days, people.decision_round),
            (LEAVE, people.exit_days, people.exit_round),
        ):
            days[row] = kernels.whole_days(law, part)
        lane = people.area * 2 + ~people.priority
        spans = np.zeros((3, 2), dtype=np.int64)
        heads, tails = np.full((4, DAYS), NEVER, dtype=np.int32), np.empty((4, DAYS), dtype=np.int32)
        lane_heads, lane_tails = np.full(2 * AREAS, NEVER, dtype=np.int32), np.empty(2 * AREAS, dtype=np.int32)
        link, newcomers, batch, second, everybody = block[13:]
        everybody[:] = np.arange(n)
        tally = np.zeros(5, dtype=np.int64)
        case, flows = self.case.state, self.case.flows
        shared = (case, flows, self.stamps, lines, spans, heads, tails, link)
        self._registration = (work.scaled(60), days, *shared, everybody, newcomers, tally)
        self._decision = (
            work.scaled(500), days, lane, people.granted, *shared, lane_heads, lane_tails, batch, second, tally,
        )  # fmt: skip
        self._quota = (days[LEAVE], case, flows, self.stamps, heads, tails, link, lane_heads, batch)
        self._reception = (
            work.scaled(20_000), case, flows, self.bed.state, self.bed.flows, self.stamps, lines, spans, heads,
            link, newcomers, batch, second, self.counts, tally,
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
