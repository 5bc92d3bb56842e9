"""Decisions that are given from outside: how many persons are decided and granted on each day, and who they are.

The persons of a period are spread evenly over its working days. They are taken from the queues in the queues'
own order; what nobody is there for is carried on to the next day of the period, and told when it ends. Each
household keeps its own luck: the shares it is compared with are moved, all by the same odds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.data.given import DECIDED_KINDS, GivenDecisions
from sim.engine.calendar import Calendar
from sim.engine.queues import share_minutes
from sim.institutions.office import Desk
from sim.institutions.population import NO_DAY
from sim.institutions.staff import WORKING_WEEKDAYS

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

COLLECTIVE = DECIDED_KINDS.index("collective")
_WINDOW = 64  # entries of a queue looked at beyond twice the persons wanted
_HALVINGS = 60  # of the interval that holds the odds
_WIDEST_ODDS = 40.0  # of the logarithm


@dataclass
class _Period:
    """One row, and how far it has come.

    Attributes
    ----------
    first, last : days, both included
    working : working days up to each day of the period, from 1 on its first
    decided, withdrawn, granted : persons so far; granted is what the shares used make on average
    """

    row: GivenDecisions
    first: int
    last: int
    working: IntArray
    decided: int = 0
    withdrawn: int = 0
    granted: float = 0.0
    judged: int = 0

    def due(self, of: int, day: int) -> int:
        """Persons of `of` in the whole period that are due up to and including a day."""
        done, whole = int(self.working[day - self.first]), int(self.working[-1])
        return of * done // whole if whole else of


@dataclass
class DecisionsGiven:
    """The given decisions of a run, by kind of case.

    Attributes
    ----------
    short : persons given as decided in periods now over who were not, for want of cases that could be taken
    """

    rows: Sequence[GivenDecisions]
    calendar: Calendar
    short: int = 0
    _periods: list[list[_Period]] = field(default_factory=lambda: [[] for _ in DECIDED_KINDS])

    def __post_init__(self) -> None:
        start = self.calendar.start.toordinal()
        for row in self.rows:
            first, last = (day.toordinal() - start for day in (row.first_day, row.last_day))
            if last < 0:
                continue
            weekday = (self.calendar.start.weekday() + np.arange(first, last + 1)) % 7
            period = _Period(row, first, last, np.cumsum(weekday < WORKING_WEEKDAYS))
            if first < 0:  # what came before the first day is done
                period.decided = period.due(row.decided, -1)
                period.withdrawn = period.due(row.withdrawn or 0, -1)
            self._periods[DECIDED_KINDS.index(row.kind)].append(period)
        for periods in self._periods:
            periods.sort(key=lambda period: period.first)
        self.rows = ()

    def _period(self, kind: int, day: int) -> _Period | None:
        """Return the period of a kind of case that a day falls in; those over are closed and counted."""
        periods = self._periods[kind]
        while periods and periods[0].last < day:
            self.short += max(periods[0].row.decided - periods[0].decided, 0)
            periods.pop(0)
        return periods[0] if periods and periods[0].first <= day else None

    def covers(self, kind: int, day: int) -> bool:
        """Whether decisions of a kind of case are given for a day."""
        return self._period(kind, day) is not None

    def works(self, day: int) -> bool:
        """Whether given decisions are made on a day, if there is staff or not: Monday to Friday."""
        return int(self.calendar.weekday[day]) < WORKING_WEEKDAYS

    def behind(self, day: int) -> int:
        """Persons given as decided up to a day, in periods over and in those that run, who are not."""
        running = [period for kind in range(len(DECIDED_KINDS)) if (period := self._period(kind, day))]
        return self.short + sum(max(each.due(each.row.decided, day) - each.decided, 0) for each in running)

    # -- who is decided -----------------------------------------------------------------------------

    def choose(
        self,
        kind: int,
        day: int,
        desk: Desk,
        queues: Sequence[int],
        size: IntArray,
        since: IntArray,
        minimum: Sequence[float],
        order: Sequence[int],
    ) -> list[int]:
        """Return the minutes of each of `queues` that decide just the persons due today, in the queues' order.

        Parameters
        ----------
        size, since
            Persons of each household and the day from which it waits [n].
        minimum, order
            Sure share of each queue, and the places of `queues` from first to last for the rest; without an
            order strictly by age.
        """
        period = self._period(kind, day)
        assert period is not None
        wanted = period.due(period.row.decided, day) - period.decided
        if wanted <= 0 or not queues:
            return [0] * len(queues)
        heads = [self._head(desk, queue, size, wanted) for queue in queues]
        if order:
            needs = [min(int(persons.sum()), wanted) for _, persons in heads]
            given = share_minutes(needs, wanted, list(minimum), list(order))
            counts = [_until(persons, some) for (_, persons), some in zip(heads, given, strict=True)]
        else:
            counts = _oldest([since[rows] for rows, _ in heads], [persons for _, persons in heads], wanted)
        minutes = []
        for (rows, persons), count in zip(heads, counts, strict=True):
            minutes.append(int(desk.left[rows[:count]].sum()))
            period.decided += int(persons[:count].sum())
        return minutes

    @staticmethod
    def _head(desk: Desk, queue: int, size: IntArray, wanted: int) -> tuple[IntArray, IntArray]:
        """Look at the front of a queue until so many persons stand there: rows, and persons (0: struck off)."""
        width = 2 * wanted + _WINDOW
        while True:
            rows, tickets = desk.queues[queue].peek(width)
            persons = np.where(desk.ticket[rows] == tickets, size[rows], 0)
            if len(rows) < width or int(persons.sum()) >= wanted:
                return rows, persons
            width *= 2

    # -- how they are decided -----------------------------------------------------------------------

    def shares(self, day: int, collective: BoolArray, shares: FloatArray, size: IntArray) -> FloatArray:
        """Move the shares granted of those decided today so that each period's share comes out on average."""
        new = shares.copy()
        for kind in range(len(DECIDED_KINDS)):
            period = self._period(kind, day)
            mine = collective == (kind == COLLECTIVE)
            if period is None or not mine.any() or not period.row.decided:
                continue
            period.judged += int(size[mine].sum())
            wanted = period.row.granted / period.row.decided * period.judged - period.granted
            new[mine] = _moved(shares[mine], size[mine], wanted)
            period.granted += float((new[mine] * size[mine]).sum())
        return new

    # -- who gives up -------------------------------------------------------------------------------

    def give_up(
        self, day: int, own: IntArray, undecided: IntArray, under: BoolArray, gone_day: IntArray, size: IntArray
    ) -> IntArray:
        """Choose who gives up today: where it is given how many, those whose own patience ends first.

        Parameters
        ----------
        own
            Households whose own patience ends today; they go where nothing is given.
        undecided
            All who are undecided.
        under, gone_day, size
            Whether a case is one of collective protection, the day its patience ends, and its persons [n].
        """
        going = own
        for kind in range(len(DECIDED_KINDS)):
            period = self._period(kind, day)
            if period is None or period.row.withdrawn is None:
                continue
            going = going[under[going] != (kind == COLLECTIVE)]
            wanted = period.due(period.row.withdrawn, day) - period.withdrawn
            rows = undecided[under[undecided] == (kind == COLLECTIVE)]
            if wanted <= 0 or not rows.size:
                continue
            if wanted < rows.size:
                rows = rows[np.argpartition(gone_day[rows], wanted - 1)[:wanted]]
            rows = rows[np.lexsort((rows, gone_day[rows]))]
            chosen = rows[: _until(size[rows], wanted)]
            period.withdrawn += int(size[chosen].sum())
            going = np.concatenate([going, chosen])
        return going


