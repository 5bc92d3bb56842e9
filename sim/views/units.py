"""The unit of a value as a person would say it, and a value of the input written with all that it says."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from sim.views.words import Words

FACTOR = "factor"
OF_VALUE = {
    "cv": "", "estimate_cv": "", "head_age_years": "years", "adults_age_span_years": "years", "near_km": "km",
    "standby_dwellings_per_1000": "dwellings per 1,000 inhabitants",
    "trend_alarm": "standard deviations", "waiting_weight": "", "largest": "", "index_spread": "", "warning_spread": "",
}  # fmt: skip
"""Units by the last name of a path: empty where the name says it, or where there is none."""
NONE = ("", "1")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
FIGURES = 10
LARGEST = 1e15
"""From here on a number that is not whole is no more exact than a whole one."""


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


def certain_unit(path: Sequence[str | int], unit: str) -> str:
    """Return the code of a unit that is known without a fact, empty for none: the schema calls much a factor.

    Parameters
    ----------
    path, unit : as of `spoken_unit`
    """
    name = next((str(part) for part in reversed(path) if not str(part).isdecimal()), "")
    if unit in (*NONE, "weight") or name == "mnok" or (unit == "persons" and "places" in path):
        return ""  # millions are in the name; the schema calls places persons too
    if unit != FACTOR:
        return unit
    return OF_VALUE[name] if name in OF_VALUE else unit if name == "size" or name.endswith("factor") else ""


def day_of(text: str) -> dt.date | None:
    """Return the day that a text is, None where it is none, as 30 February is."""
    if not DAY.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:  # no such day
        return None


def number_of(value: float, words: Words) -> str:
    """Write a number with all its digits up to ten, a whole one with all, without marks between thousands."""
    if isinstance(value, int) or (abs(value) < LARGEST and value == round(value)):
        return words.written(str(int(value)))
    return words.figures_of(value, FIGURES)


def measured(value: float, unit: str, words: Words) -> str:
    """Write a number with its unit, a share in per cent.

    Parameters
    ----------
    unit : its code, not empty
    """
    if unit.startswith("share"):
        return f"{words.figures_of(value * 100.0, FIGURES)} %"
    return words.with_unit(number_of(value, words), unit)
