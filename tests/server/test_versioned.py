"""Our own interface."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.server.serving import Served, served_here
from tests.toy_folder import make_random_folder, make_toy_folder
from tolmach.config.model import RecurrentSettings
from tolmach.server.settings import ServerSettings
from tolmach.server.versioned.answers import (
    AnswerModel,
    LookAnswer,
    ModelsAnswer,
    ProblemAnswer,
    ScoreAnswer,
    StreamLine,
    TranslateAnswer,
    WordsAnswer,
)
from tolmach.translation.shipped import ShippedModel

ASKED: dict[str, Any] = {"text": "Guten Morgen!", "source": "de", "target": "en"}
PAIR: dict[str, Any] = {
    "text": "Der Hund schläft.",
    "translation": "The dog is sleeping.",
    "source": "de",
    "target": "en",
}


ANSWERS: dict[str, type[AnswerModel]] = {
    "translate": TranslateAnswer,
    "look": LookAnswer,
    "words": WordsAnswer,
    "score": ScoreAnswer,
}


def post(served: Served, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = served.client.post(f"/v1/{path}", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    ANSWERS[path].model_validate(found)
    return found


def test_texts_are_translated(toys: Served) -> None:
    [one] = post(toys, "translate", ASKED)["translations"]
    assert (one["source"], one["target"]) == ("de", "en")
    several = post(toys, "translate", {**ASKED, "text": ["Guten Morgen!", ""]})["translations"]
    assert [each["text"] for each in several] == [one["text"], ""]


def test_details_put_together_give_the_text(toys: Served) -> None:
    text = "- Guten Morgen!\n\n- Wie geht es dir? Gut?\n"
    body = {**ASKED, "text": text, "details": True}
    [one] = post(toys, "translate", body)["translations"]
    kept, translated = one["parts"][::2], one["parts"][1::2]
    assert kept == ["- ", "\n\n- ", "\n"]
    assert translated == ["Guten Morgen!", "Wie geht es dir? Gut?"]
    lines = [" ".join(part["text"] for part in line if part["text"]) for line in one["lines"]]
    assert "".join(a + b for a, b in zip(kept, [*lines, ""], strict=True)) == one["text"]
    assert [len(line) for line in one["lines"]] == [1, 2]
    assert one["lines"][0][0]["segments"][0]["tokens"]


def test_long_texts_are_streamed_piece_by_piece(toys: Served) -> None:
    text = "".join(f"{number}. Der Hund schläft.\n" for number in range(300))
    body = {**ASKED, "text": [text, "Hund"], "stream": True, "beam": 1}
    with toys.client.stream("POST", "/v1/translate", json=body) as answer:
        assert answer.headers["content-type"] == "application/x-ndjson"
        first, *pieces, last = lines = [json.loads(line) for line in answer.iter_lines()]
    assert all(map(StreamLine.model_validate, lines))
    assert (first, last) == ({"texts": 2}, {"done": True})
    found = ["".join(p["piece"] for p in pieces if p["number"] == n) for n in (0, 1)]
    whole = post(toys, "translate", {**body, "stream": False})["translations"]
    assert found == [one["text"] for one in whole]


def test_a_prefix_begins_one_sentence(toys: Served) -> None:
    [one] = post(toys, "translate", {**ASKED, "prefix": "The dog"})["translations"]
    assert one["text"].startswith("The dog")
    body = {**ASKED, "text": "Eins. Zwei.", "prefix": "The dog"}
    answer = toys.client.post("/v1/translate", json=body)
    assert (answer.status_code, "one sentence" in answer.json()["detail"]) == (400, True)


def test_a_sentence_is_looked_at(toys: Served) -> None:
    found = post(toys, "look", {**PAIR, "parts": ["alignment", "confidence"]})
    shares = found["alignment"]["shares"]
    assert (len(shares), len(shares[0])) == (5, 4)
    assert sum(shares[0]) == pytest.approx(1, abs=0.01)
    assert found["confidence"] is None  # the toys are not calibrated


def test_the_inside_of_a_model_is_looked_at(toys: Served) -> None:
    body = {key: ASKED[key] for key in ("text", "source", "target")}
    parts = ["inside", "samples", "box", "heads"]
    found = post(toys, "look", {**body, "model": "toy", "parts": parts, "beam": 2, "box": 1})
    assert set(found) == set(parts)
    assert found["inside"]["search"]["beam"] == 2
    assert found["box"]["box"] == 1
    prefix = found["inside"]["target"]["ids"][:1]
    forced = post(toys, "look", {**body, "parts": ["inside"], "prefix": prefix})["inside"]
    assert forced["target"]["ids"][:1] == prefix


def test_other_words_go_on_otherwise(toys: Served) -> None:
    found = post(toys, "words", {**PAIR, "place": 4})["words"]
    assert len({one["word"] for one in found}) == len(found) > 0
    assert all(one["text"].startswith("The") for one in found)
    assert all(0 < one["probability"] <= 1 for one in found)


def test_pairs_are_scored(toys: Served) -> None:
    body = {"source": "de", "target": "en", "pairs": [["Hund", "dog"], ["Tisch", ""]]}
    scores = post(toys, "score", body)["scores"]
    assert [one["text"] for one in scores] == ["Hund", "Tisch"]
    summed = sum(value for _, value in scores[0]["tokens"])
    assert scores[0]["log_probability"] == pytest.approx(summed, abs=1e-4)
    assert post(toys, "score", {**body, "pairs": []})["scores"] == []


def test_models_are_listed(toys: Served) -> None:
    answer = toys.client.get("/v1/models").json()
    models = ModelsAnswer.model_validate(answer).model_dump()["models"]
    assert [(one["source"], one["target"]) for one in models] == [("de", "en"), ("en", "de")]
    assert models[0]["calibrated"] is False
    assert all(one["translates"] for one in models)


def test_a_model_of_the_lecture_is_looked_into_and_offered_nowhere_else(
    toy_folders: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    french = make_toy_folder(tmp_path / "french", languages=("fr", "en"))
    module = "tolmach.service.translation_service"
    monkeypatch.setattr(f"{module}.shipped_models", lambda: [ShippedModel(toy_folders[0])])
    monkeypatch.setattr(f"{module}.lecture_models", lambda: [french])
    with served_here([], tmp_path / "state.sqlite3") as served:
        first, second = served.client.get("/v1/models").json()["models"]
        assert (first["name"], first["translates"]) == ("toy", True)
        assert (second["name"], second["source"], second["translates"]) == ("toy-2", "fr", False)
        languages = [each["code"] for each in served.client.get("/languages").json()]
        pairs = served.client.get("/v2/glossary-language-pairs").json()["supported_languages"]
        assert (languages, [pair["source_lang"] for pair in pairs]) == (["de", "en"], ["de"])
        body = {"text": "Hund", "source": "fr", "target": "en", "parts": ["inside"]}
        found = post(served, "look", {**body, "model": "toy-2"})
        assert found["inside"]["architecture"] == second["architecture"] == "transformer"
        assert served.client.post("/v1/look", json=body).status_code == 400


def test_a_model_of_one_vector_does_what_needs_no_attention(tmp_path: Path) -> None:
    folder = make_random_folder(tmp_path / "random", RecurrentSettings(link="start", size=22))
    with served_here([folder], tmp_path / "state.sqlite3") as served:
        html = {**ASKED, "text": "<p>Der Hund</p>", "format": "html"}
        [found] = post(served, "translate", html)["translations"]
        assert found["text"].startswith("<p>")
        assert post(served, "translate", {**ASKED, "glossary": {"Katze": "cat"}})["translations"]
        looked = post(served, "look", PAIR)
        assert (set(looked), looked["confidence"]) == (
            {"source", "translation", "confidence"},
            None,
        )
        for path, body in (
            ("look", {**PAIR, "parts": ["alignment"]}),
            ("translate", {**html, "text": "Der <b>Hund</b>"}),
        ):
            answer = served.client.post(f"/v1/{path}", json=body)
            assert (answer.status_code, "one vector" in answer.json()["detail"]) == (400, True)


CODES = {
    "is not served": "unserved",
    "200,000 characters": "length",
    "one sentence": "look_length",
    "glossary.a": "glossary",
}


@pytest.mark.parametrize(
    ("path", "body", "status", "said"),
    [
        ("translate", {"text": "Hund"}, 400, "target is missing."),
        ("translate", {**ASKED, "txet": 1}, 400, "There is no field txet here."),
        ("translate", {**ASKED, "beam": 99}, 400, "beam: "),
        ("translate", {**ASKED, "text": ["x"] * 1001}, 413, "1,000 texts"),
        ("translate", {**ASKED, "text": "x" * 200_001}, 413, "200,000 characters"),
        ("translate", {**ASKED, "glossary": {"": "a"}}, 400, "empty"),
        ("translate", {**ASKED, "glossary": {"a": "b" * 1025}}, 400, "glossary.a: String should"),
        ("translate", {**ASKED, "source": "fr"}, 400, "fr to en is not served"),
        ("translate", {**ASKED, "source": "fr", "stream": True}, 400, "fr to en is not served"),
        ("look", {**PAIR, "translation": " "}, 400, "nothing to look at"),
        ("look", {**PAIR, "text": "x" * 1001}, 413, "one sentence"),
        ("look", {**PAIR, "glossary": {"a": "b" * 1025}}, 400, "glossary.a: String should"),
        ("look", {**PAIR, "glossary": {"": "a"}}, 400, "empty"),
        ("look", {**PAIR, "model": "nobody"}, 400, 'no model "nobody"'),
        ("look", {**PAIR, "parts": ["box"], "box": 99}, 400, "none with number 99"),
        ("look", {**PAIR, "parts": ["inside"], "prefix": [10**9]}, 400, "no piece"),
        ("words", {**PAIR, "place": -1}, 400, "place"),
        (
            "score",
            {"source": "de", "target": "en", "pairs": [["x" * 500, "y" * 501]] * 200},
            413,
            "200,000 characters",
        ),
    ],
)
def test_errors_are_problem_details(
    toys: Served, path: str, body: dict[str, Any], status: int, said: str
) -> None:
    answer = toys.client.post(f"/v1/{path}", json=body)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    ProblemAnswer.model_validate(problem)
    assert (answer.status_code, problem["status"]) == (status, status)
    code = next((code for words, code in CODES.items() if words in said), None)
    more = {"code", "values"} if code else set()
    assert set(problem) == {"type", "title", "status", "detail"} | more
    assert (said in problem["detail"], problem.get("code")) == (True, code)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{", "The body is no JSON; send an object."),
        (b"[]", "The body is to be a JSON object, sent as application/json."),
        (b"", "The body is to be a JSON object, sent as application/json."),
        (b"text=Hund&target=en", "The body is no JSON; send an object."),
    ],
)
def test_a_body_of_another_kind_is_told(toys: Served, body: bytes, said: str) -> None:
    kind = {"content-type": "application/json"}
    answer = toys.client.post("/v1/translate", content=body, headers=kind)
    assert (answer.status_code, answer.json()["detail"]) == (400, said)


def test_no_answer_repeats_what_was_sent_wrongly(toys: Served) -> None:
    answer = toys.client.post("/v1/translate", json={"text": 5, "target": "en", "secret": "S3"})
    assert answer.status_code == 400
    assert "S3" not in answer.text


def test_the_interface_is_described(toys: Served) -> None:
    described = toys.client.get("/openapi.json").json()
    paths = described["paths"]
    assert {"/v1/translate", "/translate", "/v2/translate"} <= set(paths)
    for path, operations in paths.items():
        for method, operation in operations.items():
            assert "422" not in operation["responses"]
            changes = method in ("post", "put", "patch") and "glossaries" in path
            assert "requestBody" in operation or not changes
            for status, answer in operation["responses"].items():
                contents = answer.get("content", {})
                assert path.startswith("/v1") <= all(each["schema"] for each in contents.values())
                problem = path.startswith("/v1") and status == "4XX"
                assert ("application/problem+json" in contents) == problem
    streamed = paths["/v1/translate"]["post"]["responses"]["200"]["content"]
    assert set(streamed) == {"application/json", "application/x-ndjson"}
    assert "securitySchemes" not in described["components"]


def test_keys_are_described_where_they_are_asked_for(
    toy_folders: list[Path], tmp_path: Path
) -> None:
    settings = ServerSettings(port=0, keys=True)
    with served_here(toy_folders[:1], tmp_path / "state.sqlite3", settings) as served:
        described = served.client.get("/openapi.json").json()
    assert set(described["components"]["securitySchemes"]) == {"key", "DeepL key"}
    for path, name in (("/v1/translate", "key"), ("/v2/translate", "DeepL key")):
        assert described["paths"][path]["post"]["security"] == [{name: []}]
