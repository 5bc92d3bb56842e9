"""What can be changed of a question: every value, as the model has it, typed by the schema."""

import dataclasses
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import api
from sim.config.compose import Sources
from sim.config.faults import BadConfig
from sim.config.fields import dotted, leaves
from sim.config.spoken import spoken
from sim.runs.keys import scenario_digest
from sim.views.bokmal import BOKMAL
from sim.views.english import ENGLISH
from sim.web import levers
from sim.web.levers import Lever, text_of, typed

OURS = Sources.of()
ASKED = (
    ("2024-01-01", "minors", "options_and_frames"),
    ("2022-01-01", "mass_flight", "practice_2022"),
    ("full_house", "drop", "municipal_standby"),
    ("empty", "double", "early_warning"),
)
MADE_UP = ("shock.onset", "shock.duration", "shock.mix")
"""What is changed of a shock as a whole: its values are made of several, or written another way."""


def changed(start, shock, plan, changes):
    words = spoken({"start": start, "shocks": [shock], "plans": [plan], "progress": False, **changes})
    return api.load("compare", list(words)).scenarios[shock, plan]


def of(start, shock, plan):
    found = {**levers.world(OURS, start, shock).levers, **levers.plan_levers(OURS, start, plan)}
    return {key: lever for key, lever in found.items() if not key.startswith(MADE_UP)}


def fault(lever, text):
    with pytest.raises(BadConfig) as error:
        typed(lever, text)
    (found,) = error.value.faults
    assert found.path == lever.key
    return found.sentence


@pytest.mark.invariant
@pytest.mark.parametrize("asked", ASKED, ids="-".join)
def test_every_lever_shows_what_the_model_has_and_put_again_changes_nothing(asked):
    found, scenario = of(*asked), changed(*asked, {})
    plain = {dotted(path): value for path, value in leaves(scenario.model_dump(mode="json"))}
    head = f"plans.{asked[2]}."
    shown = {f"plan.{key.removeprefix(head)}" if key.startswith(head) else key: each for key, each in found.items()}
    assert {key: lever.value for key, lever in shown.items()} == {key: plain[key] for key in shown}
    again = {key: lever.value for key, lever in found.items() if lever.kind != "said"}
    assert len(again) > 1500
    assert scenario_digest(changed(*asked, again)) == scenario_digest(scenario)


@pytest.mark.invariant
@pytest.mark.parametrize("asked", ASKED[:2], ids="-".join)
def test_what_a_lever_holds_is_read_back_from_its_text(asked):
    assert [
        key
        for key, each in of(*asked).items()
        if each.kind != "said" and typed(each, text_of(each.value)) != each.value
    ] == []


@pytest.mark.unit
def test_levers_say_what_the_schema_says_and_where_a_value_comes_from():
    found = of(*ASKED[0])
    use = found["plans.options_and_frames.reception.target_use"]
    assert (use.kind, use.low, use.above, use.high, use.unit) == ("number", 0.0, 0.0, 1.0, "share 0-1")
    assert use.fact is not None
    assert use.fact.key == "cap.utilisation_target"
    ladder = "plans.options_and_frames.reception.ladder.0"
    assert found[f"{ladder}.order.amount"].kind == "mixed"
    assert "reception_use" in found[f"{ladder}.when.signal"].options
    assert "unit_price_place" in found[f"{ladder}.price"].options
    assert found[f"{ladder}.limit"].may_lack
    assert found[f"{ladder}.decided_by"].kind == "said"
    assert found["plans.options_and_frames.hypothetical"].kind == "truth"
    dates = levers.plan_levers(OURS, "2024-01-01", "agreement_2018").values()
    assert {each.kind for each in dates if each.path[-1] == "date"} == {"day"}


@pytest.mark.unit
def test_what_a_shock_sets_in_the_world_is_shown_as_in_force():
    assert of(*ASKED[0])["municipalities.minors_votes_factor"].value == 0.55
    assert levers.world(OURS, "2024-01-01", "none").levers["municipalities.minors_votes_factor"].value != 0.55


