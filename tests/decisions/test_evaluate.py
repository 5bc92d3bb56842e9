"""The yearly evaluation, through the study, in a world where its figures are known."""

from __future__ import annotations

import pytest

from sim import api, cli
from tests.support import attributed

SMALL = ("replications=4", "workers=1", "kernels=plain", "progress=false")


def study(tmp_path, *words: str):
    given = (*SMALL, f"out={tmp_path / 'out'}", *words)
    return api.study("evaluate", given, model=attributed.model(), tell=lambda line: None)


@pytest.mark.behaviour
def test_the_evaluation_is_a_document_clause_by_clause(tmp_path):
    result = study(tmp_path, "causes=false")
    text = (tmp_path / "out" / "summary.md").read_text(encoding="utf-8")
    for part in (
        "# Evaluation of 2024", "is met in none of 4 futures", "in 2 of 4 futures", "a need of 8,000 persons",
        "3,000 places", "## Result goal A", "## What is not modelled", "cooperation between levels",
        "## In all", "| All | ", "The purpose as a whole is met in none of 4 futures. A count and no weight",
        "chance of up to 75 %", "## Settled within the targets", "everyone has a bed in all 4 futures",
        "regime agreement_2018",
    ):  # fmt: skip
        assert part in text, part
    assert "Causes of the deviation" not in text
    in_time = result.table("in_time").iloc[0]
    assert (in_time["judged"], in_time["met"], in_time["target"]) == (4, 2, 0.9)
    assert result.table("need").set_index("flow").loc["need_next", "mean"] == 8000.0
    assert {each.name for each in result.answer.pictures} == {"need_and_places", "in_time"}


@pytest.mark.unit
def test_the_verdict_counts_the_figures_section_by_section(tmp_path):
    result = study(tmp_path, "causes=false", "replications=2")
    (verdict,) = (each for each in result.answer.shown if each.heading == "In all")
    judged = result.table("clauses")["state"]
    judged = judged[judged != "not modelled"]
    counts = [int((judged == state).sum()) for state in ("met in all", "met in some", "met in none")]
    assert [int(cell) for cell in verdict.rows[-1][1:]] == [*counts, len(judged) - sum(counts)]
    for column in range(1, 5):
        assert sum(int(row[column]) for row in verdict.rows[:-1]) == int(verdict.rows[-1][column])
    assert "2 futures are too few to say anything of a chance" in " ".join(result.answer.sure)


@pytest.mark.theory
def test_the_causes_of_the_evaluation_are_those_of_attribute(tmp_path):
    result = study(tmp_path, "cause_replications=3")
    causes = result.table("causes")
    gap = causes[causes["metric"] == "need_minus_settled"].set_index("cause")["part"]
    assert gap.to_dict() == pytest.approx({name: 1.01 * size for name, size in attributed.GAPS.items()})
    text = (tmp_path / "out" / "summary.md").read_text(encoding="utf-8")
    assert "## Causes of the deviation of 2024" in text


@pytest.mark.repeat
def test_the_same_command_writes_the_same_bytes(tmp_path):
    study(tmp_path, "causes=false")
    names = ("summary.md", "clauses.csv", "figures/in_time.png")
    first = {name: (tmp_path / "out" / name).read_bytes() for name in names}
    study(tmp_path, "causes=false")
    assert first == {name: (tmp_path / "out" / name).read_bytes() for name in names}


@pytest.mark.failure
def test_a_year_outside_the_run_and_too_few_runs_of_causes_are_refused(capsys):
    assert cli.main(["check", "evaluate", "year=2025", "cause_replications=1"]) == 2
    told = capsys.readouterr().err
    for part in ("year = 2025", "is no whole year of the run", "whole years: 2024", "cause_replications = 1"):
        assert part in told
    assert cli.main(["check", "evaluate", "year=2025", "horizon_days=731"]) == 0
    assert cli.main(["check", "evaluate", "year=2024", "plan=options_and_frames"]) == 0
