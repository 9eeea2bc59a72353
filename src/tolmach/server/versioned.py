"""Our own interface, `/v1`: all that the translators can do, described by OpenAPI."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.security import HTTPBearer
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from tolmach.chunks import chunks
from tolmach.errors import TolmachError
from tolmach.search.hypothesis import LengthPenalty
from tolmach.server.context import Caller, ServerContext
from tolmach.server.problems import RefusalError, told_by
from tolmach.server.state.glossaries import LONGEST_TERM, MOST_TERMS
from tolmach.server.versioned_answers import (
    PROBLEM,
    TRANSLATED,
    LookAnswer,
    ModelsAnswer,
    ScoreAnswer,
    WordsAnswer,
)
from tolmach.service.inside_look import InsideRequest, box_look, head_roles, inside, samples
from tolmach.service.sentence_look import alignment, cleaned_pair, confidence, other_words
from tolmach.service.served_model import ModelOnDemand, ServedModel
from tolmach.service.translation_service import (
    MOST_ALTERNATIVES,
    PendingTranslation,
    TextAnswer,
    TextFormat,
    TextRequest,
)
from tolmach.translation.glossary import Glossary
from tolmach.translation.record import translation_record
from tolmach.translation.translator import Translator

Language = Annotated[str, StringConstraints(min_length=1, max_length=35)]
Phrase = Annotated[str, StringConstraints(max_length=LONGEST_TERM)]
Part = Literal["alignment", "confidence", "inside", "samples", "box", "heads"]
Pieces = Annotated[list[Annotated[int, Field(ge=0)]], Field(max_length=300)]

_BEARER = HTTPBearer(auto_error=False, scheme_name="key", description="`tolmach keys add`")
_BEAM = 16  # the widest
_SCORED = 16  # pairs at a time


class Body(BaseModel):
    """A body in which nothing is misspelled."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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
    beam: int | None = Field(None, ge=1, le=_BEAM)
    prefix: str = Field("", max_length=1000, description="How one sentence must begin.")
    glossary: dict[Phrase, Phrase] = Field(
        {}, max_length=MOST_TERMS, description="Terms and translations."
    )
    details: bool = Field(
        False, description="Add the text's parts and, for those translated, each sentence."
    )
    stream: bool = Field(False, description="Answer a JSON object a line, as each text is ready.")

    @property
    def texts(self) -> list[str]:
        """The texts, also of one."""
        return [self.text] if isinstance(self.text, str) else self.text


class LookBody(Body):
    """A sentence, its translation for `alignment` and `confidence`, and how to search for one.

    All other parts show how the model itself translates the sentence.
    """

    text: str = Field(min_length=1)
    source: Language
    target: Language
    model: str | None = Field(None, description="The name of one that is served, or none: any.")
    translation: str = ""
    glossary: dict[Phrase, Phrase] = Field(
        {},
        max_length=MOST_TERMS,
        description="Terms that are right wherever the translation has them.",
    )
    parts: list[Part] | None = Field(
        None, description="By default `confidence` and, if the model has it, `alignment`."
    )
    beam: int = Field(5, ge=1, le=_BEAM)
    length_penalty: float = Field(1.5, ge=0, le=10)
    prefix: Pieces = Field([], description="Numbers of pieces that translations begin with.")
    temperature: float = Field(1.0, ge=0.05, le=20, description="Of `samples`.")
    box: int = Field(0, ge=0, description="The part of the model that `box` shows, by number.")
    pieces: Pieces = Field([], description="The translation on which `box` shows it, by number.")

    @property
    def inside(self) -> InsideRequest:
        """What is asked for about the model's own way."""
        return InsideRequest(
            self.text,
            self.beam,
            LengthPenalty(self.length_penalty),
            tuple(self.prefix),
            self.temperature,
        )


class WordBody(Body):
    """A sentence, its translation, and the number of a character in it."""

    text: str = Field(min_length=1)
    translation: str = Field(min_length=1)
    source: Language
    target: Language
    place: int = Field(ge=0)


class ScoreBody(Body):
    """Texts and translations to be scored."""

    source: Language
    target: Language
    pairs: list[tuple[str, str]] = Field(max_length=1000)


def versioned_router(context: ServerContext) -> APIRouter:
    """Return the routes of our own interface."""
    router = our_router(context, "/v1")
    _add_translation_routes(router, context)
    _add_look_routes(router, context)
    _add_model_routes(router, context)
    return router


def _add_translation_routes(router: APIRouter, context: ServerContext) -> None:
    @router.post("/translate", response_model=None, responses={200: TRANSLATED})
    async def translate(http: Request, body: TranslateBody) -> Any:
        """Translate a text, or each of several."""
        caller = await bearer(context, http)
        request = _text_request(body)
        if body.stream:
            return await _streamed(context, caller, request)
        answers = await context.translate(http, caller, request)
        return {"translations": [_translation(body, one) for one in answers]}


