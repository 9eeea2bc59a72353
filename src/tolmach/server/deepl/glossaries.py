"""DeepL's interface for glossaries: v2, with one dictionary each, and v3, with several."""

from asyncio import to_thread
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from tolmach.server.context import Caller, ServerContext
from tolmach.server.deepl.caller import deepl_call, deepl_router
from tolmach.server.description import FORM, JSON, Schema, described_body, described_query, texts
from tolmach.server.fields import Fields
from tolmach.server.language_names import plain_language
from tolmach.server.problems import RefusalError
from tolmach.server.state.glossaries import (
    StoredDictionary,
    StoredGlossary,
    parsed_entries,
    written_entries,
)

Answer = dict[str, Any]

_NONE = "There is no such glossary."
_DICTIONARY = ("source_lang", "target_lang", "entries", "entries_format")
_DICTIONARIES: dict[str, Schema] = {
    "dictionaries": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": texts(*_DICTIONARY),
            "required": list(_DICTIONARY),
        },
    }
}
_LANGUAGES = described_query(texts("source_lang", "target_lang"))
_DICTIONARY_BODY = described_body(JSON, FORM, required=texts(*_DICTIONARY))
_OLD_BODY = described_body(JSON, FORM, required=texts("name", *_DICTIONARY))
_NEW_BODY = described_body(JSON, required=texts("name") | _DICTIONARIES)
_CHANGE_BODY = described_body(JSON, required={}, optional=texts("name") | _DICTIONARIES)


def found_glossary(context: ServerContext, caller: Caller, identity: str) -> StoredGlossary:
    """Return the caller's glossary; raises RefusalError where there is none."""
    stored = context.glossaries.find(caller.number, identity)
    if stored is None:
        raise RefusalError(404, _NONE)
    return stored


def glossary_router(context: ServerContext) -> APIRouter:
    """Return the routes of both versions."""
    router = deepl_router(context)
    _add_common_routes(router, context)
    _add_old_routes(router, context)
    _add_new_routes(router, context)
    _add_dictionary_routes(router, context)
    return router


def _add_common_routes(router: APIRouter, context: ServerContext) -> None:
    """Add what both versions have: to list, to get and to delete."""

    @router.get("/v2/glossary-language-pairs")
    async def pairs(http: Request) -> Answer:
        """List the pairs of languages for which there can be glossaries."""
        await deepl_call(context, http)
        known = dict.fromkeys(model.description.languages for model in context.service.models)
        rows = [{"source_lang": source, "target_lang": target} for source, target in known]
        return {"supported_languages": rows}

    for version, shown in (("v2", _shown_old), ("v3", _shown_new)):
        _add_reading_routes(router, context, version, shown)


def _add_reading_routes(
    router: APIRouter,
    context: ServerContext,
    version: str,
    shown: Callable[[StoredGlossary], Answer],
) -> None:
    @router.get(f"/{version}/glossaries", name=f"list glossaries {version}")
    async def list_all(http: Request) -> Answer:
        """List glossaries."""
        caller, _ = await deepl_call(context, http)
        known = await to_thread(context.glossaries.all, caller.number)
        visible = [each for each in known if version == "v3" or len(each.dictionaries) == 1]
        return {"glossaries": [shown(each) for each in visible]}

    @router.get(f"/{version}/glossaries/{{identity}}", name=f"get a glossary {version}")
    async def get(http: Request, identity: str) -> Answer:
        """Describe a glossary."""
        caller, _ = await deepl_call(context, http)
        return shown(await to_thread(found_glossary, context, caller, identity))

    @router.delete(f"/{version}/glossaries/{{identity}}", status_code=204, name=f"delete {version}")
    async def delete(http: Request, identity: str) -> Response:
        """Remove a glossary."""
        caller, _ = await deepl_call(context, http)
        stored = await to_thread(found_glossary, context, caller, identity)
        await to_thread(context.glossaries.remove, stored)
        return Response(status_code=204)


def _add_old_routes(router: APIRouter, context: ServerContext) -> None:
    @router.post("/v2/glossaries", status_code=201, openapi_extra=_OLD_BODY)
    async def create(http: Request) -> Answer:
        """Keep a glossary with one dictionary."""
        caller, fields = await deepl_call(context, http)
        row = {name: fields.required_text(name) for name in _DICTIONARY}
        name = fields.required_text("name")
        dictionary = await to_thread(_dictionary, context, row)
        return _shown_old(
            await to_thread(context.glossaries.add, caller.number, name, [dictionary])
        )

    @router.get("/v2/glossaries/{identity}/entries", response_class=PlainTextResponse)
    async def entries(http: Request, identity: str) -> Response:
        """Return the terms as lines with a tab between them."""
        caller, _ = await deepl_call(context, http)
        stored = await to_thread(found_glossary, context, caller, identity)
        if not stored.dictionaries:
            raise RefusalError(404, "The glossary has no dictionary.")
        if len(stored.dictionaries) > 1:
            raise RefusalError(400, "The glossary has several dictionaries; use version 3.")
        text = written_entries(stored.dictionaries[0].entries)
        return PlainTextResponse(text, media_type="text/tab-separated-values")


