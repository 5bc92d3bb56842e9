"""What guards the page: only this machine is answered, only its own forms are taken, nothing large, nothing foreign.

The page has no users and no passwords: whoever can open it on this machine may ask. What must not happen is that a
page of somebody else, open in the same browser, asks in the planner's name, or reads an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS = ("127.0.0.1", "localhost", "[::1]")
"""Names by which this machine calls itself; a name of the outside that leads here is refused."""
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "style-src-attr 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
"""Of every answer, also of one to a fault of the program. Marks of a drawing have their style beside them; sheets and
scripts come from our files alone. Without any referrer a browser would not say where a form is from.
"""

MOST_QUERY = 22_000
"""Characters of an address, of the path and the query."""
FOR_A_YEAR = "public, max-age=31536000, immutable"
NOT_KEPT = "no-store"
Refuse = Callable[[Headers, bytes, int, str], Response]
"""Makes the page of a refusal, given the headers and the query of the request, the status, and the key of the sentence
that says why."""


class Guard:
    """Refuses what is not ours, and puts the headers on every answer.

    Parameters
    ----------
    most_bytes : of the body of a request
    most_query : characters of an address
    hosts : names by which the server may be called
    refuse : makes the page of a refusal; called beside what answers, as it takes some 50 ms
    """

    def __init__(
        self, app: ASGIApp, refuse: Refuse, most_bytes: int, most_query: int = MOST_QUERY, hosts: Iterable[str] = HOSTS
    ) -> None:
        self._app, self._refuse = app, refuse
        self._most_bytes, self._most_query, self._hosts = most_bytes, most_query, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = scope["path"].startswith("/static/")  # their addresses hold the version
                put_on(MutableHeaders(scope=message), FOR_A_YEAR if kept else NOT_KEPT)
            await send(message)

        refusal = self._refusal(scope)
        if refusal is not None:
            query = scope.get("query_string", b"")
            page = await run_in_threadpool(self._refuse, Headers(scope=scope), query, *refusal)
            await page(scope, receive, guarded)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._most_bytes:
                raise HTTPException(413, f"more than {self._most_bytes} bytes")
            return message

        await self._app(scope, counted, guarded)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Return the status of what is refused, and the key of why; None for what is taken."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if _name(host) not in self._hosts:
            return 421, "web_refused_host"
        if len(scope.get("query_string", b"")) + len(scope.get("raw_path") or b"") > self._most_query:
            return 414, "forms_address_too_long"
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return 405, "web_refused_method"
        if scope["method"] == "POST":
            origin = headers.get("origin")
            foreign = headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
            if foreign or (origin is not None and origin != f"{scope['scheme']}://{host}"):
                return 403, "web_refused_foreign"
            size = headers.get("content-length", "0")
            if not size.isdecimal() or int(size) > self._most_bytes:
                return 413, "forms_too_large"
            if "charset" in headers.get("content-type", "").lower().replace("charset=utf-8", ""):
                return 415, "web_refused_charset"
        return None


def put_on(headers: MutableHeaders, kept: str = NOT_KEPT) -> None:
    """Put on an answer what every answer has.

    Parameters
    ----------
    headers : of the answer; changed
    kept : how long a browser may keep it, where the answer does not say so itself
    """
    headers.update(HEADERS)
    headers.setdefault("cache-control", kept)


def _name(host: str) -> str:
    """Return a host without its port."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdecimal() else host
