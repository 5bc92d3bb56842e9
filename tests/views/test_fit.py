"""A sentence with fields is found in a text as a pattern finds it, and no text of a user's takes long to look for."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.views import said
from sim.views.bokmal import BOKMAL
from sim.views.faulted import in_words

FIELD = re.compile(r"\{(\w+)\}")
PIECES = st.lists(st.sampled_from(["a", "b", ": ", " is ", "'", "", "aa"]), max_size=9).map("".join)
MOST_LOOKS = 20_000
"""Of a thousand sentences each looked at once for a text, its parts and theirs; a tree of parts would take millions."""


def pattern(sentence: str) -> re.Pattern[str]:
    parts = FIELD.split(sentence)
    return re.compile("".join(f"(?P<{part}>.*)" if at % 2 else re.escape(part) for at, part in enumerate(parts)))


@pytest.mark.repeat
@given(st.lists(st.sampled_from(["a", ": ", " is ", "'", "", "aa"]), min_size=1, max_size=5), PIECES)
def test_what_fields_hold_is_what_a_pattern_finds(literals: list[str], text: str) -> None:
    sentence = "".join(f"{'{' + chr(ord('f') + at) + '}' if at else ''}{each}" for at, each in enumerate(literals))
    found = pattern(sentence).fullmatch(text) if "{" in sentence else None
    assert said._fit(sentence, text) == (found.groupdict() if found else None)


@pytest.mark.failure
@pytest.mark.parametrize(
    "piece",
    ["a: ", "a; b: ", "'a' line 1: 'b' 'c' is not a whole number", "must be a ", "a, b and c ", "a (", " of a", "="],
)
@pytest.mark.parametrize("letters", [300, 1200, 1_000_000])
def test_no_text_takes_more_looks_than_the_sentences_times_a_few(
    piece: str, letters: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, fit = [0], said._fit

    def counted(english: str, text: str) -> object:
        looked[0] += 1
        return fit(english, text)

    monkeypatch.setattr(said, "_fit", counted)
    in_words((piece * (letters // len(piece) + 1))[:letters], BOKMAL)
    assert looked[0] < MOST_LOOKS
