"""Tables and figures of a brief, and what it is made of."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.tables import COMMITTED
from sim.views import standing, style
from sim.views.answer import Shown
from sim.views.figures import date_axis, number_axis
from sim.views.picture import Picture
from sim.views.rows import records
from sim.views.words import Words, capital

WIDTH = 8.6  # inches
DAYS_PER_WEEK = 7


@dataclass(frozen=True)
class Seen:
    """What the page is made of; tables as `sim.studies.brief` describes them.

    Attributes
    ----------
    minors, minors_by : as openable and order_by, of measures for unaccompanied minors
    most_weeks : weeks that a brief can look ahead
    weeks : that were asked for
    """

    summary: str
    plan: str
    shock: str
    day: dt.date
    most_weeks: int
    runs: int
    roof: str
    roof_days: int
    children: tuple[str, ...]
    places: pd.DataFrame
    openable: pd.DataFrame
    order_by: pd.DataFrame
    minors: pd.DataFrame
    minors_by: pd.DataFrame
    breaks: pd.DataFrame
    peak: tuple[pd.Timestamp, float]
    emergency: pd.DataFrame
    cost: pd.DataFrame
    cost_since: float
    exits: pd.DataFrame
    political: pd.DataFrame
    first: dt.date
    last: dt.date
    weeks: int

    @property
    def unseen_days(self) -> int:
        """Days of the weeks looked ahead that lie after the last that is run."""
        return unseen(self.day, self.weeks, self.last)


def unseen(day: dt.date, weeks: int, last: dt.date) -> int:
    """Return how many days of the weeks from a day on lie after the last that is run."""
    return max((day + dt.timedelta(days=DAYS_PER_WEEK * weeks - 1) - last).days, 0)


def weeks_cut(weeks: int, days: int, last: dt.date, words: Words) -> str:
    """Say by how many days the weeks looked ahead are cut."""
    key = "brief_weeks_cut_one" if days == 1 else "brief_weeks_cut"
    return words.say(key, weeks=weeks, days=days, last=words.date(last))


def persons(value: float, words: Words) -> str:
    """Write whole persons or places."""
    return words.count(value)


def year_named(seen: Seen, year: str, words: Words) -> str:
    """Name a year; of one that the runs cover in part, which part."""
    return words.year(int(year), seen.first, seen.last)


def days_run(seen: Seen, year: int) -> tuple[int, int]:
    """Return the days of a year that are run, and the days that it has."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return (min(last, seen.last) - max(first, seen.first)).days + 1, 365 + calendar.isleap(year)


def places_table(seen: Seen, label: str, words: Words) -> Shown:
    """Show need and places, a row a week."""
    rows = tuple(
        (
            words.date(row["date"]),
            persons(row["need"], words),
            words.say("chance_some", low=persons(row["need_low"], words), high=persons(row["need_high"], words)),
            persons(row["places"], words),
            f"{row['short_in_runs']}/{row['runs']}",
            persons(row["without_bed"], words),
            persons(row["openable"], words) if row["week"] else "-",
            f"{row['short']}/{row['runs']}" if row["week"] else "-",
        )
        for row in records(seen.places)
    )
    heads = tuple(words.say("brief_head_places").split("|"))
    note = words.say("brief_note_places", label=label, first=words.date(seen.places["date"].iloc[0]),
                     day=words.date(seen.day))  # fmt: skip
    return Shown(words.say("brief_table_places"), heads, rows, note)


def orders_table(seen: Seen, words: Words) -> Shown:
    """Show the measures on places, those for minors among them, and by when each must be ordered."""
    by = {row["measure"]: row["order_by"] for part in (seen.order_by, seen.minors_by) for row in records(part)}
    rows = tuple(
        (
            capital(words.name("measure", each["measure"])),
            words.name("brief_body", each["decided_by"]),
            f"{each['lead_days']:.0f}",
            *(
                persons(each[name], words) if np.isfinite(each[name]) else words.say("brief_no_limit")
                for name in ("places_a_week", "most")
            ),
            words.date(by[each["measure"]]) if each["measure"] in by else words.say("brief_not_needed"),
        )
        for part in (seen.openable, seen.minors)
        for each in records(part)
    )
    heads = tuple(words.say("brief_head_orders").split("|"))
    return Shown(words.say("brief_table_orders"), heads, rows, words.say("brief_note_orders"), words=2)


def breaks_table(seen: Seen, words: Words) -> Shown:
    """Show what breaks, in how many futures and when."""
    rows = tuple(
        (
            capital(words.name("criterion", row["criterion"])),
            f"{row['hits']}/{seen.runs}",
            f"{row['already']}/{seen.runs}",
            "-" if not row["already"] or np.isnan(row["again"]) else f"{row['again']:.0f}/{row['already']}",
            f"{row['first_in']}/{seen.runs}",
            words.date(row["median_date"]),
            f"{row['days']:.0f}" if row["hits"] + row["already"] else "-",
            words.worst(row["criterion"], row["worst"]) if row["hits"] + row["already"] else "-",
        )
        for row in records(seen.breaks)
    )
    heads = tuple(words.say("brief_head_breaks").split("|"))
    heading = words.say("brief_table_breaks", day=words.date(seen.day))
    return Shown(heading, heads, rows, words.say("brief_note_breaks"))


