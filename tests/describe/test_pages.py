"""The pages that describe the model are those that the command writes, and hold what they speak of."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from sim import cli
from sim.chance.purposes import PURPOSES
from sim.data import facts
from sim.describe.blocks import number, table
from sim.describe.pages import DOCUMENTS, page
from sim.dictionary import TABLES

DOCS = Path(__file__).resolve().parents[2] / "docs"
FILES = {"model": "model.md", "parameters": "parameters.md", "dictionary": "data_dictionary.md"}

written = cache(page)


@pytest.mark.snapshot
@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_page_that_is_kept_is_what_the_command_writes(name: str) -> None:
    """After a change: BEREDT_RENEW=1, and read the difference."""
    file = DOCS / FILES[name]
    if os.environ.get("BEREDT_RENEW"):
        file.write_text(written(name), encoding="utf-8")
    assert file.read_text(encoding="utf-8") == written(name)


@pytest.mark.invariant
def test_every_stored_column_and_series_is_told_once_in_its_table() -> None:
    parts = written("dictionary").split("\n## ")[1:]
    assert [part.splitlines()[0] for part in parts] == list(TABLES)
    for part, told in zip(parts, TABLES.values(), strict=True):
        for name in (*(column.name for column in told.columns), *told.series):
            rows = [line for line in part.splitlines() if line.startswith(f"| `{name}` |")]
            assert len(rows) == 1 + (name in told.series and name in [column.name for column in told.columns])


@pytest.mark.invariant
def test_every_fact_stands_under_its_kind_with_unit_and_warning() -> None:
    parts = {part.split(" ")[0].lower(): part.splitlines() for part in written("parameters").split("\n## ")[1:4]}
    for known in facts().values():
        (row,) = [line for line in parts[known.kind] if line.startswith(f"| `{known.key}` |")]
        assert known.unit in row
        assert " ".join(known.warn.split()).replace("|", "\\|") in row


@pytest.mark.invariant
def test_the_model_has_every_item_of_the_guideline_and_every_stream() -> None:
    text = written("model")
    items = ("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5", "3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3",
             "5.1", "5.2", "5.3", "5.4")  # fmt: skip
    assert [line.split()[1] for line in text.splitlines() if line.startswith("### ")] == list(items)
    assert [line.split()[1] for line in text.splitlines() if line.startswith("## ")] == [f"{n}." for n in range(1, 7)]
    assert f"There are {len(PURPOSES)} streams" in text


@pytest.mark.unit
def test_a_table_keeps_to_its_columns() -> None:
    assert table(["a", "b:"], [("x|y\n<z>", 1)]) == "| a | b |\n| --- | ---: |\n| x\\|y &lt;z> | 1 |"
    assert [number(each) for each in (1234567, 0.85, True, None, [1, 2.5], {}, "a")] == [
        "1,234,567", "0.85", "yes", "none", "1, 2.5", "none", "a",
    ]  # fmt: skip


@pytest.mark.unit
def test_a_page_is_printed_or_written_and_not_replaced_unasked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["describe", "dictionary"]) == cli.DONE
    assert capsys.readouterr().out == written("dictionary")
    out = tmp_path / "there" / "page.md"
    words = ["describe", "dictionary", f"out={out}"]
    assert [cli.main(words), cli.main(words), cli.main([*words, "overwrite=true"])] == [
        cli.DONE, cli.INPUT_FAULT, cli.DONE,
    ]  # fmt: skip
    assert out.read_text(encoding="utf-8") == written("dictionary")


@pytest.mark.failure
def test_all_faults_of_the_words_are_told_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["describe", "modle", "dictionary", "size=3", "overwrite=perhaps", "out=."]
    assert cli.main(words) == cli.INPUT_FAULT
    told = capsys.readouterr().err
    for part in ("no such page", "nearest: model", "one page at a time", "'size'", "true or false", "is a folder"):
        assert part in told
