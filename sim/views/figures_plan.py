"""Figures of what plans do and cost: cost by payer and year, and the timeline of measures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter

from sim.results import RUN, Results, middle_date
from sim.statistics import spread
from sim.tables import COMMITTED
from sim.views import style
from sim.views.english import ENGLISH
from sim.views.figures import date_axis
from sim.views.picture import Hover, Picture
from sim.views.words import Words

ROOM_FOR_LABEL = 1.1
"""Top of the first panel of the timeline, lanes, so that the mark of the shock hides nothing."""
EVENTS: tuple[tuple[str, str, float], ...] = (
    ("fired", "D", 0.22), ("effective", "o", 0.0), ("reversed", "X", -0.22), ("lapsed", "v", 0.22),
)  # fmt: skip


def cost_by_payer_and_year(
    results: Results,
    shock: str,
    plans: Sequence[str],
    words: Words = ENGLISH,
    period: tuple[dt.date, dt.date] | None = None,
    known: dt.date | None = None,
) -> Picture:
    """Draw stacked bars of means, which add up; the range of the total over runs stands as a whisker.

    Parameters
    ----------
    period : first and last day of the runs: a year of which it holds a part is named so; None: all are whole
    """
    money = results.table("money")
    money = money[(money["shock"] == shock) & (money["month"] != COMMITTED)]
    money = money.assign(year=money["month"].str.split("-").str[0])
    payers = list(dict.fromkeys(money["payer"]))
    years = sorted(set(money["year"]))
    figure = style.new_figure(2.6 + 2.6 * len(plans), 3.8)
    axes = style.grid(figure, 1, len(plans), sharey=True)[0]
    texts, tables = [], []
    hovers: list[Hover] = []
    for panel, plan in zip(axes, plans, strict=True):
        rows = money[money["plan"] == plan]
        runs = results.runs[(results.runs.get_level_values("shock") == shock)
                            & (results.runs.get_level_values("plan") == plan)]  # fmt: skip
        sums = rows.groupby(["payer", "year"], sort=False)["nok"].sum() / len(runs) / 1e6
        wide = sums.unstack("year").reindex(index=payers, columns=years).fillna(0.0)
        totals = rows.groupby([*RUN, "year"], sort=False)["nok"].sum().unstack("year") / 1e6
        totals = totals.reindex(index=runs, columns=years).fillna(0.0)
        hovers += _stack(panel, wide, totals, words)
        named = [words.year(int(year), *period) if period else str(year) for year in wide.columns]
        panel.set_xticks(np.arange(len(named)), [name.replace(" ", "\n", 1) for name in named])
        panel.set_title(words.name("plan", plan), fontsize=10, loc="left")
        texts.append(_cost_text(plan, wide, words))
        tables.append(wide.reset_index().melt("payer", var_name="year", value_name="mnok").assign(plan=plan))
    axes[0].set_ylabel(words.say("fig_cost_axis"), fontsize=9)
    axes[0].yaxis.set_major_formatter(FuncFormatter(lambda value, _: words.count(value)))
    keys: list[Patch | Line2D] = [
        Patch(facecolor=colour, hatch=hatch, edgecolor="black", linewidth=0.5, label=words.name("payer", payer))
        for payer, (colour, hatch) in zip(payers, _fills(len(payers)), strict=True)
    ]
    keys.reverse()
    whisker = Line2D([], [], color="black", marker="o", markersize=3, label=words.say("fig_cost_total"))
    figure.legend(handles=[*keys, whisker], loc="outside right center", fontsize=8, frameon=False, handleheight=1.4)
    title = words.under("fig_cost", shock, known)
    style.title(figure, title)
    table = pd.concat(tables, ignore_index=True)[["plan", "payer", "year", "mnok"]]
    style.notes(figure, words.say("fig_cost_below") if (table["mnok"] < 0.0).any() else "")
    text = words.say("fig_cost_text", parts=words.shown(texts))
    return Picture("cost_by_payer_and_year", title, figure, text, table, tuple(hovers))


def _fills(count: int) -> list[tuple[str, str]]:
    return [style.HATCHES[i % len(style.HATCHES)] for i in range(count)]


def _stack(panel: Axes, wide: pd.DataFrame, totals: pd.DataFrame, words: Words) -> list[Hover]:
    """Stack costs upwards and incomes downwards, a bar a year; return what a pointer is told of each part."""
    hovers = []
    at = np.arange(len(wide.columns))
    above, below = np.zeros(len(at)), np.zeros(len(at))
    for (payer, row), (colour, hatch) in zip(wide.iterrows(), _fills(len(wide)), strict=True):
        height = row.to_numpy(dtype=np.float64)
        bottom = np.where(height >= 0, above, below)
        panel.bar(at, height, 0.72, bottom=bottom, color=colour, hatch=hatch, edgecolor="black", linewidth=0.5)
        hovers += [
            Hover(panel, words.say("fig_cost_hover", payer=words.name("payer", str(payer)), year=year,
                                   size=words.number(float(size))), (x - 0.36, x + 0.36), (start, start + size))
            for x, year, start, size in zip(at, wide.columns, bottom, height, strict=True)
        ]  # fmt: skip
        above += np.clip(height, 0, None)
        below += np.clip(height, None, 0)
    spreads = [spread(totals[year].to_numpy()) for year in wide.columns]
    middle = totals.mean().to_numpy()
    low = np.clip(middle - np.array([each.low for each in spreads]), 0, None)
    high = np.clip(np.array([each.high for each in spreads]) - middle, 0, None)
    for colour, width in (("white", 4.0), ("black", 1.3)):  # a white edge, to stand out from the hatching
        panel.errorbar(
            at, middle, yerr=[low, high], fmt="o", markersize=2.0 + width / 1.3, color=colour,
            capsize=4, linewidth=width, capthick=width,
        )  # fmt: skip
    panel.axhline(0, color="black", linewidth=0.8)
    return hovers


def _cost_text(plan: str, wide: pd.DataFrame, words: Words) -> str:
    by_payer = wide.sum(axis=1).sort_values(ascending=False)
    return words.say(
        "fig_cost_part",
        plan=words.name("plan", plan),
        total=words.number(float(by_payer.sum())),
        payer=words.name("payer", str(by_payer.index[0])),
        value=words.number(float(by_payer.iloc[0])),
    )


def timeline_of_measures(
    results: Results,
    shock: str,
    plans: Sequence[str],
    words: Words = ENGLISH,
    onset: dt.date | None = None,
    known: dt.date | None = None,
) -> Picture:
    """Draw, a lane a measure, when it was triggered, came into effect and was undone, and what lapsed before."""
    events = results.table("plan_events")
    events = events[events["shock"] == shock]
    lanes = {plan: list(dict.fromkeys(events[events["plan"] == plan]["measure"])) for plan in plans}
    heights = [max(1, len(lanes[plan])) for plan in plans]
    figure = style.new_figure(8.6, 1.3 + 0.42 * len(plans) + 0.34 * sum(heights))
    axes = style.grid(figure, len(plans), 1, sharex=True, gridspec_kw={"height_ratios": heights})
    weeks = results.weekly("residents")["date"]
    texts, tables = [], []
    for (panel,), plan in zip(axes, plans, strict=True):
        runs = int((results.runs.to_frame(index=False)[["shock", "plan"]] == [shock, plan]).all(axis=1).sum())
        mine = events[events["plan"] == plan]
        table = _first_events(mine, runs)
        tables.append(table.assign(plan=plan))
        texts.append(_timeline_text(plan, table, words))
        _lanes(panel, lanes[plan], table, words)
        panel.set_title(words.name("plan", plan), fontsize=10, loc="left")
        panel.set_xlim(weeks.min() - pd.Timedelta(days=7), weeks.max())
        panel.grid(True, axis="x", color="#dddddd", linewidth=0.6)
        style.mark_day(panel, onset, words.say("shock_begins") if plan == plans[0] else "")
        style.mark_day(panel, known, words.say("known_to") if plan == plans[0] else "", line=1)
        if plan == plans[0] and (onset or known):
            panel.set_ylim(top=ROOM_FOR_LABEL * (2.0 if known else 1.0))
        if not lanes[plan]:
            panel.text(
                0.5, 0.08, words.say("fig_timeline_none", plan=words.name("plan", plan)),
                transform=panel.transAxes, ha="center", va="bottom", fontsize=8,
            )  # fmt: skip
    date_axis(axes[-1][0], words)
    keys = [
        Line2D([], [], color=_colour(event), marker=marker, linestyle="-", linewidth=0.9, markersize=6,
               label=words.name("event", event))
        for event, marker, _ in EVENTS
        if event != "lapsed" or any((each["event"] == event).any() for each in tables)
    ]  # fmt: skip
    legend = figure.legend(handles=keys, loc="outside upper right", ncols=len(keys), fontsize=8, frameon=False)
    title = words.under("fig_timeline", shock, known)
    style.title(figure, title, legend)
    style.notes(figure, words.say("fig_timeline_note"))
    text = words.say("fig_timeline_text", parts=words.shown(texts))
    table = pd.concat(tables, ignore_index=True)
    return Picture("timeline_of_measures", title, figure, text, table)


def _colour(event: str) -> str:
    colours = {"fired": style.DARK_BLUE, "effective": "#00694d", "reversed": style.TEXT_VERMILLION}
    return colours.get(event, style.GREY)


def _first_events(events: pd.DataFrame, runs: int) -> pd.DataFrame:
    """Return measure, event, hits, runs, earliest, median_date, latest: of one firing in each run, and of lapses.

    That firing is the first that came into effect, or else the first: its events belong to each other.
    """
    rows = []
    for (measure, event), part in _one_firing(events).groupby(["measure", "event"], sort=False):
        first = part.groupby("replication", sort=False)["date"].min()
        rows.append(
            {
                "measure": measure,
                "event": event,
                "hits": len(first),
                "runs": runs,
                "earliest": first.min(),
                "median_date": middle_date(first),
                "latest": first.max(),
            }
        )
    columns = ["measure", "event", "hits", "runs", "earliest", "median_date", "latest"]
    return pd.DataFrame(rows, columns=columns)


def _one_firing(events: pd.DataFrame) -> pd.DataFrame:
    """Return the events of one firing of each measure and run, and a row "lapsed" for each that no decision met.

    A firing lapsed if nothing was decided and the measure fired again later.
    """
    lane = ["replication", "measure"]
    keys = [*lane, "firing"]
    happened = events.groupby([*keys, "event"]).size().unstack("event", fill_value=0)
    happened = happened.reindex(columns=["fired", "decided", "effective"], fill_value=0).reset_index()
    last = happened.groupby(lane)["firing"].transform("max")
    happened["lapsed"] = (happened["decided"] == 0) & (happened["firing"] < last)
    happened["idle"] = happened["effective"] == 0
    chosen = happened.sort_values([*lane, "idle", "firing"]).drop_duplicates(lane)[keys]
    lapsed = events[events["event"] == "fired"].merge(happened.loc[happened["lapsed"], keys], on=keys)
    return pd.concat([events.merge(chosen, on=keys), lapsed.assign(event="lapsed")], ignore_index=True)


def _lanes(panel: Axes, measures: Sequence[str], table: pd.DataFrame, words: Words) -> None:
    for event, marker, offset in EVENTS:
        for _, row in table[table["event"] == event].iterrows():
            height = -measures.index(row["measure"]) + offset
            ends = [row["earliest"], row["median_date"], row["latest"]]
            panel.plot([ends[0], ends[2]], [height, height], color=_colour(event), linewidth=1.1)
            panel.plot([ends[1]], [height], marker=marker, color=_colour(event), markersize=6, clip_on=False)
            if event == "fired":
                panel.text(
                    1.01, -measures.index(row["measure"]),
                    words.say("fig_timeline_runs", hits=row["hits"], runs=row["runs"]),
                    transform=panel.get_yaxis_transform(), fontsize=8, va="center",
                )  # fmt: skip
    panel.set_ylim(-max(1, len(measures)) + 0.45, 0.55)
    panel.set_yticks([-i for i in range(len(measures))], [words.name("measure", name) for name in measures])


def _timeline_text(plan: str, table: pd.DataFrame, words: Words) -> str:
    fired = table[table["event"] == EVENTS[0][0]].sort_values(["median_date", "measure"])
    if fired.empty:
        return words.say("fig_timeline_none", plan=words.name("plan", plan))
    return words.say(
        "fig_timeline_part",
        plan=words.name("plan", plan),
        count=len(fired),
        measure=words.name("measure", str(fired["measure"].iloc[0])),
        date=words.date(fired["median_date"].iloc[0]),
    )
