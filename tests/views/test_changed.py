"""What a command changed is told by names and units, and by its key only where no name is known."""

from __future__ import annotations

import pytest

from sim.views.bokmal import BOKMAL
from sim.views.changed import in_words
from sim.views.english import ENGLISH


@pytest.mark.unit
@pytest.mark.parametrize(
    ("text", "english", "bokmal"),
    [
        ("size=0.7", "size: 0.7 times", "størrelse: 0,7 ganger"),
        ("onset='2025-09-01'", "first day of the shock: 1 Sep 2025", "første dag av sjokket: 1. sep. 2025"),
        ("buffer_places=500", "buffer of places: 500 places", "buffer av plasser: 500 plasser"),
        ("casework.july_capacity_factor=0.5", "casework › july capacity factor: 0.5 times",
         "saksbehandling › faktor for kapasitet i juli: 0,5 ganger"),
        ("standby_dwellings_per_1000=0.5", "dwellings held ready: 0.5 dwellings per 1,000 inhabitants",
         "boliger i beredskap: 0,5 boliger per 1\u00a0000 innbyggere"),
        ("hypothetical=true", "may use what the law did not allow: yes", "kan bruke det loven ikke tillot: ja"),
        ("regime=agreement_2016", "Rules of the agreement: agreement 2016", "Reglene i avtalen: avtalen fra 2016"),
    ],
)  # fmt: skip
def test_a_change_is_told_in_words(text: str, english: str, bokmal: str) -> None:
    for words, told in ((ENGLISH, english), (BOKMAL, bokmal)):
        assert in_words(text, words).replace("1 000", "1\u00a0000") == told


@pytest.mark.unit
def test_what_has_no_name_stays_as_it_was_written() -> None:
    for text in ("c=2", "~plan.x", "reception.nonsense=1"):
        assert in_words(text, BOKMAL) == text


@pytest.mark.unit
def test_a_list_is_told_as_changed_only() -> None:
    told = in_words("components.0.points=[[0,1.0],[7,2.0]]", BOKMAL)
    assert told.endswith(BOKMAL.say("changed_values"))
    assert "[" not in told
