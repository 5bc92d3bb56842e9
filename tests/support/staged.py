"""A page that does no runs: its answers are copies of one small comparison."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from starlette.testclient import TestClient

from sim.web.app import application
from sim.web.runner import DONE, PROGRESS, Ask, Told
from sim.web.site import Site

HERE = "http://127.0.0.1"
QUESTION = "shock=mass_flight&plan=do_nothing&plan=agreement_2018&replications=2&horizon_days=200"
WAIT_SECONDS = 20.0


class Copying:
    """A process whose answer to every comparison is a copy of the small one; it waits for `go` before it ends."""

    def __init__(self, small: Path, go: threading.Event, ends: list[Told]) -> None:
        self._small, self._go, self._ends = small, go, ends
        self.alive, self._asked, self._told = True, [], 0

    def give(self, ask: Ask) -> None:
        self._asked: list[Ask]
        self._asked.append(ask)
        self._told = 0

    def told(self) -> Told:
        self._told += 1
        if self._told == 1:
            return Told(PROGRESS, (1, 4, 0))
        while not self._go.wait(0.01):
            if not self.alive:
                raise EOFError
        end = self._ends.pop(0) if self._ends else Told(DONE)
        if end.kind == DONE:
            shutil.copytree(self._small, self._asked[-1].folder)
        return end

    def end(self) -> None:
        self.alive = False


class Stage:
    """A client of a server that does no runs."""

    def __init__(self, client: TestClient, go: threading.Event, ends: list[Told]) -> None:
        self.client, self.go, self.ends = client, go, ends

    def until(self, question: str, *status: str) -> dict[str, object]:
        end = time.monotonic() + WAIT_SECONDS
        while True:
            state: dict[str, object] = self.client.get(f"/progress?{question}").json()
            if state["status"] in status:
                return state
            assert time.monotonic() < end, state
            time.sleep(0.02)

    def answered(self, question: str = QUESTION) -> None:
        self.go.set()
        self.client.post(f"/run?{question}", follow_redirects=False)
        self.until(question, "done")


def stage_of(site: Site, small: Path) -> Iterator[Stage]:
    go, ends = threading.Event(), list[Told]()
    app = application(site, lambda: Copying(small, go, ends))
    with TestClient(app, base_url=HERE, headers={"accept-language": "en"}) as client:
        yield Stage(client, go, ends)


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
