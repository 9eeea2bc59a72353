"""The page in a real browser, with the shipped model behind it."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser import LONG
from tests.server.browsing import opened_page, violations
from tests.server.serving import Served, served_here
from tolmach.documents.notices import CODES
from tolmach.server.page_files import PAGE
from tolmach.server.settings import ServerSettings

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
expect = playwright.expect

TEXT = "Der Hund schläft unter dem Tisch. Wo ist die Katze?"
TRANSLATION = "The dog is sleeping under the table. Where is the cat?"
LINKED = {"Hund": "dog", "schläft": "sleeping", "Tisch": "table", "Katze": "cat"}


def translated(
    page: Any, text: str = TEXT, translation: str | re.Pattern[str] = TRANSLATION
) -> None:
    """Type a text and wait for its translation and for all that is known of its sentences."""
    page.fill("#source", text)
    expect(page.locator("#target")).to_have_text(translation, timeout=LONG)


def looked_at(
    page: Any, text: str = TEXT, translation: str | re.Pattern[str] = TRANSLATION
) -> None:
    """Wait, too, for all that is found out about the sentences."""
    translated(page, text, translation)
    expect(page.locator("#target")).to_have_attribute("aria-busy", "false", timeout=LONG)


def word(page: Any, text: str) -> Any:
    return page.locator("#target .word", has_text=re.compile(f"^{re.escape(text)}$")).first


def test_what_is_typed_is_translated(page: Any) -> None:
    page.locator("#source").press_sequentially(TEXT, delay=5)
    expect(page.locator("#target")).to_have_text(TRANSLATION, timeout=LONG)
    expect(page.locator("#from option").first).to_have_text("German (detected)")
    expect(page.locator("#count")).to_have_text(f"{len(TEXT)} of 200,000 characters")
    page.click("#clear")
    expect(page.locator("#target")).to_be_empty()
    expect(page.locator("#source")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(page.locator("#source")).to_have_value(TEXT)
    expect(page.locator("#target")).to_have_text(TRANSLATION, timeout=LONG)


def test_lines_and_lists_look_as_they_did(page: Any) -> None:
    page.fill("#source", "Guten Morgen!\n\n  - Der Hund schläft.\n")
    expect(page.locator("#target .sentence")).to_have_count(2, timeout=LONG)
    lines = page.locator("#target").evaluate("each => each.textContent").split("\n")
    assert [line[:4] for line in lines[1:]] == ["", "  - ", ""]


PARAGRAPHS = """
1. Der Hund schläft.
2) Wo ist die Katze?

    Guten Morgen!  \t Guten Abend!
```
int Hund = 5;

Der Hund
```
- Das Kind liest ein Buch.
Das Kind liest ein Buch.
12

