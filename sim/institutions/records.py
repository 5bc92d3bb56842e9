"""Weekly records: flows from the journals, stocks from the books, and the recounts that prove both.

Flows and stocks by state come from the journals of moves; what needs two states at once (waiting in
reception) comes from a count of the register. Every fourth week and on the last day the books are recounted
from the register, and the columns are checked against each other: books can agree and still hold ghosts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import simpy

from sim.config.population import GROUPS
from sim.engine.calendar import Calendar
from sim.engine.process import on_days
from sim.engine.sites import Sites
from sim.institutions.phases import Phase
from sim.institutions.population import Population
from sim.institutions.states import CENTRE_KINDS, FAILURES, HOUSED_BY_UDI, OPEN_CASES, Case, Lodging

IntArray = npt.NDArray[np.int64]

RECOUNT_WEEKS = 4
ALL = "all"
WITH_PERMIT = (Case.NOT_ASKED, Case.MAPPING, Case.READY)
WAITING = (Case.MAPPING, Case.READY, Case.ALLOCATED)
STOCK_OF_CASE: Mapping[str, Case] = {
    "waiting_registration": Case.UNREGISTERED,
    "awaiting_decision": Case.AWAITING_DECISION,
    "appealing": Case.APPEALING,
    "refused_waiting": Case.REFUSED_WAITING,
    "not_asked": Case.NOT_ASKED,
    "mapping": Case.MAPPING,
    "ready": Case.READY,
    "allocated": Case.ALLOCATED,
}
CASE_IN_RECEPTION: Mapping[str, Case] = {
    "awaiting_decision_in_reception": Case.AWAITING_DECISION,
    "appealing_in_reception": Case.APPEALING,
    "refused_waiting_in_reception": Case.REFUSED_WAITING,
}
BY_GROUP: tuple[str, ...] = (
    "arrivals",
    "registered",
    "granted",
    "refused",
    "decisions",
    "residents",
    "residents_emergency",
    "residents_care",
    "living_privately",
    *STOCK_OF_CASE,
    "waiting_settlement",
    "waiting_settlement_in_reception",
    *CASE_IN_RECEPTION,
    "settled",
    "self_settled",
    "returned",
    "left",
)
"""Series kept for every group; all others are kept for `all` only."""
TOTALS: tuple[str, ...] = (
    "places",
    "places_arrival",
    "places_emergency",
    *FAILURES,
    "without_place",
    "days_without_place",
    "person_days_without_place",
    "place_days_empty",
    "requested",
    "offered",
    "settled_from_reception",
    "waited_days",
    "decisions_not_made",
)
SERIES: tuple[str, ...] = (*BY_GROUP, *TOTALS)


class GhostError(RuntimeError):
    """Two columns of the register contradict each other."""


class WeeklyRecords:
    """The weekly series of a run.

    Parameters
    ----------
    totals : gives the value of every series in `TOTALS` for a week, by its first and last day
    checks : further recounts, called with the day; they raise if something is off

    Attributes
    ----------
    days : last day of each week recorded
    values : int64[weeks, series, groups], series as `SERIES`, groups as ("all", *GROUPS)
    stocks : latest stock by case, persons, all groups together
    """

    def __init__(
        self,
        population: Population,
        sites: Sites,
        calendar: Calendar,
        totals: Callable[[int, int], Mapping[str, int]],
        checks: tuple[Callable[[int], None], ...],
    ) -> None:
        self._population, self._sites = population, sites
        self._calendar, self._totals, self._checks = calendar, totals, checks
        self.days = np.flatnonzero(calendar.is_week_end)
        self.values = np.zeros((self.days.size, len(SERIES), len(GROUPS) + 1), dtype=np.int64)
        self._week = 0
        self._index = {name: i for i, name in enumerate(SERIES)}
        self._arrived = int(np.searchsorted(population.arrival_day, 0))
        population.case.fold()
        population.lodging.fold()
        self.stocks: dict[str, int] = {}
        self.waiting_in_reception = 0
        self._set_stocks()

    def start(self, env: simpy.Environment) -> None:
        """Register the turn at each week's end."""
        on_days(env, self.turn, Phase.RECORDER, self.days.tolist())

    def turn(self, day: int) -> None:
        """Record the week that ends today."""
        flows = self._population.case.fold()
        self._population.lodging.fold()
        self._set_stocks()
        row = self.values[self._week]
        self._write_flows(row, flows)
        self._write_stocks(row)
        self._arrived = int(np.searchsorted(self._population.arrival_day, day, side="right"))
        self._write_in_reception(row)
        row[: len(BY_GROUP), 0] = row[: len(BY_GROUP), 1:].sum(axis=1)
        self.waiting_in_reception = int(row[self._index["waiting_settlement_in_reception"], 0])
        first = int(self.days[self._week - 1]) + 1 if self._week else 0
        for name, value in self._totals(first, day).items():
            row[self._index[name], 0] = value
        self._week += 1
        last = day == self._calendar.days - 1
        if last or self._week % RECOUNT_WEEKS == 0:
            self.recount(day)

    def recount(self, day: int) -> None:
        """Recount everything from the register; BooksError or GhostError says what is off."""
        self._population.case.check()
        self._population.lodging.check()
        for check in self._checks:
            check(day)
        self._cross_check(day)

    def _set_stocks(self) -> None:
        persons = self._population.case.stock.sum(axis=1).tolist()
        self.stocks = {name: persons[case] for name, case in STOCK_OF_CASE.items()}

    def _write_flows(self, row: IntArray, flows: IntArray) -> None:
        """Flows by state left, state entered and group [S, S, G]."""
        into = flows.sum(axis=0)
        decided = flows[Case.AWAITING_DECISION]
        granted = decided[list(WITH_PERMIT)].sum(axis=0)
        refused = decided[Case.APPEALING] + decided[Case.REFUSED_WAITING]
        overturned = flows[Case.APPEALING][list(WITH_PERMIT)].sum(axis=0)
        for name, value in (
            ("arrivals", flows[Case.NOT_ARRIVED, Case.UNREGISTERED]),
            ("registered", flows[Case.UNREGISTERED, Case.AWAITING_DECISION]),
            ("granted", granted + overturned),
            ("refused", refused),
            ("decisions", granted + refused),
            ("settled", into[Case.SETTLED]),
            ("self_settled", into[Case.SELF_SETTLED]),
            ("returned", into[Case.RETURNED]),
            ("left", into[Case.LEFT] - flows[Case.LEFT].sum(axis=0)),
        ):
            row[self._index[name], 1:] = value

    def _write_stocks(self, row: IntArray) -> None:
        case, lodging = self._population.case.stock, self._population.lodging.stock
        for name, state in STOCK_OF_CASE.items():
            row[self._index[name], 1:] = case[state]
        row[self._index["waiting_settlement"], 1:] = case[list(WAITING)].sum(axis=0)
        row[self._index["residents"], 1:] = lodging[list(HOUSED_BY_UDI)].sum(axis=0)
        row[self._index["residents_emergency"], 1:] = lodging[Lodging.EMERGENCY]
        row[self._index["residents_care"], 1:] = lodging[Lodging.CARE]
        row[self._index["living_privately"], 1:] = lodging[Lodging.PRIVATE]

    def _write_in_reception(self, row: IntArray) -> None:
        """Persons who sleep in a centre, by case and group: this needs both states at once."""
        population, groups = self._population, len(GROUPS)
        inside = _among(population.lodging.state[: self._arrived], CENTRE_KINDS).nonzero()[0]
        cell = population.case.state[inside].astype(np.int64) * groups + population.group[inside]
        persons = np.bincount(cell, weights=population.size[inside], minlength=len(Case) * groups)
        by_case = persons.astype(np.int64).reshape(len(Case), groups)
        row[self._index["waiting_settlement_in_reception"], 1:] = by_case[list(WAITING)].sum(axis=0)
        for name, case in CASE_IN_RECEPTION.items():
            row[self._index[name], 1:] = by_case[case]

    def _cross_check(self, day: int) -> None:
        """Lodged in a centre implies an open case, a site of that kind, and a place in its count."""
        population, sites = self._population, self._sites
        case, lodging, site = population.case.state, population.lodging.state, population.site
        has_site = site >= 0
        in_centre = _among(lodging, CENTRE_KINDS)
        gone = (lodging != Lodging.NONE) & ~_among(case, OPEN_CASES)
        if gone.any():
            self._refuse(in_centre & gone, "sleeps in a centre but has no open case", day)
            self._refuse(gone, "is settled, gone or not come, and still lodged", day)
        self._refuse(in_centre != has_site, "has a bed without a centre, or a centre without a bed", day)
        at = has_site.nonzero()[0]
        beds = site[at]
        if not np.array_equal(sites.kind[beds], lodging[at]):
            wrong = np.zeros(case.size, dtype=np.bool_)
            wrong[at] = sites.kind[beds] != lodging[at]
            self._refuse(wrong, "sleeps in another kind of centre than its lodging says", day)
        counted = np.bincount(beds, weights=population.size[at], minlength=sites.n).astype(np.int64)
        if not np.array_equal(counted, sites.occupied[: sites.n]):
            centre = int(np.flatnonzero(counted != sites.occupied[: sites.n])[0])
            raise GhostError(
                f"{self._calendar.date(day)}: centre {centre} counts {sites.occupied[centre]} persons, "
                f"the register {counted[centre]}"
            )

    def _refuse(self, wrong: npt.NDArray[np.bool_], what: str, day: int) -> None:
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            population = self._population
            raise GhostError(
                f"{self._calendar.date(day)}: household {row} (case {Case(population.case.state[row]).name}, "
                f"lodging {Lodging(population.lodging.state[row]).name}) {what}; {int(wrong.sum())} in all"
            )


def _among(column: npt.NDArray[np.int8], codes: Sequence[int]) -> npt.NDArray[np.bool_]:
    """Tell which entries are among codes that stand in a row: those below the first wrap round to large ones."""
    found: npt.NDArray[np.bool_] = column.view(np.uint8) - np.uint8(codes[0]) < len(codes)
    return found


for _codes in (CENTRE_KINDS, OPEN_CASES):
    if list(_codes) != list(range(_codes[0], _codes[0] + len(_codes))):
        raise RuntimeError(f"codes must stand in a row: {_codes}")
