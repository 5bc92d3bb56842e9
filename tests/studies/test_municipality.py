"""The sheet of a municipality from made-up tables, against values reckoned by hand."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from sim.decisions.municipality import COUNTED
from sim.studies import municipality as sheet
from sim.studies import municipality_money as money
from sim.studies.municipality import Range

WHOLE = Range(1.0)
MONTHS = [f"2024-{month:02d}" for month in range(1, 13)] + [f"2025-{month:02d}" for month in range(1, 13)]


def years(**columns: list[float]) -> pd.DataFrame:
    """Return two runs of 2024, 2025 in the run and 2026 after it; what is not given is 0."""
    frame = pd.DataFrame({"replication": [0, 0, 0, 1, 1, 1], "year": [2024, 2025, 2026] * 2, "answer_days": np.nan})
    for name in COUNTED:
        frame[name] = np.asarray(columns.get(name, [0.0] * 6), dtype=np.float64)
    return frame.assign(**{name: values for name, values in columns.items() if name == "answer_days"})


def months(first: list[float], second: list[float]) -> pd.DataFrame:
    """Return persons settled a month in two runs."""
    rows = [
        {"replication": run, "month": month, "series": "settled", "value": value}
        for run, values in enumerate((first, second))
        for month, value in zip(MONTHS, values, strict=True)
    ]
    return pd.DataFrame(rows)


def value(frame: pd.DataFrame, column: str, **where: object) -> float:
    for name, wanted in where.items():
        frame = frame[frame[name] == wanted]
    assert len(frame) == 1
    return float(frame[column].iloc[0])


@pytest.mark.unit
def test_ranges_hold_the_share_of_the_runs_that_is_asked_for_and_few_persons_are_marked():
    values = np.arange(11.0)
    assert Range(0.8).of(values) == pytest.approx({"mean": 5.0, "low": 1.0, "middle": 5.0, "high": 9.0})
    found = sheet.by_month(months([4.0] * 24, [6.0] * 12 + [5.0] * 12), WHOLE)
    assert value(found, "middle", month="2024-03") == 5.0
    assert not found[found["month"] == "2024-03"]["few"].any()
    assert found[found["month"] == "2025-03"]["few"].all(), "a middle of 4.5 is under five"


@pytest.mark.unit
def test_years_are_summed_up_and_who_lives_there_adds_up_run_by_run():
    table = years(
        settled=[10, 20, 0, 30, 40, 0], outside_net=[1, 2, 0, -3, -4, 0],
        answer_days=[50, np.nan, np.nan, 70, np.nan, np.nan],
    )  # fmt: skip
    alone = months([0.0] * 11 + [1.0, 1.0] + [0.0] * 11, [0.0] * 24).assign(series="self_settled")
    found = sheet.by_year(table, alone, [2024, 2025], WHOLE)
    assert value(found, "middle", measure="settled", year=2024) == 20.0
    assert value(found, "low", measure="living_there", year=2024) == 11.0
    assert value(found, "high", measure="living_there", year=2025) == 27 + 36
    assert value(found, "mean", measure="answer_days", year=2024) == 60.0
    assert found[(found["measure"] == "answer_days") & (found["year"] == 2025)].empty
    assert 2026 not in set(found["year"])
    assert value(found, "mean", measure="self_settled", year=2024) == 0.5, "one in run 0, in December"
    assert value(found, "high", measure="other_net", year=2025) == 2 - 1, "of two outside the request one came alone"
    assert value(found, "low", measure="other_net", year=2024) == -3.0


@pytest.mark.unit
def test_quarters_share_the_dwellings_of_a_year_out_as_persons_come_and_say_when_to_begin():
    """Run 0 settles all of 2024 in January, run 1 evenly; each needs 12 dwellings for one."""
    first = [24.0] + [0.0] * 11 + [10.0] * 12
    second = [2.0] * 12 + [10.0] * 12
    table = years(dwellings_1=[12, 0, 0, 12, 0, 0], settled=[24, 120, 0, 24, 120, 0])
    found = sheet.by_quarter(months(first, second), table, 40, 20.0, 120, WHOLE)
    winter, spring = dt.date(2024, 1, 1), dt.date(2024, 4, 1)
    assert value(found, "high", measure="dwellings_1", quarter=winter) == 12.0
    assert value(found, "low", measure="dwellings_1", quarter=winter) == 3.0
    assert value(found, "high", measure="dwellings_1", quarter=spring) == 3.0
    begins = found[(found["measure"] == "dwellings_1") & (found["quarter"] == spring)]["begin_by"].iloc[0]
    assert begins == dt.date(2024, 2, 21)
    assert value(found, "mean", measure="posts", quarter=dt.date(2024, 10, 1)) == 24 / 20
    assert value(found, "low", measure="posts", quarter=dt.date(2025, 1, 1)) == (30 + 0) / 20, "January 2024 is over"
    assert value(found, "mean", measure="posts", quarter=dt.date(2025, 10, 1)) == 120 / 20
    hires = found[(found["measure"] == "posts") & (found["quarter"] == spring)]["begin_by"].iloc[0]
    assert hires == dt.date(2023, 12, 3)


@pytest.mark.unit
def test_the_chance_of_a_centre_counts_runs_and_not_centres():
    events = pd.DataFrame(
        {
            "replication": [0, 0, 2, 2, 9],
            "event": ["opened", "opened", "opened", "closed", "opened"],
            "notice_days": [10, 20, 60, 90, 5],
        }
    )
    found = sheet.hosting(events, [0, 1, 2, 3])
    assert value(found, "hits", event="opened") == 2
    assert value(found, "mean", event="opened") == 3 / 4
    assert value(found, "notice_middle", event="opened") == 20.0
    assert value(found, "low", event="opened") == pytest.approx(0.150, abs=0.001), "Wilson, 2 of 4"
    assert value(found, "hits", event="closed") == 1


@pytest.mark.unit
def test_cash_joins_what_is_earned_in_the_run_and_after_it_and_nets_run_by_run():
    table = years(
        grant_nok=[10, 20, 0, 30, 10, 0], cost_nok=[12, 14, 0, 20, 20, 0],
        committed_grant_nok=[0, 1, 5, 0, 3, 7], committed_cost_nok=[0, 2, 9, 0, 2, 8],
    )  # fmt: skip
    found = money.cash(table, 5, WHOLE)
    assert value(found, "middle", year="2024", part="net") == np.median([-2, 10])
    assert value(found, "high", year="2025", part="grants") == 21.0
    assert value(found, "low", year="all years", part="net") == (10 + 21 + 5) - (12 + 16 + 9)
    assert value(found, "after_run", year="all years", part="net") == np.mean([6 - 11, 10 - 10])
    assert value(found, "in_run", year="all years", part="net") == np.mean([30 - 26, 40 - 40])
    assert set(money.cash(table, 2, WHOLE)["year"]) == {"2024", "2025", "all years"}


PRICES = money.PersonPrices(
    grant={"single_adult": 100.0, "adult_in_family": 80.0, "child": 60.0},
    next_grant={"single_adult": 120.0, "adult_in_family": 84.0, "child": 72.0},
    cost={"single_adult": 150.0, "adult_in_family": 120.0, "child": 90.0},
    minor_grant=1000.0, next_minor_grant=240.0, minor_cost=1100.0, sunk=(30.0, 10.0, 60.0), paid_unused=25.0,
)  # fmt: skip


FALLING = {
    "agreed": [6, 20, 0, 6, 20, 0], "agreed_minors": [0, 4, 0, 0, 4, 0], "settled": [0, 11, 0, 0, 11, 0],
    "settled_minors": [0, 1, 0, 0, 1, 0], "settled_children": [0, 4, 0, 0, 4, 0], "dwellings_1": [0, 3, 0, 0, 3, 0],
    "committed_cost_nok": [0, 0, 70, 0, 0, 90],
}  # fmt: skip


@pytest.mark.unit
def test_a_need_that_falls_leaves_places_empty_and_what_is_sunk_in_them():
    """Half of 20 agreed places of 2025, 4 of them for minors; of 10 settled, 3 single, 3 in families, 4 children.

    All move in in January, so the twelve months from the move are the calendar year.
    """
    settled = months([0.0] * 12 + [11.0] + [0.0] * 11, [0.0] * 12 + [11.0] + [0.0] * 11)
    found = money.falling(years(**FALLING), settled, [2024, 2025], 0.5, PRICES, WHOLE)
    grant, cost = 0.3 * 100 + 0.3 * 80 + 0.4 * 60, 0.3 * 150 + 0.3 * 120 + 0.4 * 90
    assert value(found, "middle", measure="places") == 10.0
    assert value(found, "middle", measure="places_minors") == 2.0
    assert value(found, "middle", measure="grants_lost") == pytest.approx(8 * grant + 2 * 1000)
    assert value(found, "middle", measure="costs_saved") == pytest.approx(8 * cost + 2 * 1100)
    assert [value(found, name, measure="sunk") for name in ("low", "middle", "high")] == [100.0, 300.0, 600.0]
    alone = 8 * cost + 2 * 1100 - 8 * grant - 2 * 1000 - 300
    assert value(found, "mean", measure="left_alone") == pytest.approx(alone)
    assert value(found, "low", measure="left_alone") == pytest.approx(alone - 300), "at the highest price of a place"
    assert value(found, "high", measure="paid_for") == pytest.approx(alone + 200 + 250), "at the lowest"
    assert value(found, "mean", measure="paid_for") == pytest.approx(alone + 250)
    assert value(found, "middle", measure="stays") == 80.0
    assert set(found["year"]) == {2025}


@pytest.mark.unit
def test_grants_and_costs_of_a_need_that_falls_are_of_the_same_twelve_months():
    """Half move in in July, half in October: six and nine of the twelve months lie in the next year."""
    autumn = [0.0] * 18 + [6.0, 0.0, 0.0, 6.0, 0.0, 0.0]
    found = money.falling(years(**FALLING), months(autumn, autumn), [2024, 2025], 0.5, PRICES, WHOLE)
    first, second = 0.3 * 100 + 0.3 * 80 + 0.4 * 60, 0.3 * 120 + 0.3 * 84 + 0.4 * 72
    later = (6 + 9) / 2 / 12
    expected = 8 * (first + later * second) + 2 * (1000 + later * 240)
    assert value(found, "middle", measure="grants_lost") == pytest.approx(expected)
    nobody = months([0.0] * 24, [0.0] * 24)
    none = money.falling(years(**FALLING), nobody, [2024, 2025], 0.5, PRICES, WHOLE)
    expected = 8 * (first + 5.5 / 12 * second) + 2 * (1000 + 5.5 / 12 * 240)
    assert value(none, "middle", measure="grants_lost") == pytest.approx(expected), "all months alike"


@pytest.mark.unit
def test_who_does_not_come_is_like_those_of_the_year_and_not_of_other_years():
    """In 2024 twenty single adults are settled beside the families of 2025, the year with most agreed places."""
    single = FALLING | {"settled": [20, 11, 0, 20, 11, 0], "dwellings_1": [20, 3, 0, 20, 3, 0]}
    january = months([20.0] + [0.0] * 11 + [11.0] + [0.0] * 11, [20.0] + [0.0] * 11 + [11.0] + [0.0] * 11)
    found = money.falling(years(**single), january, [2024, 2025], 0.5, PRICES, WHOLE)
    assert set(found["year"]) == {2025}
    assert value(found, "middle", measure="costs_saved") == pytest.approx(8 * (0.3 * 150 + 0.3 * 120 + 0.4 * 90) + 2200)


@pytest.mark.unit
def test_a_year_that_is_run_in_part_is_not_the_year_of_a_need_that_falls():
    assert sheet.whole_years(dt.date(2024, 1, 1), dt.date(2026, 12, 31)) == [2024, 2025, 2026]
    assert sheet.whole_years(dt.date(2024, 3, 1), dt.date(2026, 12, 30)) == [2025]
    assert sheet.whole_years(dt.date(2024, 1, 1), dt.date(2024, 2, 29)) == []
    found = money.falling(years(**FALLING), months([1.0] * 24, [1.0] * 24), [2024], 0.5, PRICES, WHOLE)
    assert set(found["year"]) == {2024}
    assert value(found, "middle", measure="stays") == 80.0, "the first whole year after the run, whatever is chosen"


@pytest.mark.unit
def test_a_plan_is_compared_pair_by_pair():
    without = years(agreed=[10, 0, 0, 30, 0, 0], answer_days=[80, 40, np.nan, np.nan, np.nan, np.nan])
    prepared = years(agreed=[12, 0, 0, 34, 0, 0], answer_days=[50, np.nan, np.nan, 60, np.nan, np.nan])
    found = money.prepared(without, prepared, [2024, 2025])
    assert value(found, "difference", measure="agreed") == 3.0
    assert value(found, "runs", measure="agreed") == 2
    assert value(found, "difference", measure="answer_days") == -10.0, "only run 0 has an answer under both"
    assert not found["told_apart"].any(), "one or two pairs tell nothing"
    same = money.prepared(without, without, [2024])
    assert (same["difference"] == 0.0).all()


@pytest.mark.unit
def test_no_centre_in_any_run_may_still_come_in_three_of_them() -> None:
    """Rule of three: nothing seen in n runs leaves a chance of up to 3/n."""
    events = pd.DataFrame({"event": ["opened"] * 10, "replication": range(10), "notice_days": [30.0] * 10})
    found = sheet.hosting(events, range(10)).set_index("event")
    assert list(found.loc["closed", ["hits", "low", "high"]]) == [0, 0.0, 0.3]
    assert list(found.loc["opened", ["hits", "low", "high"]]) == [10, 0.7, 1.0]