@pytest.mark.unit
def test_the_world_is_that_of_the_start_unless_another_is_chosen():
    assert levers.world(OURS, "2022-01-01", "none").options["casework"] == "practice_2022"
    assert (
        levers.world(OURS, "2022-01-01", "none", (("casework", "practice_2015"),)).options["casework"]
        == "practice_2015"
    )


@pytest.mark.unit
def test_starts_that_go_on_from_a_run_are_not_offered():
    assert "from_run" not in levers.planners_starts(OURS)
    assert {"2024-01-01", "full_house"} <= set(levers.planners_starts(OURS))
    assert levers.start_of(OURS, "drop") == "full_house"
    assert levers.start_of(OURS, "minors") == "2024-01-01"


@pytest.mark.unit
def test_the_composition_is_that_of_all_streams_by_persons():
    found = levers.world(OURS, "2024-01-01", "minors").levers
    shares = {key.removeprefix("shock.mix."): each.value for key, each in found.items() if key.startswith("shock.mix.")}
    assert shares == {
        "individual": 25.0,
        "collective": 0.0,
        "minors_15_17": 60.0,
        "minors_under_15": 15.0,
        "evacuees": 0.0,
    }
    assert not [key for key in levers.world(OURS, "2024-01-01", "replay_2022").levers if key.startswith("shock.mix")]
    assert "shock.duration" not in levers.world(OURS, "2024-01-01", "none").levers


NUMBER = Lever("a.b", ("b",), 1.0, "number", low=0.0, high=2.0)


@pytest.mark.failure
@pytest.mark.parametrize(
    ("lever", "text", "sentence"),
    [
        (NUMBER, "", "forms_fault_empty"),
        (NUMBER, "x", "forms_fault_number"),
        (NUMBER, "1,234", "forms_fault_either"),
        (NUMBER, "1,234,5", "forms_fault_number"),
        (NUMBER, "1.234,5", "forms_fault_number"),
        (NUMBER, "1 2345", "forms_fault_number"),
        (NUMBER, "0,5,5", "forms_fault_number"),
        (NUMBER, "nan", "forms_fault_number"),
        (NUMBER, "inf", "forms_fault_number"),
        (NUMBER, "1_0", "forms_fault_number"),
        (NUMBER, "\u0661", "forms_fault_number"),
        (NUMBER, "1e999", "forms_fault_large"),
        (NUMBER, "-0.1", "forms_fault_least"),
        (NUMBER, "2.1", "forms_fault_most"),
        (dataclasses.replace(NUMBER, above=0.0), "0", "forms_fault_above"),
        (dataclasses.replace(NUMBER, below=2.0), "2", "forms_fault_below"),
        (dataclasses.replace(NUMBER, kind="whole"), "1.5", "forms_fault_whole"),
        (dataclasses.replace(NUMBER, kind="mixed", options=("gap",)), "gaps", "forms_fault_number"),
        (dataclasses.replace(NUMBER, kind="choice", options=("gap",)), "gap'", "forms_fault_option"),
        (dataclasses.replace(NUMBER, kind="truth"), "yes", "forms_fault_truth"),
        (dataclasses.replace(NUMBER, kind="day"), "2025-02-30", "forms_fault_day"),
        (dataclasses.replace(NUMBER, kind="said"), "1", "forms_fault_fixed"),
    ],
)
def test_what_a_lever_cannot_be_is_a_fault_of_its_field(lever, text, sentence):
    assert fault(lever, text) == sentence


@pytest.mark.unit
def test_what_a_lever_can_be():
    assert typed(NUMBER, " 1.5 ") == 1.5
    assert typed(dataclasses.replace(NUMBER, kind="whole"), "2") == 2
    assert typed(dataclasses.replace(NUMBER, may_lack=True), "") is None
    assert typed(dataclasses.replace(NUMBER, kind="mixed", options=("gap",)), "gap") == "gap"
    assert typed(dataclasses.replace(NUMBER, kind="mixed", options=("gap",)), "2") == 2
    assert typed(dataclasses.replace(NUMBER, kind="truth"), "false") is False
    assert typed(dataclasses.replace(NUMBER, kind="day"), "2025-02-28") == "2025-02-28"


