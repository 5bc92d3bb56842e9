"""Faults are told in the words of YAML, and a budget of nothing is refused wherever a scenario is loaded."""

from __future__ import annotations

import datetime as dt

import pytest

from sim import cli
from sim.config.asked import load_study
from sim.config.faults import NO_VALUE, BadConfig, Fault
from sim.config.load import load
from sim.config.plainly import plain
from sim.decisions.verbs import STUDIES, study_named

ZERO = "prices.budget.appropriation={nok: 0, year: 2024}"


def told(*words: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert cli.main(words) == 2
    return " ".join(capsys.readouterr().err.split())


@pytest.mark.failure
@pytest.mark.parametrize("verb", ["run", "compare", "sweep", "backtest", "calibrate", *STUDIES])
def test_a_budget_of_nothing_is_a_fault_of_every_verb(verb, capsys):
    line = told("check", verb, ZERO, *(("seed=1,2",) if verb == "sweep" else ()), capsys=capsys)
    assert "prices.budget.appropriation.nok = 0: is a budget of nothing" in line
    assert "must be above 0 kroner (write 'prices.budget.appropriation={mnok: AMOUNT" in line


@pytest.mark.failure
@pytest.mark.parametrize("amount", ["0", "-5", "{mnok: -1, year: 2024}"])
def test_nothing_and_less_is_refused_however_it_is_written(amount):
    with pytest.raises(BadConfig, match="is a budget of nothing"):
        load("run", [f"prices.budget.appropriation={amount}"])


@pytest.mark.failure
def test_a_budget_of_nothing_is_told_with_every_other_fault():
    with pytest.raises(BadConfig) as told:
        load("run", [ZERO, "prices.budget.margin=-2", "horizon_days=-1"])
    paths = {fault.path for fault in told.value.faults}
    assert paths == {"prices.budget.appropriation.nok", "prices.budget.margin", "horizon_days"}


@pytest.mark.unit
def test_a_budget_above_nothing_is_taken():
    job = load("run", ["prices.budget.appropriation={mnok: 1, year: 2024}"])
    assert [each.prices.budget.appropriation.kroner for each in job.scenarios.values()] == [1_000_000]


@pytest.mark.failure
def test_a_mapping_that_is_wanted_names_its_keys():
    with pytest.raises(BadConfig, match="its keys: margin, appropriation, spring_ends"):
        load("run", ["prices.budget=7"])
    study = study_named("allocation")
    with pytest.raises(BadConfig, match=r"known: proportional, priority, lp, lp_even; .* rules=\{NAME: VALUE\}"):
        load_study("allocation", study.settings, ["rules=[lpp]"])


@pytest.mark.failure
@pytest.mark.parametrize(
    ("verb", "words", "parts"),
    [
        ("breakpoint", ("criterion=no_rof", "p=1.5"), ("no criterion", "p = 1.5")),
        ("municipality", ("county=Narnia", "sumary=council"), ("no county", "nearest: summary")),
        ("municipality", ("county=Narnia", "replications=1"), ("no county", "replications = 1")),
        ("robust", ("plans=[do_nothing,nosuch]", "draws=-1"), ("nosuch", "draws = -1")),
    ],
)
def test_faults_of_the_settings_and_of_the_question_are_told_together(verb, words, parts, capsys):
    line = told("check", verb, *words, capsys=capsys)
    assert "2 faults in the input" in line
    for part in parts:
        assert part in line


@pytest.mark.failure
def test_a_question_is_not_faulted_for_what_was_put_right():
    """The county is no text, so that of Beredt's own file stands in its place; it says nothing of what was given."""
    study = study_named("municipality")
    with pytest.raises(BadConfig) as bad:
        load_study("municipality", study.settings, ["county=[a]", "number=3205"], question=study.plan_of)
    assert {fault.path for fault in bad.value.faults} == {"county"}


@pytest.mark.unit
def test_days_and_rules_are_written_without_python():
    bad = BadConfig(
        [
            Fault("as_of", dt.date(2030, 1, 1), "must lie in the run"),
            Fault("days", [dt.date(2030, 1, 1)], "must rise"),
            Fault("low", 0.9, "Value error, low 0.9 must be below high 0.2"),
            Fault("name", "datetime", "is text", "hint"),
            Fault("nothing", NO_VALUE, "must be given"),
        ]
    )
    bad.runs = 4
    lines = str(plain(bad)).splitlines()
    assert lines == [
        "5 faults in the input; the 4 runs that it took to see it are kept",
        "  as_of = 2030-01-01: must lie in the run",
        "  days = [2030-01-01]: must rise",
        "  low = 0.9: low 0.9 must be below high 0.2",
        "  name = 'datetime': is text (hint)",
        "  nothing: must be given",
    ]


@pytest.mark.failure
def test_a_warning_is_not_told_beside_the_fault_of_the_same_thing(capsys):
    line = told("check", "breakpoint", "horizon_days=10", capsys=capsys)
    assert "ends before the shock" in line
    assert "warning" not in line
