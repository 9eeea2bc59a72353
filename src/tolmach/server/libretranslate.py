"""LibreTranslate's interface, as its clients call it.

They send JSON, forms, or all in the query of a POST; a body with a GET; null, empty and superfluous
keys. What they expect back is what LibreTranslate 1.6 answers.
"""

import asyncio
from asyncio import to_thread
from http import HTTPMethod
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from tolmach.documents.document import SUFFIXES
from tolmach.server.context import Caller, ServerContext, unless_gone
from tolmach.server.description import (
    ANY_FILE,
    FILE,
    FORM,
    FORM_WITH_FILE,
    JSON,
    TEXT,
    TEXTS,
    Schema,
    choice,
    described_body,
    described_refusals,
    texts,
)
from tolmach.server.documents import Document, document_name, file_answer
from tolmach.server.fields import Fields
from tolmach.server.language_names import language_name
from tolmach.server.problems import RefusalError
from tolmach.service.pending_document import DocumentRequest
from tolmach.service.pending_text import MOST_ALTERNATIVES, TextAnswer, TextFormat, TextRequest

Answer = dict[str, Any]

_KEY = texts("api_key")
_TEXTS: dict[str, Schema] = {"q": {"oneOf": [TEXT, TEXTS]}}
_TRANSLATE = described_body(
    JSON,
    FORM,
    required=_TEXTS | texts("source", "target"),
    optional={"format": choice("text", "html"), "alternatives": {"type": "integer"}, **_KEY},
)
_DETECT = described_body(JSON, FORM, required=_TEXTS, optional=_KEY)
_SUGGEST = described_body(JSON, FORM, required=texts("q", "s", "source", "target"), optional=_KEY)
_FILE = described_body(
    FORM_WITH_FILE, required={"file": FILE, **texts("source", "target")}, optional=_KEY
)


def libretranslate_router(context: ServerContext) -> APIRouter:
    """Return the routes of LibreTranslate's interface."""
    router = APIRouter(tags=["LibreTranslate"], responses=described_refusals("error"))
    _add_translation_routes(router, context)
    _add_language_routes(router, context)
    _add_page_routes(router, context)
    return router


def _add_translation_routes(router: APIRouter, context: ServerContext) -> None:
    @router.post("/translate", openapi_extra=_TRANSLATE)
    async def translate(http: Request) -> Answer:
        """Translate a text, or each of several."""
        fields = await Fields.of(http)
        caller = await context.caller(fields.text("api_key"))
        request = _request(fields)
        answers = await context.translate(http, caller, request)
        return _answer(fields, request, answers)

    @router.post("/translate_file", openapi_extra=_FILE)
    async def translate_file(http: Request) -> Answer:
        """Translate a file, and return the address of the translated one for an hour."""
        fields = await Fields.of(http)
        caller = await context.caller(fields.text("api_key"))
        document = await _translated_file(context, http, caller, fields)
        place = f"download_file/{document.identity}/{quote(document.name)}"
        answer: Answer = {"translatedFileUrl": f"{_own_address(http)}{place}"}
        return answer | ({"warnings": document.warnings} if document.warnings else {})

    @router.get("/download_file/{identity}/{name}", response_class=Response, responses=ANY_FILE)
    async def download_file(http: Request, identity: str, name: str) -> Response:  # noqa: ARG001
        """Return a translated file."""
        document = context.documents.find(identity)
        answer = file_answer(document)
        document.is_fetched |= http.method != HTTPMethod.HEAD
        return answer


def _add_language_routes(router: APIRouter, context: ServerContext) -> None:
    @router.post("/detect", openapi_extra=_DETECT)
    async def detect(http: Request) -> list[Any]:
        """Tell the language of a text, among those served."""
        fields = await Fields.of(http)
        await context.caller(fields.text("api_key"))
        fields.require("q")
        given = fields.texts("q")
        context.check_size(given)
        found = await to_thread(lambda: [_detections(context, text) for text in given])
        return found if fields.is_list("q") else found[0]

    @router.get("/languages")
    async def languages() -> list[Answer]:
        """List languages, and into which each is translated."""
        service = context.service
        codes = dict.fromkeys([*service.sources, *service.targets])
        return [
            {"code": code, "name": language_name(code), "targets": service.targets_of(code)}
            for code in codes
        ]


