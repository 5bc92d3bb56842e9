"""The summary of a calibration, from what calibration.json holds."""

from __future__ import annotations

from typing import Any

import pytest

from sim.views.bokmal_calibration import CALIBRATION_NB
from sim.views.calibration import summary
from sim.views.english import ENGLISH
from sim.views.words import Words


def parameter(name: str, narrowed: bool = True, carries: bool = True) -> dict[str, Any]:
    return {"name": name, "says": name, "ratio": 0.5, "narrowed": narrowed, "carries": carries, "settings": []}


def told(
    *parameters: dict[str, Any], learnt: tuple[str, ...] = (), words: Words = ENGLISH, **recovery: float
) -> str:
    found = {
        "band": [0.8, 0.97], "why_not": "", "by_parameter": {each["name"]: 0.9 for each in parameters},
        "narrowed": list(learnt), "ranks_uniform": {}, "empty_worlds": 0, "worlds": 50, "cases": 200, "level": 0.9,
        "share": 0.9, "low": 0.85, "high": 0.94, **recovery,
    }  # fmt: skip
    return summary(
        {
            "episode": "2015", "points": 4, "first": "2015-01-01", "last": "2015-12-31", "series": ["residents"],
            "runs": {"design": 60, "worlds": 50, "luck": 6}, "recovery": found, "errors": [], "cutoff": 3.4,
            "ruled_out": 0.01,
            "emulator_within": 0.9,
            "found": {
                "empty": False, "kept": 0.1, "effective": 80.0, "parameters": list(parameters), "pairs": [],
                "points": [],
            },
        },
        words,
    )  # fmt: skip


@pytest.mark.unit
def test_coverage_that_chance_does_not_explain_is_told_as_such() -> None:
    assert "coverage, by more" not in told(parameter("talks"))
    low = told(parameter("talks"), share=0.84, low=0.79, high=0.88)
    assert "That is under-coverage, by more than chance: ranges told as 90 % are too narrow." in low
    high = told(parameter("talks"), share=0.96, low=0.92, high=0.98)
    assert "That is over-coverage, by more than chance" in high


@pytest.mark.unit
def test_a_refusal_says_once_why_which_parameters_are_covered_least_and_what_to_try() -> None:
    recovery = {
        "band": [0.8, 0.97], "why_not": "too few", "level": 0.9, "worlds": 15,
        "by_parameter": {"a": 0.95, "b": 0.5, "c": 0.8, "d": 0.7, "e": 0.6},
    }  # fmt: skip
    text = summary(
        {
            "episode": "2015", "points": 4, "first": "2015-01-01", "last": "2015-12-31", "series": ["residents"],
            "runs": {"design": 60, "worlds": 15, "luck": 6}, "recovery": recovery, "errors": [], "cutoff": 3.4,
            "ruled_out": 0.01, "emulator_within": 0.9, "says": dict.fromkeys("abcde", "a rate"),
            "sizes": {"points": [16, 128], "lucks": [2, 2], "worlds": [15, 100]},
        }
    )  # fmt: skip
    assert text.count("were not fitted") == 1
    least = "b (a rate), 50 % of 15 worlds; e (a rate), 60 % of 15 worlds; d (a rate), 70 % of 15 worlds."
    assert f"Covered least, where 90 % are wanted: {least}" in text
    assert "the usual sizes, points=128 worlds=100; here points=16, worlds=15 may be too few" in text


@pytest.mark.unit
def test_what_nothing_was_learnt_of_is_not_held_good_at_another_time() -> None:
    wide, staff = parameter("wide", narrowed=False), parameter("staff", carries=False)
    parts = [parameter("talks"), parameter("moves"), staff, wide]
    text = told(*parts, learnt=("talks", "staff", "wide"))
    assert "Held to be good at another time too (`carried.csv`): talks; the rest belongs to these years." in text
    assert "In `carried.csv` too, though next to nothing was learnt and draws fill the range: moves, wide." in text
    assert "Held to be good" not in told(*parts, learnt=())
    assert "carried.csv` too" not in told(parameter("talks"), learnt=("talks",))


@pytest.mark.unit
def test_another_language_has_its_own_sentences_and_marks() -> None:
    bokmal = Words(CALIBRATION_NB, {}, ENGLISH.months, thousands="\u00a0", decimal=",", minus="\u2212")
    text = told(parameter("talks"), learnt=("talks",), words=bokmal, share=0.8466, cases=1200)
    assert "90 %-intervallene fasiten i 84,7 % av 1\u00a0200 tilfeller" in text
    assert "mer enn 3,40 standardavvik unna" in text
    setting = {"path": "a.b", "unit": "1", "kind": "assumed", "low": -0.5, "value": 0.25, "high": 1.0}
    setting |= {"posterior_low": -0.1, "posterior_median": 0.2, "posterior_high": 0.75}
    row = told({**parameter("talks"), "settings": [setting]}, words=bokmal)
    assert "| \u22120,5 – 0,25 – 1 | \u22120,1 – 0,2 – 0,75 | 0,50 |" in row