def _add_look_routes(router: APIRouter, context: ServerContext) -> None:
    @router.post("/look", response_model=None, responses={200: {"model": LookAnswer}})
    async def look(http: Request, body: LookBody) -> dict[str, Any]:
        """Look at a sentence: alignment, confidence, and all that happened inside the model."""
        caller = await bearer(context, http)
        _check_length(context, body.text, body.translation)
        async with context.charged(caller, len(body.text)):
            model = await _looked_into(context, body)
            return await context.look(http, model, lambda each: _looked(each, body, model))

    @router.post("/words", response_model=None, responses={200: {"model": WordsAnswer}})
    async def words(http: Request, body: WordBody) -> dict[str, Any]:
        """List other words at a place of a translation, and how it then goes on."""
        caller = await bearer(context, http)
        _check_length(context, body.text, body.translation)
        model = context.service.model(body.source, body.target)

        def found(translator: Translator) -> list[dict[str, Any]]:
            pair = cleaned_pair(translator, body.text, body.translation)
            return other_words(translator, pair, body.place)

        async with context.charged(caller, len(body.text)):
            return {"words": await context.look(http, model, found)}


def _add_model_routes(router: APIRouter, context: ServerContext) -> None:
    @router.post("/score", response_model=None, responses={200: {"model": ScoreAnswer}})
    async def score(http: Request, body: ScoreBody) -> dict[str, Any]:
        """Return the model's log-probabilities of given translations."""
        caller = await bearer(context, http)
        for pair in body.pairs:
            _check_length(context, *pair)
        context.check_characters(sum(len(side) for pair in body.pairs for side in pair))
        model = context.service.model(body.source, body.target)
        portions = [partial(_scores, each) for each in chunks(body.pairs, _SCORED)]
        async with context.charged(caller, sum(len(text) for text, _ in body.pairs)):
            return {"scores": [*chain(*await context.looks(http, model, portions))]}

    @router.get("/models", response_model=None, responses={200: {"model": ModelsAnswer}})
    async def models() -> dict[str, Any]:
        """List the models that are served, the ones that only /v1/look names last."""
        service = context.service
        translators = [
            _model(each, calibrated=each.is_calibrated, translates=True) for each in service.models
        ]
        others = [_model(each, calibrated=False, translates=False) for each in service.to_look_into]
        return {"models": translators + others}


def our_router(context: ServerContext, prefix: str) -> APIRouter:
    """Return a router of our own interface: how it refuses, and the key that it asks for."""
    return APIRouter(
        prefix=prefix,
        tags=["Tolmach"],
        responses={"4XX": PROBLEM},
        dependencies=[Depends(_BEARER)] if context.settings.keys else None,
    )


async def bearer(context: ServerContext, http: Request) -> Caller:
    """Return whose key is shown as a bearer token."""
    scheme, _, shown = http.headers.get("authorization", "").partition(" ")
    return await context.caller(shown.strip() if scheme.lower() == "bearer" else "")


def _text_request(body: TranslateBody) -> TextRequest:
    return TextRequest(
        tuple(body.texts),
        body.target,
        body.source,
        body.format,
        body.alternatives,
        _glossary(body.glossary),
        beam=body.beam,
        prefix=body.prefix,
        context=body.context,
    )


def _glossary(terms: Mapping[str, str]) -> Glossary | None:
    return Glossary.of(terms.items()) if terms else None


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


async def _looked_into(context: ServerContext, body: LookBody) -> ServedModel:
    if body.model is None:
        return context.service.model(body.source, body.target)
    return await asyncio.to_thread(context.service.named, body.model)  # it may be loaded first


def _looked(translator: Translator, body: LookBody, model: ServedModel) -> dict[str, Any]:
    found: dict[str, Any] = {}
    parts = _usual_parts(model) if body.parts is None else body.parts
    if {"alignment", "confidence"} & set(parts):
        pair = cleaned_pair(translator, body.text, body.translation)
        found |= {"source": pair.source, "translation": pair.target}
    for part in dict.fromkeys(parts):
        match part:
            case "alignment":
                found[part] = alignment(translator, pair, model)
            case "confidence":
                found[part] = confidence(translator, pair, model, _glossary(body.glossary))
            case "inside":
                found[part] = inside(translator, body.inside)
            case "samples":
                found[part] = samples(translator, body.inside)
            case "box":
                found[part] = box_look(translator, body.text, body.pieces, body.box)
            case "heads":
                found[part] = head_roles(model)
    return found


def _usual_parts(model: ServedModel) -> list[Part]:
    return ["alignment", "confidence"] if model.aligns else ["confidence"]


def _scores(pairs: Sequence[tuple[str, str]], translator: Translator) -> list[dict[str, Any]]:
    scored = translator.score(*(list(side) for side in zip(*pairs, strict=True)))
    return [
        {
            "text": pair.source,
            "translation": pair.target,
            "log_probability": round(pair.log_probability, 6),
            "tokens": [[token, round(value, 6)] for token, value in pair.tokens],
        }
        for pair in scored
    ]


def _model(
    served: ServedModel | ModelOnDemand, *, calibrated: bool, translates: bool
) -> dict[str, Any]:
    return {
        "name": served.name,
        "source": served.description.source_language,
        "target": served.description.target_language,
        "architecture": served.description.model.architecture,
        "calibrated": calibrated,
        "translates": translates,
    }


def _check_length(context: ServerContext, *texts: str) -> None:
    most = context.settings.limits.looked_at
    if max(map(len, texts)) > most:
        raise RefusalError(
            413,
            f"Only {most:,} characters can be looked at; give one sentence.",
            "look_length",
            (str(most),),
        )
