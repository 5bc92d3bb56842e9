"""People who live in the municipalities: they settle, join family, move on, and leave.

Those who were settled by agreement hold a dwelling found by the municipality until they go; all others find
their own.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance
from sim.config.dwellings import size_class
from sim.config.municipalities import MunicipalitiesConfig
from sim.data.records import Municipalities as MunicipalityTable
from sim.engine.calendar import Calendar
from sim.institutions.municipal_accounts import Accounts
from sim.institutions.municipal_dwellings import Dwellings
from sim.institutions.municipal_moves import FamilyHomes, SecondaryMoves
from sim.institutions.population import Population
from sim.institutions.states import Case

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

NOT_ARRIVED, JOINED_FAMILY = int(Case.NOT_ARRIVED), int(Case.JOINED_FAMILY)


class Homes:
    """Where settled households live.

    Parameters
    ----------
    housing
        Dwellings of the municipalities, which get back what is left.
    accounts
        Counts who came and went.
    """

    def __init__(
        self,
        config: MunicipalitiesConfig,
        table: MunicipalityTable,
        housing: Dwellings,
        accounts: Accounts,
        population: Population,
        calendar: Calendar,
        chance: Chance,
    ) -> None:
        self._housing = housing
        self._accounts = accounts
        self._population = population
        self._holds: BoolArray = np.zeros(population.n, dtype=np.bool_)
        self._newcomers: list[tuple[IntArray, IntArray, int]] = []
        self._u_kept = population.keyed(chance, "secondary_destination")
        self._families = FamilyHomes(population, table.population, chance)
        self._secondary = SecondaryMoves(
            config.secondary, population, calendar, table.population, table.centrality, chance
        )

    def settle(
        self, rows: IntArray, municipality: IntArray, day: int, housed: BoolArray | None = None
    ) -> None:
        """Households move in by agreement (bosetting); `housed` marks those who got a dwelling, None all."""
        self._holds[rows if housed is None else rows[housed]] = True
        self._move_in("settled", rows, municipality, day)

    def self_settle(self, rows: IntArray, municipality: IntArray, day: int) -> None:
        """Households settle without agreement."""
        self._move_in("self_settled", rows, municipality, day)

    def join_family(self, rows: IntArray, day: int) -> None:
        """Family members move in outside the request: where they are tied, else as refugees live."""
        population = self._population
        waiting = population.case.state[rows] == NOT_ARRIVED
        rows = rows[waiting]
        if not len(rows):
            return
        where = self._families.where(rows)
        population.municipality[rows] = where
        population.stamps["arrived"][rows] = day
        population.stamps["settled"][rows] = day
        population.case.move(rows, JOINED_FAMILY)
        self._move_in("joined_family", rows, where, day)

    def _move_in(self, flow: str, rows: IntArray, municipality: IntArray, day: int) -> None:
        self._accounts.note(flow, rows, municipality, day)
        self._newcomers.append((rows, municipality, day))

    def move_on(self, month: int, day: int) -> None:
        """Plan the moves of last month's newcomers, and carry out those of the month that begins."""
        if self._newcomers:
            rows = np.concatenate([each[0] for each in self._newcomers])
            where = np.concatenate([each[1] for each in self._newcomers])
            when = np.repeat(
                [each[2] for each in self._newcomers], [len(each[0]) for each in self._newcomers]
            )
            self._secondary.plan(rows, where, when, month)
            self._newcomers = []
        rows, origin, target = self._secondary.take(month)
        if len(rows):
            self._accounts.note("moved_out", rows, origin, day)
            self._accounts.note("moved_in", rows, target, day)
            self._population.municipality[rows] = target
            self._vacate(rows, origin)

    def leave(self, rows: IntArray, day: int) -> None:
        """Settled households leave the country; call before their case is changed."""
        where = self._population.municipality[rows]
        here = where >= 0
        rows, where = rows[here], where[here]
        self._accounts.note("left", rows, where, day)
        self._vacate(rows, where)
        self._population.municipality[rows] = -1

    def _vacate(self, rows: IntArray, municipality: IntArray) -> None:
        """Households that hold a dwelling of the municipality give it back, once."""
        holds = self._holds[rows]
        rows, municipality = rows[holds], municipality[holds]
        self._holds[rows] = False
        self._housing.vacated(municipality, size_class(self._population.size[rows]), self._u_kept[rows])
