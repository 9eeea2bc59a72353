"""The site of `make docs` builds without a warning, asks nobody for anything, and fits a phone."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from docs.pages import OUTSIDE, site_link

ROOT = Path(__file__).parents[1]
PHONE = {"width": 390, "height": 844}
IMPORT = re.compile(r"^from (tolmach[\w.]*) import (.+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-W", "error", "-m", "mkdocs", "build", "--site-dir", str(folder)]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr
    return folder


def pages(site: Path) -> list[Path]:
    """Return the pages made from Markdown; the reports beside them have tests of their own."""
    made = [page for page in site.rglob("*.html") if 'content="mkdocs-' in page.read_text("utf-8")]
    assert len(made) > 10
    return made


class References(HTMLParser):
    """What a page loads, and what it links to."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.linked: list[str] = []
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value for name, value in attributes if value}
        if "src" in found:
            self.loaded.append(found["src"])
        if "href" in found:
            (self.loaded if tag == "link" else self.linked).append(found["href"])


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for page in pages(site):
        assert [link for link in References(page).loaded if urlsplit(link).netloc] == [], page
    for style in site.rglob("*.css"):
        assert not re.search(r"url\([\"']?(https?:)?//|@import", style.read_text("utf-8")), style


def test_every_link_leads_somewhere(site: Path) -> None:
    for page in pages(site):
        if page.name == "404.html":  # its links begin at the root of a server
            continue
        references = References(page)
        for link in (*references.linked, *references.loaded):
            target = urlsplit(link)
            if target.scheme or not target.path:
                continue
            assert (page.parent / unquote(target.path)).exists(), f"{page}: {link}"


def test_pages_outside_the_folder_of_documents_are_on_the_site(site: Path) -> None:
    for page in OUTSIDE.values():
        assert (site / page).with_suffix(".html").is_file()


@pytest.mark.parametrize(
    ("page", "link", "leads_to"),
    [
        ("index.md", "docs/guide.md", "guide.md"),
        ("index.md", "docs/study/report.html", "study/report.html"),
        ("index.md", "benchmarks/README.md", "benchmarks.md"),
        ("study/README.md", "../decisions.md", "../decisions.md"),
        ("study/README.md", "../../CONTRIBUTING.md", "../contributing.md"),
        ("benchmarks.md", "../docs/inside/README.md", "inside/README.md"),
        ("model-card-de-en.md", "../../../../README.md", "index.md"),
    ],
)
def test_links_of_the_repository_become_links_of_the_site(
    page: str, link: str, leads_to: str
) -> None:
    assert site_link(page, link) == leads_to


@pytest.mark.parametrize("document", ["README.md", "docs/guide.md"])
def test_what_the_documents_import_is_public(document: str, site: Path) -> None:
    api = (site / "api.html").read_text("utf-8")
    text = (ROOT / document).read_text("utf-8")
    imported = [
        f"{module}.{name}" for module, names in IMPORT.findall(text) for name in names.split(", ")
    ]
    assert imported
    assert [name for name in imported if f'id="{name}"' not in api] == []


def test_pages_fit_a_phone_and_ask_nobody(site: Path, browser: Any) -> None:
    asked: list[str] = []
    phone = browser.new_page(viewport=PHONE)
    phone.on("request", lambda request: asked.append(request.url))
    for page in pages(site):
        phone.goto(page.as_uri())
        width = phone.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"], page
    phone.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
