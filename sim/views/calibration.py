"""What a calibration says: whether it may be believed, what it found, and what stays unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.views.english import ENGLISH
from sim.views.words import Words

SHOWN_POINTS = 12
SHOWN_WORST = 3
UNEVEN = 0.01  # chance below which ranks of the truth are told as not uniform
WHOLE = 1000.0
"""Size from which on figures are whole numbers."""


def summary(told: Mapping[str, Any], words: Words = ENGLISH) -> str:
    """Return the summary in Markdown, from what calibration.json holds."""
    return "\n".join([*_lines(told, words), ""])


def _lines(told: Mapping[str, Any], words: Words) -> Iterator[str]:
    yield from (f"# {words.say('cal_title', episode=told['episode'])}", "")
    runs = {name: words.count(told["runs"][name]) for name in ("design", "worlds", "luck")}
    seen = {"first": told["first"], "last": told["last"], "series": ", ".join(told["series"])}
    yield words.say("cal_points", points=words.count(told["points"]), **seen, **runs)
    yield from ("", f"## {words.say('cal_believed')}", "")
    yield _recovery(told["recovery"], words)
    yield from ("", *_errors(told["errors"], words), "")
    yield words.say(
        "cal_emulator",
        within=_percent(told["emulator_within"], 1, words),
        cutoff=_fixed(told["cutoff"], 2, words),
        ruled_out=_percent(told["ruled_out"], 2, words),
    )
    yield ""
    found = told.get("found")
    if found is None:
        yield from _way_on(told, words)
    elif told.get("too_few"):
        yield words.say("cal_too_few", why=told["too_few"])
    else:
        if found["empty"]:
            yield from _rejected(found, told["cutoff"], words)
        else:
            yield from _posterior(found, told["recovery"]["narrowed"], words)
        yield from ("", *_points(found, words))


def _way_on(told: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Say after a refusal where the intervals fail and what to try."""
    recovery, sizes = told["recovery"], told["sizes"]
    worst = sorted(recovery["by_parameter"].items(), key=lambda each: each[1])[:SHOWN_WORST]
    level, worlds = recovery["level"], words.count(recovery["worlds"])
    below = [
        words.say("cal_least_part", name=name, says=told["says"][name], share=_percent(share, 0, words), worlds=worlds)
        for name, share in worst
        if share < level
    ]
    if below:
        yield from (words.say("cal_least", level=_percent(level, 0, words), parts="; ".join(below)), "")
    few = {name: usual for name, (given, usual) in sizes.items() if given < usual}
    if few:
        given = ", ".join(f"{name}={sizes[name][0]}" for name in few)
        yield words.say(
            "cal_try_usual", usual=" ".join(f"{name}={usual}" for name, usual in few.items()), given=given
        )
    else:
        yield words.say("cal_try_more", points=2 * sizes["points"][0], lucks=sizes["lucks"][0] + 1)


def _recovery(found: Mapping[str, Any], words: Words) -> str:
    """Say how often intervals covered the truth of synthetic worlds, or why that allows no fit."""
    if found["why_not"]:
        return words.say("cal_refused", why=found["why_not"])
    level = _percent(found["level"], 0, words)
    least, most = (_percent(end, 0, words) for end in found["band"])
    says = [
        words.say(
            "cal_covered",
            worlds=words.count(found["worlds"]),
            level=level,
            cases=words.count(found["cases"]),
            **{name: _percent(found[name], 1, words) for name in ("share", "low", "high")},
            least=least,
            most=most,
        )
    ]
    if found["high"] < found["level"]:
        says.append(words.say("cal_under", level=level))
    elif found["low"] > found["level"]:
        says.append(words.say("cal_over", level=level))
    if found["empty_worlds"]:
        says.append(words.say("cal_empty", count=words.count(found["empty_worlds"])))
    parts = [
        words.say(
            "cal_parameter" if name in found["narrowed"] else "cal_parameter_unlearnt",
            name=name,
            share=_percent(share, 0, words),
        )
        for name, share in found["by_parameter"].items()
    ]
    says.append(words.say("cal_by_parameter", parts=", ".join(parts)))
    uneven = [name for name, chance in found["ranks_uniform"].items() if chance < UNEVEN]
    if uneven:
        says.append(words.say("cal_ranks", names=", ".join(uneven)))
    return " ".join(says)


def _errors(rows: Sequence[Mapping[str, Any]], words: Words) -> Iterator[str]:
    names = ("spread", "emulator", "luck", "rounding", "tolerance")
    cells = [
        [each["series"], words.count(each["points"]), each["unit"], *(_figures(each[name], words) for name in names)]
        for each in rows
    ]
    yield from (words.say("cal_errors"), "", *_table(words.say("cal_head_errors"), cells))


