"""Pages of the site that lie outside `docs/`, and the links between them and those inside."""

import posixpath
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

OUTSIDE = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "benchmarks/README.md": "benchmarks.md",
    "src/tolmach/shipped/de-en/card.md": "model-card-de-en.md",
    "src/tolmach/shipped/en-de/card.md": "model-card-en-de.md",
    "src/tolmach/shipped/en-ru/card.md": "model-card-en-ru.md",
    "src/tolmach/shipped/ru-en/card.md": "model-card-ru-en.md",
}
HOMES = {page: source for source, page in OUTSIDE.items()}
RELATIVE_LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#)[^)\s#]+")


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the pages outside `docs/` to the site."""
    root = Path(config.config_file_path).parent
    for source, page in OUTSIDE.items():
        files.append(File.generated(config, page, abs_src_path=str(root / source)))
    return files


def on_page_markdown(markdown: str, *, page: Page, **_: object) -> str:
    """Turn links between files of the repository into links between pages of the site."""
    return RELATIVE_LINK.sub(lambda link: site_link(page.file.src_uri, link[0]), markdown)


def site_link(page: str, link: str) -> str:
    """Return the link on a page of the site for a link in the file that it comes from."""
    home = HOMES.get(page, f"docs/{page}")
    linked = posixpath.normpath(posixpath.join(posixpath.dirname(home), link))
    place = OUTSIDE.get(linked, linked.removeprefix("docs/"))
    return posixpath.relpath(place, posixpath.dirname(page) or ".")
