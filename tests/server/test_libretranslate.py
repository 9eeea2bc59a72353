"""LibreTranslate's interface, with the requests of its clients replayed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.server.serving import LONG, Served, served_here
from tolmach.server.settings import ServerSettings

ASKED = {"q": "Guten Morgen!", "source": "de", "target": "en"}


def translate(served: Served, **how: Any) -> dict[str, Any]:
    answer = served.client.post("/translate", **how)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_json_forms_and_queries_are_the_same(toys: Served) -> None:
    found = [
        translate(toys, **how) for how in ({"json": ASKED}, {"data": ASKED}, {"params": ASKED})
    ]
    assert found[0] == found[1] == found[2]
    assert list(found[0]) == ["translatedText"]


def test_an_array_is_answered_by_arrays(toys: Served) -> None:
    texts = ["Guten Morgen!", "", "Wie geht es dir?"]
    found = translate(toys, json={**ASKED, "q": texts, "source": "auto", "alternatives": 2})
    assert {name: len(column) for name, column in found.items()} == {
        "translatedText": 3,
        "detectedLanguage": 3,
        "alternatives": 3,
    }
    assert found["translatedText"][1] == ""
    assert found["detectedLanguage"][0]["language"] == "de"


def test_an_array_of_one_stays_an_array(toys: Served) -> None:
    found = translate(toys, json={**ASKED, "q": ["Guten Morgen!"]})
    assert isinstance(found["translatedText"], list)
    assert translate(toys, json={**ASKED, "q": []})["translatedText"] == []


def test_a_text_is_answered_by_single_values(toys: Served) -> None:
    found = translate(toys, json={**ASKED, "source": "auto", "alternatives": 2})
    assert isinstance(found["translatedText"], str)
    assert set(found["detectedLanguage"]) == {"confidence", "language"}
    assert all(isinstance(each, str) for each in found["alternatives"])


@pytest.mark.parametrize("key", [None, "", "superfluous"])
def test_keys_that_nobody_asked_for_are_no_error(toys: Served, key: str | None) -> None:
    assert translate(toys, json={**ASKED, "api_key": key, "apiKey": key})["translatedText"]


def test_a_request_as_mastodon_sends_it(toys: Served) -> None:
    texts = ["<p>Guten <b>Morgen</b>!</p>", "Umfrage"]
    body = {"q": texts, "source": "auto", "target": "en", "format": "html", "api_key": None}
    found = translate(toys, json=body)
    assert found["translatedText"][0].startswith("<p>")
    assert [one["language"] for one in found["detectedLanguage"]] == ["de", "de"]
    languages = toys.client.get("/languages").json()
    assert {one["code"]: one["targets"] for one in languages} == {"de": ["en"], "en": ["de"]}


def test_requests_as_weblate_sends_them(toys: Served) -> None:
    assert {one["code"] for one in toys.client.get("/languages").json()} == {"de", "en"}
    body = {"q": "Guten Morgen", "source": "de", "target": "en", "api_key": ""}
    assert translate(toys, json=body)["translatedText"]


def test_requests_as_discourse_sends_them(toys: Served) -> None:
    detected = toys.client.post("/detect", data={"q": "Wie geht es dir heute?"}).json()
    assert detected[0]["language"] == "de"
    body = {"q": "<p>Guten Morgen</p>", "source": "de", "target": "en", "format": "html"}
    assert translate(toys, data={**body, "api_key": ""})["translatedText"].startswith("<p>")


def test_a_language_is_detected_once_for_each_text(
    toys: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    detect, asked = toys.context.service.detect, list[str]()

    def noted(text: str) -> list[tuple[str, float]]:
        asked.append(text)
        return detect(text)

    monkeypatch.setattr(toys.context.service, "detect", noted)
    texts = ["Wie geht es dir heute?", "Gute Nacht, mein Hund!"]
    found = translate(toys, json={"q": texts, "source": "auto", "target": "en"})
    assert [one["language"] for one in found["detectedLanguage"]] == ["de", "de"]
    assert all(one["confidence"] > 50 for one in found["detectedLanguage"])
    assert asked == texts
    body = {"text": ["Hund", "Katze"], "target": "en", "context": texts[0]}
    assert toys.client.post("/v1/translate", json=body).is_success
    assert asked == [*texts, texts[0]]


def test_detection_tells_languages_by_confidence(toys: Served) -> None:
    first = toys.client.post("/detect", json={"q": "Das ist ein ganz gewöhnlicher Satz."}).json()[0]
    assert first["language"] == "de"
    assert first["confidence"] > 90
    assert toys.client.post("/detect", json={"q": ""}).json()[0]["confidence"] == 0


@pytest.mark.parametrize(
    ("texts", "said"), [(["a"] * 1001, "1,000 texts"), (["a" * 200_001], "200,000 characters")]
)
def test_no_more_is_detected_than_is_translated(toys: Served, texts: list[str], said: str) -> None:
    answer = toys.client.post("/detect", json={"q": texts})
    assert (answer.status_code, said in answer.json()["error"]) == (413, True)


def test_others_are_answered_while_a_language_is_detected(
    toys: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    health: list[int] = []

    def detect(_: str) -> list[tuple[str, float]]:
        health.append(toys.client.get("/health", timeout=LONG / 4).status_code)
        return [("de", 1.0)]

    monkeypatch.setattr(toys.context.service, "detect", detect)
    assert httpx.post(f"{toys.url}/detect", json={"q": "Hund"}, timeout=LONG).status_code == 200
    assert health == [200]


def test_languages_answer_a_get_with_a_body(toys: Served) -> None:
    answer = toys.client.request("GET", "/languages", data={"api_key": "none"})
    assert answer.json()[0] == {"code": "de", "name": "German", "targets": ["en"]}


def test_health(toys: Served) -> None:
    assert toys.client.get("/health").json() == {"status": "ok"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"source": "de", "target": "en"}, "missing q"),
        ({"q": "Hund", "source": "de"}, "missing target"),
        ({**ASKED, "source": "xx"}, "xx to en is not served"),
        ({**ASKED, "format": "pdf"}, "format is text or html"),
        ({**ASKED, "q": {"a": 1}}, "q is to be text"),
        ({**ASKED, "alternatives": "many"}, "whole number"),
        ({**ASKED, "target": ["en", "de"]}, "target is to be one text"),
    ],
)
def test_mistakes_are_told(toys: Served, body: dict[str, Any], said: str) -> None:
    answer = toys.client.post("/translate", json=body)
    assert answer.status_code == 400
    assert said in answer.json()["error"]


def test_suggestions_are_refused_unless_they_are_kept(toys: Served) -> None:
    answer = toys.client.post("/suggest", data={**ASKED, "s": "Morning!"})
    assert (answer.status_code, answer.json()) == (
        403,
        {"error": "This server keeps no suggestions."},
    )


@pytest.fixture(scope="module")
def strict(toy_folders: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = ServerSettings(port=0, keys=True, suggestions=True)
    state = tmp_path_factory.mktemp("strict") / "state.sqlite3"
    with served_here(toy_folders[:1], state, settings) as served:
        yield served


def test_a_key_is_asked_for(strict: Served) -> None:
    for shown in ({}, {"api_key": ""}, {"api_key": "tolmach-nobody-nothing"}):
        assert strict.client.post("/translate", json=ASKED | shown).status_code == 403
    key = strict.context.keys.add("office", 20)
    assert strict.client.post("/translate", json={**ASKED, "api_key": key}).status_code == 200
    again = strict.client.post("/translate", json={**ASKED, "api_key": key})
    assert (again.status_code, again.json()["error"][:12]) == (456, "This key has")


def test_suggestions_are_kept(strict: Served) -> None:
    key = strict.context.keys.add("reader")
    body = {**ASKED, "s": "Morning!", "api_key": key}
    assert strict.client.post("/suggest", data=body).json() == {"success": True}
    rows = strict.context.database.read("SELECT text, translation FROM suggestions")
    assert rows == [("Guten Morgen!", "Morning!")]
    told = strict.client.get("/frontend/settings").json()
    assert (told["keyRequired"], told["suggestions"], told["filesTranslation"]) == (True,) * 3
