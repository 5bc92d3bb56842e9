"""The pages of the studies that go deeper into the question of a comparison, and their jobs."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from sim.config.faults import BadConfig
from sim.decisions.study import RUNS
from sim.report.page import contents
from sim.web import jobs, question, studies
from sim.web.address import Address, address
from sim.web.faulted import told
from sim.web.places import NUMBERS
from sim.web.queue import Queue
from sim.web.runner import Ask
from sim.web.site import Site
from sim.web.studies import Wanted
from sim.web.templates import Templates


class Deeper:
    """Answers what is asked of a study."""

    def __init__(self, site: Site, queue: Queue, templates: Templates) -> None:
        self._site, self._queue, self._templates = site, queue, templates

    def page(self, request: Request) -> Response:
        """Answer /study/VERB: the answer if it is there, else how the job stands, or what would be run."""
        asked, wanted = self._asked(request)
        words = asked.words
        title = words.say(f"web_study_{wanted.verb}")
        try:
            ask = self._ask(asked, wanted)
        except BadConfig as bad:
            return self._offer(asked, wanted, title, [told(fault, words) for fault in bad.faults], status=422)
        state = self._queue.state(ask.key)
        if state.status == "done":
            report = contents(ask.folder, words)
            return self._templates.fill("study.html", asked, report=report, back=asked.of("/comparison"))
        if state.status == "none":
            return self._offer(asked, wanted, title, [])
        if wanted.plan:
            title = words.say("web_study_of", study=title, plan=words.name("plan", wanted.plan))
        addresses = {name: self._path(asked, wanted, f"/{name}") for name in ("progress", "cancel")}
        again = self._path(asked, wanted, "/run")
        return jobs.page(asked, state, self._templates, title, again=again, kept=True, **addresses)

    def run(self, request: Request) -> Response:
        """Answer the button that starts the work; runs that the answer in another language has are not done again."""
        asked, wanted = self._asked(request)
        ask = self._ask(asked, wanted)
        _share_runs(ask)
        self._queue.submit(ask)
        return RedirectResponse(self._path(asked, wanted), 303)

    def cancel(self, request: Request) -> Response:
        """Answer the button that stops the work; what is done of it is kept, and is gone on with."""
        asked, wanted = self._asked(request)
        self._queue.cancel(self._ask(asked, wanted).key)
        return RedirectResponse(self._path(asked, wanted), 303)

    def progress(self, request: Request) -> JSONResponse:
        """Answer the script of the waiting page."""
        asked, wanted = self._asked(request)
        return jobs.progress(self._queue.state(self._ask(asked, wanted).key), asked.words)

    def _offer(
        self, asked: Address, wanted: Wanted, title: str, faults: list[tuple[str, bool]], status: int = 200
    ) -> Response:
        """Say what the study would do and let a plan be chosen; where it refuses the question, why.

        Parameters
        ----------
        faults : each with whether it is English for want of words
        """
        words, left = asked.words, studies.left_out(wanted.verb, asked.question.changes)
        lines = [words.say("web_deeper_note"), words.say("web_settings")]
        if left:
            plans = words.listed([words.name("plan", plan) for plan in left])
            lines.append(words.say("web_study_left_out", plans=plans))
        choices = [
            (words.name("plan", plan), self._path(asked, wanted.of(plan)), plan == wanted.plan)
            for plan in (asked.question.plans if wanted.plan else ())
        ]
        fields: dict[str, Any] = {"title": title, "lines": lines, "faults": faults, "choices": choices}
        run = "" if faults else self._path(asked, wanted, "/run")
        back = asked.of("/comparison")
        return self._templates.fill("offer.html", asked, status, run=run, back=back, **fields)

    def _path(self, asked: Address, wanted: Wanted, more: str = "") -> str:
        own = {name: value for name, value in (("of", wanted.plan), ("number", wanted.number)) if value}
        return asked.of(f"/study/{wanted.verb}{more}", **own)

    def _asked(self, request: Request) -> tuple[Address, Wanted]:
        """Return the address and what is wanted; 404 for what is not offered."""
        asked = address(request, self._site)
        if asked.read.faults:
            raise BadConfig(asked.read.faults)
        verb, number = str(request.path_params["verb"]), asked.own.get("number", "")
        if verb not in studies.OFFERED or (number and (number not in NUMBERS or verb != "municipality")):
            raise HTTPException(404)
        plans = asked.question.plans
        plan = asked.own.get("of", plans[min(1, len(plans) - 1)]) if verb in studies.OF_ONE_PLAN else ""
        if plan and plan not in plans:
            raise HTTPException(404)
        return asked, Wanted(verb, plan, number)

    def _ask(self, asked: Address, wanted: Wanted) -> Ask:
        """Return the job; raises BadConfig where the study refuses the question."""
        what, folders = asked.question, question.folders(asked.question, self._site)
        named = studies.words(wanted, what, question.changes(what, self._site), asked.words.code)
        key = studies.key(wanted.verb, named, folders, asked.words.code)
        folder = self._queue.folder(key)
        return Ask(key, wanted.verb, (*named, *studies.into(folder)), folders, folder)


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
