"""Who calls DeepL's interface, and what they send."""

from fastapi import Request

from tolmach.server.context import Caller, ServerContext
from tolmach.server.fields import Fields

_SCHEME = "deepl-auth-key"


async def deepl_call(context: ServerContext, http: Request) -> tuple[Caller, Fields]:
    """Return whose key is shown, and all fields.

    The key is in the header, so that it is looked at before the body is read, or, as in older
    clients, in a field.
    """
    scheme, _, shown = http.headers.get("authorization", "").partition(" ")
    if scheme.lower() == _SCHEME:
        caller = await context.caller(shown.strip())
        return caller, await Fields.of(http)
    fields = await Fields.of(http)
    return await context.caller(fields.text("auth_key")), fields
