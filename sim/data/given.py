"""What a run can be given of the past: municipal votes and decisions as they were published."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path

from sim.data.reading import ROOT, read
from sim.data.records import CONFIDENCES

DECIDED_KINDS = ("transfer", "individual", "collective")
VOTE_KINDS = ("published", "derived")


@dataclass(frozen=True)
class GivenVotes:
    """Places voted (vedtak) for a settlement year from `first_day` to `last_day`, on top of earlier rows.

    Attributes
    ----------
    published : day from which the total was published, at the latest
    places, minors : places in all, and of them for unaccompanied minors
    kind : published, or derived: at least as many as were sent to municipalities
    """

    year: int
    first_day: date
    last_day: date
    published: date
    places: int
    minors: int
    kind: str
    source: str
    confidence: str
    note: str


@dataclass(frozen=True)
class GivenDecisions:
    """Persons decided on in the first instance from `first_day` to `last_day`, both included.

    Attributes
    ----------
    kind : individual cases judged here, refusals that mean transfer (Dublin, safe third country), or those under
        collective protection
    published : day from which all figures of the row were published, at the latest
    decided : persons granted or refused
    granted : persons granted among them
    withdrawn : persons whose case was closed before a decision, on top; None where it is not known
    """

    kind: str
    first_day: date
    last_day: date
    published: date
    decided: int
    granted: int
    withdrawn: int | None
    source: str
    confidence: str
    note: str


def read_given_votes(root: Path = ROOT) -> tuple[GivenVotes, ...]:
    """Read the votes; raise DataError for a row that ends before it begins or has more minors than places."""
    found = []
    for row in read("given_votes.csv", tuple(field.name for field in fields(GivenVotes)), root):
        each = GivenVotes(
            row.whole("year"), row.day("first_day"), row.day("last_day"), row.day("published"), row.whole("places"),
            row.whole("minors"), row.choice("kind", VOTE_KINDS), row.text("source"),
            row.choice("confidence", CONFIDENCES), row.raw("note"),
        )  # fmt: skip
        if each.last_day < each.first_day:
            raise row.fail("last_day must not be before first_day")
        if each.published < each.last_day:
            raise row.fail("published must not be before last_day")
        if each.minors > each.places:
            raise row.fail(f"minors {each.minors} must not be above places {each.places}")
        found.append(each)
    return tuple(found)


def read_given_decisions(root: Path = ROOT) -> tuple[GivenDecisions, ...]:
    """Read the decisions; raise DataError where periods of a kind overlap, or more are granted than decided."""
    found: list[GivenDecisions] = []
    for row in read("given_decisions.csv", tuple(field.name for field in fields(GivenDecisions)), root):
        each = GivenDecisions(
            row.choice("kind", DECIDED_KINDS), row.day("first_day"), row.day("last_day"), row.day("published"),
            row.whole("decided"), row.whole("granted"), row.whole("withdrawn") if row.raw("withdrawn") else None,
            row.text("source"), row.choice("confidence", CONFIDENCES), row.raw("note"),
        )  # fmt: skip
        if each.last_day < each.first_day:
            raise row.fail("last_day must not be before first_day")
        if each.published < each.last_day:
            raise row.fail("published must not be before last_day")
        if each.granted > each.decided:
            raise row.fail(f"granted {each.granted} must not be above decided {each.decided}")
        for other in found:
            if other.kind == each.kind and other.first_day <= each.last_day and each.first_day <= other.last_day:
                raise row.fail(f"the period overlaps another of {each.kind} from {other.first_day}")
        found.append(each)
    return tuple(found)


@cache
def given_votes() -> tuple[GivenVotes, ...]:
    """Return the published votes, in the order of the file."""
    return read_given_votes()


@cache
def given_decisions() -> tuple[GivenDecisions, ...]:
    """Return the published decisions, in the order of the file."""
    return read_given_decisions()


def votes_until(origin: date | None = None) -> tuple[GivenVotes, ...]:
    """Return the votes that can be given; with `origin` those of years all of whose votes were published before."""
    votes = given_votes()
    open_years = {each.year for each in votes if origin is not None and each.published >= origin}
    return tuple(each for each in votes if each.year not in open_years)


def decisions_until(origin: date | None = None) -> tuple[GivenDecisions, ...]:
    """Return the decisions that can be given; with `origin` those that were published before."""
    return tuple(each for each in given_decisions() if origin is None or each.published < origin)
