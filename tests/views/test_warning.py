"""The picture of days of warning: what its ticks and notes say."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from sim.runs.manifest import validated
from sim.studies import warning as study
from sim.views.warning import Context, Days, days
from sim.views.warning_figures import outcome_by_days

PLANS = ("early_warning", "agreement_2018")


def drawn(plans: tuple[str, ...], runs: int):
    """Draw costs of 21.42 to 21.58 billion NOK; the criterion fails in every future."""
    values = {"person_days_without_place": 9e5, "peak_without_place": 900.0, "cost_total": 21.42e9}
    rows = [
        (plan, days, metric, runs, value * (1 + 0.0018 * place), value * 0.9995, value * 1.008)
        for plan in plans
        for place, days in enumerate((0, 14, 45, 90))
        for metric, value in values.items()
    ]
    levels = pd.DataFrame(rows, columns=["plan", "arm", "metric", "runs", "mean", "low", "high"])
    chances = levels[levels["metric"] == "cost_total"].assign(hits=runs, low=max(0.0, 1 - 3 / runs), high=1.0)
    found = Days(levels, pd.DataFrame(), chances, plans, plans[1:], (), ())
    context = Context(runs, "no_roof", "autumn_surge", 1.0, dt.date(2024, 8, 1), {"validated": validated()})
    return outcome_by_days(found, context)


@pytest.mark.unit
def test_no_two_ticks_of_the_cost_read_the_same():
    figure = drawn(PLANS, 6).figure
    figure.canvas.draw()
    ticks = [each.get_text() for each in figure.axes[1].get_yticklabels()]
    assert len(ticks) > 3
    assert len(set(ticks)) == len(ticks)


@pytest.mark.unit
def test_a_share_that_may_be_anything_has_no_line_and_the_foot_says_only_what_is_drawn():
    def foot(picture) -> str:
        texts = [*picture.figure.texts, picture.figure._supxlabel]
        return " ".join(" ".join(each.get_text().split()) for each in texts if each is not None)

    def longest(picture) -> float:
        (bars,) = picture.figure.axes[-1].collections
        return max(float(abs(each[1, 1] - each[0, 1])) for each in bars.get_segments())

    one, many = drawn(PLANS[:1], 2), drawn(PLANS[:1], 6)
    assert longest(one) == 0.0
    assert longest(many) == pytest.approx(0.5)
    assert "Shares without a line" in foot(one)
    assert "set apart sideways" not in foot(one)
    both = foot(drawn(PLANS, 6))
    assert "set apart sideways" in both
    assert "Shares without a line" not in both


LOST = "options_and_frames"


@pytest.mark.failure
@pytest.mark.parametrize(("arms", "says"), [((), "every run failed"), ((0,), "too few runs ended well")])
def test_a_plan_of_which_runs_are_missing_is_not_told_as_safe(arms, says):
    """One plan has its runs, with nobody short of a place; of the other no run is left, or those of one arm alone."""
    metrics = ("person_days_without_place", "peak_without_place", "cost_total")
    rows = [
        (plan, arm, replication, metric, 0.0)
        for plan, those in (("early_warning", (0, 90)), (LOST, arms))
        for arm in those
        for replication in range(3)
        for metric in metrics
    ]
    values = pd.DataFrame(rows, columns=["plan", "arm", "replication", "metric", "value"])
    broken = values[values["metric"] == "cost_total"].assign(criterion="no_roof", broke=False)
    plans = ("early_warning", LOST)
    levels = study.levels(values, plans, (0, 90), 0)
    assert not study.unchanged(levels, LOST)
    assert not study.changed(levels, LOST)
    assert study.unchanged(levels, "early_warning")
    steps, chances = study.steps(values, plans, (0, 90)), study.chances(broken, plans, (0, 90), 0)
    context = Context(3, "no_roof", "autumn_surge", 1.0, dt.date(2024, 8, 1), {"validated": validated()})
    told = days(Days(levels, steps, chances, plans, (LOST,), (), ()), context)
    safe, lost = told.says
    assert safe.startswith("early warning: nobody is without a place in any future")
    assert says in lost
    assert not any("reads first signs" in each for each in told.says)
