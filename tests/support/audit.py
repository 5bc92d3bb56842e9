"""An auditor of its own: it keeps books beside the model's and compares after every single event.

It shares nothing with the bookkeeping it checks: it reads the columns as they are, remembers what they were
one event ago, and knows which steps are allowed.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt

from sim.engine.process import PHASES_PER_DAY
from sim.institutions.phases import Phase
from sim.institutions.population import NO_DAY
from sim.institutions.states import CENTRE_KINDS, OPEN_CASES, Case, Lodging
from sim.national import Nation

IntArray = npt.NDArray[np.int64]

PERMIT = (Case.NOT_ASKED, Case.MAPPING, Case.READY, Case.ALLOCATED)
GONE = (Case.RETURNED, Case.LEFT)
STEPS: dict[Case, tuple[Case, ...]] = {
    Case.NOT_ARRIVED: (Case.UNREGISTERED, Case.MAPPING, Case.NOT_ASKED, Case.SETTLED, Case.JOINED_FAMILY),
    Case.UNREGISTERED: (Case.AWAITING_DECISION,),
    Case.AWAITING_DECISION: (Case.APPEALING, Case.REFUSED_WAITING, Case.NOT_ASKED, Case.MAPPING, *GONE),
    Case.APPEALING: (Case.AWAITING_DECISION, Case.REFUSED_WAITING, Case.NOT_ASKED, Case.MAPPING, *GONE),
    Case.REFUSED_WAITING: GONE,
    Case.NOT_ASKED: (Case.MAPPING, Case.READY, Case.SELF_SETTLED, Case.REFUSED_WAITING, *GONE),
    Case.MAPPING: (Case.READY, Case.NOT_ASKED, Case.REFUSED_WAITING, *GONE),
    Case.READY: (Case.ALLOCATED, Case.MAPPING, Case.REFUSED_WAITING, *GONE),
    Case.ALLOCATED: (Case.SETTLED, Case.READY, Case.MAPPING, Case.REFUSED_WAITING, *GONE),
    Case.SETTLED: (Case.RETURNED,),
    Case.SELF_SETTLED: (Case.RETURNED,),
    Case.RETURNED: (),
    Case.LEFT: (Case.AWAITING_DECISION, Case.REFUSED_WAITING, Case.NOT_ASKED, Case.MAPPING),
    Case.JOINED_FAMILY: (Case.RETURNED,),
}
"""Which case may follow which, within one event."""
RISING: dict[Case, tuple[tuple[str, str], ...]] = {
    Case.AWAITING_DECISION: (("arrived", "registered"),),
    Case.APPEALING: (("arrived", "registered"), ("registered", "decided")),
    Case.REFUSED_WAITING: (("arrived", "registered"), ("registered", "decided")),
    Case.NOT_ASKED: (("registered", "decided"),),
    Case.MAPPING: (("registered", "decided"), ("decided", "asked")),
    Case.READY: (("registered", "decided"), ("decided", "asked"), ("asked", "ready")),
    Case.ALLOCATED: (("decided", "asked"), ("asked", "ready"), ("ready", "allocated")),
    Case.SETTLED: (("decided", "ready"), ("ready", "allocated"), ("allocated", "settled")),
    Case.SELF_SETTLED: (("decided", "settled"),),
    Case.RETURNED: (("arrived", "left"),),
    Case.LEFT: (("arrived", "left"),),
}
"""Stamps that must stand, in rising order, in each case."""

_CROWDABLE = (Lodging.CARE, Lodging.MINORS, Lodging.ARRIVAL, Lodging.ORDINARY)
_DAYS_PER_YEAR = 365.25
_TRAVELS = 2  # a resettlement refugee abroad who has a place


class AuditError(AssertionError):
    """The model and the auditor disagree."""


class Audit:
    """Watches a nation; call it after every event with the tick.

    Attributes
    ----------
    events : events seen
    steps : persons by (case left, case entered), int64[cases, cases]
    nights : persons by case at the end of each day, int64[days, cases], from the journal of the model
    resident_nights : nights spent in each centre, persons
    used : places used by municipality since the year began, others and minors, by the auditor's own count [2, m]
    """

    def __init__(self, nation: Nation) -> None:
        self.nation = nation
        people = nation.population
        self.events = 0
        self.steps = np.zeros((len(Case), len(Case)), dtype=np.int64)
        self.nights = np.zeros((nation.calendar.days, len(Case)), dtype=np.int64)
        self.resident_nights = np.zeros(0, dtype=np.int64)
        self.used = np.zeros((2, nation.municipalities.n), dtype=np.int64)
        self._now = 0
        self._identity = {
            name: getattr(people, name).copy()
            for name in ("source", "arrival_day", "group", "ordinal", "size")
        }
        for name in self._identity:
            getattr(people, name).flags.writeable = False
        self._persons = int(people.size.sum())
        self._watched = self._columns()
        self._before = {name: column.copy() for name, column in self._watched.items()}
        self._occupied = nation.portfolio.sites.occupied.copy()
        self._at_start = self._places()
        self._year = nation.municipalities.year.year
        self._base = np.stack(
            [nation.municipalities.year.used, nation.municipalities.year.used_minors]
        ).copy()
        self._allowed = np.zeros((len(Case), len(Case)), dtype=np.bool_)
        for case, following in STEPS.items():
            self._allowed[case, [int(each) for each in following]] = True
        self._open = np.isin(np.arange(len(Case)), OPEN_CASES)
        self._centre = np.isin(np.arange(len(Lodging)), CENTRE_KINDS)

    def _columns(self) -> dict[str, npt.NDArray[np.generic]]:
        """The columns that events may write, by name; the arrays of the model itself."""
        people = self.nation.population
        return {
            "case": people.case.state,
            "lodging": people.lodging.state,
            "site": people.site,
            "town": people.municipality,
            "abroad": self.nation.settlement._abroad,
            **people.stamps,
        }

    def __call__(self, tick: int) -> None:
        """Check everything after an event."""
        self.events += 1
        self._now = tick
        day, phase = divmod(tick, PHASES_PER_DAY)
        written = {
            name for name, column in self._watched.items() if not np.array_equal(column, self._before[name])
        }
        if written:
            self._steps_and_stamps(day)
            self._lodging()
            self.nation.population.case.check()
            self.nation.population.lodging.check()
        self._intake()
        self._offers(day, bool(written))
        for name in written:
            self._before[name] = self._watched[name].copy()
        if phase == Phase.RECORDER:
            self._end_of_day(day)

    # persons and households

    def _nobody_made_or_split(self) -> None:
        people = self.nation.population
        for name, kept in self._identity.items():
            if not np.array_equal(getattr(people, name), kept):
                self._fail(f"column {name} of the register was changed")
        for name, column in self._columns().items():
            if column is not self._watched[name]:
                self._fail(f"column {name} of the register was put aside for another")
        for book in (people.case, people.lodging):
            if int(book.recount().sum()) != self._persons:
                self._fail(
                    f"{int(book.recount().sum())} persons in the books, {self._persons} in the register"
                )

    def _steps_and_stamps(self, day: int) -> None:
        people = self.nation.population
        case = people.case.state
        moved = np.flatnonzero(case != self._before["case"])
        if moved.size:
            old, new = self._before["case"][moved], case[moved]
            wrong = ~self._allowed[old, new]
            if wrong.any():
                first = int(np.flatnonzero(wrong)[0])
                self._fail(
                    f"household {moved[first]} went from {Case(old[first]).name} to {Case(new[first]).name}"
                )
            np.add.at(self.steps, (old, new), people.size[moved])
            early = moved[(old == Case.NOT_ARRIVED) & (people.arrival_day[moved] > day)]
            if early.size:
                self._fail(f"household {early[0]} is here on day {day}, before its day of arrival")
        touched = moved
        for name, column in people.stamps.items():
            rows = np.flatnonzero(column != self._before[name])
            if not rows.size:
                continue
            values = column[rows]
            back = (values == NO_DAY) & (name == "left")
            if not ((values == day) | back).all():
                self._fail(f"stamp {name} was set to {values[values != day][0]} on day {day}")
            touched = np.union1d(touched, rows)
        self._rising(touched)

    def _rising(self, rows: IntArray) -> None:
        """Of households something happened to: the stamps their case asks for stand, in order."""
        people = self.nation.population
        case = people.case.state[rows]
        for state in np.unique(case).tolist():
            mine = rows[case == state]
            for first, last in RISING.get(Case(state), ()):
                begun, ended = people.stamps[first][mine], people.stamps[last][mine]
                needed = begun > NO_DAY  # those who hold a permit when they come have no earlier stamps
                if first == "allocated" or last == "allocated":
                    needed[:] = True
                wrong = needed & ((ended == NO_DAY) | (ended < begun))
                if wrong.any():
                    row = int(mine[wrong][0])
                    self._fail(
                        f"household {row} in {Case(state).name}: {first} {people.stamps[first][row]}, "
                        f"{last} {people.stamps[last][row]}"
                    )

    # beds

    def _lodging(self) -> None:
        people, sites = self.nation.population, self.nation.portfolio.sites
        lodging, site, case = people.lodging.state, people.site, people.case.state
        in_centre = self._centre[lodging]
        if not np.array_equal(in_centre, site >= 0):
            self._fail("a bed without a centre, or a centre without a bed")
        ghosts = np.flatnonzero((lodging != Lodging.NONE) & ~self._open[case])
        if ghosts.size:
            self._fail(
                f"household {ghosts[0]} sleeps in {Lodging(lodging[ghosts[0]]).name}, "
                f"its case is {Case(case[ghosts[0]]).name}"
            )
        rows = np.flatnonzero(in_centre)
        if (sites.kind[site[rows]] != lodging[rows]).any():
            self._fail("somebody sleeps in a centre of another kind than the books say")
        counted = np.bincount(site[rows], weights=people.size[rows], minlength=sites.n).astype(np.int64)
        if not np.array_equal(counted, sites.occupied):
            at = int(np.flatnonzero(counted != sites.occupied)[0])
            self._fail(f"centre {at}: {sites.occupied[at]} persons counted, {counted[at]} sleep there")
        if sites.occupied[sites.closed].any() or sites.places[sites.closed].any():
            self._fail("a closed centre has persons or places")
        alone = np.isin(lodging[rows], (int(Lodging.CARE), int(Lodging.MINORS)))
        if not people.unaccompanied[rows[alone]].all():
            self._fail("somebody who is no unaccompanied minor sleeps in a centre for them")

    def _intake(self) -> None:
        """A centre that has more persons than before was open for them and had room."""
        sites = self.nation.portfolio.sites
        before = np.zeros(sites.n, dtype=np.int64)
        before[: self._occupied.size] = self._occupied
        more = np.flatnonzero(sites.occupied > before)
        self._occupied = sites.occupied.copy()
        if not more.size:
            return
        if not sites.accepting[more].all() or sites.closed[more].any():
            self._fail("a centre that takes nobody took somebody")
        share = self.nation.scenario.reception.placement.overcrowding_share
        crowdable = np.isin(sites.kind[more], [int(kind) for kind in _CROWDABLE])
        most = np.where(crowdable, np.floor(sites.places[more] * (1.0 + share)), sites.places[more])
        over = np.flatnonzero(sites.occupied[more] > most)
        if over.size:
            at = int(more[over[0]])
            self._fail(f"centre {at} took persons to {sites.occupied[at]}, it has {sites.places[at]} places")

    # places in municipalities

    def _offers(self, day: int, written: bool) -> None:
        towns = self.nation.municipalities
        book = towns.year
        if book.year != self._year:
            self._year = book.year
            self.used[:] = 0
            self._base[:] = 0
        for name, values in (
            ("offers", towns.offers),
            ("offers for minors", towns.offers_minors),
            ("dwellings", towns.dwellings),
            ("agreed places left", book.agreed - book.used),
            ("agreed places for minors left", book.agreed_minors - book.used_minors),
        ):
            if values.min() < 0:
                self._fail(f"negative {name}: {values.min()}")
        if written:
            self._count_used()
        counted = self.used + self._base
        for name, kept, mine in (
            ("used", book.used, counted[0]),
            ("used for minors", book.used_minors, counted[1]),
        ):
            if not np.array_equal(kept, mine):
                at = int(np.flatnonzero(kept != mine)[0])
                self._fail(
                    f"municipality {at}: {kept[at]} places {name}, {mine[at]} by the households sent there"
                )

    def _count_used(self) -> None:
        """Count the places taken and given back since the last event, from the households alone."""
        now, before, size = self._watched, self._before, self.nation.population.size
        holds, held = (
            (columns["case"] == Case.ALLOCATED) | (columns["abroad"] == _TRAVELS) for columns in (now, before)
        )
        anew = np.flatnonzero(now["allocated"] != before["allocated"])
        if not holds[anew].all() or (now["town"][holds] < 0).any():
            self._fail("a household is allocated and holds no place, or holds one nowhere")
        first = max(self.nation.calendar.day(dt.date(self._year, 1, 1)), 0)
        gave_back = (now["town"] < 0) | (now["allocated"] != before["allocated"])
        lost = np.flatnonzero(held & (before["town"] >= 0) & gave_back & (before["allocated"] >= first))
        np.subtract.at(
            self.used, (self._young(lost, before["allocated"][lost]), before["town"][lost]), size[lost]
        )
        np.add.at(self.used, (self._young(anew, now["allocated"][anew]), now["town"][anew]), size[anew])

    def _young(self, rows: IntArray, day: IntArray) -> IntArray:
        """1 for unaccompanied minors under 18 on a day, else 0."""
        people = self.nation.population
        under = (day - people.birth_day[rows, 0]) < round(18 * _DAYS_PER_YEAR)
        return (people.unaccompanied[rows] & under).astype(np.int64)

    # the end of the day

    def _end_of_day(self, day: int) -> None:
        nation, people, sites = self.nation, self.nation.population, self.nation.portfolio.sites
        self._nobody_made_or_split()
        case, lodging = people.case.state, people.lodging.state
        pending = people.case._pending()
        stock = people.case.stock + pending.sum(axis=0) - pending.sum(axis=1)
        self.nights[day] = stock.sum(axis=1)
        night = nation.reception.history
        outside = self._open[case] & (lodging == Lodging.NONE)
        failures = {
            "no_roof": int(people.size[outside].sum()),
            "overcrowded": int(np.maximum(sites.occupied - sites.places, 0).sum()),
            "living_privately": int(people.size[lodging == Lodging.PRIVATE].sum()),
        }
        for kind in CENTRE_KINDS:
            failures[f"residents_{kind.name.lower()}"] = int(people.size[lodging == kind].sum())
        for name, mine in failures.items():
            if int(night.get(name)[day]) != mine:
                self._fail(f"{name}: {int(night.get(name)[day])} recorded, {mine} found")
        nation.reception.check(day)
        nation.records._cross_check(day)
        self._places_add_up(day)
        nights = np.zeros(sites.n, dtype=np.int64)
        nights[: self.resident_nights.size] = self.resident_nights
        self.resident_nights = nights + sites.occupied

    def _places(self) -> dict[int, int]:
        return dict(enumerate(self.nation.portfolio.sites.places.tolist()))

    def _places_add_up(self, day: int) -> None:
        """Centre by centre, the places are what its last line in the ledger of centres says."""
        told: dict[int, tuple[int, set[int]]] = {}
        for centre, when, _, _, _, places, _, _ in self.nation.portfolio.events.rows():
            if when > day:
                self._fail(f"centre {centre} has an event of day {when}, which has not come")
            last = told.get(centre, (when, set()))
            told[centre] = (when, {places} | (last[1] if last[0] == when else set()))
        for centre, places in self._places().items():
            known = told[centre][1] if centre in told else {self._at_start.get(centre, 0)}
            if places not in known:
                self._fail(f"centre {centre} has {places} places, its last event says {sorted(known)}")
        by_tier = self.nation.portfolio.place_days
        for centre, places in self._places().items():
            open_places = int(by_tier.open[:, centre].sum())
            if places not in (open_places, 0) or (
                places == 0 < open_places and not self._is_overtime(centre)
            ):
                self._fail(f"centre {centre} has {places} places and is paid for {open_places}")

    def _is_overtime(self, centre: int) -> bool:
        sites = self.nation.portfolio.sites
        return bool(sites.closing_day[centre] >= 0) and not sites.closed[centre]

    def _fail(self, what: str) -> None:
        day, phase = divmod(self._now, PHASES_PER_DAY)
        raise AuditError(f"day {day}, {Phase(phase).name}: {what}")
