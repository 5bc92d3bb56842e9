"""What a study is asked for: the settings of its own file, and changes that are made in every one of its runs.

A study is a verb with a primary file of its own, such as `breakpoint.yaml`. Words of the command line that name one
of its settings change that; any other word is a change of the runs, as `beredt run` takes it.
"""

from __future__ import annotations

import copy
import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, Field

from sim.config.base import Name, Section
from sim.config.compose import Sources
from sim.config.faults import NO_VALUE, BadConfig, Fault
from sim.config.fields import fields_of
from sim.config.files import read_yaml
from sim.config.job import CompareSettings, Kernels, Language, Settings
from sim.config.load import load
from sim.config.overrides import apply_change, given_twice, sort_overrides
from sim.config.plainly import named, plain
from sim.config.schema import Scenario
from sim.config.sweep import SweepFile
from sim.config.validate import Checked, Model, validate

Words = tuple[str, ...]
"""Changes as on the command line."""
DEFAULTS = "defaults"
"""The list of options in a primary file that is composed, as sweep.yaml is."""


class StudySettings(Section):
    """How a study is carried out; each study adds what it asks."""

    name: Name = Field(description="name of the study, the first part of its folder")
    words: Words = Field(description="changes that are made in every run, before those of the command line")
    replications: Annotated[int, Field(ge=1, le=100_000)] = Field(
        description="runs of each scenario, each with its luck"
    )
    workers: Annotated[int, Field(ge=1, le=512)] | None = Field(description="processes at work; null: one a core")
    kernels: Kernels = Field(description="code that does the counting; the results are the same bit for bit")
    out: Annotated[str, Field(min_length=1)] | None = Field(
        description="folder of the results; null: one in outputs/ here, named by what is asked"
    )
    overwrite: bool = Field(description="whether an answer to another question in that folder is replaced")
    progress: bool = Field(description="whether progress is shown")
    language: Language = Field(
        description="language of the answer: en English, nb Bokmål; the same runs serve for both"
    )

    def files(self) -> Words:
        """Files of the user that are read beside the configuration; their content is part of the question."""
        return ()


S = TypeVar("S", bound=StudySettings)


@dataclass(frozen=True)
class Loaded:
    """One scenario of a study.

    Attributes
    ----------
    words : the changes that make it, as `beredt run` takes them
    facts : fact key by dotted path of the value that is taken from it
    warnings : what is valid and perhaps not meant, a sentence each
    changed : what was changed after, which words cannot say, as plain data: a value by dotted path, or by what was done
    """

    scenario: Scenario
    words: Words
    facts: Mapping[str, str]
    warnings: Words
    changed: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked(Generic[S]):
    """What a study was asked for, its settings valid in full.

    Attributes
    ----------
    verb : of the command line
    overrides : as given there
    added : those of `overrides` that are made in every run
    config_dirs : the user's folders
    """

    verb: str
    settings: S
    overrides: Words
    added: Words
    config_dirs: Words

    def load(self, *words: str) -> Loaded:
        """Return the scenario with these changes beside those of every run, which come before words of the user.

        Raises
        ------
        BadConfig : with every fault of the scenario
        """
        merged = merge(self.settings.words, words, self.added)
        job = load("run", merged, self.config_dirs)
        return Loaded(next(iter(job.scenarios.values())), merged, job.facts, job.warnings)

    @property
    def warnings(self) -> Words:
        """Of words that stand twice, a sentence each."""
        return tuple(given_twice(self.overrides))


@dataclass(frozen=True)
class OwnSettings(Generic[Model]):
    """The settings of a primary file, changed by the command line.

    Attributes
    ----------
    value : None where they are not valid
    data : as plain values, changed
    own : as they stand in Beredt's own file
    added : words that are no settings
    choices : options of groups that are chosen among them
    faults : all that is wrong
    checked : whether what is found in the value rests on what was put right
    """

    value: Model | None
    data: Mapping[str, Any]
    own: Mapping[str, Any]
    added: Words
    choices: Mapping[str, str]
    faults: list[Fault]
    checked: Checked[Model]