@pytest.mark.invariant
@given(value=st.floats(-levers.LARGEST, levers.LARGEST, allow_nan=False))
def test_any_number_is_read_back_as_it_was_written(value):
    assert typed(Lever("a", ("a",), 0.0, "number"), text_of(value)) == value


@pytest.mark.invariant
@settings(max_examples=300)
@given(
    text=st.text(st.one_of(st.characters(), st.sampled_from(string.printable)), max_size=20), place=st.integers(0, 6)
)
def test_no_text_becomes_anything_but_a_number_a_truth_a_day_or_a_name_of_ours(text, place):
    kinds = ("number", "whole", "choice", "mixed", "truth", "day", "said")
    lever = Lever("a.b", ("b",), 1.0, kinds[place], options=("gap",))
    try:
        value = typed(lever, text)
    except BadConfig:
        return
    if isinstance(value, str):
        assert value == "gap" or len(value) == 10
        assert set(value) <= set("gap-0123456789")
    else:
        assert isinstance(value, bool | int | float)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("text", "value"),
    [("0,5", 0.5), ("1 234,5", 1234.5), ("1\u00a0234", 1234.0), ("12\u202f345", 12345.0), ("\u22122,5", -2.5),
     ("1234.5", 1234.5), ("0,005", 0.005), ("1 234", 1234.0), ("2,50", 2.5)],
)  # fmt: skip
def test_a_number_may_be_written_as_norwegians_do_in_either_language(text: str, value: float) -> None:
    for words in (ENGLISH, BOKMAL):
        assert levers.number("shock.size", text, False, words) == value


@pytest.mark.unit
@pytest.mark.parametrize(
    ("text", "english", "bokmal"),
    [("1,234", 1234.0, 1.234), ("12,345.5", 12345.5, None), ("1,234,567", 1234567.0, None), ("-1,000", -1000.0, -1.0),
     ("0,500", 0.5, 0.5), ("1,2345", 1.2345, 1.2345), ("1.234", 1.234, None), ("10.000", 10.0, None),
     ("1.2345", 1.2345, 1.2345),     ("0.234", 0.234, 0.234), ("1.234,5", None, None), ("0 005", None, None),
     ("1.234 567", None, None),
     ("12 34", None, None)],
)  # fmt: skip
def test_a_mark_means_what_it_does_in_the_language_of_the_form_or_nothing(
    text: str, english: float | None, bokmal: float | None
) -> None:
    for words, value in ((ENGLISH, english), (BOKMAL, bokmal)):
        if value is None:
            with pytest.raises(BadConfig):
                levers.number("shock.size", text, False, words)
        else:
            assert levers.number("shock.size", text, False, words) == value


@pytest.mark.invariant
@given(value=st.floats(-levers.LARGEST, levers.LARGEST, allow_nan=False))
def test_what_a_field_holds_is_read_back_in_its_language(value: float) -> None:
    for words in (ENGLISH, BOKMAL):
        assert typed(Lever("a", ("a",), 0.0, "number"), levers.held(value, words), words) == value


@pytest.mark.unit
@pytest.mark.parametrize("text", ["1,000", "1.000", "100.000", "10,000", "1,5"])
def test_a_whole_number_is_never_read_a_thousand_times_too_small(text: str) -> None:
    with pytest.raises(BadConfig):
        levers.number("replications", text, True, BOKMAL)
    assert levers.number("replications", "7,0", True, BOKMAL) == 7


@pytest.mark.unit
def test_an_address_is_read_alike_in_all_languages_and_never_guessed() -> None:
    assert levers.number("shock.size", "1.234", False) == 1.234
    assert levers.number("shock.size", "0,5", False) == 0.5
    with pytest.raises(BadConfig) as refused:
        levers.number("shock.size", "1,234", False)
    (told,) = refused.value.faults
    assert isinstance(told, levers.Told)
    assert dict(told.fields) == {"whole": "1234", "part": "1.234"}
