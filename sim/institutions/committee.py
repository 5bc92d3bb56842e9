"""Nasjonalt utvalg: the need for places, its distribution, and what happens when it changes.

The committee works to the calendar of the agreement in force. It sees only estimates: how many will hold a
permit at New Year, how many more are expected, and the quota. IMDi's duty to inform is kept apart from the
committee's own triggers.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.config.regime import RegimeConfig, RequestCriteria
from sim.data.records import Municipalities as MunicipalityTable
from sim.engine.agenda import Agenda
from sim.engine.calendar import Calendar
from sim.institutions.dated_levers import Batch
from sim.institutions.municipalities import Municipalities
from sim.institutions.request_criteria import distribute, distribute_minors
from sim.plans.protocol import Lever, Need

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

PER_MILLE = 1000
NEED_DAYS = 90  # days ahead that a planner's need for offers looks


@dataclass(frozen=True)
class NeedEstimate:
    """What is known about a settlement year when it is estimated; persons.

    Attributes
    ----------
    waiting : permit holders without a municipality at the beginning of the year (counted, or expected)
    permits : permits granted or expected in the year, of people who will be settled by agreement
    quota : resettlement refugees of the year
    minors : unaccompanied minors among `waiting` and `permits`
    """

    waiting: float
    permits: float
    quota: float
    minors: float

    @property
    def persons(self) -> int:
        """The need (bosettingsbehov), whole persons."""
        return round(self.waiting + self.permits + self.quota)


@dataclass(frozen=True)
class NeedChange:
    """A change of the estimated need that called for something; days count from the start, persons."""

    year: int
    day: int
    published_day: int
    before: int
    after: int
    minors_before: int
    minors_after: int
    why: str
    places_cut: int = 0


@dataclass
class YearNeed:
    """The need of a year as it now stands, and as municipalities were last told."""

    current: int
    minors: int
    notified: int
    notified_minors: int


def moved_more_than(after: int, before: int, share: float) -> bool:
    """Say whether a number has moved by strictly more than a share; exact in whole numbers and per mille."""
    return abs(after - before) * PER_MILLE > before * round(share * PER_MILLE)


def moved_at_least(after: int, before: int, share: float) -> bool:
    """Say whether a number has moved by a share or more; a change from nothing counts."""
    return after != before and abs(after - before) * PER_MILLE >= before * round(share * PER_MILLE)


class Committee:
    """Nasjonalt utvalg and IMDi's letters.

    Parameters
    ----------
    estimate
        Gives (day, year) -> NeedEstimate from published numbers only.

    Attributes
    ----------
    needs : YearNeed by year
    revisions : changes at which the committee recommended measures
    notices : IMDi's information on changes of more than the agreed share
    """

    def __init__(
        self,
        config: RegimeConfig,
        table: MunicipalityTable,
        municipalities: Municipalities,
        calendar: Calendar,
        agenda: Agenda,
        estimate: Callable[[int, int], NeedEstimate],
    ) -> None:
        self.config = config
        self.table = table
        self.municipalities = municipalities
        self.calendar = calendar
        self._agenda = agenda
        self._estimate = estimate
        self.needs: dict[int, YearNeed] = {}
        self.revisions: list[NeedChange] = []
        self.notices: list[NeedChange] = []
        for effect, act in (
            ("committee_need", self._set_need),
            ("committee_letters", self._send_letters),
            ("committee_review", self._review),
        ):
            agenda.on(effect, act)
        self._lever = Batch("supplementary_request", "places", agenda, self._missing, self._supplement)
        municipalities.need = self._places_needed

    def start(self) -> None:
        """Enter the calendar of the agreement in the dated book, to the end of the run.

        Letters that should have gone before the first day, in the same year, go on the day after it.
        """
        rules = self.config
        first = self.calendar.start
        if self.calendar.day(dt.date(first.year, rules.letters_month, rules.letters_day)) <= 0:
            self._enter("committee_letters", first + dt.timedelta(1), first.year + 1)
        years = sorted({year for year, _ in self.calendar.months})
        for year in years:
            self._enter("committee_need", dt.date(year, rules.need_month, rules.need_day), year + 1)
            self._enter("committee_letters", dt.date(year, rules.letters_month, rules.letters_day), year + 1)
            for month in rules.review_months:
                self._enter("committee_review", dt.date(year, month, 1), year)

    def _enter(self, effect: str, date: dt.date, year: int) -> None:
        day = self.calendar.day(date)
        if 0 < day < self.calendar.days:
            self._agenda.add(day, effect, year, 0, 0)

    # -- need --------------------------------------------------------------------------------------

    def _need(self, day: int, year: int) -> tuple[int, int]:
        seen = self._estimate(day, year)
        persons = max(seen.persons, 0)
        return persons, min(max(round(seen.minors), 0), persons)

    def _set_need(self, year: int, amount: int, day: int) -> None:
        """Set next year's need, the first of the year's decisions."""
        persons, minors = self._need(day, year)
        self.needs[year] = YearNeed(persons, minors, persons, minors)

    def _send_letters(self, year: int, amount: int, day: int) -> None:
        """Ask the municipalities for next year's need as estimated now."""
        persons, minors = self._need(day, year)
        self.needs[year] = YearNeed(persons, minors, persons, minors)
        requested, of_minors = self.distribution(persons, minors)
        self.municipalities.ask(year, requested, of_minors, day, "ordinary")

    def _review(self, year: int, amount: int, day: int) -> None:
        """Look at the running year, and at next year once its need is set."""
        for each in (year, year + 1):
            if each in self.needs:
                self.consider(each, day, *self._need(day, each))

    def consider(self, year: int, day: int, persons: int, minors: int) -> None:
        """Hold a new estimate against the need as it stands and as it was last told."""
        need = self.needs[year]
        why = self._why_revised(need, persons, minors)
        if why:
            before = (need.current, need.minors)
            need.current, need.minors = persons, minors
            cut = 0
            asked = int(self.municipalities.book(year).requested.sum())
            acts = self.config.redistribution == "unanswered" and not self.config.advisory
            if acts and persons < min(asked, before[0]):
                cut = self.municipalities.requests.reduce_unanswered(year, persons / asked)
            self.revisions.append(NeedChange(year, day, day, before[0], persons, before[1], minors, why, cut))
        share = self.config.inform_above
        if share is not None and moved_more_than(persons, need.notified, share):
            published = day + self.config.inform_lag_days
            self.notices.append(
                NeedChange(
                    year, day, published, need.notified, persons, need.notified_minors, minors, "informs"
                )
            )
            need.notified, need.notified_minors = persons, minors

    def _why_revised(self, need: YearNeed, persons: int, minors: int) -> str:
        rules = self.config
        total = (
            rules.trigger_share is not None and moved_at_least(persons, need.current, rules.trigger_share)
        ) or (rules.trigger_persons is not None and abs(persons - need.current) >= rules.trigger_persons)
        young = (
            rules.trigger_minors_share is not None
            and moved_at_least(minors, need.minors, rules.trigger_minors_share)
        ) or (
            rules.trigger_minors_persons is not None
            and abs(minors - need.minors) >= rules.trigger_minors_persons
        )
        return "total and minors" if total and young else "total" if total else "minors" if young else ""

    # -- distribution ------------------------------------------------------------------------------

    def indicators(self, own: Mapping[str, FloatArray] | None = None) -> dict[str, FloatArray]:
        """Columns that criteria may weigh, by name [m]; `own` adds the user's (employment, results)."""
        table = self.table
        known = {
            "population": table.population.astype(np.float64),
            "request_2024": np.nan_to_num(table.requested_2024),
            "settled_2024": np.nan_to_num(table.settled_2024),
            "capacity_2024": np.nan_to_num(table.decided_2024),
        }
        return known | dict(own or {})

    def distribution(
        self,
        persons: int,
        minors: int,
        criteria: RequestCriteria | None = None,
        own: Mapping[str, FloatArray] | None = None,
        everyone: bool = False,
    ) -> tuple[IntArray, IntArray]:
        """Distribute a need: persons, and of them minors, by municipality [m].

        `criteria` default to those in force; `everyone` lifts their limits on whom to ask, as in a crisis.
        """
        rules = criteria or self.config.criteria_sets[self.config.criteria]
        if everyone:
            rules = rules.model_copy(update={"min_population": 0, "asked_at_most": None})
        columns = self.indicators(own)
        of_minors = distribute_minors(minors, rules, columns, self.table.population)
        others = distribute(persons - minors, rules, columns, self.table.population, self.table.county_number)
        return others + of_minors, of_minors

    def compare(
        self, persons: int, minors: int, own: Mapping[str, FloatArray] | None = None
    ) -> dict[str, tuple[IntArray, IntArray]]:
        """Distribute the same need under every set of criteria, by name."""
        return {
            name: self.distribution(persons, minors, criteria, own)
            for name, criteria in self.config.criteria_sets.items()
        }

    # -- the first day -----------------------------------------------------------------------------

    def resume_year(
        self,
        requested: int,
        requested_minors: int,
        voted: int,
        recorded: bool,
        settled_before: int,
    ) -> None:
        """Take over the settlement year that is under way on the first day.

        Parameters
        ----------
        requested, requested_minors, voted
            Places asked for, of them for minors, and places voted before the first day.
        recorded
            Whether the recorded request of 2024 by municipality is used.
        settled_before
            Persons settled the year before; they are spread over municipalities as those of 2024.
        """
        year = int(self.calendar.year[0])
        letters = self.calendar.day(dt.date(year - 1, self.config.letters_month, self.config.letters_day))
        persons, minors = self.distribution(requested, requested_minors)
        if recorded:
            asked = np.nan_to_num(self.table.requested_2024).astype(np.int64)
            minors = np.minimum(minors, asked)
            persons = asked
        weights = np.nan_to_num(self.table.settled_2024)
        before = np.rint(weights * (settled_before / weights.sum())).astype(np.int64)
        share = requested_minors / requested if requested else 0.0
        young = np.floor(before * share).astype(np.int64)
        self.needs[year] = YearNeed(requested, requested_minors, requested, requested_minors)
        self.municipalities.resume_year(year, persons, minors, voted, before - young, young, letters)

    # -- levers ------------------------------------------------------------------------------------

    def levers(self) -> list[Lever]:
        """Levers of the committee and IMDi's letters."""
        return [self._lever]

    def _missing(self, need: Need) -> float:
        """Places to ask for so that votes bring what is needed, with what is to come anyway deducted.

        A year's requests never pass the need as it stands by more than the rule of the period. When it is too
        late for this year and next year's letters are still to go, they will ask for all that is needed.
        """
        missing = need.offers - self.municipalities.offers_to_come(NEED_DAYS)
        today = self.municipalities.today
        year = self._year_asked(today)
        if year > self.calendar.year[today] and not self.municipalities.book(year).requested.any():
            return 0.0
        known = self.needs.get(year)
        most = self.config.request_over_need * known.current if known else math.inf
        asked = int(self.municipalities.book(year).requested.sum())
        return min(missing / max(self.municipalities.answers.usual_ratio, 0.05), most - asked)

    def _year_asked(self, day: int) -> int:
        """Year that a supplementary request is for: the next one if votes would come too late for this."""
        year = int(self.calendar.year[day])
        late = self.calendar.day(dt.date(year + 1, 1, 1)) - day < self.config.too_late_days
        return year + 1 if late and year + 1 in self.needs else year

    def _places_needed(self, year: int) -> tuple[int, int] | None:
        """Places needed in a year for others and for minors, as the need stands; None where none is set."""
        need = self.needs.get(year)
        return None if need is None else (need.current - need.minors, need.minors)

    def _supplement(self, firing: int, places: int, day: int) -> None:
        """Ask all municipalities for more; a negative amount has nothing to take back.

        Near New Year, when votes would come too late and next year's letters are out, for the next year.
        """
        if places <= 0:
            return
        year = self._year_asked(day)
        need = self.needs.setdefault(year, YearNeed(0, 0, 0, 0))
        minors = round(places * need.minors / need.current) if need.current else 0
        requested, of_minors = self.distribution(places, minors, everyone=True)
        self.municipalities.ask(year, requested, of_minors, day, "supplementary")

    # -- what others see ---------------------------------------------------------------------------

    def running(self, day: int) -> YearNeed:
        """Need of the running year; zeros where none is set."""
        return self.needs.get(int(self.calendar.year[day]), YearNeed(0, 0, 0, 0))
