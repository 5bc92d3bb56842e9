"""The settings of a study on the page: which can be chosen, read from a form or an address, and handed to the study.

A setting is called by its dotted key after `study.`, which is the name of its field; of a list of names each is a
field of its own, a truth. What names files, or words of the command line, is no setting here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sim.config.across import LARGEST_SHOCK
from sim.config.asked import StudySettings, own_settings
from sim.config.compose import Sources
from sim.config.faults import BadConfig, Fault
from sim.config.fields import Field, fields_of, leaves
from sim.config.schema import Scenario
from sim.decisions.study import HOW
from sim.decisions.verbs import study_named
from sim.studies.attribute import known_metrics
from sim.studies.metrics import METRICS, metric
from sim.views.words import Words
from sim.web.levers import Lever, Value, lever_of, text_of, told, typed

PREFIX = "study."
OF_QUESTION = {"name", "words", "plans", "shocks", "number", "county"}
"""Settings that the question of the comparison and the address say."""
NOT_HERE = {
    "own", "breaking_words", "decide_words", "rules", "assumptions", "assumed", "groups", "measures",
    *OF_QUESTION, *HOW,
}  # fmt: skip
"""Settings that cannot be chosen on the page: files, words, and whole sections of a study's file."""
MOST_RUNS = 1000
"""Runs of a scenario, our choice; as of a comparison."""
COUNTED = ("replications", "cause_replications", "walk_replications", "bound_replications", "draws", "trajectories")
"""Settings that say how many runs there are."""
SIZES = (("low",), ("high",), ("breaking_sizes",))
"""Settings that are sizes of a shock."""
MOST_NUMBERS = 12
"""Numbers in a list, our choice."""
LONGEST_TEXT = 200
PARTING = re.compile(r"[;\s]+")
UNITS = {
    "p": "share", "breaking_share": "share", "breaking_width": "share", "worst_share": "share", "held_out": "share",
    "level": "share", "low": "factor", "high": "factor", "tolerance": "share", "weeks": "weeks", "cash_years": "years",
    "hire_days": "days", "persons_a_post": "persons", "year": "year", "capacity_factor": "factor",
}  # fmt: skip
"""Units of settings of which the schema says none."""


@dataclass(frozen=True)
class Setting:
    """A setting that can be chosen.

    Attributes
    ----------
    key : dotted, as in the file of the study
    levers : one; of a list of names a truth for each name that may stand in it
    names : of those truths, those of the file first
    listed : whether it is a list of numbers, each as its one lever says
    usual : as the file has it
    """

    key: str
    levers: tuple[Lever, ...]
    names: tuple[str, ...] = ()
    listed: bool = False
    usual: Any = None

    @property
    def name(self) -> str:
        """Name of its field, or of all its fields together."""
        return f"{PREFIX}{self.key}"


@dataclass(frozen=True)
class Chosen:
    """What a form or an address says of the settings of a study.

    Attributes
    ----------
    settings : all that can be chosen, by key
    changes : values that differ from those of the file, by name of field
    given : text of each field
    faults : paths are names of fields
    """

    settings: Mapping[str, Setting]
    changes: Mapping[str, Value]
    given: Mapping[str, str]
    faults: tuple[Fault, ...] = ()

    def asked(self) -> dict[str, Value]:
        """Return what is changed as the study takes it, by dotted key."""
        found: dict[str, Value] = {}
        for key, each in self.settings.items():
            if not any(lever.key in self.changes for lever in each.levers):
                continue
            if each.names:
                ticked = zip(each.names, each.levers, strict=True)
                found[key] = [name for name, lever in ticked if self.changes.get(lever.key, lever.value)]
            else:
                found[key] = self.changes[each.name]
        return found

    def own(self) -> dict[str, str]:
        """Return what is changed as addresses hold it, by name of field, in a fixed order."""
        return {name: written(self.changes[name]) for name in sorted(self.changes)}

    def of_study(self, fault: Fault) -> Fault:
        """Put a fault of the study beside the field that it is about, if there is one."""
        key = next((key for key in self.settings if f"{fault.path}.".startswith((f"{key}.", f"{key}:"))), None)
        if key is None:
            key = next((key for key in self.settings if key.startswith(f"{fault.path}.")), None)
        if key is None:
            return fault
        return replace(fault, path=self.settings[key].name)


def written(value: Value) -> str:
    """Write a value as its field holds it."""
    return " ".join(map(text_of, value)) if isinstance(value, list) else text_of(value)


def read(settings: Mapping[str, Setting], given: Mapping[str, str], words: Words | None = None) -> Chosen:
    """Read fields of a form or an address; never raises for anything that stands in them.

    Parameters
    ----------
    given : text by name of field; names begin with `study.`
    words : language of the form, in which its numbers are written; None: of an address, written alike in all
    """
    fields = {lever.key: (each, lever) for each in settings.values() for lever in each.levers}
    changes: dict[str, Value] = {}
    faults: list[Fault] = []
    for name, text in given.items():
        if name not in fields or len(text) > LONGEST_TEXT:
            what = "forms_fault_long" if name in fields else "forms_fault_unknown"
            faults.append(told(name[:LONGEST_TEXT], text, what))
            continue
        each, lever = fields[name]
        try:
            value = _numbers(lever, text, words) if each.listed else typed(lever, text, words)
        except BadConfig as bad:
            faults += bad.faults
            continue
        if value != lever.value:
            changes[name] = value
    return Chosen(settings, changes, given, tuple(faults))