"""


def test_paragraphs_together_are_the_translation_of_the_text(page: Any, served: Served) -> None:
    text = PARAGRAPHS * 12
    page.select_option("#from", "de")
    page.fill("#source", text)
    expect(page.locator("#copy")).to_be_enabled(timeout=LONG)
    body = {"text": text, "source": "de", "target": "en"}
    [whole] = served.client.post("/v1/translate", json=body).json()["translations"]
    assert page.locator("#target").evaluate("each => each.textContent") == whole["text"]


def offer_modules(page: Any) -> None:
    """Let `imported(NAME)`, in the page, be the very module that the page has."""
    page.evaluate(
        """() => {
            const main = document.querySelector("script").src;
            window.imported = (name) => import(new URL(name, main));
        }"""
    )


def test_no_text_is_too_much_for_the_page(page: Any) -> None:
    """Neither for the search for paragraphs, nor for one call to draw all of it."""
    offer_modules(page)
    found = page.evaluate(
        """async () => {
            const { divided } = await imported("paragraphs.js");
            const { TargetPane } = await imported("panes.js");
            const root = document.createElement("div");
            const parts = Array(300_000).fill({ kept: "a" });
            const pane = new TargetPane(root);
            pane.draw(parts, " ");
            const length = root.textContent.length;
            pane.draw(parts.map(({ kept }) => ({ kept: `${kept}\\n` })), " ");
            return [divided("\\n".repeat(300_000) + "1. a").length, length, root.childNodes.length];
        }"""
    )
    assert found == [2, 300_000, 300_000]


def texts_asked(page: Any) -> list[list[str]]:
    """Return the texts of all requests to come, as they are sent."""
    asked: list[list[str]] = []

    def note(request: Any) -> None:
        if request.url.endswith("/v1/translate"):
            asked.append(request.post_data_json["text"])

    page.on("request", note)
    return asked


def test_only_what_has_changed_is_asked_for(page: Any) -> None:
    asked = texts_asked(page)
    translated(page, "Der Hund schläft.\nGuten Morgen!", "The dog is sleeping.\nGood morning!")
    page.focus("#source")
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("Wo ist die Katze?")
    expect(page.locator("#target")).to_contain_text("Where is the cat?", timeout=LONG)
    page.keyboard.press("Control+Home")
    page.keyboard.press("Enter")
    translated(page, "Guten Morgen!", "Good morning!")
    assert asked == [["Der Hund schläft.", "Guten Morgen!"], ["Wo ist die Katze?"]]


def test_a_long_text_comes_from_its_beginning_on(page: Any) -> None:
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)
        if len(held) != 2:
            route.continue_()

    page.route("**/v1/translate", hold)
    page.fill("#source", "\n".join(f"Das Kind liest {number} Bücher." for number in range(100)))
    expect(page.locator("#hint")).to_have_text(re.compile(r"^\d+ % is translated\.$"), timeout=LONG)
    expect(page.locator("#copy")).to_be_disabled()
    sentences = page.locator("#target .sentence").all_inner_texts()
    assert 20 < len(sentences) < 60
    assert all(re.search(rf"\b{n}\b", each) for n, each in enumerate(sentences))
    held[1].continue_()
    expect(page.locator("#target .sentence")).to_have_count(100, timeout=LONG)
    expect(page.locator("#copy")).to_be_enabled()
    expect(page.locator("#hint")).to_have_text("Click a word for other ways to say it.")


def test_only_lines_that_change_are_drawn_anew(page: Any) -> None:
    """The browser would lay out the whole of a long text at every key."""
    lines = [f"Das Kind liest {number} Bücher." for number in range(12)]
    looked_at(page, "\n".join(lines), re.compile("11 books"))
    page.evaluate(
        """() => {
            window.before = [...document.querySelectorAll("#target > div, #mirror > div")];
            document.querySelector("#source").setSelectionRange(0, 0);
            document.querySelector("#source").focus();
        }"""
    )
    page.keyboard.insert_text("Ja! ")
    expect(page.locator("#target")).to_contain_text("Yes!", timeout=LONG)
    expect(page.locator("#target")).to_have_attribute("aria-busy", "false", timeout=LONG)
    assert page.evaluate("window.before.filter((each) => !each.isConnected).length") == 2
    word(page, "11").hover()
    expect(page.locator("#mirror .lit")).to_have_text(["11"])


def test_the_words_of_a_text_stay_where_they_stand_in_it(page: Any) -> None:
    text = "Guten Morgen!\n\n\tDer  Hund.\nKatze.\n"
    looked_at(page, text, re.compile(r"[Cc]at"))
    for said in ("Morgen", "Hund", "Katze"):
        at = text.index(said) + 1
        page.locator("#source").evaluate(
            "(each, at) => { each.focus(); each.setSelectionRange(at, at); }", at
        )
        expect(page.locator("#mirror .lit")).to_have_text([said])
    assert page.locator("#mirror").evaluate("each => each.textContent") == f"{text}\n"


def test_nobody_waits_for_a_long_text_that_is_gone(page: Any) -> None:
    page.route("**/v1/translate", lambda _: None, times=1)  # it is never answered
    page.fill("#source", "Der Hund schläft. " * 100)
    translated(page, "Guten Morgen!", "Good morning!")


def test_what_is_typed_before_the_server_has_said_all_is_translated(page: Any) -> None:
    held: list[Any] = []
    page.route("**/v1/models", lambda route: held.append(route), times=1)
    with page.expect_request("**/v1/models"):
        page.reload()
    asked = texts_asked(page)
    page.fill("#source", "Guten Morgen!")
    assert asked == []
    held[0].continue_()
    expect(page.locator("#target")).to_have_text("Good morning!", timeout=LONG)
    assert asked == [["Guten Morgen!"]]


def test_what_is_typed_while_another_text_is_refused_is_translated(page: Any) -> None:
    held: list[Any] = []
    page.route("**/v1/translate", lambda route: held.append(route), times=1)
    page.fill("#source", TEXT)
    expect(page.locator("#count")).to_contain_text("51")
    page.fill("#source", "Guten Morgen!")
    held[0].fulfill(status=429, json={"detail": "That is refused."})
    expect(page.locator("#target")).to_have_text("Good morning!", timeout=LONG)
    expect(page.locator("#status")).to_be_empty()


def test_a_text_that_is_too_long_is_told_and_kept(page: Any) -> None:
    text = "Der Hund schläft. " * 12_000
    page.fill("#source", text)
    expect(page.locator("#status")).to_contain_text("More than 200,000 characters")
    assert page.locator("#source").input_value() == text
    expect(page.locator("#target")).to_be_empty()
    translated(page)
    expect(page.locator("#status")).to_be_empty()


def test_a_text_in_the_language_asked_for_is_told(page: Any) -> None:
    text = "Where have all the old books of the library been brought?"
    translated(page, text, text)
    expect(page.locator("#status")).to_contain_text("The text is in English already")


def test_words_light_up_with_their_counterparts(page: Any) -> None:
    looked_at(page)
    for german, english in LINKED.items():
        word(page, english).hover()
        expect(page.locator("#mirror .lit", has_text=german)).to_have_count(1)
        box = page.locator("#mirror span", has_text=re.compile(f"^{german}$")).bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        expect(page.locator("#target .lit", has_text=english)).to_have_count(1)
    page.mouse.move(5, 5)
    expect(page.locator(".lit")).to_have_count(0)


def test_the_word_at_the_caret_lights_up_too(page: Any) -> None:
    looked_at(page)
    page.locator("#source").evaluate("each => { each.focus(); each.setSelectionRange(29, 29); }")
    expect(page.locator("#target .lit")).to_have_text(["table"])


def test_words_in_front_of_emoji_and_spaces_are_found(page: Any) -> None:
    page.fill("#source", "🙂  Der   Hund schläft.")
    expect(page.locator("#target .word", has_text="dog")).to_be_visible(timeout=LONG)
    expect(page.locator("#target")).to_have_attribute("aria-busy", "false", timeout=LONG)
    word(page, "dog").hover()
    expect(page.locator("#mirror .lit")).to_have_text(["Hund"], timeout=LONG)


def test_another_word_is_chosen_and_remembered(page: Any) -> None:
    translated(page, "Der Hund schläft.", "The dog is sleeping.")
    word(page, "sleeping").click()
    choice = page.locator("#choices .choice").first
    expect(choice).to_be_visible(timeout=LONG)
    chosen = choice.locator("small").inner_text()
    assert chosen.startswith("The dog is ")
    choice.click()
    translated(page, "", "")
    translated(page, "Der Hund schläft.", chosen)
    page.locator("#target .word").nth(2).click()
    page.locator("#choices .choice", has_text="automatic").click()
    expect(page.locator("#target")).to_have_text("The dog is sleeping.")


def test_of_a_choice_and_a_term_the_later_wins(page: Any) -> None:
    def choose_another() -> str:
        page.locator("#target .word").nth(3).click()
        choice = page.locator("#choices .choice").first
        expect(choice).to_be_visible(timeout=LONG)
        chosen: str = choice.locator("small").inner_text()
        choice.click()
        expect(page.locator("#target")).to_have_text(chosen)
        return chosen

    translated(page, "Der Hund schläft.", "The dog is sleeping.")
    first = choose_another()
    page.click("summary")
    page.fill("#glossary", "Katze = tomcat")
    expect(page.locator("#target")).to_have_text(first, timeout=LONG)
    page.fill("#glossary", "Katze = tomcat\nHund = hound")
    expect(page.locator("#target")).to_have_text("The hound is sleeping.", timeout=LONG)
    expect(page.locator("#target .chosen")).to_have_count(0)
    second = choose_another()
    page.reload()
    translated(page, "Der Hund schläft.", second)
    page.click("summary")
    page.fill("#glossary", "Katze = tomcat")
    expect(page.locator("#target")).to_have_text(first, timeout=LONG)


@pytest.mark.parametrize("place", ["first", "last"])
def test_other_words_are_offered_within_the_window(page: Any, place: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    translated(page, f"{TEXT}\n" * 6, f"{TRANSLATION}\n" * 6)
    at = getattr(page.locator("#target .word"), place)
    at.evaluate("each => each.scrollIntoView({ block: 'end' })")
    at.click()
    expect(page.locator("#choices .choice, #choices .note").first).to_be_visible(timeout=LONG)
    expect(page.locator("#choices")).to_have_attribute("aria-busy", "false", timeout=LONG)
    box = page.locator("#choices").bounding_box()
    assert 0 <= box["x"] < box["x"] + box["width"] <= 390
    assert 0 <= box["y"] < box["y"] + box["height"] <= 800


def test_other_words_stay_when_a_keyboard_of_a_phone_goes(page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 400})
    translated(page, "Der Hund schläft.", "The dog is sleeping.")
    word(page, "sleeping").click()
    expect(page.locator("#choices .choice").first).to_be_visible(timeout=LONG)
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page.locator("#choices .choice").first).to_be_in_viewport()
    page.set_viewport_size({"width": 800, "height": 390})
    expect(page.locator("#choices")).to_be_hidden()


def test_everything_is_reached_by_keys(page: Any) -> None:
    translated(page, "Der Hund schläft.", "The dog is sleeping.")
    page.focus("#source")
    for _ in range(2):  # past the button that clears the text
        page.keyboard.press("Tab")
    expect(page.locator("#target .word:focus")).to_have_text("The")
    for key, expected in (
        ("ArrowRight", "dog"),
        ("End", "."),
        ("Home", "The"),
        ("ArrowRight", "dog"),
    ):
        page.keyboard.press(key)
        expect(page.locator("#target .word:focus")).to_have_text(expected)
    page.keyboard.press("Enter")
    expect(page.locator("#choices")).to_be_focused()
    expect(page.locator("#choices .choice").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#choices .choice").last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#choices")).to_be_hidden()
    expect(page.locator("#target .word:focus")).to_have_text("dog")


def test_doubtful_words_are_marked(page: Any, served: Served) -> None:
    look = {
        "source": "Der Hund schläft.",
        "translation": "The dog is sleeping.",
        "alignment": None,
        "confidence": {
            "sentence": 0.3,
            "words": [{"span": [4, 7], "confidence": 0.25}, {"span": [19, 20], "confidence": 0.1}],
            "warnings": [
                {"fault": "omission", "chance": 0.9, "spans": [[9, 16]]},
                {"fault": "repetition", "chance": 0.9, "spans": [[4, 7]]},
            ],
        },
    }
    page.route("**/v1/look", lambda route: route.fulfill(json=look))
    translated(page, "Der Hund schläft.", "The dog is sleeping.")
    expect(page.locator("#target .doubtful")).to_have_text(["dog"], timeout=LONG)
    expect(page.locator("#target .doubtful")).to_have_attribute("title", "25 % sure")
    expect(page.locator("#legend")).to_be_visible()
    expect(page.locator("#warnings li")).to_have_text(
        ["Perhaps left out of the translation: “schläft”", "Perhaps repeated: “dog”"]
    )
    page.select_option("#interface", "de")
    expect(page.locator("#warnings li").last).to_have_text("Vielleicht wiederholt: „dog“")
    expect(page.locator("#target .doubtful")).to_have_attribute("title", "zu 25 % sicher")


def test_a_glossary_is_obeyed_and_kept(page: Any) -> None:
    translated(page, "Der Hund schläft.", "The dog is sleeping.")
    page.click("summary")
    page.fill("#glossary", "Hund = hound\nnonsense")
    expect(page.locator("#target")).to_have_text("The hound is sleeping.", timeout=LONG)
    page.reload()
    expect(page.locator("#glossary")).to_have_value("Hund = hound\nnonsense")


def test_the_history_stays_in_the_browser(page: Any) -> None:
    translated(page)
    expect(page.locator("#spoken")).to_have_text(TRANSLATION, timeout=LONG)  # it has settled
    page.reload()
    page.click("#open-history")
    page.locator("#past button").click()
    expect(page.locator("#source")).to_have_value(TEXT)
    expect(page.locator("#target")).to_have_text(TRANSLATION, timeout=LONG)
    translated(page, "Guten Morgen!", "Good morning!")
    page.click("#open-history")
    page.locator("#past button", has_text="Hund").click()
    expect(page.locator("#source")).to_have_value(TEXT)
    page.keyboard.press("Control+z")
    expect(page.locator("#source")).to_have_value("Guten Morgen!")
    page.click("#open-history")
    page.click("#forget")
    expect(page.locator("#past li")).to_have_text(["Nothing yet."])
    page.click("#close-history")
    expect(page.locator("#history")).to_be_hidden()


def test_no_text_is_remembered_with_the_translation_of_another(page: Any) -> None:
    translated(page, "Der Hund schläft.", "The dog is sleeping.")
    page.route("**/v1/translate", lambda _: None)  # it is never answered
    page.fill("#source", "Guten Morgen!")
    expect(page.locator("#target")).to_have_class("text waiting")
    page.wait_for_timeout(2200)  # as long as it takes a text to settle
    page.click("#open-history")
    expect(page.locator("#past b")).to_have_count(0)


def test_the_oldest_of_the_history_makes_room(page: Any) -> None:
    entries = [
        {"text": f"{n} " + "x" * 190_000, "translation": "", "source": "de"} for n in range(20)
    ]
    page.evaluate(
        """entries => {
            while (entries.length) {
                try { localStorage.setItem("tolmach.past", JSON.stringify(entries)); return; }
                catch { entries.pop(); }
            }
        }""",
        entries,
    )
    text = "Der Hund schläft. " * 2000
    page.route(
        "**/v1/translate",
        lambda route: route.fulfill(
            json={"translations": [{"source": "de", "parts": [text.strip()], "lines": []}]}
        ),
    )
    page.fill("#source", text)
    expect(page.locator("#spoken")).to_have_text(text.strip(), timeout=LONG)  # it has settled
    page.click("#open-history")
    expect(page.locator("#past b").first).to_have_text(re.compile("^Der Hund"))
    expect(page.locator("#past b").nth(1)).to_have_text(re.compile("^0 x"))


def test_a_damaged_store_is_passed_over(page: Any) -> None:
    entry = {"source": None, "target": "en", "text": "Ja.", "translation": "Yes."}
    for past, chosen in (([1, None, {}, entry], [1, ["de|en|Der Hund", 5]]), ("x", {"a": 1})):
        page.evaluate(
            """([past, chosen]) => {
                localStorage.setItem("tolmach.past", JSON.stringify(past));
                localStorage.setItem("tolmach.chosen", JSON.stringify(chosen));
            }""",
            [past, chosen],
        )
        translated(page, "", "")
        translated(page, "Guten Morgen!", "Good morning!")
        page.click("#open-history")
        expect(page.locator("#past button")).to_have_count(int(past != "x"))
        page.click("#close-history")


def test_the_translation_is_copied(page: Any) -> None:
    translated(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("#copy")
    expect(page.locator("#status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == TRANSLATION


def test_a_direction_that_is_not_served_cannot_be_swapped_to(
    browser: Any, toy_folders: list[Path], tmp_path: Path
) -> None:
    with (
        served_here(toy_folders[:1], tmp_path / "state.sqlite3") as served,
        opened_page(browser, served) as page,
    ):
        page.select_option("#from", "de")
        expect(page.locator("#swap")).to_be_disabled()
        expect(page.locator("#swap")).to_have_attribute(
            "title", "The other direction is not served here"
        )


def test_a_key_that_is_wanted_is_asked_for(
    browser: Any, toy_folders: list[Path], tmp_path: Path
) -> None:
    settings = ServerSettings(port=0, keys=True)
    with (
        served_here(toy_folders[:1], tmp_path / "state.sqlite3", settings) as served,
        opened_page(browser, served, locale="de-DE") as page,
    ):
        page.fill("#source", "Guten Morgen!")
        wanted = "Dieser Server verlangt einen Schlüssel; bitte unten eingeben."
        expect(page.locator("#status")).to_have_text(wanted)
        page.get_by_label("Schlüssel").fill("wrong")
        expect(page.locator("#status")).to_have_text(wanted)
        page.get_by_label("Schlüssel").fill(served.context.keys.add("office"))
        expect(page.locator("#target .sentence")).to_have_count(1, timeout=LONG)
        expect(page.locator("#status")).to_be_empty()


def test_languages_are_swapped(browser: Any, toys: Served) -> None:
    with opened_page(browser, toys, locale="de-DE") as page:
        expect(page.locator("#from option")).to_have_text(
            ["Sprache erkennen", "Deutsch", "Englisch"], timeout=LONG
        )
        page.select_option("#from", "de")
        page.fill("#source", "Guten Morgen!")
        expect(page.locator("#target .sentence")).to_have_count(1, timeout=LONG)
        before = page.locator("#target").evaluate("each => each.textContent")
        page.click("#swap")
        expect(page.locator("#from")).to_have_value("en")
        expect(page.locator("#to")).to_have_value("de")
        expect(page.locator("#source")).to_have_value(before)
        for key, text, pair in (
            ("Control+z", "Guten Morgen!", ("de", "en")),
            ("Control+Shift+z", before, ("en", "de")),
        ):
            page.keyboard.press(key)
            expect(page.locator("#source")).to_have_value(text)
            assert tuple(page.input_value(each) for each in ("#from", "#to")) == pair


def boxes(page: Any) -> list[dict[str, float]]:
    """Return where what stands below the text is, and the panes."""
    found = page.locator("#source, #count, #clear, #target, #copy, #status")
    return [each.bounding_box() for each in found.all() if each.is_visible()]


@pytest.mark.parametrize(
    ("code", "said"), [("en", "Undo"), ("de", "Rückgängig"), ("ru", "Вернуть")]
)
def test_what_was_cleared_is_brought_back_by_a_button(page: Any, code: str, said: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.select_option("#interface", code)
    page.select_option("#from", "de")
    expect(page.locator("#undo")).to_be_hidden()
    before = page.locator("#target").bounding_box()
    translated(page, "Hund", "dog")
    assert page.locator("#target").bounding_box() == before
    translated(page)
    page.click("#clear")
    expect(page.locator("#undo")).to_have_text(said)
    expect(page.locator("#target")).to_be_empty()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.keyboard.press("Tab")
    expect(page.locator("#undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#source")).to_have_value(TEXT)
    expect(page.locator("#source")).to_be_focused()
    expect(page.locator("#target")).to_have_text(TRANSLATION, timeout=LONG)
    expect(page.locator("#undo")).to_be_hidden()
    page.keyboard.press("Control+Shift+z")
    expect(page.locator("#source")).to_have_value("")


def test_what_was_swapped_is_brought_back_and_nothing_moves(page: Any) -> None:
    page.select_option("#from", "de")
    translated(page)
    before = boxes(page)
    page.click("#swap")
    expect(page.locator("#source")).to_have_value(TRANSLATION)
    expect(page.locator("#undo")).to_be_visible()
    expect(page.locator("#target")).to_have_text(re.compile("Hund"), timeout=LONG)
    assert [each["y"] for each in boxes(page)] == [each["y"] for each in before]
    page.click("#undo")
    expect(page.locator("#source")).to_have_value(TEXT)
    expect(page.locator("#from")).to_have_value("de")
    expect(page.locator("#to")).to_have_value("en")
    expect(page.locator("#target")).to_have_text(TRANSLATION, timeout=LONG)
    assert boxes(page) == before


@pytest.mark.parametrize("how", ["type", "Control+z"])
def test_nothing_older_than_a_change_is_brought_back(page: Any, how: str) -> None:
    page.select_option("#from", "de")
    translated(page)
    page.click("#clear")
    expect(page.locator("#undo")).to_be_visible()
    page.keyboard.type("Ja") if how == "type" else page.keyboard.press(how)
    expect(page.locator("#undo")).to_be_hidden()
    page.fill("#source", "")
    page.click("#swap")
    expect(page.locator("#undo")).to_be_hidden()  # there was no text


def test_what_a_history_replaced_is_brought_back_where_the_browser_cannot(page: Any) -> None:
    translated(page)
    expect(page.locator("#spoken")).to_have_text(TRANSLATION, timeout=LONG)  # it has settled
    translated(page, "Guten Morgen!", "Good morning!")
    page.evaluate("document.execCommand = () => false")  # as some browsers of phones are
    page.click("#open-history")
    page.locator("#past button").click()
    expect(page.locator("#source")).to_have_value(TEXT)
    page.click("#undo")
    expect(page.locator("#source")).to_have_value("Guten Morgen!")
    expect(page.locator("#target")).to_have_text("Good morning!")


REPLACED = ["Der <b>Hund</b> &amp; <!-- so -->", "\t  a\u00a0 b  ", "", "\u202e\U0001f642"] * 1000


@pytest.mark.parametrize("text", ["\n".join(REPLACED), "\n", "  a\n\n", ""])
def test_any_text_is_replaced_as_it_is_and_comes_back(page: Any, text: str) -> None:
    translated(page, "Der Hund schläft.", "The dog is sleeping.")
    page.route("**/v1/translate", lambda _: None)  # it is never answered
    offer_modules(page)
    replaced = page.evaluate(
        """async text => {
            const { SourcePane } = await imported("panes.js");
            const area = document.querySelector("#source");
            new SourcePane(area, document.querySelector("#mirror")).replace(text);
            return area.value;
        }""",
        text,
    )
    assert replaced == text
    page.keyboard.press("Control+z")
    expect(page.locator("#source")).to_have_value("Der Hund schläft.")


def refuse_once(page: Any, address: str) -> None:
    """Answer the first request to an address as a busy server does."""
    page.route(
        address,
        lambda route: route.fulfill(
            status=429, headers={"Retry-After": "1"}, json={"detail": "busy"}
        ),
        times=1,
    )


def test_a_busy_server_is_asked_again(page: Any) -> None:
    refuse_once(page, "**/v1/translate")
    page.fill("#source", TEXT)
    expect(page.locator("#status")).to_have_text("The server is busy; trying again in 1 s.")
    expect(page.locator("#target")).to_have_text(TRANSLATION, timeout=LONG)
    expect(page.locator("#status")).to_be_empty()


def test_a_text_in_a_language_that_is_not_read_is_told(page: Any) -> None:
    translated(page)
    page.fill("#source", "Le chat boit du lait, et le chien dort sous la table.")
    expect(page.locator("#status")).to_contain_text(
        "seems to be in French, which is not translated into English here", timeout=LONG
    )
    expect(page.locator("#target")).to_have_class("text waiting")
    translated(page, "Der Hund schläft.", "The dog is sleeping.")
    expect(page.locator("#status")).to_be_empty()
    expect(page.locator("#target")).to_have_class("text")
    page.select_option("#interface", "de")
    page.select_option("#to", "ru")
    expect(page.locator("#status")).to_contain_text("Deutsch → Russisch", timeout=LONG)
    page.select_option("#interface", "ru")
    page.select_option("#to", "en")
    page.select_option("#to", "ru")
    expect(page.locator("#status")).to_contain_text(
        "Похоже, язык текста — немецкий, и на русский", timeout=LONG
    )


def test_inside_takes_the_text_that_has_just_been_typed(page: Any) -> None:
    translated(page, "Guten Morgen!", "Good morning!")
    held: list[Any] = []
    page.route("**/v1/translate", lambda route: held.append(route))
    page.fill("#source", TEXT)
    page.click('[data-view="inside"]')
    expect(page.locator("#inside-view")).to_be_visible()
    expect(page.locator("#inside-view .figures")).to_be_hidden()
    held[0].continue_()
    expect(page.locator("#inside-text")).to_have_value("Der Hund schläft unter dem Tisch.")
    expect(page.locator("#inside-view .figures")).to_be_visible(timeout=LONG)


def test_inside_takes_a_text_that_is_not_translated(page: Any) -> None:
    translated(page, "Guten Morgen!", "Good morning!")
    page.route("**/v1/translate", lambda route: route.fulfill(status=429, json={"detail": "no"}))
    page.fill("#source", "\nDer Hund schläft\nunter dem Tisch.")
    page.click('[data-view="inside"]')
    expect(page.locator("#inside-text")).to_have_value("Der Hund schläft")


def test_a_mistake_is_told_in_the_servers_words(page: Any) -> None:
    said = "de to xx is not served here."
    page.route("**/v1/translate", lambda route: route.fulfill(status=429, json={"detail": said}))
    page.fill("#source", TEXT)
    expect(page.locator("#status")).to_have_text(said)


@pytest.mark.parametrize(
    ("code", "title"), [("en", "History"), ("de", "Verlauf"), ("ru", "История")]
)
def test_the_interface_speaks_three_languages(page: Any, code: str, title: str) -> None:
    page.select_option("#interface", code)
    expect(page.locator("#open-history")).to_have_text(title)
    expect(page.locator("html")).to_have_attribute("lang", code)
    page.reload()
    expect(page.locator("#open-history")).to_have_text(title)


def test_no_string_is_missing_in_a_language() -> None:
    known: list[str] = []
    for path in PAGE.rglob("*strings.js"):
        text = path.read_text("utf-8")
        tables = re.findall(r"^const (\w\w) = \{\n(.*?)^\};", text, re.MULTILINE | re.DOTALL)
        keys = {code: re.findall(r"^  (\w+):", table, re.MULTILINE) for code, table in tables}
        assert keys["en"] == keys["de"] == keys["ru"]
        known += keys["en"]
    assert len(set(known)) == len(known)
    scripts = "".join(each.read_text("utf-8") for each in PAGE.rglob("*.js"))
    used = {
        *re.findall(r'data-(?:say|label|placeholder)="(\w+)"', (PAGE / "index.html").read_text()),
        *re.findall(r'(?:say\(|dataset\.\w+ = )"(\w+)"', scripts),
    }
    assert used <= set(known)


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1100])
def test_it_is_accessible_and_fits(page: Any, colours: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.select_option("#colours", colours)
    looked_at(page)
    assert violations(page) == []
    page.locator("#target .word").first.click()
    expect(page.locator("#choices .choice, #choices .note").first).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("code", ["en", "de", "ru"])
def test_it_fits_a_page_enlarged_to_four_times_its_size(page: Any, code: str) -> None:
    """As WCAG 2.2 asks (1.4.10), and as the smallest phones are."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.select_option("#interface", code)
    translated(page)
    row = sent_file(page, f"{'Brief' * 20}.html", b"<p>Ja.</p><img src=a>")
    expect(row.locator("a")).to_be_visible(timeout=LONG)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.click('[data-view="inside"]')
    expect(page.locator("#inside-view .figures")).to_be_visible(timeout=LONG)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_address_shares_a_text_and_its_languages(page: Any, served: Served) -> None:
    translated(page)
    page.select_option("#from", "de")
    expect(page.locator("#spoken")).to_have_text(TRANSLATION, timeout=LONG)  # it has settled
    address = page.url
    assert "#translate?" in address
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator("#source")).to_have_value(TEXT)
    expect(page.locator("#from")).to_have_value("de")
    expect(page.locator("#target")).to_have_text(TRANSLATION, timeout=LONG)


