"""Breaking points in sentences and tables for people; the figures stand in `breakpoint_figures`.

Tables are those of `sim.studies.breakpoint_tables`, whose columns are written down there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from sim import statistics
from sim.views.answer import Answer, Shown
from sim.views.breakpoint_figures import figures
from sim.views.breakpoint_words import (
    FAILS,
    FOUND,
    SURVIVES,
    TENTHS,
    Question,
    against,
    end,
    often,
    per_cent,
    plan,
    rows,
    size,
)
from sim.views.english import ENGLISH
from sim.views.words import Words


@dataclass(frozen=True)
class Found:
    """The tidy tables of the search."""

    points: pd.DataFrame
    curve: pd.DataFrame
    futures: pd.DataFrame
    first: pd.DataFrame


def answer(
    found: Found,
    question: Question,
    monotone: Mapping[str, bool],
    manifest: Mapping[str, Any],
    words: Words = ENGLISH,
) -> Answer:
    """Return the answer: the plan that survives most first.

    Parameters
    ----------
    monotone : for each plan whether its points rise or fall along the second axis as they should; empty without one
    """
    order = found.points.assign(_size=found.points["survives"].clip(lower=-1.0)).sort_values(
        ["_size", "plan"], ascending=[False, True], kind="stable"
    )
    says = [_point(row, question, words) for row in rows(order)]
    says += _overlap(order, question, words)
    says += _monotone(monotone, question, words)
    says.append(words.say("bp_what", criterion=words.name("criterion", question.criterion), says=question.says))
    says += [_first(row, found.first, question, words) for row in rows(order) if row.state == FOUND]
    return Answer(
        title=words.say("bp_title", shock=words.name("shock", question.shock)),
        says=tuple(says),
        shown=tuple(_shown(found, question, words)),
        tables={
            "breaking_points": found.points, "curve": found.curve, "futures": found.futures, "first": found.first,
        },
        pictures=tuple(figures(found.points, found.curve, question, manifest, words)),
        sure=tuple(_sure(found, question, words)),
    )  # fmt: skip


def _point(row: Any, question: Question, words: Words) -> str:
    name = {"plan": plan(row.plan, words), "against": against(row.against, question.axis, words)}
    tolerated = _allowed(row)
    if row.state == FAILS:
        key = "bp_fails" if question.low else "bp_fails_none"
        broke = f"{row.broke_breaks:.0f}" if not math.isnan(row.broke_breaks) else words.say("bp_some")
        return words.say(key, **name, broke=broke, futures=row.futures, low=size(question.low), tolerated=tolerated)
    if row.state == SURVIVES:
        return words.say(
            "bp_survives", **name, high=size(question.high), broke=f"{row.broke_survives:.0f}", futures=row.futures
        )
    return words.say(
        "bp_found",
        **name,
        size=size(row.survives),
        amount=_amount(row, words),
        often=often(question.p, words),
        interval=_interval(row, question, words),
        breaks=size(row.breaks),
        broke=f"{row.broke_breaks:.0f}",
        futures=row.futures,
    )


def _allowed(row: Any) -> str:
    """How many futures may break."""
    return f"{math.floor(row.futures * row.tolerated + TENTHS)}"


def _amount(row: Any, words: Words) -> str:
    if math.isnan(row.persons):
        return ""
    key = "bp_amount" if math.isnan(row.week) else "bp_amount_week"
    return words.say(key, persons=words.about(row.persons), week="" if math.isnan(row.week) else words.about(row.week))


def _interval(row: Any, question: Question, words: Words) -> str:
    if row.confidence == 0.0:
        return words.say("bp_interval_none")
    confidence, high = per_cent(row.confidence), end(row.high, question, words)
    if math.isnan(row.low):
        return words.say("bp_interval_above", confidence=confidence, high=high)
    amount = ""
    if math.isfinite(row.persons_low) and math.isfinite(row.persons_high):
        amount = words.say("bp_interval_persons", low=words.about(row.persons_low), high=words.about(row.persons_high))
    return words.say("bp_interval", confidence=confidence, low=end(row.low, question, words), high=high, amount=amount)


def _overlap(order: pd.DataFrame, question: Question, words: Words) -> Iterator[str]:
    """Say of neighbours in the order whether their intervals overlap; of one second axis only."""
    found = [row for row in rows(order) if row.state == FOUND]
    if question.axis is not None or len(found) < 2:
        return
    for first, second in pairwise(found):
        if math.isnan(first.low) or first.low <= second.high:
            both = words.listed([plan(first.plan, words), plan(second.plan, words)])
            yield words.say("bp_overlap", plans=both)


def _monotone(monotone: Mapping[str, bool], question: Question, words: Words) -> Iterator[str]:
    for key, held in (("bp_monotone", True), ("bp_not_monotone", False)):
        plans = [plan(name, words) for name, each in monotone.items() if each is held]
        if plans:
            yield words.say(f"{key}_{question.axis}", plans=words.listed(plans))


def _of_point(first: pd.DataFrame, row: Any) -> pd.DataFrame:
    same = first["against"].isna() if pd.isna(row.against) else first["against"] == row.against
    return first.loc[(first["plan"] == row.plan) & same]


def _first(row: Any, first: pd.DataFrame, question: Question, words: Words) -> str:
    name = {"plan": plan(row.plan, words), "against": against(row.against, question.axis, words)}
    mine = _of_point(first, row)
    if mine.empty:
        return words.say("bp_first_nothing", **name, size=size(row.breaks))
    top = next(rows(mine))
    said = words.say(
        "bp_first",
        **name,
        size=size(row.breaks),
        criterion=words.name("criterion", str(top.criterion)),
        hits=top.first_in,
        futures=top.futures,
        span=words.span(top.median, top.earliest, top.latest),
    )
    asked = mine[mine["criterion"] == question.criterion]
    if top.criterion == question.criterion or asked.empty:
        return said
    other = next(rows(asked))
    return words.say(
        "bp_first_asked",
        start=said,
        criterion=words.name("criterion", question.criterion),
        hits=other.broke,
        futures=other.futures,
        span=words.span(other.median, other.earliest, other.latest),
    )


def _shown(found: Found, question: Question, words: Words) -> Iterator[Shown]:
    axis = question.axis
    heads = ["plan", *([f"against_{axis}"] if axis else []), "size", "interval", "persons", "week", "broke"]
    cells = []
    for row in rows(found.points):
        cells.append((
            plan(row.plan, words),
            *([f"{row.against:g}"] if axis else []),
            end(row.survives, question, words) if row.state != SURVIVES else end(math.inf, question, words),
            _ends(row, question, words),
            "-" if not math.isfinite(row.persons) else words.about(row.persons),
            "-" if not math.isfinite(row.week) else words.about(row.week),
            "-" if math.isnan(row.broke_breaks) else _of(row.broke_breaks, row.futures, words),
        ))  # fmt: skip
    sample = next(rows(found.points))
    yield Shown(
        words.say("bp_table"),
        tuple(words.say(f"bp_head_{each}") for each in heads),
        tuple(cells),
        words.say("bp_table_note", allowed=_allowed(sample), futures=sample.futures),
    )
    first = found.first
    cells = [
        (
            plan(row.plan, words),
            *([f"{row.against:g}"] if axis else []),
            size(row.size),
            words.name("criterion", str(row.criterion)),
            f"{row.first_in}",
            f"{row.broke}",
            words.span(row.median, row.earliest, row.latest),
        )
        for row in rows(first)
    ]
    heads = ["plan", *([f"against_{axis}"] if axis else []), "at", "criterion", "first_in", "broke_in", "day"]
    if cells:
        yield Shown(
            words.say("bp_first_table"),
            tuple(words.say(f"bp_head_{each}") for each in heads),
            tuple(cells),
            words.say("bp_first_note", futures=int(first["futures"].max())),
        )


def _of(hits: float, futures: int, words: Words) -> str:
    return words.say("bp_of", hits=f"{hits:.0f}", futures=futures)


def _ends(row: Any, question: Question, words: Words) -> str:
    if row.confidence == 0.0:
        return "-"
    high = end(row.high, question, words)
    low = "-" if math.isnan(row.low) else end(row.low, question, words)
    return f"{low} to {high}"


def _sure(found: Found, question: Question, words: Words) -> Iterator[str]:
    points = found.points
    sample = next(rows(points))
    yield words.say(
        "bp_runs",
        runs=f"{question.runs:,}",
        futures=sample.futures,
        first=words.date(question.first),
        days=question.days,
    )
    if sample.confidence:
        confidence = per_cent(sample.confidence)
        yield words.say("bp_sure_interval", confidence=confidence, tolerance=words.number(question.tolerance, "share"))
    if question.why:
        yield words.say("bp_sure_few", why=question.why)
    yield from _wilson(points, question, words)
    checked = int(points["checked"].sum())
    bad = points[points["not_monotone"] > 0]
    if len(bad):
        parts = [
            words.say(
                "bp_monotone_bad",
                plan=plan(row.plan, words),
                against=against(row.against, question.axis, words),
                count=row.not_monotone,
            )
            for row in rows(bad)
        ]
        yield words.say("bp_monotone", checked=checked, bad=int(bad["not_monotone"].sum()), plans="; ".join(parts))
    elif checked:
        yield words.say("bp_monotone_all", checked=checked)
    lost = [f"{plan(row.plan, words)} {row.lost}" for row in rows(points) if row.lost]
    if lost:
        yield words.say("bp_lost", parts="; ".join(lost))
    yield words.say("bp_assumed", start=question.start)


def _wilson(points: pd.DataFrame, question: Question, words: Words) -> Iterator[str]:
    """Say at which ends of which intervals the share that breaks cannot be told from p (METHODS B1)."""
    parts, held = [], 0
    for row in rows(points[points["state"] == FOUND]):
        for name, hits, excludes in (
            ("lower", row.broke_low, row.excludes_low),
            ("upper", row.broke_high, row.excludes_high),
        ):
            if math.isnan(hits):
                continue
            if excludes:
                held += 1
                continue
            label = {"plan": plan(row.plan, words), "against": against(row.against, question.axis, words)}
            parts.append(
                words.say(
                    "bp_wilson_part", **label, end=words.say(f"bp_{name}"), hits=f"{hits:.0f}", futures=row.futures
                )
            )
    p = words.number(question.p, "share")
    if parts:
        yield words.say("bp_wilson_not", p=p, parts=", ".join(parts), needed=_needed(question.p))
    elif held:
        yield words.say("bp_wilson_both", p=p)


def _needed(p: float) -> int:
    """Fewest futures of which none breaks that tell a share from p."""
    count = 1
    while statistics.wilson(0, count)[1] >= p:
        count += 1
    return count
