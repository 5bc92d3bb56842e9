import numpy as np
import pytest

from sim.results import Results
from sim.runs.keys import RunKey
from sim.runs.writer import TableWriter
from sim.studies import compare
from sim.studies.compare import Comparison
from tests.support import synthetic


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = synthetic.write(tmp_path_factory.mktemp("made") / "up", ("lean", "buffer", "twin"), 10)
    return Comparison(Results(folder))


def _row(study, against, plan, metric):
    frame = study.differences
    return frame[(frame["against"] == against) & (frame["plan"] == plan) & (frame["metric"] == metric)].iloc[
        0
    ]


@pytest.mark.unit
def test_every_pair_is_compared_and_the_first_plan_is_marked(study):
    pairs = study.differences[["against", "plan", "against_first"]].drop_duplicates()
    assert pairs.to_numpy().tolist() == [
        ["lean", "buffer", True],
        ["lean", "twin", True],
        ["buffer", "twin", False],
    ]


@pytest.mark.unit
def test_a_difference_is_plan_minus_against_run_for_run(study):
    row = _row(study, "lean", "buffer", "person_days_without_place")
    each = [
        7 * (synthetic.run_tables("buffer", r).weekly.of("without_place").sum()
             - synthetic.run_tables("lean", r).weekly.of("without_place").sum())
        for r in range(10)
    ]  # fmt: skip
    assert row["difference"] == pytest.approx(np.mean(each))
    assert row["runs"] == 10


@pytest.mark.behaviour
def test_more_places_mean_fewer_without_a_place_and_more_empty_ones(study):
    assert _row(study, "lean", "buffer", "person_days_without_place")["verdict"] == "better"
    assert _row(study, "lean", "buffer", "empty_place_days")["verdict"] == "worse"
    assert _row(study, "lean", "buffer", "cost_total")["verdict"] == "worse"


@pytest.mark.unit
def test_plans_that_never_differ_are_identical_not_merely_alike(study):
    row = _row(study, "lean", "twin", "person_days_without_place")
    assert (row["verdict"], row["identical"], row["told_apart"]) == ("identical", True, False)
    assert row["variance_ratio"] is None or np.isnan(row["variance_ratio"])


@pytest.mark.invariant
def test_the_interval_excludes_zero_exactly_where_the_words_say_so(study):
    frame = study.differences
    excludes = (frame["low"] > 0) | (frame["high"] < 0)
    assert (excludes == frame["told_apart"]).all()


@pytest.mark.unit
def test_pairs_are_counted_by_the_figures_that_tell_them_apart(study):
    counts = study.alike.set_index(["against", "plan"])["told_apart"]
    assert counts["lean", "buffer"] > counts["lean", "twin"]
    assert counts["lean", "twin"] == 1  # churn only


@pytest.mark.unit
def test_what_is_undecided_is_not_called_alike(study):
    frame = study.differences
    assert "alike" not in set(frame["verdict"])
    assert not frame["identical"][frame["verdict"] == "undecided"].any()
    assert (frame["verdict"] == "identical").equals(frame["identical"].astype(bool))
    counts = study.alike.set_index(["against", "plan"])
    assert (counts[["told_apart", "undecided", "identical"]].sum(axis=1) == counts["metrics"]).all()
    assert counts.loc[("lean", "twin"), "identical"] == counts.loc[("lean", "twin"), "metrics"] - 1


@pytest.mark.failure
def test_only_replications_common_to_both_are_paired(tmp_path):
    keys = [RunKey("surge", plan, r) for plan in ("lean", "buffer") for r in range(6)]
    with TableWriter(tmp_path, keys) as writer:
        for key in keys:
            if (key.plan, key.replication) in {("lean", 0), ("buffer", 5)}:
                writer.skip(key)
            else:
                writer.add(key, synthetic.run_tables(key.plan, key.replication))
    study = Comparison(Results(tmp_path))
    assert set(study.differences["runs"]) == {4}


@pytest.mark.failure
def test_a_plan_whose_runs_all_failed_is_left_out(tmp_path):
    keys = [RunKey("surge", plan, r) for plan in ("buffer", "lean", "twin") for r in range(3)]
    with TableWriter(tmp_path, keys) as writer:
        for key in keys:
            if key.plan == "buffer":
                writer.skip(key)
            else:
                writer.add(key, synthetic.run_tables(key.plan, key.replication))
    study = Comparison(Results(tmp_path))
    assert study.differences[["against", "plan"]].drop_duplicates().to_numpy().tolist() == [["lean", "twin"]]


@pytest.mark.unit
def test_one_plan_alone_has_nothing_to_be_compared_with(tmp_path):
    study = Comparison(Results(synthetic.write(tmp_path / "one", ("lean",), 3)))
    assert study.differences.empty
    assert study.alike.empty
    assert len(study.side_by_side) > 10


@pytest.mark.unit
def test_runs_needed_are_told_where_there_is_a_difference(study):
    assert _row(study, "lean", "buffer", "person_days_without_place")["runs_needed"] >= 2
    assert np.isnan(_row(study, "lean", "twin", "person_days_without_place")["runs_needed"])


@pytest.mark.unit
def test_runs_that_were_done_and_do_not_tell_are_not_advised(study):
    frame = study.differences
    undecided = frame[frame["verdict"] == "undecided"]
    needed = undecided["runs_needed"].dropna()
    assert (needed > undecided.loc[needed.index, "runs"]).all()
    few = [1.0, 1.0, 2.0]
    assert compare._runs_needed(np.array([0.0, 0.0, 0.0]), np.array(few), told_apart=False) is None
    assert compare._runs_needed(np.array([0.0, 0.0, 0.0]), np.array(few), told_apart=True) == 2
