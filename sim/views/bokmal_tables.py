"""Bokmål for what the program and its files say in English, by the English text or code: tables of two columns in nb/.

A file is a kind of the catalogue. `sim.views.said` looks texts up, and views look codes up by name.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).parent / "nb"
COLUMNS = ["english", "bokmal"]


def read(file: Path) -> Mapping[str, str]:
    """Return a table, English to Bokmål; raise ValueError if its columns are others, or a row is not whole."""
    with file.open(encoding="utf-8", newline="") as lines:
        head, *rows = list(csv.reader(lines))
    wrong = [number for number, row in enumerate(rows, start=2) if len(row) != len(COLUMNS) or not all(row)]
    if head != COLUMNS or wrong:
        raise ValueError(f"{file.name}: columns must be {', '.join(COLUMNS)}, all given; see line {[1, *wrong][-1]}")
    return dict(rows)


NAMES_OF_TABLES_NB: Mapping[str, Mapping[str, str]] = {file.stem: read(file) for file in sorted(FOLDER.glob("*.csv"))}
"""Table by kind."""
