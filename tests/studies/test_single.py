import datetime as dt

import numpy as np
import pandas as pd
import pytest

from sim.results import Results
from sim.runs.keys import RunKey
from sim.runs.writer import TableWriter
from sim.studies import metrics
from sim.studies.single import Single, middle_date
from sim.views import answers
from sim.views.english import ENGLISH
from tests.support import synthetic


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return Single(Results(synthetic.write(tmp_path_factory.mktemp("made") / "up", replications=8)))


def _of(study, plan, metric):
    frame = study.run_metrics
    rows = frame[(frame["plan"] == plan) & (frame["metric"] == metric)]
    return rows.set_index("replication")["value"]


@pytest.mark.unit
def test_shortage_counts_the_days_of_each_week(study):
    weekly = synthetic.run_tables("lean", 3).weekly
    short = weekly.of("without_place")
    assert _of(study, "lean", "person_days_without_place")[3] == 7 * short.sum()
    assert _of(study, "lean", "days_without_place")[3] == 7 * (short > 0).sum()
    assert _of(study, "lean", "peak_without_place")[3] == short.max()


@pytest.mark.unit
def test_a_short_last_week_counts_its_own_days():
    weekly = pd.DataFrame(
        {
            "shock": "s",
            "plan": "p",
            "replication": 0,
            "date": pd.to_datetime(["2024-01-07", "2024-01-14", "2024-01-16"]),
            "value": [10.0, 20.0, 30.0],
        }
    )
    assert metrics._total_days(weekly).tolist() == [70.0 + 140.0 + 60.0]


@pytest.mark.unit
def test_over_capacity_is_scored_beside_shortage(study):
    weekly = synthetic.run_tables("buffer", 2).weekly
    empty = weekly.of("places") + weekly.of("places_arrival") - weekly.of("residents")
    assert _of(study, "buffer", "empty_place_days")[2] == 7 * empty.clip(0).sum()


@pytest.mark.unit
def test_waits_are_weighted_by_those_who_ended_the_stage(study):
    waits = synthetic.run_tables("lean", 1).waits
    mine = [
        m
        for m, stage in zip(waits["mean_days"], waits["stage"], strict=True)
        if stage == "decided_to_settled"
    ]
    assert _of(study, "lean", "wait_decided_to_settled")[1] == pytest.approx(np.mean(mine))
    assert _of(study, "lean", "settled_within_183")[1] == pytest.approx(0.7)


@pytest.mark.unit
def test_who_waits_at_the_end_stands_beside_the_share_settled(study):
    """Those of the last year only: 250 wait, 120 of them less than 183 days."""
    assert set(_of(study, "lean", "waiting_at_end")) == {250.0}
    assert set(_of(study, "lean", "waiting_under_183")) == {120.0}
    assert set(study.still_waiting["waiting"]) == {250.0}
    assert set(study.still_waiting["stage"]) == {
        "arrived_to_registered",
        "registered_to_decided",
        "decided_to_settled",
    }


@pytest.mark.unit
def test_money_after_the_period_stands_apart(study):
    assert set(_of(study, "buffer", "committed_cost")) == {900e6}
    assert set(_of(study, "buffer", "exit_cost")) == {15 * 2e6}
    assert set(_of(study, "lean", "exit_cost")) == {0.0}
    by_payer = sum(_of(study, "lean", f"cost_{p}") for p in ("state_UDI", "state_IMDi", "municipalities"))
    assert by_payer.tolist() == pytest.approx(_of(study, "lean", "cost_total").tolist())


@pytest.mark.unit
def test_churn_is_a_centre_opened_and_closed_within_a_year(study):
    assert set(_of(study, "lean", "churn_centres")) == {1.0}
    assert set(_of(study, "buffer", "churn_centres")) == {3.0}
    assert set(_of(study, "buffer", "closing_notice_days")) == {60.0}


@pytest.mark.unit
def test_a_metric_without_meaning_has_no_row(tmp_path):
    tables = synthetic.run_tables("lean", 0)
    events = {name: list(values)[:1] for name, values in tables.centre_events.items()}  # opened, never closed
    with TableWriter(tmp_path, [RunKey("surge", "lean", 0)]) as writer:
        writer.add(RunKey("surge", "lean", 0), synthetic.with_columns(tables, centre_events=events))
    study = Single(Results(tmp_path))
    names = set(study.run_metrics["metric"])
    assert "closing_notice_days" not in names
    assert study.run_metrics.set_index("metric")["value"]["churn_centres"] == 0.0


