"""DeepL's interface for documents: upload, ask until it is done, fetch once."""

import hmac
from asyncio import to_thread
from typing import Any

from fastapi import APIRouter, Request, Response

from tolmach.documents.document import suffix_of
from tolmach.server.context import Caller, ServerContext
from tolmach.server.deepl.caller import deepl_call, deepl_router
from tolmach.server.deepl.texts import check_known, named_glossary, served_language
from tolmach.server.description import (
    ANY_FILE,
    FILE,
    FORM,
    FORM_WITH_FILE,
    JSON,
    described_body,
    described_query,
    texts,
)
from tolmach.server.documents import Document, document_name, handed_over
from tolmach.server.fields import Fields
from tolmach.server.problems import RefusalError
from tolmach.service.pending_document import DocumentRequest

_BODY = described_body(
    FORM_WITH_FILE,
    required={"file": FILE, **texts("target_lang")},
    optional=texts("source_lang", "filename", "glossary_id", "glossary_ids", "output_format"),
)
_KEY = texts("document_key")
_KEY_BODY, _KEY_QUERY = described_body(JSON, FORM, required=_KEY), described_query(_KEY)


def document_router(context: ServerContext) -> APIRouter:
    """Return the routes for documents."""
    router = deepl_router(context, "/v2")

    @router.post("/document", openapi_extra=_BODY)
    async def upload(http: Request) -> dict[str, str]:
        """Take a file to be translated."""
        caller, fields = await deepl_call(context, http)
        request = await to_thread(_request, context, caller, fields)
        document = await context.begin_document(caller, request)
        return {"document_id": document.identity, "document_key": document.key}

    @router.get("/document/{identity}", openapi_extra=_KEY_QUERY)
    @router.post("/document/{identity}", openapi_extra=_KEY_BODY)
    async def status(http: Request, identity: str) -> dict[str, Any]:
        """Say how far a document is."""
        document = await _found(context, http, identity)
        found: dict[str, Any] = {"document_id": identity}
        if document.error is not None:
            return found | {"status": "error", "error_message": str(document.error)}
        if not document.is_done:
            remaining = document.pending.seconds_remaining
            return found | {
                "status": "queued" if remaining is None else "translating",
                "seconds_remaining": remaining or 1,
            }
        found |= {"status": "done", "billed_characters": document.pending.characters}
        return found | ({"warnings": document.warnings} if document.warnings else {})

    @router.get(
        "/document/{identity}/result",
        response_class=Response,
        responses=ANY_FILE,
        openapi_extra=_KEY_QUERY,
    )
    @router.post(
        "/document/{identity}/result",
        response_class=Response,
        responses=ANY_FILE,
        openapi_extra=_KEY_BODY,
    )
    async def result(http: Request, identity: str) -> Response:
        """Return a translated document, which is then forgotten."""
        document = await _found(context, http, identity)
        return handed_over(context.documents, http, document)

    return router


def _request(context: ServerContext, caller: Caller, fields: Fields) -> DocumentRequest:
    name = document_name(fields.file, fields.text("filename"))
    wanted = fields.text("output_format").lower()
    if wanted and f".{wanted}" != suffix_of(name):
        raise RefusalError(400, "A document comes back in its own format; leave out output_format.")
    check_known(fields)
    source, target = fields.text("source_lang"), fields.required_text("target_lang")
    return DocumentRequest(
        name,
        fields.file.content,
        served_language(target, context.service.targets, "target_lang"),
        served_language(source, context.service.sources, "source_lang") if source else None,
        named_glossary(context, caller, fields, (source, target)),
    )


async def _found(context: ServerContext, http: Request, identity: str) -> Document:
    """Return a document whose key is shown."""
    _, fields = await deepl_call(context, http)
    document = context.documents.find(identity)
    shown = fields.text("document_key").encode("utf-8", "replace")
    if not hmac.compare_digest(shown, document.key.encode()):
        raise RefusalError(404, "There is no such document with this key.")
    return document
