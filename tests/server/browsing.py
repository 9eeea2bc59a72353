"""Pages in a real browser, for tests that drive them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.server.serving import Served

FLAGS = """
--headless --no-sandbox --disable-gpu --disable-quic --no-first-run
--disable-background-networking --disable-component-update --disable-sync
""".split()
LONG = 20_000  # milliseconds until a test that hangs fails


@contextmanager
def opened_page(browser: Any, served: Served, fragment: str = "", **settings: Any) -> Iterator[Any]:
    """Open a server's page; nothing that it does may be an error or leave the server."""
    usual = {"locale": "en-GB", "viewport": {"width": 1100, "height": 800}}
    context = browser.new_context(**{**usual, **settings})
    context.set_default_timeout(LONG)
    opened, troubles = context.new_page(), []
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    opened.on(
        "request",
        lambda asked: (
            None if asked.url.startswith((served.url, "blob:")) else troubles.append(asked.url)
        ),
    )
    opened.goto(f"{served.url}/{fragment}")
    yield opened
    context.close()
    assert [each for each in troubles if not re.search(r"status of 4(00|29)", each)] == []


def violations(page: Any) -> list[tuple[str, str]]:
    """Return what axe-core finds on a page: a rule, and the first element that breaks it."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page).response["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found]
