"""The caller of our own interface, and how it refuses."""

from fastapi import APIRouter, Depends, Request
from fastapi.security import HTTPBearer

from tolmach.server.context import Caller, ServerContext
from tolmach.server.versioned.answers import PROBLEM

_BEARER = HTTPBearer(auto_error=False, scheme_name="key", description="`tolmach keys add`")


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
