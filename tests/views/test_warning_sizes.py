"""What is said of the kink of early warning, for each state that it may have."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from sim.views.english import ENGLISH
from sim.views.warning_sizes import Sizes, _kink, _sizes

INF = float("inf")


def said(state: str, low: float, high: float, best: tuple[float, float], beyond: tuple[float, float]) -> str:
    names = dict(zip(("best_low", "best_high", "beyond_low", "beyond_high"), (*best, *beyond), strict=True))
    return _kink(SimpleNamespace(plan="early_warning", state=state, low=low, high=high, **names), 10_000.0, ENGLISH)


@pytest.mark.unit
def test_less_survived_with_more_warning_is_never_told_as_nothing_bought():
    back = said("kink", 0, 14, (0.1, 0.2), (-0.12, -0.1))
    assert "beyond 0 to 14 days, with more warning it survives less" in back
    assert "by -1,200 to -1,000 people" in back
    falls = said("falls", 14, 45, (float("nan"),) * 2, (-INF, -0.1))
    assert "with 45 days of warning it survives less than with 14" in falls
    assert "by less to -1,000 people" in falls
    assert "buys nothing" not in back + falls
    assert "buys nothing" in said("kink", 0, 14, (0.1, 0.2), (-0.1, 0.1))


@pytest.mark.unit
def test_beyond_the_sizes_tried_nothing_is_said_to_buy_as_much_as_ever():
    told = said("beyond", 14, 45, (0.1, INF), (float("nan"),) * 2)
    assert "whether more than 14 days of warning buy less cannot be told: with 45 days and more" in told
    assert "a week more adds 1,000 people of shock survived or more" in told


def survived(*rows: tuple[int, int, str, float, float], blind: tuple[str, ...] = ()) -> str:
    """What is said of a plan: days, futures, state, survives, breaks; a tenth of the futures may fail."""
    points = pd.DataFrame(rows, columns=["days", "futures", "state", "survives", "breaks"])
    found = Sizes(points.assign(plan="early_warning", tolerated=0.1), pd.DataFrame(), pd.DataFrame(), None, blind)
    return _sizes("early_warning", found, ENGLISH)


@pytest.mark.unit
def test_futures_that_may_fail_are_told_of_each_number_of_days_where_some_were_lost():
    told = survived((0, 0, "lost", INF, INF), (14, 30, "found", 0.5, 0.6), (45, 20, "found", 0.7, 0.8))
    assert told == (
        "early warning: with at most 3 of 30 futures failing, the largest shock it survives is not known, since every "
        "future has a run that failed or was lost, with 0 days of warning; 0.5 to 0.6 times the shock with 14 days of "
        "warning; and 0.7 to 0.8 times the shock with 45 days of warning (at most 2 of 20 futures failing: the others "
        "have a missing run)."
    )
    same = survived((0, 30, "found", 0.5, 0.6), (14, 30, "found", 0.7, 0.8))
    assert "the others" not in same
    assert "with at most 3 of 30 futures failing" in same


@pytest.mark.unit
@pytest.mark.parametrize("blind", [(), ("early_warning",)])
def test_a_plan_of_which_every_future_is_lost_is_told_as_not_known(blind):
    assert survived((0, 0, "lost", INF, INF), blind=blind) == (
        "early warning: what it survives is not known, since every future has a run that failed or was lost."
    )
