"""DeepL's interface over plain HTTP: what its own client cannot be made to send."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.serving import Served, served_here
from tolmach.server.settings import ServerSettings
from tolmach.translation.glossary import Glossary

TEXT = "Der Hund schläft."
ASKED: dict[str, Any] = {"text": [TEXT], "source_lang": "DE", "target_lang": "EN-GB"}


def translate(served: Served, **how: Any) -> list[dict[str, Any]]:
    answer = served.client.post("/v2/translate", **how)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["translations"]
    return found


def test_json_and_forms_are_the_same(toys: Served) -> None:
    body = {**ASKED, "text": [TEXT, "Hund"]}
    assert translate(toys, json=body) == translate(toys, data=body)
    assert [one["billed_characters"] for one in translate(toys, json=body)] == [len(TEXT), 4]


def test_what_changes_nothing_is_accepted(toys: Served) -> None:
    more = {
        "formality": "prefer_more",
        "context": "Tiere",
        "preserve_formatting": True,
        "show_billed_characters": True,
        "model_type": "quality_optimized",
        "tag_handling_version": "v2",
        "outline_detection": False,
        "style_id": None,
        "translation_memory_id": "",
        "custom_instructions": [],
    }
    assert translate(toys, json=ASKED | more) == translate(toys, json=ASKED)


def test_tags_that_are_ignored_keep_their_text(toys: Served) -> None:
    text = "<a>Der Hund</a> schläft bei <x>Rot Weiß</x>."
    for ignored in (["x"], "x,y"):
        body = {**ASKED, "text": [text], "tag_handling": "xml", "ignore_tags": ignored}
        [one] = translate(toys, json=body)
        assert "<x>Rot Weiß</x>" in one["text"]
        assert "tolmach" not in one["text"]


def test_lines_are_joined_where_they_do_not_end_sentences(toys: Served) -> None:
    body = {**ASKED, "text": ["Der Hund\nschläft."]}
    [apart] = translate(toys, json=body)
    [joined] = translate(toys, json={**body, "split_sentences": "nonewlines"})
    assert ("\n" in apart["text"], "\n" in joined["text"]) == (True, False)


def test_only_in_html_is_an_element_kept_for_what_it_is_there(toys: Served) -> None:
    text = "<template>Der Hund schläft.</template>"
    asked = {"text": [text], "source_lang": "DE", "target_lang": "EN"}
    [kept] = translate(toys, json=asked | {"tag_handling": "html"})
    [found] = translate(toys, json=asked | {"tag_handling": "xml"})
    [ignored] = translate(toys, json=asked | {"tag_handling": "xml", "ignore_tags": "template"})
    assert kept["text"] == ignored["text"] == text
    assert "Der Hund schläft" not in found["text"]
    assert found["text"].startswith("<template>")


def test_text_in_cdata_is_translated(toys: Served) -> None:
    asked = {**ASKED, "text": ["<a><![CDATA[Der <b>Hund</b> & so]]></a>"], "tag_handling": "xml"}
    [found] = translate(toys, json=asked)
    assert re.fullmatch(r"<a><!\[CDATA\[.*<b>.*</b>.*\]\]></a>", found["text"])
    assert "Der" not in found["text"]
    [kept] = translate(toys, json=asked | {"ignore_tags": ["a"]})
    assert kept["text"] == asked["text"][0]


def test_the_language_is_detected(toys: Served) -> None:
    [one] = translate(toys, json={"text": ["Wie geht es dir heute?"], "target_lang": "en-us"})
    assert one["detected_source_language"] == "DE"


def test_languages_are_listed_by_a_query_or_a_body(toys: Served) -> None:
    expected = ["EN-GB", "EN-US", "DE"]
    answers = [
        toys.client.get("/v2/languages", params={"type": "target"}),
        toys.client.request("GET", "/v2/languages", data={"type": "target"}),
        toys.client.post("/v2/languages", json={"type": "target"}),
    ]
    for answer in answers:
        assert [one["language"] for one in answer.json()] == expected
    assert toys.client.get("/v2/languages").json()[0] == {"language": "DE", "name": "German"}


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"target_lang": "XX"}, 400, "'target_lang' not supported"),
        ({"source_lang": "XX"}, 400, "'source_lang' not supported"),
        ({"tag_handling": "markdown"}, 400, "'tag_handling' not supported"),
        ({"split_sentences": "2"}, 400, "'split_sentences' not supported"),
        ({"formality": "polite"}, 400, "'formality' not supported"),
        ({"glossary_id": "none"}, 404, "no such glossary"),
        ({"glossary_ids": ["none"]}, 404, "no such glossary"),
        ({"glossary_ids": ["none"] * 6}, 400, "may name 5 glossaries"),
        ({"glossary_id": "none", "source_lang": ""}, 400, "source_lang is needed"),
        ({"style_id": "office"}, 400, "leave out style_id"),
        ({"translation_memory_id": "office"}, 400, "leave out translation_memory_id"),
        ({"custom_instructions": ["Be kind."]}, 400, "leave out custom_instructions"),
        ({"text": None}, 400, "missing text"),
        ({"target_lang": None}, 400, "missing target_lang"),
    ],
)
def test_mistakes_are_told(toys: Served, change: dict[str, Any], status: int, said: str) -> None:
    answer = toys.client.post("/v2/translate", json=ASKED | change)
    assert (answer.status_code, said in answer.json()["message"]) == (status, True)


@pytest.fixture(scope="module")
def strict(toy_folders: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    state = tmp_path_factory.mktemp("strict") / "state.sqlite3"
    with served_here(toy_folders[:1], state, ServerSettings(port=0, keys=True)) as served:
        yield served


def shown(key: str) -> dict[str, str]:
    return {"Authorization": f"DeepL-Auth-Key {key}"}


def test_keys_use_and_quota(strict: Served) -> None:
    assert strict.client.post("/v2/translate", json=ASKED).status_code == 403
    key = strict.context.keys.add("office", len(TEXT) + 1)
    headers = shown(key)
    assert translate(strict, json=ASKED, headers=headers)
    usage = strict.client.get("/v2/usage", headers=headers).json()
    assert usage == {"character_count": len(TEXT), "character_limit": len(TEXT) + 1}
    assert strict.client.post("/v2/translate", json=ASKED, headers=headers).status_code == 456
    lower = {"authorization": f"deepl-auth-key {key}"}
    assert strict.client.get("/v2/usage", headers=lower).json() == usage
    old_way = strict.client.get("/v2/usage", params={"auth_key": key})
    assert old_way.json() == usage


def test_what_fails_is_not_charged(strict: Served) -> None:
    key = strict.context.keys.add("school")
    body = {**ASKED, "text": ["x" * 150_000, "x" * 150_000]}
    answer = strict.client.post("/v2/translate", json=body, headers=shown(key))
    assert answer.status_code == 413
    assert strict.client.get("/v2/usage", headers=shown(key)).json()["character_count"] == 0


def test_a_glossary_is_its_owners(strict: Served) -> None:
    keys = [strict.context.keys.add(name) for name in ("first", "second")]
    body = {
        "name": "Tiere",
        "source_lang": "de",
        "target_lang": "en",
        "entries": "Hund\thound",
        "entries_format": "tsv",
    }
    made = strict.client.post("/v2/glossaries", json=body, headers=shown(keys[0])).json()
    address = f"/v2/glossaries/{made['glossary_id']}"
    assert strict.client.get(address, headers=shown(keys[0])).status_code == 200
    assert strict.client.get(address, headers=shown(keys[1])).status_code == 404
    assert strict.client.delete(address, headers=shown(keys[1])).status_code == 404


def test_a_glossary_that_is_named_again_is_held_ready(
    toys: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, made = Glossary.of, list[Glossary]()

    def noted(terms: Iterable[tuple[str, str]]) -> Glossary:
        made.append(read(terms))
        return made[-1]

    monkeypatch.setattr("tolmach.server.deepl.texts.Glossary.of", noted)
    row = {"name": "Tiere", "source_lang": "de", "target_lang": "en", "entries_format": "tsv"}
    kept = toys.client.post("/v2/glossaries", json={**row, "entries": "Hund\thound"}).json()
    body = {**ASKED, "text": [""], "source_lang": "DE", "glossary_id": kept["glossary_id"]}
    for _ in range(2):
        translate(toys, json=body)
    address = f"/v3/glossaries/{kept['glossary_id']}/dictionaries"
    assert toys.client.put(address, json={**row, "entries": "Hund\tcur"}).is_success
    translate(toys, json=body)
    assert [one.terms[0].targets for one in made] == [("hound",), ("cur",)]


@pytest.mark.parametrize("path", ["/v2/write/rephrase", "/v3/style_rules", "/v2/admin/keys"])
def test_parts_that_are_not_served_are_told(toys: Served, path: str) -> None:
    answer = toys.client.post(path, json={"text": [TEXT]})
    assert (answer.status_code, "Of DeepL's" in answer.json()["message"]) == (404, True)
