"""What files and the model say of themselves in English, in the language of a view: found by the text itself.

A sentence of a file may be replaced by the user's own under the same name, so that a name does not tell what is said:
only the text as it is delivered has another language, and any other is shown as it stands.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

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
MOST_LETTERS = 1200
"""Of a text that is looked for among sentences with fields: beyond that it is mostly what a user wrote. Our choice."""
MOST_NESTED = 3
"""Sentences within a field of another. Our choice; ours hold two."""
_NUMBER = re.compile(r"[-+]?\d[\d,]*(\.\d+)?( %)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TO_WRITE = re.compile(
    r"(=|[\['\"`~/]|\b(column|columns|format|group|key|keys|plan|reads|series|shock|track|write)"
    r"|\b(columns missing|its keys|known|nearest|needed|with a point):) ?$"
)
"""Ends what stands before a name, or before what the user is to write: neither is a number to be read."""
_NAMED = re.compile(r"( \{\w+\})? is (unknown|no|not)\b")
"""Begins what stands behind a name, or behind what the user wrote."""


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
    return _known(kind, text, words, MOST_NESTED)


def _known(kind: str, text: str, words: Words, nested: int) -> str | None:
    table = words.names.get(kind, {})
    if text in table:
        return table[text]
    if words.code == "en":
        return text
    if len(text) > MOST_LETTERS:
        return None
    found = [(english, given) for english in table if (given := _fit(english, text)) is not None]
    for english, given in sorted(found, key=lambda each: len(_FIELD.sub("", each[0])), reverse=True):
        fields = {name: _field(kind.removesuffix(PART), value, words, nested) for name, value in given.items()}
        if None not in fields.values():
            return _filled(english, table[english], given, fields)
    return None


def _filled(english: str, own: str, given: Mapping[str, str], fields: Mapping[str, str | None]) -> str:
    """Put what the fields hold into a sentence; behind a sign of equality, in a command, as it was given.

    So is what looks like a number or a day, and is a name or is to be written: `0.9` with a point, a series `1.10`.
    """

    def put(field: re.Match[str]) -> str:
        as_given = own[: field.start()].endswith("=") or _is_text(english, field[0], given.get(field[1], ""))
        return (given if as_given else fields).get(field[1], field[0]) or ""

    return _FIELD.sub(put, own)


def _is_text(english: str, field: str, value: str) -> bool:
    """Whether a number or a day in a field is no quantity, by the English around it."""
    before, _, behind = english.partition(field)
    looks = _NUMBER.fullmatch(value) or _DAY.fullmatch(value)
    return looks is not None and bool(_TO_WRITE.search(before) or _NAMED.match(behind))


def _field(kind: str, value: str, words: Words, nested: int) -> str | None:
    """Return what stands in a field, in the language; None where it has words of English that should have had it."""
    if _NUMBER.fullmatch(value):
        return words.written(value)
    if _DAY.fullmatch(value):
        return words.date(dt.date.fromisoformat(value))
    of_parts = f"{kind}{PART}"
    for each in (kind, of_parts) if nested else ():
        found = _known(each, value, words, nested - 1)
        if found is not None:
            return found
    whole = of_parts not in words.names or _WORDS.search(_QUOTED.sub("", value)) is None
    return value if whole else None


def _fit(english: str, text: str) -> Mapping[str, str] | None:
    """Return what the fields of a sentence hold in a text, the first as much as it can.

    None if the text is another sentence, or the sentence has no fields. Every part of the sentence is looked for once,
    from the last one back, so that no text takes long.
    """
    first, *others = _parts(english)
    if not others:
        return None
    last = others[-1][1]
    if not (text.startswith(first) and text.endswith(last) and len(text) >= len(first) + len(last)) or "\n" in text:
        return None
    given: dict[str, str] = {}
    end = len(text) - len(last)
    for (name, _), (_, before) in zip(others[:0:-1], others[-2::-1], strict=True):
        at = text.rfind(before, len(first), end)
        if at < 0:
            return None
        given[name] = text[at + len(before) : end]
        end = at
    given[others[0][0]] = text[len(first) : end]
    return given


@cache
def _parts(english: str) -> tuple[Any, ...]:
    """Return what a sentence begins with, and each of its fields with the text behind it."""
    first, *rest = _FIELD.split(english)  # text and name by turns
    return first, *zip(rest[::2], rest[1::2], strict=True)
