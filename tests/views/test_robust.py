"""What `beredt robust` says of tables that are known: ties, fronts that do not hold, orders that depend."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.studies import robust as study
from sim.studies import robust_front as fronts
from sim.views.english import ENGLISH
from sim.views.robust import answer, share
from sim.views.robust_asked import Asked
from sim.views.robust_tables import _share

SHORT, COST = "person_days_without_place", "cost_total"
PLANS = ("do_nothing", "agreement_2018", "early_warning")
CELLS = tuple(
    (shock, row) for shock in ("autumn_surge", "drop") for row in ("central", "draw-1", "draw-2", "draw-3", "draw-4")
)
ASKED = Asked(
    plans=PLANS, shocks=("autumn_surge", "drop"), losses=(SHORT, COST), units={SHORT: "person-days", COST: "NOK"},
    higher=frozenset(), targets={SHORT: 900.0}, alike={SHORT: 10.0}, worst_share=0.2, replications=2, fresh=1,
    own_starts={"drop": "full_house"}, left_out=0, scenarios=10, rows=5, futures=20, draws=4, least_draws=4,
    runs=60, warned=7,
)  # fmt: skip
MANIFEST = {"validated": {"lines": []}}


def _tables(short, cost, parameters=True, limit=900.0):
    """Return the tables of losses of shape (plans, scenarios, replications)."""
    design = study.Design(PLANS, CELLS, 2)
    cubes = {SHORT: np.asarray(short, dtype=float), COST: np.asarray(cost, dtype=float)}
    met, each = study.targets_met(cubes, {SHORT: limit})
    draws = pd.DataFrame(
        [(f"draw-{k}", "casework.staff.caseworkers", float(k)) for k in range(1, 5)] if parameters else [],
        columns=["row", "parameter", "value"],
    )
    known = pd.DataFrame(
        [("casework.staff.caseworkers", "casework.staff", 2.0, 1.0, 4.0, "posts", "assumed: not for budgets", "")],
        columns=["parameter", "fact", "value", "low", "high", "unit", "warn", "note"],
    )
    losses = {name: study.means(cube) for name, cube in cubes.items()}
    many = {
        "losses": [study.loss_rows(design, name, losses[name], ASKED.alike.get(name, 0.0)) for name in cubes],
        "criteria": [study.criteria_rows(design, name, cube, met, 0.2, 100) for name, cube in cubes.items()],
        "pairs": [fronts.pair_rows(design, name, cube) for name, cube in cubes.items()],
        "changes": [fronts.changes_rows(design, name, cube, draws, 10.0) for name, cube in cubes.items()],
    }
    return {
        "targets": study.target_rows(design, met, each),
        **{name: pd.concat(parts, ignore_index=True) for name, parts in many.items()},
        "front": fronts.front_rows(design, cubes, ASKED.alike, 1),
        "stability": study.stability_rows(design, losses, study.means(met), ASKED.alike, 0.2, 20),
        "parameters": known,
        "draws": draws,
    }


def _flat(*values):
    """Return losses that are the same in every scenario, apart in both replications by a little."""
    return np.array(values)[:, None, None] + np.arange(10)[None, :, None] + np.array([0.0, 0.5])[None, None, :]


@pytest.mark.unit
def test_ties_are_starred_in_table_and_figure():
    tables = _tables(_flat(500.0, 100.0, 105.0), _flat(1e9, 2e9, 3e9))
    found = answer(ASKED, tables, MANIFEST)
    shown = next(each for each in found.shown if each.heading.startswith("Person-days without a place"))
    assert [row[1] for row in shown.rows] == ["0.4", "* 0", "* 0.005"]
    texts = [text.get_text() for text in found.pictures[0].figure.axes[0].texts]
    assert sum(text.startswith("* 0") for text in texts) == 6  # two shocks and the worst case, for two plans
    assert any(text.startswith("0.4\nlargest 0.4") for text in texts)
    assert "agreement 2018 and early warning meet all targets" not in found.says[0]
    assert "Every plan meets all targets" in found.says[0]


@pytest.mark.unit
def test_targets_that_tell_no_plans_apart_come_after_what_a_plan_buys_and_what_it_costs():
    says = answer(ASKED, _tables(_flat(500.0, 300.0, 400.0), _flat(1e9, 2e9, 3e9), limit=1.0), MANIFEST).says
    assert says[0].startswith(
        "agreement 2018 has 200 person-days less (person-days without a place) and 1,000 m NOK more (cost in the "
        "period) than do nothing (means of 10 scenarios). No plan meets all targets"
    )
    one = answer(ASKED, _tables(_flat(100.0, 300.0, 400.0), _flat(1e9, 2e9, 3e9), limit=1.0), MANIFEST).says[0]
    assert one.startswith("Best by person-days without a place: do nothing, 105 person-days (mean of 10 scenarios). No")
    luck = np.random.default_rng(4).normal(0.0, 3000.0, (10, 2))
    short = _flat(5000.0, 4900.0, 5000.0)
    short[1] += luck - luck.mean()
    unsure = answer(ASKED, _tables(short, _flat(1e9, 2e9, 3e9), limit=-1e9), MANIFEST).says[0]
    assert "whose difference in the first cannot be told from chance" in unsure


@pytest.mark.unit
def test_too_few_drawn_rows_are_not_none():
    tables = _tables(_flat(100.0, 500.0, 800.0), _flat(1e9, 2e9, 3e9), parameters=False)
    few = answer(replace(ASKED, draws=2), tables, MANIFEST).says
    assert "What the drawn values change cannot be said from 2 rows of them: it takes 4 or more (draws)." in few
    assert not any("No assumed value was drawn" in each for each in few)
    none = answer(replace(ASKED, draws=0), tables, MANIFEST).says
    assert any("No assumed value was drawn" in each for each in none)


@pytest.mark.unit
def test_numbers_are_told_as_they_are_read():
    short = _flat(500.0, 100.0, 200.0)
    short[0, :, 1] += 40.0  # worse in the runs held out: in sample less out of sample is below 0
    tables = _tables(short, _flat(1e9, 2e9, 3e9))
    found = answer(replace(ASKED, shocks=("autumn_surge",)), tables, MANIFEST)
    gap = next(each for each in found.says if each.startswith("Found on some runs"))
    assert " -" not in gap
    assert "the order of the plans is the same by every criterion (Kendall's tau 1.00)." in "".join(found.says)
    assert "(1 shock, each under" in "".join(found.sure)


@pytest.mark.unit
def test_the_front_names_its_plans_above_and_nothing_runs_into_another_panel():
    found = answer(ASKED, _tables(_flat(500.0, 100.0, 200.0), _flat(1e9, 2e9, 3e9)), MANIFEST)
    (front,) = [each for each in found.pictures if each.name == "front"]
    (legend,) = front.figure.legends
    assert [each.get_text() for each in legend.get_texts()] == ["do nothing", "agreement 2018", "early warning"]
    assert not any(axes.texts for axes in front.figure.axes)
    assert "interval" not in front.figure.get_supxlabel().replace("no interval", "")
    front.figure.draw_without_rendering()
    for axes in front.figure.axes:
        assert axes.yaxis.label.get_window_extent().height <= axes.get_window_extent().height


@pytest.mark.unit
def test_a_plan_that_is_beaten_is_named_with_what_beats_it():
    tables = _tables(_flat(500.0, 100.0, 200.0), _flat(1e9, 2e9, 3e9))
    front = next(each for each in answer(ASKED, tables, MANIFEST).says if "at once" in each)
    assert "No plan beats do nothing and agreement 2018 on" in front
    assert "early warning is nowhere better, and somewhere worse, than agreement 2018" in front
    assert "every plan keeps its place" in front


@pytest.mark.unit
def test_a_front_that_fresh_runs_turn_round_is_not_settled():
    short = _flat(500.0, 100.0, 200.0)
    short[1:, :, 1] = short[1:, :, 1][::-1]
    tables = _tables(short, _flat(1e9, 2e9, 2e9))
    front = next(each for each in answer(ASKED, tables, MANIFEST).says if "at once" in each)
    assert "agreement 2018 and early warning would change place, so that the front is not settled" in front
    unheld = answer(replace(ASKED, fresh=0), tables, MANIFEST)
    assert any("was not tested on fresh ones" in each for each in unheld.says)


@pytest.mark.unit
def test_an_order_that_depends_on_the_criterion_is_said_to():
    short = _flat(100.0, 150.0, 200.0)
    short[0, 0] += 800.0  # the best but for one scenario, in which it is the worst by far
    says = answer(ASKED, _tables(short, _flat(1e9, 2e9, 3e9)), MANIFEST).says
    told = next(each for each in says if each.startswith("Person-days without a place: the order depends on the crit"))
    assert "below 0.6" in told
    calm = answer(ASKED, _tables(_flat(100.0, 150.0, 950.0), _flat(1e9, 2e9, 3e9)), MANIFEST).says
    assert any("much alike by every criterion" in each for each in calm)
    assert not any("order depends" in each for each in calm)


@pytest.mark.unit
def test_what_changes_the_best_plan_is_framed_and_what_does_not_is_said():
    short = _flat(100.0, 500.0, 800.0)
    short[0, [3, 4, 8, 9]] += 800.0
    tables = _tables(short, _flat(1e9, 2e9, 3e9))
    found = answer(ASKED, tables, MANIFEST)
    (told,) = [each for each in found.says if each.startswith("What is assumed changes")]
    assert (
        "do nothing up to 2 posts, but agreement 2018 from 3 posts, of caseworkers (assumed: not for budgets)" in told
    )
    cells = [text.get_text() for text in found.pictures[-1].figure.axes[0].texts]
    assert cells == ["do nothing -> agreement\n2018", "do nothing"]
    frames = [patch for patch in found.pictures[-1].figure.axes[0].patches if not patch.get_fill()]
    assert [frame.get_linestyle() for frame in frames] == ["dashed" if "chance alone" in told else "solid"]
    same = answer(ASKED, _tables(_flat(100.0, 500.0, 800.0), _flat(1e9, 2e9, 3e9)), MANIFEST)
    assert any("stays the same: do nothing, in the lower and the upper half" in each for each in same.says)
    none = answer(ASKED, _tables(short, short, parameters=False), MANIFEST)
    assert [picture.name for picture in none.pictures] == [f"regret_{SHORT}", f"regret_{COST}", "front"]


@pytest.mark.unit
def test_plans_that_meet_the_targets_equally_often_are_told_together():
    tables = _tables(_flat(500.0, 100.0, 105.0), _flat(1e9, 2e9, 3e9), limit=400.0)
    says = answer(ASKED, tables, MANIFEST).says
    assert says[0].startswith("agreement 2018 and early warning meet all targets equally often")
    assert "do nothing in none of 20 futures (share at most 60 %)" in says[0]
    assert any("drop begins from a start of its own, full house" in each for each in says)
    nobody = answer(ASKED, _tables(_flat(500.0, 100.0, 105.0), _flat(1e9, 2e9, 3e9), limit=1.0), MANIFEST).says[0]
    assert "No plan meets all targets in any of 20 futures" in nobody
    assert "person-days without a place" in nobody


@pytest.mark.unit
def test_a_language_has_every_text_of_the_answer():
    tables = _tables(_flat(500.0, 100.0, 200.0), _flat(1e9, 2e9, 3e9))
    other = replace(
        ENGLISH, sentences={key: text.upper() if "{" not in text else text for key, text in ENGLISH.sentences.items()}
    )
    found = answer(ASKED, tables, MANIFEST, other)
    assert found.pictures[0].figure.axes[0].get_xticklabels()[-1].get_text() == "TARGETS MET"


@pytest.mark.unit
def test_a_cheaper_plan_with_more_without_a_place_is_not_called_the_best_on_cost():
    said = "\n".join(answer(ASKED, _tables(_flat(500.0, 100.0, 200.0), _flat(1e9, 2e9, 3e9)), MANIFEST).says)
    cost = "Cost in the period: lowest, or nearly, in every scenario: do nothing, which is no gain by itself"
    assert f"{cost}, since more persons are without a place under it than under agreement 2018." in said
    assert "costs nothing in the model: read cost beside the shortage, never alone" in said
    both = "\n".join(answer(ASKED, _tables(_flat(100.0, 500.0, 200.0), _flat(1e9, 2e9, 3e9)), MANIFEST).says)
    assert "Cost in the period: best, or tied with the best, in every scenario: do nothing." in both
    by_cost = replace(ASKED, losses=(COST, SHORT))
    first = answer(by_cost, _tables(_flat(500.0, 100.0, 200.0), _flat(1e9, 2e9, 3e9), limit=1.0), MANIFEST).says[0]
    assert "Best by" not in first


@pytest.mark.unit
def test_shares_of_none_are_by_the_rule_of_three_and_of_too_few_are_not_told():
    few = {"hits": 0, "runs": 9, "low": 0.0, "high": 1.0}
    assert share(few, ENGLISH) == "in 0 of 9 futures (too few to tell a share)"
    assert _share(few, True, ENGLISH) == "0 of 9 (too few to tell)"
    assert share({**few, "high": 0.3}, ENGLISH) == "in none of 9 futures (share at most 30 %)"
    found = answer(ASKED, _tables(_flat(500.0, 300.0, 400.0), _flat(1e9, 2e9, 3e9), limit=1.0), MANIFEST)
    (table,) = [each for each in found.shown if each.heading == "Futures in which the targets are met"]
    assert "rule of three" in table.note
    assert "share at most 60 %" in found.says[0]  # of five rows of values, none
