from __future__ import annotations

import datetime as dt
import math

import pytest
from pydantic import TypeAdapter

from sim.config.when import When
from sim.plans.triggers import Seen, by_calendar, signals_of, trigger

START = dt.date(2024, 1, 1)


def when(raw: dict[str, object]) -> When:
    made: When = TypeAdapter(When).validate_python(raw)
    return made


def met(raw: dict[str, object], values: list[float], signal: str = "reception_use") -> list[bool]:
    """Whether the condition is met, day by day."""
    made = trigger(when(raw))
    return [made.update(START + dt.timedelta(i), {signal: value}) for i, value in enumerate(values)]


@pytest.mark.unit
def test_persistence_counts_days_on_end_and_starts_anew() -> None:
    raw: dict[str, object] = {"signal": "reception_use", "above": 0.9, "for_days": 3}
    log = met(raw, [0.95, 0.95, 0.9, 0.95, 0.91, 0.99, 1.0, 0.2, 0.95])
    assert log == [False, False, False, False, False, True, True, False, False]


@pytest.mark.unit
def test_threshold_itself_and_nan_do_not_count() -> None:
    assert met({"signal": "reception_use", "above": 0.9}, [0.9, 0.9000001, math.nan]) == [False, True, False]
    assert met({"signal": "reception_use", "below": 0.5}, [0.5, 0.4, math.nan]) == [False, True, False]
    assert met({"signal": "reception_use", "above": 0.9, "for_days": 2}, [1, math.nan, 1]) == [False] * 3


@pytest.mark.unit
def test_dates_and_always() -> None:
    window: dict[str, object] = {"date": "2024-01-02", "until": "2024-01-04"}
    assert met(window, [0.0] * 5) == [False, True, True, False, False]
    assert met({"date": "2024-01-03"}, [0.0] * 4) == [False, False, True, True]
    assert met({"date": "2010-01-01"}, [0.0]) == [True]
    assert met({"always": True}, [0.0] * 2) == [True, True]


@pytest.mark.unit
def test_all_and_any_keep_every_count_running() -> None:
    two = [{"signal": "no_roof", "above": 0, "for_days": 2}, {"date": "2024-01-03"}]
    assert met({"all": two}, [1, 1, 1, 0], "no_roof") == [False, False, True, False]
    assert met({"any": two}, [1, 1, 0, 0], "no_roof") == [False, True, True, True]


@pytest.mark.unit
def test_what_was_seen() -> None:
    made = trigger(when({"any": [{"date": "2024-01-01"}, {"signal": "no_roof", "above": 4}]}))
    made.update(START, {"no_roof": 3})
    assert made.seen() == Seen("", 0.0, 0.0)
    made.update(START, {"no_roof": 5})
    assert made.seen() == Seen("no_roof", 5, 4.0)


@pytest.mark.unit
def test_signals_of_a_condition() -> None:
    nested = when(
        {"all": [{"always": True}, {"any": [{"signal": "no_roof", "above": 4}, {"date": "2024-01-01"}]}]}
    )
    assert signals_of(nested) == {"no_roof"}
    assert not by_calendar(nested)
    assert by_calendar(when({"any": [{"always": True}, {"date": "2024-01-01"}]}))