def test_a_shared_text_is_there_at_once_and_what_is_made_of_it_stays(
    page: Any, served: Served
) -> None:
    held: list[Any] = []
    page.route("**/v1/models", lambda route: held.append(route), times=1)
    page.goto("about:blank")
    page.goto(f"{served.url}/#translate?from=de&to=en&text=Wo ist")
    expect(page.locator("#source")).to_have_value("Wo ist")
    expect(page.locator("#count")).to_be_empty()  # of how many is not known yet
    page.locator("#source").press("End")
    page.keyboard.type(" die Katze?")
    held[0].continue_()
    expect(page.locator("#target")).to_have_text("Where is the cat?", timeout=LONG)
    expect(page.locator("#source")).to_have_value("Wo ist die Katze?")
    expect(page.locator("#from")).to_have_value("de")
    expect(page.locator("#undo")).to_be_hidden()
    expect(page).to_have_url(re.compile("Katze"))


def test_a_shared_address_is_followed_in_a_page_that_is_open(page: Any) -> None:
    translated(page, "Guten Morgen!", "Good morning!")
    page.evaluate("location.hash = '#translate?from=xx&to=en&text=Wo ist die Katze?'")
    expect(page.locator("#target")).to_have_text("Where is the cat?", timeout=LONG)
    expect(page.locator("#from")).to_have_value("")
    expect(page.locator("#from option:checked")).to_have_text("German (detected)")
    page.keyboard.press("Control+z")
    expect(page.locator("#source")).to_have_value("Guten Morgen!")


