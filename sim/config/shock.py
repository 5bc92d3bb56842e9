"""Sudden changes in arrivals: their onset, shape, composition, and what else they change in the world."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from sim.config.base import Factor, Name, Persons, Section, Share, WholeDays
from sim.config.population import GROUPS


class Component(Section):
    """One stream of arrivals that a shock adds to the baseline, or takes from it."""

    kind: Literal["shape", "replay", "scale"] = Field(
        description="shape: persons a week; replay: a stretch of history less its own trailing level; "
        "scale: factor on the baseline"
    )
    delay_days: WholeDays = Field(
        0, description="days after the onset of the shock at which this stream begins"
    )
    points: list[tuple[Factor, Factor]] = Field(
        default_factory=list,
        description="(week, persons a week) or, for scale, (week, factor); straight lines between",
    )
    mix: dict[str, Share] = Field(default_factory=dict, description="share of persons by group, sums to 1")
    private_share: Share | None = Field(
        None, description="share living privately from day one; null: the group's own"
    )
    history_from: dt.date | None = Field(None, description="first day of the history that is replayed")
    history_to: dt.date | None = Field(None, description="last day of the history that is replayed")
    enters: Literal["as_applicants", "with_permit_seeking_place"] = Field(
        "as_applicants",
        description="whether they must be registered, or already hold a permit and seek a place",
    )

    def first_change(self) -> int | None:
        """Return how many days after the onset of the shock this stream first changes arrivals; None if never.

        A replay does from its first day on, a shape where it is not 0 and a scale where it is not 1; as arrivals
        do, a day takes the value at its middle.
        """
        if self.kind == "replay":
            return self.delay_days
        neutral = 1.0 if self.kind == "scale" else 0.0
        for (week, value), (until, other) in pairwise(self.points):
            if week == until or value == other == neutral:
                continue
            for day in range(int(week * 7), int(until * 7) + 1):
                part = ((day + 0.5) / 7 - week) / (until - week)
                if 0.0 <= part <= 1.0 and value + (other - value) * part != neutral:
                    return self.delay_days + day
        return None

    @model_validator(mode="after")
    def _fits(self) -> Component:
        if self.kind == "replay":
            if self.points or self.mix or self.history_from is None or self.history_to is None:
                raise ValueError(
                    "a replay needs history_from and history_to, and takes neither points nor mix"
                )
            if self.history_from >= self.history_to:
                raise ValueError(
                    f"history_from {self.history_from} must be before history_to {self.history_to}"
                )
            return self
        weeks = [week for week, _ in self.points]
        if len(weeks) < 2 or weeks != sorted(weeks):
            raise ValueError(f"points need two or more weeks in rising order, got {weeks}")
        if self.kind == "shape":
            unknown = sorted(set(self.mix) - set(GROUPS))
            if unknown:
                raise ValueError(f"mix names unknown groups {unknown}; known: {list(GROUPS)}")
            if abs(sum(self.mix.values()) - 1.0) > 1e-6:
                raise ValueError(f"mix must sum to 1, sums to {sum(self.mix.values()):g}")
        elif self.mix:
            raise ValueError("a scale of the baseline keeps the baseline's mix: leave mix out")
        return self


class ShockConfig(Section):
    """A sudden change (sjokk) that the plans are tested against."""

    name: Name
    says: str = Field(description="what happens, in a sentence")
    onset: str = Field(
        pattern=r"^(\d{4}-)?\d{2}-\d{2}$",
        description="first day: YYYY-MM-DD, or MM-DD for the first such day on or after the start",
    )
    size: Factor = Field(1.0, description="times the shape; 0 is no shock")
    origin: dt.date | None = Field(
        None,
        description="first day that is not known: a replay goes on from here as it could be foretold then, and nothing "
        "published or decided later enters; null: all of it is replayed",
    )
    warning_days: WholeDays = Field(
        description="days before the onset at which the first signs are published"
    )
    components: Annotated[list[Component], Field(max_length=9)] = Field(default_factory=list)
    start: str | None = Field(
        None, description="start that belongs to this shock, used unless another is chosen"
    )
    sets: dict[str, float | str | bool] = Field(
        default_factory=dict, description="dotted keys of the world that this shock changes, and their values"
    )
    minors_need_factor: Factor = Field(1.0, description="revision of the estimated need for minors, factor")
    minors_need_month: Annotated[int, Field(ge=0)] = Field(
        0, description="months after the onset of that revision"
    )
    persons_expected: Persons | None = Field(
        None, description="about how many the shape adds at size 1, for readers"
    )

    @model_validator(mode="after")
    def _known_until(self) -> ShockConfig:
        if self.origin is None:
            return self
        if len(self.components) != 1 or self.components[0].kind != "replay" or self.size != 1.0:
            rule = "origin needs a shock that is one replay of history, at size 1, such as replay_2015"
            raise ValueError(f"{rule}; {self.origin} stands with {self.name} at size {self.size:g}")
        first, last = self.components[0].history_from, self.components[0].history_to
        if first is None or last is None or not first < self.origin <= last:
            raise ValueError(f"origin {self.origin} must lie after {first}, the first day, and by {last}")
        return self

    @field_validator("onset", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        return value.isoformat() if isinstance(value, dt.date) else value

    @field_validator("onset")
    @classmethod
    def _real_day(cls, value: str) -> str:
        dt.date.fromisoformat(value if len(value) == 10 else f"2024-{value}")
        return value

    def onset_date(self, start: dt.date) -> dt.date:
        """First day of the shock for a run that starts on `start`; 29 February becomes 28 in common years."""
        return onset_date(self.onset, start)

    def first_change(self, start: dt.date) -> dt.date | None:
        """First day on which arrivals differ from the baseline; None if they never do, as at size 0."""
        days = [day for each in self.components if (day := each.first_change()) is not None]
        if self.size == 0.0 or not days:
            return None
        return self.onset_date(start) + dt.timedelta(days=min(days))

    def minors_revised_from(self, start: dt.date) -> dt.date:
        """First day of the month in which the need for minors is revised, in a run that starts on `start`."""
        onset = self.onset_date(start)
        months = (onset.year * 12 + onset.month - 1) + self.minors_need_month
        return onset.replace(year=months // 12, month=months % 12 + 1, day=1)


def onset_date(onset: str, start: dt.date) -> dt.date:
    """First day of a shock whose onset is YYYY-MM-DD, or MM-DD: the first such day on or after `start`."""
    if len(onset) == 10:
        return dt.date.fromisoformat(onset)
    month, day = int(onset[:2]), int(onset[3:])
    for year in (start.year, start.year + 1):
        last = 28 if (month, day) == (2, 29) and not _leap(year) else day
        date = dt.date(year, month, last)
        if date >= start:
            return date
    raise AssertionError("a month and day occur in every year")


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
