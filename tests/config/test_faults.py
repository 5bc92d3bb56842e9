from __future__ import annotations

import pickle

import pytest

from sim.config.faults import NO_VALUE, BadConfig, Fault, nearest


@pytest.mark.unit
def test_a_fault_is_one_line_with_path_value_rule_and_way_out() -> None:
    fault = Fault("plan.reception.target_use", 7, "must be less than or equal to 1", "a share")
    assert str(fault) == "plan.reception.target_use = 7: must be less than or equal to 1 (a share)"
    assert str(Fault("a.b", NO_VALUE, "a value\nmust be given")) == "a.b: a value must be given"


@pytest.mark.unit
def test_long_values_are_cut() -> None:
    assert len(str(Fault("a", list(range(1000)), "too long"))) < 100


@pytest.mark.unit
def test_bad_config_tells_every_fault_once_one_a_line() -> None:
    first, second = Fault("a", [1], "wrong"), Fault("b", None, "wrong")
    bad = BadConfig([first, second, Fault("a", [1], "wrong")])
    assert str(bad).splitlines() == [
        "2 faults in the input; nothing was run",
        "  a = [1]: wrong",
        "  b = None: wrong",
    ]


@pytest.mark.unit
def test_bad_config_survives_the_way_between_processes() -> None:
    bad = BadConfig([Fault("a", NO_VALUE, "missing"), Fault("b", {"c": 1}, "wrong")])
    assert str(pickle.loads(pickle.dumps(bad))) == str(bad)


@pytest.mark.failure
def test_bad_config_without_a_fault_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one fault"):
        BadConfig([])


@pytest.mark.unit
@pytest.mark.parametrize(
    ("name", "names", "hint"),
    [
        ("mass_fligt", ["mass_flight", "minors", "drop"], "nearest: mass_flight"),
        ("flight", ["mass_flight", "minors"], "nearest: mass_flight"),
        ("xyz", ["a", "b"], "known: a, b"),
        ("x", ["expects", "buffer"], "known: buffer, expects"),
        ("nonne", ["none", "minors"], "nearest: 'none'"),
        ("xyz", [f"option_{number}" for number in range(20)], ""),
        ("xyz", [], ""),
    ],
)
def test_nearest_names(name: str, names: list[str], hint: str) -> None:
    assert nearest(name, names) == hint
