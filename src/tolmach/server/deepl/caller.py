"""The caller of DeepL's interface, what they send, and how it refuses."""

from fastapi import APIRouter, Depends, Request
from fastapi.security import APIKeyHeader

from tolmach.server.context import Caller, ServerContext, shown_key
from tolmach.server.description import described_refusals
from tolmach.server.fields import Fields

_KEY = APIKeyHeader(
    name="Authorization",
    auto_error=False,
    scheme_name="DeepL key",
    description="`DeepL-Auth-Key` and a key",
)


def deepl_router(context: ServerContext, prefix: str = "") -> APIRouter:
    """Return a router of DeepL's interface: how it refuses, and the key that it asks for."""
    return APIRouter(
        prefix=prefix,
        tags=["DeepL"],
        responses=described_refusals("message"),
        dependencies=[Depends(_KEY)] if context.settings.keys else None,
    )


async def deepl_call(context: ServerContext, http: Request) -> tuple[Caller, Fields]:
    """Return whose key is shown, and all fields.

    The key is in the header, so that it is looked at before the body is read, or, as in older
    clients, in a field.
    """
    key = shown_key(http, "deepl-auth-key")
    if key is not None:
        caller = await context.caller(key)
        return caller, await Fields.of(http)
    fields = await Fields.of(http)
    return await context.caller(fields.text("auth_key")), fields
