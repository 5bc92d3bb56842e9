"""What the form of the settings of a study is filled with, and the sentence that says how long the study takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sim.config.asked import Asked
from sim.config.faults import BadConfig, Fault
from sim.decisions.effort import told_of
from sim.decisions.study import Study
from sim.views.parts import metric_name
from sim.views.words import Words
from sim.web.faulted import shortened
from sim.web.fields import Choice, Field, Said, allowed, of_fault, pad_of, said, sentence, unit, written
from sim.web.levers import Lever, held, told
from sim.web.question import SETTINGS, spaced
from sim.web.settings import Chosen, Setting
from sim.web.site import Site

MAIN = {
    "breakpoint": ("replications", "criterion", "p", "low", "high"),
    "warning": ("parts", "replications", "criterion", "days", "decide_plan"),
    "robust": ("replications", "draws", "losses", "thresholds"),
    "brief": ("summary", "as_of", "weeks", "replications"),
    "attribute": ("replications", "metrics", "singles", "causes"),
    "sensitivity": ("parts", "metrics", "replications", "trajectories"),
    "allocation": ("replications", "among"),
    "evaluate": ("year", "replications", "causes", "cause_replications"),
    "municipality": ("summary", "replications", "level"),
}
"""The settings of each study that matter most, in the order in which they are shown."""
SECTIONS = ("against", "alike", "ample", "thresholds")
"""Settings that stand together under a name."""
KINDS = {
    "criterion": "criterion", "roof": "criterion", "children": "criterion", "decide_plan": "plan", "known": "known",
    "metrics": "metric", "losses": "metric", "warning.parts": "warning_part",
}  # fmt: skip
"""Kinds of names of options in the catalogue; others are options of settings."""
SEEDS = ("draw_seed", "design_seed", "permutation_seed")


@dataclass(frozen=True)
class Block:
    """Fields that stand together.

    Attributes
    ----------
    name : its faults stand at NAME-fault
    legend : empty for a single field
    """

    name: str
    legend: str
    helps: str
    fields: tuple[Field, ...]
    faults: tuple[Said, ...] = ()


def form(verb: str, chosen: Chosen, words: Words, faults: Sequence[Fault]) -> dict[str, Any]:
    """Return what the form is filled with: the settings that matter most, and the rest.

    Parameters
    ----------
    faults : of the settings, paths are names of fields
    """
    made = {block.name.removeprefix("study."): block for block in _blocks(verb, chosen, words, faults)}
    main = [made[name] for name in MAIN[verb] if name in made]
    rest = [block for block in made.values() if block not in main]
    there = {field.name for block in made.values() for field in block.fields} | {each.name for each in made.values()}
    summary = [
        (each.path if each.path in there else "", (Said(_name(verb, each.path, chosen, words)),), of_fault(each, words))
        for each in faults
    ]
    return {
        "main": main,
        "rest": rest,
        "open": any(block.faults or any(field.faults for field in block.fields) for block in rest),
        "summary": summary,
        "changed": bool(chosen.changes),
    }


def effort(study: Study[Any], asked: Asked[Any], words: Words, site: Site) -> str:
    """Say how many runs a study makes and about how long they take.

    Raises
    ------
    BadConfig : if the study refuses the question, or there are too many
    """
    work = list(study.work_of(asked))
    least, most = sum(each.least for each in work), sum(each.most for each in work)
    days = sum(each.most * each.days for each in work)
    if days > site.limits.study_days:
        fields = {"days": spaced(days), "most": spaced(site.limits.study_days)}
        raise BadConfig([told("replications", asked.settings.replications, "settings_fault_days", **fields)])
    takes = told_of(work, asked.settings.workers, words)
    if len({each.days for each in work}) > 1:
        return words.say(
            "settings_size_parts", least=words.count(least), most=words.count(most), parts=len(work), takes=takes
        )
    length = words.count(work[0].days)
    if least == most:
        return words.say("settings_size", runs=words.count(most), days=length, takes=takes)
    return words.say(
        "settings_size_between", least=words.count(least), most=words.count(most), days=length, takes=takes
    )


def _blocks(verb: str, chosen: Chosen, words: Words, faults: Sequence[Fault]) -> Iterator[Block]:
    """Go through the settings, those of a section or a list together."""
    sections: dict[str, list[Field]] = {}
    for key, each in chosen.settings.items():
        head = key.split(".")[0]
        made = tuple(_field(verb, each, lever, chosen, words, faults) for lever in each.levers)
        if each.names:
            own = tuple(of_fault(fault, words) for fault in faults if fault.path == each.name)
            yield Block(each.name, _label(verb, key, words), _help(verb, key, words), made, own)
        elif head in SECTIONS:
            sections.setdefault(head, []).extend(made)
        else:
            yield Block(each.name, "", "", made)
    for head, fields in sections.items():
        own = tuple(of_fault(fault, words) for fault in faults if fault.path == f"study.{head}")
        yield Block(f"study.{head}", _label(verb, head, words), _help(verb, head, words), tuple(fields), own)


def _field(
    verb: str, setting: Setting, lever: Lever, chosen: Chosen, words: Words, faults: Sequence[Fault]
) -> Field:
    """Return a setting as a field, with what was given for it, else what is in force."""
    value = chosen.changes.get(lever.key, lever.value)
    wrong = tuple(of_fault(fault, words) for fault in faults if fault.path == lever.key)
    in_field = " ".join(held(each, words) for each in value) if isinstance(value, list) else held(value, words)
    text = chosen.given.get(lever.key, in_field) if wrong else in_field
    if setting.names:
        name = sentence("assumption", words, lever.says) or _option(verb, setting.key, str(lever.path[-1]), words)
        return Field(lever.key, lever.kind, (name,), text, Said(""), Said(""), faults=wrong)
    helps = [Said(each) for each in (_help(verb, setting.key, words), _range(verb, setting, lever, words)) if each]
    return Field(
        lever.key, lever.kind, (Said(_label(verb, setting.key, words)),), text, Said(""), unit(lever, words),
        tuple(helps), faults=wrong, choices=_choices(verb, setting, lever, value, words),
        pad="" if setting.listed else pad_of(lever), changed=value != lever.value,
    )  # fmt: skip


def _range(verb: str, setting: Setting, lever: Lever, words: Words) -> str:
    """Say what a setting may be, and what it is without a change."""
    if setting.listed:
        values = "; ".join(words.figures_of(each, 10) for each in setting.usual) or words.say("forms_none")
        usual = words.say("settings_default_list", values=values)
        return " ".join(filter(None, [words.say("settings_list"), allowed(lever, words), usual]))
    if lever.kind == "choice" and lever.value is not None:
        usual = _option(verb, setting.key, str(lever.value), words).text
    else:
        usual = written(lever, lever.value, words).text
    return " ".join(filter(None, [allowed(lever, words), words.say("forms_default"), usual]))


def _choices(verb: str, setting: Setting, lever: Lever, value: Any, words: Words) -> tuple[Choice, ...]:
    if lever.kind != "choice":
        return ()
    none = [Choice("", Said(words.say("forms_none")), value is None)] if lever.may_lack else []
    return (*none, *(Choice(each, _option(verb, setting.key, each, words), each == value) for each in lever.options))


def _option(verb: str, key: str, code: str, words: Words) -> Said:
    """Return the name of an option of a setting."""
    kind = KINDS.get(key)
    if kind == "metric":
        return Said(metric_name(code, words))
    return said(KINDS.get(f"{verb}.{key}") or kind or "setting_option", code, words)


def _label(verb: str, key: str, words: Words) -> str:
    """Return the name of a setting; of a figure, that of the figure."""
    known = words.names["setting"]
    found = known.get(f"{verb}.{key}") or known.get(key)
    return found or metric_name(key.rpartition(".")[2], words)


def _help(verb: str, key: str, words: Words) -> str:
    known = words.names["setting_help"]
    if key in SEEDS:
        return known["seed"]
    return known.get(f"{verb}.{key}") or known.get(key) or ""


def _name(verb: str, path: str, chosen: Chosen, words: Words) -> str:
    """Return the label of the field that a fault is about, or what the study calls it."""
    for key, each in chosen.settings.items():
        if path == each.name or path in (lever.key for lever in each.levers):
            return _label(verb, key, words)
    if path in SETTINGS:  # of the question, on another page
        return words.name("form_field", path)
    return shortened(path.removeprefix("study."), words)
