"""Bodies of requests, read as they come: within limits, and in room that all of them share.

Room is taken by what has come. Where there is none left, the body that has waited longest for its
rest gives way: else those that never end would keep all others out.
"""

import asyncio

from starlette.types import Message, Receive

from tolmach.server.problems import RefusalError
from tolmach.service.scheduler import OverloadError


class Room:
    """The bytes that bodies may have, of all requests that are under way."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._waiting: dict[LimitedBody, None] = {}  # the one that has waited longest is the first

    def take(self, count: int) -> None:
        """Make room for bytes; raises OverloadError where there is none."""
        if count > self._left + sum(body.held for body in self._waiting):
            raise _no_room()
        while count > self._left:
            next(iter(self._waiting)).give_way()
        self._left -= count

    def give_back(self, count: int) -> None:
        """Take note that bytes are held no more."""
        self._left += count

    def begin_wait(self, body: "LimitedBody") -> None:
        """Let a body give way from now on."""
        self._waiting[body] = None

    def end_wait(self, body: "LimitedBody") -> None:
        """Let a body give way no more."""
        self._waiting.pop(body, None)


class LimitedBody:
    """What a request's body is read by, up to a number of bytes, as long as more of it comes."""

    def __init__(self, receive: Receive, most: int, patience: float, room: Room) -> None:
        self._receive = receive
        self._most, self._patience = most, patience
        self._room = room
        self._read = 0
        self._is_whole = self._gave_way = False
        self._late = asyncio.timeout(None)

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

    @property
    def held(self) -> int:
        """The bytes for which it has room."""
        return 0 if self._gave_way else self._read

    def check(self, announced: str) -> None:
        """Raise RefusalError where the body is announced to be too large."""
        if announced.isdecimal() and int(announced) > self._most:
            raise self._too_large()

    def give_way(self) -> None:
        """Give back the room for what was read, and read no more."""
        self.end()
        self._gave_way = True
        if not self._late.expired():
            self._late.reschedule(0.0)  # which has passed

    def end(self) -> None:
        """Give back the room for what was read."""
        self._room.end_wait(self)
        self._room.give_back(self.held)

    async def _next_part(self) -> Message:
        self._room.begin_wait(self)
        try:
            async with asyncio.timeout(self._patience) as self._late:
                message = await self._receive()
        except TimeoutError as error:
            if not self._gave_way:
                raise RefusalError(
                    408, "The rest of the request did not come; send it anew.", "late"
                ) from error
        finally:
            self._room.end_wait(self)
        if self._gave_way:
            raise _no_room()
        return message

    def _too_large(self) -> RefusalError:
        return RefusalError(
            413,
            f"The request is larger than {self._most:,} bytes; divide it.",
            "size",
            (str(self._most),),
        )


def _no_room() -> OverloadError:
    return OverloadError("Too many requests are being read; ask again in 2 s.", 2)
