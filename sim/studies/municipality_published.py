"""What IMDi published of the municipalities of a sheet, from the table of municipalities with its source."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.data import municipalities

SOURCE = "IMDi, Nøkkeltall bosetting {year}"


@dataclass(frozen=True)
class Published:
    """What was published of a year, persons; None where it was not published of every municipality of the sheet."""

    year: int
    requested: int
    voted: int | None
    settled: int | None
    source: str


def published(numbers: Sequence[str]) -> list[Published]:
    """Return what was published of these municipalities together, by year."""
    table = municipalities()
    here = np.isin(table.number, list(numbers))

    def total(values: np.ndarray) -> int | None:
        whole = float(values[here].sum())
        return None if math.isnan(whole) else round(whole)

    found = (
        (2024, table.requested_2024, table.decided_2024, table.settled_2024),
        (2025, table.requested_2025, table.decided_2025, None),
    )
    return [
        Published(
            year, requested, total(voted), None if settled is None else total(settled), SOURCE.format(year=year)
        )
        for year, asked, voted, settled in found
        if (requested := total(asked)) is not None
    ]
