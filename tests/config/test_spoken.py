"""Words of the command line made of plain values: what is said is what was meant."""

from __future__ import annotations

import datetime as dt

import pytest
from hydra.core.override_parser.overrides_parser import OverridesParser
from hypothesis import given
from hypothesis import strategies as st

from sim.config.faults import BadConfig
from sim.config.spoken import spoken

TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\\"), max_size=12).filter(
    lambda text: "${" not in text
)
SINGLE = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**12), 10**12), st.floats(allow_nan=False, allow_infinity=False), TEXT
)
NAMES = st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True)
VALUES = st.recursive(
    SINGLE,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=6,
)


@pytest.mark.invariant
@given(value=VALUES)
def test_a_value_comes_back_as_it_was_said(value):
    (word,) = spoken({"plan.reception.any": value})
    override = OverridesParser.create().parse_override(word)
    assert override.key_or_group == "plan.reception.any"
    assert override.value() == value
    assert not override.is_sweep_override()


@pytest.mark.unit
def test_dates_and_tuples_are_said_as_text_and_lists():
    said = spoken({"start.date": dt.date(2024, 1, 2), "plans": ("a", "b"), "shock.size": 1.5})
    assert list(said) == ["start.date='2024-01-02'", "plans=['a','b']", "shock.size=1.5"]


@pytest.mark.failure
@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [
        ("plan.x", "a\\b", "no backslash"),
        ("plan.x", "two\nlines", "no line break"),
        ("plan.x", "${oc.env:HOME}", "no ${"),
        ("plan.x", float("nan"), "finite"),
        ("plan.x", object(), "not object"),
        ("plan.x", {"a b": 1}, "no name of a mapping"),
        ("+plan.x", 1, "no dotted key"),
        ("plan.x=1 plan.y", 2, "no dotted key"),
    ],
)
def test_what_no_word_can_say_is_named_with_all_else_that_is_wrong(key, value, rule):
    with pytest.raises(BadConfig, match="(?s)" + rule.replace("$", r"\$").replace("{", r"\{")) as bad:
        list(spoken({key: value, "shock x": 1}))
    assert len(bad.value.faults) == 2
