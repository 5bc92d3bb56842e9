"""What of the past a run is given: published votes and decisions, none of which a plan sees in advance."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sim.config.given import GivenConfig
from sim.data.given import GivenDecisions, GivenVotes, decisions_until, votes_until


@dataclass(frozen=True)
class Given:
    """Rows of the published tables that a run takes instead of working them out."""

    votes: tuple[GivenVotes, ...] = ()
    decisions: tuple[GivenDecisions, ...] = ()

    @classmethod
    def of(cls, config: GivenConfig, origin: dt.date | None = None) -> Given:
        """Return what a configuration asks for; with `origin` only what was published before that day.

        Votes of a year are given once all of them were published; until then municipalities answer as modelled.
        """
        votes = votes_until(origin) if config.votes == "published" else ()
        decisions = decisions_until(origin) if config.decisions == "published" else ()
        return cls(votes, decisions)
