"""The gate: what every request must pass before anything reads it, and what every answer carries.

A server on a person's own machine is a target for the pages that this person opens. So a request
must call it by a name that is its own (else a foreign name could be resolved to this machine), and
must not come from another site's page unless that site is allowed.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterable
from http import HTTPMethod
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tolmach.errors import TolmachError
from tolmach.server.problems import MistakeError, RefusalError, problem_of
from tolmach.server.settings import ServerSettings
from tolmach.service.scheduler import OverloadError

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
_RAW_HEADERS = [
    (name.lower().encode(), value.encode())
    for name, value in (SECURITY_HEADERS | _NOT_KEPT).items()
]


class Gate:
    """An ASGI application in front of another: checks, limits and headers of security."""

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self._app = app
        self._settings = settings
        self._room = _Room(settings.limits.reading)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["path"] = _plain_path(scope["path"])
        headers = Headers(scope=scope)
        origin = headers.get("origin", "")
        guarded = self._guarded(send, origin)
        limits = self._settings.limits
        most = limits.bytes_at(scope["path"])
        limited = _Limited(receive, most, limits.patience, self._room)
        try:
            self._check(scope["http_version"], headers, origin)
            limited.check(headers.get("content-length", "0"))
        except RefusalError as error:
            await problem_of(scope["path"], error)(scope, receive, guarded)
            return
        if scope["method"] == HTTPMethod.OPTIONS and "access-control-request-method" in headers:
            await _answer_preflight(guarded, headers.get("access-control-request-headers", ""))
            return
        try:
            await self._pass_on(scope, limited, guarded)
        finally:
            limited.end()

    async def _pass_on(self, scope: Scope, limited: "_Limited", send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, limited, watched)
        except TolmachError as error:
            if started:
                raise
            await problem_of(scope["path"], error)(scope, limited, send)
        except Exception:
            if started:
                raise
            logging.getLogger("tolmach").exception("A request could not be answered.")
            await problem_of(scope["path"], MistakeError())(scope, limited, send)

    def _check(self, version: str, headers: Headers, origin: str) -> None:
        """Raise RefusalError where a request is none for this server, or of a foreign page."""
        host = headers.get("host", "")
        is_probe = version == "1.0" and "host" not in headers  # as of a proxy, and never of a page
        if not (is_probe or self._settings.serves_host(_name_of(host))):
            raise RefusalError(
                421, "This server does not go by that name; start it with --name and the name."
            )
        if headers.get("content-encoding", "identity").lower() != "identity":
            raise RefusalError(415, "Compressed requests are not read; send the body as it is.")
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


class _Room:
    """The bytes that bodies may have, of all requests that are under way."""

    def __init__(self, most: int) -> None:
        self._left = most

    def take(self, count: int) -> None:
        """Make room for bytes; raises OverloadError where there is none."""
        if count > self._left:
            raise OverloadError("Too many requests are being read; ask again in 2 s.", 2)
        self._left -= count

    def give_back(self, count: int) -> None:
        """Take note that bytes are held no more."""
        self._left += count


class _Limited:
    """What a request's body is read by, up to a number of bytes, as long as more of it comes."""

    def __init__(
        self, receive: Callable[[], Awaitable[Message]], most: int, patience: float, room: _Room
    ) -> None:
        self._receive = receive
        self._most = most
        self._patience = patience
        self._room = room
        self._read = 0
        self._is_whole = False

    async def __call__(self) -> Message:
        """Return the next message.

        Raises RefusalError where the body grows too large, or its rest does not come, OverloadError
        where all bodies together are too large.
        """
        message = await (self._receive() if self._is_whole else self._next_part())
        if message["type"] == "http.request":
            self._is_whole = not message.get("more_body", False)
            count = len(message.get("body", b""))
            self._room.take(count)
            self._read += count
            if self._read > self._most:
                raise self._too_large()
        return message

    def end(self) -> None:
        """Give back the room for what was read."""
        self._room.give_back(self._read)

    async def _next_part(self) -> Message:
        try:
            async with asyncio.timeout(self._patience):
                return await self._receive()
        except TimeoutError as error:
            raise RefusalError(
                408, "The rest of the request did not come; send it anew.", "late"
            ) from error

    def check(self, announced: str) -> None:
        """Raise RefusalError where the body is announced to be too large."""
        if announced.isdecimal() and int(announced) > self._most:
            raise self._too_large()

    def _too_large(self) -> RefusalError:
        return RefusalError(
            413,
            f"The request is larger than {self._most:,} bytes; divide it.",
            "size",
            (str(self._most),),
        )


async def _answer_preflight(send: Send, wanted: str) -> None:
    """Allow a page of an allowed site every method, and the headers that its request will have."""
    headers = [
        (b"access-control-allow-methods", b"GET, POST, PUT, PATCH, DELETE"),
        (b"access-control-allow-headers", wanted.encode("latin-1")),
        (b"access-control-max-age", b"600"),
    ]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _plain_path(path: str) -> str:
    """Return a path as clients mean it whose server's address was given with a slash at its end."""
    return re.sub("/+", "/", path).rstrip("/") or "/"


def _name_of(host: str) -> str:
    """Return a host without its port, and an IPv6 address without its brackets."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
