"""What the pages of a result are made of: sentences, tiles, figures, tables and links, each ready for a template."""

from __future__ import annotations

import base64
import datetime as dt
import html
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from markdown_it import MarkdownIt
from markupsafe import Markup

from sim.report.page import MOST_BYTES
from sim.views.english import ENGLISH
from sim.views.picture import BY_ROW, Picture
from sim.views.words import Words

MOST_ROWS = 150
"""Rows of a figure's numbers that a page holds; the download has all. Our choice."""
CODES: Mapping[str, str] = {
    **{name: name for name in ("plan", "shock", "payer", "measure", "event", "metric")},
    "stage": "series", "better": "shown_better", "target": "time_target",
}  # fmt: skip
"""Columns of a figure's numbers that hold codes, and the kind of these."""
_MARKED = MarkdownIt("zero", {"html": False}).enable(["emphasis", "backticks"])


@dataclass(frozen=True)
class Sentences:
    """Sentences under each other; `listed` with a bullet each."""

    lines: list[Markup]
    title: str = ""
    listed: bool = False
    kind: Literal["sentences"] = "sentences"


@dataclass(frozen=True)
class Line:
    """One plan in a tile: the number in large, and what it rests on."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Tile:
    """One question, answered for each plan."""

    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Tiles:
    """Tiles beside each other, and what their ranges are."""

    tiles: list[Tile]
    note: str
    kind: Literal["tiles"] = "tiles"


@dataclass(frozen=True)
class Table:
    """A table for people: text that is written already, in the order shown.

    Attributes
    ----------
    words : columns from the left that hold text; the others hold numbers
    folded : whether it opens only when asked for
    english : columns, from 0, that hold English whatever the language of the page
    """

    title: str
    frame: pd.DataFrame
    note: str = ""
    words: int = 1
    folded: bool = False
    english: tuple[int, ...] = ()
    kind: Literal["table"] = "table"

    @property
    def heads(self) -> list[str]:
        """The heads of the columns."""
        return [str(name) for name in self.frame.columns]

    @property
    def rows(self) -> list[list[str]]:
        """The cells."""
        return [[str(cell) for cell in row] for row in self.frame.itertuples(index=False, name=None)]


@dataclass(frozen=True)
class Figure:
    """A drawing with its accessible name, what it shows in words, and the numbers that it was drawn from.

    Attributes
    ----------
    svg : the element, which `name`-text describes; an image where the drawing is large
    table : as written for people; `more` rows of it were left out
    """

    name: str
    svg: Markup
    title: str
    text: str
    table: pd.DataFrame
    more: int = 0
    kind: Literal["figure"] = "figure"

    @property
    def numbers(self) -> Table:
        """The numbers as a table."""
        return Table(self.title, self.table)


@dataclass(frozen=True)
class Links:
    """Where to go from here: (path, label); paths are of this page and take the question with them."""

    links: list[tuple[str, str]]
    title: str = ""
    kind: Literal["links"] = "links"


Block = Sentences | Tiles | Table | Figure | Links


@dataclass(frozen=True)
class View:
    """A page of a result."""

    name: str
    title: str
    blocks: list[Block]


def marked(text: str) -> Markup:
    """Return a sentence with its bold words and code as HTML, and all else escaped."""
    return Markup(_MARKED.renderInline(text))


def under(heading: str, parts: Sequence[str]) -> Markup:
    """Return a sentence with a list of parts under it."""
    items = Markup("").join(Markup("<li>{}</li>").format(marked(part)) for part in parts)
    return Markup("{}<ul>{}</ul>").format(marked(heading), items) if parts else marked(heading)


def in_english(block: Sentences, texts: Iterable[str], words: Words) -> Sentences:
    """Return the same with each of these texts, that stand in English only, marked so on a page of another language."""
    if words.code == ENGLISH.code:
        return block
    lines = block.lines
    for text in dict.fromkeys(texts):
        part = marked(text)
        lines = [Markup(line.replace(part, Markup('<span lang="en">{}</span>').format(part))) for line in lines]
    return replace(block, lines=lines)


def told(lines: Iterable[str], title: str = "", listed: bool = False) -> Sentences:
    """Return sentences as a block; blank lines are left out, and the dash that begins a line of Markdown too."""
    kept = [line.strip().removeprefix("- ") for line in lines if line.strip()]
    return Sentences([marked(line) for line in kept], title, listed)


def table(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], note: str = "", words: int = 1,
    folded: bool = False,
) -> Table:  # fmt: skip
    """Return a table of cells that are written already."""
    frame = pd.DataFrame([list(row) for row in rows], columns=[head.replace("\n", " ") for head in heads])
    return Table(title, frame, note, words, folded)


def figures(draw: Callable[[], Picture] | Callable[[], Picture | None], words: Words) -> Iterator[Figure]:
    """Draw a picture and yield it with its numbers; nothing where there is nothing to draw.

    Matplotlib is not made for threads: whoever serves pages draws them one at a time.
    """
    picture = draw()
    if picture is not None:
        yield Figure(
            picture.name,
            Markup(_drawn(picture)),
            picture.title,
            picture.text,
            _written(picture.table.head(MOST_ROWS), words, picture.units),
            max(0, len(picture.table) - MOST_ROWS),
        )


def _drawn(picture: Picture) -> str:
    """Return the drawing; one that is large and tells a pointer nothing as dots."""
    svg = picture.svg()
    if len(svg) > MOST_BYTES and not (picture.hovers or picture.titles):
        data = base64.b64encode(picture.png()).decode()
        name = html.escape(picture.title, quote=True)
        return f'<img src="data:image/png;base64,{data}" alt="{name}" aria-describedby="{picture.name}-text">'
    return svg.replace("<svg ", f'<svg role="img" aria-labelledby="{picture.name}-text" ', 1)


def to_studies(verbs: Sequence[str], words: Words) -> Links:
    """Return the way to deeper studies of the same world."""
    return Links([(f"/study/{verb}", words.say(f"web_study_{verb}")) for verb in verbs], words.say("shown_deeper"))


def _written(frame: pd.DataFrame, words: Words, units: Mapping[str, str]) -> pd.DataFrame:
    """Write the numbers of a figure for people: named codes, dates and numbers in the marks of the language.

    Parameters
    ----------
    units : of the numbers, by column, as `Picture` has them
    """
    columns = {}
    for name in frame.columns:
        unit = units.get(str(name), "")
        beside = frame["unit"] if unit == BY_ROW else [""] * len(frame)
        columns[_head(str(name), frame, words)] = [
            _told(str(name), each, "" if unit == BY_ROW else unit, words, str(scaled))
            for each, scaled in zip(frame[name], beside, strict=True)
        ]
    return pd.DataFrame(columns)


def _head(name: str, frame: pd.DataFrame, words: Words) -> str:
    """Name a column; those of a plan are named by its code, and what was published is of months, not weeks."""
    if name == "date" and "published" in frame.columns:
        return words.name("shown_column", "date_or_month")
    return words.name("shown_column" if name in words.names["shown_column"] else "plan", name)


def _told(column: str, value: object, unit: str, words: Words, beside: str) -> str:
    """Write a cell by what its column holds: a code, a unit, or a value, whose unit may stand beside it."""
    if column == "unit":
        return words.bare_unit(str(value))
    if column not in CODES:
        return _cell(value, words, unit, beside)
    return words.metric(str(value)) if column == "metric" else words.name(CODES[column], str(value))


def _cell(value: object, words: Words, unit: str, beside: str) -> str:
    """Write a value by what it is; a number with its unit, or without one that stands beside it."""
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return "-"
    if isinstance(value, bool | np.bool_):
        return words.say("shown_yes" if value else "shown_no")
    if isinstance(value, dt.date | np.datetime64):
        return words.date(value)
    if isinstance(value, int | float | np.integer):
        return words.number(float(value), unit) if unit else words.bare(float(value), beside)
    return str(value)
