"""Figures of `beredt warning`: outcome by days of warning, triggers in lanes, last days as a timeline."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, ScalarFormatter
from numpy.typing import NDArray

from sim.views import style
from sim.views.figures import date_axis
from sim.views.picture import Picture

if TYPE_CHECKING:
    from sim.views.warning import Context, Days

LOSSES = (("person_days_without_place", 1e-3), ("cost_total", 1e-9))
"""What is drawn against days of warning, and the factor that makes it short."""
TITLES = ("fig_warning_person_days_without_place", "fig_warning_cost_total", "fig_warning_chance")
"""Sentences over the panels of outcomes: the losses, then the chance of failing."""
HIT, MISS, ALARM, QUIET = "hit", "miss", "false", "quiet"
MARKS = {HIT: ("o", style.DARK_BLUE, style.DARK_BLUE), MISS: ("v", style.TEXT_VERMILLION, "white"),
         ALARM: ("X", style.TEXT_VERMILLION, style.TEXT_VERMILLION)}  # fmt: skip
"""Marker, colour of the edge, colour of the face."""
NAMED = {HIT: "fig_warning_hit", MISS: "fig_warning_miss", ALARM: "fig_warning_false"}
"""Sentences that name the marks."""
UP, DOWN = 0.17, -0.17  # lanes: futures with the shock above, those without below


def outcome_by_days(found: Days, context: Context) -> Picture:
    """Draw shortage, cost and the chance of failing against days of warning, a line a plan."""
    words = context.words
    figure = style.new_figure(11.0, 4.2)
    axes = style.grid(figure, 1, len(LOSSES) + 1)[0]
    levels, chances = found.levels, found.chances
    for place, plan in enumerate(found.plans):
        look = style.look(place)
        shift = (place - (len(found.plans) - 1) / 2.0) * 0.8  # days, so that whiskers do not hide each other
        for panel, (metric, factor) in zip(axes, LOSSES, strict=False):
            rows = levels[(levels["plan"] == plan) & (levels["metric"] == metric)]
            middle = rows["mean"].to_numpy(float) * factor
            ends = [rows[name].to_numpy(float) * factor for name in ("low", "high")]
            _whiskers(panel, rows["arm"], middle, ends, look, shift, words.name("plan", plan))
        rows = chances[chances["plan"] == plan]
        middle = (rows["hits"] / rows["runs"]).to_numpy(float)
        ends = _told_ends(rows)
        _whiskers(axes[-1], rows["arm"], middle, ends, look, shift, words.name("plan", plan))
    for panel, title in zip(axes, TITLES, strict=True):
        panel.set_title(words.say(title), fontsize=9, loc="left")
        panel.set_xlabel(words.say("fig_warning_days_axis"), fontsize=8)
        panel.set_xticks(sorted(set(levels["arm"])))
    axes[0].set_ylim(bottom=0)
    axes[1].yaxis.set_major_formatter(ScalarFormatter(useOffset=False))  # as many places as tell its ticks apart
    axes[-1].set_ylim(-0.03, 1.03)
    axes[-1].yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value * 100:.0f} %"))
    handles, labels = axes[0].get_legend_handles_labels()
    legend = figure.legend(handles, labels, loc="outside upper right", ncols=len(labels), fontsize=8, frameon=False)
    size = words.figures_of(context.size)
    title = words.say("fig_warning_days", shock=words.name("shock", context.shock), size=size)
    style.title(figure, title, legend)
    criterion = words.name("criterion", context.criterion)
    notes = [words.say("fig_warning_days_note", runs=context.replications, criterion=criterion)]
    if len(found.plans) > 1:
        notes.append(words.say("fig_warning_days_aside"))
    if np.isnan(_told_ends(chances)).any():
        notes.append(words.say("fig_warning_days_wide"))
    if found.blind:
        notes.append(words.say("fig_warning_days_ends"))
    style.notes(figure, *context.below(" ".join(notes)))
    parts = [
        words.say(
            "fig_warning_days_part", plan=words.name("plan", plan), first=words.about(mine["mean"].iloc[0]),
            days=mine["arm"].iloc[0], last=words.about(mine["mean"].iloc[-1]), until=mine["arm"].iloc[-1],
        )
        for plan in found.plans
        for mine in [levels[(levels["plan"] == plan) & (levels["metric"] == LOSSES[0][0])]]
        if len(mine)
    ]  # fmt: skip
    text = words.say("fig_warning_days_text", parts=words.shown(parts))
    return Picture("outcome_by_days_of_warning", title, figure, text, levels)


def _told_ends(chances: pd.DataFrame) -> list[NDArray[np.float64]]:
    """Return both ends of the intervals of shares; NaN where so few futures leave all of 0 to 1."""
    low, high = (chances[name].to_numpy(float) for name in ("low", "high"))
    known = (low > 0.0) | (high < 1.0)
    return [np.where(known, each, np.nan) for each in (low, high)]


def _whiskers(panel: Axes, days: Any, middle: Any, ends: Any, look: style.Look, shift: float, label: str) -> None:
    """Draw means with their intervals; an interval that is not known is not drawn."""
    lengths = (middle - ends[0], ends[1] - middle)
    below, above = (np.nan_to_num(np.clip(each, 0.0, None), nan=0.0, posinf=0.0) for each in lengths)
    panel.errorbar(
        np.asarray(days, float) + shift, middle, yerr=[below, above], color=look.colour, linestyle=look.dash,
        marker=look.marker, markersize=5, linewidth=1.4, elinewidth=1.0, capsize=3, label=label,
    )  # fmt: skip


def trigger_lanes(scores: pd.DataFrame, firings: pd.DataFrame, around: tuple[int, int], context: Context) -> Picture:
    """Draw, a lane a trigger of one plan, when it fired with the shock (hits), that it did not, and false alarms.

    Parameters
    ----------
    scores : of the triggers of one plan, one or more
    around : days before and after the first day of the shock in which a firing counts
    """
    words, before, after = context.words, *around
    plan, count = str(scores["plan"].iloc[0]), len(scores)
    figure = style.new_figure(10.0, 2.2 + 0.36 * count)
    panel = style.grid(figure, 1, 1)[0][0]
    for lane, (_, row) in enumerate(scores.iterrows()):
        seen = firings[(firings["plan"] == plan) & (firings["measure"] == row["measure"])]
        _lane(panel, -lane, seen, after)
        counts = {name: int(row[name]) for name in ("hits", "shocks", "false_alarms", "calms")}
        text = words.say("fig_warning_lane", **counts)
        panel.text(1.01, -lane, text, transform=panel.get_yaxis_transform(), fontsize=7.5, va="center")
    panel.set_yticks([-k for k in range(count)], [words.name("measure", str(each)) for each in scores["measure"]])
    panel.set_ylim(-count + 0.45, 0.55)
    panel.axvline(0, color=style.GREY, linewidth=1.0, linestyle=(0, (1, 2)))
    panel.set_xlim(-before - 3, after + 12)
    panel.set_xlabel(words.say("fig_warning_lanes_axis"), fontsize=8)
    keys = [
        Line2D([], [], linestyle="none", marker=marker, color=edge, markerfacecolor=face, markersize=6,
               label=words.say(NAMED[name]))
        for name, (marker, edge, face) in MARKS.items()
    ]  # fmt: skip
    legend = figure.legend(handles=keys, loc="outside upper right", ncols=len(keys), fontsize=8, frameon=False)
    names = {"plan": words.name("plan", plan), "shock": words.name("shock", context.shock)}
    names["size"] = words.figures_of(context.size)
    title = words.say("fig_warning_lanes", **names)
    style.title(figure, title, legend)
    note = words.say("fig_warning_lanes_note", runs=context.replications, before=before, after=after)
    style.notes(figure, *context.below(note))
    sums = {name: int(scores[name].sum()) for name in ("hits", "shocks", "false_alarms", "calms")}
    text = words.say("fig_warning_lanes_text", plan=names["plan"], **sums)
    return Picture(f"triggers_{plan}", title, figure, text, scores)


def _lane(panel: Axes, lane: int, seen: pd.DataFrame, after: int) -> None:
    """Draw the marks of one trigger: of futures with the shock above the line, of those without below it."""
    shock = seen["future"] == "shock"
    hits, misses = seen[shock & seen["hit"]]["days"], int((shock & ~seen["hit"]).sum())
    alarms = seen[~shock & seen["fired"]]["days"]
    points = ((HIT, hits, UP), (MISS, [after + 7.0] * bool(misses), UP), (ALARM, alarms, DOWN))
    for name, days, offset in points:
        marker, edge, face = MARKS[name]
        at = np.asarray(days, float)
        if not len(at):
            continue  # an empty line that is not clipped would count as a mark in the corner of the figure
        panel.plot(
            at, np.full(len(at), lane + offset), linestyle="none", marker=marker, color=edge, markerfacecolor=face,
            markersize=5, clip_on=False,
        )  # fmt: skip


def decide_by_lanes(table: pd.DataFrame, plan: str, size: float, step: int, context: Context) -> Picture:
    """Draw, a lane a measure that decides, from the plan's own decision to the last day on which it holds."""
    words = context.words
    rows = table[table["verdict"] == "decides"].reset_index(drop=True)
    figure = style.new_figure(9.6, 2.4 + 0.5 * max(len(rows), 1))
    panel = style.grid(figure, 1, 1)[0][0]
    panel.grid(True, axis="x", color="#dddddd", linewidth=0.6)
    for place, row in rows.iterrows():
        _timeline(panel, -int(str(place)), row, context)
    names = [
        words.say(
            "fig_warning_measure", measure=words.name("measure", str(row["measure"])),
            body=words.name("body", str(row["decided_by"])),
        )
        for _, row in rows.iterrows()
    ]  # fmt: skip
    panel.set_yticks([-k for k in range(len(rows))], names)
    panel.set_ylim(-max(len(rows), 1) + 0.4, 0.75)
    if len(rows):
        known = pd.concat([pd.to_datetime(rows[name]) for name in ("own_first", "own_last", "decide_by", "too_late")])
        first, last = min(known.min(), pd.Timestamp(context.onset)), max(known.max(), pd.Timestamp(context.onset))
        style.period(panel, [first.date(), last.date()])
    else:
        panel.text(0.5, 0.5, words.say("fig_warning_none"), transform=panel.transAxes, ha="center", fontsize=9)
        style.period(panel, [context.onset, context.onset + dt.timedelta(days=90)])
    style.mark_day(panel, context.onset, words.say("shock_begins"))
    date_axis(panel, words)
    keys = [
        Line2D([], [], color=style.DARK_BLUE, marker="D", linestyle="none", label=words.say("fig_warning_own")),
        Line2D([], [], color="#00694d", marker="o", linewidth=3, label=words.say("fig_warning_by")),
        Line2D([], [], color=style.TEXT_VERMILLION, marker="X", linestyle="none", label=words.say("fig_warning_late")),
    ]
    legend = figure.legend(handles=keys, loc="outside upper right", ncols=len(keys), fontsize=8, frameon=False)
    names_of = {"plan": words.name("plan", plan), "shock": words.name("shock", context.shock)}
    names_of["size"] = words.figures_of(size)
    title = words.say("fig_warning_decide", **names_of)
    style.title(figure, title, legend)
    criterion = words.name("criterion", context.criterion)
    note = words.say("fig_warning_decide_note", runs=context.replications, criterion=criterion, step=step)
    style.notes(figure, *context.below(note))
    parts = [
        words.say(
            "fig_warning_decide_part", measure=words.name("measure", str(row["measure"])),
            date=words.date(row["decide_by"]),
        )
        for _, row in rows.iterrows()
    ]  # fmt: skip
    text = words.say("fig_warning_decide_text", parts=words.listed(parts) or words.say("fig_warning_none"))
    return Picture("decide_by", title, figure, text, rows)


