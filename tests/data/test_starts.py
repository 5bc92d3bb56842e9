"""Start states add up; levers are dated; the dictionary and the data package leave nothing out."""

import csv
import json
from collections import Counter
from datetime import date

import pytest

import sim.data
from sim.data.reading import ROOT


def words(text: str) -> list[str]:
    return text.split()


STARTS = ("2015-01-01", "2022-01-01", "2024-01-01", "full_house")
LEVERS = words("""
unit_price_places option_places emergency_frames mini_competition open_tender level3_contingency
densification second_arrival_centre minors_places care_reserve care_purchase amot section_95a
building_permit_exemption decentralised_registration police_posts hire_caseworkers move_caseworkers
collective_protection narrow_collective_protection end_collective_protection quick_refusals_first pause_track
simplified_mapping mapping_staff direct_settlement supplementary_request quota_pause municipal_stop
slow_message urge_preparedness standby_dwellings incentive_unused_place
supplementary_appropriation close_places
""")
WEEKLY = words("""
arrivals registered granted refused decisions residents residents_emergency residents_care
living_privately places places_arrival places_emergency no_roof over_arrival_limit overcrowded
emergency_over_90_days children_in_emergency minors_in_adult_centre without_place waiting_registration
awaiting_decision appealing refused_waiting not_asked mapping ready allocated waiting_settlement
waiting_settlement_in_reception awaiting_decision_in_reception appealing_in_reception
refused_waiting_in_reception days_without_place person_days_without_place place_days_empty
requested offered decisions_not_made settled settled_from_reception waited_days self_settled returned left
""")
MONTHLY = words("requested offered settled self_settled dwellings_free pupils grant_nok cost_nok")


@pytest.mark.invariant
@pytest.mark.parametrize("start", STARTS)
def test_start_places_and_anchors_sum_to_the_published_totals(start):
    key = start if start == "full_house" else start[:4]
    places, anchors = sim.data.start_places(start), sim.data.start_anchors(start)
    inside = [each for each in places if each.type != "care"]
    assert sum(each.places for each in inside) == sim.data.fact(f"start.places_{key}").value
    residents = sum(each.residents for each in inside)
    assert residents == sim.data.fact(f"start.residents_{key}").value
    assert residents == sum(each.persons for each in anchors if each.lodging == "centres")
    care = sum(each.persons for each in anchors if each.lodging == "care")
    assert care == sum(each.residents for each in places if each.type == "care")
    assert all(each.residents <= each.places for each in places)
    minors = sum(each.persons for each in anchors if each.group == "minors_15_17")
    assert minors <= sum(each.places for each in places if each.type == "minors")


@pytest.mark.invariant
def test_the_official_status_of_2015_is_kept():
    status: Counter[str] = Counter()
    for each in sim.data.start_anchors("2015-01-01"):
        if each.lodging == "centres":
            status[each.measure] += each.persons
    assert status == {
        "undecided": 4200, "permit_to_settle": 4900, "permit_not_to_settle": 540, "appeal": 1300,
        "duty_to_leave": 3300, "closed_other": 160,
    }  # fmt: skip


@pytest.mark.unit
def test_every_lever_of_the_design_is_there_and_dated():
    assert set(LEVERS) <= set(sim.data.levers())
    duty = sim.data.levers()["section_95a"]
    assert duty.decided_by == "Government"
    assert not duty.in_force(date(2024, 6, 30))
    assert duty.in_force(date(2024, 7, 1))
    assert duty.in_force(date(2026, 6, 30))
    assert not duty.in_force(date(2026, 7, 1))
    assert not sim.data.levers()["mini_competition"].in_force(date(2015, 10, 1))


@pytest.mark.unit
def test_an_assumed_start_date_says_so():
    plain = [
        x
        for x in sim.data.levers().values()
        if x.in_force_from == date(2010, 1, 1) and "assumed" not in x.note
    ]
    assert {x.name for x in plain} <= {
        "collective_protection", "narrow_collective_protection", "end_collective_protection",
    }  # fmt: skip


@pytest.mark.unit
def test_the_dictionary_describes_every_series_once_with_kind_and_unit():
    for table, wanted in (("weekly", WEEKLY), ("municipality_month", MONTHLY)):
        described = [each for each in sim.data.dictionary(table) if each.role == "series"]
        assert [each.column_or_series for each in described] == wanted
        assert {each.kind for each in described} == {"flow", "stock"}
        assert all(each.unit and each.definition for each in described)
    assert {
        e.unit for e in sim.data.dictionary("weekly") if e.kind == "flow"
    } == {"persons/week", "days/week", "person-days/week", "place-days/week"}  # fmt: skip


@pytest.mark.unit
@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("weekly", "date series group value"),
        ("municipality_month", "municipality_number month series value"),
        ("centre_events", "centre date event type municipality_number places notice_days dialogue_days"),
        ("plan_events", "measure firing event date decided_by signal seen threshold size"),
        (
            "waits",
            "group stage year n mean_days p10 p50 p90 within_90 within_183 within_365 "
            "due_90 due_183 due_365 waiting open_90 open_183 open_365",
        ),
        ("money", "month payer item nok"),
        ("targets", "year clause measure value unit met why"),
        ("breaks", "criterion first_date days worst"),
    ],
)
def test_the_dictionary_describes_every_column(table, columns):
    described = [each.column_or_series for each in sim.data.dictionary(table) if each.role == "column"]
    assert described == ["shock", "plan", "replication", *columns.split()]


@pytest.mark.unit
def test_the_data_package_describes_every_file_and_column():
    package = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
    described: dict[str, list[str]] = {}
    for resource in package["resources"]:
        fields = resource["schema"]["fields"]
        assert resource["sources"], resource["name"]
        assert all(field["description"] for field in fields), resource["name"]
        paths = resource["path"] if isinstance(resource["path"], list) else [resource["path"]]
        described.update({path: [field["name"] for field in fields] for path in paths})
    files = {path.relative_to(ROOT).as_posix(): path for path in ROOT.rglob("*.csv")}
    assert sorted(described) == sorted(files)
    for name, path in files.items():
        assert described[name] == path.read_text(encoding="utf-8").splitlines()[0].split(","), name


TYPES = {"string": str, "number": float, "integer": int, "date": date.fromisoformat, "boolean": int}


@pytest.mark.invariant
def test_every_value_is_of_the_type_that_the_data_package_gives_its_column():
    package = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        numbers = [name for name, field in fields.items() if field["type"] in ("number", "integer", "date")]
        assert all(fields[name]["unit"] for name in numbers), resource["name"]
        paths = resource["path"] if isinstance(resource["path"], list) else [resource["path"]]
        for path in paths:
            with (ROOT / path).open(encoding="utf-8", newline="") as handle:
                for row in csv.DictReader(handle):
                    for name in numbers:
                        assert row[name] == "" or TYPES[fields[name]["type"]](row[name]) is not None
