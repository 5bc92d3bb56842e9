"""What of the past a run is told, for those who read it: the day up to which it knows, and what it is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from sim.config.known import as_known
from sim.config.schema import Scenario
from sim.data.forecast_vintages import SERIES, vintages
from sim.data.given import decisions_until, votes_until

ONE_DAY = dt.timedelta(days=1)


def told_past(scenario: Scenario) -> dict[str, Any]:
    """Return what a scenario is told of the past, as plain values; empty where that is nothing.

    Returns
    -------
    origin : day from which on nothing is known, where there is one; and with it
        planned : planning figures in force then: series, year, persons, published (the latest day it can have been)
        left_out : measures of the plan that were decided on that day or later; measures : all of the plan
    votes : settlement years whose published votes are given
    decisions : stretches of days whose published decisions are given: kind, first, last
    misplaced : whether the arrivals are not those of the same days
    """
    first, last = _days(scenario)
    told: dict[str, Any] = {}
    origin = scenario.shock.origin
    if origin is not None:
        kept = {each.measure.measure for each in as_known(scenario).plan.ladder}
        every = [each.measure.measure for each in scenario.plan.ladder]
        told["origin"] = origin.isoformat()
        told["planned"] = list(_planned(origin))
        told["left_out"] = [name for name in every if name not in kept]
        told["measures"] = len(every)
    if scenario.given.votes == "published":
        years = {each.year for each in votes_until(origin) if each.first_day <= last}
        told["votes"] = sorted(year for year in years if first.year <= year <= last.year)
    if scenario.given.decisions == "published":
        told["decisions"] = list(_stretches(first, last, origin))
    if told.get("votes") or told.get("decisions"):
        told["misplaced"] = not _recorded(scenario, told)
    return told


def past_warnings(scenarios: Iterable[Scenario]) -> tuple[str, ...]:
    """Tell of published votes and decisions that lie under arrivals of other years, or of which none are given."""
    found: dict[str, None] = {}
    for scenario in scenarios:
        told = told_past(scenario)
        asked = [name for name in ("votes", "decisions") if name in told]
        if not asked:
            continue
        first, last = _days(scenario)
        days = f"{first} to {last}"
        by = f" before {told['origin']}" if "origin" in told else ""
        if not any(told[name] for name in asked):
            found[f"given: of {days} no {' or '.join(asked)} were published{by}: nothing is given"] = None
        elif told["misplaced"]:
            found[
                f"given: the published {' and '.join(asked)} of {days} lie under arrivals that are not those of these "
                f"days (shock {scenario.shock.name}); choose the replay of the same years, or given=nothing"
            ] = None
    return tuple(found)


def _days(scenario: Scenario) -> tuple[dt.date, dt.date]:
    first = scenario.start.date
    return first, first + dt.timedelta(days=scenario.days - 1)


def _planned(origin: dt.date) -> Iterator[dict[str, Any]]:
    """Give the planning figures of this year and the next that were the last to be published before a day."""
    known = vintages(origin - ONE_DAY)
    for series in SERIES:
        for year in (origin.year, origin.year + 1):
            mine = [each for each in known if each.series == series and each.target_year == year]
            if mine:
                last = mine[-1]
                day = last.known_by or last.published
                yield {
                    "series": series, "year": year, "persons": last.planning_figure, "published": day.isoformat(),
                }  # fmt: skip


def _stretches(first: dt.date, last: dt.date, origin: dt.date | None) -> Iterator[dict[str, str]]:
    """Give the stretches of days of a run whose decisions are given, without a gap, by kind."""
    rows = [each for each in decisions_until(origin) if each.first_day <= last and each.last_day >= first]
    for kind, mine in groupby(sorted(rows, key=lambda each: (each.kind, each.first_day)), lambda each: each.kind):
        days: list[tuple[dt.date, dt.date]] = []
        for each in mine:
            if days and each.first_day == days[-1][1] + ONE_DAY:
                days[-1] = (days[-1][0], each.last_day)
            else:
                days.append((each.first_day, each.last_day))
        for since, until in days:
            yield {"kind": kind, "first": max(since, first).isoformat(), "last": min(until, last).isoformat()}


def _recorded(scenario: Scenario, told: dict[str, Any]) -> bool:
    """Whether the arrivals are those of the days of all that is given: a replay of history on its own dates."""
    shock = scenario.shock
    if shock.size != 1.0 or len(shock.components) != 1:
        return False
    (replay,) = shock.components
    since, until = replay.history_from, replay.history_to
    if since is None or until is None or replay.delay_days or scenario.onset != since:
        return False
    years = [int(day[:4]) for each in told.get("decisions", ()) for day in (each["first"], each["last"])]
    return all(since.year <= year <= until.year for year in (*years, *told.get("votes", ())))
