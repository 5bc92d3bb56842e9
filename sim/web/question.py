"""What a planner asks, read from a form or an address: typed and checked, written back, and handed to the model.

Names of options are looked up, and ours goes on; values are typed by the schema. No text of a form goes further.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sim import api
from sim.config.compose import Sources
from sim.config.faults import BadConfig, Fault
from sim.config.job import Job
from sim.config.precision import AUTO
from sim.config.spoken import spoken
from sim.runs.keys import digest, libraries, model_digest, scenario_digest
from sim.studies.shock_shape import stretched
from sim.web import levers, uploads
from sim.web.levers import WORLD, Choices, Lever, Value, World, text_of, told, typed
from sim.web.site import Site

SETTINGS = ("replications", "horizon_days", "seed")
MOST_REPLICATIONS = 1000
"""Of a comparison on the page; our choice."""
LONGEST_TEXT = 200
"""Letters of a value; our choice. No value that can be chosen is as long."""
KEY_DIGITS = 16
CSV = ("*.csv", "*/*.csv", "*/*/*.csv")
"""Where in the user's folders numbers may lie, beside the YAML that names them."""
LEAST_APART = 0.05
"""Per cent by which the shares of a composition may miss 100, as they are shown rounded."""
BASE, SHOWN = "base", "shown_"
OF_SHOWN = tuple(f"{SHOWN}{group}" for group in ("start", "shock", *WORLD))
"""Fields that say for which options a form was filled: what it held of them is no change of others."""
SINGLE = ("start", "shock", "start_file", BASE, *OF_SHOWN, *SETTINGS)
SEVERAL = ("plan", "own_plan")
FILES = ("plan_upload", "start_upload")
"""Fields of files: where a form is sent as an address they hold a name, which says nothing."""


@dataclass(frozen=True)
class Question:
    """A comparison that is asked for.

    Attributes
    ----------
    start, shock, plans : names of options; the first plan is the base
    settings : replications, horizon_days and seed, where they are chosen
    changes : typed values by dotted key as in addresses; by the name of a group the option chosen in it
    own_plans : digests of uploads; the name of each stands in `plans`
    start_file : digest of an upload, empty for none
    """

    start: str
    shock: str
    plans: tuple[str, ...]
    settings: Mapping[str, int] = field(default_factory=dict)
    changes: Mapping[str, Value] = field(default_factory=dict)
    own_plans: tuple[str, ...] = ()
    start_file: str = ""


@dataclass(frozen=True)
class Read:
    """What a form or an address says.

    Attributes
    ----------
    question : defaults stand where it has faults
    faults : all of them; paths are names of fields
    given : text of each field, to be shown again
    kept : fields that cannot be read now, as a file of the user's has faults; they go on as they are
    """

    question: Question
    faults: tuple[Fault, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)


def read(pairs: Sequence[tuple[str, str]], site: Site) -> Read:
    """Read the fields of a form or an address; never raises for anything that stands in them."""
    return _Reading(pairs, site).read()


def sources_of(own_plans: Iterable[str], site: Site) -> Sources:
    """Return where options are looked for: the user's folders, and those of the uploads."""
    found = (uploads.upload(each, site) for each in own_plans)
    return Sources.of([*site.config_dirs, *(str(each.folder) for each in found if each is not None)])


def defaults(sources: Sources, shock: str = "") -> Question:
    """Return what is asked where nothing is said, of a shock if it is given: what `beredt compare` asks by itself.

    A shock of the user's may bring a start; the user's file of the same name as one of ours does not change ours.
    """
    ours = Sources.of()
    composed = levers.usual(ours)
    taken = shock or str(composed.data["shocks"][0])
    start = levers.start_of(ours if taken in ours.options("shock") else sources, taken)
    return Question(start, taken, tuple(composed.data["plans"]))


def choices(question: Question) -> Choices:
    """Return the options chosen in groups of the world."""
    return tuple((group, str(question.changes[group])) for group in WORLD if group in question.changes)


