"""Figures by point with honest intervals, and a store as data frames."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from scipy import stats

from sim import statistics
from sim.config.faults import BadConfig
from sim.runs.headlines import headlines
from sim.runs.query import query
from sim.runs.refs import RunRef
from sim.studies import store_summary
from sim.studies.store_summary import SCHEMA, open_store, ranks, summarise, write_summary
from tests.support import sweeps

FIGURES = 27


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Two points with many runs, one with few, one with a single run, one that failed."""
    chunks = [[(0, r) for r in range(75)], [(1, r) for r in range(60)], [(2, r) for r in range(5)], [(3, 0)]]
    made = sweeps.filled(tmp_path_factory.mktemp("summary"), chunks, points=5)
    made.writer().write([], [sweeps.failure(4, 0)])
    return made


@pytest.fixture(scope="module")
def summary(store) -> pd.DataFrame:
    return summarise(store, store.scan()).to_pandas().set_index(["point", "metric"])


@pytest.mark.theory
@pytest.mark.parametrize(
    ("n", "expected"), [(100, (90, 100)), (200, (184, 197)), (500, (465, 485)), (1000, (936, 964))]
)
def test_ranks_of_the_95th_percentile_are_those_of_the_binomial_law(n, expected):
    assert ranks(n, 0.95) == expected


@pytest.mark.theory
@pytest.mark.parametrize("q", [0.05, 0.5, 0.95])
@pytest.mark.parametrize("n", [72, 73, 117, 400])
def test_no_narrower_pair_of_ranks_misses_each_end_as_rarely(n, q):
    low, high = ranks(n, q)
    law = stats.binom(n, q)
    assert law.cdf(low - 1) <= 0.025 < law.cdf(low)
    assert law.cdf(high - 1) >= 0.975 > law.cdf(high - 2)


@pytest.mark.theory
def test_fewest_runs_are_those_of_wilks():
    assert (ranks(58, 0.95, two_sided=False), ranks(59, 0.95, two_sided=False)) == (None, (0, 59))
    assert (ranks(71, 0.95), ranks(5, 0.5), ranks(6, 0.5)) == (None, None, (1, 6))
    assert ranks(72, 0.95) is not None


@pytest.mark.unit
def test_a_row_a_point_and_figure_over_the_runs_that_are_done(summary):
    assert summary.loc[(slice(None), "peak_need"), "n"].tolist() == [75, 60, 5, 1]
    assert summary.index.is_unique
    values = np.sort([headlines(sweeps.finished(0, r).tables)["peak_need"] for r in range(75)])
    row = summary.loc[(0, "peak_need")]
    assert row["mean"] == pytest.approx(values.mean())
    assert (row["min"], row["median"], row["max"]) == (values[0], np.median(values), values[-1])
    assert row["p95"] == pytest.approx(np.quantile(values, 0.95))
    low, high = ranks(75, 0.5)
    assert (row["median_low"], row["median_high"]) == (values[low - 1], values[high - 1])
    assert row["median_label"] == f"95 % interval of the median: values {low} and {high} of 75 in order"
    low, high = ranks(75, 0.95)
    assert (row["p95_low"], row["p95_high"]) == (values[low - 1], values[high - 1])
    assert row["p95_bound"] == statistics.quantile_upper_bound(values)
    assert row["unit"] == "persons"


@pytest.mark.unit
def test_a_percentile_that_too_few_runs_carry_is_refused_and_says_why(summary):
    sixty, five = summary.loc[(1, "peak_need")], summary.loc[(2, "peak_need")]
    assert sixty[["p95_low", "p95_high"]].isna().all()
    assert sixty["p95_label"] == "no 95 % interval of the 95th percentile: 60 of 72 runs"
    assert sixty["p95_bound"] >= sixty["p95"]
    assert five[["p95", "p95_low", "p95_high", "p95_bound", "median_low", "median_high"]].isna().all()
    assert five["p95_bound_label"] == "no 95 % bound of the 95th percentile: 5 of 59 runs"
    assert five["median_label"] == "no 95 % interval of the median: 5 of 6 runs"
    assert five["min"] <= five["median"] <= five["max"]


