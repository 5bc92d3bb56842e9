"""What the yearly evaluation of the agreement is computed from: plain columns and figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.config.targets import GROUPS
from sim.engine.trend import mann_kendall

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

NEVER = -1_000_000
"""Day of a step that has not happened (NO_DAY of the register)."""

READINGS = 12
READING_DAYS = 28
"""The trend of long waits is judged on twelve readings, 28 days apart."""

STAGES: tuple[tuple[str, str, str], ...] = (
    ("mapping", "decided", "ready"),
    ("allocation", "ready", "allocated"),
    ("housing", "allocated", "settled"),
)
"""Stages from permit to move: name, first and last stamp."""


@dataclass(frozen=True)
class HouseholdColumns:
    """Households that are or were to be settled after an application, one row each; arrays [n].

    Resettlement refugees and family reunification are left out: their clocks do not start with a permit here.

    Attributes
    ----------
    size : persons
    group : row of `GROUPS`: adults, families, minors_15_17, minors_under_15
    special : particularly demanding needs
    agreed : settled by agreement (true) or alone
    decided, ready, allocated, settled : day of the step, `NEVER` where it has not happened
    municipality : where they settled, -1 if nowhere yet
    host : municipality of their last centre, -1 if they lived in none
    distance_km : from host to municipality, km; NaN where either is -1
    tied_to : municipality they have a particular tie to, -1 if none
    """

    size: IntArray
    group: IntArray
    special: BoolArray
    agreed: BoolArray
    decided: IntArray
    ready: IntArray
    allocated: IntArray
    settled: IntArray
    municipality: IntArray
    host: IntArray
    distance_km: FloatArray
    tied_to: IntArray

    def since(self, first: int, last: int) -> HouseholdColumns:
        """Those decided by the day `last` and not settled before the day `first`."""
        rows = ((self.decided <= last) & ((self.settled >= first) | (self.settled == NEVER))).nonzero()[0]
        return HouseholdColumns(**{each.name: getattr(self, each.name)[rows] for each in fields(self)})

    def of_groups(self, names: tuple[str, ...]) -> BoolArray:
        """Rows of some groups, bool[n]."""
        chosen = np.array([name in names for name in GROUPS])
        return np.asarray(chosen[self.group])

    def persons(self, rows: BoolArray) -> int:
        """Persons in some rows."""
        return int(self.size[rows].sum())

    def share(self, met: BoolArray, of: BoolArray) -> float | None:
        """Share of persons of the rows `of` that are also `met`; None if there is nobody."""
        total = self.persons(of)
        return self.persons(met & of) / total if total else None

    def mean_days(self, first: IntArray, last: IntArray, rows: BoolArray) -> float | None:
        """Mean days between two steps over persons whose both steps are known; None if there is nobody."""
        known = rows & (first != NEVER) & (last != NEVER)
        if not known.any():
            return None
        return float(np.average((last - first)[known], weights=self.size[known]))


@dataclass(frozen=True)
class Waiting:
    """Persons still to be settled on 31 December, by where they stand; they do not overlap.

    Attributes
    ----------
    not_asked : live privately and have not asked for a municipality
    mapping : being mapped
    ready_no_offer : ready, and no places are left for them
    ready_offer : ready while places are left
    allocated : agreed and not moved
    """

    not_asked: int
    mapping: int
    ready_no_offer: int
    ready_offer: int
    allocated: int

    @property
    def total(self) -> int:
        """All who wait, persons."""
        return self.not_asked + self.mapping + self.ready_no_offer + self.ready_offer + self.allocated


@dataclass(frozen=True)
class YearFigures:
    """Figures of one calendar year; arrays by municipality [m].

    Attributes
    ----------
    need, need_minors : settlement need in force at the end of the year, persons
    need_next, offered_next : need set and places offered for the next year, persons; NaN if not yet set
    requested, offered : places asked for and voted, supplements and later agreements included, places
    requested_minors, offered_minors : the same for unaccompanied minors, country, places
    requested_special, offered_special : persons with particularly demanding needs asked for and accepted
    settled_agreed : persons who moved in by agreement, quota refugees included
    asked, answered : municipalities asked, and with a vote by the end of the year
    answer_days : mean days from request to vote; NaN without a vote
    prepared_share : share of municipalities with a contingency plan
    dwellings_free, households_allocated : dwellings ready and free, households allocated and not moved
    sites_proposed, sites_influenced : sites proposed, and refused or delayed by the host's influence
    places_lost : places that this cost or delayed
    figures_delay_days : mean delay of the running figures, days
    coverage, host_coverage : grants over municipal cost, host compensation over host cost; NaN without cost
    appropriated_nok, spent_nok : reception, supplements included, NOK
    waiting : who waits on 31 December
    taken : places of the year's vote taken by allocation; those who move in may have been allocated the year
        before. None: the settled stand for it
    """

    need: float
    need_minors: float
    need_next: float
    offered_next: float
    requested: IntArray
    offered: IntArray
    requested_minors: int
    offered_minors: int
    requested_special: int
    offered_special: int
    settled_agreed: IntArray
    asked: int
    answered: int
    answer_days: float
    prepared_share: float
    dwellings_free: int
    households_allocated: int
    sites_proposed: int
    sites_influenced: int
    places_lost: int
    figures_delay_days: float
    coverage: float
    host_coverage: float
    appropriated_nok: float
    spent_nok: float
    waiting: Waiting
    taken: IntArray | None = None


@dataclass(frozen=True)
class Revision:
    """A new estimate of the need of a year: the need last notified and the new one, and when IMDi informed.

    `informed_day` is `NEVER` where nobody was told.
    """

    day: int
    old: float
    new: float
    old_minors: float
    new_minors: float
    informed_day: int


@dataclass(frozen=True)
class CentreChange:
    """A centre opened or closed: places gained or lost, notice to the host, days of dialogue before it."""

    day: int
    opened: bool
    municipality: int
    places: int
    notice_days: int
    dialogue_days: int


@dataclass(frozen=True)
class Decision:
    """A decided measure of the plan, with the signal it answers (blank for a date)."""

    day: int
    measure: str
    decided_by: str
    signal: str


@dataclass(frozen=True)
class HealthChecks:
    """Checks for tuberculosis: persons whose check fell due and of them those too late, int64[days]; the limit."""

    due: IntArray
    late: IntArray
    limit_days: int


@dataclass(frozen=True)
class EvaluationInputs:
    """Everything the evaluation reads.

    Attributes
    ----------
    households : those to be settled after an application
    years : figures by calendar year, full years only
    revisions, centre_changes, decisions : events of the whole run, in order of day
    long_wait_share, no_roof : daily series, float64[days]
    health_checks : after arrival, of the whole run
    population, county : inhabitants and county of each municipality [m]
    """

    households: HouseholdColumns
    years: Mapping[int, YearFigures]
    revisions: tuple[Revision, ...]
    centre_changes: tuple[CentreChange, ...]
    decisions: tuple[Decision, ...]
    long_wait_share: FloatArray
    no_roof: FloatArray
    health_checks: HealthChecks
    population: IntArray
    county: IntArray

    @cached_property
    def wait_trends(self) -> list[tuple[int, float]]:
        """Days with enough readings of long waits behind them, and the trend of those readings."""
        readings = self.long_wait_share[::READING_DAYS].tolist()
        return [
            (READING_DAYS * (upto - 1), mann_kendall(readings[upto - READINGS : upto]))
            for upto in range(READINGS, len(readings) + 1)
        ]
