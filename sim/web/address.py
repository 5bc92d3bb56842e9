"""What the address of a page says: the question, and the language; and how addresses are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from sim.views.languages import LANGUAGES
from sim.views.words import Words
from sim.web import question as questions
from sim.web import reading
from sim.web.question import Question
from sim.web.reading import Read
from sim.web.settings import PREFIX
from sim.web.site import Site

LANGUAGE = "lang"
OWN = (LANGUAGE, "sort", "county", "number", "do", "of")
"""Names in an address that are no part of the question; nor are the settings of a study."""
MOST = 19_000
"""Characters of an address of a question; what guards the page takes more, for what other pages add: 1,600 where all
settings of a study are changed."""


@dataclass(frozen=True)
class Address:
    """An address, read.

    Attributes
    ----------
    path : without the query
    words : the language that is asked for, else that of the browser
    read : the question, with its faults
    own : what else the address says, by name
    given : the fields themselves
    sent : whether they were sent by a form, so that the path opens no page
    """

    path: str
    words: Words
    read: Read
    own: dict[str, str]
    given: tuple[tuple[str, str], ...] = ()
    sent: bool = False

    @property
    def question(self) -> Question:
        """The question; defaults stand where it has faults."""
        return self.read.question

    def of(self, path: str, **own: str) -> str:
        """Write an address with the same question and language; `own` are names beside the question."""
        return self.plain(path, **{LANGUAGE: self.words.code, **own})

    def plain(self, path: str, **own: str) -> str:
        """Write the same in no language, so that any can be asked for."""
        told = "&".join(filter(None, [questions.query(self.question), urlencode(own)]))
        return f"{path}?{told}"

    def in_language(self, code: str) -> str:
        """Write the address of the same page in another language; where it has faults, of the fields as they are."""
        path, own = ("/", {}) if self.sent else (self.path, self.own)
        if self.read.faults:
            plain = questions.plain(self.question)  # what was understood is written alike in every language
            given = [(name, plain.get(name, text)) for name, text in self.given]
            whole = f"{path}?{urlencode([*given, *{**own, LANGUAGE: code}.items()])}"
            if len(whole) <= MOST:
                return whole
        return self.of(path, **{**own, LANGUAGE: code})


def address(request: Request, site: Site, pairs: list[tuple[str, str]] | None = None) -> Address:
    """Read the address of a request, or the fields of a form that it sends."""
    given = list(request.query_params.multi_items()) if pairs is None else pairs
    own = {name: value for name, value in given if _is_own(name)}
    code = own.pop(LANGUAGE, "") or request.query_params.get(LANGUAGE, "")
    words = LANGUAGES.get(code) or of_browser(request.headers.get("accept-language", ""))
    asked = tuple(pair for pair in given if not _is_own(pair[0]))
    path = f"/{request.url.path.lstrip('/')}"  # two in front would name a host
    form = pairs is not None or any(name.startswith(reading.SHOWN) for name, _ in asked)
    read = reading.read(asked, site, words if form else None)
    return Address(path, words, read, own, asked, request.method == "POST")


def _is_own(name: str) -> bool:
    return name in OWN or name.startswith(PREFIX)


def of_browser(accepted: str) -> Words:
    """Return the language a browser likes best: Bokmål for any Norwegian, English for all others."""
    for part in accepted.lower().split(","):
        tongue = part.split(";")[0].strip().split("-")[0]
        if tongue in ("nb", "nn", "no"):
            return LANGUAGES["nb"]
        if tongue == "en":
            return LANGUAGES["en"]
    return LANGUAGES["en"]


def context(address: Address) -> dict[str, Any]:
    """Return what every template is given."""
    names = {"en": "English", "nb": "Bokmål"}
    return {
        "say": address.words.say,
        "words": address.words,
        "lang": address.words.code,
        "languages": [(code, names[code], address.in_language(code)) for code in LANGUAGES],
        "path_of": address.of,
        "own_files": bool(address.question.own_plans or address.question.start_file),
    }