def test_what_was_typed_is_still_there_when_one_goes_back(page: Any) -> None:
    translated(page)
    expect(page.locator("#spoken")).to_have_text(TRANSLATION, timeout=LONG)  # it has settled
    translated(page, "Guten Morgen!", "Good morning!")
    page.click('[data-view="inside"]')
    expect(page.locator("#inside-text")).to_have_value("Guten Morgen!")
    page.go_back()
    expect(page.locator("#source")).to_be_visible()
    expect(page.locator("#source")).to_have_value("Guten Morgen!")


def test_the_link_past_the_head_leads_to_the_text(page: Any) -> None:
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#source")).to_be_focused()
    assert "#source" not in page.url


def test_the_view_is_told_without_the_pages_colours(page: Any) -> None:
    page.emulate_media(forced_colors="active")
    views = page.locator("[data-view]")
    expect(views.first).to_have_css("outline-style", "solid")
    expect(views.last).to_have_css("outline-style", "none")
    page.emulate_media(forced_colors="none")


def test_colours_follow_the_system(page: Any) -> None:
    grounds = []
    for scheme in ("dark", "light"):  # as the tab is for other tests
        page.emulate_media(color_scheme=scheme)
        page.reload()
        grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert grounds[0] != grounds[1]


def test_the_page_loads_nothing_from_elsewhere() -> None:
    for path in (each for each in PAGE.rglob("*.*") if each.suffix in (".html", ".css", ".js")):
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")  # a name
        assert not re.findall(r"https?://|@import|url\(", text), path.name


