"""The system on a start date: stocks and places."""

from __future__ import annotations

from dataclasses import fields
from functools import cache

from sim.data.reading import read
from sim.data.records import (
    CASE_MEASURES,
    CENTRE_TYPES,
    CONFIDENCES,
    GROUPS,
    LODGINGS,
    Anchor,
    StartPlaces,
)


def _unknown_start(start: str, known: set[str]) -> KeyError:
    return KeyError(f"no start {start!r}; there are {', '.join(sorted(known))}")


@cache
def _anchors() -> tuple[Anchor, ...]:
    found: dict[tuple[str, ...], Anchor] = {}
    for row in read("start_anchors.csv", tuple(field.name for field in fields(Anchor))):
        persons, low, high = (row.number(name, 0) for name in ("persons", "low", "high"))
        row.within(low, persons, high)
        key = (
            row.text("start"), row.choice("measure", CASE_MEASURES), row.choice("lodging", LODGINGS),
            row.choice("group", GROUPS),
        )  # fmt: skip
        if key in found:
            raise row.fail(f"{' '.join(key)} stands twice")
        found[key] = Anchor(
            *key, persons, low, high, row.number("mean_elapsed_days", 0),
            row.text("source"), row.choice("confidence", CONFIDENCES), row.raw("note"),
        )  # fmt: skip
    return tuple(found.values())


def start_anchors(start: str) -> tuple[Anchor, ...]:
    """Return the stocks on a start date: 2015-01-01, 2022-01-01, 2024-01-01 or full_house.

    Persons with lodging `centres` sum to the residents of UDI centres; private and care come on top.
    """
    chosen = tuple(each for each in _anchors() if each.start == start)
    if not chosen:
        raise _unknown_start(start, {each.start for each in _anchors()})
    return chosen


@cache
def _start_places() -> tuple[StartPlaces, ...]:
    found = []
    for row in read("start_places.csv", tuple(field.name for field in fields(StartPlaces))):
        places, low, high = (row.number(name, 0) for name in ("places", "low", "high"))
        row.within(low, places, high)
        found.append(
            StartPlaces(
                row.text("start"), row.choice("type", CENTRE_TYPES), places, low, high,
                row.number("residents", 0), row.text("source"), row.choice("confidence", CONFIDENCES),
                row.raw("note"),
            )
        )  # fmt: skip
    return tuple(found)


def start_places(start: str) -> tuple[StartPlaces, ...]:
    """Return places by centre type on a start date; all but care sum to the total in facts start.places_*."""
    chosen = tuple(each for each in _start_places() if each.start == start)
    if not chosen:
        raise _unknown_start(start, {each.start for each in _start_places()})
    return chosen
