"""How long runs take, about, for what is told before them."""

from __future__ import annotations

from sim.views.words import Words

SECONDS_A_YEAR = 1.2
"""Seconds of one core for a simulated year of the whole country, as measured; a smaller machine takes longer."""
USUAL_WORKERS = 2
"""Processes at work that times are told for, where none are named."""


def told(least: float, most: float, days: int, workers: int | None, words: Words) -> str:
    """Say about how long so many runs of so many days take."""
    at_work = workers or USUAL_WORKERS
    low, high = (max(1, round(runs * SECONDS_A_YEAR * days / 365.0 / at_work / 60.0)) for runs in (least, most))
    key = "takes_minutes" if low == high else "takes_minutes_between"
    return words.say(key, low=low, high=high, workers=at_work)
