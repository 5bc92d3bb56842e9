"""What has changed in an object, as plain data, and laid over another one."""

from __future__ import annotations

import array
import datetime as dt
import json
import random
from collections import defaultdict, deque
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pytest

from sim.config.casework import LearningStep
from sim.engine.agenda import Agenda
from sim.institutions.states import Case
from sim.plans.triggers import Seen
from sim.runs.graph import Before
from sim.runs.overlay import Overlay, OverlayError
from sim.runs.plain import UnknownKindError


def holder(**held: Any) -> Any:
    """An object of Beredt that holds these attributes, and nothing else."""
    thing = object.__new__(Agenda)
    vars(thing).update(held)
    return thing


def carried(make: Callable[[], Agenda], act: Callable[[Any], object], other: Agenda | None = None) -> Any:
    """Change one of two objects and lay the change over the other, by way of text."""
    first, second = make(), other or make()
    before = Before(first)
    act(first)
    found = before.changes()
    text = json.dumps([[[n, *of] for n, of in found.reached.items()], found.acts, found.made])
    reached, acts, made = json.loads(text)
    Overlay(second, {n: (parent, step) for n, parent, step in reached}, acts, made, found.plain.arrays()).lay()
    return second


@pytest.mark.unit
def test_plain_values_keep_value_and_type() -> None:
    values = [1, True, None, "æ", -0.0, 1e-300, float("nan"), np.float32(0.1), np.int64(2**62), Case.READY,
              dt.date(2024, 2, 29), Fraction(1, 3), b"\x00\xff", (1, (2.5, "x"))]  # fmt: skip
    found = carried(lambda: holder(values=[0] * len(values)), lambda o: o.values.__setitem__(slice(None), values))
    assert [(type(each), repr(each)) for each in found.values] == [(type(each), repr(each)) for each in values]


@pytest.mark.unit
def test_arrays_are_changed_in_place_and_may_be_longer() -> None:
    def act(o: Any) -> None:
        o.column[1] = 7
        o.table[1, 2] = 9.5

    longer = holder(column=np.arange(10), table=np.zeros((5, 6)))
    kept = longer.column
    found = carried(lambda: holder(column=np.arange(3), table=np.zeros((2, 3))), act, longer)
    assert found.column is kept
    assert found.column.tolist() == [0, 7, *range(2, 10)]
    assert found.table[1, 2] == 9.5
    assert np.count_nonzero(found.table) == 1


@pytest.mark.unit
def test_new_arrays_in_the_place_of_old_ones_keep_what_the_other_has_beyond() -> None:
    def act(o: Any) -> None:
        o.column = o.column + np.array([0, 5, 0])
        o.grown = np.append(o.grown, 3)
        o.same = o.column

    longer = holder(column=np.arange(5), grown=np.array([1, 2]), same=None)
    found = carried(lambda: holder(column=np.arange(3), grown=np.array([1, 2]), same=None), act, longer)
    assert found.column.tolist() == [0, 6, 2, 3, 4]
    assert found.grown.tolist() == [1, 2, 3]
    assert found.same is found.column


@pytest.mark.unit
def test_lists_dicts_sets_and_lists_by_day() -> None:
    def make() -> Agenda:
        days: defaultdict[int, Any] = defaultdict(partial(array.array, "q"), {1: array.array("q", [1])})
        table = {"x": [1], "y": [2]}
        return holder(days=days, row=[1, 2, 3], last=deque([1, 2], maxlen=3), names={"a", "b"}, table=table)

    def act(o: Any) -> None:
        del o.days[1]
        o.days[4].extend([5, 6])
        o.row.append(4)
        o.row[0] = 9
        o.last.extend([3, 4])
        o.names.add("c")
        o.table["x"].append(8)
        o.table["y"] = o.table.pop("y")
        o.table["w"] = o.table["x"]

    found = carried(make, act)
    assert dict(found.days) == {4: array.array("q", [5, 6])}
    assert found.days[9].typecode == "q"
    assert found.row == [9, 2, 3, 4]
    assert list(found.last) == [2, 3, 4]
    assert found.last.maxlen == 3
    assert found.names == {"a", "b", "c"}
    assert list(found.table.items()) == [("x", [1, 8]), ("y", [2]), ("w", [1, 8])]
    assert found.table["w"] is found.table["x"]


@pytest.mark.unit
def test_new_records_and_references_to_old_ones() -> None:
    def make() -> Agenda:
        old = Seen("days", 1.0, 2.0)
        return holder(old=old, found=[], step=None)

    def act(o: Any) -> None:
        new = Seen("nights", 3.0, 4.0)
        o.found += [o.old, new, new]
        o.step = [LearningStep(after_days=3, gains_percent=40)]

    found = carried(make, act)
    assert found.found[0] is found.old
    assert found.found[1] is found.found[2]
    assert found.found[1] == Seen("nights", 3.0, 4.0)
    assert found.step == [LearningStep(after_days=3, gains_percent=40)]


@pytest.mark.unit
def test_what_a_function_closes_over_is_state_too() -> None:
    def make() -> Agenda:
        count = 0

        def up() -> int:
            nonlocal count
            count += 1
            return count

        return holder(up=up)

    assert carried(make, lambda o: [o.up(), o.up()]).up() == 3


@pytest.mark.unit
def test_what_changes_and_changes_back_is_no_change() -> None:
    thing = holder(column=np.arange(4), table={1: 2})
    before = Before(thing)
    thing.column += 1
    thing.column -= 1
    assert before.changes().acts == []


@pytest.mark.failure
@pytest.mark.parametrize(
    "strange",
    [object(), random.Random(1), (each for each in [1]), np.array([object()]), {object(): 1}, iter([1])],
    ids=["object", "generator_of_luck", "generator", "array_of_objects", "key", "iterator"],
)
def test_an_attribute_of_a_kind_without_a_rule_is_refused(strange: object) -> None:
    with pytest.raises(UnknownKindError, match=r"run\.(inner|inner\.strange) is a .* cannot be saved as state"):
        Before(holder(inner=holder(strange=strange)))


@pytest.mark.failure
def test_a_new_value_of_a_kind_without_a_rule_is_refused() -> None:
    thing = holder(act=None)
    before = Before(thing)
    thing.act = lambda: 1
    with pytest.raises(UnknownKindError, match=r"run\.act is a builtins.function"):
        before.changes()


@pytest.mark.failure
def test_changes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(OverlayError, match=r"the run has no run\.inner"):
        carried(lambda: holder(inner=[1]), lambda o: o.inner.append(2), holder(other=[1]))
    with pytest.raises(OverlayError, match="a list of 1 has 2 here"):
        carried(lambda: holder(inner=[1]), lambda o: o.inner.append(2), holder(inner=[1, 1]))
    with pytest.raises(OverlayError, match="int64 over one of float64"):
        carried(lambda: holder(a=np.arange(3)), lambda o: o.a.fill(1), holder(a=np.zeros(3)))
    with pytest.raises(OverlayError, match="does not fit"):
        carried(lambda: holder(a=np.arange(3)), lambda o: o.a.fill(1), holder(a=np.arange(2)))


