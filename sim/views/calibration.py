"""What a calibration says: whether it may be believed, what it found, and what stays unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

SHOWN_POINTS = 12
SHOWN_WORST = 3
UNEVEN = 0.01  # chance below which ranks of the truth are told as not uniform
REFUSAL = "The real points were not fitted."


def summary(told: Mapping[str, Any]) -> str:
    """Return the summary in Markdown, from what calibration.json holds."""
    runs = told["runs"]
    lines = [
        f"# Calibration on {told['episode']}",
        "",
        f"{told['points']} observed points from {told['first']} to {told['last']} of "
        f"{', '.join(told['series'])}; nothing outside this window was read. {runs['design']} runs over the ranges, "
        f"{runs['worlds']} synthetic worlds, {runs['luck']} runs at the central values.",
        "",
        "## May it be believed?",
        "",
        *_recovery(told["recovery"]),
        "",
        *_errors(told["errors"]),
        "",
        f"Of runs that the emulator is not told of, {told['emulator_within']:.1%} lie within its 90% intervals. "
        f"A position is ruled out where any point is more than {told['cutoff']:.2f} standard deviations off: the "
        f"errors alone put the truth as far in {told['ruled_out']:.2%} of cases.",
    ]
    found = told.get("found")
    if found is None:
        return "\n".join([*lines, "", *_way_on(told), ""])
    if told.get("too_few"):
        return "\n".join([*lines, "", f"No sample was written: {told['too_few']}.", ""])
    rejected = (
        _rejected(found, told["cutoff"]) if found["empty"] else _posterior(found, told["recovery"]["narrowed"])
    )
    return "\n".join([*lines, "", *rejected, "", *_points(found), ""])


def _way_on(told: Mapping[str, Any]) -> list[str]:
    """Say after a refusal where the intervals fail and what to try."""
    recovery, sizes = told["recovery"], told["sizes"]
    worst = sorted(recovery["by_parameter"].items(), key=lambda each: each[1])[:SHOWN_WORST]
    level = recovery["level"]
    below = [
        f"{name} ({told['says'][name]}), {share:.0%} of {recovery['worlds']} worlds"
        for name, share in worst
        if share < level
    ]
    lines = [f"Covered least, where {level:.0%} are wanted: {'; '.join(below)}.", ""] if below else []
    few = {name: usual for name, (given, usual) in sizes.items() if given < usual}
    if few:
        given = ", ".join(f"{name}={sizes[name][0]}" for name in few)
        usual = " ".join(f"{name}={usual}" for name, usual in few.items())
        doubt = "may be too few to judge the method by"
        lines.append(f"What to try first: the usual sizes, {usual}; here {given} {doubt}.")
    else:
        points, lucks = sizes["points"][0], sizes["lucks"][0]
        more = f"twice the positions (points={2 * points}) or more runs of each (lucks={lucks + 1})"
        lines.append(f"What to try: {more}, so that the emulator knows better where it is wrong.")
    return lines


def _recovery(found: Mapping[str, Any]) -> list[str]:
    low, high = found["band"]
    if found["why_not"]:
        return [f"No: {found['why_not']}. {REFUSAL}"]
    by_parameter = ", ".join(
        f"{name} {share:.0%}{'' if name in found['narrowed'] else ' (nothing learnt)'}"
        for name, share in found["by_parameter"].items()
    )
    uneven = [name for name, chance in found["ranks_uniform"].items() if chance < UNEVEN]
    ranks = f" Ranks of the truth are uneven for {', '.join(uneven)}." if uneven else ""
    empty = f" In {found['empty_worlds']} of them nothing was left." if found["empty_worlds"] else ""
    return [
        f"In {found['worlds']} synthetic worlds with known truth the {found['level']:.0%} intervals covered it in "
        f"{found['share']:.1%} of {found['cases']} cases (95 % interval {found['low']:.1%} to {found['high']:.1%}; "
        f"{low:.0%} to {high:.0%} is asked for).{_off(found)}{empty} By parameter: {by_parameter}.{ranks}"
    ]


def _off(found: Mapping[str, Any]) -> str:
    """Say that coverage is another than the level of the intervals where that is no chance."""
    level = found["level"]
    if found["high"] < level:
        return f" That is under-coverage, by more than chance: ranges told as {level:.0%} are too narrow."
    if found["low"] > level:
        return f" That is over-coverage, by more than chance: ranges told as {level:.0%} are wider than need be."
    return ""


def _errors(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    names = ("spread", "emulator", "luck", "rounding", "tolerance")
    head = ["series", "points", "unit", "runs over the ranges", "emulator", "luck", "rounding", "model's own miss"]
    cells = [[each["series"], each["points"], each["unit"], *(_figures(each[name]) for name in names)] for each in rows]
    return ["Standard deviations, mean of the points of a series:", "", *_table(head, cells)]


def _posterior(found: Mapping[str, Any], learnt: Sequence[str]) -> list[str]:
    """Tell what was found; `learnt` are the parameters that synthetic worlds say something of."""
    lines = [
        "## What agrees with what was observed",
        "",
        f"{found['kept']:.2%} of the prior is not implausible. The sample rests on {found['effective']:,.0f} effective "
        "draws. Ranges are 90 % intervals; kinds are of the value that the range was taken from.",
        "",
    ]
    rows = []
    for parameter in found["parameters"]:
        for each in parameter["settings"]:
            rows.append(
                [
                    f"{parameter['says']} (`{each['path']}`)",
                    each["unit"],
                    each["kind"],
                    f"{each['low']:g} - {each['value']:g} - {each['high']:g}",
                    f"{each['posterior_low']:g} - {each['posterior_median']:g} - {each['posterior_high']:g}",
                    f"{parameter['ratio']:.2f}",
                ]
            )
    head = ["parameter", "unit", "kind", "prior: low - central - high", "posterior: 5 % - median - 95 %", "width left"]
    lines += _table(head, rows)
    wide = [each["name"] for each in found["parameters"] if not each["narrowed"]]
    lines += ["", f"The points say little about {', '.join(wide)}." if wide else "The points say something of each."]
    carried = [each["name"] for each in found["parameters"] if each["carries"]]
    good = [each["name"] for each in found["parameters"] if each["carries"] and each["narrowed"]]
    good = [name for name in good if name in learnt]
    if good:
        told = ", ".join(good)
        lines.append(f"Held to be good at another time too (`carried.csv`): {told}; the rest belongs to these years.")
    if len(carried) > len(good):
        told = ", ".join(name for name in carried if name not in good)
        lines.append(f"In `carried.csv` too, though next to nothing was learnt and draws fill the range: {told}.")
    tied = [f"{' and '.join(each['pair'])} ({each['correlation']:+.2f})" for each in found["pairs"] if each["tied"]]
    lines += [f"Not told apart by these points: {'; '.join(tied)}."] if tied else []
    return lines


def _rejected(found: Mapping[str, Any], cutoff: float) -> list[str]:
    beyond = [each for each in found["points"] if each["least_anywhere"] > cutoff]
    clash = [each for each in found["points"] if each["implausibility"] > cutoff]
    lines = [
        "## The model is rejected",
        "",
        "Nowhere in the ranges do all points agree with the model: the set that is not implausible is empty. Either "
        "the mechanism is wrong, or the ranges, the tolerance or a point is.",
        "",
    ]
    if beyond:
        told = "; ".join(f"{_named(each)} (at least {each['least_anywhere']:.1f} s.d. off)" for each in beyond)
        lines.append(f"Out of reach by themselves, whatever the parameters: {told}.")
    told = "; ".join(f"{_named(each)} ({each['implausibility']:.1f} s.d.)" for each in clash)
    lines.append(f"Beyond {cutoff:.2f} s.d. where the model comes nearest to all: {told}.")
    best = ", ".join(f"{path}={value:g}" for path, value in found["best"].items())
    return [*lines, f"That is at {best}."]


def _points(found: Mapping[str, Any]) -> list[str]:
    worst = sorted(found["points"], key=lambda each: -each["implausibility"])[:SHOWN_POINTS]
    rows = [
        [
            each["series"],
            each["date"],
            each["unit"],
            f"{each['observed']:,.6g}",
            _figures(each["emulated"]),
            f"{each['implausibility']:.1f}",
        ]
        for each in worst
    ]
    head = ["series", "date", "unit", "observed", "model at its best", "s.d. off"]
    return ["The points that are furthest off:", "", *_table(head, rows)]


def _named(each: Mapping[str, Any]) -> str:
    return f"{each['series']} {each['date']} (observed {each['observed']:,.6g}, model {_figures(each['emulated'])})"


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(str(cell) for cell in line)} |" for line in lines]


def _figures(value: float) -> str:
    """Write four figures, and whole numbers from 1,000 up."""
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.4g}"