def _payer(name: str, words: Words) -> str:
    return words.say("brief_total") if name == "total" else words.name("payer", name)


def cost_table(seen: Seen, words: Words) -> Shown:
    """Show what each payer pays by year."""
    years = sorted(seen.cost["year"].unique(), key=lambda year: (year == COMMITTED, year))
    cells = {(row["payer"], row["year"]): (row["mean"], row["low"], row["high"]) for row in records(seen.cost)}
    payers = [*(payer for payer in dict.fromkeys(seen.cost["payer"]) if payer != "total"), "total"]
    rows = []
    for payer in payers:
        row = [_payer(payer, words)]
        for year in years:
            there = (payer, year) in cells
            row.append(words.ranged(*cells[payer, year], unit="NOK") if there else "-")
        rows.append(tuple(row))
    heads = (
        "",
        *(words.say("brief_committed_year") if year == COMMITTED else year_named(seen, year, words) for year in years),
    )
    note = words.say("brief_note_cost", last=words.date(seen.last))
    return Shown(words.say("brief_table_cost"), heads, tuple(rows), note)


def _note(what: str, seen: Seen, manifest: Mapping[str, Any], words: Words) -> str:
    valid = standing.in_short(manifest, words)
    return words.say("brief_fig_note", runs=seen.runs, what=what, valid=valid)


def _up_to_a_tick(axes: Axes, words: Words) -> None:
    """Let the axis of numbers end at a tick, at or above the highest that is drawn."""
    number_axis(axes, words)
    ticks = axes.yaxis.get_major_locator().tick_values(*axes.get_ylim())
    axes.set_ylim(0.0, ticks[-1])


def places_picture(seen: Seen, label: str, text: str, manifest: Mapping[str, Any], words: Words) -> Picture:
    """Draw the need, the places that stand in the runs, and those that could stand."""
    table = seen.places
    figure = style.new_figure(WIDTH, 4.2)
    axes = style.grid(figure, 1, 1)[0][0]
    dates = table["date"].to_numpy()
    style.band(axes, dates, table["need_low"], table["need_high"])
    axes.plot(dates, table["need"], color=style.DARK_BLUE, linewidth=1.8)
    axes.plot(dates, table["openable"], color=style.VERMILLION, linestyle=(0, (6, 2)), drawstyle="steps-post")
    axes.plot(dates, table["places"], color=style.BLACK, linestyle=(0, (1, 1.2)), drawstyle="steps-post")
    _up_to_a_tick(axes, words)
    date_axis(axes, words)
    axes.set_ylabel(words.say("brief_fig_places_y"), fontsize=8)
    ends = [
        (float(table["need"].iloc[-1]), words.say("brief_fig_need"), style.DARK_BLUE),
        (float(table["openable"].iloc[-1]), words.say("brief_fig_could"), style.TEXT_VERMILLION),
        (float(table["places"].iloc[-1]), words.say("brief_fig_runs"), style.BLACK),
    ]
    style.label_ends(axes, ends, 3.2)
    names = {"plan": words.name("plan", seen.plan), "shock": words.name("shock", seen.shock)}
    title = words.say("brief_fig_places", **names)
    figure.suptitle(title, fontsize=10, x=0.01, ha="left")
    style.notes(figure, _note(words.say("brief_fig_band", label=label), seen, manifest, words))
    return Picture("brief_places", title, figure, text, table)


def cost_picture(seen: Seen, manifest: Mapping[str, Any], words: Words) -> Picture:
    """Draw what the state pays by year; a year that is run in part is hatched and says its days."""
    total = seen.cost[(seen.cost["payer"] == "total") & (seen.cost["year"] != COMMITTED)]
    figure = style.new_figure(WIDTH, 3.8)
    axes = style.grid(figure, 1, 1)[0][0]
    means = total["mean"].to_numpy() / 1e6
    half = (total["high"] - total["mean"]).to_numpy() / 1e6
    whisker = half if np.isfinite(half).all() else None
    named = [year_named(seen, year, words) for year in total["year"]]
    days = [days_run(seen, int(year)) for year in total["year"]]
    under = [
        name if run == whole else words.say("brief_fig_part", year=name, run=run, whole=whole)
        for name, (run, whole) in zip(named, days, strict=True)
    ]
    bars = axes.bar(under, means, yerr=whisker, color=style.SKY, edgecolor=style.BLACK, capsize=4, width=0.6)
    for bar, (run, whole) in zip(bars, days, strict=True):
        bar.set_hatch("" if run == whole else "///")
    _up_to_a_tick(axes, words)
    axes.set_ylabel(words.say("brief_fig_cost_y"), fontsize=8)
    names = {"plan": words.name("plan", seen.plan), "shock": words.name("shock", seen.shock)}
    title = words.say("brief_fig_cost", **names)
    figure.suptitle(title, fontsize=10, x=0.01, ha="left")
    part = words.say("brief_fig_hatched") if any(run < whole for run, whole in days) else ""
    style.notes(figure, _note(f"{words.say('brief_fig_interval')} {part}".strip(), seen, manifest, words))
    parts = words.listed([f"{year} {words.number(mean * 1e6, 'NOK')}" for year, mean in zip(named, means, strict=True)])
    return Picture("brief_cost", title, figure, words.say("brief_fig_cost_text", parts=parts), total)
