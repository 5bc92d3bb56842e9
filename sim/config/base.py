"""Shared pieces of the schema: frozen sections, and numbers that carry their unit."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Section(BaseModel):
    """A frozen part of the configuration: unknown keys and non-finite numbers are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True)


def _unit(unit: str) -> dict[str, object]:
    return {"unit": unit}


Share = Annotated[float, Field(ge=0.0, le=1.0, json_schema_extra=_unit("share 0-1"))]
Factor = Annotated[float, Field(ge=0.0, json_schema_extra=_unit("factor"))]
Days = Annotated[float, Field(ge=0.0, json_schema_extra=_unit("days"))]
WholeDays = Annotated[int, Field(ge=0, json_schema_extra=_unit("days"))]
Persons = Annotated[float, Field(ge=0.0, json_schema_extra=_unit("persons"))]
WholePersons = Annotated[int, Field(ge=0, json_schema_extra=_unit("persons"))]
Places = Annotated[int, Field(ge=0, json_schema_extra=_unit("places"))]
Minutes = Annotated[float, Field(ge=0.0, json_schema_extra=_unit("minutes"))]
Nok = Annotated[float, Field(json_schema_extra=_unit("NOK"))]
Weight = Annotated[float, Field(ge=0.0, json_schema_extra=_unit("weight"))]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_\-]*$")]
SOURCE_NOTE = Annotated[str, Field(description="where the values come from, in a sentence")]


class Law(Section):
    """A law of a duration, in days unless its field says otherwise.

    `fixed` needs `mean`; `lognormal` needs `mean` and one of `cv` (coefficient of variation) and `p95`
    (95th percentile); `exponential` needs `mean`; `uniform` needs `low` and `high`.
    """

    law: Literal["fixed", "lognormal", "exponential", "uniform"]
    mean: Days | None = Field(None, description="mean, days")
    cv: Factor | None = Field(None, description="coefficient of variation, no unit")
    p95: Days | None = Field(None, description="95th percentile, days")
    low: Days | None = Field(None, description="lower end of a uniform law, days")
    high: Days | None = Field(None, description="upper end of a uniform law, days")

    @model_validator(mode="after")
    def _complete(self) -> Law:
        wanted = {
            "fixed": {"mean"},
            "exponential": {"mean"},
            "uniform": {"low", "high"},
            "lognormal": {"mean", "cv"} if self.p95 is None else {"mean", "p95"},
        }[self.law]
        given = {name for name in ("mean", "cv", "p95", "low", "high") if getattr(self, name) is not None}
        if given != wanted:
            raise ValueError(f"a {self.law} law needs exactly {sorted(wanted)}, got {sorted(given)}")
        if self.law == "uniform" and self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low {self.low} is above high {self.high}")
        if self.law == "lognormal":
            if not self.mean:
                raise ValueError("a lognormal law needs a mean above 0")
            # the 95th percentile of a lognormal law cannot exceed exp(1.645**2 / 2) = 3.87 times its mean
            if self.p95 is not None and not 1.0 < self.p95 / self.mean < 3.86:
                raise ValueError(f"p95 {self.p95} must lie between 1 and 3.86 times the mean {self.mean}")
        return self

    @property
    def average_days(self) -> float:
        """Mean of the law, days."""
        if self.law == "uniform":
            return ((self.low or 0.0) + (self.high or 0.0)) / 2.0
        return self.mean or 0.0
