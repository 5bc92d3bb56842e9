"""Breaking points by days of warning, and where more warning buys less, in sentences for `beredt warning`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.views import breakpoint as points
from sim.views.breakpoint_figures import figures
from sim.views.breakpoint_words import FOUND, LOST, Question, end, size
from sim.views.rows import each_of
from sim.views.warning import Context, Told
from sim.views.words import Words

GAINS = ("best_low", "best_high", "beyond_low", "beyond_high")
KINK = "kink"
KINKS: Mapping[str, str] = {
    KINK: "warning_kink_nothing",
    "nothing": "warning_kink_none",
    "falls": "warning_kink_falls",
    "open": "warning_kink_open",
    "beyond": "warning_kink_beyond",
    "untold": "warning_kink_untold",
}
"""Sentences of the states of a kink; where more warning still buys something beyond it, or harms, there are others."""


@dataclass(frozen=True)
class Sizes:
    """Breaking points by plan and days of warning.

    Attributes
    ----------
    points : as `sim.studies.breakpoint_tables` makes them, `days` in place of `against`
    kinks : of the plans that read warnings, as `sim.studies.warning_kink` makes them
    question : as `beredt breakpoint` asks it
    blind : plans that read no warning, which were searched with the fewest days alone
    """

    points: pd.DataFrame
    kinks: pd.DataFrame
    curve: pd.DataFrame
    question: Question
    blind: tuple[str, ...]


def breaking(found: Sizes, context: Context) -> Told:
    """Tell the kink of each plan and the largest shock it survives by days of warning."""
    words, question = context.words, found.question
    against = found.points.rename(columns={"days": "against"})
    per_size = float((found.points["persons"] / found.points["survives"]).median())
    says = [_kink(row, per_size, words) for row in each_of(found.kinks)]
    says += [_sizes(plan, found, words) for plan in dict.fromkeys(found.points["plan"])]
    sure = [words.say("warning_kink_sure"), *points.sure(against, question, words)]
    left = against[against["state"] != LOST]
    return Told(
        tuple(says),
        tuple(points.points_shown(left, question, words)),
        {"breaking_point": found.points, "kinks": found.kinks, "breaking_curve": found.curve},
        tuple(figures(left, found.curve, question, context.validated, words)),
        tuple(sure),
    )


def _sizes(plan: str, found: Sizes, words: Words) -> str:
    """Say what a plan survives at each number of days, and of how many futures where some of them were lost."""
    mine = found.points[found.points["plan"] == plan]
    whole = max(each_of(mine), key=lambda row: int(row.futures))
    named = {"plan": words.name("plan", plan), "allowed": points.allowed(whole), "futures": whole.futures}
    if whole.futures == 0:
        return words.say("warning_sizes_lost_all", **named)
    if plan in found.blind:
        return words.say("warning_sizes_blind", days=whole.days, size=_size(whole, found.question, words), **named)
    parts = []
    for row in each_of(mine):
        fewer = 0 < row.futures < whole.futures
        of = words.say("warning_sizes_fewer", allowed=points.allowed(row), futures=row.futures) if fewer else ""
        parts.append(words.say("warning_sizes_part", days=row.days, size=_size(row, found.question, words), of=of))
    return words.say("warning_sizes", parts=words.listed(parts), **named)


def _size(row: Any, question: Question, words: Words) -> str:
    if row.state == LOST:
        return words.say("warning_sizes_lost")
    if row.state != FOUND:
        return end(row.survives if row.survives < 0 else float("inf"), question, words)
    return words.say("warning_sizes_between", low=size(row.survives, words), high=size(row.breaks, words))


def _kink(row: Any, per_size: float, words: Words) -> str:
    """Say where the kink lies; what a week buys in people where it is known how many the shock adds at size 1."""
    fields: Mapping[str, str] = {
        "plan": words.name("plan", str(row.plan)),
        **{name: f"{getattr(row, name):.0f}" for name in ("low", "high")},
        **{name: _gain(getattr(row, name), per_size, words) for name in GAINS},
        "unit": words.say("warning_kink_times" if math.isnan(per_size) else "warning_kink_people"),
    }
    if row.state == KINK and row.beyond_low > 0.0:
        return words.say("warning_kink_less", **fields)
    if row.state == KINK and row.beyond_high < 0.0:
        return words.say("warning_kink_back", **fields)
    return words.say(KINKS[row.state], **fields)


def _gain(value: float, per_size: float, words: Words) -> str:
    if math.isnan(value):
        return "-"
    if math.isinf(value):
        return words.say("warning_kink_open_end" if value > 0 else "warning_kink_open_start")
    return words.figures_of(value, 2) if math.isnan(per_size) else words.about(value * per_size)
