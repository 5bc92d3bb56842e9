"""SQL over a store: a view a table with what was swept, each run once, nothing but reading."""

from __future__ import annotations

import pyarrow as pa
import pytest

from sim.config.faults import BadConfig
from sim.runs.headlines import headlines
from sim.runs.keep import schema_of
from sim.runs.query import query
from sim.runs.refs import RunRef
from sim.runs.store import Store
from tests.support import sweeps

CHUNKS = [[(0, 0), (1, 0)], [(2, 0), (3, 0)]]


@pytest.fixture
def store(tmp_path):
    return sweeps.filled(tmp_path, CHUNKS)


def rows(store: Store, sql: str) -> list[dict]:
    return query(store.folder, sql).to_pylist()


@pytest.mark.unit
def test_a_view_begins_with_the_point_what_was_swept_and_the_replication(store):
    answer = query(store.folder, "SELECT * FROM weekly WHERE series = 'residents' AND plan = 'buffer'")
    assert answer.column_names == [
        "point", "shock", "plan", "plan.reception.buffer_places", "replication", "date", "series", "group", "value",
    ]  # fmt: skip
    assert answer.num_rows == 2 * sweeps.WEEKS
    expected = sweeps.finished(1, 0).tables.weekly.of("residents").tolist()
    assert [row["value"] for row in answer.to_pylist() if row["point"] == 1] == expected


@pytest.mark.unit
def test_one_metric_by_scenario_and_plan(store):
    sql = """SELECT plan, "plan.reception.buffer_places" AS places, avg(value) AS mean FROM headlines
             WHERE metric = 'peak_need' GROUP BY ALL ORDER BY ALL"""
    found = {(row["plan"], row["places"]): row["mean"] for row in rows(store, sql)}
    assert found == {
        (plan, places): headlines(sweeps.finished(point, 0).tables)["peak_need"]
        for point, (plan, places) in enumerate([("lean", 0), ("buffer", 0), ("lean", 500), ("buffer", 500)])
    }


@pytest.mark.unit
def test_runs_and_failed_runs_are_tables_too(store):
    store.writer().write([], [sweeps.failure(0, 1)])
    assert [row["seconds"] for row in rows(store, "SELECT * FROM runs WHERE plan = 'lean'")] == [0.25, 0.25]
    assert rows(store, "SELECT point, replication, plan, message FROM failed") == [
        {"point": 0, "replication": 1, "plan": "lean", "message": "3 persons are lost"}
    ]
    assert [row["name"] for row in rows(store, "SHOW TABLES")] == [
        "breaks", "design", "failed", "headlines", "runs", "weekly",
    ]  # fmt: skip


@pytest.mark.unit
def test_runs_that_are_there_twice_count_once(tmp_path):
    chunks = [*CHUNKS, [(1, 0), (2, 0), (2, 1)], [(2, 1)], [(3, 0), (1, 0)]]
    doubled = sweeps.filled(tmp_path / "doubled", chunks)
    once = sweeps.filled(tmp_path / "once", [*CHUNKS, [(2, 1)]])
    assert doubled.scan().doubled == 5
    for table, order in (("weekly", "series, date"), ("headlines", "metric"), ("breaks", "criterion")):
        sql = f"SELECT * FROM {table} ORDER BY point, replication, {order}"
        assert query(doubled.folder, sql).equals(query(once.folder, sql)), table
    assert rows(doubled, "SELECT count(*) AS n FROM runs") == [{"n": 5}]


@pytest.mark.failure
def test_runs_that_are_not_marked_as_done_do_not_count(store):
    chunk = next(each for each in store.scan().chunks if RunRef(0, 0) in each.refs)
    chunk.mark.unlink()
    assert rows(store, "SELECT DISTINCT point FROM weekly ORDER BY point") == [{"point": 2}, {"point": 3}]


@pytest.mark.failure
def test_a_damaged_part_takes_its_chunk_out_of_every_table(store):
    chunk = next(each for each in store.scan().chunks if RunRef(0, 0) in each.refs)
    chunk.path("weekly").write_bytes(b"PAR1")
    for table in ("weekly", "headlines", "breaks", "runs"):
        assert rows(store, f"SELECT DISTINCT point FROM {table} ORDER BY point") == [{"point": 2}, {"point": 3}]


