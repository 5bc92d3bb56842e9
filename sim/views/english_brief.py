"""What a brief says, in English."""

from __future__ import annotations

BRIEF: dict[str, str] = {
    "brief_title_director": (
        "For the director: places and orders from {day} on if this shock comes: {shock}, plan {plan}"
    ),
    "brief_title_minister": (
        "For the minister: roofs, children and money from {day} on if this shock comes: {shock}, plan {plan}"
    ),
    "brief_natural": "in {hits} of {runs} futures (chance {chance})",
    "brief_none": "in none of {runs} futures (chance {chance})",
    "brief_lacking_now": (
        "In the week to {date}, before anything ordered on {day} can stand, {places} places stand for a need of {need} "
        "({low} to {high}), too few in {in_runs} of {runs} futures ({lacking} persons without a bed, median)."
    ),
    "brief_cover_not": (
        "Not even all places that could stand would cover the need: had every measure on places been ordered on {day}, "
        "at most {openable} could stand (median) in the week to {date}, the first in which the need passes them, in "
        "{hits} of {runs} futures. The need is then {need} ({low} to {high}), and under this plan {places} places "
        "stand."
    ),
    "brief_cover_all": (
        "The places that could stand would cover the need of every week from {day} to {last} in each of {runs} "
        "futures, reckoned one by one, as far as lead times, limits, staff and market go: in the week to {date}, when "
        "the need is {need} ({low} to {high}), {places} places stand under this plan, too few in {in_runs} of {runs} "
        "futures ({lacking} persons without a bed, median), and up to {openable} could stand (median) had every "
        "measure on places been ordered on {day}."
    ),
    "brief_cover_unneeded": (
        "In the weeks from {day} to {last} no future has anybody without a bed at a week's end. At the tightest, in "
        "the week to {date}, {places} places stand under this plan for a need of {need} ({low} to {high}), and up to "
        "{openable} could stand (median) had every measure on places been ordered on {day}."
    ),
    "brief_cover_beyond": (
        "That reckoning ends on {last}, before the roofs first fail ({date}, median): {way}."
    ),
    "brief_cover_peak": (
        "That reckoning ends on {last}; most are without a bed later, in the week to {date} ({persons}, median): "
        "{way}."
    ),
    "brief_cover_weeks": "a brief of {weeks} weeks looks as far",
    "brief_cover_later": (
        "further than a brief looks ({most} weeks); one of a later day does, such as of {day}"
    ),
    "brief_weeks_cut": (
        "Of the {weeks} weeks looked ahead the last {days} days are not seen, since the runs end on {last}: the table "
        "ends there."
    ),
    "brief_weeks_cut_one": (
        "Of the {weeks} weeks looked ahead the last day is not seen, since the runs end on {last}: the table ends "
        "there."
    ),
    "brief_places_now": (
        "On {first} {places} places stand, the arrival centre included. In the week to {date} the upper end of the "
        "need ({high}) first passes those that are left without a new order ({standing})."
    ),
    "brief_places_now_enough": (
        "On {first} {places} places stand, the arrival centre included. Those that are left without a new order hold "
        "the need of all {weeks} weeks; at the tightest, in the week to {date}, {standing} for an upper end of {high}."
    ),
    "brief_places_now_enough_one": (
        "On {first} {places} places stand, the arrival centre included. Those that are left without a new order, "
        "{standing} in the week to {date}, hold the upper end of the need of that week, {high}."
    ),
    "brief_order_by": "{body} must order {measure} by {date} for first beds {days} days later, by {needed}.",
    "brief_order_late": (
        "{measure} ({body}) comes too late for {needed}: with {days} days to the first bed it should have been "
        "ordered by {date}."
    ),
    "brief_minors": (
        "Minors live in centres for adults from the week to {needed} on (upper end of the range). First beds of their "
        "own by then take an order of {parts}."
    ),
    "brief_minors_ages": (
        "Of minors in centres for adults, those under 15 (care places) and those of 15 to 17 are not told apart: "
        "perhaps places for one of the two ages are enough, and not every one of these orders is needed."
    ),
    "brief_minors_by": "{body} by {date} ({measure}, {days} days ahead)",
    "brief_minors_late": "{body} by {date} ({measure}, {days} days ahead: too late)",
    "brief_minors_none": "No measure of this plan adds places for unaccompanied minors: {criterion} {share}.",
    "brief_first": (
        "First to break: {criterion}, {share} as the first of all that break from {day} on; it breaks on {when}."
    ),
    "brief_first_none": "Nothing breaks in any of {runs} futures (chance of a break {chance}).",
    "brief_first_no_other": "Nothing else breaks from {day} on in any of {runs} futures (chance {chance}).",
    "brief_already": "Broken before {day}: {parts}.",
    "brief_already_part": "{criterion} in {hits} of {runs}, at the earliest on {first}{after}",
    "brief_back": (
        ", still so on {day} in {still}, and over by then but back later in {again}, from the week to {date} (median)"
    ),
    "brief_not_back": ", still so on {day} in {still}, and in none back later",
    "brief_emergency": (
        "The world of {first}, in which the runs begin, has emergency accommodation in use: {many} persons lived there "
        "in the week to {then}, and {few} in the week to {now} (medians). What broke before may come from there, not "
        "from the shock."
    ),
    "brief_before": " ({hits} of them before {day}{after})",
    "brief_when": ", from {when}",
    "brief_when_later": ", in the others from {when}",
    "brief_exit": (
        "Places given up before their notice ends cost NOK {period} ({period_range}) up to {last}. If every contract "
        "were given notice on that day, NOK {after} ({after_range}) would still fall due."
    ),
    "brief_exit_none": "No place is given up before its notice ends, so there is no exit cost.",
    "brief_roof_all": (
        "All have a roof: {criterion} {share} for {on_end} on end, neither before nor after {day}, up to {last}."
    ),
    "brief_roof_some": (
        "Not all have a roof: {criterion} {share}{before}{when}; at the worst {worst} at a time and {days} days in "
        "all, means of those futures over the whole run (worst future: {most})."
    ),
    "brief_children_none": "{criterion}: {share}.",
    "brief_children": (
        "{criterion}: {share}{before}{when}; at the worst {worst} at a time and {days} days in all, means of those "
        "futures over the whole run."
    ),
    "brief_cost": "The state pays NOK {cost} ({low} to {high}) in {year}{since}{more}.",
    "brief_cost_since": " (of it NOK {cost} from {month} {year} on)",
    "brief_cost_more": ", and NOK {cost} in {year}{since}",
    "brief_committed": (
        "On {last}, the last day that is run, NOK {cost} ({low} to {high}) more is bound to fall due: grants of the "
        "years to come for those settled, and contracts if all were given notice that day."
    ),
    "brief_political": "{body} must decide on {measure}: called for {share}{before}, first on {when}.",
    "brief_political_none": "{measure} needs the {body}, but is called for {share} from that day on{before}.",
    "brief_political_no_measure": "No measure of this plan needs the Government or the Storting.",
    "brief_table_places": "Need against places",
    "brief_table_orders": "Who must order what, and by when",
    "brief_table_breaks": "What breaks from {day} on",
    "brief_table_cost": "Cost by payer and year, million NOK",
    "brief_head_places": (
        "Week to|Need|Range|Stand|Short of them|No bed|Could stand|Short of those"
    ),
    "brief_head_orders": "Measure|Decided by|Days to first beds|Most a week|Most in all|Order by",
    "brief_head_breaks": "Criterion|Futures|Broken before|Back later|First of all in|First day (median)|Days|Worst",
    "brief_no_limit": "no limit",
    "brief_not_needed": "not needed",
    "brief_note_places": (
        "Need, places that stand in the runs (those of the arrival centre included) and persons without a bed: medians "
        "at the week's end, each column by itself and from other runs than the next, so that a row need not add up: "
        "need less stand is not the number without a bed. Range of the need: {label}, pointwise. "
        "Short: futures whose need is above those places. The first row, to {first}, is"
        " what stands before anything is ordered on {day}. Could stand: what is left of those without a new "
        "order, places ordered before {day} counted as they open, and what the plan's measures could add if all were "
        "ordered on {day}, with mean lead times, within what is left of their limits, the operators' staff and the "
        "market; reckoned in each future, told as the median; an upper end, since triggers and permits come later and "
        "contracts end."
    ),
    "brief_note_orders": (
        "Reckoned by lead times alone: the last day for first beds, not for enough of them. Whether a later order"
        " would still prevent the break is tested by the study of early warning, which finds by when to decide."
    ),
    "brief_note_breaks": (
        "Futures: it first breaks on that day or later. Broken before: its first day was earlier. Back later: of "
        "those, over by that day and so again at as many weeks' ends as its days take (no figure by the week: -)."
        " Days and worst: means of the futures with either, of the whole run."
    ),
    "brief_note_cost": (
        "Means of the futures, 95 % interval of the mean; all that is paid in a year, before the day looked ahead"
        " from too. The state in all: without the municipalities, whose row is their costs less the grants and "
        "compensation they receive: below 0 they receive more. After the run: what is bound on {last}, whatever "
        "year it falls due. Each figure is rounded by itself."
    ),
    "brief_committed_year": "after the run",
    "brief_total": "The state in all",
    "brief_sure_runs": (
        "{runs} futures, each with its own luck; chances with 95 % intervals (Wilson; with none or "
        "all of them the rule of three)."
    ),
    "brief_range_all": "full range of {runs} runs",
    "brief_range_most": "5th to 95th percentile of {runs} runs",
    "brief_sure_band": "Bands by week are pointwise ({label}); no single path keeps to one of their edges.",
    "brief_sure_assumed": (
        "Lead times, limits of measures, prices and staff are mostly assumed; arrivals are a scenario, no "
        "forecast."
    ),
    "brief_fig_places": "Need for beds from UDI against places, {plan} under {shock}",
    "brief_fig_places_y": "persons, places",
    "brief_fig_need": "need, median",
    "brief_fig_could": "could stand",
    "brief_fig_runs": "places in the runs",
    "brief_fig_cost": "Cost to the state by year, {plan} under {shock}",
    "brief_fig_part": "{year}\n({run} of {whole} days)",
    "brief_fig_hatched": "Hatched: a year of which only a part is run.",
    "brief_fig_cost_y": "million NOK",
    "brief_fig_cost_text": "Bars of mean cost by year: {parts}.",
    "brief_fig_note": "{runs} futures. {what} Assumed: lead times, limits, prices. {valid}",
    "brief_fig_band": "Band: {label}, pointwise.",
    "brief_fig_interval": "Whisker: 95 % interval of the mean.",
    # before the runs
    "brief_plan_runs": "{runs} runs of plan {plan} over {days} days",
    "brief_plan_director": "a page for the director, {weeks} weeks from {day}",
    "brief_plan_minister": "a page for the minister, {weeks} weeks from {day}",
}
