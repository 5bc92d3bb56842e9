"""Arrivals by week: what was published before the start, and how far runs lie apart after it, a panel a shock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.results import Results, paths
from sim.statistics import RUNS_FOR_P95, middle_half, pointwise
from sim.views import style
from sim.views.english import ENGLISH
from sim.views.figures import date_axis, number_axis, whole_weeks
from sim.views.picture import Hover, Picture, strips
from sim.views.words import Words

ROOM = 1.18
"""Height of the panels in heights of the highest line, so that what is marked hides nothing."""


@dataclass(frozen=True)
class Before:
    """What lies before the runs of a shock.

    Attributes
    ----------
    start : first day of the runs
    onset : first day of the shock, where runs meet it
    known : day up to which the past is told to the runs, where it is not all of it
    published : first, last, value (persons a week), observed: a row a month before the start
    """

    start: dt.date
    onset: dt.date | None = None
    known: dt.date | None = None
    published: pd.DataFrame | None = None


@dataclass(frozen=True)
class _Fan:
    dates: pd.DatetimeIndex
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    median: NDArray[np.float64]
    half: tuple[NDArray[np.float64], NDArray[np.float64]] | None
    runs: int


def arrivals(
    results: Results, before: Mapping[str, Before], words: Words = ENGLISH
) -> Picture:
    """Draw persons who come by week, which no plan changes: median, middle half and range of runs, whole weeks only.

    Parameters
    ----------
    before : by shock, in the order in which they are drawn
    """
    figure = style.new_figure(8.6, 1.4 + 2.3 * len(before))
    axes = [row[0] for row in style.grid(figure, len(before), 1, sharex=True, sharey=True)]
    fans = {shock: _fan(results, shock) for shock in before}
    hovers: list[Hover] = []
    tables, parts, top = [], [], 1.0
    for panel, (shock, past), fan in zip(axes, before.items(), fans.values(), strict=True):
        top = max(top, _draw(panel, fan), _history(panel, past.published))
        if len(before) > 1:
            panel.set_title(words.name("shock", shock), fontsize=10, loc="left")
        hovers += strips(panel, fan.dates, _hover_texts(fan, words))
        tables.append(_table(shock, fan, past.published))
        at = int(fan.median.argmax())
        parts.append(
            words.say(
                "shown_arrivals_part", shock=words.name("shock", shock), date=words.date(fan.dates[at]),
                persons=words.ranged(float(fan.median[at]), float(fan.low[at]), float(fan.high[at])),
            )
        )  # fmt: skip
    axes[0].set_ylim(0, top * ROOM)
    number_axis(axes[0], words)
    for panel, past in zip(axes, before.values(), strict=True):
        panel.set_ylabel(words.say("shown_arrivals_axis"), fontsize=9)
        style.mark_day(panel, past.start, words.say("shown_arrivals_start"), line=2)
        style.mark_day(panel, past.onset, words.say("shock_begins"), line=1)
        style.mark_day(panel, past.known, words.say("known_to"))
    date_axis(axes[-1], words)
    said = _notes(fans, before, words)
    title = _title(figure, before, fans, words)
    style.notes(figure, *said)
    text = words.say("shown_arrivals_text", parts=words.shown(parts), note=" ".join(said))
    return Picture("arrivals", title, figure, text, pd.concat(tables, ignore_index=True), tuple(hovers))


def _fan(results: Results, shock: str) -> _Fan:
    dates, values = whole_weeks(*paths(results.weekly("arrivals"), shock, results.plans_of(shock)[0]))
    low, high = pointwise(values)
    return _Fan(dates, low, high, np.median(values, axis=0), middle_half(values), len(values))


def _draw(panel: Axes, fan: _Fan) -> float:
    """Draw a fan and return the height of its highest line."""
    style.band(panel, fan.dates, fan.low, fan.high)
    if fan.half is not None:
        panel.fill_between(fan.dates, *fan.half, color=style.BLUE, alpha=0.35, linewidth=0)
    lone = "o" if len(fan.dates) == 1 else None
    panel.plot(fan.dates, fan.median, color=style.DARK_BLUE, linewidth=1.8, marker=lone)
    return float(fan.high.max())


def _history(panel: Axes, published: pd.DataFrame | None) -> float:
    """Draw what was published as a level a month, thin where it was derived; return the height of the highest."""
    if published is None or published.empty:
        return 0.0
    for row in published.to_dict("records"):
        width = 2.6 if row["observed"] else 1.3
        panel.plot([row["first"], row["last"]], [row["value"]] * 2, color=style.GREY, linewidth=width)
    return float(published["value"].max())


def _title(figure: Figure, before: Mapping[str, Before], fans: Mapping[str, _Fan], words: Words) -> str:
    """Write the title and name the lines; a fan of one run is a line."""
    fan = next(iter(fans.values()))
    label = words.say("shown_arrivals_median" if fan.runs > 1 else "shown_arrivals_one")
    keys: list[Any] = [Line2D([], [], color=style.DARK_BLUE, linewidth=1.8, label=label)]
    if fan.half is not None:
        keys.append(Patch(facecolor=style.BLUE, alpha=0.5, label=words.say("shown_arrivals_half")))
    if fan.runs > 1:
        whole = "shown_arrivals_whole" if fan.runs < RUNS_FOR_P95 else "shown_arrivals_most"
        keys.append(Patch(facecolor=style.BLUE, alpha=0.2, edgecolor=style.BLUE, label=words.say(whole)))
    if any(_drawn(past) for past in before.values()):
        keys.append(Line2D([], [], color=style.GREY, linewidth=2.0, label=words.say("shown_arrivals_before")))
    legend = figure.legend(handles=keys, loc="outside upper right", fontsize=7.5, frameon=False, ncols=2)
    shocks: Sequence[str] = list(before)
    title = words.under("shown_arrivals", shocks[0]) if len(shocks) == 1 else words.say("shown_arrivals")
    style.title(figure, title, legend)
    return title


def _drawn(past: Before) -> bool:
    return past.published is not None and len(past.published) > 0


def _derived(past: Before) -> bool:
    return past.published is not None and not past.published["observed"].all()


def _notes(fans: Mapping[str, _Fan], before: Mapping[str, Before], words: Words) -> list[str]:
    """Say what the fan is, that no plan changes it, and what the grey lines are."""
    runs = max(fan.runs for fan in fans.values())
    whole = "shown_arrivals_range_all" if runs < RUNS_FOR_P95 else "shown_arrivals_range_most"
    fan = words.say("pointwise_one")
    if runs > 1:
        half = words.say("shown_arrivals_halves") if any(each.half is not None for each in fans.values()) else ""
        fan = f"{words.say(whole, runs=runs, half=half)} {words.say('pointwise_limits')}"
    said = [fan, words.say("shown_arrivals_same")]
    if any(_drawn(past) for past in before.values()):
        dashed = words.say("shown_arrivals_derived") if any(_derived(past) for past in before.values()) else ""
        said.append(f"{words.say('shown_arrivals_published')} {dashed}".strip())
    return said


def _hover_texts(fan: _Fan, words: Words) -> list[str]:
    return [
        words.say(
            "shown_arrivals_hover", date=words.date(day),
            persons=words.ranged(float(median), float(low), float(high)),
        )
        for day, median, low, high in zip(fan.dates, fan.median, fan.low, fan.high, strict=True)
    ]  # fmt: skip


def _table(shock: str, fan: _Fan, published: pd.DataFrame | None) -> pd.DataFrame:
    nothing = np.full(len(fan.dates), np.nan)
    lower, upper = fan.half or (nothing, nothing)
    runs = pd.DataFrame(
        {
            "shock": shock, "date": fan.dates, "low": fan.low, "quarter_low": lower, "median": fan.median,
            "quarter_high": upper, "high": fan.high, "published": nothing,
        }
    )  # fmt: skip
    if published is None or published.empty:
        return runs
    past = pd.DataFrame({"shock": shock, "date": published["last"], "published": published["value"]})
    return pd.concat([past.reindex(columns=runs.columns).astype(runs.dtypes.to_dict()), runs], ignore_index=True)
