import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.browser import launched_browser
from tests.models.variants import VARIANTS
from tests.toy_translator import toy_translator
from tolmach.analysis.attention.matrix import Head, word_matrix
from tolmach.analysis.inspect.look import SentenceView, look_at
from tolmach.analysis.inspect.page import write_look_page
from tolmach.errors import TolmachError
from tolmach.search.guard import Guard
from tolmach.search.options import SearchOptions

SOURCE, TARGET = "Der Hund schläft unter dem Tisch.", "The dog is sleeping."
SHORT = SearchOptions(beam=2, guard=Guard(max_length=3))
TRANSFORMER = toy_translator(VARIANTS["transformer, pre-norm"])
HOSTILE = "</script><script>alert(1)</script> <!-- \" ' & {{ 7*7 }} 🙂 שלום ־ ‮x"


def data(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    read: dict[str, Any] = json.loads(found[1])
    return read


def written(path: Path, source: str, target: str) -> tuple[str, SentenceView]:
    view = look_at(TRANSFORMER, source, target, SHORT)
    write_look_page(view, path)
    return path.read_text("utf-8"), view


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, SentenceView]:
    return written(tmp_path_factory.mktemp("plain") / "look.html", SOURCE, TARGET)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=10), st.text(max_size=10))
@example(HOSTILE, HOSTILE)
def test_hostile_text_stays_text(
    plain: tuple[str, SentenceView], tmp_path: Path, source: str, target: str
) -> None:
    try:
        page, view = written(tmp_path / "look.html", "Hund " + source, target)
    except TolmachError as error:
        pytest.fail(str(error))
    tags = [len(re.findall(r"<\s*/?\s*\w+|<!", each)) for each in (page, plain[0])]
    assert tags[0] == tags[1]
    assert data(page)["source"]["text"] == view.source.text
    assert data(page)["target"]["text"] == view.target.text


def test_the_page_needs_nothing_else(plain: tuple[str, SentenceView]) -> None:
    page = plain[0].replace("http://www.w3.org/2000/svg", "")  # a name, not an address
    assert "default-src 'none'" in page
    assert not re.findall(r"https?://|<link|src=\"|@import|url\(", page)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched_browser() as launched:
        yield launched


class Page:
    """A page that is open in the browser, and what went wrong there."""

    def __init__(self, browser: Any, path: Path) -> None:
        self.page = browser.new_page(viewport={"width": 1000, "height": 900})
        self.complaints: list[str] = []
        self.page.set_default_timeout(300_000)  # a machine may be busy
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.goto(path.as_uri())

    def _asked(self, address: str) -> None:
        if not address.startswith(("file:", "data:", "blob:")):
            self.complaints.append(address)

    def word(self, side: str, at: int) -> Any:
        return self.page.locator(f'#sentence g[data-side="{side}"][data-at="{at}"]')

    def fills(self, side: str) -> list[str]:
        boxes = self.page.locator(f'#sentence g[data-side="{side}"] rect').all()
        return [box.get_attribute("fill") for box in boxes]

    def caption(self, figure: str) -> str:
        return str(self.page.locator(f"#{figure} figcaption").inner_text())

    def press(self, group: str, button: str) -> None:
        chosen = self.page.get_by_role("group", name=group)
        chosen.get_by_role("button", name=button, exact=True).click()

    def saved(self, figure: str, kind: str) -> bytes:
        with self.page.expect_download() as found:
            self.page.locator(f"#{figure}").get_by_role("button", name=kind).click()
        assert found.value.suggested_filename == f"{figure}.{kind.lower()}"
        return Path(found.value.path()).read_bytes()


def shares(caption: str) -> dict[str, float]:
    return {word: float(share) for word, share in re.findall(r"(\S+) (\d+) %", caption)}


