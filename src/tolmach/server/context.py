"""Parts that every interface of a server works with: the service, who asks, and what is awaited."""

import asyncio
import threading
from asyncio import to_thread
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from fastapi import Request

from tolmach.inference.engine import between_searches, only_while
from tolmach.server.documents import Document, DocumentStore
from tolmach.server.metrics import ServerMetrics
from tolmach.server.problems import CLIENT_GONE, RefusalError
from tolmach.server.settings import ServerSettings
from tolmach.server.state.database import Database
from tolmach.server.state.glossaries import GlossaryStore
from tolmach.server.state.keys import ApiKey, KeyStore
from tolmach.service.pending_document import DocumentRequest
from tolmach.service.pending_text import PendingTranslation, TextAnswer, TextRequest
from tolmach.service.scheduler import OverloadError
from tolmach.service.served_model import ServedModel
from tolmach.service.translation_service import TranslationService
from tolmach.translation.translator import Translator

Result = TypeVar("Result")

_SHORT, _LONG = 1000, 10_000  # characters, of which work takes a millisecond, or several
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
class Charge:
    """Characters that were charged, of which `open` are not handed over yet, translated."""

    open: int

    def hand_over(self, characters: int) -> None:
        """Take note that characters were handed over."""
        self.open = max(0, self.open - characters)


