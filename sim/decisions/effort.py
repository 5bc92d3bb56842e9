"""How long runs take, about, for what is told before them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sim.runs.executors import cores
from sim.views.words import Words

SECONDS_A_YEAR = 1.2
"""Seconds of one core for a simulated year of the whole country, as measured; a smaller machine takes longer."""


class Work(NamedTuple):
    """Runs of one kind that a study makes.

    Attributes
    ----------
    least, most : runs
    days : of each
    more_seconds : of one core, that each run takes beside its days
    """

    least: int
    most: int
    days: int
    more_seconds: float = 0.0

    def minutes(self, runs: int, at_work: int) -> float:
        """Return how long so many of these runs take with so many processes, minutes."""
        return runs * (SECONDS_A_YEAR * self.days / 365.0 + self.more_seconds) / at_work / 60.0


def told(least: float, most: float, days: int, workers: int | None, words: Words) -> str:
    """Say about how long so many runs of so many days take, with the processes that would be at work.

    Parameters
    ----------
    workers : processes; None: one a core
    """
    return told_of([Work(round(least), round(most), days)], workers, words)


def told_of(work: Iterable[Work], workers: int | None, words: Words) -> str:
    """Say about how long all of this work takes; see `told`."""
    at_work, parts = workers or cores(), tuple(work)
    low = max(1, round(sum(each.minutes(each.least, at_work) for each in parts)))
    high = max(1, round(sum(each.minutes(each.most, at_work) for each in parts)))
    key = "takes_minutes" if low == high else "takes_minutes_between"
    return words.say(key, low=low, high=high, workers=at_work)
