"""Judging the figures of a sweep whose replications are auto, from what its store holds."""

import tracemalloc

import pyarrow as pa
import pytest

from sim.runs.keys import Version
from sim.runs.refs import FinishedRun, RunRef
from sim.runs.store import Store
from sim.studies.precision import Rules
from sim.sweeps import _Work
from tests.support import synthetic


@pytest.mark.unit
def test_figures_are_judged_without_a_python_object_for_each(tmp_path):
    points, replications = 40, 50
    numbers = range(points)
    design = pa.table(
        {
            "point": pa.array(numbers, pa.int32()),
            "shock": ["surge"] * points,
            "plan": ["lean"] * points,
            "config_digest": [str(number) for number in numbers],
        }
    )
    store = Store.create_or_open(tmp_path, "many", design, Version("c", "d", "numpy"), ("headlines",))
    tables = synthetic.run_tables("lean", 0, 12)
    for point in numbers:
        store.writer().write([FinishedRun(RunRef(point, r), tables, 1.0) for r in range(replications)], [])
    work = _Work.__new__(_Work)
    work._store, work.scan = store, store.scan()
    wanted = [replications - 10] * (points - 1) + [replications + 10]
    work._verdicts(wanted, Rules())  # what is imported at the first call is no matter
    tracemalloc.start()
    verdicts = work._verdicts(wanted, Rules())
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [verdict.replications for verdict in verdicts] == wanted
    assert {each.runs for each in verdicts[0].figures} == {replications - 10}
    assert {each.runs for each in verdicts[-1].figures} == {replications}
    rows = points * replications * len(verdicts[0].figures)
    assert most < 100 * rows
