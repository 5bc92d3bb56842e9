"""Living privately (privatboende) and placement with a municipality (AMOT): lodging outside UDI's centres.

Living privately is no exit: every week some households ask for a place in reception. What they do about
settlement is IMDi's matter.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance
from sim.config.population import GROUPS
from sim.config.reception import ReceptionConfig
from sim.engine.agenda import Agenda
from sim.engine.delays import Delays
from sim.institutions.placement import ADULT, Placement
from sim.institutions.population import Population
from sim.institutions.states import Case, Lodging
from sim.institutions.switches import check_later
from sim.plans.protocol import Need, Order

IntArray = npt.NDArray[np.int64]

_PRIVATE, _EMERGENCY, _ARRIVAL = int(Lodging.PRIVATE), int(Lodging.EMERGENCY), int(Lodging.ARRIVAL)
_ALLOCATED = int(Case.ALLOCATED)
NEVER = 2**30
SEEK = "seek"
"""Name of the delay until a household living privately asks for a place."""


class PrivateLodging:
    """Households living privately, each with one keyed patience, geometric with its group's weekly share."""

    def __init__(
        self,
        config: ReceptionConfig,
        population: Population,
        placement: Placement,
        delays: Delays,
        chance: Chance,
    ) -> None:
        self._population = population
        self._placement = placement
        self._delays = delays
        weekly = np.array([config.private.seek_reception_week.get(name, 0.0) for name in GROUPS])
        daily = -np.log1p(-weekly) / 7.0  # minus the log of the share that stays for one more day
        hazard = daily[population.group]
        u = population.keyed(chance, "reception_private_patience")
        with np.errstate(divide="ignore"):
            days = np.ceil(-np.log1p(-u) / hazard)
        self.patience: IntArray = np.where(hazard > 0.0, np.clip(days, 1, NEVER), NEVER).astype(np.int64)
        self._seek_day = np.full(population.n, -1, dtype=np.int64)

    def move_in(self, rows: IntArray, day: int) -> None:
        """Let households live privately from `day` on."""
        self._placement.lodge(rows, _PRIVATE, None, day)
        self.wait(rows, day)

    def wait(self, rows: IntArray, day: int) -> None:
        """Start the patience of households living privately on `day`; it has no memory, so at any day."""
        due = day + self.patience[rows]
        self._seek_day[rows] = due
        self._delays.later(SEEK, rows, due)

    def seeking(self, day: int) -> list[int]:
        """Households that ask for a place today and still may."""
        rows: list[int] = self._delays.due(SEEK, day).tolist()
        cells, seek_day, case = self._placement.cells, self._seek_day, self._population.case.state
        return [
            row
            for row in rows
            if cells.lodging[row] == _PRIVATE
            and not cells.wants[row]
            and seek_day[row] == day
            and case[row] != _ALLOCATED
        ]


class MunicipalPlacement:
    """Placement with a municipality (alternativ mottaksplassering, AMOT): some places a month.

    Registered households of adults that ask for a place take them in order of asking, those living privately
    first, then those in emergency accommodation. What is not taken in a month lapses.
    """

    name = "amot"
    unit = "places a month"

    def __init__(self, config: ReceptionConfig, placement: Placement, agenda: Agenda) -> None:
        self._config = config
        self._placement = placement
        self._agenda = agenda
        self._monthly = 0
        self._ordered = 0
        self._left = 0
        self._running = False
        agenda.on("reception.amot", self._change)
        agenda.on("reception.amot_month", self._month)

    def gap(self, need: Need) -> int:
        """Persons asking from emergency accommodation or private lodging, less the places a month ordered."""
        return max(int(self._placement.size[self._asking()].sum()) - self._ordered, 0)

    def apply(self, order: Order) -> None:
        """Offer `order.amount` places a month from the effective day on."""
        check_later(order)
        self._agenda.add(order.effective_day, "reception.amot", 0, order.amount, order.day)
        self._ordered += order.amount

    def reverse(self, order: Order, day: int, dialogue_days: int) -> None:
        """End the offer after the dialogue; those housed stay."""
        when = max(day + 1 + dialogue_days, order.effective_day)
        self._agenda.add(when, "reception.amot", 0, -order.amount, day)
        self._ordered -= order.amount

    def take(self, day: int) -> IntArray:
        """House those who fit into what is left of the month; gives them."""
        placement = self._placement
        if self._left <= 0:
            return np.empty(0, dtype=np.int64)
        rows = self._asking()
        can = (placement.wants[rows] != _ARRIVAL) & (placement.minor[rows] == ADULT)
        rows = rows[can & (placement.size[rows] <= self._config.amot_household_limit)]
        rows = rows[np.lexsort((placement.ticket[rows], placement.lodging[rows] != _PRIVATE))]
        taken = []
        for row, size in zip(rows.tolist(), placement.size[rows].tolist(), strict=True):
            if size <= self._left:
                self._left -= size
                taken.append(row)
                if not self._left:
                    break
        chosen = np.array(taken, dtype=np.int64)
        if taken:
            placement.lodge(chosen, Lodging.MUNICIPAL, None, day)
        return chosen

    def _asking(self) -> IntArray:
        placement = self._placement
        rows = np.flatnonzero(placement.wants)
        kinds = placement.lodging[rows]
        asking: IntArray = rows[(kinds == _PRIVATE) | (kinds == _EMERGENCY)]
        return asking

    def _change(self, target: int, amount: int, day: int) -> None:
        self._monthly = max(self._monthly + amount, 0)
        if self._monthly and not self._running:
            self._running = True
            self._month(0, 0, day)

    def _month(self, target: int, amount: int, day: int) -> None:
        self._left = self._monthly
        if self._monthly:
            when = day + self._config.private.amot_month_days
            self._agenda.add(when, "reception.amot_month", 0, 0, day)
        else:
            self._running = False