@pytest.mark.unit
def test_a_store_with_no_run_yet_has_empty_tables(tmp_path):
    empty = sweeps.store(tmp_path)
    for table in ("weekly", "headlines", "breaks"):
        answer = query(empty.folder, f"SELECT * FROM {table}")
        assert answer.num_rows == 0
        assert answer.column_names[-2:] == schema_of(table).names[-2:]
    assert query(empty.folder, "SELECT * FROM runs").num_rows == 0
    assert query(empty.folder, "FROM design").num_rows == 4


@pytest.mark.unit
def test_a_swept_key_that_a_table_has_too_is_told_apart(tmp_path):
    design = sweeps.design().append_column("Value", pa.array([1, 2, 3, 4]))
    store = Store.create_or_open(tmp_path, "clash", design, sweeps.VERSION, sweeps.KEEP)
    store.writer().write(sweeps.chunk([(3, 0)]), [])
    [row] = rows(store, "SELECT DISTINCT \"design_Value\" AS swept FROM headlines WHERE metric = 'settled'")
    assert row == {"swept": 4}


@pytest.mark.unit
def test_a_folder_whose_name_has_signs_of_patterns_and_quotes_is_read(tmp_path):
    store = sweeps.filled(tmp_path / "what's [here]? *", CHUNKS)
    assert rows(store, "SELECT count(DISTINCT point) AS n FROM weekly") == [{"n": 4}]


@pytest.mark.failure
@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT 1 FROM headlines GROUP", "syntax error"),
        ("SELECT nothing FROM runs", 'column "nothing" not found'),
        ("SELECT * FROM mony", "tables: design, runs, failed, headlines, breaks, weekly"),
        ("", "must be one statement, got 0"),
        ("SELECT 1; SELECT 2", "must be one statement, got 2"),
        ("DROP VIEW weekly", "must only read"),
        ("CREATE TABLE t AS SELECT 1", "must only read"),
        ("COPY weekly TO 'x.csv'", "must only read"),
        ("EXPORT DATABASE 'x'", "must only read"),
        ("ATTACH 'x.db'", "must only read"),
        ("INSTALL httpfs", "must only read"),
        ("SET memory_limit = '100GB'", "must only read"),
        ("SELECT * FROM read_csv('/etc/hostname')", "file system operations are disabled"),
        ("SELECT CAST(plan AS INTEGER) FROM runs", "Could not convert"),
    ],
)
def test_wrong_statements_and_those_that_do_more_than_read_are_refused(store, sql, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = sweeps.tree(tmp_path)
    with pytest.raises(BadConfig) as told:
        query(store.folder, sql)
    assert said in str(told.value)
    assert sweeps.tree(tmp_path) == before


@pytest.mark.failure
def test_explain_of_what_writes_writes_nothing(store, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = sweeps.tree(tmp_path)
    with pytest.raises(BadConfig):
        query(store.folder, "EXPLAIN ANALYZE COPY (SELECT 1) TO 'x.csv'")
    assert sweeps.tree(tmp_path) == before


@pytest.mark.failure
def test_what_needs_too_much_memory_is_told(store, monkeypatch):
    monkeypatch.setattr("sim.runs.query.MEMORY", "1MB")
    monkeypatch.setattr("sim.runs.query.SETTINGS", {"memory_limit": "'1MB'", "max_temp_directory_size": "'0MB'"})
    with pytest.raises(BadConfig, match="needs more memory than 1MB"):
        query(store.folder, "SELECT a.i, count(*) FROM range(3000000) a(i) GROUP BY ALL ORDER BY ALL")


@pytest.mark.failure
def test_a_folder_that_is_no_store_is_refused(tmp_path):
    with pytest.raises(BadConfig, match="not the folder of a sweep"):
        query(tmp_path, "SELECT 1")


@pytest.mark.unit
def test_variables_of_the_program_are_no_tables(store):
    hidden = pa.table({"a": [1]})
    with pytest.raises(BadConfig, match="tables: design"):
        query(store.folder, "SELECT * FROM hidden")
    assert hidden.num_rows == 1


@pytest.mark.failure
def test_an_answer_too_large_to_hold_is_told_and_not_gathered(store, monkeypatch):
    monkeypatch.setattr("sim.runs.query.LARGEST_ANSWER_BYTES", 10_000_000)
    with pytest.raises(BadConfig, match=r"has an answer of more than 10 MB \(ask for less at once"):
        query(store.folder, "from range(20000000)")
