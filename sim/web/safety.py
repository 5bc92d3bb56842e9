"""What guards the page: only this machine is answered, only its own forms are taken, nothing large, nothing foreign.

The page has no users and no passwords: whoever can open it on this machine may ask. What must not happen is that a
page of somebody else, open in the same browser, asks in the planner's name, or reads an answer.
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse
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
"""Of every answer. Marks of a drawing have their style beside them; sheets and scripts come from our files alone.
Without any referrer a browser would not say where a form is from.
"""

FOR_A_YEAR = "public, max-age=31536000, immutable"
REFUSAL = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Beredt</title></head><body><main>
<h1>{what}</h1><p>{nb}</p><p><a href="/">Beredt</a></p></main></body></html>"""


class Guard:
    """Refuses what is not ours, and puts the headers on every answer.

    Parameters
    ----------
    most_bytes : of the body of a request
    most_query : characters of an address
    hosts : names by which the server may be called
    """

    def __init__(
        self, app: ASGIApp, most_bytes: int, most_query: int = 20_000, hosts: Iterable[str] = HOSTS
    ) -> None:
        self._app, self._most_bytes, self._most_query, self._hosts = app, most_bytes, most_query, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                kept = scope["path"].startswith("/static/")  # their addresses hold the version
                headers.setdefault("cache-control", FOR_A_YEAR if kept else "no-store")
            await send(message)

        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, guarded)
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

    def _refusal(self, scope: Scope) -> HTMLResponse | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if _name(host) not in self._hosts:
            return _refused(421, "This server answers this machine only", "Denne tjeneren svarer bare denne maskinen.")
        if len(scope.get("query_string", b"")) + len(scope.get("raw_path") or b"") > self._most_query:
            return _refused(414, "The address is too long", "Adressen er for lang.")
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return _refused(405, "Only GET and POST are taken", "Bare GET og POST tas imot.")
        if scope["method"] == "POST":
            origin = headers.get("origin")
            foreign = headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
            if foreign or (origin is not None and origin != f"{scope['scheme']}://{host}"):
                return _refused(403, "The form of another page is not taken", "Skjema fra andre sider tas ikke imot.")
            size = headers.get("content-length", "0")
            if not size.isdecimal() or int(size) > self._most_bytes:
                most = f"{self._most_bytes} bytes"
                return _refused(413, f"More than {most} is not taken", f"Mer enn {most} tas ikke imot.")
            if "charset" in headers.get("content-type", "").lower().replace("charset=utf-8", ""):
                return _refused(415, "Only UTF-8 is taken", "Bare UTF-8 tas imot.")
        return None


def _refused(status: int, what: str, nb: str) -> HTMLResponse:
    """Return a refusal in both languages, with a way back."""
    return HTMLResponse(REFUSAL.format(what=what, nb=nb), status)


def _name(host: str) -> str:
    """Return a host without its port."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdecimal() else host
