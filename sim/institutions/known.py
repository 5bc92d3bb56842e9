"""Arrivals from a day on as they could be foretold then: the planning figure in force, and how far off such were.

Nothing published after that day enters. Months that are over count as known, since weekly counts come out within days.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance
from sim.chance.normal import normal_inverse
from sim.config.information import ErrorConfig
from sim.config.population import GROUPS, PopulationConfig
from sim.data import Vintage, fact, forecast_error, refuse_later, vintages
from sim.institutions.arrival_past import history, season_by_day

FloatArray = npt.NDArray[np.float64]

YEAR_DAYS = 365
LATELY_DAYS = 28  # what a rise or fall shows in
MIX_DAYS = 84  # whose mixture of groups goes on
SINGLE = tuple(GROUPS.index(name) for name in ("individual", "minors_15_17", "minors_under_15"))
COLLECTIVE = (GROUPS.index("collective"),)
STREAMS = (("asylum_total", SINGLE), ("collective", COLLECTIVE))
"""Series that forecasts are published of, and the groups that come under each."""


def known_arrivals(
    first: dt.date, origin: dt.date, days: int, config: PopulationConfig, error: ErrorConfig, chance: Chance | None
) -> FloatArray:
    """Give persons a day by group: what was recorded up to `origin`, then one future that was thinkable then.

    The twelve months from `origin` on sum to the planning figure in force times the exponential of a drawn error.
    The recent level goes over into them without a jump, with the season; groups keep the mixture of the last weeks.
    Without `chance` the future in the middle: the median error.

    Returns
    -------
    float64[groups, days] from `first`; all days must reach beyond `origin`
    """
    before = (origin - first).days
    past = history(origin - dt.timedelta(days=YEAR_DAYS), YEAR_DAYS, config.under_15_share, until=origin)
    out = np.zeros((len(GROUPS), days))
    out[:, :before] = history(first, before, config.under_15_share, until=origin)
    season = season_by_day(origin, max(days - before, YEAR_DAYS), config)
    known = vintages(origin - dt.timedelta(days=1))
    for number, (series, groups) in enumerate(STREAMS):
        rows = np.array(groups)
        persons = past[rows].sum(axis=0)
        mine = [each for each in known if each.series == series]
        total = planned(mine, origin, persons)
        if total <= 0.0:
            continue
        usual = season_by_day(origin - dt.timedelta(days=YEAR_DAYS), YEAR_DAYS, config)
        law = forecast_error(origin, regime(persons / usual, error.shows_at))
        z = 0.0 if chance is None else float(normal_inverse(chance.uniform("known_future", number)))
        off = max(min(law.mean + law.spread * z, error.largest), -error.largest)
        path = joined_path(float(persons[-1]), total * math.exp(off), season, fact("known.join_days").value)
        mix = past[rows, -MIX_DAYS:].sum(axis=1)
        out[rows, before:] = (mix / mix.sum())[:, None] * path[None, : days - before]
    return out


def planned(known: Iterable[Vintage], origin: dt.date, year_before: FloatArray) -> float:
    """Persons over the twelve months from `origin` as planned then.

    The planning figure of this year is taken as a level, and that of the next for the part of it that falls into
    these months, or this year's again. Where there is no figure, or more have come than it says: the level of the
    year before.

    Parameters
    ----------
    known : forecasts of one series
    year_before : persons a day of the year up to `origin`, float64[365]

    Raises
    ------
    ValueError that names every forecast that was not out by `origin`
    """
    rows = sorted(known, key=lambda each: (each.known_by or dt.date.max, each.published))
    refuse_later(rows, origin)
    figure = {each.target_year: each.planning_figure for each in rows}
    gone = (origin - dt.date(origin.year, 1, 1)).days
    come = float(year_before[YEAR_DAYS - gone :].sum()) if gone else 0.0
    now = figure.get(origin.year, 0.0)
    if now <= come:
        now = float(year_before.sum())
    share = min(gone / YEAR_DAYS, 1.0)
    return now * (1.0 - share) + figure.get(origin.year + 1, now) * share


def regime(year_before: FloatArray, shows_at: float) -> str:
    """Tell whether arrivals, less their season, rise, fall or are near their level: four weeks over the year."""
    level = float(year_before.mean())
    ratio = float(year_before[-LATELY_DAYS:].mean()) / level if level > 0.0 else 1.0
    if ratio >= shows_at:
        return "rising"
    return "falling" if ratio <= 1.0 / shows_at else "near"


def joined_path(level: float, total: float, season: FloatArray, join_days: float) -> FloatArray:
    """Persons a day that begin at `level` and sum to `total` over the first year, float64[days].

    The level fades by a factor e in `join_days`, in fewer if it alone would be more than `total`; what it leaves is
    made up by a level of its own; both with the season, a factor a day, float64[days], of a year or more.
    """
    day = np.arange(season.size)
    rising = season / season[0]

    def parts(fade_days: float) -> tuple[FloatArray, FloatArray]:
        weight = np.exp(-day / fade_days)
        return level * rising * weight, season * (1.0 - weight)

    fade = join_days
    old, new = parts(fade)
    if old[:YEAR_DAYS].sum() > total:
        low, high = 1e-6, join_days
        for _ in range(60):
            fade = math.sqrt(low * high)
            old, new = parts(fade)
            low, high = (low, fade) if old[:YEAR_DAYS].sum() > total else (fade, high)
        path: FloatArray = old * min(1.0, total / float(old[:YEAR_DAYS].sum()))
        return path
    path = old + new * ((total - float(old[:YEAR_DAYS].sum())) / float(new[:YEAR_DAYS].sum()))
    return path
