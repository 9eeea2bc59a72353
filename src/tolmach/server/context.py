"""Parts that every interface of a server works with: the service, who asks, and what is awaited."""

import asyncio
from asyncio import to_thread
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fastapi import Request

from tolmach.server.documents import DocumentStore
from tolmach.server.metrics import ServerMetrics
from tolmach.server.problems import CLIENT_GONE, RefusalError
from tolmach.server.settings import ServerSettings
from tolmach.server.state.database import Database
from tolmach.server.state.glossaries import GlossaryStore
from tolmach.server.state.keys import ApiKey, KeyStore
from tolmach.service.scheduler import OverloadError
from tolmach.service.served_model import ServedModel
from tolmach.service.translation_service import (
    PendingTranslation,
    TextAnswer,
    TextRequest,
    TranslationService,
)
from tolmach.translation.translator import Translator

Result = TypeVar("Result")

NOBODY = 0  # the owner of what is kept where no keys are asked for


@dataclass(frozen=True)
class Caller:
    """Whoever sends a request: the holder of a key, or anybody."""

    key: ApiKey | None = None

    @property
    def number(self) -> int:
        """The number under which their glossaries are kept."""
        return NOBODY if self.key is None else self.key.number


@dataclass
class ServerContext:
    """One server's parts."""

    service: TranslationService
    settings: ServerSettings
    database: Database
    keys: KeyStore = field(init=False)
    glossaries: GlossaryStore = field(init=False)
    documents: DocumentStore = field(default_factory=DocumentStore)
    metrics: ServerMetrics = field(init=False)
    closing: bool = False
    _looking: int = 0

    def __post_init__(self) -> None:
        self.keys, self.glossaries = KeyStore(self.database), GlossaryStore(self.database)
        self.metrics = ServerMetrics(self.service)

    async def caller(self, shown: str) -> Caller:
        """Return whose key is shown; raises RefusalError where one is needed and this is none."""
        if not self.settings.keys:
            return Caller()
        key = await to_thread(self.keys.find, shown) if shown else None
        if key is None:
            raise RefusalError(403, "This server asks for a key, and none of its own was shown.")
        return Caller(key)

    async def translate(
        self, http: Request | None, caller: Caller, request: TextRequest
    ) -> list[TextAnswer]:
        """Return the answers to a request, which costs nothing more once its client is gone.

        Without `http` nobody waits for them.
        """
        async with self.charged(caller, request.texts):
            pending = await self.begin(request)
            try:
                done = _all_done(pending)
                await (done if http is None else _unless_gone(http, done))
                return await to_thread(pending.answers) if _is_long(request) else pending.answers()
            finally:
                pending.cancel()

    async def begin(self, request: TextRequest) -> PendingTranslation:
        """Take on a request within the limits."""
        self._check_size(request.texts)
        return await to_thread(self.service.translate, request)

    @asynccontextmanager
    async def charged(self, caller: Caller, texts: Sequence[str]) -> AsyncIterator[None]:
        """Charge the caller for texts; where they cannot be translated, nothing is charged."""
        characters = sum(map(len, texts))
        if caller.key is not None:
            await to_thread(self.keys.charge, caller.key, characters)
        try:
            yield
        except BaseException:
            if caller.key is not None:
                self.keys.charge(caller.key, -characters)
            raise
        self.metrics.characters.inc(characters)

    async def look(self, model: ServedModel, analysis: Callable[[Translator], Result]) -> Result:
        """Return what an analysis finds; raises OverloadError where too many wait already."""
        if self._looking >= self.settings.limits.looks:
            raise OverloadError("Too many sentences wait to be looked at; ask again in 2 s.", 2)
        self._looking += 1
        try:
            return await to_thread(model.examine, analysis)
        finally:
            self._looking -= 1

    def close(self) -> None:
        """Finish what was taken on, and close the database."""
        self.service.close()
        self.database.close()

    def _check_size(self, texts: Sequence[str]) -> None:
        limits = self.settings.limits
        if len(texts) > limits.texts:
            raise RefusalError(413, f"One request may bring {limits.texts:,} texts; send several.")
        if sum(map(len, texts)) > limits.characters:
            raise RefusalError(
                413, f"One request may bring {limits.characters:,} characters; divide the text."
            )


def _is_long(request: TextRequest) -> bool:
    return sum(map(len, request.texts)) > 10_000


async def _all_done(pending: PendingTranslation) -> None:
    for future in pending.futures:
        await asyncio.wrap_future(future)


async def _unless_gone(http: Request, work: Coroutine[Any, Any, None]) -> None:
    """Wait for work, as long as the client does; raises RefusalError when it has gone."""
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_client_gone(http))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise RefusalError(CLIENT_GONE, "The client has gone.")
        working.result()
    finally:
        working.cancel()
        leaving.cancel()


async def _client_gone(http: Request) -> None:
    while (await http.receive())["type"] != "http.disconnect":
        pass
