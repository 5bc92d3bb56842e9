"""The share within the national time targets: a dot with its range a plan, the target as a line, a panel a target.

What the agreement's evaluation counts stands first, a year each; under it the groups of those who waited, of the
whole period, where the waits were counted against the same number of days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from sim.results import Results
from sim.statistics import spread
from sim.views import style
from sim.views.answers import range_name
from sim.views.english import ENGLISH
from sim.views.picture import Hover, Picture
from sim.views.words import Words

MEASURE = "share_of_due_settled_in_time_"
"""How the evaluation names what is held against a time target; the name of the target follows."""
COUNTED = (90, 183, 365)
"""Days that waits are counted against."""
STAGE = "decided_to_settled"
"""Of the waits: from the permit to the move."""
ALL = "all"
GAP = 0.55
"""Room between groups, in rows."""
LEFT = -0.02
RIGHT = 1.03


@dataclass(frozen=True)
class _Dot:
    """One plan in one group: the share and its range over runs, and what it rests on."""

    plan: str
    group: str
    mean: float
    low: float
    high: float
    label: str
    runs: int
    persons: float | None
    met: int | None


def targets_met(
    results: Results,
    shock: str,
    plans: Sequence[str],
    times: Sequence[Mapping[str, Any]],
    words: Words = ENGLISH,
    period: tuple[dt.date, dt.date] | None = None,
    known: dt.date | None = None,
) -> Picture | None:
    """Draw the share that had moved in time, those who still wait included; None where nothing fell due.

    Parameters
    ----------
    times : name, within_days and share of each target, as the configuration has them
    """
    panels = {str(time["name"]): list(_dots(results, shock, plans, time, words, period)) for time in times}
    panels = {name: dots for name, dots in panels.items() if dots}
    if not panels:
        return None
    chosen = [time for time in times if str(time["name"]) in panels]
    heights = [_height(dots) for dots in panels.values()]
    figure = style.new_figure(8.6, 1.9 + 0.19 * sum(heights) + 0.35 * len(panels))
    axes = style.grid(figure, len(panels), 1, sharex=True, gridspec_kw={"height_ratios": heights})
    hovers: list[Hover] = []
    for (panel,), time in zip(axes, chosen, strict=True):
        hovers += _draw(panel, panels[str(time["name"])], plans, time, words)
    axes[-1][0].set_xlabel(words.say("shown_targets_axis"), fontsize=9)
    axes[-1][0].xaxis.set_major_formatter(FuncFormatter(lambda value, _: words.number(value, "share")))
    keys = [
        Line2D([], [], color=style.look(k).colour, marker=style.look(k).marker, linewidth=1.2,
               label=words.name("plan", each))
        for k, each in enumerate(plans)
    ]  # fmt: skip
    legend = figure.legend(handles=keys, loc="outside upper right", fontsize=8, frameon=False, ncols=min(2, len(keys)))
    title = words.under("shown_targets", shock, known)
    style.title(figure, title, legend)
    every = [dot for dots in panels.values() for dot in dots]
    said = [clock(chosen, words), _ranges(every, words), words.say("shown_targets_counts")]
    style.notes(figure, *said)
    parts = [part for time in chosen for part in _parts(panels[str(time["name"])], time, words)]
    text = words.say("shown_targets_text", parts=words.shown(parts), note=" ".join(said))
    table = pd.DataFrame(
        [
            (name, dot.plan, dot.group, dot.mean, dot.low, dot.high, dot.runs, dot.persons, dot.met)
            for name, dots in panels.items() for dot in dots
        ],
        columns=["target", "plan", "group", "mean", "low", "high", "runs", "persons", "met"],
    )  # fmt: skip
    units = dict.fromkeys(("mean", "low", "high"), "share")
    return Picture("targets_met", title, figure, text, table, tuple(hovers), units=units)


def clock(times: Sequence[Mapping[str, Any]], words: Words) -> str:
    """Say what the clock of each target runs from and to, and for which share it shall have stopped in time."""
    parts = [
        words.say("shown_targets_clock_part", days=time["within_days"],
                  share=words.number(float(time["share"]), "share"))
        for time in times
    ]  # fmt: skip
    return words.say("shown_targets_clock", parts=words.listed(list(dict.fromkeys(parts))))


def _dots(
    results: Results, shock: str, plans: Sequence[str], time: Mapping[str, Any], words: Words,
    period: tuple[dt.date, dt.date] | None,
) -> Iterator[_Dot]:  # fmt: skip
    """Yield the dots of a target: by year and plan as evaluated, then by group and plan as waits were counted."""
    rows = results.table("targets")
    rows = rows[(rows["shock"] == shock) & (rows["measure"] == f"{MEASURE}{time['name']}")]
    for year in sorted(set(rows["year"])):
        named = words.year(int(year), *period) if period else str(year)
        for plan in plans:
            mine = rows[(rows["plan"] == plan) & (rows["year"] == year)].dropna(subset="value")
            if len(mine):
                met = int((mine["met"] == "yes").sum())
                yield _dot(plan, words.say("shown_targets_year", year=named), mine["value"], None, met)
    if time["within_days"] in COUNTED:
        yield from _by_group(results, shock, plans, int(time["within_days"]), words)


def _by_group(results: Results, shock: str, plans: Sequence[str], days: int, words: Words) -> Iterator[_Dot]:
    """Yield the share of each group whose clock ran that long in the period; persons: mean of the runs."""
    waits = results.table("waits")
    waits = waits[(waits["shock"] == shock) & (waits["stage"] == STAGE) & (waits[f"due_{days}"] > 0)]
    waits = waits.assign(hits=waits[f"within_{days}"] * waits[f"due_{days}"])
    keys = ["group", "plan", "replication"]
    sums = waits.groupby(keys, sort=False)[["hits", f"due_{days}"]].sum().reset_index()
    for group in sorted(set(sums["group"]), key=lambda name: (name != ALL, list(sums["group"]).index(name))):
        for plan in plans:
            mine = sums[(sums["group"] == group) & (sums["plan"] == plan)]
            if len(mine):
                due = mine[f"due_{days}"]
                name = words.say("shown_targets_group", group=words.name("shown_group", group))
                yield _dot(plan, name, mine["hits"] / due, float(due.mean()), None)


def _dot(plan: str, group: str, values: pd.Series[float], persons: float | None, met: int | None) -> _Dot:
    seen = spread(values.to_numpy(dtype=float))
    return _Dot(plan, group, seen.mean, seen.low, seen.high, seen.label, seen.runs, persons, met)


def _groups(dots: Sequence[_Dot]) -> dict[str, list[_Dot]]:
    found: dict[str, list[_Dot]] = {}
    for dot in dots:
        found.setdefault(dot.group, []).append(dot)
    return found


def _height(dots: Sequence[_Dot]) -> float:
    return len(dots) + GAP * len(_groups(dots))


def _draw(
    panel: Axes, dots: Sequence[_Dot], plans: Sequence[str], time: Mapping[str, Any], words: Words
) -> Iterator[Hover]:
    at, ticks = 0.0, []
    for group, members in _groups(dots).items():
        ticks.append((at + (len(members) - 1) / 2.0, group))
        for dot in members:
            look = style.look(list(plans).index(dot.plan))
            panel.plot([dot.low, dot.high], [at, at], color=look.colour, linewidth=1.4)
            panel.plot([dot.mean], [at], marker=look.marker, color=look.colour, markersize=5, linestyle="none")
            panel.text(RIGHT, at, rests_on(dot, words), fontsize=7, va="center", transform=panel.get_yaxis_transform())
            share = words.ranged(dot.mean, dot.low, dot.high, "share")
            told = words.say("shown_targets_hover", plan=words.name("plan", dot.plan), group=group, share=share)
            yield Hover(panel, told, (LEFT, 1.02), (at - 0.5, at + 0.5))
            at += 1.0
        at += GAP
    panel.set_yticks([y for y, _ in ticks], [name for _, name in ticks])
    panel.set_ylim(at - GAP - 0.3, -0.7)
    panel.set_xlim(LEFT, 1.02)
    panel.grid(False, axis="y")
    panel.grid(True, axis="x", color="#dddddd", linewidth=0.6)
    goal = float(time["share"])
    panel.axvline(goal, color=style.VERMILLION, linewidth=1.6, linestyle=(0, (5, 2)))
    panel.set_title(
        words.say("shown_targets_goal", days=time["within_days"], share=words.number(goal, "share")),
        fontsize=9, loc="left", color=style.TEXT_VERMILLION,
    )  # fmt: skip


def rests_on(dot: _Dot, words: Words) -> str:
    """Write what a dot rests on: persons whose time ran out, or runs in which the target was met."""
    if dot.persons is not None:
        return words.say("shown_targets_n", persons=words.number(dot.persons))
    return words.say("shown_targets_in", met=dot.met, runs=dot.runs)


def _ranges(dots: Sequence[_Dot], words: Words) -> str:
    label = max(dots, key=lambda dot: dot.runs)
    return words.say("shown_targets_ranges", label=range_name(label.label, label.runs, words))


def _parts(dots: Sequence[_Dot], time: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Say the share of each plan in the first group of a target."""
    first = next(iter(_groups(dots)))
    for dot in (dot for dot in dots if dot.group == first):
        yield words.say(
            "shown_targets_part", plan=words.name("plan", dot.plan), group=first, days=time["within_days"],
            share=words.ranged(dot.mean, dot.low, dot.high, "share"),
        )  # fmt: skip