def test_only_files_of_the_page_are_served(served: Served, tmp_path: Path) -> None:
    assert served.client.get("/page/main.js").headers["content-type"].startswith("text/javascript")
    for path in (
        "/page/../app.py",
        "/page/%2e%2e/app.py",
        "/page//etc/passwd",
        "/page/..%5capp.py",
    ):
        assert served.client.get(path).status_code in (404, 405)


def sent_file(page: Any, name: str, content: bytes) -> Any:
    """Choose a file, and return its row."""
    with page.expect_file_chooser() as chosen:
        page.click("#choose-file")
    chosen.value.set_files({"name": name, "mimeType": "", "buffer": content})
    return page.locator("#file-list .file", has_text=name)


def saved_file(page: Any, row: Any) -> tuple[str, bytes]:
    """Save a translated file; return its name and its content."""
    with page.expect_download() as saved:
        row.locator("a").click()
    return saved.value.suggested_filename, Path(saved.value.path()).read_bytes()


def test_a_file_is_chosen_translated_and_saved(page: Any) -> None:
    page.click("summary")
    page.fill("#glossary", "Hund = hound")
    row = sent_file(page, "Brief.html", "<p>Der <b>Hund</b> schläft.</p><img src=a>".encode())
    expect(row.locator("a")).to_be_visible(timeout=LONG)
    expect(row.locator("ul li")).to_have_text(["1 picture: text in it is not translated."])
    expect(page.locator("#status")).to_have_text("Brief.html is translated.")
    name, content = saved_file(page, row)
    assert name == "Brief.en.html"
    assert b"<b>hound</b>" in content
    row.locator("button").click()
    expect(page.locator("#file-list .file")).to_have_count(0)


