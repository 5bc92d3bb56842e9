"""The page under use: first page, a comparison of usual size, five users at once, many small jobs, a kill.

    python benchmarks/page.py [--jobs N] [--only first,comparison,users,soak,killed]

A server of its own is started for it on this machine. Times are of this machine at this hour: each stands beside a
time of the same work without the page, or beside what is asked of it. It ends with 1 where one of these is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
Fields = dict[str, str | list[str]]
USUAL: Fields = {
    "plan": ["do_nothing", "agreement_2018", "options_and_frames"],
    "shock": "autumn_surge",
    "replications": "10",
    "horizon_days": "548",
}
TINY: Fields = {"plan": ["do_nothing"], "shock": "none", "start": "empty", "replications": "1", "horizon_days": "14"}
PARTS = ("first", "comparison", "users", "soak", "killed")
MISSED = 1
"""Exit code where a value that is asked for is missed; told after all rows are printed."""
ASKED = {"first_seconds": 1.0, "first_kilobytes": 150.0, "comparison_seconds": 20.0, "progress_seconds": 0.5}


class Rows:
    """Prints what was measured beside what is asked, and remembers what was missed."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def row(self, what: str, value: float, asked: float) -> None:
        """Print a value that is to be at most what is asked."""
        late = value > asked
        self.missed += [what] if late else []
        print(f"  {what}: {value:.2f} (asked: {asked:g}{', missed' if late else ''})", flush=True)


class Server:
    """`beredt serve` in a process of its own."""

    def __init__(self, out: Path) -> None:
        command = [sys.executable, "-m", "sim", "serve", "port=0", f"out={out}"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)
        assert self._process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", self._process.stdout.readline())
        assert found is not None
        self.address = found[0]

    def get(self, path: str) -> bytes:
        """Return a page."""
        with urllib.request.urlopen(self.address + path, timeout=600) as answer:
            return bytes(answer.read())

    def post(self, path: str, fields: dict[str, str | list[str]]) -> str:
        """Send a form and return the address it leads to."""
        data = urllib.parse.urlencode({"lang": "en", "do": "run", **fields}, doseq=True).encode()
        try:
            urllib.request.build_opener(_Stay).open(self.address + path, data, timeout=600)
        except urllib.error.HTTPError as answer:
            if answer.code != 303:
                raise
            return str(answer.headers["location"])
        raise RuntimeError("the form was not taken")

    def progress(self, where: str) -> dict[str, object]:
        """Return how a job stands."""
        state: dict[str, object] = json.loads(self.get(where.replace("/comparison", "/progress", 1)))
        return state

    def answer(self, fields: dict[str, str | list[str]], every: float = 0.1) -> bytes:
        """Ask and return the page of the answer."""
        where = self.post("/ask", fields)
        while not self.progress(where)["over"]:
            time.sleep(every)
        assert self.progress(where)["status"] == "done", where
        return self.get(where)

    def megabytes(self) -> dict[str, float]:
        """Return the resident memory of the server and of the process that does its jobs, by name."""
        found = {"server": _resident(self._process.pid)}
        for child in _children(self._process.pid):
            line = Path(f"/proc/{child}/cmdline").read_text()
            if "spawn_main" in line:
                found["jobs"] = _resident(child)
        return found

    def end(self, how: int = signal.SIGTERM) -> None:
        """Stop it."""
        self._process.send_signal(how)
        self._process.wait(60)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *ignored: Any) -> None:
        return None


def _children(process: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _resident(process: int) -> float:
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def first(server: Server, rows: Rows) -> None:
    began = time.perf_counter()
    page = server.get("/?lang=nb")
    used = time.perf_counter() - began
    rows.row("first page, seconds", used, ASKED["first_seconds"])
    rows.row("first page, kilobytes", len(page) / 1000.0, ASKED["first_kilobytes"])


def comparison(server: Server, rows: Rows) -> None:
    """Ask when the server has just started, when its process of jobs may still warm up, and once more."""
    for when, seed in (("asked at the start", "1"), ("asked later", "2")):
        began = time.perf_counter()
        where = server.post("/ask", {**USUAL, "seed": seed})
        server.get(where)
        told = server.progress(where)["told"]
        rows.row(f"first progress ({told}), seconds", time.perf_counter() - began, ASKED["progress_seconds"])
        while not server.progress(where)["over"]:
            time.sleep(0.1)
        server.get(where)
        page = time.perf_counter() - began
        rows.row(f"3 plans x 10 runs x 548 days, {when}, shown, seconds", page, ASKED["comparison_seconds"])
    words = ["plans=[do_nothing,agreement_2018,options_and_frames]", "replications=10", "horizon_days=548", "seed=2"]
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        command = [sys.executable, "-m", "sim", "compare", *words, "progress=false", f"out={folder}/out"]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    rows.row("the page over the command line", page / (time.perf_counter() - began), 1.0)


def users(server: Server, rows: Rows) -> None:
    def ask(seed: int) -> None:
        server.answer({**USUAL, "replications": "2", "horizon_days": "120", "seed": str(seed)})
        answered.append(seed)

    answered: list[int] = []
    ask(100)  # what is done once only
    answered.clear()
    began = time.perf_counter()
    for seed in range(101, 106):
        ask(seed)
    in_turn = time.perf_counter() - began
    began = time.perf_counter()
    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(201, 206)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    at_once = time.perf_counter() - began
    assert sorted(answered[5:]) == [*range(201, 206)], "all are answered"
    rows.row("five users at once, all answered, over five in turn", at_once / in_turn, 1.0)


def soak(server: Server, jobs: int) -> None:
    marks = [jobs * part // 10 for part in range(1, 11)]
    for job in range(1, jobs + 1):
        server.answer({**TINY, "seed": str(1000 + job)}, every=0.02)
        if job in marks:
            print(f"  {job} jobs: {server.megabytes()}", flush=True)


def killed(out: Path, server: Server, rows: Rows) -> Server:
    done = {**TINY, "seed": "1"}
    server.answer(done)
    where = server.post("/ask", {**USUAL, "seed": "2"})
    while server.progress(where)["status"] != "running":
        time.sleep(0.05)
    server.end(signal.SIGKILL)
    again = Server(out)
    finished, at_work = again.progress(again.post("/ask", done))["status"], again.progress(where)["status"]
    print(f"  killed in a job and started again: what was finished is {finished}, the job at work is {at_work}")
    if (finished, at_work) != ("done", "none"):
        rows.missed.append(f"killed: done and none were expected, {finished} and {at_work} found")
    return again


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=200)
    parser.add_argument("--only", default=",".join(PARTS))
    options = parser.parse_args()
    wanted, rows = options.only.split(","), Rows()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "served"
        server = Server(out)
        print(f"load {os.getloadavg()[0]:.1f}")
        try:
            if "first" in wanted:
                first(server, rows)
            if "comparison" in wanted:
                comparison(server, rows)
            if "users" in wanted:
                users(server, rows)
            if "soak" in wanted:
                soak(server, options.jobs)
            if "killed" in wanted:
                server = killed(out, server, rows)
        finally:
            server.end()
    for each in rows.missed:
        print(f"missed: {each}")
    return MISSED if rows.missed else 0


if __name__ == "__main__":
    sys.exit(main())
