import pandas as pd
import pytest
import yaml

from sim.studies import regret
from sim.studies.metrics import METRICS

PLANS = ["none", "some", "all"]
LOST = {"none": [10.0, 10.0, 10.0, 50.0], "some": [12.0, 9.5, 30.0, 20.0], "all": [40.0, 40.0, 10.0, 20.0]}
"""Persons-days by plan, a number a run."""


def _metrics(numbers, metric="person_days_without_place"):
    return pd.DataFrame(
        [("surge", plan, run, metric, value) for plan, runs in numbers.items() for run, value in enumerate(runs)],
        columns=["shock", "plan", "replication", "metric", "value"],
    )


def _table(numbers=LOST, metric="person_days_without_place", alike=0.0, plans=PLANS):
    judged = regret.Limits(losses=(metric,), alike={metric: alike})
    return regret.table(_metrics(numbers, metric), "surge", plans, judged).set_index("plan")


@pytest.mark.unit
def test_regret_is_against_the_best_plan_of_the_same_run():
    # best of the runs: 10, 9.5, 10, 20, so that regret is 0 0.5 0 30; 2 0 20 0; 30 30.5 0 0
    found = _table()
    assert found["mean"].to_dict() == {"none": 7.625, "some": 5.5, "all": 15.125}
    assert found["worst"].to_dict() == {"none": 30.0, "some": 20.0, "all": 30.5}
    assert found["value"].to_dict() == {"none": 20.0, "some": 17.875, "all": 27.5}
    assert found["runs"].tolist() == [4, 4, 4]


@pytest.mark.unit
def test_a_tie_counts_for_each_plan_in_it_and_for_none_alone():
    exact, near = _table(), _table(alike=0.5)
    assert exact["best"].to_dict() == {"none": 2, "some": 2, "all": 2}
    assert exact["alone"].to_dict() == {"none": 1, "some": 1, "all": 0}
    assert near["best"].to_dict() == {"none": 3, "some": 2, "all": 2}
    assert near["alone"].to_dict() == {"none": 1, "some": 0, "all": 0}


@pytest.mark.unit
def test_of_a_figure_of_which_more_is_better_the_most_is_best():
    found = _table({"none": [0.5, 0.9], "some": [0.7, 0.8]}, "settled_within_183", plans=["none", "some"])
    assert found["mean"].round(12).to_dict() == {"none": 0.1, "some": 0.05}
    assert found["best"].to_dict() == {"none": 1, "some": 1}


@pytest.mark.unit
def test_a_run_that_one_plan_lacks_counts_for_no_plan():
    found = _table({**LOST, "all": LOST["all"][:2]})
    assert found["runs"].tolist() == [2, 2, 2]
    assert found["worst"]["none"] == 0.5


@pytest.mark.unit
def test_ninety_in_a_hundred_takes_ten_runs():
    assert _table()["p90"].isna().all()
    ten = _table({"none": [0.0] * 10, "some": [float(k) for k in range(10)]}, plans=["none", "some"])
    assert ten["p90"]["some"] == pytest.approx(8.1)


@pytest.mark.unit
def test_one_plan_alone_regrets_nothing():
    assert _table(plans=["none"]).empty


@pytest.mark.unit
def test_figures_and_ties_are_those_of_the_study_of_robustness_and_of_a_file_of_the_users(tmp_path):
    with open("configs/robust.yaml", encoding="utf-8") as file:
        asked = yaml.safe_load(file)
    own = regret.limits()
    assert own.model_dump(mode="json") == {"losses": asked["losses"], "alike": asked["alike"], "faults": []}
    assert set(own.losses) <= {each.name for each in METRICS}
    mine = tmp_path / "robust.yaml"
    mine.write_text("losses: [cost_total]\nalike: {cost_total: 5}\n", encoding="utf-8")
    found = regret.limits([tmp_path])
    assert (found.losses, found.alike) == (("cost_total",), {"cost_total": 5.0})
    mine.write_text("losses: [settled]\n", encoding="utf-8")
    assert regret.limits([tmp_path]).alike == own.alike, "what it leaves out is as in ours"


@pytest.mark.failure
@pytest.mark.parametrize(
    ("text", "path", "rule"),
    [
        ("losses: 3\n", "losses", "must be a list"),
        ("- losses\n", "robust.yaml", "must be a mapping of keys to values"),
        ("losses: [\n", "robust.yaml line 2", "this is not YAML"),
        ("losses: 2024-99-99\n", "robust.yaml", "this is not YAML"),
        ("alike: {cost_total: -1}\n", "alike.cost_total", "must be"),
        ("losses: []\n", "losses", "names no metric"),
        ("losses: [cost_total, self_settled]\n", "losses: self_settled", "neither more nor less"),
        ("losses: [cost_totals]\n", "losses: cost_totals", "is no metric"),
        ("losses: [wait_forever]\n", "losses: wait_forever", "is no metric"),
        ("losses: [cost_total, settled, cost_total]\n", "losses", "cost_total stands more than once"),
        ("losses: [cost_total]\nalike: {settle: 1}\n", "alike: settle", "is no metric"),
    ],
)
def test_what_robust_refuses_is_not_used_but_ours_whole_and_it_is_told_why(tmp_path, text, path, rule):
    (tmp_path / "robust.yaml").write_text(text, encoding="utf-8")
    found, own = regret.limits([tmp_path]), regret.limits()
    assert (found.losses, found.alike) == (own.losses, own.alike)
    assert own.faults == ()
    (fault,) = found.faults
    assert fault.path == path
    assert rule in fault.rule