def test_the_buttons_of_a_file_stand_side_by_side_on_a_phone(page: Any) -> None:
    page.set_viewport_size({"width": 360, "height": 700})
    page.select_option("#interface", "de")
    row = sent_file(page, "Brief.html", b"<p>Der Hund bellt.</p>")
    expect(row.locator("a")).to_be_visible(timeout=LONG)
    save, remove = (row.locator(each).bounding_box() for each in ("a", "button"))
    assert (save["y"], save["height"]) == (remove["y"], remove["height"])


def test_what_a_file_leaves_is_said_in_the_interfaces_language(page: Any) -> None:
    content = "<p>Ja.</p>" + "<img src=a>" * 3 + "<p>Nein.</p><iframe src=a></iframe>"
    row = sent_file(page, "Brief.html", content.encode())
    expect(row.locator("a")).to_be_visible(timeout=LONG)
    for code, told in (
        (
            "en",
            ["3 pictures: text in it is not translated.", "1 embedded page: left untranslated."],
        ),
        (
            "de",
            [
                "3 Bilder: Text darin wird nicht übersetzt.",
                "1 eingebettete Seite: unverändert gelassen.",
            ],
        ),
        (
            "ru",
            ["3 картинки: текст внутри не переводится.", "1 встроенная страница: без изменений."],
        ),
    ):
        page.select_option("#interface", code)
        expect(row.locator("ul li")).to_have_text(told)


