"""Figures over time: need against places, and waiting by stage. Tables in, pictures out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.ticker import FuncFormatter, MaxNLocator, PercentFormatter
from numpy.typing import NDArray

from sim.results import Results, paths
from sim.statistics import RUNS_FOR_P95, spread
from sim.views import style
from sim.views.english import ENGLISH
from sim.views.picture import Picture
from sim.views.words import Words

STAGES: tuple[str, ...] = ("waiting_registration", "awaiting_decision", "mapping", "ready", "allocated")


def pointwise(
    values: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return (low, median, high) week by week of paths of shape (runs, weeks): the same range as `spread`."""
    if len(values) < RUNS_FOR_P95:
        return values.min(axis=0), np.median(values, axis=0), values.max(axis=0)
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95], axis=0)
    return low, middle, high


def date_axis(axes: Axes) -> None:
    """Show months and years, few enough to be read."""
    locator = AutoDateLocator(minticks=3, maxticks=6)  # type: ignore[no-untyped-call]  # no types there
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]  # no types
    axes.tick_params(axis="x", labelsize=8)
    axes.xaxis.get_offset_text().set_fontsize(8)


def number_axis(axes: Axes) -> None:
    """Start at zero, with thousands set apart."""
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))


def need_against_places(
    results: Results,
    shock: str,
    plans: Sequence[str],
    words: Words = ENGLISH,
    onset: dt.date | None = None,
) -> Picture:
    """Draw need and usable places for each plan, and under them the share of runs short of places.

    Parameters
    ----------
    onset : first day of the shock, marked where it is given
    """
    figure = style.new_figure(2.2 + 3.3 * len(plans), 4.6)
    axes = style.grid(figure, 2, len(plans), sharex="col", sharey="row", gridspec_kw={"height_ratios": [3.4, 1]})
    texts, tables = [], []
    top = 1.0
    drawn = []
    for column, plan in enumerate(plans):
        dates, need = paths(results.need(), shock, plan)
        _, places = paths(results.all_places(), shock, plan)
        upper, strip = axes[0][column], axes[1][column]
        low, middle, high = pointwise(need)
        usable = np.median(places, axis=0)
        short = (need > places).mean(axis=0)
        style.band(upper, dates, low, high)
        upper.plot(dates, middle, color=style.DARK_BLUE, linewidth=1.8)
        upper.step(dates, usable, where="post", color=style.VERMILLION, linewidth=1.6, linestyle=(0, (5, 2)))
        strip.fill_between(dates, 0, short, step="post", color=style.VERMILLION, alpha=0.35, linewidth=0)
        strip.step(dates, short, where="post", color=style.TEXT_VERMILLION, linewidth=0.9)
        upper.set_title(words.name("plan", plan), fontsize=10, loc="left")
        style.mark_day(upper, onset, words.say("shock_begins") if column == 0 else "")
        top = max(top, float(high.max()), float(usable.max()))
        drawn.append((upper, middle[-1], usable[-1]))
        texts.append(_need_text(plan, dates, need, places, short, words))
        tables.append(_need_table(plan, dates, low, middle, high, usable, short))
        date_axis(strip)
    axes[0][0].set_ylim(0, top * 1.05)
    number_axis(axes[0][0])
    axes[0][0].set_ylabel(words.say("fig_need_axis"), fontsize=9)
    axes[1][0].set_ylim(0, 1)
    axes[1][0].yaxis.set_major_locator(MaxNLocator(2))
    axes[1][0].yaxis.set_major_formatter(PercentFormatter(1.0))
    axes[1][0].set_ylabel(words.say("fig_need_strip"), fontsize=8)
    last, need_end, places_end = drawn[-1]
    style.label_ends(
        last,
        [
            (float(need_end), words.say("fig_need_line"), style.DARK_BLUE),
            (float(places_end), words.say("fig_places_line"), style.TEXT_VERMILLION),
        ],
        inches=2.8,
    )
    note = words.say("pointwise", label=_label(results, shock, plans))
    figure.suptitle(words.say("fig_need"), fontsize=11, x=0.01, ha="left")
    figure.supxlabel(note, fontsize=7.5, x=0.01, ha="left")
    table = pd.concat(tables, ignore_index=True)
    return Picture("need_against_places", words.say("fig_need"), figure, " ".join([*texts, note]), table)


