"""Documents in our own interface: sent, followed, fetched once, and forgotten."""

import json
from typing import Any

from fastapi import APIRouter, Request, Response

from tolmach.server.context import Caller, ServerContext
from tolmach.server.description import ANY_FILE, FILE, FORM_WITH_FILE, described_body, texts
from tolmach.server.documents import Document, document_name, handed_over
from tolmach.server.fields import Fields
from tolmach.server.problems import RefusalError, glossary_refusal, told_by
from tolmach.server.state.glossaries import LONGEST_TERM, MOST_TERMS
from tolmach.server.versioned.answers import DocumentAnswer
from tolmach.server.versioned.requests import bearer, glossary_of, our_router
from tolmach.service.pending_document import DocumentRequest
from tolmach.translation.glossary import Glossary

_BODY = described_body(
    FORM_WITH_FILE,
    required={"file": FILE, **texts("target")},
    optional=texts("source", "glossary", "everything"),
)


def our_document_router(context: ServerContext) -> APIRouter:
    """Return the routes for documents."""
    router = our_router(context, "/v1/documents")
    known: Caller = bearer(context)

    @router.post(
        "",
        status_code=202,
        response_model=None,
        responses={202: {"model": DocumentAnswer}},
        openapi_extra=_BODY,
    )
    async def send(http: Request, caller: Caller = known) -> dict[str, Any]:
        """Take a file to be translated; `glossary` is a JSON object of terms."""
        document = await context.begin_document(caller, _request(await Fields.of(http)))
        return _progress(document)

    @router.get("/{identity}", response_model=None, responses={200: {"model": DocumentAnswer}})
    async def follow(identity: str, caller: Caller = known) -> dict[str, Any]:
        """Say how far a document is."""
        return _progress(_own(context, caller, identity))

    @router.get("/{identity}/content", response_class=Response, responses=ANY_FILE)
    async def fetch(http: Request, identity: str, caller: Caller = known) -> Response:
        """Return a translated document, which is then forgotten."""
        document = _own(context, caller, identity)
        return handed_over(context.documents, http, document)

    @router.delete("/{identity}", status_code=204)
    async def forget(identity: str, caller: Caller = known) -> None:
        """Forget a document, and stop translating it."""
        context.documents.remove(_own(context, caller, identity))

    return router


def _request(fields: Fields) -> DocumentRequest:
    return DocumentRequest(
        document_name(fields.file),
        fields.file.content,
        fields.required_text("target"),
        fields.text("source") or None,
        _glossary(fields.text("glossary")),
        fields.text("everything").lower() in ("1", "true"),
    )


def _glossary(text: str) -> Glossary | None:
    """Return the terms in a JSON object; raises RefusalError where it is none."""
    if not text:
        return None
    try:
        terms = json.loads(text)
    except (ValueError, RecursionError):
        terms = None
    sound = isinstance(terms, dict) and all(isinstance(each, str) for each in terms.values())
    if not sound or len(terms) > MOST_TERMS:
        raise glossary_refusal(f"glossary is to be a JSON object of at most {MOST_TERMS:,} terms.")
    if any(len(each) > LONGEST_TERM for pair in terms.items() for each in pair):
        raise glossary_refusal(f"A term of the glossary is longer than {LONGEST_TERM} characters.")
    return glossary_of(terms)


def _own(context: ServerContext, caller: Caller, identity: str) -> Document:
    """Return a document of whoever asks; raises RefusalError where they have no such."""
    document = context.documents.find(identity)
    if document.owner != caller.number:
        raise RefusalError(404, "There is no such document of yours.")
    return document


def _progress(document: Document) -> dict[str, Any]:
    pending, status = document.pending, "translating"
    if document.is_done:
        status = "done" if document.error is None else "failed"
    return {
        "document": document.identity,
        "name": document.name,
        "status": status,
        "source": pending.source,
        "target": pending.target,
        "characters": pending.characters,
        "texts": pending.texts,
        "translated": pending.done,
        "seconds_remaining": None if document.is_done else pending.seconds_remaining,
        "warnings": document.warnings,
        "notices": [
            {"code": each.code, "count": each.number, "values": each.values}
            for each in document.warnings
        ],
        "error": None if document.error is None else str(document.error),
        "problem": None if document.error is None else told_by(document.error) or None,
    }
