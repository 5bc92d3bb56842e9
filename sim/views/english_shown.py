"""What the pages of a result and their own figures say in English."""

from __future__ import annotations

from collections.abc import Mapping

SHOWN: Mapping[str, str] = {
    # pages
    "shown_page": "{view}: {title}",
    "shown_numbers": "The numbers of this figure ({rows} rows)",
    "shown_rows_more": "{count} more rows: the download has all of them.",
    "shown_foot": (
        "All figures: {runs} runs of each plan with the same luck under every plan. Ranges and intervals hold "
        "chance within the model, not how wrong its assumed values may be."
    ),
    "shown_yes": "yes",
    "shown_no": "no",
    "shown_deeper": "Deeper studies of the same world",
    # answer
    "shown_k_of_n": "{k} of {n} runs",
    "shown_chance": "chance {chance}",
    "shown_tile_break": "from {when}; {days} days in all, worst {worst}; {chance}",
    "shown_tile_range": "range {low} to {high}",
    "shown_tile_peak": "on {when}; {places} places are usable then",
    "shown_tile_payers": "{payers}",
    "shown_where": "the page '{title}'",
    "shown_assumed": (
        "Of the values used, {count} carry a warning (assumed, or not for budgets): see the page '{title}'."
    ),
    # arrivals
    "shown_arrivals": "Arrivals by week",
    "shown_arrivals_axis": "persons a week",
    "shown_arrivals_start": "runs start",
    "shown_arrivals_median": "median of the runs",
    "shown_arrivals_one": "the one run",
    "shown_arrivals_half": "middle half of new runs",
    "shown_arrivals_whole": "full range of the runs",
    "shown_arrivals_most": "5th to 95th percentile",
    "shown_arrivals_before": "published applications, by month",
    "shown_arrivals_range_all": "Bands: pointwise full range{half} of {runs} runs, each week by itself.",
    "shown_arrivals_range_most": "Bands: pointwise 5th to 95th percentile{half} of {runs} runs, each week by itself.",
    "shown_arrivals_halves": " and range of the middle half",
    "shown_arrivals_same": "The same under every plan; quota refugees and family reunification left out; whole weeks.",
    "shown_arrivals_published": (
        "Grey: applications for protection published before the start, a month as persons a week; applications "
        "follow arrivals by days or weeks."
    ),
    "shown_arrivals_derived": "Thin: derived from published figures.",
    "shown_arrivals_text": "Persons who come by week, a panel a shock. Highest median: {parts}. {note}",
    "shown_arrivals_part": "{persons} persons in the week to {date} under {shock}",
    "shown_arrivals_hover": "Week to {date}: {persons} persons",
    # waiting
    "shown_wait_table": "How long each stage takes, and who is in it at the end",
    "shown_wait_days": "{plan}: days, of those who ended it",
    "shown_wait_left": "{plan}: persons in it at the end",
    # targets
    "shown_targets": "Settled within the national time targets",
    "shown_targets_axis": "share that had moved in time, of all whose time ran out",
    "shown_targets_goal": "Target: {share} within {days} days",
    "shown_targets_year": "{year}, as evaluated",
    "shown_targets_group": "whole period, {group}",
    "shown_targets_n": "n = {persons}",
    "shown_targets_in": "met in {met} of {runs} runs",
    "shown_targets_clock": (
        "The clock runs from the permit to the move to a municipality, for everyone whose time ran out, those who "
        "still wait included: {parts}."
    ),
    "shown_targets_clock_part": "{share} within {days} days",
    "shown_targets_ranges": "Dot and line: {label}.",
    "shown_targets_counts": (
        "As evaluated: permits whose time ran out in that calendar year. Whole period: permits that grew that old "
        "at any time in it, by group; n: persons whose time ran out, mean of the runs."
    ),
    "shown_targets_text": "Share that had moved in time, a dot a plan, the target as a dashed line. {parts}. {note}",
    "shown_targets_part": "{plan}, {group}: {share} % within {days} days",
    "shown_targets_hover": "{plan}, {group}: {share} %",
    "shown_targets_none": "In this period no year was evaluated and nobody's time ran out.",
    "shown_clauses_note": (
        "Mean and range over runs, and in how many of the runs in which it could be judged it was met. Yardsticks "
        "that the agreement does not give are our own."
    ),
    "shown_met": "met in {k} of {n}",
    "shown_why_of": "{plan}: {why}",
    "shown_col_measure": "Measure",
    "shown_col_why": "Held against",
    "shown_col_year": "Year",
    # costs
    "shown_cost_table": "Cost by payer, and the difference from the first plan",
    # timeline
    "shown_timeline_decide": (
        "These dates are those at which measures were triggered in the runs. By when a decision must be taken to "
        "prevent a break is the question of another study."
    ),
    # municipalities
    "shown_asked_table": "Asked of all municipalities, and what came of it",
    "shown_asked_note": (
        "Sums over municipalities. Not agreed: asked for and not agreed to, municipality by municipality; what one "
        "gives above what it was asked for makes up for no other."
    ),
    "shown_asked_asked": "Asked for",
    "shown_asked_voted": "Voted",
    "shown_asked_agreed": "Agreed",
    "shown_asked_settled": "Settled",
    "shown_asked_settled_part": "Settled ({parts})",
    "shown_asked_unmet": "Not agreed",
    "shown_hosts_table": "Totals of all municipalities, and the difference from the first plan",
    # regret
    "shown_regret_fig": "Regret: how much worse than the best plan of the same luck",
    "shown_regret_mean": "mean {mean}",
    "shown_regret_worst": "worst {worst}",
    "shown_regret_p90_worst": "P90 {p90}, worst {worst}",
    "shown_regret_best": "best in {best} of {runs}",
    "shown_regret_best_tied": "best in {best} of {runs}, {tied} tied",
    "regret_refused": (
        "What robust.yaml says of how plans are judged cannot be used ({faults}); for regret, Beredt's own figures and "
        "ties stand in its place."
    ),
    "shown_regret_note": (
        "In each of {runs} runs the plans meet the same luck; regret is how much worse a plan does than the best of "
        "them in that run. The darker, the larger the mean within its column."
    ),
    "shown_regret_few": "No P90: {runs} runs are too few, and worst is the worst of them only.",
    "shown_regret_ties": "Plans are tied where they differ by no more than our choice: {parts}.",
    "shown_regret_alike": "{metric} {size}",
    "shown_regret_part": "{metric}: {plans}",
    "shown_regret_text": "Plans by figures, with the regret in each cell. Best: {parts}. {note}",
    "shown_regret_leader": "{plan} in {best} of {runs} runs",
    "shown_regret_leader_tied": "{plan} in {best} of {runs} runs ({tied} tied)",
    "shown_regret_hover": "{plan}, {metric}: {cell}; the figure itself, mean {value}",
    "shown_regret_best_title": "Which plan is best, or tied for best, in how many runs",
    "shown_regret_none": "There is one plan only, or no run that all plans have: nothing to regret.",
    "shown_regret_one_shock": (
        "These runs are futures of one shock with one set of assumed values. A plan that is best here need not be "
        "best under another shock, which the study of robustness looks at."
    ),
    # drivers
    "shown_runs_given": (
        "{runs} runs of each plan, as many as were asked for: whether they are enough was not tested. What they "
        "cannot tell apart says so below."
    ),
    "shown_drivers_title": "What drives the figures",
    "shown_drivers_limits": (
        "A comparison runs every plan with one set of values, so it cannot say which of these values drive the "
        "result: the study of sensitivity varies them."
    ),
    "shown_kinds": "Parameters by kind",
    "shown_kinds_note": "All parameters of these runs.",
    "shown_kind_rule": "Fixed by rule",
    "shown_kind_estimated": "Estimated from data",
    "shown_kind_assumed": "Assumed, with a range",
    "shown_col_kind": "Kind",
    "shown_col_count": "Values",
    "shown_col_share": "Share",
    "shown_warned": "Values used that carry a warning: {count}",
    "shown_warned_note": "By the part of the model in which they are used first.",
    "shown_warned_each": "Each value that carries a warning",
    "shown_col_part": "Part of the model",
    "shown_col_key": "Value",
    "shown_col_warning": "Warning",
    "shown_col_source": "Source",
    "shown_col_value": "Set to",
    "shown_col_range": "Range",
}
"""Sentence by key."""

