"""Whatever a key's owner gets is charged, and nothing else."""

import http.client
import json
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.server.serving import LONG, Served, served_here
from tests.server.test_context import until
from tolmach.errors import RunError
from tolmach.server.settings import ServerSettings
from tolmach.service.scheduler import BatchSettings

LINES = [f"Der Hund {number} schläft.\n" for number in range(30)]
TEXT, LAST = "".join(LINES), "Die Katze auch."


@pytest.fixture(scope="module")
def strict(toy_folders: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that asks for keys."""
    state = tmp_path_factory.mktemp("charges") / "state.sqlite3"
    settings, batches = ServerSettings(port=0, keys=True), BatchSettings(tokens=64)
    with served_here(toy_folders[:1], state, settings, batches) as served:
        yield served


@pytest.fixture
def key(strict: Served, request: pytest.FixtureRequest) -> str:
    return strict.context.keys.add(request.node.name)


def used(served: Served, key: str) -> int:
    """Return the characters that a key has been charged for."""
    found = served.context.keys.find(key)
    assert found is not None
    return served.context.keys.used(found)


def asked_of(stream: bool, *texts: str) -> dict[str, Any]:
    return {"text": texts, "source": "de", "target": "en", "stream": stream, "beam": 1}


def shown(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}


@pytest.mark.parametrize("stream", [False, True])
def test_what_is_translated_is_charged(strict: Served, key: str, stream: bool) -> None:
    body = asked_of(stream, TEXT, LAST)
    assert strict.client.post("/v1/translate", json=body, headers=shown(key)).is_success
    assert used(strict, key) == len(TEXT + LAST)


@pytest.mark.parametrize("stream", [False, True])
def test_what_fails_is_not_charged(
    strict: Served, key: str, stream: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Any:
        raise RunError("The engine is out of order.")

    monkeypatch.setattr(strict.context.service.models[0].scheduler, "_run", fail)
    body = asked_of(stream, TEXT)
    answer = strict.client.post("/v1/translate", json=body, headers=shown(key))
    assert "out of order" in answer.text
    assert used(strict, key) == 0


def test_what_a_stream_has_sent_stays_charged_when_its_client_leaves(
    strict: Served, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduler = strict.context.service.models[0].scheduler
    run, gate = scheduler._run, threading.Event()

    def held(kind: Any, texts: list[str]) -> Sequence[Any]:
        if LAST in texts:
            gate.wait(LONG)
        return run(kind, texts)

    monkeypatch.setattr(scheduler, "_run", held)
    connection = http.client.HTTPConnection(strict.url.removeprefix("http://"), timeout=LONG)
    body = json.dumps(asked_of(True, TEXT + LAST, LAST))
    connection.request("POST", "/v1/translate", body, shown(key))
    answer = connection.getresponse()
    while (
        '"piece"' not in (line := answer.readline().decode()) or "\n" in json.loads(line)["piece"]
    ):
        assert line
    try:
        assert used(strict, key) == len(TEXT + LAST + LAST)
        connection.close()
        until(lambda: used(strict, key) < len(TEXT + LAST + LAST))
        assert 0 < used(strict, key) <= len(TEXT)
    finally:
        gate.set()


LANGUAGES = {"source": "de", "target": "en"}
PAIR = {"text": "Der Hund schläft.", "translation": "The dog.", **LANGUAGES}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("look", PAIR),
        ("words", {**PAIR, "place": 4}),
        (
            "score",
            {"source": "de", "target": "en", "pairs": [["Der Hund", "dog"], ["ja.", "Oh!"]]},
        ),
    ],
)
def test_looks_are_charged_as_translations_are(
    strict: Served, key: str, path: str, body: dict[str, Any]
) -> None:
    address, size = f"/v1/{path}", len(PAIR["text"])
    assert strict.client.post(address, json=body, headers=shown(key)).is_success
    assert used(strict, key) == size
    unserved = {**body, "source": "fr"}
    assert strict.client.post(address, json=unserved, headers=shown(key)).status_code == 400
    assert used(strict, key) == size
    poor = strict.context.keys.add(f"{path} of the poor", size - 1)
    assert strict.client.post(address, json=body, headers=shown(poor)).status_code == 456


@pytest.mark.parametrize("path", ["translate", "look", "words", "score"])
def test_a_stranger_learns_nothing_of_what_a_body_should_be(strict: Served, path: str) -> None:
    answer = strict.client.post(f"/v1/{path}", json={"no": "field"})
    assert (answer.status_code, answer.json()["code"]) == (403, "key")
