"""Files that are translated: held in memory only, and not for long."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPMethod
from pathlib import PurePosixPath
from urllib.parse import quote

from fastapi import Request, Response

from tolmach.documents.document import SUFFIXES, format_of, suffix_of, unknown_format
from tolmach.documents.notices import Notice
from tolmach.errors import TolmachError
from tolmach.server.fields import Upload, sound
from tolmach.server.problems import MistakeError, RefusalError
from tolmach.server.settings import Limits
from tolmach.service.pending_document import DocumentRequest, PendingDocument, opened_document
from tolmach.service.scheduler import OverloadError
from tolmach.service.translation_service import TranslationService

_MEDIA_TYPES = {
    "text": "text/plain; charset=utf-8",
    "markdown": "text/markdown; charset=utf-8",
    "page": "text/html; charset=utf-8",
    "catalogue": "text/x-gettext-translation; charset=utf-8",
    "word": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "powerpoint": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "excel": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "opendocument": "application/vnd.oasis.opendocument.text",
    "book": "application/epub+zip",
    ".xhtml": "application/xhtml+xml; charset=utf-8",
    ".srt": "application/x-subrip; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".tmx": "application/x-tmx+xml",
    "exchange": "application/xliff+xml",
}
_KEPT_FOR = 3600.0  # seconds after it is done
_MOST = 200  # documents at a time, and failed ones
_LONGEST_NAME = 200


@dataclass(eq=False)
class Document:
    """A file on its way: its translation once there is one, or what went wrong."""

    name: str
    owner: int
    pending: PendingDocument
    size: int  # bytes kept
    identity: str = field(default_factory=lambda: secrets.token_hex(16))
    key: str = field(default_factory=lambda: secrets.token_hex(32))
    task: asyncio.Task[None] | None = None
    is_fetched: bool = False

    @property
    def is_done(self) -> bool:
        """True once it is translated, or will never be."""
        return self.pending.future.done()

    @property
    def error(self) -> TolmachError | None:
        """What went wrong, if something did."""
        error = self.pending.future.exception() if self.is_done else None
        return error if error is None or isinstance(error, TolmachError) else MistakeError()

    @property
    def warnings(self) -> tuple[Notice, ...]:
        """What of it was not translated, in plain sentences; nothing before it is done."""
        return () if not self.is_done or self.error else self.pending.future.result().warnings


class DocumentStore:
    """The documents of a server, each kept for an hour; one that was fetched makes room sooner."""

    def __init__(self, limits: Limits, kept_for: float = _KEPT_FOR) -> None:
        self._limits, self._kept_for = limits, kept_for
        self._documents: dict[str, Document] = {}
        self._opening: list[int] = []  # sizes of files that are not started yet
        # Threads of their own: files that are being read would keep all else from `to_thread`.
        self._readers = ThreadPoolExecutor(limits.documents, "reading")
        self._is_open = True

    @property
    def running(self) -> int:
        """The number of documents that are being read or translated."""
        return len(self._opening) + sum(not each.is_done for each in self._documents.values())

    @asynccontextmanager
    async def opened(
        self, service: TranslationService, request: DocumentRequest
    ) -> AsyncIterator[PendingDocument]:
        """Read a file, which has its place inside, until it is started.

        Raises OverloadError where there are too many, and as reading it does.
        """
        self.check_open()
        size = len(request.content)
        self._make_room(size)
        self._opening.append(size)
        read = partial(opened_document, service, request, self._limits.unpacked)
        try:
            yield await asyncio.get_running_loop().run_in_executor(self._readers, read)
        finally:
            self._opening.remove(size)

    def start(self, document: Document, charge: AsyncExitStack) -> None:
        """Translate a document, and keep it for an hour from then on.

        `charge` is left when it is done, with the error if there is one.
        """
        identity, loop = document.identity, asyncio.get_running_loop()
        failed = [each for each in self._documents.values() if each.error is not None]
        for each in failed[:-_MOST]:
            self.remove(each)
        self._documents[identity] = document
        document.task = asyncio.create_task(_translate(document, charge))
        document.task.add_done_callback(
            lambda _: loop.call_later(self._kept_for, self._documents.pop, identity, None)
        )

    def find(self, identity: str) -> Document:
        """Return a document; raises RefusalError where there is none."""
        if identity not in self._documents:
            raise RefusalError(
                404, "There is no such document; it may have been fetched already.", "gone"
            )
        return self._documents[identity]

    def remove(self, document: Document) -> None:
        """Forget a document, and cancel what is still to be done of it."""
        self._documents.pop(document.identity, None)
        document.pending.cancel()

    def stop(self) -> None:
        """Take no more, and cancel all that is under way: nobody can fetch it any more."""
        self._is_open = False
        for document in self._documents.values():
            document.pending.cancel()

    def check_open(self) -> None:
        """Raise OverloadError where nothing can be fetched any more."""
        if not self._is_open:
            raise OverloadError.stopping()

    async def close(self) -> None:
        """Stop, and return when nothing is under way."""
        self.stop()
        tasks = [document.task for document in self._documents.values() if document.task]
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(self._readers.shutdown)

    def _make_room(self, size: int) -> None:
        """Forget files that were fetched, as many as it takes; raises OverloadError if all are."""
        if self.running >= self._limits.documents:
            raise OverloadError("Too many files are being translated; ask again in 10 s.", 10)
        fetched = [each for each in self._documents.values() if each.is_fetched]
        while not self._has_room(size):
            if not fetched:
                raise OverloadError("Too many files are kept here; ask again in 60 s.", 60)
            self.remove(fetched.pop(0))

    def _has_room(self, size: int) -> bool:
        kept = sum(each.size for each in self._documents.values()) + sum(self._opening)
        whole = sum(each.error is None for each in self._documents.values())
        return whole < _MOST and kept + size <= self._limits.kept


async def _translate(document: Document, charge: AsyncExitStack) -> None:
    document.pending.start()
    try:
        async with charge:
            done = await asyncio.wrap_future(document.pending.future)
            document.size = len(done.content)
    except Exception as error:  # which the document tells
        document.size = 0
        if not isinstance(error, TolmachError):
            logging.getLogger("tolmach").exception("A document could not be translated.")


def document_name(file: Upload, name: str = "") -> str:
    """Return the name of a file, which may be given anew, without any path.

    Raises RefusalError where its format is not translated.
    """
    name = sound(PurePosixPath((name or file.name).replace("\\", "/")).name[-_LONGEST_NAME:])
    if format_of(name) is None:
        raise unknown_format(name)
    return name


def file_answer(document: Document) -> Response:
    """Return a translated file; raises RefusalError where there is none yet, or never."""
    if document.error is not None:
        raise RefusalError(409, str(document.error), document.error.code, document.error.values)
    if not document.is_done:
        raise RefusalError(503, "The document is not translated yet; ask again in a moment.")
    shown = f"attachment; filename*=UTF-8''{quote(document.name)}"
    return Response(
        document.pending.future.result().content,
        media_type=_media_type(document.name),
        headers={"Content-Disposition": shown},
    )


def handed_over(store: DocumentStore, http: Request, document: Document) -> Response:
    """Return a translated file, which is then forgotten, unless only its headers are asked for."""
    answer = file_answer(document)
    if http.method != HTTPMethod.HEAD:
        store.remove(document)
    return answer


def _media_type(name: str) -> str:
    suffix = suffix_of(name)
    return _MEDIA_TYPES.get(suffix) or _MEDIA_TYPES[SUFFIXES[suffix]]
