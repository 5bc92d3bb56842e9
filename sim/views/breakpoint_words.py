"""What sentences and figures of breaking points share: what was asked, and how sizes and frequencies are written."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sim.views.words import Words

FAILS, SURVIVES, FOUND, LOST = "fails_at_low", "survives_all", "found", "lost"
TENTHS = 1e-9
AGAINST = {"duration": "bp_against_duration", "warning": "bp_against_warning"}
"""Names of a value of the second axis."""


@dataclass(frozen=True)
class Cut:
    """Runs that end before the shock does: the value of the second axis, their last day, and that of the shock."""

    against: float
    until: dt.date
    ends: dt.date


@dataclass(frozen=True)
class Question:
    """What was asked, for sentences.

    Attributes
    ----------
    criterion, says : what must not break, and what that means
    first, days : of a run
    p : share of futures that may break
    axis : duration, warning, or None
    runs : that were made
    why : what so few futures cannot tell; empty if nothing
    cut : where runs end before the shock does
    """

    criterion: str
    says: str
    shock: str
    start: str
    first: dt.date
    days: int
    p: float
    low: float
    high: float
    tolerance: float
    axis: str | None
    runs: int
    why: str
    cut: tuple[Cut, ...] = ()


def size(value: float, words: Words) -> str:
    """Write a size to three figures."""
    return words.figures_of(value, 3)


def plan(name: str, words: Words) -> str:
    """Name a plan."""
    return words.name("plan", name)


def against(value: float, axis: str | None, words: Words) -> str:
    """Name a value of the second axis, behind a plan; nothing without one."""
    return "" if axis is None else words.say(AGAINST[axis], value=words.figures_of(value))


def often(p: float, words: Words) -> str:
    """Write how often is asked for, as natural frequencies."""
    tens = 10.0 * (1.0 - p)
    if abs(tens - round(tens)) < TENTHS:
        return words.say("bp_often_tens", hits=round(tens))
    return words.say("bp_often_hundreds", hits=words.figures_of(100.0 * (1.0 - p), 3))


def cut_short(cut: Iterable[Cut], axis: str | None, words: Words) -> Iterator[str]:
    """Say where runs end before the shock does."""
    for each in cut:
        yield words.say(
            "bp_cut",
            until=words.date(each.until),
            ends=words.date(each.ends),
            against=against(each.against, axis, words),
        )


def end(value: float, question: Question, words: Words) -> str:
    """Write an end of an interval, which may lie outside of what was tried."""
    if value == -math.inf:
        return words.say("bp_below_range", low=size(question.low, words))
    return words.say("bp_above_range", high=size(question.high, words)) if value == math.inf else size(value, words)


def per_cent(share: float) -> str:
    """Write a confidence."""
    return f"{100.0 * share:.0f} %"
