"""Faults of a plan that only show beside the levers, the prices and the days of a run; all found at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping

from sim.config.faults import NO_VALUE, Fault, nearest
from sim.config.plan import Measure, PlacedMeasure, Plan
from sim.config.prices import PricesConfig
from sim.config.when import SignalIs, leaves, window
from sim.data import Lever

Dates = tuple[dt.date, dt.date]
DAYS = ("start.date", "shock.onset", "horizon_days")
"""What the first and the last day of a run rest on."""
Known = dict[tuple[object, ...], tuple[tuple[object, ...], list[Fault]]]
"""Faults of measures of a ladder, by the objects they were found in; those are kept, so that they stay the same."""


def check(
    plan: Plan, prices: PricesConfig, levers: Mapping[str, Lever], dates: Dates | None, known: Known | None = None
) -> list[Fault]:
    """Find every fault of the plan.

    Parameters
    ----------
    plan : the plan
    prices : where its price keys must stand
    levers : the table of levers: who decides each, and when it is in force
    dates : first day of the run and the day after its last; None if they are faulty: then no law is looked up
    known : what was found before in measures of other plans with the same levers, and is added to

    Returns
    -------
    Faults with dotted paths, in the order of the plan; empty if there is none. A measure that the law of
    the time did not allow is no fault in a hypothetical plan, nor where its condition cannot be met within
    `dates`.
    """
    faults: list[Fault] = []
    if plan.foresight and not plan.hypothetical:
        rule = "a plan with foresight must be hypothetical: nobody can follow it"
        faults.append(Fault("plan.hypothetical", False, rule, reads=("plan.foresight",)))
    faults += _names(plan)
    keys = tuple(prices.keys)
    for placed in plan.standing:
        faults += _of_measure(placed, plan.hypothetical, keys, levers, dates)
    known = {} if known is None else known
    for placed in plan.ladder:
        key = (id(placed.measure), placed.path, plan.hypothetical, keys, dates)
        found = known.get(key)
        if found is None:
            of_measure = list(_of_measure(placed, plan.hypothetical, keys, levers, dates))
            found = known[key] = ((placed.measure,), of_measure)
        faults += found[1]
    return faults


def _names(plan: Plan) -> Iterator[Fault]:
    """A name may stand once only: firings, lead times and events are told apart by it."""
    first: dict[str, str] = {}
    for placed in plan.measures:
        name = placed.measure.measure
        if name in first:
            rule = "a measure of that name stands already"
            hint = f"at {first[name]}; give it a name of its own"
            yield Fault(f"{placed.path}.measure", name, rule, hint, (f"{first[name]}.measure",))
        first.setdefault(name, placed.path)


def _of_measure(
    placed: PlacedMeasure,
    hypothetical: bool,
    price_keys: Collection[str],
    levers: Mapping[str, Lever],
    dates: Dates | None,
) -> Iterator[Fault]:
    path, measure = placed.path, placed.measure
    if measure.price is not None and measure.price not in price_keys:
        rule = "there is no such price key"
        yield Fault(f"{path}.price", measure.price, rule, nearest(measure.price, price_keys))
    yield from _sizes(path, measure)
    yield from _undoing(path, measure)
    key = "lever" if measure.lever else "measure"
    lever = levers.get(measure.lever_name)
    if lever is None:
        hint = nearest(measure.lever_name, levers) or f"known: {', '.join(levers)}"
        yield Fault(f"{path}.{key}", measure.lever_name, "there is no such lever", hint)
        return
    if measure.decided_by != lever.decided_by:
        rule = f"{lever.name} is decided by {lever.decided_by}"
        yield Fault(f"{path}.decided_by", measure.decided_by, rule, reads=(f"{path}.{key}",))
    if not hypothetical and dates is not None:
        reads = (f"{path}.{key}", f"{path}.decision_days", "plan.hypothetical", *DAYS)
        yield from _in_force(path, measure, lever, dates, reads)


def _sizes(path: str, measure: Measure) -> Iterator[Fault]:
    """A switch has no size; a single order cannot be larger than what may stand at all."""
    rule = measure.order
    if rule.amount == "switch":
        for key, value in (("at_most", rule.at_most), ("at_most_per_week", rule.at_most_per_week)):
            if value is not None:
                rests_on = (f"{path}.order.amount",)
                yield Fault(f"{path}.order.{key}", value, "a switch has no size", reads=rests_on)
    if rule.repeat and not isinstance(rule.amount, int):
        said = f"only a number is repeated, not {rule.amount}"
        yield Fault(f"{path}.order.repeat", True, said, reads=(f"{path}.order.amount",))
    for key, size in (("amount", rule.amount), ("at_most", rule.at_most)):
        if isinstance(size, int) and measure.most is not None and size > measure.most:
            limits = (f"{path}.limit", f"{path}.max_places")
            yield Fault(f"{path}.order.{key}", size, f"must not be above the limit of {measure.most}", reads=limits)


def _undoing(path: str, measure: Measure) -> Iterator[Fault]:
    """Every measure says how it is undone, and not on the very values on which it fires."""
    if measure.reverse is None:
        hint = "{when: ..., dialogue_days: n}, {after_days: n} or {never: the reason}"
        yield Fault(f"{path}.reverse", NO_VALUE, f"measure {measure.measure} must say how it is undone", hint)
        return
    if measure.reverse.when is None:
        return
    fires = [leaf for leaf in leaves(measure.when) if isinstance(leaf, SignalIs)]
    for leaf in leaves(measure.reverse.when):
        if not isinstance(leaf, SignalIs):
            continue
        for other in fires:
            if leaf.signal != other.signal:
                continue
            if leaf.above is not None and other.below is not None and leaf.above < other.below:
                rule = f"must be at least {other.below:g}, below which the measure fires"
                yield Fault(f"{path}.reverse.when.above", leaf.above, rule, reads=(f"{path}.when",))
            if leaf.below is not None and other.above is not None and leaf.below > other.above:
                rule = f"must be at most {other.above:g}, above which the measure fires"
                yield Fault(f"{path}.reverse.when.below", leaf.below, rule, reads=(f"{path}.when",))


def _in_force(
    path: str, measure: Measure, lever: Lever, dates: Dates, reads: tuple[str, ...]
) -> Iterator[Fault]:
    """The days on which the measure could fire must lie within the days on which the law allows it."""
    possible = window(measure.when)
    if possible is None:
        return
    first, end = max(possible[0], dates[0]), min(possible[1], dates[1])
    if first >= end:
        return
    decision = dt.timedelta(days=measure.decision_days)
    last = end - dt.timedelta(days=1) + decision
    late = lever.in_force_to is not None and last >= lever.in_force_to
    if first + decision < lever.in_force_from or late:
        ends = f" to before {lever.in_force_to}" if lever.in_force_to else ""
        force = f"{lever.name} is in force from {lever.in_force_from}{ends}"
        rule = f"could fire from {first} to {last}, but {force}"
        way_out = "bound it with a date in `when`, or say hypothetical: true"
        yield Fault(f"{path}.when", NO_VALUE, rule, way_out, reads)
