"""The small trial that the help of a verb names: a question that can be asked."""

from __future__ import annotations

import re
import shlex

import pytest

from sim import cli
from sim.decisions.verbs import study_named

TRIAL = re.compile(r"^  # a small trial[^\n]*\n  beredt (.*?[^\\])$", re.MULTILINE | re.DOTALL)


@pytest.mark.unit
@pytest.mark.parametrize("verb", ["robust", "attribute", "sensitivity", "allocation"])
def test_the_help_names_a_small_trial_that_can_be_asked(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = TRIAL.search(study_named(verb).help)
    assert found is not None
    words = shlex.split(found[1].replace("\\\n", " "))
    assert words[0] == verb
    assert cli.main(["check", *words]) == 0
    assert "No fault was found" in capsys.readouterr().out
