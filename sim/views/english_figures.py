"""What figures say in English."""

from __future__ import annotations

from collections.abc import Mapping

FIGURES: Mapping[str, str] = {
    "shock_begins": "shock begins",
    "fig_need": "Need against places",
    "fig_need_axis": "persons, places",
    "fig_need_line": "need, median",
    "fig_places_line": "usable places,\nmedian",
    "fig_need_strip": "share of runs\nshort of places",
    "fig_need_text": (
        "{plan}: need for beds peaks at {median} ({low} to {high}) around {date}, against {places} "
        "usable "
        "places then; in the worst week {share} of the runs were short of places."
    ),
    "fig_need_curve": (
        "The runs' own peaks have median {own} and upper end {own_high}; the median curve peaks at {curve} and "
        "the upper edge of the pointwise band at {curve_high}."
    ),
    "fig_need_pointwise": "pointwise: range in each week by itself",
    "fig_need_path": "whole path: range for all weeks at once",
    "fig_need_own_peak": "each run's own peak: median and range",
    "fig_waiting": "Waiting by stage",
    "fig_waiting_axis": "persons",
    "fig_waiting_ghost": "Dotted: median of {first}.",
    "fig_waiting_text": "{plan}: {parts}.",
    "fig_waiting_part": "{stage} at most {value} persons (median, {date})",
    "fig_cost": "Cost by payer and year",
    "fig_cost_axis": "million NOK, mean of runs",
    "fig_cost_total": "net total, mean and\nrange over runs",
    "fig_cost_text": "{plan}: {total} million NOK a run in the period on average, of which {parts}.",
    "fig_cost_part": "{payer} {value}",
    "fig_timeline": "Timeline of measures",
    "fig_timeline_text": "{plan}: {parts}.",
    "fig_timeline_part": "{measure} first {event} {date} ({hits} of {runs} runs)",
    "fig_timeline_none": "{plan}: no measure was used.",
    "fig_timeline_runs": "{hits} of {runs}",
    "fig_timeline_note": (
        "first time in each run: marker at the median, line over the full range; k of n runs at the right"
    ),
    "fig_municipalities": "Settled by agreement, by municipality",
    "fig_municipalities_axis": "persons in the period, mean of runs",
    "fig_municipalities_text": (
        "{plan}: {total} persons settled in {count} municipalities (mean of runs); most in {parts}."
    ),
    "fig_municipalities_part": "{name} {value}",
    "fig_map": "{plan}: area of the circle shows persons",
    "fig_map_inset": "around the Oslofjord",
    "fig_bars": "the {count} with most, whiskers: range over runs",
    "pointwise": ("Bands: pointwise {label}; no single run follows them, and they do not show all uncertainty."),
    "whole_path": (
        "Dash-dotted: whole path, {level} of new runs stay between these lines in every week. Inside the "
        "pointwise band in every week: {parts}."
    ),
    "whole_path_stay": "{plan} {stay} of {runs} runs",
    "whole_path_none": "No whole-path band: {runs} runs are too few for one.",
}
"""Sentence by key."""
