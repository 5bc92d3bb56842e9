"""How figures look: colours that the colour-blind can tell apart, and never colour alone.

Colours are those of Okabe and Ito (2008). Bands get edges drawn as lines, because a light band alone has too
little contrast; plans differ in dash and marker, parts of a bar in hatching.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.ticker import Formatter, ScalarFormatter

from sim.views.words import Words

BLUE, DARK_BLUE, VERMILLION, TEXT_VERMILLION = "#0072B2", "#00436b", "#D55E00", "#A84700"
GREEN, PURPLE, ORANGE, SKY, BLACK, GREY = "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#6b6b6b"
DOTS_PER_INCH = 110
LETTERS_AN_INCH = 17  # letters of a note that fit an inch, about
LETTERS_OF_TITLE = 11.5  # of a title
LINE_POINTS = 10  # from line to line beside a day that is marked


@dataclass(frozen=True)
class Look:
    """How one plan is drawn wherever it appears."""

    colour: str
    dash: Any
    marker: str


LOOKS: tuple[Look, ...] = (
    Look(DARK_BLUE, "solid", "o"),
    Look(TEXT_VERMILLION, (0, (6, 2)), "s"),
    Look("#00694d", (0, (1, 1.2)), "^"),
    Look("#7d3f63", (0, (6, 2, 1, 2)), "D"),
    Look(BLACK, (0, (3, 1, 1, 1, 1, 1)), "v"),
    Look(GREY, (0, (10, 3)), "P"),
)
HATCHES: tuple[tuple[str, str], ...] = (
    (BLUE, ""), (ORANGE, "///"), (GREEN, "..."), (PURPLE, "xxx"), (SKY, "\\\\\\"), ("#d9d9d9", "+++"),
    ("#ffffff", "ooo"), ("#8c8c8c", "---"),
)  # fmt: skip


def look(index: int) -> Look:
    """Return the look of the plan at a position; after six they repeat, and labels must tell them apart."""
    return LOOKS[index % len(LOOKS)]


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure of that many inches, drawn without a screen."""
    figure = Figure(figsize=(width, height), layout="constrained", dpi=DOTS_PER_INCH)
    FigureCanvasAgg(figure)
    return figure


def grid(figure: Figure, rows: int, columns: int, **options: Any) -> list[list[Axes]]:
    """Return axes as a list of rows, each tidied."""
    axes = figure.subplots(rows, columns, squeeze=False, **options)
    for row in axes:
        for each in row:
            tidy(each)
    return [list(row) for row in axes]


def notes(figure: Figure, *texts: str) -> None:
    """Write notes under a figure, each on lines of its own that fit the width."""
    width = int(LETTERS_AN_INCH * figure.get_figwidth())
    filled = "\n".join(textwrap.fill(text, width) for text in texts if text)
    figure.supxlabel(filled, fontsize=7.5, x=0.01, ha="left")


def title(figure: Figure, text: str, beside: Legend | None = None) -> None:
    """Write the title of a figure on as many lines as its width takes, less that of a legend beside it."""
    width = float(figure.get_figwidth())
    if beside is not None:
        width -= beside.get_window_extent().width / figure.dpi
    figure.suptitle(textwrap.fill(text, max(1, int(LETTERS_OF_TITLE * width))), fontsize=11, x=0.01, ha="left")


class _Ticks(Formatter):
    """Ticks of an axis of numbers, written in the marks of a language."""

    def __init__(self, plain: Formatter, words: Words) -> None:
        self._plain, self._words = plain, words

    def set_axis(self, axis: Any) -> None:
        """Belong to an axis."""
        super().set_axis(axis)
        self._plain.set_axis(axis)

    def set_locs(self, locs: Any) -> None:
        """Stand at these places."""
        super().set_locs(locs)
        self._plain.set_locs(locs)

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Write a tick."""
        return self._words.written(self._plain(x, pos))

    def get_offset(self) -> str:
        """Write what the ticks have in common."""
        return self._words.written(self._plain.get_offset())


def ticks(figure: Figure, words: Words) -> None:
    """Write the ticks in the marks of a language on axes that have no way of their own; English has those of plots."""
    if words.code == "en":
        return
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            plain = axis.get_major_formatter()
            if type(plain) is ScalarFormatter:
                axis.set_major_formatter(_Ticks(plain, words))


def tidy(axes: Axes) -> None:
    """Take away the frame at the top and right, and lay faint lines behind the data."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(True, axis="y", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=8)


def period(axes: Axes, dates: Any) -> None:
    """Let the axis reach from the week of the first date to the last date, with a little room."""
    first, last = (date2num(day) for day in (dates[0], dates[-1]))
    room = 7.0 + 0.03 * (last - first)
    axes.set_xlim(first - room, last + room)


def band(axes: Axes, dates: Any, low: Any, high: Any, colour: str = BLUE) -> None:
    """Draw a range: a light fill and its two edges as lines."""
    axes.fill_between(dates, low, high, color=colour, alpha=0.18, linewidth=0)
    for edge in (low, high):
        axes.plot(dates, edge, color=colour, linewidth=0.7)


def mark_day(axes: Axes, day: dt.date | None, text: str, line: int = 0) -> None:
    """Draw a dotted line at a day, if there is one and it lies in the plot, with `text` beside its top.

    Parameters
    ----------
    line : lines that the text stands lower, where another day is marked too
    """
    if day is None:
        return
    first, last = axes.get_xlim()
    if not first <= date2num(day) <= last:
        return
    when: Any = day
    late = date2num(day) > first + 0.75 * (last - first)
    axes.axvline(when, color=GREY, linewidth=1.0, linestyle=(0, (1, 2)))
    axes.annotate(
        text,
        xy=(when, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(-3 if late else 3, -3 - LINE_POINTS * line),
        ha="right" if late else "left",
        textcoords="offset points",
        fontsize=7.5,
        color=GREY,
        va="top",
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.5},
        zorder=7,
    )


def label_ends(axes: Axes, ends: Sequence[tuple[float, str, str]], inches: float, size: float = 7.5) -> None:
    """Write labels right of the plot at the height of each line's end, moved apart where they would overlap.

    Parameters
    ----------
    ends : (height in data units, text, colour) of each line
    inches : height of the panel, about
    """
    if not ends:
        return
    low, high = axes.get_ylim()
    order = sorted(range(len(ends)), key=lambda i: ends[i][0])
    lines = [ends[i][1].count("\n") + 1 for i in order]
    step = (high - low) * size * 1.3 / 72.0 / inches
    heights = [ends[i][0] for i in order]
    gaps = [step * (lines[k] + lines[k + 1]) / 2.0 for k in range(len(lines) - 1)]
    for k, gap in enumerate(gaps):
        heights[k + 1] = max(heights[k + 1], heights[k] + gap)
    heights[-1] = min(heights[-1], high)
    for k in range(len(gaps) - 1, -1, -1):
        heights[k] = min(heights[k], heights[k + 1] - gaps[k])
    for i, height in zip(order, heights, strict=True):
        _, text, colour = ends[i]
        axes.text(1.02, height, text, transform=axes.get_yaxis_transform(), fontsize=size, color=colour, va="center")
