"""What of the past a run is given instead of working it out: for looking back, never for a plan."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.config.base import Section

Origin = Literal["modelled", "published"]


class GivenConfig(Section):
    """What is given of the past: municipal votes, decisions on applications, or nothing."""

    says: str = Field(description="what is given, in a sentence")
    votes: Origin = Field(
        description="votes of municipalities (vedtak): modelled, or the published national totals of those years "
        "that have them (sim/data/given_votes.csv)"
    )
    decisions: Origin = Field(
        description="decisions in the first instance (vedtak): modelled, or as published for those periods that "
        "have them (sim/data/given_decisions.csv)"
    )
