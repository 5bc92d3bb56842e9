"""The pages of the studies that go deeper into the question of a comparison, and their jobs."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from sim.config.faults import BadConfig
from sim.report.page import page as report_page
from sim.web import jobs, places, question, studies
from sim.web.address import Address, address
from sim.web.queue import Queue
from sim.web.runner import Ask
from sim.web.site import Site
from sim.web.templates import Templates


class Deeper:
    """Answers what is asked of a study."""

    def __init__(self, site: Site, queue: Queue, templates: Templates) -> None:
        self._site, self._queue, self._templates = site, queue, templates

    def page(self, request: Request) -> Response:
        """Answer /study/VERB: the answer as a report if it is there, else how the job stands."""
        asked, verb, number = self._asked(request)
        ask = self._ask(asked, verb, number)
        state = self._queue.state(ask.key)
        words = asked.words
        title = words.say(f"web_study_{verb}")
        if verb in studies.OF_ONE_PLAN:
            title = words.say("web_study_of", study=title, plan=words.name("plan", asked.question.plans[0]))
        if state.status == "done":
            return HTMLResponse(report_page(ask.folder))
        own = {"number": number} if number else {}
        if state.status == "none":
            left = studies.left_out(verb, asked.question.changes)
            lines = [title, words.say("web_deeper_note"), words.say("web_settings")]
            if left:
                plans = words.listed([words.name("plan", plan) for plan in left])
                lines.append(words.say("web_study_left_out", plans=plans))
            return self._templates.message(
                asked, "web_none_title", *lines, again=asked.of(f"/study/{verb}/run", **own)
            )
        addresses: dict[str, Any] = {
            "progress": asked.of(f"/study/{verb}/progress", **own),
            "cancel": asked.of(f"/study/{verb}/cancel", **own),
            "again": asked.of(f"/study/{verb}/run", **own),
        }
        return jobs.page(asked, state, self._templates, title, **addresses)

    def run(self, request: Request) -> Response:
        """Answer the button that starts the work."""
        asked, verb, number = self._asked(request)
        self._queue.submit(self._ask(asked, verb, number))
        return self._back(asked, verb, number)

    def cancel(self, request: Request) -> Response:
        """Answer the button that stops the work; what is done of it is kept, and is gone on with."""
        asked, verb, number = self._asked(request)
        self._queue.cancel(self._ask(asked, verb, number).key)
        return self._back(asked, verb, number)

    def progress(self, request: Request) -> JSONResponse:
        """Answer the script of the waiting page."""
        asked, verb, number = self._asked(request)
        return jobs.progress(self._queue.state(self._ask(asked, verb, number).key), asked.words)

    def _back(self, asked: Address, verb: str, number: str) -> Response:
        own = {"number": number} if number else {}
        return RedirectResponse(asked.of(f"/study/{verb}", **own), 303)

    def _asked(self, request: Request) -> tuple[Address, str, str]:
        """Return the address, the verb and the number of a municipality; 404 for what is not offered."""
        asked = address(request, self._site)
        verb, number = str(request.path_params["verb"]), asked.own.get("number", "")
        if verb not in studies.OFFERED or (number and number not in places.NUMBERS):
            raise HTTPException(404)
        if asked.read.faults:
            raise BadConfig(asked.read.faults)
        return asked, verb, number

    def _ask(self, asked: Address, verb: str, number: str) -> Ask:
        """Return the job; raises BadConfig where the study refuses the question."""
        what, folders = asked.question, question.folders(asked.question, self._site)
        changes = question.changes(what, self._site)
        named = studies.words(verb, what.start, what.shock, what.plans, changes, number=number)
        key = studies.key(verb, named, folders)
        folder = self._queue.folder(key)
        said = studies.words(verb, what.start, what.shock, what.plans, changes, folder, number)
        return Ask(key, verb, said, folders, folder)