def _add_new_routes(router: APIRouter, context: ServerContext) -> None:
    @router.post("/v3/glossaries", status_code=201, openapi_extra=_NEW_BODY)
    async def create(http: Request) -> Answer:
        """Keep a glossary with any number of dictionaries."""
        caller, fields = await deepl_call(context, http)
        name = fields.required_text("name")
        dictionaries = await to_thread(_dictionaries, context, fields)
        return _shown_new(
            await to_thread(context.glossaries.add, caller.number, name, dictionaries)
        )

    @router.patch("/v3/glossaries/{identity}", openapi_extra=_CHANGE_BODY)
    async def change(http: Request, identity: str) -> Answer:
        """Rename a glossary, or add entries to its dictionaries."""
        caller, fields = await deepl_call(context, http)
        added, name = await to_thread(_dictionaries, context, fields), fields.text("name")
        stored = await to_thread(found_glossary, context, caller, identity)
        changed = await to_thread(context.glossaries.change, stored, added, name)
        if changed is None:
            raise RefusalError(404, _NONE)
        return _shown_new(changed)


def _add_dictionary_routes(router: APIRouter, context: ServerContext) -> None:
    """Add what version 3 has for one dictionary of a glossary."""

    @router.put("/v3/glossaries/{identity}/dictionaries", openapi_extra=_DICTIONARY_BODY)
    async def replace(http: Request, identity: str) -> Answer:
        """Put a dictionary in place of that for the same languages."""
        caller, fields = await deepl_call(context, http)
        stored = await to_thread(found_glossary, context, caller, identity)
        row = {name: fields.required_text(name) for name in _DICTIONARY}
        dictionary = await to_thread(_dictionary, context, row)
        if not await to_thread(context.glossaries.put, stored, dictionary):
            raise RefusalError(404, _NONE)
        return _described(dictionary)

    @router.get("/v3/glossaries/{identity}/entries", openapi_extra=_LANGUAGES)
    async def entries(http: Request, identity: str) -> Answer:
        """Return the terms of one dictionary."""
        dictionary = (await _chosen(context, http, identity))[1]
        row = _described(dictionary) | {
            "entries": written_entries(dictionary.entries),
            "entries_format": "tsv",
        }
        return {"dictionaries": [row]}

    @router.delete(
        "/v3/glossaries/{identity}/dictionaries", status_code=204, openapi_extra=_LANGUAGES
    )
    async def delete(http: Request, identity: str) -> Response:
        """Remove one dictionary."""
        stored, dictionary = await _chosen(context, http, identity)
        await to_thread(context.glossaries.drop, stored, dictionary)
        return Response(status_code=204)


async def _chosen(
    context: ServerContext, http: Request, identity: str
) -> tuple[StoredGlossary, StoredDictionary]:
    """Return a glossary and its dictionary for the languages that a request names."""
    caller, fields = await deepl_call(context, http)
    stored = await to_thread(found_glossary, context, caller, identity)
    source, target = (
        plain_language(fields.required_text(name)) for name in ("source_lang", "target_lang")
    )
    dictionary = stored.dictionary(source, target)
    if dictionary is None:
        raise RefusalError(404, f"The glossary has no dictionary from {source} to {target}.")
    return stored, dictionary


def _dictionaries(context: ServerContext, fields: Fields) -> list[StoredDictionary]:
    """Return dictionaries as a client sends them, one for each pair of languages."""
    found: dict[tuple[str, str], StoredDictionary] = {}
    for row in fields.objects("dictionaries"):
        each = _dictionary(context, row)
        if found.setdefault((each.source, each.target), each) is not each:
            raise RefusalError(
                400, f"There are two dictionaries from {each.source} to {each.target}; join them."
            )
    return list(found.values())


def _dictionary(context: ServerContext, row: Answer) -> StoredDictionary:
    """Return a dictionary as a client sends it, checked."""
    for name in _DICTIONARY:
        if not isinstance(row.get(name), str):
            raise RefusalError(400, f"A dictionary needs {name}, a text.")
    source, target = plain_language(row["source_lang"]), plain_language(row["target_lang"])
    context.service.model(source, target)
    return StoredDictionary(source, target, parsed_entries(row["entries"], row["entries_format"]))


def _shown_old(stored: StoredGlossary) -> Answer:
    if len(stored.dictionaries) != 1:
        raise RefusalError(404, "There is no such glossary with one dictionary; use version 3.")
    return {
        "glossary_id": stored.identity,
        "name": stored.name,
        "ready": True,
        "creation_time": stored.created,
        **_described(stored.dictionaries[0]),
    }


def _shown_new(stored: StoredGlossary) -> Answer:
    return {
        "glossary_id": stored.identity,
        "name": stored.name,
        "creation_time": stored.created,
        "dictionaries": [_described(each) for each in stored.dictionaries],
    }


def _described(dictionary: StoredDictionary) -> Answer:
    return {
        "source_lang": dictionary.source,
        "target_lang": dictionary.target,
        "entry_count": len(dictionary.entries),
    }
