"""Loading a back-test: what is run of each grade and episode, and all faults at once."""

from __future__ import annotations

import datetime as dt
import shlex
from pathlib import Path
from types import SimpleNamespace

import pytest

from sim.config.faults import BadConfig
from sim.config.load import load
from sim.config.load_backtest import load_backtest, merge, months_later, origins

ONE = ("grades=[rules]", "episodes=[2015]", "transfer=[]", "horizon_days=100")


def faults(*words: str) -> str:
    with pytest.raises(BadConfig) as caught:
        load_backtest(words)
    return str(caught.value)


@pytest.mark.unit
def test_a_grade_is_the_words_of_its_episode_and_its_own_and_what_the_user_adds_comes_last():
    job = load_backtest((*ONE, "seed=7", "plan=reactive"))
    (case,) = job.cases
    assert case.words == (
        "horizon_days=100", "start=2015-01-01", "shock=replay_2015", "plan=reactive", "given=votes", "seed=7",
    )  # fmt: skip
    assert (case.scenario.seed, case.scenario.days) == (7, 100)
    assert case.scenario.given.votes == "published"
    assert {point.episode for point in job.points} == {"2015"}
    assert [(name, count) for name, _, count in job.stores()] == [("rules", 200)]


@pytest.mark.unit
def test_origins_are_the_first_of_a_month_after_the_first_day_and_before_the_last():
    found = list(origins(dt.date(2022, 1, 1), dt.date(2022, 10, 1), 3))
    assert found == [dt.date(2022, 4, 1), dt.date(2022, 7, 1)]
    assert months_later(dt.date(2015, 11, 1), 14) == dt.date(2017, 1, 1)


@pytest.mark.unit
def test_of_two_words_with_the_same_key_the_later_counts():
    assert merge(("a=1", "b=2"), ("+a=3",)) == ("+a=3", "b=2")


@pytest.mark.unit
def test_frozen_parameters_go_into_the_runs_of_their_episode_and_the_transfer_to_the_other(tmp_path, monkeypatch):
    seen: list[tuple[str, ...]] = []

    def load(verb, words, folders):
        seen.append(words)
        plain = SimpleNamespace(days=700, parameters=SimpleNamespace(repeated=lambda replications: ""))
        return SimpleNamespace(facts={}, scenarios={0: plain})

    monkeypatch.setattr("sim.config.load_backtest.load", load)
    (tmp_path / "backtest.yaml").write_text(f'frozen: {{"2015": "{tmp_path}", "2022": null}}', encoding="utf-8")
    for name in ("posterior.csv", "carried.csv"):
        (tmp_path / name).touch()
    load_backtest(("grades=[rules]", "transfer=[ledger]"), [tmp_path])
    taken = [next((word for word in words if word.startswith("parameters.path=")), "") for words in seen]
    own, carried = (f"parameters.path='{tmp_path / name}'" for name in ("posterior.csv", "carried.csv"))
    assert taken == [own, "", "", carried], "rules of 2015, transfer to 2015, rules of 2022, transfer to 2022"


@pytest.mark.failure
def test_faults_of_frozen_parameters_name_the_key_that_was_written_and_the_way_out(tmp_path):
    words = ("grades=[rules]", "transfer=[ledger]", "episodes=[2015]", "horizon_days=60")
    for episode in ("2015", "2022"):
        (tmp_path / episode).mkdir()
    frozen = ", ".join(f'"{name}": "{tmp_path / name}"' for name in ("2015", "2022"))
    (tmp_path / "backtest.yaml").write_text(f"frozen: {{{frozen}}}", encoding="utf-8")

    def told() -> str:
        with pytest.raises(BadConfig) as caught:
            load_backtest(words, [tmp_path])
        return str(caught.value)

    lacking = told()
    assert lacking.startswith("2 faults in the input")
    assert "holds no posterior.csv (make it by beredt calibrate episode=2015 first" in lacking
    assert "holds no carried.csv (make it by beredt calibrate episode=2022 first" in lacking
    (tmp_path / "2015" / "posterior.csv").write_text("casework.staff.caseworkers\nmany\n", encoding="utf-8")
    (tmp_path / "2022" / "carried.csv").write_text("settlement.asking_days.mean\n40\n", encoding="utf-8")
    wrong = told()
    assert "frozen.2015: " in wrong
    assert "'many' is not a number" in wrong
    assert "\n  parameters.path" not in wrong


@pytest.mark.failure
def test_a_list_of_defaults_is_refused_with_the_reason_and_a_misspelt_setting_named_by_the_nearest(tmp_path):
    (tmp_path / "backtest.yaml").write_text("defaults: [run, _self_]\nreplications: 2\n", encoding="utf-8")
    with pytest.raises(BadConfig) as caught:
        load_backtest((*ONE, "episode=2015"), [tmp_path])
    defaults, episode = caught.value.faults
    assert "is not taken: what the file leaves out is as in Beredt's own backtest.yaml" in str(defaults)
    assert str(episode) == "episode = 2015: unknown key 'episode' (nearest: episodes)"


