"""The languages that views speak, by their codes."""

from __future__ import annotations

from collections.abc import Mapping

from sim.views.bokmal import BOKMAL
from sim.views.english import ENGLISH
from sim.views.words import Words

LANGUAGES: Mapping[str, Words] = {words.code: words for words in (ENGLISH, BOKMAL)}
"""Catalogue by code: en, nb."""


def language(code: str) -> Words:
    """Return the catalogue of a code; raise KeyError, which names the languages that there are, for another."""
    if code not in LANGUAGES:
        raise KeyError(f"language {code!r} is none of {', '.join(LANGUAGES)}")
    return LANGUAGES[code]
