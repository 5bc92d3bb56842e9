"""A question handed to the model: the words of the command that asks it, the job they make, and its key."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim import api
from sim.config.faults import BadConfig, Fault
from sim.config.job import Job
from sim.config.precision import AUTO
from sim.config.spoken import spoken
from sim.jobs import judged_and_moved
from sim.runs.keys import digest, libraries, model_digest, scenario_digest
from sim.studies.shock_shape import stretched
from sim.web import uploads
from sim.web.levers import Value, told
from sim.web.question import SETTINGS, Question, sources_of, spaced, world
from sim.web.site import Site

KEY_DIGITS = 16
CSV = ("*.csv", "*/*.csv", "*/*/*.csv")
"""Where in the user's folders numbers may lie, beside the YAML that names them."""


def folders(question: Question, site: Site) -> tuple[str, ...]:
    """Return the folders of configuration that a question takes options from."""
    return tuple(str(folder) for folder in sources_of(question.own_plans, site).user)


def changes(question: Question, site: Site) -> dict[str, Value]:
    """Return what a question changes, by dotted key as commands take it; horizon and seed are among it.

    Raises
    ------
    BadConfig : if a file of the user's has faults, or an upload is gone
    """
    found = {key: value for key, value in question.changes.items() if not key.startswith(("shock.mix.", "shock.dur"))}
    found.update({name: question.settings[name] for name in SETTINGS[1:] if name in question.settings})
    shock = world(question, site).shock
    duration = question.changes.get("shock.duration")
    if isinstance(duration, float | int):
        for number, points in stretched(shock, duration).items():
            found[f"shock.components.{number}.points"] = points
    if any(key.startswith("shock.mix.") for key in question.changes):
        mix = _mix(question, site)
        for number, each in enumerate(shock.components):
            if each.kind == "shape":
                found[f"shock.components.{number}.mix"] = {**dict.fromkeys(each.mix, 0.0), **mix}
    if question.start_file:
        kept = uploads.upload(question.start_file, site)
        if kept is None:
            raise BadConfig([told("start_file", question.start_file, "forms_fault_upload")])
        found["start.file"] = str(kept.file)
    return found


def _mix(question: Question, site: Site) -> dict[str, float]:
    """Return the composition of the shock, shares of one."""
    named = {key: lever for key, lever in world(question, site).levers.items() if key.startswith("shock.mix.")}
    shares = {key.rpartition(".")[2]: question.changes.get(key, lever.value) for key, lever in named.items()}
    numbers = {group: float(share) for group, share in shares.items() if isinstance(share, float | int) and share}
    whole = sum(numbers.values())
    return {group: share / whole for group, share in numbers.items()}


def words(question: Question, site: Site) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of `beredt compare` that ask the same, and the folders they take options from."""
    asked: dict[str, Any] = {
        "start": question.start, "shocks": [question.shock], "plans": list(question.plans), "progress": False,
    }  # fmt: skip
    if "replications" in question.settings:
        asked["replications"] = question.settings["replications"]
    return tuple(spoken({**asked, **changes(question, site)})), folders(question, site)


def job(question: Question, site: Site) -> Job:
    """Return the work of a question; raises BadConfig with every fault, by name of field."""
    said, named = words(question, site)
    try:
        found = _job(said, named, _stamp(question, site))
    except BadConfig as bad:
        raise BadConfig(each for fault in bad.faults for each in _of_field(fault, question)) from None
    if found.run_days > site.limits.run_days:
        fields = {"days": spaced(found.run_days), "most": spaced(site.limits.run_days)}
        raise BadConfig([told("replications", found.settings.replications, "forms_fault_days", **fields)])
    return found


@lru_cache(maxsize=32)
def _job(said: tuple[str, ...], named: tuple[str, ...], stamp: object) -> Job:
    return api.load("compare", said, named)


def key(question: Question, site: Site) -> str:
    """Return what names the answer of a question: the same runs by the same model, told alike, have the same."""
    said, named = words(question, site)
    job(question, site)
    return _key(said, named, _stamp(question, site))


@lru_cache(maxsize=256)
def _key(said: tuple[str, ...], named: tuple[str, ...], stamp: object) -> str:
    found = _job(said, named, stamp)
    scenarios = [[*pair, scenario_digest(scenario)] for pair, scenario in found.scenarios.items()]
    judged, moved = judged_and_moved(found)
    told = [judged, [[*pair, levers] for pair, levers in moved.items()]]
    plain = [scenarios, _tables_of(found), told, model_digest(), libraries()]
    return digest(json.dumps(plain).encode())[:KEY_DIGITS]


def _tables_of(found: Job) -> dict[str, Any]:
    """Return what of the settings the tables depend on; the user's own `compare.yaml` may set any of it."""
    settings = found.settings
    told = settings.model_dump(mode="json", include={"replications", "households", "save_state"})
    rules = settings.precision if settings.replications == AUTO else None
    return {**told, "precision": None if rules is None else rules.model_dump(mode="json")}


def _stamp(question: Question, site: Site) -> tuple[object, ...]:
    """Return what changes when a file that the work is made from is added, removed or written."""
    sources = sources_of(question.own_plans, site)
    files = {file for folder in sources.user for pattern in CSV for file in folder.glob(pattern)}
    named = world(question, site).file
    if named:  # may lie anywhere
        files |= {folder / named for folder in (Path(), *(each / "start" for each in sources.user))}
    return (*sources.stamp(), *sorted(filter(None, map(_written, files))))


def _written(file: Path) -> tuple[str, int, int] | None:
    """Return when a file was written and how large it is; None if it is not there."""
    try:
        found = file.stat()
    except OSError:  # gone since it was listed
        return None
    return str(file), found.st_mtime_ns, found.st_size


def _of_field(fault: Fault, question: Question) -> list[Fault]:
    """Name the fields of a form that a fault of the model is about: of a part, those that were changed in it."""
    head, _, rest = fault.path.partition(".")
    if head == "plan" and rest:
        changed = [f"plans.{name}.{rest}" for name in question.plans]
        paths = [path for path in changed if path in question.changes] or changed
    elif head in ("shock", "shocks"):
        rest = f"{rest}.".removeprefix(f"{question.shock}.").removesuffix(".") if head == "shocks" else rest
        last = rest.rpartition(".")[2]
        mixed = rest.startswith("components.") and ".mix" in f".{rest}"
        named = "shock.mix" if mixed else "shock.duration" if last == "points" else f"shock.{rest}"
        paths = [named if rest else "shock"]
    else:
        paths = [{"plans": "plan", "start.file": "start_file"}.get(fault.path, fault.path)]
    inside = [key for path in paths if path != "shock.mix" for key in question.changes if key.startswith(f"{path}.")]
    return [Fault(path, fault.value, fault.rule, fault.hint) for path in inside or paths]
