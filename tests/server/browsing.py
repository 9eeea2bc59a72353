"""Pages in a real browser, for tests that drive them."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

import pytest

from tests.browser import LONG
from tests.server.serving import Served

_WANTED = re.compile(
    r"status of (4(00|03|13|29|56)|502)|ERR_CONNECTION_RESET"
)  # by tests themselves


@contextmanager
def opened_page(browser: Any, served: Served, fragment: str = "", **settings: Any) -> Iterator[Any]:
    """Open a server's page; nothing that it does may be an error or leave the server.

    The tab has shown the pages of other tests, where those left it in order, and has been emptied.
    A fresh one would cost as much again as the page, for every test.
    """
    settings = {"locale": "en-GB", "viewport": {"width": 1100, "height": 800}, **settings}
    tabs = _TABS.setdefault(browser, {})
    tab = tabs.pop(repr(settings), None) or _new_tab(browser, settings)
    troubles: list[str] = []
    listeners = _listeners(served, troubles)
    for event, heard in listeners.items():
        tab.on(event, heard)
    tab.goto(f"{served.url}/{fragment}")
    yield tab
    _empty(tab, served, settings)
    for event, heard in listeners.items():
        tab.remove_listener(event, heard)
    assert [each for each in troubles if not _WANTED.search(each)] == []
    tabs[repr(settings)] = tab


_TABS: WeakKeyDictionary[Any, dict[str, Any]] = WeakKeyDictionary()  # of browsers, by settings


def _new_tab(browser: Any, settings: dict[str, Any]) -> Any:
    context = browser.new_context(**settings)
    context.set_default_timeout(LONG)
    return context.new_page()


def _listeners(served: Served, troubles: list[str]) -> dict[str, Callable[[Any], None]]:
    """Return what takes note of a page's troubles, by event."""

    def hear(said: Any) -> None:
        if said.type == "error" and said.location["url"] != f"{served.url}/favicon.ico":
            troubles.append(said.text)  # where a tab waits, it asks for an icon that is not there

    def ask(asked: Any) -> None:
        if not asked.url.startswith((served.url, "blob:", "about:")):
            troubles.append(asked.url)

    return {"pageerror": lambda error: troubles.append(str(error)), "console": hear, "request": ask}


def _empty(tab: Any, served: Served, settings: dict[str, Any]) -> None:
    """Leave the page, and take back what it and its test have changed.

    The tab waits at an address of the server: for a page without one the browser would begin a
    process, and for the next page another.
    """
    tab.unroute_all(behavior="ignoreErrors")
    tab.goto(f"{served.url}/ready")
    tab.evaluate("sessionStorage.clear()")
    tab.mouse.move(0, 0)
    tab.set_viewport_size(settings["viewport"])
    tab.context.clear_permissions()
    browser = tab.context.new_cdp_session(tab)
    stored = {"origin": served.url, "storageTypes": "all"}
    browser.send("Storage.clearDataForOrigin", stored)
    browser.detach()


def typed_at_once(page: Any, field: str, text: str, then: str = "") -> None:
    """Type a text, and click on what is to follow `then`, at once on any machine."""
    page.evaluate(
        """([field, text, then]) => {
            const box = document.querySelector(field);
            box.value = text;
            box.dispatchEvent(new Event("input", { bubbles: true }));
            if (then) document.querySelector(then).click();
        }""",
        [field, text, then],
    )


def violations(page: Any) -> list[tuple[str, str]]:
    """Return what axe-core finds on a page: a rule, and the first element that breaks it."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page).response["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found]
