"""Expected arrivals by day and group: history, the trailing level, and what a shock adds or takes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance
from sim.config.information import ErrorConfig
from sim.config.population import GROUPS, PopulationConfig
from sim.config.schema import Scenario
from sim.config.shock import Component, ShockConfig
from sim.institutions.arrival_past import HELD_DAYS, history, season_by_day, trailing_level
from sim.institutions.known import known_arrivals

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

DAYS_BEFORE = 156 * 7  # three years of history for forecasts and start states
DAYS_AFTER = 104 * 7  # forecasts look a year past the horizon
BEFORE_DAYS = 84  # twelve weeks: what signals of the first days reach back to

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
    recorded : bool[days]
        Days of a history that is replayed on its own dates: as many applicants come as were counted.
    """

    baseline: FloatArray
    added: tuple[FloatArray, ...]
    total_by_week: FloatArray
    added_by_day: FloatArray
    before: FloatArray
    recorded: BoolArray


def build_rates(scenario: Scenario, replication: int | None = None) -> ArrivalRates:
    """Build the expected arrivals of a scenario from its start, population and shock.

    `replication` tells whose future it is where the shock is known up to a day only (`shock.origin`): None is the one
    in the middle. Nothing else is drawn here.
    """
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
        first_day = onset_day + component.delay_days
        if scenario.shock.origin is not None:
            origin = scenario.shock.origin
            chance = None if replication is None else Chance(scenario.seed, replication)
            change = _known_change(component, origin, first_day, baseline, config, scenario.information.error, chance)
        else:
            change = scenario.shock.size * _change(component, first_day, baseline, config)
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
        recorded=_recorded(scenario, days),
    )


def _recorded(scenario: Scenario, days: int) -> BoolArray:
    """Tell which days are history: what a replay at size 1 on its own dates has seen by its origin, bool[days]."""
    shock, start = scenario.shock, scenario.start.date
    out = np.zeros(days, dtype=np.bool_)
    if len(shock.components) != 1 or shock.size != 1.0:
        return out
    component = shock.components[0]
    on_its_dates = component.history_from == scenario.onset and not component.delay_days
    if component.history_to is None or not on_its_dates:
        return out
    first = (scenario.onset - start).days
    last = (component.history_to - start).days
    if shock.origin is not None:
        last = min(last, (shock.origin - start).days - 1)
    out[max(first, 0) : max(last + 1, 0)] = True
    return out


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


def _known_change(
    component: Component,
    origin: dt.date,
    first_day: int,
    baseline: FloatArray,
    config: PopulationConfig,
    error: ErrorConfig,
    chance: Chance | None,
) -> FloatArray:
    """Persons a day that a replay adds (or takes) as known on a day, float64[groups, days]."""
    assert component.history_from is not None  # by validation, as that the replay begins on its own first day
    length = baseline.shape[1] - first_day
    seen = known_arrivals(component.history_from, origin, length, config, error, chance)
    level = trailing_level(component.history_from, config)
    change = seen - level[:, None] * season_by_day(component.history_from, length, config)[None, :]
    change[[_QUOTA, _FAMILY]] = 0.0
    out = np.zeros_like(baseline)
    out[:, first_day:] = change
    return out


def neighbours_lead(shock: ShockConfig, rates: ArrivalRates) -> FloatArray:
    """Persons a week that the shock adds, seen `warning_days` ahead; float64[days]."""
    days = rates.added_by_day.size
    out = np.zeros(days)
    lead = shock.warning_days
    if lead < days:
        out[: days - lead] = rates.added_by_day[lead:] * 7.0
    return out
