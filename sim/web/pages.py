"""The pages where a question is made, and what is said where something is wrong."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from sim.config.faults import NO_VALUE, BadConfig, Fault
from sim.runs.files import NoSpace
from sim.views.languages import LANGUAGES
from sim.web import carried, forms, reading, uploads, work
from sim.web.address import LANGUAGE, MOST, Address, address
from sim.web.comparison import Comparisons
from sim.web.levers import Told, told
from sim.web.reading import Read
from sim.web.safety import put_on
from sim.web.site import Site
from sim.web.templates import Templates
from sim.web.uploads import Upload

UPLOADS = {"plan_upload": "own_plan", "start_upload": "start_file"}
"""Fields that hold a file, and the field that names it once it is kept."""
QUESTION_FILE = "beredt-question.json"


_KEEP: Mapping[str, Callable[[bytes, Site], Upload]] = {
    "plan_upload": uploads.keep_plan,
    "start_upload": uploads.keep_start,
}


def _of_file(field: str, fault: Fault) -> Fault:
    """Put a fault of a file beside the field that it was chosen in."""
    if isinstance(fault, Told):
        return replace(fault, path=field)
    return Fault(field, fault.value, f"{fault.path}: {fault.rule}", fault.hint)


class Pages:
    """Answers where a question is made."""

    def __init__(self, site: Site, comparisons: Comparisons, templates: Templates) -> None:
        self._site, self._comparisons, self._templates = site, comparisons, templates

    def warm(self) -> None:
        """Read what the first page needs, so that nobody waits for it."""
        for words in LANGUAGES.values():
            forms.front(reading.read([], self._site), self._site, words)

    def front(self, request: Request) -> Response:
        """Answer /: the form, filled from the address; `do=check`: and whether it can be run."""
        asked = address(request, self._site)
        return self._front(asked, checked=asked.own.get("do") == "check")

    def front_turned(
        self, request: Request, pairs: list[tuple[str, str]], files: Mapping[str, bytes]
    ) -> Response:
        """Answer the form of the front page where another language is chosen: the same form, as it was left."""
        turned = address(request, self._site)
        asked, faults = self._sent(request, pairs, files)
        asked = replace(asked, words=turned.words)
        return self._front(asked, faults) if faults else RedirectResponse(asked.of("/", **turned.own), 303)

    def plan(self, request: Request) -> Response:
        """Answer /plan/NAME: the levers of a plan."""
        asked = address(request, self._site)
        return self._plan(request, asked, asked.read)

    def plan_turned(
        self, request: Request, pairs: list[tuple[str, str]], files: Mapping[str, bytes]
    ) -> Response:
        """Answer the levers of a plan where another language is chosen: as they were left, and not taken yet."""
        return self._plan(request, *self._turned(request, pairs))

    def _plan(self, request: Request, asked: Address, read: Read) -> Response:
        name = str(request.path_params["name"])
        fields = forms.plan(name, read, self._site, asked.words)
        if fields is None:
            raise HTTPException(404)
        return self._templates.fill("plan.html", asked, 422 if read.faults else 200, **fields)

    def values(self, request: Request) -> Response:
        """Answer /values and /values/GROUP: all other values."""
        asked = address(request, self._site)
        return self._values(request, asked, asked.read)

    def values_turned(
        self, request: Request, pairs: list[tuple[str, str]], files: Mapping[str, bytes]
    ) -> Response:
        """Answer the values of a group where another language is chosen: as they were left, and not taken yet."""
        return self._values(request, *self._turned(request, pairs))

    def _values(self, request: Request, asked: Address, read: Read) -> Response:
        group = str(request.path_params.get("group", ""))
        fields = forms.values(group, read, self._site, asked.words)
        if fields is None:
            raise HTTPException(404)
        return self._templates.fill("values.html", asked, 422 if read.faults else 200, **fields)

    def _turned(self, request: Request, pairs: list[tuple[str, str]]) -> tuple[Address, Read]:
        """Return the address, in the language that is chosen, and what stands in the form."""
        return replace(address(request, self._site), sent=False), address(request, self._site, pairs).read

    def ask(
        self, request: Request, pairs: list[tuple[str, str]], files: Mapping[str, bytes]
    ) -> Response:
        """Answer a form that was sent: lead to the page of what it asks, or show the form with its faults.

        Work is queued where a button asks for it, and for nothing else.
        """
        asked, faults = self._sent(request, pairs, files)
        if not faults:
            try:
                work.job(asked.question, self._site)
            except BadConfig as bad:
                faults = list(bad.faults)
        if faults:
            return self._front(asked, faults)
        todo = asked.own.get("do", "")
        if todo == "run":
            self._comparisons.submit(asked)
            return RedirectResponse(asked.of("/comparison"), 303)
        return RedirectResponse(asked.of("/", do="check") if todo == "check" else asked.of("/"), 303)

    def _sent(
        self, request: Request, pairs: list[tuple[str, str]], files: Mapping[str, bytes]
    ) -> tuple[Address, list[Fault]]:
        """Keep the files of a form that was sent; return what it asks, and what is wrong with the fields."""
        faults: list[Fault] = []
        if carried.FIELD in files:
            pairs, faults = self._opened(pairs, files[carried.FIELD])
        for field, data in files.items():
            if field not in UPLOADS:
                continue
            try:
                kept = _KEEP[field](data, self._site)
            except BadConfig as bad:
                faults += [_of_file(field, each) for each in bad.faults]
            except NoSpace:
                faults.append(told(field, NO_VALUE, "forms_fault_no_space"))
            else:
                pairs = [*pairs, (UPLOADS[field], kept.digest)]
        asked = address(request, self._site, pairs)
        faults += asked.read.faults
        if not asked.given and not faults:
            faults.append(told("", NO_VALUE, "forms_fault_nothing"))
        if len(asked.of("/comparison")) > MOST:
            faults.append(told("changes", NO_VALUE, "forms_fault_address"))
        return asked, faults

    def size(self, request: Request, pairs: list[tuple[str, str]], files: Mapping[str, bytes]) -> JSONResponse:
        """Answer the script of the form: how many runs and days what it holds makes."""
        asked = address(request, self._site, pairs)
        return JSONResponse({"size": forms.size(asked.read, self._site, asked.words)})

    def _opened(self, pairs: list[tuple[str, str]], data: bytes) -> tuple[list[tuple[str, str]], list[Fault]]:
        """Return the fields of a question that was sent as a file, in place of those of the form, and what is wrong."""
        try:
            of_file = carried.opened(data, self._site)
        except BadConfig as bad:
            return pairs, list(bad.faults)
        except NoSpace:
            return pairs, [told(carried.FIELD, NO_VALUE, "forms_fault_no_space")]
        return [*of_file, *(pair for pair in pairs if pair[0] in (LANGUAGE, "do"))], []

    def question(self, request: Request) -> Response:
        """Answer /question: the whole question as a file, with the plans and the start that are kept here."""
        asked = address(request, self._site)
        if asked.read.faults:
            raise BadConfig(asked.read.faults)
        headers = {"content-disposition": f'attachment; filename="{QUESTION_FILE}"'}
        return Response(carried.packed(asked.question, self._site), media_type="application/json", headers=headers)

    def _front(self, asked: Address, faults: list[Fault] | None = None, checked: bool = False) -> HTMLResponse:
        found = list(asked.read.faults) if faults is None else faults
        fields = forms.front(asked.read, self._site, asked.words, found, checked)
        own = {"do": "check"} if checked else {}
        asked = replace(asked, path="/", own=own)  # of the form, wherever it is shown
        return self._templates.fill("front.html", asked, 422 if found else 200, **fields)

    def faulty(self, request: Request, error: Exception) -> Response:
        """Answer a question with faults, from wherever it was asked."""
        assert isinstance(error, BadConfig)
        return self._front(address(request, self._site), list(error.faults))

    def refused(self, request: Request, error: Exception) -> Response:
        """Answer what is not there, or is not taken."""
        assert isinstance(error, HTTPException)
        large = {413: "forms_too_large", 414: "forms_address_too_long"}.get(error.status_code)
        asked = address(request, self._site, [] if large else None)
        if large:
            return self._templates.message(
                asked, "web_failed_title", asked.words.say(large), status=error.status_code
            )
        if error.status_code == 404:
            line = asked.words.say("web_missing")
            return self._templates.message(asked, "web_missing_title", line, status=404)
        line, detail = asked.words.say("web_bad_form"), error.detail
        return self._templates.message(asked, "web_failed_title", line, status=error.status_code, detail=detail)

    def full(self, request: Request, error: Exception) -> Response:
        """Answer where too much waits."""
        asked = address(request, self._site)
        line = asked.words.say("web_full", most=self._site.limits.jobs)
        return self._templates.message(asked, "web_full_title", line, status=503)

    def broken(self, request: Request, error: Exception) -> Response:
        """Answer a fault of the program; what it said is shown, as the server is the planner's own.

        What guards the page never sees this answer, so that its headers are put on here.
        """
        asked = address(request, self._site)
        detail = "".join(traceback.format_exception(error))
        line = asked.words.say("web_program_fault")
        answer = self._templates.message(asked, "web_failed_title", line, status=500, detail=detail)
        put_on(answer.headers)
        return answer
