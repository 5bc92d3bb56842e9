"""What a command changed, in words: the name of the value and what it is now, in the place of key=value."""

from __future__ import annotations

import re
from itertools import takewhile

from sim.views.study import Change
from sim.views.units import certain_unit, day_of, measured, number_of
from sim.views.words import Words, small

_NUMBER = re.compile(r"[-+]?(\d[\d_]*(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")
_SEVERAL = re.compile(r"[\[\]{}(),]")
"""What stands in a list, a mapping or a call, and in no single value without quotation marks."""
_SAID = {"true": "forms_yes", "false": "forms_no", "null": "forms_none"}


def in_words(change: Change, words: Words) -> str:
    """Tell a change such as size=0.7; as it is written where it holds a name that the language has no words for."""
    key, equals, value = change.text.partition("=")
    names, groups = words.names["form_field"], words.names["form_group"]
    path = key.split(".")
    if not _single(value):  # a list or a mapping: only that it was changed, of what has a name
        path = list(takewhile(lambda part: _known(part, words), path))
    if not equals or not path or not all(_known(part, words) for part in path):
        return change.text
    if len(path) == 1 and key in groups and key not in names and value != "null":
        return words.say("changed_to", name=groups[key], value=words.name(key, _plain(value)))
    told = (names.get(part) or groups.get(part) or words.name("form_field", part) for part in path)
    parts = [small(part) for part in told]
    unit = certain_unit(path, change.unit)
    if unit and _is_number(change, value):
        parts[-1] = parts[-1].split(", ")[0]  # what follows is the unit
        return words.say("changed_to", name=" › ".join(parts), value=measured(_number(value), unit, words))
    return words.say("changed_to", name=" › ".join(parts), value=_value(change, value, words))


def _known(part: str, words: Words) -> bool:
    """Whether a part of a key has a name; in English each is one, with spaces."""
    named = (words.names[kind] for kind in ("form_field", "form_group"))
    return words.code == "en" or part.isdecimal() or any(part in names for names in named)


def _single(value: str) -> bool:
    """Whether a value is one, and no list or mapping."""
    return bool(value and (_QUOTED.fullmatch(value) or not _SEVERAL.search(value)))


def _is_number(change: Change, value: str) -> bool:
    """Whether a value is a number, and not a text of digits."""
    return change.takes == "" and _NUMBER.fullmatch(value) is not None


def _number(value: str) -> int | float:
    return int(value) if value.lstrip("+-").replace("_", "").isdecimal() else float(value)


def _plain(value: str) -> str:
    """Return a value without its quotation marks."""
    if not _QUOTED.fullmatch(value):
        return value
    return value[1:-1].replace(f"\\{value[0]}", value[0])


def _value(change: Change, value: str, words: Words) -> str:
    """Write a value: a list or mapping only as changed, a text as it stands."""
    if not _single(value):
        return words.say("changed_values")
    plain = _plain(value)
    if plain == value and (value == "null" or not change.takes) and value.lower() in _SAID:
        return words.say(_SAID[value.lower()])
    if change.takes == "day" and (day := day_of(plain)) is not None:
        return words.date(day)
    if change.takes == "code":
        return words.name("form_option", plain)
    if change.takes == "name":
        return words.names["form_option"].get(plain, plain)
    return number_of(_number(value), words) if _is_number(change, value) else plain
