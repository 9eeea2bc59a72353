"""Servers for tests: one in a thread of the test's own process, and one in a process of its own."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.warm import WarmProcess
from tolmach.server.context import ServerContext
from tolmach.server.process import address, http_server, opened_port
from tolmach.server.settings import ServerSettings
from tolmach.server.state.database import Database
from tolmach.service.scheduler import BatchSettings
from tolmach.service.served_model import ServiceSettings
from tolmach.service.translation_service import TranslationService

LONG = 60.0  # seconds until a test that hangs fails


@dataclass(frozen=True)
class Served:
    """A server that runs, and a client for it."""

    url: str
    client: httpx.Client
    context: ServerContext


@contextmanager
def served_here(
    folders: Sequence[Path],
    state: Path,
    settings: ServerSettings | None = None,
    batches: BatchSettings | None = None,
) -> Iterator[Served]:
    """Run a server in a thread."""
    settings = settings or ServerSettings(port=0)
    listening = opened_port(settings)
    service = TranslationService.load(
        folders, ServiceSettings(1, batches=batches or BatchSettings())
    )
    context = ServerContext(service, settings, Database(state))
    server = http_server(context)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    url = address(settings.host, listening)
    try:
        with httpx.Client(base_url=url, timeout=LONG, trust_env=False) as client:
            yield Served(url, client, context)
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@contextmanager
def served_apart(*words: object) -> Iterator[tuple[str, WarmProcess]]:
    """Run `tolmach serve WORDS` in a process of its own; yield its address and itself."""
    process = WarmProcess("serve", "--port", "0", *words)
    try:
        url = process.first_line()
        assert url.startswith("http://"), process.communicate()[1]
        yield url, process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@contextmanager
def served_afresh(*words: object) -> Iterator[str]:
    """Run `tolmach serve WORDS` in a process that is not forked; yield its address."""
    command = [sys.executable, "-m", "tolmach", "serve", "--port", "0", *map(str, words)]
    environment = {**os.environ, "PYTHONWARNINGS": "default"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            assert url.startswith("http://"), process.communicate()[1]
            yield url
        finally:
            process.kill()
            process.communicate()
