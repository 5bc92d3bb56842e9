"""Every fault of the input has its sentence in Bokmål, and one that has none is told in English whole."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from sim.config.faults import NO_VALUE, Fault
from sim.config.fields import fields_of
from sim.config.validate import validate
from sim.views.bokmal import BOKMAL
from sim.views.bokmal_tables import FOLDER, NAMES_OF_TABLES_NB, read
from sim.views.english import ENGLISH
from sim.views.faulted import in_words
from sim.web.faulted import rule_of, told
from tests.support.sentences import bare, texts

SIM = Path(__file__).parents[2] / "sim"
CONFIG = sorted((SIM / "config").glob("*.py"))
ON_THE_PAGE = [SIM / "web" / f"{name}.py" for name in ("uploads", "plain_yaml", "studies")]
SENTENCES = {english for kind in ("fault", "fault_part", "remark") for english in BOKMAL.names[kind]}
KNOWN = {*SENTENCES, *map(bare, SENTENCES)}
NOT_TOLD = {
    # of the program, not of the input
    "BadConfig needs at least one fault", "its faults were told", "the validator saw to it",
    "plan {} has no measure {}", "the grammar gives it", "not decided by the day up to which the shock is known",
    # the head of the message on the command line
    "1 fault in the input", "{} faults in the input", "the {} runs that it took to see it are kept", "nothing was run",
    # places and commands
    "{} in {}", "{}: defaults", "beredt {}", " line {}", "low: , high:", "defaults: [run, _self_]", "name: my_plan",
    "defaults: [agreement_2018, _self_]", "{since: {}, {}: {}}", "start.file: {}", "start.table: {}",
    # what joins names
    " or ", " and ", " and no ", " and none ",
    # what other programs say, and what is made of it
    "\n    full_key:", "\nConfig search path", "Value error, ", "Assertion failed, ", ", has \\1", "true or false",
    "a list, such as [a,b]", "must be greater than or equal to", "must be greater than", "must be less than",
    "must be less than or equal to",
    # parts of a remark that stand whole in the catalogue
    "in centres for minors of 15 to 17", "in care centres, for minors under 15",
    "start {} has no places {}: children who come alone live elsewhere until a plan orders some",
}  # fmt: skip
"""Texts that no reader of a view meets as they stand."""
OF_SCHEMA = {"when.py": 40, "criteria.py": 25, "calibrate.py": 90}
"""Modules of whose first lines the texts are the schema's, or say what a signal or a series is."""


@pytest.mark.invariant
@pytest.mark.parametrize("file", [*CONFIG, *ON_THE_PAGE], ids=lambda file: file.name)
def test_every_sentence_about_the_input_has_bokmal(file: Path) -> None:
    found = {text for line, text in texts(file) if line > OF_SCHEMA.get(file.name, 0)}
    of_pydantic = {text for text in found if re.search("should|a valid|after validation", text)}
    assert sorted(found - of_pydantic - KNOWN - NOT_TOLD) == []


@pytest.mark.invariant
def test_the_sentences_are_seen() -> None:
    found = [text for file in CONFIG for _, text in texts(file)]
    assert len(found) > 400
    assert "'horizon_days'" not in found
    assert {"must be at most {}", "tracks must sum to 1, sums to {}", "write '{}=[{}]'"} <= set(found)


