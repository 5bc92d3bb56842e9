"""Loading a calibration: its settings, and the ranges of its parameters from the facts behind their keys."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.config.calibrate import CalibrateFile, CalibrateJob, Moved, Parameter, Setting
from sim.config.compose import Composed, Sources, compose_primary
from sim.config.faults import NO_VALUE, BadConfig, Fault
from sim.config.fields import fields_of
from sim.config.job import Settings
from sim.config.load import Loader, load, value_at
from sim.config.schema import Scenario
from sim.data import fact

OWN_WORDS = ("seed", "parameters", "horizon_days")
"""Keys of a scenario that the calibration decides: every position has its luck, and the episode its days."""
NOT_TAKEN = frozenset(Settings.model_fields) - frozenset(CalibrateFile.model_fields)


def load_calibrate(
    overrides: Iterable[str] = (), config_dirs: Iterable[str | Path] = (), early: Sequence[Fault] = ()
) -> CalibrateJob:
    """Compose, change and validate what a calibration needs, but for its points, which `designed` checks.

    Parameters
    ----------
    overrides : settings such as `episode=2022` or `points=64`; what is no setting changes the run
    config_dirs : folders of the user, searched before Beredt's own; one may hold a `calibrate.yaml`
    early : faults found before, reported with those found here

    Raises
    ------
    BadConfig with every fault of `early`, of the settings, of the run and of the ranges.
    """
    texts, folders = tuple(overrides), tuple(str(folder) for folder in config_dirs)
    sources = Sources.of(folders, early=early)
    loader = Loader("calibrate", texts, sources, list(early), CalibrateFile)
    own = [text for text in texts if _head(text) not in CalibrateFile.model_fields]
    loader.faults.extend(_misplaced(own))
    file = _file(loader)
    run = own if file is None else [*file.chosen.words, *own]
    job = load("run", run, folders, loader.faults)
    assert file is not None, "its faults were told"
    words = tuple(run)
    scenario = next(iter(job.scenarios.values()))
    parameters, faults = _parameters(file, scenario, job.facts)
    if faults:
        raise BadConfig(faults)
    return CalibrateJob(file, parameters, words, folders)


def _head(text: str) -> str:
    return text.lstrip("+~").split("=")[0].split(".")[0]


def _misplaced(words: Iterable[str]) -> list[Fault]:
    faults = []
    for word in words:
        head = _head(word)
        if head in OWN_WORDS:
            hint = "design_seed=N for other luck" if head == "seed" else "the episode in calibrate.yaml says it"
            faults.append(Fault(word, NO_VALUE, f"{head} is decided by the calibration", hint))
        elif head in NOT_TAKEN:
            faults.append(Fault(word, NO_VALUE, f"{head} is no setting of calibrate", "see beredt calibrate --help"))
    return faults


def _file(loader: Loader) -> CalibrateFile | None:
    """Check the settings; what a user's own `calibrate.yaml` leaves out is as in ours."""
    names = CalibrateFile.model_fields
    base: Composed = loader.composed({})
    if any(name not in base.data for name in names):
        own = compose_primary(Sources(loader.sources.own), loader.primary, {}).data
        base.data.update({name: own[name] for name in names if name not in base.data})
    data: dict[str, Any] = {name: copy.deepcopy(base.data[name]) for name in names}
    composed = copy.deepcopy(data)
    mine = [change for change in loader.given.changes if change.path[0] in names]
    loader.faults.extend(loader.apply(data, mine))
    if isinstance(data["episode"], int):
        data["episode"] = str(data["episode"])
    return loader.settled(CalibrateFile, data, lambda: composed, loader.defaults).value


def _parameters(
    file: CalibrateFile, scenario: Scenario, facts: Mapping[str, str]
) -> tuple[tuple[Parameter, ...], list[Fault]]:
    """Return the parameters with their ranges, and what is wrong with them."""
    plain, faults, found = scenario.model_dump(), [], []
    for name, moved in file.chosen.parameters.items():
        settings = []
        for path in moved.paths:
            where = f"episodes.{file.episode}.parameters.{name}.paths"
            setting = _setting(path, moved, plain, facts, where)
            if isinstance(setting, Fault):
                faults.append(setting)
            else:
                settings.append(setting)
        found.append(Parameter(name, moved.says, tuple(settings), moved.carries))
    return tuple(found), faults


def _setting(
    path: str, moved: Moved, plain: dict[str, Any], facts: Mapping[str, str], where: str
) -> Setting | Fault:
    try:
        value = value_at(plain, path.split("."))
    except (KeyError, IndexError, ValueError, TypeError):
        return Fault(where, path, "there is no such key in the run", "a dotted key, as in an override")
    field = fields_of(Scenario).at(path.split("."))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Fault(where, path, "is no number in this run")
    whole = "integer" in field.types and "number" not in field.types
    if moved.low is not None and moved.high is not None:
        return Setting(path, moved.low, float(value), moved.high, field.unit, whole)
    if path not in facts:
        return Fault(where, path, "is taken from no fact, so its range must be given", "low: , high:")
    known = fact(facts[path])
    low, high = known.low, known.high
    if low is None or high is None or low >= high:
        return Fault(where, path, f"fact {known.key} has no range", "low: , high:")
    return Setting(path, float(low), float(value), float(high), known.unit, whole, known.key, known.kind)
