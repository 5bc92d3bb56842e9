"""Every household's own luck on the way from permit to move, drawn at once and keyed by who it is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance
from sim.chance.laws import draw, pick, whole_days
from sim.config.base import Law
from sim.config.settlement import MappingEra, SettlementConfig
from sim.institutions.population import Population

IntArray = npt.NDArray[np.int64]
DayArray = npt.NDArray[np.int32]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

LONGEST_DAYS = 100_000
GOLDEN = 0.6180339887498949
"""Step between the luck of one attempt and the next: the remainders of its multiples fill (0, 1) evenly."""


class SettlementLuck:
    """Delays in whole days, and the uniforms that decide; one entry a household.

    Attributes
    ----------
    talk : days from permit to mapping, with the same luck however it is done
    application : days IMDi uses on an application from private lodging
    answer : days to the municipality's answer
    move_with_lease : days from the answer to the move
    ask : days until those living privately ask
    never_asks : whether a private lodger never asks
    has_lease : whether a private lodger who asks brings a lease
    home : municipality where a private lodger lives, by population, or where it is tied
    """

    def __init__(
        self,
        config: SettlementConfig,
        era: MappingEra,
        population: Population,
        people: IntArray,
        chance: Chance,
        moves: Sequence[tuple[int, Law]],
    ) -> None:
        def pair(purpose: str) -> tuple[FloatArray, FloatArray]:
            return population.keyed_pair(chance, purpose)

        self._config = config
        self.u_talk, self._u_talk_rounding = pair("settlement_talk")
        self.talk = _days(era.talk_days, self.u_talk, self._u_talk_rounding)
        self.application = _days(config.application_days, self.u_talk, self._u_talk_rounding)
        u, rounding = pair("settlement_answer")
        self.answer = _days(config.answer_days, u, rounding)
        self.u_move, self.u_rounding = pair("settlement_move")
        self._quota: BoolArray = population.group == population.group_index("resettlement")
        self._moves = tuple(moves)
        self.move_with_lease = _days(config.agreed_move_days, self.u_move, self.u_rounding)
        self.u_ask, rounding = pair("settlement_asking")
        asked = _days(config.asking_days, self.u_ask, rounding)
        self.ask: DayArray = np.minimum(asked, config.asking_deadline_days)
        u, u_lease = pair("settlement_self")
        self.never_asks: BoolArray = u < config.never_asks_share
        self.has_lease: BoolArray = (
            u_lease < config.agreed_self_settlement_share
        ) & ~population.unaccompanied
        drawn = pick(population.keyed(chance, "settlement_self", 2), np.cumsum(people))
        self.home: IntArray = np.where(population.tied_to >= 0, population.tied_to, drawn)
        self._u_first, self._u_again = pair("settlement_withdrawn")
        self._withdrawn_share = config.withdrawn_share

    def move_law(self, day: int) -> Law:
        """Days to the move of those allocated on a day."""
        return self._moves[self._step(day)][1]

    def move(self, day: int, rows: IntArray) -> DayArray:
        """Days from the answer to the move of households allocated on `day` [rows]; the same luck on any day."""
        u, rounding = self.u_move[rows], self.u_rounding[rows]
        days = _days(self.move_law(day), u, rounding)
        quota = self._quota[rows]
        days[quota] = _days(self._config.quota_travel_days, u[quota], rounding[quota])
        return days

    def _step(self, day: int) -> int:
        """Place of the law in force on a day; the first one before its day."""
        return max(sum(since <= day for since, _ in self._moves) - 1, 0)

    @cached_property
    def talk_simplified(self) -> DayArray:
        """Days from permit to mapping when it is simplified, worked out when it first is."""
        return _days(self._config.simplified_talk_days, self.u_talk, self._u_talk_rounding)

    @cached_property
    def talk_direct(self) -> DayArray:
        """Days from permit to settlement without mapping, worked out when there first is such."""
        return _days(self._config.direct_talk_days, self.u_talk, self._u_talk_rounding)

    def is_withdrawn(self, rows: IntArray, attempt: npt.NDArray[np.integer]) -> BoolArray:
        """Whether the municipality takes an allocation back, by household and attempt from 1 [rows]."""
        later = (self._u_again[rows] + GOLDEN * attempt) % 1.0
        withdrawn: BoolArray = np.where(attempt > 1, later, self._u_first[rows]) < self._withdrawn_share
        return withdrawn


def _days(law: Law, u: FloatArray, rounding: FloatArray) -> DayArray:
    return np.minimum(whole_days(draw(law, u), rounding), LONGEST_DAYS).astype(np.int32)
