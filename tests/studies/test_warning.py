"""What warning and information are worth, and triggers, on tables whose answer is known by pencil."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest

from sim.studies import warning, warning_triggers
from sim.studies.warning_triggers import CALM, SHOCK, Costs, Window

ONSET = dt.date(2024, 8, 1)


def _values(**arms):
    """Make rows of one plan and metric: values by arm, an entry a replication."""
    rows = [
        ("p", int(arm[1:]), replication, "person_days_without_place", float(value))
        for arm, values in arms.items()
        for replication, value in enumerate(values)
        if value is not None
    ]
    return pd.DataFrame(rows, columns=["plan", "arm", "replication", "metric", "value"])


@pytest.mark.unit
def test_differences_are_paired_and_a_run_that_failed_is_left_out_of_its_pair():
    found = warning.levels(_values(d0=[10, 20, 30, 90], d30=[8, 17, 26, None]), ["p"], [0, 30], 0).set_index("arm")
    assert found.loc[30, "difference"] == pytest.approx(-3.0)
    half = 4.302652729911275 * 1.0 / math.sqrt(3)  # t of 2 degrees of freedom, deviation 1
    assert found.loc[30, "difference_low"] == pytest.approx(-3.0 - half)
    assert found.loc[30, "difference_high"] == pytest.approx(-3.0 + half)
    assert (found.loc[0, "runs"], found.loc[30, "runs"]) == (4, 3)
    assert found.loc[0, "difference"] == 0.0
    assert not found.loc[0, "told"]


@pytest.mark.unit
def test_what_is_told_is_told_over_all_differences_of_a_metric_at_once():
    """One in twenty differences is told by itself; of twenty that are tried, none of that size is."""
    luck = np.random.default_rng(3)
    base = luck.normal(size=8)
    noise = {f"d{k}": list(base + luck.normal(size=8)) for k in range(1, 41)}
    found = warning.levels(_values(d0=list(base), **noise), ["p"], range(41), 0)
    assert (found["p"] < 0.05).any()
    assert not found["told"].any()
    sure = warning.levels(_values(d0=list(base), d1=list(base - 5 - 0.01 * base)), ["p"], [0, 1], 0)
    assert sure["told"].tolist() == [False, True]


@pytest.mark.unit
def test_a_month_is_thirty_days_of_the_step():
    found = warning.steps(_values(d0=[100, 100], d15=[90, 94], d75=[70, 74]), ["p"], [0, 15, 75])
    assert found["a_month"].tolist() == pytest.approx([-16.0, -10.0])
    assert list(zip(found["from_days"], found["to_days"], strict=True)) == [(0, 15), (15, 75)]


@pytest.mark.unit
def test_futures_that_are_prevented_and_brought_are_counted_in_pairs():
    rows = [("p", arm, replication, "no_roof", broke) for arm, all_broke in
            ((0, [True, True, False, False]), (30, [False, False, True, False]))
            for replication, broke in enumerate(all_broke)]  # fmt: skip
    broken = pd.DataFrame(rows, columns=["plan", "arm", "replication", "criterion", "broke"])
    found = warning.chances(broken, ["p"], [0, 30], 0).set_index("arm")
    assert found.loc[30, ["hits", "runs", "prevented", "brought"]].tolist() == [1, 4, 2, 1]
    assert found.loc[0, ["hits", "prevented", "brought"]].tolist() == [2, 0, 0]


def _events(*rows):
    columns = ["future", "replication", "measure", "event", "date"]
    return pd.DataFrame([(future, rep, "m", "fired", ONSET + dt.timedelta(days)) for future, rep, days in rows],
                        columns=columns)  # fmt: skip


@pytest.mark.unit
def test_only_the_first_firing_within_the_window_counts_its_ends_included():
    runs = [(future, replication) for future in (SHOCK, CALM) for replication in range(3)]
    events = _events((SHOCK, 0, -11), (SHOCK, 0, -10), (SHOCK, 0, 5), (SHOCK, 1, 20), (SHOCK, 2, 21), (CALM, 2, 3))
    found = warning_triggers.firings(events, "p", ["m", "never"], runs, Window(ONSET, 10, 20))
    mine = found[found["measure"] == "m"].set_index(["future", "replication"])
    assert mine.loc[(SHOCK, 0), ["fired", "days", "fired_before"]].tolist() == [True, -10.0, True]
    assert mine.loc[(SHOCK, 1), "days"] == 20.0
    assert not mine.loc[(SHOCK, 2), "fired"]
    assert mine.loc[(SHOCK, 0), "date"] == pd.Timestamp("2024-07-22")
    scores = warning_triggers.scores(found, Costs(0.2, 0.1)).set_index("measure")
    counts = ["shocks", "hits", "misses", "calms", "false_alarms", "early"]
    assert scores.loc["m", counts].tolist() == [3, 2, 1, 3, 1, 1]
    assert scores.loc["m", ["lead_median", "lead_earliest", "lead_latest"]].tolist() == [5.0, -10.0, 20.0]
    assert scores.loc["never", ["hits", "false_alarms"]].tolist() == [0, 0]


@pytest.mark.unit
def test_a_firing_that_the_twin_has_too_by_then_is_no_hit_and_a_future_without_its_twin_does_not_count():
    runs = [(future, replication) for future in (SHOCK, CALM) for replication in range(4)] + [(SHOCK, 4)]
    fired = ((SHOCK, 0, 5), (CALM, 0, 5), (SHOCK, 1, 5), (CALM, 1, 9), (SHOCK, 2, 5), (CALM, 3, 1), (SHOCK, 4, 5))
    found = warning_triggers.firings(_events(*fired), "p", ["m"], runs, Window(ONSET, 10, 20))
    assert found.loc[found["hit"], "replication"].tolist() == [1, 2]
    row = warning_triggers.scores(found, Costs(0.2, 0.1)).iloc[0]
    assert row[["shocks", "fires", "hits", "misses", "false_alarms"]].tolist() == [4, 3, 2, 2, 3]
    assert row["best_value"] == 0.0  # acting on it, one acts as often without the shock
    assert row["value"] < 0.0


def _fired(futures: int, **measures: int):
    """Return firings of measures in so many futures with the shock, never without it."""
    runs = [(future, replication) for future in (SHOCK, CALM) for replication in range(futures)]
    events = pd.concat(
        [_events(*[(SHOCK, k, place) for k in range(count)]).assign(measure=name)
         for place, (name, count) in enumerate(measures.items())]
    )  # fmt: skip
    found = warning_triggers.firings(events, "p", list(measures), runs, Window(ONSET, 10, 20))
    return warning_triggers.best(found, warning_triggers.scores(found, Costs(0.2, 0.1))).iloc[0]


@pytest.mark.unit
def test_a_trigger_is_called_best_only_if_it_is_told_from_every_other():
    few = _fired(6, a=6, b=6, c=0, d=1)
    assert (few["told"], few["measure"], few["equals"], few["tried"]) == (False, "a", 2, 4)
    assert _fired(12, a=12, b=2, c=1, d=0)["told"]
    close = _fired(12, a=12, b=7, c=0)
    assert (close["told"], close["equals"]) == (False, 1)  # p of a against b is 1/16
    assert _fired(3, a=3)["told"]  # there is no other


@pytest.mark.unit
def test_triggers_that_do_as_well_are_equals_whatever_their_false_alarms_and_the_earlier_is_first():
    """Three firings less one false alarm in ten futures are two less none, which floats alone tell apart."""
    runs = [(future, replication) for future in (SHOCK, CALM) for replication in range(10)]
    late = _events(*[(SHOCK, k, 8) for k in range(3)], (CALM, 9, 8)).assign(measure="late")
    early = _events(*[(SHOCK, k, 0) for k in range(2)]).assign(measure="early")
    found = warning_triggers.firings(pd.concat([late, early]), "p", ["late", "early"], runs, Window(ONSET, 10, 20))
    top = warning_triggers.best(found, warning_triggers.scores(found, Costs(0.2, 0.1))).iloc[0]
    assert (top["equals"], top["measure"]) == (2, "early")


@pytest.mark.unit
def test_the_interval_of_the_first_trigger_is_wider_the_more_were_tried():
    one, many = _fired(6, a=5), _fired(6, a=5, **{f"m{k}": 0 for k in range(10)})
    assert many["low"] < one["low"] < 5 / 6 < one["high"] < many["high"]
    all_hit = _fired(6, a=6, b=0)
    assert (all_hit["low"], all_hit["high"]) == (pytest.approx(1.0 - (3.0 + math.log(2.0)) / 6.0), 1.0)


@pytest.mark.invariant
def test_of_triggers_that_are_equally_good_one_is_seldom_called_best():
    """Eight triggers fire in half of the futures by luck alone: one is told as best in no more than 5 % of studies."""
    luck, told = np.random.default_rng(11), 0
    runs = [(future, replication) for future in (SHOCK, CALM) for replication in range(20)]
    names = [f"m{k}" for k in range(8)]
    for _ in range(60):
        rows = [(SHOCK, k, name) for name in names for k in range(20) if luck.random() < 0.5]
        events = pd.DataFrame(rows, columns=["future", "replication", "measure"])
        events = events.assign(event="fired", date=ONSET)
        found = warning_triggers.firings(events, "p", names, runs, Window(ONSET, 10, 20))
        told += bool(warning_triggers.best(found, warning_triggers.scores(found, Costs(0.2, 0.1))).iloc[0]["told"])
    assert told <= 5  # chance of more at 5 %: 8 %


@pytest.mark.theory
def test_economic_value_is_that_of_the_cost_and_loss_that_it_stands_for():
    """Count the mean expense of acting on the trigger, always, never and with foresight, and hold it against these."""
    for ratio, rate, hit, false in ((0.2, 0.1, 0.8, 0.1), (0.05, 0.1, 0.9, 0.4), (0.5, 0.3, 0.6, 0.0)):
        trigger = rate * hit * ratio + rate * (1 - hit) * 1.0 + (1 - rate) * false * ratio
        climate, perfect = min(ratio, rate), rate * ratio
        expected = (climate - trigger) / (climate - perfect)
        assert warning_triggers.economic_value(hit, false, Costs(ratio, rate)) == pytest.approx(expected, abs=1e-12)
    assert warning_triggers.economic_value(1.0, 0.0, Costs(0.3, 0.1)) == pytest.approx(1.0)
    assert warning_triggers.economic_value(0.8, 0.15, Costs(0.1, 0.1)) == pytest.approx(0.65)  # hits less false alarms
    never_or_always = warning_triggers.economic_value(0.0, 0.0, Costs(0.3, 0.1))
    assert never_or_always == pytest.approx(0.0)
    with pytest.raises(ValueError, match="rates"):
        warning_triggers.economic_value(1.1, 0.0, Costs(0.3, 0.1))


@pytest.mark.unit
def test_the_interval_of_a_value_holds_it_and_narrows_with_runs():
    few = warning_triggers.value_interval(4, 5, 1, 5, Costs(0.2, 0.1))
    many = warning_triggers.value_interval(400, 500, 100, 500, Costs(0.2, 0.1))
    assert few[0] == pytest.approx(many[0])
    assert few[1] < many[1] < many[0] < many[2] < few[2] <= 1.0
