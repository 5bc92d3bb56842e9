"""Casework: UDI decides on applications, track by track, with the case-workers it has.

A registered household waits until its case can be taken (interview, inquiries; for unaccompanied minors also
the representative and the age assessment), then in the queue of its track. The day's minutes are shared among
the tracks by a rule of priority; waits are what comes of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import simpy

from sim.chance.draws import Chance
from sim.config.casework import CaseworkConfig
from sim.config.population import GROUPS
from sim.data.given import DECIDED_KINDS, GivenDecisions
from sim.engine.agenda import Agenda
from sim.engine.calendar import Calendar
from sim.engine.kernels import PLAIN, Kernels
from sim.engine.process import every
from sim.engine.queues import share_minutes
from sim.institutions.ages import MAJORITY_YEARS
from sim.institutions.collective import ACTIVE, ENDED, INACTIVE, UNSETTLED, CollectiveProtection
from sim.institutions.expected import AHEAD_DAYS, ExpectedPermits, Tally
from sim.institutions.given_decisions import DecisionsGiven
from sim.institutions.horizon import noted_days
from sim.institutions.office import NOBODY, Desk
from sim.institutions.partners import Lodges, Reviews, SendsHome, TakesPermits
from sim.institutions.phases import Phase
from sim.institutions.population import DAYS_PER_YEAR, NO_DAY, Population
from sim.institutions.staff import WORKING_WEEKDAYS, Staff
from sim.institutions.states import Case
from sim.institutions.switches import Switch
from sim.institutions.tracks import NO_TRACK, Tracks
from sim.plans.protocol import Lever, Need

IntArray = npt.NDArray[np.int64]

_AWAITING = int(Case.AWAITING_DECISION)
_APPEALING = int(Case.APPEALING)
_INDIVIDUAL = GROUPS.index("individual")
ADULT_DAYS = math.ceil(MAJORITY_YEARS * DAYS_PER_YEAR)
_HALF_A_DAY = 0.5 / DAYS_PER_YEAR  # birthdays are whole days
_LOOK_AHEAD_DAYS = 28
DAYS_PER_WORKING_DAY = 7 / WORKING_WEEKDAYS
_UNTIL_READY, _UNTIL_GONE = "ready", "gone"


class Casework:
    """The cases before UDI.

    Parameters
    ----------
    minors_collective
        Share of unaccompanied minors under collective protection, by source of arrivals (see `Tracks`).
    given
        Published decisions that stand in place of what the staff would get through.

    Attributes
    ----------
    track : track of each household's case now, int64[n]
    tally : running sums by track
    given : the decisions that are given, None if none are
    decided_persons, granted_persons, withdrawn_persons : persons by day, int64[days]
    renewals_minutes : minutes spent on renewals by day, int64[days]
    """

    def __init__(
        self,
        config: CaseworkConfig,
        population: Population,
        calendar: Calendar,
        agenda: Agenda,
        chance: Chance,
        settlement: TakesPermits,
        appeals: Reviews,
        returns: SendsHome,
        reception: Lodges,
        minors_collective: Mapping[int, float] | None = None,
        given: Sequence[GivenDecisions] = (),
        kernels: Kernels = PLAIN,
    ) -> None:
        self._config = config
        self._population = population
        self._agenda = agenda
        self._settlement, self._appeals, self._returns, self._reception = (
            settlement,
            appeals,
            returns,
            reception,
        )
        self.tracks = Tracks(config, population, chance, minors_collective)
        self.staff = Staff(config, calendar, agenda)
        self.given = DecisionsGiven(given, calendar, self.tracks) if given else None
        self.collective = CollectiveProtection(
            config, population, calendar, agenda, self.tracks, self._collective_changed
        )
        self.track = self.tracks.base.copy()
        self._work = self.tracks.base_work.copy()
        self._desk = Desk(population.n, len(self.tracks))
        self._delays = kernels.delays(noted_days(calendar.days), (_UNTIL_READY, _UNTIL_GONE))
        self._ready_day = np.full(population.n, NO_DAY, dtype=np.int64)
        self._gone_day = np.full(population.n, NO_DAY, dtype=np.int64)
        self._look_day = 0
        self._called_back = False
        self._judged_as = population.group.copy()
        self._minimum = [config.priority.sure.get(track.name, 0.0) for track in config.tracks]
        self._in_hand_days = [track.in_hand_days for track in config.tracks]
        self._paused = [False] * len(self.tracks)
        self._rules = list(config.priority.rules)
        self._rule = self._rules.index(config.priority.rule)
        self._orders = [
            [self.tracks.names.index(name) for name in config.priority.rules[rule]] for rule in self._rules
        ]
        self.tally = Tally(len(self.tracks))
        self.expected = ExpectedPermits(config, self.tracks, self.tally)
        days = calendar.days
        self.decided_persons = np.zeros(days, dtype=np.int64)
        self.granted_persons = np.zeros(days, dtype=np.int64)
        self.withdrawn_persons = np.zeros(days, dtype=np.int64)
        self.renewals_minutes = np.zeros(days, dtype=np.int64)
        agenda.on("casework.rule", self._set_rule)
        agenda.on("casework.pause", self._set_pause)
        self._levers = self._own_levers()

    def start(self, env: simpy.Environment) -> None:
        """Register the daily work."""
        every(env, self.work, Phase.CASEWORK)

    def receive(self, rows: IntArray, day: int) -> None:
        """Take households registered today, awaiting a decision; ValueError for a group without cases."""
        if not rows.size:
            return
        tracks = self.tracks.base[rows]
        listed = tracks.tolist()
        if NO_TRACK in listed:
            group = GROUPS[int(self._population.group[rows[tracks == NO_TRACK][0]])]
            raise ValueError(
                f"casework received a household of group {group!r}, which has no cases in the config"
            )
        if self.collective.everyone or self.tracks.collective not in listed:
            ready = day + self.tracks.base_least[rows]
        else:
            tracks = self.collective.track_now(rows, tracks)
            self._put(rows, tracks)
            ready = day + self.tracks.minimum_days(rows, tracks)
        self._until_ready(rows, ready)
        self.tally.open(tracks, self._population.size[rows], self._work[rows])
        gone = day + self.tracks.patience[rows]
        self._gone_day[rows] = gone
        soon = gone < self._look_day
        if np.count_nonzero(soon):
            self._delays.later(_UNTIL_GONE, rows[soon], gone[soon])

    def receive_back(self, rows: IntArray, day: int) -> None:
        """Take households that await a decision again, sent back by UNE.

        They keep their track, unless collective protection has changed, wait no least time, and go to the end
        of the queue with the whole work of their case. Their patience is not drawn anew; the outcome is.
        """
        if not rows.size:
            return
        self.tracks.judge_anew(rows)
        self._called_back = True
        tracks = self.collective.track_now(rows, self.tracks.base[rows])
        if tracks.tolist() != self.track[rows].tolist():
            self._put(rows, tracks)
        self.tally.stand(tracks, self._population.size[rows], 1)
        self._ready_day[rows] = day + 1
        self._delays.later(_UNTIL_READY, rows, day + 1)

    def resume(self, rows: IntArray) -> None:
        """Take households undecided on the first day: what is left of their waits, not fresh ones."""
        if not rows.size:
            return
        registered = self._population.stamps["registered"][rows]
        tracks = self.collective.track_now(rows, self.tracks.at_start(rows, -registered.astype(np.float64)))
        ready = registered + self.tracks.minimum_days(rows, tracks)
        order = np.lexsort((rows, ready))
        rows, tracks, ready = rows[order], tracks[order], ready[order]
        self._put(rows, tracks)
        self.tally.stand(tracks, self._population.size[rows], 1)
        self._until_ready(rows, np.maximum(ready, 0))
        # patience is exponential: what is left of it is a fresh draw
        self._gone_day[rows] = self.tracks.patience[rows]

    def resume_permits(self, rows: IntArray) -> None:
        """Record permits held on the first day, those under collective protection apart."""
        self._returns.watch_permits(rows, 0)
        rows = rows[self.tracks.base[rows] == self.tracks.collective]
        self.collective.granted(rows, 0, -self._population.stamps["decided"][rows])

    def permits_ceased(self, rows: IntArray, day: int) -> None:
        """Take note that holders of permits leave the country, and tell IMDi of those it still holds."""
        self.collective.permit[rows] = False
        waiting = rows[self.collective.waits.take(self._population.case.state[rows])]
        if waiting.size:
            self._settlement.protection_ended(waiting, day)

    def came_of_age(self, rows: IntArray, day: int) -> None:
        """Judge minors who turn 18 while undecided as adults; they wait no more for a representative."""
        rows = rows[self._population.case.state[rows] == _AWAITING]
        if not rows.size:
            return
        rows = rows[self._population.age_years(rows, day) + _HALF_A_DAY >= MAJORITY_YEARS]
        if not rows.size:
            return
        self._judged_as[rows] = _INDIVIDUAL
        early = rows[~self._desk.waits(rows) & (self._ready_day[rows] > day)]
        if not early.size:
            return
        self._called_back = True
        least = self.tracks.track_minimum_days(early, self.track[early])
        ready = np.maximum(self._population.stamps["registered"][early] + least, day + 1)
        sooner = ready < self._ready_day[early]
        self._until_ready(early[sooner], ready[sooner])

    def pending_persons(self) -> dict[str, int]:
        """Persons registered and undecided, by track."""
        return dict(zip(self.tracks.names, self.tally.pending, strict=True))

    @property
    def found_adult(self) -> npt.NDArray[np.bool_]:
        """Unaccompanied minors judged as adults by now, bool[n]; identity and group stay as they arrived."""
        found: npt.NDArray[np.bool_] = self._population.unaccompanied & (self._judged_as == _INDIVIDUAL)
        return found

    @property
    def permits_expected_90d(self) -> float:
        """Persons expected to get a permit in the next 90 days, from published numbers only."""
        return self.expected.persons

    def levers(self) -> list[Lever]:
        """Levers of UDI's casework."""
        return list(self._levers)

    def _own_levers(self) -> list[Lever]:
        paused = self.tracks.names.index(self._config.paused_by_lever)
        own, quick = (
            self._rules.index(name) for name in (self._config.priority.rule, "quick_refusals_first")
        )
        ordered = self._rule == quick
        rule = Switch(
            "quick_refusals_first", self._agenda, "casework.rule", (quick, 1), (own, 1), ordered=ordered
        )
        pause = Switch("pause_track", self._agenda, "casework.pause", (paused, 1), (paused, 0))
        return [*self.staff.levers(self._missing_minutes), *self.collective.levers(), rule, pause]

    def work(self, day: int) -> None:
        """Do one day's casework."""
        self._come_ready(day)
        self._give_up(day)
        minutes = self.staff.open_day(day)
        if day % 7 == 0:
            self.expected.publish(self.staff.minutes_over(day + 1, AHEAD_DAYS), self._shared)
        if minutes <= 0 and not (self.given is not None and self.given.works(day)):
            return
        spent = self.collective.renew(day, minutes)
        self.renewals_minutes[day] = spent
        done = self._serve(minutes - spent) if self.given is None else self._serve_given(day, minutes - spent)
        if done.size:
            case = self._population.case.state
            self._decide(done[case[done] == _AWAITING], day)

    def _put(self, rows: IntArray, tracks: IntArray) -> None:
        """Put cases on tracks, with the work they mean there."""
        self.track[rows] = tracks
        self._work[rows] = self.tracks.work(rows, tracks)

    def _until_ready(self, rows: IntArray, ready_day: IntArray) -> None:
        """Enter the day each case can be taken."""
        self._ready_day[rows] = ready_day
        self._delays.later(_UNTIL_READY, rows, ready_day)

    def _come_ready(self, day: int) -> None:
        """Queue the cases whose least time is over today."""
        rows = self._delays.due(_UNTIL_READY, day)
        if not rows.size:
            return
        if self._called_back:  # someone may stand on a day's list twice: put off and called back to the same day
            once = dict.fromkeys(rows.tolist())
            if len(once) < rows.size:
                rows = np.array(list(once), dtype=np.int64)
        valid = (self._population.case.state[rows] == _AWAITING) & (self._ready_day[rows] == day)
        if np.count_nonzero(valid) < rows.size:
            rows = rows[valid]
        adult = self.tracks.found_adult[rows]
        if np.count_nonzero(adult):
            adults = rows[adult]
            self._find_adult(adults[self._judged_as[adults] != _INDIVIDUAL], day)
        self._desk.push(rows, self._work[rows], self.track[rows])

    def _find_adult(self, rows: IntArray, day: int) -> None:
        """Treat minors as adults whom the age assessment has found to be: their day of birth is set anew.

        The day of birth in the register is made that of a person who turns 18 today, so that whoever goes by
        age treats them as adults; their group, which is part of their identity, stays.
        """
        self._judged_as[rows] = _INDIVIDUAL
        self._population.birth_day[rows, 0] = day - ADULT_DAYS
        self._reception.came_of_age(rows, day)
        self._settlement.came_of_age(rows, day)

    def _give_up(self, day: int) -> None:
        """Let households go whose patience ends while they are undecided."""
        if day >= self._look_day:
            self._look_ahead(day)
        rows = self._delays.due(_UNTIL_GONE, day)
        if not rows.size and self.given is None:
            return
        rows = rows[self._population.case.state[rows] == _AWAITING]
        if self.given is not None:
            undecided = np.flatnonzero(self._population.case.state == _AWAITING)
            rows = self.given.give_up(day, rows, undecided, self.track, self._gone_day, self._population.size)
        if rows.size:
            self._close(rows)
            self.withdrawn_persons[day] += sum(self._population.size[rows].tolist())
            self._returns.withdrawn(rows, day)

    def _look_ahead(self, day: int) -> None:
        """List the undecided whose patience ends in the weeks to come.

        Few of those who register will still be undecided then, so they are not all listed at registration.
        """
        self._look_day = day + _LOOK_AHEAD_DAYS
        rows = np.flatnonzero(self._population.case.state == _AWAITING)
        gone = self._gone_day[rows]
        soon = (gone >= day) & (gone < self._look_day)
        self._delays.later(_UNTIL_GONE, rows[soon], gone[soon])

    def _close(self, rows: IntArray) -> None:
        """Take undecided cases off the books of their tracks."""
        tracks, queued = self.track[rows], self._desk.waits(rows)
        self.tally.stand(tracks, self._population.size[rows], -1)
        if np.count_nonzero(queued):
            self._desk.drop(rows[queued], tracks[queued])

    def _needs(self) -> list[int]:
        """Minutes each track can use on a working day: what is ready, less the work that is kept in hand [T]."""
        needs = list(self._desk.pending)
        for t, days in enumerate(self._in_hand_days):
            if days > 0.0 and needs[t]:
                undecided = self.tally.pending[t] * self.expected.minutes_of(t)
                needs[t] = min(needs[t], math.ceil(undecided / days * DAYS_PER_WORKING_DAY))
        return needs

    def _shared(self, needs: list[int], minutes: int) -> list[int]:
        """Share minutes among tracks by the rule in force; a paused track gets nothing."""
        needs = [0 if paused else need for need, paused in zip(needs, self._paused, strict=True)]
        if sum(needs) <= minutes:
            return needs
        order = self._orders[self._rule]
        if not order:  # strictly by age: in proportion to what waits, for forecasts only
            total = sum(needs)
            return [minutes * need // total for need in needs]
        return share_minutes(needs, minutes, self._minimum, order)

    def _serve(self, minutes: int) -> IntArray:
        """Spend the day's minutes; return the households whose case is done."""
        needs = self._needs()
        if self._orders[self._rule]:
            return self._desk.work(self._shared(needs, minutes))
        running = [t for t, paused in enumerate(self._paused) if not paused]
        return self._desk.work_oldest(min(minutes, sum(needs)), self._ready_day, running)

    def _serve_given(self, day: int, minutes: int) -> IntArray:
        """Decide the persons that are given, whatever work they are; with what is left, cases of other kinds.

        Cases of which nothing is given keep at least their sure share of the day's minutes. Staff are counted
        with the minutes that all this took.
        """
        assert self.given is not None
        desk, order, before = self._desk, self._orders[self._rule], sum(self._desk.pending)
        running = [t for t, paused in enumerate(self._paused) if not paused]
        spend, free, size = [0] * len(self.tracks), [], self._population.size
        waiting = np.flatnonzero((self._population.case.state == _AWAITING) & ~self._population.unaccompanied)
        for kind in range(len(DECIDED_KINDS)):
            mine = [t for t in running if self.given.kind_of[t] == kind]
            if not self.given.covers(kind, day):
                free += mine
                continue
            sure, places = [self._minimum[t] for t in mine], [mine.index(t) for t in order if t in mine]
            mature = waiting[np.isin(self.track[waiting], mine)]
            early = self.given.early(kind, day, mature, desk, self._ready_day, size)
            self._ready_day[early] = day
            desk.push(early, self._work[early], self.track[early])
            before += int(self._work[early].sum())
            found = self.given.choose(kind, day, desk, mine, size, self._ready_day, sure, places)
            for t, some in zip(mine, found, strict=True):
                spend[t] = some
        done = [desk.work(spend)] if any(spend) else []
        left = max(minutes - sum(spend), int(minutes * sum(self._minimum[t] for t in free)))
        if free and order:
            needs = [need if t in free else 0 for t, need in enumerate(desk.pending)]
            done.append(desk.work(self._shared(needs, left)))
        elif free:
            done.append(desk.work_oldest(left, self._ready_day, free))
        if len(free) < len(running):
            self.staff.worked(before - sum(desk.pending) + int(self.renewals_minutes[day]))
        return np.concatenate(done) if done else NOBODY

    def _decide(self, rows: IntArray, day: int) -> None:
        """Grant or refuse: each household's own draw against the share of its group and track."""
        tracks, sizes = self.track[rows], self._population.size[rows]
        self._population.stamps["decided"][rows] = day
        shares = self.tracks.grant_share[self._judged_as[rows], tracks]
        if self.given is not None:
            waiting = np.flatnonzero(self._population.case.state == _AWAITING)
            undecided = self._judged_as[waiting], self.track[waiting], self._population.size[waiting]
            decided = self._judged_as[rows], tracks, sizes
            shares = self.given.shares(day, self.tracks.grant_share, undecided, decided)
        granted = self.tracks.u_grant[rows] < shares
        decided_persons, granted_persons = self.tally.decide(tracks, sizes, granted)
        self.decided_persons[day] += decided_persons
        self.granted_persons[day] += granted_persons
        yes = rows[granted]
        if yes.size:
            under = tracks[granted] == self.tracks.collective
            if np.count_nonzero(under):
                self.collective.granted(yes[under], day)
            self._returns.watch_permits(yes, day)
            self._settlement.granted(yes, day)
        if yes.size < rows.size:
            refused = ~granted
            self._refuse(rows[refused], tracks[refused], day)

    def _refuse(self, rows: IntArray, tracks: IntArray, day: int) -> None:
        """Send refused households on: to UNE those who appeal, to returns the others and all transfers."""
        transfer = self.tracks.transfer[tracks]
        appeals = ~transfer & (self.tracks.u_appeal[rows] < self.tracks.appeal_share[tracks])
        appealing = rows[appeals]
        if appealing.size:
            self._population.case.move(appealing, _APPEALING)
            self._appeals.receive(appealing, day)
        if np.count_nonzero(transfer):
            self._returns.receive(rows[transfer], day, dublin=True)
        others = rows[~transfer & ~appeals]
        if others.size:
            self._returns.receive(others, day)

    def _missing_minutes(self, need: Need) -> float:
        """Minutes a calendar day still missing for the decisions that are needed, staff ordered deducted."""
        wanted = need.decisions_per_day * self.expected.minutes_per_person()
        return max(wanted - self.staff.promised_minutes_per_day, 0.0)

    def _set_rule(self, target: int, amount: int, day: int) -> None:
        self._rule = target

    def _set_pause(self, target: int, amount: int, day: int) -> None:
        self._paused[target] = bool(amount)

    def _collective_changed(self, old: int, new: int, day: int) -> None:
        """Move the undecided to the track that now is theirs; when it ends, permits end too."""
        rows = np.flatnonzero(
            (self._population.case.state == _AWAITING) & (self.tracks.base == self.tracks.collective)
        )
        if new == ACTIVE:
            self._retrack(rows[self.track[rows] != self.tracks.collective], self.tracks.collective, day)
        elif new in (INACTIVE, ENDED):
            self._retrack(rows[self.track[rows] == self.tracks.collective], self.tracks.otherwise, day)
        if new == ENDED:
            waiting, settled = self.collective.holders(settled=False), self.collective.holders(settled=True)
            self.collective.permit[waiting] = False
            self.collective.permit[settled] = False
            if waiting.size:
                self._settlement.protection_ended(waiting, day)
                still_open = np.isin(self._population.case.state[waiting], UNSETTLED)
                self._returns.receive(waiting[still_open], day)
            self._returns.protection_ended(settled, day)

    def _retrack(self, rows: IntArray, track: int, day: int) -> None:
        """Move undecided cases to another track: its work, its least time, the end of its queue."""
        if not rows.size:
            return
        self._called_back = True
        registered = self._population.stamps["registered"][rows]
        rows = rows[np.lexsort((rows, registered))]
        self._close(rows)
        tracks = np.full(rows.size, track)
        least = self._population.stamps["registered"][rows] + self.tracks.minimum_days(rows, tracks)
        self._put(rows, tracks)
        self.tally.stand(tracks, self._population.size[rows], 1)
        self._until_ready(rows, np.maximum(least, day))
