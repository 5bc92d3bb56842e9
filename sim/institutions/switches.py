"""Levers that turn something on and off, through the dated book."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.engine.agenda import Agenda
from sim.plans.protocol import Need, Order


def check_later(order: Order) -> None:
    """Raise ValueError unless the order takes effect after the day it is decided."""
    if order.effective_day <= order.day:
        raise ValueError(f"{order.lever}: effective_day {order.effective_day} must be after day {order.day}")


@dataclass
class Switch:
    """A lever that enters `on` in the dated book when ordered, and `off` when reversed.

    Attributes
    ----------
    effect : effect of the dated book that carries it out
    on, off : (target, amount) of the entries
    ordered : whether the last order stands
    """

    name: str
    agenda: Agenda
    effect: str
    on: tuple[int, int]
    off: tuple[int, int]
    unit: str = "switch"
    ordered: bool = field(default=False)

    def gap(self, need: Need) -> int:
        """1 while it is not ordered, else 0."""
        return 0 if self.ordered else 1

    def apply(self, order: Order) -> None:
        """Enter it for `order.effective_day`; ValueError if that is not after `order.day`."""
        check_later(order)
        self.agenda.add(order.effective_day, self.effect, *self.on, today=order.day)
        self.ordered = True

    def reverse(self, order: Order, day: int, dialogue_days: int) -> None:
        """Enter its end, after the dialogue and never before it began."""
        self.agenda.add(max(day + 1 + dialogue_days, order.effective_day), self.effect, *self.off, today=day)
        self.ordered = False
