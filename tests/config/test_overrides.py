"""Overrides: their grammar, what is taken and what is not, and Hydra's rules of change, add and delete."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from sim.config.compose import Sources
from sim.config.fields import Fields
from sim.config.overrides import Sorted, apply_change, given_twice, sort_overrides


class Inner(BaseModel):
    use: float = 0.9
    buffer: int = 0
    ladder: list[dict[str, int]] = []


class Outer(BaseModel):
    reception: Inner = Inner()
    free: dict[str, int] = {}
    note: str | None = None


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    for name in ("run", "plan/wait", "plan/act", "shock/none"):
        file = tmp_path / f"{name}.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text("a: 1\n", encoding="utf-8")
    return Sources(tmp_path)


def data() -> dict[str, Any]:
    return {
        "reception": {"use": 0.9, "ladder": [{"most": 1}, {"most": 2}]},
        "free": {"a": 1, 2024: 5},
        "note": None,
    }


def changed(sources: Sources, *texts: str) -> tuple[dict[str, Any], list[str]]:
    found = sort_overrides(texts, sources, several=False)
    assert found.faults == []
    values, fields = data(), Fields(Outer)
    told = [str(fault) for change in found.changes if (fault := apply_change(values, change, fields))]
    return values, told


@pytest.mark.unit
def test_choices_changes_and_scopes_are_told_apart(sources: Sources) -> None:
    found = sort_overrides(
        ["shock=none", "plan.reception.use=0.8", "plans.act.reception.use=0.7"], sources, True
    )
    assert found.choices == {} or found.choices == {"shock": "none"}
    assert [(change.key, change.only, change.value) for change in found.changes] == [
        ("plan.reception.use", "", 0.8),
        ("plan.reception.use", "act", 0.7),
    ]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("reception.use=0.5", ("reception", "use"), 0.5),
        ("reception.ladder.1.most=7", ("reception", "ladder", 1, "most"), 7),
        ("reception.buffer=3", ("reception", "buffer"), 3),
        ("note=text", ("note",), "text"),
        ("+free.b=4", ("free", "b"), 4),
        ("++free.a=9", ("free", "a"), 9),
        ("free.2024=6", ("free", 2024), 6),
        ("'reception={use: 0.1}'".strip("'"), ("reception", "use"), 0.1),
    ],
)
def test_a_change_lands_where_it_says(sources: Sources, text: str, path: tuple[Any, ...], value: Any) -> None:
    values, told = changed(sources, text)
    assert told == []
    node: Any = values
    for key in path:
        node = node[key]
    assert node == value


@pytest.mark.unit
def test_a_mapping_is_merged_and_a_list_replaced(sources: Sources) -> None:
    values, told = changed(
        sources, "reception={use: 0.1}", "reception.ladder=[{most: 3}]", "~free.a", "~note=null"
    )
    assert told == []
    assert values == {"reception": {"use": 0.1, "ladder": [{"most": 3}]}, "free": {2024: 5}}


@pytest.mark.failure
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("reception.usee=1", "unknown key 'usee' (nearest: use"),
        ("recption.use=1", "unknown key 'recption' (nearest: reception"),
        ("use=1", "nearest: reception.use"),
        ("free.b=1", "unknown key 'b'"),
        ("reception.ladder.5.most=1", "holds 2 entries, counted from 0"),
        ("reception.use.deep=1", "holds a single value"),
        ("+reception.use=1", "there is already such a key (write reception.use=1)"),
        ("~free.zzz", "unknown key 'zzz'"),
        ("~free.a=3", "the value there is 1"),
        ("+reception.ladder.9=1", "holds 2 entries"),
    ],
)
def test_a_change_that_hydra_would_refuse_is_a_fault(sources: Sources, text: str, said: str) -> None:
    values, told = changed(sources, text)
    assert values == data()
    assert len(told) == 1
    assert said in told[0]


def faults(found: Sorted) -> str:
    return "\n".join(str(fault) for fault in found.faults)


@pytest.mark.failure
@pytest.mark.parametrize(
    ("text", "several", "said"),
    [
        ("a=b=c", False, "grammar"),
        ("a=[1,", False, "grammar"),
        ("plan", False, "a value is missing"),
        ("=3", False, "the key is missing"),
        ("a..b=3", False, "grammar"),
        ("plan=nothing", False, "there is no such option"),
        ("plan=wait,act", False, "'plans=[a,b]'"),
        ("plan=[wait,act]", False, "one option must be chosen"),
        ("plan=act", True, "write 'plans=[act]'"),
        ("+plan=act", False, "already in the scenario"),
        ("~plan", False, "needs every group"),
        ("plan@x=act", False, "packages"),
        ("plam/act=1", False, "there is no such group"),
        ("hydra.run.dir=x", False, "never runs code"),
        ("hydra/launcher=x", False, "never runs code"),
        ("+plan._target_=os.system", False, "never runs code"),
        ("plan.x={a: {_target_: y}}", False, "never runs code"),
        ("seed=range(1,3)", False, "sweeps"),
    ],
)
def test_what_is_not_taken_says_why(sources: Sources, text: str, several: bool, said: str) -> None:
    found = sort_overrides([text], sources, several)
    assert len(found.faults) == 1
    assert said in faults(found)
    assert found.choices == {}
    assert found.changes == []


@pytest.mark.unit
def test_a_key_that_is_given_twice_is_told() -> None:
    texts = ["a.b=1", "+c=2", "a.b=1", "c=3", "d={e: 1}", "d={f: 2}", "~g", "~g"]
    assert given_twice(texts) == ("c is given twice: 3 counts, 2 does not",)


@pytest.mark.failure
def test_every_fault_of_every_override_is_collected(sources: Sources) -> None:
    found = sort_overrides(
        ["a=b=c", "plan=nothing", "plan=wait", "hydra.x=1", "plan=act", "x.y=1"], sources, False
    )
    assert len(found.faults) == 4
    assert "chosen twice" in faults(found)
    assert [change.key for change in found.changes] == ["x.y"]
