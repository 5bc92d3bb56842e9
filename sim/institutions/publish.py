"""What is published: the observation of a day, from what was known by then.

Reception counts are of the evening, after placement; cases are counted at week's end; arrivals come with the
delay of the configuration. Nothing here looks ahead.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.config.population import GROUPS, UNACCOMPANIED, PopulationConfig
from sim.engine.calendar import Calendar
from sim.institutions.appeals import Appeals
from sim.institutions.arrivals import applicants
from sim.institutions.casework import Casework
from sim.institutions.committee import Committee
from sim.institutions.economy import Economy
from sim.institutions.forecasts import Forecasts
from sim.institutions.municipalities import Municipalities
from sim.institutions.placement import BACKFILL, FIRST
from sim.institutions.population import Population
from sim.institutions.portfolio import RECEPTION_KINDS, Portfolio
from sim.institutions.reception import Reception
from sim.institutions.records import WeeklyRecords
from sim.institutions.registration import Registration
from sim.institutions.settlement import Settlement
from sim.institutions.states import Lodging
from sim.plans.protocol import Observation

IntArray = npt.NDArray[np.int64]


WEEK, WINDOW = 7, 28
REACH = 84  # days before the start whose arrivals stand at the trailing level


@dataclass(frozen=True)
class LevelBefore:
    """Persons a day who came before the start, at the trailing level."""

    arrivals: float
    unaccompanied: float
    private: float


def level_before(
    population: PopulationConfig, start: dt.date, before: npt.NDArray[np.float64]
) -> LevelBefore:
    """Return persons a day who came before the start, from what was known by then (`ArrivalRates.before`, by group)."""
    private = [population.groups[name].private_on(start) for name in GROUPS]
    alone = before[[GROUPS.index(name) for name in UNACCOMPANIED]]
    return LevelBefore(float(before.sum()), float(alone.sum()), float(before @ private))


@dataclass(frozen=True)
class Sources:
    """The institutions whose figures are published."""

    registration: Registration
    casework: Casework
    appeals: Appeals
    reception: Reception
    portfolio: Portfolio
    settlement: Settlement
    municipalities: Municipalities
    committee: Committee
    forecasts: Forecasts
    economy: Economy
    records: WeeklyRecords


class Publisher:
    """Puts together each day's `Observation`."""

    def __init__(
        self,
        population: Population,
        calendar: Calendar,
        sources: Sources,
        seeking: frozenset[int],
        delay_days: int,
        before: LevelBefore,
    ) -> None:
        self._s, self._calendar, self._delay = sources, calendar, delay_days
        mine = applicants(population, seeking)
        self._arrivals = _running(population, mine, calendar.days, before.arrivals)
        self._alone = _running(
            population, mine & population.unaccompanied, calendar.days, before.unaccompanied
        )
        self._private = _running(
            population, mine & population.private_at_arrival, calendar.days, before.private
        )
        self._residents: list[int] = []
        self._night = [(name, sources.reception.history.get(name)) for name in _NIGHT]
        self._decided = _RunningSum(sources.casework.decided_persons)
        self._granted = _RunningSum(sources.casework.granted_persons)
        self._granted_on_appeal = _RunningSum(sources.appeals.granted_persons)

    def observe(self, day: int) -> Observation:
        """Give what is published on `day`; to be called once a day, in order."""
        s = self._s
        portfolio, stocks = s.portfolio, s.records.stocks
        night = {name: int(series.item(day)) for name, series in self._night}
        pipeline, lasting = portfolio.pipeline_by_kind, portfolio.lasting_by_kind
        residents = places = ordered = leaving = 0
        for kind, place, resident in _KINDS:
            residents += night[resident]
            here = night[place]
            places += here
            ordered += pipeline[kind]
            if here > lasting[kind]:
                leaving += here - lasting[kind]
        self._residents.append(residents)
        known = day - self._delay
        arrivals_28d = _last(self._arrivals, known, 28)
        private_28d = _last(self._private, known, 28)
        exits_28d = self._exits(day, known, residents)
        publication = s.forecasts.latest(day)
        need = s.committee.running(day)
        return Observation(
            day=day,
            residents=residents,
            places=places,
            residents_emergency=night["residents_emergency"],
            places_emergency=night["places_emergency"],
            places_ordered=ordered,
            places_closing=leaving,
            arrival_beds=night["places_arrival"],
            arrival_beds_free=max(night["places_arrival"] - night["residents_arrival"], 0),
            nights_over_limit=night["over_arrival_limit"],
            no_roof=night["no_roof"],
            registration_backlog=s.registration.backlog_persons(),
            registration_per_day=s.registration.persons_per_day(),
            arrivals_7d=_last(self._arrivals, known, 7),
            arrivals_previous_7d=_last(self._arrivals, known - 7, 7),
            arrivals_28d=arrivals_28d,
            exits_28d=exits_28d,
            unaccompanied_28d=_last(self._alone, known, 28),
            private_28d=private_28d,
            plan_persons_per_week=publication.planning_per_week,
            neighbours_index=s.forecasts.neighbours(day),
            warning_persons_per_week=s.forecasts.warning(day),
            residents_minors=night["residents_minors"],
            waiting_minors=_waiting(s.reception, _MINORS),
            places_minors=night["places_minors"],
            places_minors_ordered=pipeline[_MINORS],
            places_minors_closing=max(night["places_minors"] - lasting[_MINORS], 0),
            residents_care=night["residents_care"],
            waiting_care=_waiting(s.reception, _CARE),
            places_care=night["places_care"],
            places_care_ordered=pipeline[_CARE],
            places_care_closing=max(night["places_care"] - lasting[_CARE], 0),
            awaiting_decision=stocks["awaiting_decision"],
            decisions_28d=self._decided.up_to(day),
            staff_vacancy=portfolio.staff_vacancy(day),
            supplier_bids=portfolio.supplier_bids(),
            mapping=stocks["mapping"],
            mapped_per_day=s.settlement.mapped_per_day(day),
            ready=stocks["ready"],
            permits_28d=self._granted.up_to(day) + self._granted_on_appeal.up_to(day),
            permits_expected_90d=s.casework.permits_expected_90d,
            offers_left=s.municipalities.offers_left,
            need_current=float(need.current),
            need_notified=float(need.notified),
            need_minors_current=float(need.minors),
            need_minors_notified=float(need.notified_minors),
            long_wait_share=s.settlement.long_wait_share,
            budget_left_nok=s.economy.budget.left_nok(day),
            spent_per_day_nok=s.economy.budget.spent_per_day_nok(),
        )

    def _exits(self, day: int, known: int, residents: int) -> int:
        """Persons who left reception over four weeks: those who came less the growth of residents.

        In the first weeks the figure of the days since the start is scaled up; in the first one as many
        leave as come.
        """
        days = min(day, WINDOW)
        if days < WEEK:
            days, growth = WINDOW, 0
        else:
            growth = residents - self._residents[day - days]
        came = _last(self._arrivals, known, days) - _last(self._private, known, days)
        return max(came - growth, 0) * WINDOW // days


