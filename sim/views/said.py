"""What files and the model say of themselves in English, in the language of a view: found by the text itself.

A sentence of a file may be replaced by the user's own under the same name, so that a name does not tell what is said:
only the text as it is delivered has another language, and any other is shown as it stands.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache

from sim.views.words import Words

PART = "_part"
"""Ends the kind of what is said only within another sentence, too short to be told from what a user wrote. Of a kind
that has such parts, whatever else stands in a field is a name, a value or a key, and no words.
"""
_WORDS = re.compile(
    r"\b(an|and|are|as|at|be|but|by|cannot|expected|for|found|from|has|in|is|it|must|not|of|or|such|that|the|to|was"
    r"|with)\b"
)
"""Words of English that no name, value or key of ours holds."""
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|\S*/\S*")
"""What is not ours: values, commands and paths."""
_FIELD = re.compile(r"\{(\w+)\}")
_NUMBER = re.compile(r"[-+]?\d[\d,]*(\.\d+)?( %)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def said(kind: str, text: str, words: Words) -> str:
    """Return a sentence in the language, or as it stands where the language has none for it.

    Parameters
    ----------
    kind : of the catalogue: English text to text of the language, either with fields for what differs
    """
    found = known(kind, text, words)
    return text if found is None else found


def is_said(kind: str, text: str, words: Words) -> bool:
    """Whether the language has a sentence for this one; English is that language itself."""
    return known(kind, text, words) is not None


def known(kind: str, text: str, words: Words) -> str | None:
    """Return a sentence in the language, None where it has none; of several with fields the one that says most.

    English is that language itself.
    """
    table = words.names.get(kind, {})
    if text in table:
        return table[text]
    if words.code == "en":
        return text
    found = [(english, fit) for english in table if "{" in english and (fit := _pattern(english).fullmatch(text))]
    for english, fit in sorted(found, key=lambda each: len(_FIELD.sub("", each[0])), reverse=True):
        given = fit.groupdict()
        fields = {name: _field(kind.removesuffix(PART), value, words) for name, value in given.items()}
        if None not in fields.values():
            return _filled(table[english], given, fields)
    return None


def _filled(own: str, given: Mapping[str, str], fields: Mapping[str, str | None]) -> str:
    """Put what the fields hold into a sentence; behind a sign of equality, in a command, as it was given."""

    def put(field: re.Match[str]) -> str:
        in_command = own[: field.start()].endswith("=")
        return (given if in_command else fields).get(field[1], field[0]) or ""

    return _FIELD.sub(put, own)


def _field(kind: str, value: str, words: Words) -> str | None:
    """Return what stands in a field, in the language; None where it has words of English that should have had it."""
    if _NUMBER.fullmatch(value):
        return words.written(value)
    if _DAY.fullmatch(value):
        return words.date(dt.date.fromisoformat(value))
    of_parts = f"{kind}{PART}"
    for each in (kind, of_parts):
        found = known(each, value, words)
        if found is not None:
            return found
    whole = of_parts not in words.names or _WORDS.search(_QUOTED.sub("", value)) is None
    return value if whole else None


@cache
def _pattern(english: str) -> re.Pattern[str]:
    """Return what finds a sentence with fields."""
    parts = _FIELD.split(english)  # text and name by turns
    return re.compile("".join(f"(?P<{part}>.*)" if at % 2 else re.escape(part) for at, part in enumerate(parts)))
