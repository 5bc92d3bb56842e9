"""How large an order is and how long it takes: the planner's need, the amount rule, the lead time.

The need is an order-up-to level: what will be wanted when the order has taken effect and until the next one
could, so neighbouring plans order nearly the same. A fixed batch at a threshold would make them jump apart.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from sim.chance.draws import Chance
from sim.chance.laws import draw, whole_days
from sim.config.base import Law
from sim.config.plan import Measure, PlacedMeasure, Plan
from sim.engine.ratio import ratio
from sim.plans.protocol import Need, Observation

FloatArray = npt.NDArray[np.float64]
Pool = Literal["places", "minors", "care", "arrival"]

POOL_OF_LEVER: Mapping[str, Pool] = {
    "minors_places": "minors",
    "care_reserve": "care",
    "care_purchase": "care",
    "second_arrival_centre": "arrival",
}
"""Which places a lever adds to, where it is not ordinary or emergency places."""

OTHER_REVIEW_DAYS = 7
"""Days between reviews of gap orders outside reception, where a measure names no rhythm of its own."""

NEED_OF_POOL: Mapping[Pool, str] = {
    "places": "places",
    "minors": "minors_places",
    "care": "care_places",
    "arrival": "arrival_beds",
}
"""The part of the need that each kind of places answers."""

UPPER_QUANTILE = 0.99
"""The upper end of a lead time: the quantile of its law that a plan with foresight reckons with."""


@dataclass(frozen=True)
class Foreseen:
    """What a first pass with unlimited places used, by day: for plans with foresight only.

    Attributes
    ----------
    places : persons outside arrival centres, minors of 15 to 17 included, float64[days]
    minors_places, care_places : minors of 15 to 17 and under 15, float64[days]
    arrival_beds : persons in arrival centres, float64[days]
    """

    places: FloatArray
    minors_places: FloatArray
    care_places: FloatArray
    arrival_beds: FloatArray

    def highest(self, name: str, day: int, days: int) -> float:
        """Highest value of a schedule from tomorrow to `days` ahead; 0 beyond the horizon."""
        schedule: FloatArray = getattr(self, name)
        ahead = schedule[day + 1 : day + 1 + max(days, 1)]
        return float(ahead.max()) if ahead.size else 0.0


def upper_days(law: Law) -> float:
    """Upper end of a lead time, days: the high end of a uniform law, else a quantile."""
    if law.law == "uniform":
        return float(law.high or 0.0)
    return float(draw(law, UPPER_QUANTILE))


def expected_arrivals(seen: Observation, plan: Plan) -> float:
    """Arrivals expected a day over the lead time, persons a day, from the information the plan uses."""
    recent = (seen.arrivals_7d + seen.arrivals_previous_7d) / 14.0
    if plan.reception.expects == "recent":
        return recent
    expected = max(recent, seen.plan_persons_per_week / 7.0)
    if plan.reception.expects == "forecast":
        return expected
    return max(expected, seen.warning_persons_per_week / 7.0)


def need_from(seen: Observation, plan: Plan, horizon_days: float) -> Need:
    """Need at the end of a horizon, from published figures.

    Persons then = persons now + (arrivals - exits) a day x days; places = persons / target use + buffer.
    Persons without a bed, those stuck in the arrival centre, and children who wait for places of their kind count as
    persons now. A fall that has not come is
    not counted on: a place given up comes back after months only, one too many costs its price until the next review.

    Parameters
    ----------
    horizon_days : mean lead time and one interval between reviews, days
    """
    reception = plan.reception
    arrivals = expected_arrivals(seen, plan)
    housed = arrivals * (1.0 - min(ratio(seen.private_28d, seen.arrivals_28d), 1.0))
    unaccompanied = arrivals * min(ratio(seen.unaccompanied_28d, seen.arrivals_28d), 1.0)
    under_15 = unaccompanied * reception.under_15_share
    exits = seen.exits_28d / 28.0
    exits_minors = exits * min(ratio(seen.residents_minors, seen.residents), 1.0)

    def places(persons: float, change: float, buffer: int) -> float:
        return (persons + max(change, 0.0) * horizon_days) / reception.target_use + buffer

    now = seen.residents + seen.no_roof + seen.nights_over_limit
    backlog = seen.registration_backlog
    permits = max(seen.permits_28d / 28.0, seen.permits_expected_90d / 90.0)
    return Need(
        places=places(now, max(housed - under_15, 0.0) - exits, reception.buffer_places),
        minors_places=places(
            seen.residents_minors + seen.waiting_minors,
            unaccompanied - under_15 - exits_minors,
            reception.buffer_minors_places,
        ),
        care_places=places(seen.residents_care + seen.waiting_care, under_15, reception.buffer_care_places),
        arrival_beds=housed * reception.arrival_stay_days + backlog + reception.buffer_arrival_beds,
        registrations_per_day=arrivals + backlog / plan.registration.clear_backlog_days,
        mappings_per_day=permits + seen.mapping / plan.settlement.clear_backlog_days,
        decisions_per_day=arrivals + seen.awaiting_decision / plan.casework.clear_backlog_days,
        offers=max(seen.permits_expected_90d + seen.mapping + seen.ready - seen.offers_left, 0.0),
    )


def need_foreseen(seen: Observation, plan: Plan, foreseen: Foreseen, horizon_days: float) -> Need:
    """Need by the schedule of a first pass: the most wanted until the order has surely taken effect."""
    reception = plan.reception
    days = int(np.ceil(horizon_days))
    known = need_from(seen, plan, horizon_days)

    def places(name: str, buffer: int) -> float:
        return foreseen.highest(name, seen.day, days) / reception.target_use + buffer

    return Need(
        places=places("places", reception.buffer_places),
        minors_places=places("minors_places", reception.buffer_minors_places),
        care_places=places("care_places", reception.buffer_care_places),
        arrival_beds=foreseen.highest("arrival_beds", seen.day, days) + reception.buffer_arrival_beds,
        registrations_per_day=known.registrations_per_day,
        mappings_per_day=known.mappings_per_day,
        decisions_per_day=known.decisions_per_day,
        offers=known.offers,
    )


def horizon_days(placed: PlacedMeasure, plan: Plan) -> float:
    """How far ahead a measure is sized, days: lead time, opening of places, one interval between reviews."""
    return promised_days(placed, plan) + review_days(placed, plan)


def promised_days(placed: PlacedMeasure, plan: Plan) -> float:
    """Days that planners reckon with from a decision to beds: by the mean lead time, not the drawn one."""
    lead, opening = placed.measure.lead_days, placed.measure.opening_days
    if opening is None:
        opening = plan.reception.opening_days if placed.section == "reception" else 0.0
    return (upper_days(lead) if plan.foresight else lead.average_days) + opening


def need_of(placed: PlacedMeasure, plan: Plan, seen: Observation, foreseen: Foreseen | None, later: int = 0) -> Need:
    """Need that a measure is sized for, at the end of its own horizon.

    `later` places of the same kind are on order and come only after that horizon. Levers deduct all that is
    ordered, so they are added to the need: places that come in three months are no beds for next week.
    """
    horizon = horizon_days(placed, plan)
    need = need_from(seen, plan, horizon) if foreseen is None else need_foreseen(seen, plan, foreseen, horizon)
    if not later:
        return need
    part = NEED_OF_POOL[POOL_OF_LEVER.get(placed.measure.lever_name, "places")]
    return replace(need, **{part: getattr(need, part) + later})


def review_days(placed: PlacedMeasure, plan: Plan) -> int:
    """Days between reviews of a measure: its own, or the plan's for places and a week for all else."""
    if placed.measure.review_every_days is not None:
        return placed.measure.review_every_days
    return plan.reception.review_every_days if placed.section == "reception" else OTHER_REVIEW_DAYS


