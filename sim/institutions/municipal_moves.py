"""Homes not agreed with the municipality: family members who move in, and moves on after settlement.

Those who move on (sekundærflytting) go from remote to central places.
"""

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

NEVER = -1
PER_MILLE = 1000
LAST_MONTH = 2**15 - 1  # months from the start; no run is that long
LIVING_THERE = np.zeros(len(Case), dtype=np.bool_)
LIVING_THERE[[int(case) for case in (Case.SETTLED, Case.SELF_SETTLED, Case.JOINED_FAMILY)]] = True


class FamilyHomes:
    """Where family members move in (familiegjenforening): where they are tied, else as people live."""

    def __init__(self, population: Population, people: IntArray, chance: Chance) -> None:
        self._tied_to = population.tied_to
        self._luck = population.keyed(chance, "family_municipality")
        self._pull: FloatArray = np.cumsum(people / PER_MILLE)

    def where(self, rows: IntArray) -> IntArray:
        """Municipality of each household [rows]."""
        pull, tied = self._pull, self._tied_to[rows]
        drawn = pull.searchsorted(self._luck[rows] * pull[-1], side="right")
        return np.where(tied >= 0, tied, drawn)


class SecondaryMoves:
    """When each settled household moves on, and where to; at most once, in the month it comes due.

    The time to the move is exponential with the class's share within five years; both draws are the
    household's own.
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
        within = np.clip(np.asarray(config.within_5_years), 1e-9, 1.0 - 1e-9)
        self._mean_days: FloatArray = (-5.0 * DAYS_PER_YEAR / np.log1p(-within))[centrality - 1]
        self._cumulative: FloatArray = np.cumsum(people * np.asarray(config.pull)[centrality - 1])
        self._u_time, self._u_where = population.keyed_pair(chance, "secondary_move")
        self._due_month = np.full(population.n, NEVER, dtype=np.int16)

    def plan(self, rows: IntArray, municipality: IntArray, day: IntArray, month: int) -> None:
        """Settle when each of `rows`, settled in `municipality` on `day`, moves on; not before `month`."""
        if not len(rows):
            return
        time = -self._mean_days[municipality] * np.log1p(-self._u_time[rows])
        due = day + np.floor(time).astype(np.int64)
        first = np.datetime64(self._calendar.start, "M")
        dates = np.datetime64(self._calendar.start, "D") + due.astype("timedelta64[D]")
        months = (dates.astype("datetime64[M]") - first).astype(np.int64)  # beyond the horizon too
        self._due_month[rows] = np.minimum(np.maximum(months, month), LAST_MONTH)

    def take(self, month: int) -> tuple[IntArray, IntArray, IntArray]:
        """Households that move on in a month, if they still live in a municipality: rows, from, to."""
        rows = (self._due_month == month).nonzero()[0]
        origin = self._population.municipality[rows]
        still = (origin >= 0) & LIVING_THERE[self._population.case.state[rows]]
        rows, origin = rows[still], origin[still]
        target = pick(self._u_where[rows], self._cumulative)
        elsewhere = target != origin
        return rows[elsewhere], origin[elsewhere], target[elsewhere]
