"""Fills a template; every page gets what `context` gives, and the version, so that browsers fetch new sheets anew."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined
from starlette.responses import HTMLResponse

from sim.report.page import LOADER
from sim.runs.keys import SHOWN_DIGITS, code_digest
from sim.web.address import Address, context


class Templates:
    """The templates of the page."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=ChoiceLoader([PackageLoader("sim.web", "templates"), PrefixLoader({"report": LOADER})]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        try:
            release = version("beredt")
        except PackageNotFoundError:
            release = "from a checkout"
        self._environment.globals.update(version=code_digest()[:SHOWN_DIGITS], release=release)

    def fill(self, name: str, address: Address, status: int = 200, **fields: Any) -> HTMLResponse:
        """Return a page."""
        return HTMLResponse(self.text(name, address, **fields), status)

    def text(self, name: str, address: Address, **fields: Any) -> str:
        """Return a page as text."""
        return self._environment.get_template(name).render(**context(address), **fields)

    def message(
        self,
        address: Address,
        title: str,
        *lines: str,
        status: int = 200,
        detail: str = "",
        again: str = "",
        settings: str = "",
    ) -> HTMLResponse:
        """Return a page that says something.

        Parameters
        ----------
        title : key of the sentence
        lines : sentences
        detail : what the program said, shown when opened
        again : address to which a button posts that starts the work; empty for none
        settings : address of the form of the settings of a study; empty for none
        """
        title = address.words.say(title)
        fields = {"title": title, "lines": lines, "detail": detail, "again": again, "settings": settings}
        return self.fill("message.html", address, status, **fields)
