"""A figure with its text alternative and the table it was drawn from."""

from __future__ import annotations

import io
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

SUFFIXES = (".png", ".svg", ".csv")
"""Files of a saved picture: for slides, for a report, and its numbers."""
_PROLOGUE = re.compile(r"\A.*?(?=<svg)", re.DOTALL)
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_NAMED = re.compile(r'(\bid="|"#|url\(#)')


@dataclass(frozen=True)
class Picture:
    """What a view returns: the figure, what it shows in words, and its numbers."""

    name: str
    title: str
    figure: Figure
    text: str
    table: pd.DataFrame

    def save(self, folder: Path) -> Path:
        """Write FOLDER/NAME.png, with the text alternative inside, NAME.svg and NAME.csv; return the path of the first.

        The same picture gives the same bytes.
        """
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.name}.png"
        engine = self.figure.get_layout_engine()
        if engine is not None:  # laid out and drawn once; `savefig` would do both twice
            engine.execute(self.figure)
            self.figure.set_layout_engine("none")
        metadata = {"Title": self.title, "Description": self.text, "Software": None}
        FigureCanvasAgg(self.figure).print_png(path, metadata=metadata)
        path.with_suffix(".svg").write_text(self.svg(), encoding="utf-8")
        self.table.to_csv(path.with_suffix(".csv"), index=False, lineterminator="\n")
        return path

    def svg(self) -> str:
        """Return the figure as an SVG element to stand in a page; every name in it begins with that of the picture."""
        written = io.StringIO()
        with mpl.rc_context({"svg.hashsalt": self.name, "svg.fonttype": "path"}):
            FigureCanvasSVG(self.figure).print_svg(written, metadata={"Date": None, "Creator": None})
        plain = _METADATA.sub("", _PROLOGUE.sub("", written.getvalue()))
        return _NAMED.sub(rf"\g<1>{self.name}-", plain)


def remove_others(folder: Path, kept: Collection[str], pattern: str = "*") -> None:
    """Take away the files of pictures in a folder that are not among the names kept: those of an earlier answer."""
    for suffix in SUFFIXES:
        for old in folder.glob(f"{pattern}{suffix}"):
            if old.stem not in kept:
                old.unlink()
