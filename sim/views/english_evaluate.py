"""What English says in the yearly evaluation of the agreement."""

from __future__ import annotations

from collections.abc import Mapping

EVALUATE: Mapping[str, str] = {
    "eval_title": "Evaluation of {year} under the agreement: {plan}, {shock} of size {size}",
    "eval_purpose": (
        "The purpose - everyone of the need settled, within the time targets - is met {often}. Need not settled by 31"
        " December {year}: {gap} persons ({low} to {high}); the need was met {need_often}."
    ),
    "eval_beds": "Nights without a bed in the year: {nights} ({low} to {high}); everyone has a bed {often}.",
    "eval_in_time": "{measure}: {value} ({low} to {high}) against {target}, reached {often}.",
    "eval_next": (
        "Next year: a need of {need} persons ({need_low} to {need_high}) is set, and {offered} places ({offered_low} "
        "to {offered_high}) are voted by 31 December; most councils answer in the first months of the year."
    ),
    "eval_next_none": "Next year: by 31 December no need is set in any of {runs} runs.",
    "eval_clauses": (
        "Figures held against something: {judged}; met in every future: {all}, in some: {some}, in none: {none}. "
        "Without a yardstick: {bare}; with nothing due: {due}; clauses that are not modelled: {out}."
    ),
    "eval_range_all": "mean and full range of {runs} runs",
    "eval_range_most": "mean and 5th to 95th percentile of {runs} runs",
    "eval_percent": "{text} %",
    "eval_with_unit": "{text} {unit}",
    "eval_often_all": "in all {runs} futures",
    "eval_often_none": "in none of {runs} futures",
    "eval_often_some": "in {met} of {runs} futures",
    "eval_often_never": "in no future is it judged",
    "eval_need_head": "Need and places",
    "eval_need_note": (
        "{range}. Places of next year are those voted by 31 December. Requests and votes of the year with supplements"
        " and later agreements."
    ),
    "eval_col_flow": "Figure",
    "eval_col_mean": "Persons or places",
    "eval_time_head": "Settled within the targets",
    "eval_time_note": (
        "{range}. Of those settled: of persons who moved in the year. Of all whose time ran out: those who still wait"
        " count as late."
    ),
    "eval_col_measure": "Share",
    "eval_col_target": "Target",
    "eval_col_reached": "Reached",
    "eval_col_clause": "Clause",
    "eval_col_figure": "Figure",
    "eval_col_value": "Value",
    "eval_col_met": "Met",
    "eval_col_why": "Held against",
    "eval_met": "{met} of {judged}",
    "eval_varies": "{why} (in most runs)",
    "eval_head_purpose": "Purpose, and the municipalities' own decision (2.5)",
    "eval_head_goal_a": "Result goal A: everyone settled by the end of the year",
    "eval_head_goal_b": "Result goal B: municipalities prepared when centres open and close",
    "eval_head_common": "All parties (1.1 to 1.9, 8.1, 8.2)",
    "eval_head_ks": "KS (2.1 to 2.4)",
    "eval_head_ministries": "Ministries, and cooperation (2.6, 3.1, 3.3, 4.1, 9.1)",
    "eval_head_directorates": "IMDi, UDI and Bufdir (5.1 to 7.3)",
    "eval_head_turn": "Turn of the year, Nasjonalt utvalg, economy and term",
    "eval_head_other": "Other clauses",
    "eval_section_note": (
        "Mean and range over the runs that have the figure. Met: runs in which it is met, of those in which it is "
        "judged."
    ),
    "eval_out_head": "What is not modelled",
    "eval_out_col": "What the clause asks",
    "eval_out_note": "Of these the evaluation says nothing; the parties must judge them by other means.",
    "eval_fig_time": "Settled within the targets, {year}",
    "eval_fig_time_axis": "Share, %",
    "eval_fig_time_text": (
        "Dots of the shares settled in time in {year}, with their range, and the target as a line: {parts}."
    ),
    "eval_fig_time_part": "{measure} {value} against {target}",
    "eval_fig_time_note": (
        "Dot and line: {range}, each figure by itself; upright mark: target. Yardsticks of our own where the "
        "Storting set no target (special needs)."
    ),
    "eval_fig_need": "Need and places of {year}, and of the year after",
    "eval_fig_need_axis": "Persons or places, thousands",
    "eval_fig_need_text": (
        "Bars of need, request, votes and settled of {year}, and of need and votes of the next year: {parts}."
    ),
    "eval_fig_need_note": (
        "Bars and lines: {range}, each by itself. Next year: by 31 December, before most councils vote."
    ),
    "eval_sure_runs": (
        "{runs} futures (runs), the same world and plan, each with its own luck. Ranges: {range}; each by itself."
    ),
    "eval_sure_lost": "{lost} of {asked} runs failed and are left out.",
    "eval_sure_rules": (
        "Rules: regime {regime}, time targets {targets}. Where the agreement gives no number the yardsticks are ours "
        "(configs/targets): a different one may turn a verdict."
    ),
    "eval_sure_shares": (
        "How often: natural frequencies; from {runs} futures, none of them still leaves a chance of up to {most}."
    ),
    "eval_sure_few": "How often: natural frequencies; {runs} futures are too few to say anything of a chance.",
    "eval_verdict_head": "In all",
    "eval_verdict_section": "Figures",
    "eval_verdict_every": "Met in every future",
    "eval_verdict_some": "In some",
    "eval_verdict_none": "In none",
    "eval_verdict_bare": "Not judged",
    "eval_verdict_all": "All",
    "eval_verdict": "The purpose as a whole is met {often}.",
    "eval_verdict_note": (
        "A count and no weight: one clause has many figures, another one. Not judged: no yardstick, or nothing due."
    ),
    # before the runs
    "eval_plan_runs": "evaluation of {year}: {runs} runs of plan {plan} over {days} days",
    "eval_plan_causes": "its causes: {scenarios} scenarios, {runs} runs of each",
}

NAMES_OF_EVALUATE: Mapping[str, Mapping[str, str]] = {
    "met_state": {"no yardstick": "no yardstick", "nothing due": "nothing due"},
    "need_flow": {
        "need": "need of the year",
        "requested": "places asked for",
        "offered": "places voted",
        "settled": "persons settled",
        "need_next": "need of next year",
        "offered_next": "places voted for next year",
    },
}
