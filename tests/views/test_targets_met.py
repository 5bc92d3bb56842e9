from dataclasses import replace

import pytest

from sim.results import Results
from sim.runs.keys import RunKey
from sim.runs.writer import TableWriter
from sim.views import style
from sim.views.targets_met import targets_met
from tests.support import synthetic

PLANS = ["lean", "buffer"]
TIMES = [{"name": "all", "within_days": 183, "share": 0.9}]


def _evaluated(shares):
    rows = [(2024, "goal A", "share_of_due_settled_in_time_all", share, "share", met, "of those whose time ran out")
            for share, met in shares]  # fmt: skip
    names = ("year", "clause", "measure", "value", "unit", "met", "why")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    keys = [RunKey("surge", plan, run) for plan in PLANS for run in range(3)]
    with TableWriter(folder, keys) as writer:
        for key in keys:
            share = 0.85 + 0.03 * key.replication
            made = synthetic.run_tables(key.plan, key.replication)
            writer.add(key, replace(made, targets=_evaluated([(share, "yes" if share >= 0.9 else "no")])))
    return Results(folder)


@pytest.fixture(scope="module")
def drawn(results):
    return targets_met(results, "surge", PLANS, TIMES)


@pytest.mark.unit
def test_a_dot_is_the_mean_of_the_runs_with_their_range_a_year_as_evaluated(drawn):
    row = drawn.table[drawn.table["group"].str.startswith("2024")].set_index("plan").loc["lean"]
    assert row[["low", "mean", "high"]].tolist() == pytest.approx([0.85, 0.88, 0.91])
    assert (row["met"], row["runs"]) == (1, 3)


@pytest.mark.unit
def test_groups_count_all_whose_time_ran_out_in_the_period(drawn):
    row = drawn.table[drawn.table["group"] == "whole period, all"].set_index("plan").loc["buffer"]
    assert (row["mean"], row["persons"]) == (pytest.approx(0.7), 1600.0), "800 in each of two years"


@pytest.mark.unit
def test_the_target_is_a_line_and_n_and_the_clock_are_told(drawn):
    panel = drawn.figure.axes[0]
    goals = [line for line in panel.get_lines() if line.get_color() == style.VERMILLION]
    assert [list(line.get_xdata()) for line in goals] == [[0.9, 0.9]]
    said = {text.get_text() for text in panel.texts}
    assert {"n = 1,600", "met in 1 of 3 runs"} <= said
    assert panel.get_title(loc="left") == "Target: 90 % within 183 days"
    assert "The clock runs from the permit to the move" in drawn.text


@pytest.mark.unit
def test_a_target_of_other_days_has_no_groups_as_no_wait_was_counted_against_it(results):
    other = targets_met(results, "surge", PLANS, [{"name": "all", "within_days": 92, "share": 0.75}])
    assert set(other.table["group"]) == {"2024, as evaluated"}


@pytest.mark.unit
def test_where_nothing_fell_due_there_is_no_figure(results):
    assert targets_met(results, "surge", PLANS, [{"name": "children", "within_days": 92, "share": 0.75}]) is None


@pytest.mark.unit
def test_years_count_by_those_whose_time_ran_out_in_them_and_a_group_of_none_is_left_out(tmp_path):
    """900 of whom 90 % moved in time and 100 of whom 10 % did: 82 % of 1,000, and not half of each year's share."""
    rows = [
        ("all", 2024, 0.9, 900), ("all", 2025, 0.1, 100), ("all", 2026, None, 0), ("individual", 2024, None, 0),
    ]  # fmt: skip
    made = synthetic.run_tables("lean", 0)
    plain = {name: list(column)[:1] * len(rows) for name, column in made.waits.items()}
    plain["stage"] = ["decided_to_settled"] * len(rows)
    for place, name in enumerate(("group", "year", "within_183", "due_183")):
        plain[name] = [row[place] for row in rows]
    keys = [RunKey("surge", plan, 0) for plan in PLANS]
    with TableWriter(tmp_path, keys) as writer:
        for key in keys:
            writer.add(key, synthetic.with_columns(made, waits=plain, targets=_evaluated([(0.85, "no")])))
    table = targets_met(Results(tmp_path), "surge", PLANS, TIMES).table
    groups = table[table["group"].str.startswith("whole period")]
    assert set(groups["group"]) == {"whole period, all"}
    assert groups["mean"].tolist() == pytest.approx([0.82, 0.82])
    assert groups["persons"].tolist() == [1000.0, 1000.0]
