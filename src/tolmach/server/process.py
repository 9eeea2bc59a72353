"""The process: models are loaded, a port is opened, and a signal ends it when all is answered."""

import asyncio
import gc
import logging
import os
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import uvicorn
from platformdirs import user_state_path
from uvicorn.protocols.http.h11_impl import H11Protocol

from tolmach.errors import RequestError
from tolmach.server.app import build_app
from tolmach.server.context import ServerContext
from tolmach.server.settings import ServerSettings, is_open
from tolmach.server.state.database import Database
from tolmach.service.served_model import ServiceSettings
from tolmach.service.translation_service import TranslationService

_PATIENCE = 600  # seconds that a stopping server gives what it took on
_NEW_OBJECTS = 10_000  # that may hold others, and are looked through for garbage together
_CONNECTIONS = 512  # waiting for the process to accept them


def state_path(settings: ServerSettings) -> Path:
    """Return the file that keys, use and glossaries are kept in."""
    return settings.state or user_state_path("tolmach") / "server.sqlite3"


def run_server(
    settings: ServerSettings,
    folders: Sequence[Path] = (),
    models: ServiceSettings | None = None,
    *,
    started: Callable[[str], None] = print,
) -> None:
    """Serve the models in folders, or the shipped ones, until a signal ends the process.

    `started` is told the address, once requests are taken on. Raises TolmachError where the port,
    a model, or the file of the state cannot be used.
    """
    listening = opened_port(settings)
    try:
        database = Database(state_path(settings))
        service = TranslationService.load(folders, models)
        _collect_garbage_rarely()
        _warn_of_openness(settings)
        server = http_server(ServerContext(service, settings, database))
        started(address(settings.host, listening))
        with suppress(KeyboardInterrupt):  # which uvicorn raises again when all is answered
            server.run(sockets=[listening])
    finally:
        listening.close()


class _Connection(H11Protocol):
    """A connection that is closed where no whole head of a request comes for `patience` seconds.

    It reads by h11: httptools drops a body where the client offers HTTP/2, as those of Java do.
    """

    patience: float
    _closing: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Read what has come, and wait for the rest."""
        super().data_received(data)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        super().connection_lost(exc)
        self._wait_no_longer()

    def _wait(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self._wait_no_longer()
        elif self._closing is None:
            self._closing = self.loop.call_later(self.patience, self.timeout_keep_alive_handler)

    def _wait_no_longer(self) -> None:
        if self._closing is not None:
            self._closing.cancel()
            self._closing = None


class _Server(uvicorn.Server):
    """A server that finishes, when it stops, only what its clients wait for."""

    def __init__(self, config: uvicorn.Config, context: ServerContext) -> None:
        super().__init__(config)
        self._context = context

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take on no more, and return when all is answered."""
        self._context.documents.stop()
        await super().shutdown(sockets)


def http_server(context: ServerContext) -> uvicorn.Server:
    """Return what answers the requests to a server."""

    class Connection(_Connection):
        patience = context.settings.limits.patience

    config = uvicorn.Config(
        build_app(context),
        http=Connection,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_PATIENCE,
    )
    # Addresses of LibreTranslate's interface can hold users' text and keys.
    logging.getLogger("uvicorn.access").disabled = True
    # What clients offer or get wrong is no fault of the server's, and would fill its log.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    return _Server(config, context)


def address(host: str, listening: socket.socket) -> str:
    """Return the address of an open port."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listening.getsockname()[1]}"


def opened_port(settings: ServerSettings) -> socket.socket:
    """Return the port that a server listens on, opened before any model is loaded.

    Raises RequestError where it cannot be had.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    if os.name == "posix":
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((settings.host, settings.port))
        opened.listen(_CONNECTIONS)
    except (OSError, OverflowError) as error:
        opened.close()
        raise RequestError(
            f"{settings.host}:{settings.port} cannot be listened on ({error}); choose another "
            "--port, or end the program that has it."
        ) from error
    return opened


def _collect_garbage_rarely() -> None:
    """Pass over what stays for good, and look for cycles once in thousands of new objects.

    Else a quarter of the time of a request's handling is spent on the search for them.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)


def _warn_of_openness(settings: ServerSettings) -> None:
    if is_open(settings.host) and not settings.keys:
        logging.getLogger("tolmach").warning(
            "Anybody who reaches this machine can translate here; ask for --keys, or listen on "
            "127.0.0.1 behind a proxy."
        )
