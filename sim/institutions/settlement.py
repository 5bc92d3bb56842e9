"""IMDi: from permit to move. Asking, settlement talk and mapping, ready, allocated, moved.

Mapping (kartlegging) is an office with a capacity in persons a day; a household can be mapped some days after its
permit. Allocation works in rounds (`allocation.py`). A household keeps its place in reception until it moves, which
is what couples settlement to reception.

Resettlement refugees wait outside Norway: their case stays `not_arrived` until the day they move in, and they
compete for the same places from their planned month on.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt
import simpy

from sim.chance.draws import Chance
from sim.chance.laws import draw, whole_days
from sim.config.base import Law
from sim.config.settlement import SettlementConfig
from sim.engine.agenda import Agenda
from sim.engine.calendar import Calendar
from sim.engine.delays import Delays
from sim.engine.process import every
from sim.engine.queues import Fifo, serve
from sim.engine.sites import Sites
from sim.institutions.allocation import Allocation, Placed
from sim.institutions.dated_levers import Batch, Switch
from sim.institutions.municipalities import Municipalities
from sim.institutions.phases import Phase
from sim.institutions.population import DAYS_PER_YEAR, NO_DAY, Population
from sim.institutions.states import CENTRE_KINDS, Case, Lodging
from sim.institutions.waits import residual_days
from sim.plans.protocol import Lever, Need

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

COMES_OF_AGE_DAYS = round(18 * DAYS_PER_YEAR)
WEEK = 7
GOLDEN = 0.6180339887498949
NO_TICKET = -1
AT_HOME, ABROAD, ABROAD_ALLOCATED = 0, 1, 2
"""Where a household stands outside the books: resettlement refugees wait abroad, or are allocated and to travel."""
NOT_ARRIVED, NOT_ASKED, MAPPING, READY, ALLOCATED, SETTLED = (
    int(case)
    for case in (Case.NOT_ARRIVED, Case.NOT_ASKED, Case.MAPPING, Case.READY, Case.ALLOCATED, Case.SETTLED)
)
SELF_SETTLED = int(Case.SELF_SETTLED)
PRIVATE = int(Lodging.PRIVATE)
FIRST_CENTRE, LAST_CENTRE = int(min(CENTRE_KINDS)), int(max(CENTRE_KINDS))
WAITING = (NOT_ASKED, MAPPING, READY, ALLOCATED)


class Releases(Protocol):
    """Reception, as settlement needs it."""

    def release(self, rows: IntArray, day: int) -> None:
        """End the lodging of households that move out."""


class Settlement:
    """IMDi's settlement of households with a permit.

    Parameters
    ----------
    reception
        Lets go of those who move; may be set later (`settlement.reception = ...`), since reception is built after.
    allocate_every_days
        Days between allocation rounds, from the plan.

    Attributes
    ----------
    allocation : the rounds and what they left undone
    mapped_persons, allocated_persons : int64[days], persons mapped and allocated each day
    withdrawn_persons : int64[days], persons whose allocation was taken back
    agreed_self_settled : persons settled so far with a lease of their own, inside the votes
    """

    def __init__(
        self,
        config: SettlementConfig,
        population: Population,
        municipalities: Municipalities,
        calendar: Calendar,
        agenda: Agenda,
        chance: Chance,
        allocate_every_days: int,
        reception: Releases | None = None,
        sites: Sites | None = None,
    ) -> None:
        self._config = config
        self._era = config.era(calendar.start.year)
        self._population = population
        self._municipalities = municipalities
        self._calendar = calendar
        self._chance = chance
        self._every_days = allocate_every_days
        self.reception = reception
        self.allocation = Allocation(config, population, municipalities, chance, sites)
        self.simplified = self._era.simplified
        self.direct = self._ever_direct = False
        self.quota_paused = False
        self._staff: dict[int, int] = {}
        self._draw_luck(chance)
        n = population.n
        self._queue = Fifo()
        self._left = population.size.astype(np.int32)
        self._ticket = np.zeros(n, dtype=np.int32)
        self._minor = population.unaccompanied.copy()
        self._abroad = np.zeros(n, dtype=np.int8)
        self._attempt = np.zeros(n, dtype=np.int16)
        self._due = {name: np.full(n, NO_DAY, dtype=np.int32) for name in ("ask", "move", "back")}
        self._answer_day = np.full(n, NO_DAY, dtype=np.int32)
        self._delays = Delays(calendar.days, ("ask", "talked", "direct", "move", "back"))
        self.mapped_persons = np.zeros(calendar.days, dtype=np.int64)
        self.allocated_persons = np.zeros(calendar.days, dtype=np.int64)
        self.withdrawn_persons = np.zeros(calendar.days, dtype=np.int64)
        self.agreed_self_settled = 0
        self.long_wait_share = 0.0
        municipalities.on_stop.append(self._stopped)
        self._levers = self._make_levers(agenda)

    def _draw_luck(self, chance: Chance) -> None:
        """Draw every household's own delays, days, at once."""
        population, config = self._population, self._config
        source = population.source * 16 + population.group
        identity = (source, population.arrival_day, population.ordinal)

        def pair(purpose: str, number: int = 0) -> tuple[FloatArray, FloatArray]:
            return chance.uniform_pair(purpose, *identity, number)

        def days(law: Law, u: FloatArray, rounding: FloatArray) -> npt.NDArray[np.int32]:
            return np.minimum(whole_days(draw(law, u), rounding), 100_000).astype(np.int32)

        self._u_talk, rounding = pair("settlement_talk")
        self._talk = days(self._era.talk_days, self._u_talk, rounding)
        self._talk_simplified = days(config.simplified_talk_days, self._u_talk, rounding)
        self._talk_direct = days(config.direct_talk_days, self._u_talk, rounding)
        self._application = days(config.application_days, self._u_talk, rounding)
        u, rounding = pair("settlement_answer")
        self._answer = days(config.answer_days, u, rounding)
        self._u_move, self._u_move_rounding = pair("settlement_move")
        self._move = days(self._era.move_days, self._u_move, self._u_move_rounding)
        self._u_ask, rounding = pair("settlement_asking")
        self._ask = np.minimum(days(config.asking_days, self._u_ask, rounding), config.asking_deadline_days)
        u, self._u_lease = pair("settlement_self")
        self._never_asks: BoolArray = u < config.never_asks_share
        drawn = self._municipalities.draw_by_population(np.arange(population.n), "settlement_self", 2)
        self._home = np.where(population.tied_to >= 0, population.tied_to, drawn)
        self._u_withdrawn, self._u_again = pair("settlement_withdrawn")
        quota = population.group == population.group_index("resettlement")
        travel = days(config.quota_travel_days, self._u_move, self._u_move_rounding)
        self._move = np.where(quota, travel, self._move)

    # -- what comes in -----------------------------------------------------------------------------------------

    def granted(self, rows: IntArray, day: int) -> None:
        """Take over households that got a permit to be settled today."""
        if not len(rows):
            return
        private = self._population.lodging.state[rows] == PRIVATE
        if private.any():
            self._not_asked(rows[private], day)
            rows = rows[~private]
        self._to_mapping(rows, day, self._lead(rows))

    def _lead(self, rows: IntArray) -> IntArray:
        """Days until each can be mapped, as mapping is done now [rows]."""
        law = self._talk_direct if self.direct else self._talk_simplified if self.simplified else self._talk
        return law[rows].astype(np.int64)

    def _not_asked(self, rows: IntArray, day: int) -> None:
        """Permit holders who live privately: ask after a while, or never and settle themselves at the deadline."""
        self._population.case.move(rows, NOT_ASKED)
        deadline = self._config.asking_deadline_days
        self._later("ask", rows, day + np.where(self._never_asks[rows], deadline, self._ask[rows]))

    def _later(self, name: str, rows: IntArray, days: IntArray) -> None:
        """Put rows on their days; the day itself is the ticket."""
        if len(rows):
            self._due[name][rows] = days
            self._delays.later(name, rows, days)

    def _take(self, name: str, day: int) -> IntArray:
        """Rows due since the last time whose ticket still holds."""
        rows = self._delays.due(name, day)
        if len(rows):
            due = self._due[name]
            rows = rows[(due[rows] <= day) & (due[rows] != NO_DAY)]
            due[rows] = NO_DAY
        return rows

    def _to_mapping(self, rows: IntArray, day: int, lead: IntArray) -> None:
        if not len(rows):
            return
        self._population.case.move(rows, MAPPING)
        self._population.stamps["asked"][rows] = day
        self._ticket[rows] += 1
        self._delays.later("direct" if self.direct else "talked", rows, day + lead)

    def asks(self, rows: IntArray, day: int) -> None:
        """Households that lived privately ask now: they moved into reception, or applied."""
        rows = rows[self._population.case.state[rows] == NOT_ASKED]
        self._to_mapping(rows, day, self._lead(rows))

    def quota_arrived(self, rows: IntArray, day: int) -> None:
        """Resettlement refugees whose planned month has come: they need a place before they can travel."""
        rows = rows[(self._population.case.state[rows] == NOT_ARRIVED) & (self._abroad[rows] == AT_HOME)]
        if not len(rows):
            return
        self._abroad[rows] = ABROAD
        for stamp in ("decided", "asked", "ready"):
            self._population.stamps[stamp][rows] = day

    def came_of_age(self, rows: IntArray, day: int) -> None:
        """Unaccompanied minors who turned 18 while they wait: ordinary adults from now on."""
        self._minor[rows] = False

    def protection_ended(self, rows: IntArray, day: int) -> None:
        """Let go of households whose permit ended before they moved; the caller hands them to returns.

        Places taken for them are open again. Cases are left as they are.
        """
        self._let_go(rows[np.isin(self._population.case.state[rows], WAITING)])

    def withdrew(self, rows: IntArray, day: int) -> None:
        """Let go of households that leave while they wait; call before their case is changed."""
        self.protection_ended(rows, day)

    def came_back(self, rows: IntArray, day: int) -> None:
        """Take households again whose case is once more one of ours (restored after they had left)."""
        state = self._population.case.state[rows]
        self._not_asked(rows[state == NOT_ASKED], day)
        mapping = rows[(state == MAPPING) | (state == ALLOCATED)]
        self._to_mapping(mapping, day, self._lead(mapping))

    def _let_go(self, rows: IntArray) -> None:
        population = self._population
        allocated = rows[population.case.state[rows] == ALLOCATED]
        self._give_places_back(allocated)
        self._ticket[rows] += 1
        for due in self._due.values():
            due[rows] = NO_DAY

    def _give_places_back(self, rows: IntArray) -> None:
        """Open the places of allocated households again."""
        population = self._population
        held = rows[population.municipality[rows] >= 0]
        if len(held):
            self._municipalities.give_back(
                population.municipality[held], population.size[held], self._took_minor_place(held),
                population.stamps["allocated"][held],
            )  # fmt: skip
            population.municipality[held] = -1

    def _took_minor_place(self, rows: IntArray) -> BoolArray:
        """Whether each took a minor's place: minor on the day of its allocation [rows]."""
        population = self._population
        age_days = population.stamps["allocated"][rows] - population.birth_day[rows, 0]
        return population.unaccompanied[rows] & (age_days < COMES_OF_AGE_DAYS)

    # -- the rhythm --------------------------------------------------------------------------------------------

    def start(self, env: simpy.Environment) -> None:
        """Register mapping and moves every day, rounds as the plan says, and the weekly look at long waits."""
        every(env, self._map, Phase.MAPPING)
        every(env, self._round, Phase.ALLOCATION, self._every_days)
        every(env, self._moves, Phase.EXITS)
        every(env, self._look_at_waits, Phase.SIGNALS, WEEK)

    @property
    def mapping_capacity(self) -> float:
        """Persons a day that can be mapped now."""
        base = self._config.simplified_persons_per_day if self.simplified else self._era.persons_per_day
        return base + sum(self._staff.values())

    def _map(self, day: int) -> None:
        """Those who ask or settle themselves today; those whose talk is held; the office's day."""
        asking = self._take("ask", day)
        if len(asking):
            asking = asking[self._population.case.state[asking] == NOT_ASKED]
            private = self._population.lodging.state[asking] == PRIVATE
            alone = private & self._never_asks[asking]
            self._settle_themselves(asking[alone], day)
            extra = np.where(private, self._application[asking], 0)[~alone]
            self._to_mapping(asking[~alone], day, self._lead(asking[~alone]) + extra)
        talked = self._delays.due("talked", day)
        if len(talked):
            self._queue.push(talked, self._ticket[talked])
        if self._ever_direct:
            direct = self._delays.due("direct", day)
            self._make_ready(direct[self._population.case.state[direct] == MAPPING], day)
        if len(self._queue):
            self._work_off(day)

    def _work_off(self, day: int) -> None:
        """Map as many persons as a day allows, in order; ghosts drop out."""
        capacity = self.mapping_capacity
        budget = int(np.floor(capacity * (day + 1)) - np.floor(capacity * day))
        while budget > 0 and len(self._queue):
            rows, tickets = self._queue.pop(budget + 16)
            real = (self._population.case.state[rows] == MAPPING) & (self._ticket[rows] == tickets)
            rows, tickets = rows[real], tickets[real]
            served, spent = serve(rows, self._left, budget)
            budget -= spent
            self._make_ready(rows[:served], day)
            if served < len(rows):
                self._queue.unpop(rows[served:], tickets[served:])

    def _make_ready(self, rows: IntArray, day: int) -> None:
        """Mapped: ready to be allocated (klar for utsøking)."""
        if not len(rows):
            return
        population = self._population
        population.case.move(rows, READY)
        population.stamps["ready"][rows] = day
        self._ticket[rows] += 1
        self._left[rows] = population.size[rows]
        self.mapped_persons[day] += int(population.size[rows].sum())

    def _settle_themselves(self, rows: IntArray, day: int) -> None:
        """The deadline has passed: those who still live privately and never asked are settled on their own."""
        if not len(rows):
            return
        population = self._population
        where = self._home[rows]
        self._release(rows, day)
        population.municipality[rows] = where
        population.stamps["settled"][rows] = day
        population.case.move(rows, SELF_SETTLED)
        self._municipalities.self_settle(rows, where, day)

    def _release(self, rows: IntArray, day: int) -> None:
        if self.reception is None:
            raise RuntimeError("settlement.reception is not set: nobody can let go of those who move")
        self.reception.release(rows, day)

    def _round(self, day: int) -> None:
        """One allocation round, after those taken back since the last one have their place in the queue again."""
        back = self._take("back", day)
        if len(back):
            self._send_back(back, day)
        population = self._population
        rows = np.flatnonzero(population.case.state == READY)
        if not self.quota_paused:
            abroad = np.flatnonzero(self._abroad == ABROAD)
            if len(abroad):
                rows = np.sort(np.concatenate([rows, abroad]))
        municipalities = self._municipalities
        self._tell_need(rows)
        if not len(rows) or not (municipalities.offers.any() or municipalities.offers_minors.any()):
            self.allocation.last.waiting = int(population.size[rows].sum())
            self.allocation.last.placed = 0
            return
        minors = self._minor[rows]
        if minors.any():
            minors &= day - population.birth_day[rows, 0] < COMES_OF_AGE_DAYS
            self._minor[rows] = minors
        placed = self.allocation.round(
            rows, population.stamps["ready"][rows], minors, self._leases(rows), int(self._calendar.year[day])
        )
        if len(placed.rows):
            self._allocated(placed, day)

    def _tell_need(self, rows: IntArray) -> None:
        """Let municipalities know how many wait by size of dwelling."""
        sizes = self._population.size[rows[~self._minor[rows]]]
        self._municipalities.note_need(sizes)

    def _leases(self, rows: IntArray) -> IntArray:
        """Municipality of each one's own lease, -1 for most: private lodgers with agreed self-settlement [rows]."""
        lease = np.full(len(rows), -1, dtype=np.int64)
        has = self._population.lodging.state[rows] == PRIVATE
        has &= (self._u_lease[rows] < self._config.agreed_self_settlement_share) & ~self._minor[rows]
        if has.any():
            lease[has] = self._home[rows[has]]
        return lease

    def _allocated(self, placed: Placed, day: int) -> None:
        """Note who goes where; then the municipality answers, and they move or are sent back."""
        population = self._population
        rows, municipality, own = placed.rows, placed.municipality, placed.own_lease
        population.municipality[rows] = municipality
        population.stamps["allocated"][rows] = day
        self._attempt[rows] += 1
        self.allocated_persons[day] += int(population.size[rows].sum())
        self.allocation.count_near(rows, municipality, int(self._calendar.year[day]))
        abroad = self._abroad[rows] == ABROAD
        self._abroad[rows[abroad]] = ABROAD_ALLOCATED
        population.case.move(rows[~abroad], ALLOCATED)
        u = self._u_withdrawn[rows]
        again = self._attempt[rows] > 1
        if (
            again.any()
        ):  # golden steps from a second draw: new luck at each attempt, still the household's own
            u = np.where(again, (self._u_again[rows] + GOLDEN * self._attempt[rows]) % 1.0, u)
        answer = day + self._answer[rows].astype(np.int64)
        self._answer_day[rows] = answer
        back = u < self._config.withdrawn_share
        self._later("back", rows[back], answer[back])
        move = self._move[rows].astype(np.int64)
        if own.any():
            law = self._config.agreed_move_days
            move[own] = whole_days(draw(law, self._u_move[rows[own]]), self._u_move_rounding[rows[own]])
            self.agreed_self_settled += int(population.size[rows[own & ~back]].sum())
        self._later("move", rows[~back], (answer + move)[~back])

    def _moves(self, day: int) -> None:
        """Households move in."""
        rows = self._take("move", day)
        if not len(rows):
            return
        population = self._population
        abroad = self._abroad[rows] == ABROAD_ALLOCATED
        gone = ~abroad & (population.case.state[rows] != ALLOCATED)
        if gone.any():  # left without telling anybody: the place is open again
            self._give_places_back(rows[gone])
            rows, abroad = rows[~gone], abroad[~gone]
        travellers = rows[abroad]
        self._abroad[travellers] = AT_HOME
        population.stamps["arrived"][travellers] = day
        if not abroad.all():
            self._release(rows[~abroad], day)
        population.stamps["settled"][rows] = day
        population.case.move(rows, SETTLED)
        self._municipalities.settle(rows, population.municipality[rows], day)

    def _send_back(self, rows: IntArray, day: int) -> None:
        """Back to ready, with the old place in the queue."""
        population = self._population
        abroad = self._abroad[rows] == ABROAD_ALLOCATED
        here = population.case.state[rows] == ALLOCATED
        self._give_places_back(rows)
        rows, abroad = rows[here | abroad], abroad[here | abroad]
        if not len(rows):
            return
        self._abroad[rows[abroad]] = ABROAD
        population.case.move(rows[~abroad], READY)
        for name in ("move", "back"):
            self._due[name][rows] = NO_DAY
        self.withdrawn_persons[day] += int(population.size[rows].sum())

    def _stopped(self, stopped: BoolArray, day: int) -> None:
        """Municipalities were told to stop: those they have not answered for yet are sent back."""
        population = self._population
        rows = np.flatnonzero((population.case.state == ALLOCATED) | (self._abroad == ABROAD_ALLOCATED))
        where = population.municipality[rows]
        self._send_back(rows[(where >= 0) & stopped[where] & (self._answer_day[rows] > day)], day)

    # -- the first day -----------------------------------------------------------------------------------------

    def resume(self, rows: IntArray) -> None:
        """Take over households present on the first day: not asked, in mapping, ready or allocated.

        What is left of each delay is drawn given the time that has passed. The allocated get a municipality in
        proportion to the votes of 2024; their places belong to the year before.
        """
        population = self._population
        state = population.case.state[rows]
        decided = population.stamps["decided"]
        for stamp in ("asked", "ready"):  # the stamps that a start may leave out
            later = rows[(state == READY) | (state == ALLOCATED)]
            missing = later[population.stamps[stamp][later] == NO_DAY]
            population.stamps[stamp][missing] = decided[missing]
        asking = rows[state == NOT_ASKED]
        elapsed = -decided[asking].astype(np.float64)
        rest = np.floor(residual_days(self._config.asking_days, self._u_ask[asking], elapsed))
        last = np.maximum(self._config.asking_deadline_days - elapsed, 0.0)
        wait = np.where(self._never_asks[asking], last, np.minimum(rest, last))
        self._later("ask", asking, wait.astype(np.int64))
        self._resume_mapping(rows[state == MAPPING])
        self._resume_allocated(rows[state == ALLOCATED])

    def _resume_mapping(self, rows: IntArray) -> None:
        population = self._population
        asked = population.stamps["asked"][rows]
        asked = np.where(asked == NO_DAY, population.stamps["decided"][rows], asked)
        population.stamps["asked"][rows] = asked
        rows = rows[np.lexsort((rows, asked))]
        law = self._config.simplified_talk_days if self.simplified else self._era.talk_days
        elapsed = -population.stamps["asked"][rows].astype(np.float64)
        lead = np.floor(residual_days(law, self._u_talk[rows], elapsed)).astype(np.int64)
        self._ticket[rows] += 1
        self._delays.later("talked", rows, lead)

    def _resume_allocated(self, rows: IntArray) -> None:
        if not len(rows):
            return
        population, municipalities = self._population, self._municipalities
        homeless = rows[population.municipality[rows] < 0]
        drawn = municipalities.draw_by_votes(homeless, "settlement_preference", 6)
        tied = population.tied_to[homeless]
        population.municipality[homeless] = np.where(tied >= 0, tied, drawn)
        elapsed = -population.stamps["allocated"][rows].astype(np.float64)
        since = np.maximum(elapsed - self._answer[rows], 0.0)
        rest = residual_days(self._era.move_days, self._u_move[rows], since)
        rest += np.maximum(self._answer[rows] - elapsed, 0.0)
        self._answer_day[rows] = population.stamps["allocated"][rows] + self._answer[rows]
        self._attempt[rows] = 1
        self._later("move", rows, np.floor(rest + self._u_move_rounding[rows]).astype(np.int64))

    # -- levers ------------------------------------------------------------------------------------------------

    def levers(self) -> list[Lever]:
        """Levers of IMDi: how mapping is done, and the quota."""
        return list(self._levers)

    def _make_levers(self, agenda: Agenda) -> list[Lever]:
        def staff(firing: int, persons: int, day: int) -> None:
            self._staff[firing] = max(self._staff.get(firing, 0) + persons, 0)

        def simplify(on: bool, day: int) -> None:
            self.simplified = on or self._era.simplified

        def pause(on: bool, day: int) -> None:
            self.quota_paused = on

        def missing(need: Need) -> float:
            return need.mappings_per_day - self.mapping_capacity

        return [
            Switch("simplified_mapping", agenda, lambda: self.simplified, simplify),
            Batch("mapping_staff", "persons a day", agenda, missing, staff),
            Switch("direct_settlement", agenda, lambda: self.direct, self._settle_directly),
            Switch("quota_pause", agenda, lambda: self.quota_paused, pause),
        ]

    def _settle_directly(self, on: bool, day: int) -> None:
        """Begin or end settlement without mapping; at its beginning those who wait for mapping go too."""
        self.direct = on
        self._ever_direct |= on
        if on and len(self._queue):
            rows, tickets = self._queue.pop(len(self._queue))
            real = (self._population.case.state[rows] == MAPPING) & (self._ticket[rows] == tickets)
            rows = rows[real]
            self._ticket[rows] += 1
            self._delays.later("direct", rows, day + self._talk_direct[rows].astype(np.int64))

    # -- what others see ---------------------------------------------------------------------------------------

    def mapped_per_day(self, day: int) -> float:
        """Persons mapped a day, mean of the last seven days."""
        return float(self.mapped_persons[max(day - WEEK + 1, 0) : day + 1].sum()) / WEEK

    @property
    def quota_waiting(self) -> int:
        """Resettlement refugees whose month has come and who still wait abroad, persons; they have not arrived."""
        return int(self._population.size[self._abroad != AT_HOME].sum())

    def awaiting_answer(self, day: int) -> int:
        """Persons allocated whose municipality has not answered yet."""
        rows = np.flatnonzero(self._population.case.state == ALLOCATED)
        return int(self._population.size[rows[self._answer_day[rows] > day]].sum())

    def _look_at_waits(self, day: int) -> None:
        """Share of permit holders in reception who have waited long, persons."""
        population = self._population
        state = population.case.state
        rows = np.flatnonzero((state >= NOT_ASKED) & (state <= ALLOCATED))
        lodging = population.lodging.state[rows]
        rows = rows[(lodging >= FIRST_CENTRE) & (lodging <= LAST_CENTRE)]
        persons = population.size[rows]
        total = int(persons.sum())
        long = day - population.stamps["decided"][rows] > self._config.long_wait_days
        self.long_wait_share = float(persons[long].sum()) / total if total else 0.0
