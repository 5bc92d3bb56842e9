"""The English sentences and names of `beredt robust`."""

from __future__ import annotations

from collections.abc import Mapping

ROBUST: Mapping[str, str] = {
    "robust_title": "{plans} plans in {scenarios} scenarios: which does well whatever comes",
    "robust_nothing": "No future has a value for every plan, so that nothing can be said.",
    "robust_met": "{plan} meets all targets most often: {share}. The others: {others}.",
    "robust_met_tied": "{plans} meet all targets equally often, and most often: {share}. The others: {others}.",
    "robust_met_other": "{plan} {share}",
    "robust_met_tied_all": "All plans meet all targets equally often: {share}.",
    "robust_share": "in {hits} of {runs} futures (share {low} to {high})",
    "robust_share_none": "in none of {runs} futures (share at most {high})",
    "robust_share_all": "in all {runs} futures (share at least {low})",
    "robust_nobody": (
        "No plan meets all targets in any of {runs} futures (share at most {high}): the targets tell no plan from "
        "another. Hardest to meet: {target}."
    ),
    "robust_nobody_few": (
        "No plan meets all targets in any of {runs} futures, too few to tell a share: the targets tell no plan from "
        "another. Hardest to meet: {target}."
    ),
    "robust_everybody_few": (
        "Every plan meets all targets in all {runs} futures, too few to tell a share: the targets tell no plan from "
        "another."
    ),
    "robust_everybody": (
        "Every plan meets all targets in all {runs} futures (share at least {low}): the targets tell no plan from "
        "another."
    ),
    "robust_trade": (
        "{plan} has {first} and {second} than {against} (means of {scenarios} scenarios{told})."
    ),
    "robust_trade_chance": ", whose difference in the first cannot be told from chance",
    "robust_less": "{size} less ({metric})",
    "robust_more": "{size} more ({metric})",
    "robust_best": "Best by {metric}: {plans}, {value} (mean of {scenarios} scenarios).",
    "robust_best_all": "No plan is better than another by {metric}: {value} (mean of {scenarios} scenarios).",
    "robust_one_shock": "1 shock",
    "robust_shocks": "{count} shocks",
    "robust_regret": (
        "{metric}: the smallest regret at worst is that of {plan}, up to {most} against the best plan of the same "
        "scenario, in 9 of 10 scenarios at most {high}; most is lost by {worst}, up to {worst_most}."
    ),
    "robust_regret_best": (
        "{metric}: best, or tied with the best, in every scenario: {plan}. Most is lost by {worst}, up to "
        "{worst_most} against the best of the same scenario."
    ),
    "robust_regret_cost": (
        "{metric}: lowest, or nearly, in every scenario: {plan}, which is no gain by itself, since more persons are "
        "without a place under it than under {against}. Most is lost by {worst}, up to {worst_most} against the lowest "
        "of the same scenario."
    ),
    "robust_best_cost": (
        "Lowest {metric}: {plans}, {value} (mean of {scenarios} scenarios); that is no gain by itself, since more "
        "persons are without a place than under {against}."
    ),
    "robust_regret_cost_some": (
        "{metric}: the plan that is nearest the lowest at worst is {plan}, up to {most} above it, in 9 of 10 scenarios "
        "at most {high}, which is no gain by itself, since more persons are without a place than under {against}; most "
        "is lost by {worst}, up to {worst_most}."
    ),
    "robust_regret_none": "{metric}: no scenario tells the plans apart.",
    "robust_tail": (
        "In the worst {share} of the scenarios it is {parts} ({metric}, mean{interval})."
    ),
    "robust_tail_interval": "; in brackets 95 % intervals by drawing rows of values anew, each with all its shocks",
    "robust_tail_few": "; an interval takes more rows of values than {rows}",
    "robust_tail_part": "{value} under {plan}",
    "robust_tail_part_range": "{value} under {plan} ({low} to {high})",
    "robust_front": "No plan beats {plans} on {losses} at once.{others}{fresh}",
    "robust_front_all": "No plan beats another on {losses} at once: what one buys another saves.{fresh}",
    "robust_front_one": "{plans} is best on {losses} at once.{others}{fresh}",
    "robust_beaten": " {plan} is nowhere better, and somewhere worse, than {better}.",
    "robust_fresh_same": (
        " On fresh runs, {runs} of each plan and scenario that were held out, every plan keeps its place."
    ),
    "robust_fresh_other": (
        " On fresh runs, {runs} of each plan and scenario that were held out, {plans} would change place, so that the "
        "front is not settled."
    ),
    "robust_fresh_none": " No runs were held out, so that this was not tested on fresh ones.",
    "robust_gap": (
        "Found on some runs and tested on others, the means of the plans on the front differ by up to {parts}."
    ),
    "robust_gap_part": "{value} ({metric})",
    "robust_order": (
        "{metric}: the order depends on the criterion. By {first} and by {second} the plans stand differently"
        " (Kendall's "
        "tau {tau}, below {least})."
    ),
    "robust_order_safe": (
        "{metric}: the order of the plans is much alike by every criterion (Kendall's tau {tau} or more)."
    ),
    "robust_order_same": "{metric}: the order of the plans is the same by every criterion (Kendall's tau {tau}).",
    "robust_order_none": "{metric}: there is no order of the plans to compare, as no criterion tells them apart.",
    "robust_halves": (
        "{metric}: the order depends on which rows of values are looked at. Between halves of them Kendall's tau "
        "is {tau} on "
        "average, judged by {criterion}."
    ),
    "robust_metrics": (
        "The order depends on what is counted, in {count} of {all} pairs of metrics; most for {first} against {second} "
        "(Kendall's tau {tau} between the orders of the plans by their means)."
    ),
    "robust_change": (
        "What is assumed changes the best plan. {metric}{shock}: {low} up to {low_to}, but {high} from {high_from}, of "
        "{parameter} ({warn}){clear}{same}."
    ),
    "robust_change_shock": ", under {shock}",
    "robust_change_clear": "; clear of chance",
    "robust_change_chance": "; chance alone could do that",
    "robust_change_same": "; {others} cannot be told from it, as they were drawn in nearly the same rows",
    "robust_change_more": "{count} more such changes stand in the table below and in `changes.csv`.",
    "robust_change_none": (
        "Within the ranges of {count} assumed or warned values the plan that is best by {metric} stays the same: "
        "{plans}, in the lower and the upper half of each range, over all shocks."
    ),
    "robust_change_none_mixed": (
        "Within the ranges of {count} assumed or warned values no plan that is best by {metric} in one half is beaten "
        "in the other, over all shocks."
    ),
    "robust_no_draws": "No assumed value was drawn, so that nothing is said of what they change.",
    "robust_few_draws": (
        "What the drawn values change cannot be said from {draws} rows of them: it takes {least} or more (draws)."
    ),
    "robust_pair_told": "{metric}: the two plans can be told apart.",
    "robust_pair_alike": "{metric}: the two plans cannot be told apart.",
    "robust_pairs_all": "{metric}: all {count} pairs of plans can be told apart.",
    "robust_pairs_some": "{metric}: {told} of {count} pairs of plans can be told apart; not {pairs}.",
    "robust_pairs_few": (
        "{metric}: whether plans can be told apart cannot be said, as that takes two or more observations with every "
        "shock (each a {unit})."
    ),
    "robust_unit_row": "row of values",
    "robust_unit_run": "replication",
    "robust_pair": "{plan} from {against}",
    "robust_own_start": "{shock} begins from a start of its own, {start}.",
    "robust_left_out": (
        "{count} futures were left out under every plan, as a run failed or had no value under one of them."
    ),
    "robust_targets_head": "Futures in which the targets are met",
    "robust_targets_note": (
        "Targets, declared before the runs: {targets}. 95 % intervals (Wilson; where none or all meet them the rule "
        "of three), a {unit} with all its shocks counted as one observation."
    ),
    "robust_target_most": "{metric} at most {limit}",
    "robust_target_least": "{metric} at least {limit}",
    "robust_all_targets": "all targets",
    "robust_all_shocks": "all shocks",
    "robust_cell": "{hits} of {runs}",
    "robust_cell_unknown": "{hits} of {runs} (too few to tell)",
    "robust_share_few": "in {hits} of {runs} futures (too few to tell a share)",
    "robust_cell_range": "{hits} of {runs} ({low} to {high})",
    "robust_regret_head": "{metric}: what each plan loses against the best of the same scenario",
    "robust_regret_note": (
        "By shock: mean regret over the rows of values. * is the best of a column, all within {alike} of it. Unit: "
        "{unit}.{refused}"
    ),
    "robust_refused": (
        " P90 of regret is that of these scenarios, without an interval: one takes a single shock and many rows of "
        "values."
    ),
    "robust_col_plan": "plan",
    "robust_col_most": "largest",
    "robust_col_high": "P90",
    "robust_col_mean": "mean",
    "robust_col_worst": "worst",
    "robust_col_tail": "worst {share}",
    "robust_col_met": "targets met",
    "robust_front_head": "Shortage, cost, waiting and churn together",
    "robust_front_note": (
        "Mean of all scenarios; in brackets what was found on {found} of {all} runs of each scenario less "
        "what the {fresh} "
        "held out say. On the front no plan is nowhere worse and somewhere better by more than: {alike}."
    ),
    "robust_front_note_none": (
        "Mean of all scenarios. On the front no plan is nowhere worse and somewhere better by more than: {alike}."
    ),
    "robust_alike_part": "{value} ({metric})",
    "robust_col_front": "on the front",
    "robust_col_fresh": "on fresh runs",
    "robust_col_beaten": "beaten by",
    "robust_yes": "yes",
    "robust_no": "no",
    "robust_same_place": "same",
    "robust_other_place": "changes",
    "robust_untested": "-",
    "robust_front_cell": "{value} ({gap})",
    "robust_changes_head": "What changes the best plan",
    "robust_changes_note": (
        "Best plan by the mean over all shocks: one where it is the same in the lower and the upper half of the range, "
        "A -> B where it changes, A / B where they share a plan. "
        "Drawn together, so that one value is seen across those of the others. (!) cannot be told from another value."
    ),
    "robust_col_assumed": "assumed value",
    "robust_col_range": "range",
    "robust_col_warn": "why it is drawn",
    "robust_no_warning": "no warning",
    "robust_range": "{low} to {high} {unit}",
    "robust_stays": "{plans}",
    "robust_overlap": "{low} / {high}",
    "robust_flips": "{low} -> {high}",
    "robust_order_head": "How far the order of the plans can be relied on (Kendall's tau)",
    "robust_order_note": (
        "1 is the same order, -1 the reverse; - where one of both tells no plans apart. Below {least} the "
        "order is said "
        "to depend. Halves: mean over random halves of the rows of values, each with all its shocks."
    ),
    "robust_col_metric": "metric",
    "robust_col_lowest": "lowest between criteria",
    "robust_col_between": "between",
    "robust_col_halves": "lowest between halves",
    "robust_col_by": "judged by",
    "robust_and": "{first} / {second}",
    "robust_sure_runs": (
        "{runs} runs: {plans} plans in {scenarios} scenarios ({shocks}, each under the central and "
        "{draws} rows of "
        "drawn values), {replications} of each. Under a row of values all plans and shocks have the same "
        "luck; rows have each their own."
    ),
    "robust_sure_scenarios": (
        "Scenarios are chosen and drawn alike, not as likely as each other: a share of them is no probability"
        " of what will "
        "come, and regret is that against these plans only. No figure is a band over time."
    ),
    "robust_sure_holm": (
        "Pairs of plans are told apart by paired differences of means over shocks, each {unit} one "
        "observation (t, corrected for all pairs after Holm, 5 % in all). Intervals of the worst {share} "
        "draw rows of values anew, each with all its shocks."
    ),
    "robust_fig_regret": "Regret: {metric}",
    "robust_fig_regret_text": (
        "Table of plans by shocks. {parts}. The last column is the share of futures that meet all targets."
    ),
    "robust_fig_regret_part": "{plan}: at worst {most}, targets met {share}",
    "robust_fig_regret_notes": (
        "Mean over the rows of values of what a plan loses against the best of the same scenario; below it "
        "the largest, "
        "in {unit}. Darker is worse. A star marks every plan within {alike} of the best of a column."
    ),
    "robust_fig_star": "* {value}",
    "robust_fig_cell": "{mean}\nlargest {most}",
    "robust_fig_met": "{share}\n{low} to {high}",
    "robust_fig_runs": (
        "{runs} runs, {scenarios} scenarios. Values used that are assumed or warned of: {warned}."
    ),
    "robust_fig_shares": (
        "Targets met: share of the futures, with a 95 % interval (Wilson, at none or all the rule of three, each "
        "{unit} counted once)."
    ),
    "robust_col_worst_case": "worst case\n(largest regret)",
    "robust_fig_front": "What plans buy and what they cost",
    "robust_fig_front_text": "Scatter of plans: {parts}. On the front: {front}.",
    "robust_fig_front_part": "{plan} {x}, {y}",
    "robust_fig_front_notes": (
        "Means over all scenarios; both axes: {better}. Filled: no plan beats it on everything at once; open:"
        " one does. "
        "Lines reach from what the runs of the front say to what the runs that were held out say; no interval is drawn."
    ),
    "robust_lower_better": "less is better",
    "robust_higher_better": "more is better for {metric}, less elsewhere",
    "robust_fig_changes": "What is assumed and whether it changes the best plan",
    "robust_fig_changes_text": "Table of assumed values by metrics. {parts}.",
    "robust_fig_changes_part": "{parameter}: {changes}",
    "robust_fig_changes_nothing": "changes no best plan",
    "robust_fig_changes_notes": (
        "Best plan by the mean over all shocks: framed, lower -> upper half of the range, where it changes, solid "
        "where clear of chance (95 %), dashed where chance alone could do it; A / B where both halves share a plan. "
        "(!): cannot be told from another value."
    ),
    # before the runs
    "robust_plan_runs": (
        "{plans} plans x {scenarios} scenarios x {replications} replications: {runs} runs. A scenario is one of "
        "{shocks} under the central values or one of {rows} rows of drawn ones."
    ),
    "robust_plan_start": "{shock} begins from its own start, {start}",
    "robust_plan_span": "{low} to {high}",
    "robust_plan_drawn": "drawn: {parameter}, {span}, else {value}",
    "robust_plan_drawn_warned": "drawn: {parameter}, {span}, else {value} ({warning})",
    "robust_plan_least": "target: {metric} at least {limit}",
    "robust_plan_most": "target: {metric} at most {limit}",
}

NAMES_OF_ROBUST: Mapping[str, Mapping[str, str]] = {
    "judged": {
        "mean": "mean",
        "worst": "worst scenario",
        "max_regret": "largest regret",
        "p90_regret": "P90 of regret",
        "cvar": "mean of the worst scenarios",
        "share_met": "share of targets met",
    },
    "parameter": {
        "casework.staff.caseworkers": "caseworkers",
        "reception.operators.places_per_week": "places operators can staff a week",
        "reception.market.places": "places operators can offer",
        "municipalities.dwellings.stock_per_1000": "dwellings free in municipalities",
        "information.warning.warning_spread": "error of warning signs",
        "fact:plan.frame_places": "places on framework contracts",
    },
}
