"""Decisions that are given from outside: how many persons are decided and granted on each day, and who they are.

The persons of a period are spread evenly over its working days. They are taken from the queues in the queues'
own order, and before their least time only if the queues are too short; what nobody is there for is carried on
to the next day and the next period, and told. Each household keeps its own luck: the shares it is
compared with are moved, all by the same odds, so that the persons still undecided would bring what is left of
the period's grants. Transfers to other countries are a kind apart, so that nobody gets a permit there because
permits were many; if too few are there, others are decided instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import InitVar, dataclass, field

import numpy as np
import numpy.typing as npt

from sim.data.given import DECIDED_KINDS, GivenDecisions
from sim.engine.calendar import Calendar
from sim.engine.queues import share_minutes
from sim.institutions.office import Desk
from sim.institutions.population import NO_DAY
from sim.institutions.staff import WORKING_WEEKDAYS
from sim.institutions.tracks import Tracks

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

_INDIVIDUAL, _TRANSFER, _COLLECTIVE = (DECIDED_KINDS.index(name) for name in ("individual", "transfer", "collective"))
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
    judged : persons whose outcome was drawn so far
    carried, carried_granted : persons to be decided and granted on top, which the period before left undone;
        below 0 if it did too much
    """

    row: GivenDecisions
    first: int
    last: int
    working: IntArray
    decided: int = 0
    withdrawn: int = 0
    granted: float = 0.0
    judged: int = 0
    carried: int = 0
    carried_granted: float = 0.0

    def lacking(self, day: int) -> int:
        """Persons due up to and including a day who are not decided, those carried on included."""
        return self.carried + self.due(self.row.decided, day) - self.decided

    def due(self, of: int, day: int) -> int:
        """Persons of `of` in the whole period that are due up to and including a day."""
        done, whole = int(self.working[day - self.first]), int(self.working[-1])
        return of * done // whole if whole else of


@dataclass
class DecisionsGiven:
    """The given decisions of a run, by kind of case.

    Attributes
    ----------
    kind_of : kind of the cases on each track [T]
    short : persons given as decided in periods now over, with none right after, less those who were
    """

    rows: Sequence[GivenDecisions]
    calendar: Calendar
    tracks: InitVar[Tracks]
    kind_of: IntArray = field(init=False)
    short: int = 0
    _periods: list[list[_Period]] = field(default_factory=lambda: [[] for _ in DECIDED_KINDS])

    def __post_init__(self, tracks: Tracks) -> None:
        self.kind_of = np.where(tracks.transfer, _TRANSFER, _INDIVIDUAL)
        self.kind_of[tracks.collective] = _COLLECTIVE
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
                period.judged = period.decided
                period.granted = row.granted * period.judged / max(row.decided, 1)
            self._periods[DECIDED_KINDS.index(row.kind)].append(period)
        for periods in self._periods:
            periods.sort(key=lambda period: period.first)
        self.rows = ()

    def _period(self, kind: int, day: int) -> _Period | None:
        """Return the period of a kind of case that a day falls in; those over are closed and counted."""
        periods = self._periods[kind]
        while periods and periods[0].last < day:
            over = periods.pop(0)
            left, granted = over.lacking(over.last), over.carried_granted + over.row.granted - over.granted
            if periods and periods[0].first == over.last + 1:
                periods[0].carried, periods[0].carried_granted = left, granted
            else:
                self.short += left
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
        return max(self.short + sum(each.lacking(day) for each in running), 0)

    def _instead(self, kind: int, day: int) -> int:
        """Persons of individual cases decided in the place of transfers that lack so far in the period."""
        transfer = self._period(_TRANSFER, day) if kind == _INDIVIDUAL else None
        return max(transfer.lacking(day), 0) if transfer else 0

    def _wanted(self, kind: int, day: int) -> int:
        """Persons of a kind of case to be decided today, before who is there is looked at."""
        period, other = self._period(kind, day), self._period(_INDIVIDUAL, day) if kind == _TRANSFER else None
        assert period is not None
        wanted = period.lacking(day)
        if other is not None:  # some were decided in their place before
            wanted = min(wanted, wanted + other.lacking(day))
        return wanted + self._instead(kind, day)

    # -- who is decided -----------------------------------------------------------------------------

    def early(
        self, kind: int, day: int, undecided: IntArray, desk: Desk, ready_day: IntArray, size: IntArray
    ) -> IntArray:
        """Choose of the `undecided` of a kind whose least time is not over those that are needed today all the same.

        They were decided, as is given; those nearest to the end of their least time come first.
        """
        queued = desk.waits(undecided)
        lacking = self._wanted(kind, day) - int(size[undecided[queued]].sum())
        rows = undecided[~queued]
        rows = rows[np.lexsort((rows, ready_day[rows]))]
        return rows[: _until(size[rows], lacking)]

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
        wanted = self._wanted(kind, day)
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

    def shares(
        self,
        day: int,
        table: FloatArray,
        undecided: tuple[IntArray, IntArray, IntArray],
        decided: tuple[IntArray, IntArray, IntArray],
    ) -> FloatArray:
        """Return the shares granted of those decided today, moved so that the periods' grants come out on average.

        Parameters
        ----------
        table
            Share granted as configured [G, T].
        undecided, decided
            Group, track and persons of each household undecided before today's decisions, and of those decided.
        """
        group, track, size = undecided
        cells = np.bincount(group * table.shape[1] + track, size, table.size).reshape(table.shape)
        moved = table.copy()
        group, track, size = decided
        for kind in range(len(DECIDED_KINDS)):
            period, columns = self._period(kind, day), self.kind_of == kind
            mine = columns[track]
            if period is None or not mine.any():
                continue
            whole = period.row.decided + period.carried + self._instead_in_all(kind, day)
            granted = period.row.granted + period.carried_granted - period.granted
            share = min(max(granted / max(whole - period.judged, 1), 0.0), 1.0)
            known = columns[None, :] & ~np.isnan(table)
            moved[known] = _moved(table[known], cells[known], share * float(cells[known].sum()))
            period.judged += int(size[mine].sum())
            period.granted += float((moved[group[mine], track[mine]] * size[mine]).sum())
        shares: FloatArray = moved[group, track]
        return shares

    def _instead_in_all(self, kind: int, day: int) -> int:
        """Persons to be decided in the place of transfers in the whole period, if as many lack as so far."""
        transfer = self._period(_TRANSFER, day)
        if transfer is None:
            return 0
        so_far, before = self._instead(kind, day), max(transfer.carried, 0)
        due = max(transfer.due(transfer.row.decided, day), 1)
        return min(so_far, before) + max(so_far - before, 0) * transfer.row.decided // due

    # -- who gives up -------------------------------------------------------------------------------

    def give_up(
        self, day: int, own: IntArray, undecided: IntArray, track: IntArray, gone_day: IntArray, size: IntArray
    ) -> IntArray:
        """Choose who gives up today: where it is given how many, those whose own patience ends first.

        Parameters
        ----------
        own
            Households whose own patience ends today; they go where nothing is given.
        undecided
            All who are undecided.
        track, gone_day, size
            Track of each case, the day its patience ends, and its persons [n].
        """
        going = own
        for kind in range(len(DECIDED_KINDS)):
            period = self._period(kind, day)
            if period is None or period.row.withdrawn is None:
                continue
            going = going[self.kind_of[track[going]] != kind]
            wanted = period.due(period.row.withdrawn, day) - period.withdrawn
            rows = undecided[self.kind_of[track[undecided]] == kind]
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


def _moved(shares: FloatArray, size: FloatArray, wanted: float) -> FloatArray:
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
