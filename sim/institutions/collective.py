"""Temporary collective protection (midlertidig kollektiv beskyttelse): its states and its permits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.config.casework import COLLECTIVE_STATES, CaseworkConfig
from sim.engine.agenda import Agenda
from sim.engine.calendar import Calendar
from sim.engine.delays import Delays
from sim.institutions.horizon import noted_days
from sim.institutions.population import Population
from sim.institutions.states import Case
from sim.institutions.switches import check_later
from sim.institutions.tracks import Tracks
from sim.plans.protocol import Need, Order

IntArray = npt.NDArray[np.int64]

INACTIVE, ACTIVE, NARROWED, ENDED = range(len(COLLECTIVE_STATES))
EFFECT = "casework.collective"
RENEWALS_EVERY_DAYS = 7  # renewals are taken up once a week
UNSETTLED = (Case.NOT_ASKED, Case.MAPPING, Case.READY, Case.ALLOCATED)
SETTLED = (Case.SETTLED, Case.SELF_SETTLED)
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
    ordered_state : the state ordered last, perhaps not yet in force
    waits : by case, whether it is that of a permit holder who is not settled, bool[cases]
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
        self._delays = Delays(noted_days(calendar.days), ("renewal",))
        self._renewal_minutes = round(config.collective.renewal_minutes)
        self._renewals_pending = 0
        self._look_day = 0
        cases = np.arange(len(Case))
        self.waits = np.isin(cases, UNSETTLED)
        self._lasts = self.waits | np.isin(cases, SETTLED)  # cases in which a permit is renewed
        self.permit = np.zeros(population.n, dtype=np.bool_)
        self.state = INACTIVE
        self.ordered_state = INACTIVE
        agenda.on(EFFECT, self._set)
        for step in config.collective.states:
            day, state = calendar.day(step.since), COLLECTIVE_STATES.index(step.state)
            if day <= 0:
                self.state = self.ordered_state = state
            else:
                agenda.add(day, EFFECT, state, 1, today=_BEFORE_START)

    @property
    def everyone(self) -> bool:
        """Whether it is in force for everyone whom it can cover."""
        return self.state == ACTIVE

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
        if not self._renewal_minutes:
            return
        lasts = self._config.renewal_days
        if given_days_ago is None:
            self._delays.later("renewal", rows, day + lasts)
        else:
            self._delays.later("renewal", rows, day + lasts - given_days_ago % lasts)

    def holders(self, settled: bool) -> IntArray:
        """Return households with such a permit that are settled, or not yet; int64[n]."""
        return np.flatnonzero(
            self.permit & np.isin(self._population.case.state, SETTLED if settled else UNSETTLED)
        )

    def renew(self, day: int, minutes: int) -> int:
        """Renew permits that have run out, in a share of the day's minutes at most; return minutes spent."""
        if day >= self._look_day:
            self._look_day = day + RENEWALS_EVERY_DAYS
            rows = self._delays.due("renewal", day)
            if rows.size and self.state != ENDED:
                rows = rows[self.permit[rows] & self._lasts.take(self._population.case.state[rows])]
                self._renewals_pending += self._renewal_minutes * rows.size
                self._delays.later("renewal", rows, day + self._config.renewal_days)
        if not self._renewals_pending:
            return 0
        spent = min(self._renewals_pending, int(minutes * self._config.renewal_share_max))
        self._renewals_pending -= spent
        return spent

    def levers(self) -> list[CollectiveLever]:
        """Levers `collective_protection`, `narrow_collective_protection`, `end_collective_protection`.

        Reversing the first closes it for new applicants and lets permits stand; reversing the others opens it
        again.
        """
        return [
            CollectiveLever("collective_protection", self, ACTIVE, INACTIVE, (ACTIVE, NARROWED)),
            CollectiveLever("narrow_collective_protection", self, NARROWED, ACTIVE, (NARROWED,)),
            CollectiveLever("end_collective_protection", self, ENDED, ACTIVE, (ENDED,)),
        ]

    def order(self, state: int, day: int, today: int) -> None:
        """Enter a new state in the dated book."""
        self._agenda.add(day, EFFECT, state, 1, today=today)
        self.ordered_state = state

    def _set(self, target: int, amount: int, day: int) -> None:
        """Change the state; who is undecided or holds a permit is told at once."""
        old, self.state = self.state, target
        self.ordered_state = target
        if old == target:
            return
        if target == ENDED:
            self._renewals_pending = 0
        self._changed(old, target, day)


@dataclass(frozen=True)
class CollectiveLever:
    """A lever that puts collective protection into a state, and into another one when reversed."""

    name: str
    protection: CollectiveProtection
    on: int
    off: int
    enough: tuple[int, ...]
    unit: str = "switch"

    def gap(self, need: Need) -> int:
        """1 while the state ordered last is not the one wanted, else 0."""
        return 0 if self.protection.ordered_state in self.enough else 1

    def apply(self, order: Order) -> None:
        """Enter the state for `order.effective_day`; ValueError if that is not after `order.day`."""
        check_later(order)
        self.protection.order(self.on, order.effective_day, order.day)

    def reverse(self, order: Order, day: int, dialogue_days: int) -> None:
        """Enter the other state, after the dialogue and never before the first began."""
        self.protection.order(self.off, max(day + 1 + dialogue_days, order.effective_day), day)
