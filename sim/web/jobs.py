"""How a job is told to those who wait for it, and the page and the line of progress that say so."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from starlette.responses import HTMLResponse, JSONResponse

from sim.views.faulted import in_words
from sim.views.words import Words
from sim.web.address import Address
from sim.web.faulted import told as faulted
from sim.web.queue import GONE, OVERDUE, State
from sim.web.runner import MEMORY
from sim.web.templates import Templates

STEPS = 5
"""Parts of the work after each of which a screen reader is told; our choice."""


def told(state: State, words: Words) -> str:
    """Say in a sentence or two how a job stands."""
    if state.status == "waiting":
        return words.say("web_waiting", place=words.count(state.place))
    if not state.total and not state.done:
        return words.say("web_started")
    done, total = words.count(state.done), words.count(state.total)
    if not state.total:
        parts = [words.say("web_study_running", done=done)]
    elif state.done >= state.total:
        parts = [words.say("web_finishing", total=total)]
    elif state.seconds_left is None:
        parts = [words.say("web_running", done=done, total=total)]
    else:
        parts = [words.say("web_running_left", done=done, total=total, left=_time(state.seconds_left, words))]
    if state.failed:
        parts.append(words.say("web_failed_runs", failed=words.count(state.failed)))
    return " ".join(parts)


def progress(state: State, words: Words) -> JSONResponse:
    """Return what the script of a waiting page asks for."""
    share = state.done / state.total if state.total else None
    announce = "" if share is None else f"{int(share * STEPS) * 100 // STEPS} %"
    return JSONResponse(
        {
            "over": state.status not in ("waiting", "running"),
            "status": state.status,
            "told": told(state, words),
            "share": share,
            "announce": announce,
        }
    )


def page(
    address: Address,
    state: State,
    templates: Templates,
    asked: str,
    progress: str,
    cancel: str,
    again: str,
    kept: bool = False,
    settings: str = "",
) -> HTMLResponse:
    """Return the page of a job that is not done.

    Parameters
    ----------
    asked : what was asked, in a line
    settings : address of the form of its settings; empty for none
    kept : whether runs of one that is cancelled stay, and are gone on with
    progress, cancel, again : addresses: of the line of progress, and those to which the buttons post
    """
    words = address.words
    if state.status in ("waiting", "running"):
        fields: dict[str, Any] = {
            "title": words.say(f"web_{state.status}_title"),
            "told": told(state, words),
            "share": state.done / state.total if state.total else None,
        }
        return templates.fill(
            "waiting.html", address, asked=asked, progress=progress, cancel=cancel, **fields
        )
    if state.status == "failed":
        if state.message in (GONE, MEMORY, OVERDUE):
            return templates.message(
                address, "web_failed_title", asked, words.say(f"web_{state.message}"),
                status=500, again=again, settings=settings,
            )  # fmt: skip
        if state.fault:
            return templates.message(
                address, "web_failed_title", asked, *_why(state, words), status=422, settings=settings
            )
        return templates.message(
            address, "web_failed_title", asked, words.say("web_program_fault"),
            status=500, detail=state.message, again=again, settings=settings,
        )  # fmt: skip
    line = words.say("web_study_cancelled" if kept and state.status == "cancelled" else f"web_{state.status}")
    return templates.message(address, f"web_{state.status}_title", asked, line, again=again, settings=settings)


def _why(state: State, words: Words) -> list[str]:
    """Say why the question failed, a line each; what is there in English only is marked."""
    own = [(in_words(line, words), line) for line in state.message.splitlines()]
    lines = [(line if found is None else found, found is None) for found, line in own]
    told = [faulted(fault, words) for fault in state.faults] or lines
    return [Markup('<span lang="en">{}</span>').format(line) if foreign else line for line, foreign in told]


def _time(seconds: float, words: Words) -> str:
    """Write a time that is left."""
    if seconds < 90:
        return words.say("web_seconds", count=words.count(max(1, round(seconds))))
    return words.say("web_minutes", count=words.count(round(seconds / 60)))
