"""The gate: what every request must pass before anything reads it, and what every answer carries.

A server on a person's own machine is a target for the pages that this person opens. So a request
must call it by a name that is its own (else a foreign name could be resolved to this machine), and
must not come from another site's page unless that site is allowed.
"""

import logging
import re
from collections.abc import Iterable
from http import HTTPMethod
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tolmach.errors import TolmachError
from tolmach.server.bodies import LimitedBody, Room
from tolmach.server.problems import MistakeError, RefusalError, problem_of
from tolmach.server.settings import ServerSettings

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_NOT_KEPT = {"Cache-Control": "no-store"}  # users' texts, by no browser and no proxy
_PLAIN = frozenset({"", "identity", "none", "utf-8", "utf8"})
_RAW_HEADERS = [
    (name.lower().encode(), value.encode())
    for name, value in (SECURITY_HEADERS | _NOT_KEPT).items()
]


class Gate:
    """An ASGI application in front of another: checks, limits and headers of security."""

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self._app = app
        self._settings = settings
        self._room = Room(settings.limits.reading)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        _read_target(scope)
        headers = Headers(scope=scope)
        origin = headers.get("origin", "")
        guarded = self._guarded(send, origin)
        limits = self._settings.limits
        most = limits.bytes_at(scope["path"])
        body = LimitedBody(receive, most, limits.patience, self._room)
        try:
            self._check(scope["http_version"], headers, origin)
            body.check(headers.get("content-length", "0"))
        except RefusalError as error:
            await problem_of(scope["path"], error)(scope, receive, guarded)
            return
        if scope["method"] == HTTPMethod.OPTIONS and "access-control-request-method" in headers:
            await _answer_preflight(guarded, headers.get("access-control-request-headers", ""))
            return
        try:
            await self._pass_on(scope, body, guarded)
        finally:
            body.end()

    async def _pass_on(self, scope: Scope, body: LimitedBody, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, body, watched)
        except TolmachError as error:
            if started:
                raise
            await problem_of(scope["path"], error)(scope, body, send)
        except Exception:
            if started:
                raise
            logging.getLogger("tolmach").exception("A request could not be answered.")
            await problem_of(scope["path"], MistakeError())(scope, body, send)

    def _check(self, version: str, headers: Headers, origin: str) -> None:
        """Raise RefusalError where a request is none for this server, or of a foreign page."""
        host = headers.get("host", "")
        is_probe = version == "1.0" and "host" not in headers  # as of a proxy, and never of a page
        if not (is_probe or self._settings.serves_host(_name_of(host))):
            raise RefusalError(
                421, "This server does not go by that name; start it with --name and the name."
            )
        _check_coding(headers)
        own = origin.partition("://")[2] == host
        if origin and not own and not self._settings.allows_origin(origin):
            raise RefusalError(403, "Pages of other sites may not use this server.")
        elsewhere = headers.get("sec-fetch-site") in ("cross-site", "same-site")
        if not origin and elsewhere and headers.get("sec-fetch-mode") != "navigate":
            raise RefusalError(403, "Pages of other sites may not use this server.")

    def _guarded(self, send: Send, origin: str) -> Send:
        allowed = bool(origin) and self._settings.allows_origin(origin)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=_secured(message["headers"]))
                message["headers"] = headers.raw
                if allowed:
                    headers["Access-Control-Allow-Origin"] = origin
                    headers["Access-Control-Expose-Headers"] = "content-disposition, retry-after"
                    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
                headers.add_vary_header("Origin")
            await send(message)

        return guarded


def _secured(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return headers with those that every answer has, where they are not among them."""
    own = list(headers)
    names = {name for name, _ in own}
    return own + [header for header in _RAW_HEADERS if header[0] not in names]


async def _answer_preflight(send: Send, wanted: str) -> None:
    """Allow a page of an allowed site every method, and the headers that its request will have."""
    headers = [
        (b"access-control-allow-methods", b"GET, POST, PUT, PATCH, DELETE"),
        (b"access-control-allow-headers", wanted.encode("latin-1")),
        (b"access-control-max-age", b"600"),
    ]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _read_target(scope: Scope) -> None:
    """Give a scope the path that is meant, and the host that a target of a proxy's form names.

    That host replaces the header's (RFC 9112, 3.2.2). Clients whose server's address was given with
    a slash at its end ask for paths with two.
    """
    scheme, _, rest = scope["path"].partition("://")
    if scheme.lower() in ("http", "https"):
        host, _, path = rest.partition("/")
        others = [header for header in scope["headers"] if header[0] != b"host"]
        scope["headers"], scope["path"] = [*others, (b"host", host.encode())], f"/{path}"
    scope["path"] = re.sub("/+", "/", scope["path"]).rstrip("/") or "/"


def _check_coding(headers: Headers) -> None:
    """Raise RefusalError where a body is said to be compressed; many name its characters' code."""
    for coding in ",".join(headers.getlist("content-encoding")).split(","):
        if coding.strip().lower() not in _PLAIN:
            raise RefusalError(
                415, f'Compressed bodies ("{coding.strip()}") are not read; send them as they are.'
            )


def _name_of(host: str) -> str:
    """Return a host without its port, and an IPv6 address without its brackets."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
