"""Shapley values against games whose values are known by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from sim.chance.draws import Chance
from sim.studies import attribute
from sim.studies.attribute import Design, design, shapley

RUNS = 3


def game(players: int, value) -> dict[frozenset[int], np.ndarray]:
    """Values of every coalition, alike in every run but for a factor."""
    sets = [frozenset(c) for size in range(players + 1) for c in itertools.combinations(range(players), size)]
    return {each: value(each) * np.array([1.0, 2.0, 5.0]) for each in sets}


def random_game(players: int, seed: int) -> dict[frozenset[int], np.ndarray]:
    luck = np.random.default_rng(seed)
    return {each: luck.normal(0, 1e4, RUNS) for each in game(players, lambda each: 1.0)}


def by_all_orders(players: int, values: dict[frozenset[int], np.ndarray]) -> np.ndarray:
    """The long way: what each player adds, order by order, and the mean of all orders."""
    parts = np.zeros((players, RUNS))
    orders = list(itertools.permutations(range(players)))
    for order in orders:
        for place, player in enumerate(order):
            parts[player] += values[frozenset(order[: place + 1])] - values[frozenset(order[:place])]
    return parts / len(orders)


@pytest.mark.theory
def test_the_glove_game_gives_a_sixth_a_sixth_and_two_thirds():
    values = game(3, lambda each: 1.0 if 2 in each and len(each) > 1 else 0.0)
    parts = shapley(design(3, 1, 1, 4), values)
    assert parts.by_run[:, 0] == pytest.approx([1 / 6, 1 / 6, 4 / 6], abs=1e-12)
    assert parts.last[:, 0] == pytest.approx([0.0, 0.0, 1.0])


@pytest.mark.theory
def test_the_airport_game_shares_each_stretch_of_the_runway_among_those_who_need_it():
    values = game(3, lambda each: max((each_player + 1.0 for each_player in each), default=0.0))
    parts = shapley(design(3, 1, 1, 3), values)
    assert parts.by_run[:, 1] == pytest.approx([2 / 3, 2 * (1 / 3 + 1 / 2), 2 * (1 / 3 + 1 / 2 + 1)])


@pytest.mark.theory
@pytest.mark.parametrize("seed", [11, 23, 47])
def test_exact_values_are_the_mean_of_all_orders_and_sum_to_the_total(seed):
    values = random_game(4, seed)
    parts = shapley(design(4, 2, 1, 4), values)
    assert np.abs(parts.by_run.sum(axis=0) - parts.total).max() < 1e-9
    assert parts.by_run == pytest.approx(by_all_orders(4, values), abs=1e-9)
    assert (parts.orders_se == 0.0).all()


@pytest.mark.theory
def test_one_who_adds_nothing_gets_nothing_and_two_who_are_alike_get_the_same():
    values = game(4, lambda each: 10.0 * len(each & {0, 1}) ** 2 + 3.0 * (2 in each))
    parts = shapley(design(4, 2, 1, 4), values).by_run
    assert parts[3] == pytest.approx(0.0)
    assert parts[0] == pytest.approx(parts[1])
    assert parts[2] == pytest.approx(3.0 * np.array([1.0, 2.0, 5.0]))


@pytest.mark.theory
def test_drawn_orders_are_exact_where_each_adds_the_same_whoever_is_there():
    size = np.array([7.0, -2.0, 0.5, 11.0, 3.0, -6.0])
    values = game(6, lambda each: 100.0 + size[list(each)].sum())
    drawn = design(6, 2, 9, 4)
    assert not drawn.exact
    parts = shapley(drawn, values)
    assert parts.by_run[:, 0] == pytest.approx(size)
    assert parts.orders_se == pytest.approx(0.0, abs=1e-9)


@pytest.mark.theory
def test_drawn_orders_sum_to_the_total_and_near_the_exact_values_within_their_error():
    values = random_game(6, 5)
    exact = shapley(design(6, 1, 1, 6), values).by_run.mean(axis=1)
    parts = shapley(Design(6, design(6, 60, 3, 4).orders or _orders(6, 60)), values)
    assert np.abs(parts.by_run.sum(axis=0) - parts.total).max() < 1e-9
    assert parts.by_pair is not None
    away = np.abs(parts.by_run.mean(axis=1) - exact)
    assert (away <= 4.0 * parts.orders_se).all()
    assert (parts.orders_se > 0.0).all()


def _orders(players: int, pairs: int) -> tuple[tuple[int, ...], ...]:
    luck = np.random.default_rng(77)
    found = []
    for _ in range(pairs):
        order = tuple(int(each) for each in luck.permutation(players))
        found += [order, order[::-1]]
    return tuple(found)


@pytest.mark.theory
def test_the_error_of_orders_is_that_of_the_means_of_pairs():
    values = game(3, lambda each: 1.0 if 2 in each and len(each) > 1 else 0.0)
    drawn = Design(3, ((0, 1, 2), (2, 1, 0), (0, 2, 1), (1, 2, 0)))
    parts = shapley(drawn, values)
    # pair 1: player 2 gets 1 and 0; pair 2: 1 and 1; in the first run
    assert parts.by_pair[:, 2, 0] == pytest.approx([0.5, 1.0])
    scale = (1.0 + 2.0 + 5.0) / 3.0
    assert parts.orders_se[2] == pytest.approx(scale * np.std([0.5, 1.0], ddof=1) / np.sqrt(2))
    one = shapley(Design(3, drawn.orders[:2]), values)
    least = scale * np.sqrt((0.0 + 0.25 + 0.25) / 3)  # what adds 0 in both orders has it too
    assert one.orders_se == pytest.approx([least, 0.5 * scale, 0.5 * scale])


@pytest.mark.theory
@pytest.mark.parametrize("pairs", [2, 10])
def test_three_who_need_each_other_are_within_their_intervals_however_few_orders_are_drawn(pairs):
    sets = itertools.chain.from_iterable(itertools.combinations(range(7), size) for size in range(8))
    luck = np.array([0.98, 1.0, 1.02, 0.99, 1.01])
    values = {frozenset(each): 1000.0 * ({0, 1, 2} <= set(each)) * luck for each in sets}
    exact = np.array([1000.0 / 3] * 3 + [0.0] * 4)
    missed, falsely = 0, 0
    for seed in range(200):
        table = attribute.parts_table("m", "days", "abcdefg", shapley(design(7, pairs, seed, 4), values))
        missed += int(((table["low"] > exact + 1e-9) | (table["high"] < exact - 1e-9))[:3].sum())
        falsely += int(table["told"][3:].sum())
        if pairs == 2:  # one of the three may by luck get nothing or all: no part of it is sure
            assert (table["orders_se"][:3] > 50.0).all()
    assert missed <= 0.05 * 600
    assert falsely == 0
    whole = attribute.parts_table("m", "days", "abcdefg", shapley(design(7, 1, 1, 7), values))
    assert list(whole["told"]) == [True] * 3 + [False] * 4


@pytest.mark.unit
def test_what_changed_nothing_anywhere_has_no_interval_borrowed_from_the_others():
    values = game(6, lambda each: 10.0 * len(each & {0, 1}) ** 2 + 3.0 * (2 in each))
    table = attribute.parts_table("m", "days", "abcdef", shapley(design(6, 2, 1, 4), values)).set_index("player")
    assert table.loc[list("def"), ["low", "high"]].isna().all(axis=None)
    assert table.loc[list("abc"), ["low", "high"]].notna().all(axis=None)
    exact = attribute.parts_table("m", "days", "abcdef", shapley(design(6, 1, 1, 6), values)).set_index("player")
    assert (exact.loc[list("def"), ["low", "high"]] == 0.0).all(axis=None)


@pytest.mark.unit
def test_one_order_and_its_reverse_tell_no_interval():
    values = game(6, lambda each: 10.0 * len(each & {0, 1}) ** 2 + 3.0 * (2 in each))
    table = attribute.parts_table("m", "days", "abcdef", shapley(design(6, 1, 1, 4), values))
    assert table[["low", "high"]].isna().all(axis=None)
    assert not table["told"].any()


@pytest.mark.unit
def test_orders_come_in_pairs_none_twice_and_the_same_seed_draws_the_same():
    drawn = design(9, 3, 4, 4)
    assert len(set(drawn.orders)) == 6
    assert all(drawn.orders[k + 1] == drawn.orders[k][::-1] for k in (0, 2, 4))
    assert drawn == design(9, 3, 4, 4)
    assert drawn != design(9, 3, 5, 4)
    for player in range(9):
        assert drawn.everyone - {player} in drawn.coalitions
    assert drawn.coalitions[0] == frozenset()
    assert drawn.coalitions[-1] == drawn.everyone


@pytest.mark.unit
def test_orders_are_drawn_by_keys_and_so_the_same_under_every_numpy():
    uniform = Chance(1, 0).uniform("study_resample", 0, np.arange(7))
    assert design(7, 2, 1, 4).orders[0] == tuple(sorted(range(7), key=lambda each: uniform[each]))


@pytest.mark.unit
def test_all_coalitions_are_looked_at_where_that_takes_no_more_than_drawn_orders():
    assert design(4, 2, 1, 4).exact
    assert len(design(4, 2, 1, 4).coalitions) == 16
    assert design(5, 50, 1, 4).exact  # 50 pairs of orders meet all 32
    assert design(1, 1, 1, 1).coalitions == (frozenset(), frozenset({0}))
    with pytest.raises(ValueError, match="needs a player"):
        design(0, 1, 1, 4)


@pytest.mark.failure
def test_a_coalition_without_a_value_and_parts_that_miss_the_total_are_refused():
    values = random_game(3, 2)
    del values[frozenset({0, 2})]
    with pytest.raises(KeyError):
        shapley(design(3, 1, 1, 3), values)
    broken = random_game(3, 2) | {frozenset(): np.full(RUNS, np.inf)}
    with pytest.raises(ArithmeticError, match="miss the total"), np.errstate(invalid="ignore"):
        shapley(design(3, 1, 1, 3), broken)


@pytest.mark.unit
def test_the_table_of_parts_holds_mean_interval_and_what_is_told_from_nothing():
    values = game(2, lambda each: 100.0 + 10.0 * (0 in each))
    shared = attribute.share_out(design(2, 1, 1, 2), {"m": values}, {"m": "days"}, ("a", "b"), (0, 1, 4))
    first, second = shared.parts.to_dict("records")
    assert (first["player"], first["unit"], first["part"]) == ("a", "days", pytest.approx(10.0 * 8 / 3))
    assert first["low"] < first["part"] < first["high"]
    assert (second["part"], second["low"], second["high"], second["told"]) == (0.0, 0.0, 0.0, False)
    total = shared.totals.iloc[0]
    assert total["total"] == pytest.approx(shared.parts["part"].sum())
    assert total["none"] == pytest.approx(100.0 * 8 / 3)
    assert list(shared.by_run["replication"]) == [0, 1, 4] * 2


@pytest.mark.unit
def test_singles_are_the_plan_less_the_plan_without_the_measure():
    whole = {"m": np.array([10.0, 12.0, 14.0])}
    without = {"m": {"a": np.array([20.0, 23.0, 26.0]), "b": np.array([10.0, 12.0, 14.0])}}
    table = attribute.singles_table(whole, without, {"m": "days"})
    assert list(table["effect"]) == [-11.0, 0.0]
    assert list(table["told"]) == [True, False]


@pytest.mark.unit
def test_waiting_is_a_stock_times_the_days_of_its_week():
    weekly = pd.DataFrame(
        {
            "scenario": "s",
            "replication": 0,
            "date": pd.to_datetime(["2024-01-07", "2024-01-07", "2024-01-14", "2024-01-14", "2024-01-16"]),
            "series": ["awaiting_decision", "waiting_settlement"] * 2 + ["awaiting_decision"],
            "value": [10.0, 1.0, 20.0, 2.0, 30.0],
        }
    )
    assert attribute.waiting(weekly).to_dict() == {("s", 0): 11 * 7 + 22 * 7 + 30 * 2}


@pytest.mark.unit
def test_only_known_figures_can_be_shared_out():
    assert attribute.unit_of("waiting_person_days") == "person-days"
    assert attribute.unit_of("cost_state_UDI") == "NOK"
    with pytest.raises(KeyError):
        attribute.unit_of("wait_nowhere")
