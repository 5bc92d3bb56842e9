"""What is drawn: an append-only list of purposes.

The place in the list is part of every draw's key. Add new names at the end and never remove or reorder one:
then no draw of an older purpose ever changes.
"""

from __future__ import annotations

PURPOSES: tuple[str, ...] = (
    "arrivals_count",
    "arrivals_level",
    "household_size",
    "household_children",
    "household_age",
    "household_private",
    "household_special_needs",
    "household_tied_to",
    "household_sex",
    "start_elapsed",
    "start_size",
    "start_band",
    "reference_workload",
)

CODES: dict[str, int] = {name: code for code, name in enumerate(PURPOSES)}


def code(purpose: str) -> int:
    """Give a purpose's number; raises KeyError naming a purpose that is not in the list."""
    try:
        return CODES[purpose]
    except KeyError:
        message = f"unknown purpose {purpose!r}: append it to sim/chance/purposes.py"
        raise KeyError(message) from None
