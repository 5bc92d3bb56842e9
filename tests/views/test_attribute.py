"""What is said of parts, causes and clauses, from tables made by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd
import pytest

from sim.views import attribute as views
from sim.views.attribute import between, change
from sim.views.causes import cause_sentences
from sim.views.english import ENGLISH
from sim.views.evaluate import often
from sim.views.parts import Game, cell

MANIFEST = {"parameters": {"rule": 1, "estimated": 2, "assumed": 3}, "validated": {"lines": []}}
PART = ["metric", "unit", "player", "part", "low", "high", "told", "orders_se", "last", "last_low", "last_high"]
TOTAL = ["metric", "unit", "runs", "none", "all", "all_low", "all_high", "total", "low", "high"]


def game(*parts: tuple, totals: list[tuple], pairs: int = 2) -> Game:
    by_run = pd.DataFrame(columns=["metric", "player", "replication", "part"])
    return Game(pd.DataFrame(parts, columns=PART), pd.DataFrame(totals, columns=TOTAL), by_run, 5, pairs, 9)


def seen(bought: Game) -> views.Seen:
    alone = pd.DataFrame(
        [("cost_total", "NOK", "emergency_frames", 1e9, 8e8, 1.2e9, True)],
        columns=["metric", "unit", "measure", "effect", "low", "high", "told"],
    )
    players = {"emergency_frames": ("emergency_frames",), "processing": ("move_caseworkers", "hire_caseworkers")}
    return views.Seen(
        "reactive", "autumn_surge", 1.0, dt.date(2024, 1, 1), 366, 6, bought, alone, players, ("care_purchase",), None,
        None, {"cost_total": "lower"},
    )  # fmt: skip


COST = game(
    ("cost_total", "NOK", "emergency_frames", 9e8, 7e8, 1.1e9, True, 2e7, 1e9, 8e8, 1.2e9),
    ("cost_total", "NOK", "processing", 1e8, -5e7, 2.5e8, False, 1e5, 1e8, 0.0, 2e8),
    totals=[("cost_total", "NOK", 5, 2e10, 2.1e10, 2e10, 2.2e10, 1e9, 8e8, 1.2e9)],
)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("low", "high", "told"),
    [(-300.0, -20.0, "20 to 300 less"), (20.0, 300.0, "20 to 300 more"), (-300.0, 20.0, "300 less to 20 more")],
)
def test_an_interval_of_a_change_is_told_from_its_smaller_end(low, high, told):
    assert between(low, high, "persons", ENGLISH) == told


@pytest.mark.unit
def test_a_change_is_so_much_less_or_more_or_none():
    assert change(-12_345.0, "person-days", ENGLISH) == "12,300 less"
    assert change(2e9, "NOK", ENGLISH) == "2,000 million NOK more"
    assert change(0.0, "days", ENGLISH) == "no difference"


@pytest.mark.unit
def test_the_answer_names_what_is_told_from_nothing_what_is_not_and_what_was_never_used():
    answer = views.answer(seen(COST), MANIFEST)
    said = "\n".join(answer.says)
    assert "1,000 million NOK more (95 % interval 800 million NOK to 1,200 million NOK more, 5 runs), so the" in said
    assert "emergency places on framework contracts 900 million NOK more (90 % of it)" in said
    assert "cannot be told from nothing by 5 runs: registration and case-work" in said
    assert "Never used in any of 6 runs of the whole plan" in said
    assert "care places bought" in said
    assert any("1 of 6 runs failed, or lack" in each for each in answer.sure)
    rows = {row[0]: row for row in answer.shown[0].rows}
    assert rows["emergency places on framework contracts"][2] == "900 (700 to 1,100) *"
    assert rows["registration and case-work"][2] == "100 (-50 to 250)"
    assert rows["registration and case-work"][3] == "0"  # an error of 0.1 million in a figure of 20,000 million is none


def of_cost(none: float, change: float, half: float) -> str:
    """What is said first of a cost that the plan changes so much."""
    part = ("cost_total", "NOK", "processing", change, change - half, change + half, False, 1e6, change, change, change)
    ends = (change, change - half, change + half)
    total = ("cost_total", "NOK", 5, none, none + change, none, none, *ends)
    return views.answer(seen(game(part, totals=[total])), MANIFEST).says[0]


@pytest.mark.unit
def test_it_is_said_whether_the_plan_makes_a_figure_better_or_worse():
    assert "so the plan makes it worse. " in of_cost(2e10, 1e9, 2e8)
    assert "; whether that is a gain is not told, since no figure on persons without" in of_cost(2e10, -1e9, 2e8)
    assert "so it is not known whether the plan makes it better or worse. " in of_cost(2e10, 1e9, 2e9)
    assert "The largest in these runs: registration and case-work 1,000 million NOK more." in of_cost(2e10, 1e9, 2e8)


@pytest.mark.unit
def test_an_interval_with_a_star_does_not_end_at_nothing():
    assert cell(-53e6, -105e6, -7e5, "NOK", ENGLISH, told=True, least=2e6) == "-53 (-105 to -0.7) *"
    assert cell(-53e6, -105e6, -7e5, "NOK", ENGLISH, told=False, least=2e6) == "-53 (-105 to 0)"


@pytest.mark.unit
def test_a_figure_that_the_plan_leaves_as_it_is_has_no_interval_and_no_parts():
    assert of_cost(2e10, 0.0, 0.0) == (
        "Cost in the period: 20,000 million NOK with no measure at all and with reactive, the same in each of 5 runs."
    )


@pytest.mark.unit
def test_exact_parts_have_no_column_and_no_line_for_an_error_of_orders():
    drawn, exact = (views.answer(seen(dataclasses.replace(COST, pairs=pairs)), MANIFEST).shown[0] for pairs in (2, 0))
    assert len(drawn.columns) == len(exact.columns) + 1
    assert "from orders: standard error" in drawn.note
    assert "orders" not in exact.note
    assert {len(row) for row in exact.rows} == {len(exact.columns)}


@pytest.mark.unit
def test_two_sizes_near_each_other_are_written_so_that_they_differ():
    assert "20,000 million NOK with no measure at all, 20,022 million NOK with reactive" in of_cost(2e10, 2.2e7, 1e6)


@pytest.mark.unit
def test_what_changed_nothing_has_no_interval_of_the_others_in_table_and_picture():
    nan = float("nan")
    parts = (
        ("cost_total", "NOK", "emergency_frames", 1e9, 7e8, 1.3e9, True, 2e8, 1e9, 8e8, 1.2e9),
        ("cost_total", "NOK", "processing", 0.0, nan, nan, False, 1.4e8, 0.0, 0.0, 0.0),
    )
    whole = ("cost_total", "NOK", 5, 2e10, 2.1e10, 2e10, 2.2e10, 1e9, 8e8, 1.2e9)
    answer = views.answer(seen(game(*parts, totals=[whole])), MANIFEST)
    rows = {row[0]: row for row in answer.shown[0].rows}
    assert rows["registration and case-work"][2:4] == ("0 †", "-")
    assert "† changed nothing wherever it was looked at" in answer.shown[0].note
    axes = answer.pictures[0].figure.axes[0]
    lines = [line for line in axes.lines if set(line.get_ydata()) == {2}]
    assert not lines, "casework is the second bar after that of no measure"
    assert [line for line in axes.lines if set(line.get_ydata()) == {1}]


@pytest.mark.unit
def test_a_part_that_works_the_other_way_is_named_as_such():
    parts = (
        ("cost_total", "NOK", "emergency_frames", -9e8, -1e9, -8e8, True, 0.0, -9e8, -1e9, -8e8),
        ("cost_total", "NOK", "close_places", 2e8, 1e8, 3e8, True, 0.0, 2e8, 1e8, 3e8),
    )
    whole = ("cost_total", "NOK", 5, 2e9, 1.3e9, 1e9, 2e9, -7e8, -8e8, -6e8)
    made = dataclasses.replace(
        seen(game(*parts, totals=[whole])),
        players={"emergency_frames": ("emergency_frames",), "close_places": ("close_places",)},
    )
    said = views.answer(made, MANIFEST).says[0]
    assert "contracts 900 million NOK less (129 % of it). The other way: places closed 200 million NOK more." in said


@pytest.mark.unit
def test_it_is_said_from_how_many_orders_parts_are_and_that_few_are_rough():
    parts = [
        ("cost_total", "NOK", each, 1e8, 9e7, 1.1e8, told, 1e6, 0.0, 0.0, 0.0)
        for each, told in zip(("processing", *["emergency_frames"] * 6), (True, *[False] * 6), strict=True)
    ]
    whole = ("cost_total", "NOK", 5, 2e9, 2.1e9, 1e9, 2e9, 1e8, 9e7, 1.1e8)

    def told(pairs: int, *rows: tuple) -> tuple[str, str]:
        answer = views.answer(seen(game(*rows, totals=[whole], pairs=pairs)), MANIFEST)
        return answer.says[0], "\n".join(answer.sure)

    said, sure = told(2, *parts)
    assert "Of that, roughly, from only 4 of 5,040 orders of its parts, registration and case-work" in said
    assert "make every part a rough one" in sure
    said, sure = told(10, *parts)
    assert "Of that, from 20 of 5,040 orders of its parts, registration and case-work" in said
    assert "rough" not in sure
    assert "Of that, registration and case-work" in told(0, *parts)[0]
    assert "by 5 runs and 4 of 720 orders" in told(2, *parts[1:])[0]


@pytest.mark.unit
def test_a_figure_that_changes_little_is_drawn_as_its_change():
    (cost,) = views.answer(seen(COST), MANIFEST).pictures
    axes = cost.figure.axes[0]
    assert "change against no measure at all" in axes.get_xlabel()
    assert max(patch.get_x() + patch.get_width() for patch in axes.patches) == pytest.approx(1000.0)
    much = game(
        ("cost_total", "NOK", "emergency_frames", -1.5e10, -1.6e10, -1.4e10, True, 0.0, -1e10, -1e10, -1e10),
        totals=[("cost_total", "NOK", 5, 2e10, 5e9, 5e9, 5e9, -1.5e10, -1.6e10, -1.4e10)],
        pairs=0,
    )
    (drawn,) = views.answer(seen(much), MANIFEST).pictures
    assert "change against" not in drawn.figure.axes[0].get_xlabel()
    assert drawn.figure.axes[0].patches[0].get_width() == pytest.approx(20_000.0)


@pytest.mark.unit
def test_a_gap_and_a_need_that_was_met_are_told_apart():
    part = ("need_minus_settled", "persons", "offers", 300.0, 250.0, 350.0, True, 0.0, 0.0, 0.0, 0.0)
    short = game(part, totals=[("need_minus_settled", "persons", 5, 100.0, 400.0, 390.0, 410.0, 300.0, 250.0, 350.0)])
    (told,) = cause_sentences(short, 2024, ENGLISH)
    assert "of the need 400 persons had to wait beyond 31 December (95 % interval 390 to 410)" in told
    assert "Municipal offers +300; 100 are left" in told
    spare = game(part, totals=[("need_minus_settled", "persons", 5, -340.0, -40.0, -60.0, -20.0, 300.0, 250.0, 350.0)])
    (met,) = cause_sentences(spare, 2024, ENGLISH)
    assert "the need was met with 40 persons to spare (95 % interval 20 to 60)" in met


@pytest.mark.unit
def test_how_often_is_a_natural_frequency():
    assert often(7, 10, ENGLISH) == "in 7 of 10 futures"
    assert often(10, 10, ENGLISH) == "in all 10 futures"
    assert often(0, 10, ENGLISH) == "in none of 10 futures"
    assert often(0, 0, ENGLISH) == "in no future is it judged"


def short_and_cheap(short: float) -> list[str]:
    """What is said of a plan that saves money and changes the shortage so much."""
    shortage = "person_days_without_place"
    parts = [
        (shortage, "person-days", "processing", short, short - 9, short + 9, True, 0.0, short, short, short),
        ("cost_total", "NOK", "processing", -2e8, -3e8, -1e8, True, 0.0, -2e8, -3e8, -1e8),
    ]
    totals = [
        (shortage, "person-days", 5, 9e4, 9e4 + short, 1.0, 1.0, short, short - 9, short + 9),
        ("cost_total", "NOK", 5, 2e10, 1.98e10, 1.0, 1.0, -2e8, -3e8, -1e8),
    ]
    made = seen(game(*parts, totals=totals, pairs=0))
    alone = pd.DataFrame(
        [
            (shortage, "person-days", "move_caseworkers", 700.0, 500.0, 900.0, True),
            (shortage, "person-days", "hire_caseworkers", -20.0, -90.0, 50.0, False),
        ],
        columns=["metric", "unit", "measure", "effect", "low", "high", "told"],
    )
    made = dataclasses.replace(made, better={shortage: "lower", "cost_total": "lower"}, alone=alone)
    return [*views.answer(made, MANIFEST).says]


@pytest.mark.unit
def test_a_plan_that_saves_while_more_are_without_a_place_is_not_called_better():
    said = "\n".join(short_and_cheap(60_500.0))
    assert "so the plan makes it better" not in said
    assert "that is no gain by itself, since more persons are without a place under the plan (60,500 more" in said
    assert "so the plan makes it better" in "\n".join(short_and_cheap(-60_500.0))
    assert "costs nothing in the model: read cost beside the shortage, never alone" in said


@pytest.mark.unit
def test_of_a_part_that_raises_the_shortage_the_measure_is_named_that_does():
    said = "\n".join(short_and_cheap(60_500.0))
    told = "Of registration and case-work, which raises person-days without a place, these raise it, "
    assert told in said
    assert "700 more (500 to 900 more)." in said.partition(told)[2]
    assert told not in "\n".join(short_and_cheap(-60_500.0))


@pytest.mark.unit
def test_without_single_measures_there_is_no_empty_table():
    made = seen(COST)
    assert ENGLISH.say("attr_singles") in [each.heading for each in views.answer(made, MANIFEST).shown]
    none = dataclasses.replace(made, alone=made.alone.iloc[:0])
    assert ENGLISH.say("attr_singles") not in [each.heading for each in views.answer(none, MANIFEST).shown]
