"""Permits to be expected: what UDI can tell IMDi from its backlog, intake, capacity and past grants."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from sim.config.casework import CaseworkConfig
from sim.institutions.tracks import Tracks

IntArray = npt.NDArray[np.int64]
Snapshot = tuple[list[int], list[int], list[int]]

AHEAD_DAYS = 90
INTAKE_WEEKS = 4  # weeks of intake that are carried forward
MEMORY_WEEKS = 26  # half a year of decisions makes the observed share of grants
_FEW = 24  # up to this many cases a loop is quicker than arrays
PRIOR_PERSONS = 50.0  # weight of the configured grant share and minutes against what was seen


class Tally:
    """Running sums by track [T]: whole numbers, kept by casework, read by the estimate.

    Attributes
    ----------
    pending : persons undecided now
    opened, minutes : persons of all new cases so far, and the minutes of work they meant
    decided, granted : persons decided and granted so far
    """

    def __init__(self, tracks: int) -> None:
        self.pending = [0] * tracks
        self.opened = [0] * tracks
        self.minutes = [0] * tracks
        self.decided = [0] * tracks
        self.granted = [0] * tracks

    def stand(self, tracks: IntArray, persons: IntArray, sign: int) -> None:
        """Add persons to those pending (sign 1), or take them off (sign -1)."""
        pending = self.pending
        for t, some in zip(tracks.tolist(), persons.tolist(), strict=True):
            pending[t] += sign * some

    def open(self, tracks: IntArray, persons: IntArray, minutes: IntArray) -> None:
        """Count new cases."""
        pending, opened, work = self.pending, self.opened, self.minutes
        if len(tracks) > _FEW:
            some, cost = self._sums(tracks, persons), self._sums(tracks, minutes)
            for t in range(len(pending)):
                pending[t] += some[t]
                opened[t] += some[t]
                work[t] += cost[t]
            return
        for t, some, cost in zip(tracks.tolist(), persons.tolist(), minutes.tolist(), strict=True):
            pending[t] += some
            opened[t] += some
            work[t] += cost

    def decide(self, tracks: IntArray, persons: IntArray, granted: npt.NDArray[np.bool_]) -> tuple[int, int]:
        """Count cases decided; return persons decided and granted."""
        pending, decided, positive = self.pending, self.decided, self.granted
        if len(tracks) > _FEW:
            done, good = self._sums(tracks, persons), self._sums(tracks, persons * granted)
            for t in range(len(pending)):
                pending[t] -= done[t]
                decided[t] += done[t]
                positive[t] += good[t]
            return sum(done), sum(good)
        all_persons = all_granted = 0
        for t, some, yes in zip(tracks.tolist(), persons.tolist(), granted.tolist(), strict=True):
            pending[t] -= some
            decided[t] += some
            all_persons += some
            if yes:
                positive[t] += some
                all_granted += some
        return all_persons, all_granted

    def _sums(self, tracks: IntArray, amounts: IntArray) -> list[int]:
        """Whole amounts summed by track [T]."""
        sums: list[int] = np.bincount(tracks, amounts, len(self.pending)).astype(np.int64).tolist()
        return sums


class ExpectedPermits:
    """A weekly estimate by track: persons decided in the next 90 days, times the share granted lately.

    Only counts that UDI publishes go in: persons pending and registered, persons decided and granted, minutes
    of staff. The luck of single households does not.

    Attributes
    ----------
    persons : the latest estimate, persons granted over the next 90 days
    granted_share : share granted of those decided lately, by track [T]
    intake_per_week : persons of new cases a week of late, by track [T]
    """

    def __init__(self, config: CaseworkConfig, tracks: Tracks, tally: Tally) -> None:
        n = len(tracks)
        self.persons = 0.0
        self._tally = tally
        self._weeks: deque[Snapshot] = deque(maxlen=MEMORY_WEEKS + 1)
        # new cases count if their least time ends within the days ahead
        self._weeks_ahead = [
            max(AHEAD_DAYS - each.minimum_days.average_days, 0.0) / 7.0 for each in config.tracks
        ]
        # of the undecided, what is decided in the days ahead if no more is done than keeps the work in hand
        self._within = [
            -math.expm1(-AHEAD_DAYS / each.in_hand_days) if each.in_hand_days > 0.0 else 1.0 for each in config.tracks
        ]
        self._prior_minutes = [each.minutes.average_days for each in config.tracks]
        self._prior_persons = config.registration.persons_per_household
        self._prior_share = [0.0] * n
        weight = [0.0] * n
        for cases in config.groups.values():
            for name, share in cases.tracks.items():
                t = tracks.names.index(name)
                self._prior_share[t] += share * cases.grants.get(name, 0.0)
                weight[t] += share
        for t in range(n):
            self._prior_share[t] /= max(weight[t], 1e-9)
        self.granted_share = self._prior_share[:]
        self.intake_per_week = [0.0] * n

    def minutes_per_person(self) -> float:
        """Minutes of work a person, mean over those pending (over all tracks alike if nobody is)."""
        pending = self._tally.pending
        weights = pending if sum(pending) > 0 else [1] * len(pending)
        return sum(w * m for w, m in zip(weights, self._minutes(), strict=True)) / sum(weights)

    def publish(self, minutes: int, share: Callable[[list[int], int], list[int]]) -> None:
        """Make the estimate of the week; to be called once a week.

        Parameters
        ----------
        minutes
            Minutes of case work over the next 90 days.
        share
            How minutes are shared among tracks that need them.
        """
        tally = self._tally
        now: Snapshot = (tally.opened[:], tally.decided[:], tally.granted[:])
        self._weeks.append(now)
        first = self._weeks[0]
        lately = self._weeks[max(len(self._weeks) - 1 - INTAKE_WEEKS, 0)]
        weeks = min(len(self._weeks) - 1, INTAKE_WEEKS)
        per_week = [(a - b) / weeks if weeks else 0.0 for a, b in zip(now[0], lately[0], strict=True)]
        self.intake_per_week = per_week
        people = [p + n * w for p, n, w in zip(tally.pending, per_week, self._weeks_ahead, strict=True)]
        each = self._minutes()
        needs = [round(p * m * w) for p, m, w in zip(people, each, self._within, strict=True)]
        given = share(needs, minutes)
        self.persons = 0.0
        for t, spent in enumerate(given):
            decided = now[1][t] - first[1][t] + PRIOR_PERSONS
            granted = now[2][t] - first[2][t] + PRIOR_PERSONS * self._prior_share[t]
            self.granted_share[t] = granted / decided
            self.persons += granted / decided * spent / each[t]

    def _minutes(self) -> list[float]:
        """Minutes of work a person, by track; above 0."""
        return [self.minutes_of(t) for t in range(len(self._prior_minutes))]

    def minutes_of(self, track: int) -> float:
        """Minutes of work a person on a track, of the new cases so far; above 0."""
        prior = PRIOR_PERSONS / self._prior_persons * self._prior_minutes[track]
        return max((self._tally.minutes[track] + prior) / (self._tally.opened[track] + PRIOR_PERSONS), 1e-3)
