"""Expected arrivals by day and group: history, the trailing level, and what a shock adds or takes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.config.population import GROUPS, PopulationConfig
from sim.config.schema import Scenario
from sim.config.shock import Component, ShockConfig
from sim.data import monthly_arrivals

FloatArray = npt.NDArray[np.float64]

DAYS_BEFORE = 156 * 7  # three years of history for forecasts and start states
DAYS_AFTER = 104 * 7  # forecasts look a year past the horizon
BEFORE_DAYS = 84  # twelve weeks: what signals of the first days reach back to
HELD_DAYS = 90  # a replay that runs out goes on at the level of its last quarter
FIRST_COLLECTIVE_DAY = dt.date(
    2022, 2, 24
)  # the day of the invasion: no applications for collective protection before

_INDIVIDUAL = GROUPS.index("individual")
_COLLECTIVE = GROUPS.index("collective")
_OLDER = GROUPS.index("minors_15_17")
_YOUNGER = GROUPS.index("minors_under_15")
_QUOTA = GROUPS.index("resettlement")
_FAMILY = GROUPS.index("family_reunification")


@dataclass(frozen=True)
class ArrivalRates:
    """Expected persons a day, before the weekly spread.

    baseline : float64[groups, days]
        The trailing level with its season, less what the shock takes away; quota and family included.
    added : tuple of float64[groups, days]
        What each component of the shock adds.
    total_by_week : float64[weeks]
        Expected applicants a week, quota and family left out, from `DAYS_BEFORE` days before the start.
    added_by_day : float64[days]
        What the shock adds in all.
    before : float64[groups]
        Persons a day who came before the start: of the last twelve weeks as published by then, or the level that
        the start gives itself; quota and family left out.
    """

    baseline: FloatArray
    added: tuple[FloatArray, ...]
    total_by_week: FloatArray
    added_by_day: FloatArray
    before: FloatArray


def history(first: dt.date, days: int, under_15_share: float, until: dt.date | None = None) -> FloatArray:
    """Published applications as persons a day, float64[groups, days] from `first`.

    Months are joined by straight lines through their middles and scaled back to the published total, so that
    a steep month is steep inside too. After the last published month the level of its last three months is
    held. With `until`, only months that are over by that day are looked at: what follows them has no influence.
    """
    out = np.zeros((len(GROUPS), days))
    total, minors, single, collective = (
        _by_day(series, first, days, until)
        for series in ("asylum_total", "unaccompanied_minors", "individual", "collective")
    )
    dates = np.datetime64(first) + np.arange(days)
    new_scope = dates >= np.datetime64("2022-03-01")
    collective[dates < np.datetime64(FIRST_COLLECTIVE_DAY)] = 0.0
    everyone = np.where(new_scope, single, total)
    minors = np.minimum(minors, everyone)
    out[_INDIVIDUAL] = everyone - minors
    out[_COLLECTIVE] = collective
    out[_OLDER] = minors * (1.0 - under_15_share)
    out[_YOUNGER] = minors * under_15_share
    return out


def _by_day(series: str, first: dt.date, days: int, until: dt.date | None) -> FloatArray:
    """Persons a day of one published monthly series, of its months that end before `until`; 0 without any."""
    months, persons, _ = monthly_arrivals(series)
    known = np.array([(year - 1970) * 12 + month - 1 for year, month in months])
    if until is not None:
        over = known < (until.year - 1970) * 12 + until.month - 1
        known, persons = known[over], persons[over]
    if not known.size:
        return np.zeros(days)
    every_month = np.arange(known[0], known[-1] + 1).astype("datetime64[M]")
    starts = every_month.astype("datetime64[D]").astype(np.int64)
    lengths = (every_month + 1).astype("datetime64[D]").astype(np.int64) - starts
    middles = starts + (lengths - 1) / 2.0
    published = known - known[0]
    rates = np.interp(
        middles, middles[published], persons / lengths[published]
    )  # a month without figures is bridged
    whole_first = int(starts[0])
    whole = np.interp(np.arange(whole_first, whole_first + int(lengths.sum())), middles, rates)
    month_of = np.repeat(np.arange(lengths.size), lengths)
    inside = np.bincount(month_of, weights=whole)
    scale = np.divide(rates * lengths, inside, out=np.zeros_like(inside), where=inside > 0.0)
    whole *= scale[month_of]
    offset = int(np.datetime64(first).astype(int)) - whole_first
    index = np.arange(offset, offset + days)
    out = np.zeros(days)
    covered = (index >= 0) & (index < whole.size)
    out[covered] = whole[index[covered]]
    out[index >= whole.size] = whole[-HELD_DAYS:].mean()
    return out


def trailing_level(first: dt.date, config: PopulationConfig) -> FloatArray:
    """Mean persons a day by group over the days before `first` that the config names, float64[groups]."""
    days = config.trailing_days
    past = history(first - dt.timedelta(days=days), days, config.under_15_share, until=first)
    level: FloatArray = past.mean(axis=1)
    return level


def season_by_day(first: dt.date, days: int, config: PopulationConfig) -> FloatArray:
    """Season factor of each day, float64[days], mean about 1 over a year."""
    months = (np.datetime64(first) + np.arange(days)).astype("datetime64[M]").astype(int) % 12
    season: FloatArray = np.asarray(config.season, dtype=np.float64)[months]
    return season


def build_rates(scenario: Scenario) -> ArrivalRates:
    """Build the expected arrivals of a scenario from its start, population and shock."""
    config, start, days = scenario.population, scenario.start.date, scenario.days
    span = days + DAYS_AFTER
    level = trailing_level(start, config)
    if scenario.start.persons_per_week is not None:
        level = np.zeros(len(GROUPS))
        for name, per_week in scenario.start.persons_per_week.items():
            level[GROUPS.index(name)] = per_week / 7.0
    season = season_by_day(start, span, config)
    baseline = level[:, None] * season[None, :]
    baseline[_QUOTA] = _quota(start, span, config)
    baseline[_FAMILY] = config.family_reunification_per_week / 7.0

    onset_day = (scenario.onset - start).days
    taken = np.zeros_like(baseline)
    added: list[FloatArray] = []
    for component in scenario.shock.components:
        change = scenario.shock.size * _change(component, onset_day + component.delay_days, baseline, config)
        taken += np.minimum(change, 0.0)
        added.append(np.maximum(change, 0.0))
    baseline = np.maximum(baseline + taken, 0.0)

    applicants = [i for i in range(len(GROUPS)) if i not in (_QUOTA, _FAMILY)]
    added_by_day = (
        np.sum([part[applicants].sum(axis=0) for part in added], axis=0) if added else np.zeros(span)
    )
    past = history(start - dt.timedelta(days=DAYS_BEFORE), DAYS_BEFORE, config.under_15_share, until=start)
    before = level if scenario.start.persons_per_week is not None else past[:, -BEFORE_DAYS:].mean(axis=1)
    before[[_QUOTA, _FAMILY]] = 0.0
    ahead = baseline[applicants].sum(axis=0) + added_by_day
    total = np.concatenate([past[applicants].sum(axis=0), ahead])
    weeks = total.size // 7
    return ArrivalRates(
        baseline=baseline[:, :days],
        added=tuple(part[:, :days] for part in added),
        total_by_week=total[: weeks * 7].reshape(weeks, 7).sum(axis=1),
        added_by_day=added_by_day[:days],
        before=before,
    )


def _quota(start: dt.date, span: int, config: PopulationConfig) -> FloatArray:
    """Resettlement refugees a day."""
    dates = np.datetime64(start) + np.arange(span)
    years = dates.astype("datetime64[Y]").astype(int) + 1970
    months = dates.astype("datetime64[M]").astype(int) % 12
    lengths = (
        (dates.astype("datetime64[M]") + 1).astype("datetime64[D]")
        - dates.astype("datetime64[M]").astype("datetime64[D]")
    ).astype(int)
    from_years = sorted(config.quota_from)
    position = np.searchsorted(np.asarray(from_years), years, side="right") - 1
    per_year = np.array([config.quota_from[year] for year in from_years])
    quota = np.where(position >= 0, per_year[np.maximum(position, 0)], 0.0)
    out: FloatArray = quota * np.asarray(config.quota_season)[months] / lengths
    return out


def _change(
    component: Component, first_day: int, baseline: FloatArray, config: PopulationConfig
) -> FloatArray:
    """Persons a day that one component adds (or takes), float64[groups, days], at size 1."""
    days = baseline.shape[1]
    out = np.zeros_like(baseline)
    if component.kind == "replay":
        assert component.history_from is not None  # both by validation
        assert component.history_to is not None
        length = (component.history_to - component.history_from).days + 1
        seen = history(component.history_from, length, config.under_15_share)
        level = trailing_level(component.history_from, config)
        change = seen - level[:, None] * season_by_day(component.history_from, length, config)[None, :]
        held = change[:, -HELD_DAYS:].mean(axis=1)
        index = np.arange(days) - first_day
        inside = (index >= 0) & (index < length)
        out[:, inside] = change[:, index[inside]]
        out[:, index >= length] = held[:, None]
        return out
    weeks = (np.arange(days) - first_day + 0.5) / 7.0
    at, values = (np.asarray(column, dtype=np.float64) for column in zip(*component.points, strict=True))
    inside = (weeks >= at[0]) & (weeks <= at[-1]) & (np.arange(days) >= first_day)
    curve = np.where(inside, np.interp(weeks, at, values), 1.0 if component.kind == "scale" else 0.0)
    if component.kind == "scale":
        applicants = [i for i in range(len(GROUPS)) if i not in (_QUOTA, _FAMILY)]
        out[applicants] = baseline[applicants] * (curve - 1.0)[None, :]
        return out
    for name, share in component.mix.items():
        out[GROUPS.index(name)] = curve / 7.0 * share
    return out


def neighbours_lead(shock: ShockConfig, rates: ArrivalRates) -> FloatArray:
    """Persons a week that the shock adds, seen `warning_days` ahead; float64[days]."""
    days = rates.added_by_day.size
    out = np.zeros(days)
    lead = shock.warning_days
    if lead < days:
        out[: days - lead] = rates.added_by_day[lead:] * 7.0
    return out
