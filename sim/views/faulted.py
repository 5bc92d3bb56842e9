"""Faults of the input, and what is valid and perhaps not meant, in the language of a view.

The model tells them in English, as its command line does. Here the sentence of each has the language's own beside it,
found by its text; a fault of which any part has none is told in English whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sim.views.said import MOST_LETTERS, known
from sim.views.words import Words

KINDS = ("fault", "remark")
"""Where the sentences stand in a catalogue."""
_CODE = re.compile(r"|\S*[=.\[{]\S*")
"""Nothing, or a word of the command line, which is the same in every language."""
_PLACED = re.compile(r"(?P<place>[\w./\\-]+(\.\w+)?)(?P<line> line \d+)?: (?P<rule>.+)")
"""A fault of a file: the file or the key, perhaps the line, and the rule."""

MOST_PLACES, MOST_RULES = 3, 8
"""Places before a rule, and rules one behind the other: ours have fewer, a text of a user's may have any number."""


def in_words(text: str, words: Words) -> str | None:
    """Return what is said of a fault in the language, None where a part of it has no sentence there."""
    return _in_words(text, words, MOST_PLACES)


def _in_words(text: str, words: Words, places: int) -> str | None:
    if words.code == "en":
        return text
    if len(text) > MOST_LETTERS:
        return None
    if _CODE.fullmatch(text):
        return text
    for kind in KINDS:
        found = known(kind, text, words)
        if found is not None:
            return found
    placed = _PLACED.fullmatch(text) if places else None
    rule = _in_words(placed["rule"], words, places - 1) if placed else None
    if placed is not None and rule is not None:
        line = (placed["line"] or "").replace(" line ", f" {words.say('fault_line')} ")
        return f"{placed['place']}{line}: {rule}"
    parts = text.split("; ")
    if not 1 < len(parts) <= MOST_RULES:
        return None
    return _joined([_in_words(part, words, places) for part in parts])


def with_way_out(rule: str, hint: str, words: Words) -> tuple[str, bool]:
    """Return what must hold, with the way out behind it, and whether that is English for want of words."""
    own = in_words(rule, words), in_words(hint, words)
    foreign = None in own
    said, way_out = (rule, hint) if foreign else own
    return f"{said} ({way_out})" if way_out else str(said), foreign


def warned(text: str, words: Words) -> str:
    """Tell what is valid and perhaps not meant, behind a word that says so; in English for want of words."""
    own = in_words(text, words)
    return f"{words.say('warning_head')} {text if own is None else own}"


def _joined(parts: Iterable[str | None]) -> str | None:
    found = list(parts)
    return None if None in found else "; ".join(str(part) for part in found)
