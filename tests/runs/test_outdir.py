"""The folder of results: what is taken, what is refused, and that nothing half-written stays."""

from __future__ import annotations

import datetime as dt
import errno
from pathlib import Path

import pytest

from sim.config.faults import BadConfig
from sim.runs.outdir import (
    LOG,
    MANIFEST,
    default_folder,
    earlier,
    folder_fault,
    make_parent,
    results_folder,
    unwritable,
    write_log,
)


def earlier_result(folder: Path) -> Path:
    folder.mkdir()
    (folder / MANIFEST).write_text("{}", encoding="utf-8")
    (folder / "old.txt").write_text("old", encoding="utf-8")
    return folder


@pytest.mark.unit
def test_a_result_takes_its_place_at_the_end(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with results_folder(out) as work:
        assert not out.exists()
        assert work.parent == tmp_path
        (work / "table").write_text("whole", encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (out / "table").read_text(encoding="utf-8") == "whole"


@pytest.mark.failure
@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError, SystemExit])
def test_nothing_stays_after_an_interrupt_or_an_error(tmp_path: Path, error: type[BaseException]) -> None:
    before = earlier_result(tmp_path / "out")

    def broken_off() -> None:
        with results_folder(before, overwrite=True) as work:
            (work / "table").write_text("half", encoding="utf-8")
            raise error

    with pytest.raises(error):
        broken_off()
    assert sorted(path.name for path in tmp_path.rglob("*")) == [MANIFEST, "old.txt", "out"]


@pytest.mark.unit
def test_an_earlier_result_is_replaced_only_if_that_is_said(tmp_path: Path) -> None:
    out = earlier_result(tmp_path / "out")
    with results_folder(out, overwrite=True) as work:
        (work / "new.txt").write_text("new", encoding="utf-8")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["new.txt", "out"]


@pytest.mark.failure
def test_what_cannot_be_used_is_refused_with_the_way_out(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    full = tmp_path / "full"
    full.mkdir()
    (full / "own.txt").write_text("x", encoding="utf-8")
    lost = tmp_path / "lost"
    lost.symlink_to(tmp_path / "nowhere")
    result = earlier_result(tmp_path / "result")
    for out, overwrite, said in (
        (file, False, "is a file"),
        (full, False, "did not write"),
        (full, True, "did not write"),
        (result, False, "overwrite=true"),
        (lost, False, "leads nowhere"),
        (tmp_path / "a" / "b", False, "is not there"),
        (file / "b", False, f"{file} is a file"),
        (file / "b" / "c", False, "is not there"),
    ):
        assert said in str(folder_fault(out, overwrite)), out
    with pytest.raises(BadConfig, match="overwrite=true"), results_folder(result):
        pass


@pytest.mark.failure
def test_a_place_where_no_folder_can_be_made_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever permissions say, which allow an administrator everything."""

    def read_only(path: str, mode: int = 0o777) -> None:
        raise OSError(errno.EROFS, "Read-only file system", path)

    for within in (tmp_path, tmp_path / "not" / "there"):
        assert unwritable(tmp_path / "out", within) is None
    assert not list(tmp_path.iterdir()), "nothing is left behind"
    monkeypatch.setattr("os.mkdir", read_only)
    assert f"nothing can be written in {tmp_path}: Read-only" in str(folder_fault(tmp_path / "out", overwrite=False))


@pytest.mark.failure
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no such place here")
def test_a_place_that_is_no_disk_is_refused() -> None:
    assert "nothing can be written in /proc: " in str(folder_fault(Path("/proc/x"), overwrite=False))


@pytest.mark.failure
def test_a_result_that_somebody_put_there_meanwhile_is_kept(tmp_path: Path) -> None:
    out = tmp_path / "out"

    def slow() -> None:
        with results_folder(out) as work:
            (work / "table").write_text("mine", encoding="utf-8")
            earlier_result(out)

    with pytest.raises(BadConfig):
        slow()
    assert sorted(path.name for path in tmp_path.rglob("*")) == [MANIFEST, "old.txt", "out"]


@pytest.mark.unit
def test_an_empty_folder_and_one_with_only_a_log_are_taken(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    assert folder_fault(out, overwrite=False) is None
    assert write_log(out, "what went wrong") == out / LOG
    with results_folder(out) as work:
        (work / "table").write_text("whole", encoding="utf-8")
    assert [path.name for path in out.iterdir()] == ["table"]


@pytest.mark.unit
def test_a_log_never_goes_into_a_result(tmp_path: Path) -> None:
    out = earlier_result(tmp_path / "out")
    log = write_log(out, "what went wrong")
    assert log == tmp_path / f"out.{LOG}"
    assert log.read_text(encoding="utf-8") == "what went wrong"
    assert write_log(out / "old.txt" / "x", "text") is None


@pytest.mark.unit
def test_the_folder_of_a_result_nobody_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    out = default_folder("run", dt.datetime(2024, 2, 29, 13, 5, 6))
    assert str(out).startswith("outputs/run-20240229-130506-")
    assert out != default_folder("run", dt.datetime(2024, 2, 29, 13, 5, 6))
    make_parent(out)
    assert folder_fault(out, overwrite=False) is None


@pytest.mark.failure
def test_outputs_that_is_a_file_is_a_fault_of_the_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("outputs").write_text("x", encoding="utf-8")
    with pytest.raises(BadConfig, match="out=DIR"):
        make_parent(Path("outputs") / "run")


@pytest.mark.unit
def test_what_would_be_replaced_is_named_by_its_command(tmp_path):
    assert earlier(tmp_path / "none") is None
    (tmp_path / MANIFEST).write_text('{"command": ["beredt", "compare", "plans=[a,b]"]}', encoding="utf-8")
    assert earlier(tmp_path) == "beredt compare 'plans=[a,b]'"
    (tmp_path / MANIFEST).write_text("[]", encoding="utf-8")
    assert earlier(tmp_path) == ""
