"""The callers of our own interface, how it refuses them, and parts of what they send."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.security import HTTPBearer
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from tolmach.server.context import Caller, ServerContext, shown_key
from tolmach.server.state.glossaries import LONGEST_TERM, MOST_TERMS
from tolmach.server.versioned.answers import PROBLEM
from tolmach.translation.glossary import Glossary

_BEARER = HTTPBearer(auto_error=False, scheme_name="key", description="`tolmach keys add`")

Language = Annotated[str, StringConstraints(min_length=1, max_length=35)]
Phrase = Annotated[str, StringConstraints(max_length=LONGEST_TERM)]
Terms = Annotated[dict[Phrase, Phrase], Field(max_length=MOST_TERMS)]

BEAM = 16  # the widest


class Body(BaseModel):
    """A body in which nothing is misspelled."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def glossary_of(terms: Mapping[str, str]) -> Glossary | None:
    """Return the glossary of terms, if there are any."""
    return Glossary.of(terms.items()) if terms else None


def our_router(context: ServerContext, prefix: str) -> APIRouter:
    """Return a router of our own interface: how it refuses, and the key that it asks for."""
    return APIRouter(
        prefix=prefix,
        tags=["Tolmach"],
        responses={"4XX": PROBLEM},
        dependencies=[Depends(_BEARER)] if context.settings.keys else None,
    )


def bearer(context: ServerContext) -> Any:
    """Return what a handler depends on to learn whose key is shown as a bearer token.

    Where it is nobody's, the request is refused before its body is looked at.
    """

    async def caller(http: Request) -> Caller:
        return await context.caller(shown_key(http, "bearer") or "")

    return Depends(caller)
