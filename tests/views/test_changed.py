"""What a command changed is told by names and the units of the schema, and by its key only where no name is known."""

from __future__ import annotations

import pytest

from sim.studies.changed import Change, changed
from sim.views.bokmal import BOKMAL
from sim.views.changed import in_words
from sim.views.english import ENGLISH
from sim.views.words import Words


def _told(word: str, words: Words) -> str:
    """Tell a word of a command as a study of that command has it."""
    (change,) = (each for kind in changed([word], "surge", "lean").values() for each in kind)
    return in_words(change, words).replace("1 000", "1\u00a0000")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("word", "english", "bokmal"),
    [
        ("shock.size=0.7", "size: 0.7 times", "størrelse: 0,7 ganger"),
        ("shock.size=1", "size: 1 times", "størrelse: 1 gang"),
        ("shock.onset='2025-09-01'", "first day of the shock: 1 Sep 2025", "første dag av sjokket: 1. sep. 2025"),
        ("plan.reception.buffer_places=500", "reception › buffer of places: 500 places",
         "mottak › buffer av plasser: 500 plasser"),
        ("plan.reception.buffer_places=1", "reception › buffer of places: 1 place",
         "mottak › buffer av plasser: 1 plass"),
        ("casework.july_capacity_factor=0.5", "casework › july capacity factor: 0.5 times",
         "saksbehandling › faktor for kapasitet i juli: 0,5 ganger"),
        ("plan.municipalities.standby_dwellings_per_1000=0.5",
         "municipalities › dwellings held ready: 0.5 dwellings per 1,000 inhabitants",
         "kommuner › boliger i beredskap: 0,5 boliger per 1\u00a0000 innbyggere"),
        ("plan.municipalities.standby_dwellings_per_1000=1",
         "municipalities › dwellings held ready: 1 dwelling per 1,000 inhabitants",
         "kommuner › boliger i beredskap: 1 bolig per 1\u00a0000 innbyggere"),
        ("regime.hypothetical=true", "rules of the agreement › may use what the law did not allow: yes",
         "reglene i avtalen › kan bruke det loven ikke tillot: ja"),
        ("prices.keys.ordinary_place.payer=state_UDI", "prices and grants › keys › ordinary place › payer: state UDI",
         "priser og tilskudd › prisnøkler › ordinær plass › betaler: staten, UDI"),
        ("shock.start=null", "the start, in detail: none", "start: ingen"),
        ("regime=agreement_2016", "Rules of the agreement: agreement 2016", "Reglene i avtalen: avtalen fra 2016"),
    ],
)  # fmt: skip
def test_a_change_is_told_in_words(word: str, english: str, bokmal: str) -> None:
    assert [_told(word, words) for words in (ENGLISH, BOKMAL)] == [english, bokmal]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("reception.permit_exemption_factor=0.5", "50 %"),
        ("targets.yardsticks.large_change_places=1", "1 person"),
        ("targets.yardsticks.large_change_places=40", "40 persons"),
        ("population.household_size=3", "3"),
        ("population.groups.individual.household_size.0=0.5", "50 %"),
        ("casework.registration.persons_per_household=2.3", "2.3"),
        ("casework.staff.caseworkers=50", "50"),
        ("targets.yardsticks.trend_alarm=2", "2 standard deviations"),
        ("targets.yardsticks.trend_alarm=1", "1 standard deviation"),
        ("start.places.arrival=900", "900"),
        ("prices.arrival_centre.mnok=105.5", "105.5"),
    ],
)
def test_a_unit_is_that_of_the_schema_and_none_is_guessed(word: str, value: str) -> None:
    assert _told(word, ENGLISH).rpartition(": ")[2] == value


@pytest.mark.unit
@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("plan.name=2026-02-30", "2026-02-30"),
        ("shock.onset=2026-02-30", "2026-02-30"),
        ("plan.name=2026-02-20", "2026-02-20"),
        ("plan.name=my_plan", "my_plan"),
        ("reception.private.amot_price=my_price", "my_price"),
        ("plan.name=fixed", "fixed"),
        ("plan.name=007", "007"),
        ("plan.name='1e5'", "1e5"),
        ("plan.name='true'", "true"),
        ("plan.says='it\\'s, [so_far]'", "it's, [so_far]"),
        ("settlement.file='own/x_y.csv'", "own/x_y.csv"),
        ("settlement.file=own/x.csv", "own/x.csv"),
        ("shock.size=2026-02-30", "2026-02-30"),
    ],
)
def test_a_text_stands_as_it_was_written(word: str, value: str) -> None:
    assert _told(word, ENGLISH).rpartition(": ")[2] == value
    assert _told(word, BOKMAL).endswith((f": {value}", word.partition(".")[2])), "where it has no word for the key"


@pytest.mark.unit
@pytest.mark.parametrize(
    ("value", "english", "bokmal"),
    [
        ("123456789000", "123456789000", "123456789000"),
        ("123456789000.0", "123456789000", "123456789000"),
        ("-12345678901", "-12345678901", "\u221212345678901"),
        ("1e5", "100000", "100000"),
        ("0.25", "0.25", "0,25"),
    ],
)
def test_a_number_is_told_with_its_digits(value: str, english: str, bokmal: str) -> None:
    for words, told in ((ENGLISH, english), (BOKMAL, bokmal)):
        assert in_words(Change(f"mnok={value}"), words).rpartition(": ")[2] == told


@pytest.mark.unit
def test_what_has_no_name_stays_as_it_was_written() -> None:
    for text in ("c=2", "~plan.x", "reception.nonsense=1"):
        assert in_words(Change(text), BOKMAL) == text


@pytest.mark.unit
def test_a_list_is_told_as_changed_only() -> None:
    told = in_words(Change("components.0.points=[[0,1.0],[7,2.0]]"), BOKMAL)
    assert told.endswith(BOKMAL.say("changed_values"))
    assert "[" not in told
