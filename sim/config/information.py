"""What planners see of the arrivals to come: published data, forecasts, first signs and warnings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.config.base import Factor, Section, Share, WholeDays

ErrorKind = Literal["historical", "perfect", "unbiased", "persistence"]
Month = Annotated[int, Field(ge=1, le=12)]


class DataConfig(Section):
    """Weekly counts of arrivals as published, and what is made of the latest weeks."""

    delay_days: WholeDays = Field(description="days from the end of a week to its first published count")
    spread_by_age: Annotated[list[Factor], Field(min_length=1)] = Field(
        description="standard deviation of the logarithm of a week's count 0, 1, 2 ... weeks after its first "
        "publication, filled up for late reports (nowcast); exact after the last"
    )


class CrisisConfig(Section):
    """When forecasts are made monthly beside the four of the budget year."""

    above_plan: Factor = Field(
        description="published arrivals of three weeks over the planning figure for them"
    )
    growth: Factor = Field(description="published arrivals of four weeks over those of the four weeks before")
    least_per_week: Factor = Field(description="published persons a week below which nothing is a crisis")
    months: Annotated[int, Field(ge=1)] = Field(
        description="months the monthly forecasts go on after the last such sign"
    )


class ErrorConfig(Section):
    """How far forecasts are off (of the next twelve months, in logarithms).

    A planning figure looks back more than ahead: it misses a share of the coming change. The shares, by
    months since the change could be seen in published data, are those of 2015 (rise) and of 2015-2017 (fall).
    """

    missed_rise: Annotated[list[tuple[Factor, Factor]], Field(min_length=1)] = Field(
        description="(months since a rise showed, share of the coming rise that is missed)"
    )
    missed_fall: Annotated[list[tuple[Factor, Factor]], Field(min_length=1)] = Field(
        description="(months since a fall showed, share of the coming fall that is missed)"
    )
    sudden_at: Annotated[float, Field(gt=1.0, json_schema_extra={"unit": "factor"})] = Field(
        description="persons a week warned of over those of the last four weeks from which a rise is sudden: its cause "
        "is known to all at once"
    )
    missed_sudden: Factor = Field(description="share of the coming rise that is missed while a sudden rise goes on")
    shows_at: Annotated[float, Field(gt=1.0, json_schema_extra={"unit": "factor"})] = Field(
        description="ratio of four weeks to the year's level at which a rise (or, inverted, a fall) shows"
    )
    spread: Factor = Field(description="standard deviation of the rest of the log error")
    carry_over: Share = Field(description="correlation of that rest from one forecast to the next")
    largest: Factor = Field(description="largest log error either way")

    @model_validator(mode="after")
    def _ordered(self) -> ErrorConfig:
        for name in ("missed_rise", "missed_fall"):
            months = [month for month, _ in getattr(self, name)]
            if months != sorted(set(months)):
                raise ValueError(f"{name} must have rising months, none twice")
        return self


class RangeConfig(Section):
    """Range (mulighetsrom) around the planning figure, as factors of it."""

    calm_low: Share = Field(description="low end in calm times, factor of the planning figure")
    calm_high: Annotated[float, Field(ge=1.0, json_schema_extra={"unit": "factor"})] = Field(
        description="high end in calm times, factor of the planning figure"
    )
    crisis_low: Share = Field(description="low end while a rise or fall shows, factor of the planning figure")
    crisis_high: Annotated[float, Field(ge=1.0, json_schema_extra={"unit": "factor"})] = Field(
        description="high end while a rise or fall shows, factor of the planning figure"
    )


class WarningConfig(Section):
    """First signs: arrivals in neighbouring countries, and official warnings."""

    used: bool = Field(description="whether planners get first signs ahead of the arrivals at all")
    index_spread: Factor = Field(
        description="standard deviation of the log of the daily neighbours' index around its level"
    )
    warning_spread: Factor = Field(
        description="standard deviation of the log error of the announced persons a week"
    )
    least_per_week: Factor = Field(description="persons a week from which an official warning is given")


class InformationConfig(Section):
    """The information process (Beregningsgruppen for utlendingsforvaltningen)."""

    says: str = Field(description="what planners know in this option, in a sentence")
    errors: ErrorKind = Field(
        description="historical: misses changes as forecasts did; perfect: none; unbiased: chance only; "
        "persistence: the level of the last weeks goes on"
    )
    publication_months: Annotated[list[Month], Field(min_length=1, max_length=12)] = Field(
        description="months of the forecasts tied to the steps of the budget"
    )
    publication_day: Annotated[int, Field(ge=1, le=28)] = Field(description="day of the month of publication")
    late_days: WholeDays = Field(description="days by which all information comes later than it could")
    persistence_weeks: Annotated[int, Field(ge=1, le=52)] = Field(
        description="weeks that make the level of the last weeks"
    )
    data: DataConfig
    crisis: CrisisConfig
    error: ErrorConfig
    range: RangeConfig
    warning: WarningConfig

    @model_validator(mode="after")
    def _months(self) -> InformationConfig:
        if self.publication_months != sorted(set(self.publication_months)):
            raise ValueError(f"publication_months must rise, none twice, got {self.publication_months}")
        return self
