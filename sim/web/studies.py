"""Deeper studies of the question of a comparison: the words that ask each of them for the same start and shock."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.config.asked import Asked, load_study
from sim.config.spoken import spoken
from sim.decisions.study import question_of
from sim.decisions.verbs import study_named

OF_ALL_PLANS = ("breakpoint", "warning", "robust")
"""Studies that hold plans against each other, as they are written."""
OF_ONE_PLAN = ("brief", "attribute", "sensitivity", "allocation", "evaluate", "municipality")
"""Studies of one plan, with what was changed in it."""
OFFERED = (*OF_ALL_PLANS, *OF_ONE_PLAN)


def words(
    verb: str,
    start: str,
    shock: str,
    plans: tuple[str, ...],
    changes: Mapping[str, Any],
    out: Path | None = None,
    number: str = "",
) -> tuple[str, ...]:
    """Return the words that ask a study.

    Parameters
    ----------
    plans : names of options; of a study of one plan the first is taken
    changes : typed, by dotted key, as `beredt compare` takes them: what changes one plan begins with `plans.NAME.`
    number : of a municipality, four digits
    """
    asked: dict[str, Any] = {"start": start, "progress": False}
    plan = plans[0]
    if verb == "robust":
        asked["shocks"] = [shock]
    else:
        asked["shock"] = shock
    if verb in OF_ALL_PLANS:
        asked["plans"] = list(plans)
    else:
        asked["plan"] = plan
    if verb == "warning":
        asked["decide_plan"] = plan
    if number:
        asked["number"] = number
    for key, value in changes.items():
        head, _, rest = key.partition(".")
        if head != "plans":
            asked[key] = value
        elif verb in OF_ONE_PLAN and rest.startswith(f"{plan}."):
            asked[f"plan.{rest.removeprefix(f'{plan}.')}"] = value
    if out is not None:
        asked["out"] = str(out)
    return tuple(spoken(asked))


def left_out(verb: str, changes: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the plans of which a study does not take what was changed."""
    if verb not in OF_ALL_PLANS:
        return ()
    named = (key.split(".")[1] for key in changes if key.startswith("plans."))
    return tuple(dict.fromkeys(named))


def asked(verb: str, said: tuple[str, ...], config_dirs: tuple[str, ...]) -> Asked[Any]:
    """Check the words of a study; raises BadConfig with every fault."""
    study = study_named(verb)
    return load_study(verb, study.settings, said, config_dirs, refused=study.refused, question=study.plan_of)


def key(verb: str, said: tuple[str, ...], config_dirs: tuple[str, ...]) -> str:
    """Return the name of the folder of an answer: the verb, and the digest of the question."""
    return f"{verb}-{question_of(asked(verb, said, config_dirs))}"
