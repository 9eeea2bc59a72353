"""Files that are translated: held in memory for an hour at most, and never on disk.

Plain text and HTML so far; what else comes is refused, and never returned as it was.
"""

import secrets
import time
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from fastapi import Response

from tolmach.server.fields import Upload, sound
from tolmach.server.problems import RefusalError
from tolmach.service.scheduler import OverloadError
from tolmach.service.translation_service import TextRequest

FORMATS = {
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".htm": "text/html; charset=utf-8",
}

_KEPT_FOR = 3600  # seconds
_MOST = 200  # documents at a time
_LONGEST_NAME = 200


@dataclass
class Document:
    """A file on its way: its translation once there is one, or what went wrong."""

    name: str
    characters: int
    identity: str = field(default_factory=lambda: secrets.token_hex(16))
    key: str = field(default_factory=lambda: secrets.token_hex(32))
    begun: float = field(default_factory=time.monotonic)
    translation: str | None = None
    error: str | None = None

    @property
    def status(self) -> str:
        """Its status in DeepL's words."""
        if self.error is not None:
            return "error"
        return "translating" if self.translation is None else "done"

    def finish(self, translation: str) -> None:
        """Take the translation."""
        self.translation = translation

    def fail(self, error: str) -> None:
        """Take what went wrong."""
        self.error = error


class DocumentStore:
    """The documents of a server; those that nobody has fetched for an hour go."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}

    def add(self, name: str, characters: int) -> Document:
        """Begin a document; raises OverloadError where there are too many."""
        oldest = time.monotonic() - _KEPT_FOR
        self._documents = {k: d for k, d in self._documents.items() if d.begun > oldest}
        if len(self._documents) >= _MOST:
            raise OverloadError("Too many files are kept here; ask again in 60 s.", 60)
        document = Document(name, characters)
        self._documents[document.identity] = document
        return document

    def find(self, identity: str) -> Document:
        """Return a document; raises RefusalError where there is none."""
        if identity not in self._documents:
            raise RefusalError(404, "There is no such document, or it is older than an hour.")
        return self._documents[identity]

    def remove(self, document: Document) -> None:
        """Forget a document."""
        self._documents.pop(document.identity, None)


def read_document(file: Upload, name: str = "") -> tuple[str, str]:
    """Return the name, which may be given anew, and the text of a file.

    Raises RefusalError where it is no text, or of a format that is not translated.
    """
    name = PurePosixPath((name or file.name).replace("\\", "/")).name[-_LONGEST_NAME:]
    if suffix_of(name) not in FORMATS:
        known = ", ".join(FORMATS)
        raise RefusalError(400, f"Files of this format are not translated here, only {known}.")
    try:
        return sound(name), file.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusalError(400, "The file is no text in UTF-8; save it so.") from error


def document_request(name: str, text: str, target: str, source: str | None) -> TextRequest:
    """Return the request to translate a file's text."""
    html = FORMATS[suffix_of(name)].startswith("text/html")
    return TextRequest((text,), target, source, "html" if html else "text")


def file_answer(document: Document) -> Response:
    """Return a translated file; raises RefusalError where it is not ready."""
    if document.translation is None:
        raise RefusalError(503, "The document is not translated yet; ask again in a moment.")
    shown = f"attachment; filename*=UTF-8''{quote(document.name)}"
    return Response(
        document.translation.encode(),
        media_type=FORMATS[suffix_of(document.name)],
        headers={"Content-Disposition": shown},
    )


def suffix_of(name: str) -> str:
    """Return how a file's name ends, from its last point on."""
    return PurePosixPath(name).suffix.lower()


def upload_body(*names: str) -> dict[str, Any]:
    """Return the description of a form with a file, for OpenAPI."""
    properties = {name: {"type": "string"} for name in names}
    properties["file"] = {"type": "string", "format": "binary"}
    schema = {"type": "object", "properties": properties, "required": list(names)}
    content = {"multipart/form-data": {"schema": schema}}
    return {"requestBody": {"content": content, "required": True}}
