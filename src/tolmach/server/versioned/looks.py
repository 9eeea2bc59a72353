"""Looks at sentences, scores, and the models themselves, in our own interface."""

import asyncio
from collections.abc import Sequence
from functools import partial
from itertools import chain
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import Field

from tolmach.chunks import chunks
from tolmach.inference.engine import between_searches
from tolmach.search.hypothesis import LengthPenalty
from tolmach.server.context import Caller, ServerContext
from tolmach.server.problems import RefusalError
from tolmach.server.versioned.answers import LookAnswer, ModelsAnswer, ScoreAnswer, WordsAnswer
from tolmach.server.versioned.requests import (
    BEAM,
    Body,
    Language,
    Terms,
    bearer,
    glossary_of,
    our_router,
)
from tolmach.service.inside_look import InsideRequest, box_look, head_roles, inside, samples
from tolmach.service.sentence_look import alignment, cleaned_pair, confidence, other_words
from tolmach.service.served_model import ModelOnDemand, ServedModel
from tolmach.translation.translator import Translator

Part = Literal["alignment", "confidence", "inside", "samples", "box", "heads"]
Pieces = Annotated[list[Annotated[int, Field(ge=0)]], Field(max_length=300)]

_SCORED = 16  # pairs at a time


class LookBody(Body):
    """A sentence, its translation for `alignment` and `confidence`, and how to search for one.

    All other parts show how the model itself translates the sentence.
    """

    text: str = Field(min_length=1)
    source: Language
    target: Language
    model: str | None = Field(None, description="The name of one that is served, or none: any.")
    translation: str = ""
    glossary: Terms = Field(
        {},
        description="Terms that are right wherever the translation has them.",
    )
    parts: list[Part] | None = Field(
        None, description="By default `confidence` and, if the model has it, `alignment`."
    )
    beam: int = Field(5, ge=1, le=BEAM)
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


def our_look_router(context: ServerContext) -> APIRouter:
    """Return the routes for looks, scores and the models themselves."""
    router = our_router(context, "/v1")
    _add_look_routes(router, context)
    _add_model_routes(router, context)
    return router


def _add_look_routes(router: APIRouter, context: ServerContext) -> None:
    known: Caller = bearer(context)

    @router.post("/look", response_model=None, responses={200: {"model": LookAnswer}})
    async def look(http: Request, body: LookBody, caller: Caller = known) -> dict[str, Any]:
        """Look at a sentence: alignment, confidence, and all that happened inside the model."""
        _check_length(context, body.text, body.translation)
        async with context.charged(caller, len(body.text)):
            model = await _looked_into(context, body)
            return await context.look(http, model, lambda each: _looked(each, body, model))

    @router.post("/words", response_model=None, responses={200: {"model": WordsAnswer}})
    async def words(http: Request, body: WordBody, caller: Caller = known) -> dict[str, Any]:
        """List other words at a place of a translation, and how it then goes on."""
        _check_length(context, body.text, body.translation)
        model = context.service.model(body.source, body.target)

        def found(translator: Translator) -> list[dict[str, Any]]:
            pair = cleaned_pair(translator, body.text, body.translation)
            return other_words(translator, pair, body.place)

        async with context.charged(caller, len(body.text)):
            return {"words": await context.look(http, model, found)}


def _add_model_routes(router: APIRouter, context: ServerContext) -> None:
    known: Caller = bearer(context)

    @router.post("/score", response_model=None, responses={200: {"model": ScoreAnswer}})
    async def score(http: Request, body: ScoreBody, caller: Caller = known) -> dict[str, Any]:
        """Return the model's log-probabilities of given translations."""
        for pair in body.pairs:
            _check_length(context, *pair)
        characters = sum(len(side) for pair in body.pairs for side in pair)
        context.check_characters(characters)
        model = context.service.model(body.source, body.target)
        portions = [partial(_scores, each) for each in chunks(body.pairs, _SCORED)]
        async with context.charged(caller, characters):
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
        between_searches()
        match part:
            case "alignment":
                found[part] = alignment(translator, pair, model)
            case "confidence":
                found[part] = confidence(translator, pair, model, glossary_of(body.glossary))
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
