"""Who sleeps where: wishes for a place, queues with tickets, and the placement of whole households.

A household has at most one wish, for one kind of centre, and keeps the bed it has until the wish is met.
Every wish has a ticket; an entry of a queue counts only while its ticket is the household's last one. Queues
are looked at only as far as there are free places, never as a whole.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance
from sim.engine.kernels import PLAIN, Kernels
from sim.engine.queues import Fifo
from sim.engine.sites import Sites
from sim.institutions.ages import CARE_ENDS_YEARS, MAJORITY_YEARS
from sim.institutions.population import DAYS_PER_YEAR, NO_DAY, NO_MEMBER, Population
from sim.institutions.states import CENTRE_KINDS, OPEN_CASES, Lodging

IntArray = npt.NDArray[np.int64]

FIRST, BACKFILL = 0, 1
"""Classes of a wish: no lodging or must leave; in another kind of centre for want of a place."""
WINDOW = 16  # entries looked at beyond the free places: a large household in front must not hide small ones
PROBES = 2**20
NO_TICKET = -1
ADULT, FROM_15, UNDER_15 = 0, 1, 2
"""Stages of an unaccompanied minor: of age (or not such a minor), 15 to 17, under 15."""

# Plain integers and tables: comparing an array with an enumeration member costs ten times as much.
_NONE, _EMERGENCY = int(Lodging.NONE), int(Lodging.EMERGENCY)
IN_CENTRE = np.zeros(len(Lodging), dtype=np.bool_)
IN_CENTRE[list(CENTRE_KINDS)] = True
ADULT_CENTRE = np.zeros(len(Lodging), dtype=np.bool_)
ADULT_CENTRE[[Lodging.TRANSIT, Lodging.ORDINARY, Lodging.EMERGENCY]] = True
_FIRST_KIND, _LAST_KIND = int(CENTRE_KINDS[0]), int(CENTRE_KINDS[-1])
_FIRST_OPEN, _LAST_OPEN = int(OPEN_CASES[0]), int(OPEN_CASES[-1])
_ADULT_CENTRES = frozenset(np.flatnonzero(ADULT_CENTRE).tolist())
_NOBODY: IntArray = np.empty(0, dtype=np.int64)
_FEW = 40
"""Up to this many households are placed at sight, one by one."""


class Cells:
    """The columns of a placement as cells that are quick to read and write one by one; the same memory."""

    def __init__(self, placement: Placement) -> None:
        self.lodging = placement.lodging.data
        self.site = placement.site.data
        self.wants = placement.wants.data
        self.since = placement.since.data
        self.transfers = placement.transfers.data
        self.minor = placement.minor.data
        self.late = placement.late.data
        self.ticket = placement.ticket.data
        self.first, self.step = (column.data for column in placement.probes())
        self.children = placement.population.children.data


class Placement:
    """Columns of lodging, wishes and counters; the only writer of lodging, site and places taken.

    Attributes
    ----------
    wants : kind of centre wished for, int8[n], 0 for none
    ticket : number of the last wish, int64[n], `NO_TICKET` for none
    since : day the present kind of lodging began, int64[n], `NO_DAY` if none
    transfers : moves between centres, int16[n]
    minor : stage of an unaccompanied minor, int8[n]
    late : has been in the present kind of lodging longer than its limit, bool[n]
    late_persons : those persons now, by Lodging code
    persons : persons now, by Lodging code; those without a bed are not all here, see `no_roof`
    no_roof : persons without a bed who want one, now
    children_in_emergency, minors_in_adult_centre : persons now
    """

    def __init__(
        self, population: Population, sites: Sites, chance: Chance, kernels: Kernels = PLAIN
    ) -> None:
        n = population.n
        self.population = population
        self.sites = sites
        self._place = kernels.place
        self.size = population.size
        self.lodging = population.lodging.state
        self.site = population.site
        self.wants = np.zeros(n, dtype=np.int8)
        self.ticket = np.full(n, NO_TICKET, dtype=np.int64)
        self.since = np.full(n, NO_DAY, dtype=np.int64)
        self.transfers = np.zeros(n, dtype=np.int16)
        self.minor = _stage_of_minors(population)
        self.late = np.zeros(n, dtype=np.bool_)
        self.late_persons = [0] * len(Lodging)
        self.no_roof = 0
        self.persons = [0] * len(Lodging)
        self.children_in_emergency = 0
        self.minors_in_adult_centre = 0
        self._tickets = 0
        self._queues = {(int(kind), rank): Fifo() for kind in Lodging for rank in (FIRST, BACKFILL)}
        self._first = (population.keyed(chance, "reception_probe") * PROBES).astype(np.int64)
        self._step = (population.keyed(chance, "reception_probe", 1) * PROBES).astype(np.int64) + 1
        self._sizes: list[int] = self.size.tolist()
        self.cells = Cells(self)

    # wishes

    def wish(self, rows: IntArray, kind: int, rank: int = FIRST) -> IntArray:
        """Write a wish for `rows` in their order, in place of any older one; gives the tickets."""
        tickets = np.arange(self._tickets, self._tickets + len(rows))
        self._tickets += len(rows)
        beds = self.lodging[rows].tolist()
        if _NONE in beds:
            for row, bed, want in zip(rows.tolist(), beds, self.wants[rows].tolist(), strict=True):
                if not bed and not want:
                    self.no_roof += self._sizes[row]
        self.wants[rows] = kind
        self.ticket[rows] = tickets
        self._queues[kind, rank].push(rows, tickets)
        return tickets

    def drop_wish(self, rows: IntArray) -> None:
        """Take wishes back; for households that have a bed."""
        self.wants[rows] = 0
        self.ticket[rows] = NO_TICKET

    def waiting(self, kind: int, rank: int = FIRST) -> int:
        """Persons in a queue, stale entries left out; looks at the whole queue."""
        queue = self._queues[kind, rank]
        if not len(queue):
            return 0
        rows, tickets = queue.peek()
        return int(self.size[rows[self.ticket[rows] == tickets]].sum())

    def has_entries(self, kind: int, rank: int = FIRST) -> bool:
        """Whether a queue holds any entry, stale ones included."""
        return len(self._queues[kind, rank]) > 0

    # placement

    def probes(self) -> tuple[IntArray, IntArray]:
        """Each household's own first place on a ring and its step, keyed, int64[n] each."""
        return self._first, self._step

    def serve(self, kind: int, rank: int, day: int) -> IntArray:
        """Give the places that are free in a kind of centre to its queue; gives the households placed.

        As long as the first in the queue find a place where they look first or second, no other place has to
        be known; `place` takes over from the first who does not. The result is the same as of `place` alone.
        """
        queue = self._queues[kind, rank]
        if not len(queue):
            return _NOBODY
        early = self._serve_at_sight(queue, kind, day)
        if not len(queue):
            return early
        late = self.serve_queue(queue, kind, self.sites.free(kind), day)
        if not len(early):
            return late
        return np.concatenate([early, late]) if len(late) else early

    def _serve_at_sight(self, queue: Fifo, kind: int, day: int) -> IntArray:
        """Place the first in a queue where they look first or second, until one finds neither free."""
        ring = self.sites.of_kind(kind).data
        length = len(ring)
        if not length:
            return _NOBODY
        cells, sizes = self.cells, self._sizes
        valid, firsts = cells.ticket, cells.first
        places, occupied, accepting = self.sites.cells
        rows, tickets = queue.peek(_FEW)
        chosen: list[int] = []
        at: list[int] = []
        seen = 0
        for row, ticket in zip(rows.tolist(), tickets.tolist(), strict=True):
            if valid[row] == ticket:
                size, first = sizes[row], firsts[row]
                site = ring[first % length]
                persons = occupied[site] + size
                if persons > places[site] or not accepting[site]:
                    site = ring[(first + cells.step[row]) % length]
                    persons = occupied[site] + size
                    if persons > places[site] or not accepting[site]:
                        break
                occupied[site] = persons
                chosen.append(row)
                at.append(site)
            seen += 1
        if not seen:
            return _NOBODY
        rows, _ = queue.pop(seen)
        if not chosen:
            return _NOBODY
        if len(chosen) < seen:
            rows = np.array(chosen, dtype=np.int64)
        self._move(rows, kind, np.array(at, dtype=np.int64), day)
        return rows

    def serve_queue(
        self,
        queue: Fifo,
        kind: int,
        free: IntArray,
        day: int,
        *,
        only_roofless: bool = False,
        keep_wish: bool = False,
    ) -> IntArray:
        """Give `free` places along the ring of a kind to a queue.

        Parameters
        ----------
        queue
            Entries in order of priority; those not placed keep their order at the front, stale ones go.
        kind
            Kind of centre.
        free
            Places to give along its ring [r]; written.
        day
            Today.
        only_roofless
            Pass over households that have a bed.
        keep_wish
            They wait for another kind, and go on waiting.

        Returns
        -------
        Households placed, now lodged.
        """
        total = sum(free.tolist())
        if total <= 0:
            return _NOBODY
        rows, tickets = self._window(queue, total + WINDOW)
        if not len(rows):
            return rows
        sizes = self.size[rows]
        if only_roofless:
            sizes = np.where(self.lodging[rows] == _NONE, sizes, total + 1)
        got = self._place(sizes, self._first[rows], self._step[rows], self.sites.of_kind(kind), free)
        if -1 in got.tolist():
            placed = got >= 0
            queue.unpop(rows[~placed], tickets[~placed])
            rows, got = rows[placed], got[placed]
        if len(rows):
            self.lodge(rows, kind, got, day, keep_wish=keep_wish)
        return rows

    def _window(self, queue: Fifo, count: int) -> tuple[IntArray, IntArray]:
        """Take the first `count` entries that count."""
        rows, tickets = queue.pop(count)
        valid = self.ticket[rows] == tickets
        if np.count_nonzero(valid) == len(rows):
            return rows, tickets
        rows, tickets = rows[valid], tickets[valid]
        while len(rows) < count and len(queue):
            more, more_tickets = queue.pop(count - len(rows))
            valid = self.ticket[more] == more_tickets
            rows = np.concatenate([rows, more[valid]])
            tickets = np.concatenate([tickets, more_tickets[valid]])
        return rows, tickets

    def lodge(
        self, rows: IntArray, kind: int, sites: IntArray | None, day: int, *, keep_wish: bool = False
    ) -> None:
        """Move households into a kind of lodging (centres `sites`, or None where there is no centre).

        Their wish is met, unless it is to be kept because this is not the kind they wait for.
        """
        if sites is not None:
            self.sites.occupy(sites, self.size[rows])
        self._move(rows, kind, -1 if sites is None else sites, day, keep_wish=keep_wish)

    def release(self, rows: IntArray) -> None:
        """End the lodging and the wish of households; every bed they had is free."""
        if not len(rows):
            return
        self._depart(rows, _NONE, NO_DAY)
        self.site[rows] = -1
        self.drop_wish(rows)
        self.population.lodging.move(rows[self.lodging[rows] != _NONE], _NONE)

    def _move(self, rows: IntArray, to: int, at: IntArray | int, day: int, *, keep_wish: bool = False) -> None:
        """Move households, already counted into centres `at`, from whatever they leave to lodging `to`."""
        self._depart(rows, to, day)
        self.site[rows] = at
        self.population.lodging.move(rows, to)
        if not keep_wish:
            self.drop_wish(rows)
        self.persons[to] += sum(self.size[rows].tolist())
        if to in _ADULT_CENTRES:
            self.minors_in_adult_centre += int(np.count_nonzero(self.minor[rows]))
            if to == _EMERGENCY:
                self.children_in_emergency += sum(self.population.children[rows].tolist())

    def _depart(self, rows: IntArray, to: int, day: int) -> None:
        """Take households out of what they leave for `to`; where that is another kind, a stay begins."""
        cells, persons, late_persons = self.cells, self.persons, self.late_persons
        site, occupied = cells.site, self.sites.cells[1]
        beds = self.lodging[rows].tolist()
        for row, old, size in zip(rows.tolist(), beds, self.size[rows].tolist(), strict=True):
            if old == _NONE:
                if cells.wants[row]:
                    self.no_roof -= size
                continue
            persons[old] -= size
            if old > _LAST_KIND:
                continue
            occupied[site[row]] -= size
            if to != _NONE:
                cells.transfers[row] += 1
            if late_persons[old] and old != to and cells.late[row]:
                cells.late[row] = False
                late_persons[old] -= size
            if old == _EMERGENCY:
                self.children_in_emergency -= cells.children[row]
            if old in _ADULT_CENTRES and cells.minor[row]:
                self.minors_in_adult_centre -= 1
        self.since[rows[self.lodging[rows] != to] if to in beds else rows] = day

    # stays beyond their limit, and birthdays

    def mark_late(self, rows: IntArray) -> None:
        """Note that households are past the limit of their present kind of lodging."""
        if len(rows):
            fresh = rows[~self.late[rows]]
            self.late[fresh] = True
            self._count_late(fresh, 1)

    def _count_late(self, rows: IntArray, sign: int) -> None:
        for kind, size in zip(self.lodging[rows].tolist(), self.size[rows].tolist(), strict=True):
            self.late_persons[kind] += sign * size

    def came_of_age(self, rows: IntArray, day: int) -> tuple[list[int], list[int]]:
        """Move unaccompanied minors to their next stage; gives those now adult and those now 15 to 17.

        A minor under 15 who is by now 15 goes to the next stage; any other is an adult from today, by
        birthday or because the age assessment says so.
        """
        lodging, minor = self.cells.lodging, self.cells.minor
        grown: list[int] = []
        teens: list[int] = []
        half_a_day = 0.5 / DAYS_PER_YEAR  # birthdays are whole days
        ages = self.population.age_years(rows, day).tolist()
        for row, age in zip(rows.tolist(), ages, strict=True):
            if minor[row] == UNDER_15 and CARE_ENDS_YEARS <= age + half_a_day < MAJORITY_YEARS:
                minor[row] = FROM_15
                teens.append(row)
            elif minor[row]:
                minor[row] = ADULT
                grown.append(row)
                if lodging[row] in _ADULT_CENTRES:
                    self.minors_in_adult_centre -= 1
        return grown, teens

    # the independent recount

    def check(self) -> None:
        """Recount everything from the columns; AssertionError names what is off."""
        lodging, wants, size = self.lodging, self.wants, self.size
        rows = (self.site >= 0).nonzero()[0]
        site = self.site[rows]
        occupied = np.bincount(site, weights=size[rows], minlength=self.sites.n)
        _same("persons by centre", self.sites.occupied, occupied)
        lodged = ((lodging >= _FIRST_KIND) & (lodging <= _LAST_KIND)).nonzero()[0]
        _same("lodged in a centre without a site, or a site without lodging", rows, lodged)
        _same("kind of lodging and of centre", self.sites.kind[site], lodging[rows])
        here = (lodging | wants).nonzero()[0]
        case = self.population.case.state[here]
        strays = here[(case < _FIRST_OPEN) | (case > _LAST_OPEN)]
        _same("households lodged or waiting without an open case", strays.tolist(), [])
        persons = np.bincount(lodging[here], weights=size[here], minlength=len(Lodging))
        kept = [self.persons[_NONE] + self.no_roof, *self.persons[_NONE + 1 :]]
        _same("no_roof and persons by lodging", kept, persons)
        children = int(self.population.children[lodging == _EMERGENCY].sum())
        _same("children_in_emergency", self.children_in_emergency, children)
        alone = (self.minor > ADULT).nonzero()[0]
        in_adult = int(np.count_nonzero(ADULT_CENTRE[lodging[alone]]))
        _same("minors_in_adult_centre", self.minors_in_adult_centre, in_adult)


def _same(what: str, counted: object, expected: object) -> None:
    if not np.array_equal(np.asarray(counted), np.asarray(expected)):
        raise AssertionError(f"{what}: kept {_short(counted)}, recounted {_short(expected)}")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 200 else text[:200] + " ..."


def _stage_of_minors(population: Population) -> npt.NDArray[np.int8]:
    """Stage of each household on its arrival (or on day 0), from the minor's birth day."""
    birth = population.birth_day[:, 0]
    age = (np.maximum(population.arrival_day, 0) - birth) / DAYS_PER_YEAR
    stage = np.where(age < CARE_ENDS_YEARS, UNDER_15, np.where(age < MAJORITY_YEARS, FROM_15, ADULT))
    stage[(birth == NO_MEMBER) | ~population.unaccompanied] = ADULT
    return stage.astype(np.int8)