@dataclass
class ServerContext:
    """One server's parts."""

    service: TranslationService
    settings: ServerSettings
    database: Database
    keys: KeyStore = field(init=False)
    glossaries: GlossaryStore = field(init=False)
    documents: DocumentStore = field(init=False)
    metrics: ServerMetrics = field(init=False)
    _looking: int = 0
    _lookers: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        # Threads of their own: those that wait for a model would keep all else from `to_thread`.
        self._lookers = ThreadPoolExecutor(self.settings.limits.looks, "look")
        self.keys, self.glossaries = KeyStore(self.database), GlossaryStore(self.database)
        self.documents = DocumentStore(self.settings.limits)
        self.metrics = ServerMetrics(self.service)

    async def caller(self, shown: str) -> Caller:
        """Return whose key is shown; raises RefusalError where one is needed and this is none."""
        if not self.settings.keys:
            return Caller()
        key = await to_thread(self.keys.find, shown) if shown else None
        if key is None:
            raise RefusalError(
                403, "This server asks for a key, and none of its own was shown.", "key"
            )
        return Caller(key)

    async def translate(
        self, http: Request, caller: Caller, request: TextRequest
    ) -> list[TextAnswer]:
        """Return the answers to a request, which costs nothing more once its client is gone."""
        async with self.charged(caller, _characters(request)):
            pending = await self.begin(request)
            try:
                await unless_gone(http, _all_done(pending))
                long = _characters(request) > _LONG
                return await to_thread(pending.answers) if long else pending.answers()
            finally:
                pending.cancel()

    async def begin_document(self, caller: Caller, request: DocumentRequest) -> Document:
        """Read a file, charge the caller for its text, and begin to translate it.

        Raises TolmachError where it cannot be translated, or not now.
        """
        async with self.documents.opened(self.service, request) as pending:
            self._check_document(pending.characters)
            charge = AsyncExitStack()
            await charge.enter_async_context(self.charged(caller, pending.characters))
            document = Document(request.name, caller.number, pending, len(request.content))
            self.documents.start(document, charge)
            return document

    def _check_document(self, characters: int) -> None:
        most = self.settings.limits.document_characters
        if characters > most:
            raise RefusalError(
                413,
                f"A file may have {most:,} characters of text; divide it.",
                "document_length",
                (str(most),),
            )

    async def begin(self, request: TextRequest) -> PendingTranslation:
        """Take on a request within the limits.

        A short one is read at once: to hand it to a thread would take as long.
        """
        self.check_size(request.texts)
        if request.source is None or _characters(request) > _SHORT:
            return await to_thread(self.service.translate, request)
        return self.service.translate(request)

    def check_size(self, texts: Sequence[str]) -> None:
        """Raise RefusalError where texts are more than one request may bring."""
        limits = self.settings.limits
        if len(texts) > limits.texts:
            raise RefusalError(413, f"One request may bring {limits.texts:,} texts; send several.")
        self.check_characters(sum(map(len, texts)))

    def check_characters(self, count: int) -> None:
        """Raise RefusalError where there are more characters than one request may bring."""
        most = self.settings.limits.characters
        if count > most:
            raise RefusalError(
                413,
                f"One request may bring {most:,} characters; divide the text.",
                "length",
                (str(most),),
            )

    @asynccontextmanager
    async def charged(self, caller: Caller, characters: int) -> AsyncIterator[Charge]:
        """Charge the caller for a text; on failure, what was not handed over is given back."""
        charge = Charge(characters)
        if caller.key is not None:
            await to_thread(self.keys.charge, caller.key, characters)
        try:
            yield charge
            charge.hand_over(characters)
        finally:
            self.metrics.characters.inc(characters - charge.open)
            if caller.key is not None and charge.open:
                refund = to_thread(self.keys.charge, caller.key, -charge.open)
                await asyncio.shield(refund)  # which goes on though the request has ended

    async def look(
        self, http: Request, model: ServedModel, analysis: Callable[[Translator], Result]
    ) -> Result:
        """Return what an analysis finds, as `looks` does."""
        [found] = await self.looks(http, model, [analysis])
        return found

    async def looks(
        self, http: Request, model: ServedModel, analyses: Sequence[Callable[[Translator], Result]]
    ) -> list[Result]:
        """Return what analyses find, between which others have their turn.

        When the client has gone they end between two searches. Raises OverloadError where too many
        wait already.
        """
        if self._looking >= self.settings.limits.looks:
            raise OverloadError("Too many sentences wait to be looked at; ask again in 2 s.", 2)
        self._looking += 1
        wanted = threading.Event()
        wanted.set()

        def examined() -> list[Result]:
            with only_while(wanted.is_set):
                return [model.examine(partial(_if_wanted, analysis)) for analysis in analyses]

        work = asyncio.wrap_future(self._lookers.submit(examined))
        try:
            await unless_gone(http, work)
            return work.result()
        finally:
            wanted.clear()
            self._looking -= 1

    async def close(self) -> None:
        """Finish what somebody still waits for, and close the database."""
        await self.documents.close()
        await to_thread(self._lookers.shutdown)
        await to_thread(self.service.close)
        self.database.close()


def _if_wanted(analysis: Callable[[Translator], Result], translator: Translator) -> Result:
    between_searches()
    return analysis(translator)


def shown_key(http: Request, scheme: str) -> str | None:
    """Return the key in a request's header; None where none is shown by that scheme."""
    named, _, shown = http.headers.get("authorization", "").partition(" ")
    return shown.strip() if named.lower() == scheme else None


def _characters(request: TextRequest) -> int:
    return sum(map(len, request.texts))


def _all_done(pending: PendingTranslation) -> asyncio.Future[Any]:
    each = [asyncio.wrap_future(future) for future in pending.futures]
    return each[0] if len(each) == 1 else asyncio.gather(*each)


async def unless_gone(http: Request, work: asyncio.Future[Any]) -> None:
    """Wait for work, as long as the client does; raises RefusalError when it has gone."""
    leaving = asyncio.ensure_future(_client_gone(http))
    leaving.add_done_callback(lambda _: work.cancel())
    try:
        await work
    except asyncio.CancelledError as error:
        if not leaving.done():
            raise
        raise RefusalError(CLIENT_GONE, "The client has gone.") from error
    finally:
        leaving.cancel()


async def _client_gone(http: Request) -> None:
    while (await http.receive())["type"] != "http.disconnect":
        pass
