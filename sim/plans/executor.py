"""A plan at work: every day it looks at what is published, and on its conditions orders and undoes.

Nothing else of the plan touches the system, and an order never takes effect on the day it is given. A
measure whose condition is never met leaves no trace: no event, no draw, no entry in the dated book.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import simpy

from sim.chance.draws import Chance
from sim.config.plan import PlacedMeasure, Plan
from sim.engine.calendar import Calendar
from sim.engine.process import daily
from sim.plans.measures import (
    POOL_OF_LEVER,
    Foreseen,
    Pool,
    drawn_lead_days,
    horizon_days,
    need_of,
    order_size,
    promised_days,
    review_days,
    surplus,
    surplus_in_use,
)
from sim.plans.protocol import (
    Event,
    LateLever,
    Lever,
    Need,
    Observation,
    Order,
    Parts,
    SittingLever,
    StagedLever,
)
from sim.plans.signals import signal_of
from sim.plans.triggers import Seen, Trigger, by_calendar, signals_of, trigger

CLOSING_LEVER = "close_places"
"""The lever that closes surplus places; what was undone today already is no surplus any more."""

TAKING_LEVERS = (CLOSING_LEVER, "municipal_stop", "supplementary_request")
"""Levers counted in places that bring none to reception: closing, and places in municipalities."""

COLUMNS = ("measure", "firing", "event", "date", "decided_by", "signal", "seen", "threshold", "size")


@dataclass
class _Standing:
    """An order in force or on its way."""

    order: Order
    seen: Seen


@dataclass(frozen=True)
class _Spare:
    """Places beyond the need.

    Attributes
    ----------
    in_use : counted in places that can be used today; nobody sleeps in one that is on order
    ordered : counted in usable and ordered places; what is not open yet is given up against these
    """

    in_use: int
    ordered: int

    def covers(self, parts: Parts) -> bool:
        """Whether an order is wholly surplus: its open places of those in use, all of it of those ordered."""
        return parts.opened <= self.in_use and (not parts.coming or sum(parts) <= self.ordered)

    def less(self, parts: Parts) -> _Spare:
        """What is left when an order goes; at least 0."""
        return _Spare(max(self.in_use - parts.opened, 0), max(self.ordered - sum(parts), 0))


@dataclass
class _State:
    """A measure while the days pass.

    Attributes
    ----------
    late : its lever, if that may take effect later than ordered
    standing, coming : its orders that are not undone, and those of them that have not taken effect
    adds_places, pool : whether it brings places of some kind, and of which
    undone_after : days from effect until an order is undone, if that is its rule
    """

    placed: PlacedMeasure
    lever: Lever
    late: LateLever | None
    fires: Trigger
    undoes: Trigger | None
    calendar_only: bool
    met: bool = False
    firing: int = 0
    decision_day: int | None = None
    cause: Seen = field(default_factory=Seen)
    standing: list[_Standing] = field(default_factory=list)
    coming: list[_Standing] = field(default_factory=list)
    ordered: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        measure = self.placed.measure
        self.adds_places = self.lever.unit == "places" and measure.lever_name not in TAKING_LEVERS
        self.pool: Pool = POOL_OF_LEVER.get(measure.lever_name, "places")
        self.undone_after = measure.reverse.after_days if measure.reverse is not None else None

    @property
    def amount(self) -> int:
        """Ordered and not undone, unit of the lever."""
        return sum(each.order.amount for each in self.standing)

    def effect_day(self, order: Order) -> int | None:
        """Day on which an order takes effect; None as long as that is not known."""
        return order.effective_day if self.late is None else self.late.effect_day(order)

    def parts(self, each: _Standing) -> Parts:
        """What of an order works, and what is to come."""
        if isinstance(self.lever, StagedLever):
            return self.lever.parts(each.order)
        coming = any(other is each for other in self.coming)
        return Parts(0, each.order.amount) if coming else Parts(each.order.amount, 0)

    def decided_on(self, day: int) -> int | None:
        """Day on which what is asked for on a day is decided; None if the body that decides sits too late."""
        earliest = day + self.placed.measure.decision_days
        return self.lever.decided_on(day, earliest) if isinstance(self.lever, SittingLever) else earliest

    def last_week(self, day: int) -> int:
        """Ordered on the last seven days, today included, unit of the lever."""
        return sum(amount for when, amount in self.ordered if when > day - 7)


class Executor:
    """Runs a plan.

    Parameters
    ----------
    plan : the plan
    levers : levers by name, as the institutions offer them
    calendar : days of the run
    chance : for lead times, keyed by measure and firing
    observe : gives what is published on a day, once a day
    foreseen : schedule of a first pass; needed if, and only if, the plan has foresight

    Raises
    ------
    ValueError : naming every measure whose lever is missing or does not take such an order, or that cannot
    be undone
    """

    def __init__(
        self,
        plan: Plan,
        levers: Mapping[str, Lever],
        calendar: Calendar,
        chance: Chance,
        observe: Callable[[int], Observation],
        foreseen: Foreseen | None = None,
    ) -> None:
        if plan.foresight != (foreseen is not None):
            wanted = "needs" if plan.foresight else "must not be given"
            raise ValueError(f"plan {plan.name} {wanted} a schedule of the need")
        self.plan, self.calendar, self.chance = plan, calendar, chance
        self._observe, self._foreseen = observe, foreseen
        self._states = _states(plan, levers)
        self._undone_first = self._states[::-1]
        looked_at = {name for state in self._states for name in _signals(state.placed)}
        self._signals = {name: signal_of(name, plan.reception) for name in sorted(looked_at)}
        self._values: dict[str, float] = {}
        self._undone_today: dict[str, list[Parts]] = {}
        self._events: dict[tuple[str, int, str], Event] = {}
        self.history: list[Observation] = []

    def start(self, env: simpy.Environment, sense_phase: int, decide_phase: int) -> None:
        """Register the plan's daily turns: to look, and later the same day to decide."""
        daily(env, ((self.sense, sense_phase), (self.decide, decide_phase)))

    def sense(self, day: int) -> None:
        """Take in what is published today and work out the signals that the plan looks at."""
        self.history.append(self._observe(day))
        self._values = {name: signal(self.history) for name, signal in self._signals.items()}

    def decide(self, day: int) -> None:
        """Undo, last measure of the ladder first, then order, first measure first."""
        date = self.calendar.date(day)
        self._undone_today = {}
        values = self._values
        for state in self._undone_first:
            if state.coming:
                self._announce(state, day)
            undo = state.undoes is not None and state.undoes.update(date, values)
            if state.standing and (undo or state.undone_after is not None):
                self._undo(state, day, undo)
        for state in self._states:
            was_met, state.met = state.met, state.fires.update(date, values)
            if state.met or state.decision_day is not None:
                self._fire(state, day, risen=state.met and not was_met)

    @property
    def events(self) -> list[Event]:
        """What happened, in the order in which it did."""
        return list(self._events.values())

    def table(self) -> dict[str, list[object]]:
        """The columns of `plan_events`, the run's own keys left out; dates are `datetime.date`."""
        rows = self.events
        columns: dict[str, list[object]] = {
            name: [getattr(row, name) for row in rows] for name in COLUMNS if name != "date"
        }
        columns["date"] = [self.calendar.date(row.day) for row in rows]
        return {name: columns[name] for name in COLUMNS}

    def _announce(self, state: _State, day: int) -> None:
        """Write that an order has taken effect, on its day; orders undone before that never do."""
        coming: list[_Standing] = []
        for each in state.coming:
            order = each.order
            since = state.effect_day(order) if order.effective_day <= day else None
            if since is None or since > day:
                coming.append(each)
            else:
                self._write(state, order.firing, "effective", since, each.seen, order.amount)
        state.coming = coming

    def _undo(self, state: _State, day: int, condition: bool) -> None:
        """Undo orders whose time is up, or on the condition those that are wholly surplus, newest first."""
        spare = self._spare(state, day) if condition else _Spare(0, 0)
        if spare == _Spare(0, 0) and state.undone_after is None:
            return  # nothing to give up
        kept: list[_Standing] = []
        for each in reversed(state.standing):
            if state.undone_after is not None:
                since = state.effect_day(each.order)  # time runs on from the ordered day where nothing works
                undo = (each.order.effective_day if since is None else since) + state.undone_after <= day
            else:
                undo = condition and (spare is None or spare.covers(state.parts(each)))
            if not undo:
                kept.append(each)
                continue
            parts = state.parts(each)
            self._reverse(state, each, parts, day)
            state.coming = [other for other in state.coming if other is not each]
            spare = None if spare is None else spare.less(parts)
        state.standing = kept[::-1]

    def _spare(self, state: _State, day: int) -> _Spare | None:
        """Places of gap orders beyond the need, 0 between reviews; None where the condition alone decides."""
        measure = state.placed.measure
        if measure.order.amount != "gap" or not state.adds_places:
            return None
        if day % review_days(state.placed, self.plan):
            return _Spare(0, 0)
        seen, pool = self.history[-1], state.pool
        in_use = surplus_in_use(pool, seen, need_of(state.placed, self.plan, seen, self._foreseen))
        spare = _Spare(in_use, surplus(pool, seen, self._need(state, day)))
        for parts in self._undone_today.get(pool, ()):
            spare = spare.less(parts)
        return spare

    def _need(self, state: _State, day: int) -> Need:
        """Need that a measure is sized for, knowing what comes only after its horizon."""
        later = 0
        if state.adds_places:
            last = day + horizon_days(state.placed, self.plan)
            later = sum(
                each.order.amount
                for other in self._states
                if other.adds_places and other.pool == state.pool
                for each in other.standing
                if each.order.day + promised_days(other.placed, self.plan) > last
            )
        return need_of(state.placed, self.plan, self.history[-1], self._foreseen, later)

    def _reverse(self, state: _State, each: _Standing, parts: Parts, day: int) -> None:
        measure = state.placed.measure
        dialogue = measure.reverse.dialogue_days if measure.reverse is not None else 0
        state.lever.reverse(each.order, day, dialogue)
        if state.adds_places:
            self._undone_today.setdefault(state.pool, []).append(parts)
        cause = state.undoes.seen() if state.undoes is not None else Seen()
        self._write(state, each.order.firing, "reversed", day, cause, each.order.amount)

    def _fire(self, state: _State, day: int, risen: bool) -> None:
        if state.decision_day is not None:
            if day >= state.decision_day:
                state.decision_day = None
                self._order(state, day, self._size(state, day))
            return
        if not state.met or not self._is_turn(state, day, risen):
            return
        decided = state.decided_on(day)
        size = self._size(state, day)
        if decided is None or size == 0:
            return
        state.cause = state.fires.seen()
        state.firing += 1
        self._write(state, state.firing, "fired", day, state.cause, size)
        if decided > day:
            state.decision_day = decided
        else:
            self._order(state, day, size)

    def _is_turn(self, state: _State, day: int, risen: bool) -> bool:
        """Whether a condition that holds may order today.

        A gap and a repeated number are looked at on review days, and on the day a dated condition comes
        true. A switch or another number is ordered when nothing of it stands, a number also when the
        condition comes to hold anew; by date only once.
        """
        measure, rule = state.placed.measure, state.placed.measure.order
        if self.plan.within_appropriation and measure.price and self.history[-1].budget_left_nok <= 0.0:
            return False
        if rule.amount == "gap" or rule.repeat:
            return day % review_days(state.placed, self.plan) == 0 or (risen and state.calendar_only)
        if state.calendar_only and state.firing:
            return False
        return not state.standing or (risen and rule.amount != "switch")

    def _size(self, state: _State, day: int) -> int:
        measure = state.placed.measure
        gap = state.lever.gap(self._need(state, day))
        if measure.lever_name == CLOSING_LEVER:
            gap -= sum(parts.opened for parts in self._undone_today.get("places", ()))
        return order_size(measure, gap, state.amount, state.last_week(day))

    def _order(self, state: _State, day: int, size: int) -> None:
        if size == 0:
            return
        measure = state.placed.measure
        effective = day + drawn_lead_days(measure, state.firing, self.chance)
        order = Order(
            measure.measure,
            measure.lever_name,
            state.firing,
            day,
            effective,
            size,
            measure.price,
            measure.lock_days,
        )
        state.lever.apply(order)
        state.ordered = [(when, amount) for when, amount in state.ordered if when > day - 7]
        state.ordered.append((day, size))
        placed = _Standing(order, state.cause)
        state.standing.append(placed)
        state.coming.append(placed)
        self._write(state, state.firing, "decided", day, state.cause, size)

    def _write(self, state: _State, firing: int, event: str, day: int, cause: Seen, size: int) -> None:
        measure = state.placed.measure
        self._events[measure.measure, firing, event] = Event(
            measure.measure,
            firing,
            event,
            day,
            measure.decided_by,
            cause.signal,
            cause.value,
            cause.threshold,
            size,
        )


