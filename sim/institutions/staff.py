"""Case-workers (saksbehandlere): how many minutes of case work a day brings.

Productivity is counted in hundredths of a trained full-time post, whole numbers throughout. It changes only
through the dated book: hired staff come after a lead time and learn in steps, staff moved from other tasks
work at part productivity, some quit and are replaced.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from sim.config.casework import CaseworkConfig, LearningStep
from sim.engine.agenda import Agenda
from sim.engine.calendar import Calendar
from sim.institutions.switches import check_later
from sim.plans.protocol import Need, Order

WORKING_WEEKDAYS = 5  # Monday to Friday
FULL = 100  # hundredths of a post
PERMILLE = 1000
_BEFORE_START = -1
KNOWN_AFTER_DAYS = 366  # days after the horizon whose holidays are known: no estimate hangs on where a run ends


def working_permille(config: CaseworkConfig, calendar: Calendar) -> list[int]:
    """Thousandths of a usual working day's capacity on each day: 0 at weekends, less in holiday months."""
    factors = list(config.month_factors)
    factors[6] *= config.july_capacity_factor
    by_month = [round(PERMILLE * factor) for factor in factors]
    return [
        by_month[month - 1] if weekday < WORKING_WEEKDAYS else 0
        for month, weekday in zip(calendar.month.tolist(), calendar.weekday.tolist(), strict=True)
    ]


@dataclass
class _Cohort:
    """Staff who began on the same order."""

    steps: list[LearningStep]
    posts: int
    percent: int = 0
    began: bool = False