def _add_page_routes(router: APIRouter, context: ServerContext) -> None:
    """Add what a page in front of the server asks for, and what watches over it."""

    @router.get("/frontend/settings")
    async def frontend_settings() -> Answer:
        """Return what a page in front of the server wants to know."""
        model = context.service.models[0]
        return {
            "apiKeys": context.settings.keys,
            "keyRequired": context.settings.keys,
            "charLimit": context.settings.limits.characters,
            "frontendTimeout": 500,
            "suggestions": context.settings.suggestions,
            "filesTranslation": True,
            "supportedFilesFormat": list(SUFFIXES),
            "language": {
                "source": {"code": model.source, "name": language_name(model.source)},
                "target": {"code": model.target, "name": language_name(model.target)},
            },
        }

    @router.post("/suggest", openapi_extra=_SUGGEST)
    async def suggest(http: Request) -> Answer:
        """Keep a better translation that somebody suggests."""
        fields = await Fields.of(http)
        await context.caller(fields.text("api_key"))
        if not context.settings.suggestions:
            raise RefusalError(403, "This server keeps no suggestions.")
        row = [fields.required_text(name) for name in ("source", "target", "q", "s")]
        await to_thread(_keep_suggestion, context, row)
        return {"success": True}

    @router.get("/health")
    async def health() -> Answer:
        """Say that the server runs."""
        return {"status": "ok"}


def _request(fields: Fields) -> TextRequest:
    fields.require("q")
    source = fields.text("source", "auto")
    form = fields.text("format", "text")
    if form not in ("text", "html"):
        raise RefusalError(400, f"format is text or html, not {form!r}.")
    wanted: TextFormat = "html" if form == "html" else "text"
    return TextRequest(
        tuple(fields.texts("q")),
        fields.required_text("target"),
        None if source == "auto" else source,
        wanted,
        min(MOST_ALTERNATIVES, max(0, fields.number("alternatives"))),
    )


async def _translated_file(
    context: ServerContext, http: Request, caller: Caller, fields: Fields
) -> Document:
    """Translate a file, as long as its client waits, and can then fetch it."""
    source = fields.text("source", "auto")
    request = DocumentRequest(
        document_name(fields.file),
        fields.file.content,
        fields.required_text("target"),
        None if source == "auto" else source,
    )
    document = await context.begin_document(caller, request)
    try:
        try:
            await unless_gone(http, asyncio.wrap_future(document.pending.future))
        finally:
            context.documents.check_open()
    except BaseException:
        context.documents.remove(document)
        raise
    return document


def _own_address(http: Request) -> str:
    """Return the server's address as its client knows it: below the path that a proxy gives it."""
    prefix = http.headers.get("x-forwarded-prefix", "").strip("/")
    return f"{http.base_url}{quote(prefix)}/" if prefix else str(http.base_url)


def _answer(fields: Fields, request: TextRequest, answers: list[TextAnswer]) -> Answer:
    """Return arrays where an array was sent, and single values where a text was."""
    several = fields.is_list("q")
    columns: Answer = {"translatedText": [one.text for one in answers]}
    if request.source is None:
        columns["detectedLanguage"] = [
            {"confidence": _percent(one.chance), "language": one.source} for one in answers
        ]
    if request.alternatives:
        columns["alternatives"] = [list(one.alternatives) for one in answers]
    return {name: column if several else column[0] for name, column in columns.items()}


def _detections(context: ServerContext, text: str) -> list[Answer]:
    return [
        {"confidence": _percent(chance), "language": language}
        for language, chance in context.service.detect(text)
        if chance > 0.005 or not text.strip()
    ] or [{"confidence": 0, "language": context.service.sources[0]}]


def _percent(chance: float) -> int:
    return round(100 * chance)


def _keep_suggestion(context: ServerContext, row: list[str]) -> None:
    with context.database.write() as connection:
        connection.execute(
            "INSERT INTO suggestions (source, target, text, translation) VALUES (?, ?, ?, ?)", row
        )
