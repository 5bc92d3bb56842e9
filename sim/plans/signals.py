"""What a plan can react to: each signal is a pure function of what has been published so far.

`history` holds the observations of day 0, 1, ..., today. A signal that cannot be told yet is NaN,
and no condition on it is met; a ratio with nothing below the line is `NO_LIMIT` (`sim.engine.ratio`) where
there is something above it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from sim.config.plan import Reception
from sim.config.when import SIGNALS
from sim.engine.ratio import ratio
from sim.engine.trend import mann_kendall
from sim.plans.protocol import Observation

History = Sequence[Observation]
Signal = Callable[[History], float]

DIGITS = 9
"""Signals are rounded to this many decimals, so that exactly 10 percent is not above 10 percent."""

READINGS = 12
"""Readings of the long-wait share that the trend test looks at."""

READING_DAYS = 28
"""Days between readings: the published share is then not the same people counted twice over a week's wait."""


def _latest(value: Callable[[Observation], float]) -> Signal:
    """Make a signal of today's observation alone."""

    def signal(history: History) -> float:
        return round(float(value(history[-1])), DIGITS)

    return signal


def _reception_use(seen: Observation, buffer: int) -> float:
    """Use of the places beyond the buffer; where there are no places at all, those without a bed count as use."""
    homeless = 0 if seen.places else seen.no_roof + seen.nights_over_limit
    return ratio(seen.residents + homeless, seen.places - buffer)


def _minors_use(seen: Observation, buffer: int) -> float:
    """Use of the places for minors of 15 to 17 beyond the buffer, those who wait for one counted in."""
    return ratio(seen.residents_minors + seen.waiting_minors, seen.places_minors - buffer)


def _care_use(seen: Observation, buffer: int) -> float:
    """Use of the places in care centres beyond the buffer, those who wait for one counted in."""
    return ratio(seen.residents_care + seen.waiting_care, seen.places_care - buffer)


def _change(current: float, notified: float) -> float:
    """Relative change of a need since it was last notified; NaN before anything was notified."""
    return current / notified - 1.0 if notified > 0.0 else math.nan


def long_wait_trend(history: History) -> float:
    """Trend of the long-wait share: readings on days 0, 28, 56, ..., the last twelve of them.

    It changes only on reading days, so a year has 13 looks, not 365.
    """
    last = (len(history) - 1) // READING_DAYS
    if last + 1 < READINGS:
        return math.nan
    days = range((last - READINGS + 1) * READING_DAYS, last * READING_DAYS + 1, READING_DAYS)
    return round(mann_kendall([history[day].long_wait_share for day in days]), DIGITS)


REGISTRY: Mapping[str, Signal] = {
    "reception_use": _latest(lambda o: _reception_use(o, 0)),
    "minors_use": _latest(lambda o: _minors_use(o, 0)),
    "care_use": _latest(lambda o: _care_use(o, 0)),
    "emergency_use": _latest(lambda o: ratio(o.residents_emergency, o.places_emergency)),
    "free_arrival_beds": _latest(lambda o: o.arrival_beds_free),
    "registration_backlog_days": _latest(lambda o: ratio(o.registration_backlog, o.registration_per_day)),
    "nights_over_limit": _latest(lambda o: o.nights_over_limit),
    "no_roof": _latest(lambda o: o.no_roof),
    "arrivals_to_plan": _latest(lambda o: ratio(o.arrivals_7d, o.plan_persons_per_week)),
    "weekly_growth": _latest(lambda o: ratio(o.arrivals_7d, o.arrivals_previous_7d)),
    "warning": _latest(lambda o: o.warning_persons_per_week),
    "neighbours_arrivals": _latest(lambda o: o.neighbours_index),
    "unaccompanied_share": _latest(lambda o: ratio(o.unaccompanied_28d, o.arrivals_28d)),
    "private_share": _latest(lambda o: ratio(o.private_28d, o.arrivals_28d)),
    "decision_backlog_days": _latest(lambda o: ratio(o.awaiting_decision, o.decisions_28d / 28.0)),
    "mapping_backlog_days": _latest(lambda o: ratio(o.mapping, o.mapped_per_day)),
    "offers_to_permits_90d": _latest(lambda o: ratio(o.offers_left, o.permits_expected_90d)),
    "need_revision": _latest(lambda o: _change(o.need_current, o.need_notified)),
    "need_revision_minors": _latest(lambda o: _change(o.need_minors_current, o.need_minors_notified)),
    "long_wait_share": _latest(lambda o: o.long_wait_share),
    "long_wait_trend": long_wait_trend,
    "staff_vacancy": _latest(lambda o: o.staff_vacancy),
    "supplier_bids": _latest(lambda o: o.supplier_bids),
    "budget_days_left": _latest(lambda o: max(ratio(o.budget_left_nok, o.spent_per_day_nok), 0.0)),
}
"""Every signal that a plan may name, by name."""


def signal_of(name: str, reception: Reception) -> Signal:
    """Make a signal as one plan reads it: use is that of the places beyond the buffer which it holds.

    A buffer is held all the time. Measured against every place, use would stay below each threshold until the
    buffer itself is filled, and a larger buffer would order nothing ahead.
    """
    if name == "reception_use":
        return _latest(lambda o: _reception_use(o, reception.buffer_places))
    if name == "minors_use":
        return _latest(lambda o: _minors_use(o, reception.buffer_minors_places))
    if name == "care_use":
        return _latest(lambda o: _care_use(o, reception.buffer_care_places))
    return REGISTRY[name]


if set(REGISTRY) != set(SIGNALS):
    raise RuntimeError(f"signals and their definitions differ: {sorted(set(REGISTRY) ^ set(SIGNALS))}")
