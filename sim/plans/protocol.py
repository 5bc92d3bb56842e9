"""What a plan can see and what it can order: the only words shared by plans and institutions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Observation:
    """What was published on `day`. Plans read nothing else.

    Counts are persons or places, flows are persons over the days named, shares are 0 to 1. `residents` are
    those housed by UDI outside the arrival centre, minors of 15 to 17 included; `places` are usable places
    outside it, emergency included. `*_ordered` are signed and not yet usable; `*_closing` are usable today
    with their closing decided, so that nobody closes them twice. `waiting_*` want such a place and sleep elsewhere
    or nowhere. A figure that is not known yet is NaN, and
    no condition on it is met.
    """

    day: int
    residents: int
    places: int
    residents_emergency: int
    places_emergency: int
    places_ordered: int
    places_closing: int
    arrival_beds: int
    arrival_beds_free: int
    nights_over_limit: int
    no_roof: int
    registration_backlog: int
    registration_per_day: float
    arrivals_7d: int
    arrivals_previous_7d: int
    arrivals_28d: int
    exits_28d: int
    unaccompanied_28d: int
    private_28d: int
    plan_persons_per_week: float
    neighbours_index: float
    warning_persons_per_week: float
    residents_minors: int
    waiting_minors: int
    places_minors: int
    places_minors_ordered: int
    places_minors_closing: int
    residents_care: int
    waiting_care: int
    places_care: int
    places_care_ordered: int
    places_care_closing: int
    awaiting_decision: int
    decisions_28d: int
    staff_vacancy: float
    supplier_bids: float
    mapping: int
    mapped_per_day: float
    ready: int
    permits_28d: int
    permits_expected_90d: float
    offers_left: int
    need_current: float
    need_notified: float
    need_minors_current: float
    need_minors_notified: float
    long_wait_share: float
    budget_left_nok: float
    spent_per_day_nok: float


@dataclass(frozen=True)
class Order:
    """One order of one measure. `amount` is in the lever's unit; days count from the start of the run."""

    measure: str
    lever: str
    firing: int
    day: int
    effective_day: int
    amount: int
    price: str | None
    lock_days: int


@dataclass
class Event:
    """A row of `plan_events`: `day` counts from the start, `size` is in the lever's unit."""

    measure: str
    firing: int
    event: str
    day: int
    decided_by: str
    signal: str
    seen: float
    threshold: float
    size: int


@dataclass(frozen=True)
class Need:
    """What the planner aims for when sizing an order.

    places : regular and emergency places wanted outside the arrival centre
    minors_places, care_places : places wanted for minors of 15 to 17 and under 15
    arrival_beds : beds wanted in arrival centres
    registrations_per_day : persons a day to be registered
    mappings_per_day : persons a day to be mapped
    decisions_per_day : persons a day to be decided
    offers : settlement places wanted over the next 90 days, beyond those offered
    """

    places: float
    minors_places: float
    care_places: float
    arrival_beds: float
    registrations_per_day: float
    mappings_per_day: float
    decisions_per_day: float
    offers: float


class Parts(NamedTuple):
    """What is left of an order, unit of the lever: what works today, and what is still to come."""

    opened: int
    coming: int


class Lever(Protocol):
    """Something that an institution can be ordered to do. It never acts on the day of the order."""

    @property
    def name(self) -> str:
        """Name of the lever as plans write it."""

    @property
    def unit(self) -> str:
        """Unit of `Order.amount`: places, persons a day, staff, share, switch."""

    def gap(self, need: Need) -> int:
        """Amount still missing for `need`, with what is already ordered deducted; a switch gives 1 or 0."""

    def apply(self, order: Order) -> None:
        """Write the dated effects of `order`; raise ValueError if `effective_day` is not after `day`."""

    def reverse(self, order: Order, day: int, dialogue_days: int) -> None:
        """Undo all of `order` as far as contracts allow, with notice, deciding on `day`."""


@runtime_checkable
class LateLever(Lever, Protocol):
    """A lever whose effect may come after `Order.effective_day`: permits, staff, least lead times.

    Any other lever takes effect on that day.
    """

    def effect_day(self, order: Order) -> int | None:
        """First day on which something of `order` works; None as long as that is not known."""


@runtime_checkable
class StagedLever(Lever, Protocol):
    """A lever whose orders take effect part by part. Of any other an order works whole, or not at all."""

    def parts(self, order: Order) -> Parts:
        """What would go today if `order` were undone; refused, closing and withdrawn parts are not counted."""


@runtime_checkable
class SittingLever(Lever, Protocol):
    """A lever of a body that sits on some days only, and decides for the running year. Others decide any day."""

    def decided_on(self, asked: int, earliest: int) -> int | None:
        """First day from `earliest` on which what is asked on day `asked` is decided; None if that is too late."""
