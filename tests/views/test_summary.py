"""Snapshots of the summary, as rounded text to be read as a difference.

To renew them after a change that is meant: BEREDT_RENEW=1 python -m pytest tests/views/test_summary.py
"""

import os
import re
from pathlib import Path

import pytest

from sim.results import Results
from sim.runs.keys import RunKey
from sim.runs.writer import TableWriter
from sim.studies.compare import Comparison
from sim.studies.single import Single
from sim.views import pairs
from sim.views.english import ENGLISH
from sim.views.summary import summary
from tests.support import synthetic

SNAPSHOTS = Path(__file__).parent / "snapshots"


def _manifest(plans, replications, failures=()):
    criteria = {"no_roof": {"says": "Somebody sleeps without a bed"}}
    facts = [
        {"key": "path.settle.days", "value": 30.0, "unit": "days", "warn": "assumed: not for budgets"},
        {"key": "price.place", "value": 1250.5, "unit": "NOK", "warn": "assumed: not for budgets"},
        {"key": "share.private", "value": 0.4, "unit": "1", "warn": "one source"},
    ]
    return {
        "replications": replications,
        "days": 420,
        "start": "2024-01-01",
        "seed": 5,
        "failures": list(failures),
        "command": ["beredt", "compare", "plans=[lean,buffer]", "seed=5"],
        "versions": {"beredt": "0.1.0"},
        "digests": {"code": "c0de" * 16, "data": "da7a" * 16},
        "warned_facts": facts,
        "parameters": {"rule": 3, "estimated": 5, "assumed": 7},
        "validated": {"lines": [], "model": "", "made": "", "same_model": False},
        "scenarios": [
            {"shock": "surge", "plan": plan, "config": {"criteria": {"criteria": criteria}}} for plan in plans
        ],
    }


