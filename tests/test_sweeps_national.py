"""Sweeps of the national run: the same rows in this process, in others and on Dask, and those of runs by themselves."""

import pytest

from sim.config.load_sweep import load_sweep
from sim.national import run
from sim.runs.headlines import headlines
from sim.studies.store_summary import open_store
from sim.sweeps import run_sweep
from tests.support import swept

WORDS = (
    "start=empty",
    "shock=mass_flight",
    "shock.onset=2024-01-10",
    "shock.size=1,2",
    "plan=do_nothing,reactive",
    "horizon_days=60",
    "replications=2",
    "keep=[headlines,breaks,weekly:all,money]",
    "progress=false",
)


@pytest.mark.repeat
def test_the_national_run_gives_the_same_rows_wherever_it_is_run(tmp_path):
    pytest.importorskip("distributed")
    folders = []
    for kind in ("serial", "process", "dask"):
        job = load_sweep((*WORDS, f"executor.kind={kind}", "workers=2", f"out={tmp_path / kind}"))
        result = run_sweep(job, lambda total: lambda *numbers: None, tell=lambda line: None)
        assert (result.done, result.exit_code) == (8, 0)
        folders.append(result.folder)
    for folder in folders[1:]:
        swept.assert_equal(folder, folders[0])
    found = open_store(folders[0]).headlines.set_index(["point", "replication", "metric"])["value"]
    for point in job.points:
        for replication in range(2):
            alone = headlines(run(point.scenario, replication))
            assert found.loc[(point.number, replication)].to_dict() == alone
