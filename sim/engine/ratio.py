"""Division where there may be nothing to divide by."""

from __future__ import annotations

NO_LIMIT = 1.0e6
"""Stands for a ratio or a number of days without end; finite, so that it can be written to a table."""


def ratio(above: float, below: float) -> float:
    """Divide; 0 for nothing over nothing, `NO_LIMIT` for something over nothing, never more."""
    if below <= 0.0:
        return NO_LIMIT if above > 0.0 else 0.0
    return min(above / below, NO_LIMIT)
