"""The score table of a back-test: by column, episode, series and horizon, with baselines and the number of pairs.

A grade that runs through its whole episode is scored once at every published point ("all"), and in each bin of
horizons over all pairs of an earlier published point, from which baselines start, and a later one. `as_known` is scored
over its own origins; its baselines start from the last published point at or before the origin. Pairs overlap, so the
different figures among them are counted beside, and coverage is told only where each pair is a forecast of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.config.backtest import Case
from sim.data.observed import Point
from sim.studies import baselines
from sim.studies.backtest_table import LEVELS, PATH, SCORED, Told
from sim.studies.scores import (
    HORIZONS,
    LEAST,
    CannotScore,
    Coverage,
    coverage,
    crps,
    horizon_bin,
    log_scale,
    mean_score,
    skill,
    weighted_interval_score,
)

Floats = NDArray[np.float64]

ALL, AS_KNOWN = "all", "as_known"
RAW, LOG = "raw", "log"
COLUMNS = (
    "label", "episode", "series", "horizon", "score", "baseline", "scale", "n", "value", "low", "high", "why",
)  # fmt: skip
"""Columns of the score table; `n` pairs, `low` and `high` of coverage only, `why` where there is no value."""
PERSISTENCE, DRIFT, KNOWN_ARRIVALS, PLANNED = "persistence", "drift", "arrivals_known", "planning_figure"


class Stocks(Protocol):
    """Forecasts of a stock from an observed one, by arrivals or by the planning figure of the day."""

    def __call__(self, baseline: str, episode: str, stock: float, origin: dt.date, target: dt.date) -> float:
        """Return the forecast, NaN where there is none."""


@dataclass(frozen=True)
class Pairs:
    """Pairs of one column, episode, series and horizon.

    Attributes
    ----------
    samples : figures of the runs, of shape (runs, pairs)
    observed : of shape (pairs,)
    figures : how many different published figures there are among them
    forecasts : of each baseline, of shape (pairs,); NaN where it gives none
    """

    samples: Floats
    observed: Floats
    figures: int
    forecasts: Mapping[str, Floats]


def score_table(
    told: Iterable[Told], history: Sequence[Point], stocks: Stocks, of_stocks: Sequence[str]
) -> pd.DataFrame:
    """Return the score table, columns COLUMNS.

    Parameters
    ----------
    history : every published figure, those before the first day of an episode too
    stocks : forecasts by arrivals
    of_stocks : series they are of
    """
    groups: dict[tuple[str, str], list[Told]] = {}
    for each in told:
        groups.setdefault((each.label, each.case.episode), []).append(each)
    rows: list[tuple[object, ...]] = []
    for (label, episode), cases in groups.items():
        past = [each for each in history if each.episode == episode and each.use != PATH]
        for series in dict.fromkeys(each.series for each in past if each.use == SCORED):
            start = _Start(
                episode,
                _origins((each for each in past if each.series == series), cases[0].case.scenario.start.date),
                stocks if series in of_stocks else None,
            )
            for horizon in (ALL, *(each.name for each in HORIZONS)):
                pairs = _pairs(cases, series, horizon, start)
                once = horizon == ALL or label == AS_KNOWN
                rows += [(label, episode, series, horizon, *row) for row in _scores(pairs, horizon, once)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def figures_scored(cases: Iterable[tuple[Case, tuple[Point, ...]]]) -> dict[tuple[str, str, str], int]:
    """Return the different figures among the pairs of each episode, series and horizon, the most of any column.

    A score takes LEAST of them, and as many pairs, which are never fewer.

    Parameters
    ----------
    cases : with the published figures that each is compared with; runs are taken to reach them all
    """
    groups: dict[tuple[str, str], list[Told]] = {}
    for case, points in cases:
        groups.setdefault((case.label, case.episode), []).append(Told(case, points, np.zeros((1, len(points)))))
    found: dict[tuple[str, str, str], int] = {}
    for (_, episode), mine in groups.items():
        past = list(dict.fromkeys(point for each in mine for point in each.points if point.use == SCORED))
        for series in dict.fromkeys(point.series for point in past):
            starts = _origins((point for point in past if point.series == series), mine[0].case.scenario.start.date)
            for horizon in (ALL, *(each.name for each in HORIZONS)):
                figures = _pairs(mine, series, horizon, _Start(episode, starts, None)).figures
                found[episode, series, horizon] = max(figures, found.get((episode, series, horizon), 0))
    return found


def _origins(points: Iterable[Point], first: dt.date) -> list[Point]:
    """Return the points baselines may start from, by date: those that are scored, and those before the first day."""
    return sorted((each for each in points if each.use == SCORED or each.date < first), key=lambda each: each.date)


def baseline_table(
    told: Iterable[Told], history: Sequence[Point], stocks: Stocks, of_stocks: Sequence[str]
) -> pd.DataFrame:
    """Return the forecasts of the baselines, a row a forecast: episode, series, baseline, origin, date, value."""
    rows = []
    first = {each.case.episode: each.case.scenario.start.date for each in told}
    for episode, day in first.items():
        mine = [each for each in history if each.episode == episode and each.use != PATH]
        for series in dict.fromkeys(each.series for each in mine if each.use == SCORED):
            origins = _origins((each for each in mine if each.series == series), day)
            start = _Start(episode, origins, stocks if series in of_stocks else None)
            for at, point in enumerate(origins):
                for target in origins[at + 1 :]:
                    if horizon_bin((target.date - point.date).days) is not None:
                        found = start.forecasts(at, target)
                        rows += [(episode, series, name, point.date, target.date, found[name]) for name in found]
    frame = pd.DataFrame(rows, columns=["episode", "series", "baseline", "origin", "date", "value"])
    for name in ("origin", "date"):
        frame[name] = pd.to_datetime(frame[name])
    return frame


class _Start:
    """Baselines of one series, from its published points; flows of unequal length go on at their rate a day."""

    def __init__(self, episode: str, points: Sequence[Point], stocks: Stocks | None) -> None:
        self.points = points
        self._episode = episode
        self._stocks = stocks

    def last_before(self, origin: dt.date) -> int | None:
        """Return the place of the last point published for a day up to the origin."""
        found = [k for k, each in enumerate(self.points) if each.date <= origin]
        return found[-1] if found else None

    def forecasts(self, at: int, target: Point) -> dict[str, float]:
        """Return the forecast of each baseline from the point at this place."""
        rates = [_rate(each) for each in self.points]
        dates = [each.date for each in self.points]
        days = (target.date - dates[at]).days
        pair = [baselines.Pair(at, at + 1, days, "")]
        spread = _length(target)
        found = {
            PERSISTENCE: float(baselines.persistence(rates, pair)[0]) * spread,
            DRIFT: float(baselines.drift(dates, rates, pair)[0]) * spread,
        }
        if self._stocks is not None:
            for name in (KNOWN_ARRIVALS, PLANNED):
                found[name] = self._stocks(name, self._episode, self.points[at].value, dates[at], target.date)
        return found


def _length(point: Point) -> float:
    """Return the days of a flow, 1 of anything else."""
    if point.kind != "flow" or point.period_start is None:
        return 1.0
    return float((point.date - point.period_start).days + 1)


def _rate(point: Point) -> float:
    return point.value / _length(point)


def _pairs(cases: Sequence[Told], series: str, horizon: str, start: _Start) -> Pairs:
    """Gather the pairs of one horizon over all cases of a column."""
    columns: list[Floats] = []
    observed: list[float] = []
    figures: set[tuple[dt.date, dt.date | None]] = set()
    forecasts: list[dict[str, float]] = []
    for case in cases:
        for k, at in _targets(case, series, horizon, start):
            runs = case.values[:, k]
            columns.append(runs[np.isfinite(runs)])
            observed.append(case.points[k].value)
            figures.add((case.points[k].date, case.points[k].period_start))
            forecasts.append({} if at is None else start.forecasts(at, case.points[k]))
    fewest = min((len(each) for each in columns), default=0)
    samples = np.column_stack([each[:fewest] for each in columns]) if columns else np.empty((0, 0))
    names = dict.fromkeys(name for each in forecasts for name in each)
    by_name = {name: np.array([each.get(name, np.nan) for each in forecasts]) for name in names}
    return Pairs(samples, np.array(observed), len(figures), by_name)


def _targets(case: Told, series: str, horizon: str, start: _Start) -> Iterator[tuple[int, int | None]]:
    """Yield the place of each target in the case, and that of the point its baselines start from."""
    origin = case.case.origin
    for k in case.of(series, SCORED):
        target = case.points[k]
        if origin is not None:
            if horizon in (ALL, horizon_bin((target.date - origin).days)):
                yield k, start.last_before(origin)
        elif horizon == ALL:
            yield k, None
        else:
            for at, point in enumerate(start.points):
                if horizon_bin((target.date - point.date).days) == horizon:
                    yield k, at


def _scores(pairs: Pairs, horizon: str, once: bool) -> Iterator[tuple[object, ...]]:
    """Yield score, baseline, scale, n, value, low, high, why; coverage where each pair is a forecast of its own."""
    n = len(pairs.observed)
    if pairs.figures < LEAST <= n:
        few = CannotScore(pairs.figures, why=f"{pairs.figures} different figures, at least {LEAST}")
        yield ("crps", "", RAW, n, np.nan, np.nan, np.nan, str(few))
        return
    if len(pairs.samples) < 2:
        yield ("crps", "", RAW, n, np.nan, np.nan, np.nan, _too_few_runs(len(pairs.samples), n))
        return
    medians = np.median(pairs.samples, axis=0)
    for scale, change in ((RAW, np.asarray), (LOG, log_scale)):
        samples, observed, middle = change(pairs.samples), change(pairs.observed), change(medians)
        for name, score in (
            ("mae", np.abs(middle - observed)),
            ("crps", crps(samples, observed)),
            ("wis", weighted_interval_score(samples, observed)),
        ):
            yield (name, "", scale, n, *_value(mean_score(score)))
        if horizon == ALL and not pairs.forecasts:
            continue
        for baseline, forecast in pairs.forecasts.items():
            there = np.isfinite(forecast)
            errors = np.abs(change(forecast[there]) - observed[there])
            yield ("mae", baseline, scale, int(there.sum()), *_value(mean_score(errors)))
            for name, own in (("skill", np.abs(middle - observed)), ("skill_crps", crps(samples, observed))):
                yield (name, baseline, scale, int(there.sum()), *_value(skill(own[there], errors)))
    yield ("figures", "", RAW, n, float(pairs.figures), np.nan, np.nan, "")
    for level in LEVELS if once else ():
        found = coverage(pairs.samples, pairs.observed, level)
        yield (f"coverage_{level * 100:.0f}", "", RAW, n, *_value(found))


def _too_few_runs(runs: int, pairs: int) -> str:
    if not pairs:
        return str(CannotScore(0))
    return str(CannotScore(runs, 2, f"{runs} replications, it takes 2"))


def _value(found: float | Coverage | CannotScore) -> tuple[float, float, float, str]:
    """Return value, low, high and why there is none."""
    if isinstance(found, CannotScore):
        return np.nan, np.nan, np.nan, str(found)
    if isinstance(found, Coverage):
        return found.share, found.low, found.high, ""
    return found, np.nan, np.nan, ""
