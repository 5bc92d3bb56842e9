"""The verb brief as a user meets it, with short runs of the nation."""

from __future__ import annotations

import pandas as pd
import pytest

from sim import cli

SHORT = ("start=2024_as_came", "shock.onset=02-01", "horizon_days=150", "replications=2", "workers=1", "progress=false")


@pytest.mark.behaviour
def test_the_director_is_told_places_orders_first_break_and_exit_cost(tmp_path, capsys):
    out = tmp_path / "out"
    assert cli.main(["brief", *SHORT, "weeks=8", f"out={out}"]) == 0
    told = capsys.readouterr().out
    for part in ("For the director", "could stand", "First to break: ", "Who must order what", "out of sample"):
        assert part in told
    first = (out / "summary.md").read_text(encoding="utf-8").split("**In short.** ")[1]
    assert first.removeprefix("Not all").removeprefix("All").startswith(" have a roof: people without a bed in ")
    flat = " ".join(told.split())
    assert "What breaks from 1 Feb 2024 on" in flat
    assert "Broken before 1 Feb 2024: children in emergency in 2 of 2, at the earliest on 1 Jan 2024" in flat
    assert "The world of 1 Jan 2024, in which the runs begin, has emergency accommodation in use: " in flat
    assert "chance at least 0 %" not in flat  # two runs tell nothing of a chance
    table = pd.read_parquet(out / "need_and_places.parquet")
    assert list(table["week"]) == list(range(9))
    assert (table["need_low"] <= table["need"]).all()
    assert (table["openable"] >= table["places"]).all()
    assert (table["standing"] <= table["places"]).all()
    assert (table["openable"] - table["standing"]).iloc[-1] > 0.0
    assert (out / "figures" / "brief_places.png").stat().st_size > 10_000


@pytest.mark.behaviour
def test_the_minister_is_told_roofs_children_cost_and_who_decides(tmp_path, capsys):
    out = tmp_path / "out"
    assert cli.main(["brief", "summary=minister", "plan=options_and_frames", *SHORT, f"out={out}"]) == 0
    told = capsys.readouterr().out
    assert ("All have a roof: " in told) != ("Not all have a roof: " in told)
    parts = ("For the minister", "Minors in adult centres: ", "The state pays NOK ", "2024 to 29 May", "Storting",
             "from Feb 2024 on)", "costs less the grants")  # fmt: skip
    for part in parts:
        assert part in told
    assert "Bars of mean cost by year: 2024 to 29 May " in (out / "summary.md").read_text(encoding="utf-8")
    cost = pd.read_parquet(out / "cost.parquet").set_index(["payer", "year"])["mean"]
    state = [payer for payer, year in cost.index if year == "2024" and payer not in ("total", "municipalities")]
    assert cost["total", "2024"] == pytest.approx(sum(cost[payer, "2024"] for payer in state))


@pytest.mark.failure
def test_all_that_is_wrong_with_the_question_is_told_at_once(tmp_path, capsys):
    words = ["as_of=2030-01-01", "roof=no_rof", "children=[kids]", "plan=do_nothing", f"out={tmp_path / 'out'}"]
    assert cli.main(["brief", *SHORT, *words]) == 2
    told = capsys.readouterr().err
    for part in ("no_rof", "no_roof", "kids", "must lie in the run", "has no measure that adds places"):
        assert part in told
    assert not (tmp_path / "out").exists()


@pytest.mark.behaviour
def test_check_tells_what_would_be_run(tmp_path, capsys):
    assert cli.main(["check", "brief", *SHORT, f"out={tmp_path / 'out'}"]) == 0
    assert "2 runs of plan agreement_2018 over 150 days" in capsys.readouterr().out


@pytest.mark.behaviour
def test_what_was_broken_before_the_day_is_never_told_as_holding(tmp_path, capsys):
    words = ["start=2024_as_came", "shock=none", "horizon_days=90", "replications=2", "workers=1", "progress=false"]
    ask = ["summary=minister", "as_of=2024-03-20", "roof=children_in_emergency", "children=[]"]
    assert cli.main(["brief", *words, *ask, f"out={tmp_path / 'out'}"]) == 0
    # under the default plan children are in emergency from the first day
    told = " ".join(capsys.readouterr().out.split())
    assert "Not all have a roof: children in emergency in 2 of 2 futures" in told
    assert "(2 of them before 20 Mar 2024, still so on 20 Mar 2024 in " in told
