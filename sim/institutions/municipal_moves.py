"""Moves on to another municipality after settlement (sekundærflytting): from remote to central places."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance
from sim.chance.laws import pick
from sim.config.municipalities import SecondaryMoves as SecondaryMovesConfig
from sim.engine.calendar import Calendar
from sim.institutions.population import DAYS_PER_YEAR, Population
from sim.institutions.states import Case

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

LIVING_THERE = (Case.SETTLED, Case.SELF_SETTLED, Case.JOINED_FAMILY)


class SecondaryMoves:
    """When each settled household moves on, and where to; at most once, in the month it comes due.

    The time to the move is exponential with the class's share within five years; both draws are the household's own.
    """

    def __init__(
        self,
        config: SecondaryMovesConfig,
        population: Population,
        calendar: Calendar,
        people: IntArray,
        centrality: IntArray,
        chance: Chance,
    ) -> None:
        self._population = population
        self._calendar = calendar
        self._chance = chance
        within = np.clip(np.asarray(config.within_5_years), 1e-9, 1.0 - 1e-9)
        self._mean_days: FloatArray = (-5.0 * DAYS_PER_YEAR / np.log1p(-within))[centrality - 1]
        self._cumulative: FloatArray = np.cumsum(people * np.asarray(config.pull)[centrality - 1])
        self._due: dict[int, list[tuple[IntArray, IntArray]]] = {}

    def plan(self, rows: IntArray, municipality: IntArray, day: IntArray, month: int) -> None:
        """Settle when each of `rows`, settled in `municipality` on `day`, moves on; not before `month`."""
        if not len(rows):
            return
        u = self._population.keyed_rows(self._chance, "secondary_move", rows)
        due = day + np.floor(-self._mean_days[municipality] * np.log1p(-u)).astype(np.int64)
        moving = np.flatnonzero(due < self._calendar.days)
        months = np.maximum(self._calendar.month_index[due[moving]], month)
        for each in np.unique(months).tolist():
            chosen = moving[months == each]
            self._due.setdefault(each, []).append((rows[chosen], municipality[chosen]))

    def take(self, month: int) -> tuple[IntArray, IntArray, IntArray]:
        """Households that move on in a month, if they still live where they did: rows, from, to."""
        entries = self._due.pop(month, [])
        if not entries:
            empty = np.zeros(0, dtype=np.int64)
            return empty, empty, empty
        rows = np.concatenate([entry[0] for entry in entries])
        origin = np.concatenate([entry[1] for entry in entries])
        still = self._population.municipality[rows] == origin
        still &= np.isin(self._population.case.state[rows], [int(case) for case in LIVING_THERE])
        rows, origin = rows[still], origin[still]
        u = self._population.keyed_rows(self._chance, "secondary_destination", rows)
        target = pick(u, self._cumulative)
        elsewhere = target != origin
        return rows[elsewhere], origin[elsewhere], target[elsewhere]
