import hashlib

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.dictionary import ASKED_FOR, TABLES, TableError
from sim.runs.keys import RunKey
from sim.runs.writer import TableWriter, arrow_schema, read_table, to_arrow
from tests.support import synthetic

KEYS = [RunKey("surge", plan, replication) for plan in ("lean", "buffer") for replication in range(3)]


def _write(folder, order):
    with TableWriter(folder, KEYS) as writer:
        for key in order:
            writer.add(key, synthetic.run_tables(key.plan, key.replication))
    return folder


def _digests(folder):
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (folder / "tables").iterdir()
    }


@pytest.mark.unit
def test_one_run_becomes_long_tables_with_keys_first():
    tables = synthetic.run_tables("buffer", 1)
    arrow = to_arrow(RunKey("surge", "buffer", 1), tables)
    weekly = arrow["weekly"].to_pylist()
    assert list(weekly[0]) == ["shock", "plan", "replication", "date", "series", "group", "value"]
    assert {(row["shock"], row["plan"], row["replication"]) for row in weekly} == {("surge", "buffer", 1)}
    residents = [row["value"] for row in weekly if (row["series"], row["group"]) == ("residents", "all")]
    assert residents == tables.weekly.of("residents").tolist()
    assert not [row for row in weekly if row["series"] == "places" and row["group"] != "all"]
    months = arrow["municipality_month"].to_pylist()
    block = tables.municipality_month
    assert len(months) == block.values.size
    settled = {(r["municipality_number"], r["month"]): r["value"] for r in months if r["series"] == "settled"}
    assert settled["4601", "2024-02"] == block.values[1, 2, block.series.index("settled")]


@pytest.mark.unit
def test_units_and_definitions_travel_with_the_columns(tmp_path):
    folder = _write(tmp_path / "a", KEYS)
    schema = pq.read_schema(folder / "tables" / "waits.parquet")
    assert schema.field("mean_days").metadata[b"unit"] == b"days"
    assert schema.field("mean_days").metadata[b"definition"]


@pytest.mark.unit
def test_all_tables_but_households_are_there_one_row_group_a_run(tmp_path):
    folder = _write(tmp_path / "a", KEYS)
    names = {path.stem for path in (folder / "tables").iterdir()}
    assert names == set(TABLES) - set(ASKED_FOR)
    assert pq.ParquetFile(folder / "tables" / "weekly.parquet").num_row_groups == len(KEYS)


@pytest.mark.repeat
def test_the_order_in_which_runs_end_changes_no_byte(tmp_path):
    in_order = _digests(_write(tmp_path / "a", KEYS))
    assert _digests(_write(tmp_path / "b", KEYS[::-1])) == in_order
    assert _digests(_write(tmp_path / "c", [KEYS[i] for i in (4, 0, 5, 1, 3, 2)])) == in_order


@pytest.mark.unit
def test_rows_stand_in_the_order_of_the_keys(tmp_path):
    folder = _write(tmp_path / "a", KEYS[::-1])
    rows = read_table(folder, "breaks", columns=["plan", "replication"]).to_pylist()
    assert [RunKey("surge", **row) for row in rows[::3]] == KEYS


@pytest.mark.unit
def test_a_skipped_run_leaves_no_rows_and_holds_up_nobody(tmp_path):
    with TableWriter(tmp_path, KEYS) as writer:
        for key in reversed(KEYS):
            if key.replication == 1:
                writer.skip(key)
            else:
                writer.add(key, synthetic.run_tables(key.plan, key.replication))
    assert set(read_table(tmp_path, "breaks")["replication"].to_pylist()) == {0, 2}


@pytest.mark.unit
def test_with_no_run_at_all_the_tables_are_empty(tmp_path):
    with TableWriter(tmp_path, KEYS) as writer:
        for key in KEYS:
            writer.skip(key)
    assert read_table(tmp_path, "money").num_rows == 0
    assert read_table(tmp_path, "money").schema == arrow_schema("money")


@pytest.mark.failure
def test_an_interrupt_leaves_nothing(tmp_path):
    def interrupted():
        yield KEYS[2]
        yield KEYS[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _write(tmp_path, interrupted())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.failure
def test_existing_tables_are_never_overwritten(tmp_path):
    _write(tmp_path, KEYS)
    before = _digests(tmp_path)
    with pytest.raises(FileExistsError, match="exists already"):
        TableWriter(tmp_path, KEYS)
    assert _digests(tmp_path) == before


@pytest.mark.failure
@pytest.mark.parametrize(
    ("order", "message"),
    [
        ([RunKey("surge", "lean", 9)], "surge/lean/9 was not announced"),
        ([KEYS[0], KEYS[0]], "came twice"),
        ([KEYS[0]], "neither came nor was skipped"),
    ],
)
def test_strange_repeated_and_missing_runs_are_refused(tmp_path, order, message):
    with pytest.raises(TableError, match=message):
        _write(tmp_path, order)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.failure
def test_a_key_announced_twice_is_refused(tmp_path):
    with pytest.raises(TableError, match="named twice"):
        TableWriter(tmp_path, [*KEYS, KEYS[0]])


@pytest.mark.failure
def test_a_run_that_does_not_match_is_refused_also_out_of_turn(tmp_path):
    tables = synthetic.run_tables("lean", 2)
    tables.weekly.values[0, 0, 0] = np.nan
    with pytest.raises(TableError, match="must be finite"), TableWriter(tmp_path, KEYS) as writer:
        writer.add(KEYS[2], tables)


@pytest.mark.failure
def test_a_table_that_is_not_there_names_those_that_are(tmp_path):
    folder = _write(tmp_path, KEYS)
    with pytest.raises(FileNotFoundError, match=r"no table households in .*breaks, centre_events, money"):
        read_table(folder, "households")
