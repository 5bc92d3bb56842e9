"""Forecasts of residents from a published stock: with known arrivals, and with the planning figure of the day."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np

from sim.data import vintages
from sim.studies import baselines
from sim.studies.backtest_scores import KNOWN_ARRIVALS
from sim.studies.intake import reception_intake, reception_share

SERIES = ("residents",)
"""The series they are of."""
YEARS = {"2015": (2015, 2018)}
"""Years of an episode for which the intake of centres can be told from what was published."""
FIGURES = "asylum_total"


class PublishedArrivals:
    """Forecasts of an episode whose arrivals are published; NaN of others, or where nothing was published yet."""

    def __call__(self, baseline: str, episode: str, stock: float, origin: dt.date, target: dt.date) -> float:
        """Return the stock on the day of the target, from that on the day of the origin."""
        if episode not in YEARS:
            return np.nan
        arrivals = _intake(*YEARS[episode])
        try:
            if baseline == KNOWN_ARRIVALS:
                return baselines.arrivals_known(stock, arrivals, origin, target)
            return baselines.planning_figure(stock, _figures(origin, target), arrivals, origin, target)
        except (ValueError, KeyError):  # no figure was published by then, or the days are outside the known years
            return np.nan


@cache
def _intake(first: int, last: int) -> baselines.Arrivals:
    return reception_intake(first, last)


def _figures(origin: dt.date, target: dt.date) -> dict[int, float]:
    """Return the last planning figure of each year that was published by the origin, as persons who come to centres."""
    found: dict[int, float] = {}
    for each in vintages(origin):
        if each.series == FIGURES and each.target_year <= target.year:
            found[each.target_year] = each.planning_figure * reception_share(each.target_year)
    return found
