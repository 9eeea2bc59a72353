"""The system's Chromium, driven by Playwright, for tests that look at pages."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

LONG = 20_000  # milliseconds until a test that hangs fails
_FLAGS = """
--headless --no-sandbox --disable-gpu --in-process-gpu --disable-quic --no-first-run
--disable-background-networking --disable-component-update --disable-sync
""".split()


@contextmanager
def launched_browser() -> Iterator[Any]:
    """Yield a browser, or skip the test where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    playwright.expect.set_options(timeout=LONG)  # a busy machine says nothing of a page
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no chromium here")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=_FLAGS)
        yield browser
        browser.close()
