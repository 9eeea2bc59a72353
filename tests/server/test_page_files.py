import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.serving import Served, served_here
from tolmach.server import page_files
from tolmach.server.page_files import PAGE

KEPT = "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def served(
    toy_folders: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Served, Path]]:
    """Yield a server, and a folder of its page's files that may be changed."""
    folder = tmp_path_factory.mktemp("changed")
    page = Path(shutil.copytree(PAGE, folder / "page"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page_files, "PAGE", page)
        with served_here(toy_folders[:1], folder / "state.sqlite3") as running:
            yield running, page


def linked(served: Served) -> dict[str, str]:
    """Return the versions of the files that the page names, by their names."""
    text = served.client.get("/").text
    found = re.findall(r'(?:href|src)="page/([^"/]+)/([^"]+)"', text)
    return {name: version for version, name in found}


def test_the_page_is_asked_for_and_its_files_are_kept(toys: Served) -> None:
    assert toys.client.get("/").headers["cache-control"] == "no-cache"
    found = linked(toys)
    assert found.keys() == {"icon.svg", "style.css", "inside/style.css", "main.js"}
    for name, version in found.items():
        answer = toys.client.get(f"/page/{version}/{name}")
        assert (answer.status_code, answer.headers["cache-control"]) == (200, KEPT)
        assert answer.content == (PAGE / name).read_bytes()


def test_modules_name_one_another_by_their_place_and_so_have_one_version() -> None:
    scripts = [path.read_text("utf-8") for path in PAGE.rglob("*.js")]
    found = [name for text in scripts for name in re.findall(r'\b(?:from|import) "(.+?)"', text)]
    assert len(found) > 30
    assert all(name.startswith(("./", "../")) for name in found)


@pytest.mark.parametrize("name", ["main.js", "inside/view.js"])
def test_a_file_that_changes_has_another_address(served: tuple[Served, Path], name: str) -> None:
    server, page = served
    before = linked(server)
    with (page / name).open("a", encoding="utf-8") as changed:
        changed.write("// changed\n")
    after = linked(server)
    assert after.keys() == before.keys()
    assert not {*after.values()} & {*before.values()}


def test_a_time_alone_is_no_change(served: tuple[Served, Path]) -> None:
    server, page = served
    before = linked(server)
    os.utime(page / "main.js", ns=(7, 7))
    assert linked(server) == before


def test_below_another_version_a_file_is_not_kept(served: tuple[Served, Path]) -> None:
    """It comes from a server that has not been replaced yet, or has been already."""
    server, page = served
    old = linked(server)["main.js"]
    (page / "main.js").write_text("// another\n", "utf-8")
    for address in (f"{old}/main.js", "0123456789abcdef/main.js", "main.js"):
        answer = server.client.get(f"/page/{address}")
        assert (answer.text, answer.headers["cache-control"]) == ("// another\n", "no-cache")


def test_all_files_are_looked_through_only_where_the_page_is_opened(
    served: tuple[Served, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, page = served
    folders = {page, *(path.parent for path in page.rglob("*.js"))}
    opened: list[object] = []
    scandir = os.scandir

    def counted(path: os.PathLike[str]) -> Iterator[os.DirEntry[str]]:
        opened.append(path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", counted)
    found = linked(server)
    assert len(opened) == len(folders)
    for name, version in found.items():
        assert server.client.get(f"/page/{version}/{name}").headers["cache-control"] == KEPT
    assert len(opened) == len(folders)


def test_no_other_file_is_below_a_version(toys: Served) -> None:
    version = linked(toys)["main.js"]
    for path in ("", "/", "/../app.py", "/%2e%2e/app.py", "//etc/passwd", f"/{version}/main.js"):
        assert toys.client.get(f"/page/{version}{path}").status_code == 404
    for path in ("0123/main.js", f"{'x' * 300}/main.js", "%00/main.js"):
        assert toys.client.get(f"/page/{path}").status_code == 404
