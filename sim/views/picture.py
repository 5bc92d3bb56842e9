"""A figure with its text alternative and the table it was drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


@dataclass(frozen=True)
class Picture:
    """What a view returns: the figure, what it shows in words, and its numbers."""

    name: str
    title: str
    figure: Figure
    text: str
    table: pd.DataFrame

    def save(self, folder: Path) -> Path:
        """Write FOLDER/NAME.png with the text alternative inside; the same picture gives the same bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.name}.png"
        engine = self.figure.get_layout_engine()
        if engine is not None:  # laid out and drawn once; `savefig` would do both twice
            engine.execute(self.figure)
            self.figure.set_layout_engine("none")
        metadata = {"Title": self.title, "Description": self.text, "Software": None}
        FigureCanvasAgg(self.figure).print_png(path, metadata=metadata)
        return path
