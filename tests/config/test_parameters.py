"""Draws of uncertain parameters: read with all their faults, one row for each replication, part of what a run is."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.config.drawn import with_draws
from sim.config.faults import BadConfig
from sim.config.load import load
from sim.config.load_sweep import load_sweep
from sim.config.parameters import ParametersConfig
from sim.config.schema import Scenario
from sim.runs.keys import scenario_digest
from sim.sharing import share

WORDS = ("start=2015-01-01", "shock=replay_2015", "plan=practice_2015", "horizon_days=60")
TABLE = "casework.capacity.1.factor,start.waited_days,settlement.eras.0.talk_days.mean\n2.1,120,30\n2.6,200,41.5\n"


def scenario(folder: Path, table: str = TABLE, *words: str) -> Scenario:
    """Load the words above with a table of draws."""
    (folder / "draws.csv").write_text(table, encoding="utf-8")
    job = load("run", [*WORDS, "parameters=posterior", f"parameters.path={folder / 'draws.csv'}", *words])
    return next(iter(job.scenarios.values()))


@pytest.mark.unit
def test_a_replication_has_the_scenario_of_its_row_written_by_hand(tmp_path: Path) -> None:
    found = scenario(tmp_path)
    by_hand = ["casework.capacity.1.factor=2.6", "start.waited_days=200", "settlement.eras.0.talk_days.mean=41.5"]
    wanted = next(iter(load("run", [*WORDS, *by_hand]).scenarios.values()))
    for replication in (1, 3, 5):
        assert scenario_digest(with_draws(found, replication)) == scenario_digest(wanted)
    anchors = with_draws(found, 0).start.anchors
    waiting = [each for each in anchors if each.status == "ready" and each.where == "centres"]
    assert {each.elapsed_days for each in waiting if each.group == "individual"} == {120}
    assert {each.elapsed_days for each in waiting if each.group != "individual"} == {150}
    assert with_draws(wanted, 0) is wanted, "where nothing is drawn nothing is made"


@pytest.mark.pairing
def test_every_plan_has_the_same_row_in_a_replication(tmp_path: Path) -> None:
    scenario(tmp_path)
    words = [*WORDS[:2], "plans=[practice_2015,do_nothing]", "shocks=[replay_2015]", "horizon_days=60"]
    words = [word for word in words if not word.startswith("shock=")]
    job = load("compare", [*words, "parameters=posterior", f"parameters.path={tmp_path / 'draws.csv'}"])
    one, other = job.scenarios.values()
    assert one.plan != other.plan
    for replication in (0, 1):
        mine, theirs = with_draws(one, replication), with_draws(other, replication)
        assert mine.model_copy(update={"plan": theirs.plan}) == theirs
        shared = share(one, replication)
        assert share(other, replication, shared) is shared
    assert share(other, 1, share(one, 0)).replication == 1


@pytest.mark.unit
def test_the_digest_is_of_the_draws_and_not_of_where_they_lie(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, same = scenario(tmp_path / "a"), scenario(tmp_path / "b")
    other = scenario(tmp_path / "b", TABLE.replace("41.5", "41.6"))
    assert scenario_digest(one) == scenario_digest(same) != scenario_digest(other)
    sweep = load_sweep([*WORDS[:2], "horizon_days=60", "plan=practice_2015,do_nothing", "parameters=posterior",
                        f"parameters.path={tmp_path / 'a' / 'draws.csv'}"])  # fmt: skip
    assert all(point.scenario.parameters.rows == 2 for point in sweep.points)


@pytest.mark.failure
@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("casework.nope\n1\n", ["casework.nope", "no such number"]),
        ("casework.priority.rule\n1\n", ["casework.priority.rule", "no such number"]),
        ("seed,plan.reception.buffer_places,start.date\n1,2,3\n", ["seed cannot", "places cannot", "date cannot"]),
        ("start.waited_days\n120\nmany\nnan\n", ["line 3: start.waited_days 'many'", "line 4: start.waited"]),
        ("start.waited_days,start.waited_days\n120\n", ["stands twice", "line 2: holds 1 values"]),
        ("population.groups.individual.private_share\n0.1\n1.5\n", ["line 3", "private_share", "less than or"]),
        ("start.waited_days\n120.5\n", ["line 2", "waited_days", "integer"]),
        ("start.waited_days\n", ["holds no draws"]),
    ],
)  # fmt: skip
def test_faults_of_a_table_are_told_with_their_line(tmp_path: Path, table: str, told: list[str]) -> None:
    with pytest.raises(BadConfig) as found:
        scenario(tmp_path, table)
    for text in told:
        assert text in str(found.value)
    assert "must be given" not in str(found.value), "it was given"
    (tmp_path / "draws.csv").write_text(table, encoding="utf-8")
    with pytest.raises(BadConfig) as swept:
        load_sweep([*WORDS, "parameters=posterior", f"parameters.path={tmp_path / 'draws.csv'}", "seed=1,2"])
    assert "must be given" not in str(swept.value)
    assert told[0] in str(swept.value)


@pytest.mark.failure
@pytest.mark.parametrize("head", ["episode,series,date", "a;b", "1.5,2.5,x"])
def test_a_table_of_another_kind_is_one_fault_that_names_the_columns_wanted(tmp_path: Path, head: str) -> None:
    row = ",".join(["many"] * (head.count(",") + 1))
    with pytest.raises(BadConfig) as found:
        scenario(tmp_path, f"{head}\n{row}\n{row}\n")
    (fault,) = found.value.faults
    assert f"draws.csv: is no table of draws: its columns are {head.replace(',', ', ')}; wanted is each" in str(fault)
    assert "casework.staff.caseworkers" in str(fault)


@pytest.mark.failure
def test_of_many_faults_of_a_table_the_first_are_told_and_how_many_more(tmp_path: Path) -> None:
    with pytest.raises(BadConfig) as found:
        scenario(tmp_path, "start.waited_days\n" + "many\n" * 30)
    told = [str(fault) for fault in found.value.faults]
    assert len(told) == 11
    assert "line 11: start.waited_days 'many'" in told[9]
    assert told[10].endswith("and 20 more faults of this table")
    with pytest.raises(BadConfig) as one_more:
        scenario(tmp_path, "start.waited_days\n" + "many\n" * 11)
    assert len(one_more.value.faults) == 11
    assert "more faults" not in str(one_more.value)


@pytest.mark.failure
def test_a_posterior_needs_its_table_and_central_values_take_none(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="a table of draws must be given"):
        load("run", [*WORDS, "parameters=posterior"])
    with pytest.raises(BadConfig, match="cannot be read"):
        load("run", [*WORDS, "parameters=posterior", f"parameters.path={tmp_path / 'none.csv'}"])
    with pytest.raises(ValueError, match="where parameters=posterior is chosen"):
        ParametersConfig.model_validate({"name": "a", "says": "b", "values": "central", "draws": {"a.b": [1.0]}})


@pytest.mark.unit
def test_what_is_drawn_is_taken_from_no_fact_any_more(tmp_path: Path) -> None:
    scenario(tmp_path)
    words = [*WORDS, "parameters=posterior", f"parameters.path={tmp_path / 'draws.csv'}"]
    for facts in (load("run", words).facts, load_sweep([*words, "seed=1,2"]).facts):
        assert "casework.staff.caseworkers" in facts
        assert not {"casework.capacity.1.factor", "start.waited_days"} & set(facts)


@pytest.mark.unit
def test_a_drawn_value_has_the_last_word_over_what_the_shock_sets(tmp_path: Path) -> None:
    table = "casework.july_capacity_factor\n0.8\n"
    found = scenario(tmp_path, table, "+shock.sets={casework.july_capacity_factor: 0.5}", "shock.size=1.0")
    assert found.casework.july_capacity_factor == 0.5
    assert with_draws(found, 0).casework.july_capacity_factor == 0.8
