"""What is other in a plan than in the one it was made of: levers moved by a command, or by a hand in a copy of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sim.config.compose import Sources
from sim.config.faults import BadConfig
from sim.config.fields import Path, fields_of, leaves
from sim.config.job import Job, Verb
from sim.config.load import load
from sim.config.plan import SECTIONS, Plan
from sim.config.schema import Scenario

COPY = re.compile(r"(?P<plan>.+)_own(_\d+)?")
"""How a plan is named that was taken from a comparison to be changed."""
PLANS = ("plan", "plans")
TOLD = {"name", "says"}
"""Values of a plan that only tell of it."""
LADDER = 3
"""Parts of the path of a measure: its section, the ladder, its place in it."""


class Rung(NamedTuple):
    """A measure of a ladder: its section and its name, which no other measure of a plan has."""

    section: str
    measure: str


class Lever(NamedTuple):
    """A value of a plan: its path, the measure that it is of (else empty), and what it is."""

    path: Path
    measure: str
    value: Any


@dataclass(frozen=True)
class Moved:
    """The levers of a plan that stand elsewhere than in the plan it was made of.

    Attributes
    ----------
    plan : that it was made of
    values : path (below the plan), measure (of a value of a measure, else empty), before, after, unit (of the schema);
        of what both plans have
    added, removed : names of measures that only this plan has, or only the other
    reordered : measure, after (name of the one it stands behind now, empty if it is the first): of measures that both
        have, those that are behind others now, as few as tell the new order
    """

    plan: str
    values: Sequence[Mapping[str, Any]] = field(default_factory=list)
    added: Sequence[str] = field(default_factory=list)
    removed: Sequence[str] = field(default_factory=list)
    reordered: Sequence[Mapping[str, str]] = field(default_factory=list)


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
        for each in files:
            found = _apart(plan, each.plan, scenario.plan)
            if found != Moved(plan):
                yield pair, found


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


def _apart(name: str, first: Plan, then: Plan) -> Moved:
    """Tell what is other in the second plan; measures of ladders are held together by name, not by place."""
    old, new = first.model_dump(mode="json"), then.model_dump(mode="json")
    before, after = _rungs(old), _rungs(new)
    both = set(before) & set(after)
    was, stands = _levers(old, both), _levers(new, both)
    values = []
    for key in dict.fromkeys([*stands, *was]):
        lever = stands.get(key) or was[key]
        ends = {"before": was[key].value if key in was else None, "after": stands[key].value if key in stands else None}
        if ends["before"] != ends["after"]:
            unit = fields_of(Scenario).at(("plan", *lever.path)).unit
            path = [str(part) for part in lever.path]
            values.append({"path": path, "measure": lever.measure, **ends, "unit": unit})
    return Moved(
        name,
        values,
        [each.measure for each in after if each not in both],
        [each.measure for each in before if each not in both],
        [*_reordered([each for each in before if each in both], [each for each in after if each in both])],
    )


def _rungs(plan: Mapping[str, Any]) -> list[Rung]:
    """Return the measures of a plan, in order."""
    return [Rung(section, str(each["measure"])) for section in SECTIONS for each in plan[section]["ladder"]]


def _levers(plan: Mapping[str, Any], both: Collection[Rung]) -> dict[Hashable, Lever]:
    """Return the values of a plan but those of measures that are not among `both`, by what is the same in two plans."""
    found: dict[Hashable, Lever] = {}
    for path, value in leaves(plan):
        if path[0] in TOLD or path[1:] == ("ladder",):  # the second is one without measures
            continue
        if len(path) <= LADDER or path[1] != "ladder":
            found[path] = Lever(path, "", value)
            continue
        section, place = str(path[0]), int(path[2])
        rung = Rung(section, str(plan[section]["ladder"][place]["measure"]))
        if rung in both:
            found[rung, path[LADDER:]] = Lever(path, rung.measure, value)
    return found


def _reordered(before: Sequence[Rung], after: Sequence[Rung]) -> Iterator[dict[str, str]]:
    """Yield measures that stand behind others now, of the same ones in both orders, as few as tell the new order."""
    chains: list[list[int]] = []  # longest chain of measures in the old order that ends with each
    for place, rung in enumerate(after):
        at = before.index(rung)
        earlier = [chain for chain in chains if before.index(after[chain[-1]]) < at]
        chains.append([*max(earlier, key=len, default=[]), place])
    kept = max(chains, key=len, default=[])
    for place, rung in enumerate(after):
        if place not in kept:
            behind = after[place - 1] if place and after[place - 1].section == rung.section else None
            yield {"measure": rung.measure, "after": behind.measure if behind else ""}
