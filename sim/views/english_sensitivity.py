"""What a sensitivity study says, in English."""

from __future__ import annotations

SENSITIVITY: dict[str, str] = {
    "sens_title": "What the figures of plan {plan} under {shock} rest on",
    "sens_first": (
        "{metric}: of what can be told from chance (Holm over all {count} changes, {runs} futures) it is moved most "
        "by: {says}, from {low} to {high} over its range (central values: {central})."
    ),
    "sens_few": (
        "{metric}: {runs} futures are too few to tell any change from chance, which takes {least}. The largest change, "
        "which may be chance, comes with: {says} ({low} to {high})."
    ),
    "sens_next": "After that: {parts}.",
    "sens_part": "{says} ({low} to {high})",
    "sens_none": (
        "{metric}: no assumption moves it by more than chance does in {runs} futures (Holm over all {count} changes). "
        "The largest change, which may be chance, comes with: {says} ({low} to {high})."
    ),
    "sens_close": (
        "Perhaps: {parts}. The interval of each by itself leaves out 0, but of {count} changes some do so by chance."
    ),
    "sens_nothing": "Moves nothing that {runs} futures can tell from chance: {parts}.",
    "sens_walks": (
        "All at once ({walks} random walks): {metric} moves most with {parts}. The numbers are mean effects over the "
        "whole range, with 95 % intervals."
    ),
    "sens_walk_part": "{says} ({effect}, {low} to {high})",
    "sens_unused": "Not used in this run, so not moved: {parts}.",
    "sens_lost": "Walks left out, since a run failed in them or a figure has no value: {lost}.",
    "sens_table_tornado": "One at a time: {metric}",
    "sens_head_tornado": "Assumption|At|Value|Change from central|95 % interval|Told from chance",
    "sens_low": "low end",
    "sens_high": "high end",
    "sens_yes": "yes",
    "sens_no": "no",
    "sens_note_tornado": (
        "Central: {central}. Mean changes on the same futures, with 95 % intervals each by itself; told from chance "
        "after Holm over all {count} changes, and what is comes first."
    ),
    "sens_table_morris": "All at once: {metric}",
    "sens_head_morris": "Assumption|Mean effect|95 % interval|Signed mean|Spread",
    "sens_note_morris": (
        "Effect: mean size of the change over the whole range of an assumption, the others anywhere in theirs (Morris; "
        "interval by bootstrap over walks). A spread near the effect or above it: it acts unevenly, or "
        "together with others."
    ),
    "sens_table_ranges": "What moved, and over which range",
    "sens_head_ranges": "Assumption|Value|Low|Central|High|Unit|Kind",
    "sens_note_ranges": "Ranges are those of the table of facts; ranges of assumed facts are judgement, not intervals.",
    "sens_sure_tornado": (
        "Tornado: {runs} futures at each end, the same as in the centre; means with 95 % t intervals, each by itself. "
        "What is told from chance is told after Holm over all changes of a figure, in sentences and in the picture."
    ),
    "sens_sure_few": (
        "Tornado: {runs} futures at each end, the same as in the centre; means without intervals, which take {least}."
    ),
    "sens_no_walks": (
        "Random walks (Morris) were left out: they need SALib, which is not installed (pip install 'beredt[design]')."
    ),
    "sens_sure_morris": (
        "Walks: {runs} runs of each position on the same luck; what chance adds is in the effects, so "
        "small ones are too large."
    ),
    "sens_sure_ranges": (
        "The ends of ranges are equally far out for none: a wide range weighs more. What has no range does not move."
    ),
    "sens_fig_tornado": "What moves “{metric}”, one assumption at a time\n{plan} under {shock}",
    "sens_fig_morris": "What moves “{metric}”, all at once\n{plan} under {shock}",
    "sens_fig_x": "change of the mean, {unit}",
    "sens_fig_effect": "mean effect over the range, {unit}",
    "sens_fig_low": "at the low end",
    "sens_fig_high": "at the high end",
    "sens_fig_told": "* {says}",
    "sens_fig_note": "{runs}. {whiskers} Ranges of facts; mostly assumed. {valid}",
    "sens_fig_whiskers": "Whiskers: 95 % intervals.",
    "sens_fig_holm": (
        "First and with *: told from chance after Holm over all {changes} changes, as the text has it; below, by size. "
        "Whiskers: 95 % t intervals of each change by itself, so that some without a star leave out 0 as well."
    ),
    "sens_fig_few": "No whiskers and no order but that of size: an interval takes {least} futures.",
    "sens_fig_runs_tornado": "{runs} futures at each end, {count} of {all} assumptions",
    "sens_fig_runs_morris": "{walks} random walks, {runs} runs of each position",
    "sens_fig_text": "Bars from the central value: {parts}.",
    "sens_fig_text_part": "{says} {low} at its low and {high} at its high end",
    "sens_fig_text_morris": "Dots with whiskers: {parts}.",
    # before the runs
    "sens_plan_span": "{path} {low} to {high} {unit}",
    "sens_plan_moves": "{name}: {says}: {spans}",
    "sens_plan_moves_more": "{name}: {says}: {spans} and {more} more",
    "sens_plan_unused": "{name}: {says}: not used in this run, left out",
    "sens_plan_tornado": "tornado: {runs} runs",
    "sens_plan_morris": "morris: {runs} runs",
}
