"""Time targets of the Storting, and the yardsticks by which the agreement's clauses count as met."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.config.base import SOURCE_NOTE, Days, Factor, Name, Section, Share, WholeDays, WholePersons

GROUPS: tuple[str, ...] = ("adults", "families", "minors_15_17", "minors_under_15")
"""Kinds of household a target may name."""

GroupName = Literal["adults", "families", "minors_15_17", "minors_under_15"]


class TimeTarget(Section):
    """Some share of those settled shall have moved within some time of the permit."""

    name: Name
    groups: Annotated[tuple[GroupName, ...], Field(min_length=1)] = Field(
        description="kinds of household it holds for"
    )
    within_days: Annotated[WholeDays, Field(gt=0)] = Field(description="days from permit to move")
    share: Annotated[Share, Field(gt=0.0)] = Field(description="share that shall have moved by then")


class Yardsticks(Section):
    """Thresholds of our own where the agreement gives none; the reasons of `targets` say so."""

    long_wait_share: Share = Field(description="largest share waiting too long in reception (1.1), share")
    trend_alarm: Factor = Field(
        description="statistic above which the share counts as rising (1.1), standard deviations"
    )
    act_within_days: WholeDays = Field(description="days from the alarm to a measure (1.1), days")
    dialogue_days: WholeDays = Field(
        description="least dialogue with a host before an opening or closing (B, 6.1), days"
    )
    refused_share: Share = Field(
        description="largest share of proposed sites that host influence may cost (1.2), share"
    )
    large_change_places: WholePersons = Field(
        description="a change this large must be warned of early (6.3), places"
    )
    warning_days: WholeDays = Field(description="least warning of a large change (6.3), days")
    request_spread: Factor = Field(
        description="largest 90th over 10th percentile of requests per inhabitant (1.3), ratio"
    )
    region_spread: Factor = Field(
        description="largest over smallest settled per inhabitant by county (1.7), ratio"
    )
    dwellings_per_waiting: Factor = Field(
        description="free dwellings for each household allocated (1.6), ratio"
    )
    coverage: Share = Field(description="grants over municipal cost that counts as covered (1.8), share")
    host_coverage: Share = Field(
        description="host compensation over host cost that counts as covered (4.1), share"
    )
    prepared_share: Share = Field(
        description="share of municipalities with a contingency plan (1.9, 2.3), share"
    )
    answer_share: Share = Field(description="places offered over asked for (2.1, 2.4), share")
    answer_days: Days = Field(description="longest mean time to the binding answer (2.1), days")
    revision_share: Share = Field(
        description="largest revision of the need where the agreement names none (3.1), share"
    )
    revision_notice_days: WholeDays = Field(
        description="least days left of the year after a revision (3.1), days"
    )
    figures_delay_days: WholeDays = Field(description="longest delay of running figures (3.4), days")
    inform_within_days: WholeDays = Field(description="days from a change to IMDi's information (5.2), days")
    permit_to_allocation_days: Days = Field(
        description="mean time that counts as short in the first year (5.4), days"
    )
    near_km: Factor = Field(description="distance that counts as near the host municipality (5.5), km")
    near_share: Share = Field(description="share settled in or near the host municipality (5.5), share")
    near_share_minors: Share = Field(description="the same for unaccompanied minors (5.5), share")
    mapping_days: Days = Field(description="longest mean time of mapping (6.4), days")
    tied_share: Share = Field(
        description="share of those tied to a municipality who settle there (6.4), share"
    )
    special_within_days: WholeDays = Field(
        description="time for those with particularly demanding needs (1.5), days"
    )
    special_share: Share = Field(description="share of them that shall have moved by then (1.5), share")


class TargetsConfig(Section):
    """What the parties hold themselves to."""

    name: Name
    says: SOURCE_NOTE
    times: Annotated[tuple[TimeTarget, ...], Field(min_length=1)] = Field(
        description="time targets of the Storting"
    )
    yardsticks: Yardsticks
