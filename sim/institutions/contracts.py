"""Records of the portfolio: a centre's contract, an order, a stage of opening, a decision to close."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from sim.config.reception import ContractTerms
from sim.institutions.place_days import Tier
from sim.institutions.states import Lodging


@dataclass
class Centre:
    """The contract of one centre.

    Attributes
    ----------
    price : price key of a fixed place, empty if the centre has a standing cost of its own
    places_signed, fixed_signed : places in the contract, and those paid whether used or not
    lock_until : first day on which the contract may end
    told_day : day the host was told of the opening or, later, of the closing
    paid_until : first day not paid, set when notice is given
    stages : numbers of its stages of opening
    leaving : somebody has decided to close it, or its host refused it
    """

    name: str
    contract: str
    price: str
    places_signed: int
    fixed_signed: int
    signed_day: int
    lock_until: int
    told_day: int
    leaving: bool = False
    paid_until: int = 0
    dialogue_days: int = 0
    stages: list[int] = field(default_factory=list)


@dataclass
class PlacesOrder:
    """Places ordered: new centres under a contract, or (with a tier) places added in running centres."""

    kind: Lodging
    contract: str
    tier: Tier | None
    places: int
    price: str | None
    measure: str
    firing: int
    lock_days: int
    done: bool = False


class StageState(IntEnum):
    """Where a stage of opening stands."""

    PLANNED = 0
    OPEN = 1
    GONE = 2  # cancelled before it opened, or asked back


@dataclass
class Stage:
    """Part of a centre that opens on one day: fixed places and places of one other tier."""

    centre: int
    order: int
    tier: Tier
    fixed: int
    other: int
    due: int
    day: int = -1
    pool: str = ""
    ticket: int = 0
    state: StageState = StageState.PLANNED

    @property
    def places(self) -> int:
        """Places of the stage."""
        return self.fixed + self.other


@dataclass
class ClosingRequest:
    """A decision to close places of some kinds, or to undo one firing of a measure."""

    kinds: tuple[int, ...]
    dialogue_days: int
    measure: str = ""
    firing: int = 0


def centre_sizes(places: int, terms: ContractTerms) -> list[int]:
    """Split places over centres of about the contract's usual size, as evenly as whole places allow.

    No centre is smaller than the contract's smallest, unless all places together are. The sum is exact.
    """
    if places <= 0:
        return []
    count = max(1, round(places / terms.centre_places))
    count = max(1, min(count, places // terms.minimum_places))
    size, rest = divmod(places, count)
    return [size + (1 if number < rest else 0) for number in range(count)]
