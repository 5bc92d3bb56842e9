"""Regret, criteria, targets and rank stability on tables worked out by hand."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from sim.config.sweep import Spread
from sim.statistics import wilson
from sim.studies.robust import (
    Design,
    criteria_rows,
    halves,
    loss_rows,
    means,
    regret,
    scores,
    share_of,
    stability_rows,
    tail_interval,
    tail_mean,
    target_rows,
    targets_met,
    tau,
)
from sim.studies.robust_draws import drawn_rows, likeness, spawned
from sim.studies.robust_front import changes_rows, dominated_by, front_rows, pair_rows

SHORT, COST, TIMELY = "person_days_without_place", "cost_total", "settled_within_183"
LOSSES = np.array([[10.0, 20.0, 30.0, 40.0], [27.0, 25.0, 28.0, 26.0], [5.0, 40.0, 10.0, 60.0]])
"""Three plans in four scenarios; the best of each: 5, 20, 10, 26."""
FOUR = Design(("a", "b", "c"), tuple(("surge", f"draw-{k}") for k in range(1, 5)), 1)


def _crossed(shocks, rows):
    """Return cells of so many rows under each shock."""
    return tuple((shock, str(row)) for shock in shocks for row in range(rows))


@pytest.mark.theory
def test_every_criterion_of_the_table_by_hand():
    assert regret(LOSSES).tolist() == [[5, 0, 20, 14], [22, 5, 18, 0], [0, 20, 0, 34]]
    found = scores(LOSSES, worst=0.5)
    assert found["mean"].tolist() == [25.0, 26.5, 28.75]
    assert found["worst"].tolist() == [40.0, 28.0, 60.0]
    assert found["max_regret"].tolist() == [20.0, 22.0, 34.0]
    # the 0.9 quantile lies 0.7 of the way from the third of four to the fourth
    assert found["p90_regret"] == pytest.approx([14 + 0.7 * 6, 18 + 0.7 * 4, 20 + 0.7 * 14])
    assert found["cvar"].tolist() == [35.0, 27.5, 50.0]


@pytest.mark.theory
def test_the_worst_share_counts_a_scenario_in_part():
    assert tail_mean(LOSSES, 0.25).tolist() == [40.0, 28.0, 60.0]
    in_part = [(40 + 0.2 * 30) / 1.2, (28 + 0.2 * 27) / 1.2, (60 + 0.2 * 40) / 1.2]
    assert tail_mean(LOSSES, 0.3) == pytest.approx(in_part)
    assert tail_mean(LOSSES, 1.0).tolist() == LOSSES.mean(axis=1).tolist()


@pytest.mark.theory
def test_targets_met_by_hand_with_wilsons_interval():
    met, each = targets_met({SHORT: LOSSES[:, :, None]}, {SHORT: 28.0})
    rows = target_rows(FOUR, met, each)
    mine = rows[(rows["shock"] == "all") & (rows["target"] == "all")]
    assert mine["hits"].tolist() == [2, 4, 2]
    assert mine["share"].tolist() == [0.5, 1.0, 0.5]
    assert mine["low"].iloc[0] == pytest.approx(0.1500, abs=1e-4)
    assert mine["high"].iloc[0] == pytest.approx(0.8500, abs=1e-4)
    assert (mine["low"].iloc[1], mine["high"].iloc[1]) == (0.25, 1.0)  # 4 of 4: from 1 - 3/4


@pytest.mark.unit
def test_where_more_is_better_a_target_is_the_least():
    cubes = {SHORT: LOSSES[:, :, None], TIMELY: LOSSES[:, :, None] / 100.0}
    met, each = targets_met(cubes, {SHORT: 28.0, TIMELY: 0.2})
    assert each[TIMELY][:, :, 0].tolist() == [[0, 1, 1, 1], [1, 1, 1, 1], [0, 1, 0, 1]]
    assert met[:, :, 0].tolist() == [[0, 1, 0, 0], [1, 1, 1, 1], [0, 0, 0, 0]]
    rows = loss_rows(FOUR, TIMELY, -cubes[TIMELY][:, :, 0], 0.05)
    assert rows["value"].tolist() == (LOSSES / 100).ravel().tolist()
    first = rows[rows["row"] == "draw-4"]
    assert first["regret"].tolist() == pytest.approx([0.2, 0.34, 0.0])


@pytest.mark.unit
def test_neither_runs_nor_shocks_make_the_share_of_a_row_surer():
    rows = [str(k) for k in range(10)]
    met = np.zeros((10, 3))
    met[:5] = 1.0
    found = share_of(met, rows)
    assert (found.hits, found.runs) == (15, 30)
    assert (found.low, found.high) == wilson(5, 10)
    assert share_of(np.ones((10, 3)), rows).low == 0.7
    shocks = share_of(np.tile(met, (3, 1)), rows * 3)
    assert (shocks.hits, shocks.runs, shocks.low, shocks.high) == (45, 90, *wilson(5, 10))
    alone = share_of(np.array([[1.0, 0.0, 1.0, 0.0]] * 3), ["central"] * 3)  # one row: replications
    assert (alone.hits, alone.runs, alone.low, alone.high) == (6, 12, *wilson(2, 4))
    met[0, 0] = np.nan
    assert share_of(met, rows).runs == 29


@pytest.mark.theory
def test_the_interval_of_a_share_that_the_row_decides_holds_the_true_one():
    """At the default shape, targets met in half of all rows: the interval misses that in little more than 5 %."""
    luck = np.random.default_rng(5)
    rows = [str(k) for k in range(9)] * 3
    missed = 0
    for _ in range(2000):
        met = np.tile((luck.random(9) < 0.5).astype(float)[:, None], (3, 2))
        found = share_of(met, rows)
        missed += not found.low <= 0.5 <= found.high
    assert missed / 2000 <= 0.065


@pytest.mark.unit
def test_a_tie_has_several_best_plans():
    rows = loss_rows(FOUR, SHORT, LOSSES, alike=5.0)
    assert rows[rows["row"] == "draw-2"]["best"].tolist() == [True, True, False]
    rows = loss_rows(FOUR, SHORT, LOSSES, alike=0.0)
    assert rows[rows["row"] == "draw-2"]["best"].tolist() == [True, False, False]


@pytest.mark.unit
def test_few_scenarios_have_no_interval_of_what_is_rare():
    rows = criteria_rows(FOUR, SHORT, LOSSES[:, :, None], np.ones((3, 4, 1)), 0.5)
    assert rows[["p90_low", "p90_high", "cvar_low", "cvar_high"]].isna().all().all()
    many = np.tile(LOSSES, 10)
    cells = _crossed(("surge",), 40)
    low, high = tail_interval(many, cells, 0.5)
    assert (low < tail_mean(many, 0.5)).all()
    assert (tail_mean(many, 0.5) < high).all()
    assert (tail_interval(many, cells, 0.5) == tail_interval(many, cells, 0.5)).all()
    assert tail_interval(many[:, :27], _crossed(("a", "b", "c"), 9), 0.5) is None  # 9 rows, however many shocks
    one, two = Design(FOUR.plans, cells, 1), Design(FOUR.plans, _crossed(("a", "b"), 20), 1)
    told = [criteria_rows(each, SHORT, many[:, :, None], np.ones((3, 40, 1)), 0.5) for each in (one, two)]
    assert [rows["p90_high"].notna().all() for rows in told] == [True, False]  # cells of two shocks are not independent


@pytest.mark.theory
def test_the_interval_of_the_worst_share_holds_the_true_one():
    """Of an exponential law the mean above its 0.8 quantile is 1 + ln 5; the bootstrap is short with 40 rows.

    Each row is the same under three shocks, which make no more of it.
    """
    luck = np.random.default_rng(3)
    cells = _crossed(("a", "b", "c"), 40)
    rows = [np.tile(luck.exponential(size=(1, 40)), 3) for _ in range(300)]
    ends = [tail_interval(each, cells, 0.2, resamples=300)[:, 0] for each in rows]
    assert 0.80 <= np.mean([low <= 1 + np.log(5) <= high for low, high in ends]) <= 0.97


@pytest.mark.theory
def test_kendalls_tau_by_hand():
    found = scores(LOSSES, 0.5)
    assert tau(found["mean"], found["worst"]) == pytest.approx(1 / 3)  # of three pairs one turns round
    assert tau([1, 2, 2], [1, 2, 3]) == pytest.approx(2 / np.sqrt(2 * 3))
    assert tau([1, 2, 3], [3, 2, 1]) == -1.0
    assert tau([1.0, 1.4, 3.0], [1, 2, 3], alike=(0.5, 0.0)) == pytest.approx(2 / np.sqrt(2 * 3))
    assert np.isnan(tau([1, 1, 1], [1, 2, 3]))


@pytest.mark.unit
def test_stability_tells_criteria_halves_and_metrics_apart():
    met = np.array([[0.5] * 4, [1.0] * 4, [0.25] * 4])
    rows = stability_rows(FOUR, {SHORT: LOSSES, COST: -LOSSES}, met, {}, 0.5)
    of = rows.set_index(["kind", "metric", "first", "second"])["tau"]
    assert of["criteria", SHORT, "mean", "worst"] == pytest.approx(1 / 3)
    assert of["criteria", SHORT, "mean", "max_regret"] == 1.0
    assert of["criteria", SHORT, "worst", "share_met"] == 1.0
    assert ("criteria", COST, "mean", "share_met") not in of.index  # no criterion on that metric
    assert of["metrics", "all", SHORT, COST] == -1.0
    same = np.tile(np.array([[1.0], [2.0], [3.0]]), 6)
    six = Design(FOUR.plans, _crossed(("surge",), 6), 1)
    steady = stability_rows(six, {SHORT: same}, np.ones((3, 6)), {}, 0.5).set_index(["kind", "first"])["tau"]
    assert steady["halves", "mean"] == 1.0
    turned = np.array([[1.0, 1, 1, 4, 4, 4], [2.5] * 6, [4, 4, 4, 1, 1, 1]])
    shaky = stability_rows(six, {SHORT: turned}, np.ones((3, 6)), {}, 0.5).set_index(["kind", "first"])["tau"]
    assert shaky["halves", "mean"] == -1.0  # what one half puts first the other puts last
    shocks = Design(FOUR.plans, _crossed(("a", "b"), 6), 1)
    again = stability_rows(shocks, {SHORT: np.tile(turned, 2)}, np.ones((3, 12)), {}, 0.5).set_index(["kind", "first"])
    assert again["tau"]["halves", "mean"] == -1.0  # a row is in one half under all its shocks


@pytest.mark.invariant
def test_halves_part_all_scenarios_in_many_ways():
    parts = list(halves(7, 50))
    assert all(sorted([*one, *two]) == list(range(7)) for one, two in parts)
    assert {len(one) for one, _ in parts} == {4}
    assert len({frozenset(one.tolist()) for one, _ in parts}) > 20


@pytest.mark.unit
def test_a_run_that_one_plan_lacks_is_left_out_under_all():
    design = Design(("a", "b"), (("surge", "central"), ("drop", "central")), 2)
    rows = [
        (plan, shock, "central", replication, SHORT, 10.0 * k + replication)
        for k, (plan, (shock, _)) in enumerate((plan, cell) for plan in design.plans for cell in design.cells)
        for replication in range(2)
    ]
    frame = pd.DataFrame(rows[1:], columns=["plan", "shock", "row", "replication", "metric", "value"])
    cube = design.cube(frame, SHORT)
    assert np.isnan(cube[:, 0, 0]).all()
    assert not np.isnan(cube).any(axis=0)[:, 1].any()
    assert means(cube).tolist() == [[1.0, 10.5], [21.0, 30.5]]
    assert (design.shocks, design.rows) == (("surge", "drop"), ("central",))


@pytest.mark.theory
def test_the_front_by_hand():
    losses = np.array([[1.0, 5.0], [2.0, 3.0], [3.0, 4.0], [5.0, 1.0], [1.0, 5.4]])
    assert dominated_by(losses, (0.0, 0.0)) == [(), (), (1,), (), (0,)]
    assert dominated_by(losses, (0.5, 0.5)) == [(), (), (1,), (), ()]  # worse by no more than matters
    assert dominated_by(np.ones((3, 2)), (0.0, 0.0)) == [(), (), ()]


@pytest.mark.theory
def test_a_front_that_was_luck_is_told_by_fresh_runs():
    design = Design(("a", "b"), (("surge", "central"), ("drop", "central")), 2)
    short = np.array([[[1.0, 9.0], [1.0, 9.0]], [[2.0, 2.0], [2.0, 2.0]]])  # the second run turns it round
    cost = np.array([[[5.0, 5.0], [5.0, 5.0]], [[5.0, 5.0], [5.0, 5.0]]])
    rows = front_rows(design, {SHORT: short, COST: cost}, {}, fresh=1).set_index(["metric", "plan"])
    assert rows.loc[SHORT, "on_front"].tolist() == [True, False]
    assert rows.loc[SHORT, "still"].tolist() == [False, False]
    assert rows.loc[SHORT, "dominators"].tolist() == ["", "a"]
    assert rows.loc[SHORT, "value"].tolist() == [5.0, 2.0]
    assert rows.loc[SHORT, "gap"].tolist() == [-8.0, 0.0]
    untested = front_rows(design, {SHORT: short, COST: cost}, {}, fresh=0)
    assert untested["still"].isna().all()
    assert untested["out_of_sample"].isna().all()


@pytest.mark.theory
def test_equal_plans_are_seldom_told_apart():
    """Ten plans that are the same but for chance, 1000 times over: some pair is told apart in 5 % of them, or fewer."""
    luck = np.random.default_rng(11)
    design = Design(tuple("abcdefghij"), tuple(("surge", str(k)) for k in range(12)), 2)
    wrong = sum(
        bool(pair_rows(design, SHORT, luck.normal(size=(10, 12, 2)) + luck.normal(size=(1, 12, 1)))["told_apart"].any())
        for _ in range(1000)
    )
    assert wrong <= 65
    same = pair_rows(design, SHORT, np.tile(luck.normal(size=(1, 12, 2)), (10, 1, 1)))
    assert same["p"].eq(1.0).all()
    assert len(same) == len(list(combinations("abcdefghij", 2)))


@pytest.mark.theory
@pytest.mark.parametrize("of_row", [0.0, 0.5, 1.0])
def test_equal_plans_are_seldom_told_apart_where_the_row_decides(of_row):
    """At the default shape, 5 plans, 3 shocks x 9 rows, 2 runs, a row does the same to a plan under every shock."""
    luck = np.random.default_rng(13)
    design = Design(tuple("abcde"), _crossed(("surge", "flight", "drop"), 9), 2)
    level = np.repeat([100.0, 300.0, 20.0], 9)[None, :, None]
    wrong = 0
    for _ in range(1000):
        row = np.tile(luck.normal(size=(5, 9)), 3)[:, :, None]
        cube = level + of_row**0.5 * row + (1.0 - of_row) ** 0.5 * luck.normal(size=(5, 27, 2))
        wrong += bool(pair_rows(design, SHORT, cube)["told_apart"].any())
    assert wrong <= 65


@pytest.mark.theory
def test_what_differs_by_shock_is_no_chance():
    """A plan that is better by 1, 50 and 100 under three shocks is told apart: shocks are chosen, not drawn."""
    luck = np.random.default_rng(14)
    design = Design(("a", "b"), _crossed(("surge", "flight", "drop"), 9), 2)
    cube = luck.normal(size=(2, 27, 2))
    cube[1] += np.repeat([1.0, -50.0, 52.0], 9)[:, None]
    (row,) = pair_rows(design, SHORT, cube).to_dict("records")
    assert (row["units"], row["told_apart"]) == (9, True)


@pytest.mark.unit
def test_a_row_that_lacks_a_shock_is_no_unit_and_one_row_alone_counts_replications():
    cells = _crossed(("surge", "drop"), 3)
    cube = np.array([[1.0, 2.0, 3.0, 5.0, 7.0, 9.0], [2.0, 3.0, 5.0, 6.0, 9.0, 9.0]])[:, :, None]
    assert Design(("a", "b"), cells, 1).units(cube).tolist() == [[3.0, 4.5, 6.0], [4.0, 6.0, 7.0]]
    less = Design(("a", "b"), cells[:-1], 1)
    assert less.units(cube[:, :-1]).tolist() == [[3.0, 4.5], [4.0, 6.0]]
    assert pair_rows(less, SHORT, cube[:, :-1])["units"].tolist() == [2]
    alone = Design(("a", "b"), (("surge", "central"), ("drop", "central")), 3)
    runs = np.array([[[1.0, 2.0, 3.0], [3.0, 4.0, np.nan]], [[2.0, 2.0, 3.0], [2.0, 2.0, np.nan]]])
    assert alone.units(runs).tolist() == [[2.0, 3.0], [2.0, 2.0]]


@pytest.mark.unit
def test_plans_that_differ_are_told_apart_by_scenarios_and_not_by_runs():
    luck = np.random.default_rng(12)
    design = Design(("a", "b"), tuple(("surge", str(k)) for k in range(12)), 2)
    cube = luck.normal(size=(2, 12, 2))
    cube[1] += 3.0
    (row,) = pair_rows(design, TIMELY, -cube).to_dict("records")
    assert (row["plan"], row["against"], row["units"], row["told_apart"]) == ("b", "a", 12, True)
    assert row["low"] < row["difference"] < row["high"]
    of_scenario = luck.normal(size=(2, 12, 1))
    thousand = pair_rows(Design(design.plans, design.cells, 1000), SHORT, np.tile(of_scenario, 1000))
    assert thousand["p"].tolist() == pytest.approx(pair_rows(design, SHORT, np.tile(of_scenario, 2))["p"].tolist())
    assert pair_rows(Design(("a", "b"), (("surge", "1"),), 1), SHORT, cube[:, :1, :1]).empty


def _turning(rows, noise=0.0):
    """Draws of two parameters, and losses by which `first` decides which plan is best and `second` nothing."""
    high = {"first": [0, 0, 1, 1], "second": [0, 1, 0, 1] if rows == "apart" else [0, 0, 1, 1]}
    draws = pd.DataFrame(
        [(f"draw-{k}", name, 10.0 * side[k] + k) for k in range(4) for name, side in high.items()],
        columns=["row", "parameter", "value"],
    )
    design = Design(("a", "b"), tuple((s, f"draw-{k}") for s in ("surge", "drop") for k in range(4)), 1)
    luck = np.random.default_rng(1).normal(size=(2, 8)) * noise
    turned = np.array([high["first"] * 2, [1 - each for each in high["first"] * 2]]) * 100.0 + luck
    return design, draws, turned[:, :, None]


@pytest.mark.theory
def test_the_assumption_that_changes_the_best_plan_is_found_and_the_other_not():
    design, draws, cube = _turning("apart", noise=1.0)
    rows = changes_rows(design, SHORT, cube, draws, alike=5.0).set_index(["parameter", "shock", "criterion"])
    found = rows.loc["first", "all", "mean"]
    assert (found["best_low"], found["best_high"]) == ("a", "b")
    assert (found["changed"], found["clear"], found["same_rows_as"]) == (True, True, "")
    assert (found["low_to"], found["high_from"]) == (1.0, 12.0)
    assert rows.loc["first", "surge", "max_regret"]["changed"]
    assert not rows.loc["second", "all", "mean"]["changed"]
    assert set(rows.loc["second"]["best_low"]) <= {"a", "b", "a, b"}


@pytest.mark.theory
def test_assumptions_drawn_in_the_same_rows_are_told_to_be_one():
    design, draws, cube = _turning("together")
    rows = changes_rows(design, SHORT, cube, draws, alike=5.0).set_index(["parameter", "shock", "criterion"])
    assert rows.loc["second", "all", "mean"]["changed"]
    assert rows.loc["second", "all", "mean"]["same_rows_as"] == "first"
    assert rows.loc["first", "all", "mean"]["same_rows_as"] == "second"


@pytest.mark.unit
def test_a_change_that_chance_can_make_is_not_clear():
    design, draws, cube = _turning("apart")
    noisy = cube * 0.01 + np.random.default_rng(2).normal(size=cube.shape) * 50.0
    rows = changes_rows(design, SHORT, noisy, draws, alike=0.0)
    assert not rows["clear"].any()
    # two rows a half that agree by luck, the same under every shock: four shocks make no more of them
    few = Design(("a", "b"), tuple((s, f"draw-{k}") for s in "abcd" for k in range(4)), 1)
    of_row = np.array([[0.0, 0.0, 9.0, 30.0], [9.0, 30.0, 0.0, 0.0]])
    repeated = changes_rows(few, SHORT, np.tile(of_row, 4)[:, :, None], draws, alike=0.0)
    assert repeated["changed"].any()
    assert not repeated["clear"].any()
    one = draws[draws["row"].isin(["draw-0", "draw-3"])]
    assert changes_rows(design, SHORT, cube, one, alike=0.0).empty


@pytest.mark.unit
def test_draws_cover_each_range_and_halves_of_two_ranges_share_rows_evenly():
    spreads = {name: Spread(low=0.0, high=8.0) for name in ("p", "q", "r", "s", "t", "u")}
    rows = drawn_rows(spreads, 8, "latin_hypercube", 1)
    wide = rows.pivot(index="row", columns="parameter", values="value")
    for name in spreads:
        assert sorted(np.floor(wide[name]).astype(int)) == list(range(8))
    assert likeness(wide.to_numpy()) <= 0.5
    assert rows.equals(drawn_rows(spreads, 8, "latin_hypercube", 1))
    whole = drawn_rows({"p": Spread(low=3, high=5, whole=True)}, 6, "latin_hypercube", 1)
    assert set(whole["value"]) == {3.0, 4.0, 5.0}
    assert likeness(np.array([[1.0, 4.0], [2.0, 3.0], [3.0, 2.0], [4.0, 1.0]])) == 1.0


@pytest.mark.theory
def test_seeds_that_are_spawned_are_shared_with_no_neighbour():
    seeds = [spawned(seed, number) for seed in range(1, 41) for number in range(1, 41)]
    assert len(set(seeds)) == len(seeds) == 1600
    assert all(40 < each < 2**53 for each in seeds)
    spreads = {name: Spread(low=0.0, high=8.0) for name in ("p", "q", "r", "s", "t", "u")}
    designs = [drawn_rows(spreads, 8, "latin_hypercube", seed) for seed in range(1, 6)]
    assert len({tuple(each["value"]) for each in designs}) == 5
