"""What was shared out among players, as the views of measures and of causes read, write and draw it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from sim.views.style import BLACK, BLUE, ORANGE
from sim.views.words import SCALES, Words

ROW_INCHES = 0.34  # height of a bar and what is round it
WIDTH = 8.0  # inches
NOTHING = 5e-5  # share of a figure below which a part is shown as 0


class Part(NamedTuple):
    """A row of the parts of one figure."""

    player: str
    unit: str
    part: float
    low: float
    high: float
    told: bool
    orders_se: float
    last: float
    last_low: float
    last_high: float

    @property
    def still(self) -> bool:
        """Whether it changed nothing wherever drawn orders looked; where all were, it has an interval."""
        return self.part == 0.0 and self.last == 0.0 and math.isnan(self.low)


@dataclass(frozen=True)
class Game:
    """What was shared out, as a view reads it.

    Attributes
    ----------
    parts : a row a metric and player: metric, unit, player, part, low, high, told, orders_se, last, last_low, last_high
    totals : a row a metric: metric, unit, runs, none, all, total, low, high
    by_run : metric, player, replication, part
    runs : that are in it
    pairs : of orders drawn; 0 if the values are exact
    scenarios : how many were run
    """

    parts: pd.DataFrame
    totals: pd.DataFrame
    by_run: pd.DataFrame
    runs: int
    pairs: int
    scenarios: int

    def of(self, metric: str) -> tuple[list[Part], Mapping[str, Any]]:
        """Return the parts of a metric, largest first, and its total."""
        rows = self.parts.loc[self.parts["metric"] == metric, list(Part._fields)]
        order = rows["part"].abs().sort_values(ascending=False, kind="stable").index
        total = self.totals[self.totals["metric"] == metric].iloc[0].to_dict()
        found = [Part(*each) for each in rows.loc[order].itertuples(index=False, name=None)]
        return found, {str(key): value for key, value in total.items()}

    @property
    def metrics(self) -> list[str]:
        """Metrics, in order."""
        return list(self.totals["metric"])


def metric_name(metric: str, words: Words) -> str:
    """Name a figure that is shared out."""
    known = words.names["shared_metric"]
    return known[metric] if metric in known else words.metric(metric)


def size(value: float, unit: str, words: Words, figures: int = 3) -> str:
    """Write a size to three figures or so many; with its unit where the name of a figure does not say it."""
    if unit == "share":
        return words.number(value, unit)
    text = words.about(value, figures)
    return words.with_unit(text, unit) if unit == "NOK" else text


def cell(
    mean: float, low: float, high: float, unit: str, words: Words, told: bool = False, least: float = 0.0
) -> str:
    """Write a mean with its interval, with a star where it is told from nothing; if not, what is below `least` is 0."""
    middle, lower, upper = (shown_size(each, 0.0 if told else least) for each in (mean, low, high))
    if math.isnan(lower):
        return words.bare(middle, unit)
    return words.ranged(middle, lower, upper, unit) + (" *" if told else "")


def least_shown(total: Mapping[str, Any]) -> float:
    """Size below which a part of a figure counts as nothing where it is shown."""
    return NOTHING * max(abs(float(total["none"])), abs(float(total["all"])))


def shown_size(value: float, least: float) -> float:
    """Return the value, 0 where it is less than `least` either way."""
    return 0.0 if abs(value) < least else value


def scaled(value: float, unit: str) -> float:
    """Return the value as axes in that unit have it."""
    return value * SCALES.get(unit, 1.0)


def step(axes: Axes, place: int, start: float, row: Part, unit: str, words: Words, least: float) -> None:
    """Draw a part from where the one before ended, with its interval, and one error of the orders in thick."""
    part, end = row.part, start + row.part
    more = part > 0.0
    axes.barh(
        place, scaled(part, unit), left=scaled(start, unit), color=ORANGE if more else BLUE,
        hatch="///" if more else "", edgecolor=BLACK, linewidth=0.6, height=0.6,
    )  # fmt: skip
    reach = [start, end]
    if not math.isnan(row.low):
        whisker = [start + row.low, start + row.high]
        axes.plot([scaled(each, unit) for each in whisker], [place, place], color=BLACK, linewidth=1.0)
        reach += whisker
    error = 0.0 if row.still else row.orders_se
    if error > 0.0:
        ends = [end - error, end + error]
        axes.plot([scaled(each, unit) for each in ends], [place, place], color=BLACK, linewidth=3.0,
                  solid_capstyle="butt")  # fmt: skip
        reach += ends
    right = scaled(max(reach), unit)
    label(axes, place, right, words.bare(shown_size(part, least), unit, sign=True))


def label(axes: Axes, place: int, right: float, text: str) -> None:
    """Write a text to the right of a bar."""
    axes.annotate(text, (right, place), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8)


def bar_rows(axes: Axes, labels: Sequence[str], axis: str) -> None:
    """Name the bars, the first on top, and the axis under them."""
    axes.set_yticks(range(len(labels)), labels)
    axes.invert_yaxis()
    axes.grid(False, axis="y")
    axes.grid(True, axis="x", color="#dddddd", linewidth=0.6)
    axes.axvline(0.0, color=BLACK, linewidth=0.8)
    axes.use_sticky_edges = False
    axes.margins(x=0.12, y=0.02)
    axes.set_xlabel(axis, fontsize=8)
