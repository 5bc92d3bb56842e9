from dataclasses import replace

import pytest

from sim.results import Results
from sim.runs.headlines import headlines
from sim.runs.keys import RunKey
from sim.runs.writer import TableWriter
from sim.studies.metrics import run_metrics
from tests.support import synthetic


@pytest.mark.unit
def test_a_payer_for_whom_nothing_is_booked_in_a_run_has_cost_0_in_sweeps_and_in_results(tmp_path):
    keys = [RunKey("surge", "lean", number) for number in range(2)]
    first, second = (synthetic.run_tables("lean", key.replication) for key in keys)
    kept = [number for number, payer in enumerate(second.money["payer"]) if payer != "state_IMDi"]
    money = {name: [values[number] for number in kept] for name, values in second.money.items()}
    second = replace(second, money=money)
    with TableWriter(tmp_path / "made", keys) as writer:
        for key, tables in zip(keys, (first, second), strict=True):
            writer.add(key, tables)
    stored = run_metrics(Results(tmp_path / "made"))
    costs = stored[stored["metric"].str.startswith("cost_")]
    assert (headlines(second)["cost_state_IMDi"], headlines(second)["cost_state_police"]) == (0.0, 0.0)
    for key, tables in zip(keys, (first, second), strict=True):
        rows = costs[costs["replication"] == key.replication].set_index("metric")["value"]
        figures = {name: value for name, value in headlines(tables).items() if name.startswith("cost_")}
        assert rows.to_dict() == pytest.approx(figures)
