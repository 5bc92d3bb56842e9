"""The two states that every household has side by side: its case and its lodging."""

from __future__ import annotations

from enum import IntEnum


class Case(IntEnum):
    """Where the household stands in the case (saksgang)."""

    NOT_ARRIVED = 0
    UNREGISTERED = 1  # arrived, not yet registered by the police (PU)
    AWAITING_DECISION = 2  # registered, undecided by UDI
    APPEALING = 3  # refused, before UNE
    REFUSED_WAITING = 4  # duty to leave (utreiseplikt)
    NOT_ASKED = 5  # permit, has not asked for a municipality: lives privately, or in a centre on a limited permit
    MAPPING = 6  # settlement talk and mapping (kartlegging)
    READY = 7  # mapped, not allocated (klar for utsøking)
    ALLOCATED = 8  # municipality asked or agreed, not moved
    SETTLED = 9  # settled by agreement (bosatt)
    SELF_SETTLED = 10  # settled on its own, outside agreement
    RETURNED = 11
    LEFT = 12  # left without address, or withdrawn
    JOINED_FAMILY = 13  # family reunification, straight to a municipality


class Lodging(IntEnum):
    """Where the household sleeps. The codes ARRIVAL to EMERGENCY are also the kinds of centre."""

    NONE = 0
    ARRIVAL = 1  # ankomstsenter
    TRANSIT = 2  # transittmottak
    ORDINARY = 3  # ordinært mottak
    MINORS = 4  # EM-mottak, 15 to 17 years
    CARE = 5  # omsorgssenter, under 15 years (Bufetat)
    EMERGENCY = 6  # akuttinnkvartering
    PRIVATE = 7
    MUNICIPAL = 8  # alternative placement with a municipality (AMOT)


CASE_NAMES: tuple[str, ...] = tuple(case.name.lower() for case in Case)
LODGING_NAMES: tuple[str, ...] = tuple(lodging.name.lower() for lodging in Lodging)

OPEN_CASES: tuple[Case, ...] = (
    Case.UNREGISTERED,
    Case.AWAITING_DECISION,
    Case.APPEALING,
    Case.REFUSED_WAITING,
    Case.NOT_ASKED,
    Case.MAPPING,
    Case.READY,
    Case.ALLOCATED,
)
CENTRE_KINDS: tuple[Lodging, ...] = (
    Lodging.ARRIVAL,
    Lodging.TRANSIT,
    Lodging.ORDINARY,
    Lodging.MINORS,
    Lodging.CARE,
    Lodging.EMERGENCY,
)
HOUSED_BY_UDI: tuple[Lodging, ...] = (
    Lodging.ARRIVAL,
    Lodging.TRANSIT,
    Lodging.ORDINARY,
    Lodging.MINORS,
    Lodging.EMERGENCY,
)

FAILURES: tuple[str, ...] = (
    "no_roof",
    "over_arrival_limit",
    "overcrowded",
    "emergency_over_90_days",
    "children_in_emergency",
    "minors_in_adult_centre",
)
"""Grades of failure, persons on a day."""