def _same_as(name, text):
    path = SNAPSHOTS / f"{name}.md"
    if os.environ.get("BEREDT_RENEW"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.snapshot
def test_summary_of_a_comparison(tmp_path):
    plans = ("lean", "buffer", "twin")
    study = Comparison(Results(synthetic.write(tmp_path / "up", plans, 8)))
    _same_as("compare", summary(study, _manifest(plans, 8)))


@pytest.mark.snapshot
def test_summary_of_one_run(tmp_path):
    study = Single(Results(synthetic.write(tmp_path / "up", ("lean",), 1)))
    _same_as("one_run", summary(study, _manifest(("lean",), 1)))


@pytest.mark.unit
def test_a_summary_says_what_is_asked_of_it(tmp_path):
    plans = ("lean", "buffer")
    text = summary(Comparison(Results(synthetic.write(tmp_path / "up", plans, 8))), _manifest(plans, 8))
    for needed in (
        "What breaks first",
        "buffer instead of lean buys",
        "| Figure | lean | buffer | buffer minus lean |",
        "is an estimate, not a count",
        "full range of 8 runs",
        "assumed: not for budgets",
        "`path.settle.days` = 30 days",
        "Parameters: 3 are fixed by rule, 5 estimated from data, and 7 assumed with a range.",
        "No back-test has been kept, so the model is validated for nothing.",
        "Do not use the figures for a budget",
        "`beredt compare \"plans=[lean,buffer]\" seed=5`",
        "Seed 5",
        "Somebody sleeps without a bed",
    ):
        assert needed in text
    assert "P95" not in text
    assert "nan" not in text.lower().replace("finance", "")


@pytest.mark.failure
def test_failed_runs_are_told(tmp_path):
    study = Single(Results(synthetic.write(tmp_path / "up", ("lean",), 4)))
    text = summary(study, _manifest(("lean",), 5, failures=[{"stage": "run"}]))
    assert "1 of 5 runs failed and are left out" in text


@pytest.mark.unit
def test_the_pairs_stand_in_a_table_of_a_row_a_figure(tmp_path):
    plans = ("lean", "buffer", "twin")
    study = Comparison(Results(synthetic.write(tmp_path / "up", plans, 8)))
    text = summary(study, _manifest(plans, 8))
    table = text[text.index("| Figure |") : text.index("Differences to lean, same luck")]
    rows = [line for line in table.splitlines() if line.startswith("|")]
    assert rows[0] == "| Figure | lean | buffer | twin | buffer minus lean | twin minus lean |"
    assert {line.count("|") for line in rows} == {7}
    short = next(line for line in rows if line.startswith("| Person-days without a place, thousands |"))
    cells = [cell.strip() for cell in short.strip("|").split("|")]
    assert re.fullmatch(r"[\d,]+ \([\d,]+ / [\d,]+ / [\d,]+\)", cells[1])
    assert re.fullmatch(r"-[\d,]+ \(-[\d,]+ to -[\d,]+\), better", cells[4])
    assert cells[5] == "same in every run"
    assert len({line.split("|")[1] for line in rows}) == len(rows)


@pytest.mark.unit
def test_one_run_gives_differences_without_an_interval(tmp_path):
    study = Comparison(Results(synthetic.write(tmp_path / "up", ("lean", "buffer"), 1)))
    text = summary(study, _manifest(("lean", "buffer"), 1))
    assert "cannot be told apart by one run" in text
    assert "(one run)" in text
    assert "inf" not in text.replace("information", "")


@pytest.mark.unit
def test_many_plans_are_split_into_tables_of_the_same_width(tmp_path):
    plans = ("lean", "buffer", "twin")
    study = Comparison(Results(synthetic.write(tmp_path / "up", plans, 2)))
    widths = [len(list(pairs.table(study, "surge", ["lean", *some], ENGLISH))) for some in (plans[1:2], plans[2:])]
    assert widths[0] == widths[1] > 15


@pytest.mark.unit
def test_that_a_file_of_how_plans_are_judged_was_not_used_stands_in_the_summary_of_several_plans(tmp_path):
    refused = {"regret": {"faults": [{"path": "losses", "rule": "names no metric", "hint": ""}]}}
    for plans in (("lean", "buffer"), ("lean",)):
        study = Comparison(Results(synthetic.write(tmp_path / plans[-1], plans, 2)))
        text = summary(study, {**_manifest(plans, 2), **refused})
        assert ("robust.yaml" in text) == ("(losses: names no metric)" in text) == (len(plans) > 1)
        assert "robust.yaml" not in summary(study, _manifest(plans, 2))


@pytest.mark.unit
def test_what_start_shock_and_plans_are_is_said_in_their_own_words(tmp_path):
    study = Single(Results(synthetic.write(tmp_path / "up", ("lean",), 2)))
    manifest = _manifest(("lean",), 2)
    chosen = {"start": "A full house", "shock": "Ships arrive.", "plan": "No reserve"}
    manifest["scenarios"][0]["config"].update({kind: {"says": says} for kind, says in chosen.items()})
    text = summary(study, manifest)
    assert "- Start: A full house.\n- Shock: Ships arrive.\n- Plan lean: No reserve.\n" in text


@pytest.mark.unit
def test_a_criterion_is_told_with_its_threshold(tmp_path):
    study = Single(Results(synthetic.write(tmp_path / "up", ("lean",), 2)))
    manifest = _manifest(("lean",), 2)
    criteria = manifest["scenarios"][0]["config"]["criteria"]["criteria"]
    criteria["long_waits"] = {"says": "Long waits", "above": 0.2, "below": None, "for_days": 28}
    text = summary(study, manifest)
    assert "- people without a bed: Somebody sleeps without a bed\n" in text
    assert "- long waits with a permit: Long waits (above 20 %, 28 days running)\n" in text


@pytest.mark.unit
def test_a_figure_that_not_all_runs_have_says_in_how_many(tmp_path):
    keys = [RunKey("surge", "lean", r) for r in range(3)]
    with TableWriter(tmp_path, keys) as writer:
        for key in keys:
            tables = synthetic.run_tables("lean", key.replication)
            if key.replication == 0:  # nothing closes
                opened = {name: list(values)[:1] for name, values in tables.centre_events.items()}
                tables = synthetic.with_columns(tables, centre_events=opened)
            writer.add(key, tables)
    text = summary(Single(Results(tmp_path)), _manifest(("lean",), 3))
    assert "| Notice to hosts before closing, days | 60 in 2 of 3 runs |" in text
    assert "; in 2 of 3 runs hosts hear of a closing 60 days before it on average." in text
    never = "Differences between plans, persons without a bed and costs were never back-tested."
    assert text.count(never) == 1
    assert text.splitlines()[2] == never
    assert "years to come for those settled in the period and up to five years before its start" in text
    assert "(mean and full range of 3 runs)" in text
    assert "of 2 runs)" not in text


@pytest.mark.unit
def test_futures_of_a_saved_run_are_said_to_be_futures(tmp_path):
    plans = ("lean", "buffer")
    study = Comparison(Results(synthetic.write(tmp_path / "futures", plans, 3)))
    manifest = _manifest(plans, 3)
    line = "- Until 1 Feb 2024 all runs follow the saved run in `/past`; plans differ only after it."
    assert line not in summary(study, manifest).splitlines()
    for each in manifest["scenarios"]:
        each["config"]["start"] = {"path": "/past", "day": "2024-02-01"}
    assert summary(study, manifest).splitlines().count(line) == 1


@pytest.mark.unit
def test_a_start_from_a_file_is_said_to_be_the_users_own(tmp_path):
    folder = synthetic.write(tmp_path / "up", ("lean",), 2)
    study = Single(Results(folder), origins={"surge": ("file", "today.csv")})
    manifest = _manifest(("lean",), 2)
    start = {"name": "2024-01-01", "says": "New Year 2024: about 14,300 residents", "file": "/home/me/today.csv"}
    manifest["scenarios"][0]["config"]["start"] = start
    text = summary(study, manifest)
    assert "- Start: your own file today.csv, on the settings of 2024-01-01.\n" in text
    assert "The state of the first day is from today.csv, your own." in text
    assert "about 14,300 residents" not in text
    made_up = Single(Results(folder), origins={"surge": ("made_up", "")})
    assert "The state of the first day is made up" in summary(made_up, _manifest(("lean",), 2))


@pytest.mark.unit
def test_the_short_answer_stands_on_top_and_the_table_of_breaks_under_its_question(tmp_path):
    plans = ("lean", "buffer")
    text = summary(Comparison(Results(synthetic.write(tmp_path / "up", plans, 4))), _manifest(plans, 4))
    first = "**In short.**\n\n- Without a bed (averages of the runs): lean from "
    assert text.index(first) < text.index("## ")
    table = text.index("| Criterion | Plan | At start | Later | First day | Days | Worst |\n")
    assert text.index("## What breaks first") < table < text.index("## What does each plan buy")
    assert "in `municipalities.csv`" in text


@pytest.mark.unit
def test_the_median_stands_between_the_ends_of_the_range(tmp_path):
    study = Comparison(Results(synthetic.write(tmp_path / "up", ("lean", "buffer"), 8)))
    text = summary(study, _manifest(("lean", "buffer"), 8))
    peaks = study.peaks.set_index("plan").loc["lean"]
    ends = [f"{peaks[name]:,.0f}" for name in ("mean", "low", "median", "high")]
    assert "| Peak need for beds from UDI, persons | {} ({} / {} / {}) |".format(*ends) in text
    assert f"at a week's end; median {ends[2]})" in text
    assert "low end of their range / median / high end" in text
    assert "only means add up" in text


@pytest.mark.unit
def test_differences_to_the_first_plan_have_their_ratio(tmp_path):
    plans = ("lean", "buffer", "twin")
    study = Comparison(Results(synthetic.write(tmp_path / "up", plans, 8)))
    text = summary(study, _manifest(plans, 8))
    short = text[text.index("**Differences to lean, same luck**") :]
    rows = [line for line in short[: short.index("Mean difference of runs")].splitlines() if line.startswith("|")]
    assert rows[0] == "| Figure | buffer | Ratio | twin | Ratio |"
    days = next(line for line in rows if line.startswith("| Days with somebody without a place |"))
    assert re.search(r"\| -\d+ \(-\d+ to -\d+\) \| [\d.]+ \| same in every run \| - \|$", days)


@pytest.mark.unit
def test_each_shock_has_its_own_start_and_length(tmp_path):
    keys = [RunKey(shock, "lean", r) for shock in ("surge", "replay") for r in range(2)]
    with TableWriter(tmp_path, keys) as writer:
        for key in keys:
            writer.add(key, synthetic.run_tables("lean", key.replication, 60 if key.shock == "surge" else 40))
    text = summary(Single(Results(tmp_path)), _manifest(("lean",), 2))
    surge, replay = text[: text.index("## ")].split("Under replay:")
    assert "2 runs, 420 days from 1 Jan 2024." in surge
    assert "420 days" not in replay
    assert "2 runs, 280 days from 1 Jan 2024." in replay
