"""`summary.md` of a sweep: what was run, what its figures rest on, and for what the model was validated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.views import standing
from sim.views.command import command_line
from sim.views.english import ENGLISH
from sim.views.words import Words


def summary(
    store: Mapping[str, Any], done: int, wanted: int, rests_on: Mapping[str, Any], words: Words = ENGLISH
) -> str:
    """Return the summary as Markdown.

    Parameters
    ----------
    store : manifest of the store
    done, wanted : runs
    rests_on : parameters and validated, as a manifest of results holds them
    """
    return "\n".join(_lines(store, done, wanted, rests_on, words)).rstrip() + "\n"


def _lines(
    store: Mapping[str, Any], done: int, wanted: int, rests_on: Mapping[str, Any], words: Words
) -> Iterator[str]:
    yield from (f"# {words.say('sweep_title', name=store['name'])}", "")
    axes = store["meta"].get("axes", [])
    yield words.say(
        "sweep_runs", points=words.number(store["points"]), axes=words.listed(axes), done=words.number(done),
        wanted=words.number(wanted),
    )  # fmt: skip
    yield from ("", f"## {words.say('question_rests')}", "")
    yield from standing.rests_on(rests_on, words)
    yield from ("", words.say("valid_never"))
    if store["commands"]:
        yield from ("", f"## {words.say('question_again')}", "")
        yield words.say("again", command=command_line(store["commands"][-1]["command"]))
