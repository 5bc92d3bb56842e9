"""The turn of the year: figures of each calendar year for the evaluation, taken on 31 December."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import simpy

from sim.config.population import GROUPS as POPULATION_GROUPS
from sim.config.targets import GROUPS
from sim.engine.calendar import Calendar
from sim.engine.process import every
from sim.engine.ratio import ratio
from sim.institutions.evaluation_inputs import (
    NEVER,
    CentreChange,
    Decision,
    EvaluationInputs,
    HealthChecks,
    HouseholdColumns,
    Revision,
    Waiting,
    YearFigures,
)
from sim.institutions.phases import Phase
from sim.institutions.population import NO_DAY, Population
from sim.institutions.preferences import distances_km
from sim.institutions.publish import Sources
from sim.institutions.states import Case
from sim.plans.protocol import Event

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


class Turns:
    """Takes the figures of each full year on its last day, and follows the long-wait share day by day."""

    def __init__(
        self, population: Population, calendar: Calendar, sources: Sources, figures_delay_days: float
    ) -> None:
        self._population, self._calendar, self._s = population, calendar, sources
        self._delay = figures_delay_days
        self.figures: dict[int, YearFigures] = {}
        self.long_wait_share: FloatArray = np.zeros(calendar.days)
        self.ready_beyond_offers: FloatArray = np.zeros(calendar.days)
        self.backlog_days: FloatArray = np.zeros(calendar.days)
        self._beyond = 0.0
        self._counted = {0, *np.flatnonzero(calendar.is_week_end).tolist()}  # cases are counted at week's end
        year_of = calendar.year.tolist()
        self._turns = {
            day: year
            for year in range(year_of[0], year_of[-1] + 1)
            if 0 <= (day := calendar.day(dt.date(year, 12, 31))) < calendar.days
        }
        self._lost_before = 0

    def start(self, env: simpy.Environment) -> None:
        """Register the daily turn."""
        every(env, self.turn, Phase.RECORDER)

    def turn(self, day: int) -> None:
        """Note the day's shares, and the year's figures if it ends today; comes after the weekly records."""
        s = self._s
        self.long_wait_share[day] = s.settlement.long_wait_share
        if day in self._counted:
            left = s.municipalities.offers_left + s.municipalities.offers_minors_left
            self._beyond = float(max(s.records.stocks["ready"] - left, 0))
        self.ready_beyond_offers[day] = self._beyond
        backlog = s.registration.backlog_persons()
        if backlog:
            self.backlog_days[day] = ratio(backlog, s.registration.persons_per_day())
        year = self._turns.get(day)
        if year is not None:
            self.figures[year] = self._year(year, day)
            self._lost_before = s.portfolio.refused_places

    def _year(self, year: int, day: int) -> YearFigures:
        s, towns, population = self._s, self._s.municipalities, self._population
        book, following = towns.book(year), towns.years.get(year + 1)
        need, need_next = s.committee.needs.get(year), s.committee.needs.get(year + 1)
        months = [i for i, (each, _) in enumerate(self._calendar.months) if each == year]
        towns.accounts.fold()
        case = population.case.state
        answered_after = book.answer_days[book.answer_days >= 0]
        first_day = self._calendar.day(dt.date(year, 1, 1))
        of_year = s.portfolio.events.of_days(first_day, day)
        budget = s.economy.budget
        special = population.special_needs & (population.stamps["decided"] > NO_DAY)
        asks_special = special & ((case == Case.READY) | (case == Case.ALLOCATED) | (case == Case.SETTLED))
        in_year = population.stamps["ready"] >= first_day
        got = population.stamps["allocated"] >= first_day
        return YearFigures(
            need=float(need.current) if need else float("nan"),
            need_minors=float(need.minors) if need else float("nan"),
            need_next=float(need_next.current) if need_next else float("nan"),
            offered_next=float((following.agreed + following.agreed_minors).sum())
            if following
            else float("nan"),
            requested=book.requested.copy(),
            offered=book.agreed + book.agreed_minors,
            requested_minors=int(book.minors.sum()),
            offered_minors=int(book.agreed_minors.sum()),
            requested_special=int(population.size[asks_special & (in_year | got | (case == Case.READY))].sum()),
            offered_special=int(population.size[asks_special & got].sum()),
            settled_agreed=towns.accounts.persons("settled")[months].sum(axis=0),
            asked=int((book.requested > 0).sum()),
            answered=int((book.answered & (book.requested > 0)).sum()),
            answer_days=float(answered_after.mean()) if answered_after.size else float("nan"),
            prepared_share=float(towns.prepared.mean()),
            dwellings_free=int(towns.dwellings.sum()),
            households_allocated=int((case == Case.ALLOCATED).sum()),
            sites_proposed=sum(1 for row in of_year if row[2] == "announced"),
            sites_influenced=sum(1 for row in of_year if row[2] in ("refused", "delayed")),
            places_lost=s.portfolio.refused_places - self._lost_before,
            figures_delay_days=self._delay,
            coverage=s.economy.coverage(year),
            host_coverage=s.economy.host_coverage(year),
            appropriated_nok=budget.appropriated.get(year, 0) / 100,
            spent_nok=budget.spent.get(year, 0) / 100,
            waiting=self._waiting(),
            taken=book.used + book.used_minors,
        )

    def _waiting(self) -> Waiting:
        population, towns = self._population, self._s.municipalities
        case, size = population.case.state, population.size

        def persons(state: Case) -> int:
            return int(size[case == state].sum())

        ready = persons(Case.READY)
        left = towns.offers_left + towns.offers_minors_left
        return Waiting(
            persons(Case.NOT_ASKED),
            persons(Case.MAPPING),
            max(ready - left, 0),
            min(ready, left),
            persons(Case.ALLOCATED),
        )

    def inputs(self, decisions: list[Event]) -> EvaluationInputs:
        """Everything that the evaluation reads, at the end of the run."""
        s, towns = self._s, self._s.municipalities
        changes = _centre_changes(s.portfolio.events.rows())
        return EvaluationInputs(
            households=self._households(),
            years=self.figures,
            revisions=_revisions(s),
            centre_changes=changes,
            decisions=tuple(
                Decision(each.day, each.measure, each.decided_by, each.signal)
                for each in decisions
                if each.event == "decided"
            ),
            long_wait_share=self.long_wait_share,
            no_roof=s.reception.history.get("no_roof"),
            health_checks=HealthChecks(
                s.registration.due_health_checks,
                s.registration.late_health_checks,
                s.registration.health_check_limit_days,
            ),
            population=towns.table.population,
            county=np.unique(towns.table.county_number, return_inverse=True)[1].astype(np.int64),
        )

    def _households(self) -> HouseholdColumns:
        population = self._population
        stamps = population.stamps
        outside = [POPULATION_GROUPS.index(name) for name in ("resettlement", "family_reunification")]
        rows = np.flatnonzero((stamps["decided"] > NO_DAY) & ~np.isin(population.group, outside))
        case = population.case.state[rows]
        permit = np.isin(
            case,
            [int(each) for each in (Case.NOT_ASKED, Case.MAPPING, Case.READY, Case.ALLOCATED, Case.SETTLED,
                                    Case.SELF_SETTLED)],
        ) | (stamps["settled"][rows] > NO_DAY)  # fmt: skip
        rows = rows[permit]
        case = population.case.state[rows]
        group = np.where(population.children[rows] > 0, GROUPS.index("families"), GROUPS.index("adults"))
        for name in ("minors_15_17", "minors_under_15"):
            group[population.group[rows] == POPULATION_GROUPS.index(name)] = GROUPS.index(name)
        settled = stamps["settled"][rows] > NO_DAY
        municipality = np.where(settled, population.municipality[rows], -1)
        host = self._s.settlement.allocation.lists.host[rows].astype(np.int64)
        table = self._s.municipalities.table
        km = distances_km(table.lat, table.lon)
        both = (municipality >= 0) & (host >= 0)
        distance = np.full(rows.size, np.nan)
        distance[both] = km[host[both], municipality[both]]

        def stamp(name: str) -> IntArray:
            values = stamps[name][rows]
            return np.where(values == NO_DAY, NEVER, values)

        return HouseholdColumns(
            size=population.size[rows],
            group=group,
            special=population.special_needs[rows],
            agreed=case != Case.SELF_SETTLED,
            decided=stamp("decided"),
            ready=stamp("ready"),
            allocated=stamp("allocated"),
            settled=stamp("settled"),
            municipality=municipality,
            host=host,
            distance_km=distance,
            tied_to=population.tied_to[rows],
        )


def _centre_changes(
    rows: Iterable[tuple[int, int, str, int, int, int, int, int]],
) -> tuple[CentreChange, ...]:
    """Openings and closings with the places each brought or took; `rows` are those of the ledger of events."""
    changes: list[CentreChange] = []
    before: dict[int, int] = {}
    for centre, day, event, _, owner, places, notice, dialogue in sorted(rows, key=lambda row: row[1]):
        had = before.get(centre, 0)
        if event in ("opened", "closed"):
            changes.append(CentreChange(day, event == "opened", owner, abs(places - had), notice, dialogue))
        before[centre] = places
    return tuple(changes)


def _revisions(sources: Sources) -> tuple[Revision, ...]:
    """Changes of the need: the committee's revisions, and the day on which IMDi told of each."""
    told = {
        (each.year, each.after, each.minors_after): each.published_day for each in sources.committee.notices
    }
    changes = [
        Revision(
            each.day, each.before, each.after, each.minors_before, each.minors_after,
            told.get((each.year, each.after, each.minors_after), NEVER),
        )
        for each in sources.committee.revisions
    ]  # fmt: skip
    known = {(each.year, each.after, each.minors_after) for each in sources.committee.revisions}
    changes += [
        Revision(each.day, each.before, each.after, each.minors_before, each.minors_after, each.published_day)
        for each in sources.committee.notices
        if (each.year, each.after, each.minors_after) not in known
    ]
    return tuple(sorted(changes, key=lambda each: each.day))
