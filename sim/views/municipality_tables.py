"""The tables of a municipality's sheet, for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.statistics import RUNS_FOR_T, share
from sim.views.answer import Shown
from sim.views.municipality_published import of_published
from sim.views.rows import records
from sim.views.words import Words

if TYPE_CHECKING:
    from sim.views.municipality import SheetFacts

FEW = 5
"""Persons under which a figure is marked."""
MARK = "*"
QUARTER = 3
YEARLY = (
    "asked", "voted", "answer_days", "agreed", "settled", "self_settled", "other_net", "living_there", "pupils",
    "kindergarten", "settled_small_children", "settled_learners", "asked_minors", "voted_minors", "agreed_minors",
    "settled_minors", "settled_special_needs", "dwellings_1", "dwellings_2_3", "dwellings_4",
)  # fmt: skip
COUNCIL = (
    "asked", "voted", "agreed", "settled", "living_there", "pupils", "kindergarten", "settled_minors",
    "settled_special_needs",
)  # fmt: skip
"""Of these, what stands on the page for the council."""
SIZES = ("dwellings_1", "dwellings_2_3", "dwellings_4")
HERE = {"municipality": "mu_here_municipality", "county": "mu_here_county", "nation": "mu_here_nation"}
WHOSE = {"municipality": "mu_whose_municipality", "county": "mu_whose_county", "nation": "mu_whose_nation"}
MONTHLY = ("requested", "offered", "settled", "self_settled")
DAYS = "answer_days"
NET_OF_OTHERS = "other_net"


Row = Mapping[str, Any]


def by(frame: pd.DataFrame, key: str) -> dict[Any, dict[str, Any]]:
    """Return the rows of a table by their value in a column, in which no value stands twice."""
    return {row[key]: row for row in records(frame)}


def span(row: Row, words: Words, whole: bool = True, unit: str = "") -> str:
    """Write the middle with low and high, or alone where all are the same; a middle under five is marked.

    Parameters
    ----------
    row : with low, middle, high, and few where it can be marked
    whole : whether it counts persons or things, of which there are no halves
    """
    values = [row[name] for name in ("low", "middle", "high")]
    low, middle, high = (words.number(round(each) if whole else each, unit) for each in values)
    text = middle if low == middle == high else words.say("mu_range", middle=middle, low=low, high=high)
    return f"{text}{MARK}" if row.get("few", False) else text


def tables_of(facts: SheetFacts, tables: Mapping[str, pd.DataFrame], words: Words) -> Iterator[Shown]:
    """Yield all tables."""
    yield _years(facts, tables["years"], words, YEARLY)
    yield _quarters(facts, tables["quarters"], words)
    yield _cash(facts, tables["cash"], words)
    yield _falling(facts, tables["falling"], words)
    yield _hosts(facts, tables["hosts"], words)
    yield _prepared(facts, tables["prepared"], words)
    yield _months(facts, tables["months"], words)


def of_council(facts: SheetFacts, tables: Mapping[str, pd.DataFrame], words: Words) -> Iterator[Shown]:
    """Yield the tables of one page."""
    yield _years(facts, tables["years"], words, COUNCIL)
    yield _cash(facts, tables["cash"], words)


def _columns(words: Words, *names: str) -> tuple[str, ...]:
    return tuple(words.name("mu_column", name) for name in names)


def _years(facts: SheetFacts, years: pd.DataFrame, words: Words, measures: tuple[str, ...]) -> Shown:
    rows = []
    for measure in measures:
        found = by(years[years["measure"] == measure], "year")
        if not found:
            continue
        cells = []
        for year in facts.in_run:
            if year not in found:
                cells.append(words.say("mu_none"))
            elif measure in (DAYS, NET_OF_OTHERS):  # days, and a difference that may be below nought
                cells.append(span({**found[year], "few": False}, words))
            else:
                cells.append(span(found[year], words))
        rows.append((words.name("mu_measure", measure), *cells))
        rows += of_published(measure, facts, words)
    named = (words.year(year, facts.first_day, facts.last_day) for year in facts.in_run)
    columns = (*_columns(words, "measure"), *named)
    note = words.say("mu_note_years", few=FEW, start=words.date(facts.first_day), end=words.date(facts.last_day))
    return Shown(words.say("mu_head_years"), columns, tuple(rows), note)


def quarter_end(first: dt.date) -> dt.date:
    """Return the last day of the three months that begin on the first of a month."""
    return _last_day(first, QUARTER)


def month_end(first: dt.date) -> dt.date:
    """Return the last day of the month that begins on that day."""
    return _last_day(first, 1)


def _last_day(first: dt.date, months: int) -> dt.date:
    after = first.month - 1 + months
    return dt.date(first.year + after // 12, after % 12 + 1, 1) - dt.timedelta(days=1)


def part_of(name: str, first: dt.date, last: dt.date, facts: SheetFacts, words: Words) -> str:
    """Name a period from `first` to `last`, and the part of it that the run covers where that is not all."""
    begins, ends = facts.first_day, facts.last_day
    parts = [_day("year_from", begins, words)] if begins > first else []
    parts += [_day("year_to", ends, words)] if ends < last else []
    return words.say("mu_part", name=name, part=" ".join(parts)) if parts else name


def _day(key: str, day: dt.date, words: Words) -> str:
    return words.say(key, day=day.day, month=words.months[day.month - 1])


def posts_of(row: Row, facts: SheetFacts, words: Words) -> str:
    """Write the posts of a quarter: at least these where the run does not hold all of the twelve months to its end."""
    text = span({**row, "few": False}, words, whole=False)
    last = quarter_end(row["quarter"])
    part = _year_before(last) < facts.first_day or last > facts.last_day
    return words.say("mu_at_least", figure=text) if part else text


def _year_before(last: dt.date) -> dt.date:
    """Return the first day of the twelve months that end with the last day of a month."""
    after = last + dt.timedelta(days=1)
    return after.replace(year=after.year - 1)


def _begin_by(day: dt.date, facts: SheetFacts, words: Words) -> str:
    """Write the day to begin by; marked where it is past when the run begins."""
    return words.date(day) + (words.say("mu_past_mark") if day < facts.first_day else "")


def _quarters(facts: SheetFacts, quarters: pd.DataFrame, words: Words) -> Shown:
    rows, late = [], False
    for quarter in sorted(set(quarters["quarter"])):
        part = quarters[quarters["quarter"] == quarter]
        of = by(part, "measure")
        homes = [span(of[size], words) for size in SIZES]
        days = [of[name]["begin_by"] for name in (SIZES[0], "posts")]
        late = late or min(days) < facts.first_day
        begin, hire = (_begin_by(day, facts, words) for day in days)
        name = part_of(words.date(quarter), quarter, quarter_end(quarter), facts, words)
        rows.append((name, *homes, begin, posts_of(of["posts"], facts, words), hire))
    names = tuple(words.name("mu_measure", name) for name in SIZES)
    columns = (
        *_columns(words, "quarter"), *names, *_columns(words, "begin_by"), words.name("mu_measure", "posts"),
        *_columns(words, "hire_by"),
    )  # fmt: skip
    start = words.date(facts.first_day)
    before = words.say("mu_note_past", start=start) if late else ""
    note = words.say("mu_note_quarters", few=FEW, start=start, before=before).rstrip()
    return Shown(words.say("mu_head_quarters"), columns, tuple(rows), note)


def _cash(facts: SheetFacts, cash: pd.DataFrame, words: Words) -> Shown:
    rows = []
    for year, part in cash.groupby("year", sort=False):
        of = by(part, "part")
        cells = [span(_millions(of[name]), words, whole=False) for name in ("grants", "costs", "net")]
        rows.append((_cash_year(str(year), facts, words), *cells, words.number(of["net"]["after_run"] / 1e6)))
    names = (words.name("mu_measure", name) for name in ("grants", "costs", "net"))
    columns = (*_columns(words, "year"), *names, *_columns(words, "after_run"))
    note = words.say("mu_note_cash", end=words.date(facts.last_day))
    return Shown(words.say("mu_head_cash", prices=facts.price_year), columns, tuple(rows), note)


def _cash_year(year: str, facts: SheetFacts, words: Words) -> str:
    """Name a year of the cash: what falls due after the run is in it, but nobody who is settled after it."""
    if not year.isdigit():
        return words.name("mu_column", year)
    if int(year) > facts.last_day.year:
        return words.say("mu_none_settled", year=year)
    end = dt.date(int(year), 12, 31)
    name = words.year(int(year), facts.first_day, end)
    if facts.last_day >= end:
        return name
    return words.say("mu_settled_to", year=name, end=_day("year_to", facts.last_day, words))


def _millions(row: Row) -> dict[str, float]:
    return {name: row[name] / 1e6 for name in ("low", "middle", "high")}


def _falling(facts: SheetFacts, falling: pd.DataFrame, words: Words) -> Shown:
    rows = []
    for row in records(falling):
        unit = "" if row["measure"].startswith("places") else "NOK"
        cells = (words.number(round(row[name]) if not unit else row[name], unit) for name in ("low", "middle", "high"))
        rows.append((words.name("mu_measure", row["measure"]), *cells))
    columns = _columns(words, "measure", "low", "middle", "high")
    head = words.say("mu_head_falling", share=words.number(facts.falls_by, "share"), prices=facts.price_year)
    year = words.year(records(falling)[0]["year"], facts.first_day, facts.last_day)
    return Shown(head, columns, tuple(rows), words.say("mu_note_falling", year=year))


def _hosts(facts: SheetFacts, hosts: pd.DataFrame, words: Words) -> Shown:
    rows = []
    for row in records(hosts):
        days = {name: f"{row[f'notice_{name}']:.0f}" for name in ("low", "middle", "high")}
        notice = words.say("mu_days_span", **days) if row["hits"] else words.say("mu_none")
        hits = words.say("mu_hits", hits=row["hits"], runs=row["runs"])
        chance = words.chance(share(int(row["hits"]), int(row["runs"])))
        rows.append((words.name("mu_measure", row["event"]), hits, chance, words.number(row["mean"]), notice))
    columns = _columns(words, "event", "hits", "chance", "mean", "notice")
    return Shown(words.say("mu_head_hosts", **_period(facts, words)), columns, tuple(rows), words.say("mu_note_hosts"))


def _period(facts: SheetFacts, words: Words) -> dict[str, str]:
    return {"first": words.date(facts.first_day), "last": words.date(facts.last_day)}


def _prepared(facts: SheetFacts, prepared: pd.DataFrame, words: Words) -> Shown:
    rows = []
    for row in records(prepared):
        unit = "NOK" if row["measure"].endswith("_nok") else ""
        values = (words.number(row[name], unit) for name in ("without", "with", "difference"))
        interval = words.say("mu_none")  # of too few pairs
        if row["runs"] >= RUNS_FOR_T:
            interval = f"{words.number(row['low'], unit)} … {words.number(row['high'], unit)}"
        apart = words.say("mu_apart" if row["told_apart"] else "mu_not_apart")
        rows.append((words.name("mu_measure", row["measure"]), *values, interval, apart))
    columns = _columns(words, "measure", "without", "with", "difference", "interval", "told_apart")
    whose = words.say(WHOSE[facts.kind])
    note = words.say("mu_note_prepared", whose=whose, standby=words.number(facts.standby_per_1000))
    head = words.say("mu_head_prepared", prices=facts.price_year, **_period(facts, words))
    return Shown(head, columns, tuple(rows), note)


def _months(facts: SheetFacts, months: pd.DataFrame, words: Words) -> Shown:
    rows = []
    for month, part in months.groupby("month", sort=True):
        of = by(part, "series")
        first = dt.date(int(str(month)[:4]), int(str(month)[5:]), 1)
        name = part_of(str(month), first, month_end(first), facts, words)
        rows.append((name, *(span(of[name], words) for name in MONTHLY)))
    names = tuple(words.name("mu_measure", name) for name in MONTHLY)
    columns = (*_columns(words, "month"), *names)
    return Shown(words.say("mu_head_months"), columns, tuple(rows), words.say("mu_note_months", few=FEW))
