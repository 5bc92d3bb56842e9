"""Rows of a table, for those who tell them one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table by name of the column."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def each_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a table, each column an attribute."""
    yield from frame.itertuples(index=False)
