"""The figures of a municipality's sheet: persons by month, cash by year, dwellings by quarter and when to begin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.views import style
from sim.views.figures import date_axis, number_axis
from sim.views.municipality_tables import HERE, SIZES, month_end, quarter_end
from sim.views.picture import Picture
from sim.views.rows import records
from sim.views.standing import in_short
from sim.views.words import Words

if TYPE_CHECKING:
    from sim.views.municipality import SheetFacts

ALL_YEARS = "all years"
MIDDLE = 15  # day of a month at which it is drawn
BAR_DAYS = 60  # width of a bar of a quarter


def label(level: float, runs: int, words: Words) -> str:
    """Say what a range holds."""
    if level >= 1.0:
        return words.say("mu_label_all", runs=runs)
    out = 100.0 * (1.0 - level) / 2.0
    return words.say("mu_label_level", low=words.figures_of(out), high=words.figures_of(100.0 - out), runs=runs)


def assumed(facts: SheetFacts, words: Words) -> str:
    """Say what is assumed beside the facts; the days to find a dwelling where they are not the municipality's own."""
    return words.say(
        "mu_sure_assumed", each=words.number(facts.persons_a_post), hire=facts.hire_days,
        lead=words.say("mu_sure_lead", days=facts.lead_days) if facts.own_lead_days is None else "",
        standby=words.number(facts.standby_per_1000),
    )  # fmt: skip


def pictures(
    facts: SheetFacts, tables: Mapping[str, pd.DataFrame], manifest: Mapping[str, Any], words: Words
) -> Iterator[Picture]:
    """Yield the figures, that of persons first."""
    here = words.say(HERE[facts.kind], place=facts.place)
    under = (
        words.say("mu_sure_band", label=label(facts.level, facts.runs, words)),
        assumed(facts, words),
        words.say("mu_sure_single"),
        in_short(manifest, words),
    )  # fmt: skip
    yield _months(facts, tables["months"], here, under, words)
    yield _cash(facts, tables["cash"], here, under, words)
    yield _quarters(facts, tables["quarters"], here, under, words)


def _months(
    facts: SheetFacts, months: pd.DataFrame, here: str, under: Sequence[str], words: Words
) -> Picture:
    figure = style.new_figure(7.2, 5.6)
    axes = style.grid(figure, 2, 1, sharex=True)
    title = words.say("mu_fig_months", here=here)
    figure.suptitle(title, fontsize=10, x=0.01, ha="left")
    named = np.array(sorted(set(months["month"].astype(str))))
    firsts = [dt.date(int(month[:4]), int(month[5:]), 1) for month in named]
    whole = np.array([first >= facts.first_day and month_end(first) <= facts.last_day for first in firsts])
    for row, (series, axis) in enumerate((("requested", "mu_axis_asked"), ("settled", "mu_axis_settled"))):
        part = months[months["series"] == series].sort_values("month")
        if series == "settled" and whole.any():
            part = part[part["month"].isin(named[whole])]
        dates: Any = [dt.date(int(month[:4]), int(month[5:]), MIDDLE) for month in part["month"].astype(str)]
        panel = axes[row][0]
        style.band(panel, dates, part["low"].to_numpy(), part["high"].to_numpy())
        panel.plot(dates, part["middle"], color=style.BLACK, linewidth=1.4, marker="o", markersize=2.5)
        panel.set_ylabel(words.say(axis), fontsize=8)
        number_axis(panel, words)
        to_ticks(panel, 0.0, float(part["high"].max()))
        date_axis(panel, words)
    period = {"first": words.date(facts.first_day), "last": words.date(facts.last_day)}
    cut = [] if whole.all() else [words.say("mu_fig_part_month", **period)]
    style.notes(figure, words.say("mu_fig_at_middle"), *cut, *under)
    last = {str(row["month"])[:4]: row["middle"] for row in records(months[months["series"] == "requested"])}
    parts = [words.say("mu_for_year", figure=words.count(middle), year=year) for year, middle in last.items()]
    most = max(records(months[months["series"] == "settled"]), key=lambda row: row["middle"])
    text = words.say(
        "mu_fig_months_text", asked=words.listed(parts), most=words.number(most["middle"]), month=most["month"]
    )
    shown = months[months["series"].isin(["requested", "settled"])].reset_index(drop=True)
    return Picture("persons_by_month", title, figure, text, shown)


def to_ticks(panel: Axes, low: float, high: float) -> None:
    """Let the axis reach from a tick below the data to one above it; one from 0 begins there."""
    ticks = MaxNLocator(6, integer=True).tick_values(1.05 * low, max(1.05 * high, 1.0))
    panel.set_yticks(ticks)
    panel.set_ylim(float(ticks[0]), float(ticks[-1]))


