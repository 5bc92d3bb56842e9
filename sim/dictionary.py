"""The dictionary of results: every table, column and series with its kind, unit and definition.

The layout (kind, smallest value, whether it may be missing) stands here; units and definitions stand in
`sim/data/dictionary.csv`. The two must name the same things: loading refuses a difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from sim.data import dictionary

Kind = Literal["date", "month", "category", "text", "integer", "number"]


class TableError(ValueError):
    """Raised when a result does not match the dictionary; the message lists every fault."""


@dataclass(frozen=True)
class Column:
    """One column. `minimum` is the smallest possible value, None if any; `allowed` all values, () if any."""

    name: str
    kind: Kind
    key: bool = False
    minimum: float | None = None
    nullable: bool = False
    allowed: tuple[str, ...] = ()
    unit: str = ""
    definition: str = ""


@dataclass(frozen=True)
class Series:
    """One value of a `series` column: flow or stock, unit, definition, smallest value (None: any)."""

    name: str
    kind: str
    unit: str
    definition: str
    minimum: float | None = 0.0


@dataclass(frozen=True)
class Table:
    """One table: its columns in order, keys first, and the series that it may hold."""

    name: str
    columns: tuple[Column, ...]
    series: Mapping[str, Series]

    def value_columns(self) -> tuple[Column, ...]:
        """Columns that a run fills: all but shock, plan and replication."""
        return self.columns[len(RUN_KEYS) :]


def _key(name: str, kind: Kind, allowed: tuple[str, ...] = (), minimum: float | None = None) -> Column:
    return Column(name, kind, key=True, allowed=allowed, minimum=minimum)


RUN_KEYS: tuple[Column, ...] = (
    _key("shock", "category"), _key("plan", "category"), _key("replication", "integer", minimum=0),
)  # fmt: skip

SMALLEST: dict[tuple[str, str], float | None] = {
    ("weekly", "left"): None,  # net of those who came back
    ("municipality_month", "cost_nok"): None,  # corrections
}
"""Smallest possible value of a series where it is not 0; None: any."""

LAYOUT: dict[str, tuple[Column, ...]] = {
    "weekly": (
        _key("date", "date"), _key("series", "category"), _key("group", "category"),
        Column("value", "number"),
    ),
    "municipality_month": (
        _key("municipality_number", "category"), _key("month", "month"), _key("series", "category"),
        Column("value", "number"),
    ),
    "municipality_year": (
        _key("municipality_number", "category"), _key("year", "integer"),
        Column("answer_days", "integer", minimum=0, nullable=True),
        *(
            Column(name, "integer", minimum=0)
            for name in (
                "asked", "asked_minors", "voted", "voted_minors", "agreed", "agreed_minors", "settled",
                "settled_minors", "settled_children", "settled_small_children", "settled_learners",
                "settled_special_needs",
            )
        ),
        Column("outside_net", "integer"),
        *(
            Column(name, "integer", minimum=0)
            for name in ("dwellings_1", "dwellings_2_3", "dwellings_4", "pupils", "kindergarten")
        ),
        Column("grant_nok", "number", minimum=0), Column("cost_nok", "number"),
        Column("committed_grant_nok", "number"), Column("committed_cost_nok", "number"),
    ),
    "centre_events": (
        _key("centre", "category"), _key("date", "date"), _key("event", "category"),
        Column("type", "category"), Column("municipality_number", "category"),
        Column("places", "integer", minimum=0), Column("notice_days", "integer", minimum=0),
        Column("dialogue_days", "integer", minimum=0),
    ),
    "plan_events": (
        _key("measure", "category"), _key("firing", "integer", minimum=0),
        _key("event", "category", allowed=("fired", "decided", "effective", "reversed")),
        Column("date", "date"), Column("decided_by", "category"), Column("signal", "category"),
        Column("seen", "number"), Column("threshold", "number"), Column("size", "number", minimum=0),
    ),
    "waits": (
        _key("group", "category"), _key("stage", "category"), _key("year", "integer"),
        Column("n", "integer", minimum=0), Column("mean_days", "number", minimum=0, nullable=True),
        Column("p10", "number", minimum=0, nullable=True), Column("p50", "number", minimum=0, nullable=True),
        Column("p90", "number", minimum=0, nullable=True),
        *(Column(f"within_{limit}", "number", minimum=0, nullable=True) for limit in (90, 183, 365)),
        *(Column(f"due_{limit}", "integer", minimum=0) for limit in (90, 183, 365)),
        Column("waiting", "integer", minimum=0),
        *(Column(f"open_{limit}", "integer", minimum=0) for limit in (90, 183, 365)),
    ),
    "money": (
        _key("month", "month"), _key("payer", "category"), _key("item", "category"), Column("nok", "number"),
    ),
    "targets": (
        _key("year", "integer"), _key("clause", "category"), _key("measure", "category"),
        Column("value", "number", nullable=True), Column("unit", "category"),
        Column("met", "category", allowed=("yes", "no", "no yardstick", "nothing due", "not modelled")),
        Column("why", "text"),
    ),
    "breaks": (
        _key("criterion", "category"), Column("first_date", "date", nullable=True),
        Column("days", "integer", minimum=0), Column("worst", "number"),
    ),
    "households": (
        _key("household", "text"), Column("group", "category"), Column("size", "integer", minimum=1),
        Column("arrived", "date", nullable=True), Column("registered", "date", nullable=True),
        Column("decided", "date", nullable=True), Column("ready", "date", nullable=True),
        Column("allocated", "date", nullable=True), Column("settled", "date", nullable=True),
        Column("returned", "date", nullable=True), Column("left", "date", nullable=True),
        Column("lodging", "category"), Column("municipality_number", "category", nullable=True),
    ),
    "allocation": (
        _key("quarter", "category"), _key("municipality_number", "category"), _key("series", "category"),
        _key("size", "integer", minimum=0), Column("value", "number", minimum=0),
    ),
}  # fmt: skip


@cache
def load_tables() -> dict[str, Table]:
    """Read the dictionary; raise TableError if it and the layout differ."""
    faults: list[str] = []
    tables: dict[str, Table] = {}
    for name, layout in LAYOUT.items():
        described = dictionary(name)
        columns = {each.column_or_series: each for each in described if each.role == "column"}
        wanted = {column.name: column for column in (*RUN_KEYS, *layout)}
        faults += [
            f"dictionary.csv: {name}.{each} is not described" for each in wanted if each not in columns
        ]
        faults += [f"dictionary.csv: {name}.{each} is no column" for each in columns if each not in wanted]
        tables[name] = Table(
            name,
            tuple(
                replace(column, unit=columns[each].unit, definition=columns[each].definition)
                for each, column in wanted.items()
                if each in columns
            ),
            {
                each.column_or_series: Series(
                    each.column_or_series,
                    each.kind,
                    each.unit,
                    each.definition,
                    SMALLEST.get((name, each.column_or_series), 0.0),
                )
                for each in described
                if each.role == "series"
            },
        )
    if faults:
        raise TableError("; ".join(faults))
    return tables


TABLES: Mapping[str, Table] = load_tables()
ASKED_FOR = ("households", "allocation")
"""Tables that a run has only where they are asked for."""


def describe() -> Iterator[tuple[str, str, str, str, str]]:
    """Yield (table, column, series or "", unit, definition) of everything, in the order of the tables."""
    for table in TABLES.values():
        for column in table.columns:
            yield table.name, column.name, "", column.unit, column.definition
        for series in table.series.values():
            yield table.name, "value", series.name, series.unit, series.definition
