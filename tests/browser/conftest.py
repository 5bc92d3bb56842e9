"""A real browser against a real server on this machine, for what only a browser can tell.

`BEREDT_BROWSER` names the browser, such as /usr/bin/chromium; where it is not set these tests are left out, and where
it is they must run. They need the extra `browser`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

ROOT = Path(__file__).resolve().parents[2]
BROWSER = os.environ.get("BEREDT_BROWSER", "")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
"""Switches that keep a browser from asking anything of the outside by itself."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the tests of this folder out where no browser is named."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and not BROWSER:
            item.add_marker(pytest.mark.skip(reason="BEREDT_BROWSER names no browser"))


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server of its own."""
    out = tmp_path_factory.mktemp("served")
    command = [sys.executable, "-m", "sim", "serve", "port=0", f"out={out / 'results'}"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert found is not None, line
        yield found[0]
        server.terminate()
        server.wait(30)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=BROWSER, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture
def foreign() -> list[str]:
    """Requests of the page to anybody but the server."""
    return []


@pytest.fixture
def page(browser: Browser, served: str, foreign: list[str]) -> Iterator[Page]:
    """A page that notes every request that goes elsewhere, and fails it."""
    context = browser.new_context(base_url=served, locale="en-GB")

    def watch(route: Route) -> None:
        if route.request.url.startswith((served, "data:", "file:")):
            route.continue_()
        else:
            foreign.append(route.request.url)
            route.abort()

    context.route("**/*", watch)
    opened = context.new_page()
    yield opened
    context.close()
    assert foreign == []
