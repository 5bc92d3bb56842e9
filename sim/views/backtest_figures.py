"""Figures of a back-test: published points on the bands of the model, a panel a grade. Tables in, pictures out.

Points are a row a grade, transfer, origin and published point of an episode: grade, transfer, episode, origin, date,
period_start, series, kind, unit, use, observed, precision, derived, n, median, low50, high50, low90, high90. Without a
band its ends are NaN; a row without observed is a date of the path alone. Baselines are a row a forecast: episode,
series, baseline, origin, date, value.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator, PercentFormatter

from sim.views import style
from sim.views.english import ENGLISH
from sim.views.figures import date_axis, number_axis
from sim.views.picture import Picture
from sim.views.words import Words

GRADES = ("reconstruction", "rules", "as_known")
"""Always shown together, also where one was not run."""
OWN = "own"
"""Transfer of a run with the rules of its own episode."""
KNOWN_IN = {"arrivals_known": ("reconstruction", "rules"), "planning_figure": ("as_known",)}
"""Grades that are told as much as a baseline; one that is not named knows nothing and stands beside all."""
SHOWN_DAYS, LEAST_DAYS, MOST_DAYS = 183, 147, 219
"""Baselines are drawn from the origin that lies nearest to half a year before, within the bin of 6 months."""
ROOM = 1.08
"""Of the highest point, the height of the panels."""
CUT = 1.8
"""Largest height of the panels as a multiple of the highest published point; forecasts of the day may go far above."""
UNEVEN, MONTH_DAYS = 1.2, 365.25 / 12.0
"""Periods whose longest is more than so many times the shortest are drawn as a rate for so many days."""
MEASURED = ("median", "low50", "high50", "low90", "high90")
COLUMNS = 3
PANEL_POINTS = 190.0
"""Width of a panel, about, in the unit of line widths."""
DERIVED = "d"
"""Marker of a figure that was worked out from published ones."""
BANDS = (("90", 0.16, "fig_backtest_band90"), ("50", 0.34, "fig_backtest_band50"))
"""Level, strength of the fill, and name; the wider first."""
LINES: dict[str, dict[str, Any]] = {
    "persistence": {"color": style.GREY, "linestyle": (0, (1, 1.2)), "marker": "s"},
    "drift": {"color": "#7d3f63", "linestyle": (0, (6, 2, 1, 2)), "marker": "^"},
    "arrivals_known": {"color": style.TEXT_VERMILLION, "linestyle": (0, (5, 2)), "marker": "D"},
    "planning_figure": {"color": "#00694d", "linestyle": (0, (3, 1, 1, 1, 1, 1)), "marker": "v"},
}
"""Look of each baseline: dash and marker differ, not only colour."""
THIN: dict[str, Any] = {"linewidth": 0.9, "markersize": 3.0, "markerfacecolor": "white", "markeredgewidth": 0.8}


def backtest_figures(
    points: pd.DataFrame,
    baselines: pd.DataFrame,
    words: Words = ENGLISH,
    fitted: Collection[str] = (),
    ran: Collection[tuple[str, str]] = (),
) -> Iterator[Picture]:
    """Draw a figure for each series of each episode, in the order of the points."""
    for episode, series in points[["episode", "series"]].drop_duplicates().itertuples(index=False):
        yield backtest_figure(points, baselines, str(series), str(episode), words, fitted, ran)


def backtest_figure(
    points: pd.DataFrame,
    baselines: pd.DataFrame,
    series: str,
    episode: str,
    words: Words = ENGLISH,
    fitted: Collection[str] = (),
    ran: Collection[tuple[str, str]] = (),
) -> Picture:
    """Draw one series of an episode: observed dots with precision, median and bands, baselines as thin lines.

    Stocks are joined by lines; flows, means and shares belong to their own period and stand as bars.

    Parameters
    ----------
    fitted : episodes whose runs take parameters fitted on them; of the others all are central
    ran : grade and episode of the runs that there are, beside those of the points

    Raises
    ------
    ValueError : if there is no point of the series in the episode
    """
    here = _chosen(points, series, episode)
    if here.empty:
        raise ValueError(f"no point of {series} in {episode}")
    here = _as_rates(here)
    of_totals = _shown(_chosen(baselines, series, episode))
    shown = of_totals.iloc[:0] if here["rate"].all() else of_totals
    panels = _panels(here)
    told = [name for name in LINES if any(_beside(name, grade) for grade in set(here["grade"]))]
    shown = shown[shown["baseline"].isin(told)]
    columns = min(COLUMNS, len(panels))
    rows = -(-len(panels) // columns)
    figure = style.new_figure(1.0 + 3.6 * columns, 1.7 + 2.9 * rows)
    axes = [each for row in style.grid(figure, rows, columns, sharex=True, sharey=True) for each in row]
    tallest = _top(here)
    span = _span(points, here, episode)
    of_episode = points[(points["episode"].astype(str) == episode) & (points["transfer"] == OWN)]
    there = {str(each) for each in of_episode["grade"]}
    there |= {grade for grade, of in ran if of == episode}
    empty = {grade: "fig_backtest_nothing" if grade in there else "fig_backtest_empty" for grade in GRADES}
    for place, (grade, transfer) in enumerate(panels):
        own = here[(here["grade"] == grade) & (here["transfer"] == transfer)]
        style.period(axes[place], span)
        date_axis(axes[place])
        _panel(axes[place], own, here, shown, grade, words.say(empty[grade]))
        says = words.name("grade_given", grade) if transfer == OWN else _carried(transfer, episode, fitted, words)
        axes[place].set_title(_name(grade, transfer, words), fontsize=10, loc="left", pad=16)
        axes[place].text(0.0, 1.02, says, transform=axes[place].transAxes, fontsize=7.5, color=style.GREY)
        axes[place].tick_params(labelbottom=True)
    for spare in axes[len(panels) :]:
        spare.set_visible(False)
    _scale(axes, here, tallest, columns, words)
    derived = here.loc[here["observed"].notna(), "derived"]
    key = "fig_backtest_of_derived" if derived.all() else "fig_backtest_of_both" if derived.any() else "fig_backtest"
    title = words.say(key, series=words.name("observed", series), episode=words.name("episode", episode))
    style.title(figure, title)
    style.notes(figure, *_notes(here, shown, panels, tallest, words))
    _keys(figure, here, shown, words)
    parts = [_part(here, grade, grade in there, words) for grade in GRADES]
    if len(panels) > len(GRADES):
        parts.append(words.say("fig_backtest_more", count=len(panels) - len(GRADES)))
    text = words.say("fig_backtest_text", title=title, parts="; ".join(parts))
    return Picture(f"backtest_{episode}_{series}", title, figure, text, _table(here, shown))


def _chosen(table: pd.DataFrame, series: str, episode: str) -> pd.DataFrame:
    """Return the rows of a series in an episode by date, dates as time stamps."""
    rows = table[(table["series"] == series) & (table["episode"].astype(str) == episode)].copy()
    for name in {"date", "origin", "period_start"} & set(rows.columns):
        rows[name] = pd.to_datetime(rows[name])
    return rows.sort_values("date", kind="stable")


def _as_rates(here: pd.DataFrame) -> pd.DataFrame:
    """Turn flows of periods that differ in length into persons a month; column `rate` says so."""
    days = (here["date"] - here["period_start"]).dt.days + 1
    rate = bool((here["kind"] == "flow").all() and days.max() > UNEVEN * days.min())
    if rate:
        parts = [name for name in (*MEASURED, "observed", "precision") if name in here]
        here = here.assign(**here[parts].mul(MONTH_DAYS / days, axis=0))
    return here.assign(rate=rate)


def _span(points: pd.DataFrame, here: pd.DataFrame, episode: str) -> list[pd.Timestamp]:
    """Return first and last day of the axis: what the runs of the episode reach, and this series."""
    reached = points[(points["episode"].astype(str) == episode) & points["median"].notna()]
    days = [pd.to_datetime(table[name]) for table in (reached, here) for name in ("date", "period_start")]
    ends = pd.concat(days).dropna()
    return [ends.min(), ends.max()]


def _at(rows: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    """Return where points stand on the axis: a stock on its day, what belongs to a period in its middle."""
    start = rows["period_start"].fillna(rows["date"])
    return start + (rows["date"] - start) / 2


def _shown(baselines: pd.DataFrame) -> pd.DataFrame:
    """Return for each baseline and date the forecast from the origin nearest to half a year before."""
    days = (baselines["date"] - baselines["origin"]).dt.days
    near = baselines[days.between(LEAST_DAYS, MOST_DAYS) & baselines["value"].notna()].copy()
    near["off"] = (days.loc[near.index] - SHOWN_DAYS).abs()
    return near.sort_values(["date", "off"], kind="stable").drop_duplicates(["baseline", "date"])


def _panels(here: pd.DataFrame) -> list[tuple[str, str]]:
    """Return grade and transfer of each panel: the three grades, then what was carried over."""
    found = list(here[["grade", "transfer"]].drop_duplicates().itertuples(index=False, name=None))
    own = [(grade, OWN) for grade in GRADES]
    return own + [each for each in found if each not in own]


def _name(grade: str, transfer: str, words: Words) -> str:
    """Name a panel."""
    return words.name("grade", grade) if transfer == OWN else words.name("label", f"transfer_{transfer}")


def _carried(transfer: str, episode: str, fitted: Collection[str], words: Words) -> str:
    """Say what a transfer carries over from the other episode."""
    other = next(each for each in words.names["episode"] if each != episode)
    values = words.say("fig_backtest_fitted" if other in fitted else "fig_backtest_central")
    key = "fig_backtest_ledger" if transfer == "ledger" else "fig_backtest_free"
    return words.say(key, episode=other, values=values)


def _panel(
    axes: Axes, own: pd.DataFrame, here: pd.DataFrame, shown: pd.DataFrame, grade: str, empty: str
) -> None:
    """Draw one grade; the published points stand also where it has none, which is told by `empty`."""
    published = here[here["observed"].notna()].drop_duplicates(["date", "period_start"])
    stock = bool((here["kind"] == "stock").all())
    reached = own[own["median"].notna()]
    if own.empty:
        axes.text(0.99, 0.99, empty, transform=axes.transAxes, ha="right", va="top", fontsize=9, color=style.GREY)
    several = reached["origin"].nunique() > 1
    for _, path in reached.groupby("origin", dropna=False, sort=True):
        if stock:
            _line(axes, path, several)
        elif path["rate"].all():
            _steps(axes, path)
        else:
            _bars(axes, path, several)
    for name, look in LINES.items():
        line = shown[shown["baseline"] == name]
        if len(line) and len(own) and _beside(name, grade):
            axes.plot(line["date"], line["value"], **look, **THIN, zorder=3)
    looks = published.assign(scored=published["use"] == "score").groupby(["scored", "derived"])
    for (scored, derived), rows in looks:
        half = (rows["date"] - rows["period_start"].fillna(rows["date"])) / 2
        axes.errorbar(
            _at(rows), rows["observed"], yerr=rows["precision"].fillna(0.0), xerr=half, linestyle="none", zorder=6,
            elinewidth=0.9, **_dot(bool(scored), bool(derived)),
        )  # fmt: skip


def _beside(baseline: str, grade: str) -> bool:
    """Whether a baseline is told as much as a grade; beside one that has no runs here none is drawn."""
    return grade in KNOWN_IN.get(baseline, GRADES)


def _dot(scored: bool, derived: bool) -> dict[str, Any]:
    """Return the look of a published figure, a circle, or of a derived one; hollow if it has no score."""
    face = style.BLACK if scored else "white"
    return {"marker": DERIVED if derived else "o", "markersize": 4.2, "color": style.BLACK, "markerfacecolor": face}


def _line(axes: Axes, path: pd.DataFrame, several: bool) -> None:
    """Draw median and bands as lines over time; of several origins no band of 50 %, for they lie upon each other."""
    for level, alpha, _ in BANDS[: 1 if several else None]:
        low, high = path[f"low{level}"], path[f"high{level}"]
        axes.fill_between(path["date"], low, high, color=style.BLUE, alpha=alpha, linewidth=0)
        for edge in (low, high):
            axes.plot(path["date"], edge, color=style.BLUE, linewidth=0.4 if several else 0.6)
    lone = "_" if len(path) == 1 else None
    axes.plot(path["date"], path["median"], color=style.DARK_BLUE, linewidth=1.1 if several else 1.7, marker=lone)


def _bars(axes: Axes, path: pd.DataFrame, several: bool) -> None:
    """Draw median and bands as a bar in the middle of each period, so narrow that short periods stay apart."""
    first, last = axes.get_xlim()
    days = (path["date"] - path["period_start"].fillna(path["date"])).dt.days.median()
    width = float(np.clip(0.6 * days / (last - first) * PANEL_POINTS, 2.5, 4.0 if several else 8.0))
    for (level, alpha, _), edge in zip(BANDS, (1.0, 0.0), strict=True):
        ends = path[f"low{level}"], path[f"high{level}"]
        axes.vlines(_at(path), *ends, colors=style.BLUE, linewidth=width + edge)
        axes.vlines(_at(path), *ends, colors=_light(alpha), linewidth=width)
    axes.plot(
        _at(path), path["median"], color=style.DARK_BLUE, linestyle="none", marker="_", markersize=1.8 * width,
        markeredgewidth=1.8,
    )  # fmt: skip


def _steps(axes: Axes, path: pd.DataFrame) -> None:
    """Draw median and bands over the whole of each period, for rates of periods of different length."""
    first, last = path["period_start"], path["date"]
    for level, alpha, _ in BANDS:
        low, high = path[f"low{level}"], path[f"high{level}"]
        axes.bar(
            first, high - low, width=last - first, bottom=low, align="edge", color=_light(alpha), linewidth=0.6,
            edgecolor=style.BLUE,
        )  # fmt: skip
    axes.hlines(path["median"], first, last, colors=style.DARK_BLUE, linewidth=1.8)


def _light(strength: float) -> tuple[float, float, float]:
    """Return the colour that a fill of that strength has on white, for bars that may not shine through."""
    red, green, blue = to_rgb(style.BLUE)
    return (1.0 - strength * (1.0 - red), 1.0 - strength * (1.0 - green), 1.0 - strength * (1.0 - blue))


def _top(here: pd.DataFrame) -> float:
    """Return the height of the panels: published points, medians and 50 % bands; what lies far above is cut off.

    Of several origins, whose 50 % bands are not drawn, and of what was carried over medians and bands are cut too.
    """
    seen = float((here["observed"] + here["precision"].fillna(0.0)).max())
    whole = here[here["transfer"].eq(OWN) & ~_has_origins(here)]
    kept = max([seen, *_highest(whole, "median", "high50")])
    return ROOM * max(kept, min(max([seen, *_highest(here, "median", "high90")]), CUT * seen)) or 1.0


def _highest(rows: pd.DataFrame, *names: str) -> list[float]:
    return [float(rows[name].max()) for name in names if rows[name].notna().any()]


def _has_origins(here: pd.DataFrame) -> pd.Series[bool]:
    """Whether a point stands in a panel of several origins."""
    origins = here.groupby(["grade", "transfer"])["origin"].transform("nunique")
    return origins > 1


def _scale(axes: list[Axes], here: pd.DataFrame, tallest: float, columns: int, words: Words) -> None:
    unit = str(here["unit"].iloc[0])
    for place, each in enumerate(axes):
        if place % columns == 0:
            name = words.bare_unit(unit)
            each.set_ylabel(words.say("fig_backtest_rate", unit=name) if here["rate"].all() else name, fontsize=9)
    number_axis(axes[0], words)
    if unit.startswith("share"):
        per_cent = PercentFormatter(1.0, symbol="")
        axes[0].yaxis.set_major_formatter(FuncFormatter(lambda value, at: words.written(per_cent(value, at))))
        axes[0].yaxis.set_major_locator(MaxNLocator(5))
    axes[0].set_ylim(0.0, tallest)


def _notes(
    here: pd.DataFrame, shown: pd.DataFrame, panels: list[tuple[str, str]], tallest: float, words: Words
) -> Iterator[str]:
    runs = sorted({int(each) for each in here["n"].dropna()})
    if not runs:
        return
    listed = words.listed([str(each) for each in runs])
    known = words.say("fig_backtest_known") if (here["grade"] == "as_known").any() else ""
    if here[["low50", "low90"]].notna().to_numpy().any():
        yield words.say("fig_backtest_bands", runs=listed, known=known)
    few = list(_too_few(here, panels, words))
    if few:
        yield words.say("fig_backtest_no_bands", parts=words.listed(few))
    origins = here[_has_origins(here)]
    if len(origins):
        yield words.say("fig_backtest_origins" if origins["low90"].notna().any() else "fig_backtest_origins_alone")
    if here["period_start"].notna().any():
        yield words.say("fig_backtest_rates" if here["rate"].all() else "fig_backtest_periods")
    if len(shown):
        yield words.say("fig_backtest_baselines")
    far = set(shown[shown["value"] > tallest]["baseline"])
    above = [words.name("baseline", name) for name in LINES if name in far]
    drawn = {"fig_backtest_median": "median", "fig_backtest_band50": "high50", "fig_backtest_band90": "high90"}
    without = here.assign(high50=here["high50"].mask(_has_origins(here)))
    above += [words.say(key) for key, name in drawn.items() if (without[name] > tallest).any()]
    if above:
        yield words.say("fig_backtest_cut", names=words.listed(above))


def _too_few(here: pd.DataFrame, panels: list[tuple[str, str]], words: Words) -> Iterator[str]:
    """Say of each panel without a band how few its replications are."""
    for grade, transfer in panels:
        own = here[(here["grade"] == grade) & (here["transfer"] == transfer)]
        reached = own[own["median"].notna()]
        for level in ("50", "90"):
            if len(reached) and reached[f"low{level}"].isna().all():
                name = _name(grade, transfer, words)
                yield words.say("fig_backtest_few", panel=name, runs=int(reached["n"].max()), level=level)


def _keys(figure: Figure, here: pd.DataFrame, shown: pd.DataFrame, words: Words) -> None:
    """Name the dots, the line, the bands and the baselines that are drawn."""
    keys: list[Any] = []
    seen = here[here["observed"].notna()]
    there = set(zip(seen["use"] == "score", seen["derived"], strict=True))
    for scored, derived, key in (
        (True, False, "fig_backtest_scored"), (False, False, "fig_backtest_shown"),
        (True, True, "fig_backtest_derived_scored"), (False, True, "fig_backtest_derived"),
    ):  # fmt: skip
        if (scored, derived) in there:
            keys.append(Line2D([], [], **_dot(scored, derived), linewidth=0.9, label=words.say(key)))
    keys.append(Line2D([], [], color=style.DARK_BLUE, linewidth=1.7, label=words.say("fig_backtest_median")))
    for level, alpha, key in BANDS:
        if here[f"low{level}"].notna().any():
            label = words.say(key)
            keys.append(Patch(facecolor=style.BLUE, alpha=alpha + 0.1, edgecolor=style.BLUE, label=label))
    for name, look in LINES.items():
        if (shown["baseline"] == name).any():
            keys.append(Line2D([], [], **look, **THIN, label=words.name("baseline", name)))
    figure.legend(handles=keys, loc="outside right upper", fontsize=7.5, frameon=False, handlelength=3.2)


def _part(here: pd.DataFrame, grade: str, ran: bool, words: Words) -> str:
    """Say how far the median is off in a grade, and how many of the points lie in the 90 % band."""
    own = here[(here["grade"] == grade) & (here["transfer"] == OWN)]
    panel = words.name("grade", grade)
    if own.empty:
        return words.say("fig_backtest_no_figure" if ran else "fig_backtest_not_run", panel=panel)
    if not (own["use"] == "score").any():
        return words.say("fig_backtest_unscored", panel=panel)
    points = bool(own["unit"].astype(str).str.startswith("share").any())
    scored = own[(own["use"] == "score") & own["median"].notna() & (own["observed"].gt(0.0) | points)]
    if scored.empty:
        return words.say("fig_backtest_unreached", panel=panel)
    off = (scored["median"] - scored["observed"]).abs() / (1.0 if points else scored["observed"])
    typical, worst = (
        words.say("fig_backtest_points", value=words.number(100.0 * each)) if points else words.number(each, "share")
        for each in (float(off.median()), float(off.max()))
    )
    banded = scored[scored["low90"].notna()]
    held = banded["observed"].between(banded["low90"], banded["high90"])
    inside = words.say("fig_backtest_inside", hits=int(held.sum()), n=len(banded)) if len(banded) else ""
    when = words.date(scored["date"].iloc[int(off.to_numpy().argmax())])
    return words.say("fig_backtest_part", panel=panel, typical=typical, worst=worst, date=when, inside=inside)


def _table(here: pd.DataFrame, shown: pd.DataFrame) -> pd.DataFrame:
    """Return the points as drawn, with the baselines beside them."""
    wide = shown.pivot(index="date", columns="baseline", values="value")
    return here.merge(wide, how="left", left_on="date", right_index=True).reset_index(drop=True)
