"""The page of what is refused before it is read: of this site, in the visitor's language, of nothing that was sent."""

from __future__ import annotations

import re

from starlette.datastructures import Headers
from starlette.responses import Response

from sim.views.languages import LANGUAGES
from sim.web import reading
from sim.web.address import LANGUAGE, Address, of_browser
from sim.web.site import Site
from sim.web.templates import Templates

_LANGUAGE = re.compile(rf"(?:^|&){LANGUAGE}=({'|'.join(LANGUAGES)})(?:&|$)".encode())


class Refusals:
    """Makes the pages of refusals; each asks what the front page asks where nothing was chosen."""

    def __init__(self, site: Site, templates: Templates) -> None:
        self._site, self._templates = site, templates

    def page(self, headers: Headers, query: bytes, status: int, why: str) -> Response:
        """Return the page of a refusal.

        Parameters
        ----------
        headers, query : of the request: only the language is taken from them
        why : key of the sentence
        """
        found = _LANGUAGE.search(query)
        words = LANGUAGES[found[1].decode()] if found else of_browser(headers.get("accept-language", ""))
        asked = Address("/", words, reading.read([], self._site), {})
        return self._templates.message(asked, "web_refused_title", words.say(why), status=status)
