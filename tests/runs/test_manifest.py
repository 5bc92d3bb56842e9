import json
from dataclasses import replace

import pytest

from sim import data
from sim.runs import manifest
from sim.runs.keys import RunKey, code_digest, identity
from sim.runs.refs import FailedRun
from tests.support import synthetic


def _built(failures=(), facts=None, scenarios=None):
    job = synthetic.made_up_job()
    return manifest.build(
        scenarios or job.scenarios,
        verb="compare",
        command=["beredt", "compare"],
        overrides=job.overrides,
        facts=facts or {},
        replications=3,
        workers=2,
        failures=failures,
        seconds={"runs": 1.23456},
    )


@pytest.mark.unit
def test_it_holds_what_is_needed_to_know_a_result(tmp_path):
    built = _built()
    path = manifest.write(tmp_path, built)
    assert json.loads(path.read_text()) == manifest.read(tmp_path) == built
    assert built["seed"] == 5
    assert built["plans"] == ["lean", "buffer"]
    assert built["digests"] == {"code": code_digest(), "data": data.digest()}
    assert {"python", "numpy", "simpy", "beredt"} <= set(built["versions"])
    assert built["scenarios"][1]["config"]["plan"] == {"name": "buffer"}
    assert built["seconds"] == {"runs": 1.235}


@pytest.mark.failure
def test_a_manifest_is_on_the_disk_before_it_takes_its_place(tmp_path, monkeypatch):
    def fail(handle):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("sim.runs.files.os.fsync", fail)
    with pytest.raises(OSError, match="Input/output"):
        manifest.write(tmp_path, _built())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.unit
def test_identity_follows_the_values():
    job = synthetic.made_up_job()
    lean, buffer = job.scenarios.values()
    assert identity(lean) == identity(synthetic.MadeUpScenario("lean"))
    assert identity(lean) != identity(buffer)
    assert identity(lean) != identity(synthetic.MadeUpScenario("lean", seed=6))


@pytest.mark.unit
def test_warned_facts_come_with_value_range_and_where_they_are_used():
    warned = next(key for key, fact in sorted(data.facts().items()) if fact.warn)
    plain = next(key for key, fact in sorted(data.facts().items()) if not fact.warn)
    rows = manifest.warned_facts({"casework.x": warned, "prices.y": plain, "casework.a": warned})
    assert [row["key"] for row in rows] == [warned]
    assert rows[0]["used_at"] == ["casework.a", "casework.x"]
    assert rows[0]["warn"] == data.fact(warned).warn
    assert {"value", "low", "high", "unit", "source", "confidence"} <= set(rows[0])


@pytest.mark.failure
def test_failures_are_listed_in_order_with_stage_and_message():
    failures = [
        FailedRun(RunKey("surge", "lean", 2), "run", "ValueError: x", "trace"),
        FailedRun(RunKey("surge", "buffer", 0), "worker", "died"),
    ]
    rows = _built(failures)["failures"]
    assert [(row["plan"], row["replication"], row["stage"]) for row in rows] == [
        ("buffer", 0, "worker"),
        ("lean", 2, "run"),
    ]


@pytest.mark.failure
def test_a_number_that_json_does_not_know_is_refused(tmp_path):
    with pytest.raises(ValueError, match="not JSON compliant"):
        manifest.write(tmp_path, _built() | {"seconds": {"runs": float("nan")}})
    assert not (tmp_path / "manifest.json").exists()


@pytest.mark.unit
def test_a_shock_has_an_onset_from_the_day_on_which_it_changes_arrivals_and_none_if_it_never_does():
    assert _built()["onsets"] == {"surge": "2024-05-01"}
    job = synthetic.made_up_job()
    calm = {pair: replace(scenario, first_change=None) for pair, scenario in job.scenarios.items()}
    assert _built(scenarios=calm)["onsets"] == {}
