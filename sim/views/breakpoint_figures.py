"""Figures of breaking points: dots with intervals, the curve of futures that break, the frontier of a second axis."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import partial
from operator import mul
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.views import standing, style
from sim.views.breakpoint_words import FAILS, SURVIVES, Question, against, often, per_cent, size
from sim.views.picture import Picture
from sim.views.rows import each_of
from sim.views.words import Words

AXES = {
    "duration": ("bp_fig_duration_axis", "bp_fig_frontier_duration"),
    "warning": ("bp_fig_warning_axis", "bp_fig_frontier_warning"),
}
"""Names of the second axis and of its figure."""
ROW, PANEL = 0.55, 1.55
"""Inches a plan in either figure."""


def figures(
    points: pd.DataFrame, curve: pd.DataFrame, question: Question, manifest: Mapping[str, Any], words: Words
) -> Iterator[Picture]:
    """Draw dots and curve, or the frontier where there is a second axis."""
    if points.empty:
        return
    if question.axis is None:
        yield _dots(points, question, manifest, words)
        yield _curve(curve, points, question, manifest, words)
    else:
        yield _frontier(points, question, manifest, words)


def _notes(points_futures: int, question: Question, manifest: Mapping[str, Any], words: Words) -> tuple[str, str]:
    return (
        words.say(
            "bp_note_runs",
            runs=words.count(question.runs),
            futures=points_futures,
            criterion=words.name("criterion", question.criterion),
            start=words.name("start", question.start),
            days=question.days,
        ),
        standing.in_short(manifest, words),
    )


def _ends_said(points: pd.DataFrame, key: str, words: Words) -> str:
    """Say what the lines around a breaking point are."""
    confidence = float(points["confidence"].max())
    kind = "bp_note_interval" if points["low"].notna().any() else "bp_note_bound"
    ends = words.say(kind if confidence else "bp_note_none", confidence=per_cent(confidence))
    return words.say(key, ends=ends)


def _inside(value: float, question: Question) -> float:
    return min(max(value, question.low), question.high)


def _dots(points: pd.DataFrame, question: Question, manifest: Mapping[str, Any], words: Words) -> Picture:
    figure = style.new_figure(8.0, 2.2 + ROW * len(points))
    axes = style.grid(figure, 1, 1)[0][0]
    axes.grid(True, axis="x", color="#dddddd", linewidth=0.6)
    names = [words.name("plan", str(each)) for each in points["plan"]]
    for place, row in enumerate(each_of(points)):
        look = style.look(place)
        _one(axes, place, row, look, question, words)
    axes.set_yticks(range(len(points)), names)
    axes.set_ylim(len(points) - 0.5, -0.5)
    axes.set_xlim(question.low, _right(points, question))
    axes.set_xlabel(words.say("bp_fig_dots_axis", shock=words.name("shock", question.shock)), fontsize=8)
    _persons_axis(axes, points, words)
    title = words.say("bp_fig_dots", often=often(question.p, words), futures=int(points["futures"].max()))
    figure.suptitle(title, fontsize=11, x=0.01, ha="left")
    runs, short = _notes(int(points["futures"].max()), question, manifest, words)
    style.notes(figure, _ends_said(points, "bp_note_dots", words), runs, short)
    return Picture("breaking_points", title, figure, _text(title, points, question, words), points)


def _one(axes: Axes, place: int, row: Any, look: style.Look, question: Question, words: Words) -> None:
    """Draw a plan: its interval as a line, with an arrow where it leaves the range, and its dot with the size."""
    at = _inside(row.survives, question)
    low, high = (at if math.isnan(each) else each for each in (row.low, row.high))
    axes.plot([_inside(low, question), _inside(high, question)], [place, place], color=look.colour, linewidth=1.8)
    for value, inner in ((low, _inside(low, question)), (high, _inside(high, question))):
        if math.isinf(value):
            axes.plot(
                [inner], [place], marker=">" if value > 0 else "<", color=look.colour, markersize=9, clip_on=False
            )
        else:
            axes.plot([inner], [place], marker="|", color=look.colour, markersize=10)
    axes.plot([at], [place], marker=look.marker, color=look.colour, markersize=7, clip_on=False)
    shown = {FAILS: f"< {words.figures_of(question.low)}", SURVIVES: f"> {words.figures_of(question.high)}"}
    label = shown.get(row.state, size(row.survives, words))
    axes.annotate(label, (at, place), xytext=(0, 8), textcoords="offset points", fontsize=8, ha="center")


def _right(points: pd.DataFrame, question: Question) -> float:
    ends = points[["survives", "high"]].to_numpy(dtype=float)
    if np.isinf(ends).any() or (points["state"] == SURVIVES).any():
        return question.high
    return float(min(np.nanmax(ends) * 1.15, question.high))


def _persons_axis(axes: Axes, points: pd.DataFrame, words: Words) -> None:
    """Write people along the top, where the shock says how many it adds."""
    known = points[np.isfinite(points["persons"]) & (points["survives"] > 0)]
    if known.empty:
        return
    per_size = float((known["persons"] / known["survives"]).iloc[0])
    top = axes.secondary_xaxis("top", functions=(partial(mul, per_size), partial(mul, 1.0 / per_size)))
    top.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    top.xaxis.set_major_formatter(FuncFormatter(lambda value, _: words.count(value)))
    top.tick_params(labelsize=8)
    top.set_xlabel(words.say("bp_fig_persons_axis"), fontsize=8)


def _curve(
    curve: pd.DataFrame,
    points: pd.DataFrame,
    question: Question,
    manifest: Mapping[str, Any],
    words: Words,
) -> Picture:
    """Draw a panel a plan, one below the other on the same sizes."""
    plans = [str(each) for each in points["plan"]]
    figure = style.new_figure(8.5, 1.6 + PANEL * len(plans))
    panels = [row[0] for row in style.grid(figure, len(plans), 1, sharex=True, sharey=True)]
    right = _right(points, question)
    for place, (axes, name) in enumerate(zip(panels, plans, strict=True)):
        _steps(axes, curve[curve["plan"] == name].sort_values("size"), right, style.look(place))
        axes.set_title(words.name("plan", name), fontsize=9, loc="left")
        axes.axhline(100.0 * question.p, color=style.GREY, linewidth=1.0, linestyle=(0, (1, 2)))
        axes.set_ylim(0, 100)
        axes.set_xlim(question.low, right)
    panels[0].annotate(
        words.say("bp_fig_tolerated", p=words.figures_of(100.0 * question.p, 3)),
        (0.0, 100.0 * question.p),
        xycoords=("axes fraction", "data"),
        xytext=(3, 3),
        textcoords="offset points",
        fontsize=7.5,
        color=style.GREY,
    )
    panels[-1].set_xlabel(words.say("bp_fig_dots_axis", shock=words.name("shock", question.shock)), fontsize=8)
    panels[len(panels) // 2].set_ylabel(words.say("bp_fig_curve_axis"), fontsize=8)
    title = words.say("bp_fig_curve")
    figure.suptitle(title, fontsize=11, x=0.01, ha="left")
    runs, short = _notes(int(points["futures"].max()), question, manifest, words)
    style.notes(figure, words.say("bp_note_curve"), runs, short)
    parts = [
        words.say("bp_text_part", plan=words.name("plan", str(name)), against="", size=_span(part, words))
        for name, part in curve.groupby("plan", sort=False)
    ]
    return Picture("curve", title, figure, words.say("bp_text", title=title, parts=words.shown(parts)), curve)


def _steps(axes: Axes, part: pd.DataFrame, right: float, look: style.Look) -> None:
    """Draw the share at each size up to the next, the last one to the edge, with its interval."""
    known = part[["size", "share", "low", "high"]].to_numpy(dtype=float)
    if not len(known):
        return
    drawn = np.vstack([known, [max(right, known[-1, 0]), *known[-1, 1:]]])
    sizes, shares = drawn[:, 0], 100.0 * drawn[:, 1:]
    axes.fill_between(sizes, shares[:, 1], shares[:, 2], step="post", color=look.colour, alpha=0.12, linewidth=0)
    for edge in (1, 2):
        axes.step(sizes, shares[:, edge], where="post", color=look.colour, linewidth=0.6)
    axes.step(sizes, shares[:, 0], where="post", color=look.colour, linewidth=1.8)
    axes.plot(known[:, 0], 100.0 * known[:, 1], linestyle="none", marker=look.marker, color=look.colour, markersize=4)


def _span(part: pd.DataFrame, words: Words) -> str:
    """Sizes and shares at both ends of a curve."""
    ordered = part.sort_values("size")
    ends = [f"{100.0 * row.share:.0f} % ({size(row.size, words)})" for row in each_of(ordered.iloc[[0, -1]])]
    return " - ".join(ends)


def _frontier(points: pd.DataFrame, question: Question, manifest: Mapping[str, Any], words: Words) -> Picture:
    figure = style.new_figure(8.5, 5.0)
    axes = style.grid(figure, 1, 1)[0][0]
    ends = []
    for place, (name, part) in enumerate(points.groupby("plan", sort=False)):
        look, ordered = style.look(place), part.sort_values("against")
        at = ordered["against"].to_numpy(dtype=float)
        sizes = ordered["survives"].clip(question.low, question.high).to_numpy(dtype=float)
        axes.plot(at, sizes, color=look.colour, linestyle=look.dash, marker=look.marker, linewidth=1.8, markersize=5)
        low, high = (ordered[each].clip(question.low, question.high).to_numpy(dtype=float) for each in ("low", "high"))
        axes.fill_between(at, low, high, color=look.colour, alpha=0.10, linewidth=0)
        for edge in (low, high):
            axes.plot(at, edge, color=look.colour, linestyle=look.dash, linewidth=0.6)
        ends.append((float(sizes[-1]), words.name("plan", str(name)), look.colour))
    axes.set_ylim(bottom=0.0)
    style.label_ends(axes, ends, 3.2)
    across, named = AXES[str(question.axis)]
    shock = words.name("shock", question.shock)
    axes.set_xlabel(words.say(across, shock=shock), fontsize=8)
    axes.set_ylabel(words.say("bp_fig_dots_axis", shock=shock), fontsize=8)
    title = words.say(named)
    figure.suptitle(title, fontsize=11, x=0.01, ha="left")
    runs, short = _notes(int(points["futures"].max()), question, manifest, words)
    style.notes(figure, _ends_said(points, "bp_note_frontier", words), runs, short)
    return Picture("frontier", title, figure, _text(title, points, question, words), points)


def _text(title: str, points: pd.DataFrame, question: Question, words: Words) -> str:
    parts = [
        words.say(
            "bp_text_part",
            plan=words.name("plan", str(row.plan)),
            against=against(row.against, question.axis, words),
            size=size(_inside(row.survives, question), words),
        )
        for row in each_of(points)
    ]
    return words.say("bp_text", title=title, parts=words.shown(parts))
