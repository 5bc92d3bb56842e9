"""One run tells nothing from chance: the words beside a difference say so, with the unit beside the number."""

import dataclasses

import pandas as pd
import pytest

from sim.views import pairs
from sim.views.bokmal import BOKMAL
from sim.views.english import ENGLISH


def cost(runs, identical=False):
    row = {
        "metric": "cost_total", "difference": 10e6, "unit": "NOK", "runs": runs, "identical": identical, "low": -5e6,
        "high": 25e6, "told_apart": False,
    }  # fmt: skip
    return pd.DataFrame([row])


@pytest.mark.unit
@pytest.mark.parametrize("key", ["headline_cost", "trade_cost"])
@pytest.mark.parametrize(("words", "unit"), [(BOKMAL, "+10 mill. kr"), (ENGLISH, "+10 million NOK")])
def test_a_difference_in_cost_of_one_run_is_no_finding(key, words, unit):
    one, many = (pairs.undecided_cost(cost(runs), key, words) for runs in (1, 5))
    assert unit in one
    assert not {"null", "zero", "95"} & set(one.split())
    assert {"null", "zero:", "null:", "zero"} & set(many.split())
    assert pairs.undecided_cost(cost(5, identical=True), key, words) == words.say(f"{key}_same")


@dataclasses.dataclass
class Compared:
    differences: pd.DataFrame


@pytest.mark.unit
@pytest.mark.parametrize("words", [BOKMAL, ENGLISH], ids=lambda words: words.code)
def test_a_table_of_differences_of_one_run_promises_no_interval(words):
    for runs, there in ((1, False), (5, True)):
        study = Compared(cost(runs).assign(shock="x"))
        assert ("95 %" in pairs.note(study, "x", words)) is there
