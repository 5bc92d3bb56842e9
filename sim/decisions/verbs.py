"""Which studies there are. Each is imported only when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.decisions.study import Study

STUDIES: dict[str, str] = {
    "brief": "one page for a director or a minister",
    "municipality": "the sheet for the contingency plan of a municipality, a county or the nation",
    "sensitivity": "which assumptions the figures rest on",
    "allocation": "rules by which municipalities are chosen: what each does, and how near the best it comes",
    "breakpoint": "the largest shock each plan survives, as an interval, and what breaks first there",
    "warning": "what early warning and information are worth, which triggers work, by when to decide",
    "robust": "which plan does well whatever comes: regret, targets met, what changes the best",
    "attribute": "what each measure of a plan bought, and what made the year deviate",
    "evaluate": "the yearly evaluation of the agreement, clause by clause",
}
"""What each study answers, in a line, by verb; its module has the name of the verb."""


def study_named(verb: str) -> Study[Any]:
    """Return the study of a verb; KeyError if there is none."""
    if verb not in STUDIES:
        raise KeyError(f"there is no study {verb!r}")
    study: Study[Any] = import_module(f"sim.decisions.{verb}").STUDY
    return study
