"""Texts in our own interface: translated at once, or as a stream of pieces."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from tolmach.errors import TolmachError
from tolmach.server.context import Caller, ServerContext
from tolmach.server.problems import told_by
from tolmach.server.versioned.answers import TRANSLATED
from tolmach.server.versioned.requests import (
    BEAM,
    Body,
    Language,
    Terms,
    bearer,
    glossary_of,
    our_router,
)
from tolmach.service.pending_text import (
    MOST_ALTERNATIVES,
    PendingTranslation,
    TextAnswer,
    TextFormat,
    TextRequest,
)
from tolmach.translation.record import translation_record


class TranslateBody(Body):
    """Texts, and how they are to be translated."""

    text: str | list[str] = Field(description="A text, or several.")
    target: Language = Field(description="The language to translate into.")
    source: Language | None = Field(None, description="The language of the text, or none: detect.")
    context: str = Field(
        "", max_length=10_000, description="A text that these are parts of, to detect its language."
    )
    format: TextFormat = "text"
    alternatives: int = Field(0, ge=0, le=MOST_ALTERNATIVES)
    beam: int | None = Field(None, ge=1, le=BEAM)
    prefix: str = Field("", max_length=1000, description="How one sentence must begin.")
    glossary: Terms = Field({}, description="Terms and translations.")
    details: bool = Field(
        False, description="Add the text's parts and, for those translated, each sentence."
    )
    stream: bool = Field(False, description="Answer a JSON object a line, as each text is ready.")

    @property
    def texts(self) -> list[str]:
        """The texts, also of one."""
        return [self.text] if isinstance(self.text, str) else self.text


def our_text_router(context: ServerContext) -> APIRouter:
    """Return the route for texts."""
    router = our_router(context, "/v1")
    known: Caller = bearer(context)

    @router.post("/translate", response_model=None, responses={200: TRANSLATED})
    async def translate(http: Request, body: TranslateBody, caller: Caller = known) -> Any:
        """Translate a text, or each of several."""
        request = _text_request(body)
        if body.stream:
            return await _streamed(context, caller, request)
        answers = await context.translate(http, caller, request)
        return {"translations": [_translation(body, one) for one in answers]}

    return router


def _text_request(body: TranslateBody) -> TextRequest:
    return TextRequest(
        tuple(body.texts),
        body.target,
        body.source,
        body.format,
        body.alternatives,
        glossary_of(body.glossary),
        beam=body.beam,
        prefix=body.prefix,
        context=body.context,
    )


def _translation(body: TranslateBody, one: TextAnswer) -> dict[str, Any]:
    found: dict[str, Any] = {"text": one.text, "source": one.source, "target": body.target}
    if body.alternatives:
        found["alternatives"] = one.alternatives
    if body.details:
        found["parts"] = one.parts
        found["lines"] = [[translation_record(each) for each in line] for line in one.lines]
    return found


async def _streamed(context: ServerContext, caller: Caller, request: TextRequest) -> Response:
    """Return an answer that grows; what can be refused is refused before it begins."""
    lines = _lines(context, caller, request)
    first = await anext(lines)

    async def whole() -> AsyncIterator[bytes]:
        yield first
        try:
            async for line in lines:
                yield line
        except TolmachError as error:  # the answer has begun, so that its status cannot tell
            yield _line({"error": str(error), **told_by(error)})
        finally:
            await lines.aclose()

    return StreamingResponse(whole(), media_type="application/x-ndjson")


async def _lines(
    context: ServerContext, caller: Caller, request: TextRequest
) -> AsyncGenerator[bytes, None]:
    """Yield the number of texts, and then each piece as soon as it and all before have come."""
    async with context.charged(caller, sum(map(len, request.texts))) as charge:
        pending = await context.begin(request)
        try:
            yield _line({"texts": len(request.texts)})
            progressed = _notified(pending)
            for piece in pending.pieces():
                if piece is None:
                    await progressed.wait()
                    progressed.clear()
                    _check_going(pending)
                    continue
                if piece.text:
                    yield _line({"number": piece.number, "piece": piece.text})
                charge.hand_over(piece.characters)
            yield _line({"done": True})
        finally:
            pending.cancel()


def _notified(pending: PendingTranslation) -> asyncio.Event:
    """Return an event that is set whenever answers have come."""
    event, loop = asyncio.Event(), asyncio.get_running_loop()

    def notify() -> None:
        with suppress(RuntimeError):  # the server has ended meanwhile
            loop.call_soon_threadsafe(event.set)

    pending.notify(notify)
    event.set()  # some may have come before
    return event


def _check_going(pending: PendingTranslation) -> None:
    """Raise the error that a translation has ended with."""
    for future in pending.futures:
        if future.done():
            future.result()


def _line(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode() + b"\n"
