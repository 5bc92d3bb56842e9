"""The pages where a question is made, and what is said where something is wrong."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sim.config.faults import BadConfig, Fault
from sim.views.languages import LANGUAGES
from sim.web import forms, question, uploads
from sim.web.address import Address, address
from sim.web.comparison import Comparisons
from sim.web.site import Site
from sim.web.templates import Templates
from sim.web.uploads import Upload

UPLOADS = {"plan_upload": "own_plan", "start_upload": "start_file"}
"""Fields that hold a file, and the field that names it once it is kept."""


_KEEP: Mapping[str, Callable[[bytes, Site], Upload]] = {
    "plan_upload": lambda data, site: uploads.keep_plan(data, "", site),
    "start_upload": uploads.keep_start,
}


class Pages:
    """Answers where a question is made."""

    def __init__(self, site: Site, comparisons: Comparisons, templates: Templates) -> None:
        self._site, self._comparisons, self._templates = site, comparisons, templates

    def warm(self) -> None:
        """Read what the first page needs, so that nobody waits for it."""
        for words in LANGUAGES.values():
            forms.front(question.read([], self._site), self._site, words)

    def front(self, request: Request) -> Response:
        """Answer /: the form, filled from the address."""
        return self._front(address(request, self._site))

    def plan(self, request: Request) -> Response:
        """Answer /plan/NAME: the levers of a plan."""
        asked = address(request, self._site)
        name = str(request.path_params["name"])
        fields = forms.plan(name, asked.read, self._site, asked.words)
        if fields is None:
            raise HTTPException(404)
        return self._templates.fill("plan.html", asked, 422 if asked.read.faults else 200, **fields)

    def values(self, request: Request) -> Response:
        """Answer /values and /values/GROUP: all other values."""
        asked = address(request, self._site)
        group = str(request.path_params.get("group", ""))
        fields = forms.values(group, asked.read, self._site, asked.words)
        if fields is None:
            raise HTTPException(404)
        return self._templates.fill("values.html", asked, 422 if asked.read.faults else 200, **fields)

    def ask(
        self, request: Request, pairs: list[tuple[str, str]], files: Mapping[str, bytes]
    ) -> Response:
        """Answer a form that was sent: queue the work and lead to its page, or show the form with its faults."""
        faults: list[Fault] = []
        for field, data in files.items():
            if not data or field not in UPLOADS:
                continue
            try:
                kept = _KEEP[field](data, self._site)
            except BadConfig as bad:
                faults += [Fault(field, each.value, f"{each.path}: {each.rule}", each.hint) for each in bad.faults]
            else:
                pairs = [*pairs, (UPLOADS[field], kept.digest)]
        asked = address(request, self._site, pairs)
        faults = [*faults, *asked.read.faults]
        if not faults:
            try:
                question.job(asked.question, self._site)
            except BadConfig as bad:
                faults = list(bad.faults)
        todo = asked.own.get("do", "run")
        if faults or todo not in ("run", "check"):
            return self._front(asked, faults)
        if todo == "check":
            return self._front(asked, checked=True)
        self._comparisons.submit(asked)
        return RedirectResponse(asked.of("/comparison"), 303)

    def _front(self, asked: Address, faults: list[Fault] | None = None, checked: bool = False) -> HTMLResponse:
        found = list(asked.read.faults) if faults is None else faults
        fields = forms.front(asked.read, self._site, asked.words, found, checked)
        return self._templates.fill("front.html", asked, 422 if found else 200, **fields)

    def faulty(self, request: Request, error: Exception) -> Response:
        """Answer a question with faults, from wherever it was asked."""
        assert isinstance(error, BadConfig)
        return self._front(address(request, self._site), list(error.faults))

    def refused(self, request: Request, error: Exception) -> Response:
        """Answer what is not there, or is not taken."""
        assert isinstance(error, HTTPException)
        asked = address(request, self._site)
        if error.status_code == 404:
            line = asked.words.say("web_missing")
            return self._templates.message(asked, "web_missing_title", line, status=404)
        line = f"{asked.words.say('web_bad_form')} {error.detail}"
        return self._templates.message(asked, "web_failed_title", line, status=error.status_code)

    def full(self, request: Request, error: Exception) -> Response:
        """Answer where too much waits."""
        asked = address(request, self._site)
        line = asked.words.say("web_full", most=self._site.limits.jobs)
        return self._templates.message(asked, "web_full_title", line, status=503)

    def broken(self, request: Request, error: Exception) -> Response:
        """Answer a fault of the program; what it said is shown, as the server is the planner's own."""
        asked = address(request, self._site)
        detail = "".join(traceback.format_exception(error))
        line = asked.words.say("web_program_fault")
        return self._templates.message(asked, "web_failed_title", line, status=500, detail=detail)
