"""What of the past a run is given: published votes and decisions, none of which a plan sees in advance."""

from __future__ import annotations

from dataclasses import dataclass

from sim.config.given import GivenConfig
from sim.data.given import GivenDecisions, GivenVotes, given_decisions, given_votes


@dataclass(frozen=True)
class Given:
    """Rows of the published tables that a run takes instead of working them out."""

    votes: tuple[GivenVotes, ...] = ()
    decisions: tuple[GivenDecisions, ...] = ()

    @classmethod
    def of(cls, config: GivenConfig) -> Given:
        """Return what a configuration asks for."""
        return cls(
            given_votes() if config.votes == "published" else (),
            given_decisions() if config.decisions == "published" else (),
        )
