"""The answer of a study, and how it is written: a summary in Markdown, and the same shorter on the console.

A study hands over sentences, tables for people and figures; what every report says beside them is added here: how
sure the figures are, what they rest on, for what the model was validated, and the command.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

import pandas as pd
from rich import box
from rich.table import Table
from rich.text import Text

from sim.views import pairs, standing
from sim.views.console import make_console
from sim.views.english import ENGLISH
from sim.views.picture import Picture
from sim.views.summary import again
from sim.views.words import Words

SHORTAGE = ("person_days_without_place", "peak_without_place", "days_without_place")
"""Figures on persons without a place, who cost nothing in the model."""


@dataclass(frozen=True)
class Shown:
    """A table for people: cells are text already formatted.

    Attributes
    ----------
    heading : above it
    columns : heads
    rows : as wide as `columns`
    note : a sentence under it; empty if there is none
    words : how many columns, from the left, hold words; the others are numbers and stand to the right
    """

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    words: int = 1

    def __post_init__(self) -> None:
        ragged = [row for row in self.rows if len(row) != len(self.columns)]
        if ragged:
            raise ValueError(f"{self.heading}: {len(self.columns)} columns, but a row has {len(ragged[0])} cells")


@dataclass(frozen=True)
class Answer:
    """What a study found.

    Attributes
    ----------
    title : what was asked, in a line
    says : the answer in sentences, the most important first, each with its uncertainty
    shown : tables for people
    tables : tidy tables by name, a file each; no name twice, each with at least its columns
    pictures : figures, each with its text
    sure : sentences on how sure the figures are: number of runs, which intervals, pointwise or whole path, what is
        assumed beside the table of facts
    world : sentences told before all others: where the runs begin, and whether they end before the shock does
    """

    title: str
    says: tuple[str, ...]
    shown: tuple[Shown, ...]
    tables: Mapping[str, pd.DataFrame]
    pictures: tuple[Picture, ...]
    sure: tuple[str, ...]
    world: tuple[str, ...] = ()


def begins(starts: Mapping[str, dt.date], compared: str | None, words: Words = ENGLISH) -> str:
    """Say where the runs begin, and where those of `beredt compare` do by themselves if it is elsewhere.

    Parameters
    ----------
    compared : where these begin; None: the start is chosen, and a comparison is asked for with the same
    """
    named = [
        words.say("answer_start_named", start=words.name("start", start), date=words.date(date))
        for start, date in starts.items()
    ]
    said = words.say("answer_start", starts=words.listed(named))
    if compared is None or set(starts) == {compared}:
        return said
    return f"{said} {words.say('answer_start_compare', start=words.name('start', compared))}"


def cut_short(cut: Mapping[str, tuple[dt.date, dt.date]], words: Words = ENGLISH) -> Iterator[str]:
    """Say where runs end before the shock does: by shock, the last day of the runs and that of the shock."""
    for shock, (until, ends) in cut.items():
        named = words.name("shock", shock)
        yield words.say("answer_cut", until=words.date(until), ends=words.date(ends), shock=named)


def summary(
    answer: Answer, manifest: Mapping[str, Any], paths: Sequence[str] = (), words: Words = ENGLISH
) -> str:
    """Return the summary as Markdown.

    Parameters
    ----------
    manifest : as `sim.decisions.study` builds it
    paths : of the figures, relative to the folder, in their order
    """
    text = "\n".join(_lines(answer, manifest, paths, words)).rstrip() + "\n"
    return re.sub(r"\n{3,}", "\n\n", text)


def _lines(answer: Answer, manifest: Mapping[str, Any], paths: Sequence[str], words: Words) -> Iterator[str]:
    yield f"# {answer.title}"
    yield from ("", words.say("valid_never"))
    for sentence in answer.world:
        yield from ("", sentence)
    yield from ("", f"**{words.say('headline_head')}.** {answer.says[0]}", "")
    yield from (f"- {sentence}" for sentence in answer.says[1:])
    if manifest["failures"]:
        yield from ("", words.say("failed_runs", failed=len(manifest["failures"]), total=manifest["runs"]))
    for table in answer.shown:
        yield from ("", f"## {table.heading}", "", pairs.markdown(table.columns))
        yield pairs.markdown(["---" if k < table.words else "---:" for k in range(len(table.columns))])
        yield from (pairs.markdown(row) for row in table.rows)
        yield from ("", table.note)
    yield from ("", f"## {words.say('question_rests')}", "")
    yield from (f"- {sentence}" for sentence in answer.sure)
    yield from ("", words.say("answer_assumed", count=len(manifest["warned_facts"])), "")
    yield from standing.rests_on(manifest, words)
    if paths:
        yield from ("", f"## {words.say('question_figures')}")
        for path, picture in zip(paths, answer.pictures, strict=True):
            yield from ("", f"![{picture.text}]({path})")
    yield from again(manifest, words)


def print_answer(
    answer: Answer, manifest: Mapping[str, Any], file: IO[str] | None = None, words: Words = ENGLISH
) -> None:
    """Print title, sentences and tables; what they rest on stands in the summary, and the last line says so."""
    console = make_console(file)

    def tell(sentence: str = "") -> None:
        console.print(sentence, markup=False)  # square brackets in a command are no mark-up

    tell(answer.title)
    tell("=" * min(len(answer.title), console.width))
    tell(words.say("valid_never"))
    for sentence in (*answer.world, *answer.says):
        tell(f"\n{sentence}")
    for shown in answer.shown:
        tell(f"\n{shown.heading}")
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for k, head in enumerate(shown.columns):
            table.add_column(Text(head), justify="left" if k < shown.words else "right", overflow="fold")
        for row in shown.rows:
            table.add_row(*map(Text, row))
        console.print(table)
        if shown.note:
            tell(shown.note)
    tell()
    for sentence in answer.sure:
        tell(sentence)
    tell(words.say("answer_assumed", count=len(manifest["warned_facts"])))
    tell(standing.in_short(manifest, words))
