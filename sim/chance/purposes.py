"""What is drawn: an append-only list of purposes.

The place in the list is part of every draw's key. Add new names at the end and never remove or reorder one:
then no draw of an older purpose ever changes.
"""

from __future__ import annotations

PURPOSES: tuple[str, ...] = (
    "arrivals_count",
    "arrivals_level",
    "household_size",
    "household_children",
    "household_age",
    "household_private",
    "household_special_needs",
    "household_tied_to",
    "household_sex",
    "start_elapsed",
    "start_size",
    "start_band",
    "reference_workload",
    "portfolio_host",
    "portfolio_host_answer",
    "portfolio_permit",
    "portfolio_start_age",
    "reception_probe",
    "reception_transit",
    "reception_transit_stay",
    "reception_private_patience",
    "reception_start_since",
    "settlement_asking",
    "settlement_talk",
    "settlement_answer",
    "settlement_move",
    "settlement_withdrawn",
    "settlement_self",
    "settlement_preference",
    "municipality_vote",
    "municipality_own",
    "municipality_estimate",
    "municipality_calendar",
    "municipality_delegated",
    "municipality_prepared",
    "municipality_services",
    "municipality_special",
    "municipality_realised",
    "municipality_later",
    "municipality_lump",
    "municipality_dwelling_lead",
    "secondary_move",
    "secondary_destination",
    "family_municipality",
    "measure_lead",
    "registration_stay",
    "registration_health",
    "case_track",
    "case_work",
    "case_minimum",
    "case_grant",
    "case_appeal",
    "case_narrowed",
    "case_minors",
    "case_patience",
    "appeal_work",
    "appeal_minimum",
    "appeal_outcome",
    "return_channel",
    "return_days",
    "return_back",
    "return_ceased",
    "forecast_data",
    "forecast_error",
    "forecast_neighbours",
    "forecast_warning",
    "study_resample",
    "known_future",
)

CODES: dict[str, int] = {name: code for code, name in enumerate(PURPOSES)}


def code(purpose: str) -> int:
    """Give a purpose's number; raises KeyError naming a purpose that is not in the list."""
    try:
        return CODES[purpose]
    except KeyError:
        message = f"unknown purpose {purpose!r}: append it to sim/chance/purposes.py"
        raise KeyError(message) from None
