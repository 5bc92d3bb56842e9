"""What all studies share, with a study that takes no time."""

from __future__ import annotations

import errno
import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from sim import cli
from sim.config.faults import BadConfig, Fault
from sim.decisions.study import NothingLeft, file_digests, folder_fault, folder_of, world_of
from sim.decisions.verbs import STUDIES, study_named
from sim.views.answer import Shown, print_answer
from tests.support import studied, swept


@pytest.fixture(autouse=True)
def _with_the_toy(tmp_path, monkeypatch):
    root = studied.root(tmp_path)
    monkeypatch.setattr("sim.config.compose.config_root", lambda: root)



@pytest.mark.behaviour
def test_an_answer_stands_in_a_folder_with_tables_figure_summary_and_manifest(tmp_path):
    result = studied.done(f"out={tmp_path / 'out'}")
    assert result.exit_code == 0
    folder = tmp_path / "out"
    assert {path.name for path in folder.iterdir()} == {
        "summary.md", "manifest.json", "means.parquet", "means.csv", "figures", "runs",
    }  # fmt: skip
    summary = (folder / "summary.md").read_text(encoding="utf-8")
    for part in ("# A toy", "Best is ", "| plan | mean |", "![A bar a plan.](figures/means.png)", "Parameters: "):
        assert part in summary
    assert "3 runs" in summary
    assert "What it is validated for" in summary
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["runs"], manifest["done"], manifest["failures"]) == (6, 6, [])
    assert [each["scenario"] for each in manifest["scenarios"]] == ["reactive", "agreement_2018"]
    assert pd.read_parquet(folder / "means.parquet").equals(result.table("means"))


@pytest.mark.unit
def test_runs_are_read_by_scenario_and_replication_in_order(tmp_path):
    seen = {}

    def look(asked, runs, standing):
        found = runs.of("plans", {plan: asked.load(f"plan={plan}") for plan in ("reactive", "agreement_2018")}, 2)
        seen["wide"], seen["breaks"] = found.wide(studied.METRIC), found.table("breaks")
        more = runs.of("plans", {plan: asked.load(f"plan={plan}") for plan in ("reactive", "agreement_2018")}, 3)
        fewer = runs.of("plans", {plan: asked.load(f"plan={plan}") for plan in ("reactive", "agreement_2018")}, 1)
        seen["more"], seen["fewer"] = more.wide(studied.METRIC), fewer.wide(studied.METRIC)
        return studied.carry_out(asked, runs, standing)

    studied.done(f"out={tmp_path / 'out'}", study=replace(studied.TOY, carry_out=look))
    assert list(seen["wide"].columns) == ["reactive", "agreement_2018"]
    assert list(seen["wide"].index) == [0, 1]
    assert seen["more"].iloc[:2].equals(seen["wide"])
    assert list(seen["fewer"].index) == [0]
    assert list(seen["breaks"].columns[:2]) == ["scenario", "replication"]
    assert list(seen["breaks"]["scenario"].drop_duplicates()) == ["reactive", "agreement_2018"]


@pytest.mark.repeat
def test_the_same_command_finds_its_runs_and_gives_the_same_bytes(tmp_path):
    words = (f"out={tmp_path / 'out'}",)
    studied.done(*words)
    names = ("summary.md", "means.csv", "means.parquet", "figures/means.png")
    first = {name: (tmp_path / "out" / name).read_bytes() for name in names}
    studied.done(*words, model=swept.model("prepare_fails"))  # would fail if it were run
    assert first == {name: (tmp_path / "out" / name).read_bytes() for name in names}


@pytest.mark.failure
def test_failed_runs_are_told_by_step_and_left_out(tmp_path):
    words = (f"out={tmp_path / 'out'}", f"plan.reception.buffer_places={swept.BAD}")
    result = studied.done(*words, model=swept.model("fails"))
    assert result.exit_code == 3
    assert [(step, each.ref.replication) for step, each in result.failed] == [("plans", 1), ("plans", 1)]
    assert "2 of 6 runs failed" in (tmp_path / "out" / "summary.md").read_text(encoding="utf-8")


@pytest.mark.failure
def test_where_every_run_failed_all_are_listed_and_the_command_ends_with_three(tmp_path, capsys, monkeypatch):
    """Whatever a study would make of tables without a row: it is never asked."""
    out = tmp_path / "out"
    words = (f"out={out}", f"plan.reception.buffer_places={swept.BAD}")
    with pytest.raises(NothingLeft) as nothing:
        studied.done(*words, model=swept.model("prepare_fails"))
    assert (nothing.value.exit_code, len(nothing.value.failed)) == (3, 6)
    assert len(json.loads((out / "manifest.json").read_text(encoding="utf-8"))["failures"]) == 6
    assert not (out / "summary.md").exists()
    assert studied.done(*words).exit_code == 0, "the same command tries them again"

    def failed(*args, **kwargs):
        raise nothing.value

    monkeypatch.setattr("sim.decisions.study.run_study", failed)
    assert cli.main(["evaluate", f"out={tmp_path / 'other'}", "progress=false"]) == 3
    told = capsys.readouterr().err
    for part in ("evaluate: no run ended well", "6 runs failed", "the start has no beds", "manifest.json"):
        assert part in told
    assert "Traceback" not in told


