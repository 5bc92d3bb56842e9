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
    if not found:
        return None
    english, fit = max(found, key=lambda each: len(_FIELD.sub("", each[0])))
    fields = {name: _field(kind, value, words) for name, value in fit.groupdict().items()}
    return _FIELD.sub(lambda name: fields.get(name[1], name[0]), table[english])


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
