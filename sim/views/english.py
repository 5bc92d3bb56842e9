"""The English catalogue: every sentence and name that views show."""

from __future__ import annotations

from sim.views.words import Words

ENGLISH = Words(
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    names={
        "unit": {"1": ""},
        "bare_unit": {
            "NOK": "million NOK",
            "share": "%",
            "person-days": "thousands",
            "place-days": "thousands",
        },
        "metric": {
            "days_without_place": "Days with someone without a place",
            "person_days_without_place": "Person-days without a place",
            "peak_without_place": "Most without a place at once",
            "peak_need": "Peak need for beds from UDI",
            "emergency_person_days": "Person-days in emergency accommodation",
            "empty_place_days": "Empty place-days",
            "settled": "Settled by agreement",
            "self_settled": "Settled on their own",
            "settled_within_183": "Moved within 183 days, of those whose 183 days have run out",
            "waiting_at_end": "Waiting for a municipality at the end",
            "waiting_under_183": "Of these with a permit less than 183 days old",
            "cost_total": "Cost in the period",
            "cost_municipalities": "Municipal cost less grants, in the period",
            "municipal_net_all_years": "Municipal cost less grants, with what falls due later",
            "exit_cost": "Exit cost of closed places",
            "committed_cost": "Cost that falls due after the period",
            "churn_centres": "Centres opened and closed within a year",
            "closing_notice_days": "Notice to hosts before closing",
            "opening_notice_days": "Notice to hosts before opening",
        },
        "criterion": {
            "no_roof": "people without a bed",
            "without_place": "too few regular places",
            "over_arrival_limit": "too long in arrival centre",
            "overcrowded": "centres above their places",
            "emergency_over_90_days": "over 90 days in emergency",
            "children_in_emergency": "children in emergency",
            "minors_in_adult_centre": "minors in adult centres",
            "registration_backlog": "registration far behind",
            "long_waits": "long waits with a permit",
            "offers_short_of_ready": "more ready than offers",
        },
        "stage": {
            "arrived_to_registered": "arrival to registration",
            "registered_to_decided": "registration to decision",
            "decided_to_ready": "permit to mapped",
            "ready_to_allocated": "mapped to allocated",
            "allocated_to_settled": "allocated to moved",
            "decided_to_settled": "permit to move",
        },
        "payer": {
            "state_UDI": "UDI",
            "state_IMDi": "IMDi (grants)",
            "state_police": "Police (PU)",
            "state_Bufdir": "Bufdir and Bufetat",
            "state_UNE": "UNE",
            "municipalities": "Municipalities",
        },
        "series": {
            "waiting_registration": "Waiting for registration",
            "awaiting_decision": "Awaiting decision",
            "not_asked": "Granted, living privately, not asked",
            "mapping": "Mapping",
            "ready": "Ready, not allocated",
            "allocated": "Allocated, not moved",
        },
        "event": {
            "fired": "triggered",
            "decided": "decided",
            "effective": "in effect",
            "reversed": "undone",
        },
    },
    sentences={
        "million": "m",
        "money_unit": "NOK",
        "metric_stage": "Mean days from {name}, of those who got there",
        "metric_payer": "Cost to {name}",
        "share_one": "in the one run",
        "share_not_one": "not in the one run",
        "share_all": "in all {runs} runs (chance {chance})",
        "chance_unknown": "not known from so few runs",
        "share_some": "in {hits} of {runs} runs (chance {chance})",
        "chance_none": "at most {high}",
        "chance_all": "at least {low}",
        "chance_some": "{low} to {high}",
        "span": "{middle} (median; {earliest} to {latest})",
        # what breaks first
        "head_breaks": "What breaks first, and when",
        "breaks_none": "Nothing breaks in {runs} of {runs} runs (chance of a break {chance}).",
        "breaks_at_start": "Broken from the first week: {criteria}.",
        "breaks_before": "Broken before the shock begins on {onset}: {criteria}.",
        "breaks_nothing_more": "Nothing more breaks in {runs} of {runs} runs (chance of a break {chance}).",
        "breaks_first": "First to break: {criterion}, {share}; first on {when}.",
        "breaks_first_often": (
            "Most often first to break: {criterion}, first in {first} of {runs} runs; it breaks {share}, "
            "first on {when}."
        ),
        "breaks_note": "First day, days and worst are medians of the runs (first day: where it broke).",
        "between_shares": "{low}-{high} %",
        "col_criterion": "Criterion",
        "col_runs": "In runs",
        "col_chance": "Chance",
        "col_first": "First day",
        "col_between": "Earliest to latest",
        "col_days": "Days",
        "col_worst": "Worst",
        "no_breaks": "No criteria were evaluated.",
        # arrivals
        "arrivals": "Arrivals by year, weeks that end from {first} to {last}: {parts}.",
        "arrivals_part": "{median} in {year}",
        "arrivals_range": "{median} ({low} to {high}) in {year}",
        # peak
        "head_peak": "Peak need",
        "peak": (
            "At its peak {median} persons need a bed from UDI ({low} to {high}; {label}, each run's own "
            "peak), on {date}; {places} places were usable then."
        ),
        "peak_bound": "With 95 % confidence, 95 of 100 futures peak at no more than {bound}.",
        "peak_p95": "The 95th percentile of the peaks lies between {low} and {high} (95 % interval).",
        "peak_p95_none": "An interval of the 95th percentile takes more runs than {runs}.",
        "peak_one": ("At its peak {median} persons need a bed from UDI, on {date}; {places} places were usable then."),
        # waiting
        "head_waiting": "Waiting",
        "col_stage": "Stage",
        "col_mean_days": "Mean days of those who ended it, median of runs",
        "col_range": "Range over runs",
        "col_waiting": "Still in it at the end",
        "no_waits": "Nobody went through any stage.",
        "late": (
            "Of those whose permit turned 183 days old in the period {within} had moved by then; at its end "
            "{waiting} persons wait for a municipality, {open} of them with a permit less than 183 days old, "
            "who are in no share yet (median of the runs)."
        ),
        "late_most": (
            "Most move late: of those whose permit turned 183 days old in the period only {within} had moved "
            "by then; at its end {waiting} persons wait for a municipality, {open} of them with a permit less "
            "than 183 days old, who are in no share yet (median of the runs)."
        ),
        "late_none": (
            "Nobody's permit turned 183 days old in the period; at its end {waiting} persons wait for a "
            "municipality (median of the runs)."
        ),
        # targets
        "head_targets": "Targets of the agreement",
        "col_clause": "Clause",
        "col_not_met": "Not met",
        "targets_note": (
            "Of the measures of a clause that are held against a yardstick, those met in at least half of the "
            "runs. Every figure stands in tables/targets.parquet."
        ),
        "targets_not_modelled": "Not modelled: {names}.",
        "no_targets": "No targets were evaluated: no full calendar year in the period.",
        # money
        "head_cost": "Cost by payer, million NOK, mean of runs",
        "col_payer": "Payer",
        "total": "Total",
        "committed": "after the period",
        "no_cost": "No cost was booked.",
        # comparison
        "head_compare": "Plans side by side under {shock}",
        "head_side": "Side by side",
        "side_note": "Each cell: {label}.",
        "with_range": "{median} ({low} to {high})",
        "between": "{low} to {high}",
        "k_of_n": "{k} of {n}",
        "name_unit": "{name}, {unit}",
        "plan_line": "{plan}: {text}",
        "head_differences": "{plan} minus {first}, the same luck in both",
        "differences_note": (
            "Mean difference and interval over {runs} common runs, widened for the number of pairs "
            "(Holm, 95 %). "
            "VRF: how many times fewer runs the shared luck needs."
        ),
        "col_metric": "Figure",
        "col_difference": "Difference",
        "col_interval": "Interval",
        "col_vrf": "VRF",
        "col_verdict": "Verdict",
        "vrf_identical": "no spread",
        "verdict_better": "better",
        "verdict_worse": "worse",
        "verdict_more": "more",
        "verdict_less": "less",
        "verdict_alike": "cannot be told apart",
        "verdict_needs": "(would take about {runs} runs)",
        "verdict_identical": "identical",
        "identical_in": "Identical in every run: {names}.",
        "head_pairs": "All pairs",
        "pair_identical": (
            "{plan} and {against} gave the same result in every run: the difference between them never came into play."
        ),
        "pair_alike": (
            "{plan} and {against} cannot be told apart in {runs} runs: every interval of the {metrics} "
            "headline "
            "figures covers 0."
        ),
        "pair_apart": ("{plan} against {against}: {told_apart} of {metrics} headline figures differ; {detail}."),
        "pair_not": "not told apart: {names}",
        "pair_better": "better: {names}",
        "pair_worse": "worse: {names}",
        "pair_other": "more or less: {names}",
        "pairing_warning": (
            "Sharing luck did not help for {names} ({plan} against {against}): ratio below 1. The "
            "intervals stay "
            "valid but are no narrower than with independent runs."
        ),
        "failed_runs": "{failed} of {total} runs failed and are left out; see failures in manifest.json.",
        "no_runs": "No run ended well, so there is no result; see failures in manifest.json.",
        # figures
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
        # summary
        "title_run": "{plan} under {shock}",
        "title_compare": "Plans compared under {shocks}",
        "short_answer": "{runs} runs of each plan, {days} days from {start}.",
        "short_answer_one": "One run of each plan, {days} days from {start}.",
        "question_breaks": "What breaks first, when, how badly?",
        "question_buys": "What does each plan buy, and what does it cost whom?",
        "question_municipalities": "What does it mean for municipalities?",
        "hosts_line": (
            "{settled} persons settle by agreement and {alone} on their own; centres that open and "
            "close again within a year: {churn}; {notice} (median of the runs)."
        ),
        "hosts_notice": "hosts hear of a closing {days} days before it",
        "hosts_no_closing": "no centre closes",
        "question_rests": "What does this rest on?",
        "question_figures": "Figures",
        "question_again": "To get this again",
        "under": "Under {shock}:",
        "plan_bold": "**{plan}**: {text}",
        "buys_line": (
            "{short} person-days without a place and {empty} empty place-days; {cost} million NOK in the "
            "period, of which {exit} million exit cost; {committed} million falls due after it "
            "(median of the runs)."
        ),
        "against_line": "**{plan}** minus **{first}**: {parts}. Cannot be told apart: {others}.",
        "against_part": "{metric} {difference} ({low} to {high})",
        "nothing": "nothing",
        "uncertainty": (
            "Ranges are {label}: chance within the model, not all that is uncertain. How wrong the model's "
            "values may be is not in them."
        ),
        "uncertainty_one": "One run shows one way that chance may fall: it has no range at all.",
        "uncertainty_pairs": (
            "Differences are means with 95 % intervals from runs that share their luck, widened for the "
            "number of pairs (Holm)."
        ),
        # replications=auto
        "head_precision": "Replications",
        "precision_enough": (
            "{runs} replications were enough: the mean of each of the {figures} headline figures and differences is "
            "known to {share} either way (95 %), or near zero to the width that was set, and stayed so."
        ),
        "precision_last": "Narrow enough last: {figure}, from {since} replications on.",
        "precision_cap": (
            "After {runs} replications, the most that were allowed, {missed} of {figures} headline figures and "
            "differences are not known as well as was asked ({share} either way, or a width near zero):"
        ),
        "precision_wide": "{figure}: {mean}, known to {half_width} either way where {wanted} was asked",
        "precision_few": "{figure}: only {runs} of the runs have a value",
        "precision_alike": "{figure}: {mean} in all {runs} runs, too few to say that it is seldom otherwise",
        "precision_all_alike": (
            "Of these, {count} were the same in every run and have no width: they differ in at most {unseen} of runs "
            "(95 %)."
        ),
        "precision_look_ahead": (
            "{figure}: {mean}, known to {half_width} either way where {wanted} was asked, but not for long enough"
        ),
        "precision_more": "{count} more, in `manifest.json`",
        "precision_nothing": "{runs} replications, of which none has a headline figure.",
        "precision_plan": "{metric} ({plan})",
        "precision_pair": "{metric} ({plan} minus {against})",
        "precision_under": "{figure} under {shock}",
        "precision_unknown": "an unknown width",
        "assumed_head": "{count} values that were used carry a warning. The warnings, with the values:",
        "assumed_none": "No value taken from the table of facts carries a warning.",
        "assumed_row": "- {warn}: {keys}",
        "assumed_more": "{shown} and {count} more",
        "assumed_rest": "- {count} more warnings, in `manifest.json`",
        "no_result_title": "No result",
        "criteria_head": "What counts as a break:",
        "criterion_row": "- {name}: {says}",
        "not_validated": (
            "**Not validated.** The figures have not been checked against the agencies' own data. Residents "
            "by month, the stages' waiting times and staffing are not published in full. Do not use the "
            "figures for a budget, or for a decision about a single centre or municipality."
        ),
        "again": "`{command}`",
        "again_seed": (
            "Seed {seed}, model {version}, code {code}, data {data}. The same command on the same version "
            "gives the same tables. Everything that was set is in `manifest.json`."
        ),
    },
)
