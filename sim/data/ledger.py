"""The ledger of dated switches: policy facts that changed during an episode, and what carries them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path

from sim.data.loader import fact
from sim.data.reading import ROOT, read
from sim.data.records import CONFIDENCES, EPISODES, FACT_KINDS

CARRIERS = ("value", "capacity", "state", "move", "measure", "option")
FACT = "fact:"


@dataclass(frozen=True)
class Switch:
    """A policy fact that changed on a day.

    Attributes
    ----------
    carrier : a single value, a row of the decision capacity or of the pace of appeals by date, a state of collective
        protection, a time to move in by date (which goes with the rules, not with the switches), a measure of the
        plan, or an option of a group
    what : dotted key, list or group that carries it
    before, after : texts; `fact:KEY` stands for the value of a fact, and `after` of a measure is its name. Without
        `before` it is not there, or for a value is left as the rules in use have it
    in_force : first day
    announced : day from which it was known that it would come
    size_known : day from which its size was known: the end of the time that it is estimated from, if it is
    """

    key: str
    episode: str
    carrier: str
    what: str
    before: str
    after: str
    in_force: date
    announced: date
    size_known: date
    kind: str
    source: str
    confidence: str
    note: str

    @property
    def value(self) -> float | str:
        """What it is from its first day on."""
        return _value(self.after)

    @property
    def value_before(self) -> float | str:
        """What it was before; blank where it was not there."""
        return _value(self.before)


def _value(text: str) -> float | str:
    if text.startswith(FACT):
        return fact(text.removeprefix(FACT)).value
    try:
        return float(text)
    except ValueError:
        return text


def read_switches(root: Path = ROOT) -> tuple[Switch, ...]:
    """Read the ledger; raise DataError for a key that stands twice."""
    found: dict[str, Switch] = {}
    for row in read("switches.csv", tuple(field.name for field in fields(Switch)), root):
        each = Switch(
            row.text("key"), row.choice("episode", EPISODES), row.choice("carrier", CARRIERS), row.text("what"),
            row.raw("before"), row.text("after"), row.day("in_force"), row.day("announced"), row.day("size_known"),
            row.choice("kind", FACT_KINDS), row.text("source"), row.choice("confidence", CONFIDENCES), row.raw("note"),
        )  # fmt: skip
        if each.key in found:
            raise row.fail(f"key {each.key} stands twice")
        if each.size_known < each.announced:
            raise row.fail("size_known must not be before announced")
        found[each.key] = each
    return tuple(found.values())


@cache
def switches() -> tuple[Switch, ...]:
    """Return the ledger, in the order of the file."""
    return read_switches()
