"""What files and the model say of themselves in English, in the language of a view: found by the text itself.

A sentence of a file may be replaced by the user's own under the same name, so that a name does not tell what is said:
only the text as it is delivered has another language, and any other is shown as it stands.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from sim.views.words import Words

_FIELD = re.compile(r"\{(\w+)\}")
_NUMBER = re.compile(r"[-+]?\d[\d,]*(\.\d+)?( %)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def said(kind: str, text: str, words: Words) -> str:
    """Return a sentence in the language, or as it stands where the language has none for it.

    Parameters
    ----------
    kind : of the catalogue: English text to text of the language, either with fields for what differs
    """
    table = words.names.get(kind, {})
    if text in table:
        return table[text]
    for english, own in table.items():
        found = _pattern(english).fullmatch(text) if "{" in english else None
        if found is not None:
            return own.format(**{name: _field(kind, value, words) for name, value in found.groupdict().items()})
    return text


def is_said(kind: str, text: str, words: Words) -> bool:
    """Whether the language has a sentence for this one; English is that language itself."""
    return words.code == "en" or said(kind, text, words) != text


def _field(kind: str, value: str, words: Words) -> str:
    if _NUMBER.fullmatch(value):
        return words.written(value)
    if _DAY.fullmatch(value):
        return words.date(dt.date.fromisoformat(value))
    return said(kind, value, words)


@cache
def _pattern(english: str) -> re.Pattern[str]:
    """Return what finds a sentence with fields."""
    parts = _FIELD.split(english)  # text and name by turns
    return re.compile("".join(f"(?P<{part}>.+)" if at % 2 else re.escape(part) for at, part in enumerate(parts)))
