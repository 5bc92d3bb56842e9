"""The addresses of the page, and what answers each.

A comparison is named by the question in its address; a link opens the same one. Handlers read the address, ask the
pieces of this room, and fill a template; what takes time is done beside, so that every planner is answered.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sim.config.faults import BadConfig
from sim.web.comparison import Comparisons
from sim.web.deeper import Deeper
from sim.web.kept import Shelf
from sim.web.pages import Pages
from sim.web.queue import Full, Process, Queue
from sim.web.refusal import Refusals
from sim.web.runner import Runner
from sim.web.safety import HOSTS, Guard
from sim.web.shelf import Results
from sim.web.site import Site
from sim.web.templates import Templates

HERE = Path(__file__).parent
RESULTS = "results"


def application(
    site: Site,
    process: Callable[[], Process] | None = None,
    hosts: tuple[str, ...] = HOSTS,
) -> Starlette:
    """Return the application.

    Parameters
    ----------
    process : starts what does the jobs; a process of its own if left out. For tests
    hosts : names by which it may be called

    Raises
    ------
    BadConfig : if the user's folders have faults, or another server holds the folder of results
    """
    limits = site.limits
    start = process or partial(Runner, limits.memory_bytes)
    queue = Queue(site.folder / RESULTS, limits.jobs, limits.job_seconds, start)
    shelf = Shelf(site.folder, queue, limits.results_bytes)
    queue.after_each(shelf.make_room)
    templates = Templates()
    comparisons = Comparisons(site, queue, shelf, templates)
    deeper = Deeper(site, queue, shelf, templates)
    results = Results(site, shelf, templates)
    pages = Pages(site, comparisons, templates)
    try:
        pages.warm()
        shelf.make_room()
    except BaseException:
        queue.close()
        raise

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(queue.close)

    def page(handler: Callable[[Request], Response]) -> Callable[[Request], Any]:
        async def answered(request: Request) -> Response:
            return await run_in_threadpool(handler, request)

        return answered

    def posted(handler: Callable[..., Response]) -> Callable[[Request], Any]:
        async def answered(request: Request) -> Response:
            pairs, files = [], {}
            try:
                async with request.form(max_files=3, max_fields=3000, max_part_size=limits.upload_bytes) as form:
                    for name, value in form.multi_items():
                        if isinstance(value, str):
                            pairs.append((name, value))
                        elif value.filename:  # of a field that was left empty there is none
                            files[name] = await value.read()
            except (UnicodeError, LookupError) as error:
                raise HTTPException(400, str(error)) from None
            return await run_in_threadpool(handler, request, pairs, files)

        return answered

    routes = [
        Route("/", page(pages.front)),
        Route("/", posted(pages.front_turned), methods=["POST"]),
        Route("/ask", posted(pages.ask), methods=["POST"]),
        Route("/size", posted(pages.size), methods=["POST"]),
        Route("/question", page(pages.question)),
        Route("/plan/{name}", page(pages.plan)),
        Route("/plan/{name}", posted(pages.plan_turned), methods=["POST"]),
        Route("/values", page(pages.values)),
        Route("/values/{group}", page(pages.values)),
        Route("/values/{group}", posted(pages.values_turned), methods=["POST"]),
        Route("/comparison", page(comparisons.page)),
        Route("/comparison/{view}", page(comparisons.page)),
        Route("/municipality/{number}", page(comparisons.municipality)),
        Route("/run", page(comparisons.run), methods=["POST"]),
        Route("/cancel", page(comparisons.cancel), methods=["POST"]),
        Route("/progress", page(comparisons.progress)),
        Route("/download/{kind}", page(comparisons.download)),
        Route("/report", page(comparisons.report)),
        Route("/study/{verb}", page(deeper.page)),
        Route("/study/{verb}", posted(deeper.turned), methods=["POST"]),
        Route("/study/{verb}/set", posted(deeper.set), methods=["POST"]),
        Route("/study/{verb}/size", posted(deeper.size), methods=["POST"]),
        Route("/study/{verb}/run", page(deeper.run), methods=["POST"]),
        Route("/study/{verb}/cancel", page(deeper.cancel), methods=["POST"]),
        Route("/study/{verb}/progress", page(deeper.progress)),
        Route("/results", page(results.page)),
        Route("/results/remove", posted(results.remove), methods=["POST"]),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]
    return Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[
            Middleware(
                Guard, refuse=Refusals(site, templates).page, most_bytes=site.limits.form_bytes, hosts=hosts
            )
        ],
        exception_handlers={
            HTTPException: pages.refused,
            BadConfig: pages.faulty,
            Full: pages.full,
            Exception: pages.broken,
        },
    )
