"""Permits to be expected: what UDI can tell IMDi from its backlog, its intake, its capacity and past grants."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from sim.config.casework import CaseworkConfig
from sim.institutions.tracks import Tracks

IntArray = npt.NDArray[np.int64]

AHEAD_DAYS = 90
INTAKE_WEEKS = 4  # weeks of intake that are carried forward
PRIOR_PERSONS = 50.0  # weight of the configured grant share against persons decided
MEMORY_WEEKS = 26  # half a year of decisions makes the observed share of grants


class ExpectedPermits:
    """A weekly estimate by track: persons decided in the next 90 days, times the share granted lately.

    Only counts that UDI publishes go in: persons pending and registered, persons decided and granted, minutes of
    staff. The luck of single households does not.

    Attributes
    ----------
    persons : the latest estimate, persons granted over the next 90 days
    """

    def __init__(self, config: CaseworkConfig, tracks: Tracks) -> None:
        n = len(tracks)
        self.persons = 0.0
        self._intake = _Weeks(INTAKE_WEEKS, n)
        self._decided = _Weeks(MEMORY_WEEKS, n)
        self._granted = _Weeks(MEMORY_WEEKS, n)
        self._minutes = [0.0] * n
        self._prior = [0.0] * n
        weight = np.zeros(n)
        for cases in config.groups.values():
            for name, share in cases.tracks.items():
                t = tracks.names.index(name)
                self._prior[t] += share * cases.grants.get(name, 0.0)
                weight[t] += share
        for t, track in enumerate(config.tracks):
            self._prior[t] /= max(weight[t], 1e-9)
            # a household counts for about two persons, one of them an adult: planners know no better
            self._minutes[t] = (track.minutes.average_days + 0.5 * track.minutes_per_extra_adult) / 2.0

    def received(self, day: int, tracks: IntArray, persons: IntArray) -> None:
        """Count persons whose cases were opened."""
        self._intake.add(day, tracks.tolist(), persons.tolist())

    def decided(self, day: int, tracks: IntArray, persons: IntArray, granted: npt.NDArray[np.bool_]) -> None:
        """Count persons decided, and those of them granted."""
        at = tracks.tolist()
        self._decided.add(day, at, persons.tolist())
        self._granted.add(day, at, (persons * granted).tolist())

    def minutes_per_person(self, pending: list[int]) -> float:
        """Minutes of work a person, mean over those pending (over all tracks alike if nobody is)."""
        total = sum(pending)
        if total <= 0:
            return sum(self._minutes) / len(self._minutes)
        return sum(p * m for p, m in zip(pending, self._minutes, strict=True)) / total

    def publish(
        self, day: int, minutes: int, pending: list[int], share: Callable[[list[int], int], list[int]]
    ) -> None:
        """Make the estimate of the week.

        Parameters
        ----------
        minutes
            Minutes of case work over the next 90 days.
        pending
            Persons undecided by track.
        share
            How minutes are shared among tracks that need them.
        """
        intake = self._intake.per_week(day)
        people = [p + i * AHEAD_DAYS / 7.0 for p, i in zip(pending, intake, strict=True)]
        given = share([round(p * m) for p, m in zip(people, self._minutes, strict=True)], minutes)
        decided, granted = self._decided.total(day), self._granted.total(day)
        self.persons = 0.0
        for t, minutes_given in enumerate(given):
            rate = (granted[t] + PRIOR_PERSONS * self._prior[t]) / (decided[t] + PRIOR_PERSONS)
            self.persons += rate * minutes_given / max(self._minutes[t], 1e-9)


class _Weeks:
    """Sums by track over the last so many whole weeks."""

    def __init__(self, weeks: int, tracks: int) -> None:
        self._weeks = weeks
        self._sums = [[0] * tracks for _ in range(weeks + 1)]
        self._week = 0
        self._seen = 0

    def add(self, day: int, tracks: list[int], amounts: list[int]) -> None:
        self._turn(day // 7)
        row = self._sums[self._week % len(self._sums)]
        for t, amount in zip(tracks, amounts, strict=True):
            row[t] += amount

    def total(self, day: int) -> list[int]:
        """Sum by track over the whole weeks before the week of `day`."""
        self._turn(day // 7)
        now = self._week % len(self._sums)
        return [sum(column) for column in zip(*(row for i, row in enumerate(self._sums) if i != now), strict=True)]

    def per_week(self, day: int) -> list[float]:
        """Mean a week by track over the whole weeks seen so far."""
        sums = self.total(day)
        seen = min(self._week, self._weeks)
        return [amount / seen if seen else 0.0 for amount in sums]

    def _turn(self, week: int) -> None:
        while self._week < week:
            self._week += 1
            row = self._sums[self._week % len(self._sums)]
            row[:] = [0] * len(row)