def world(question: Question, site: Site) -> World:
    """Return the world of a question; raises BadConfig if a file of the user's has faults."""
    sources = sources_of(question.own_plans, site)
    return levers.world(sources, question.start, question.shock, choices(question))


class _Reading:
    """One reading; gathers faults on the way."""

    def __init__(self, pairs: Sequence[tuple[str, str]], site: Site) -> None:
        self._site = site
        self._faults: dict[Fault, None] = {}
        self._given: dict[str, str] = {}
        self._kept: dict[str, str] = {}
        self._listed: dict[str, list[str]] = {name: [] for name in SEVERAL}
        for name, text in pairs:
            if name in FILES:
                continue
            if len(name) > LONGEST_TEXT or len(text) > LONGEST_TEXT:
                self._say(name[:LONGEST_TEXT], text, "forms_fault_long")
            elif name in SEVERAL:
                self._listed[name].append(text)
            else:
                before = self._given.get(name, text)
                ticked = {before, text} == {"true", "false"}  # a box that is ticked sends both
                if before != text and not ticked:
                    self._say(name, text, "forms_fault_twice")
                self._given[name] = "true" if ticked else text

    def read(self) -> Read:
        """Read."""
        own = self._own()
        try:
            sources = sources_of(own, self._site)
        except BadConfig as bad:  # a folder of the user's is gone; ours can be chosen still
            self._tell(bad)
            sources = Sources.of()
        question = self._chosen(sources, own)
        try:
            question = self._changed(sources, question)
        except BadConfig as bad:  # a file of the user's own cannot be used, so nothing of it is typed
            self._tell(bad)
            self._kept = {name: text for name, text in self._given.items() if name not in SINGLE}
        return Read(question, tuple(self._faults), self._given, self._kept)

    def _tell(self, bad: BadConfig) -> None:
        self._faults.update(dict.fromkeys(bad.faults))

    def _usual(self, sources: Sources, shock: str) -> Question:
        """Return what is asked of a shock where nothing else is said; ours where its file has faults."""
        try:
            return defaults(sources, shock)
        except BadConfig as bad:
            self._tell(bad)
            return Question(**{**vars(defaults(Sources.of())), "shock": shock})

    def _say(self, path: str, text: object, sentence: str, **fields: str) -> None:
        self._faults[told(path, text, sentence, **fields)] = None

    def _own(self) -> tuple[str, ...]:
        """Return the digests of uploads that are there."""
        found: dict[str, str] = {}
        for text in dict.fromkeys(filter(None, self._listed["own_plan"])):
            kept = uploads.upload(text, self._site)
            if kept is None or kept.kind != "plan":
                self._say("own_plan", text, "forms_fault_upload")
            elif kept.name in found.values():
                self._say("own_plan", kept.name, "forms_fault_same_name")
            else:
                found[kept.digest] = kept.name
        return tuple(found)

    def _chosen(self, sources: Sources, own: tuple[str, ...]) -> Question:
        """Read what is chosen by name, and the settings."""
        shock = self._option(sources, "shock", sources.options("shock"))
        question = self._usual(sources, shock)
        start = self._start(sources, question)
        plans = self._plans(sources, own, question.plans)
        file = self._given.get("start_file", "")
        kept = uploads.upload(file, self._site) if file else None
        if file and (kept is None or kept.kind != "start"):
            self._say("start_file", file, "forms_fault_upload")
            kept = None
        settings = {name: value for name in SETTINGS if (value := self._setting(name)) is not None}
        return Question(start, question.shock, plans, settings, {}, own, kept.digest if kept else "")

    def _start(self, sources: Sources, question: Question) -> str:
        """Read the start; that of the shock, where a form held the start of another shock and it was left alone."""
        known = levers.planners_starts(sources)
        chosen = self._option(sources, "start", known)
        shown = self._option(sources, f"{SHOWN}shock", sources.options("shock"))
        left = chosen == self._given.get(f"{SHOWN}start") and shown not in ("", question.shock)
        return question.start if not chosen or (left and chosen == self._usual(sources, shown).start) else chosen

    def _option(self, sources: Sources, group: str, known: Iterable[str]) -> str:
        """Return our own name of the option that is chosen, empty if none is."""
        text = self._given.get(group, "")
        found = next((name for name in known if name == text), "")
        if text and not found:
            self._say(group, text, "forms_fault_option")
        return found

    def _plans(self, sources: Sources, own: tuple[str, ...], default: tuple[str, ...]) -> tuple[str, ...]:
        known = sources.options("plan")
        chosen: dict[str, None] = {}
        for text in filter(None, self._listed["plan"]):
            found = next((name for name in known if name == text), None)
            if found is None:
                self._say("plan", text, "forms_fault_option")
            else:
                chosen[found] = None
        for kept in (uploads.upload(each, self._site) for each in own):
            if kept is not None:
                chosen[kept.name] = None
        if not chosen and self._listed["plan"]:
            self._say("plan", "", "forms_fault_no_plan")
        plans = tuple(chosen) or default
        if len(plans) > self._site.limits.plans:
            self._say("plan", ", ".join(plans), "forms_fault_plans", most=str(self._site.limits.plans))
        base = self._given.get(BASE, "")
        if base and base not in plans:
            self._say(BASE, base, "forms_fault_base")
        first = [name for name in plans if name == base]
        return (*first, *(name for name in plans if name != base))[: self._site.limits.plans]

    def _setting(self, name: str) -> int | None:
        text = self._given.get(name, "")
        if not text.strip():
            return None
        try:
            value = typed(SETTING_LEVERS[name], text)
        except BadConfig as bad:
            self._tell(bad)
            return None
        assert isinstance(value, int), "settings are whole numbers"
        return value if value != SETTING_LEVERS[name].value else None

    def _changed(self, sources: Sources, question: Question) -> Question:
        """Read the changes, by the levers of what is chosen."""
        given = {name: text for name, text in self._given.items() if name not in SINGLE}
        if not given:
            return question
        changes: dict[str, Value] = {}
        plain = levers.world(sources, question.start, question.shock)
        for group in WORLD:
            text = given.pop(group, "")
            found = self._option(sources, group, sources.options(group)) if text else ""
            if found and found != plain.options[group]:
                changes[group] = found
        question = Question(**{**vars(question), "changes": changes})
        found_world = levers.world(sources, question.start, question.shock, choices(question))
        untouched = self._untouched(sources, question)
        plans: dict[str, Mapping[str, Lever] | None] = {}
        for name, text in given.items():
            if untouched.get(name) == text.strip():
                continue
            lever = found_world.levers.get(name)
            if name.startswith("plans."):
                plan = next((each for each in sources.options("plan") if name.startswith(f"plans.{each}.")), None)
                if plan is not None and plan not in plans:
                    plans[plan] = self._of_plan(sources, question, plan)
                known = plans[plan] if plan is not None else {}
                if known is None:
                    self._kept[name] = text
                    continue
                lever = known.get(name)
                if lever is not None and plan not in question.plans:
                    continue  # what was changed of a plan goes with it
            if lever is None:
                self._say(name, text, "forms_fault_unknown")
                continue
            try:
                value = typed(lever, text)
            except BadConfig as bad:
                self._tell(bad)
                continue
            if value != lever.value:
                changes[name] = value
        self._whole(found_world, changes)
        return Question(**{**vars(question), "changes": {key: changes[key] for key in sorted(changes)}})

    def _of_plan(self, sources: Sources, question: Question, plan: str) -> Mapping[str, Lever] | None:
        """Return the levers of a plan; None where its file has faults."""
        try:
            return levers.plan_levers(sources, question.start, plan, choices(question))
        except BadConfig as bad:
            self._tell(bad)
            return None

    def _untouched(self, sources: Sources, question: Question) -> dict[str, str]:
        """Return what a form held of other options than are chosen now: left as it was, it is no change."""
        start = self._option(sources, f"{SHOWN}start", levers.planners_starts(sources)) or question.start
        shock = self._option(sources, f"{SHOWN}shock", sources.options("shock")) or question.shock
        named = {group: self._option(sources, f"{SHOWN}{group}", sources.options(group)) for group in WORLD}
        shown = tuple({**dict(choices(question)), **{group: name for group, name in named.items() if name}}.items())
        if (start, shock, dict(shown)) == (question.start, question.shock, dict(choices(question))):
            return {}
        heads = ("shock.", *(f"{group}." for group, name in named.items() if name))
        held = levers.world(sources, start, shock, shown).levers
        found = {key: text_of(lever.value) for key, lever in held.items() if key.startswith(heads)}
        if shock != question.shock:  # another shock is made of others
            found.update({key: text.strip() for key, text in self._given.items() if key.startswith("shock.mix.")})
        return found

    def _whole(self, found: World, changes: dict[str, Value]) -> None:
        """The shares of a composition make up the whole, those that are not changed included."""
        named = [lever for key, lever in found.levers.items() if key.startswith("shock.mix.")]
        if any(lever.key in changes for lever in named):
            shares = [changes.get(lever.key, lever.value) for lever in named]
            whole = sum(share for share in shares if isinstance(share, float | int))
            if abs(whole - levers.WHOLE_PERCENT) > LEAST_APART:
                self._say("shock.mix", whole, "forms_fault_mix", sum=text_of(round(whole, 2)))
                for lever in named:
                    changes.pop(lever.key, None)


