"""What counts as a break: a series beyond a threshold for some days on end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, model_validator

from sim.config.base import Name, Section, WholeDays

SERIES: Mapping[str, str] = {
    "no_roof": "persons without any bed, persons",
    "without_place": "persons that all places, emergency included, cannot hold, persons",
    "over_arrival_limit": "persons in the arrival centre longer than the limit, persons",
    "overcrowded": "persons above the places of their centre, persons",
    "emergency_over_90_days": "persons more than 90 days in emergency accommodation, persons",
    "children_in_emergency": "children in emergency accommodation, persons",
    "minors_in_adult_centre": "unaccompanied minors in a centre for adults, persons",
    "registration_backlog_days": "persons waiting for registration over registrations a day, days",
    "long_wait_share": "waiting too long among permit holders in reception, share",
    "ready_beyond_offers": "persons ready to settle beyond the places left, at least 0, persons",
}
"""Daily series that criteria may name, with definition and unit."""


class Criterion(Section):
    """One criterion. At the threshold itself it is not met."""

    says: str = Field(description="what breaks, in a sentence")
    series: str = Field(description="daily series it looks at")
    above: float | None = Field(None, description="met while the series is above this, unit of the series")
    below: float | None = Field(None, description="met while the series is below this, unit of the series")
    for_days: Annotated[WholeDays, Field(ge=1)] = Field(
        description="days on end before it counts as a break, days"
    )

    @model_validator(mode="after")
    def _one(self) -> Criterion:
        if self.series not in SERIES:
            raise ValueError(f"there is no series {self.series!r}; known: {', '.join(SERIES)}")
        if (self.above is None) == (self.below is None):
            raise ValueError("give exactly one of above and below")
        return self


class CriteriaConfig(Section):
    """All criteria of a scenario."""

    name: Name
    says: str = Field(description="how strict, in a sentence")
    criteria: Annotated[dict[Name, Criterion], Field(min_length=1)] = Field(description="criteria by name")