def test_the_page_says_all_notices_in_its_languages(page: Any) -> None:
    notices = [
        {"code": code, "count": count, "values": ["de", "en"]}
        for code in CODES
        for count in (1, 3, 1005)
    ]
    for language, letters in (("de", "[a-zäöüß]"), ("ru", "[а-яё]")):
        page.select_option("#interface", language)
        said = page.evaluate(
            """async notices => {
                const main = document.querySelector("script[type=module]").src;
                const { noticed } = await import(new URL("notices.js", main));
                return notices.map((each) => noticed(each, "English"));
            }""",
            notices,
        )
        for notice, sentence in zip(notices, said, strict=True):
            assert re.search(letters, sentence), notice
            assert not re.search(r"[{}|]|undefined|English", sentence), sentence
    assert said[notices.index({**notices[0], "code": "html", "count": 1005})] == (
        "1\u00a0005 блоков HTML: без изменений."
    )
    page.select_option("#interface", "en")


def test_what_is_said_of_a_file_stays_while_a_text_is_translated(page: Any) -> None:
    row = sent_file(page, "Brief.txt", b"Ja.")
    expect(row.locator("a")).to_be_visible(timeout=LONG)
    expect(page.locator("#status")).to_have_text("Brief.txt is translated.")
    page.fill("#source", "Nein.")
    expect(page.locator("#target .word").first).to_be_visible(timeout=LONG)
    expect(page.locator("#status")).to_have_text("Brief.txt is translated.")


