"""Only this machine is answered, only its own forms are taken, and nothing large; every answer has its headers."""

from __future__ import annotations

import asyncio
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from sim.web.app import application
from sim.web.pages import Pages
from sim.web.safety import HEADERS, MOST_QUERY, Guard
from sim.web.site import Site

HERE = "http://127.0.0.1:8000"


def _refuse(headers: Headers, query: bytes, status: int, why: str) -> Response:
    return PlainTextResponse(why, status)


async def _echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


@pytest.fixture(scope="module")
def client() -> TestClient:
    routes = [Route("/", _echo, methods=["GET", "POST", "PUT"])]
    app = Starlette(routes=routes, middleware=[Middleware(Guard, refuse=_refuse, most_bytes=1000, most_query=200)])
    return TestClient(app, base_url=HERE)


@pytest.mark.unit
@pytest.mark.parametrize("path", ["/", "/nowhere"])
def test_every_answer_has_the_headers(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.failure
def test_an_answer_to_a_fault_of_the_program_has_the_headers_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def _fault(self: Pages, request: Request) -> Response:
        raise RuntimeError("nobody foresaw this")

    monkeypatch.setattr(Pages, "values", _fault)
    with TestClient(application(Site(tmp_path / "served")), base_url=HERE, raise_server_exceptions=False) as broken:
        answer = broken.get("/values")
    assert (answer.status_code, "nobody foresaw this" in answer.text) == (500, True)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.failure
def test_the_longest_address_is_read_also_where_it_comes_in_pieces(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sim", "serve", "port=0", f"out={tmp_path / 'served'}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            host, port = re.findall(r"http://([\d.]+):(\d+)/", server.stdout.readline())[0]
            for many, status in ((MOST_QUERY - 100, b"404"), (MOST_QUERY + 100, b"414")):
                with socket.create_connection((host, int(port)), timeout=60) as sent:
                    sent.sendall(b"GET /nowhere?seed=" + b"1" * (many - 10))
                    time.sleep(0.5)  # the server has read this before the rest comes
                    sent.sendall(f"1 HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
                    assert sent.recv(200).startswith(b"HTTP/1.1 " + status)
        finally:
            server.terminate()


@pytest.mark.unit
def test_the_policy_lets_no_script_but_our_file_and_nothing_from_elsewhere() -> None:
    policy = dict(part.strip().split(" ", 1) for part in HEADERS["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert "http" not in HEADERS["content-security-policy"]
    assert HEADERS["referrer-policy"] == "same-origin", "without one, browsers send our own forms with origin null"


@pytest.mark.unit
def test_sheets_are_kept_by_the_browser_and_answers_are_not(client: TestClient) -> None:
    assert "immutable" in client.get("/static/beredt.css").headers["cache-control"]
    assert client.get("/").headers["cache-control"] == "no-store"


@pytest.mark.failure
@pytest.mark.parametrize("charset", ["utf-7", "undefined", "utf-16"])
def test_another_charset_is_refused(client: TestClient, charset: str) -> None:
    headers = {"content-type": f"application/x-www-form-urlencoded; charset={charset}"}
    assert client.post("/", content=b"x", headers=headers).status_code == 415


@pytest.mark.failure
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "10.0.0.5:8000", "localhost.:8000"])
def test_another_name_of_the_machine_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.unit
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "[::1]:9", "127.0.0.1:1"])
def test_its_own_names_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.failure
@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"},
     {"origin": "http://127.0.0.1:9999"}, {"sec-fetch-site": "same-site"}],
)  # fmt: skip
def test_a_form_of_another_page_is_not_taken(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/", content=b"x", headers=headers).status_code == 403


@pytest.mark.unit
@pytest.mark.parametrize("headers", [{}, {"origin": HERE}, {"sec-fetch-site": "same-origin", "origin": HERE}])
def test_its_own_form_is_taken(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/", content=b"x" * 1000, headers=headers).text == "1000"


@pytest.mark.failure
def test_what_is_too_large_is_refused_also_where_its_size_is_not_told(client: TestClient) -> None:
    assert client.post("/", content=b"x" * 1001).status_code == 413
    parts = (b"x" * 400 for _ in range(5))
    assert client.post("/", content=parts).status_code == 413
    assert client.post("/", content=b"x", headers={"content-length": "-1"}).status_code == 413


@pytest.mark.failure
def test_the_page_of_a_refusal_is_made_beside_what_answers_others() -> None:
    loops: list[bool] = []

    def _told(headers: Headers, query: bytes, status: int, why: str) -> Response:
        try:
            loops.append(asyncio.get_running_loop().is_running())
        except RuntimeError:  # there is none in a thread of its own
            loops.append(False)
        return PlainTextResponse(why, status)

    app = Starlette(middleware=[Middleware(Guard, refuse=_told, most_bytes=1)])
    assert TestClient(app, base_url="http://evil.example").get("/").status_code == 421
    assert loops == [False]


@pytest.mark.failure
def test_long_addresses_and_other_methods_are_refused(client: TestClient) -> None:
    assert client.get("/?" + "x" * 300).status_code == 414
    assert client.put("/").status_code == 405