def _posterior(found: Mapping[str, Any], learnt: Sequence[str], words: Words) -> Iterator[str]:
    """Tell what was found; `learnt` are the parameters that synthetic worlds say something of."""
    yield from (f"## {words.say('cal_agrees')}", "")
    yield words.say("cal_kept", kept=_percent(found["kept"], 2, words), effective=words.count(found["effective"]))
    yield ""
    rows = [
        [
            f"{parameter['says']} (`{each['path']}`)",
            each["unit"],
            each["kind"],
            _span(each["low"], each["value"], each["high"], words),
            _span(each["posterior_low"], each["posterior_median"], each["posterior_high"], words),
            _fixed(parameter["ratio"], 2, words),
        ]
        for parameter in found["parameters"]
        for each in parameter["settings"]
    ]
    yield from (*_table(words.say("cal_head_posterior"), rows), "")
    wide = [each["name"] for each in found["parameters"] if not each["narrowed"]]
    yield words.say("cal_little", names=", ".join(wide)) if wide else words.say("cal_each")
    carried = [each for each in found["parameters"] if each["carries"]]
    good = [each["name"] for each in carried if each["narrowed"] and each["name"] in learnt]
    if good:
        yield words.say("cal_carried", names=", ".join(good))
    rest = [each["name"] for each in carried if each["name"] not in good]
    if rest:
        yield words.say("cal_carried_wide", names=", ".join(rest))
    tied = [
        words.say("cal_tied_part", one=one, other=other, correlation=words.written(f"{each['correlation']:+.2f}"))
        for each in found["pairs"]
        if each["tied"]
        for one, other in [each["pair"]]
    ]
    if tied:
        yield words.say("cal_tied", parts="; ".join(tied))


def _rejected(found: Mapping[str, Any], cutoff: float, words: Words) -> Iterator[str]:
    yield from (f"## {words.say('cal_rejected')}", "", words.say("cal_rejected_why"), "")
    beyond = [
        words.say("cal_beyond_part", point=_named(each, words), off=_fixed(each["least_anywhere"], 1, words))
        for each in found["points"]
        if each["least_anywhere"] > cutoff
    ]
    if beyond:
        yield words.say("cal_beyond", parts="; ".join(beyond))
    clash = [
        words.say("cal_clash_part", point=_named(each, words), off=_fixed(each["implausibility"], 1, words))
        for each in found["points"]
        if each["implausibility"] > cutoff
    ]
    yield words.say("cal_clash", cutoff=_fixed(cutoff, 2, words), parts="; ".join(clash))
    best = ", ".join(f"{path}={value:g}" for path, value in found["best"].items())  # as settings are given
    yield words.say("cal_nearest", parts=best)


def _points(found: Mapping[str, Any], words: Words) -> Iterator[str]:
    worst = sorted(found["points"], key=lambda each: -each["implausibility"])[:SHOWN_POINTS]
    rows = [
        [
            each["series"],
            each["date"],
            each["unit"],
            _observed(each, words),
            _figures(each["emulated"], words),
            _fixed(each["implausibility"], 1, words),
        ]
        for each in worst
    ]
    yield from (words.say("cal_furthest"), "", *_table(words.say("cal_head_points"), rows))


def _named(each: Mapping[str, Any], words: Words) -> str:
    numbers = {"observed": _observed(each, words), "model": _figures(each["emulated"], words)}
    return words.say("cal_point", series=each["series"], date=each["date"], **numbers)


def _table(heads: str, rows: Sequence[Sequence[object]]) -> list[str]:
    """Write a table; `heads` are parted by bars."""
    head = heads.split("|")
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(str(cell) for cell in line)} |" for line in lines]


def _span(low: float, middle: float, high: float, words: Words) -> str:
    low_end, between, high_end = (words.figures_of(each) for each in (low, middle, high))
    return words.say("cal_span", low=low_end, middle=between, high=high_end)


def _observed(each: Mapping[str, Any], words: Words) -> str:
    return words.written(f"{each['observed']:,.6g}")


def _figures(value: float, words: Words) -> str:
    """Write four figures, and whole numbers from 1,000 up."""
    return words.count(value) if abs(value) >= WHOLE else words.figures_of(value, 4)


def _fixed(value: float, places: int, words: Words) -> str:
    """Write a number to so many places."""
    return words.written(f"{value:.{places}f}")


def _percent(share: float, places: int, words: Words) -> str:
    """Write a share in per cent, to so many places."""
    return f"{_fixed(share * 100.0, places, words)} %"
