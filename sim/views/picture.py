"""A figure with its text alternative and the table it was drawn from."""

from __future__ import annotations

import datetime as dt
import html
import io
import itertools
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from sim.views.hover import with_titles

SUFFIXES = (".png", ".svg", ".csv")
"""Files of a saved picture: for slides, for a report, and its numbers."""
BY_ROW = "by row"
MOST_STRIPS = 40
"""Of a panel: more would make a drawing large that a pointer can hardly tell apart. Our choice."""
DAYS_OF_WEEK = 7
POINTS_AN_INCH = 72
"""Of an SVG, whatever the dots an inch of the figure."""
_PROLOGUE = re.compile(r"\A.*?(?=<svg)", re.DOTALL)
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_STYLE = re.compile(r"<style[^>]*>.*?</style>", re.DOTALL)
_OF_ALL = 'stroke-linejoin="round" stroke-linecap="butt"'
"""What that style says of every line: on the drawing itself, so that a page needs to let no sheet in."""
_NAMED = re.compile(r'(\bid="|\bhref="#|url\(#)')
"""Where a name stands; a colour begins with the same mark."""


@dataclass(frozen=True)
class Hover:
    """A part of a panel that tells its numbers to a pointer that rests on it, in the SVG alone.

    Attributes
    ----------
    text : shown; lines of their own are kept
    x, y : ends in data units of the panel (dates too); y None: its whole height
    """

    axes: Axes
    text: str
    x: tuple[Any, Any]
    y: tuple[float, float] | None = None


def strips(axes: Axes, dates: pd.DatetimeIndex, texts: Sequence[str]) -> tuple[Hover, ...]:
    """Return a strip a date, from half-way to the one before to half-way to the next; of many dates every few."""
    step = math.ceil(len(dates) / MOST_STRIPS)
    at = [float(date2num(day)) for day in dates[::step]]
    half = (at[1] - at[0] if len(at) > 1 else DAYS_OF_WEEK) / 2.0
    edges = [at[0] - half, *((a + b) / 2.0 for a, b in itertools.pairwise(at)), at[-1] + half]
    return tuple(Hover(axes, text, pair) for text, pair in zip(texts[::step], itertools.pairwise(edges), strict=True))


@dataclass(frozen=True)
class Picture:
    """What a view returns: the figure, what it shows in words, its numbers, and those that a pointer is told.

    Attributes
    ----------
    units : by column of the table the unit of its numbers; `BY_ROW` where the column `unit` of a row names it
    titles : by the gid of a collection of circles, what each of them is, in the order in which they are drawn
    """

    name: str
    title: str
    figure: Figure
    text: str
    table: pd.DataFrame
    hovers: tuple[Hover, ...] = ()
    titles: Mapping[str, Sequence[str]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)

    def save(self, folder: Path) -> Path:
        """Write FOLDER/NAME.png, with the text alternative inside, NAME.svg and NAME.csv; return the path of the first.

        The same picture gives the same bytes.
        """
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.name}.png"
        path.write_bytes(self.png())
        path.with_suffix(".svg").write_text(self.svg(), encoding="utf-8")
        self.table.to_csv(path.with_suffix(".csv"), index=False, lineterminator="\n")
        return path

    def png(self) -> bytes:
        """Return the figure as dots, with the text alternative inside."""
        engine = self.figure.get_layout_engine()
        if engine is not None:  # laid out and drawn once; `savefig` would do both twice
            engine.execute(self.figure)
            self.figure.set_layout_engine("none")
        metadata = {"Title": self.title, "Description": self.text, "Software": None}
        written = io.BytesIO()
        FigureCanvasAgg(self.figure).print_png(written, metadata=metadata)
        return written.getvalue()

    def svg(self) -> str:
        """Return the figure as an SVG element to stand in a page; every name in it begins with that of the picture."""
        written = io.StringIO()
        with mpl.rc_context({"svg.hashsalt": self.name, "svg.fonttype": "path"}):
            FigureCanvasSVG(self.figure).print_svg(written, metadata={"Date": None, "Creator": None})
        plain = _STYLE.sub("", _METADATA.sub("", _PROLOGUE.sub("", written.getvalue())))
        plain = plain.replace("<svg ", f"<svg {_OF_ALL} ", 1)
        whole = _NAMED.sub(rf"\g<1>{self.name}-", plain).replace("</svg>", f"{self._hovering()}</svg>", 1)
        return with_titles(whole, {f"{self.name}-{gid}": told for gid, told in self.titles.items()})

    def _hovering(self) -> str:
        """Return clear rectangles over the drawing, each with its text as the title that a browser shows."""
        if not self.hovers:
            return ""
        width, height = self.figure.get_size_inches() * POINTS_AN_INCH
        parts = []
        for each in self.hovers:
            (left, right), (low, high) = _box(each, self.figure)
            text = html.escape(each.text)
            parts.append(
                f'<rect x="{left * width:.1f}" y="{(1.0 - high) * height:.1f}" width="{(right - left) * width:.1f}" '
                f'height="{(high - low) * height:.1f}" fill-opacity="0"><title>{text}</title></rect>'
            )
        return f'<g id="{self.name}-hover">{"".join(parts)}</g>'


def _box(hover: Hover, figure: Figure) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return (left, right) and (low, high) of a part, as shares of the figure and inside its panel."""
    inverse, inside = figure.transFigure.inverted(), hover.axes.get_position()
    bottom, top = hover.y or hover.axes.get_ylim()
    corners = np.array([(date2num(end) if isinstance(end, dt.date) else end, y)
                        for end, y in zip(hover.x, (bottom, top), strict=True)], dtype=np.float64)  # fmt: skip
    found = np.sort(inverse.transform(hover.axes.transData.transform(corners)), axis=0)
    (left, low), (right, high) = np.clip(found, inside.min, inside.max)
    return (float(left), float(right)), (float(low), float(high))


def remove_others(folder: Path, kept: Collection[str], pattern: str = "*") -> None:
    """Take away the files of pictures in a folder that are not among the names kept: those of an earlier answer."""
    for suffix in SUFFIXES:
        for old in folder.glob(f"{pattern}{suffix}"):
            if old.stem not in kept:
                old.unlink()