@pytest.mark.unit
def test_breaks_stand_in_the_order_in_which_they_come(study):
    lean = study.breaks[study.breaks["plan"] == "lean"]
    assert lean["criterion"].tolist()[-1] == "overcrowded"  # never
    assert lean["hits"].tolist() == [8, 8, 0]
    never = lean.iloc[-1]
    assert (never["at_start"], never["before"], never["after"]) == (0, 0, 0)
    first = lean.iloc[0]
    assert first["first_in"] == 8
    assert first["earliest"] <= first["median_date"] <= first["latest"]
    assert pd.isna(never["median_date"])


@pytest.mark.unit
def test_each_run_has_its_own_peak(study):
    peaks = [
        (t.weekly.of("residents") + t.weekly.of("no_roof")).max()
        for t in (synthetic.run_tables("lean", r) for r in range(8))
    ]
    row = study.peaks.set_index("plan").loc["lean"]
    assert (row["low"], row["median"], row["high"]) == (min(peaks), np.median(peaks), max(peaks))
    assert row["range"] == "mean and full range of 8 runs"


@pytest.mark.unit
def test_targets_count_the_runs_that_met_them(study):
    frame = study.targets.set_index(["plan", "measure"])
    shares = [synthetic.run_tables("lean", r).targets["value"][0] for r in range(8)]
    row = frame.loc[("lean", "share_settled_within_target")]
    assert (row["met"], row["runs"]) == (sum(s >= 0.9 for s in shares), 8)
    assert row["median"] == pytest.approx(np.median(shares))
    assert not frame.loc[("lean", "cooperation")]["modelled"]


@pytest.mark.unit
def test_costs_are_means_that_add_up(study):
    costs = study.cost_by_payer_and_year
    lean = costs[(costs["plan"] == "lean") & (costs["year"] != "committed")]
    assert lean["nok"].sum() == pytest.approx(_of(study, "lean", "cost_total").mean())


@pytest.mark.unit
def test_the_middle_date_is_one_that_occurred():
    dates = pd.Series(pd.to_datetime(["2024-03-09", "2024-03-01", "2024-03-05", "2024-03-30"]))
    assert middle_date(dates) == pd.Timestamp("2024-03-05")


@pytest.mark.failure
def test_an_unknown_metric_is_refused():
    with pytest.raises(KeyError, match="no metric 'happiness'"):
        metrics.metric("happiness")


@pytest.mark.unit
def test_a_bound_on_the_peak_needs_59_runs(tmp_path, study):
    assert study.peaks["bound_95"].isna().all()
    many = Single(Results(synthetic.write(tmp_path / "many", ("lean",), 60))).peaks.iloc[0]
    assert many["bound_95"] >= many["high"]
    assert many["range"] == "mean and 5th to 95th percentile of 60 runs"


def _with_breaks(folder, dates, onsets=None):
    """Write runs in which the criteria of `dates` are first met on these days: two, or one a day of a list."""
    lists = {name: days if isinstance(days, list) else [days] * 2 for name, days in dates.items()}
    keys = [RunKey("surge", "lean", r) for r in range(len(next(iter(lists.values()))))]
    with TableWriter(folder, keys) as writer:
        for key in keys:
            days = [each[key.replication] for each in lists.values()]
            breaks = {
                "criterion": list(dates),
                "first_date": days,
                "days": [0 if day is None else 5 for day in days],
                "worst": [1.0] * len(dates),
            }
            tables = synthetic.run_tables(key.plan, key.replication)
            writer.add(key, synthetic.with_columns(tables, breaks=breaks))
    return Single(Results(folder), onsets or {})


@pytest.mark.unit
def test_what_is_broken_before_the_shock_is_told_apart(tmp_path):
    dates = {"children": dt.date(2024, 7, 31), "queue": dt.date(2024, 8, 1), "beds": dt.date(2024, 9, 1)}
    study = _with_breaks(tmp_path, dates, {"surge": dt.date(2024, 8, 1)})
    assert study.breaks["criterion"].tolist() == ["queue", "beds", "children"]
    assert study.breaks[["at_start", "before", "after"]].to_numpy().tolist() == [[0, 0, 2], [0, 0, 2], [0, 2, 0]]
    said = answers.breaks(study, "surge", "lean", ENGLISH)
    assert said.startswith(
        "Broken before the shock begins on 1 Aug 2024: children. "
        "First to break once the shock has begun on 1 Aug 2024: queue, in all 2 runs"
    )