def test_no_view_writes_into_the_address_of_another(page: Any) -> None:
    offer_modules(page)
    page.evaluate(
        """async () => {
          const address = await imported("address.js");
          location.hash = "#inside?step=1"; // which is told in a moment
          address.write("translate", { text: "Ja." });
        }"""
    )
    expect(page.locator("#inside-view")).to_be_visible(timeout=LONG)


def test_a_file_is_dropped_and_its_progress_is_shown(page: Any) -> None:
    told = {
        "document": "x",
        "name": "a.txt",
        "status": "translating",
        "texts": 80,
        "translated": 20,
        "seconds_remaining": 7,
        "warnings": [],
        "error": None,
    }
    page.route("**/v1/documents/*", lambda route: route.fulfill(json=told))
    transfer = page.evaluate_handle(
        "() => { const held = new DataTransfer();"
        " held.items.add(new File(['Der Hund schläft.'], 'a.txt')); return held; }"
    )
    page.dispatch_event("body", "dragover", {"dataTransfer": transfer})
    expect(page.locator(".drop")).to_be_visible()
    page.dispatch_event("body", "drop", {"dataTransfer": transfer})
    expect(page.locator(".drop")).to_be_hidden()
    row = page.locator(".file")
    expect(row.locator("span")).to_have_text("20 of 80 texts, about 7 s left", timeout=LONG)
    assert row.locator("progress").evaluate("each => each.value / each.max") == 0.25
    page.select_option("#interface", "de")
    expect(row.locator("span")).to_have_text("20 von 80 Texten, noch etwa 7 s")
    page.select_option("#interface", "ru")
    expect(row.locator("span")).to_have_text("20 из 80 текстов, осталось примерно 7 с")
    expect(page.locator("#choose-file")).to_have_text("Перевести файл")
    with page.expect_request(lambda asked: asked.method == "DELETE"):
        row.locator("button").click()
    expect(row).to_have_count(0)


def test_a_file_that_is_dropped_on_inside_is_shown_where_files_are(page: Any) -> None:
    page.click('[data-view="inside"]')
    transfer = page.evaluate_handle(
        "() => { const held = new DataTransfer();"
        " held.items.add(new File(['Der Hund schläft.'], 'a.txt')); return held; }"
    )
    page.dispatch_event("body", "drop", {"dataTransfer": transfer})
    expect(page.locator(".file a")).to_be_in_viewport(timeout=LONG)


def test_a_file_that_cannot_be_translated_is_told(page: Any) -> None:
    page.route(
        "**/v1/documents",
        lambda route: route.fulfill(status=429, json={"detail": "a.docx is not a whole document."}),
    )
    row = sent_file(page, "a.docx", b"PK")
    expect(row.locator(".trouble")).to_have_text("a.docx is not a whole document.")
    expect(page.locator("#status")).to_have_text("a.docx is not a whole document.")


def test_a_busy_server_is_sent_a_file_again(page: Any) -> None:
    refuse_once(page, "**/v1/documents")
    row = sent_file(page, "a.txt", b"Der Hund schl\xc3\xa4ft.")
    expect(row.locator("span")).to_have_text("The server is busy; trying again in 1 s.")
    expect(row.locator("a")).to_be_visible(timeout=LONG)
    assert saved_file(page, row) == ("a.en.txt", b"The dog is sleeping.")


def test_a_file_that_is_gone_before_it_is_sent_is_told(page: Any, tmp_path: Path) -> None:
    letter = tmp_path / "a.txt"
    letter.write_text("Der Hund schläft.", "utf-8")
    refuse_once(page, "**/v1/documents")
    page.locator("#file").set_input_files(letter)
    expect(page.locator(".file span")).to_contain_text("The server is busy")
    letter.unlink()
    expect(page.locator(".file .trouble")).to_contain_text("This cannot be read", timeout=LONG)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_files_are_reached_by_keys_and_accessible(page: Any, colours: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page.select_option("#colours", colours)
    page.set_viewport_size({"width": 390, "height": 800})
    # Playwright does not wait until the browser hands choosers over: a key pressed at once, on a
    # busy machine, opens one that nobody hears of. The browser has done so when it answers.
    with page.expect_file_chooser() as chosen:
        page.focus("#choose-file")
        expect(page.locator("#choose-file")).to_be_focused()
        page.keyboard.press("Enter")
    chosen.value.set_files({"name": "a.txt", "mimeType": "", "buffer": b"Der Hund."})
    expect(page.locator(".file a")).to_be_visible(timeout=LONG)
    page.focus("#choose-file")
    page.keyboard.press("Tab")
    expect(page.locator(".file a")).to_be_focused()
    with page.expect_download():
        page.keyboard.press("Enter")
    found = axe.run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".file")).to_have_count(0)
