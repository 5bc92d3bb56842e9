"""The figures of `beredt robust`: regret by plan and shock, what plans buy and cost, what changes the best plan."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter

from sim.views import standing, style
from sim.views.picture import Picture
from sim.views.robust_asked import ALL, Asked, Tables, number, of_metric, plans_named
from sim.views.robust_tables import by_shock, change_cell, of_all, parameter
from sim.views.words import SCALES, Words, small

SHADES = LinearSegmentedColormap.from_list("regret", ["#ffffff", "#f2c9a8"])
"""Light enough that black text stands out on the darkest."""
HIGH = 4.8
"""Inches of the figure of what plans buy."""
AXIS = 38
"""Letters a line of what stands beside an axis there."""
BESIDE = 2
"""Plans named beside each other above a panel."""
CELL = 26
"""Letters a line of a cell in the table of what changes the best plan."""


def pictures(asked: Asked, tables: Tables, manifest: Mapping[str, Any], words: Words) -> Iterator[Picture]:
    """Draw every figure, in order."""
    for metric in asked.losses:
        yield regret(asked, tables, metric, manifest, words)
    if len(asked.losses) > 1:
        yield front(asked, tables, manifest, words)
    if len(tables["changes"]):
        yield changes(asked, tables, manifest, words)


def _runs(asked: Asked, manifest: Mapping[str, Any], words: Words) -> tuple[str, str]:
    """Return what stands under every figure."""
    counts = {"runs": asked.runs, "scenarios": asked.scenarios, "warned": asked.warned}
    return words.say("robust_fig_runs", **counts), standing.in_short(manifest, words)


def regret(asked: Asked, tables: Tables, metric: str, manifest: Mapping[str, Any], words: Words) -> Picture:
    """Draw plans by shocks with regret in each cell, and the worst case and share of targets met as last columns."""
    mean = by_shock(tables, metric)
    most = of_metric(tables["losses"], metric).pivot_table(
        index="plan", columns="shock", values="regret", aggfunc="max"
    )
    worst = of_metric(tables["criteria"], metric).set_index("plan")["max_regret"]
    targets = tables["targets"]
    met = targets[(targets["shock"] == ALL) & (targets["target"] == ALL)].set_index("plan")
    least = asked.alike.get(metric, 0.0)
    heads = [*(words.name("shock", str(shock)) for shock in mean), words.say("robust_col_worst_case")]
    heads.append(words.say("robust_col_met"))
    figure = style.new_figure(1.9 + 1.45 * len(heads), 1.9 + 0.55 * len(asked.plans))
    axes = figure.subplots()
    empty_table(axes, heads, [words.name("plan", plan) for plan in asked.plans])
    top = max(float(mean.max().max()), least) or 1.0
    rows = []
    for y, plan in enumerate(asked.plans):
        for x, shock in enumerate(mean):
            value = number(mean, plan, shock)
            told = {
                "mean": asked.bare(metric, value, words),
                "most": asked.bare(metric, number(most, plan, shock), words),
            }
            if value <= float(mean[shock].min()) + least:
                told["mean"] = words.say("robust_fig_star", value=told["mean"])
            draw_cell(axes, x, y, words.say("robust_fig_cell", **told), SHADES(value / top))
            rows.append((plan, shock, value, number(most, plan, shock)))
        value = float(worst[plan])
        text = asked.bare(metric, value, words)
        if value <= float(worst.min()) + least:
            text = words.say("robust_fig_star", value=text)
        draw_cell(axes, len(heads) - 2, y, text, SHADES(value / (float(worst.max()) or 1.0)))
        ends = {end: words.number(number(met, plan, end), "share") for end in ("share", "low", "high")}
        draw_cell(axes, len(heads) - 1, y, words.say("robust_fig_met", **ends), "white")
    axes.axvline(len(heads) - 2.5, color=style.BLACK, linewidth=1.2)
    title = words.say("robust_fig_regret", metric=small(words.metric_unit(metric, asked.units[metric])))
    figure.suptitle(title, fontsize=11, x=0.01, ha="left")
    unit = words.bare_unit(asked.units[metric]) or asked.units[metric]
    what = words.say("robust_fig_regret_notes", unit=unit, alike=asked.tied(metric, words))
    shares = words.say("robust_fig_shares", unit=asked.unit(words))
    style.notes(figure, what, shares, *_runs(asked, manifest, words))
    parts = [
        words.say(
            "robust_fig_regret_part",
            plan=words.name("plan", plan),
            most=asked.value(metric, float(worst[plan]), words),
            share=words.number(number(met, plan, "share"), "share"),
        )
        for plan in asked.plans
    ]
    text = words.say("robust_fig_regret_text", parts="; ".join(parts))
    table = pd.DataFrame(rows, columns=["plan", "shock", "mean_regret", "max_regret"])
    return Picture(f"regret_{metric}", title, figure, text, table)


def front(asked: Asked, tables: Tables, manifest: Mapping[str, Any], words: Words) -> Picture:
    """Draw plans by what they lose on the first two metrics, and on the next two; off the front they are open."""
    pairs = [tuple(asked.losses[k : k + 2]) for k in range(0, len(asked.losses) - 1, 2)]
    if len(asked.losses) % 2:
        pairs.append((asked.losses[0], asked.losses[-1]))
    rows = tables["front"]
    on = rows.drop_duplicates("plan").set_index("plan")["on_front"].astype(bool)
    figure = style.new_figure(5.6 * len(pairs), HIGH)
    for axes, (down, across) in zip(style.grid(figure, 1, len(pairs))[0], pairs, strict=True):
        x, y = (of_metric(rows, metric).set_index("plan") for metric in (across, down))
        scale = [SCALES.get(asked.units[metric], 1.0) for metric in (across, down)]
        for place, plan in enumerate(asked.plans):
            look = style.look(place)
            at = (number(x, plan, "value") * scale[0], number(y, plan, "value") * scale[1])
            face = look.colour if on[plan] else "white"
            axes.plot(*at, look.marker, color=look.colour, markerfacecolor=face, markersize=8, markeredgewidth=1.6)
            if asked.fresh:
                line = [[number(table, plan, name) * k for name in ("in_sample", "out_of_sample")]
                        for table, k in ((x, scale[0]), (y, scale[1]))]  # fmt: skip
                axes.plot(*line, color=look.colour, linewidth=1.0)
        _scales(axes, x["value"] * scale[0], y["value"] * scale[1], words)
        for metric, label in ((across, axes.set_xlabel), (down, axes.set_ylabel)):
            label(textwrap.fill(words.metric_unit(metric, asked.units[metric]), AXIS), fontsize=9)
    title = words.say("robust_fig_front")
    legend = figure.legend(
        handles=_keys(asked, on, words), fontsize=8.5, frameon=False, loc="outside upper right",
        ncols=min(BESIDE * len(pairs), len(asked.plans)),
    )  # fmt: skip
    style.title(figure, title, legend)
    higher = [small(words.metric(metric)) for metric in asked.losses if metric in asked.higher]
    better = (
        words.say("robust_higher_better", metric=words.listed(higher)) if higher else words.say("robust_lower_better")
    )
    style.notes(figure, words.say("robust_fig_front_notes", better=better), *_runs(asked, manifest, words))
    first = {metric: of_metric(rows, metric).set_index("plan")["value"] for metric in pairs[0]}
    parts = [
        words.say(
            "robust_fig_front_part",
            plan=words.name("plan", plan),
            x=asked.value(pairs[0][1], float(first[pairs[0][1]][plan]), words),
            y=asked.value(pairs[0][0], float(first[pairs[0][0]][plan]), words),
        )
        for plan in asked.plans
    ]
    best = plans_named([plan for plan in asked.plans if on[plan]], words)
    text = words.say("robust_fig_front_text", parts="; ".join(parts), front=best)
    return Picture("front", title, figure, text, rows)


def _keys(asked: Asked, on: pd.Series[bool], words: Words) -> list[Line2D]:
    """Return what names each plan by its marker, open where it is off the front."""
    keys = []
    for place, plan in enumerate(asked.plans):
        look = style.look(place)
        face = look.colour if on[plan] else "white"
        keys.append(
            Line2D([], [], color=look.colour, marker=look.marker, markerfacecolor=face, markeredgewidth=1.6,
                   linestyle="none", label=words.name("plan", plan))
        )  # fmt: skip
    return keys


def _scales(axes: Axes, x: pd.Series[float], y: pd.Series[float], words: Words) -> None:
    """Give both axes room and thousands marks; what is never below 0 has no room there."""
    axes.margins(x=0.12, y=0.12)
    for values, limits, set_limits, axis in (
        (x, axes.get_xlim, axes.set_xlim, axes.xaxis),
        (y, axes.get_ylim, axes.set_ylim, axes.yaxis),
    ):
        low, high = limits()
        if float(values.min()) == float(values.max()) == 0.0:
            set_limits(-0.03, 1.0)
        elif low < 0.0 <= float(values.min()):
            set_limits(-0.03 * high, high)
        axis.set_major_formatter(FuncFormatter(lambda value, _: words.written(f"{value:,.6g}")))


def changes(asked: Asked, tables: Tables, manifest: Mapping[str, Any], words: Words) -> Picture:
    """Draw a table of assumed values by metrics: the best plan in both halves of a range, framed where it changes."""
    mine = of_all(tables["changes"])
    rows = {(row["parameter"], row["metric"]): row for row in mine.to_dict("records")}
    heads = ["\n".join(textwrap.wrap(words.metric(metric), CELL)) for metric in asked.losses]
    drawn = tables["parameters"].to_dict("records")
    names = []
    for row in drawn:
        ends = {end: words.number(float(row[end])) for end in ("low", "high")}
        told = "\n".join(
            textwrap.wrap(words.say("robust_range", unit=words.unit(str(row["unit"])), **ends).rstrip(), CELL + 8)
        )
        names.append(f"{parameter(row, mine, words)}\n{told}")
    figure = style.new_figure(2.6 + 2.1 * len(heads), 1.9 + 0.62 * len(drawn))
    axes = figure.subplots()
    empty_table(axes, heads, names)
    parts = []
    for y, row in enumerate(drawn):
        flips = []
        for x, metric in enumerate(asked.losses):
            found = rows.get((row["parameter"], metric))
            if found is None:
                draw_cell(axes, x, y, "-", "white")
                continue
            text = change_cell(found, words)
            shade = SHADES(0.5 if found["changed"] else 0.0)
            draw_cell(axes, x, y, "\n".join(textwrap.wrap(text, CELL)), shade, size=7.0)
            if found["changed"]:
                line = "solid" if found["clear"] else "dashed"
                axes.add_patch(
                    Rectangle(
                        (x - 0.48, y - 0.46),
                        0.96,
                        0.92,
                        fill=False,
                        edgecolor=style.TEXT_VERMILLION,
                        linewidth=2.0,
                        linestyle=line,
                    )
                )
                flips.append(f"{small(words.metric(metric))} {text}")
        told = "; ".join(flips) or words.say("robust_fig_changes_nothing")
        parts.append(
            words.say("robust_fig_changes_part", parameter=words.name("parameter", str(row["parameter"])), changes=told)
        )
    title = words.say("robust_fig_changes")
    figure.suptitle(title, fontsize=11, x=0.01, ha="left")
    style.notes(figure, words.say("robust_fig_changes_notes"), *_runs(asked, manifest, words))
    text = words.say("robust_fig_changes_text", parts=". ".join(parts))
    return Picture("changes", title, figure, text, mine.reset_index(drop=True))


def empty_table(axes: Axes, heads: Sequence[str], names: Sequence[str]) -> None:
    """Prepare axes for a table: heads above, names at the left, a line between rows."""
    axes.set_xlim(-0.5, len(heads) - 0.5)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xticks(range(len(heads)), heads, fontsize=8)
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.tick_params(length=0, labeltop=True, labelbottom=False)
    axes.spines[:].set_visible(False)
    for y in range(len(names) + 1):
        axes.axhline(y - 0.5, color="#bbbbbb", linewidth=0.6)


def draw_cell(axes: Axes, x: int, y: int, text: str, colour: Any, size: float = 8.0) -> None:
    """Fill a cell of such a table with a colour and a text."""
    axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1.0, 1.0, facecolor=colour, edgecolor="none", zorder=0))
    axes.text(x, y, text, ha="center", va="center", fontsize=size, color=style.BLACK)
