"""Levers of a plan that were moved, in words: what was changed of which plan, from what to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.views.study import Moved, Study
from sim.views.units import certain_unit, day_of, number_of
from sim.views.words import MOST_SHOWN, Words, small

LADDER = 3
"""Parts of the path of a measure, whose name is told instead."""


def moved(study: Study, shock: str, plan: str, words: Words) -> list[str]:
    """Return what is other in a plan than in the one that it was made of, empty where nothing is.

    Which measures were added, which were removed and which stand elsewhere in their order, then each lever that was
    moved, with where it stood and stands.
    """
    told = study.moved.get((shock, plan))
    if told is None:
        return []
    return [*_measures(told, words), *(_lever(each, words) for each in told.values)]


def origin(study: Study, shock: str, plan: str, words: Words) -> str:
    """Name the plan that a moved one was made of, and itself where it has another name."""
    name, base = words.name("plan", plan), study.moved[shock, plan].plan
    return name if base == plan else words.say("moved_from", plan=name, base=words.name("plan", base))


def short(study: Study, shock: str, plans: Sequence[str], words: Words) -> Iterator[str]:
    """Say of each plan with moved levers the first few of them; those that all plans share are told once."""
    found = {plan: levers for plan in plans if (levers := moved(study, shock, plan, words))}
    if len(found) == len(plans) > 1 and len({tuple(each) for each in found.values()}) == 1:
        yield words.say("moved_all", levers=_few(next(iter(found.values())), words))
        return
    for plan, levers in found.items():
        yield words.say("moved_plan", plan=origin(study, shock, plan, words), levers=_few(levers, words))


def _few(levers: Sequence[str], words: Words) -> str:
    """Write the first few of many; the summary has all."""
    left = len(levers) - MOST_SHOWN
    return "; ".join([*levers[:MOST_SHOWN], *([words.say("changes_more", count=left)] if left > 0 else [])])


def _measures(told: Moved, words: Words) -> Iterator[str]:
    for key, names in (("moved_added", told.added), ("moved_removed", told.removed)):
        if names:
            yield words.say(key, measures=words.listed([words.name("measure", name) for name in names]))
    if told.reordered:
        parts = [
            words.say(
                "moved_behind" if each["after"] else "moved_first",
                measure=words.name("measure", each["measure"]),
                after=words.name("measure", each["after"]),
            )
            for each in told.reordered
        ]
        yield words.say("moved_order", parts=words.listed(parts))


def _lever(value: Mapping[str, Any], words: Words) -> str:
    path = [str(part) for part in value["path"]]
    below = path[LADDER:] if value["measure"] else path[1:] or path
    parts = [words.name("measure", value["measure"])] if value["measure"] else []
    parts += [part if part.isdecimal() else small(words.name("form_field", part)) for part in below]
    unit = certain_unit(path, str(value["unit"]))
    before, after = (_written(value[end], unit, words) for end in ("before", "after"))
    text = words.say("moved_lever", lever=" › ".join(parts), before=before, after=after)
    told = "" if not unit or unit.startswith("share") else words.name("unit", unit)
    return f"{text} {told}".rstrip()


def _written(value: Any, unit: str, words: Words) -> str:
    """Write a value with all its digits; a share in per cent."""
    if value is None:
        return words.say("forms_none")
    if isinstance(value, bool):
        return words.say("forms_yes" if value else "forms_no")
    if isinstance(value, int | float):
        if unit.startswith("share"):
            return f"{words.figures_of(value * 100.0, 10)} %"
        return words.plain(value) if isinstance(value, int) else number_of(value, words)
    day = day_of(str(value))
    return words.names["form_option"].get(str(value), str(value)) if day is None else words.date(day)