def _cash(facts: SheetFacts, cash: pd.DataFrame, here: str, under: Sequence[str], words: Words) -> Picture:
    figure = style.new_figure(7.2, 4.4)
    panel = style.grid(figure, 1, 1)[0][0]
    title = words.say("mu_fig_cash", here=here)
    figure.suptitle(title, fontsize=10, x=0.01, ha="left")
    rows = cash[cash["year"] != ALL_YEARS]
    years = [str(each) for each in rows["year"].unique()]
    at = np.arange(len(years), dtype=np.float64)
    for place, part in enumerate(("grants", "costs")):
        colour, hatch = style.HATCHES[place]
        of = rows[rows["part"] == part]["middle"].to_numpy() / 1e6
        name = words.name("mu_measure", part)
        panel.bar(at + 0.4 * place - 0.2, of, 0.36, color=colour, hatch=hatch, edgecolor=style.BLACK, label=name)
    net = rows[rows["part"] == "net"]
    middle = net["middle"].to_numpy() / 1e6
    whiskers = np.vstack([middle - net["low"].to_numpy() / 1e6, net["high"].to_numpy() / 1e6 - middle])
    panel.errorbar(
        at, middle, yerr=np.maximum(whiskers, 0.0), fmt="D", color=style.BLACK, markersize=4, capsize=3,
        label=words.name("mu_measure", "net"), zorder=4,
    )  # fmt: skip
    panel.axhline(0.0, color=style.BLACK, linewidth=0.8)
    passed = (facts.last_day - dt.date(facts.last_day.year, 1, 1)).days + 1
    ends = facts.last_day.year - int(years[0]) - 0.5 + min(passed / 365.0, 1.0)
    if ends < len(years) - 1:
        panel.axvline(ends, color=style.GREY, linewidth=1.0, linestyle=(0, (1, 2)))
        panel.annotate(
            words.say("mu_run_ends"), xy=(ends, 1.0), xycoords=("data", "axes fraction"), xytext=(3, -3),
            textcoords="offset points", fontsize=7.5, color=style.GREY, va="top",
        )  # fmt: skip
    panel.set_xticks(at, years)
    bars = rows[rows["part"] != "net"]["middle"] / 1e6
    to_ticks(panel, min(net["low"].min() / 1e6, 0.0), max(bars.max(), net["high"].max() / 1e6))
    panel.set_ylabel(words.say("mu_axis_cash", prices=facts.price_year), fontsize=8)
    panel.legend(fontsize=7.5, frameon=False)
    style.notes(figure, words.say("mu_note_cash", end=words.date(facts.last_day)), *under)
    parts = [f"{row['year']} {words.number(row['middle'], 'NOK')}" for row in records(net)]
    text = words.say("mu_fig_cash_text", parts=words.listed(parts))
    return Picture("cash_by_year", title, figure, text, cash)


def _quarters(facts: SheetFacts, quarters: pd.DataFrame, here: str, under: Sequence[str], words: Words) -> Picture:
    figure = style.new_figure(7.2, 4.4)
    panel = style.grid(figure, 1, 1)[0][0]
    title = words.say("mu_fig_quarters", here=here)
    figure.suptitle(title, fontsize=10, x=0.01, ha="left")
    homes = quarters[quarters["measure"].isin(SIZES)]
    middle = {(row["quarter"], row["measure"]): row["middle"] for row in records(homes)}
    days: list[Any] = sorted({quarter for quarter, _ in middle})
    beneath = np.zeros(len(days))
    for place, size in enumerate(SIZES):
        colour, hatch = style.HATCHES[place]
        values = np.array([middle[day, size] for day in days])
        panel.bar(
            days, values, BAR_DAYS, bottom=beneath, color=colour, hatch=hatch, edgecolor=style.BLACK, align="edge",
            label=words.name("mu_size", size),
        )  # fmt: skip
        beneath = beneath + values
    lead = dt.timedelta(days=facts.lead_days)
    line: dict[str, Any] = {"color": style.BLACK, "linewidth": 1.0, "marker": "|", "markersize": 7}
    for day, top in zip(days, beneath.tolist(), strict=True):
        if top > 0.0:
            panel.plot([day - lead, day], [top, top], **line)
    panel.plot([], [], label=words.say("mu_begins"), **line)
    panel.set_ylabel(words.say("mu_axis_quarters"), fontsize=8)
    number_axis(panel, words)
    date_axis(panel, words)
    to_ticks(panel, 0.0, 1.2 * float(beneath.max()))  # room for the legend above the bars
    panel.legend(fontsize=7.5, frameon=False, loc="upper center", ncols=4)
    partly = quarter_end(days[-1]) > facts.last_day
    style.notes(figure, *([words.say("mu_fig_part_quarter", end=words.date(facts.last_day))] if partly else []), *under)
    most = int(beneath.argmax())
    text = words.say(
        "mu_fig_quarters_text", most=words.number(round(beneath[most])), quarter=words.date(days[most]),
        begin=words.date(days[most] - lead),
    )  # fmt: skip
    return Picture("dwellings_by_quarter", title, figure, text, homes.reset_index(drop=True))