def _until(persons: IntArray, wanted: int) -> int:
    """Count the entries that together first hold so many persons, all if they do not."""
    if wanted <= 0:
        return 0
    return min(int(np.searchsorted(np.cumsum(persons), wanted)) + 1, len(persons))


def _oldest(since: Sequence[IntArray], persons: Sequence[IntArray], wanted: int) -> list[int]:
    """Count the entries of each queue that are decided when whoever waits longest comes first."""
    of = np.repeat(np.arange(len(since)), [len(each) for each in since])
    ages = [  # who is struck off counts with whoever stands before
        np.maximum.accumulate(np.where(some > 0, days, NO_DAY)) for days, some in zip(since, persons, strict=True)
    ]
    order = np.argsort(np.concatenate(ages), kind="stable")
    taken = of[order[: _until(np.concatenate(persons)[order], wanted)]]
    counts: list[int] = np.bincount(taken, minlength=len(since)).tolist()
    return counts


def _moved(shares: FloatArray, size: IntArray, wanted: float) -> FloatArray:
    """Multiply the odds of all shares by one factor so that they grant so many persons, or as near as can be."""
    open_to_both = (shares > 0.0) & (shares < 1.0)
    sure = float((size * (shares >= 1.0)).sum())
    if not open_to_both.any() or wanted <= sure:
        return np.where(shares >= 1.0, 1.0, 0.0)
    odds = np.log(shares[open_to_both] / (1.0 - shares[open_to_both]))
    persons, low, high = size[open_to_both], -_WIDEST_ODDS, _WIDEST_ODDS
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        if sure + float((persons / (1.0 + np.exp(-(odds + middle)))).sum()) < wanted:
            low = middle
        else:
            high = middle
    moved = shares.copy()
    moved[open_to_both] = 1.0 / (1.0 + np.exp(-(odds + high)))
    return moved
