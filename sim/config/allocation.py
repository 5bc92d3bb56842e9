"""Which municipality a household that is ready gets: the rule, who may go where, and what is fair."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.config.base import Factor, Section, Share, WholeDays
from sim.config.population import GROUPS

Rule = Literal["proportional", "priority", "lp"]


class Circle(Section):
    """A wider circle of municipalities for those with particularly demanding needs, once they have waited."""

    after_days: Annotated[WholeDays, Field(gt=0)] = Field(description="days ready until the circle opens")
    within_km: Annotated[float, Field(gt=0.0, json_schema_extra={"unit": "km"})] | None = Field(
        description="how far from a municipality that has the services, km; null: everywhere"
    )


class AllocationConfig(Section):
    """The rule of allocation (utsøking), and what binds every rule."""

    rule: Rule = Field(
        description="proportional: own list, drawn by what was asked of municipalities; priority: the same, special "
        "needs and then the longest wait first; lp: the best for a whole round by a linear program"
    )
    special_circles: list[Circle] = Field(
        description="circles that open to special needs in the course of waiting; empty: only where the services are"
    )
    fairness_band_per_1000: Annotated[float, Field(gt=0.0, json_schema_extra={"unit": "persons/1,000 inhabitants"})] | (
        None
    ) = Field(
        description="how far the persons allocated in a year, minors apart, may lie from the national mean; null: any"
    )
    waiting_weight: Factor = Field(
        description="lp: by how much a person counts more for each step of waiting, against 1 of who is new, no unit"
    )
    waiting_step_days: Annotated[WholeDays, Field(gt=0)] = Field(description="lp: days ready that are a step")
    waiting_steps: Annotated[int, Field(ge=0)] = Field(
        description="lp: steps from which on waiting counts no more, number"
    )
    near_weight: Share = Field(description="lp: weight of nearness to the centre of origin, no unit")
    balance_weight: Share = Field(description="lp: weight of an even share of persons per inhabitant, no unit")
    nationality_weights: dict[str, Factor] | None = Field(
        description="lp: worth of placing a person of each group, others 1, by kind of arrival; null: all alike"
    )
    weigh_nationality: bool = Field(description="whether policy allows weights by kind of arrival at all")
    ledger: bool = Field(description="whether the table of what allocation could have used is kept")

    @model_validator(mode="after")
    def _fits(self) -> AllocationConfig:
        faults = []
        for name, values in (
            ("after_days", [each.after_days for each in self.special_circles]),
            ("within_km", [each.within_km or float("inf") for each in self.special_circles]),
        ):
            if any(b <= a for a, b in pairwise(values)):
                faults.append(f"special_circles must widen: {name} must rise, got {values}")
        if self.nationality_weights is not None:
            unknown = sorted(set(self.nationality_weights) - set(GROUPS))
            if unknown:
                faults.append(f"nationality_weights: no group {', '.join(unknown)}; there are {', '.join(GROUPS)}")
            if not self.weigh_nationality:
                faults.append("nationality_weights need weigh_nationality=true: no group is weighed by oversight")
            if self.rule != "lp":
                faults.append(f"nationality_weights are used by rule lp alone, not by {self.rule}")
        elif self.weigh_nationality:
            faults.append("weigh_nationality is true, and nationality_weights gives no weight")
        if faults:
            raise ValueError("; ".join(faults))
        return self
