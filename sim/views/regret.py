"""Regret of the plans of a comparison, drawn as a table: a row a plan, a column a figure, printed in each cell."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Sequence
from typing import Any

import pandas as pd

from sim.views import style
from sim.views.english import ENGLISH
from sim.views.picture import BY_ROW, Hover, Picture
from sim.views.robust_figures import SHADES, draw_cell, empty_table
from sim.views.words import SCALES, Words

HEAD = 24
"""Letters a line of the head of a column."""
SIZES = ("value", "mean", "p90", "worst", "alike")
"""Columns of sizes in the unit of their row."""


def regret(
    table: pd.DataFrame,
    shock: str,
    plans: Sequence[str],
    words: Words = ENGLISH,
    known: dt.date | None = None,
    doubts: Sequence[str] = (),
) -> Picture:
    """Draw how much worse each plan does than the best one of the same luck, run by run.

    Parameters
    ----------
    table : a row a metric and plan, as `sim.studies.regret.table` has it, of one metric at least
    doubts : sentences on figures in which a plan looks better than it is
    """
    metrics = [str(name) for name in dict.fromkeys(table["metric"])]
    rows = {(str(row["metric"]), str(row["plan"])): row for row in table.to_dict("records")}
    heads = ["\n".join(textwrap.wrap(words.metric_unit(name, rows[name, plans[0]]["unit"]), HEAD)) for name in metrics]
    figure = style.new_figure(2.2 + 1.75 * len(metrics), 2.1 + 0.72 * len(plans))
    axes = figure.subplots()
    empty_table(axes, heads, ["\n".join(textwrap.wrap(words.name("plan", plan), HEAD)) for plan in plans])
    hovers = []
    for x, metric in enumerate(metrics):
        top = max(float(rows[metric, plan]["mean"]) for plan in plans) or 1.0
        for y, plan in enumerate(plans):
            row: dict[Any, Any] = rows[metric, plan]
            draw_cell(axes, x, y, "\n".join(cell(row, words)), SHADES(float(row["mean"]) / top), size=7.5)
            told = words.say(
                "shown_regret_hover", plan=words.name("plan", plan), metric=words.metric(metric),
                cell=", ".join(cell(row, words)), value=words.number(row["value"], row["unit"]),
            )  # fmt: skip
            hovers.append(Hover(axes, told, (x - 0.5, x + 0.5), (y - 0.5, y + 0.5)))
    title = words.under("shown_regret_fig", shock, known)
    style.title(figure, title)
    said = [*notes(table, words), *doubts]
    style.notes(figure, *said)
    parts = [best(table, name, words) for name in metrics]
    text = words.say("shown_regret_text", parts="; ".join(parts), note=" ".join(said))
    units = dict.fromkeys(SIZES, BY_ROW)
    return Picture("regret", title, figure, text, table.reset_index(drop=True), tuple(hovers), units=units)


def cell(row: dict[Any, Any], words: Words) -> list[str]:
    """Write the lines of a cell: mean, P90 where there is one and worst regret, and how often the plan is best."""
    unit = str(row["unit"])
    mean, worst = (words.bare(float(row[name]), unit) for name in ("mean", "worst"))
    lines = [words.say("shown_regret_mean", mean=mean)]
    if pd.isna(row["p90"]):
        lines.append(words.say("shown_regret_worst", worst=worst))
    else:
        lines.append(words.say("shown_regret_p90_worst", p90=words.bare(float(row["p90"]), unit), worst=worst))
    tied = int(row["best"]) - int(row["alone"])
    key = "shown_regret_best_tied" if tied else "shown_regret_best"
    lines.append(words.say(key, best=row["best"], runs=row["runs"], tied=tied))
    return lines


def best(table: pd.DataFrame, metric: str, words: Words) -> str:
    """Say of a figure which plan is best, or tied for best, in how many runs; each that is in any."""
    rows = table[(table["metric"] == metric) & (table["best"] > 0)].sort_values("best", ascending=False, kind="stable")
    plans = words.listed(
        [
            words.say("shown_regret_leader_tied" if row["best"] > row["alone"] else "shown_regret_leader",
                      plan=words.name("plan", str(row["plan"])), best=row["best"], runs=row["runs"],
                      tied=row["best"] - row["alone"])
            for row in rows.to_dict("records")
        ]
    )  # fmt: skip
    return words.say("shown_regret_part", metric=words.metric(metric), plans=plans)


def notes(table: pd.DataFrame, words: Words) -> list[str]:
    """Say how to read the cells, up to which difference plans are tied, and what the runs are of."""
    units = table.drop_duplicates("metric")
    ties = [
        words.say("shown_regret_alike", metric=words.metric(str(row["metric"])),
                  size=_size(float(row["alike"]), str(row["unit"]), words))
        for row in units.to_dict("records")
    ]  # fmt: skip
    runs = int(table["runs"].max())
    few = words.say("shown_regret_few", runs=runs) if table["p90"].isna().any() else ""
    note = f"{words.say('shown_regret_note', runs=runs)} {few}".strip()
    return [note, words.say("shown_regret_ties", parts="; ".join(ties))]


def _size(value: float, unit: str, words: Words) -> str:
    """Write a difference; of shares in points."""
    if unit == "share":
        return words.say("fig_backtest_points", value=words.plain(value * SCALES[unit]))
    return words.with_unit(words.number(value, unit), unit)
