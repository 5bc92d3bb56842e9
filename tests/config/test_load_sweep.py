"""Loading a sweep: every point is the scenario that `load` gives, and all faults of all points come at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from sim.config.faults import BadConfig
from sim.config.load import load
from sim.config.load_sweep import load_sweep
from sim.config.sweep import Point, SweepJob


def word(key: str, value: Any) -> str:
    """Write a value as a word of the command line."""
    if isinstance(value, str) and value.startswith(("[", "{")):
        return f"{key}={value}".replace(chr(34), "")
    return f"{key}='{value}'" if isinstance(value, str) else f"{key}={'null' if value is None else value}"


def alone(point: Point, texts: Sequence[str] = (), folders: Sequence[Path] = ()) -> Any:
    """Return the scenario that a run gets with the values of a point."""
    words = [word(key, value) for key, value in point.values.items()]
    return load("run", [*texts, *words], folders).scenarios[point.shock, point.plan]


def faults(*overrides: str, config_dirs: Sequence[Path] = ()) -> list[str]:
    with pytest.raises(BadConfig) as caught:
        load_sweep(overrides, config_dirs)
    return [str(fault) for fault in caught.value.faults]


def check_points(job: SweepJob, every: int, texts: Sequence[str] = (), folders: Sequence[Path] = ()) -> None:
    """Compare with `load`, whose scenarios are validated as a whole."""
    for point in job.points[::every]:
        expected = alone(point, texts, folders)
        assert point.scenario == expected, point.values
        assert point.scenario.model_fields_set == expected.model_fields_set
        assert point.scenario.model_dump_json() == expected.model_dump_json()


@pytest.mark.unit
def test_words_give_the_product_and_each_point_is_what_a_run_gets() -> None:
    words = ["shock=autumn_surge,minors", "plan=reactive,do_nothing", "plan.reception.buffer_places=range(0,3000,1000)"]
    job = load_sweep([*words, "seed=5", "replications=7", "name=small"])
    assert job.axes == ("shock", "plan", "plan.reception.buffer_places")
    assert [point.number for point in job.points] == list(range(12))
    assert job.points[4].values == {"shock": "autumn_surge", "plan": "do_nothing", "plan.reception.buffer_places": 1000}
    assert (job.points[4].shock, job.points[4].plan) == ("autumn_surge", "do_nothing")
    assert (job.name, job.settings.replications, job.settings.keep[0]) == ("small", 7, "headlines")
    check_points(job, 1, ["seed=5"])


@pytest.mark.unit
@pytest.mark.parametrize(
    "words",
    [
        ["shock=tired_system,drop", "shock.size=0.0,1.0", "municipalities.votes_factor=0.5,0.9"],
        ["shock=tired_system", "horizon_days=100,900", "casework.july_capacity_factor=0.1,0.2"],
        ["start=2022-01-01,2024-01-01", "shock=replay_2022,minors", "start.settlement.requested=100000,120000"],
        ["casework=glob(practice*)", "casework.july_capacity_factor=choice(0.4,1.0)", "seed=1,2"],
        ["shock=minors", "shock.onset=2024-05-01,2030-01-01", "shock.components.0.private_share=0.1,null"],
        ["plan.reception.ladder.0.lead_days={law:fixed,mean:3,p95:null},{law:fixed,mean:4,p95:null}"],
        ["population.groups.individual.private_share=${fact:population.private.individual},0.5"],
        ["shock=tired_system", "shock.size=0.0,2.0", "plan.reception.target_use=0.8,0.9"],
    ],
)
def test_any_value_can_be_swept(words: list[str]) -> None:
    fixed = [text for text in words if "," not in text and "glob" not in text]
    check_points(load_sweep(words), 1, fixed)
