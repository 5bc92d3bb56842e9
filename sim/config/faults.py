"""Faults of the input: collected, named, and told to the user all at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

LONGEST_VALUE = 60
"""Characters of a value shown in a message; the rest is cut."""
FEWEST_LETTERS = 3
"""Letters from which a name that lies within another counts as close to it."""
MOST_OF_TABLE = 10
"""Faults of one table that are told one by one."""
NO_NAMES = ("none", "null", "nothing")
"""Names that would be read as that there is none."""


class _NoValue:
    """Stands for a fault that has no value to show, such as a missing key."""

    def __repr__(self) -> str:
        return "NO_VALUE"

    def __reduce__(self) -> str:
        return "NO_VALUE"


NO_VALUE = _NoValue()


@dataclass(frozen=True)
class Fault:
    """One fault of the input.

    Attributes
    ----------
    path : dotted path of the key, or the name of what was given (an override, a folder, a file)
    value : what was given; NO_VALUE where nothing was
    rule : what must hold, without the name and the value
    hint : way out, or the nearest known names; empty if there is none
    reads : dotted paths of other values the rule rests on; where one of them is faulty itself, this is none
    """

    path: str
    value: Any
    rule: str
    hint: str = ""
    reads: tuple[str, ...] = field(default=(), compare=False, repr=False)

    def __str__(self) -> str:
        shown = "" if self.value is NO_VALUE else f" = {_short(self.value)}"
        way_out = f" ({self.hint})" if self.hint else ""
        return " ".join(f"{self.path}{shown}: {self.rule}{way_out}".split())


class BadConfig(Exception):  # noqa: N818 - the name is what users read, and says enough
    """The input cannot be used. Lists every fault that was found, one a line.

    Attributes
    ----------
    runs : done before it was found; they are kept
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(dict.fromkeys(_hashable(fault) for fault in faults))
        if not self.faults:
            raise ValueError("BadConfig needs at least one fault")
        self.runs = 0
        super().__init__(self.faults)

    def __str__(self) -> str:
        count = len(self.faults)
        head = "1 fault in the input" if count == 1 else f"{count} faults in the input"
        done = f"the {self.runs:,} runs that it took to see it are kept" if self.runs else "nothing was run"
        return "\n".join([f"{head}; {done}", *(f"  {fault}" for fault in self.faults)])


def first_few(lines: Sequence[str]) -> list[str]:
    """Return the faults of a table; of many the first, and how many more there are."""
    if len(lines) <= MOST_OF_TABLE + 1:  # to tell of one more takes a line as well
        return list(lines)
    return [*lines[:MOST_OF_TABLE], f"and {len(lines) - MOST_OF_TABLE} more faults of this table"]


def nearest(name: str, names: Iterable[str], most: int = 3) -> str:
    """Return a hint with the known names closest to `name`, all of them if few, or an empty text."""
    known = sorted(set(names))
    if not known:
        return ""
    close = difflib.get_close_matches(name, known, n=most, cutoff=0.5)
    if len(name) >= FEWEST_LETTERS:
        close += [other for other in known if other not in close and (name in other or other in name)]
    if close:
        return f"nearest: {_listed(close[:most])}"
    if len(known) <= 12:
        return f"known: {_listed(known)}"
    return ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(repr(name) if name.lower() in NO_NAMES else name for name in names)


def _hashable(fault: Fault) -> Fault:
    """Give the fault a value that can be compared and hashed, so that doubles can be dropped."""
    try:
        hash(fault)
    except TypeError:
        return Fault(fault.path, _Shown(_short(fault.value)), fault.rule, fault.hint)
    return fault


class _Shown(str):
    """A value already turned into text; shown without quotation marks."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 3] + "..."