def surplus(pool: Pool, seen: Observation, need: Need) -> int:
    """Places beyond the need: usable and ordered, less those already closing; at least 0."""
    usable, ordered, wanted = _held(pool, seen, need)
    return max(int(np.floor(usable + ordered - wanted)), 0)


def surplus_in_use(pool: Pool, seen: Observation, need: Need) -> int:
    """Places beyond the need of those that can be used today, less those already closing; at least 0."""
    usable, _, wanted = _held(pool, seen, need)
    return max(int(np.floor(usable - wanted)), 0)


def _held(pool: Pool, seen: Observation, need: Need) -> tuple[int, int, float]:
    """Places of a pool that stay, those on order, and those wanted."""
    if pool == "minors":
        stay = seen.places_minors - seen.places_minors_closing
        return stay, seen.places_minors_ordered, need.minors_places
    if pool == "care":
        return seen.places_care - seen.places_care_closing, seen.places_care_ordered, need.care_places
    if pool == "arrival":
        return seen.arrival_beds, 0, need.arrival_beds
    return seen.places - seen.places_closing, seen.places_ordered, need.places


def order_size(measure: Measure, gap: int, standing: int, last_week: int) -> int:
    """Amount to order, unit of the lever; 0 for nothing.

    Parameters
    ----------
    gap : amount still missing, with what is ordered deducted; 1 or 0 for a switch
    standing : ordered by this measure and not undone
    last_week : ordered by this measure on the last seven days, today included
    """
    rule = measure.order
    if rule.amount == "switch":
        return 1 if gap > 0 and standing == 0 else 0
    amount = gap if rule.amount == "gap" else rule.amount
    bounds = [
        rule.at_most,
        None if rule.at_most_per_week is None else rule.at_most_per_week - last_week,
        None if measure.most is None else measure.most - standing,
    ]
    return max(min([amount, *(bound for bound in bounds if bound is not None)]), 0)


def drawn_lead_days(measure: Measure, firing: int, chance: Chance) -> int:
    """Days from decision to effect, at least 1: keyed by the measure's name and the ordinal of the firing."""
    key = zlib.crc32(measure.measure.encode())
    length = draw(measure.lead_days, chance.uniform("measure_lead", key, firing))
    return max(int(whole_days(length, chance.uniform("measure_lead", key, firing, 0, 1))), 1)
