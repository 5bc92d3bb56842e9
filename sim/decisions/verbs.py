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
}
"""What each study answers, in a line, by verb; its module has the name of the verb."""


def study_named(verb: str) -> Study[Any]:
    """Return the study of a verb; KeyError if there is none."""
    if verb not in STUDIES:
        raise KeyError(f"there is no study {verb!r}")
    study: Study[Any] = import_module(f"sim.decisions.{verb}").STUDY
    return study
