"""When replications are enough, where their number is not given: `replications: auto`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from sim.config.base import Section, Share

AUTO: Literal["auto"] = "auto"
MOST = 10_000
"""Replications that one command may ask for."""


def _number_or_auto(value: Any) -> Any:
    """Let a number pass to its own rule; text that is not auto is no number, not even one in quotation marks."""
    if value != AUTO and (not isinstance(value, int) or isinstance(value, bool)):
        raise ValueError(f"must be a whole number from 1 to {MOST}, or auto")
    return value


def _bounded(value: int | str) -> int | str:
    if isinstance(value, int) and value < 1:
        raise ValueError("must be greater than or equal to 1")
    if isinstance(value, int) and value > MOST:
        raise ValueError(f"must be less than or equal to {MOST}")
    return value


Replications = Annotated[
    int | Literal["auto"], BeforeValidator(_number_or_auto), AfterValidator(_bounded)
]


def _near_zero(unit: str) -> Any:
    return Field(ge=0.0, json_schema_extra={"unit": unit}, description="half-width near zero; null: none")


class Absolute(Section):
    """Half-widths that are enough for figures near zero, by the unit of the figure."""

    persons: float | None = _near_zero("persons")
    person_days: float | None = _near_zero("person-days")
    place_days: float | None = _near_zero("place-days")
    days: float | None = _near_zero("days")
    share: float | None = _near_zero("share")
    centres: float | None = _near_zero("centres")
    nok: float | None = _near_zero("NOK")

    @property
    def by_unit(self) -> dict[str, float]:
        """Half-width by unit, as the figures name their units, for those that have one."""
        units = {
            name: str(field.json_schema_extra["unit"])
            for name, field in type(self).model_fields.items()
            if isinstance(field.json_schema_extra, dict)
        }
        return {units[name]: value for name, value in self.model_dump().items() if value is not None}


class Precision(Section):
    """How well every headline figure must be known; used where `replications` is auto."""

    half_width: Share = Field(description="half-width of the 95 % interval of a mean, as a share of the mean")
    absolute: Absolute = Field(description="half-width that is enough near zero, by unit")
    of_scale: Share = Field(
        description="half-width that is enough near zero, as a share of the largest figure of the same unit"
    )
    of_level: Share = Field(
        description="half-width of a difference between plans that is enough, as a share of the larger figure"
    )
    unseen: Annotated[float, Field(gt=0.0, lt=1.0)] = Field(
        description="share of runs in which a figure may differ, unseen, that is the same in every run so far"
    )
    minimum: Annotated[int, Field(ge=2, le=MOST)] = Field(description="replications done in any case")
    cap: Annotated[int, Field(ge=2, le=MOST)] = Field(description="replications after which it ends in any case")
    look_ahead: Annotated[int, Field(ge=0, le=100)] = Field(
        description="replications for which it must stay so; above 100 that many of each hundred"
    )

    @model_validator(mode="after")
    def _room(self) -> Precision:
        if self.cap < self.minimum:
            raise ValueError(f"cap {self.cap} must not be below minimum {self.minimum}")
        return self


def at_most(replications: int | Literal["auto"], precision: Precision | None) -> int:
    """Return the replications; where they are auto, those at which it ends in any case."""
    if replications != AUTO:
        return replications
    return precision.cap if precision is not None else 0
