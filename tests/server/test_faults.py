"""What goes wrong around a server: it lives on, and says plainly what has happened."""

import http.client
import json
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.server.serving import LONG, Served, served_apart
from tests.server.test_context import BOOK, begin, until
from tolmach.errors import TolmachError
from tolmach.model_paths import CONFIG, TOKENIZER, WEIGHTS
from tolmach.service.translation_service import TranslationService

HUND = {"q": "Hund", "source": "de", "target": "en"}
PLANES = "".join(chr(plane << 16 | 0x1234) for plane in range(17)) + "".join(
    chr(code) for code in range(0x20, 0x3000, 7)
)


def lives(served: Served) -> bool:
    return served.client.post("/translate", json=HUND).status_code == 200


@pytest.mark.parametrize(
    ("error", "status"),
    [(RuntimeError("secret"), 500), (MemoryError(), 500), (SystemExit(3), 503)],
)
@pytest.mark.parametrize("path", ["/translate", "/v1/translate", "/v2/translate"])
def test_a_crash_in_the_engine_fails_one_request(
    toys: Served, monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int, path: str
) -> None:
    def crash(*_: object) -> Any:
        raise error

    body = {"q": "Hund", "source": "de", "target": "en"}
    if path != "/translate":
        body = {"text": "Hund"} | (
            {"target": "en", "source": "de"} if "v1" in path else {"target_lang": "EN-GB"}
        )
    with monkeypatch.context() as broken:
        for model in toys.context.service.models:
            broken.setattr(model.scheduler, "_run", crash)
        answer = toys.client.post(path, json=body)
    assert answer.status_code == status
    assert "secret" not in answer.text
    assert lives(toys)


def test_a_stream_whose_engine_crashes_says_so(
    toys: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> Any:
        raise SystemExit(3)

    body = {"text": "Hund", "source": "de", "target": "en", "stream": True}
    with monkeypatch.context() as broken:
        broken.setattr(toys.context.service.models[0].scheduler, "_run", crash)
        lines = toys.client.post("/v1/translate", json=body).text.splitlines()
    assert "ended from inside" in json.loads(lines[-1])["error"]
    assert lives(toys)


def test_a_client_that_leaves_its_file_costs_no_more(toys: Served) -> None:
    boundary = "edge"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'
        for name, more, value in (
            ("source", "", "de"),
            ("target", "", "en"),
            ("file", '; filename="a.txt"', "\n".join(f"Hund {n} bellt." for n in range(3000))),
        )
    ]
    body = "".join([*parts, f"--{boundary}--\r\n"])
    connection = http.client.HTTPConnection(toys.url.removeprefix("http://"), timeout=LONG)
    kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    connection.request("POST", "/translate_file", body, kind)
    scheduler = toys.context.service.models[0].scheduler
    until(lambda: scheduler.waiting > 0)
    connection.close()
    until(lambda: scheduler.waiting == 0 and not toys.context.documents.running)
    assert lives(toys)


def test_a_process_that_is_killed_begins_anew_with_its_state(
    toy_folders: list[Path], tmp_path: Path
) -> None:
    words = (toy_folders[0], "--threads", 1, "--state", tmp_path / "state.sqlite3")
    glossary = {
        "name": "Tiere",
        "source_lang": "de",
        "target_lang": "en",
        "entries": "Hund\thound",
        "entries_format": "tsv",
    }
    with served_apart(*words) as (url, process):
        assert httpx.post(f"{url}/v2/glossaries", json=glossary, timeout=LONG).is_success
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=LONG)
        body = json.dumps({"text": BOOK, "source": "de", "target": "en", "stream": True})
        connection.request("POST", "/v1/translate", body, {"Content-Type": "application/json"})
        connection.getresponse().readline()
        process.kill()
        connection.close()
    with served_apart(*words) as (url, _):
        [kept] = httpx.get(f"{url}/v2/glossaries", timeout=LONG).json()["glossaries"]
        assert kept["name"] == "Tiere"
        assert httpx.post(f"{url}/translate", json=HUND, timeout=LONG).is_success


def test_a_full_disk_is_told_and_texts_are_still_translated(toys: Served) -> None:
    connection: sqlite3.Connection = toys.context.database._connection
    [(pages,)] = connection.execute("PRAGMA page_count").fetchall()
    glossary = {
        "name": "many",
        "source_lang": "de",
        "target_lang": "en",
        "entries": "\n".join(f"Hund {n}\thound {'x' * 300}" for n in range(1000)),
        "entries_format": "tsv",
    }
    connection.execute(f"PRAGMA max_page_count={pages}")
    try:
        answer = toys.client.post("/v2/glossaries", json=glossary)
        assert (answer.status_code, "full" in answer.json()["message"]) == (503, True), answer.text
        assert lives(toys)
    finally:
        connection.execute("PRAGMA max_page_count=1000000")
    assert toys.client.post("/v2/glossaries", json=glossary).is_success


@pytest.mark.parametrize("name", [WEIGHTS, CONFIG, TOKENIZER])
@pytest.mark.parametrize("content", [b"", b"\0" * 5000, b"{", None])
def test_a_damaged_model_is_told(
    toy_folders: list[Path], tmp_path: Path, name: str, content: bytes | None
) -> None:
    for path in toy_folders[0].iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    if content is None:
        (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:-50])
    else:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(TolmachError, match=str(tmp_path)):
        TranslationService.load([tmp_path])


def test_one_word_of_a_megabyte_is_refused_in_plain_words(toys: Served) -> None:
    word = "a" * 1_000_000
    for path, body in (
        ("/translate", {"q": word, "source": "de", "target": "en"}),
        ("/v1/translate", {"text": word, "source": "de", "target": "en"}),
        ("/v2/translate", {"text": [word], "source_lang": "DE", "target_lang": "EN-GB"}),
    ):
        answer = toys.client.post(path, json=body)
        assert (answer.status_code, "divide the text" in answer.text) == (413, True)
    connection = begin(toys, word[:200_000], stream=True)
    assert connection.getresponse().readline() == b'{"texts": 1}\n'
    connection.close()
    files = {"file": ("a.txt", word)}
    begun = toys.client.post("/v1/documents", data={"source": "de", "target": "en"}, files=files)
    assert begun.status_code == 202
    assert toys.client.delete(f"/v1/documents/{begun.json()['document']}").status_code == 204
    assert lives(toys)


def test_every_plane_of_unicode_is_answered(toys: Served) -> None:
    for form in ("text", "html"):
        body = {"text": PLANES, "source": "de", "target": "en", "beam": 1, "format": form}
        assert toys.client.post("/v1/translate", json=body).status_code == 200
    for path in ("/detect", "/suggest"):
        assert toys.client.post(path, json={"q": PLANES}).status_code in (200, 403)


@pytest.mark.parametrize("word", ["qjxkvz" * 3400, "Hund%20" * 3000, "hund-" * 4000])
def test_a_word_without_end_comes_back_as_it_is(toys: Served, word: str) -> None:
    for text, more in (
        (word, {}),
        (word, {"glossary": {"Katze": "cat"}}),
        (word.replace("%", "x"), {"format": "html"}),
    ):
        body = {"text": text, "source": "de", "target": "en", **more}
        [found] = toys.client.post("/v1/translate", json=body).json()["translations"]
        assert found["text"] == text
