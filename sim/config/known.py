"""A scenario as it was known on a day: nothing that was decided later is left in it."""

from __future__ import annotations

import datetime as dt

from sim.config.plan import SECTIONS, Measure, Plan, Reverse
from sim.config.schema import Scenario
from sim.config.when import AllOf, AnyOf, OnDate, When

UNDECIDED = "not decided by the day up to which the shock is known"


def as_known(scenario: Scenario) -> Scenario:
    """Return a scenario without what was decided after `shock.origin`; the scenario itself where that is null.

    Left out are measures of the plan that a later date begins, dates after it on which measures end or are undone,
    later steps of decision capacity and of collective protection, and resettlement quotas of later years: the last
    one known goes on. Measures that signals begin stay.
    """
    origin = scenario.shock.origin
    if origin is None:
        return scenario
    casework, population = scenario.casework, scenario.population
    collective = casework.collective.model_copy(
        update={"states": [step for step in casework.collective.states if step.since <= origin]}
    )
    steps = [step for step in casework.capacity if step.since <= origin]
    quotas = {year: persons for year, persons in population.quota_from.items() if year <= origin.year}
    return scenario.model_copy(
        update={
            "casework": casework.model_copy(update={"capacity": steps, "collective": collective}),
            "population": population.model_copy(update={"quota_from": quotas}),
            "plan": _plan(scenario.plan, origin),
        }
    )


def _plan(plan: Plan, origin: dt.date) -> Plan:
    update = {}
    for name in SECTIONS:
        section = getattr(plan, name)
        kept = tuple(_measure(each, origin) for each in section.ladder if _begins(each.when) <= origin)
        update[name] = section.model_copy(update={"ladder": kept})
    return plan.model_copy(update=update)


def _measure(measure: Measure, origin: dt.date) -> Measure:
    """Take away the dates after `origin` on which a measure ends or is undone."""
    reverse = measure.reverse
    if reverse is not None and reverse.when is not None and _begins(reverse.when) > origin:
        reverse = Reverse(never=UNDECIDED)
    return measure.model_copy(update={"when": _open(measure.when, origin), "reverse": reverse})


def _begins(when: When) -> dt.date:
    """First day on which dates let a condition hold."""
    if isinstance(when, OnDate):
        return when.date
    if isinstance(when, AllOf):
        return max(_begins(part) for part in when.all)
    if isinstance(when, AnyOf):
        return min(_begins(part) for part in when.any)
    return dt.date.min


def _open(when: When, origin: dt.date) -> When:
    """Let a condition that a later date ends go on."""
    if isinstance(when, OnDate) and when.until is not None and when.until > origin:
        return OnDate(date=when.date, until=None)
    if isinstance(when, AllOf):
        return AllOf(all=tuple(_open(part, origin) for part in when.all))
    if isinstance(when, AnyOf):
        return AnyOf(any=tuple(_open(part, origin) for part in when.any if _begins(part) <= origin))
    return when