@pytest.mark.unit
def test_shares_of_runs_that_break_have_wilsons_interval(summary):
    tables = [sweeps.finished(0, r).tables for r in range(75)]
    broke = sum(each.breaks["first_date"][1] is not None for each in tables)
    share = statistics.share(broke, 75)
    row = summary.loc[(0, "broke_without_place")]
    assert (row["n"], row["hits"], row["share"]) == (75, broke, share.value)
    assert (row["share_low"], row["share_high"]) == (share.low, share.high)
    never = summary.loc[(0, "broke_overcrowded")]
    assert (never["hits"], never["share_high"]) == (0, 3 / 75)
    assert never["share_label"] == "95 % interval of the share: rule of three"
    assert summary.loc[(0, "peak_need"), ["hits", "share", "share_low"]].isna().all()
    assert row[["mean", "median", "p95", "min"]].isna().all()


@pytest.mark.repeat
def test_in_batches_of_points_the_summary_is_the_same(store, monkeypatch):
    whole = summarise(store, store.scan())
    monkeypatch.setattr(store_summary, "ROWS_AT_ONCE", 50)
    assert summarise(store, store.scan()).equals(whole)


@pytest.mark.unit
def test_the_summary_is_written_and_can_be_asked_in_sql(store, summary):
    path = write_summary(store, store.scan())
    assert pq.read_table(path).schema.equals(SCHEMA)
    [row] = query(store.folder, "SELECT * FROM summary WHERE point = 1 AND metric = 'settled'").to_pylist()
    assert row["plan"] == "buffer"
    assert row["median"] == summary.loc[(1, "settled"), "median"]
    assert row["p95_low"] is None


@pytest.mark.unit
def test_a_store_without_runs_or_headlines_has_an_empty_or_a_short_summary(tmp_path):
    nothing = sweeps.store(tmp_path)
    assert summarise(nothing, nothing.scan()).num_rows == 0
    breaks = sweeps.store(tmp_path, keep=("breaks",))
    breaks.writer().write(sweeps.chunk([(0, 0)]), [])
    assert set(summarise(breaks, breaks.scan()).column("metric").to_pylist()) == {
        "broke_no_roof", "broke_overcrowded", "broke_without_place",
    }  # fmt: skip


@pytest.mark.unit
def test_an_open_store_shows_data_frames(store):
    opened = open_store(str(store.folder))
    assert list(opened.design["plan"]) == ["lean", "buffer", "lean", "buffer", "lean"]
    assert len(opened.runs) == 75 + 60 + 5 + 1
    assert list(opened.failed["message"]) == ["3 persons are lost"]
    assert list(opened.headlines.columns[:5]) == [
        "point", "shock", "plan", "plan.reception.buffer_places", "replication",
    ]  # fmt: skip
    assert opened.headlines.groupby("point")["metric"].count().iloc[3] == FIGURES
    weekly = opened.table("weekly")
    assert weekly["date"].dtype.kind == "M"
    assert len(weekly) == len(opened.runs) * sweeps.WEEKS * weekly["series"].nunique()
    assert list(opened.summary.columns[:4]) == ["point", "shock", "plan", "plan.reception.buffer_places"]
    assert opened.query("SELECT max(replication) AS last FROM runs")["last"].tolist() == [74]


@pytest.mark.failure
def test_a_table_that_is_not_kept_names_those_that_are(store):
    with pytest.raises(BadConfig, match="tables: design, runs, failed, headlines, breaks, weekly"):
        open_store(store.folder).table("money")
    with pytest.raises(BadConfig, match="not the folder of a sweep"):
        open_store(store.folder / "parts")


@pytest.mark.unit
def test_an_open_store_shows_what_was_there_when_it_was_opened(tmp_path):
    made = sweeps.filled(tmp_path, [[(0, 0)]])
    opened = open_store(made.folder)
    made.writer().write(sweeps.chunk([(1, 0)]), [])
    assert len(opened.runs) == 1
    assert open_store(made.folder).scan.done == {RunRef(0, 0), RunRef(1, 0)}
