"""The languages that views speak, by their codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.views.bokmal import BOKMAL
from sim.views.english import ENGLISH
from sim.views.words import Words

LANGUAGES: Mapping[str, Words] = {words.code: words for words in (ENGLISH, BOKMAL)}
"""Catalogue by code: en, nb."""


def told_in(manifest: Mapping[str, Any]) -> Words:
    """Return the language of what stands beside a manifest, which names it; English where it names none."""
    return language(str(manifest.get("language", ENGLISH.code)))


def language(code: str) -> Words:
    """Return the catalogue of a code; raise KeyError, which names the languages that there are, for another."""
    if code not in LANGUAGES:
        raise KeyError(f"language {code!r} is none of {', '.join(LANGUAGES)}")
    return LANGUAGES[code]
