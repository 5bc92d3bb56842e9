"""Deeper studies of the question of a comparison: the words that ask each of them for the same start and shock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.config.asked import Asked, load_study
from sim.config.faults import BadConfig, Fault
from sim.config.spoken import spoken
from sim.decisions.study import question_of
from sim.decisions.verbs import study_named
from sim.web.question import Question

OF_ALL_PLANS = ("breakpoint", "warning", "robust")
"""Studies that hold plans against each other, as they are written."""
OF_ONE_PLAN = ("brief", "attribute", "sensitivity", "allocation", "evaluate", "municipality")
"""Studies of one plan, with what was changed in it."""
MOST_DAYS = 1461
"""Simulated days of each run of a study, four years; our choice, as a study makes hundreds of runs."""
OFFERED = (*OF_ALL_PLANS, *OF_ONE_PLAN)


@dataclass(frozen=True)
class Wanted:
    """A study that is asked for.

    Attributes
    ----------
    plan : of a study of one plan; empty for those that hold plans against each other
    number : of a municipality, four digits; empty for none
    """

    verb: str
    plan: str = ""
    number: str = ""

    def of(self, plan: str) -> Wanted:
        """Return the same study of another plan."""
        return replace(self, plan=plan)


def words(
    wanted: Wanted, question: Question, changes: Mapping[str, Any], language: str, settings: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return the words that ask a study of the world of a comparison.

    Parameters
    ----------
    changes : typed, by dotted key, as `beredt compare` takes them: what changes one plan begins with `plans.NAME.`
    settings : of the study, those that are not as in its file, by dotted key
    """
    verb, plan = wanted.verb, wanted.plan
    asked: dict[str, Any] = {"start": question.start, "language": language, "progress": False}
    if verb == "robust":
        asked["shocks"] = [question.shock]
    else:
        asked["shock"] = question.shock
    if verb in OF_ALL_PLANS:
        asked["plans"] = list(question.plans)
    else:
        asked["plan"] = plan
    if verb == "warning":
        asked["decide_plan"] = question.plans[min(1, len(question.plans) - 1)]
    if wanted.number:
        asked["number"] = wanted.number
    for key, value in changes.items():
        head, _, rest = key.partition(".")
        if head != "plans":
            asked[key] = value
        elif plan and rest.startswith(f"{plan}."):
            asked[f"plan.{rest.removeprefix(f'{plan}.')}"] = value
    return tuple(spoken({**asked, **settings}))


def into(folder: Path) -> tuple[str, ...]:
    """Return the word that puts an answer into a folder."""
    return tuple(spoken({"out": str(folder)}))


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


def key(found: Asked[Any]) -> str:
    """Return the name of the folder of an answer: the verb, the digest of the question, and the language.

    Raises
    ------
    BadConfig : if its runs are longer than a study on the page takes
    """
    days = found.load().scenario.days
    if days > MOST_DAYS:
        raise BadConfig([Fault("horizon_days", days, f"is more than a study on the page takes: at most {MOST_DAYS}")])
    return f"{found.verb}-{question_of(found)}-{found.settings.language}"
