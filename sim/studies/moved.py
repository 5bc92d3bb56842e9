"""What is other in a plan than in the one it was made of: levers moved by a command, or by a hand in a copy of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.config.compose import Sources
from sim.config.faults import BadConfig
from sim.config.fields import Path, fields_of, leaves
from sim.config.job import Job, Verb
from sim.config.load import load
from sim.config.plan import Plan
from sim.config.schema import Scenario

COPY = re.compile(r"(?P<plan>.+)_own(_\d+)?")
"""How a plan is named that was taken from a comparison to be changed."""
PLANS = ("plan", "plans")
TOLD = {"name", "says"}
"""Values of a plan that only tell of it."""
LADDER = 3
"""Parts of the path of a measure: its section, the ladder, its place in it."""


@dataclass(frozen=True)
class Moved:
    """The levers of a plan that stand elsewhere than in the plan it was made of.

    Attributes
    ----------
    plan : that it was made of
    values : path (below the plan), measure (of a value of a measure, else empty), before, after, unit (of the schema)
    """

    plan: str
    values: Sequence[Mapping[str, Any]]


def moved(job: Job) -> Iterator[tuple[tuple[str, str], Moved]]:
    """Yield the moved levers of each shock and plan of a job; of a plan that is valid only as changed, none."""
    known, plain = Sources.of(job.config_dirs).options("plan"), _plain(job)
    before = _loaded(job.verb, plain, job) if len(plain) < len(job.overrides) else {}
    for pair, scenario in job.scenarios.items():
        plan = pair[1]
        copied = COPY.fullmatch(plan)
        if copied and copied["plan"] in known:
            plan = copied["plan"]
            start = [text for text in plain if text.partition("=")[0] == "start"]
            files = list(_loaded("run", [*start, f"plan={plan}"], job).values())
        else:
            files = [before[pair]] if pair in before else []
        values = [value for each in files for value in _apart(each.plan, scenario.plan)]
        if values:
            yield pair, Moved(plan, values)


def _plain(job: Job) -> list[str]:
    """Return the words of a job but for those that change values of plans."""
    return [text for text in job.overrides if not _of_plan(text)]


def _loaded(verb: Verb, words: Sequence[str], job: Job) -> Mapping[tuple[str, str], Scenario]:
    """Return the scenarios of other words, none where they are not valid: a plan may be so only as changed."""
    try:
        return load(verb, words, job.config_dirs).scenarios
    except BadConfig:
        return {}


def _of_plan(text: str) -> bool:
    """Whether a word changes a value of a plan, or of every plan; which are chosen does not."""
    head, _, rest = text.lstrip("+~").partition("=")[0].partition(".")
    return head in PLANS and bool(rest)


def _apart(first: Plan, then: Plan) -> Iterator[dict[str, Any]]:
    """Yield each value that is another in the second plan."""
    plain = then.model_dump(mode="json")
    old, new = dict(leaves(first.model_dump(mode="json"))), dict(leaves(plain))
    fields = fields_of(Scenario)
    for path in dict.fromkeys([*new, *old]):
        if old.get(path) != new.get(path) and path[0] not in TOLD:
            yield {
                "path": [str(part) for part in path], "measure": _measure(plain, path),
                "before": old.get(path), "after": new.get(path), "unit": fields.at(("plan", *path)).unit,
            }  # fmt: skip


def _measure(plan: Mapping[str, Any], path: Path) -> str:
    """Return the name of the measure that a value is of; empty if it is of none."""
    if len(path) <= LADDER or path[1] != "ladder":
        return ""
    ladder, place = plan[str(path[0])]["ladder"], int(path[2])
    return str(ladder[place]["measure"]) if place < len(ladder) else ""
