"""What IMDi published of the municipalities of a sheet, from the table of municipalities with its source."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.data import municipalities
from sim.views.municipality_published import Published

SOURCE = "IMDi, Nøkkeltall bosetting {year}"


def published(numbers: Sequence[str]) -> list[Published]:
    """Return what was published of these municipalities together, by year."""
    table = municipalities()
    here = np.isin(table.number, list(numbers))

    def total(values: NDArray[np.float64]) -> int | None:
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
