"""Requests (anmodninger) under way: who has been asked for what, and when the answers come in."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet

import numpy as np
import numpy.typing as npt

from sim.data.records import Municipalities as MunicipalityTable
from sim.engine.calendar import Calendar
from sim.institutions.municipal_accounts import Accounts
from sim.institutions.municipal_answers import Answers
from sim.institutions.municipal_dwellings import spread_by_weight
from sim.institutions.municipal_services import Services
from sim.institutions.municipal_year import Request, YearBook

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

ESTIMATE, VOTE = 0, 1


class Requests:
    """All requests of a run, and the days on which estimates and votes come in.

    Attributes
    ----------
    all : every request sent, in order
    prepared, incentive : what the municipalities' answers depend on beside the request
    """

    def __init__(
        self,
        answers: Answers,
        services: Services,
        accounts: Accounts,
        table: MunicipalityTable,
        calendar: Calendar,
        prepared: BoolArray,
        book: Callable[[int], YearBook],
        given: AbstractSet[int] = frozenset(),
    ) -> None:
        self._answers = answers
        self._services = services
        self._accounts = accounts
        self._table = table
        self._calendar = calendar
        self._book = book
        self._given = given
        self.prepared = prepared
        self.incentive = False
        self.all: list[Request] = []
        self._due: dict[int, list[tuple[int, int, IntArray]]] = {}

    def ask(self, year: int, requested: IntArray, minors: IntArray, day: int, kind: str) -> Request:
        """Send a request; see `Municipalities.ask`."""
        if np.any(minors > requested) or np.any(minors < 0):
            raise ValueError("minors must lie between 0 and the persons requested of each municipality")
        book = self._book(year)
        ordinal = sum(1 for each in self.all if each.year == year)
        others = (requested - minors).astype(np.int64)
        none = np.zeros(len(self._table), dtype=np.int64)
        book.others += others
        book.minors += minors
        request = Request(
            year,
            ordinal,
            day,
            kind,
            others,
            minors.astype(np.int64),
            requested > 0,
            none,
            none,
            none,
            none - 1,
        )
        number = len(self.all)
        self.all.append(request)
        self._work_out(request)
        estimate, vote = self._answers.days(kind, year, ordinal, self.prepared)
        first = max(day + 1, 0)
        for step, days in ((ESTIMATE, estimate), (VOTE, vote)):
            self._enter(number, step, np.flatnonzero(request.open), np.maximum(day + days, first))
        return request

    def _enter(self, number: int, step: int, who: IntArray, day: IntArray) -> None:
        """Note that municipalities `who` answer on `day` [m]."""
        for each in np.unique(day[who]).tolist():
            self._due.setdefault(each, []).append((number, step, who[day[who] == each]))

    def _work_out(self, request: Request) -> None:
        """Work out what municipalities would answer to a request as things stand."""
        year, ordinal = request.year, request.ordinal
        per_1000 = self._book(year).requested * 1000.0 / self._table.population
        request.votes = self._answers.votes(
            request.others, per_1000, year, ordinal, self.prepared, self.incentive
        )
        request.votes_minors = self._answers.votes_minors(request.minors, year, ordinal, self.prepared)
        recorded = self._answers.recorded(year, ordinal)
        if recorded is not None:
            request.votes_minors = np.minimum(request.votes_minors, recorded)
            request.votes = recorded - request.votes_minors
        stated = self._answers.stated
        request.votes = stated.part("vote_share", request.others, request.votes)
        request.votes_minors = stated.part("vote_share", request.minors, request.votes_minors)
        request.estimates = self._answers.estimates(request.votes + request.votes_minors, year, ordinal)

    def minds_change(self, prepared: BoolArray, incentive: bool) -> None:
        """Work out open requests again, after preparedness or pay has changed."""
        self.prepared, self.incentive = prepared, incentive
        for request in self.all:
            if request.open.any():
                self._work_out(request)

    def come_in(self, day: int) -> None:
        """Take in the answers due on a day."""
        for number, step, who in self._due.pop(day, ()):
            if step == VOTE:
                self._vote(self.all[number], who, day)
            else:
                request = self.all[number]
                request.said[who] = request.estimates[who]
                self._book(request.year).estimated[who] += request.estimates[who]

    def _vote(self, request: Request, who: IntArray, day: int) -> None:
        """Enter the votes of some municipalities, cut by what services can bear; recorded votes are not cut.

        What a municipality states itself is cut in any year.
        In a year whose votes are given the answer brings nothing.
        """
        if request.year in self._given:
            request.open[who] = False
            return
        book = self._book(request.year)
        votes = request.votes[who]
        stated, taken = self._answers.stated, book.voted + book.voted_minors
        minors = stated.most("persons_a_year", taken, request.votes_minors)[who]
        cut = stated.of("vote_share", "persons_a_year")[who]
        if self._answers.recorded(request.year, request.ordinal) is None:
            cut[:] = True
        if cut.any():
            month = int(self._calendar.month_index[min(max(day, 0), self._calendar.days - 1)])
            limit, binding = self._services.limit(self.prepared, self._accounts.outside_request(month))
            room = np.maximum(limit[who] - taken[who] - minors, 0)
            cut &= votes > room
            book.binding[who] = np.where(cut, binding[who], book.binding[who])
            votes = np.where(cut, room, votes)
        book.voted[who] += votes
        book.voted_minors[who] += minors
        new = who[~book.answered[who]]
        book.answer_days[new] = max(day - request.day, 0)
        book.answered[who] = True
        request.open[who] = False

    def answered(self, year: int, who: IntArray) -> int | None:
        """Count the first request of a year as answered by some; return its day, None if none was sent yet."""
        first = next((each for each in self.all if each.year == year), None)
        if first is None:
            return None
        first.open[who] = False
        return first.day

    def resume(self, request: Request, voted: int) -> None:
        """Take in the votes that were known on the first day.

        Votes come in by each municipality's own calendar until the next would pass `voted` places, the rest
        later. If all votes together fall short, they are raised towards the request, but for those of municipalities
        that state their own.
        """
        number = self.all.index(request)
        waiting: list[tuple[int, IntArray]] = []
        for day in sorted(self._due):
            mine = [who for of, step, who in self._due[day] if of == number and step == VOTE]
            waiting += [(day, who) for who in mine]
            self._due[day] = [each for each in self._due[day] if not (each[0] == number and each[1] == VOTE)]
        order = np.concatenate([who for _, who in waiting]) if waiting else np.zeros(0, dtype=np.int64)
        when = np.zeros(len(self._table), dtype=np.int64)
        for day, who in waiting:
            when[who] = day
        total = int((request.votes + request.votes_minors)[order].sum())
        if voted > total and request.year not in self._given:
            missing = np.maximum(request.others - request.votes, 0)
            missing[self._answers.stated.of("vote_share", "persons_a_year")] = 0
            request.votes = request.votes + spread_by_weight(voted - total, missing.astype(np.float64))
        early = np.cumsum((request.votes + request.votes_minors)[order]) <= voted
        self._vote(request, order[early], 0)
        self._enter(number, VOTE, order[~early], np.maximum(when, 1))

    def votes_expected(self, year: int, seen: int, factor: float) -> int:
        """Places that open requests for a year may still bring, minors left out.

        What a municipality has said in its quick estimate; until then by the mean of the like, and of the year
        `seen`: nobody knows how willing those after it will be.
        """
        per_1000 = self._book(year).requested * 1000.0 / self._table.population
        mean = self._answers.mean_ratio(per_1000, seen, self.prepared, self.incentive) * factor
        coming = 0.0
        for request in self.all:
            if request.year == year and request.open.any():
                others = request.others
                part = others / np.maximum(
                    others + request.minors, 1
                )  # estimates are of all, minors included
                said = np.where(request.said >= 0, request.said * part, others * mean)
                coming += float(said[request.open].sum())
        return int(coming)

    def reduce_unanswered(self, year: int, factor: float) -> int:
        """Cut requests not yet answered to `factor` of what they were; gives persons no longer asked for."""
        cut = 0
        book = self._book(year)
        for request in self.all:
            if request.year != year or not request.open.any():
                continue
            less = np.where(request.open, request.others - np.floor(request.others * factor), 0).astype(
                np.int64
            )
            less_minors = np.where(
                request.open, request.minors - np.floor(request.minors * factor), 0
            ).astype(np.int64)
            request.others, request.minors = request.others - less, request.minors - less_minors
            request.said = np.where(
                request.open, np.minimum(request.said, request.others + request.minors), request.said
            )
            book.others -= less
            book.minors -= less_minors
            cut += int(less.sum() + less_minors.sum())
            self._work_out(request)
        return cut
