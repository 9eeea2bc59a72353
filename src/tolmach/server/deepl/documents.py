"""DeepL's interface for documents: upload, ask until it is done, fetch once."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request, Response

from tolmach.errors import TolmachError
from tolmach.server.context import Caller, ServerContext
from tolmach.server.deepl.texts import served_language
from tolmach.server.documents import (
    Document,
    document_request,
    file_answer,
    read_document,
    upload_body,
)
from tolmach.server.fields import Fields
from tolmach.server.problems import RefusalError
from tolmach.service.translation_service import TextRequest

Authorised = Callable[[ServerContext, Request, Fields], Awaitable[Caller]]


def document_router(context: ServerContext, authorised: Authorised) -> APIRouter:
    """Return the routes for documents."""
    router = APIRouter(prefix="/v2", tags=["DeepL"])
    running: set[asyncio.Task[None]] = set()  # else nothing would hold them

    @router.post("/document", openapi_extra=upload_body("file", "target_lang"))
    async def upload(http: Request) -> dict[str, str]:
        """Take a file to be translated."""
        fields = await Fields.of(http)
        caller = await authorised(context, http, fields)
        name, text = read_document(fields.file, fields.text("filename"))
        source, target = fields.text("source_lang"), fields.required_text("target_lang")
        request = document_request(
            name,
            text,
            served_language(target, context.service.targets, "target_lang"),
            served_language(source, context.service.sources, "source_lang") if source else None,
        )
        document = context.documents.add(name, len(text))
        task = asyncio.create_task(_translate(context, caller, request, document))
        running.add(task)
        task.add_done_callback(running.discard)
        return {"document_id": document.identity, "document_key": document.key}

    @router.get("/document/{identity}")
    @router.post("/document/{identity}")
    async def status(http: Request, identity: str) -> dict[str, Any]:
        """Say how far a document is."""
        document = await _found(context, http, identity, authorised)
        found = {"document_id": identity, "status": document.status}
        if document.error is not None:
            return found | {"error_message": document.error}
        if document.translation is None:
            return found | {"seconds_remaining": 1}
        return found | {"billed_characters": document.characters}

    @router.get("/document/{identity}/result")
    @router.post("/document/{identity}/result")
    async def result(http: Request, identity: str) -> Response:
        """Return a translated document, which is then forgotten."""
        document = await _found(context, http, identity, authorised)
        answer = file_answer(document)
        context.documents.remove(document)
        return answer

    return router


async def _translate(
    context: ServerContext, caller: Caller, request: TextRequest, document: Document
) -> None:
    try:
        [answer] = await context.translate(None, caller, request)
        document.finish(answer.text)
    except TolmachError as error:
        document.fail(str(error))


async def _found(
    context: ServerContext, http: Request, identity: str, authorised: Authorised
) -> Document:
    """Return a document whose key is shown."""
    fields = await Fields.of(http)
    await authorised(context, http, fields)
    document = context.documents.find(identity)
    shown = fields.text("document_key").encode("utf-8", "replace")
    if not hmac.compare_digest(shown, document.key.encode()):
        raise RefusalError(404, "There is no such document with this key.")
    return document
