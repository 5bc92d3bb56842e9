"""IMDi: from permit to move. Asking, mapping, ready, allocated, moved.

Mapping is an office of its own (`mapping.py`), and allocation works in rounds (`allocation.py`). A household
keeps its place in reception until it moves: this couples settlement to reception.

Resettlement refugees wait outside Norway: their case stays `not_arrived` until the day they move in, and they
compete for the same places from their planned month on.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt
import simpy

from sim.chance.draws import Chance
from sim.chance.laws import draw
from sim.config.settlement import SettlementConfig
from sim.engine.agenda import Agenda
from sim.engine.calendar import Calendar
from sim.engine.kernels import PLAIN, Kernels
from sim.engine.process import every
from sim.engine.sites import Sites
from sim.institutions.ages import MAJORITY_YEARS
from sim.institutions.allocation import Allocation, Placed
from sim.institutions.dated_levers import Switch
from sim.institutions.horizon import noted_days
from sim.institutions.mapping import Mapping
from sim.institutions.municipalities import Municipalities
from sim.institutions.phases import Phase
from sim.institutions.population import DAYS_PER_YEAR, NO_DAY, Population
from sim.institutions.settlement_luck import SettlementLuck
from sim.institutions.states import CENTRE_KINDS, Case, Lodging
from sim.institutions.waits import residual_days
from sim.plans.protocol import Lever

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

COMES_OF_AGE_DAYS = round(MAJORITY_YEARS * DAYS_PER_YEAR)
WEEK = 7
AT_HOME, ABROAD, ABROAD_ALLOCATED = 0, 1, 2
"""Where a household stands outside the books: resettlement refugees wait abroad, or travel to a place."""

# plain numbers, NOT_ASKED to ALLOCATED in a row: looking up a member of an enumeration is slow in the daily work
NOT_ARRIVED, NOT_ASKED, MAPPING, READY, ALLOCATED, SETTLED, SELF_SETTLED = (
    int(case)
    for case in (
        Case.NOT_ARRIVED,
        Case.NOT_ASKED,
        Case.MAPPING,
        Case.READY,
        Case.ALLOCATED,
        Case.SETTLED,
        Case.SELF_SETTLED,
    )
)
PRIVATE = int(Lodging.PRIVATE)
FIRST_CENTRE, LAST_CENTRE = int(min(CENTRE_KINDS)), int(max(CENTRE_KINDS))


class Releases(Protocol):
    """Reception, as settlement needs it."""

    def release(self, rows: IntArray, day: int) -> None:
        """End the lodging of households that move out."""


class Settlement:
    """IMDi's settlement of households with a permit.

    Parameters
    ----------
    allocate_every_days
        Days between allocation rounds, from the plan.
    reception
        Lets go of those who move; may be set later (`settlement.reception = ...`), as it is built later.
    sites
        Centres, whose `owner` is the host municipality.

    Attributes
    ----------
    mapping : the office
    allocation : the rounds and what they left undone
    allocated_persons, withdrawn_persons : int64[days], persons allocated, and taken back, each day
    moved_from_centres : int64[days], persons who moved to their place from a centre, care centres included
    waited_days : int64[days], days since they asked for a municipality with a permit, summed over the persons who
        moved to their place from within the country
    agreed_self_settled : persons allocated so far with a lease of their own, inside the votes
    long_wait_share : share of permit holders in reception who have waited long, looked at weekly
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
        kernels: Kernels = PLAIN,
    ) -> None:
        self._config = config
        self._population = population
        self._municipalities = municipalities
        self._calendar = calendar
        self._chance = chance
        self._every_days = allocate_every_days
        self.reception = reception
        self._era = config.era(calendar.start.year)
        self._luck = population.once(
            "settlement_luck",
            lambda: SettlementLuck(
                config,
                self._era,
                population,
                municipalities.people,
                chance,
                [(calendar.day(step.since), step.days) for step in config.moves],
            ),
        )
        self._ask_wait: IntArray = np.where(
            self._luck.never_asks, config.asking_deadline_days, self._luck.ask
        )
        self.mapping = Mapping(config, self._era, population, self._luck, calendar.days, agenda, kernels)
        self.allocation = Allocation(config, population, municipalities, chance, sites, kernels)
        self.quota_paused = False
        days = np.arange(calendar.days)
        self._arrived: list[int] = population.arrival_day.searchsorted(days, side="right").tolist()
        """Rows of the register, which is in order of arrival, that have come by each day."""
        n = population.n
        self._minor = population.unaccompanied.copy()
        self._abroad = np.zeros(n, dtype=np.int8)
        self._attempt = np.zeros(n, dtype=np.int16)
        self._own_lease = np.zeros(n, dtype=np.bool_)
        self._answer_day = np.full(n, NO_DAY, dtype=np.int32)
        stages = ("ask", "move", "back")
        self._due = {name: np.full(n, NO_DAY, dtype=np.int32) for name in stages}
        self._delays = kernels.delays(noted_days(calendar.days), stages)
        self.allocated_persons = np.zeros(calendar.days, dtype=np.int64)
        self.withdrawn_persons = np.zeros(calendar.days, dtype=np.int64)
        self.moved_from_centres = np.zeros(calendar.days, dtype=np.int64)
        self.waited_days = np.zeros(calendar.days, dtype=np.int64)
        self.agreed_self_settled = 0
        self.long_wait_share = 0.0
        municipalities.on_stop.append(self._stopped)
        self._pause = Switch("quota_pause", agenda, lambda: self.quota_paused, self._pause_quota)

    def start(self, env: simpy.Environment) -> None:
        """Register the daily and weekly work, and the rounds at the plan's pace."""
        every(env, self._ask_and_map, Phase.MAPPING)
        every(env, self._round, Phase.ALLOCATION, self._every_days)
        every(env, self._moves, Phase.EXITS)
        every(env, self._look_at_waits, Phase.SIGNALS, WEEK)

    def levers(self) -> list[Lever]:
        """Levers of IMDi: how mapping is done, and the quota."""
        return [*self.mapping.levers, self._pause]

    def _pause_quota(self, on: bool, day: int) -> None:
        self.quota_paused = on

    # -- what comes in -----------------------------------------------------------------------------

    def granted(self, rows: IntArray, day: int) -> None:
        """Take over households that got a permit to be settled today."""
        if not len(rows):
            return
        private = self._population.lodging.state[rows] == PRIVATE
        if np.count_nonzero(private):
            self._not_asked(rows[private], day)
            rows = rows[~private]
        self.mapping.enter(rows, day)

    def _not_asked(self, rows: IntArray, day: int) -> None:
        """Permit holders living privately: they ask after a while, or settle themselves at the deadline."""
        if not len(rows):
            return
        self._population.case.move(rows, NOT_ASKED)
        self._later("ask", rows, day + self._ask_wait[rows])

    def asks(self, rows: IntArray, day: int) -> None:
        """Households that lived privately ask now: they moved into reception, or applied."""
        self.mapping.enter(rows[self._population.case.state[rows] == NOT_ASKED], day)

    def quota_arrived(self, rows: IntArray, day: int) -> None:
        """Resettlement refugees whose planned day has come: they need a place before they can travel."""
        rows = rows[(self._population.case.state[rows] == NOT_ARRIVED) & (self._abroad[rows] == AT_HOME)]
        if not len(rows):
            return
        self._abroad[rows] = ABROAD
        for stamp in ("decided", "asked", "ready"):
            self._population.stamps[stamp][rows] = day

    def came_of_age(self, rows: IntArray, day: int) -> None:
        """Unaccompanied minors who turned 18 while they wait are ordinary adults now; not those of 15."""
        grown = day - self._population.birth_day[rows, 0] >= COMES_OF_AGE_DAYS
        self._minor[rows[grown]] = False

    def protection_ended(self, rows: IntArray, day: int) -> None:
        """Let go of households whose permit ended before they moved; the caller hands them to returns.

        Places taken for them are open again. Their cases are left as they are.
        """
        state = self._population.case.state[rows]
        waiting = (state >= NOT_ASKED) & (state <= ALLOCATED)
        if not np.count_nonzero(waiting):
            return
        rows = rows[waiting]
        self._give_places_back(rows[state[waiting] == ALLOCATED])
        self.mapping.forget(rows)
        for due in self._due.values():
            due[rows] = NO_DAY

    # -- asking and mapping ------------------------------------------------------------------------

    def _later(self, name: str, rows: IntArray, days: npt.NDArray[np.integer]) -> None:
        """Put rows on their days; the day itself is the ticket."""
        if len(rows):
            self._due[name][rows] = days
            self._delays.later(name, rows, days)

    def _take(self, name: str, day: int) -> IntArray:
        """Rows due since the last time whose ticket still holds."""
        rows = self._delays.due(name, day)
        if len(rows):
            due = self._due[name]
            when = due[rows]
            real = (when <= day) & (when != NO_DAY)
            if np.count_nonzero(real) < len(rows):
                rows = rows[real]
            due[rows] = NO_DAY
        return rows

    def _ask_and_map(self, day: int) -> None:
        """Private lodgers whose day has come ask or settle themselves; then the office works."""
        rows = self._take("ask", day)
        if len(rows):
            rows = rows[self._population.case.state[rows] == NOT_ASKED]
            private = self._population.lodging.state[rows] == PRIVATE
            application = np.where(private, self._luck.application[rows], 0)
            alone = private & self._luck.never_asks[rows]
            if np.count_nonzero(alone):
                self._settle_themselves(rows[alone], day)
                rows, application = rows[~alone], application[~alone]
            self.mapping.enter(rows, day, application)
        self.mapping.work(day)

    def _settle_themselves(self, rows: IntArray, day: int) -> None:
        """Settle those who never asked by the deadline where they live, outside agreement."""
        if not len(rows):
            return
        where = self._luck.home[rows]
        self._release(rows, day)
        self._population.municipality[rows] = where
        self._population.stamps["settled"][rows] = day
        self._population.case.move(rows, SELF_SETTLED)
        self._municipalities.homes.self_settle(rows, where, day)

    def _release(self, rows: IntArray, day: int) -> None:
        if self.reception is None:
            raise RuntimeError("settlement.reception is not set: nobody can let go of those who move")
        self.reception.release(rows, day)

    # -- allocation --------------------------------------------------------------------------------

    def _round(self, day: int) -> None:
        """One allocation round, after those taken back since the last are in the queue again."""
        back = self._take("back", day)
        if len(back):
            self._send_back(back, day)
        population, municipalities = self._population, self._municipalities
        arrived = self._arrived[day]
        ready = population.case.state[:arrived] == READY
        if not self.quota_paused:
            ready |= self._abroad[:arrived] == ABROAD
        rows = ready.nonzero()[0]
        minors = self._minor[rows]
        young = minors.nonzero()[0]
        others = rows
        if len(young):
            grown = young[day - population.birth_day[rows[young], 0] >= COMES_OF_AGE_DAYS]
            minors[grown] = False
            self._minor[rows] = minors
            others = rows[~minors]
        municipalities.note_need(population.size[others], self.allocation.dwelling_class[others])
        placed = self.allocation.round(
            rows, population.stamps["ready"][rows], minors, self._leases(rows), int(self._calendar.year[day])
        )
        if len(placed.rows):
            self._allocated(placed, day)

    def _leases(self, rows: IntArray) -> IntArray:
        """Municipality of the lease of private lodgers who bring one, -1 for all others [rows]."""
        lease = np.full(len(rows), -1, dtype=np.int64)
        has = self._luck.has_lease[rows].nonzero()[0]
        has = has[self._population.lodging.state[rows[has]] == PRIVATE]
        if len(has):
            lease[has] = self._luck.home[rows[has]]
        return lease

    def _allocated(self, placed: Placed, day: int) -> None:
        """Note who goes where; then the municipality answers, and they move or are sent back."""
        population, luck = self._population, self._luck
        rows, own = placed.rows, placed.own_lease
        size = population.size[rows]
        population.municipality[rows] = placed.municipality
        population.stamps["allocated"][rows] = day
        self._attempt[rows] += 1
        self._own_lease[rows] = own
        self.allocated_persons[day] += int(size.sum())
        abroad = self._abroad[rows] == ABROAD
        self._abroad[rows[abroad]] = ABROAD_ALLOCATED
        population.case.move(rows[~abroad], ALLOCATED)
        answer = day + luck.answer[rows]
        self._answer_day[rows] = answer
        back = luck.is_withdrawn(rows, self._attempt[rows])
        move = answer + np.where(own, luck.move_with_lease[rows], luck.move(day, rows))
        self._later("back", rows[back], np.maximum(answer[back], day + 1))  # today's returns are over
        self._later("move", rows[~back], move[~back])
        self.agreed_self_settled += int(size[own & ~back].sum())

    def _moves(self, day: int) -> None:
        """Households move in (bosatt)."""
        rows = self._take("move", day)
        if not len(rows):
            return
        population = self._population
        abroad = self._abroad[rows] == ABROAD_ALLOCATED
        gone = ~abroad & (population.case.state[rows] != ALLOCATED)
        if np.count_nonzero(gone):  # left without telling IMDi: the place is open again
            self._give_places_back(rows[gone])
            rows, abroad = rows[~gone], abroad[~gone]
            if not len(rows):
                return
        lodging = population.lodging.state[rows]
        housed = (lodging >= FIRST_CENTRE) & (lodging <= LAST_CENTRE)
        self.moved_from_centres[day] += int(population.size[rows[housed]].sum())
        stamps = population.stamps
        waited = np.where(abroad, 0, day - np.maximum(stamps["decided"][rows], stamps["asked"][rows]))
        self.waited_days[day] += int((waited * population.size[rows]).sum())
        if np.count_nonzero(abroad):
            travellers = rows[abroad]
            self._abroad[travellers] = AT_HOME
            population.stamps["arrived"][travellers] = day
            here = rows[~abroad]
            if len(here):
                self._release(here, day)
        else:
            self._release(rows, day)
        population.stamps["settled"][rows] = day
        population.case.move(rows, SETTLED)
        housed = ~self._in_minors_place(rows) & ~self._own_lease[rows]
        self._municipalities.homes.settle(rows, population.municipality[rows], day, housed)

    def _send_back(self, rows: IntArray, day: int) -> None:
        """Back to ready, with the old place in the queue."""
        population = self._population
        abroad = self._abroad[rows] == ABROAD_ALLOCATED
        ours = abroad | (population.case.state[rows] == ALLOCATED)
        self._give_places_back(rows)
        rows, abroad = rows[ours], abroad[ours]
        self._abroad[rows[abroad]] = ABROAD
        population.case.move(rows[~abroad], READY)
        for name in ("move", "back"):
            self._due[name][rows] = NO_DAY
        self.withdrawn_persons[day] += int(population.size[rows].sum())

    def _stopped(self, stopped: BoolArray, stopped_minors: BoolArray, day: int) -> None:
        """Municipalities were told to stop: those they have not answered for yet are sent back."""
        population = self._population
        rows = np.flatnonzero((population.case.state == ALLOCATED) | (self._abroad == ABROAD_ALLOCATED))
        rows = rows[(population.municipality[rows] >= 0) & (self._answer_day[rows] > day)]
        where = population.municipality[rows]
        back = np.where(self._in_minors_place(rows), stopped_minors[where], stopped[where])
        self._send_back(rows[back], day)

    def _give_places_back(self, rows: IntArray) -> None:
        """Open the places of allocated households again."""
        if not len(rows):
            return
        population = self._population
        held = rows[population.municipality[rows] >= 0]
        if not len(held):
            return
        minors = self._in_minors_place(held)
        self._municipalities.give_back(
            population.municipality[held],
            population.size[held],
            minors,
            ~minors & ~self._own_lease[held],
            population.stamps["allocated"][held],
        )
        population.municipality[held] = -1

    def _in_minors_place(self, rows: IntArray) -> BoolArray:
        """Whether allocated households took a place for minors: they were minors on that day [rows]."""
        population = self._population
        alone = population.unaccompanied[rows]
        if not np.count_nonzero(alone):
            return alone
        age_days = population.stamps["allocated"][rows] - population.birth_day[rows, 0]
        minors: BoolArray = alone & (age_days < COMES_OF_AGE_DAYS)
        return minors

    # -- the first day -----------------------------------------------------------------------------

    def resume(self, rows: IntArray) -> None:
        """Take over households present on the first day: not asked, in mapping, ready or allocated.

        What is left of each delay is drawn given the time that has passed. Who has not asked though lodged in a
        centre holds a limited permit (begrenset tillatelse), which gives no right to be settled, and stays. The
        allocated get a municipality in proportion to the votes of 2024; their places belong to the year before.
        """
        population = self._population
        state = population.case.state[rows]
        decided = population.stamps["decided"]
        later = rows[(state == READY) | (state == ALLOCATED)]
        for stamp in ("asked", "ready"):  # stamps that a start may leave out
            missing = later[population.stamps[stamp][later] == NO_DAY]
            population.stamps[stamp][missing] = decided[missing]
        asking = rows[state == NOT_ASKED]
        if len(asking):
            elapsed = -decided[asking].astype(np.float64)
            rest = np.floor(residual_days(self._config.asking_days, self._luck.u_ask[asking], elapsed))
            last = np.maximum(self._config.asking_deadline_days - elapsed, 0.0)
            wait = np.where(self._luck.never_asks[asking], last, np.minimum(rest, last))
            limited = population.lodging.state[asking] != PRIVATE
            wait[limited] = draw(self._config.limited_permit_days, self._luck.u_ask[asking[limited]])
            self._later("ask", asking, wait.astype(np.int64))
        self.mapping.resume(rows[state == MAPPING])
        self._resume_allocated(rows[state == ALLOCATED])

    def _resume_allocated(self, rows: IntArray) -> None:
        """Give the allocated a municipality if they have none, and the days left to their move."""
        if not len(rows):
            return
        population, luck = self._population, self._luck
        unknown = rows[population.municipality[rows] < 0]
        drawn = self._municipalities.draw_by_votes(unknown, "settlement_preference", 6)
        tied = population.tied_to[unknown]
        population.municipality[unknown] = np.where(tied >= 0, tied, drawn)
        allocated = population.stamps["allocated"][rows]
        elapsed = -allocated.astype(np.float64)
        answer = luck.answer[rows]
        since = np.maximum(elapsed - answer, 0.0)
        rest = residual_days(luck.move_law(0), luck.u_move[rows], since)
        rest += np.maximum(answer - elapsed, 0.0)
        self._answer_day[rows] = allocated + answer
        self._attempt[rows] = 1
        self._later("move", rows, np.floor(rest + luck.u_rounding[rows]).astype(np.int64))

    # -- what others see ---------------------------------------------------------------------------

    def mapped_per_day(self, day: int) -> float:
        """Persons mapped a day, mean of the last seven days."""
        return self.mapping.per_day(day)

    @property
    def quota_waiting(self) -> int:
        """Resettlement refugees whose day has come and who are still abroad, persons: not arrived."""
        return int(self._population.size[self._abroad != AT_HOME].sum())

    def _look_at_waits(self, day: int) -> None:
        """Work out the share of permit holders in reception who have waited long, in persons."""
        population = self._population
        arrived = self._arrived[day]
        state, lodging = population.case.state[:arrived], population.lodging.state[:arrived]
        waits = (state >= NOT_ASKED) & (state <= ALLOCATED)
        waits &= (lodging >= FIRST_CENTRE) & (lodging <= LAST_CENTRE)
        rows = waits.nonzero()[0]
        persons = population.size[rows]
        total = int(persons.sum())
        long = population.stamps["decided"][rows] < day - self._config.long_wait_days
        self.long_wait_share = int(persons[long].sum()) / total if total else 0.0
