"""Temporary collective protection (midlertidig kollektiv beskyttelse): in force, narrowed, ended; renewals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from sim.config.casework import COLLECTIVE_STATES, CaseworkConfig
from sim.engine.agenda import Agenda
from sim.engine.calendar import Calendar
from sim.engine.delays import Delays
from sim.institutions.population import Population
from sim.institutions.states import Case
from sim.institutions.switches import Switch
from sim.institutions.tracks import Tracks

IntArray = npt.NDArray[np.int64]

INACTIVE, ACTIVE, NARROWED, ENDED = range(len(COLLECTIVE_STATES))
EFFECT = "casework.collective"
_HOLDERS = (Case.NOT_ASKED, Case.MAPPING, Case.READY, Case.ALLOCATED, Case.SETTLED, Case.SELF_SETTLED)
_BEFORE_START = -1


class CollectiveProtection:
    """The state of collective protection and the permits given under it.

    Parameters
    ----------
    changed
        Called as `changed(old, new, day)` when the state changes, first thing that day.

    Attributes
    ----------
    state : index into `COLLECTIVE_STATES`
    permit : whether the household's permit was given under collective protection, bool[n]
    """

    def __init__(
        self,
        config: CaseworkConfig,
        population: Population,
        calendar: Calendar,
        agenda: Agenda,
        tracks: Tracks,
        changed: Callable[[int, int, int], None],
    ) -> None:
        self._config = config.collective
        self._population = population
        self._agenda = agenda
        self._tracks = tracks
        self._changed = changed
        self._delays = Delays(calendar.days, ("renewal",))
        self._renewal_minutes = round(config.collective.renewal_minutes)
        self._renewals_pending = 0
        self._any_permits = False
        self.permit = np.zeros(population.n, dtype=np.bool_)
        self.state = INACTIVE
        agenda.on(EFFECT, self._set)
        for step in config.collective.states:
            day, state = calendar.day(step.since), COLLECTIVE_STATES.index(step.state)
            if day <= 0:
                self.state = state
            else:
                agenda.add(day, EFFECT, state, 1, today=_BEFORE_START)

    def track_now(self, rows: IntArray, tracks: IntArray) -> IntArray:
        """Return the tracks of new cases, those left out of collective protection put on the other track."""
        if self.state == ACTIVE:
            return tracks
        out = tracks == self._tracks.collective
        if self.state == NARROWED:
            out &= self._tracks.u_narrow[rows] < self._config.narrowed_share
        return np.where(out, self._tracks.otherwise, tracks)

    def granted(self, rows: IntArray, day: int, given_days_ago: IntArray | None = None) -> None:
        """Record permits under collective protection and enter their first renewal.

        `given_days_ago` is for those there on the first day: their permits run out earlier.
        """
        if not rows.size:
            return
        self.permit[rows] = True
        self._any_permits = True
        if not self._renewal_minutes:
            return
        lasts = self._config.renewal_days
        if given_days_ago is None:
            self._delays.later("renewal", rows, day + lasts)
        else:
            self._delays.later("renewal", rows, day + lasts - given_days_ago % lasts)

    def holders(self, settled: bool) -> IntArray:
        """Return households with such a permit that are settled, or not yet; int64[n]."""
        case = self._population.case.state
        cases = [int(case) for case in _HOLDERS if (case in (Case.SETTLED, Case.SELF_SETTLED)) == settled]
        return np.flatnonzero(self.permit & np.isin(case, cases))

    def renew(self, day: int, minutes: int) -> int:
        """Renew permits that have run out, with at most a share of the day's minutes; return minutes spent."""
        if not self._any_permits:
            return 0
        rows = self._delays.due("renewal", day)
        if rows.size and self.state != ENDED:
            rows = rows[self.permit[rows] & np.isin(self._population.case.state[rows], _HOLDERS)]
            self._renewals_pending += self._renewal_minutes * rows.size
            self._delays.later("renewal", rows, day + self._config.renewal_days)
        spent = min(self._renewals_pending, int(minutes * self._config.renewal_share_max))
        self._renewals_pending -= spent
        return spent

    def levers(self) -> list[Switch]:
        """Levers `collective_protection`, `narrow_collective_protection`, `end_collective_protection`.

        Reversing the first closes it for new applicants and lets permits stand; reversing the others opens it again.
        """
        return [
            Switch(
                "collective_protection", self._agenda, EFFECT, (ACTIVE, 1), (INACTIVE, 1),
                ordered=self.state in (ACTIVE, NARROWED),
            ),
            Switch(
                "narrow_collective_protection", self._agenda, EFFECT, (NARROWED, 1), (ACTIVE, 1),
                ordered=self.state == NARROWED,
            ),
            Switch(
                "end_collective_protection", self._agenda, EFFECT, (ENDED, 1), (ACTIVE, 1),
                ordered=self.state == ENDED,
            ),
        ]  # fmt: skip

    def _set(self, target: int, amount: int, day: int) -> None:
        """Change the state; who is undecided or holds a permit is told at once."""
        old, self.state = self.state, target
        if old == target:
            return
        if target == ENDED:
            self._renewals_pending = 0
        self._changed(old, target, day)
