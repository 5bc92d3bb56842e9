"""Votes that are given from outside: the published national totals, in place of what municipalities would answer.

Each row is split by population, so that the parts sum to the total; each municipality votes its part on a keyed
day of the row's days. All that was voted is made real and nothing is agreed on top.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance
from sim.data.given import GivenVotes
from sim.engine.calendar import Calendar
from sim.institutions.municipal_dwellings import spread_by_weight
from sim.institutions.municipal_year import YearBook

IntArray = npt.NDArray[np.int64]

_DAYS_OF_ROW = 4  # use of the draws of the calendar that answers to requests leave free


class VotesGiven:
    """The given votes of a run, by day.

    Attributes
    ----------
    years : settlement years whose votes are given
    """

    def __init__(
        self,
        rows: Sequence[GivenVotes],
        key: IntArray,
        population: IntArray,
        calendar: Calendar,
        chance: Chance,
    ) -> None:
        self.years = frozenset(row.year for row in rows)
        self._due: dict[int, list[tuple[int, IntArray, IntArray, IntArray]]] = {}
        weights = population.astype(np.float64)
        ordinals: dict[int, int] = {}
        for row in (each for each in rows if each.year >= calendar.start.year):
            ordinal = ordinals[row.year] = ordinals.get(row.year, -1) + 1
            others = spread_by_weight(row.places - row.minors, weights)
            minors = spread_by_weight(row.minors, weights)
            first = calendar.day(row.first_day)
            days = calendar.day(row.last_day) - first + 1
            u = chance.uniform("municipality_calendar", key, row.year, ordinal, _DAYS_OF_ROW)
            when = np.maximum(first + np.floor(u * days), 0).astype(np.int64)
            for day in np.unique(when).tolist():
                who = np.flatnonzero(when == day)
                self._due.setdefault(day, []).append((row.year, who, others[who], minors[who]))

    def come_in(self, day: int) -> list[tuple[int, IntArray, IntArray, IntArray]]:
        """Return, once, the votes of a day: year, municipalities, places for others and for minors."""
        return self._due.pop(day, [])


def enter(book: YearBook, who: IntArray, others: IntArray, minors: IntArray, days: int) -> None:
    """Enter given votes of some municipalities, `days` after they were asked."""
    book.voted[who] += others
    book.voted_minors[who] += minors
    new = who[~book.answered[who]]
    book.answer_days[new] = days
    book.answered[who] = True


def made_real(book: YearBook) -> None:
    """Make a year's votes all real, and let nobody agree to more."""
    book.realised[:] = 1.0
    book.willing[:] = False