def _timeline(panel: Axes, lane: int, row: pd.Series[Any], context: Context) -> None:
    words = context.words
    last = _at(row["decide_by"])
    if row["own_runs"]:
        own, ends = _at(row["own_median"]), [_at(row["own_first"]), _at(row["own_last"])]
        panel.plot(ends, [lane + UP] * 2, color=style.DARK_BLUE, linewidth=1.1)
        panel.plot([own], [lane + UP], marker="D", color=style.DARK_BLUE, markersize=6)
        panel.plot([min(own, last), last], [lane, lane], color="#00694d", linewidth=3, solid_capstyle="butt")
    panel.plot([last], [lane], marker="o", color="#00694d", markersize=7)
    if pd.notna(row["too_late"]):
        panel.plot([_at(row["too_late"])], [lane], marker="X", color=style.TEXT_VERMILLION, markersize=7)
    text = words.say(
        "fig_warning_decide_label", date=words.date(row["decide_by"]), holds=int(row["holds_fails"]),
        late=int(row["late_fails"]), runs=int(row["runs"]),
    )  # fmt: skip
    panel.text(1.01, lane, text, transform=panel.get_yaxis_transform(), fontsize=7.5, va="center")


def _at(day: Any) -> float:
    return float(date2num(pd.Timestamp(day).to_pydatetime()))
