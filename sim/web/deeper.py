"""The pages of the studies that go deeper into the question of a comparison, and their jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from sim.config.asked import Asked
from sim.config.faults import BadConfig, Fault
from sim.decisions.study import RUNS
from sim.decisions.verbs import study_named
from sim.report.page import contents
from sim.views.languages import LANGUAGES
from sim.views.words import Words
from sim.web import forms, jobs, question, settings, settings_form, studies, work
from sim.web.address import LANGUAGE, Address, address
from sim.web.kept import Shelf
from sim.web.places import numbers
from sim.web.queue import Queue
from sim.web.runner import Ask
from sim.web.settings import PREFIX, Chosen
from sim.web.site import Site
from sim.web.studies import Wanted
from sim.web.templates import Templates


class Deeper:
    """Answers what is asked of a study."""

    def __init__(self, site: Site, queue: Queue, shelf: Shelf, templates: Templates) -> None:
        self._site, self._queue, self._shelf, self._templates = site, queue, shelf, templates

    def page(self, request: Request) -> Response:
        """Answer /study/VERB: the answer if it is there, else how the job stands, or what would be run.

        `do=settings`: the form, whatever is there; `do=check`: and how long it takes.
        """
        asked, wanted, chosen = self._asked(request)
        words, todo = asked.words, asked.own.get("do", "")
        title = words.say(f"web_study_{wanted.verb}")
        try:
            ask, study = self._ask(asked, wanted, chosen)
            size = self._size(study, asked) if todo == "check" else ""
        except BadConfig as bad:
            return self._offer(asked, wanted, chosen, bad.faults)
        state = self._queue.state(ask.key)
        if todo in ("settings", "check") or state.status == "none":
            return self._offer(asked, wanted, chosen, size=size)
        change = self._path(asked, wanted, chosen, do="settings")
        if state.status == "done":
            self._note(asked, wanted, chosen, ask)
            with self._queue.reading(ask.key):
                if self._queue.state(ask.key).status != "done":  # taken away meanwhile
                    return self._offer(asked, wanted, chosen)
                report, back = contents(ask.folder, words), asked.of("/comparison")
            return self._templates.fill("study.html", asked, report=report, back=back, change=change)
        if wanted.plan:
            title = words.say("web_study_of", study=title, plan=words.name("plan", wanted.plan))
        addresses = {name: self._path(asked, wanted, chosen, f"/{name}") for name in ("progress", "cancel")}
        again = self._path(asked, wanted, chosen, "/run")
        return jobs.page(
            asked, state, self._templates, title, again=again, kept=True, settings=change, **addresses
        )

    def set(self, request: Request, pairs: Sequence[tuple[str, str]], files: Mapping[str, bytes]) -> Response:
        """Answer the form of the settings: run the study if it was told how long that takes, else tell it."""
        asked, wanted, _ = self._asked(request)
        sent = dict(pairs)
        chosen = self._chosen(asked, wanted, sent, _language(asked, sent))
        try:
            ask, study = self._ask(asked, wanted, chosen)
            self._size(study, asked)
        except BadConfig as bad:
            return self._offer(asked, wanted, chosen, bad.faults)
        if sent.get("do") != "run" or sent.get("told") != _of(chosen):
            return RedirectResponse(self._path(asked, wanted, chosen, do="check"), 303)
        return self._submit(asked, wanted, chosen, ask)

    def turned(self, request: Request, pairs: Sequence[tuple[str, str]], files: Mapping[str, bytes]) -> Response:
        """Answer the form of the settings where another language is chosen: the same form, as it was left."""
        asked, wanted, _ = self._asked(request)
        sent = dict(pairs)
        chosen = self._chosen(asked, wanted, sent, _language(asked, sent))
        if chosen.faults:
            return self._offer(asked, wanted, chosen, chosen.faults)
        todo = "check" if sent.get("told") == _of(chosen) else "settings"
        return RedirectResponse(self._path(asked, wanted, chosen, do=todo), 303)

    def size(
        self, request: Request, pairs: Sequence[tuple[str, str]], files: Mapping[str, bytes]
    ) -> JSONResponse:
        """Answer the script of the form: how long what it holds takes, and of which settings that is told."""
        asked, wanted, _ = self._asked(request)
        chosen = self._chosen(asked, wanted, dict(pairs), _language(asked, dict(pairs)))
        try:
            told = self._size(self._ask(asked, wanted, chosen)[1], asked)
        except BadConfig:
            return JSONResponse({"size": asked.words.say("settings_size_faulty"), "told": None})
        return JSONResponse({"size": told, "told": _of(chosen)})

    def run(self, request: Request) -> Response:
        """Answer the button that starts the work anew."""
        asked, wanted, chosen = self._asked(request)
        try:
            ask, study = self._ask(asked, wanted, chosen)
            self._size(study, asked)
        except BadConfig as bad:
            return self._offer(asked, wanted, chosen, bad.faults)
        return self._submit(asked, wanted, chosen, ask)

    def cancel(self, request: Request) -> Response:
        """Answer the button that stops the work; what is done of it is kept, and is gone on with."""
        asked, wanted, chosen = self._asked(request)
        self._queue.cancel(self._ask(asked, wanted, chosen)[0].key)
        return RedirectResponse(self._path(asked, wanted, chosen), 303)

    def progress(self, request: Request) -> JSONResponse:
        """Answer the script of the waiting page."""
        asked, wanted, chosen = self._asked(request)
        return jobs.progress(self._queue.state(self._ask(asked, wanted, chosen)[0].key), asked.words)

    def _submit(self, asked: Address, wanted: Wanted, chosen: Chosen, ask: Ask) -> Response:
        """Queue the work; runs that the answer in another language has are not done again."""
        self._queue.submit(ask, partial(_share_runs, ask))
        self._note(asked, wanted, chosen, ask)
        return RedirectResponse(self._path(asked, wanted, chosen), 303)

    def _note(self, asked: Address, wanted: Wanted, chosen: Chosen, ask: Ask) -> None:
        def told(words: Words) -> str:
            study = words.say(f"web_study_{wanted.verb}")
            if wanted.plan:
                study = words.say("web_study_of", study=study, plan=words.name("plan", wanted.plan))
            return f"{study}: {forms.told(asked.question, self._site, words)}"

        self._shelf.note(ask.key, self._path(asked, wanted, chosen, plain=True), told)

    def _offer(
        self, asked: Address, wanted: Wanted, chosen: Chosen, faults: Sequence[Fault] = (), size: str = ""
    ) -> HTMLResponse:
        """Say what the study would do, and let its plan and settings be chosen; where it refuses them, why."""
        words, left = asked.words, studies.left_out(wanted.verb, asked.question.changes)
        lines = [words.say("web_deeper_note")]
        if left:
            plans = words.listed([words.name("plan", plan) for plan in left])
            lines.append(words.say("web_study_left_out", plans=plans))
        choices = [
            (words.name("plan", plan), self._path(asked, wanted.of(plan), chosen, do="settings"), plan == wanted.plan)
            for plan in (asked.question.plans if wanted.plan else ())
        ]
        found = [chosen.of_study(fault) for fault in faults]
        fields: dict[str, Any] = {
            "title": words.say(f"web_study_{wanted.verb}"),
            "lines": lines,
            "choices": choices,
            **settings_form.form(wanted.verb, chosen, words, found),
            "size": size,
            "told": _of(chosen) if size else None,
            "set": self._path(asked, wanted, None, "/set"),
            "live": self._path(asked, wanted, None, "/size"),
            "reset": self._path(asked, wanted, None, do="settings"),
            "back": asked.of("/comparison"),
            "question": asked.of("/"),
        }
        asked = replace(asked, path=f"/study/{wanted.verb}", sent=False)  # of the form, whatever it was sent to
        return self._templates.fill("offer.html", asked, 422 if faults else 200, **fields)

    def _path(
        self, asked: Address, wanted: Wanted, chosen: Chosen | None, more: str = "", do: str = "", plain: bool = False
    ) -> str:
        """Write an address of the study, with its settings if they are given; `plain`: in no language."""
        write = asked.plain if plain else asked.of
        own = {name: value for name, value in (("of", wanted.plan), ("number", wanted.number), ("do", do)) if value}
        return write(f"/study/{wanted.verb}{more}", **own, **(chosen.own() if chosen is not None else {}))

    def _asked(self, request: Request) -> tuple[Address, Wanted, Chosen]:
        """Return the address, what is wanted and with which settings; 404 for what is not offered."""
        asked = address(request, self._site)
        if asked.read.faults:
            raise BadConfig(asked.read.faults)
        verb, number = str(request.path_params["verb"]), asked.own.get("number", "")
        if verb not in studies.OFFERED or (number and (number not in numbers() or verb != "municipality")):
            raise HTTPException(404)
        plans = asked.question.plans
        plan = asked.own.get("of", plans[min(1, len(plans) - 1)]) if verb in studies.OF_ONE_PLAN else ""
        if plan and plan not in plans:
            raise HTTPException(404)
        wanted = Wanted(verb, plan, number)
        return asked, wanted, self._chosen(asked, wanted, asked.own, None)

    def _chosen(
        self, asked: Address, wanted: Wanted, given: Mapping[str, str], words: Words | None
    ) -> Chosen:
        """Read the settings of a study, of a form in a language or, None, of an address."""
        scenario = next(iter(work.job(asked.question, self._site).scenarios.values()))
        sources = question.sources_of(asked.question.own_plans, self._site)
        known = settings.settings_of(wanted.verb, scenario, asked.question.plans, sources)
        own = {name: text for name, text in given.items() if name.startswith(PREFIX)}
        return settings.read(known, own, words)

    def _ask(self, asked: Address, wanted: Wanted, chosen: Chosen) -> tuple[Ask, Asked[Any]]:
        """Return the job; raises BadConfig for faults of the settings, or where the study refuses the question."""
        if chosen.faults:
            raise BadConfig(chosen.faults)
        what, folders = asked.question, work.folders(asked.question, self._site)
        changes = work.changes(what, self._site)
        named = studies.words(wanted, what, changes, asked.words.code, chosen.asked())
        study = studies.asked(wanted.verb, named, folders)
        key = studies.key(study)
        folder = self._queue.folder(key)
        return Ask(key, wanted.verb, (*named, *studies.into(folder)), folders, folder), study

    def _size(self, study: Asked[Any], asked: Address) -> str:
        """Say how long a study takes; raises BadConfig where it refuses the question, or takes too long."""
        return settings_form.effort(study_named(study.verb), study, asked.words, self._site)


def _language(asked: Address, sent: Mapping[str, str]) -> Words:
    """Return the language of the form that was sent, in which its numbers are written."""
    return LANGUAGES.get(sent.get(LANGUAGE, ""), asked.words)


def _of(chosen: Chosen) -> str:
    """Return what names the settings of which it was told how long they take."""
    return urlencode(chosen.own())


def _share_runs(ask: Ask) -> None:
    """Let an answer use the runs of the same study in another language; without a link they are done again."""
    mine = ask.folder / RUNS
    with suppress(OSError):
        if mine.is_symlink() and not mine.exists():  # to an answer that was taken away
            mine.unlink()
        for other in ask.folder.parent.glob(f"{ask.key.rpartition('-')[0]}-*/{RUNS}"):
            if not mine.exists() and not other.is_symlink():
                ask.folder.mkdir(exist_ok=True)
                mine.symlink_to(other.resolve(), target_is_directory=True)
