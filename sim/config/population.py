"""Who comes: groups of households, their sizes, ages and needs, and the baseline of arrivals."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field, model_validator

from sim.config.base import Days, Factor, Persons, Section, Share

GROUPS: tuple[str, ...] = (
    "individual",
    "collective",
    "minors_15_17",
    "minors_under_15",
    "resettlement",
    "evacuees",
    "family_reunification",
)
UNACCOMPANIED: tuple[str, ...] = ("minors_15_17", "minors_under_15")
LARGEST_HOUSEHOLD = 8


class DatedShare(Section):
    """A share in force from a date on."""

    since: dt.date = Field(description="first day")
    share: Share = Field(description="share of households that come from that day on")


class Group(Section):
    """One group of households with its own composition."""

    says: str = Field(description="who they are")
    household_size: Annotated[list[Share], Field(min_length=1, max_length=LARGEST_HOUSEHOLD)] = Field(
        description="share of households with 1, 2, 3 ... members"
    )
    child_share_of_others: Share = Field(description="share of members other than the head who are under 18")
    head_age_years: Annotated[list[Factor], Field(min_length=2)] = Field(
        description="age limits of the head, years; one more than `head_age_share`"
    )
    head_age_share: Annotated[list[Share], Field(min_length=1)] = Field(
        description="share of heads between consecutive age limits, even within a class"
    )
    private_share: Share = Field(description="share of households that live privately from the first day")
    private_share_from: list[DatedShare] = Field(
        [], description="the same by day of arrival, where it changes; before the first day: private_share"
    )
    special_needs_share: Share = Field(description="share of households with particularly demanding needs")
    tied_share: Share = Field(
        description="share of households tied to a municipality: close family or a particular service there"
    )

    @model_validator(mode="after")
    def _sums(self) -> Group:
        for name in ("household_size", "head_age_share"):
            total = sum(getattr(self, name))
            if abs(total - 1.0) > 1e-6:
                raise ValueError(f"{name} must sum to 1, sums to {total:g}")
        if len(self.head_age_years) != len(self.head_age_share) + 1:
            raise ValueError("head_age_years needs one limit more than head_age_share has shares")
        dates = [step.since for step in self.private_share_from]
        if dates != sorted(set(dates)):
            raise ValueError("private_share_from must have rising dates, none twice")
        if any(a >= b for a, b in zip(self.head_age_years, self.head_age_years[1:], strict=False)):
            raise ValueError(f"head_age_years must rise, got {self.head_age_years}")
        return self

    def private_on(self, date: dt.date) -> float:
        """Share of households of a date of arrival that live privately from the first day."""
        known = [step.share for step in self.private_share_from if step.since <= date]
        return known[-1] if known else self.private_share

    @property
    def mean_size(self) -> float:
        """Mean number of persons a household."""
        return sum(share * (i + 1) for i, share in enumerate(self.household_size))


class PopulationConfig(Section):
    """Groups, season and spread of arrivals."""

    groups: dict[str, Group] = Field(description="one entry for each group of the model")
    season: Annotated[list[Factor], Field(min_length=12, max_length=12)] = Field(
        description="arrivals of each month relative to the mean month, sums to 12"
    )
    weekly_spread: Factor = Field(description="coefficient of variation of the weekly level of arrivals")
    under_15_share: Share = Field(description="share of unaccompanied minors who are under 15")
    adults_age_span_years: Factor = Field(
        description="span of age of the other adults of a household, even around the head's age, years"
    )
    trailing_days: Annotated[int, Field(gt=0, json_schema_extra={"unit": "days"})] = Field(
        description="days before the start that set the trailing level"
    )
    family_reunification_per_week: Persons = Field(
        description="persons a week who join family in a municipality"
    )
    quota_from: dict[int, Persons] = Field(description="resettlement refugees a year, from that year on")
    quota_season: Annotated[list[Share], Field(min_length=12, max_length=12)] = Field(
        description="share of the year's quota refugees who travel in each month"
    )
    quota_wait_days: Days = Field(
        description="days a quota refugee can be held back before a place is taken anyway"
    )

    @model_validator(mode="after")
    def _complete(self) -> PopulationConfig:
        if set(self.groups) != set(GROUPS):
            missing, extra = set(GROUPS) - set(self.groups), set(self.groups) - set(GROUPS)
            raise ValueError(
                f"groups must be {list(GROUPS)}: missing {sorted(missing)}, unknown {sorted(extra)}"
            )
        if abs(sum(self.season) - 12.0) > 1e-3:
            raise ValueError(f"season must sum to 12, sums to {sum(self.season):g}")
        if abs(sum(self.quota_season) - 1.0) > 1e-6:
            raise ValueError(f"quota_season must sum to 1, sums to {sum(self.quota_season):g}")
        for name in UNACCOMPANIED:
            if self.groups[name].household_size[0] < 1.0:
                raise ValueError(f"groups.{name}.household_size must be [1.0]: minors come alone")
        return self
