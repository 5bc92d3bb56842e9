"""The dated book: every dated effect, in plain entries."""

from __future__ import annotations

from collections.abc import Callable

Handler = Callable[[int, int, int], object]
Entry = tuple[str, int, int]


class AgendaError(RuntimeError):
    """An entry for today or earlier, or an effect that nobody carries out."""


class Agenda:
    """Dated effects, carried out first thing on their day.

    Entries are (effect, target, amount): names and numbers, never functions, so that the book can be saved
    and shown. What target and amount mean is the effect's own matter.
    """

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}
        self._entries: dict[int, list[Entry]] = {}
        self._done = -1

    def on(self, effect: str, handler: Handler) -> None:
        """Name who carries an effect out: `handler(target, amount, day)`; AgendaError if it has one."""
        if effect in self._handlers:
            message = f"effect {effect!r} already has a handler"
            raise AgendaError(message)
        self._handlers[effect] = handler

    def add(self, day: int, effect: str, target: int, amount: int, today: int) -> None:
        """Enter an effect; AgendaError if day <= today or that day is done. Before day 0, today is -1."""
        if day <= today or day <= self._done:
            message = f"{effect} for day {day} is too late: today is day {max(today, self._done)}"
            raise AgendaError(message)
        self._entries.setdefault(int(day), []).append((effect, int(target), int(amount)))

    def run(self, day: int) -> None:
        """Carry out the entries up to this day, by day and order of entry; AgendaError if nobody does one."""
        for today in range(self._done + 1, day + 1):
            self._done = today
            for effect, target, amount in self._entries.pop(today, ()):
                handler = self._handlers.get(effect)
                if handler is None:
                    message = f"nobody carries out {effect!r}, due on day {today}"
                    raise AgendaError(message)
                handler(target, amount, today)

    def pending(self) -> list[tuple[int, str, int, int]]:
        """List what is still to come as (day, effect, target, amount), by day, then in order of entry."""
        return [(day, *entry) for day in sorted(self._entries) for entry in self._entries[day]]
