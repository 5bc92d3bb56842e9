"""The verbs sweep, status and query as a user meets them."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim import cli
from sim.runs.keys import code_digest
from sim.runs.store import Store
from tests.support import swept
from tests.support.sweeps import tree

EMPTY_START = (
    "beredt: warning: start empty has no places in centres for minors of 15 to 17 and none in care centres, "
    "for minors under 15: children who come alone live elsewhere until a plan orders some\n"
)
"""What is told of the start of these sweeps."""


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sweep with two runs that failed."""
    return swept.sweep(tmp_path_factory.mktemp("done"), "executor.kind=serial", of="fails").folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sweep of which every run is there."""
    return swept.sweep(tmp_path_factory.mktemp("whole"), "executor.kind=serial").folder


@pytest.mark.failure
def test_failed_runs_give_exit_code_3_with_stage_and_message(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sim.sweeps.national_model", lambda kernels: swept.model("fails"))
    words = ["sweep", *swept.WORDS, f"out={tmp_path}", "executor.kind=serial"]
    assert cli.main(words) == 3
    told = capsys.readouterr()
    assert "16 of 18 runs are there: " in told.out
    assert "2 runs failed; the same command tries them again" in told.err
    assert "point 1, replication 1, stage run: ArithmeticError: 3 persons are lost" in told.err
    monkeypatch.setattr("sim.sweeps.national_model", lambda kernels: swept.model())
    assert cli.main(words) == 0
    told = capsys.readouterr()
    assert "16 of 18 runs are done, 2 to do" in told.out
    assert told.err == EMPTY_START


@pytest.mark.unit
def test_status_tells_what_is_done_failed_and_left(done, capsys):
    assert cli.main(["status", str(done)]) == 3
    told = capsys.readouterr().out
    assert "6 points, 18 runs" in told
    assert "done 16, failed 2, left 0" in told
    assert "nobody is at work on it" in told
    assert "failed: point 1, replication 1, run: ArithmeticError: 3 persons are lost" in told


@pytest.mark.failure
def test_status_reads_every_file_if_asked_to(tmp_path, capsys):
    folder = swept.sweep(tmp_path, "executor.kind=serial", "replications=1").folder
    (part,) = (folder / "parts" / "headlines").glob("part-*.parquet")
    time, content = part.stat().st_mtime_ns, part.read_bytes()
    part.write_bytes(content[:200] + bytes([content[200] ^ 1]) + content[201:])
    os.utime(part, ns=(time, time))
    assert cli.main(["status", str(folder)]) == 0
    assert "damaged" not in capsys.readouterr().out
    assert cli.main(["status", str(folder), "full=true"]) == 0
    told = capsys.readouterr().out
    assert f"damaged: {part}" in told
    assert "done 0, failed 0, left 6" in told


@pytest.mark.unit
def test_status_and_query_work_while_a_sweep_runs(tmp_path, capsys):
    program = swept.start("slow", tmp_path, "executor.kind=serial", "executor.chunk_seconds=0.15", "replications=20")
    swept.wait_for_parts(tmp_path, 2, program)
    (folder,) = tmp_path.iterdir()
    assert cli.main(["status", str(folder)]) == 0
    told = capsys.readouterr().out
    assert f"at work: process {program.pid} on " in told
    assert "of work left at the pace so far" in told
    assert cli.main(["query", str(folder), "select count(*) as n from runs", "as=json"]) == 0
    assert 2 <= json.loads(capsys.readouterr().out)["n"] < 120
    program.kill()
    program.communicate(timeout=30)
    assert cli.main(["status", str(folder)]) == 0
    assert "nobody is at work on it; give its command again to go on" in capsys.readouterr().out


@pytest.mark.failure
def test_a_damaged_store_says_so_wherever_it_is_read_and_shows_no_stale_summary(tmp_path, capsys):
    folder = swept.sweep(tmp_path, "executor.kind=serial", "replications=1").folder
    assert cli.main(["query", str(folder), "select count(*) as n from summary", "as=json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["n"] > 0
    assert told.err == ""
    (part,) = (folder / "parts" / "headlines").glob("part-*.parquet")
    part.write_bytes(part.read_bytes()[:500])
    assert cli.main(["query", str(folder), "select count(*) as n from headlines", "as=json"]) == 0
    told = capsys.readouterr()
    assert f"warning: damaged, and the runs of their chunks are left out: {part}; " in told.err
    assert "warning: the sweep is not finished: 0 of 6 runs are there" in told.err
    with pytest.warns(UserWarning, match="damaged, and the runs of their chunks are left out"):
        assert sim.open_store(folder).headlines.empty
    assert cli.main(["query", str(folder), "select * from summary"]) == 2
    assert "there is no table summary (the summary is of other runs than are there now" in capsys.readouterr().err


@pytest.mark.unit
def test_an_unfinished_sweep_says_so_where_it_is_read_and_has_no_summary_yet(tmp_path, capsys):
    folder = swept.sweep(tmp_path, "executor.kind=serial", "replications=1").folder
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"replications": 1', '"replications": 2'))
    (folder / "summary.parquet").unlink()
    assert cli.main(["query", str(folder), "select count(*) from runs"]) == 0
    line = "the sweep is not finished: 6 of 12 runs are there; figures are of those only"
    assert capsys.readouterr().err == f"beredt: warning: {line}\n"
    assert cli.main(["query", str(folder), "select * from summary"]) == 2
    told = capsys.readouterr().err
    assert "the summary is written when the sweep's command has done its runs" in told
    assert "sqlite_master" not in told


@pytest.mark.failure
def test_what_another_version_made_is_said_to_be_of_it(tmp_path, capsys, monkeypatch):
    folder = swept.sweep(tmp_path, "executor.kind=serial", "replications=1").folder
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace(code_digest(), "0" * len(code_digest())))
    assert cli.main(["status", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "made by another version of Beredt (its code is 00000000, here " in told
    assert "give its command again" not in told
    assert cli.main(["query", str(folder), "select 1"]) == 0
    assert "was made by another version of Beredt (its code is 00000000" in capsys.readouterr().err


@pytest.mark.failure
def test_a_folder_without_a_manifest_says_what_it_is(tmp_path, capsys):
    folder = swept.sweep(tmp_path, "executor.kind=serial", "replications=1").folder
    assert cli.main(["status", str(tmp_path)]) == 2
    assert f"is not the folder of a sweep (sweeps in it: {folder.name})" in capsys.readouterr().err
    manifest = folder / "manifest.json"
    manifest.write_text("nonsense")
    assert cli.main(["status", str(folder)]) == 2
    assert f"folder = '{manifest}'"[:40] in capsys.readouterr().err
    manifest.unlink()
    assert cli.main(["status", str(folder)]) == 2
    told = capsys.readouterr().err
    assert "holds a sweep whose command stopped before its manifest was written (give the command again" in told


@pytest.mark.unit
def test_answers_come_as_a_table_as_csv_and_as_json(done, capfdbinary):
    sql = "select plan, count(*) as n from runs group by plan order by plan"
    answers = {}
    for how in ("table", "csv", "json"):
        assert cli.main(["query", str(done), sql, f"as={how}"]) == 0
        answers[how] = capfdbinary.readouterr().out.decode()
    rows = [{"plan": "agreement_2018", "n": 8}, {"plan": "reactive", "n": 8}]
    assert [json.loads(line) for line in answers["json"].splitlines()] == rows
    read = list(csv.DictReader(io.StringIO(answers["csv"])))
    assert [{"plan": row["plan"], "n": int(row["n"])} for row in read] == rows
    assert answers["table"].splitlines()[0].split() == ["plan", "n"]
    assert answers["table"].splitlines()[-1] == "2 rows"


@pytest.mark.failure
@pytest.mark.parametrize("how", ["table", "csv", "json"])
def test_a_closed_pipe_ends_a_query_quietly(whole, how):
    sql = "select * from weekly, range(200)"
    words = [sys.executable, "-m", "sim", "query", str(whole), sql, f"as={how}"]
    program = subprocess.Popen(words, cwd=swept.ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert program.stdout is not None
    program.stdout.readline()
    program.stdout.close()
    assert program.stderr is not None
    assert program.stderr.read() == ""
    assert program.wait(60) == 0


@pytest.mark.failure
def test_a_closed_pipe_does_not_stop_a_sweep(tmp_path):
    program = swept.start("slow", tmp_path, "executor.kind=serial")
    assert program.stdout is not None
    program.stdout.readline()
    program.stdout.close()
    assert program.wait(60) == 0
    (folder,) = tmp_path.iterdir()
    assert len(Store.open(folder).scan().done) == swept.RUNS


@pytest.mark.failure
def test_a_folder_of_another_version_is_refused_and_untouched(tmp_path, capsys, monkeypatch):
    folder = swept.sweep(tmp_path, "executor.kind=serial", "replications=1").folder
    before = tree(folder)
    monkeypatch.setattr("sim.runs.keys.code_digest", lambda: "0" * len(code_digest()))
    assert cli.main(["sweep", *swept.WORDS, f"out={tmp_path}"]) == 2
    assert "was made by another version of Beredt" in capsys.readouterr().err
    assert tree(folder) == before


@pytest.mark.failure
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["status"], "takes one folder, got 0"),
        (["status", "nowhere"], "is not the folder of a sweep"),
        (["status", "nowhere", "full=maybe"], "full = 'maybe': must be true or false"),
        (["status", "nowhere", "ful=true"], "unknown key 'ful' (status takes full=true only)"),
        (["query", "nowhere"], "takes a folder and a statement, got 1 words"),
        (["query", "nowhere", "select 1", "as=xml"], "must be one of table, csv, json"),
    ],
)
def test_bad_words_are_told_with_exit_code_2(words, said, capsys):
    assert cli.main(words) == 2
    assert said in capsys.readouterr().err


@pytest.mark.failure
def test_workers_that_do_not_start_are_told_in_one_line(tmp_path, capsys, monkeypatch):
    from sim.runs.pool import WorkersError

    def none(*given, **named):
        raise WorkersError("worker processes do not start")

    monkeypatch.setattr("sim.sweeps.carry_out", none)
    assert cli.main(["sweep", *swept.WORDS, f"out={tmp_path}"]) == 1
    assert capsys.readouterr().err == f"{EMPTY_START}beredt: worker processes do not start\n"
