"""The agreement's purpose, result goals and section 1 as figures: one small function a clause."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from sim.institutions.clause_rows import (
    Row,
    YearView,
    at_least,
    at_most,
    dialogue_row,
    due_within,
    figure,
    not_modelled,
    nothing_due,
    row,
    within,
)
from sim.institutions.evaluation_inputs import NEVER, STAGES

WAIT_SIGNALS = ("long_wait_share", "long_wait_trend")


def goal_a(view: YearView) -> Iterator[Row]:
    """Everyone settled according to the need, within the Storting's time targets."""
    clause, figures = "result goal A", view.figures
    missing = figures.need - int(figures.settled_agreed.sum())
    yield at_most(clause, "need_minus_settled", missing, 0.0, "persons", "need in force on 31 December")
    for target in view.targets.times:
        measure = f"share_settled_within_target_{target.name}"
        why = f"of those settled, within {target.within_days} days"
        yield at_least(clause, measure, within(view, target), target.share, "share", why)
        measure = f"share_of_due_settled_in_time_{target.name}"
        why = f"of those whose {target.within_days} days ended, waiting ones included"
        yield at_least(clause, measure, due_within(view, target), target.share, "share", why)


def purpose(view: YearView) -> Iterator[Row]:
    """The whole of it: everyone received, everyone settled; outcomes in work and education are outside."""
    nights = float(view.inputs.no_roof[view.first : view.last + 1].sum())
    yield at_most("purpose", "nights_without_bed", nights, 0.0, "person-nights", "everyone has a bed")
    checks, year = view.inputs.health_checks, slice(view.first, view.last + 1)
    due, late = int(checks.due[year].sum()), int(checks.late[year].sum())
    share = 1.0 - late / due if due else None
    why = f"examined within {checks.limit_days} days of arrival"
    yield at_least("purpose", "share_health_checked_in_time", share, 1.0, "share", why)
    why = "outcomes in work or education are outside the model"
    yield not_modelled("purpose", "introduction_outcomes", why)


def premise(view: YearView) -> Iterator[Row]:
    """Each municipality decides its own number: nobody is settled above what it agreed to."""
    figures = view.figures
    taken = figures.settled_agreed if figures.taken is None else figures.taken
    above = int(np.maximum(taken - figures.offered, 0).sum())
    yield at_most("premise, 2.5", "settled_above_agreed", above, 0.0, "persons", "municipalities decide")


def goal_b(view: YearView) -> Iterator[Row]:
    """Municipalities are prepared for openings and closings, in dialogue."""
    changes, yardsticks = view.changes, view.targets.yardsticks
    for word, opened in (("opening", True), ("closing", False)):
        of_kind = [each for each in changes if each.opened is opened]
        notice = float(np.median([each.notice_days for each in of_kind])) if of_kind else None
        measure = f"median_notice_days_{word}"
        why = f"from telling the host to the {word}, talks or none, our yardstick"
        yield at_least("result goal B", measure, notice, yardsticks.dialogue_days, "days", why)
    yield dialogue_row("result goal B", view)


def long_waits(view: YearView) -> Iterator[Row]:
    """1.1: the share waiting long, its trend, and whether somebody acted on it."""
    clause, yardsticks = "1.1", view.targets.yardsticks
    share = float(view.inputs.long_wait_share[view.last])
    yield at_most(clause, "long_wait_share", share, yardsticks.long_wait_share, "share", "our yardstick")
    begun: int | None = None  # first reading of the alarm that sounds now
    first: int | None = None  # of the first alarm that sounds in the year
    last_trend = math.nan
    for day, trend in view.inputs.wait_trends:
        if day > view.last:
            break
        last_trend = trend
        if trend > yardsticks.trend_alarm:
            begun = day if begun is None else begun
            if day >= view.first and first is None:
                first = begun
        else:
            begun = None
    limit = yardsticks.trend_alarm
    yield at_most(clause, "long_wait_trend", last_trend, limit, "standard deviations", "above it the share rises")
    if first is None:
        yield nothing_due(clause, "days_to_measure", "days", "no alarm this year")
        return
    answers = [
        each.day - first
        for each in view.inputs.decisions
        if first <= each.day <= view.last and each.signal in WAIT_SIGNALS
    ]
    if answers:
        why = "from the first reading of the alarm"
        yield at_most(clause, "days_to_measure", answers[0], yardsticks.act_within_days, "days", why)
    else:
        yield row(clause, "days_to_measure", None, "days", False, "an alarm and no measure on it")


