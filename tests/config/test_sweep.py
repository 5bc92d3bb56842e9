"""The sweep block: what it takes, how its parts become points, and samples that are spread as they say."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.config.faults import NO_VALUE, Fault
from sim.config.overrides import Swept
from sim.config.sweep import Design, Sample, Spread, SweepBlock, value_of
from sim.config.told import Told

GROUPS = ("shock", "plan")


def design(*words: Swept, **block: Any) -> Design:
    return Design(words, SweepBlock.model_validate(block), GROUPS)


def points(found: Design) -> list[dict[str, Any]]:
    keys = [axis.key for axis in found.axes]
    return [dict(zip(keys, (value.plain for value in row), strict=True)) for row in found.rows()]


def messages(found: Design) -> list[str]:
    return [str(fault) for fault in found.faults]


@pytest.mark.unit
def test_points_are_the_product_of_the_parts_and_the_last_changes_fastest() -> None:
    words = [Swept("seed=1,2", "seed", (1, 2))]
    found = design(
        *words,
        grid={"plan": ["a", "b"]},
        zip=[{"x": [1, 2], "y": [10, 20]}],
        sample={"method": "latin_hypercube", "points": 2, "keys": {"z": {"choices": [True]}}},
    )
    assert [axis.key for axis in found.axes] == ["seed", "plan", "x", "y", "z"]
    assert found.count == 16
    rows = points(found)
    assert len(rows) == 16
    assert rows[0] == {"seed": 1, "plan": "a", "x": 1, "y": 10, "z": True}
    assert rows[2] == {"seed": 1, "plan": "a", "x": 2, "y": 20, "z": True}
    assert rows[-1] == {"seed": 2, "plan": "b", "x": 2, "y": 20, "z": True}


_PLAIN = st.one_of(
    st.integers(-5, 5),
    st.floats(-5, 5),
    st.sampled_from([True, False, None, "", "a", "1", "2024-01-01"]),
    st.lists(st.integers(0, 3), max_size=2),
)


@st.composite
def blocks(draw: st.DrawFn) -> dict[str, Any]:
    names = iter("abcdefghij")
    values = st.lists(_PLAIN, min_size=1, max_size=3, unique_by=lambda value: value_of(value).mark)
    grid = {next(names): draw(values) for _ in range(draw(st.integers(0, 2)))}
    side = []
    for _ in range(draw(st.integers(0, 2))):
        first = draw(values)
        other = draw(st.lists(_PLAIN, min_size=len(first), max_size=len(first)))
        side.append({next(names): first, next(names): other})
    sample = None
    if draw(st.booleans()) or not (grid or side):
        low = draw(st.integers(1, 50))
        keys = {next(names): {"low": low, "high": low + 5, "scale": draw(st.sampled_from(["linear", "log"]))}}
        if draw(st.booleans()):
            keys[next(names)] = {"choices": draw(values)}
        method = draw(st.sampled_from(["sobol", "latin_hypercube"]))
        count, seed = 2 ** draw(st.integers(0, 3)), draw(st.integers(0, 9))
        sample = {"method": method, "points": count, "seed": seed, "keys": keys}
    return {"grid": grid, "zip": side, "sample": sample}


@pytest.mark.invariant
@given(blocks())
def test_any_block_gives_the_product_each_value_in_its_place_always_in_the_same_order(
    block: dict[str, Any],
) -> None:
    found = design(**block)
    assert found.faults == []
    rows = list(found.rows())
    sample = block["sample"]
    lengths = [len(values) for values in block["grid"].values()]
    lengths += [len(next(iter(columns.values()))) for columns in block["zip"]]
    lengths += [sample["points"]] if sample else []
    assert len(rows) == found.count == math.prod(lengths)
    marks = [tuple(value.mark for value in row) for row in rows]
    assert len(set(marks)) == len(marks)
    assert marks == [tuple(value.mark for value in row) for row in design(**block).rows()]
    for point in points(found):
        assert all(any(point[key] is value for value in values) for key, values in block["grid"].items())
        for columns in block["zip"]:
            assert tuple(map(repr, (point[key] for key in columns))) in [
                tuple(map(repr, row)) for row in zip(*columns.values(), strict=True)
            ]
        for key, spread in sample["keys"].items() if sample else ():
            if "low" in spread:
                assert spread["low"] <= point[key] <= spread["high"]


@pytest.mark.unit
def test_one_and_one_point_nought_are_the_same_and_true_is_not() -> None:
    assert value_of(1).mark == value_of(1.0).mark
    assert value_of(True).mark != value_of(1).mark
    assert value_of([1, "a"]).shown == '[1, "a"]'
    assert value_of({"law": "fixed"}).shown == '{"law": "fixed"}'


@pytest.mark.unit
def test_options_are_names_also_where_they_look_like_numbers() -> None:
    found = design(grid={"plan": [2018, "b"]})
    assert points(found) == [{"plan": "2018"}, {"plan": "b"}]


@pytest.mark.unit
@pytest.mark.parametrize("method", ["latin_hypercube", "sobol"])
def test_a_sample_is_spread_evenly_over_each_key(method: str) -> None:
    keys = {"a": {"low": 10.0, "high": 20.0}, "b": {"low": 1.0, "high": 100.0, "scale": "log"}}
    rows = np.array(Sample.model_validate({"method": method, "points": 64, "seed": 4, "keys": keys}).rows())
    counts, _ = np.histogram(rows[:, 0], bins=16, range=(10.0, 20.0))
    assert counts.tolist() == [4] * 16
    counts, _ = np.histogram(np.log10(rows[:, 1]), bins=16, range=(0.0, 2.0))
    assert counts.tolist() == [4] * 16


@pytest.mark.unit
def test_a_sample_is_the_same_for_the_same_seed_only() -> None:
    def rows(seed: int) -> list[tuple[Any, ...]]:
        keys = {"a": {"low": 0, "high": 1}, "b": {"low": 0, "high": 1}}
        return Sample.model_validate({"method": "sobol", "points": 16, "seed": seed, "keys": keys}).rows()

    assert rows(3) == rows(3)
    assert rows(3) != rows(4)


@pytest.mark.unit
@pytest.mark.parametrize("scale", ["linear", "log"])
def test_whole_numbers_take_both_ends_and_each_its_share(scale: str) -> None:
    spread = Spread.model_validate({"low": 1, "high": 4, "whole": True, "scale": scale})
    found = spread.values((np.arange(8000) + 0.5) / 8000)
    assert {type(value) for value in found} == {int}
    assert set(found) == {1, 2, 3, 4}
    if scale == "linear":
        assert [found.count(value) for value in (1, 2, 3, 4)] == [2000] * 4
    else:
        assert found.count(1) > found.count(2) > found.count(3) > found.count(4) > 0


@pytest.mark.unit
def test_choices_are_taken_alike() -> None:
    found = Spread.model_validate({"choices": ["a", None, [1]]}).values([0.0, 0.34, 0.67, 0.999])
    assert found == ["a", None, [1], [1]]


@pytest.mark.failure
@pytest.mark.parametrize(
    ("spread", "said"),
    [
        ({"low": 1}, "give low and high, or choices"),
        ({"low": 2, "high": 2}, "low 2 must be below high 2"),
        ({"low": 0, "high": 2, "scale": "log"}, "a low above 0"),
        ({"low": 0.5, "high": 2, "whole": True}, "whole ends"),
        ({"choices": [1], "low": 1}, "choices take neither"),
        ({"choices": []}, "at least 1 item"),
    ],
)
def test_a_spread_that_says_too_little_or_too_much_is_refused(spread: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Spread.model_validate(spread)


@pytest.mark.failure
def test_sobol_wants_a_power_of_two() -> None:
    sample = {"method": "sobol", "points": 100, "keys": {"a": {"low": 0, "high": 1}}}
    with pytest.raises(ValidationError, match="power of two: points 64 or 128, not 100"):
        Sample.model_validate(sample)


@pytest.mark.failure
def test_an_empty_sweep_is_refused_with_the_way_out() -> None:
    (message,) = messages(design())
    assert message.startswith("sweep: is empty: no key takes several values (write shock=a,b")


@pytest.mark.failure
def test_faults_of_the_design_are_all_told() -> None:
    found = design(
        Swept("seed=1,2", "seed", (1, 2)),
        grid={"seed": [1], "x": [], "a.b": [1]},
        zip=[{"p": [1, 2], "q": [1]}, {}, {"a.b.c": [1, 2]}],
    )
    assert messages(found) == [
        "sweep.grid.x: holds no value",
        "sweep.zip.0: needs lists that are equally long: p 2, q 1 values",
        "sweep.zip.1: holds no value",
        "sweep.grid.seed: seed is swept already, by seed=1,2",
        "sweep.zip.2.a.b.c: lies below a.b, which is swept as well",
    ]


@pytest.mark.unit
def test_a_key_below_a_swept_group_is_no_fault() -> None:
    assert design(grid={"plan": ["a", "b"], "plan.x": [1, 2]}).faults == []


@pytest.mark.failure
def test_more_than_a_hundred_thousand_points_are_refused() -> None:
    found = design(grid={"x": list(range(1001)), "y": list(range(100))})
    assert messages(found) == [
        "sweep: would have 100,100 points, at most 100,000 are taken (a sample needs fewer than a grid)"
    ]
    assert design(grid={"x": list(range(1000)), "y": list(range(100))}).faults == []


@pytest.mark.failure
def test_a_fault_is_told_once_with_its_first_points_and_values() -> None:
    told = Told(["x", "y"], silent=["y"])
    for number in range(6):
        told.add(
            number, [Fault("x", -number, "must be above 0", "nearest: 1"), Fault("y", 1, "told elsewhere")]
        )
        told.add(number, [Fault("z", 1, "is wrong everywhere")])
    told.add(3, [Fault("z", 2, "is wrong here")])
    assert [str(fault) for fault in told.faults(6)] == [
        "x: must be above 0 (values 0, -1, -2 and 3 more; nearest: 1)",
        "z = 1: is wrong everywhere",
        "z = 2: is wrong here (point 3)",
    ]
    assert str(told.faults(9)[0]) == (
        "x: must be above 0 (values 0, -1, -2 and 3 more; points 0, 1, 2 and 3 more; nearest: 1)"
    )


@pytest.mark.failure
def test_a_rule_that_names_the_value_is_one_fault_of_a_swept_key() -> None:
    told = Told(["x"])
    for number, value in enumerate(("a.csv", "b.csv", "c.csv")):
        rules = (f"{value}: no such file", f"'{value}' is {number} days late")
        told.add(number, [Fault("x", NO_VALUE, rule) for rule in rules], {"x": value})
    assert [str(fault) for fault in told.faults(3)] == [
        "x: a.csv: no such file (values 'a.csv', 'b.csv', 'c.csv')",
        "x: 'a.csv' is 0 days late (values 'a.csv', 'b.csv', 'c.csv')",
    ]


@pytest.mark.failure
def test_two_limits_that_one_value_breaks_are_two_faults() -> None:
    told = Told(["x"])
    for number in range(2):
        told.add(number, [Fault("x", 200, "must be at most 100"), Fault("x", 200, "must be at most 10")], {"x": 200})
    assert [fault.rule for fault in told.faults(2)] == ["must be at most 100", "must be at most 10"]


@pytest.mark.failure
def test_points_that_are_the_same_are_named_by_number_and_values() -> None:
    told = Told([])
    for number in range(1, 6):
        told.same(0, number, ("a", "b"), (value_of(1), value_of("x")))
    (fault,) = told.faults(6)
    assert fault.value is NO_VALUE
    assert (
        fault.rule
        == "points are the same: 0 and 1 (a=1 b=x), 0 and 2 (a=1 b=x), 0 and 3 (a=1 b=x) and 2 more"
    )
