"""Errors as answers, in the form that the client of each interface expects.

Our own interface answers problem details (RFC 9457), LibreTranslate's `error`, DeepL's `message`.
"""

from http import HTTPMethod, HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match, Route

from tolmach.errors import (
    DataError,
    ModelError,
    ProblemCode,
    RequestError,
    RunError,
    TolmachError,
)
from tolmach.server.state.glossaries import LONGEST_TERM, MOST_TERMS
from tolmach.server.state.keys import QuotaError
from tolmach.service.scheduler import OverloadError

CLIENT_GONE = 499  # nginx's number; nobody reads the answer
QUOTA_EXCEEDED = 456  # DeepL's number
_DEEPL = ("/v2/", "/v3/")
_DEEPL_PARTS = "texts, documents, glossaries, languages and usage"
_OURS = ("/v1/",)


class RefusalError(RequestError):
    """A request that is refused with an HTTP status of its own."""

    def __init__(
        self,
        status: int,
        message: str,
        code: ProblemCode | None = None,
        values: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message, code, values)
        self.status = status


class MistakeError(RefusalError):
    """A request that the server has failed at by its own fault."""

    def __init__(self) -> None:
        super().__init__(500, "The server made a mistake; its log says more.", "mistake")


def glossary_refusal(message: str) -> RefusalError:
    """Return that a request's own glossary is too large, or none."""
    return RefusalError(400, message, "glossary", (str(MOST_TERMS), str(LONGEST_TERM)))


def status_of(error: TolmachError) -> int:
    """Return the HTTP status of an error."""
    match error:
        case RefusalError():
            return error.status
        case OverloadError():
            return 503 if error.closed else 429
        case QuotaError():
            return QUOTA_EXCEEDED
        case RequestError() | DataError():
            return 400
        case RunError():
            return 503
        case ModelError() | _:
            return 500


def problem(
    path: str,
    status: int,
    detail: str,
    headers: dict[str, str] | None = None,
    told: dict[str, Any] | None = None,
) -> JSONResponse:
    """Return an error as the clients of the interface at `path` expect it.

    Our own are also `told` what it says by a code, to say it in their own words.
    """
    if path.startswith(_DEEPL):
        return JSONResponse({"message": detail}, status, headers)
    if not path.startswith(_OURS):
        return JSONResponse({"error": detail}, status, headers)
    content: dict[str, Any] = {"type": "about:blank", "title": title_of(status), "status": status}
    content |= {"detail": detail} | (told or {})
    return JSONResponse(content, status, headers, media_type="application/problem+json")


def problem_of(path: str, error: TolmachError) -> JSONResponse:
    """Return an error of our own as the clients of the interface at `path` expect it."""
    wait = {"Retry-After": str(error.seconds)} if isinstance(error, OverloadError) else None
    return problem(path, status_of(error), str(error), wait, told_by(error))


def told_by(error: TolmachError) -> dict[str, Any]:
    """Return what an error says by a code, if it does."""
    return {"code": error.code, "values": error.values} if error.code else {}


def title_of(status: int) -> str:
    """Return the name of an HTTP status, also of those that only some clients know."""
    known = {QUOTA_EXCEEDED: "Quota Exceeded", CLIENT_GONE: "Client Closed Request"}
    return known.get(status) or HTTPStatus(status).phrase


def _detail(request: Request, error: HTTPException) -> str:
    match error.status_code:
        case 404 if request.url.path.startswith(_DEEPL):
            return f"Of DeepL's interface only {_DEEPL_PARTS} are served here."
        case 404:
            return "There is nothing at this address."
        case 405:
            return f"This address takes {_methods(request)}, not {request.method}."
        case _:
            return error.detail


def _methods(request: Request) -> str:
    """Return the methods that an address takes, of all its routes; a file has no route."""
    taken = {
        method
        for route in request.app.routes
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE
        for method in route.methods or ()
    }
    return ", ".join(sorted(taken)) or "GET, HEAD"


def _first_fault(error: RequestValidationError) -> str:
    """Return in plain words what is wrong with a body, or with the first such field of it."""
    first = error.errors()[0]
    place = ".".join(str(step) for step in first["loc"][1:])
    match first["type"]:
        case "json_invalid":
            return "The body is no JSON; send an object."
        case "missing" if place:
            return f"{place} is missing."
        case "extra_forbidden":
            return f"There is no field {place} here."
        case _ if place:
            return f"{place}: {first['msg']}."
        case _:
            return "The body is to be a JSON object, sent as application/json."


def install_handlers(app: FastAPI) -> None:
    """Let an application answer every error so."""

    @app.exception_handler(TolmachError)
    async def _ours(request: Request, error: TolmachError) -> JSONResponse:
        return problem_of(request.url.path, error)

    @app.exception_handler(HTTPException)
    async def _theirs(request: Request, error: HTTPException) -> Response:
        if isinstance(error.__cause__, TolmachError):  # while FastAPI read the body
            return await _ours(request, error.__cause__)
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = _methods(request)
            if request.method == HTTPMethod.OPTIONS:  # which asks for nothing else
                return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
        return problem(request.url.path, error.status_code, _detail(request, error), headers)

    @app.exception_handler(ClientDisconnect)
    async def _gone(request: Request, _: ClientDisconnect) -> JSONResponse:
        return problem(request.url.path, CLIENT_GONE, "The client has gone.")

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        is_glossary = error.errors()[0]["loc"][1:2] == ("glossary",)
        fault = _first_fault(error)
        refusal = glossary_refusal(fault) if is_glossary else RefusalError(400, fault)
        return problem_of(request.url.path, refusal)
