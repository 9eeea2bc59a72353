"""Room for the bodies of requests, which all that are under way share."""

import asyncio

from starlette.types import Message, Receive, Scope, Send

from tests.server.coroutines import awaited
from tolmach.server.gate import Gate
from tolmach.server.settings import Limits, ServerSettings


async def _without_content(_: Scope, receive: Receive, send: Send) -> None:
    """Read a body, and answer that there is nothing to say."""
    while (await receive())["more_body"]:
        pass
    await send({"type": "http.response.start", "status": 204, "headers": []})


class _Client:
    """A client whose request comes in parts, of so many bytes each, and then no further."""

    def __init__(self, gate: Gate, *parts: int, is_whole: bool) -> None:
        self.status = 0
        self.sent = asyncio.Event()
        self._parts, self._is_whole = list(parts), is_whole
        scope = {"type": "http", "path": "/", "method": "POST", "http_version": "1.0"}
        self.answered = asyncio.create_task(
            gate({**scope, "headers": []}, self._receive, self._send)
        )

    async def _receive(self) -> Message:
        if not self._parts:
            self.sent.set()
            await asyncio.Event().wait()
        part = b"1" * self._parts.pop(0)
        is_last = self._is_whole and not self._parts
        return {"type": "http.request", "body": part, "more_body": not is_last}

    async def _send(self, message: Message) -> None:
        self.status = message.get("status", self.status)


def test_bodies_that_do_not_end_make_room_for_others() -> None:
    async def statuses() -> list[int]:
        gate = Gate(_without_content, ServerSettings(limits=Limits(reading=500)))
        unfinished = [_Client(gate, size, 10, is_whole=False) for size in (150, 190, 120)]
        for each in unfinished:
            await each.sent.wait()
        whole = _Client(gate, 100, 200, is_whole=True)
        await whole.answered
        for each in unfinished[:2]:  # those that have waited longest, as many as are needed
            await each.answered
        unfinished[2].answered.cancel()
        return [each.status for each in (*unfinished, whole)]

    assert awaited(statuses()) == [429, 429, 0, 204]


def test_bodies_of_all_requests_together_are_bounded() -> None:
    async def statuses() -> list[int]:
        read, ended = asyncio.Event(), asyncio.Event()

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            async def held(message: Message) -> None:
                if not read.is_set():
                    read.set()
                    await ended.wait()
                await send(message)

            await _without_content(scope, receive, held)

        gate = Gate(app, ServerSettings(limits=Limits(reading=500)))
        first = _Client(gate, 300, is_whole=True)
        await read.wait()
        second = _Client(gate, 300, is_whole=True)
        await second.answered
        ended.set()
        await first.answered
        third = _Client(gate, 300, is_whole=True)
        await third.answered
        return [second.status, third.status]

    assert awaited(statuses()) == [429, 204]
