"""The application: every interface, the page, and what stands around them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPMethod
from typing import Any, TypeGuard

from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import PlainTextResponse
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from tolmach.server.context import ServerContext
from tolmach.server.deepl.documents import document_router
from tolmach.server.deepl.glossaries import glossary_router
from tolmach.server.deepl.texts import deepl_text_router
from tolmach.server.gate import Gate
from tolmach.server.libretranslate import libretranslate_router
from tolmach.server.metrics import Meter
from tolmach.server.page_files import PageFiles, start_page
from tolmach.server.problems import install_handlers
from tolmach.server.versioned.documents import our_document_router
from tolmach.server.versioned.looks import our_look_router
from tolmach.server.versioned.texts import our_text_router


def build_app(context: ServerContext) -> FastAPI:
    """Return the application of a server."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await context.close()

    app = FastAPI(
        title="Tolmach",
        description="Neural machine translation: our own interface, LibreTranslate's and DeepL's.",
        version="1",
        lifespan=lifespan,
        docs_url=None,  # these pages would load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,  # the gate takes them away
    )
    app.state.largest = context.settings.limits.body
    install_handlers(app)
    routers = [
        our_text_router(context),
        our_look_router(context),
        our_document_router(context),
        libretranslate_router(context),
        deepl_text_router(context),
        document_router(context),
        glossary_router(context),
        _operation_router(context),
    ]
    for router in routers:
        app.router.routes += router.routes  # the routes of one that is included are matched twice
    app.router.routes += [_head_of(each) for each in app.routes if _only_gets(each)]
    app.mount("/page", PageFiles(), name="page")
    app.add_middleware(Gate, settings=context.settings)
    app.add_middleware(Meter, metrics=context.metrics)
    return app


def _only_gets(route: BaseRoute) -> TypeGuard[APIRoute]:
    return isinstance(route, APIRoute) and route.methods == {HTTPMethod.GET}


def _head_of(route: APIRoute) -> APIRoute:
    """Return the route that answers HEAD, as monitors ask, where another answers GET."""
    return APIRoute(route.path, route.endpoint, methods=[HTTPMethod.HEAD], include_in_schema=False)


def _operation_router(context: ServerContext) -> APIRouter:
    """Return the routes for people who run a server, and the page for all others."""
    router = APIRouter(tags=["Operation"])

    @router.get("/ready")
    async def ready() -> dict[str, Any]:
        """Say that requests are taken on; a server that stops answers no new ones."""
        return {"ready": True, "models": [model.name for model in context.service.models]}

    @router.get("/metrics", response_class=PlainTextResponse)
    async def metrics() -> Response:
        """Return numbers about the server, as Prometheus reads them."""
        return Response(context.metrics.text(), media_type="text/plain; version=0.0.4")

    @router.get("/", include_in_schema=False)
    def page() -> Response:
        """Return the page."""
        return start_page()

    return router
