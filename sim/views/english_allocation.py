"""The English sentences of the rules of allocation."""

from __future__ import annotations

from collections.abc import Mapping

ALLOCATION: Mapping[str, str] = {
    "al_title": "Rules of allocation: which municipality a household gets that is ready",
    "al_bound": (
        "Had everything been known from the first day, {bound} persons could have been allocated in the period, "
        "{runs}; {rule} allocated {allocated} of them, {share}. {left}"
    ),
    "al_one": "in the one future looked at",
    "al_many": "on average of {runs} futures",
    "al_bound_tight": (
        "So the places decide how many are allocated, hardly the rule: the best rule there is gains at most {gap} "
        "persons."
    ),
    "al_bound_few": "The best rule there is could gain {gap} persons there at most; so few futures prove little.",
    "al_bound_loose": "A better rule could gain up to {gap} persons with the same places.",
    "al_against": "{rule} against {against}: {parts}.",
    "al_against_same": "{rule} does the same as {against} in every future.",
    "al_against_none": (
        "{rule} against {against}: no difference can be told from chance in {runs} futures (the intervals stand in "
        "the table)."
    ),
    "al_against_few": (
        "{rule} against {against}: {runs} futures are too few to tell a difference from chance, which takes {least}."
    ),
    "al_more": "higher by",
    "al_less": "lower by",
    "al_part_told": "{name} {way} {size} {unit} (interval {low} to {high})",
    "al_rest": "{parts}; nothing else can be told from chance",
    "al_fair": "What the band per inhabitant costs: {sentence}",
    "al_weighed": (
        "In {rules} persons are weighed by kind of arrival. That is a choice of policy that was switched on; no "
        "other rule here does it."
    ),
    "al_means": "What each rule did",
    "al_means_note": (
        "{what} Persons settled are those who moved in the period, those allocated before it among them: they can be "
        "more than the persons allocated in it, to which the bound belongs. Longest waits are those from the second "
        "quarter on, from ready to allocated. Unevenness: mean distance of municipalities from the national mean of "
        "persons allocated in the period, weighted by inhabitants."
    ),
    "al_means_many": "Mean of {runs} futures and 95 % interval of the mean (t).",
    "al_means_few": "Means of so few futures ({runs}) have no interval: that takes {least}.",
    "al_column_rule": "rule",
    "al_column_measure": "{name} ({unit})",
    "al_differences": "Differences on the same futures",
    "al_differences_note": (
        "First rule less the second, run for run with the same luck. Told apart: by t tests over all rows together "
        "(Holm, 5 %); the interval has the confidence that goes with it."
    ),
    "al_head_pair": "rules",
    "al_head_measure": "figure",
    "al_head_difference": "difference",
    "al_head_interval": "interval",
    "al_head_told": "told apart",
    "al_pair": "{rule} less {against}",
    "al_yes": "yes",
    "al_no": "no",
    "al_shares": "Share of the bound with hindsight",
    "al_shares_note": (
        "Everybody who became ready and every place and dwelling that opened, known by quarter from the first day; "
        "households may be split in the bound, so no rule can allocate more. {looked}"
    ),
    "al_first_one": "Of the first future only.",
    "al_first_many": "Means of so many futures, the first: {runs}.",
    "al_head_allocated": "persons allocated",
    "al_head_bound": "bound",
    "al_head_share": "share",
    "al_prices": "Where one place more would be worth most",
    "al_prices_note": (
        "Shadow price of {rule}: by how much one place more would raise the persons placed in a round, each counted "
        "by the weight of the wait; mean of the rounds of all futures. Where it is 0, a place more would help nobody."
    ),
    "al_head_place": "municipality",
    "al_head_price": "others",
    "al_head_price_minors": "unaccompanied minors",
    "al_figure": "Rules of allocation on the same futures",
    "al_figure_text": "A dot a rule and figure, mean with interval. {parts}",
    "al_figure_part": "{name}: {rules}",
    "al_figure_rule": "{rule} {mean}",
    "al_figure_note": "{runs} futures of each rule; lines: 95 % t intervals of the mean, each figure for itself.",
    "al_figure_few": "{runs} futures of each rule, too few for intervals of the mean, which take {least}.",
    "al_sure_runs": "{runs} futures of each rule, the same luck under every rule.",
    "al_sure_bound": (
        "The bound with hindsight counts who is sent back and allocated again twice, as the allocations do; where "
        "circles widen it lets special needs go everywhere. It is a bound of persons, not of waiting."
    ),
    "al_sure_weights": (
        "The weights of the linear program (nearness, evenness, waiting) and the band are our choice; so are circles."
    ),
    # before the runs
    "al_plan_rules": "{rules} rules, {runs} runs of each with the same luck",
    "al_plan_rule": "  {name}: {rule}",
    "al_plan_banded": "  {name}: {rule}, within {band} per 1,000 inhabitants of the mean",
    "al_plan_bound": "bound with hindsight of the first {runs} runs of each",
}

NAMES_OF_ALLOCATION: Mapping[str, Mapping[str, str]] = {
    "allocation_measure": {
        "settled": "persons settled",
        "waiting_at_end": "persons waiting at the end",
        "wait_ready_to_allocated": "mean days from ready to allocated",
        "longest_wait": "longest wait",
        "longest_wait_special": "longest wait with special needs",
        "uneven": "unevenness between municipalities",
    },
}