def _label(results: Results, shock: str, plans: Sequence[str]) -> str:
    _, values = paths(results.weekly("residents"), shock, plans[0])
    return spread(values[:, 0]).label


def _need_text(
    plan: str,
    dates: pd.DatetimeIndex,
    need: NDArray[np.float64],
    places: NDArray[np.float64],
    short: NDArray[np.float64],
    words: Words,
) -> str:
    at = need.argmax(axis=1)
    peak = spread(need.max(axis=1))
    return words.say(
        "fig_need_text",
        plan=words.name("plan", plan),
        median=words.number(peak.median),
        low=words.number(peak.low),
        high=words.number(peak.high),
        date=words.date(dates[int(np.sort(at)[(len(at) - 1) // 2])]),
        places=words.number(float(np.median(places[np.arange(len(at)), at]))),
        share=words.number(float(short.max()), "share"),
    )


def _need_table(
    plan: str,
    dates: pd.DatetimeIndex,
    low: NDArray[np.float64],
    middle: NDArray[np.float64],
    high: NDArray[np.float64],
    usable: NDArray[np.float64],
    short: NDArray[np.float64],
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "plan": plan,
            "date": dates,
            "need_low": low,
            "need_median": middle,
            "need_high": high,
            "places_median": usable,
            "share_short": short,
        }
    )


def waiting_by_stage(results: Results, shock: str, plans: Sequence[str], words: Words = ENGLISH) -> Picture:
    """Draw the persons in each stage, a row a stage and a column a plan; dotted: the first plan."""
    stages = STAGES
    figure = style.new_figure(2.2 + 2.9 * len(plans), 1.2 + 1.35 * len(stages))
    axes = style.grid(figure, len(stages), len(plans), sharex=True, sharey="row")
    ghosts: dict[str, NDArray[np.float64]] = {}
    parts: dict[str, list[str]] = {plan: [] for plan in plans}
    tables = []
    for row, stage in enumerate(stages):
        for column, plan in enumerate(plans):
            panel = axes[row][column]
            dates, values = paths(results.weekly(stage), shock, plan)
            low, middle, high = pointwise(values)
            style.band(panel, dates, low, high)
            panel.plot(dates, middle, color=style.DARK_BLUE, linewidth=1.6)
            if column == 0:
                ghosts[stage] = middle
                panel.set_ylabel(words.name("series", stage).replace(", ", ",\n"), fontsize=8)
            else:
                panel.plot(dates, ghosts[stage], color=style.GREY, linewidth=1.1, linestyle=(0, (1, 1.5)))
            if row == 0:
                panel.set_title(words.name("plan", plan), fontsize=10, loc="left")
            top = int(middle.argmax())
            parts[plan].append(
                words.say(
                    "fig_waiting_part",
                    stage=words.name("series", stage),
                    value=words.number(float(middle[top])),
                    date=words.date(dates[top]),
                )
            )
            tables.append(
                pd.DataFrame({"plan": plan, "stage": stage, "date": dates, "low": low, "median": middle, "high": high})
            )
        number_axis(axes[row][0])
    for panel in axes[-1]:
        date_axis(panel)
    note = words.say("pointwise", label=_label(results, shock, plans))
    if len(plans) > 1:
        note = f"{words.say('fig_waiting_ghost', first=words.name('plan', plans[0]))} {note}"
    figure.suptitle(f"{words.say('fig_waiting')} ({words.say('fig_waiting_axis')})", fontsize=11, x=0.01, ha="left")
    figure.supxlabel(note, fontsize=7.5, x=0.01, ha="left")
    texts = [
        words.say("fig_waiting_text", plan=words.name("plan", plan), parts="; ".join(parts[plan])) for plan in plans
    ]
    table = pd.concat(tables, ignore_index=True)
    return Picture("waiting_by_stage", words.say("fig_waiting"), figure, " ".join([*texts, note]), table)