@pytest.mark.failure
def test_every_fault_is_told_at_once():
    told = faults(
        "episodes=[1999]", "replications=0", "grades=[rule]", "households=true", "start=empty", "plan=nonsense",
        "sed=4", "data=nowhere.csv",
    )  # fmt: skip
    for needed in ("1999", "replications", "rule", "households", "start", "nonsense", "sed", "nowhere.csv"):
        assert needed in told, needed


@pytest.mark.failure
def test_a_fault_of_one_grade_says_of_which(tmp_path):
    (tmp_path / "backtest.yaml").write_text(
        "of_grade: {reconstruction: [given=all], rules: [given=votes], as_known: []}", encoding="utf-8"
    )
    with pytest.raises(BadConfig) as caught:
        load_backtest(("grades=[reconstruction,rules]", "episodes=[2015]", "transfer=[]"), [tmp_path])
    told = str(caught.value)
    assert "all" in told
    assert "in reconstruction of 2015" in told


@pytest.mark.failure
def test_a_history_of_ones_own_is_refused_with_the_lines_that_are_wrong(tmp_path: Path):
    file = tmp_path / "mine.csv"
    head = "episode,series,date,period_start,value,kind,unit,precision,use,source,note"
    rows = (
        "2015,residents,2015-03-31,,12000,stock,persons,10,score,own,",
        "2015,residents,2015-03-31,,12500,stock,persons,10,score,own,",
        "2015,undecided,2015-02-30,,400,stock,persons,10,score,own,",
        "2015,residents,2015-04-30,,-4,stock,persons,10,score,own,",
    )
    file.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    told = faults(*ONE, f"data={file}")
    for line in ("line 3", "line 4", "line 5"):
        assert line in told


@pytest.mark.unit
def test_a_history_of_ones_own_takes_the_place_of_the_published_one(tmp_path: Path):
    file = tmp_path / "mine.csv"
    head = "episode,series,date,period_start,value,kind,unit,precision,use,source,note"
    row = "2015,residents,2015-03-31,,12000,stock,persons,10,score,own,"
    file.write_text(f"{head}\n{row}\n", encoding="utf-8")
    (point,) = load_backtest((*ONE, f"data={file}")).points
    assert point.value == 12_000
    told = faults("grades=[rules]", "episodes=[2022]", "transfer=[]", "horizon_days=50", f"data={file}")
    assert "holds no figure of 2022" in told


@pytest.mark.unit
def test_as_known_is_not_run_while_its_words_do_not_name_the_origin(tmp_path):
    folder = tmp_path / "blind"
    folder.mkdir()
    (folder / "backtest.yaml").write_text("of_grade: {rules: [], as_known: [given=nothing]}", encoding="utf-8")
    words = ("grades=[rules,as_known]", "episodes=[2015]", "transfer=[]", "horizon_days=60")
    job = load_backtest(words, [folder])
    assert [case.label for case in job.cases] == ["rules"]
    assert "as_known is not run" in job.warnings[0]


@pytest.mark.unit
def test_other_grades_have_no_more_runs_than_rules():
    job = load_backtest(("grades=[rules]", "episodes=[2015]", "transfer=[free]", "replications=3", "horizon_days=60"))
    assert {name: count for name, _, count in job.stores()} == {"rules": 3, "others": 3}
    assert job.runs == 6


@pytest.mark.failure
def test_transfers_do_not_take_another_plan():
    assert "give transfer=[] with a plan of your own" in faults("grades=[rules]", "transfer=[free]", "plan=reactive")


@pytest.mark.failure
def test_a_mere_try_is_not_kept():
    assert "not grades without reconstruction, as_known" in faults("grades=[rules]", "freeze=true")
    assert "takes at least 19 replications" in faults("replications=18", "freeze=true")


@pytest.mark.failure
@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("start=2024-01-01", "horizon_days=365"), "must stand with a replay on its own dates"),
        (("start=2022-01-01", "horizon_days=60"), "must lie before the end of the run, 2022-03-02"),
    ],
)
def test_an_origin_that_means_nothing_in_the_run_is_refused(words, rule):
    with pytest.raises(BadConfig, match=rule):
        load("run", ["shock=replay_2022", "shock.origin=2022-04-01", *words])


@pytest.mark.unit
def test_the_words_of_a_case_can_be_given_to_run():
    job = load_backtest(("grades=[rules]", "episodes=[2022]", "transfer=[ledger]", "replications=3"))
    for case in job.cases:
        again = load("run", shlex.split(shlex.join(case.words)))
        (scenario,) = again.scenarios.values()
        assert scenario == case.scenario, case.label


@pytest.mark.failure
def test_fewer_draws_than_runs_of_a_back_test_are_told(tmp_path):
    table = tmp_path / "draws.csv"
    table.write_text("casework.staff.caseworkers\n100\n110\n", encoding="utf-8")
    words = (*ONE, "parameters=posterior", f"parameters.path={table}")
    assert load_backtest((*words, "replications=2")).warnings == load_backtest((*ONE, "replications=2")).warnings
    assert any("2 draws for 3 replications" in line for line in load_backtest((*words, "replications=3")).warnings)
    assert "is drawn for each run" in faults(*words, "casework.staff.caseworkers=20")