def test_a_reader_points_chooses_and_saves(
    browser: Any, tmp_path: Path, plain: tuple[str, SentenceView]
) -> None:
    path = tmp_path / "look.html"
    write_look_page(plain[1], path)
    page = Page(browser, path)
    for place, where in ((1, Head(3)), (2, Head(3, 2)), (3, Head(1, 1))):
        if where.layer != 3:
            page.press("Layer", str(where.layer))
        if where.head is not None:
            page.press("Head", str(where.head))
        page.word("target", place).hover()
        matrix = word_matrix(plain[1].recording, TRANSFORMER, where)
        told = page.caption("sentence")
        assert told.startswith(f"{matrix.target_words[place]} looks at ")
        assert f"layer {where.layer}, " + (f"head {where.head}" if where.head else "mean") in told
        expected = dict(zip(matrix.source_words, 100 * matrix.weights[place], strict=True))
        assert shares(told) == {
            word: pytest.approx(float(expected[word]), abs=1.1) for word in shares(told)
        }
        assert max(expected, key=lambda word: expected[word]) in shares(told)
        assert page.fills("source") != ["#ffffff"] * len(matrix.source_words)
        assert set(page.fills("target")) == {"#ffffff"}
    drawn = ElementTree.fromstring(page.saved("matrix", "SVG"))
    texts = {"".join(each.itertext()) for each in drawn.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Hund", "schläft", "dog", "sleeping"} <= texts
    assert page.saved("sentence", "PNG").startswith(b"\x89PNG")
    for figure in ("heads", "places", "next", "tree"):
        ElementTree.fromstring(page.saved(figure, "SVG"))
    assert page.complaints == []


def test_the_name_of_a_small_matrix_is_whole(browser: Any, tmp_path: Path) -> None:
    written(tmp_path / "look.html", "Hund", "dog")
    page = Page(browser, tmp_path / "look.html")
    name = page.page.locator("#matrix svg text").filter(has_text="mean of heads")
    name.scroll_into_view_if_needed()
    inner, outer = name.bounding_box(), page.page.locator("#matrix svg").bounding_box()
    assert inner is not None
    assert outer is not None
    assert inner["x"] + inner["width"] <= outer["x"] + outer["width"]
    assert page.complaints == []


def test_a_reader_sees_what_might_have_been_said_and_what_was_dropped(
    browser: Any, tmp_path: Path, plain: tuple[str, SentenceView]
) -> None:
    path = tmp_path / "look.html"
    write_look_page(plain[1], path)
    page, numbers = Page(browser, path), plain[1].as_json()
    page.page.locator('#places g[data-place="2"]').hover()
    place = numbers["next_pieces"][2]
    assert place["said"] in page.caption("next")
    assert f"place {place['rank']}" in page.caption("next")
    page.page.locator("#tree svg").focus()
    page.page.keyboard.press("ArrowRight")
    assert ": kept" in page.caption("tree")
    page.page.locator('#tree g[data-step="1"][data-fate="outside"]').first.click()
    assert "dropped: 2 better ones filled the beam" in page.caption("tree")
    assert page.page.locator("#tree tbody tr").count() == len(numbers["search"]["steps"][1])
    assert page.complaints == []


def test_hostile_text_runs_nothing(browser: Any, tmp_path: Path) -> None:
    written(tmp_path / "look.html", HOSTILE, HOSTILE)
    page = Page(browser, tmp_path / "look.html")
    page.word("target", 1).hover()
    for figure in ("sentence", "matrix", "places"):
        ElementTree.fromstring(page.saved(figure, "SVG"))
    assert page.complaints == []


@pytest.mark.parametrize(
    "name", ["recurrent, vector at the start", "recurrent, attention before", "hybrid"]
)
def test_other_architectures(browser: Any, tmp_path: Path, name: str) -> None:
    translator = toy_translator(VARIANTS[name])
    write_look_page(look_at(translator, SOURCE, TARGET, SHORT), tmp_path / "look.html")
    page = Page(browser, tmp_path / "look.html")
    attentive = "vector" not in name
    assert page.page.locator("#sentence").is_visible() == attentive
    assert page.page.get_by_text("This model has no attention").count() == (not attentive)
    assert page.page.locator("#tree svg").is_visible()
    assert page.complaints == []
