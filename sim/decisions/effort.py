"""How long runs take, about, for what is told before them."""

from __future__ import annotations

from sim.runs.executors import cores
from sim.views.words import Words

SECONDS_A_YEAR = 1.2
"""Seconds of one core for a simulated year of the whole country, as measured; a smaller machine takes longer."""


def told(least: float, most: float, days: int, workers: int | None, words: Words) -> str:
    """Say about how long so many runs of so many days take, with the processes that would be at work.

    Parameters
    ----------
    workers : processes; None: one a core
    """
    at_work = workers or cores()
    low, high = (max(1, round(runs * SECONDS_A_YEAR * days / 365.0 / at_work / 60.0)) for runs in (least, most))
    key = "takes_minutes" if low == high else "takes_minutes_between"
    return words.say(key, low=low, high=high, workers=at_work)
