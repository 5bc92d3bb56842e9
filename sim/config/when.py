"""When a measure fires: conditions on signals, dates, and their combinations, as data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, field_validator, model_validator

from sim.config.base import Section, WholeDays
from sim.config.faults import nearest

SIGNALS: dict[str, str] = {
    "reception_use": "residents over usable places outside the arrival centre beyond the plan's buffer, share",
    "minors_use": "minors of 15 to 17 in and waiting for such centres over places beyond the plan's buffer, share",
    "care_use": "children in and waiting for care centres over places beyond the plan's buffer, share",
    "emergency_use": "residents over places in emergency accommodation, share",
    "free_arrival_beds": "free beds in arrival centres, beds",
    "registration_backlog_days": "persons waiting for registration over registrations a day, days",
    "nights_over_limit": "persons in the arrival centre longer than the limit, persons",
    "no_roof": "persons without a bed, persons",
    "arrivals_to_plan": "arrivals of the last seven days over the planning figure, ratio",
    "weekly_growth": "arrivals of the last seven days over the seven before, ratio",
    "warning": "persons a week that an early warning speaks of, persons a week",
    "neighbours_arrivals": "arrivals in neighbouring countries over their usual level, ratio",
    "unaccompanied_share": "unaccompanied minors among the arrivals of four weeks, share",
    "private_share": "living privately among the arrivals of four weeks, share",
    "decision_backlog_days": "persons awaiting a decision over decisions a day, days",
    "mapping_backlog_days": "persons waiting for mapping over mappings a day, days",
    "offers_to_permits_90d": "offers left over permits expected in 90 days, ratio",
    "need_revision": "estimated settlement need over the need last notified, less one, share",
    "need_revision_minors": "the same for unaccompanied minors, share",
    "long_wait_share": "waiting too long among those with a permit in reception, share",
    "long_wait_trend": "Mann-Kendall statistic of twelve long-wait shares, standard deviations",
    "staff_vacancy": "vacant posts with operators, share",
    "supplier_bids": "bids for each place asked for, ratio",
    "budget_days_left": "days until the appropriation is spent at today's rate, days",
}
"""What a plan may react to: name and definition with unit. All come from published figures only."""


class SignalIs(Section):
    """A signal above or below a threshold for some days on end. At the threshold itself it is not met."""

    signal: str = Field(description="one of the signals")
    above: float | None = Field(None, description="met while the signal is above this, unit of the signal")
    below: float | None = Field(None, description="met while the signal is below this, unit of the signal")
    for_days: WholeDays = Field(1, description="days on end before it counts, today included, days")

    @field_validator("signal")
    @classmethod
    def _known(cls, signal: str) -> str:
        if signal not in SIGNALS:
            raise ValueError(f"there is no such signal ({nearest(signal, SIGNALS) or ', '.join(SIGNALS)})")
        return signal

    @model_validator(mode="after")
    def _one_threshold(self) -> SignalIs:
        if (self.above is None) == (self.below is None):
            raise ValueError("give exactly one of above and below")
        return self

    @property
    def threshold(self) -> float:
        """The threshold, unit of the signal."""
        return self.above if self.above is not None else self.below or 0.0


class OnDate(Section):
    """From a date on, and before `until` where it is given."""

    date: dt.date = Field(description="first day, YYYY-MM-DD")
    until: dt.date | None = Field(None, description="first day on which it no longer holds, YYYY-MM-DD")

    @model_validator(mode="after")
    def _ordered(self) -> OnDate:
        if self.until is not None and self.until <= self.date:
            raise ValueError(f"until {self.until} must come after date {self.date}")
        return self


class Always(Section):
    """From the first day on."""

    always: Literal[True] = Field(description="true: on every day")


class AllOf(Section):
    """Every one of several conditions."""

    all: tuple[When, ...] = Field(min_length=1, description="conditions that must all be met")


class AnyOf(Section):
    """At least one of several conditions."""

    any: tuple[When, ...] = Field(min_length=1, description="conditions of which one must be met")


_FORMS = {"signal": SignalIs, "date": OnDate, "always": Always, "all": AllOf, "any": AnyOf}


def _form(value: Any) -> str | None:
    """Tell the form of a condition by its key; None for something else."""
    for name, model in _FORMS.items():
        if isinstance(value, model) or (isinstance(value, dict) and name in value):
            return name
    return None


When = Annotated[
    Annotated[SignalIs, Tag("signal")]
    | Annotated[OnDate, Tag("date")]
    | Annotated[Always, Tag("always")]
    | Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")],
    Discriminator(
        _form,
        custom_error_type="condition",
        custom_error_message="a condition needs one of the keys signal, date, always, all, any",
    ),
]
"""A condition: {signal, above|below, for_days}, {date, until}, {always: true}, {all: [...]}, {any: [...]}."""

AllOf.model_rebuild()
AnyOf.model_rebuild()


def leaves(when: When) -> Iterator[SignalIs | OnDate | Always]:
    """Go through the single conditions, in order."""
    if isinstance(when, AllOf):
        for part in when.all:
            yield from leaves(part)
    elif isinstance(when, AnyOf):
        for part in when.any:
            yield from leaves(part)
    else:
        yield when


def window(when: When) -> tuple[dt.date, dt.date] | None:
    """First possible day and the day after the last; None if it can never be met."""
    if isinstance(when, OnDate):
        return when.date, when.until or dt.date.max
    if isinstance(when, AllOf):
        parts = [window(part) for part in when.all]
        if any(part is None for part in parts):
            return None
        known = [part for part in parts if part is not None]
        first, last = max(part[0] for part in known), min(part[1] for part in known)
        return (first, last) if first < last else None
    if isinstance(when, AnyOf):
        known = [part for part in map(window, when.any) if part is not None]
        return (min(part[0] for part in known), max(part[1] for part in known)) if known else None
    return dt.date.min, dt.date.max