NAMES_OF_SHOWN: Mapping[str, Mapping[str, str]] = {
    "shown_group": {
        "all": "all",
        "individual": "individual applicants",
        "collective": "collective protection",
        "minors_15_17": "minors of 15 to 17",
        "minors_under_15": "minors under 15",
        "resettlement": "quota refugees",
        "evacuees": "evacuees",
        "family_reunification": "family reunification",
    },
    "shown_model_part": {
        "start": "State at the start",
        "shock": "Shock",
        "population": "Population and arrivals",
        "casework": "Case work",
        "reception": "Reception",
        "settlement": "Settlement",
        "municipalities": "Municipalities",
        "information": "Information and warnings",
        "prices": "Prices",
        "targets": "Targets and yardsticks",
        "regime": "Rules of the regime",
        "criteria": "Criteria of a break",
        "plans": "Plans",
    },
    "shown_better": {
        "lower": "lower",
        "higher": "higher",
    },
    "shown_column": {
        "plan": "Plan",
        "shock": "Shock",
        "date": "Week to",
        "date_or_month": "Week or month to",
        "need_low": "Need, low end",
        "need_mean": "Need, mean",
        "need_high": "Need, high end",
        "need_path_low": "Whole path, low end",
        "need_path_high": "Whole path, high end",
        "places_mean": "Usable places, mean",
        "share_short": "Share of runs short of places",
        "stage": "Stage",
        "low": "Low end",
        "quarter_low": "Middle half, low end",
        "median": "Median",
        "quarter_high": "Middle half, high end",
        "mean": "Mean",
        "high": "High end",
        "published": "Published, persons a week",
        "payer": "Payer",
        "year": "Year",
        "mnok": "Million NOK",
        "measure": "Measure",
        "event": "Event",
        "hits": "In runs",
        "runs": "Runs",
        "earliest": "Earliest",
        "median_date": "Median date",
        "latest": "Latest",
        "municipality_number": "Number",
        "number": "Number",
        "name": "Name",
        "target": "Target",
        "group": "Group",
        "persons": "Persons whose time ran out",
        "met": "Runs in which it was met",
        "metric": "Figure",
        "unit": "Unit",
        "better": "Better",
        "value": "Figure itself, mean",
        "p90": "P90 regret",
        "worst": "Worst regret",
        "best": "Runs in which best or tied",
        "alone": "Runs in which best alone",
        "alike": "Tied up to",
    },
}
"""Name by code, by kind of code."""
