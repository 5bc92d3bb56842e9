"""Figures over time: need against places, and waiting by stage. Tables in, pictures out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import MONTHLY, AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import Formatter, FuncFormatter, MaxNLocator, PercentFormatter
from numpy.typing import NDArray

from sim.results import Results, paths
from sim.statistics import RUNS_FOR_P95, pointwise, pointwise_label, spread
from sim.views import style
from sim.views.answers import range_name
from sim.views.english import ENGLISH
from sim.views.picture import Hover, Picture, strips
from sim.views.words import Words

STAGES: tuple[str, ...] = ("waiting_registration", "awaiting_decision", "mapping", "ready", "allocated")
SUNDAY = 6  # day of the week that ends it, Monday being 0
WHOLE_PATH: Any = (0, (6, 2, 1, 2))
"""Dash of the edges of a whole-path band."""
OWN_PEAK: dict[str, Any] = {
    "color": style.BLACK, "marker": "D", "markersize": 4, "linewidth": 1.0, "capsize": 3, "zorder": 4,
}  # fmt: skip
"""Look of the runs' own peaks."""


class _Dates(Formatter):
    """Names months in the words of the language, and is as concise as it can."""

    def __init__(self, locator: AutoDateLocator, words: Words) -> None:
        self._concise: Any = ConciseDateFormatter(locator)
        self._words = words

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Write a date alone."""
        return self._words.dated(self._concise(x, pos))

    def format_ticks(self, values: Any) -> list[str]:
        """Write the ticks of an axis."""
        return [self._words.dated(text) for text in self._concise.format_ticks(values)]

    def get_offset(self) -> str:
        """Write what the ticks have in common."""
        return self._words.dated(self._concise.get_offset())


def date_axis(axes: Axes, words: Words = ENGLISH) -> None:
    """Show months and years, few enough to be read."""
    locator = AutoDateLocator(minticks=3, maxticks=6)
    locator.intervald[MONTHLY] = [1, 2, 3, 4, 6, 12]  # a year too, or two and a half years have too many ticks
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(_Dates(locator, words))
    axes.tick_params(axis="x", labelsize=8)
    axes.xaxis.get_offset_text().set_fontsize(8)


def number_axis(axes: Axes, words: Words = ENGLISH) -> None:
    """Start at zero, with thousands set apart."""
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: words.count(value)))


def need_against_places(
    results: Results,
    shock: str,
    plans: Sequence[str],
    words: Words = ENGLISH,
    onset: dt.date | None = None,
    bands: pd.DataFrame | None = None,
    known: dt.date | None = None,
) -> Picture:
    """Draw need and usable places for each plan, and under them the share of runs short of places.

    Around the mean stand a pointwise band and, by other lines, one for whole paths; a marker with a whisker
    is each run's own peak, which lies above the peak of the curve because runs peak in different weeks.

    Parameters
    ----------
    onset : first day of the shock, marked where it is given
    bands : of the need, as a study has them (`need_bands`); None: the pointwise band alone
    known : day up to which the past is known, named and marked where it is given
    """
    figure = style.new_figure(2.2 + 3.3 * len(plans), 4.6)
    axes = style.grid(figure, 2, len(plans), sharex="col", sharey="row", gridspec_kw={"height_ratios": [3.4, 1]})
    texts, tables = [], []
    top = 1.0
    drawn = []
    hovers: list[Hover] = []
    for column, plan in enumerate(plans):
        dates, need = paths(results.need(), shock, plan)
        _, places = paths(results.all_places(), shock, plan)
        upper, strip = axes[0][column], axes[1][column]
        (low, high), middle = pointwise(need), need.mean(axis=0)
        usable = places.mean(axis=0)
        short = (need > places).mean(axis=0)
        path = _whole_path(bands, shock, plan)
        style.band(upper, dates, low, high)
        if path is not None:
            for edge in (path["low"], path["high"]):
                upper.plot(path["date"], edge, color=style.BLACK, linewidth=0.9, linestyle=WHOLE_PATH)
            top = max(top, float(path["high"].max()))
        upper.plot(dates, middle, color=style.DARK_BLUE, linewidth=1.8)
        style.period(upper, dates)
        _own_peaks(upper, dates, need)
        lone = "s" if len(dates) == 1 else None
        upper.step(
            dates, usable, where="post", color=style.VERMILLION, linewidth=1.6, linestyle=(0, (5, 2)), marker=lone
        )
        strip.fill_between(dates, 0, short, step="post", color=style.VERMILLION, alpha=0.35, linewidth=0)
        strip.step(dates, short, where="post", color=style.TEXT_VERMILLION, linewidth=0.9)
        upper.set_title(words.name("plan", plan), fontsize=10, loc="left")
        style.mark_day(upper, onset, words.say("shock_begins") if column == 0 else "")
        style.mark_day(upper, known, words.say("known_to") if column == 0 else "", line=1)
        top = max(top, float(high.max()), float(usable.max()))
        drawn.append((upper, middle[-1], usable[-1]))
        texts.append(_need_text(plan, dates, need, words))
        tables.append(_need_table(plan, dates, low, middle, high, usable, short, path))
        told = _need_told(tables[-1], words)
        hovers += [*strips(upper, dates, told), *strips(strip, dates, told)]
        date_axis(strip, words)
    axes[0][0].set_ylim(0, top * 1.05)
    number_axis(axes[0][0], words)
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
    runs, note = _bands_note(results, shock, plans, words)
    limits = words.say("pointwise_limits") if runs > 1 else ""
    style.notes(figure, f"{note} {limits}".strip(), *_path_notes(bands, shock, plans, words))
    title = words.under("fig_need", shock, known)
    style.title(figure, title, _need_keys(figure, bands, shock, runs, words))
    table = pd.concat(tables, ignore_index=True)
    text = words.say("fig_need_text", parts=words.shown(texts), note=note)
    return Picture("need_against_places", title, figure, text, table, tuple(hovers), units={"share_short": "share"})


def _whole_path(bands: pd.DataFrame | None, shock: str, plan: str) -> pd.DataFrame | None:
    """Return date, low, high of the whole-path band of a plan, or None if it has none."""
    if bands is None:
        return None
    rows = bands[(bands["shock"] == shock) & (bands["plan"] == plan) & (bands["kind"] == "whole path")]
    return rows if len(rows) else None


def _own_peaks(axes: Axes, dates: pd.DatetimeIndex, need: NDArray[np.float64]) -> None:
    """Mark the mean of the runs' own peaks at the median week in which they come, and their range."""
    at, peak = np.sort(need.argmax(axis=1)), spread(need.max(axis=1))
    when: Any = dates[int(at[(len(at) - 1) // 2])]
    ends = [[peak.mean - peak.low], [peak.high - peak.mean]]
    axes.errorbar([when], [peak.mean], yerr=ends, **OWN_PEAK)


def _path_notes(bands: pd.DataFrame | None, shock: str, plans: Sequence[str], words: Words) -> Iterator[str]:
    """Say what the whole-path band is, and how many runs leave the pointwise one; nothing without bands."""
    if bands is None:
        return
    rows = bands[bands["shock"] == shock]
    whole = rows[rows["kind"] == "whole path"]
    if whole.empty and int(rows["runs"].max()) == 1:
        return
    if whole.empty:
        yield words.say("whole_path_none", runs=int(rows["runs"].max()))
        return
    stay = rows.drop_duplicates("plan").set_index("plan")
    parts = [
        words.say("whole_path_stay", plan=words.name("plan", plan), stay=row["stay"], runs=row["runs"])
        for plan, row in ((plan, stay.loc[plan]) for plan in plans)
    ]
    level = words.number(float(whole["level"].iloc[0]), "share")
    key = "whole_path" if int(rows["runs"].max()) >= RUNS_FOR_P95 else "whole_path_others"
    yield words.say(key, level=level, parts="; ".join(parts))


def _need_keys(figure: Figure, bands: pd.DataFrame | None, shock: str, runs: int, words: Words) -> Legend:
    """Name the bands and the marker, each with its own line; one run has no bands."""
    keys: list[Any] = []
    if runs > 1:
        label = words.say("fig_need_pointwise")
        keys.append(Patch(facecolor=style.BLUE, alpha=0.3, edgecolor=style.BLUE, label=label))
    if bands is not None and (bands[bands["shock"] == shock]["kind"] == "whole path").any():
        label = words.say("fig_need_path")
        keys.append(Line2D([], [], color=style.BLACK, linewidth=0.9, linestyle=WHOLE_PATH, label=label))
    label = words.say("fig_need_own_peak" if runs > 1 else "fig_need_one_peak")
    keys.append(Line2D([], [], color=style.BLACK, marker="D", markersize=4, label=label))
    return figure.legend(handles=keys, loc="outside upper right", fontsize=7.5, frameon=False, handlelength=2.8)


def _bands_note(results: Results, shock: str, plans: Sequence[str], words: Words) -> tuple[int, str]:
    """Return the runs of the first plan, and what the bands around the curves are."""
    _, values = paths(results.weekly("residents"), shock, plans[0])
    if len(values) == 1:
        return 1, words.say("pointwise_one")
    return len(values), words.say("pointwise", label=range_name(pointwise_label(len(values)), len(values), words))


def _need_text(plan: str, dates: pd.DatetimeIndex, need: NDArray[np.float64], words: Words) -> str:
    at, peak = np.sort(need.argmax(axis=1)), spread(need.max(axis=1))
    return words.say(
        "fig_need_part",
        plan=words.name("plan", plan),
        persons=words.ranged(peak.mean, peak.low, peak.high),
        date=words.date(dates[int(at[(len(at) - 1) // 2])]),
    )


def _need_table(
    plan: str,
    dates: pd.DatetimeIndex,
    low: NDArray[np.float64],
    middle: NDArray[np.float64],
    high: NDArray[np.float64],
    usable: NDArray[np.float64],
    short: NDArray[np.float64],
    path: pd.DataFrame | None,
) -> pd.DataFrame:
    nothing = np.full(len(dates), np.nan)
    return pd.DataFrame(
        {
            "plan": plan,
            "date": dates,
            "need_low": low,
            "need_mean": middle,
            "need_high": high,
            "need_path_low": nothing if path is None else path["low"].to_numpy(),
            "need_path_high": nothing if path is None else path["high"].to_numpy(),
            "places_mean": usable,
            "share_short": short,
        }
    )


def _need_told(table: pd.DataFrame, words: Words) -> list[str]:
    """Write what a pointer is told of each week."""
    return [
        words.say(
            "fig_need_hover", date=words.date(row["date"]), places=words.number(row["places_mean"]),
            need=words.ranged(row["need_mean"], row["need_low"], row["need_high"]),
            short=words.number(row["share_short"], "share"),
        )
        for row in table.to_dict("records")
    ]  # fmt: skip


def whole_weeks(
    dates: pd.DatetimeIndex, values: NDArray[np.float64]
) -> tuple[pd.DatetimeIndex, NDArray[np.float64]]:
    """Leave out a week that the period cuts short, unless there is no other."""
    whole = np.asarray(dates.day_of_week == SUNDAY)
    return (dates[whole], values[:, whole]) if whole.any() else (dates, values)


def waiting_by_stage(
    results: Results, shock: str, plans: Sequence[str], words: Words = ENGLISH, known: dt.date | None = None
) -> Picture:
    """Draw the persons in each stage, a row a stage and a column a plan; dotted: the first plan; whole weeks only."""
    stages = STAGES
    figure = style.new_figure(2.2 + 2.9 * len(plans), 1.2 + 1.35 * len(stages))
    axes = style.grid(figure, len(stages), len(plans), sharex=True, sharey="row")
    ghosts: dict[str, NDArray[np.float64]] = {}
    largest: dict[str, tuple[float, str]] = {}
    tables = []
    hovers: list[Hover] = []
    for row, stage in enumerate(stages):
        for column, plan in enumerate(plans):
            panel = axes[row][column]
            dates, values = whole_weeks(*paths(results.weekly(stage), shock, plan))
            (low, high), middle = pointwise(values), values.mean(axis=0)
            style.band(panel, dates, low, high)
            panel.plot(dates, middle, color=style.DARK_BLUE, linewidth=1.6, marker="o" if len(dates) == 1 else None)
            style.period(panel, dates)
            hovers += strips(panel, dates, _waiting_told(dates, low, middle, high, words))
            style.mark_day(panel, known, words.say("known_to") if row == column == 0 else "")
            if column == 0:
                ghosts[stage] = middle
                panel.set_ylabel(words.name("series", stage).replace(", ", ",\n"), fontsize=8)
            else:
                panel.plot(dates, ghosts[stage], color=style.GREY, linewidth=1.1, linestyle=(0, (1, 1.5)))
            if row == 0:
                panel.set_title(words.name("plan", plan), fontsize=10, loc="left")
            top = int(middle.argmax())
            part = words.say(
                "fig_waiting_part",
                plan=words.name("plan", plan),
                stage=words.name("series", stage).lower(),
                value=words.number(float(middle[top])),
                date=words.date(dates[top]),
            )
            largest[plan] = max(largest.get(plan, (-1.0, "")), (float(middle[top]), part))
            tables.append(
                pd.DataFrame({"plan": plan, "stage": stage, "date": dates, "low": low, "mean": middle, "high": high})
            )
        number_axis(axes[row][0], words)
    for panel in axes[-1]:
        date_axis(panel, words)
    runs, note = _bands_note(results, shock, plans, words)
    if len(plans) > 1:
        note = f"{words.say('fig_waiting_ghost', first=words.name('plan', plans[0]))} {note}"
    title = words.under("fig_waiting", shock, known)
    style.title(figure, f"{title} ({words.say('fig_waiting_axis')})")
    limits = words.say("pointwise_limits") if runs > 1 else ""
    style.notes(figure, f"{note} {limits}".strip())
    text = words.say("fig_waiting_text", parts=words.shown([largest[plan][1] for plan in plans]), note=note)
    table = pd.concat(tables, ignore_index=True)
    return Picture("waiting_by_stage", title, figure, text, table, tuple(hovers))


def _waiting_told(
    dates: pd.DatetimeIndex,
    low: NDArray[np.float64],
    middle: NDArray[np.float64],
    high: NDArray[np.float64],
    words: Words,
) -> list[str]:
    """Write what a pointer is told of each week."""
    weeks = zip(dates, middle, low, high, strict=True)
    return [words.say("fig_waiting_hover", date=words.date(day), persons=words.ranged(*ends)) for day, *ends in weeks]
