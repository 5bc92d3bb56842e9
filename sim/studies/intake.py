"""Intake of reception a day, from published applications: what the baselines know of arrivals."""

from __future__ import annotations

import calendar
import datetime as dt

import numpy as np

from sim.data import fact, monthly_arrivals, series
from sim.studies.baselines import Arrivals


def reception_share(year: int) -> float:
    """Return the share of applicants of a year who come to UDI's centres: less private from day one and under 15.

    Raises
    ------
    KeyError : if the year is not among the published balances, 2014 to 2018
    """
    amounts = {
        name: {point.date.year: point.value for point in series("balance_2014_2018", name)}
        for name in ("applications", "minors_under_15")
    }
    under_15 = amounts["minors_under_15"][year] / amounts["applications"][year]
    return 1.0 - fact("population.private.individual").value - under_15


def reception_intake(first_year: int, last_year: int) -> Arrivals:
    """Return those who came to UDI's centres a day: the applications of a month, spread evenly, times that share.

    Raises
    ------
    KeyError : if the balance or the applications of a month are not known
    """
    months, persons, _ = monthly_arrivals("asylum_total")
    known = dict(zip(months, persons, strict=True))
    found = []
    for year in range(first_year, last_year + 1):
        share = reception_share(year)
        for month in range(1, 13):
            days = calendar.monthrange(year, month)[1]
            found.append(np.full(days, known[year, month] * share / days))
    return Arrivals(dt.date(first_year, 1, 1), np.concatenate(found))
