"""What a calibration says, in English."""

from __future__ import annotations

from collections.abc import Mapping

CALIBRATION: Mapping[str, str] = {
    "cal_title": "Calibration on {episode}",
    "cal_points": (
        "{points} observed points from {first} to {last} of {series}; nothing outside this window was read. {design} "
        "runs over the ranges, {worlds} synthetic worlds, {luck} runs at the central values."
    ),
    # whether it may be believed
    "cal_believed": "May it be believed?",
    "cal_refused": "No: {why}. The real points were not fitted.",
    "cal_covered": (
        "In {worlds} synthetic worlds with known truth the {level} intervals covered it in {share} of {cases} cases "
        "(95 % interval {low} to {high}; {least} to {most} is asked for)."
    ),
    "cal_under": "That is under-coverage, by more than chance: ranges told as {level} are too narrow.",
    "cal_over": "That is over-coverage, by more than chance: ranges told as {level} are wider than need be.",
    "cal_empty": "In {count} of them nothing was left.",
    "cal_by_parameter": "By parameter: {parts}.",
    "cal_parameter": "{name} {share}",
    "cal_parameter_unlearnt": "{name} {share} (nothing learnt)",
    "cal_ranks": "Ranks of the truth are uneven for {names}.",
    "cal_errors": "Standard deviations, mean of the points of a series:",
    "cal_head_errors": "series|points|unit|runs over the ranges|emulator|luck|rounding|model's own miss",
    "cal_emulator": (
        "Of runs that the emulator is not told of, {within} lie within its 90 % intervals. A position is ruled out "
        "where any point is more than {cutoff} standard deviations off: the errors alone put the truth as far in "
        "{ruled_out} of cases."
    ),
    # after a refusal
    "cal_too_few": "No sample was written: {why}.",
    "cal_least": "Covered least, where {level} are wanted: {parts}.",
    "cal_least_part": "{name} ({says}), {share} of {worlds} worlds",
    "cal_try_usual": (
        "What to try first: the usual sizes, {usual}; here {given} may be too few to judge the method by."
    ),
    "cal_try_more": (
        "What to try: twice the positions (points={points}) or more runs of each (lucks={lucks}), so that the emulator "
        "knows better where it is wrong."
    ),
    # what was found
    "cal_agrees": "What agrees with what was observed",
    "cal_kept": (
        "{kept} of the prior is not implausible. The sample rests on {effective} effective draws. Ranges are 90 % "
        "intervals; kinds are of the value that the range was taken from."
    ),
    "cal_head_posterior": (
        "parameter|unit|kind|prior: low - central - high|posterior: 5 % - median - 95 %|width left"
    ),
    "cal_span": "{low} - {middle} - {high}",
    "cal_little": "The points say little about {names}.",
    "cal_each": "The points say something of each.",
    "cal_carried": "Held to be good at another time too (`carried.csv`): {names}; the rest belongs to these years.",
    "cal_carried_wide": (
        "In `carried.csv` too, though next to nothing was learnt and draws fill the range: {names}."
    ),
    "cal_tied": "Not told apart by these points: {parts}.",
    "cal_tied_part": "{one} and {other} ({correlation})",
    # nothing agrees
    "cal_rejected": "The model is rejected",
    "cal_rejected_why": (
        "Nowhere in the ranges do all points agree with the model: the set that is not implausible is empty. Either "
        "the mechanism is wrong, or the ranges, the tolerance or a point is."
    ),
    "cal_beyond": "Out of reach by themselves, whatever the parameters: {parts}.",
    "cal_beyond_part": "{point} (at least {off} s.d. off)",
    "cal_clash": "Beyond {cutoff} s.d. where the model comes nearest to all: {parts}.",
    "cal_clash_part": "{point} ({off} s.d.)",
    "cal_nearest": "That is at {parts}.",
    # points
    "cal_furthest": "The points that are furthest off:",
    "cal_head_points": "series|date|unit|observed|model at its best|s.d. off",
    "cal_point": "{series} {date} (observed {observed}, model {model})",
}
