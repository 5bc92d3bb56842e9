"""What the templates of the forms are filled with: the front page, the levers of a plan, the values of a group.

Every field has a name that `sim.web.question` reads, a label, a unit, what it may be, where its value comes from, and
the faults of what was given. Text that is there in English only is marked so on a page in another language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from sim.config.catalogue import Option, options
from sim.config.compose import Sources
from sim.config.faults import BadConfig, Fault
from sim.config.job import Job
from sim.views.words import Words
from sim.web import levers, question, uploads, work
from sim.web.faulted import shortened
from sim.web.fields import (
    Choice,
    Field,
    Said,
    choice,
    field,
    label,
    measured,
    of_fault,
    remark,
    said,
    sentence,
    setting,
)  # fmt: skip
from sim.web.levers import WORLD, Lever, Value, held, text_of
from sim.web.question import SETTINGS, Question
from sim.web.reading import BASE, Read
from sim.web.site import Site

SHOCK = ("shock.size", "shock.onset", "shock.duration", "shock.warning_days")
"""What of a shock stands on the front page, beside its composition."""
GROUPS = (*WORLD, "shock", "start")
"""Groups that have a page of their own."""
MAIN = (
    "reception.target_use", "reception.buffer_places", "reception.buffer_minors_places",
    "reception.buffer_care_places", "reception.buffer_arrival_beds", "reception.host_influence",
    "reception.review_every_days", "municipalities.urge_preparedness", "municipalities.standby_dwellings_per_1000",
)  # fmt: skip
"""The values of a plan that matter most, in the order in which they are shown."""
ON_FRONT = ("start", "shock", "shock.mix", "plan", "base", "plan_upload", "start_upload", "start_file", "changes",
            "question_upload")  # fmt: skip
"""Fields of the front page that are no values; own_plan is shown among the plans."""
LABELS = {
    "start": "forms_start", "start_file": "forms_start_file", "start_upload": "forms_start_upload",
    "shock": "forms_shock_which", "shock.mix": "forms_mix", "plan": "forms_plans", "own_plan": "forms_plans",
    "plan_upload": "forms_plan_upload", "question_upload": "forms_question_upload", "base": "forms_base",
    "changes": "forms_changes", "": "forms_whole",
}  # fmt: skip
"""Labels of the same and of what else can be faulty, as sentences."""
MOST_TOLD = 6
"""Changes that a line about a question names; the form has all of them."""
MAIN_OF_MEASURE = ("limit", "max_places", "order.at_most", "order.at_most_per_week", "lead_days.mean")


def front(
    read: Read, site: Site, words: Words, faults: Sequence[Fault] = (), checked: bool = False
) -> dict[str, Any]:
    """Return what `front.html` is filled with.

    Parameters
    ----------
    faults : of the question and of what the model says of it
    checked : whether the planner asked if the question can be run
    """
    asked, form = read.question, _Form(read, site, words, faults)
    hidden = {key: value for key, value in asked.changes.items() if key not in form.shown}
    wrong = [key for key in form.faulty if key not in form.shown and key in form.levers]
    found = form.job
    return {
        "title": words.say("forms_title"),
        "summary": form.summary([*form.shown, *wrong, *SETTINGS, *ON_FRONT]),
        "starts": form.starts(),
        "shocks": form.shocks(),
        "shock_fields": [form.field(key) for key in SHOCK if key in form.levers],
        "mix": [form.field(key) for key in form.levers if key.startswith("shock.mix.")],
        "mix_faults": form.of("shock.mix"),
        "streams": sum(each.kind == "shape" for each in form.world.shock.components) if form.world else 0,
        "plans": form.plans(),
        "plan_faults": [*form.of("plan", "own_plan", "plan_upload", "base"), *form.below("plans.")],
        "most_plans": site.limits.plans,
        "base": form.base(),
        "start_file": asked.start_file,
        "start_faults": form.of("start", "start_file", "start_upload"),
        "settings": [setting(name, read, words, form.of(name), form.usual(name, found)) for name in SETTINGS],
        "mend": [replace(form.field(key), label=form.name(key)) for key in wrong],
        "hidden": [
            *((key, text_of(value)) for key, value in hidden.items() if key not in wrong),
            *((key, text) for key, text in read.kept.items() if key not in form.shown),
        ],
        "changed": form.changed(hidden),
        "changes_faults": form.of("changes"),
        "question_faults": form.of("question_upload"),
        "size": form.size(found),
        "checked": form.checked(found) if checked else [],
        "shown": (asked.start, asked.shock),
        "groups": form.groups(),
    }


def size(read: Read, site: Site, words: Words) -> str:
    """Say how many runs and days a question makes; where it has faults, that they are to be mended first."""
    form = _Form(read, site, words, read.faults)
    return form.size(form.job) or words.say("forms_size_faulty")


def told(asked: Question, site: Site, words: Words) -> str:
    """Say in a line what a question asks: plans, shock and start, runs and days, and what is changed."""
    form = _Form(Read(asked), site, words, ())
    line = words.say(
        "web_asked", plans=words.listed([words.name("plan", name) for name in asked.plans]),
        shock=words.name("shock", asked.shock), start=words.name("start", asked.start),
    )  # fmt: skip
    if form.job is None:
        return line
    size = {
        "runs": words.count(form.job.settings.replications_at_most),
        "days": words.count(next(iter(form.job.scenarios.values())).days),
    }
    line = words.say("forms_asked", asked=line, **size)
    found = [f"{_plain(label)}: {now.text}" for label, now, _ in map(form.change, asked.changes)]
    found += [words.say("forms_start_file")] if asked.start_file else []
    if len(found) > MOST_TOLD:
        found = [*found[:MOST_TOLD], words.say("changes_more", count=len(found) - MOST_TOLD)]
    return words.say("forms_asked_changed", asked=line, changes="; ".join(found)) if found else line


def _plain(label: Iterable[Said]) -> str:
    return " › ".join(part.text for part in label)


def plan(
    name: str, read: Read, site: Site, words: Words, faults: Sequence[Fault] = ()
) -> dict[str, Any] | None:
    """Return what `plan.html` is filled with; None if there is no plan of that name."""
    form = _Form(read, site, words, faults or read.faults, plans=(name,))
    if name not in form.sources.options("plan"):
        return None
    head = f"plans.{name}"
    own = {key: lever for key, lever in form.levers.items() if key.startswith(f"{head}.")}
    form.notes = {f"{head}.{key}": note for key, note in levers.notes(form.sources, "plan", name).items()}
    main = [f"{head}.{key}" for key in MAIN if f"{head}.{key}" in own]
    ladders, rest = _ladders(own, head)
    measures = []
    for place, keys in ladders.items():
        measure = str(own[f"{place}.measure"].value)
        first = [key for key in keys if _leading(key.removeprefix(f"{place}."), own[key])]
        measures.append(
            {
                "name": said("measure", measure, words),
                "section": said("form_field", place.split(".")[2], words),
                "faults": form.below(f"{place}."),
                "main": [form.field(key, slider=True) for key in first],
                "rest": [form.field(key) for key in keys if key not in first and own[key].kind != "said"],
                "told": form.fixed(key for key in keys if own[key].kind == "said" and own[key].value is not None),
            }
        )
    others = [key for key in rest if key not in main]
    chosen = read.question.plans
    return {
        "title": words.say("forms_plan_title", plan=words.name("plan", name)),
        "says": form.says("plan", name),
        "summary": form.summary(own),
        "main": [form.field(key, slider=True) for key in main],
        "measures": measures,
        "others": [form.field(key) for key in others if own[key].kind != "said"],
        "told": form.fixed(key for key in others if own[key].kind == "said" and own[key].value is not None),
        "hidden": form.rest(own, () if name in chosen or len(chosen) >= site.limits.plans else (name,)),
        "left_out": name not in chosen and len(chosen) >= site.limits.plans,
        "reset": form.without(f"/plan/{name}", own),
        "changed": any(key in read.question.changes for key in own),
    }


def _ladders(own: Mapping[str, Lever], head: str) -> tuple[dict[str, list[str]], list[str]]:
    """Return the values of each measure by its place, and those of no measure."""
    found: dict[str, list[str]] = {}
    rest = []
    for key in own:
        parts = key.removeprefix(f"{head}.").split(".")
        if len(parts) > 2 and parts[1] == "ladder":
            found.setdefault(f"{head}.{'.'.join(parts[:3])}", []).append(key)
        else:
            rest.append(key)
    return found, rest


def _leading(key: str, lever: Lever) -> bool:
    """Whether a value of a measure is among those that are shown first: its limits, its time, its threshold."""
    if lever.value is None:
        return False
    return key in MAIN_OF_MEASURE or (key.startswith("when.") and key.rpartition(".")[2] in ("above", "below"))


def values(
    group: str, read: Read, site: Site, words: Words, faults: Sequence[Fault] = ()
) -> dict[str, Any] | None:
    """Return what `values.html` is filled with; the index where no group is named, None if there is no such group."""
    form = _Form(read, site, words, faults or read.faults, plans=())
    if group and group not in GROUPS:
        return None
    own = {key: lever for key, lever in form.levers.items() if key.startswith(f"{group}.") and key not in SHOCK}
    own = {key: lever for key, lever in own.items() if not key.startswith("shock.mix.")} if group else {}
    chosen = form.chosen(group) if group else ""
    if group:
        form.notes = {f"{group}.{key}": note for key, note in levers.notes(form.sources, group, chosen).items()}
    parts: dict[str, list[str]] = {}
    for key, lever in own.items():
        parts.setdefault(str(lever.path[0]) if len(lever.path) > 1 else "", []).append(key)
    return {
        "title": words.say("forms_values_title") if not group else form.group_name(group).text,
        "group": group,
        "says": form.says(group, chosen) if group else None,
        "summary": form.summary(own),
        "groups": form.groups(group),
        "options": form.options(group) if group in WORLD else [],
        "shown": chosen,
        "parts": [
            {
                "name": said("form_field", part, words) if part else None,
                "fields": [form.field(key) for key in keys if own[key].kind != "said"],
                "told": form.fixed(key for key in keys if own[key].kind == "said" and own[key].value is not None),
            }
            for part, keys in parts.items()
        ],
        "hidden": form.rest([*own, group]),
        "reset": form.without(f"/values/{group}", [*own, group]),
        "changed": any(key in read.question.changes for key in [*own, group]),
    }


@lru_cache(maxsize=64)
def _options(sources: Sources, stamp: object, group: str) -> list[Option]:
    try:
        return options(sources, group)
    except BadConfig:  # a file of the user's has faults; that it is there is known by its name
        ours = options(Sources.of(), group)
        known = {each.name for each in ours}
        own = (each for each in sources.options(group).items() if each[0] not in known)
        return [*ours, *(Option(group, name, "", file, own=True) for name, file in own)]


class _Form:
    """What the pages share: the question, what can be changed of it, and what is wrong."""

    def __init__(
        self, read: Read, site: Site, words: Words, faults: Sequence[Fault], plans: Iterable[str] | None = None
    ) -> None:
        self.read, self.site, self.words = read, site, words
        self.asked = read.question
        try:
            self.sources = question.sources_of(self.asked.own_plans, site)
        except BadConfig:  # told of the question
            self.sources = Sources.of()
        self.choices = question.choices(self.asked)
        self.world: levers.World | None = None
        self.levers: dict[str, Lever] = {}
        self.notes: Mapping[str, str] = {}
        self.job: Job | None = None
        found = list(faults)
        try:
            if not found:
                self.job = work.job(self.asked, site)
        except BadConfig as bad:
            found += bad.faults
        self.faulty = dict.fromkeys(fault.path for fault in found)
        try:
            self.world = levers.world(self.sources, self.asked.start, self.asked.shock, self.choices)
            self.levers.update(self.world.levers)
            keys = (*self.asked.changes, *read.given, *self.faulty)
            named = [key.split(".")[1] for key in keys if key.startswith("plans.")]
            for name in dict.fromkeys(named if plans is None else plans):
                if name in self.sources.options("plan"):
                    of_plan = levers.plan_levers(self.sources, self.asked.start, name, self.choices)
                    self.levers.update(of_plan)
        except BadConfig as bad:  # a file of the user's own
            found += bad.faults
        self.told = [(fault.path, of_fault(fault, words)) for fault in dict.fromkeys(found)]
        self.shown = [key for key in self.levers if key in SHOCK or key.startswith("shock.mix.")]

    def summary(self, names: Iterable[str]) -> list[tuple[str, tuple[Said, ...], Said]]:
        """Return all faults: the field each stands beside, if it is one of `names`, its label, and what is wrong."""
        there = set(names)
        return [(path if path in there else "", self.name(path), text) for path, text in self.told]

    def name(self, path: str) -> tuple[Said, ...]:
        """Return the label of a field, wherever it stands; its name where it has none."""
        if path in SETTINGS:
            return (said("form_field", path, self.words),)
        if path in LABELS:
            return (Said(self.words.say(LABELS[path])),)
        lever = self.levers.get(path)
        return (Said(shortened(path, self.words)),) if lever is None else label(lever, self.words, whole=True)

    def below(self, head: str) -> list[Said]:
        """Return the faults of what lies below a key and is no field."""
        return [text for path, text in self.told if path.startswith(head) and path not in self.levers]

    def of(self, *paths: str) -> list[Said]:
        """Return the faults of some fields."""
        return [text for path, text in self.told if path in paths]

    def field(self, key: str, slider: bool = False) -> Field:
        """Return a value as a field, with what was given for it, else what is in force."""
        lever = self.levers[key]
        value = self.asked.changes.get(key, lever.value)
        text = held(value, self.words)
        text = self.read.given.get(key, text) if self._unread(key) else text
        return field(
            lever, value, text, self.words, self.of(key),
            note=self.notes.get(key, ""), slider=slider or key in self.shown, signal=self.signal(key),
        )  # fmt: skip

    def _unread(self, key: str) -> bool:
        """Whether what was given for a value is not in the question, and is shown again as it was given."""
        if key.startswith("plans."):  # one that is left out goes without its changes
            return key in self.faulty or key.split(".")[1] not in self.asked.plans
        return key in self.faulty or (key.startswith("shock.mix.") and "shock.mix" in self.faulty)

    def signal(self, key: str) -> str:
        """Return the signal that a value is the threshold of, empty if it is none."""
        head, _, last = key.rpartition(".")
        beside = f"{head}.signal"
        if last not in ("above", "below") or beside not in self.levers:
            return ""
        return str(self.asked.changes.get(beside, self.levers[beside].value))

    def fixed(self, keys: Iterable[str]) -> list[tuple[tuple[Said, ...], Said]]:
        """Return names and values of what is told only."""
        made = (self.field(key) for key in keys)
        return [(each.label, each.shown) for each in made]

    def option(self, each: Option, group: str, chosen: bool) -> Choice:
        """Return an option with its sentence."""
        return choice(group, each.name, self.words, chosen, each.says, own=each.own)

    def starts(self) -> list[Choice]:
        """Return the starts, the one that belongs to the shock marked as chosen by not choosing."""
        known = levers.planners_starts(self.sources)
        found = [each for each in self._options("start") if each.name in known]
        return [self.option(each, "start", each.name == self.asked.start) for each in found]

    def shocks(self) -> list[Choice]:
        """Return the shocks."""
        return [self.option(each, "shock", each.name == self.asked.shock) for each in self._options("shock")]

    def plans(self) -> list[dict[str, Any]]:
        """Return the plans, those that are chosen first, in their order, each with the way to its levers."""
        by_name = {each.name: each for each in self._options("plan")}
        names = [*(name for name in self.asked.plans if name in by_name), *by_name]
        base = self.read.given.get(BASE) or self.asked.plans[0]
        ticked = self.asked.plans if self.read.ticked is None else self.read.ticked
        uploaded = {
            kept.name: kept.digest
            for each in self.asked.own_plans
            if (kept := uploads.upload(each, self.site)) is not None
        }
        return [
            {
                "choice": self.option(by_name[name], "plan", name in ticked),
                "digest": uploaded.get(name, ""),
                "base": name == base,
                "levers": f"/plan/{name}",
                "changed": any(key.startswith(f"plans.{name}.") for key in self.asked.changes),
            }
            for name in dict.fromkeys(names)
        ]

    def base(self) -> list[Choice]:
        """Return the plans that the others can be held against."""
        return [
            choice("plan", each["choice"].value, self.words, each["base"]) for each in self.plans()
        ]

    def options(self, group: str) -> list[Choice]:
        """Return the options of a group."""
        return [self.option(each, group, each.name == self.chosen(group)) for each in self._options(group)]

    def chosen(self, group: str) -> str:
        """Return the option of a group that is in force."""
        own = {"start": self.asked.start, "shock": self.asked.shock}
        return own[group] if group in own else self.world.options[group] if self.world is not None else ""

    def groups(self, current: str = "") -> list[dict[str, Any]]:
        """Return the groups that have a page, and how many of their values are changed."""
        return [
            {
                "name": group,
                "says": self.group_name(group),
                "path": f"/values/{group}",
                "changed": sum(self._of_group(key, group) for key in self.asked.changes),
                "current": group == current,
            }
            for group in GROUPS
        ]

    def group_name(self, group: str) -> Said:
        """Return the name of a group."""
        return said("form_group", group, self.words)

    def _of_group(self, key: str, group: str) -> bool:
        return key.split(".")[0] == group and key not in self.shown

    def says(self, group: str, name: str) -> Said | None:
        """Return the sentence of an option."""
        found = next((each for each in self._options(group) if each.name == name), None)
        return None if found is None else sentence(group, self.words, found.says)

    def _options(self, group: str) -> list[Option]:
        """Return the options of a group; those of a faulty file of the user's are told when they are chosen."""
        return _options(self.sources, self.sources.stamp(), group)

    def changed(self, hidden: Mapping[str, Value]) -> list[dict[str, Any]]:
        """Return what is changed beside what the page shows, each with the address without it."""
        found = []
        for key in hidden:
            parts, now, before = self.change(key)
            found.append({"label": parts, "now": now, "before": before, "undo": self.without("/", [key])})
        return found

    def change(self, key: str) -> tuple[tuple[Said, ...], Said, Said]:
        """Return the label of what is changed, what it is now, and what it was."""
        lever, value = self.levers.get(key), self.asked.changes[key]
        if lever is None:  # another option of a group
            return (self.group_name(key),), said(key, str(value), self.words), Said("")
        parts = label(lever, self.words, whole=True)
        return parts, measured(lever, value, self.words), measured(lever, lever.value, self.words)

    def without(self, path: str, keys: Iterable[str]) -> str:
        """Return an address with the same question, but for some changes."""
        gone = set(keys)
        left = {key: value for key, value in self.asked.changes.items() if key not in gone}
        return self.address(path, Question(**{**vars(self.asked), "changes": left}))

    def address(self, path: str, asked: Question) -> str:
        """Return an address."""
        told = "&".join(filter(None, [question.query(asked), urlencode({"lang": self.words.code})]))
        return f"{path}?{told}"

    def rest(self, own: Iterable[str], more_plans: Iterable[str] = ()) -> list[tuple[str, str]]:
        """Return the fields of the question that a page does not show, so that they go with its form."""
        gone = set(own)
        pairs = [("start", self.asked.start), ("shock", self.asked.shock)]
        pairs += [("plan", name) for name in (*self.asked.plans, *more_plans)]
        pairs += [(name, str(value)) for name, value in self.asked.settings.items()]
        pairs += [("own_plan", each) for each in self.asked.own_plans]
        pairs += [("start_file", self.asked.start_file)] if self.asked.start_file else []
        pairs += [(key, text_of(value)) for key, value in self.asked.changes.items() if key not in gone]
        return [*pairs, *((key, text) for key, text in self.read.kept.items() if key not in gone)]

    def usual(self, name: str, found: Job | None) -> str:
        """Return what a setting is where nothing is chosen, as the work of the question has it."""
        if found is None or name in self.asked.settings:
            return ""
        scenario = next(iter(found.scenarios.values()))
        numbers = {
            "replications": found.settings.replications_at_most, "horizon_days": scenario.days, "seed": scenario.seed,
        }  # fmt: skip
        return str(numbers[name])

    def size(self, found: Job | None) -> str:
        """Say how many runs and days the question makes, against what is taken."""
        if found is None:
            return ""
        words = self.words
        return words.say(
            "forms_size", runs=words.count(found.runs), days=words.count(found.run_days),
            most=words.count(self.site.limits.run_days),
        )  # fmt: skip

    def checked(self, found: Job | None) -> list[Said]:
        """Say that the question can be run, and what is valid and perhaps not meant."""
        if found is None:
            return []
        scenario = next(iter(found.scenarios.values()))
        last = scenario.start.date.fromordinal(scenario.start.date.toordinal() + scenario.days - 1)
        first = self.words.say(
            "forms_checked", first=self.words.date(scenario.start.date), last=self.words.date(last),
        )  # fmt: skip
        return [Said(first), *(remark(text, self.words) for text in found.warnings)]
