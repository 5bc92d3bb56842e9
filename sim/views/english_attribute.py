"""What English says of what measures bought, and of what made a year deviate."""

from __future__ import annotations

from collections.abc import Mapping

ATTRIBUTE: Mapping[str, str] = {
    "attr_title": "What the measures of {plan} bought under {shock} of size {size}, {first} to {last}",
    "attr_total": (
        "{metric}: {none} with no measure at all, {all} with {plan}: {change} (95 % interval {between}, {runs} "
        "runs){verdict}"
    ),
    "attr_total_same": "{metric}: {all} with no measure at all and with {plan}, the same in each of {runs} runs.",
    "attr_better": ", so the plan makes it better",
    "attr_worse": ", so the plan makes it worse",
    "attr_cheaper": (
        "; that is no gain by itself, since more persons are without a place under the plan ({short} more, {metric}), "
        "and they cost nothing in the model"
    ),
    "attr_cheaper_unknown": (
        "; whether that is a gain is not told, since no figure on persons without a place was asked for, and they cost "
        "nothing in the model"
    ),
    "attr_harm": (
        "Of {part}, which raises {metric}, these raise it, each held against the plan without it alone: {measures}."
    ),
    "attr_harm_part": "{name} {change} ({between})",
    "attr_harm_unknown": (
        "Which measure of {part} raises {metric} is not told: {why}."
    ),
    "attr_harm_no_singles": "the runs without each single measure were left out (singles=false)",
    "attr_harm_chance": "taken out alone, none of its measures can be told from nothing by {runs} runs",
    "attr_harm_lowers": "taken out alone, none of its measures that can be told from nothing raises it",
    "attr_undecided": ", so it is not known whether the plan makes it better or worse",
    "attr_less": "{size} less",
    "attr_more": "{size} more",
    "attr_same": "no difference",
    "attr_between_less": "{low} to {high} less",
    "attr_between_more": "{low} to {high} more",
    "attr_between": "{low} less to {high} more",
    "attr_first": "{total}. {parts}",
    "attr_mostly": "Of that, {parts}.",
    "attr_mostly_drawn": "Of that, from {orders} of {every} orders of its parts, {parts}.",
    "attr_mostly_rough": "Of that, roughly, from only {orders} of {every} orders of its parts, {parts}.",
    "attr_against": "The other way: {parts}.",
    "attr_mostly_part": "{name} {change}{share}",
    "attr_share": " ({percent} % of it)",
    "attr_none_told": "No part of it can be told from nothing by {runs} runs.",
    "attr_none_told_drawn": "No part of it can be told from nothing by {runs} runs and {orders} of {every} orders.",
    "attr_largest": "The largest in these runs: {name} {change}.",
    "attr_not_told": "{metric}: these parts cannot be told from nothing by {runs} runs: {names}.",
    "attr_unused": (
        "Never used in any of {runs} runs of the whole plan: {names}. Another shock may need them, or a plan without "
        "the others. A part of which nothing was used is in no coalition, so what it would do there is in no part."
    ),
    "attr_dear": (
        "Taken out alone while all others stay, no measure is missed as much as {name}: {metric} {change} with it "
        "({between})."
    ),
    "attr_parts": "{metric}: parts of the plan",
    "attr_col_part": "Part of the plan",
    "attr_col_what": "Measures",
    "attr_col_size": "What it brings, {unit}",
    "attr_col_orders": "± from orders",
    "attr_col_last": "If only it is left out",
    "attr_col_measure": "Measure",
    "attr_col_effect": "{metric}, {unit}",
    "attr_row_none": "no measure at all",
    "attr_row_all": "the plan",
    "attr_parts_note": (
        "Minus: the part lowers the figure. Mean and 95 % interval ({runs} runs on the same luck{orders}), "
        "each by itself (* told from 0 after Holm over the parts); parts sum to the plan less no measure. "
        "{pairs}If only it is left out: the plan less the plan without it; these do not "
        "sum, since measures stand in for each other."
    ),
    "attr_and_orders": ", and the orders drawn",
    "attr_no_orders": ", none of parts that only one order and its reverse tell",
    "attr_pairs": "standard error of the orders drawn alone ({pairs} pairs), no less than that of the parts at large",
    "attr_pair": "standard error of one order and its reverse alone, no less than that of the parts at large",
    "attr_note_pairs": "± from orders: {error}. ",
    "attr_fig_pairs": "; thick ones: {error}",
    "attr_still": "{size} †",
    "attr_still_note": (
        " † changed nothing wherever it was looked at, in any run: it has no error of its own; orders not drawn may "
        "hold more."
    ),
    "attr_fig_still": (
        "A bar of 0 without lines changed nothing wherever it was looked at, in any run; other orders may hold more."
    ),
    "attr_singles": "Each measure by itself: the plan less the plan without it",
    "attr_singles_note": (
        "Mean and 95 % interval over {runs} runs, each by itself (* told from 0 after Holm over the measures). Minus:"
        " the measure lowers the figure. Where others step in, a measure that did much may be missed little."
    ),
    "attr_fig": "{metric}: from no measure at all to {plan}",
    "attr_fig_axis": "{metric}, {unit}",
    "attr_fig_axis_change": "{metric}, {unit}: change against no measure at all",
    "attr_fig_text": (
        "Waterfall of {metric} under {shock}: {none} with no measure, then what each part of {plan} takes away or "
        "adds, down to {all}. Largest: {parts}."
    ),
    "attr_fig_note": (
        "Bars: Shapley parts, hatched where they raise the figure. Lines: 95 % interval ({runs} runs on the same "
        "luck{orders}), each part by itself{pairs}. Assumed: parts that no run used are out of every coalition; "
        "buffers and other settings of the plan stay."
    ),
    "attr_sure_runs": (
        "{runs} runs of each scenario, all on the same luck, {scenarios} scenarios for the measures. Intervals: 95 %,"
        " t, over runs, each by itself (pointwise, not for all parts at once)."
    ),
    "attr_sure_lost": (
        "{lost} of {asked} runs failed, or lack a figure, under some scenario and are left out everywhere."
    ),
    "attr_sure_orders": (
        "Shapley values from {pairs} drawn pairs of orders (an order and its reverse). Their sampling error is in the "
        "intervals of the parts and in what is told from nothing; more pairs (permutation_pairs) lower it.{rough}"
    ),
    "attr_sure_pair": (
        "Shapley values from one order and its reverse, too few for intervals of the parts: more pairs "
        "(permutation_pairs) give them.{rough}"
    ),
    "attr_sure_rough": " So few pairs make every part a rough one.",
    "attr_sure_exact": "Exact Shapley values: all coalitions of the parts were run, so no order of them was drawn.",
    "attr_sure_out": (
        "Assumed: a coalition is the plan with the other measures taken out. Rules that are no measure (buffers, "
        "target use, how often it is reviewed) stay, and order nothing by themselves. Waiting counts from arrival to "
        "the move, undecided and unsettled alike."
    ),
    "cause_told": (
        "{year}: of the need {gap} persons had to wait beyond 31 December (95 % interval {low} to {high}). {parts}; "
        "{rest} are left with all five as expected."
    ),
    "cause_met": (
        "{year}: the need was met with {gap} persons to spare (95 % interval {low} to {high}). {parts}; {rest} would "
        "be left with all five as expected."
    ),
    "cause_part": "{name} {size}",
    "cause_nights": (
        "{metric} to 31 December {year}: {gap} ({low} to {high}). {parts}; {rest} with all five as expected."
    ),
    "cause_none_told": "No cause can be told from nothing by {runs} runs",
    "cause_head": "Causes of the deviation of {year}",
    "cause_col": "Cause",
    "cause_col_swap": "Held against",
    "cause_row_rest": "all five as expected",
    "cause_row_all": "as simulated",
    "cause_note": (
        "Plus: the cause made it worse. Exact Shapley values over all 32 sets of causes; mean and 95 % interval over "
        "{runs} runs, each by itself (* told from 0 after Holm over the causes). A need that is revised as more "
        "permits come is the need that counts, so quicker decisions can widen the gap. Of two causes "
        "without either of which nothing would have gone wrong, each gets half."
    ),
    "cause_fig": "Causes of the deviation of {year}",
    "cause_fig_text": "Bars of the causes of the deviation of {year}: {parts}.",
    "cause_fig_note": (
        "Bars: exact Shapley parts of as simulated less all five as expected; hatched where the cause made it worse. "
        "Lines: 95 % interval over {runs} runs, each by itself. Assumed: what was to be expected is the shock left "
        "out, ample staff, all that is asked for voted, dwellings at hand and places for all."
    ),
    "cause_sure": (
        "Causes: one factor at a time goes from as simulated to as was to be expected, in all 32 sets; {runs} runs of"
        " each to 31 December {year}. What is ample is a setting of the study (our choice)."
    ),
    # before the runs
    "attr_plan_exact": "plan {plan} (measures: {measures}; parts: {parts}): all coalitions",
    "attr_plan_drawn": "plan {plan} (measures: {measures}; parts: {parts}): pairs of orders drawn: {pairs}",
    "attr_plan_most": (
        "at most {scenarios} scenarios of {days} days, {runs} runs of each; fewer if some measures are not used"
    ),
    "attr_plan_causes": (
        "causes of the deviation of {year}: {scenarios} scenarios to 31 December, {runs} runs of each"
    ),
}

NAMES_OF_ATTRIBUTE: Mapping[str, Mapping[str, str]] = {
    "shared_metric": {
        "waiting_person_days": "Person-days waiting from arrival to a municipality",
        "need_minus_settled": "Need not settled by 31 December",
    },
    "part": {
        "places_in_centres": "places in centres",
        "emergency_capacity": "emergency capacity",
        "places_for_minors": "places for minors",
        "processing": "registration and case-work",
        "settlement": "settlement",
    },
    "cause": {
        "arrivals": "arrivals",
        "processing": "processing",
        "offers": "municipal offers",
        "housing": "housing",
        "reception": "reception",
    },
    "cause_swap": {
        "arrivals": "no shock: arrivals go on as before it",
        "processing": "staff for registration, decisions, appeals and mapping never binds",
        "offers": "municipalities vote at once all that is asked for, and make it real",
        "housing": "a dwelling is at hand for everyone allocated",
        "reception": "places of every type for all, from the first day",
    },
}