class Staff:
    """The case-workers and what they can do on a day.

    Attributes
    ----------
    posts : posts that exist, filled or ordered
    at_work : posts filled
    """

    def __init__(self, config: CaseworkConfig, calendar: Calendar, agenda: Agenda) -> None:
        self._config = config.staff
        self._agenda = agenda
        known = Calendar(calendar.start, calendar.days + KNOWN_AFTER_DAYS)
        self._calendar_permille = working_permille(config, known)
        self._minutes_per_day = round(config.staff.minutes_per_day)
        self._plan_permille = PERMILLE
        self._quit_hundredths = 0.0
        self._had: list[int] = []  # minutes of each day gone by
        self._cohorts: list[_Cohort] = []
        self._of_order: dict[tuple[str, int], int] = {}
        self._moved = 0
        trained = round(config.staff.caseworkers)
        self.posts = trained
        self.at_work = trained
        self._percent = FULL * trained  # productive now
        self._promised = FULL * trained  # productive when all who are ordered have learnt
        for effect, handler in (
            ("casework.capacity", self._capacity),
            ("casework.begin", self._begin),
            ("casework.learn", self._learn),
            ("casework.leave", self._leave),
            ("casework.quit", self._quit),
        ):
            agenda.on(effect, handler)
        for step in config.capacity:
            day = calendar.day(step.since)
            if day <= 0:
                self._plan_permille = round(PERMILLE * step.factor)
            else:
                agenda.add(day, "casework.capacity", 0, round(PERMILLE * step.factor), today=_BEFORE_START)
        if config.staff.leave_per_year > 0.0:
            for day in calendar.is_month_start.nonzero()[0].tolist():
                agenda.add(day, "casework.quit", 0, 0, today=_BEFORE_START)

    def open_day(self, day: int) -> int:
        """Return the minutes of case work of a day and note them; to be called once a day, in order."""
        minutes = self._at(self._calendar_permille[day])
        self._had.append(minutes)
        return minutes

    def worked(self, minutes: int) -> None:
        """Note that today's work took so many minutes, whatever the staff at hand: it was given from outside."""
        self._had[-1] = minutes

    def minutes_over(self, first: int, days: int) -> int:
        """Minutes of case work over some days from `first` on.

        Days gone by count as they were; days to come with the staff of today, holidays included, and from a
        year beyond the horizon on as usual weeks.
        """
        last = first + days
        gone = min(max(len(self._had), first), last)
        ahead = self._calendar_permille[gone:last]
        unknown = last - gone - len(ahead)
        permille = sum(ahead) + PERMILLE * unknown * WORKING_WEEKDAYS // 7
        return sum(self._had[first:gone]) + self._at(permille)

    def _at(self, permille: int) -> int:
        """Minutes of case work of so many thousandths of a usual working day."""
        if not permille:
            return 0
        usual = self._percent * self._minutes_per_day * self._plan_permille
        return usual * permille // (FULL * PERMILLE * PERMILLE)

    @property
    def promised_minutes_per_day(self) -> float:
        """Minutes a calendar day outside holidays, once everyone ordered is there and trained."""
        per_week = (
            self._promised / FULL * self._minutes_per_day * self._plan_permille / PERMILLE * WORKING_WEEKDAYS
        )
        return per_week / 7.0

    @property
    def minutes_per_post(self) -> float:
        """Minutes a calendar day of one trained post, outside holidays."""
        return self._minutes_per_day * WORKING_WEEKDAYS / 7.0 * self._plan_permille / PERMILLE

    @property
    def moved_percent(self) -> int:
        """Productivity of staff moved from other tasks, percent."""
        return self._config.moved_percent

    def levers(self, missing_minutes: Callable[[Need], float]) -> list[StaffLever]:
        """Levers `hire_caseworkers` and `move_caseworkers`; `missing_minutes` a calendar day for a need."""
        return [
            StaffLever("hire_caseworkers", self, missing_minutes, False),
            StaffLever("move_caseworkers", self, missing_minutes, True),
        ]

    def movable_left(self) -> int:
        """Posts that other tasks can still spare."""
        return max(round(self._config.movable) - self._moved, 0)

    def order(self, order: Order, moved: bool) -> None:
        """Enter the first day of new staff in the dated book, after the least lead time."""
        check_later(order)
        posts = min(order.amount, self.movable_left()) if moved else order.amount
        if posts <= 0:
            return
        steps = (
            [LearningStep(after_days=0, gains_percent=self._config.moved_percent)]
            if moved
            else self._config.learning
        )
        cohort = self._new_cohort(steps, posts)
        self._of_order[(order.measure, order.firing)] = cohort
        self._moved += posts if moved else 0
        self.posts += posts
        self._agenda.add(self._first_day(order, moved), "casework.begin", cohort, posts, today=order.day)

    def effect_day(self, order: Order, moved: bool) -> int | None:
        """First day at work of the staff of an order; None if there was nobody to send."""
        known = (order.measure, order.firing) in self._of_order
        return self._first_day(order, moved) if known else None

    def send_away(self, order: Order, day: int, dialogue_days: int, moved: bool) -> None:
        """Enter the last day of the staff of an order, never before they came."""
        cohort = self._of_order.pop((order.measure, order.firing), None)
        if cohort is None:
            return
        last = max(day + 1 + dialogue_days, self._first_day(order, moved))
        self._agenda.add(last, "casework.leave", cohort, self._cohorts[cohort].posts, today=day)
        if moved:
            self._moved -= self._cohorts[cohort].posts

    def _first_day(self, order: Order, moved: bool) -> int:
        lead = self._config.move_lead_days if moved else self._config.hire_lead_days
        return max(order.effective_day, order.day + lead)

    def _new_cohort(self, steps: list[LearningStep], posts: int) -> int:
        self._cohorts.append(_Cohort(steps, posts))
        self._promised += posts * sum(step.gains_percent for step in steps)
        return len(self._cohorts) - 1

    def _capacity(self, target: int, amount: int, day: int) -> None:
        self._plan_permille = amount

    def _begin(self, target: int, amount: int, day: int) -> None:
        cohort = self._cohorts[target]
        cohort.began = True
        self.at_work += amount
        for step in cohort.steps:
            if step.after_days == 0:
                self._learn(target, step.gains_percent, day)
            else:
                self._agenda.add(
                    day + step.after_days, "casework.learn", target, step.gains_percent, today=day
                )

    def _learn(self, target: int, amount: int, day: int) -> None:
        cohort = self._cohorts[target]
        cohort.percent += amount
        self._percent += cohort.posts * amount

    def _leave(self, target: int, amount: int, day: int) -> None:
        cohort = self._cohorts[target]
        self._percent -= amount * cohort.percent
        self._promised -= amount * sum(step.gains_percent for step in cohort.steps)
        cohort.posts -= amount
        self.posts -= amount
        self.at_work -= amount

    def _quit(self, target: int, amount: int, day: int) -> None:
        """Let trained staff go, whole posts, and enter their successors."""
        self._quit_hundredths += FULL * self.at_work * self._config.leave_per_year / 12.0
        gone = min(int(self._quit_hundredths // FULL), self._percent // FULL)
        if gone <= 0:
            return
        self._quit_hundredths -= FULL * gone
        self._percent -= FULL * gone
        self._promised -= FULL * gone
        self.at_work -= gone
        cohort = self._new_cohort(self._config.learning, gone)
        self._agenda.add(day + max(self._config.replace_days, 1), "casework.begin", cohort, gone, today=day)


@dataclass
class StaffLever:
    """More case-workers: hired for good, or moved from other tasks for a time. Amounts are posts."""

    name: str
    staff: Staff
    missing_minutes: Callable[[Need], float]
    moved: bool
    unit: str = "posts"

    def gap(self, need: Need) -> int:
        """Posts still missing for the decisions a day that are needed, those ordered deducted."""
        minutes = self.staff.minutes_per_post * (self.staff.moved_percent if self.moved else FULL) / FULL
        if minutes <= 0.0:
            return 0
        posts = self.missing_minutes(need) / minutes
        wanted = max(math.ceil(posts - 1e-9), 0)
        return min(wanted, self.staff.movable_left()) if self.moved else wanted

    def apply(self, order: Order) -> None:
        """Enter the new staff; ValueError if `effective_day` is not after `day`."""
        self.staff.order(order, self.moved)

    def effect_day(self, order: Order) -> int | None:
        """First day at work of the staff of the order."""
        return self.staff.effect_day(order, self.moved)

    def reverse(self, order: Order, day: int, dialogue_days: int) -> None:
        """Let the staff of the order go after the dialogue."""
        self.staff.send_away(order, day, dialogue_days, self.moved)
