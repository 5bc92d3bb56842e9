"""Settlement talk and mapping (bosettingssamtale, kartlegging): an office with a capacity in persons a day.

A household can be mapped some days after it asked. Simplified mapping replaces both the capacity and those
days; direct settlement leaves mapping out.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.config.settlement import MappingEra, SettlementConfig
from sim.engine.agenda import Agenda
from sim.engine.kernels import PLAIN, Kernels
from sim.engine.queues import Fifo, serve
from sim.institutions.dated_levers import Batch, Switch
from sim.institutions.horizon import noted_days
from sim.institutions.population import NO_DAY, Population
from sim.institutions.settlement_luck import SettlementLuck
from sim.institutions.states import Case
from sim.institutions.waits import residual_days
from sim.plans.protocol import Lever, Need

IntArray = npt.NDArray[np.int64]

MAPPING, READY = int(Case.MAPPING), int(Case.READY)
WEEK = 7
GHOSTS = 16  # entries taken beyond a day's capacity, for those that have gone stale


class Mapping:
    """The office.

    Attributes
    ----------
    simplified, direct : how mapping is done now
    mapped_persons : int64[days], persons made ready each day
    """

    def __init__(
        self,
        config: SettlementConfig,
        era: MappingEra,
        population: Population,
        luck: SettlementLuck,
        days: int,
        agenda: Agenda,
        kernels: Kernels = PLAIN,
    ) -> None:
        self._config = config
        self._era = era
        self._population = population
        self._luck = luck
        self.simplified = era.simplified
        self.direct = self._ever_direct = False
        self._staff: dict[int, int] = {}
        self._staff_persons = 0
        self._queue = Fifo()
        self._left = population.size.astype(np.int32)
        self._ticket = np.zeros(population.n, dtype=np.int32)
        self._delays = kernels.delays(noted_days(days), ("talked", "direct"))
        self.mapped_persons = np.zeros(days, dtype=np.int64)
        self.levers = self._make_levers(agenda)

    @property
    def capacity(self) -> float:
        """Persons a day that can be mapped now."""
        base = self._config.simplified_persons_per_day if self.simplified else self._era.persons_per_day
        return base + self._staff_persons

    def per_day(self, day: int) -> float:
        """Persons mapped a day, mean of the last seven days."""
        return float(self.mapped_persons[max(day - WEEK + 1, 0) : day + 1].sum()) / WEEK

    def enter(self, rows: IntArray, day: int, extra_days: IntArray | int = 0) -> None:
        """Households that are to be mapped from today; `extra_days` come on top of the days to the talk."""
        if not len(rows):
            return
        luck = self._luck
        lead = luck.talk_direct if self.direct else luck.talk_simplified if self.simplified else luck.talk
        self._population.case.move(rows, MAPPING)
        self._population.stamps["asked"][rows] = day
        self._ticket[rows] += 1
        self._delays.later("direct" if self.direct else "talked", rows, day + lead[rows] + extra_days)

    def forget(self, rows: IntArray) -> None:
        """Households that are no longer to be mapped."""
        self._ticket[rows] += 1

    def work(self, day: int) -> None:
        """Map as many persons as a day allows, in the order in which they could be mapped."""
        talked = self._delays.due("talked", day)
        if len(talked):
            self._queue.push(talked, self._ticket[talked])
        if self._ever_direct:
            direct = self._delays.due("direct", day)
            self._make_ready(direct[self._population.case.state[direct] == MAPPING], day)
        capacity = self.capacity
        budget = int(capacity * (day + 1)) - int(capacity * day)
        while budget > 0 and len(self._queue):
            rows, tickets = self._real(*self._queue.pop(budget + GHOSTS))
            served, spent = serve(rows, self._left, budget)
            budget -= spent
            self._make_ready(rows[:served], day)
            if served < len(rows):
                self._queue.unpop(rows[served:], tickets[served:])

    def _real(self, rows: IntArray, tickets: IntArray) -> tuple[IntArray, IntArray]:
        """Drop entries of households that have left or asked anew since."""
        real = (self._population.case.state[rows] == MAPPING) & (self._ticket[rows] == tickets)
        return (rows, tickets) if np.count_nonzero(real) == len(rows) else (rows[real], tickets[real])

    def _make_ready(self, rows: IntArray, day: int) -> None:
        """Mapped: ready to be allocated (klar for utsøking)."""
        if not len(rows):
            return
        population = self._population
        size = population.size[rows]
        population.case.move(rows, READY)
        population.stamps["ready"][rows] = day
        self._ticket[rows] += 1
        self._left[rows] = size
        self.mapped_persons[day] += sum(size.tolist())

    def resume(self, rows: IntArray) -> None:
        """Take over households in mapping on the first day: the rest of their days, in order of asking."""
        if not len(rows):
            return
        stamps = self._population.stamps
        missing = rows[stamps["asked"][rows] == NO_DAY]
        stamps["asked"][missing] = stamps["decided"][missing]
        rows = rows[np.lexsort((rows, stamps["asked"][rows]))]
        law = self._config.simplified_talk_days if self.simplified else self._era.talk_days
        elapsed = -stamps["asked"][rows].astype(np.float64)
        lead = np.floor(residual_days(law, self._luck.u_talk[rows], elapsed)).astype(np.int64)
        self._ticket[rows] += 1
        self._delays.later("talked", rows, lead)

    def _make_levers(self, agenda: Agenda) -> list[Lever]:
        def staff(firing: int, persons: int, day: int) -> None:
            self._staff[firing] = max(self._staff.get(firing, 0) + persons, 0)
            self._staff_persons = sum(self._staff.values())

        def simplify(on: bool, day: int) -> None:
            self.simplified = on or self._era.simplified

        def missing(need: Need) -> float:
            return need.mappings_per_day - self.capacity

        return [
            Switch("simplified_mapping", agenda, lambda: self.simplified, simplify),
            Batch("mapping_staff", "persons a day", agenda, missing, staff),
            Switch("direct_settlement", agenda, lambda: self.direct, self._settle_directly),
        ]

    def _settle_directly(self, on: bool, day: int) -> None:
        """Begin or end settlement without mapping; at its beginning those in the queue go too."""
        self.direct = on
        if not on:
            return
        self._ever_direct = True
        rows, _ = self._real(*self._queue.pop(len(self._queue)))
        if len(rows):
            self._ticket[rows] += 1
            self._delays.later("direct", rows, day + self._luck.talk_direct[rows])
