"""Servers and a page that most tests of the interfaces share."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import LONG
from tests.server.browsing import opened_page
from tests.server.serving import Served, served_here
from tests.toy_folder import make_toy_folder
from tolmach.model_paths import DEFAULT_MODEL


@pytest.fixture(scope="session")
def toy_folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Models that babble, German to English and back."""
    folder = tmp_path_factory.mktemp("toys")
    pairs = [("de", "en"), ("en", "de")]
    return [make_toy_folder(folder / "-".join(pair), languages=pair) for pair in pairs]


@pytest.fixture(scope="module")
def toys(toy_folders: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of both, open to everybody on this machine."""
    with served_here(toy_folders, tmp_path_factory.mktemp("state") / "state.sqlite3") as served:
        yield served


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of all models that are shipped."""
    if not DEFAULT_MODEL.is_dir():
        pytest.skip("no model is shipped")
    with served_here([], tmp_path_factory.mktemp("page") / "state.sqlite3") as running:
        yield running


@pytest.fixture
def page(browser: Any, served: Served) -> Iterator[Any]:
    """Its page, freshly opened."""
    expect = pytest.importorskip("playwright.sync_api").expect
    with opened_page(browser, served) as opened:
        expect(opened.locator("#to")).to_have_value("en", timeout=LONG)
        yield opened