def _signals(placed: PlacedMeasure) -> set[str]:
    measure = placed.measure
    undone = measure.reverse.when if measure.reverse is not None else None
    return signals_of(measure.when) | (signals_of(undone) if undone is not None else set())


def _states(plan: Plan, levers: Mapping[str, Lever]) -> list[_State]:
    """Make the states of all measures, or tell all that do not fit the levers."""
    states, faults = [], []
    for placed in plan.measures:
        measure = placed.measure
        lever = levers.get(measure.lever_name)
        if measure.reverse is None:
            faults.append(f"{placed.path}: says nothing about how it is undone")
        if lever is None:
            faults.append(f"{placed.path}: no institution offers the lever {measure.lever_name}")
            continue
        if (lever.unit == "switch") != (measure.order.amount == "switch"):
            rule = "is a switch" if lever.unit == "switch" else f"takes an amount in {lever.unit}"
            faults.append(f"{placed.path}.order.amount: {lever.name} {rule}, got {measure.order.amount}")
        undone = measure.reverse.when if measure.reverse is not None else None
        states.append(
            _State(
                placed,
                lever,
                lever if isinstance(lever, LateLever) else None,
                trigger(measure.when),
                trigger(undone) if undone is not None else None,
                by_calendar(measure.when),
            )
        )
    if faults:
        raise ValueError(f"plan {plan.name} cannot be carried out:\n" + "\n".join(faults))
    return states