@pytest.mark.unit
def test_what_is_broken_on_the_first_day_is_not_what_the_shock_breaks(tmp_path):
    dates = {"children": dt.date(2024, 1, 1), "never": None, "beds": dt.date(2024, 1, 2)}
    study = _with_breaks(tmp_path, dates)
    assert study.breaks["criterion"].tolist() == ["beds", "children", "never"]
    assert study.breaks["at_start"].tolist() == [0, 2, 0]
    assert study.breaks["first_in"].tolist() == [2, 0, 0]
    said = answers.breaks(study, "surge", "lean", ENGLISH)
    assert said.startswith("Already broken at the start: children. First to break after that: beds, in all 2 runs")


@pytest.mark.unit
def test_a_shock_that_begins_with_the_runs_such_as_a_replay_has_no_days_before_it(tmp_path):
    first = dt.date(2024, 1, 1)
    study = _with_breaks(tmp_path, {"children": first, "beds": dt.date(2024, 1, 3)}, {"surge": first})
    said = answers.breaks(study, "surge", "lean", ENGLISH)
    assert said.startswith("Already broken at the start: children. First to break after that: beds")
    assert "shock" not in said
    assert answers.onset(study, "surge") is None, "the start is no day to mark in a figure"


@pytest.mark.unit
def test_a_criterion_that_breaks_before_the_shock_in_some_runs_is_told_by_run(tmp_path):
    """No median over days before and after the shock: runs are counted on each side of it."""
    days = [dt.date(2024, 1, 1), dt.date(2024, 3, 1), dt.date(2024, 8, 20), dt.date(2024, 9, 2), None]
    study = _with_breaks(tmp_path, {"beds": days}, {"surge": dt.date(2024, 8, 1)})
    row = study.breaks.iloc[0]
    assert row[["at_start", "before", "after", "hits", "runs"]].tolist() == [1, 1, 2, 4, 5]
    assert (row["earliest"], row["median_date"]) == (pd.Timestamp(2024, 8, 20), pd.Timestamp(2024, 8, 20))
    said = answers.breaks(study, "surge", "lean", ENGLISH)
    assert said.startswith(
        "Already broken at the start: beds (in 1 of 5 runs). "
        "Broken before the shock begins on 1 Aug 2024: beds (in 1 of 5 runs). "
        "Most often first to break once the shock has begun on 1 Aug 2024: beds, first in 2 of 5 runs"
    )


@pytest.mark.unit
def test_a_shock_after_the_last_day_is_said_to_be_met_by_no_run(tmp_path):
    study = _with_breaks(tmp_path, {"beds": dt.date(2024, 9, 1)}, {"surge": dt.date(2031, 8, 1)})
    assert "The shock begins on 1 Aug 2031, after the last day" in answers.start(study, "surge", ENGLISH)
    assert answers.breaks(study, "surge", "lean", ENGLISH).startswith("First to break: beds, in all 2 runs")


@pytest.mark.unit
def test_nothing_more_may_break(tmp_path):
    study = _with_breaks(tmp_path, {"children": dt.date(2024, 1, 1), "beds": None})
    said = answers.breaks(study, "surge", "lean", ENGLISH)
    assert said == (
        "Already broken at the start: children. "
        "Nothing more breaks after that, in any of 2 runs (chance of a break not known from so few runs)."
    )


@pytest.mark.unit
def test_the_start_is_said_with_its_first_week_and_that_it_is_an_estimate(study):
    row = study.start_state.set_index("series").loc["residents"]
    values = [synthetic.run_tables("lean", r).weekly.of("residents")[0] for r in range(8)]
    assert (row["median"], row["low"], row["high"]) == (np.median(values), min(values), max(values))
    said = answers.start(study, "surge", ENGLISH)
    assert said.startswith("The runs start on 1 Jan 2024. On 7 Jan 2024, the first weekly count, 3,594 (")
    assert "places are usable" in said
    assert said.endswith("is an estimate, not a count.")


@pytest.mark.unit
def test_the_first_day_may_lie_inside_a_week(study):
    shifted = Single(study.results, starts={"surge": dt.date(2024, 1, 4)})
    assert shifted.periods["surge"] == (dt.date(2024, 1, 4), dt.date(2025, 2, 23))
    assert "2024 from 4 Jan and" in answers.arrivals(shifted, "surge", ENGLISH)


@pytest.mark.unit
def test_the_total_cost_has_a_range_over_runs(study):
    ranges = study.cost_ranges.set_index(["plan", "year"]).loc["lean"]
    totals = _of(study, "lean", "cost_total")
    later = _of(study, "lean", "committed_cost")
    assert ranges.loc["total", "low"] == pytest.approx((totals + later).min())
    assert ranges.loc["total", "high"] == pytest.approx((totals + later).max())
