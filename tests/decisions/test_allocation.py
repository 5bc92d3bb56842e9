"""`beredt allocation`, with small runs: what it tells, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.config.asked import Asked, load_study
from sim.config.faults import BadConfig
from sim.decisions.allocation import STUDY, AllocationSettings
from sim.decisions.study import StudyResult, run_study

SMALL = (
    "shock=none", "horizon_days=120", "replications=3", "bound_replications=1", "workers=1", "kernels=plain",
    "progress=false",
)  # fmt: skip
RULE = "settlement.allocation.rule"
WEIGHTS = "settlement.allocation.nationality_weights={collective: 2}"


def rules(**words: list[str]) -> tuple[str, str]:
    """The words that set these rules and compare them, as they stand on the command line."""
    made = ", ".join(f"{name}: {json.dumps(each)}" for name, each in words.items())
    return f"rules={{{made}}}", f"among=[{','.join(words)}]"


def asked(*words: str) -> Asked[AllocationSettings]:
    return load_study("allocation", AllocationSettings, (*SMALL, *words))


def done(out: Path, *words: str) -> StudyResult:
    return run_study(STUDY, asked(f"out={out}", *words), lambda total: lambda *each: None, tell=lambda line: None)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> StudyResult:
    words = rules(today=[], long=[f"{RULE}=priority"], even=["settlement.allocation.fairness_band_per_1000=0.5"])
    return done(tmp_path_factory.mktemp("allocation") / "out", *words)


@pytest.mark.behaviour
def test_the_answer_tells_the_bound_first_then_each_rule_and_what_fairness_costs(result: StudyResult) -> None:
    assert result.exit_code == 0
    says = result.answer.says
    assert "could have been allocated" in says[0]
    assert any(each.startswith("long against today") or each.startswith("long does the same") for each in says[1:2])
    assert any("band per inhabitant costs" in each for each in says)
    shares = result.table("hindsight")
    assert shares["share"].between(0.0, 1.0 + 1e-9).all()
    assert list(shares["scenario"]) == ["today", "long", "even"]
    summary = (result.folder / "summary.md").read_text(encoding="utf-8")
    for part in ("Share of the bound with hindsight", "3 futures", "What it is validated for", "figures/rules.png"):
        assert part in summary


@pytest.mark.behaviour
def test_a_band_makes_municipalities_alike_and_holds_people_back(result: StudyResult) -> None:
    rows = result.table("differences")
    even = rows[(rows["scenario"] == "even") & (rows["against"] == "today")].set_index("measure")
    assert even.loc["uneven", "difference"] < 0.0
    assert even.loc["settled", "difference"] < 0.0
    shares = result.table("hindsight").set_index("scenario")["share"]
    assert shares["even"] < shares["today"]


@pytest.mark.repeat
def test_the_same_command_gives_the_same_tables(result: StudyResult) -> None:
    manifest = json.loads((result.folder / "manifest.json").read_text(encoding="utf-8"))
    first = {path.name: path.read_bytes() for path in result.folder.glob("*.csv")}
    done(result.folder, *(each for each in manifest["command"] if each.startswith(("rules=", "among="))))
    assert first == {path.name: path.read_bytes() for path in result.folder.glob("*.csv")}


@pytest.mark.behaviour
def test_a_linear_program_has_prices_and_today_has_none(tmp_path: Path) -> None:
    found = done(tmp_path / "out", *rules(today=[], best=[f"{RULE}=lp"]), "replications=1", "horizon_days=60")
    prices = found.table("prices")
    assert set(prices["scenario"]) == {"best"}
    assert (np.diff(prices["price"]) <= 0.0).all()
    assert prices["price"].iloc[0] > 0.0
    assert any(each.heading.endswith("best") for each in found.answer.shown)
    assert pd.read_parquet(found.folder / "prices.parquet").equals(prices)


@pytest.mark.failure
@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["among=[]"], ("there is nothing to compare",)),
        (["among=[lp]"], ("there is nothing to compare",)),
        (["among=[lp,pl]"], ("among = 'pl': is no rule",)),
        (["among=[lp,lp]"], ("names a rule twice",)),
        (rules(a=[], b=[]), ("rules.b", "is the same as a")),
        (
            rules(a=[], b=[f"{RULE}=greedy"], c=["settlement.alocation.rule=lp"]),
            ("rules.b", "must be 'proportional', 'priority' or 'lp'", "rules.c"),
        ),
        (rules(a=[], b=[f"{RULE}=lp", WEIGHTS]), ("weigh_nationality=true: no group is weighed by oversight",)),
        (["settlement.allocation.ledger=false"], ("settlement.allocation.ledger", "must be true here")),
    ],
)
def test_questions_without_sense_are_refused_with_every_fault(words: Sequence[str], parts: tuple[str, ...]) -> None:
    with pytest.raises(BadConfig) as bad:
        list(STUDY.plan_of(asked(*words)))
    for part in parts:
        assert part in str(bad.value)


@pytest.mark.unit
def test_check_says_what_would_be_run() -> None:
    lines = list(STUDY.plan_of(asked()))
    assert lines[0].startswith("4 rules, 3 runs of each")
    assert any("lp_even: lp, within 2 per 1,000" in each for each in lines)


@pytest.mark.behaviour
def test_weighing_kinds_of_arrival_is_told(tmp_path: Path) -> None:
    words = rules(today=[], weighed=[f"{RULE}=lp", WEIGHTS, "settlement.allocation.weigh_nationality=true"])
    found = done(tmp_path / "out", *words, "replications=1", "horizon_days=30")
    assert any("choice of policy that was switched on" in each for each in found.answer.says)
