"""Conditions of a plan while the days pass: how long each has held, and what was seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from sim.config.when import AllOf, Always, OnDate, SignalIs, When, leaves


@dataclass(frozen=True)
class Seen:
    """What made a condition true: the signal, its value that day, the threshold. Blank and 0 for a date."""

    signal: str = ""
    value: float = 0.0
    threshold: float = 0.0


class Trigger(Protocol):
    """A condition with a memory: shown each day once, in order."""

    def update(self, date: dt.date, signals: Mapping[str, float]) -> bool:
        """Take in the day and say whether the condition is met; a signal that is NaN meets nothing."""

    def seen(self) -> Seen:
        """What meets it on the day last shown; of several parts, the first signal met."""


class _OnSignal:
    def __init__(self, when: SignalIs) -> None:
        self._signal, self._threshold = when.signal, when.threshold
        self._rises = when.above is not None
        self._for_days = max(when.for_days, 1)
        self._days = 0
        self._value = 0.0

    def update(self, date: dt.date, signals: Mapping[str, float]) -> bool:
        self._value = value = signals[self._signal]
        if value > self._threshold if self._rises else value < self._threshold:
            self._days += 1
            return self._days >= self._for_days
        self._days = 0
        return False

    def seen(self) -> Seen:
        return Seen(self._signal, self._value, self._threshold)


class _OnDate:
    def __init__(self, when: OnDate) -> None:
        self._from, self._until = when.date, when.until or dt.date.max

    def update(self, date: dt.date, signals: Mapping[str, float]) -> bool:
        return self._from <= date < self._until

    def seen(self) -> Seen:
        return Seen()


class _Always:
    def update(self, date: dt.date, signals: Mapping[str, float]) -> bool:
        return True

    def seen(self) -> Seen:
        return Seen()


class _Several:
    """All or any of several; every part is shown every day, so that each keeps count."""

    def __init__(self, parts: tuple[When, ...], every: bool) -> None:
        self._parts = [trigger(part) for part in parts]
        self._every = every
        self._met: list[bool] = []

    def update(self, date: dt.date, signals: Mapping[str, float]) -> bool:
        self._met = [part.update(date, signals) for part in self._parts]
        return all(self._met) if self._every else any(self._met)

    def seen(self) -> Seen:
        found = [part.seen() for part, met in zip(self._parts, self._met, strict=True) if met]
        return next((each for each in found if each.signal), Seen())


def trigger(when: When) -> Trigger:
    """Make the trigger of a condition."""
    if isinstance(when, SignalIs):
        return _OnSignal(when)
    if isinstance(when, OnDate):
        return _OnDate(when)
    if isinstance(when, Always):
        return _Always()
    if isinstance(when, AllOf):
        return _Several(when.all, every=True)
    return _Several(when.any, every=False)


def signals_of(when: When) -> set[str]:
    """Names of the signals that a condition looks at."""
    return {leaf.signal for leaf in leaves(when) if isinstance(leaf, SignalIs)}


def by_calendar(when: When) -> bool:
    """Whether a condition looks at no signal at all."""
    return not signals_of(when)
