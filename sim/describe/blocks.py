"""The blocks of those pages: rows read from options, facts, schema and dictionary, and tables of them in Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sim.config import catalogue
from sim.config.compose import Sources, fact_key
from sim.config.fields import dotted, leaves
from sim.config.files import read_yaml
from sim.data import Fact, facts, levers

Row = tuple[str, ...]

OUTSIDE = ("plan", "shock", "start")
"""Groups whose options are told one by one, not by the values of the default."""


@dataclass(frozen=True)
class Use:
    """Where a fact is taken: `group=option: key`, and in how many places more."""

    first: str
    more: int

    def __str__(self) -> str:
        return self.first + (f" and {self.more} more" if self.more else "")


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table in Markdown; a head that ends with a colon is a column of numbers."""
    marks = ["---:" if each.endswith(":") else "---" for each in head]
    lines = [_line([each.removesuffix(":") for each in head]), _line(marks), *(_line(row) for row in rows)]
    return "\n".join(lines)


def number(value: object) -> str:
    """Write a value as a reader would: whole thousands apart, no rounding, lists in one line."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.10g}"
    if isinstance(value, list | tuple):
        return ", ".join(number(each) for each in value) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{key} {number(each)}" for key, each in value.items()) or "none"
    return str(value)


def options(sources: Sources, group: str) -> list[Row]:
    """Return name and what it says of every option of a group; the default is marked."""
    default = {each.name: each.default for each in catalogue.groups(sources)}[group]
    return [
        (f"`{each.name}`" + (" (default)" if each.name == default else ""), each.says)
        for each in catalogue.options(sources, group)
    ]


def uses(sources: Sources) -> dict[str, Use]:
    """Return by fact where the options take it, in the order of groups and options."""
    found: dict[str, list[str]] = {}
    for group in catalogue.groups(sources):
        for name in group.options:
            for path, value in leaves(read_yaml(sources.options(group.name)[name])):
                key = fact_key(value)
                if key is not None:
                    found.setdefault(key, []).append(f"{group.name}={name}: {dotted(path)}")
    return {key: Use(places[0], len(places) - 1) for key, places in found.items()}


def fact_rows(kind: str, used: dict[str, Use]) -> list[Row]:
    """Return key, value, range, unit, year, source, note, warning and use of every fact of a kind."""
    return [
        (
            f"`{each.key}`", number(each.value), _range(each), each.unit, each.year, each.source, each.note,
            each.warn, str(used.get(each.key, "the code, by its key")),
        )
        for each in facts().values()
        if each.kind == kind
    ]  # fmt: skip


def choices(sources: Sources, group: str, option: str) -> list[Row]:
    """Return key, value, unit and meaning of every number of an option that is taken from no fact."""
    _, values = catalogue.whole(sources, group, option)
    return [
        (f"`{each.key}`", number(each.value), each.unit, _meaning(each))
        for each in values
        if each.fact is None and _counts(each.value)
    ]


def warnings() -> list[Row]:
    """Return each warning that a fact carries, and how many carry it."""
    counted = Counter(each.warn for each in facts().values() if each.warn)
    return [(warning, str(count)) for warning, count in counted.most_common()]


def kinds() -> list[Row]:
    """Return by kind how many facts there are, and of these by confidence and with a warning."""
    rows = []
    for kind in dict.fromkeys(each.kind for each in facts().values()):
        of_kind = [each for each in facts().values() if each.kind == kind]
        by = Counter(each.confidence for each in of_kind)
        warned = sum(bool(each.warn) for each in of_kind)
        rows.append((kind, str(len(of_kind)), *(str(by[each]) for each in CONFIDENCE), str(warned)))
    return sorted(rows, key=lambda row: KINDS.index(row[0]))


KINDS = ("rule", "estimated", "assumed")
CONFIDENCE = ("official", "reported", "recalled", "assumed")


def lever_rows() -> list[Row]:
    """Return lever, who decides, in force from and to, law and source."""
    return [
        (
            f"`{name}`", each.decided_by, str(each.in_force_from), str(each.in_force_to or "still"), each.law,
            each.source, each.note,
        )
        for name, each in levers().items()
    ]  # fmt: skip


def criteria(sources: Sources) -> list[Row]:
    """Return name, meaning, series, threshold and days of every criterion of the default option."""
    _, values = catalogue.whole(sources, "criteria", "default")
    found: dict[str, dict[str, Any]] = {}
    for each in values:
        _, name, key = each.key.split(".")
        found.setdefault(name, {})[key] = each.value
    return list(_criteria_rows(found))


def _criteria_rows(found: dict[str, dict[str, Any]]) -> Iterator[Row]:
    for name, told in found.items():
        side = "above" if told.get("above") is not None else "below"
        yield (
            f"`{name}`", told["says"], f"`{told['series']}`", f"{side} {number(told[side])}", number(told["for_days"]),
        )  # fmt: skip


def _counts(value: Any) -> bool:
    """Whether a value is a number or yes or no, or holds one."""
    if isinstance(value, list | tuple):
        return any(_counts(each) for each in value)
    if isinstance(value, dict):
        return any(_counts(each) for each in value.values())
    return isinstance(value, bool | int | float)


def _meaning(value: catalogue.Value) -> str:
    return "; ".join(text for text in dict.fromkeys((value.says, value.note)) if text and text != value.unit)


def _range(known: Fact) -> str:
    if known.low is None or known.high is None:
        return ""
    return f"{number(known.low)} to {number(known.high)}"


def _line(cells: Sequence[object]) -> str:
    return f"| {' | '.join(_cell(each) for each in cells)} |"


def _cell(text: object) -> str:
    """Write a cell on one line; a bar and a sign of HTML are no end of it."""
    plain = " ".join(str(text).split())
    return plain.replace("|", "\\|").replace("<", "&lt;")
