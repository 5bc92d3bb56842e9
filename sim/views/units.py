"""The unit of a value as a person would say it, where its schema says no more than that it is a factor."""

from __future__ import annotations

from collections.abc import Sequence

FACTOR = "factor"
OF_VALUE = {
    "cv": "", "estimate_cv": "", "head_age_years": "years", "adults_age_span_years": "years", "near_km": "km",
    "standby_dwellings_per_1000": "dwellings per 1,000 inhabitants", "trend_alarm": "standard deviation",
    "waiting_weight": "", "largest": "", "index_spread": "", "warning_spread": "",
}  # fmt: skip
"""Units by the last name of a path: empty where the name says it, or where there is none."""
NONE = ("", "1")


def spoken_unit(path: Sequence[str | int], unit: str, of_fact: str = "") -> str:
    """Return the code of a unit, empty for none.

    Parameters
    ----------
    path : of the value; numbers in it are places in lists
    unit, of_fact : as the schema and the fact that the value is taken from have them
    """
    if unit != FACTOR:
        return unit or of_fact
    name = next((str(part) for part in reversed(path) if not str(part).isdecimal()), "")
    if name in OF_VALUE:
        return OF_VALUE[name]
    return unit if of_fact in NONE else of_fact