SETTING_LEVERS: Mapping[str, Lever] = {
    "replications": Lever(
        "replications", ("replications",), None, "whole", low=1.0, high=float(MOST_REPLICATIONS),
        says="runs of each plan, each with its luck, the same for every plan",
    ),
    "horizon_days": Lever("horizon_days", ("horizon_days",), None, "whole", low=1.0, high=7305.0, unit="days"),
    "seed": Lever("seed", ("seed",), None, "whole", low=0.0),
}  # fmt: skip
"""Settings of a comparison on the page; None: as `beredt compare` has them."""


def query(question: Question) -> str:
    """Write a question as the query of an address: only what differs from the defaults, in a fixed order."""
    pairs: list[tuple[str, str]] = []
    ours = Sources.of()
    base = defaults(ours)
    known = question.shock in ours.options("shock")
    if not known or question.start != defaults(ours, question.shock).start:
        pairs.append(("start", question.start))
    if question.shock != base.shock:
        pairs.append(("shock", question.shock))
    if question.plans != base.plans or question.own_plans:
        pairs += [("plan", name) for name in question.plans]
    pairs += [(name, str(question.settings[name])) for name in SETTINGS if name in question.settings]
    pairs += [("own_plan", each) for each in question.own_plans]
    if question.start_file:
        pairs.append(("start_file", question.start_file))
    pairs += [(key, text_of(question.changes[key])) for key in sorted(question.changes)]
    return urlencode(pairs)


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


def spaced(number: int) -> str:
    """Write a whole number with spaces between thousands, as both languages read it."""
    return f"{number:,}".replace(",", "\u00a0")


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
    """Return what names the answer of a question: the same runs by the same model have the same."""
    said, named = words(question, site)
    job(question, site)
    return _key(said, named, _stamp(question, site))


@lru_cache(maxsize=256)
def _key(said: tuple[str, ...], named: tuple[str, ...], stamp: object) -> str:
    found = _job(said, named, stamp)
    scenarios = [[*pair, scenario_digest(scenario)] for pair, scenario in found.scenarios.items()]
    plain = [scenarios, _tables_of(found), model_digest(), libraries()]
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


def command(question: Question, site: Site) -> list[str]:
    """Return the command that gives the same run, word by word."""
    said, named = words(question, site)
    shown = [word for word in said if not word.startswith("progress=")]
    return ["beredt", *(f"--config-dir={Path(folder)}" for folder in named), "compare", *shown]


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
