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
    "brief_place_short": (
        "The need for beds from UDI passes all places that could stand after {when}: in the week to {date} "
        "in {hits} of {runs} futures; the need is then {need} ({low} to {high}), and at most {openable} "
        "places could stand."
    ),
    "brief_place_enough": (
        "The places that could stand at most cover the need in every one of the next {weeks} weeks in every "
        "future, if all was ordered on the first day: at the tightest, in the week to {date}, {openable} "
        "could stand for a need of {need} ({low} to {high})."
    ),
    "brief_places_now": (
        "The places that stand on {day} ({places}) are passed by the upper end of the need from the week to "
        "{date} on."
    ),
    "brief_places_now_enough": (
        "The places that stand on {day} ({places}) hold the need of all {weeks} weeks, upper end included."
    ),
    "brief_order_by": "{body} must order {measure} by {date} for beds when they are needed, {days} days later.",
    "brief_order_late": (
        "{measure} ({body}) comes too late: with {days} days to the first bed it should have been ordered by "
        "{date}."
    ),
    "brief_first": (
        "First to break: {criterion}, {share} as the first of all, around {date} ({earliest} to {latest})."
    ),
    "brief_first_none": "Nothing breaks in any of {runs} futures (chance of a break {chance}).",
    "brief_first_no_other": "Nothing else breaks from {day} on in any of {runs} futures (chance {chance}).",
    "brief_already": "Broken before {day}: {parts}.",
    "brief_already_part": "{criterion} in {hits} of {runs}",
    "brief_before": " ({hits} of them before {day})",
    "brief_when": ", from {date} ({earliest} to {latest})",
    "brief_when_later": ", in the others from {date} ({earliest} to {latest})",
    "brief_exit": (
        "Places given up before their notice ends cost {period} ({period_range}) in the period, and NOK "
        "{after} ({after_range}) are committed to fall due after it."
    ),
    "brief_exit_none": "No place is given up before its notice ends, so there is no exit cost.",
    "brief_roof_all": "All have a roof: {criterion} {share}, neither before nor after {day}.",
    "brief_roof_some": (
        "Not all have a roof: {criterion} {share}{before}{when}; worst {worst} and {days} days, means of "
        "those futures."
    ),
    "brief_children_none": "{criterion}: {share}.",
    "brief_children": "{criterion}: {share}{before}{when}; worst {worst} and {days} days, means of those futures.",
    "brief_cost": "The state pays NOK {cost} ({low} to {high}) in {year}{more}.",
    "brief_cost_more": ", and NOK {cost} in {year}",
    "brief_committed": "Beyond the days that are run, NOK {cost} ({low} to {high}) are committed.",
    "brief_political": (
        "{body} must decide on {measure}: called for {share}{before}, first around {date} ({earliest} to "
        "{latest})."
    ),
    "brief_political_none": "{measure} needs the {body}, but is called for {share} from that day on{before}.",
    "brief_political_no_measure": "No measure of this plan needs the Government or the Storting.",
    "brief_table_places": "Need against places",
    "brief_table_orders": "Who must order what, and by when",
    "brief_table_breaks": "What breaks from {day} on",
    "brief_table_cost": "Cost by payer and year, million NOK",
    "brief_head_places": "Week to|Need, persons|Range|Places in the runs|Could stand|Futures short",
    "brief_head_orders": "Measure|Decided by|Days to first beds|Most a week|Most in all|Order by",
    "brief_head_breaks": "Criterion|Futures|Broken before|First of all in|First day (median)|Days|Worst",
    "brief_no_limit": "no limit",
    "brief_not_needed": "not needed",
    "brief_note_places": (
        "Could stand: places of the first week and what the plan's measures could add if all were ordered on "
        "that day, with mean lead times, within what is left of their limits, the operators' staff and the "
        "market; an upper end, since triggers and permits come later and contracts end. Range: {label}, "
        "pointwise."
    ),
    "brief_note_orders": (
        "Reckoned by lead times alone. Whether a later order would still prevent the break is tested by "
        "`beredt warning 'parts=[decide_by]'`."
    ),
    "brief_note_breaks": (
        "Futures: it first breaks on that day or later. Broken before: its first day was earlier, and it may "
        "still be, or be again. Days and worst: means of the futures with either, of the whole run."
    ),
    "brief_note_cost": (
        "Means of the futures, 95 % interval of the mean. Total: all payers of the state. Grants are what "
        "municipalities receive."
    ),
    "brief_committed_year": "after the run",
    "brief_total": "The state in all",
    "brief_sure_runs": "{runs} futures, each with its own luck; chances with 95 % intervals (Wilson).",
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