def load_study(
    verb: str,
    model: type[S],
    overrides: Iterable[str] = (),
    config_dirs: Iterable[str | Path] = (),
    early: Sequence[Fault] = (),
    also: Callable[[Asked[S]], Iterable[Fault]] | None = None,
    refused: Mapping[str, str] | None = None,
    question: Callable[[Asked[S]], Iterable[object]] | None = None,
) -> Asked[S]:
    """Read, change and validate the settings of a study.

    Parameters
    ----------
    overrides : settings of VERB.yaml, such as `replications=20`; any other change is made in every run
    config_dirs : folders of the user, searched before Beredt's own; one may hold a VERB.yaml
    early : faults found before, reported with those found here
    also : finds more faults in what is valid so far, such as a folder that cannot be used
    refused : groups that may not be chosen for every run, and why
    question : raises BadConfig where the question makes no sense; asked where there are faults already, so that all
        are told together

    Raises
    ------
    BadConfig with every fault of `early`, of the file and of the words.
    """
    texts, folders = tuple(overrides), tuple(str(folder) for folder in config_dirs)
    sources = Sources.of(folders, early=early)
    read = own_settings(verb, model, texts, sources)
    faults = [*early, *read.faults]
    for group, reason in (refused or {}).items():
        if group in read.choices:
            faults.append(Fault(group, read.choices[group], reason))
    if read.value is None:
        raise plain(BadConfig(faults))
    asked = Asked(verb, read.value, texts, read.added, folders)
    try:
        asked.load()
    except BadConfig as bad:
        faults += bad.faults
        question = None  # it would find the same
    faults += [] if also is None else also(asked)
    if faults and question is not None:
        try:
            list(question(asked))
        except BadConfig as bad:
            faults += [fault for fault in bad.faults if not read.checked.doubts(fault)]
    if faults:
        raise plain(BadConfig(faults))
    return asked


def own_settings(primary: str, model: type[Model], texts: Sequence[str], sources: Sources) -> OwnSettings[Model]:
    """Read the primary file of a verb, the user's over Beredt's own, and make the changes that name its settings."""
    own = _file(sources.own, primary)
    data = copy.deepcopy(own)
    faults: list[Fault] = []
    for folder in reversed(sources.user):
        file = folder / f"{primary}.yaml"
        if file.is_file():
            data.update(_file(folder, primary))
        if DEFAULTS in data:
            rule = f"is not taken: what the file leaves out is as in Beredt's own {primary}.yaml"
            hint = "take it out; options are chosen by words, such as plan=NAME"
            faults.append(Fault(f"{DEFAULTS} in {file}", data.pop(DEFAULTS), rule, hint))
    fields = fields_of(Scenario, model)
    given = sort_overrides(texts, sources, several=False)
    faults += given.faults
    mine = {change.text for change in given.changes if change.path[0] in model.model_fields}
    others = {*Settings.model_fields, *CompareSettings.model_fields, *SweepFile.model_fields}
    others -= set(model.model_fields)
    misspelt: set[str] = set()
    for change in given.changes:
        if change.text in mine:
            fault = apply_change(data, change, fields)
            faults += [fault] if fault is not None else []
        elif change.path[0] in others:
            hint = f"see beredt {primary} --help"
            faults.append(Fault(change.key, change.value, f"is no setting of {primary}", hint))
        elif near := _meant(change.path[0], model):
            misspelt.add(change.text)
            faults.append(Fault(change.key, change.value, f"unknown key {change.path[0]!r}", f"nearest: {near}"))
    bad = {fault.path for fault in given.faults}
    checked = validate(model, data, fields, [lambda: own])
    faults.extend(named(fault, fields, own) for fault in checked.faults)
    added = tuple(text for text in texts if text not in mine | misspelt and text not in bad)
    return OwnSettings(checked.value, data, own, added, given.choices, faults, checked)


def _meant(head: str, model: type[BaseModel]) -> str:
    """Return the setting that is closest to the first part of an unknown key; empty if a part of the scenario is."""
    if head in Scenario.model_fields:
        return ""
    near = difflib.get_close_matches(head, [*model.model_fields, *Scenario.model_fields], n=1)
    return near[0] if near and near[0] in model.model_fields else ""


def merge(*parts: Iterable[str]) -> Words:
    """Put words together; a later one takes the place of an earlier one with the same key."""
    found: dict[str, str] = {}
    for word in (each for part in parts for each in part):
        found[word.lstrip("+~").partition("=")[0]] = word
    return tuple(found.values())


def _file(folder: Path, primary: str) -> dict[str, Any]:
    data = read_yaml(folder / f"{primary}.yaml")
    if not isinstance(data, dict):
        raise BadConfig([Fault(f"{primary}.yaml", NO_VALUE, "must be a mapping of keys to values")])
    return data