_PLANNED = (*RECEPTION_KINDS, Lodging.CARE)
_MINORS, _CARE = int(Lodging.MINORS), int(Lodging.CARE)
_KINDS = tuple(
    (int(kind), f"places_{kind.name.lower()}", f"residents_{kind.name.lower()}") for kind in RECEPTION_KINDS
)
"""Kinds of centre outside the arrival centre: code, series of places, series of residents."""
_NIGHT: tuple[str, ...] = (
    "no_roof",
    "over_arrival_limit",
    *(
        f"{what}_{kind.name.lower()}"
        for what in ("residents", "places")
        for kind in (*_PLANNED, Lodging.ARRIVAL)
    ),
)


def _running(
    population: Population, chosen: npt.NDArray[np.bool_], days: int, before_per_day: float
) -> list[int]:
    """Persons of the chosen households who came up to each day, from `REACH` days before the start on."""
    rows = np.flatnonzero(chosen)
    by_day = np.bincount(population.arrival_day[rows], weights=population.size[rows], minlength=days)[:days]
    past = np.diff(np.floor(before_per_day * np.arange(REACH + 1) + 0.5))
    return [0, *np.cumsum(np.concatenate([past, by_day])).astype(np.int64).tolist()]


def _waiting(reception: Reception, kind: int) -> int:
    """Persons who wait for a place of a kind, those in a centre of another kind included."""
    return sum(reception.placement.waiting(kind, rank) for rank in (FIRST, BACKFILL))


def _last(running: list[int], day: int, days: int) -> int:
    """Persons of the `days` days that end with `day`."""
    end = day + 1 + REACH
    return running[end] - running[end - days]


class _RunningSum:
    """Persons of the last `WINDOW` days of a daily series, carried forward from day to day."""

    def __init__(self, by_day: IntArray) -> None:
        self._by_day = by_day
        self._sum = 0

    def up_to(self, day: int) -> int:
        """Sum of the window that ends with `day`; to be asked for once a day, in order, from day 0."""
        self._sum += int(self._by_day.item(day))
        if day >= WINDOW:
            self._sum -= int(self._by_day.item(day - WINDOW))
        return self._sum
