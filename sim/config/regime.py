"""The rules of an agreement period: Nasjonalt utvalg's calendar and triggers, duty to inform, criteria."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.config.base import SOURCE_NOTE, Factor, Name, Section, Share, Weight, WholeDays, WholePersons

Month = Annotated[int, Field(ge=1, le=12)]
MonthDay = Annotated[int, Field(ge=1, le=28)]
INDICATORS: tuple[str, ...] = ("population", "request_2024", "settled_2024", "capacity_2024")


class RequestCriteria(Section):
    """How a need is spread over municipalities (anmodningskriterier)."""

    says: str = Field(description="what the criteria aim at, in a sentence")
    weights: dict[str, Weight] = Field(
        description="weights of the shares: "
        + ", ".join(INDICATORS)
        + ", or a column of the user's own table"
    )
    min_request: WholePersons = Field(description="lowest request to a municipality that is asked, persons")
    min_population: WholePersons = Field(description="smallest municipality that is asked, inhabitants")
    asked_at_most: Annotated[int, Field(ge=1)] | None = Field(
        None, description="largest number of municipalities asked; null: all"
    )
    county_band: tuple[Factor, Factor] = Field(
        description="a county's request per inhabitant over the national one is kept between these, factors"
    )
    minors_per_municipality: Annotated[int, Field(ge=1)] = Field(
        description="unaccompanied minors asked of each municipality that is asked for them, about, persons"
    )

    @model_validator(mode="after")
    def _fits(self) -> RequestCriteria:
        low, high = self.county_band
        if not low <= 1.0 <= high:
            raise ValueError(f"county_band must contain 1, got {self.county_band}")
        if not sum(self.weights.values()) > 0.0:
            raise ValueError("weights must hold at least one weight above 0")
        return self


class NeedRules(Section):
    """What IMDi and the committee reckon with when they estimate a year's need."""

    faster_decisions: Factor = Field(
        description="decisions reckoned with at most, multiple of the pace of the last 90 days"
    )
    settle_alone_share: Share = Field(
        description="of those living privately, share who are not expected to ask for a municipality"
    )


class RegimeConfig(Section):
    """Rules of the agreement between KS and the state in one period."""

    name: Name
    says: str = Field(description="which agreement and years, in a sentence")
    source: SOURCE_NOTE
    advisory: bool = Field(description="whether the committee only advises (mandate of 2023)")
    need_month: Month = Field(description="month in which next year's need is set")
    need_day: MonthDay = Field(description="day of that month")
    letters_month: Month = Field(description="month in which request letters go out")
    letters_day: MonthDay = Field(description="day of that month")
    too_late_days: WholeDays = Field(
        description="days before New Year from which a supplementary request is for the next year"
    )
    review_months: Annotated[list[Month], Field(min_length=1)] = Field(
        description="months on whose first day the estimate is reviewed"
    )
    trigger_persons: WholePersons | None = Field(
        description="change of total need that is handled, persons; null: none"
    )
    trigger_minors_persons: WholePersons | None = Field(
        description="the same for minors, persons; null: none"
    )
    trigger_share: Share | None = Field(description="change of total need that is handled, share; null: none")
    trigger_minors_share: Share | None = Field(description="the same for minors, share; null: none")
    redistribution: Literal["none", "unanswered"] = Field(
        description="what a revision does: nothing by itself, or a cut of requests not yet answered"
    )
    inform_above: Share | None = Field(
        description="IMDi informs when the estimated need has moved by more than this share; null: no duty"
    )
    inform_lag_days: WholeDays = Field(description="days from the estimate to IMDi's information")
    need: NeedRules = Field(description="how the need is estimated")
    request_over_need: Factor = Field(
        description="most that is asked for in a year by way of supplementary requests, multiple of the need"
    )
    criteria: str = Field(description="name of the criteria in force")
    criteria_sets: dict[str, RequestCriteria] = Field(description="criteria by name, to use or to compare")

    @model_validator(mode="after")
    def _known(self) -> RegimeConfig:
        if self.criteria not in self.criteria_sets:
            raise ValueError(f"criteria {self.criteria!r} is not among {sorted(self.criteria_sets)}")
        for name, each in self.criteria_sets.items():
            strange = sorted(set(each.weights) - set(INDICATORS))
            if strange and name == self.criteria:
                raise ValueError(f"criteria {name} in force weigh {strange}, known are {list(INDICATORS)}")
        return self
