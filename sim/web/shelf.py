"""The page of the answers that are kept, and the button that takes one away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sim.views.words import Words
from sim.web.address import LANGUAGE, address
from sim.web.kept import Kept, Shelf
from sim.web.site import Site
from sim.web.templates import Templates

PATH = "/results"
MEGABYTE = 1_000_000.0
DONE, BUSY = "removed", "busy"
IN = {"en": "kept_in_en", "nb": "kept_in_nb"}


class Results:
    """Answers what is asked of the answers that are kept."""

    def __init__(self, site: Site, shelf: Shelf, templates: Templates) -> None:
        self._site, self._shelf, self._templates = site, shelf, templates

    def page(self, request: Request) -> Response:
        """Answer /results."""
        asked = address(request, self._site)
        words, found = asked.words, self._shelf.all()
        said = {DONE: "kept_removed", BUSY: "kept_busy"}.get(asked.own.get("do", ""))
        return self._templates.fill(
            "results.html", asked,
            title=words.say("kept_title"),
            done=words.say(said) if said else "",
            total=words.say(
                "kept_total", count=words.count(len(found)), size=_size(sum(each.size for each in found), words),
                most=_size(self._site.limits.results_bytes, words),
            ),
            rows=[_row(each, words) for each in found],
            remove=asked.of(f"{PATH}/remove"),
        )  # fmt: skip

    def remove(self, request: Request, pairs: Sequence[tuple[str, str]], files: Mapping[str, bytes]) -> Response:
        """Answer the button that takes an answer away."""
        asked = address(request, self._site)
        done = self._shelf.remove(dict(pairs).get("key", ""))
        return RedirectResponse(asked.of(PATH, do=DONE if done else BUSY), 303)


def _row(each: Kept, words: Words) -> dict[str, Any]:
    """Return a row of the table."""
    told = each.told.get(words.code) or words.say("kept_unknown", name=each.key)
    language, mark = each.language or words.code, "" if each.address.endswith("?") else "&"
    return {
        "key": each.key,
        "told": told if each.whole else words.say("kept_unfinished", asked=told),
        "language": words.say(IN[each.language]) if each.language else "",
        "href": f"{each.address}{mark}{LANGUAGE}={language}" if each.address else "",
        "made": f"{words.date(each.made.date())} {each.made:%H:%M}",
        "size": _size(each.size, words),
    }


def _size(number: int, words: Words) -> str:
    """Write a size in megabytes, with the first decimal of a small one."""
    size = number / MEGABYTE
    return words.say("kept_size", size=words.figures_of(round(size, 1)) if size < 100.0 else words.count(size))
