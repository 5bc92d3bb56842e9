"""One settlement year of the municipalities: what was asked, estimated, voted, opened and used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.floating[Any]]


@dataclass
class Request:
    """One request (anmodning) to all or some municipalities.

    Attributes
    ----------
    ordinal : which request of its year, from 0
    others, minors : persons asked for, unaccompanied minors apart [m]
    votes, votes_minors, estimates : what will be answered as things stand [m]
    open : whether the vote is still to come [m]
    said : quick estimate that has come in, -1 before, minors included [m]
    """

    year: int
    ordinal: int
    day: int
    kind: str
    others: IntArray
    minors: IntArray
    open: BoolArray
    votes: IntArray
    votes_minors: IntArray
    estimates: IntArray
    said: IntArray


COUNTS = (
    "others",
    "minors",
    "estimated",
    "voted",
    "voted_minors",
    "extra",
    "stopped",
    "stopped_minors",
    "used",
    "used_minors",
)
"""Columns of a year that begin at nought."""


@dataclass
class YearBook:
    """The settlement year; every array has one entry a municipality.

    Attributes
    ----------
    others, minors : persons asked for so far, unaccompanied minors apart
    estimated : quick estimates, minors included
    voted, voted_minors : binding votes
    extra : agreed later, above the vote
    stopped, stopped_minors : places taken back by the state
    halted, halted_minors : whether nothing more is open, since all that was left was taken back
    used, used_minors : places allocated
    answered : whether any vote is in
    binding : service that cut the vote, -1 if none
    answer_days : days from the request to the first vote, -1 without one
    interim, interim_minors : persons settled the year before, which sets the pace until the vote is in
    realised : share of the vote that the municipality makes real
    willing : whether it would agree to more in the year
    lump : keyed offset of the day on which the next few places open, share of a lump
    opened : share of the year's places open so far
    """

    year: int
    n: int
    realised: FloatArray
    lump: FloatArray
    willing: BoolArray
    interim: IntArray
    interim_minors: IntArray
    opened: float = 0.0
    interim_open: float = 0.0
    others: IntArray = field(init=False)
    minors: IntArray = field(init=False)
    estimated: IntArray = field(init=False)
    voted: IntArray = field(init=False)
    voted_minors: IntArray = field(init=False)
    extra: IntArray = field(init=False)
    stopped: IntArray = field(init=False)
    stopped_minors: IntArray = field(init=False)
    used: IntArray = field(init=False)
    used_minors: IntArray = field(init=False)
    answered: BoolArray = field(init=False)
    halted: BoolArray = field(init=False)
    halted_minors: BoolArray = field(init=False)
    binding: IntArray = field(init=False)
    answer_days: IntArray = field(init=False)

    def __post_init__(self) -> None:
        for name in COUNTS:
            setattr(self, name, np.zeros(self.n, dtype=np.int64))
        self.answered = np.zeros(self.n, dtype=np.bool_)
        self.halted = np.zeros(self.n, dtype=np.bool_)
        self.halted_minors = np.zeros(self.n, dtype=np.bool_)
        self.binding = np.full(self.n, -1, dtype=np.int64)
        self.answer_days = np.full(self.n, -1, dtype=np.int64)

    @property
    def requested(self) -> IntArray:
        """Persons asked for, minors included [m]."""
        return self.others + self.minors

    @property
    def asked(self) -> BoolArray:
        """Whether a municipality is asked this year; all count as asked while no letters are out [m]."""
        asked: BoolArray = self.requested > 0
        return asked if asked.any() else ~asked

    @property
    def agreed(self) -> IntArray:
        """Places agreed for others than minors, later ones included; what is used is covered [m]."""
        agreed: IntArray = np.maximum(self.voted + self.extra - self.stopped, self.used)
        return agreed

    @property
    def agreed_minors(self) -> IntArray:
        """Places agreed for unaccompanied minors [m]."""
        agreed: IntArray = np.maximum(self.voted_minors - self.stopped_minors, self.used_minors)
        return agreed

    def left_minors(self) -> IntArray:
        """Agreed places for unaccompanied minors that are not used [m]."""
        return self.agreed_minors - self.used_minors

    def left(self) -> IntArray:
        """Agreed places not used, minors left out [m]."""
        left: IntArray = np.maximum(self.voted + self.extra - self.stopped - self.used, 0)
        return left

    def open_target(self, lump: int, more: Floats | float = 0.0) -> IntArray:
        """Places for others than minors opened so far this year: in lumps, never above what is agreed [m].

        Parameters
        ----------
        lump
            Places opened at a time.
        more
            Share of the voted places that is counted as opened on top.
        """
        agreed = self.agreed
        whole = agreed * self.realised
        opened = self.opened + more
        in_lumps = _in_lumps(whole * opened, self.lump, lump)
        voted = np.where(opened < 1.0 - 1e-9, in_lumps, np.floor(whole + 1e-9))
        voted = np.minimum(voted, agreed)
        if self.answered.all():
            return voted.astype(np.int64)
        interim = _in_lumps(self.interim * self.interim_open, self.lump, lump)
        return np.where(self.answered, voted, np.where(self.asked, interim, 0.0)).astype(np.int64)

    def open_target_minors(self) -> IntArray:
        """Places for unaccompanied minors opened so far this year [m]."""
        agreed = self.agreed_minors
        voted = np.minimum(np.floor(agreed * self.opened + self.lump), agreed)
        if self.answered.all():
            return voted.astype(np.int64)
        interim = np.floor(self.interim_minors * self.interim_open)
        return np.where(self.answered, voted, np.where(self.asked, interim, 0.0)).astype(np.int64)


def _in_lumps(places: Floats, offset: Floats, lump: int) -> Floats:
    """Open places a lump at a time, each municipality from its own offset; right on average."""
    return np.floor(places / lump + offset) * lump