@pytest.mark.unit
def test_a_question_has_a_folder_of_its_own_whatever_way_it_is_carried_out(tmp_path):
    first = folder_of(studied.asked())
    assert first.parent == Path("outputs") / "toy"
    assert folder_of(studied.asked("workers=2", "progress=true")) == first
    assert folder_of(studied.asked("replications=4")) != first
    assert folder_of(studied.asked("shock=drop")) != first


@pytest.mark.failure
def test_every_fault_of_settings_and_runs_is_told_at_once(tmp_path):
    with pytest.raises(BadConfig) as bad:
        studied.asked("replications=0", "plan=reactive", "shock.siz=2", "households=true", "shock=nothing_so")
    told = str(bad.value)
    for part in ("replications = 0", "plan = ", "the plans stand in plans=[...]", "is no setting of toy", "nothing_so"):
        assert part in told


@pytest.mark.failure
def test_a_folder_of_other_things_is_refused_and_a_question_without_sense_too(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine", encoding="utf-8")
    fault = folder_fault(studied.asked(f"out={out}"))
    assert fault is not None
    assert "no study wrote" in fault.rule
    with pytest.raises(BadConfig, match="there is nothing to ask"):
        studied.done("plans=[]", f"out={tmp_path / 'other'}")


@pytest.mark.failure
def test_a_folder_that_cannot_be_written_is_a_fault_before_anything_runs(tmp_path, monkeypatch):
    here = tmp_path / "here"
    here.mkdir()
    (here / "file").write_text("x", encoding="utf-8")
    inside = folder_fault(studied.asked(f"out={here / 'file' / 'x'}"))
    assert inside is not None
    assert "Not a directory" in inside.rule
    (here / "there").mkdir()
    asked = [studied.asked(f"out={here / name}") for name in ("there", "new", "new/er")]
    assert [folder_fault(each) for each in asked] == [None] * 3
    assert sorted(path.name for path in here.rglob("*")) == ["file", "there"], "nothing is left behind"

    def read_only(path, mode=0o777):
        raise OSError(errno.EROFS, "Read-only file system", path)

    monkeypatch.setattr("os.mkdir", read_only)
    for each, place in zip(asked, (here / "there", here, here), strict=True):
        fault = folder_fault(each)
        assert fault is not None
        assert fault.rule == f"nothing can be written in {place}: Read-only file system"


@pytest.mark.failure
def test_the_answer_to_another_question_is_replaced_only_where_that_is_asked_for(tmp_path):
    out = f"out={tmp_path / 'out'}"
    first = studied.done(out)
    before = (first.folder / "summary.md").read_bytes()
    assert folder_fault(studied.asked(out, "workers=2", "progress=true")) is None, "the same question"
    for other in ("replications=2", "shock=drop"):
        fault = folder_fault(studied.asked(out, other))
        assert fault is not None
        assert "holds the answer to another question: beredt toy" in fault.rule
        with pytest.raises(BadConfig, match="overwrite=true"):
            studied.done(out, other)
    assert (first.folder / "summary.md").read_bytes() == before
    replaced = studied.done(out, "replications=2", "overwrite=true")
    assert replaced.folder == first.folder
    assert (first.folder / "summary.md").read_bytes() != before


@pytest.mark.failure
def test_a_question_that_the_runs_show_to_make_no_sense_says_that_they_are_kept(tmp_path):
    def too_late(asked, runs, standing):
        studied.TOY.carry_out(asked, runs, standing)
        raise BadConfig([Fault("plans", [], "no plan breaks")])

    with pytest.raises(BadConfig, match="1 fault in the input; the 6 runs that it took to see it are kept"):
        studied.done(f"out={tmp_path / 'out'}", study=replace(studied.TOY, carry_out=too_late))


@pytest.mark.unit
@pytest.mark.parametrize("verb", STUDIES)
def test_each_study_has_the_name_of_its_verb_and_help_that_begins_with_usage(verb):
    study = study_named(verb)
    assert study.verb == verb
    assert study.help.startswith(f"usage: beredt {verb}")


@pytest.mark.unit
def test_square_brackets_are_printed_as_they_stand(tmp_path, capsys):
    result = studied.done(f"out={tmp_path / 'out'}")
    says = ("Ask `beredt toy 'plans=[a]'`.",)
    shown = Shown("Heads [x]", ("[bold]plan", "n"), (("[red]", "1"),), "Note [y].")
    print_answer(replace(result.answer, says=says, shown=(shown,)), result.manifest)
    told = capsys.readouterr().out
    for part in ("plans=[a]", "Heads [x]", "[bold]plan", "[red]", "Note [y]."):
        assert part in told


@pytest.mark.unit
def test_of_a_scenario_some_futures_alone_can_be_run_and_the_rest_later(tmp_path):
    seen = {}

    def look(asked, runs, standing):
        plans = {plan: asked.load(f"plan={plan}") for plan in ("reactive", "agreement_2018")}
        few = runs.of("plans", plans, 3, only={"reactive": [2]})
        seen["few"], seen["asked_for"], seen["done"] = few.wide(studied.METRIC), runs.asked_for, runs.done
        seen["all"] = runs.of("plans", plans, 3).wide(studied.METRIC)
        return studied.carry_out(asked, runs, standing)

    result = studied.done(f"out={tmp_path / 'out'}", study=replace(studied.TOY, carry_out=look))
    assert result.exit_code == 0
    assert (seen["asked_for"], seen["done"]) == (4, 4)
    assert list(seen["few"]["reactive"].isna()) == [True, True, False]
    assert not seen["few"]["agreement_2018"].isna().any()
    assert seen["all"].loc[2].equals(seen["few"].loc[2])
    assert not seen["all"].isna().any().any()


@pytest.mark.failure
def test_a_failed_run_that_is_not_asked_for_is_not_told(tmp_path):
    told = {}

    def look(asked, runs, standing):
        plans = {plan: asked.load(f"plan={plan}") for plan in ("reactive", "agreement_2018")}
        told["first"] = runs.of("plans", plans, 3).failed
        told["second"] = runs.of("plans", plans, 3, only={"reactive": [0], "agreement_2018": [0, 2]}).failed
        return studied.carry_out(asked, runs, standing)

    words = (f"out={tmp_path / 'out'}", f"plan.reception.buffer_places={swept.BAD}")
    studied.done(*words, model=swept.model("fails"), study=replace(studied.TOY, carry_out=look))
    assert len(told["first"]) == 2
    assert told["second"] == ()


@pytest.mark.unit
def test_the_content_of_a_file_that_is_named_is_part_of_the_question(tmp_path, monkeypatch):
    own, first = tmp_path / "own.yaml", folder_of(studied.asked())
    asked = studied.asked()
    monkeypatch.setattr(type(asked.settings), "files", lambda self: (str(own),))
    own.write_text("standby: 4\n", encoding="utf-8")
    four, digest = folder_of(asked), file_digests(asked)[str(own)]
    own.write_text("standby: 5\n", encoding="utf-8")
    assert len({first, four, folder_of(asked)}) == 3
    assert digest not in ("", file_digests(asked)[str(own)])


@pytest.mark.unit
def test_every_answer_says_where_its_runs_begin_and_that_compare_begins_elsewhere_if_not_chosen(tmp_path, capsys):
    result = studied.done(f"out={tmp_path / 'out'}")
    result.show()
    summary = (result.folder / "summary.md").read_text(encoding="utf-8")
    for told in (summary, " ".join(capsys.readouterr().out.split())):
        head = told.partition("Best is")[0]
        assert "Start of the runs: empty (" in head
        assert "`beredt compare` begins elsewhere, from 2024-01-01, unless start= is given" in head
    same = world_of(studied.TOY, studied.asked("start=2024-01-01"))
    assert same == ("Start of the runs: 2024-01-01 (1 Jan 2024).",)
    asked_for = world_of(studied.TOY, studied.asked("start=2024_as_came"))
    assert asked_for == ("Start of the runs: 2024 as came (1 Jan 2024).",), "a comparison is asked for with it too"


@pytest.mark.unit
@pytest.mark.parametrize(
    ("words", "ends"),
    [
        (("start=2024-01-01", "shock=autumn_surge", "horizon_days=300"), "26 Oct 2024"),
        (("start=2024-01-01", "shock=autumn_surge", "horizon_days=400"), None),
        (("start=2024-01-01", "shock=autumn_surge", "shock.size=0", "horizon_days=300"), None),
        (("start=2024-01-01", "shock=drop", "horizon_days=550"), None),  # nothing more comes, for ten years
        (("start=2024-01-01", "shock=drop", "horizon_days=400"), "3 Feb 2025"),
    ],
)
def test_a_run_that_ends_before_the_shock_is_over_is_told_at_the_head_and_by_check(words, ends):
    told = " ".join(world_of(studied.TOY, studied.asked(*words)))
    assert ("before the shock is over" in told) == (ends is not None)
    if ends is not None:
        assert f"The run ends on {ends}, before the shock is over (" in told
        assert "): worst and days are up to that day." in told


@pytest.mark.failure
def test_a_file_of_compare_that_is_at_fault_is_no_fault_of_a_study(tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "compare.yaml").write_text("plans: 3\n", encoding="utf-8")
    asked = replace(studied.asked(), config_dirs=(str(mine),))
    assert "from 2024-01-01, unless" in world_of(studied.TOY, asked)[0]


@pytest.mark.behaviour
def test_check_says_where_the_runs_begin_and_that_they_cut_shock_and_weeks(capsys):
    assert cli.main(["check", "brief", "horizon_days=300"]) == 0
    told = capsys.readouterr().out
    assert "Start of the runs: 2024 as came" in told
    assert "The run ends on 26 Oct 2024, before the shock is over (autumn surge, to 18 Dec 2024)" in told
    assert "Of the 13 weeks looked ahead the last 4 days are not seen, since the runs end on 26 Oct 2024" in told