@pytest.mark.invariant
def test_every_refusal_of_a_study_has_bokmal() -> None:
    lacking = []
    for file in sorted((SIM / "decisions").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "Fault":
                continue
            for part in node.args[2:4]:
                if isinstance(part, ast.Constant) and " " in str(part.value) and str(part.value) not in KNOWN:
                    lacking.append(f"{file.name}:{node.lineno} {part.value!r}")
    assert lacking == []


@pytest.mark.invariant
@pytest.mark.parametrize("kind", NAMES_OF_TABLES_NB)
def test_both_columns_have_the_same_fields(kind: str) -> None:
    for english, own in NAMES_OF_TABLES_NB[kind].items():
        assert sorted(re.findall(r"\{\w\}", english)) == sorted(re.findall(r"\{\w\}", own)), english
        assert own.strip(), english


class _Law(BaseModel, extra="forbid"):
    mean: Annotated[float, Field(gt=0.0, le=10.0)]
    days: int
    kind: Literal["a", "b", "c"]
    name: Annotated[str, Field(min_length=1, max_length=3, pattern="^[a-z]+$")]
    on: bool
    steps: Annotated[list[int], Field(min_length=2, max_length=3)]
    inner: dict[str, int]


@pytest.mark.invariant
@pytest.mark.parametrize(
    "given",
    [
        {"mean": 0, "days": 1.5, "kind": "d", "name": "", "on": "perhaps", "steps": [1], "inner": 3},
        {"mean": 11, "days": "x", "kind": "a", "name": "abcd", "on": 3, "steps": [1, 2, 3, 4], "inner": {"a": "b"}},
        {"mean": float("nan"), "days": True, "kind": 3, "name": "A", "on": None, "steps": 1, "more": 1},
        {"mean": "1,5", "days": None, "name": 3, "steps": ["x", 2]},
    ],
)  # fmt: skip
def test_what_the_schema_refuses_is_told_in_bokmal(given: dict[str, Any]) -> None:
    faults = validate(_Law, given, fields_of(_Law), []).faults
    assert len(faults) > 3
    assert [each.rule for each in faults if rule_of(each, BOKMAL)[1]] == []


@pytest.mark.unit
def test_a_comma_for_a_point_is_told_with_the_number_as_it_is_to_be_written() -> None:
    faults = validate(_Law, {"mean": "1,5"}, fields_of(_Law), []).faults
    comma = next(each for each in faults if each.hint)
    assert comma.hint == "with a point: 1.5"
    assert told(comma, BOKMAL) == ("mean = '1,5': må være et tall, ikke tekst (med punktum: 1.5)", False)


@pytest.mark.unit
def test_a_fault_is_told_with_its_numbers_days_and_way_out() -> None:
    rule = "would give 10,593 days to simulate, must be 1 to 7305"
    fault = Fault("shock.onset", "2050-01-01", rule, "set horizon_days")
    own = "ville gitt 10\u00a0593 dager å simulere, må være 1 til 7305 (sett horizon_days)"
    assert rule_of(fault, BOKMAL) == (own, False)
    assert told(fault, BOKMAL) == (f"shock.onset = '2050-01-01': {own}", False)
    assert told(Fault("plans", NO_VALUE, "stands twice"), BOKMAL) == ("plans: står to ganger", False)
    assert told(fault, ENGLISH) == (str(fault), False)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("english", "bokmal"),
    [
        ("plan line 3: this is not YAML that can be used: a tag (!...) is not taken: text, numbers, true, false and "
         "null need none",
         "plan linje 3: dette er ikke YAML som kan brukes: en merkelapp (!...) tas ikke imot: tekst, tall, true, false "
         "og null trenger ingen"),
        ("could fire from 2024-01-01 to 2025-01-01, but amot is in force from 2024-06-01 to before 2025-01-01",
         "kan settes i verk fra 1. jan. 2024 til 1. jan. 2025, men amot gjelder fra 1. juni 2024 til før 1. jan. 2025"),
        ("x has no state on 2024-01-01: it holds no saved states; save_state=2024-01-01 makes one",
         "x har ingen tilstand den 1. jan. 2024: den har ingen lagrede tilstander; save_state=2024-01-01 lager en"),
        ("plan.x: no fact 'nope'; nearest: none", "plan.x: ikke noe faktum 'nope'; ingen ligner"),
        ("with shock a and plan b; nearest: c", "med sjokket a og planen b; nærmest: c"),
        ("start.csv: columns missing: kind; needed: kind, where",
         "start.csv: kolonner mangler: kind; trengs: kind, where"),
        ("plan.x: must be a mapping of keys to values", "plan.x: må være nøkler med verdier"),
        ("'b' is not among the plans", "'b' er ikke blant alternativene for plan"),
        ("with a point: 0.9", "med punktum: 0.9"),
        ("write 'x=[0,500]'", "skriv 'x=[0,500]'"),
        ("there is no series 1.10; known: 1.9", "det finnes ingen serie 1.10; kjente: 1.9"),
        ("season must sum to 12, sums to 11.5", "season må bli 12 til sammen, blir 11,5"),
        ("must be 'a', 'b' or 'c'", "må være 'a', 'b' eller 'c'"),
    ],
)  # fmt: skip
def test_sentences_are_put_together_as_the_model_puts_them(english: str, bokmal: str) -> None:
    assert in_words(english, BOKMAL) == bokmal


@pytest.mark.failure
@pytest.mark.parametrize(
    "english",
    ["must be as nobody foresaw", "is not as it was", "cannot be read: No such file or directory",
     "plan.x: must be as nobody foresaw", "must be text; and be as nobody foresaw"],
)  # fmt: skip
def test_a_sentence_of_which_a_part_has_no_bokmal_is_english_whole(english: str) -> None:
    assert in_words(english, BOKMAL) is None
    assert rule_of(Fault("x", 1, english, "leave it out"), BOKMAL) == (f"{english} (leave it out)", True)
    assert rule_of(Fault("x", 1, "must be text", english), BOKMAL) == (f"must be text ({english})", True)


@pytest.mark.failure
def test_a_table_with_other_columns_or_a_gap_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "x.csv"
    for text, line in (("english,nynorsk\na,b\n", 1), ("english,bokmal\na,b\nc,\n", 3), ("english,bokmal\na\n", 2)):
        table.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=f"see line {line}"):
            read(table)
    assert len(read(FOLDER / "source.csv")) > 400
