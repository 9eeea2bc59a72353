"""The view Inside in a real browser: the shipped model, and toys of the other architectures."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from tests.browser import LONG
from tests.models.variants import VARIANTS
from tests.server.browsing import opened_page, violations
from tests.server.serving import Served, served_here
from tests.toy_folder import make_random_folder
from tolmach.model_paths import CONFIG, DEFAULT_MODEL, TOKENIZER
from tolmach.text.tokenizer_pair import TokenizerPair
from tolmach.translation.shipped import ShippedModel

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
expect = playwright.expect

TEXT, TRANSLATION = "Der Hund schläft.", "The dog is sleeping."


def pieces_of(translation: str) -> list[str]:
    if not DEFAULT_MODEL.is_dir():
        return []
    tokenizer = TokenizerPair.load(DEFAULT_MODEL / TOKENIZER).target
    return [*tokenizer.pieces(tokenizer.encode(translation)), "</s>"]


PIECES = pieces_of(TRANSLATION)
LONGER = "Der alte Hund schläft unter dem Tisch, und die Katze sitzt auf dem Stuhl. " * 4
TOYS = {
    "toy.recurrent": "recurrent, attention before, deep",
    "toy.vector": "recurrent, vector at every step",
    "toy.convolutional": "convolutional",
    "toy.post": "transformer, post-norm",
    "toy.ssru": "transformer, SSRU",
}
LECTURE = ("recurrent", "convolutional")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    if not DEFAULT_MODEL.is_dir():
        pytest.skip("no model is shipped")
    folder = tmp_path_factory.mktemp("inside")
    toys = [make_toy(folder / name, variant) for name, variant in TOYS.items()]
    with served_here([DEFAULT_MODEL, *toys], folder / "state.sqlite3") as running:
        yield running


def make_toy(folder: Path, variant: str) -> Path:
    """Write a model that babbles, named as its folder is."""
    make_random_folder(folder, VARIANTS[variant])
    config = folder / CONFIG
    config.write_text(config.read_text("utf-8").replace('"random"', f'"{folder.name}"'), "utf-8")
    return folder


@pytest.fixture
def page(browser: Any, served: Served) -> Iterator[Any]:
    """Yield the view with a sentence in it, drawn."""
    with opened_page(browser, served, f"#inside?text={quote(TEXT)}") as opened:
        expect(opened.locator("#figure-models .now p")).to_have_text(TRANSLATION, timeout=LONG)
        yield opened


def go_to(page: Any, step: int) -> None:
    page.locator("#inside-step").fill(str(step))
    expect(page.locator(".stepper b")).to_contain_text(f"Step {step + 1} of")


def caption(page: Any, figure: str) -> Any:
    return page.locator(f"#figure-{figure} .caption")


def slide(page: Any, name: str, value: float) -> None:
    page.locator(f"#inside-{name}").fill(str(value))


def box(page: Any, name: str) -> None:
    """Wait for a box of the diagram."""
    expect(page.get_by_role("button", name=name)).to_be_visible(timeout=LONG)


def in_sight(page: Any, figure: str) -> Any:
    """Scroll to a figure, so that all that it shows is asked for."""
    found = page.locator(f"#figure-{figure}")
    found.scroll_into_view_if_needed()
    return found


def test_a_step_moves_everything_together(page: Any) -> None:
    expect(page.locator(".strip .piece")).to_have_text(PIECES)
    for step, (piece, source) in enumerate([("▁The", "▁Der"), ("▁dog", "▁Hund")]):
        go_to(page, step)
        expect(caption(page, "attention")).to_contain_text(f"{piece} attends to {source}")
        expect(caption(page, "chances")).to_contain_text(f"{piece} has")
        expect(page.locator("#figure-chances .said").locator("..").locator(".strong")).to_have_text(
            piece
        )
        expect(caption(page, "tree")).to_contain_text("“The" + (" dog”" if step else "”"))
        expect(caption(page, "layers")).to_contain_text(re.compile(f"Layer 2: {piece}"))
        expect(page.locator("#figure-diagram .drawing")).to_contain_text(f"{piece}  ")
    page.locator("#inside-step").press("ArrowRight")
    expect(page.locator(".stepper b")).to_have_text(f"Step 3 of {len(PIECES)}")
    page.locator(".strip .piece").nth(4).click()
    expect(page.locator(".stepper b")).to_have_text(f"Step 5 of {len(PIECES)}")


def test_a_probability_is_forced_and_both_translations_are_shown(page: Any) -> None:
    go_to(page, 2)
    expect(caption(page, "chances")).to_contain_text(f"{PIECES[2]} has")
    bar = page.locator('#figure-chances [role="button"]').first
    piece = bar.locator("text").nth(1).text_content()
    bar.press("Enter")
    both = page.locator("#figure-chances .both dd")
    expect(both.first).to_have_text(TRANSLATION, timeout=LONG)
    expect(both.last).to_have_text(re.compile(r"^The dog(?! is sleeping)"), timeout=LONG)
    expect(page.locator("#figure-chances .both dt").last).to_have_text(f"With {piece}")
    expect(page.locator(".strip .piece").nth(2)).to_have_text(piece)
    address = page.url
    page.click("#figure-chances .both button")
    expect(page.locator("#figure-chances .both")).to_be_hidden()
    expect(page.locator(".strip .piece")).to_have_text(PIECES)
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator(".strip .piece").nth(2)).to_have_text(piece, timeout=LONG)
    expect(page.locator(".stepper b")).to_contain_text("Step 3 of")


@pytest.mark.parametrize("model", ["", *TOYS])
def test_every_box_opens_to_its_formula_and_its_numbers(
    browser: Any, served: Served, model: str
) -> None:
    text = "Ja." if model else TEXT  # toys babble as long as they may, and all of it is drawn
    fragment = f"#inside?text={quote(text)}&model={model}&step=1"
    with opened_page(browser, served, fragment) as page:
        boxes = page.locator('#figure-diagram [data-key^="box-"]')
        expect(boxes.first).to_be_visible(timeout=LONG)
        kinds: dict[str, str] = {}
        for number in range(boxes.count()):
            name = boxes.nth(number).get_attribute("aria-label").split(",")[0]
            kinds.setdefault(name, f"box-{number}")
        for name, key in kinds.items():
            page.locator(f'[data-key="{key}"]').press("Enter")
            expect(page.locator(f'[data-key="{key}"]')).to_be_focused()
            expect(page.locator(f'[data-key="{key}"]')).to_have_attribute("aria-expanded", "true")
            expect(page.locator("#figure-diagram .formula").first).to_be_visible()
            numbers = page.locator("#figure-diagram .numbers, #figure-diagram .bar")
            expect(numbers.first, name).to_be_visible(timeout=LONG)
        page.locator(f'[data-key="{key}"]').press(" ")
        expect(page.locator("#figure-diagram .formula")).to_have_count(0)


def test_what_has_not_changed_is_not_drawn_anew(page: Any) -> None:
    page.evaluate("document.querySelectorAll('.drawing').forEach((each) => (each.id = 'old'))")
    old = page.locator("svg#old")
    expect(old).to_have_count(8)
    page.locator('[data-key="box-3"]').press("Enter")
    expect(page.locator("#figure-diagram .numbers")).to_be_visible(timeout=LONG)
    expect(old).to_have_count(7)
    go_to(page, 1)
    expect(old).to_have_count(2)  # pieces and the models' attention, which no step changes


def test_tab_leads_to_the_diagram_and_arrows_from_box_to_box(page: Any) -> None:
    page.locator("#figure-diagram .save").focus()
    for key, box_reached in (
        ("Tab", "box-0"),
        ("ArrowRight", "box-1"),
        ("End", "box-40"),
        ("ArrowDown", "box-0"),
        ("ArrowLeft", "box-40"),
        ("Home", "box-0"),
    ):
        page.keyboard.press(key)
        expect(page.locator(f'[data-key="{box_reached}"]')).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#figure-attention .save")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator('[data-key="box-0"]')).to_be_focused()


def test_the_diagram_follows_the_architecture(page: Any) -> None:
    boxes = page.locator('#figure-diagram [data-key^="box-"]')
    expect(boxes).to_have_count(2 + 6 * 4 + 1 + 2 * 6 + 2)
    page.get_by_role("button", name="toy.convolutional").click()
    box(page, "Encoder: Gated convolution, Layer 2")
    expect(page.locator(".models li.now button")).to_have_text("toy.convolutional")
    page.get_by_role("button", name="toy.recurrent").click()
    box(page, "Decoder: Recurrent cell, Layer 2")
    expect(caption(page, "layers")).to_contain_text("after its last layer alone")
    page.get_by_role("button", name="toy.vector").click()
    box(page, "Decoder: One vector")
    expect(page.locator("#figure-attention")).to_be_hidden()


def test_temperature_changes_the_bars_without_the_server(page: Any) -> None:
    bar = page.locator("#figure-chances .said")
    before = float(bar.get_attribute("width"))
    page.route("**/v1/look", lambda route: route.fulfill(json={"samples": []}))
    slide(page, "temperature", 2)
    expect(bar).not_to_have_attribute("width", str(before))
    assert float(bar.get_attribute("width")) < before
    slide(page, "temperature", 0.1)
    expect(caption(page, "chances")).to_contain_text("▁The has")


def test_greedy_search_stands_beside_the_beam(page: Any) -> None:
    rows = in_sight(page, "tree").locator("tbody tr")
    expect(rows).to_have_count(5, timeout=LONG)
    expect(rows.locator("th")).to_have_text(["Beam 5", "Greedy", "Drawn 1", "Drawn 2", "Drawn 3"])
    expect(rows.first.locator("td").first).to_have_text(TRANSLATION)
    kept = page.locator("#figure-tree .node").count()
    slide(page, "beam", 1)
    expect(rows.first.locator("th")).to_have_text("Beam 1", timeout=LONG)
    expect(page.locator("#figure-tree .node").nth(kept - 1)).to_have_count(0)
    score = rows.first.locator(".number").last.text_content()
    slide(page, "penalty", 0)
    expect(rows.first.locator(".number").last).not_to_have_text(score, timeout=LONG)


def test_keys_walk_the_tree(page: Any) -> None:
    tree = page.locator("#figure-tree .drawing-box")
    tree.press("ArrowRight")
    expect(caption(page, "tree")).to_contain_text("“The dog”: kept")
    tree.press("ArrowDown")
    expect(caption(page, "tree")).not_to_contain_text("“The dog”")
    tree.press("ArrowLeft")
    tree.press("ArrowDown")
    expect(caption(page, "tree")).to_contain_text(re.compile(r"Last piece .*\s%"))


def test_words_fall_apart_into_bytes_and_are_merged_again(page: Any) -> None:
    figure = page.locator("#figure-pieces")
    slider = figure.locator("input")
    slider.fill("0")
    expect(caption(page, "pieces")).to_contain_text("No merge yet")
    assert "<0xC3>" in figure.locator(".drawing").text_content()  # half of an umlaut
    slider.press("ArrowRight")
    expect(caption(page, "pieces")).to_contain_text(re.compile(r"Merge \d+ of the vocabulary"))
    expect(figure.locator(".fresh").first).to_be_visible()
    figure.locator("select").select_option("target")
    expect(figure.locator(".drawing")).to_contain_text(PIECES[3])


def test_heads_have_their_roles_and_can_be_chosen(page: Any) -> None:
    attention = page.locator("#figure-attention")
    attention.locator("select").first.select_option("encoder.self")
    expect(attention.locator("select").nth(1).locator("option")).to_have_count(6)
    in_sight(page, "heads")
    expect(caption(page, "heads")).to_contain_text("at a fixed distance", timeout=2 * LONG)
    expect(page.locator("#figure-heads .drawing")).to_contain_text("position -1")
    page.locator("#figure-heads .plain").nth(8 + 2).click()  # layer 2, head 3
    expect(attention.locator("select").nth(1)).to_have_value("2")
    expect(attention.locator("select").nth(2)).to_have_value("3")
    expect(page).to_have_url(re.compile("kind=encoder.self&layer=2&head=3"))
    attention.locator("select").first.select_option("decoder.self")
    go_to(page, 1)
    expect(caption(page, "attention")).to_contain_text(re.compile(r"▁dog attends to (<s>|▁The)"))


def test_the_tour_leads_through_every_figure(page: Any) -> None:
    page.get_by_role("button", name="Guided tour").click()
    tour = page.locator(".tour")
    titles = []
    for card in range(1, 14):
        expect(tour).to_contain_text(f"card {card} of 13")
        expect(tour.locator("h2")).to_be_focused()
        expect(page.locator(".toured")).to_have_count(1)
        titles.append(tour.locator("h2").text_content())
        ends = tour.get_by_role("button", name="End the tour")
        expect(ends).to_have_count(1)  # on the last card, too
        tour.get_by_role("button").last.click()
    assert len(set(titles)) == 13
    expect(tour).to_be_hidden()
    page.get_by_role("button", name="Guided tour").click()
    expect(tour).to_contain_text("card 1 of 13")
    page.keyboard.press("Escape")
    expect(tour).to_be_hidden()


def test_a_sentence_that_the_model_does_not_read_is_told(page: Any) -> None:
    told = page.locator(".inside .status")
    page.fill("#inside-text", "The old dog is sleeping under the table.")
    expect(told).to_contain_text("seems to be in English", timeout=LONG)
    page.select_option("#interface", "ru")
    expect(told).to_contain_text("немецкий")
    page.fill("#inside-text", TEXT)
    expect(told).to_be_empty(timeout=LONG)


def test_a_card_keeps_its_figure_in_sight_while_others_grow(page: Any) -> None:
    page.get_by_role("button", name="Guided tour").click()
    page.evaluate(
        """() => {
            document.querySelector(".tour-bar button:last-child").click();
            setTimeout(() => {  // as long as the page still scrolls
                document.querySelector("#figure-tree").style.minHeight = "5000px";
            }, 50);
        }"""
    )
    expect(page.locator("#figure-tree")).to_have_css("min-height", "5000px")
    expect(page.locator("#figure-pieces h2")).to_be_in_viewport()


def test_the_address_shares_what_is_seen(page: Any) -> None:
    go_to(page, 3)
    slide(page, "beam", 3)
    page.locator('[data-key="box-3"]').click()
    expect(page.locator("#figure-diagram .numbers")).to_be_visible(timeout=LONG)
    expect(page.locator("#figure-tree tbody th").first).to_have_text("Beam 3", timeout=LONG)
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator(".stepper b")).to_have_text(f"Step 4 of {len(PIECES)}", timeout=LONG)
    expect(page.locator("#figure-diagram .formula").first).to_be_visible(timeout=LONG)
    expect(page.locator("#figure-tree tbody th").first).to_have_text("Beam 3")
    expect(page.locator("#inside-text")).to_have_value(TEXT)


@pytest.mark.parametrize(
    "values",
    ["step=-3&beam=99", "step=999&box=999&layer=9&head=9&kind=no", "prefix=7.x.999999&tour=77"],
)
def test_an_address_may_say_nonsense(browser: Any, served: Served, values: str) -> None:
    with opened_page(browser, served, f"#inside?text={quote(TEXT)}&{values}&model=none") as page:
        shown = page.locator("#figure-diagram .drawing, .inside .status.trouble")
        expect(shown.first).to_be_visible(timeout=LONG)


def test_the_sentence_of_the_other_view_is_looked_into(browser: Any, served: Served) -> None:
    with opened_page(browser, served) as page:
        page.fill("#source", "Der Hund schläft. Wo ist die Katze?")
        expect(page.locator("#target .sentence")).to_have_count(2, timeout=LONG)
        page.click('[data-view="inside"]')
        expect(page.locator("#inside-text")).to_have_value(TEXT)
        expect(page.locator(".strip .piece")).to_have_text(PIECES, timeout=LONG)
        expect(page.locator("#source")).to_be_hidden()
        page.fill("#inside-text", "Die Katze schläft.")
        expect(page.locator(".strip .piece").nth(1)).to_have_text("▁cat", timeout=LONG)
        page.click('[data-view="translate"]')
        expect(page.locator("#target .sentence")).to_have_count(2)
        page.go_back()
        expect(page.locator("#inside-text")).to_have_value("Die Katze schläft.")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_figure_is_saved_as_it_looks(page: Any, colours: str, tmp_path: Path) -> None:
    page.select_option("#colours", colours)
    page.locator('[data-key="box-3"]').click()
    figures = page.locator(".figure:not([hidden])")
    assert figures.count() == 8
    for number in range(figures.count()):
        # By key: a figure above that is still being drawn might move a button from under the mouse.
        with page.expect_download() as downloading:
            figures.nth(number).locator(".save").press("Enter")
        name = downloading.value.suggested_filename
        assert re.fullmatch(r"tolmach-\w+\.svg", name)
        path = tmp_path / name
        downloading.value.save_as(path)
        root = ElementTree.parse(path).getroot()
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert float(root.get("width", "0")) > 100
        texts = [each for each in root.iter() if each.tag.endswith("}text")]
        assert texts
        assert all(each.get("fill", "").startswith("rgb") for each in texts)
        assert not any(each.get("class") for each in root.iter())
    ground = root[0].get("fill")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(31, 36, 38)"}[colours]


@pytest.mark.parametrize(
    ("code", "title"), [("de", "Encoder und Decoder"), ("ru", "Кодер и декодер")]
)
def test_it_speaks_three_languages(page: Any, code: str, title: str) -> None:
    page.select_option("#interface", code)
    expect(page.locator("#title-diagram")).to_have_text(title)
    expect(page.locator("#figure-diagram .drawing")).to_contain_text(title.split(" ")[0])
    english = re.compile(r"undefined|\bThe decoder\b|\bLayer \d")  # figures follow in turn
    expect(page.locator("#inside-view")).not_to_contain_text(english, use_inner_text=True)


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_it_is_accessible_and_fits(page: Any, colours: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.select_option("#colours", colours)
    expect(in_sight(page, "tree").locator("tbody tr")).to_have_count(5, timeout=LONG)
    page.locator('[data-key="box-2"]').click()  # when nothing is drawn anew any more
    expect(page.locator("#figure-diagram .numbers")).to_be_visible(timeout=LONG)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Guided tour").click()
    expect(page.locator(".tour")).to_be_visible()
    assert violations(page) == []


def test_long_text_stays_usable(browser: Any, served: Served) -> None:
    fragment = f"#inside?text={quote(LONGER.strip())}&step=20"
    with opened_page(browser, served, fragment, viewport={"width": 390, "height": 800}) as page:
        expect(page.locator(".stepper b")).to_contain_text("Step 21 of", timeout=LONG)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        now = page.locator(".strip .now").bounding_box()
        assert 0 <= now["x"] < 390
        go_to(page, 25)
        expect(page.locator("#figure-attention .drawing")).to_be_visible()
        assert page.locator("#figure-attention .drawing").bounding_box()["height"] < 2200


def test_what_cannot_be_looked_into_is_said(page: Any) -> None:
    page.fill("#inside-text", "ja " * 330)
    expect(page.locator(".inside .status")).to_contain_text("give one sentence of it", timeout=LONG)
    page.fill("#inside-text", TEXT)
    expect(page.locator(".inside .status")).to_be_empty(timeout=LONG)
    page.fill("#inside-text", " ")
    expect(page.locator(".figures")).to_be_hidden()


def test_the_models_of_the_lecture_are_compared(
    browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {"toy.de-en": "toy.post", **{name: f"toy.{name}" for name in LECTURE}}
    own, *lecture = (make_toy(tmp_path / name, TOYS[toy]) for name, toy in names.items())
    module = "tolmach.service.translation_service"
    monkeypatch.setattr(f"{module}.shipped_models", lambda: [ShippedModel(own)])
    monkeypatch.setattr(f"{module}.lecture_models", lambda: lecture)
    with (
        served_here([], tmp_path / "state.sqlite3") as running,
        opened_page(browser, running, f"#inside?text={quote(TEXT)}") as page,
    ):
        box(page, "Encoder: Embedding")
        items = in_sight(page, "models").locator("li")
        expect(items.locator("button")).to_have_text(list(names))
        expect(items.locator("p")).to_have_text([re.compile("^[^…]*$")] * len(names), timeout=LONG)
        kinds = items.locator("span").all_text_contents()
        assert [each.endswith("small, for comparison") for each in kinds] == [False, True, True]
        expect(items.locator(".drawing")).to_have_count(3)
        with page.expect_download() as downloading:
            page.locator("#figure-models .save").click()
        saved = Path(downloading.value.path()).read_text("utf-8")
        assert all(f">{name}</text>" in saved for name in names)
        items.locator("button", has_text="recurrent").click()
        box(page, "Decoder: Recurrent cell, Layer 2")


def test_a_sentence_is_looked_into_in_a_model_of_its_languages(browser: Any, toys: Served) -> None:
    with opened_page(browser, toys) as page:
        for source, text in (("de", "Ja."), ("en", "Yes."), ("de", "Nein.")):
            page.select_option("#from", source)
            page.fill("#source", text)
            translated = page.locator("#target:not(.waiting) .word").first  # not what was there
            expect(translated).to_be_visible(timeout=LONG)
            page.click('[data-view="inside"]')
            expect(page.locator("#inside-text")).to_have_value(text)
            expect(page.locator("#inside-controls select option:checked")).to_have_text(
                re.compile({"de": "German → English", "en": "English → German"}[source])
            )
            page.click('[data-view="translate"]')


def test_a_model_of_one_vector_has_no_attention_to_be_compared(page: Any) -> None:
    vector = in_sight(page, "models").locator("li", has_text="toy.vector")
    expect(vector).to_contain_text("No attention", timeout=LONG)
    expect(vector.locator(".drawing")).to_have_count(0)


def test_an_address_with_pieces_of_another_model_is_followed_without_them(
    browser: Any, served: Served
) -> None:
    fragment = f"#inside?text={quote(TEXT)}&prefix=9999999"
    with opened_page(browser, served, fragment) as opened:
        expect(opened.locator("#figure-models .now p")).to_have_text(TRANSLATION, timeout=LONG)
        expect(opened).not_to_have_url(re.compile("prefix"))


def test_without_a_sentence_nothing_is_waited_for(browser: Any, served: Served) -> None:
    with opened_page(browser, served, "#inside?text=%20") as opened:
        expect(opened.locator("#inside-text")).to_have_value(" ", timeout=LONG)
        expect(opened.locator("#inside-view .status")).to_be_empty()
        expect(opened.locator("#inside-view .figures")).to_be_hidden()