def host_influence(view: YearView) -> Iterator[Row]:
    """1.2: more influence for municipalities, and what it costs in places."""
    figures = view.figures
    share = figures.sites_influenced / figures.sites_proposed if figures.sites_proposed else None
    limit = view.targets.yardsticks.refused_share
    why = "proposed sites refused or delayed, our yardstick"
    yield at_most("1.2", "share_of_sites_influenced", share, limit, "share", why)
    met = float(view.inputs.no_roof[view.first : view.last + 1].max()) == 0.0
    yield row("1.2", "places_lost", figures.places_lost, "places", met, "met if the need was met all the same")


def request_criteria(view: YearView) -> Iterator[Row]:
    """1.3: how evenly the request falls on inhabitants."""
    asked = view.figures.requested > 0
    per_1000 = 1000.0 * view.figures.requested[asked] / view.inputs.population[asked]
    low = float(np.quantile(per_1000, 0.1)) if asked.any() else 0.0
    spread = float(np.quantile(per_1000, 0.9)) / low if low > 0.0 else None
    limit = view.targets.yardsticks.request_spread
    why = f"per inhabitant, 90th over 10th percentile, criteria: {view.regime.criteria.replace('_', ' ')}"
    yield at_most("1.3", "request_spread", spread, limit, "ratio", why)


def stages(view: YearView) -> Iterator[Row]:
    """1.4: mean days of each stage against the year before, and the stage that binds."""
    people = view.people
    before = people.agreed & (people.settled < view.first) & (people.settled >= view.first - 365)
    longest, slowest = -1.0, "none"
    for name, first, last in STAGES:
        stamps = getattr(people, first), getattr(people, last)
        now = people.mean_days(*stamps, view.settled)
        then = people.mean_days(*stamps, before)
        if now is not None and now > longest:
            longest, slowest = now, name
        if now is None or then is None:
            yield figure("1.4", f"mean_days_{name}", now, "days", "no earlier year to compare with")
        else:
            yield at_most("1.4", f"mean_days_{name}", now, round(then, 1), "days", "the year before")
    value = longest if longest >= 0.0 else None
    yield figure("1.4", "days_of_binding_stage", value, "days", f"the stage that binds is {slowest}")


def special_needs(view: YearView) -> Iterator[Row]:
    """1.5: those with particularly demanding needs have a clock of their own."""
    people, yardsticks = view.people, view.targets.yardsticks
    rows = view.settled & people.special & (people.decided != NEVER)
    share = people.share(people.settled - people.decided <= yardsticks.special_within_days, rows)
    why = f"within {yardsticks.special_within_days} days, our yardstick"
    yield at_least("1.5", "share_special_needs_in_time", share, yardsticks.special_share, "share", why)
    mean = people.mean_days(people.decided, people.settled, rows)
    limit = float(yardsticks.special_within_days)
    yield at_most("1.5", "mean_days_special_needs", mean, limit, "days", "our yardstick")


def housing(view: YearView) -> Iterator[Row]:
    """1.6, 8.1, 8.2: dwellings found, as a proxy for instruments and planning."""
    figures = view.figures
    ratio = figures.dwellings_free / figures.households_allocated if figures.households_allocated else None
    limit = view.targets.yardsticks.dwellings_per_waiting
    why = "dwellings for each household allocated, our proxy"
    yield at_least("1.6, 8.1, 8.2", "free_dwellings_per_household", ratio, limit, "ratio", why)


def distribution(view: YearView) -> Iterator[Row]:
    """1.7: spread over regions, and allocated in time."""
    counties = view.inputs.county
    settled = np.bincount(counties, view.figures.settled_agreed)
    people = np.bincount(counties, view.inputs.population)
    rates = 1000.0 * settled[people > 0] / people[people > 0]
    low = float(rates.min()) if rates.size else 0.0
    spread = float(rates.max()) / low if low > 0.0 else None
    limit = view.targets.yardsticks.region_spread
    why = "settled per inhabitant, highest over lowest county, our yardstick"
    yield at_most("1.7", "county_spread", spread, limit, "ratio", why)
