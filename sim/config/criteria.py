"""What counts as a break: a series beyond a threshold for some days on end."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from sim.config.base import Name, Section, WholeDays


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
        if (self.above is None) == (self.below is None):
            raise ValueError("give exactly one of above and below")
        return self


class CriteriaConfig(Section):
    """All criteria of a scenario."""

    name: Name
    says: str = Field(description="how strict, in a sentence")
    criteria: Annotated[dict[Name, Criterion], Field(min_length=1)] = Field(description="criteria by name")
