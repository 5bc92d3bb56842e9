"""A question read from the fields of a form or an address: typed and checked.

Names of options are looked up, and ours goes on; values are typed by the schema. No text of a form goes further.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sim.config.compose import Sources
from sim.config.faults import BadConfig, Fault
from sim.views.words import Words
from sim.web import levers, uploads
from sim.web.levers import WORLD, Lever, Value, World, held, text_of, told, typed
from sim.web.question import SETTING_LEVERS, SETTINGS, Question, choices, defaults, sources_of
from sim.web.site import Site

LONGEST_TEXT = 200
"""Letters of a value; our choice. No value that can be chosen is as long."""
LEAST_APART = 0.05
"""Per cent by which the shares of a composition may miss 100, as they are shown rounded."""
BASE, SHOWN = "base", "shown_"
OF_SHOWN = tuple(f"{SHOWN}{group}" for group in ("start", "shock", *WORLD))
"""Fields that say for which options a form was filled: what it held of them is no change of others."""
SINGLE = ("start", "shock", "start_file", BASE, *OF_SHOWN, *SETTINGS)
SEVERAL = ("plan", "own_plan")
FILES = ("plan_upload", "start_upload", "question_upload")
"""Fields of files: where a form is sent as an address they hold a name, which says nothing."""

@dataclass(frozen=True)
class Read:
    """What a form or an address says.

    Attributes
    ----------
    question : defaults stand where it has faults
    faults : all of them; paths are names of fields
    given : text of each field, to be shown again
    ticked : plans that are chosen, be they more or fewer than can be compared; None: those of the question
    kept : fields that cannot be read now, as a file of the user's has faults; they go on as they are
    """

    question: Question
    faults: tuple[Fault, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)
    ticked: tuple[str, ...] | None = None


def read(pairs: Sequence[tuple[str, str]], site: Site, words: Words | None = None) -> Read:
    """Read the fields of a form or an address; never raises for anything that stands in them.

    Parameters
    ----------
    words : language of the form, in which its numbers are written; None: of an address, written alike in all
    """
    return _Reading(pairs, site, words).read()


class _Reading:
    """One reading; gathers faults on the way."""

    def __init__(self, pairs: Sequence[tuple[str, str]], site: Site, words: Words | None) -> None:
        self._site, self._words = site, words
        self._faults: dict[Fault, None] = {}
        self._given: dict[str, str] = {}
        self._kept: dict[str, str] = {}
        self._long: dict[str, str] = {}
        self._ticked: tuple[str, ...] | None = None
        self._listed: dict[str, list[str]] = {name: [] for name in SEVERAL}
        for name, text in pairs:
            if name in FILES:
                continue
            if len(name) > LONGEST_TEXT or len(text) > LONGEST_TEXT:
                self._say(name[:LONGEST_TEXT], text, "forms_fault_long")
                self._long[name] = text
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
        given = {**self._given, **self._long}
        return Read(question, tuple(self._faults), given, self._kept, self._ticked)

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
        self._ticked = tuple(chosen) if self._listed["plan"] else None
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
            value = typed(SETTING_LEVERS[name], text, self._words)
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
            if text.strip() in untouched.get(name, ()):
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
                value = typed(lever, text, self._words)
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

    def _untouched(self, sources: Sources, question: Question) -> dict[str, tuple[str, ...]]:
        """Return what a form held of other options than are chosen now: left as it was, it is no change."""
        start = self._option(sources, f"{SHOWN}start", levers.planners_starts(sources)) or question.start
        shock = self._option(sources, f"{SHOWN}shock", sources.options("shock")) or question.shock
        named = {group: self._option(sources, f"{SHOWN}{group}", sources.options(group)) for group in WORLD}
        shown = tuple({**dict(choices(question)), **{group: name for group, name in named.items() if name}}.items())
        if (start, shock, dict(shown)) == (question.start, question.shock, dict(choices(question))):
            return {}
        heads = ("shock.", *(f"{group}." for group, name in named.items() if name))
        there = levers.world(sources, start, shock, shown).levers
        found: dict[str, tuple[str, ...]] = {
            key: (text_of(lever.value), held(lever.value, self._words))
            for key, lever in there.items()
            if key.startswith(heads)
        }
        if shock != question.shock:  # another shock is made of others
            found.update({key: (text.strip(),) for key, text in self._given.items() if key.startswith("shock.mix.")})
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
