"""What the schema tells about keys, and validation that one fault does not stop."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, model_validator

from sim.config.base import Days, Law, Section, Share
from sim.config.fields import Fields, dotted, leaves
from sim.config.validate import validate


class Group(Section):
    shares: list[Share] = Field(description="shares, sum to 1")
    size: Annotated[int, Field(ge=1)] = 1

    @model_validator(mode="after")
    def _sum(self) -> Group:
        if abs(sum(self.shares) - 1.0) > 1e-9:
            raise ValueError(f"shares must sum to 1, sum to {sum(self.shares):g}")
        return self


class World(Section):
    low: Days = Field(description="low end")
    high: Days
    kind: Literal["slow", "quick"] = "slow"
    name: str = "x"
    flag: bool = False
    law: Law | None = None
    groups: dict[str, Group]

    @model_validator(mode="after")
    def _ordered(self) -> World:
        if self.low > self.high:
            raise ValueError("low: must not be above high\nhigh: must not be below low")
        return self


FIELDS = Fields(World)


def good() -> dict[str, Any]:
    return {"low": 1, "high": 2, "law": None, "groups": {"a": {"shares": [0.5, 0.5]}, "b": {"shares": [1.0]}}}


def told(**changes: Any) -> list[str]:
    checked = validate(World, {**good(), **changes}, FIELDS, [good])
    return [str(fault) for fault in checked.faults]


@pytest.mark.unit
def test_unit_description_and_types_of_a_key() -> None:
    low = FIELDS.at(("low",))
    assert (low.unit, low.description, low.types) == ("days", "low end", {"number"})
    assert FIELDS.at(("groups", "a", "shares", 0)).unit == "share 0-1"
    assert FIELDS.at(("law", "mean")).unit == "days"
    assert FIELDS.at(("law",)).types == {"object", "null"}
    assert FIELDS.at(("nothing", "here")).nodes == ()
    assert FIELDS.at(()).names == tuple(World.model_fields)


@pytest.mark.unit
def test_named_keys_are_told_from_free_ones() -> None:
    assert FIELDS.declares(("law", "cv"))
    assert not FIELDS.declares(("groups", "new"))
    assert FIELDS.declares(("groups", "a", "size"), there=2)
    assert not FIELDS.declares(("law", "cw"))


@pytest.mark.unit
def test_leaves_are_single_values_and_empty_containers() -> None:
    data = {"a": [1, {"b": 2}], "c": {}, "d": []}
    assert [(dotted(path), value) for path, value in leaves(data)] == [
        ("a.0", 1),
        ("a.1.b", 2),
        ("c", {}),
        ("d", []),
    ]


@pytest.mark.unit
def test_right_values_give_the_model() -> None:
    checked = validate(World, good(), FIELDS, [good])
    assert checked.faults == ()
    assert isinstance(checked.value, World)


@pytest.mark.failure
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"low": "abc"}, "low = 'abc': must be a number, not text"),
        ({"low": "3"}, "low = '3': must be a number, not text"),
        ({"low": True}, "low = True: must be a number, not true or false"),
        ({"low": -1}, "low = -1: must be greater than or equal to 0"),
        ({"low": float("nan")}, "low = nan: must be a finite number"),
        ({"low": None}, "low = None: must be a number"),
        ({"kind": "quik"}, "kind = 'quik': must be 'slow' or 'quick' (nearest: quick)"),
        ({"name": 3}, "name = 3: must be text (put quotation marks round it: '3')"),
        ({"flag": 7}, "flag = 7: must be true or false, unable to interpret input"),
        ({"groups": [1]}, "groups = [1]: must be a mapping of keys to values"),
        ({"lwo": 3}, "lwo = 3: unknown key 'lwo' (nearest: low"),
        ({"law": {"law": "fixed"}}, "law: a fixed law needs exactly ['mean'], got []"),
        ({"groups": {"a": {"shares": [0.5, 0.4]}}}, "groups.a: shares must sum to 1, sum to 0.9"),
        ({"groups": {"a": {}}}, "groups.a.shares: a value must be given here"),
        ({"groups": {"a": {"shares": [1.0], "size": 1.5}}}, "groups.a.size = 1.5: must be a whole number"),
    ],
)
def test_one_fault_names_path_value_and_rule(changes: dict[str, Any], said: str) -> None:
    found = told(**changes)
    assert len(found) == 1
    assert found[0].startswith(said)


@pytest.mark.failure
def test_a_relation_is_checked_although_other_values_are_wrong() -> None:
    groups = {"a": {"shares": [0.5, 0.4]}, "b": {"shares": [2.0]}}
    found = told(low=5, flag="x", unknown=1, groups=groups)
    assert {line.split(":")[0] for line in found} == {
        "flag = 'x'",
        "groups.b.shares.0 = 2.0",
        "groups.a",
        "unknown = 1",
        "low",
        "high",
    }


@pytest.mark.failure
def test_a_value_put_right_raises_no_false_alarm() -> None:
    """The share that is out of range is the only fault, though the mended list would not sum to 1."""
    assert len(told(groups={"a": {"shares": [-0.2, 1.2]}})) == 2
    assert told(groups={"a": {"shares": [7.0]}}) == [
        "groups.a.shares.0 = 7.0: must be less than or equal to 1"
    ]
