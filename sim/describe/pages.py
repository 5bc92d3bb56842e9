"""The pages, by name: a template of prose each, with blocks filled from what the program uses.

A page is the same wherever it is written: it names no version, digest or day of the machine that writes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from sim.chance.purposes import PURPOSES
from sim.config import catalogue
from sim.config.compose import Sources, compose_primary
from sim.config.population import GROUPS
from sim.config.prices import PAYERS
from sim.config.schema import DAYS_AFTER_ONSET, LONGEST_DAYS
from sim.config.when import SIGNALS
from sim.data import facts, switches
from sim.data.reading import ROOT
from sim.decisions.verbs import STUDIES
from sim.describe import blocks
from sim.dictionary import ASKED_FOR, TABLES, Column, Series, Table
from sim.institutions.accounts import ITEMS
from sim.institutions.phases import Phase
from sim.institutions.records import ALL, BY_GROUP
from sim.institutions.states import Case, Lodging
from sim.stage_waits import STAGES
from sim.studies.metrics import METRICS

DOCUMENTS: dict[str, str] = {
    "model": "the model after STRESS-DES: objectives, logic, data, experimentation, implementation, code",
    "parameters": "every parameter: value, range, unit, year, source, warning, and where it is used",
    "dictionary": "every stored table, column and series: unit and meaning",
}
"""What can be described, a line each."""
SERIES_HEADS = ("Series", "Kind", "Unit", "Meaning")
ALL_AND_EACH = f"{ALL} and each group"


def page(name: str) -> str:
    """Return the page of one of DOCUMENTS, in Markdown."""
    environment = Environment(
        loader=PackageLoader("sim.describe", "."),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )  # nothing is escaped: the pages are Markdown, and every word in them is our own
    environment.globals.update(table=blocks.table, number=blocks.number)
    filled = {"model": _model, "parameters": _parameters, "dictionary": _dictionary}[name]()
    return environment.get_template(f"{name}.md").render(filled)


def _model() -> dict[str, Any]:
    sources = Sources.of([])
    groups = catalogue.groups(sources)
    settings = compose_primary(sources, "run", {}).data
    compared = compose_primary(sources, "compare", {}).data
    return {
        "facts": len(facts()),
        "kinds": blocks.kinds(),
        "warned": sum(bool(each.warn) for each in facts().values()),
        "warnings": blocks.warnings(),
        "groups": [(f"`{each.name}`", each.says, str(len(each.options)), f"`{each.default}`") for each in groups],
        "starts": blocks.options(sources, "start"),
        "shocks": blocks.options(sources, "shock"),
        "plans": blocks.options(sources, "plan"),
        "criteria": blocks.criteria(sources),
        "levers": blocks.lever_rows(),
        "signals": [(f"`{name}`", says) for name, says in SIGNALS.items()],
        "metrics": [(f"`{each.name}`", each.unit, each.better) for each in METRICS],
        "tables": [
            (f"`{each.name}`", _keys(each), str(len(each.columns)), _many(each.series)) for each in TABLES.values()
        ],
        "asked_for": _named(ASKED_FOR).replace(",", " and"),
        "studies": [(f"`beredt {verb}`", says) for verb, says in STUDIES.items()],
        "phases": [(str(phase.value), phase.name.lower().replace("_", " ")) for phase in Phase],
        "cases": _named(case.name for case in Case),
        "lodgings": _named(lodging.name for lodging in Lodging),
        "household_groups": _named(GROUPS),
        "case_rules": _case_rules(sources),
        "purposes": _streams(),
        "streams": len(PURPOSES),
        "replications": compared["replications"],
        "compared": _named(compared["plans"]),
        "seed": settings["seed"],
        "days_after": DAYS_AFTER_ONSET,
        "longest": LONGEST_DAYS,
        "switches": len(switches()),
        "data_files": _data_files(),
    }


def _parameters() -> dict[str, Any]:
    sources = Sources.of([])
    used = blocks.uses(sources)
    world = [each for each in catalogue.groups(sources) if each.name not in blocks.OUTSIDE]
    chosen = [(each, blocks.choices(sources, each.name, each.default)) for each in world]
    return {
        "total": len(facts()),
        "kinds": [(kind, blocks.fact_rows(kind, used)) for kind in blocks.KINDS],
        "choices": [(each.name, each.default, each.says, rows) for each, rows in chosen if rows],
        "outside": blocks.OUTSIDE,
    }


def _dictionary() -> dict[str, Any]:
    return {
        "tables": [
            (each.name, each.name in ASKED_FOR, [_column(column) for column in each.columns], *_series(each))
            for each in TABLES.values()
        ],
        "groups": _named(GROUPS),
        "payers": _named(PAYERS),
        "items": _named(ITEMS),
        "stages": [(f"`{name}`", f"`{first}`", f"`{last}`") for name, first, last, _ in STAGES],
    }


def _column(column: Column) -> blocks.Row:
    marks = [mark for mark, holds in (("key", column.key), ("may be missing", column.nullable)) if holds]
    allowed = f" One of: {', '.join(column.allowed)}." if column.allowed else ""
    return f"`{column.name}`", column.kind, column.unit, ", ".join(marks), column.definition + allowed


def _series(table: Table) -> tuple[Sequence[str], list[blocks.Row]]:
    """Return the heads and rows of a table's series; only `weekly` is kept by group."""
    every = table.series.values()
    if table.name != "weekly":
        return SERIES_HEADS, [(f"`{each.name}`", each.kind, each.unit, each.definition) for each in every]
    heads = (*SERIES_HEADS[:-1], "Groups", SERIES_HEADS[-1])
    return heads, [
        (f"`{each.name}`", each.kind, each.unit, ALL_AND_EACH if each.name in BY_GROUP else ALL, each.definition)
        for each in every
    ]


def _keys(table: Table) -> str:
    return ", ".join(column.name for column in table.columns if column.key)


def _many(series: Mapping[str, Series]) -> str:
    return str(len(series)) if series else ""


def _named(names: Iterable[str]) -> str:
    return ", ".join(f"`{name.lower()}`" if name.isupper() else f"`{name}`" for name in names)


def _case_rules(sources: Sources) -> list[blocks.Row]:
    """Return the priority rules of case-work in the default: name and tracks from first to last."""
    _, values = catalogue.whole(sources, "casework", "norway")
    rules = {each.key.rpartition(".")[2]: each.value for each in values if each.key.startswith("priority.rules.")}
    in_force = next(each.value for each in values if each.key == "priority.rule")
    return [
        (f"`{name}`" + (" (default)" if name == in_force else ""), " > ".join(order) or "strictly by age of the case")
        for name, order in rules.items()
    ]


def _streams() -> list[blocks.Row]:
    """Return the streams of chance by subject, in the order in which they were added."""
    found: dict[str, list[str]] = {}
    for purpose in PURPOSES:
        subject, _, what = purpose.partition("_")
        found.setdefault(subject, []).append(what or subject)
    return [(subject, str(len(names)), ", ".join(names)) for subject, names in found.items()]


def _data_files() -> list[blocks.Row]:
    """Return name, title, description and warning of every table of data."""
    told = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
    return [
        (f"`{each['name']}`", each["title"], each.get("description", ""), each.get("warning", ""))
        for each in told["resources"]
    ]
