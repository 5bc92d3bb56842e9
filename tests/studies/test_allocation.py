"""The bound with hindsight by hand and against every way, and what the tables of the study say of made-up runs."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.data import municipalities
from sim.studies.allocation import bounds, differences, means, of_runs, per_inhabitant, prices
from sim.studies.allocation_bound import Past, hindsight, most

OSLO, MODALEN = "0301", "4629"


def rows(*each: tuple[str, str, str, int, float], rule: str = "a", replication: int = 0) -> pd.DataFrame:
    columns = ["quarter", "municipality_number", "series", "size", "value"]
    frame = pd.DataFrame(list(each), columns=columns)
    frame.insert(0, "replication", replication)
    frame.insert(0, "scenario", rule)
    return frame


def homes(quarter: str, number: str, small: int = 99, middle: int = 99, large: int = 99) -> list[tuple]:
    names = ("dwellings_small", "dwellings_middle", "dwellings_large")
    return [(quarter, number, name, 0, float(n)) for name, n in zip(names, (small, middle, large), strict=True) if n]


@pytest.mark.unit
def test_the_bound_knows_that_nobody_goes_before_being_ready_and_that_places_lapse_at_new_year() -> None:
    table = rows(
        ("2024-Q4", "all", "ready", 1, 2.0),
        ("2025-Q1", "all", "ready", 1, 9.0),
        ("2024-Q4", OSLO, "opened", 0, 5.0),
        ("2025-Q1", OSLO, "opened", 0, 4.0),
        ("2024-Q4", OSLO, "taken", 0, 1.0),
        ("2025-Q1", OSLO, "taken", 0, 3.0),
        *homes("2024-Q4", OSLO),
        *homes("2025-Q1", OSLO),
    )
    found = hindsight(table)
    assert (found.allocated, found.bound) == (4.0, pytest.approx(6.0)), "two of two places, then four of nine persons"
    assert found.share == pytest.approx(4.0 / 6.0)


@pytest.mark.unit
def test_the_bound_knows_services_dwellings_and_places_of_minors() -> None:
    table = rows(
        ("2024-Q1", "all", "ready_special", 1, 5.0),
        ("2024-Q1", "all", "ready", 4, 3.0),
        ("2024-Q1", "all", "ready_minors", 1, 3.0),
        ("2024-Q1", OSLO, "opened", 0, 2.0),
        ("2024-Q1", MODALEN, "opened", 0, 20.0),
        ("2024-Q1", OSLO, "opened_minors", 0, 2.0),
        ("2024-Q1", OSLO, "special_services", 0, 1.0),
        *homes("2024-Q1", OSLO),
        *homes("2024-Q1", MODALEN, large=1),
    )
    assert hindsight(table).bound == pytest.approx(2 + 4 + 2)
    assert hindsight(table, widens=True).bound == pytest.approx(5 + 4 + 2)


@pytest.mark.unit
def test_nobody_to_allocate_reaches_all_of_nothing() -> None:
    assert hindsight(rows(("2024-Q1", "all", "longest_wait", 0, 0.0))).share == 1.0


@st.composite
def pasts(draw: st.DrawFn) -> Past:
    kinds, areas = draw(st.integers(1, 2)), draw(st.integers(1, 2))

    def whole(most: int, *shape: int) -> np.ndarray:
        count = int(np.prod(shape))
        return np.array(draw(st.lists(st.integers(0, most), min_size=count, max_size=count)), float).reshape(shape)

    year = np.array([2024, draw(st.sampled_from([2024, 2025]))])
    opened = whole(3, 2, areas)
    if year[0] == year[1]:
        opened = opened.cumsum(axis=0)
    special = np.array(draw(st.lists(st.booleans(), min_size=kinds, max_size=kinds)))
    services = np.array(draw(st.lists(st.booleans(), min_size=areas, max_size=areas)))
    return Past(year, np.ones(kinds, dtype=np.int64), special, whole(2, 2, kinds), opened, services, None)


def most_by_hand(past: Past) -> int:
    """Single persons, each to a quarter and municipality or nowhere: every way is tried."""
    persons = [(q, k) for q in range(2) for k in range(past.ready.shape[1]) for _ in range(int(past.ready[q, k]))]
    areas, best = past.opened.shape[1], 0
    spots = [(q, m) for q in range(2) for m in range(areas)]
    for ways in product([None, *spots], repeat=len(persons)):
        used = np.zeros((2, areas))
        fine = True
        for (ready, kind), spot in zip(persons, ways, strict=True):
            if spot is not None:
                fine = fine and spot[0] >= ready and bool(past.services[spot[1]] or not past.special[kind])
                used[spot] += 1
        second = used[1] + (used[0] if past.year[0] == past.year[1] else 0)
        if fine and (used[0] <= past.opened[0]).all() and (second <= past.opened[1]).all():
            best = max(best, int(used.sum()))
    return best


@pytest.mark.theory
@settings(max_examples=60, deadline=None, derandomize=True)
@given(pasts().filter(lambda past: past.ready.sum() <= 5))
def test_the_bound_of_single_persons_is_the_best_of_every_way(past: Past) -> None:
    assert most(past) == pytest.approx(most_by_hand(past))


def made_up() -> pd.DataFrame:
    """Two rules, three runs: b gives Oslo one more in each."""
    parts = []
    for rule, more in (("a", 0.0), ("b", 1000.0)):
        for run in range(3):
            parts.append(
                rows(
                    ("2024-Q1", "all", "longest_wait", 0, 500.0),
                    ("2024-Q2", "all", "longest_wait", 0, 90.0 + run + more / 100.0),
                    ("2024-Q1", OSLO, "taken", 0, 10_000.0 + more),
                    ("2024-Q2", OSLO, "taken_minors", 0, 5.0),
                    ("2024-Q1", OSLO, "shadow_price", 0, 1.0),
                    ("2024-Q2", MODALEN, "shadow_price", 0, 3.0),
                    rule=rule,
                    replication=run,
                )
            )
    return pd.concat(parts, ignore_index=True)


def headlines() -> pd.DataFrame:
    found = [
        (rule, run, "settled", 100.0 + run + shift)
        for rule, shift in (("a", 0.0), ("b", 4.0))
        for run in range(3)
    ]
    return pd.DataFrame(found, columns=["scenario", "replication", "metric", "value"])


@pytest.mark.unit
def test_measures_of_runs_leave_out_who_waited_before_the_start_and_count_by_inhabitants() -> None:
    measures = of_runs(headlines(), made_up())
    wide = measures.pivot(index=["scenario", "replication"], columns="measure", values="value")
    assert wide.loc[("a", 1), "longest_wait"] == 91.0
    assert wide.loc[("b", 2), "settled"] == 106.0
    facts = municipalities()
    people = facts.population.astype(float)
    oslo = people[[str(each) for each in facts.number].index(OSLO)]
    mean, here = 10_005.0 / people.sum(), 10_005.0 / oslo
    uneven = ((here - mean) * oslo + mean * (people.sum() - oslo)) / people.sum() * 1000.0
    assert wide.loc[("a", 0), "uneven"] == pytest.approx(uneven)
    assert len(per_inhabitant(made_up())) == 6 * len(facts)


@pytest.mark.unit
def test_differences_are_those_of_the_same_futures_and_say_which_way_is_better() -> None:
    measures = of_runs(headlines(), made_up())
    found = differences(measures, [("b", "a")]).set_index("measure")
    assert found.loc["settled", ["difference", "low", "high"]].tolist() == [4.0, 4.0, 4.0]
    assert found.loc["settled", "verdict"] == "better"
    assert found.loc["longest_wait", "difference"] == pytest.approx(10.0)
    assert found.loc["longest_wait", "verdict"] == "worse"
    assert "wait_ready_to_allocated" not in found.index, "nothing was measured of it"
    assert (differences(measures, [("a", "a")])["verdict"] == "same").all()
    table = means(measures, ["a", "b"]).set_index(["scenario", "measure"])
    assert table.loc[("b", "settled"), "mean"] == 105.0
    assert table.loc[("b", "settled"), "runs"] == 3


@pytest.mark.unit
def test_two_futures_have_means_and_no_interval_and_tell_no_rules_apart() -> None:
    measures = of_runs(headlines(), made_up())
    two = measures[measures["replication"] < 2]
    assert means(two, ["a", "b"])[["low", "high"]].isna().all(axis=None)
    assert means(measures, ["a", "b"])[["low", "high"]].notna().all(axis=None)
    found = differences(two, [("b", "a")]).set_index("measure")
    assert found.loc["settled", ["difference", "verdict"]].tolist() == [4.0, "undecided"]
    assert found[["low", "high"]].isna().all(axis=None)


@pytest.mark.unit
def test_prices_are_means_over_all_quarters_and_runs_dearest_first() -> None:
    found = prices(made_up())
    first = found[found["scenario"] == "a"]
    assert first["municipality_number"].tolist() == [MODALEN, OSLO]
    assert first["price"].tolist() == [1.5, 0.5]
    assert first["name"].tolist() == ["Modalen", "Oslo"]
    assert prices(made_up()[lambda rows: rows["series"] == "taken"]).empty


@pytest.mark.unit
def test_bounds_are_of_the_first_runs() -> None:
    table = made_up()
    found = bounds(table, 2, {"a": False, "b": False})
    assert found[["scenario", "replication"]].to_numpy().tolist() == [["a", 0], ["a", 1], ["b", 0], ["b", 1]]
