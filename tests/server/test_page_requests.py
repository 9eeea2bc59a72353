"""What the page asks for, where answers are slow, refused or lost, or not wanted any more."""

import re
from typing import Any

import pytest

from tests.browser import LONG
from tests.server.browsing import opened_page, typed_at_once
from tests.server.serving import Served, served_here
from tolmach.server.settings import ServerSettings

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
expect = playwright.expect

DOG, DOG_SAID = "Der Hund schläft.", "The dog is sleeping."
MORNING, MORNING_SAID = "Guten Morgen!", "Good morning!"
REFUSED = {"status": 429, "json": {"detail": "That is refused."}}


class Held:
    """The requests to an address, each held until the test lets it go."""

    def __init__(self, page: Any, address: str, times: int | None = None) -> None:
        self.page = page
        self.routes: list[Any] = []
        page.route(address, lambda route: self.routes.append(route), times=times)

    def get(self, number: int = 0) -> Any:
        """Wait for a request, and return its route."""
        for _ in range(LONG // 20):
            if len(self.routes) > number:
                return self.routes[number]
            self.page.wait_for_timeout(20)
        raise AssertionError(f"there is no request number {number}")


def translated(page: Any, text: str = DOG, translation: str | re.Pattern[str] = DOG_SAID) -> None:
    page.fill("#source", text)
    expect(page.locator("#target")).to_have_text(translation, timeout=LONG)


def looked_at(page: Any, text: str = DOG, translation: str | re.Pattern[str] = DOG_SAID) -> None:
    translated(page, text, translation)
    expect(page.locator("#target")).to_have_attribute("aria-busy", "false", timeout=LONG)


def word(page: Any, text: str) -> Any:
    return page.locator("#target .word", has_text=re.compile(f"^{re.escape(text)}$")).first


# Translations


def test_nobody_waits_for_a_lost_answer_about_a_text_that_is_gone(page: Any) -> None:
    Held(page, "**/v1/translate", times=1)  # never answered
    page.fill("#source", DOG)
    translated(page, MORNING, MORNING_SAID)


def test_nobody_waits_for_a_lost_answer_in_another_language(page: Any) -> None:
    page.select_option("#to", "de")
    held = Held(page, "**/v1/translate", times=1)
    page.fill("#source", "Where is the cat?")
    held.get()
    page.select_option("#to", "ru")
    expect(page.locator("#target[lang=ru] .sentence")).to_have_count(1, timeout=LONG)


LINES = "\n".join(f"Das Kind liest {number} Bücher." for number in range(60))


def test_what_is_shown_in_another_language_looks_out_of_date(page: Any) -> None:
    held = Held(page, "**/v1/translate")
    page.fill("#source", LINES)
    held.get().continue_()
    held.get(1)
    expect(page.locator("#target")).to_have_class("text long")
    page.select_option("#from", "ru")
    expect(page.locator("#target")).to_have_class("text long waiting")


def test_a_translation_that_is_to_come_is_said_where_none_is_shown(page: Any) -> None:
    held = Held(page, "**/v1/translate")
    page.fill("#source", DOG)
    route = held.get()
    expect(page.locator("#target")).to_have_attribute("data-empty", "Translating…")
    page.select_option("#interface", "de")
    expect(page.locator("#target")).to_have_attribute("data-empty", "Wird übersetzt …")
    route.fulfill(**REFUSED)
    expect(page.locator("#target")).to_have_attribute(
        "data-empty", "Hier erscheint die Übersetzung"
    )


def test_warnings_about_a_text_that_is_gone_look_out_of_date(page: Any) -> None:
    page.select_option("#from", "de")
    page.fill("#source", "Die Konferenz tagte in Donaueschingen und beschloss vielerlei Unfug.")
    expect(page.locator("#target")).to_have_attribute("aria-busy", "false", timeout=LONG)
    warnings = page.locator("#warnings")
    warnings.evaluate("(each) => (each.hidden = false)")  # whether there are any or not
    expect(warnings).to_have_css("opacity", "1")
    Held(page, "**/v1/translate")
    page.fill("#source", MORNING)
    expect(warnings).to_have_css("opacity", "0.6")


def test_a_text_that_is_back_is_whole_whatever_is_asked_for(page: Any) -> None:
    translated(page)
    held = Held(page, "**/v1/translate")
    page.fill("#source", MORNING)
    held.get()
    expect(page.locator("#target")).to_have_class("text waiting")
    page.fill("#source", DOG)
    expect(page.locator("#target")).to_have_class("text")
    expect(page.locator("#copy")).to_be_enabled()
    expect(page.locator("#spoken")).to_have_text(DOG_SAID, timeout=LONG)  # it has settled


def test_no_text_is_remembered_with_the_translation_of_another_when_it_is_refused(
    page: Any,
) -> None:
    translated(page)
    page.route("**/v1/translate", lambda route: route.fulfill(**REFUSED))
    page.fill("#source", MORNING)
    expect(page.locator("#status")).to_have_text("That is refused.")
    expect(page.locator("#copy")).to_be_disabled()
    page.wait_for_timeout(2300)  # longer than it takes a text to settle
    page.click("#open-history")
    expect(page.locator("#past b")).to_have_count(0)
    page.click("#close-history")
    page.click("#swap")
    expect(page.locator("#source")).to_have_value(MORNING)  # not the dog's translation


def test_what_is_forgotten_does_not_come_back(page: Any) -> None:
    translated(page)
    page.click("#open-history")
    page.evaluate("document.querySelector('#forget').disabled = false")  # it has not settled yet
    page.click("#forget")
    page.wait_for_timeout(2300)
    page.click("#close-history")
    page.click("#open-history")
    expect(page.locator("#past b")).to_have_count(0)


def test_a_language_that_was_named_is_none_that_was_detected(page: Any) -> None:
    page.select_option("#from", "de")
    text = "Where have all the old books of the library been brought?"
    page.fill("#source", text)
    expect(page.locator("#target .sentence")).to_have_count(1, timeout=LONG)
    page.select_option("#from", "")
    expect(page.locator("#status")).to_contain_text("The text is in English already", timeout=LONG)


def test_the_languages_of_a_shared_address_stay_in_another_interface(
    browser: Any, served: Served
) -> None:
    with opened_page(browser, served) as page:
        expect(page.locator("#to")).to_have_value("en", timeout=LONG)
        page.select_option("#from", "de")
        page.evaluate("location.hash = '#translate?to=en&text=Guten Morgen!'")
        expect(page.locator("#from")).to_have_value("")
        page.select_option("#interface", "de")
        expect(page.locator("#from")).to_have_value("")
        expect(page.locator("#from option:checked")).to_have_text("Deutsch (erkannt)", timeout=LONG)


# Looks


def test_a_lost_connection_costs_no_look(page: Any) -> None:
    page.route("**/v1/look", lambda route: route.abort("connectionreset"), times=1)
    translated(page)
    expect(page.locator("#target")).to_have_attribute("aria-busy", "false", timeout=LONG)
    word(page, "dog").hover()
    expect(page.locator("#mirror .lit")).to_have_text(["Hund"])


def test_a_look_is_of_the_languages_of_what_is_shown(page: Any) -> None:
    translated(page)
    page.route("**/v1/translate", lambda _: None)  # it is never answered
    looks = Held(page, "**/v1/look")
    page.select_option("#to", "ru")
    word(page, "dog").hover()
    asked = looks.get().request.post_data_json
    assert (asked["source"], asked["target"]) == ("de", "en")


def test_a_look_knows_what_the_glossary_has_put_there(page: Any) -> None:
    page.click("summary")
    page.fill("#glossary", "Kind = whippersnapper\nHund = hound")
    text = "Das Kind kauft zwei rote Äpfel."
    looked_at(page, text, re.compile("whippersnapper"))
    expect(page.locator("#target .doubtful", has_text="whippersnapper")).to_have_count(0)
    expect(page.locator("#warnings")).to_be_hidden()
    held = Held(page, "**/v1/look")
    page.fill("#source", DOG)
    assert held.get().request.post_data_json["glossary"] == {"Hund": "hound"}


def test_the_same_translation_by_another_glossary_is_looked_at_again(page: Any) -> None:
    look = {
        "source": DOG,
        "translation": DOG_SAID,
        "alignment": None,
        "confidence": {
            "sentence": 0.3,
            "words": [{"span": [4, 7], "confidence": 0.25}],
            "warnings": [],
        },
    }

    def judge(route: Any) -> None:
        doubted = look | ({"confidence": None} if route.request.post_data_json["glossary"] else {})
        route.fulfill(json=doubted)

    page.route("**/v1/look", judge)
    looked_at(page)
    expect(page.locator("#target .doubtful")).to_have_text(["dog"])
    page.click("summary")
    page.fill("#glossary", "Hund = dog")
    expect(page.locator("#target .doubtful")).to_have_count(0, timeout=LONG)
    page.fill("#glossary", "")
    expect(page.locator("#target .doubtful")).to_have_text(["dog"], timeout=LONG)


def test_a_text_of_many_sentences_is_not_busy_for_ever(page: Any) -> None:
    page.route("**/v1/look", lambda route: route.fulfill(json={}))
    looked_at(page, "\n".join(f"{number}" + DOG for number in range(60)), re.compile("59.*dog"))
    expect(page.locator("#target .sentence")).to_have_count(60)


def test_a_busy_server_is_asked_for_no_other_look_meanwhile(page: Any) -> None:
    asked: list[str] = []

    def refuse(route: Any) -> None:
        asked.append(route.request.post_data_json["text"])
        route.fulfill(status=429, headers={"Retry-After": "60"}, json={"detail": "busy"})

    page.route("**/v1/look", refuse)
    translated(page, f"{DOG}\n{MORNING}\n{DOG} {MORNING}", re.compile(MORNING_SAID))
    for _ in range(LONG // 20):
        if asked:
            break
        page.wait_for_timeout(20)
    page.wait_for_timeout(300)
    assert asked == [DOG]


# Other words


def test_a_refusal_of_other_words_leaves_those_of_another_place(page: Any) -> None:
    translated(page)
    held = Held(page, "**/v1/words")
    word(page, "dog").click()
    first = held.get()
    page.keyboard.press("Escape")
    word(page, "sleeping").click()
    held.get(1).continue_()
    expect(page.locator("#choices .choice").first).to_be_visible(timeout=LONG)
    first.fulfill(**REFUSED)
    page.wait_for_timeout(300)
    expect(page.locator("#choices .choice").first).to_be_visible()
    expect(page.locator("#status")).to_be_empty()


def test_other_words_are_of_the_languages_of_what_is_shown(page: Any) -> None:
    translated(page)
    Held(page, "**/v1/translate")
    page.select_option("#to", "ru")
    held = Held(page, "**/v1/words")
    word(page, "dog").click()
    assert held.get().request.post_data_json["target"] == "en"
    held.get().continue_()
    page.locator("#choices .choice").first.click()
    [[key, _]] = page.evaluate("JSON.parse(localStorage.getItem('tolmach.chosen'))")
    assert key == f"de|en|{DOG}"


# The interface's language


def test_what_is_said_is_said_in_the_new_language_of_the_interface(page: Any) -> None:
    page.route(
        "**/v1/translate",
        lambda route: route.fulfill(
            status=429, headers={"Retry-After": "60"}, json={"detail": "busy"}
        ),
    )
    page.fill("#source", DOG)
    expect(page.locator("#status")).to_have_text("The server is busy; trying again in 60 s.")
    page.select_option("#interface", "de")
    expect(page.locator("#status")).to_have_text(
        "Der Server ist ausgelastet; neuer Versuch in 60 s."
    )


def test_how_far_a_text_is_stays_told_in_another_interface(page: Any) -> None:
    held = Held(page, "**/v1/translate")
    page.fill("#source", LINES)
    held.get().continue_()
    held.get(1)
    expect(page.locator("#hint")).to_contain_text("% is translated")
    page.select_option("#interface", "de")
    expect(page.locator("#hint")).to_contain_text("% sind übersetzt")


# The key


def test_a_key_that_is_typed_while_another_is_refused_is_tried(
    browser: Any, toy_folders: Any, tmp_path: Any
) -> None:
    settings = ServerSettings(port=0, keys=True)
    with (
        served_here(toy_folders[:1], tmp_path / "state.sqlite3", settings) as served,
        opened_page(browser, served) as page,
    ):
        page.fill("#source", MORNING)
        expect(page.locator("#status")).to_have_text(re.compile("asks for a key"), timeout=LONG)
        held = Held(page, "**/v1/translate", times=1)
        page.get_by_label("Key").fill("wrong")
        refused = held.get()
        page.get_by_label("Key").fill(served.context.keys.add("office"))
        page.wait_for_timeout(700)  # until it would have been tried
        refused.continue_()
        expect(page.locator("#target .sentence")).to_have_count(1, timeout=LONG)
        expect(page.locator("#status")).to_be_empty()


# Files


def sent(page: Any, name: str, content: bytes) -> Any:
    page.locator("#file").set_input_files({"name": name, "mimeType": "", "buffer": content})
    return page.locator("#file-list .file", has_text=name)


def test_a_file_that_is_removed_while_it_is_sent_is_forgotten(page: Any, served: Served) -> None:
    held = Held(page, "**/v1/documents")
    row = sent(page, "a.txt", DOG.encode())
    held.get()
    row.locator("button").click()
    expect(page.locator("#choose-file")).to_be_focused()
    with page.expect_response(lambda answer: answer.request.method == "DELETE") as forgotten:
        held.get().continue_()
    assert forgotten.value.status == 204


def test_a_file_that_failed_is_forgotten_when_its_row_is_removed(page: Any) -> None:
    failed = {"status": "failed", "error": "It is damaged.", "document": "of-mine", "warnings": []}
    page.route("**/v1/documents/of-mine", lambda route: route.fulfill(json=failed))
    going = {**failed, "status": "translating"}
    page.route("**/v1/documents", lambda route: route.fulfill(status=202, json=going))
    row = sent(page, "a.txt", DOG.encode())
    expect(row.locator(".trouble")).to_contain_text("It is damaged.", timeout=LONG)
    with page.expect_request(lambda asked: asked.method == "DELETE") as forgotten:
        row.locator("button").click()
    assert forgotten.value.url.endswith("/v1/documents/of-mine")


def test_a_file_that_is_removed_while_it_is_fetched_is_not_offered(page: Any) -> None:
    held = Held(page, "**/content")
    row = sent(page, "a.txt", DOG.encode())
    held.get()
    row.locator("button").click()
    held.get().fulfill(body="The dog is sleeping.")
    page.wait_for_timeout(300)
    expect(page.locator("#status")).to_be_empty()


def test_what_is_said_of_a_file_is_said_in_the_new_language_of_the_interface(page: Any) -> None:
    page.route(
        "**/v1/documents",
        lambda route: route.fulfill(
            status=429, headers={"Retry-After": "60"}, json={"detail": "busy"}
        ),
    )
    row = sent(page, "a.txt", DOG.encode())
    expect(row.locator("span")).to_have_text("The server is busy; trying again in 60 s.")
    page.select_option("#interface", "ru")
    expect(row.locator("span")).to_have_text("Сервер занят; новая попытка через 60 с.")


def test_a_file_in_a_language_that_is_not_read_is_told_in_that_of_the_interface(page: Any) -> None:
    page.select_option("#interface", "de")
    text = "Le chat boit du lait, et le chien dort sous la table."
    row = sent(page, "a.txt", text.encode())
    expect(row.locator(".trouble")).to_contain_text("Französisch → Englisch gibt es hier nicht")
    page.select_option("#interface", "en")
    expect(row.locator(".trouble")).to_contain_text("seems to be in French")


# Inside


def test_inside_says_nothing_of_a_sentence_that_is_gone(page: Any) -> None:
    held = Held(page, "**/v1/look")
    page.click('[data-view="inside"]')
    first = held.get()
    typed_at_once(page, "#inside-text", DOG)  # before the next request takes its place
    first.fulfill(**REFUSED)
    page.wait_for_timeout(100)
    assert page.locator("#inside-view .status").get_attribute("class") == "status"


def test_nothing_is_asked_for_inside_once_it_is_left(page: Any) -> None:
    translated(page)
    page.click('[data-view="inside"]')
    expect(page.locator("#inside-view .figures")).to_be_visible(timeout=LONG)
    held = Held(page, "**/v1/look")
    typed_at_once(page, "#inside-text", MORNING, then='[data-view="translate"]')
    page.wait_for_timeout(800)
    asked = [one.request.post_data_json for one in held.routes]  # the other view has no parts
    assert not [body for body in asked if "inside" in body.get("parts", ())]


# A word without end


def test_a_word_without_end_is_shown_as_it_is(page: Any) -> None:
    text = "qjxkvz" * 3400
    page.select_option("#from", "de")
    translated(page, text, text)
    expect(page.locator("#target")).to_have_attribute("aria-busy", "false", timeout=LONG)
