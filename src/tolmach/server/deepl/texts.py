"""DeepL's interface for texts, languages and use, as its official clients call it."""

from asyncio import to_thread
from dataclasses import replace
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Request

from tolmach.documents.html_layout import TagRules
from tolmach.server.context import Caller, ServerContext
from tolmach.server.deepl.caller import deepl_call, deepl_router
from tolmach.server.deepl.glossaries import found_glossary
from tolmach.server.description import (
    FORM,
    JSON,
    TEXTS,
    choice,
    described_body,
    described_query,
    texts,
)
from tolmach.server.fields import Fields
from tolmach.server.language_names import (
    deepl_source,
    deepl_targets,
    language_name,
    plain_language,
)
from tolmach.server.problems import RefusalError
from tolmach.service.pending_text import TextAnswer, TextRequest
from tolmach.translation.glossary import Glossary

_MUCH = 1_000_000_000_000  # what a key without a limit may have translated
_FORMALITIES = ("default", "more", "less", "prefer_more", "prefer_less")
_MOST_NAMED, _RECENT = 5, 32  # glossaries: of one request, and those that are held ready
_SPLITS = ("0", "1", "nonewlines")
_TAGS = ("html", "xml")
_UNKNOWN = {
    "style_id": "style rules",
    "translation_memory_id": "translation memories",
    "custom_instructions": "instructions",
}
_BODY = described_body(
    JSON,
    FORM,
    required={"text": TEXTS, **texts("target_lang")},
    optional={
        **texts("source_lang", "glossary_id"),
        "formality": choice(*_FORMALITIES),
        "tag_handling": choice(*_TAGS),
        "split_sentences": choice(*_SPLITS),
        "splitting_tags": TEXTS,
        "non_splitting_tags": TEXTS,
        "ignore_tags": TEXTS,
        "glossary_ids": TEXTS,
    },
)
_KIND = {"type": choice("source", "target")}


def deepl_text_router(context: ServerContext) -> APIRouter:
    """Return the routes for texts, languages and use."""
    router = deepl_router(context, "/v2")
    _add_translation_route(router, context)
    _add_description_routes(router, context)
    return router


def _add_translation_route(router: APIRouter, context: ServerContext) -> None:
    @router.post("/translate", openapi_extra=_BODY)
    async def translate(http: Request) -> dict[str, Any]:
        """Translate texts."""
        caller, fields = await deepl_call(context, http)
        request = await to_thread(_request, context, caller, fields)
        answers = await context.translate(http, caller, request)
        return {
            "translations": [
                _translation(text, one) for text, one in zip(request.texts, answers, strict=True)
            ]
        }


def _add_description_routes(router: APIRouter, context: ServerContext) -> None:
    @router.get("/languages", openapi_extra=described_query(_KIND, required=False))
    @router.post(
        "/languages", openapi_extra=described_body(JSON, FORM, required={}, optional=_KIND)
    )
    async def languages(http: Request) -> list[dict[str, Any]]:
        """List languages that are read or, with `type=target`, written."""
        _, fields = await deepl_call(context, http)
        kind = fields.text("type", "source")
        if kind not in ("source", "target"):
            raise RefusalError(400, "Value for 'type' not supported.")
        if kind == "source":
            return [_language(deepl_source(each), each) for each in context.service.sources]
        return [
            _language(code, code) | {"supports_formality": False}
            for each in context.service.targets
            for code in deepl_targets(each)
        ]

    @router.get("/usage")
    async def usage(http: Request) -> dict[str, int]:
        """Say how many characters a key has had translated this month."""
        caller, _ = await deepl_call(context, http)
        used = await to_thread(context.keys.used, caller.key) if caller.key else 0
        limit = caller.key.characters if caller.key else None
        return {"character_count": used, "character_limit": _MUCH if limit is None else limit}


def _request(context: ServerContext, caller: Caller, fields: Fields) -> TextRequest:
    fields.require("text")
    source, target = fields.text("source_lang"), fields.required_text("target_lang")
    tags = fields.text("tag_handling")
    _check_choice("tag_handling", tags, ("", *_TAGS))
    split = fields.text("split_sentences", "1")
    _check_choice("split_sentences", split, _SPLITS)
    _check_choice("formality", fields.text("formality", "default"), _FORMALITIES)
    check_known(fields)
    return TextRequest(
        tuple(fields.texts("text")),
        served_language(target, context.service.targets, "target_lang"),
        served_language(source, context.service.sources, "source_lang") if source else None,
        "html" if tags else "text",
        glossary=named_glossary(context, caller, fields, (source, target)),
        one_line=split in ("0", "nonewlines"),
        tags=_tag_rules(fields, tags),
    )


def _tag_rules(fields: Fields, tags: str) -> TagRules:
    """Return how tags are handled; in XML none but those to be ignored keep their text as it is."""
    found = TagRules(
        fields.words("splitting_tags"),
        fields.words("non_splitting_tags"),
        fields.words("ignore_tags"),
    )
    return replace(found, kept=(), reads_data=True) if tags == "xml" else found


def named_glossary(
    context: ServerContext, caller: Caller, fields: Fields, pair: tuple[str, str]
) -> Glossary | None:
    """Return the terms of the glossaries that a request names, if it names any.

    Of several the first that has a term decides.
    """
    identities = fields.words("glossary_id") + fields.words("glossary_ids")
    if not identities:
        return None
    if len(identities) > _MOST_NAMED:
        raise RefusalError(400, f"A request may name {_MOST_NAMED} glossaries.")
    source, target = map(plain_language, pair)
    if not source:
        raise RefusalError(400, "source_lang is needed where a glossary is named.")
    entries: dict[str, str] = {}
    for identity in identities:
        dictionary = found_glossary(context, caller, identity).dictionary(source, target)
        if dictionary is None:
            raise RefusalError(400, f"The glossary has no dictionary from {source} to {target}.")
        entries = {**dictionary.entries, **entries}
    return _held_ready(tuple(entries.items()))


@lru_cache(maxsize=_RECENT)
def _held_ready(terms: tuple[tuple[str, str], ...]) -> Glossary:
    return Glossary.of(terms)


def check_known(fields: Fields) -> None:
    """Raise RefusalError where a translation is asked for that follows what is unknown here."""
    for name, followed in _UNKNOWN.items():
        if any(fields.texts(name)):
            raise RefusalError(400, f"No {followed} are followed here; leave out {name}.")


def served_language(code: str, known: list[str], name: str) -> str:
    """Return a language that is served, in this server's own spelling."""
    language = plain_language(code)
    for each in known:
        if code.lower() == each.lower() or language == plain_language(each):
            return each
    raise RefusalError(400, f"Value for '{name}' not supported.")


def _check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise RefusalError(400, f"Value for '{name}' not supported.")


def _translation(text: str, one: TextAnswer) -> dict[str, Any]:
    return {
        "detected_source_language": deepl_source(one.source),
        "text": one.text,
        "billed_characters": len(text),
    }


def _language(code: str, named: str) -> dict[str, Any]:
    return {"language": code, "name": language_name(named)}
