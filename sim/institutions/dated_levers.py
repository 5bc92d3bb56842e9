"""Two kinds of lever whose effects stand in the dated book: a switch, and an amount ordered in parts."""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.engine.agenda import Agenda
from sim.institutions.switches import check_later
from sim.plans.protocol import Need, Order

ON, OFF = 1, 0


class Switch:
    """A lever that is on or off.

    Parameters
    ----------
    is_on
        Whether it is in force now.
    turn
        Puts it in force (True) or ends it (False), on the day given.
    """

    unit = "switch"

    def __init__(
        self, name: str, agenda: Agenda, is_on: Callable[[], bool], turn: Callable[[bool, int], object]
    ) -> None:
        self.name = name
        self._agenda = agenda
        self._is_on = is_on
        self._turn = turn
        self._ordered = 0
        agenda.on(name, self._effect)

    def gap(self, need: Need) -> int:
        """1 if it is neither in force nor ordered, else 0; whatever the need, the trigger decides."""
        return int(not self._is_on() and self._ordered == 0)

    def apply(self, order: Order) -> None:
        """Put it in force on `effective_day`."""
        check_later(order)
        self._agenda.add(order.effective_day, self.name, ON, order.amount, order.day)
        self._ordered += 1

    def reverse(self, order: Order, day: int, dialogue_days: int) -> None:
        """End it after the dialogue, tomorrow at the earliest, and never before it began."""
        when = max(day + max(dialogue_days, 1), order.effective_day)
        self._agenda.add(when, self.name, OFF, order.amount, day)

    def _effect(self, target: int, amount: int, day: int) -> None:
        if target == ON:
            self._ordered -= 1
        self._turn(target == ON, day)


class Batch:
    """A lever that is ordered in amounts.

    Parameters
    ----------
    missing
        Amount that a need asks for beyond what is in force, before orders under way are deducted.
    act
        Carries out (firing, amount, day); a negative amount takes that firing's amount back.
    """

    def __init__(
        self,
        name: str,
        unit: str,
        agenda: Agenda,
        missing: Callable[[Need], float],
        act: Callable[[int, int, int], object],
    ) -> None:
        self.name = name
        self.unit = unit
        self._agenda = agenda
        self._missing = missing
        self._act = act
        self.ordered = 0
        agenda.on(name, self._effect)

    def gap(self, need: Need) -> int:
        """Amount still missing, what is ordered deducted; never below 0."""
        return max(math.ceil(self._missing(need) - self.ordered - 1e-9), 0)

    def apply(self, order: Order) -> None:
        """Enter the amount for `effective_day`; ValueError if it is not above 0."""
        check_later(order)
        if order.amount <= 0:
            raise ValueError(f"{self.name}: amount {order.amount} must be above 0")
        self._agenda.add(order.effective_day, self.name, order.firing, order.amount, order.day)
        self.ordered += order.amount

    def reverse(self, order: Order, day: int, dialogue_days: int) -> None:
        """Take the amount back after the dialogue, but never before it was to be in force."""
        when = max(day + max(dialogue_days, 1), order.effective_day)
        self._agenda.add(when, self.name, order.firing, -order.amount, day)

    def _effect(self, target: int, amount: int, day: int) -> None:
        if amount > 0:
            self.ordered -= amount
        self._act(target, amount, day)
