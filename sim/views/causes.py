"""What made the year deviate from its need: sentences, the table and the figure of causes."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sim.views.answer import Shown
from sim.views.parts import ROW_INCHES, WIDTH, Game, bar_rows, cell, least_shown, metric_name, size, step
from sim.views.picture import Picture
from sim.views.style import grid, new_figure, notes
from sim.views.words import Words, capital

GAP = "need_minus_settled"


def cause_sentences(causes: Game, year: int, words: Words) -> Iterator[str]:
    """Say what of the deviation came of each cause."""
    for metric in causes.metrics:
        parts, total = causes.of(metric)
        unit = str(total["unit"])
        found = _all_interval(causes, metric)
        told = [row for row in parts if row.told]
        texts = [
            words.say("cause_part", name=words.name("cause", row.player), size=_signed(row.part, words))
            for row in told
        ]
        met = metric == GAP and float(total["all"]) < 0.0
        low, high = (-found[1], -found[0]) if met else found
        fields = {
            "year": year, "low": words.about(low), "high": words.about(high),
            "parts": capital(words.listed(texts)) if texts else words.say("cause_none_told", runs=causes.runs),
            "rest": words.about(float(total["none"])),
        }  # fmt: skip
        if metric == GAP:
            gap = float(total["all"])
            yield words.say("cause_met" if met else "cause_told", gap=words.about(abs(gap)), **fields)
        else:
            gap_text = size(float(total["all"]), unit, words)
            yield words.say("cause_nights", metric=metric_name(metric, words), gap=gap_text, **fields)


def _all_interval(causes: Game, metric: str) -> tuple[float, float]:
    row = causes.totals[causes.totals["metric"] == metric].iloc[0]
    return float(row["all_low"]), float(row["all_high"])


def _signed(value: float, words: Words) -> str:
    return f"+{words.about(value)}" if value > 0.0 else words.about(value)


def cause_shown(causes: Game, year: int, words: Words) -> Shown:
    """Return the table of causes: a row a cause, a column a figure."""
    names = list(dict.fromkeys(causes.parts["player"]))
    columns = [words.say("cause_col"), words.say("cause_col_swap")]
    cells: dict[str, list[str]] = {name: [] for name in names}
    rest, whole = [], []
    for metric in causes.metrics:
        parts, total = causes.of(metric)
        unit = str(total["unit"])
        columns.append(
            words.say("attr_col_effect", metric=metric_name(metric, words), unit=words.bare_unit(unit))
        )
        for row in parts:
            cells[row.player].append(cell(row.part, row.low, row.high, unit, words, row.told))
        rest.append(words.bare(total["none"], unit))
        whole.append(words.bare(total["all"], unit))
    rows = [(words.name("cause", name), words.name("cause_swap", name), *cells[name]) for name in names]
    rows += [(words.say("cause_row_rest"), "", *rest), (words.say("cause_row_all"), "", *whole)]
    note = words.say("cause_note", runs=causes.runs)
    return Shown(words.say("cause_head", year=year), tuple(columns), tuple(rows), note, words=2)


def cause_picture(causes: Game, year: int, foot: str, words: Words) -> Picture:
    """Draw the causes as bars, a panel a figure."""
    names = list(dict.fromkeys(causes.parts["player"]))
    labels = [words.name("cause", each) for each in names]
    figure = new_figure(WIDTH, ROW_INCHES * (len(names) + 1) * len(causes.metrics) + 2.4)
    panels = grid(figure, len(causes.metrics), 1)
    texts = []
    for row_of_panels, metric in zip(panels, causes.metrics, strict=True):
        axes = row_of_panels[0]
        parts, total = causes.of(metric)
        unit = str(total["unit"])
        for row in parts:
            step(axes, names.index(row.player), 0.0, row, unit, words, least_shown(total))
        name = metric_name(metric, words)
        bar_rows(axes, labels, words.say("attr_fig_axis", metric=name, unit=words.bare_unit(unit)))
        top = words.listed(
            [
                words.say("cause_part", name=words.name("cause", row.player), size=_signed(row.part, words))
                for row in parts
            ]
        )
        texts.append(f"{name}: {top}")
    title = words.say("cause_fig", year=year)
    panels[0][0].set_title(title, fontsize=10, loc="left")
    notes(figure, words.say("cause_fig_note", runs=causes.runs), foot)
    table = causes.parts.drop(columns=["orders_se"])
    return Picture("causes", title, figure, words.say("cause_fig_text", year=year, parts="; ".join(texts)), table)


def cause_tables(causes: Game) -> dict[str, pd.DataFrame]:
    """Return the tidy tables of causes by name."""
    parts = causes.parts.drop(columns=["orders_se"]).rename(columns={"player": "cause"})
    return {
        "causes": parts, "cause_totals": causes.totals,
        "causes_by_run": causes.by_run.rename(columns={"player": "cause"}),
    }  # fmt: skip
