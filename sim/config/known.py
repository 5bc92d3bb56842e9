"""A scenario as it was known on a day: nothing that was decided later is left in it."""

from __future__ import annotations

import datetime as dt

from sim.config.plan import SECTIONS, Measure, Plan, Reverse
from sim.config.schema import Scenario
from sim.config.when import AllOf, AnyOf, OnDate, When

UNDECIDED = "not decided by the day up to which the shock is known"


def as_known(scenario: Scenario) -> Scenario:
    """Return a scenario without what was decided or seen from `shock.origin` on; itself where that is null.

    Left out are measures of the plan that a later date begins, later dates on which measures end or are undone, and
    later steps of what changes by date: decision capacity, collective protection, private lodging, mapping, time to
    move in, resettlement quotas. The last that was in force goes on. Measures that signals begin stay.
    """
    origin = scenario.shock.origin
    if origin is None:
        return scenario
    casework, population, settlement = scenario.casework, scenario.population, scenario.settlement
    states = [step for step in casework.collective.states if step.since < origin]
    capacity = [step for step in casework.capacity if step.since < origin]
    quotas = {year: persons for year, persons in population.quota_from.items() if year <= origin.year}
    groups = {
        name: group.model_copy(
            update={"private_share_from": [step for step in group.private_share_from if step.since < origin]}
        )
        for name, group in population.groups.items()
    }
    eras = [era for era in settlement.eras[1:] if dt.date(era.from_year, 1, 1) < origin]
    moves = [step for step in settlement.moves[1:] if step.since < origin]
    changes = {
        "casework": {"capacity": capacity, "collective": casework.collective.model_copy(update={"states": states})},
        "population": {"quota_from": quotas, "groups": groups},
        "settlement": {"eras": [settlement.eras[0], *eras], "moves": [settlement.moves[0], *moves]},
    }
    update = {name: getattr(scenario, name).model_copy(update=change) for name, change in changes.items()}
    return scenario.model_copy(update={**update, "plan": _plan(scenario.plan, origin)})


def _plan(plan: Plan, origin: dt.date) -> Plan:
    update = {}
    for name in SECTIONS:
        section = getattr(plan, name)
        kept = tuple(_measure(each, origin) for each in section.ladder if _begins(each.when) < origin)
        update[name] = section.model_copy(update={"ladder": kept})
    return plan.model_copy(update=update)


def _measure(measure: Measure, origin: dt.date) -> Measure:
    """Take away the dates from `origin` on, on which a measure ends or is undone."""
    reverse = measure.reverse
    if reverse is not None and reverse.when is not None and _begins(reverse.when) >= origin:
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
    if isinstance(when, OnDate) and when.until is not None and when.until >= origin:
        return OnDate(date=when.date, until=None)
    if isinstance(when, AllOf):
        return AllOf(all=tuple(_open(part, origin) for part in when.all))
    if isinstance(when, AnyOf):
        return AnyOf(any=tuple(_open(part, origin) for part in when.any if _begins(part) < origin))
    return when
