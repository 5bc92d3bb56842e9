"""The English sentences and names of a back-test, and of what a report rests on."""

from __future__ import annotations

from collections.abc import Mapping

BACKTEST: Mapping[str, str] = {
    "bt_coverage": "{mean} ({low}-{high})",
    "bt_title": "Back-test: the model beside what was published",
    "bt_title_own": "Back-test: the model beside {file}, a history of your own",
    "bt_own": "Held against {file}, not against the published figures: what is called published here is what it says.",
    "bt_runs": "Runs of each of the episodes {episodes}: {parts}.",
    "bt_runs_rules": "{count} of rules",
    "bt_runs_others": "{count} of reconstruction and of each transfer",
    "bt_runs_known": "{count} of each of {origins} origins as known",
    "bt_failed": "{failed} of {wanted} runs failed; the figures are those of the others.",
    "bt_missing": "Not run: {labels}. All columns are needed to judge the model.",
    "bt_frozen": "Parameters: {told}.",
    "bt_frozen_none": "central ones in every column; nothing was fitted, so a transfer carries rules only",
    "bt_frozen_file": "fitted on {episode}: {file} ({digest})",
    "bt_alike": "In {episode}, {label} is the same scenario as {other}: it says nothing more.",
    "bt_short": "In short",
    "bt_given_head": "Given to the runs, so that it tests nothing; a large miss says that the books do not close:",
    "bt_given_near": "{label}, {series} {episode} (n = {n}): {statistic} {measured}, within the {limit} wanted",
    "bt_given_far": (
        "{label}, {series} {episode} (n = {n}): {statistic} {measured}, further off than the {limit} wanted"
    ),
    "bt_bands": (
        "Figures inside their band of 90 %, where nine of ten should lie, what is given left out: {parts}."
    ),
    "bt_bands_no_run": "none",
    "bt_bands_part": "{label} {hits} of {n} (runs of each case: {runs})",
    "bt_bands_none": "{label} has no band (runs of each case: {runs}, too few)",
    "bt_bands_runs": (
        "Where fewer do, the bands are too narrow: they are not all that may happen. They rest on few runs: {runs} "
        "leave {beyond} beyond either end. As known counts a figure anew for each origin."
    ),
    "bt_far": "Furthest off where there is no target on the level:",
    "bt_far_of": "{label}: {parts}",
    "bt_far_part": "{series} {episode} on {date}: median {model}, {kind} {figure}",
    "bt_far_seen": "{series} {episode} on {date}, seen from {origin}: median {model}, {kind} {figure}",
    "bt_derived_word": "derived",
    "bt_targets": "Targets",
    "bt_targets_note": (
        "Each cell: whether the target is met, what was measured on the median of the runs, and (wanted): at most "
        "that, of skill more; `given`: the runs are told it, or what makes it up, so that it tests nothing, and NO "
        "behind it that it is further off than wanted all the same; *: a number in use was read from this very "
        "series, so that it should fit; ?: on too few figures, or by too few runs, to say so. cannot tell: nothing to "
        "measure it on; -: no target. n: figures or pairs behind it; derived: not published, but worked out from "
        "figures that were. `as known` has targets of skill only. What was not run at all is left out. A "
        "transfer takes parameters and rules of the other shock; that without the ledger of dated changes (free) is "
        "expected to miss them. Years behind a target: only their figures count, of the runs as well; a peak is "
        "the highest of that year, and the episode may have a higher one."
    ),
    "bt_sample": "Numbers found in the years they are scored on",
    "bt_sample_short": (
        "Numbers in use that were found in the years they are scored on (of them read from a scored series): {parts}."
    ),
    "bt_sample_part": "{label} {episode} {count} ({scored})",
    "bt_sample_note": (
        "Facts that the runs of a column take values from, or a transfer takes from the ledger, and that were read "
        "from figures of the same days: what they were read from should fit. Prices and yardsticks are left out."
    ),
    "bt_sample_row": "{labels}, {episode}: {count}, of which {scored} were read from a scored series{parts}.{others}",
    "bt_sample_others": " The others: {parts}.",
    "bt_sample_fitted": " Drawn from a calibration on these years, so that every series is in sample: {parts}.",
    "bt_worst": "Where a target is missed",
    "bt_missed_row": "{label}, {series} ({episode}): {statistic} {measured}, wanted {limit}{where}{few}.",
    "bt_missed_few_figures": "; on too few figures to tell",
    "bt_missed_few_runs": "; by too few runs to tell",
    "bt_cannot_row": "{label}, {series} ({episode}): {statistic} cannot be judged: {why}.",
    "bt_scores": "Scores",
    "bt_scores_note": (
        "CRPS and WIS in the unit of the series, low is good; relative: on log(x + 1). 50 % and 90 %: "
        "figures inside the band, per cent with a 95 % interval. Skill: 1 less the mean error of the median over that "
        "of the baseline, over the same pairs: persistence, drift, known arrivals with the outflow of 2014, the "
        "planning figure of the day. n: pairs (different figures in them); they overlap, so nothing is tested. given: "
        "the runs are told the series, or what makes it up; its scores test nothing. "
        "derived: its figures were not published, but worked out from figures that were."
    ),
    "bt_unscored": "No score, for want of {least} pairs with as many different figures: {parts}.",
    "bt_unscored_part": "{name} ({parts})",
    "bt_unscored_of": "{horizons} of {labels}",
    "bt_path_note": (
        "A peak takes three published figures, the highest and one on either side of it; of other stocks none is told."
    ),
    "bt_path": "Peak and half, over the whole episode",
    "bt_path_row": (
        "{label}, {series} ({episode}): peak {mine} ({date}), {origin} {theirs} ({seen}); half of it {half}, "
        "{origin} {half_seen}."
    ),
    "bt_published": "published",
    "bt_derived": "derived from published figures",
    "bt_all_derived": "{series}, derived",
    "bt_partly_derived": "{series}, partly derived",
    "bt_never": "not reached",
    "bt_band": (
        "No score for {series} {episode}: {published} of the counts shown were published, {derived} are derived from "
        "other figures and shown with how far they may be off."
    ),
    "bt_more": (
        "Where each target is missed, figures and this text: summary.md. All figures: points.parquet, scores.parquet "
        "and gates.parquet."
    ),
    "bt_met": "ok",
    "bt_not_met": "NO",
    "bt_few": "?",
    "bt_cannot": "cannot tell",
    "bt_not_run": "not run",
    "bt_no_figures": "no figures",
    "bt_no_figures_note": "No figures: it was run, and the history has no figures of it in those days.",
    "bt_given": "given {measured}",
    "bt_given_no": "given {measured} NO",
    "bt_row_given": "{name}, given",
    "bt_row_partly": "{name}, partly given",
    # what a report rests on
    "sweep_title": "Sweep {name}",
    "sweep_runs": "{points} points over {axes}; {done} of {wanted} runs are there.",
    "valid_head": "What it is validated for",
    "valid_nothing": "Nothing is validated out of sample.",
    "valid_yes": "Validated for {use}:",
    "valid_yes_sample": (
        "Targets met in sample (numbers of the model were read from these same figures: that tests the retelling, not "
        "a forecast), of {use}:"
    ),
    "valid_yes_sample_more": "Targets met in sample, of {use}:",
    "valid_few": "Targets met, on too few figures to say more, of {use}:",
    "valid_few_sample": "Targets met in sample, on too few figures to say more, of {use}:",
    "valid_runs": "Targets met, by too few runs to say, of {use}:",
    "valid_runs_sample": "Targets met in sample, by too few runs to say, of {use}:",
    "valid_skill": "; skill holds{horizons}",
    "valid_no": "Not validated for {use}:",
    "valid_no_sample": "Targets missed even in sample, of {use}:",
    "valid_cannot": "Cannot be told of {use}:",
    "valid_cannot_sample": "Cannot be told, though in sample, of {use}:",
    "valid_no_target": "Shown or scored without a target, in one column or more: {parts}.",
    "valid_bare": "{series} {episode}",
    "valid_part": "{series} {episode}{horizons} ({n}){measured}{skill}",
    "valid_n": "n = {n}",
    "valid_n_pairs": "n = {n}; pairs {pairs}",
    "valid_n_none": "no figure to score",
    "valid_horizons": " {horizons} ahead",
    "valid_measured": ": {measured}",
    "valid_years": "{name} {first} to {last}",
    "valid_unknown": "not known: {parts}",
    "valid_missed": "{name} {value}, wanted {limit}",
    "valid_thin": "{name} {value}, no better than it (wanted {limit})",
    "valid_worse": "{name} {value}, worse than it (wanted {limit})",
    "valid_few_figures": "{told}, on too few figures to tell",
    "valid_few_runs": "{told}, by too few runs to tell",
    "valid_not_so": "; not so: {parts}",
    "valid_held": "{name} {value}",
    "valid_none": (
        "No back-test has been kept, so the model is validated for nothing. `beredt backtest freeze=true` keeps one."
    ),
    "valid_short": "{told} Not for budgets, nor for a single centre or municipality.",
    "valid_short_other": (
        "With an earlier version of the model: {told} Not for budgets, nor for a single centre or municipality."
    ),
    "valid_short_out": "Validated for: {parts}.",
    "valid_short_nothing": "Nothing is validated out of sample.",
    "valid_short_sample": "Targets met in sample: {parts}.",
    "valid_short_none": "Validated for nothing so far.",
    "valid_central": "Found with central values of all parameters, as runs take them.",
    "valid_fitted": (
        "Found with parameters fitted on {episodes} where runs are of these years or take over from them. To repeat "
        "it, give {calibrate} first, then `beredt backtest {frozen}`: `beredt backtest` alone, and every run without "
        "`parameters=posterior`, takes central values, which this does not judge."
    ),
    "valid_calibrate": "`beredt calibrate episode={episode}`",
    "valid_frozen": "frozen.{episode}=outputs/calibrate/{episode}",
    "valid_other": (
        "What follows was found with another version of the model ({model}, {made}); it may not hold for this one."
    ),
    "valid_same": "Found on {made}; stands for this version of the model ({model}), which makes the same runs.",
    "valid_count": "Found from so many runs of each case: {parts}.",
    "valid_never": "Differences between plans, persons without a bed and costs were never back-tested.",
    "valid_column": "{label} {runs}",
    "kinds": (
        "Parameters: {rule} are fixed by rule, {estimated} estimated from data, and {assumed} assumed with a range."
    ),
}

