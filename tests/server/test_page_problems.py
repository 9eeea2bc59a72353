"""What the page says where something is wrong, in the language of its interface."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from tests.browser import LONG
from tests.server.browsing import opened_page, typed_at_once
from tests.server.serving import served_here
from tests.server.test_page_requests import DOG, DOG_SAID, looked_at, sent, translated, word
from tolmach.errors import ProblemCode
from tolmach.server.settings import Limits, ServerSettings

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
expect = playwright.expect

CYRILLIC = re.compile("[а-яё]")


def test_the_page_says_all_problems_in_its_languages(page: Any) -> None:
    codes = get_args(ProblemCode)
    for language, letters in (("de", re.compile("[a-zäöüß]")), ("ru", CYRILLIC)):
        page.select_option("#interface", language)
        said = page.evaluate(
            """async codes => {
                const main = document.querySelector("script[type=module]").src;
                const { worded } = await import(new URL("problems.js", main));
                const values = ["20000000", "1024"];
                return codes.map((code) => worded({ code, values, message: "English" }));
            }""",
            codes,
        )
        assert len(set(said)) == len(codes)
        for code, sentence in zip(codes, said, strict=True):
            assert letters.search(sentence), code
            assert not re.search(r"undefined|NaN|English", sentence), sentence
            assert len(sentence) < 200, code  # a phone shows it whole


def test_what_is_wrong_with_a_file_is_said_in_the_interfaces_language(page: Any) -> None:
    page.select_option("#interface", "de")
    row = sent(page, "Brief.docx", b"PK\x03\x04" + b"x" * 50)
    told = row.locator(".trouble")
    expect(told).to_contain_text("Die Datei ist beschädigt")
    page.select_option("#interface", "ru")
    expect(told).to_contain_text("Файл повреждён")
    expect(page.locator("#status")).to_contain_text("Brief.docx: Файл повреждён")
    page.select_option("#interface", "en")
    expect(told).to_contain_text("Brief.docx is not a whole document")


@pytest.mark.parametrize(
    ("name", "said"),
    [("alt.doc", "bitte als .docx speichern."), ("a.xyz", "möglich sind Word, PowerPoint")],
)
def test_a_format_that_is_not_translated_is_said_with_one_that_is(
    page: Any, name: str, said: str
) -> None:
    page.select_option("#interface", "de")
    expect(sent(page, name, b"x").locator(".trouble")).to_contain_text(said)


def test_a_glossary_that_is_too_large_is_said_plainly(page: Any) -> None:
    page.click("summary")
    terms = "\n".join(f"Hund{number} = hound" for number in range(1001))
    typed_at_once(page, "#glossary", terms)  # which Chromium takes seconds to type
    page.fill("#source", DOG)
    told = page.locator("#status")
    expect(told).to_contain_text("it may have 1,000, of at most 1,024 characters")
    page.select_option("#interface", "de")
    expect(told).to_contain_text("1.000 dürfen es sein, mit höchstens 1.024 Zeichen")


def test_what_the_server_says_without_a_code_is_framed(page: Any) -> None:
    page.select_option("#interface", "ru")
    answer = {"status": 400, "json": {"detail": "That is odd."}}
    page.route("**/v1/translate", lambda route: route.fulfill(**answer))
    page.fill("#source", DOG)
    expect(page.locator("#status")).to_have_text("Сервер отказал («That is odd.»).")


def test_a_proxy_whose_server_begins_anew_is_asked_again(page: Any) -> None:
    gone = {"status": 502, "content_type": "text/html", "body": "<h1>502 Bad Gateway</h1>"}
    page.route("**/v1/translate", lambda route: route.fulfill(**gone), times=1)
    page.fill("#source", DOG)
    expect(page.locator("#status")).to_have_text("The server cannot be reached; trying again.")
    expect(page.locator("#target")).to_have_text(DOG_SAID, timeout=LONG)
    expect(page.locator("#status")).to_be_empty()


def test_what_a_proxy_refuses_is_said(page: Any) -> None:
    answer = {"status": 400, "content_type": "text/html", "body": "<h1>Too long</h1>"}
    page.route("**/v1/translate", lambda route: route.fulfill(**answer))
    page.select_option("#interface", "de")
    page.fill("#source", DOG)
    expect(page.locator("#status")).to_have_text("Das hat der Server abgelehnt („HTTP 400“).")


def test_other_words_that_are_refused_are_said_in_the_interfaces_language(page: Any) -> None:
    looked_at(page)
    page.select_option("#interface", "de")
    mistake = {"code": "mistake", "values": [], "detail": "The server made a mistake."}
    page.route("**/v1/words", lambda route: route.fulfill(status=400, json=mistake))
    word(page, "dog").click()
    expect(page.locator("#status")).to_contain_text("Dem Server ist ein Fehler unterlaufen")


def test_inside_says_what_is_wrong_in_a_language_that_is_chosen_later(page: Any) -> None:
    translated(page)
    page.click('[data-view="inside"]')
    expect(page.locator("#inside-view .figures")).to_be_visible(timeout=LONG)
    told = page.locator("#inside-view .status")
    page.fill("#inside-text", "Hund " * 199)
    expect(told).to_contain_text("The text has 199 pieces")
    page.select_option("#interface", "ru")
    expect(told).to_have_text(
        "Частей в тексте: 199; рассмотреть можно предложение, в котором их до 128."
    )


def test_a_key_that_has_nothing_left_is_told(
    browser: Any, toy_folders: list[Path], tmp_path: Path
) -> None:
    settings = ServerSettings(port=0, keys=True, limits=Limits(file=2000))
    with (
        served_here(toy_folders[:1], tmp_path / "state.sqlite3", settings) as served,
        opened_page(browser, served, locale="de-DE") as page,
    ):
        page.fill("#source", DOG)
        told = page.locator("#status")
        expect(told).to_have_text("Dieser Server verlangt einen Schlüssel; bitte unten eingeben.")
        page.get_by_label("Schlüssel").fill(served.context.keys.add("office", 5))
        expect(told).to_contain_text("noch 5 Zeichen übersetzt werden; der Text hat 17.")
        row = sent(page, "a.txt", b"Hund" * 1000)
        expect(row.locator(".trouble")).to_contain_text("nimmt der Server nicht auf einmal an")
