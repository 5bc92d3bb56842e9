"""How far ahead is noted what comes due."""

from __future__ import annotations

from sim.config.schema import LONGEST_DAYS


def noted_days(days: int) -> int:
    """Days of which rows that come due are noted in a run of so many: a longer run may go on from this one."""
    return max(days, LONGEST_DAYS)
