"""What figures say in English."""

from __future__ import annotations

from collections.abc import Mapping

FIGURES: Mapping[str, str] = {
    "shock_begins": "shock begins",
    "known_to": "known to here",
    "fig_under": "{title} under {shock}",
    "fig_known": "{title}, as known on {day}",
    "fig_need": "Need against places",
    "fig_need_axis": "persons, places",
    "fig_need_line": "need, mean",
    "fig_places_line": "usable places,\nmean",
    "fig_need_strip": "share of runs\nshort of places",
    "fig_need_text": "Need for beds and usable places by week, a panel a plan. The need peaks at {parts}. {note}",
    "fig_need_part": "{persons} persons around {date} under {plan}",
    "shown_more": "and {count} more plans, see the tables",
    "fig_need_pointwise": "pointwise: range in each week by itself",
    "fig_need_path": "whole path: range for all weeks at once",
    "fig_need_one_peak": "peak of the run",
    "fig_need_own_peak": "each run's own peak: mean and range",
    "fig_need_hover": "Week to {date}: need {need}, places {places}, short of places in {short} of the runs",
    "fig_waiting_hover": "Week to {date}: {persons} persons",
    "fig_cost_hover": "{payer}, {year}: {size} million NOK",
    "fig_waiting": "Waiting by stage",
    "fig_waiting_axis": "persons",
    "fig_waiting_ghost": "Dotted: mean of {first}.",
    "fig_waiting_text": "Persons in each stage by week, a row a stage, a panel a plan. Longest queue: {parts}. {note}",
    "fig_waiting_part": "{plan}, {stage}, {value} persons on {date} (mean)",
    "fig_cost": "Cost by payer and year",
    "fig_cost_axis": "million NOK, mean of runs",
    "fig_cost_total": "net total, mean and\nrange over runs",
    "fig_cost_text": (
        "Cost by payer and year, stacked bars, mean of runs, whiskers over runs. "
        "Million NOK in the period: {parts}."
    ),
    "fig_cost_below": (
        "Below zero: municipalities receive more in grants in the year than they pay out; grants come first, "
        "costs follow."
    ),
    "fig_cost_part": "{plan} {total}, most of it {payer}, {value}",
    "fig_timeline": "Timeline of measures",
    "fig_timeline_text": "When each measure was triggered, in effect and undone, a lane a measure. {parts}.",
    "fig_timeline_part": "{plan}: {count} measures, first {measure} around {date}",
    "fig_timeline_none": "{plan}: no measure was used",
    "fig_timeline_runs": "{hits} of {runs}",
    "fig_timeline_note": (
        "In each run the first trigger that came into effect, or else the first, and what came of it; lapsed: the "
        "first that no decision met. Marker at the median, line over the full range. At the right: in how many "
        "of the runs the measure was triggered."
    ),
    "fig_municipalities": "Settled by agreement, by municipality",
    "fig_municipalities_axis": "persons in the period, mean of runs",
    "fig_municipalities_text": (
        "Map and list of persons settled by agreement in each municipality, mean of runs. {parts}."
    ),
    "fig_municipalities_part": "{plan}: {total} persons in {count} municipalities, most in {name} ({value})",
    "fig_map": "{plan}: area of the circle shows persons",
    "fig_map_inset": "around the Oslofjord",
    "fig_bars": "the {count} with most, whiskers: range over runs",
    "fig_backtest": "{series}, {episode}: published against the model",
    "fig_backtest_of_both": "{series}, {episode}: published and derived figures against the model",
    "fig_backtest_of_derived": "{series}, {episode}: derived from published figures, against the model",
    "fig_backtest_free": "rules of {episode}, {values}",
    "fig_backtest_ledger": "rules of {episode} and dated switches, {values}",
    "fig_backtest_central": "central values",
    "fig_backtest_fitted": "values fitted on it",
    "fig_backtest_text": "{title}, a panel a grade. How far the median of replications is off: {parts}.",
    "fig_backtest_part": "{panel} {typical} in the middle, {worst} at most ({date}){inside}",
    "fig_backtest_inside": ", {hits} of {n} in the 90 % band",
    "fig_backtest_unscored": "{panel} shown without a score",
    "fig_backtest_unreached": "{panel} reaches no point",
    "fig_backtest_not_run": "{panel} not run",
    "fig_backtest_no_figure": "{panel} has nothing to compare",
    "fig_backtest_empty": "not run",
    "fig_backtest_nothing": "nothing to compare",
    "fig_backtest_scored": "published, scored; bar: precision",
    "fig_backtest_shown": "published, no score",
    "fig_backtest_derived": "derived from published figures, no score",
    "fig_backtest_derived_scored": "derived from published figures, scored",
    "fig_backtest_rate": "{unit} a month",
    "fig_backtest_median": "median of replications",
    "fig_backtest_band50": "50 % of new replications",
    "fig_backtest_band90": "90 % of new replications",
    "fig_backtest_bands": (
        "Bands: {runs} replications, each point by itself. They show the chance of "
        "the model{known}; of what its parameters leave open only what draws were frozen for."
    ),
    "fig_backtest_known": " and, as known, of the forecasts of the day",
    "fig_backtest_no_bands": "Too few replications for a band: {parts}.",
    "fig_backtest_few": "{panel} {runs} ({level} %)",
    "fig_backtest_origins": "As known: for each origin the median and the 90 % band.",
    "fig_backtest_origins_alone": "As known: for each origin the median.",
    "fig_backtest_baselines": "Baselines: forecasts from the figure of about six months before.",
    "fig_backtest_rates": (
        "Periods differ in length: each total is drawn as a rate a month over the days of its period, the published "
        "figure in the middle with its period as a line."
    ),
    "fig_backtest_periods": "What belongs to a period stands in its middle, with the period as a line.",
    "fig_backtest_points": "{value} points",
    "fig_backtest_more": "{count} more panels with the rules of the other shock, see the table",
    "fig_backtest_cut": "Cut off at the top: {names}.",
    "pointwise": "Bands: pointwise {label}.",
    "pointwise_limits": "No single run follows a band, and bands do not show all uncertainty.",
    "pointwise_one": "One run: one way that chance may fall, no band.",
    "whole_path": (
        "Dash-dotted: whole path, {level} of new runs stay between these lines in every week. Inside the "
        "pointwise band in every week: {parts}."
    ),
    "whole_path_others": (
        "Dash-dotted: whole path, {level} of new runs stay between these lines in every week. All runs lie in their "
        "full range; held against that of the others, as a new run would be, stay inside in every week: {parts}."
    ),
    "whole_path_stay": "{plan} {stay} of {runs} runs",
    "whole_path_none": "No whole-path band: {runs} runs are too few for one.",
}
"""Sentence by key."""