def _numbers(lever: Lever, text: str, words: Words | None) -> list[Any]:
    """Return the numbers of a list; raises BadConfig with one fault, for a comma that could part numbers too."""
    parts = [part.rstrip(",") for part in PARTING.split(text.strip()) if part]
    if len(parts) > MOST_NUMBERS:
        fields = {"count": str(len(parts)), "most": str(MOST_NUMBERS)}
        raise BadConfig([told(lever.key, text, "settings_fault_many", **fields)])
    if (words is None or words.decimal != ",") and any("," in part for part in parts):
        raise BadConfig([told(lever.key, text, "settings_fault_numbers")])
    try:
        return [typed(lever, part, words) for part in parts]
    except BadConfig as bad:
        if len(parts) > 1:
            raise
        raise BadConfig([told(lever.key, text, "settings_fault_numbers")]) from bad


def settings_of(verb: str, scenario: Scenario, plans: Sequence[str], sources: Sources) -> dict[str, Setting]:
    """Return what can be chosen of a study, by key, as its file has it, the user's over ours.

    Parameters
    ----------
    scenario : of the comparison, for the names of its criteria
    plans : of the comparison
    """
    model: type[StudySettings] = study_named(verb).settings
    own = own_settings(verb, model, (), sources)
    data = own.data if own.value is not None else own.own  # faults of a file of the user's are told by the study
    fields = fields_of(model)
    sentences = {name: str(each["says"]) for name, each in data.get("assumptions", {}).items()}
    found: dict[str, Setting] = {}
    for name in model.model_fields:
        if name in NOT_HERE or name not in data:
            continue
        value, field = data[name], fields.at((name,))
        options = _options(verb, name, data, field, scenario, plans, sources)
        if options and "array" in field.types:
            found[name] = _several(name, value, options, sentences)
        elif options:
            usual = plans[min(1, len(plans) - 1)] if name == "decide_plan" else value
            lever = Lever(f"{PREFIX}{name}", (name,), usual, "choice", options)
            found[name] = Setting(name, (lever,), usual=usual)
        elif "array" in field.types:
            found[name] = _list(name, (name,), value, fields.at((name, 0)))
        elif isinstance(value, Mapping):
            found.update(_section(name, value, fields))
        else:
            found.update(_single((name,), value, field))
    return found


def _single(path: tuple[str, ...], value: Any, field: Field) -> Iterator[tuple[str, Setting]]:
    """Yield a setting of one value; none for what is a text of any kind."""
    key = ".".join(path)
    lever = lever_of(f"{PREFIX}{key}", path, value if value is None else _plain(value), field, None)
    if lever.kind == "said":
        return
    if path[-1] in COUNTED:
        lever = replace(lever, high=min(lever.high or MOST_RUNS, float(MOST_RUNS)))
    if path in SIZES:
        lever = replace(lever, high=LARGEST_SHOCK)
    unit = metric(path[-1]).unit if path[0] in ("thresholds", "alike") else UNITS.get(path[-1], "")
    lever = replace(lever, unit=lever.unit or unit, says="")
    yield key, Setting(key, (lever,), usual=lever.value)


def _plain(value: Any) -> Any:
    """Return a value of a file as levers hold it: a day as text."""
    return value if isinstance(value, bool | int | float | str) else str(value)


def _section(name: str, value: Mapping[str, Any], fields: Any) -> Iterator[tuple[str, Setting]]:
    """Go through the values of a section of settings."""
    lists = [key for key, each in value.items() if isinstance(each, list)]
    for key in lists:
        yield f"{name}.{key}", _list(f"{name}.{key}", (name, key), value[key], fields.at((name, key, 0)))
    for path, each in leaves({key: each for key, each in value.items() if key not in lists}, (name,)):
        yield from _single(tuple(map(str, path)), each, fields.at(path))


def _several(name: str, value: Any, options: tuple[str, ...], says: Mapping[str, str]) -> Setting:
    """Return a list of names; None of the file stands for all of them."""
    there = options if value is None else tuple(map(str, value))
    names = tuple(dict.fromkeys([*there, *options]))
    levers = tuple(
        Lever(f"{PREFIX}{name}.{each}", (name, each), each in there, "truth", says=says.get(each, ""))
        for each in names
    )
    return Setting(name, levers, names, usual=there)


def _list(key: str, path: tuple[str, ...], value: Any, item: Field) -> Setting:
    """Return a list of numbers."""
    one = lever_of(f"{PREFIX}{key}", path, None, item, None)
    lever = replace(one, value=[*value], may_lack=False, says="", high=LARGEST_SHOCK if path in SIZES else one.high)
    return Setting(key, (lever,), listed=True, usual=[*value])


def _options(
    verb: str, name: str, data: Mapping[str, Any], field: Field, scenario: Scenario, plans: Sequence[str],
    sources: Sources,
) -> tuple[str, ...]:  # fmt: skip
    """Return the names that may stand in a setting, where the schema leaves them to the world or to other settings."""
    if name in ("criterion", "roof", "children"):
        return tuple(scenario.criteria.criteria)
    if name == "decide_plan":
        return tuple(plans)
    if name == "known":
        return tuple(sources.options("information"))
    if name == "among":
        return tuple(data["rules" if verb == "allocation" else "assumptions"])
    if name == "losses":
        return tuple(each.name for each in METRICS if each.better != "neither")
    if name == "metrics":
        return known_metrics() if verb == "attribute" else tuple(each.name for each in METRICS)
    items = [node["items"] for node in field.nodes if isinstance(node.get("items"), Mapping)]
    return tuple(str(each) for node in items for each in node.get("enum", ()))
