"""The split of each figure's spread into inputs and chance, over the points of a sample and their replications."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.config.load_sweep import load_sweep
from sim.runs.headlines import headlines
from sim.runs.query import SUMMED
from sim.runs.store import UNCERTAINTY, Store
from sim.studies.input_uncertainty import split
from sim.studies.store_summary import open_store
from sim.studies.store_uncertainty import SAMPLED, write_uncertainty
from sim.sweeps import run_sweep
from tests.support import sweeps, swept


@pytest.mark.unit
def test_a_sampled_sweep_is_split_apart_for_each_plan(tmp_path):
    design = sweeps.design(24).append_column("casework.share", pa.array(np.linspace(0.1, 0.9, 24)))
    design = design.drop_columns("plan.reception.buffer_places")
    store = Store.create_or_open(
        tmp_path, "drawn", design, sweeps.VERSION, sweeps.KEEP, {"replications": 3, SAMPLED: ["casework.share"]}
    )
    runs = [sweeps.finished(point, 10 * (point // 2) + r) for point in range(24) for r in range(3)]
    store.writer().write(runs, [])
    found = open_store(store.folder).uncertainty
    assert set(found["plan"]) == {"lean", "buffer"}
    assert found.groupby("plan")["outer"].unique().map(list).to_dict() == {"lean": [12], "buffer": [12]}
    name = "peak_need"
    mine = [run for run in runs if run.ref.point % 2 == 1]
    frame = pd.DataFrame(
        [(*run.ref, headlines(run.tables)[name]) for run in mine], columns=["outer", "inner", "value"]
    )
    row = found[(found["plan"] == "buffer") & (found["metric"] == name)].iloc[0]
    expected = split(frame)
    assert (row["share_inputs"], row["low"], row["high"]) == (expected.share_inputs, expected.low, expected.high)
    assert (row["mean"], row["runs"], row["unit"]) == (expected.mean, 36, "persons")
    assert row["warning"] == "12 outer draws with 3 replications or more: take at least 100 and 5"
    path = write_uncertainty(store, store.scan())
    assert pd.read_parquet(path)["metric"].tolist() == found["metric"].tolist()


@pytest.mark.unit
@pytest.mark.parametrize(("points", "alike", "interval"), [(20, False, True), (18, False, False), (20, True, False)])
def test_the_share_has_no_interval_where_points_are_too_few_or_all_resamples_agree(tmp_path, points, alike, interval):
    meta = {"replications": 3, SAMPLED: ["plan.reception.buffer_places"]}
    store = Store.create_or_open(tmp_path, "few", sweeps.design(points), sweeps.VERSION, sweeps.KEEP, meta)
    runs = [sweeps.finished(p, r if alike else 10 * (p // 2) + r) for p in range(points) for r in range(3)]
    runs = [replace(run, ref=run.ref._replace(replication=run.ref.replication % 10)) for run in runs]
    store.writer().write(runs, [])
    found = open_store(store.folder).uncertainty
    row = found[(found["plan"] == "buffer") & (found["metric"] == "peak_need")].iloc[0]
    assert not np.isnan(row["share_inputs"])
    assert (not np.isnan(row["low"]), not np.isnan(row["high"])) == (interval, interval)
    assert row["warning"].endswith("; too few for an interval of the share") == (not interval)


@pytest.mark.unit
def test_a_sweep_without_a_sample_has_no_split(tmp_path):
    store = sweeps.filled(tmp_path, [[(0, 0), (0, 1), (1, 0)]])
    assert open_store(store.folder).uncertainty.empty
    assert write_uncertainty(store, store.scan()) is None


@pytest.mark.unit
def test_one_run_a_point_is_too_few_to_tell_inputs_and_chance_apart(tmp_path):
    meta = {"replications": 1, SAMPLED: ["plan.reception.buffer_places"]}
    store = Store.create_or_open(tmp_path, "few", sweeps.design(4), sweeps.VERSION, sweeps.KEEP, meta)
    store.writer().write(sweeps.chunk([(point, 0) for point in range(4)]), [])
    found = open_store(store.folder).uncertainty
    assert found["share_inputs"].isna().all()
    assert set(found["warning"]) == {"2 points with 2 runs: it takes two points, and two runs of one of them"}


@pytest.mark.unit
def test_the_command_writes_the_split_of_its_sample(tmp_path):
    words = (
        "sweep.sample={method: sobol, points: 4, seed: 1, keys: {shock.size: {low: 0.5, high: 2.0}}}",
        "shock=mass_flight", "plan=reactive", "replications=2", "executor.kind=serial", "progress=false",
        f"out={tmp_path}",
    )  # fmt: skip
    job = load_sweep(words)
    assert job.sampled == ("shock.size",)
    said: list[str] = []
    result = run_sweep(job, lambda total: lambda *numbers: None, swept.model(), said.append)
    assert (result.folder / UNCERTAINTY).exists()
    assert any(UNCERTAINTY in line for line in said)
    assert any(line.startswith("warning: these splits are rough: 4 outer draws with 2") for line in said)
    assert open_store(result.folder).uncertainty["outer"].unique().tolist() == [4]
    metadata = pq.read_schema(result.folder / UNCERTAINTY).metadata
    assert metadata[SUMMED].decode() == Store.open(result.folder).scan().digest


@pytest.mark.failure
def test_a_sweep_that_is_stopped_while_it_is_extended_leaves_no_split_of_fewer_runs(tmp_path):
    words = (
        "sweep.sample={method: sobol, points: 2, seed: 1, keys: {shock.size: {low: 0.5, high: 2.0}}}",
        "shock=mass_flight", "plan=reactive", "executor.kind=serial", "progress=false", f"out={tmp_path}",
    )  # fmt: skip

    def stop(*numbers: int) -> None:
        raise KeyboardInterrupt

    result = run_sweep(load_sweep([*words, "replications=2"]), lambda total: lambda *numbers: None, swept.model())
    assert (result.folder / UNCERTAINTY).exists()
    with pytest.raises(KeyboardInterrupt):
        run_sweep(load_sweep([*words, "replications=3"]), lambda total: stop, swept.model())
    assert len(Store.open(result.folder).scan().done) == 5
    assert not (result.folder / UNCERTAINTY).exists()
