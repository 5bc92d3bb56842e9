"""Settlement as IMDi runs it: asking, mapping, allocation, and the time until people move."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field, model_validator

from sim.config.allocation import AllocationConfig
from sim.config.base import SOURCE_NOTE, Law, Persons, Section, Share, WholeDays


class MappingEra(Section):
    """How mapping worked from a calendar year on; the run keeps the era of its start date."""

    from_year: Annotated[int, Field(ge=1900, le=2200)] = Field(description="first calendar year of the era")
    persons_per_day: Persons = Field(
        description="ordinary capacity for settlement talks and mapping, persons a day"
    )
    simplified: bool = Field(description="whether simplified mapping is already in force on the first day")
    talk_days: Law = Field(description="days from permit until a household can be mapped (ordinary mapping)")
    source: SOURCE_NOTE


class DatedMove(Section):
    """How long those allocated from a day on take to move in."""

    since: dt.date = Field(description="first day of allocation")
    days: Law = Field(description="days from the municipality's yes until the household moves in")
    source: SOURCE_NOTE


class SettlementConfig(Section):
    """What decides how fast a permit becomes a move (bosetting)."""

    eras: Annotated[list[MappingEra], Field(min_length=1)] = Field(description="eras in rising order of year")
    moves: Annotated[list[DatedMove], Field(min_length=1)] = Field(
        description="time to move in by day of allocation, rising; the first holds before its day too"
    )
    simplified_persons_per_day: Persons = Field(
        description="capacity under simplified mapping, persons a day"
    )
    simplified_talk_days: Law = Field(description="days from permit to mapping when mapping is simplified")
    direct_talk_days: Law = Field(
        description="days from permit to ready when households are not mapped at all"
    )
    asking_days: Law = Field(
        description="days from permit until those living privately ask for a municipality"
    )
    asking_deadline_days: WholeDays = Field(
        description="last day on which they can ask, days after the permit"
    )
    application_days: Law = Field(description="days IMDi uses on the application of those living privately")
    never_asks_share: Share = Field(
        description="share of those living privately who never ask and settle themselves"
    )
    limited_permit_days: Law = Field(
        description="days until those in reception whose permit does not let them be settled may be so after all"
    )
    agreed_self_settlement_share: Share = Field(
        description="share of those living privately and asking who bring a lease (avtalt selvbosetting)"
    )
    agreed_move_days: Law = Field(
        description="days from the municipality's yes to the move with a lease at hand"
    )
    answer_days: Law = Field(description="days a municipality uses to answer for a named household")
    withdrawn_share: Share = Field(
        description="share of allocations the municipality withdraws, at each attempt"
    )
    bonus_days: dict[str, WholeDays] = Field(
        description="days by which minors, families, special_needs and others are put forward in the queue"
    )
    near_choices: Annotated[int, Field(ge=0, le=5)] = Field(
        description="near municipalities tried after the host municipality, number"
    )
    near_choices_minors: Annotated[int, Field(ge=0, le=5)] = Field(description="the same for minors, number")
    near_of: Annotated[int, Field(ge=1, le=60)] = Field(
        description="near choices are taken among this many nearest municipalities, number"
    )
    quota_travel_days: Law = Field(
        description="days from the municipality's yes to a resettlement refugee's arrival"
    )
    long_wait_days: WholeDays = Field(description="days with a permit in reception that count as a long wait")
    allocation: AllocationConfig

    @model_validator(mode="after")
    def _fits(self) -> SettlementConfig:
        years = [era.from_year for era in self.eras]
        if years != sorted(set(years)):
            raise ValueError(f"eras must rise strictly in from_year, got {years}")
        dates = [step.since for step in self.moves]
        if dates != sorted(set(dates)):
            raise ValueError("moves must have rising dates, none twice")
        wanted = {"minors", "families", "special_needs", "others"}
        if set(self.bonus_days) != wanted:
            raise ValueError(f"bonus_days needs exactly {sorted(wanted)}, got {sorted(self.bonus_days)}")
        return self

    def era(self, year: int) -> MappingEra:
        """Era in force in a calendar year; the first one for years before it."""
        chosen = self.eras[0]
        for each in self.eras:
            if each.from_year <= year:
                chosen = each
        return chosen
