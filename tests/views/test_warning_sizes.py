"""What is said of the kink of early warning, for each state that it may have."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sim.views.english import ENGLISH
from sim.views.warning_sizes import _kink

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
