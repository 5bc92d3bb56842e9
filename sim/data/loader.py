"""One door to the facts: every number about Norway, the start states, the levers and the dictionary.

Nothing here knows the model. A file that breaks a rule is refused with file, line and rule (`DataError`).
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.data.history import monthly_arrivals, quota, series
from sim.data.reading import ROOT, Row, read
from sim.data.records import (
    BOTH,
    CONFIDENCES,
    DECIDERS,
    EPISODES,
    FACT_KINDS,
    NO_EPISODE,
    Described,
    Fact,
    Lever,
    Municipalities,
)
from sim.data.standing import FOUND_IN, GATES, VALIDATED, gates, validated
from sim.data.starts import start_anchors, start_places

__all__ = [
    "UnknownFactError",
    "dictionary",
    "digest",
    "fact",
    "facts",
    "gates",
    "levers",
    "monthly_arrivals",
    "municipalities",
    "quota",
    "series",
    "start_anchors",
    "start_places",
    "validated",
]

FACT_COLUMNS = tuple(field.name for field in fields(Fact))
DIGESTED = (".csv", ".json")
AFTERWARDS = ("observed.csv", FOUND_IN, GATES, VALIDATED)
"""What runs are held against, and what was found: it changes no run, so it is no part of what one was made with."""


class UnknownFactError(KeyError):
    """Raised for a key that no file of facts holds; the message names the nearest keys."""

    def __str__(self) -> str:
        return str(self.args[0])


def fact_from(row: Row) -> Fact:
    """Check one row of facts.

    Raises
    ------
    DataError : if kind or confidence is unknown, `low <= value <= high` fails, source or unit is blank,
        recalled or assumed without kind assumed, an assumed value lacks range or warning, or one that is no rule
        does not say in which episode it was found
    """
    value, low, high = row.number("value"), row.maybe("low"), row.maybe("high")
    row.within(low, value, high)
    kind, confidence = row.choice("kind", FACT_KINDS), row.choice("confidence", CONFIDENCES)
    if confidence in ("recalled", "assumed") and kind != "assumed":
        raise row.fail(f"confidence {confidence} must have kind assumed, not {kind}")
    if kind == "assumed" and low is None:
        raise row.fail("an assumed value must have low and high")
    if kind == "assumed" and not row.raw("warn"):
        raise row.fail("an assumed value must have a warning in warn")
    if kind == "rule" and row.raw("window"):
        raise row.fail("a rule is found in no episode: window must be blank")
    window = "" if kind == "rule" else row.choice("window", (*EPISODES, BOTH, NO_EPISODE))
    return Fact(
        row.text("key"), value, low, high, row.text("unit"), row.text("year"), kind,
        row.text("source"), confidence, row.raw("note"), row.raw("warn"), window,
    )  # fmt: skip


def read_facts(root: Path = ROOT) -> dict[str, Fact]:
    """Read all files of `facts/`; raise DataError for a bad row or a key that stands twice."""
    found: dict[str, Fact] = {}
    places: dict[str, str] = {}
    for path in sorted((root / "facts").glob("*.csv")):
        for row in read(f"facts/{path.name}", FACT_COLUMNS, root):
            each = fact_from(row)
            if each.key in found:
                raise row.fail(f"key {each.key} stands already in {places[each.key]}")
            found[each.key] = each
            places[each.key] = f"{row.file}, line {row.line}"
    return found


@cache
def facts() -> Mapping[str, Fact]:
    """Return every fact by key, read only."""
    return MappingProxyType(read_facts())


def fact(key: str) -> Fact:
    """Return one fact; raise UnknownFactError with the nearest keys if there is none."""
    known = facts()
    if key not in known:
        near = difflib.get_close_matches(key, known, n=4, cutoff=0.4)
        raise UnknownFactError(f"no fact {key!r}; nearest: {', '.join(near) or 'none'}")
    return known[key]


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    array.setflags(write=False)
    return array


@cache
def municipalities() -> Municipalities:
    """Return the 357 municipalities of 2024; arrays of shape (357,), read only."""
    names = tuple(field.name for field in fields(Municipalities))
    columns: dict[str, list[Any]] = {name: [] for name in names}
    for row in read("municipalities.csv", (*names, "source", "confidence")):
        for name in names:
            if name in ("number", "name", "county_number", "county"):
                columns[name].append(row.text(name))
            elif name in ("population", "population_2025", "centrality", "settled_suppressed_2024"):
                columns[name].append(row.whole(name))
            else:
                number = row.maybe(name)
                columns[name].append(np.nan if number is None else number)
        if not (len(columns["number"][-1]) == 4 and columns["number"][-1].isdigit()):
            raise row.fail(f"number is {columns['number'][-1]!r}, must have four digits")
        row.choice("centrality", "123456")
        row.choice("confidence", CONFIDENCES)
    suppressed = np.array(columns.pop("settled_suppressed_2024"), dtype=np.bool_)
    arrays = {name: _frozen(np.array(values)) for name, values in columns.items()}
    return Municipalities(**arrays, settled_suppressed_2024=_frozen(suppressed))


@cache
def levers() -> Mapping[str, Lever]:
    """Return every measure by name, with the body that decides it and the days it is in force."""
    found: dict[str, Lever] = {}
    columns = ("lever", "decided_by", "in_force_from", "in_force_to", "law", "source", "note")
    for row in read("levers.csv", columns):
        name = row.text("lever")
        last = row.day("in_force_to") if row.raw("in_force_to") else None
        each = Lever(
            name, row.choice("decided_by", DECIDERS), row.day("in_force_from"), last,
            row.text("law"), row.text("source"), row.raw("note"),
        )  # fmt: skip
        if name in found or (last is not None and last <= each.in_force_from):
            raise row.fail(f"lever {name} stands twice, or ends before it begins")
        found[name] = each
    return MappingProxyType(found)


@cache
def dictionary(table: str) -> tuple[Described, ...]:
    """Return the columns and series of an output table, in order; raise KeyError if there is none."""
    found: dict[str, list[Described]] = {}
    for row in read("dictionary.csv", tuple(field.name for field in fields(Described))):
        role = row.choice("role", ("column", "series"))
        kinds = ("key", "value") if role == "column" else ("flow", "stock")
        each = Described(
            row.text("table"), row.text("column_or_series"), role, row.choice("kind", kinds),
            row.text("unit"), row.text("definition"),
        )  # fmt: skip
        if (role, each.column_or_series) in {(e.role, e.column_or_series) for e in found.get(each.table, [])}:
            raise row.fail(f"{role} {each.column_or_series} stands twice in {each.table}")
        found.setdefault(each.table, []).append(each)
    if table not in found:
        raise KeyError(f"no table {table!r}; there are {', '.join(found)}")
    return tuple(found[table])


@cache
def digest() -> str:
    """Return the SHA-256 of every data file but AFTERWARDS, by sorted name; line ends count as one character."""
    total = hashlib.sha256()
    paths = {path.relative_to(ROOT).as_posix(): path for path in ROOT.rglob("*") if path.suffix in DIGESTED}
    for name in sorted(paths.keys() - set(AFTERWARDS)):
        content = paths[name].read_bytes().replace(b"\r\n", b"\n")
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()
