"""What was published of a municipality, told beside what the model gives it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from sim.views.rows import records
from sim.views.words import Words

if TYPE_CHECKING:
    from sim.views.municipality import SheetFacts

PARTS = {
    "requested": "mu_published_requested",
    "voted": "mu_published_voted",
    "settled": "mu_published_settled",
}
"""What may be published, and the sentence of each."""
BESIDE = {"asked": "requested", "voted": "voted", "settled": "settled"}
"""Of a measure of the model, what was published of the same."""


@dataclass(frozen=True)
class Published:
    """What was published of a year, persons; None where it was not published of every municipality of the sheet."""

    year: int
    requested: int
    voted: int | None
    settled: int | None
    source: str


def as_published(years: pd.DataFrame, facts: SheetFacts) -> set[int]:
    """Return the years whose request in the model is the published one in every run."""
    asked = years[years["measure"] == "asked"].set_index("year")
    return {
        each.year
        for each in facts.published
        if each.year in asked.index
        and all(asked.loc[each.year, end] == each.requested for end in ("low", "middle", "high"))
    }


def beside(years: pd.DataFrame, facts: SheetFacts, words: Words) -> Iterator[str]:
    """Say what was voted and settled beside the model's, and what a run within one year cannot show."""
    for each in facts.published:
        parts = [
            words.say(key, figure=words.number(value))
            for key, value in ((key, getattr(each, name)) for name, key in PARTS.items())
            if value is not None
        ]
        cut = facts.last_day < dt.date(each.year, 12, 31)
        yield words.say(
            "mu_beside", year=each.year, parts=words.listed(parts), source=each.source,
            shock=words.name("shock", facts.shock), voted=_model(years, each, "voted", words),
            settled=_model(years, each, "settled", words),
            to=words.say("mu_beside_to", end=words.date(facts.last_day)) if cut else "",
        )  # fmt: skip
    if len(facts.in_run) == 1:
        yield words.say("mu_one_year", year=facts.in_run[0])


def _model(years: pd.DataFrame, each: Published, measure: str, words: Words) -> str:
    from sim.views.municipality_tables import span  # it takes rows of its table from here

    row = years[(years["measure"] == measure) & (years["year"] == each.year)]
    return span(records(row)[0], words) if len(row) else words.say("mu_none")


def of_published(measure: str, facts: SheetFacts, words: Words) -> Iterator[tuple[str, ...]]:
    """Yield the row of what was published of a measure, to stand below that of the model."""
    name = BESIDE.get(measure)
    found = {each.year: getattr(each, name) for each in facts.published} if name else {}
    if name and any(value is not None for value in found.values()):
        values = (found.get(year) for year in facts.in_run)
        cells = (words.say("mu_none") if value is None else words.number(value) for value in values)
        yield (words.name("mu_measure", f"published_{name}"), *cells)