USES: Mapping[str, str] = {
    "reconstruction": "retelling what happened, decisions and votes given",
    "rules": "what follows from given arrivals and votes, in the years its own numbers are from",
    "as_known": "forecasts from what is known on the day",
    "transfer_free": "another kind of shock, rules as they were",
    "transfer_ledger": "another kind of shock, with the changes of rules that were announced",
}

NAMES_OF_BACKTEST: Mapping[str, Mapping[str, str]] = {
    "use": USES,
    "label": {
        "reconstruction": "reconstruction",
        "rules": "rules",
        "as_known": "as known",
        "transfer_free": "transfer, free",
        "transfer_ledger": "transfer, ledger",
    },
    "published": {
        "residents": "residents of UDI centres",
        "residents_emergency": "residents in emergency accommodation",
        "residents_collective": "residents with collective protection",
        "undecided": "undecided",
        "undecided_or_appeal": "undecided or in appeal",
        "waiting": "waiting for a municipality",
        "waiting_unassigned": "waiting without a municipality yet",
        "permit_not_moved": "permit but not moved",
        "duty_to_leave": "duty to leave",
        "places": "places",
        "places_ordinary": "ordinary places",
        "places_emergency": "emergency places",
        "places_with_arrival": "places with the arrival centre",
        "permits": "permits",
        "decisions": "decisions",
        "moved": "moved to a municipality",
        "settled": "settled in all",
        "settled_from_reception": "settled from reception",
        "settled_or_agreed": "settled or agreed",
        "wait_permit_to_move": "mean wait, permit to move",
        "share_within_six_months": "share within six months",
        "private_share": "share living privately",
    },
    "gate": {
        "worst_relative": "worst point",
        "worst_relative_but_one": "worst but one",
        "median_relative": "median error",
        "worst_absolute": "worst point",
        "peak_days": "day of the peak",
        "peak_relative": "height of the peak",
        "skill_arrivals_known_3": "skill 3 months, arrivals",
        "skill_arrivals_known_6": "skill 6 months, arrivals",
        "skill_arrivals_known_12": "skill 12 months, arrivals",
        "skill_persistence_3": "skill 3 months, persistence",
        "skill_persistence_6": "skill 6 months, persistence",
        "skill_persistence_12": "skill 12 months, persistence",
        "skill_planning_figure_3": "skill 3 months, planned",
        "skill_planning_figure_6": "skill 6 months, planned",
        "skill_planning_figure_12": "skill 12 months, planned",
    },
    "baseline_short": {
        "persistence": "persist.",
        "drift": "drift",
        "arrivals_known": "arrivals",
        "planning_figure": "planned",
    },
}
"""Names by kind: `published` are published series, `label` the columns of a back-test, `use` what each stands for."""
