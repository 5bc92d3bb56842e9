"""Every study alike: where no run ended well there is no answer, the failures are listed, and nobody is blamed."""

from __future__ import annotations

import json

import pytest

from sim import api
from sim.decisions.study import NothingLeft
from sim.decisions.verbs import STUDIES
from sim.runs.execute import Model
from tests.support import swept

SMALL = ("replications=3", "workers=1", "progress=false")
FEWER = {
    "robust": ("plans=[reactive,agreement_2018]", "shocks=[autumn_surge]", "draws=2"),
    "sensitivity": ("walk_replications=1", "trajectories=2"),
    "evaluate": ("cause_replications=3",),
    "attribute": ("cause_replications=3",),
    "warning": ("plans=[agreement_2018]", "known=[historical,perfect]"),
}
"""Words that make the question of a verb small."""


def _fails(scenario):
    raise ValueError("the start has no beds")


@pytest.mark.failure
@pytest.mark.parametrize("verb", STUDIES)
def test_a_study_without_a_run_that_ended_well_has_no_answer_and_lists_the_failures(verb, tmp_path):
    words = (*SMALL, *FEWER.get(verb, ()), f"out={tmp_path / 'out'}")
    with pytest.raises(NothingLeft) as nothing:
        api.study(verb, words, model=Model(_fails, swept.run), tell=lambda line: None)
    assert nothing.value.exit_code == 3
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["failures"]) == len(nothing.value.failed) == manifest["runs"] > 0
    assert manifest["done"] == 0
