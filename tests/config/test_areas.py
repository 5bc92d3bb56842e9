"""Which municipalities somebody speaks of."""

from __future__ import annotations

import pytest

from sim.config.areas import area
from sim.config.faults import BadConfig
from sim.data import municipalities


@pytest.mark.unit
def test_a_municipality_is_found_by_number_and_by_name_in_any_case():
    for found in (area("3205", None, None), area(None, "lillestrøm", None), area("3205", "Lillestrøm", "Akershus")):
        assert (found.kind, found.name, found.number) == ("municipality", "Lillestrøm", "3205")
        assert found.numbers == ("3205",)
        assert found.people == municipalities().population[municipalities().index("3205")]
    assert area("1818", "Herøy", None).number == "1818", "the number says which"


@pytest.mark.unit
def test_a_county_and_the_nation_hold_all_their_municipalities():
    akershus = area(None, None, "akershus")
    assert (akershus.kind, akershus.number) == ("county", "32")
    assert akershus == area(None, None, "32")
    nation = area(None, None, None)
    assert len(nation.numbers) == 357
    counties = [area(None, None, number) for number in sorted(set(municipalities().county_number.tolist()))]
    assert sorted(number for each in counties for number in each.numbers) == sorted(nation.numbers)
    assert sum(each.people for each in counties) == nation.people


@pytest.mark.failure
@pytest.mark.parametrize(
    ("number", "name", "county", "told"),
    [
        (None, "Lilestrom", None, "nearest: Lillestrøm (3205)"),
        ("9999", None, None, "is no municipality of 2024"),
        ("3030", None, None, "Lillestrøm (3205) has it now"),
        ("5401", None, None, "Tromsø (5501) has it now"),
        (None, "Herøy", None, "number=1515 (Møre og Romsdal) or number=1818 (Nordland)"),
        (None, "Våler", None, "number=3114 (Østfold) or number=3419 (Innlandet)"),
        ("3205", "Oslo", None, "is not Lillestrøm (3205)"),
        ("3205", None, "Troms", "Lillestrøm (3205) lies in Akershus"),
        (None, None, "Viken", "known: Oslo, Rogaland"),
        (None, None, "Nordlad", "nearest: Nordland"),
        (None, "Nordland", None, "write county=Nordland"),
    ],
)
def test_what_is_not_known_or_does_not_agree_is_told_with_a_way_out(number, name, county, told):
    with pytest.raises(BadConfig) as bad:
        area(number, name, county)
    assert told in str(bad.value)


@pytest.mark.failure
def test_all_faults_come_at_once():
    with pytest.raises(BadConfig) as bad:
        area("0000", "Nowhere at all", "Viken")
    assert [fault.path for fault in bad.value.faults] == ["number", "name", "county"]


@pytest.mark.invariant
def test_former_numbers_are_none_of_today_and_lead_to_one_that_is():
    from sim.config.areas import _former

    today = set(municipalities().number.tolist())
    assert not set(_former()) & today
    assert set(_former().values()) <= today
    assert len(set(_former().values())) == len(_former())
