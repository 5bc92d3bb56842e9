"""A plan is data: who orders what, on what they can see, how much, how fast, and how it is undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal

from pydantic import Field, PositiveInt, model_validator

from sim.config.base import Factor, Law, Name, Places, Section, Share, WholeDays
from sim.config.when import Always, When
from sim.data import municipalities as municipality_table

SECTIONS: tuple[str, ...] = ("reception", "registration", "casework", "settlement", "municipalities")
"""Sections of a plan that have a ladder of measures, in the order in which they decide."""

EveryDays = Annotated[PositiveInt, Field(json_schema_extra={"unit": "days"})]


class OrderRule(Section):
    """How much is ordered.

    `gap` orders what is missing, less what is already ordered, at every review while the condition holds. A
    number is ordered once each time the condition comes to hold, or at every review if it is repeated.
    `switch` turns something on.
    """

    amount: Literal["gap", "switch"] | PositiveInt = Field(
        description="gap, switch, or a number in the lever's unit"
    )
    repeat: bool = Field(False, description="true: a number is ordered anew at every review while it holds")
    at_most: PositiveInt | None = Field(None, description="largest single order, unit of the lever")
    at_most_per_week: PositiveInt | None = Field(
        None, description="most in any seven days, unit of the lever"
    )


class Reverse(Section):
    """How a measure is undone: on a condition of its own, after some days, or never, with the reason."""

    when: When | None = Field(None, description="condition; of `gap` orders only what is surplus is undone")
    after_days: EveryDays | None = Field(None, description="days from taking effect to being undone, days")
    never: str | None = Field(None, min_length=8, description="why it is not undone")
    dialogue_days: WholeDays = Field(0, description="dialogue with the host before the decision binds, days")

    @model_validator(mode="after")
    def _one(self) -> Reverse:
        if sum(given is not None for given in (self.when, self.after_days, self.never)) != 1:
            raise ValueError("give exactly one of when, after_days and never")
        return self


class Measure(Section):
    """One measure of a ladder: it fires on its own condition."""

    measure: Name = Field(description="name of the measure, unique in the plan")
    lever: Name | None = Field(None, description="lever it pulls; the measure's own name if left out")
    decided_by: str = Field(description="body that decides, as in the table of levers")
    when: When = Field(description="condition on which it fires")
    order: OrderRule
    limit: PositiveInt | None = Field(
        None, description="most ordered and not undone at a time, unit of the lever"
    )
    max_places: PositiveInt | None = Field(
        None, description="another word for limit where the unit is places"
    )
    review_every_days: EveryDays | None = Field(
        None,
        description="days between reviews of a gap order, days; if left out the plan's for places, else 7",
    )
    decision_days: WholeDays = Field(0, description="from the condition being met to the decision, days")
    lead_days: Law = Field(description="from the decision to taking effect, days")
    opening_days: Annotated[float, Field(ge=0.0)] | None = Field(
        None, description="days planned from a contract on places to beds; the plan's own if left out, days"
    )
    lock_days: WholeDays = Field(0, description="paid at least this long after taking effect, days")
    price: Name | None = Field(None, description="price key")
    reverse: Reverse | None = Field(None, description="how it is undone; every measure must say so")

    @model_validator(mode="after")
    def _one_limit(self) -> Measure:
        if self.limit is not None and self.max_places is not None:
            raise ValueError("give limit or max_places, not both")
        return self

    @property
    def most(self) -> int | None:
        """Most that may be ordered and not undone at a time, unit of the lever; None: no limit."""
        return self.limit if self.limit is not None else self.max_places

    @property
    def lever_name(self) -> str:
        """The lever pulled."""
        return self.lever or self.measure


class Reception(Section):
    """How UDI plans places."""

    target_use: Annotated[Share, Field(gt=0.0)] = Field(
        description="share of places in use that UDI plans for"
    )
    buffer_places: Places = Field(description="places held above the expected need")
    buffer_minors_places: Places = Field(0, description="the same for minors of 15 to 17")
    buffer_care_places: Places = Field(0, description="the same for minors under 15")
    buffer_arrival_beds: Places = Field(0, description="the same for arrival centres, beds")
    review_every_days: EveryDays = Field(description="days between reviews of the need, days")
    expects: Literal["recent", "forecast", "warning"] = Field(
        "recent",
        description="arrivals expected over the lead time: those of late; at least the planning figure; "
        "at least what a warning speaks of, too",
    )
    arrival_stay_days: Annotated[float, Field(gt=0.0)] = Field(
        4.0, description="days an applicant is planned to stay in the arrival centre, days"
    )
    opening_days: Annotated[float, Field(ge=0.0)] = Field(
        0.0, description="days planned from a contract on places to beds: permits, stages, staff, days"
    )
    under_15_share: Share = Field(0.2, description="planned share under 15 of unaccompanied minors, share")
    host_influence: Share = Field(
        description="proposed sites that the host's influence refuses or delays (agreement, 1.2), share"
    )
    ladder: tuple[Measure, ...] = Field(description="measures, in order")


class Registration(Section):
    """How the police plan registration."""

    clear_backlog_days: EveryDays = Field(
        14, description="days in which a backlog is planned to be cleared, days"
    )
    ladder: tuple[Measure, ...] = Field(description="measures, in order")


class Casework(Section):
    """How UDI plans decisions."""

    priority: Literal["ordinary", "quick_refusals_first"] = Field(
        description="order in which cases are taken"
    )
    clear_backlog_days: EveryDays = Field(
        90, description="days in which a backlog is planned to be cleared, days"
    )
    ladder: tuple[Measure, ...] = Field(description="measures, in order")


class Settlement(Section):
    """How IMDi plans mapping, requests and allocation."""

    allocation_every_days: EveryDays = Field(description="days between rounds of allocation, days")
    clear_backlog_days: EveryDays = Field(
        28, description="days in which mapping is planned to catch up, days"
    )
    ladder: tuple[Measure, ...] = Field(description="measures, in order")


class Municipalities(Section):
    """What municipalities do beforehand, and what the state offers them for it."""

    urge_preparedness: Share = Field(
        description="share of municipalities that make a contingency plan, share"
    )
    standby_dwellings_per_1000: Factor = Field(description="dwellings held ready, per 1,000 inhabitants")
    incentive: Literal["none", "per_unused_place", "per_extra_place"] = Field(
        description="state pays for places offered and not used, or for persons above the request"
    )
    ladder: tuple[Measure, ...] = Field(description="measures, in order")


@dataclass(frozen=True)
class PlacedMeasure:
    """A measure with its place in the plan.

    Attributes
    ----------
    path : dotted path, for messages
    section : section it stands in
    measure : the measure
    """

    path: str
    section: str
    measure: Measure


class Plan(Section):
    """What people who decide do in the world. It names prices by key and never states one."""

    name: Name
    says: str = Field(description="the plan in a sentence")
    hypothetical: bool = Field(description="true: may use what the law of the time did not allow")
    foresight: bool = Field(description="true: reads the need from a first pass; a benchmark, not a bound")
    within_appropriation: bool = Field(
        False, description="true: orders no priced place once the budget is spent"
    )
    reception: Reception
    registration: Registration
    casework: Casework
    settlement: Settlement
    municipalities: Municipalities

    @property
    def ladder(self) -> Iterator[PlacedMeasure]:
        """All measures, section by section."""
        for section in SECTIONS:
            for place, measure in enumerate(getattr(self, section).ladder):
                yield PlacedMeasure(f"plan.{section}.ladder.{place}", section, measure)

    @property
    def standing(self) -> Iterator[PlacedMeasure]:
        """What the plan has from the first day on, written as measures."""
        town, first = self.municipalities, self.casework.priority != "ordinary"
        always, at_once = Always(always=True), Law(law="fixed", mean=1)
        rows: tuple[tuple[str, str, str, str, int | bool], ...] = (
            ("casework", "priority", "quick_refusals_first", "UDI", first),
            (
                "municipalities",
                "urge_preparedness",
                "urge_preparedness",
                "municipality",
                round(100 * town.urge_preparedness),
            ),
            (
                "municipalities",
                "standby_dwellings_per_1000",
                "standby_dwellings",
                "municipality",
                round(town.standby_dwellings_per_1000 * inhabitants() / 1000),
            ),
            (
                "municipalities",
                "incentive",
                "incentive_unused_place",
                "Government",
                town.incentive == "per_unused_place",
            ),
        )
        for section, key, lever, decided_by, amount in rows:
            if amount:
                rule = OrderRule(amount="switch" if amount is True else amount)
                undone = Reverse(never="a standing part of the plan")
                measure = Measure(
                    measure=lever,
                    decided_by=decided_by,
                    when=always,
                    order=rule,
                    lead_days=at_once,
                    reverse=undone,
                )
                yield PlacedMeasure(f"plan.{section}.{key}", section, measure)

    @property
    def measures(self) -> tuple[PlacedMeasure, ...]:
        """Standing parts and ladder."""
        return (*self.standing, *self.ladder)


@cache
def inhabitants() -> int:
    """Inhabitants of the country, persons, by the table of municipalities."""
    return int(municipality_table().population.sum())
