"""The pages of a comparison: its answer in ten views, its municipalities, what can be taken away, and its job."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from sim.config.faults import BadConfig
from sim.report.page import retold
from sim.run_result import CompareResult, open_result
from sim.runs.outdir import MANIFEST
from sim.views.command import command_again
from sim.web import downloads, forms, jobs, places, shown, studies, work
from sim.web.address import Address, address
from sim.web.downloads import Download
from sim.web.kept import Shelf
from sim.web.places import Maps
from sim.web.queue import Queue
from sim.web.runner import Ask
from sim.web.sheets import SHEETS
from sim.web.shown import View
from sim.web.site import Site
from sim.web.templates import Templates

KEPT_PAGES, KEPT_RESULTS = 200, 4
"""Pages and results that are kept in memory, so that they are not made twice; our choice."""


class Comparisons:
    """Answers what is asked of a comparison."""

    def __init__(self, site: Site, queue: Queue, shelf: Shelf, templates: Templates) -> None:
        self._site, self._queue, self._shelf, self._templates = site, queue, shelf, templates
        self._drawing = threading.Lock()  # held while anything is drawn: matplotlib is not made for threads
        self._opening = threading.Lock()
        self._pages: OrderedDict[tuple[str, ...], str] = OrderedDict()
        self._maps: OrderedDict[tuple[str, ...], tuple[View, Maps]] = OrderedDict()
        self._results: OrderedDict[tuple[str, str], CompareResult] = OrderedDict()

    def page(self, request: Request) -> Response:
        """Answer /comparison and /comparison/VIEW: the view if the answer is there, else how the job stands."""
        view = str(request.path_params.get("view", shown.VIEWS[0]))
        if view not in shown.VIEWS:
            raise HTTPException(404)
        asked = self._asked(request)
        key = work.key(asked.question, self._site)
        with self._queue.reading(key):
            return self._page(asked, key, view)

    def _page(self, asked: Address, key: str, view: str) -> Response:
        state = self._queue.state(key)
        if state.status != "done":
            return jobs.page(
                asked, state, self._templates, self._told(asked),
                progress=asked.of("/progress"), cancel=asked.of("/cancel"), again=asked.of("/run"),
            )  # fmt: skip
        self._note(asked, key)
        if view == "municipalities":
            return HTMLResponse(self._kept(asked, key, lambda: self._municipalities(asked, key)))
        return HTMLResponse(self._kept(asked, key, lambda: self._view(asked, key, view)))

    def municipality(self, request: Request) -> Response:
        """Answer /municipality/NUMBER."""
        asked = self._asked(request)
        number = str(request.path_params["number"])
        if number not in places.numbers():
            raise HTTPException(404)
        with self._done(asked) as key, self._drawing:
            fields = places.municipality(self._result(key), number, asked.words, asked.of)
            around = self._around(asked, key, "municipalities")
        return self._templates.fill("municipality.html", asked, **around, **fields)

    def run(self, request: Request) -> Response:
        """Answer the button that starts the work: queue it, and lead to its page."""
        asked = self._asked(request)
        self.submit(asked)
        return RedirectResponse(asked.of("/comparison"), 303)

    def submit(self, asked: Address) -> None:
        """Queue the work of a question; raise Full if too much waits."""
        key = work.key(asked.question, self._site)
        said, folders = work.words(asked.question, self._site)
        job = work.job(asked.question, self._site)
        self._note(asked, key)
        self._queue.submit(Ask(key, "compare", said, folders, self._queue.folder(key), job))

    def cancel(self, request: Request) -> Response:
        """Answer the button that stops the work."""
        asked = self._asked(request)
        self._queue.cancel(work.key(asked.question, self._site))
        return RedirectResponse(asked.of("/comparison"), 303)

    def progress(self, request: Request) -> JSONResponse:
        """Answer the script of the waiting page."""
        asked = self._asked(request)
        return jobs.progress(self._queue.state(work.key(asked.question, self._site)), asked.words)

    def download(self, request: Request) -> Response:
        """Answer /download/KIND."""
        asked = self._asked(request)
        kind = str(request.path_params["kind"])
        with self._done(asked) as key:
            try:
                made = self._taken(kind, self._result(key), asked)
            except KeyError:
                raise HTTPException(404) from None
        named = {"content-disposition": f'attachment; filename="{made.name}"'}
        return Response(made.content, media_type=made.media, headers=named)

    def _taken(self, kind: str, result: CompareResult, asked: Address) -> Download:
        """Make what is handed out; KeyError if there is no such thing."""
        if kind == "xlsx":
            return downloads.workbook(result, asked.words)
        if kind == "csv":
            tables = [downloads.table_csv(result, code, asked.words, norwegian=True) for code in SHEETS]
            return downloads.packed(tables, result, "csv")
        if kind == "parquet":
            tables = [downloads.parquet(result, name) for name in downloads.stored_tables(result)]
            return downloads.packed(tables, result, "parquet")
        if kind == "plan":
            return downloads.plan_file(result, asked.own["do"], self._site, asked.words)
        if kind == "command":
            return downloads.command_file(result, asked.words)
        raise KeyError(kind)

    def report(self, request: Request) -> Response:
        """Answer /report: one file for the meeting."""
        asked = self._asked(request)
        with self._done(asked) as key, self._drawing:
            folder = self._queue.folder(key)
            text = retold(folder, asked.words, f"{str(request.base_url).rstrip('/')}{asked.of('/comparison')}")
        headers = {"content-disposition": f'attachment; filename="beredt-{folder.name}.html"'}
        return HTMLResponse(text, headers=headers)

    def _asked(self, request: Request) -> Address:
        """Read the address; raise the faults of a question that cannot be asked."""
        asked = address(request, self._site)
        if asked.read.faults:
            raise BadConfig(asked.read.faults)
        return asked

    @contextmanager
    def _done(self, asked: Address) -> Iterator[str]:
        """Hold an answer that is there, and give its key; raise 404 if it is not."""
        key = work.key(asked.question, self._site)
        with self._queue.reading(key):
            if self._queue.state(key).status != "done":
                raise HTTPException(404)
            self._note(asked, key)
            yield key

    def _note(self, asked: Address, key: str) -> None:
        self._shelf.note(
            key, asked.plain("/comparison"), lambda words: forms.told(asked.question, self._site, words)
        )

    def _result(self, key: str) -> CompareResult:
        with self._opening:
            name = key, self._made(key)
            if name not in self._results:
                self._results[name] = cast(CompareResult, open_result(self._queue.folder(key)))
                while len(self._results) > KEPT_RESULTS:
                    self._results.popitem(last=False)
            return self._results[name]

    def _made(self, key: str) -> str:
        """Return what tells the answer of a key from one that was there before and taken away."""
        found = (self._queue.folder(key) / MANIFEST).stat()
        return f"{found.st_ino} {found.st_ctime_ns} {found.st_mtime_ns}"

    def _kept(self, asked: Address, key: str, make: Callable[[], str]) -> str:
        """Return a page from memory, or make it, one at a time."""
        name = (key, self._made(key), asked.of(asked.path, **asked.own), self._site.borders_of())
        kept = self._pages.get(name)
        if kept is not None:
            return kept
        with self._drawing:
            if name not in self._pages:
                self._pages[name] = make()
                while len(self._pages) > KEPT_PAGES:
                    self._pages.popitem(last=False)
            return self._pages[name]

    def _view(self, asked: Address, key: str, view: str) -> str:
        made = shown.view(view, self._result(key), asked.words)
        template = "answer.html" if view == shown.VIEWS[0] else "view.html"
        return self._templates.text(template, asked, view=made, **self._around(asked, key, view))

    def _municipalities(self, asked: Address, key: str) -> str:
        result, words = self._result(key), asked.words
        name = (key, self._made(key), words.code, self._site.borders_of())
        if name not in self._maps:  # the table is sorted and filtered beside the same maps
            made = shown.view("municipalities", result, words), places.drawn_maps(result, words, self._site)
            self._maps[name] = made
            while len(self._maps) > KEPT_RESULTS:
                self._maps.popitem(last=False)
        view, drawn = self._maps[name]
        table = places.table(result, words, asked.of, asked.own, drawn)
        around = self._around(asked, key, "municipalities")
        return self._templates.text("municipalities.html", asked, view=view, **table, **around)

    def _around(self, asked: Address, key: str, current: str) -> dict[str, Any]:
        """Return what the pages of an answer have around the view."""
        words, plans = asked.words, asked.question.plans
        deeper = [
            (words.say(f"web_study_{verb}"), asked.of(f"/study/{verb}"))
            for verb in studies.OFFERED
            if verb != "municipality"
        ]
        take = [
            (words.say("web_report"), asked.of("/report")),
            (words.say("web_download_xlsx"), asked.of("/download/xlsx")),
            (words.say("web_download_csv"), asked.of("/download/csv")),
            (words.say("web_download_parquet"), asked.of("/download/parquet")),
            (words.say("web_question_file"), asked.of("/question")),
        ]
        take += [
            (words.say("web_download_plan", plan=words.name("plan", plan)), asked.of("/download/plan", do=plan))
            for plan in plans
        ]
        views = [
            (words.say(f"web_view_{view}"), asked.of(f"/comparison/{view}"), view == current) for view in shown.VIEWS
        ]
        return {
            "asked": self._told(asked),
            "views": views,
            "take": take,
            "deeper": deeper,
            "command": command_again(self._result(key).manifest["command"], words),
        }

    def _told(self, asked: Address) -> str:
        return forms.told(asked.question, self._site, asked.words)
