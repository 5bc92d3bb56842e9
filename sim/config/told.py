"""Faults of the points of a sweep: each told once, with the points it concerns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sim.config.faults import NO_VALUE, Fault
from sim.config.sweep import Scalar, Value

NAMED = 3
"""Points and values named in a message; of the others it says how many there are."""


@dataclass
class _Entry:
    """A fault, how many points have it, and the first of these points and of the values that are wrong."""

    fault: Fault
    count: int = 0
    last: int = -1
    points: list[int] = field(default_factory=list)
    values: dict[str, None] = field(default_factory=dict)


class Told:
    """Gathers faults point by point.

    Parameters
    ----------
    swept : swept keys
    silent : of these, those of which faults are told elsewhere
    """

    def __init__(self, swept: Iterable[str], silent: Collection[str] = ()) -> None:
        self._swept = tuple(swept)
        self._silent = frozenset(silent)
        self._entries: dict[tuple[str, str, str, int], _Entry] = {}
        self._same: list[str] = []
        self._repeated = 0

    def add(self, number: int, faults: Iterable[Fault], at: Mapping[str, Scalar] | None = None) -> None:
        """Note the faults of a point.

        A swept key that breaks a rule is one fault, whatever its values, also where the rule names the value.

        Parameters
        ----------
        at : value of each swept key at this point
        """
        here: Counter[tuple[str, str, str]] = Counter()
        for fault in faults:
            if fault.path in self._silent:
                continue
            swept = next((key for key in self._swept if f"{fault.path}.".startswith(f"{key}.")), None)
            rule = fault.rule
            if swept is not None:
                value = (at or {}).get(swept)
                rule = _varying(value).sub("", rule)
                if fault.value is NO_VALUE and fault.path == swept and _itself(value).search(fault.rule):
                    fault = Fault(fault.path, value, fault.rule, fault.hint)
            key = (fault.path, "" if swept is not None else repr(fault.value), rule)
            here[key] += 1  # a rule that is broken twice at one point is two faults
            entry = self._entries.setdefault((*key, here[key]), _Entry(fault))
            if entry.last != number:
                entry.count += 1
                entry.last = number
                if len(entry.points) < NAMED:
                    entry.points.append(number)
            if fault.value is not NO_VALUE:
                entry.values[repr(fault.value)] = None

    def same(self, first: int, number: int, keys: Sequence[str], row: Sequence[Value]) -> None:
        """Note that a point repeats an earlier one."""
        self._repeated += 1
        if len(self._same) < NAMED:
            values = " ".join(f"{key}={value.shown}" for key, value in zip(keys, row, strict=True))
            self._same.append(f"{first} and {number} ({values})")

    def faults(self, count: int) -> list[Fault]:
        """Return each fault once; `count` is the number of points, and what concerns all of them names none."""
        told = []
        if self._same:
            rule = f"points are the same: {', '.join(self._same)}{_more(self._repeated - len(self._same))}"
            told.append(
                Fault("sweep", NO_VALUE, rule, "take the values that stand twice out, or sample fewer points")
            )
        for entry in self._entries.values():
            fault, hints = entry.fault, []
            if entry.count < count:
                word = "point" if entry.count == 1 else "points"
                named = ", ".join(str(number) for number in entry.points)
                hints.append(f"{word} {named}{_more(entry.count - len(entry.points))}")
            value = fault.value
            if len(entry.values) > 1:
                value = NO_VALUE
                named = ", ".join(list(entry.values)[:NAMED])
                hints.insert(0, f"values {named}{_more(len(entry.values) - NAMED)}")
            if fault.hint:
                hints.append(fault.hint)
            told.append(Fault(fault.path, value, fault.rule, "; ".join(hints)))
        return told


def _varying(value: Scalar) -> re.Pattern[str]:
    """Match what a rule says of one value and not of another: that value, names in quotation marks, numbers."""
    return re.compile(rf"{_itself(value).pattern}|'[^']*'|\d+(\.\d+)?(e[+-]?\d+)?")


def _itself(value: Scalar) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(str(value))}(?!\w)")


def _more(count: int) -> str:
    return f" and {count} more" if count > 0 else ""
