"""The English sentences of breaking points."""

from __future__ import annotations

from collections.abc import Mapping

BREAKPOINT: Mapping[str, str] = {
    "bp_title": "Breaking points: how large a shock ({shock}) each plan survives",
    "bp_often_tens": "{hits} of 10",
    "bp_often_hundreds": "{hits} of 100",
    "bp_found": (
        "{plan}{against} survives up to {size} times the shock{amount} in {held} of {futures} futures, where {often} "
        "were asked for{interval}; at {breaks} times, {broke} of {futures} futures break."
    ),
    "bp_at_least": "at least {held}",
    "bp_amount": ", which is {persons} people",
    "bp_amount_week": ", which is {persons} people, {week} of them in the peak week,",
    "bp_interval": " ({confidence} interval {low} to {high}{amount})",
    "bp_interval_above": " (at most {high}, {confidence} bound; so few futures have no bound from below)",
    "bp_interval_none": " (so few futures have no interval)",
    "bp_interval_persons": ", {low} to {high} people",
    "bp_below_range": "less than {low}",
    "bp_ends": "{low} to {high}",
    "bp_above_range": "more than {high}",
    "bp_fails_none": (
        "{plan}{against} fails without any shock: {broke} of {futures} futures break at size {low}, where "
        "{tolerated} are tolerated."
    ),
    "bp_fails": (
        "{plan}{against} survives less than {low} times the shock: {broke} of {futures} futures break there, where "
        "{tolerated} are tolerated."
    ),
    "bp_survives": (
        "{plan}{against} survives more than {high} times the shock, the largest tried: there {broke} of {futures} "
        "futures break."
    ),
    "bp_some": "some",
    "bp_places": (
        "When the shock comes the plans do not stand alike: on {date}, the day before it, {parts} (places that can be "
        "used, emergency included, the arrival centre not; "
        "median of {futures} futures, at {size} times the shock). Places that a plan gave up "
        "before are not there."
    ),
    "bp_places_part": "{plan} has {places}",
    "bp_what": "Broken means: {criterion}, that is: {says}.",
    "bp_first": (
        "Just above that, at {size} times the shock, what breaks first under {plan}{against} is {criterion}, in "
        "{hits} of {futures} futures ({span})."
    ),
    "bp_first_asked": "{start} Then comes {criterion}, the one asked for, in {hits} of {futures} ({span}).",
    "bp_first_nothing": (
        "Just above that, at {size} times the shock, nothing breaks under {plan}{against} after the onset."
    ),
    "bp_already": (
        "Broken already before the shock, so that the shock is not what broke it: {parts}."
    ),
    "bp_at_ease": (
        "The system that the shock finds (start {start}) is at ease for the other criteria only. What a shock does to "
        "these is not told for futures in which they were broken before it, so many at most: {criteria}."
    ),
    "bp_at_ease_asked": (
        "Futures in which the criterion asked for, {criterion}, was broken before the shock count as broken all the "
        "same: {hits} at most."
    ),
    "bp_already_part": "{criterion}, in {hits}",
    "bp_pair_told": (
        "{better} survives more than {worse}, which the same futures tell from chance{at_once}: at {size} times the "
        "shock, between their breaking points, {most} of {futures} break under {worse} alone, and {least} under "
        "{better} alone."
    ),
    "bp_pair_untold": (
        "These futures cannot tell which of {plans} survives more: at {size} times the shock, between their breaking "
        "points, {most} of {futures} break under {worse} alone, and {least} under {better} alone; to be told from "
        "chance{at_once} it takes {needed} on one side and none on the other."
    ),
    "bp_pair_at_once": " (Holm's method over {count} pairs)",
    "bp_pair_untested": (
        "Which of {plans} survives more was not tested: no size that was tried lies between their breaking points."
    ),
    "bp_cut": (
        "The runs end on {until}, before the shock does, on {ends}{against}: what would break after that is not seen, "
        "so that a whole shock may be survived at smaller sizes only. A longer horizon_days sees it."
    ),
    "bp_against_duration": " at {value} times the duration",
    "bp_against_warning": " with {value} days of warning",
    "bp_falls_duration": "In these futures, a longer shock is survived at a smaller size only: {plans}.",
    "bp_level_duration": (
        "In these futures, the duration changes nothing that the width of the brackets lets one tell: {plans}."
    ),
    "bp_rises_duration": (
        "In these futures, a longer shock, whose rise is slower as well, is survived at a larger size: {plans}."
    ),
    "bp_both_duration": (
        "In these futures, the size survived rises with the duration at some values and falls at others: {plans}."
    ),
    "bp_outside_duration": (
        "Whether the duration changes anything is not known, since every value lies beyond the sizes tried: {plans}."
    ),
    "bp_rises_warning": "In these futures, a larger shock is survived with a longer warning: {plans}.",
    "bp_level_warning": (
        "In these futures, a longer warning changes nothing that the width of the brackets lets one tell: {plans}."
    ),
    "bp_falls_warning": "In these futures, only a smaller shock is survived with a longer warning: {plans}.",
    "bp_both_warning": (
        "In these futures, the size survived rises with the days of warning at some values and falls at others: "
        "{plans}."
    ),
    "bp_outside_warning": (
        "Whether a longer warning changes anything is not known, since every value lies beyond the sizes tried: "
        "{plans}."
    ),
    # before the runs
    "bp_plan_plans": "plans: {plans}; shock: {shock}; start {start}",
    "bp_plan_duration": "at several durations, times that of the shock: {values}",
    "bp_plan_warning": "at several days of warning: {values}",
    "bp_plan_sizes": (
        "{criterion} may come in {p} of the futures; sizes {low} to {high} times the shock are searched, to "
        "{tolerance} of the size"
    ),
    "bp_plan_runs": "{futures} futures; about {least} to {most} runs of {days} days, by rounds: {takes}",
    "bp_plan_no_low": "{why}; there is no lower end",
    "bp_plan_confidence": "{why}; the interval has {confidence}",
    "takes_minutes": "about {low} min with {workers} processes at work, longer on a busy machine",
    "takes_minutes_between": "about {low} to {high} min with {workers} processes at work, longer on a busy machine",
    # tables
    "bp_table": "Breaking points",
    "bp_head_plan": "plan",
    "bp_head_against_duration": "duration, times",
    "bp_head_against_warning": "warning, days",
    "bp_head_size": "survives, times the shock",
    "bp_head_interval": "interval",
    "bp_head_persons": "people",
    "bp_head_week": "peak week",
    "bp_head_broke": "break just above",
    "bp_table_note": (
        "Survives: at most {allowed} of {futures} futures break. Break just above: at the next size tried."
    ),
    "bp_first_table": "What breaks just above the breaking point",
    "bp_head_at": "at size",
    "bp_head_criterion": "criterion",
    "bp_head_first_in": "first in",
    "bp_head_broke_in": "breaks in",
    "bp_head_day": "first day (median; range)",
    "bp_head_already": "broken already",
    "bp_first_note": (
        "Of {futures} futures, from the first day of the shock on; two on the same day both count as first. Broken "
        "already: before that day, whether or not it then breaks anew."
    ),
    "bp_of": "{hits} of {futures}",
    # how sure
    "bp_runs": (
        "{runs} runs of {futures} futures, each the same under every plan and size; a run goes from {first} over "
        "{days} days."
    ),
    "bp_sure_interval": (
        "An interval lies between two of the sorted sizes from which the futures break, and holds whatever their "
        "law, at {confidence}; its ends are the outer ends of brackets at most {tolerance} of the size wide."
    ),
    "bp_sure_few": "More cannot be told: {why}.",
    "bp_wilson_both": ("At every end of an interval, the share of futures that break is told from {p} (95 %)."),
    "bp_wilson_not": (
        "So few futures leave open whether more or less than {p} of all futures would break (95 %) at {parts}. Even "
        "if none of them broke, it would take {needed} futures to say that it is less."
    ),
    "bp_wilson_part": "the {end} end of {plan}{against} ({hits} of {futures})",
    "bp_lower": "lower",
    "bp_upper": "upper",
    "bp_monotone": (
        "That a future which a shock breaks is broken by every larger one was seen in {checked} answers that had been "
        "inferred; it held in all but {bad} futures ({plans})."
    ),
    "bp_monotone_all": (
        "That a future which a shock breaks is broken by every larger one was seen in {checked} answers that had been "
        "inferred, and held in all."
    ),
    "bp_counted": "{plan}{against} {count}",
    "bp_lost": "Futures with a run that failed or was lost are left out: {parts}.",
    "bp_lost_all": "Of {plan}{against} nothing can be told: every future has a run that failed or was lost.",
    "bp_assumed": (
        "Assumed: start {start}; the size multiplies the arrivals of the shock and leaves its timing, mix and "
        "warning as they are; nothing is known of what lies beyond the last day."
    ),
    # figures
    "bp_fig_dots": "Largest shock survived in {often} futures (asked for; {futures} were run)",
    "bp_fig_dots_axis": "size, times the shock ({shock})",
    "bp_fig_persons_axis": "people",
    "bp_fig_curve": "Share of futures that break, by size of the shock",
    "bp_fig_curve_axis": "futures that break, %",
    "bp_fig_tolerated": "tolerated: {p} %",
    "bp_fig_frontier_duration": "Largest shock survived, by its duration",
    "bp_fig_frontier_warning": "Largest shock survived, by days of warning",
    "bp_fig_duration_axis": "duration, times that of the shock ({shock})",
    "bp_fig_warning_axis": "days from the first signs to the onset",
    "bp_note_dots": "Dot: largest size survived; line: {ends}. An arrow goes beyond what was tried.",
    "bp_note_frontier": "Line: largest size survived; thin lines: {ends}, pointwise.",
    "bp_note_interval": "{confidence} interval",
    "bp_note_bound": "up to the {confidence} bound from above, so few futures have none from below",
    "bp_note_none": "none, so few futures have no interval",
    "bp_note_curve": (
        "Steps: at each size tried, up to the next; thin lines: Wilson's interval of 95 %, pointwise, and the rule of "
        "three where none or all break. Only sizes are drawn at which every future is known, run or inferred."
    ),
    "bp_note_runs": "{runs} runs, {futures} futures. Broken means: {criterion}. Assumed: start {start}, {days} days.",
    "bp_text": "{title}: {parts}.",
    "bp_text_part": "{plan}{against} {size}",
}
