"""What a command changed, in words: the name of the value and what it is now, in the place of key=value."""

from __future__ import annotations

import datetime as dt
import re
from itertools import takewhile

from sim.views.units import FACTOR, OF_VALUE, spoken_unit
from sim.views.words import Words, small

_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PLAIN = re.compile(r"'[^'\\]*'|[\w.+-]+")
"""Values that are no lists or mappings, with quotation marks or without."""
UNITS = {"size": FACTOR, "days": "days", "places": "places", "beds": "places", "persons": "persons", "factor": FACTOR}
"""Units by the last word of a name."""


def in_words(text: str, words: Words) -> str:
    """Tell a change such as size=0.7; as it is written where it holds a name that the language has no words for.

    Parameters
    ----------
    text : a change as `Study.changes` has it, below its start, shock or plan, or with its group
    """
    key, equals, value = text.partition("=")
    names, groups = words.names["form_field"], words.names["form_group"]
    path = key.split(".")
    if not _PLAIN.fullmatch(value):  # a list or a mapping: only that it was changed, of what has a name
        path = list(takewhile(lambda part: _known(part, words), path))
    if not equals or not path or not all(_known(part, words) for part in path):
        return text
    if len(path) == 1 and key in groups and key not in names:
        return words.say("changed_to", name=groups[key], value=words.name(key, value.strip("'")))
    told = (names.get(part) or groups.get(part) or words.name("form_field", part) for part in path)
    parts = [small(part) for part in told]
    usual = FACTOR if path[-1] in OF_VALUE else UNITS.get(path[-1].rpartition("_")[2], "")
    unit = words.name("unit", spoken_unit(path, usual))
    if not unit or not _NUMBER.fullmatch(value):
        return words.say("changed_to", name=" › ".join(parts), value=_value(value, words))
    named = " › ".join([*parts[:-1], parts[-1].split(", ")[0]])  # what follows is the unit
    measured = f"{_value(value, words)} {unit}"
    return words.say("changed_to", name=named, value=measured)


def _known(part: str, words: Words) -> bool:
    """Whether a part of a key has a name; in English each is one, with spaces."""
    named = (words.names[kind] for kind in ("form_field", "form_group"))
    return words.code == "en" or part.isdecimal() or any(part in names for names in named)


def _value(value: str, words: Words) -> str:
    """Write a value; a list or mapping only as changed."""
    if not _PLAIN.fullmatch(value):
        return words.say("changed_values")
    plain = value.strip("'")
    if plain in ("true", "false", "null"):
        return words.say({"true": "forms_yes", "false": "forms_no", "null": "forms_none"}[plain])
    if _DAY.fullmatch(plain):
        return words.date(dt.date.fromisoformat(plain))
    if not _NUMBER.fullmatch(plain):
        return words.name("form_option", plain)
    return words.figures_of(float(plain), 10)
