"""The order of work inside a day: producers before consumers, each phase a tick of day * 32 + phase."""

from __future__ import annotations

from enum import IntEnum


class Phase(IntEnum):
    """Phases of a day, in the order in which they run."""

    BOOK = 0  # dated entries: openings, closings, hiring, publication
    ARRIVALS = 1
    REGISTRATION = 2
    DELAYS = 3  # interviews, moves, birthdays: whatever comes due today
    CASEWORK = 4
    APPEALS = 5
    RETURNS = 6
    MAPPING = 7
    OFFERS = 8
    ALLOCATION = 9
    EXITS = 10
    DRAIN = 11
    CARE = 12
    MINORS = 13
    ARRIVAL_PLACES = 14
    TRANSIT = 15
    ORDINARY = 16
    EMERGENCY = 17
    BACKFILL = 18
    COUNT = 19
    ECONOMY = 20
    SIGNALS = 21
    FORECASTS = 22
    TRIGGERS = 23
    RECORDER = 24
