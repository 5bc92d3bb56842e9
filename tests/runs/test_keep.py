"""What is kept of a run: the tables named, sorted so that one series can be read alone, and its size."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.config.faults import BadConfig
from sim.dictionary import ASKED_FOR, TABLES, TableError
from sim.results import Results
from sim.runs.headlines import headlines
from sim.runs.keep import bytes_beforehand, encode_table, gather, keep_run, kept, schema_of, table_of
from sim.runs.keys import RunKey
from sim.runs.refs import FinishedRun, RunRef
from sim.runs.writer import TableWriter, to_arrow
from sim.studies.metrics import metric, run_metrics
from sim.tables import RunTables
from tests.support import sweeps, synthetic

EVERYTHING = tuple(name for name in TABLES if name not in ASKED_FOR)


def _figures_of_results(folder: Path, tables: RunTables) -> dict[str, float]:
    """Return the figures that a folder of results with this run alone gives."""
    key = RunKey("surge", "lean", 0)
    with TableWriter(folder, [key]) as writer:
        writer.add(key, tables)
    frame = run_metrics(Results(folder))
    return dict(zip(frame["metric"], frame["value"], strict=True))


def _with_churn(tables: RunTables) -> RunTables:
    """Three centres that close: within a year, after more, and one that was opened twice."""
    dates = np.array(
        ["2024-02-01", "2024-09-01", "2024-02-01", "2025-02-01", "2024-01-10", "2024-03-01", "2024-04-01"],
        "datetime64[D]",
    )
    names = ["a", "a", "b", "b", "c", "c", "c"]
    events = ["opened", "closed", "opened", "closed", "opened", "opened", "closed"]
    zeros = [0] * 7
    return replace(
        tables,
        centre_events={
            "centre": names, "date": dates, "event": events, "type": ["ordinary"] * 7,
            "municipality_number": ["0301"] * 7, "places": zeros, "notice_days": [7, 60, 14, 90, 3, 21, 30],
            "dialogue_days": zeros,
        },
    )  # fmt: skip


def _bare(tables: RunTables) -> RunTables:
    """A run in which nothing is opened, closed, ended or paid."""
    waits = {name: list(values) for name, values in tables.waits.items()}
    rows = len(waits["n"])
    waits |= {"n": [0] * rows, "mean_days": [None] * rows, "within_183": [None] * rows, "due_183": [0] * rows}
    return replace(
        tables,
        centre_events={name: [] for name in tables.centre_events},
        money={name: [] for name in tables.money},
        waits=waits,
    )


@pytest.mark.theory
@pytest.mark.parametrize("change", [lambda tables: tables, _with_churn, _bare])
@pytest.mark.parametrize(("plan", "weeks"), [("lean", 60), ("buffer", 110)])
def test_headlines_are_those_of_a_folder_of_results(tmp_path, change, plan, weeks):
    tables = change(synthetic.run_tables(plan, 1, weeks))
    assert headlines(tables) == pytest.approx(_figures_of_results(tmp_path / "results", tables), rel=1e-12)


@pytest.mark.theory
def test_a_last_week_that_is_short_counts_its_own_days(tmp_path):
    tables = synthetic.run_tables("lean", 0)
    dates = tables.weekly.dates.copy()
    dates[-1] = dates[-2] + 3
    tables = replace(tables, weekly=replace(tables.weekly, dates=dates))
    assert headlines(tables) == pytest.approx(_figures_of_results(tmp_path / "results", tables), rel=1e-12)


@pytest.mark.unit
def test_every_headline_has_a_meaning():
    for name in headlines(synthetic.run_tables("buffer", 0)):
        assert metric(name).unit


@pytest.mark.unit
def test_names_are_put_in_one_order_and_doubles_go():
    assert kept(["money", "headlines", "weekly:all", "money"]) == ("headlines", "weekly:all", "money")
    assert [table_of(name) for name in kept(["weekly:all", "waits"])] == ["weekly", "waits"]


@pytest.mark.failure
def test_every_fault_of_keep_is_told_at_once():
    with pytest.raises(BadConfig) as told:
        kept(["weakly", "mony", "weekly", "weekly:all"])
    message = str(told.value)
    assert "nearest: weekly" in message
    assert "nearest: money" in message
    assert "twice" in message
    with pytest.raises(BadConfig, match="nothing would be left"):
        kept([])


@pytest.mark.unit
def test_whole_tables_hold_what_the_run_holds():
    run = sweeps.finished(1, 2)
    whole = to_arrow(RunKey("surge", "buffer", 2), run.tables)
    for name, rows in keep_run(run, EVERYTHING).tables.items():
        expected = whole[name].drop_columns(["shock", "plan"]).to_pandas().drop(columns="replication")
        found = rows.to_pandas()
        assert set(found.pop("point")) <= {1}
        assert set(found.pop("replication")) <= {2}
        pd.testing.assert_frame_equal(found, expected)


@pytest.mark.unit
def test_weekly_rows_of_everybody_are_a_part_of_the_weekly_rows():
    run = sweeps.finished(0, 0)
    some = keep_run(run, ["weekly:all"]).tables["weekly"].to_pandas()
    whole = keep_run(run, ["weekly"]).tables["weekly"].to_pandas()
    assert set(some["group"]) == {"all"}
    pd.testing.assert_frame_equal(
        some.astype({"group": str, "series": str}),
        whole[whole["group"] == "all"].reset_index(drop=True).astype({"group": str, "series": str}),
    )


@pytest.mark.unit
def test_several_runs_are_sorted_by_series_then_run_then_date():
    runs = [keep_run(run, ["weekly"]) for run in sweeps.chunk([(2, 0), (0, 1)])]
    frame = gather("weekly", runs).to_pandas().astype({"group": str, "series": str})
    order = frame[["series", "point", "date", "group"]].apply(tuple, axis=1).tolist()
    assert [each[0] for each in order] == sorted(each[0] for each in order)
    first = frame[frame["series"] == "residents"]
    assert first["point"].tolist() == [2] * (len(first) // 2) + [0] * (len(first) // 2)
    assert len(frame) == sum(run.tables["weekly"].num_rows for run in runs)


@pytest.mark.unit
def test_one_series_stands_in_row_groups_of_its_own():
    runs = [keep_run(sweeps.finished(point, 0, weeks=120), ["weekly:all"]) for point in range(10)]
    file = pq.ParquetFile(pa.BufferReader(encode_table("weekly", gather("weekly", runs))))
    assert file.num_row_groups == len(TABLES["weekly"].series)
    for k in range(file.num_row_groups):
        statistics = file.metadata.row_group(k).column(file.schema_arrow.get_field_index("series")).statistics
        assert statistics.min == statistics.max


@pytest.mark.unit
def test_small_series_share_a_row_group():
    one = keep_run(sweeps.finished(0, 0), ["weekly:all"])
    file = pq.ParquetFile(pa.BufferReader(encode_table("weekly", gather("weekly", [one]))))
    assert file.num_row_groups == 1


@pytest.mark.repeat
def test_the_same_runs_give_the_same_bytes():
    def content(name):
        return encode_table(name, gather(name, [keep_run(run, EVERYTHING) for run in sweeps.chunk([(0, 0), (1, 0)])]))

    for name in EVERYTHING:
        assert content(name) == content(name)


@pytest.mark.unit
def test_the_size_told_beforehand_is_rather_more_than_less():
    names = ("headlines", "breaks", "weekly", "municipality_month", "money")
    runs = [sweeps.finished(k % 2, k, weeks=60) for k in range(12)]
    told = bytes_beforehand([keep_run(run, names) for run in runs[:2]], runs=12, runs_a_part=4)
    for table in told:
        parts = [[keep_run(run, names) for run in runs[k : k + 4]] for k in range(0, 12, 4)]
        size = sum(len(encode_table(table, gather(table, part))) for part in parts)
        assert told[table] / 2 < size < 1.1 * told[table], table


@pytest.mark.unit
def test_schemas_are_those_of_the_dictionary_with_the_run_in_two_numbers():
    assert schema_of("breaks").names == ["point", "replication", "criterion", "first_date", "days", "worst"]
    assert schema_of("headlines").names == ["point", "replication", "metric", "value"]
    assert schema_of("weekly").field("point").type == pa.int32()


@pytest.mark.failure
def test_a_table_that_the_run_does_not_have_is_named():
    with pytest.raises(TableError, match="households is to be kept"):
        keep_run(sweeps.finished(0, 0), ["households"])


@pytest.mark.unit
def test_an_empty_table_is_kept_as_one():
    run = FinishedRun(RunRef(0, 0), _bare(synthetic.run_tables("lean", 0)), 1.0)
    rows = gather("money", [keep_run(run, ["money"])])
    assert rows.num_rows == 0
    assert pq.read_table(pa.BufferReader(encode_table("money", rows))).column_names == schema_of("money").names
