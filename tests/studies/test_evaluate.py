"""The yearly evaluation over futures, from a table of targets made by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from sim.studies import evaluate

COLUMNS = ["replication", "clause", "measure", "value", "unit", "met", "why"]


def targets(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=COLUMNS)


MADE = targets(
    (0, "evaluation", "gap_next_year", 5.0, "persons", "no", "need less offered"),
    (0, "result goal A", "need_minus_settled", 100.0, "persons", "no", "at most 0"),
    (1, "result goal A", "need_minus_settled", -20.0, "persons", "yes", "at most 0"),
    (2, "result goal A", "need_minus_settled", 40.0, "persons", "no", "at most 0"),
    (0, "6.3", "share_warned_early", None, "share", "nothing due", "nothing of the kind happened"),
    (1, "6.3", "share_warned_early", 1.0, "share", "yes", "at least 1"),
    (2, "6.3", "share_warned_early", 1.0, "share", "yes", "at least 1"),
    (0, "information", "agreement_made_known", None, "", "not modelled", "in all bodies"),
    (9, "result goal A", "need_minus_settled", 1e6, "persons", "no", "a run that is left out"),
)


@pytest.mark.unit
def test_a_clause_is_told_by_mean_range_and_the_runs_in_which_it_is_met():
    found = evaluate.clauses(MADE, [0, 1, 2]).set_index("measure")
    gap = found.loc["need_minus_settled"]
    assert (gap["runs"], gap["mean"], gap["low"], gap["high"]) == (3, 40.0, -20.0, 100.0)
    assert (gap["judged"], gap["met"], gap["state"]) == (3, 1, "met in some")
    assert gap["share"] == pytest.approx(1 / 3)
    assert gap["share_low"] < 1 / 3 < gap["share_high"]
    warned = found.loc["share_warned_early"]
    assert (warned["judged"], warned["met"], warned["state"], warned["varies"]) == (2, 2, "met in all", True)
    assert warned["share_low"] == 0.0  # two of two say nothing: rule of three
    known = found.loc["agreement_made_known"]
    assert (known["judged"], known["state"], known["runs"]) == (0, "not modelled", 0)
    assert math.isnan(known["mean"])


@pytest.mark.unit
def test_clauses_stand_in_the_order_of_the_agreement_and_an_unknown_one_comes_last():
    more = pd.concat([MADE, targets((0, "99.9", "new", 1.0, "", "yes", "because"))])
    found = evaluate.clauses(more, [0, 1, 2])
    assert list(dict.fromkeys(found["section"])) == ["goal_a", "directorates", "turn", "other"]


@pytest.mark.unit
def test_shares_in_time_are_held_against_their_targets():
    made = targets(
        (0, "result goal A", "share_settled_within_target_x", 0.8, "share", "no", "at least 0.9"),
        (1, "result goal A", "share_settled_within_target_x", 0.96, "share", "yes", "at least 0.9"),
        (0, "2.4", "answer_share_all", 0.5, "share", "no", "at least 0.9"),
        (0, "7.3", "share_in_time_minors_15_17", None, "share", "nothing due", "nobody"),
    )
    limits = {"share_settled_within_target_x": 0.9, "answer_share_all": 0.9, "share_in_time_minors_15_17": 0.9}
    found = evaluate.in_time(evaluate.clauses(made, [0, 1]), limits)
    assert list(found["measure"]) == ["share_settled_within_target_x"]
    assert found.iloc[0][["mean", "low", "high", "judged", "met", "target"]].tolist() == [0.88, 0.8, 0.96, 2, 1, 0.9]


@pytest.mark.unit
def test_places_and_settled_are_reckoned_from_the_need():
    made = targets(
        (0, "Nasjonalt utvalg", "need", 1000.0, "persons", "yes", ""),
        (0, "Nasjonalt utvalg", "need_distributed", 1.1, "share", "yes", ""),
        (0, "term", "need_above_offered", 150.0, "persons", "no", ""),
        (0, "result goal A", "need_minus_settled", 200.0, "persons", "no", ""),
        (0, "evaluation", "need_next_year", 900.0, "persons", "no yardstick", ""),
    )
    found = evaluate.need_and_offers(made, [0]).set_index("flow")["mean"]
    assert found.to_dict() == pytest.approx(
        {"need": 1000.0, "requested": 1100.0, "offered": 850.0, "settled": 800.0, "need_next": 900.0}
    )
