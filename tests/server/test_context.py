"""Clients that leave, queues that are full, and texts that nobody is to read."""

import http.client
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.server.serving import LONG, Served, served_here
from tolmach.service.scheduler import BatchSettings
from tolmach.translation.translator import Translator

BOOK = "Der Hund schläft unter dem Tisch. Wie geht es dir? " * 300


@pytest.fixture(scope="module")
def served(toy_folders: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    batches = BatchSettings(tokens=64, seconds=0.0, waiting=200)
    state = tmp_path_factory.mktemp("context") / "state.sqlite3"
    with served_here(toy_folders[:1], state, batches=batches) as running:
        yield running


def begin(served: Served, text: str, *, stream: bool = False) -> http.client.HTTPConnection:
    """Send a request, and wait for no answer."""
    connection = http.client.HTTPConnection(served.url.removeprefix("http://"), timeout=LONG)
    body = json.dumps({"text": text, "source": "de", "target": "en", "stream": stream})
    connection.request("POST", "/v1/translate", body, {"Content-Type": "application/json"})
    return connection


def until(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize("stream", [False, True])
def test_a_client_that_leaves_costs_no_more(served: Served, stream: bool) -> None:
    scheduler = served.context.service.models[0].scheduler
    connection = begin(served, BOOK, stream=stream)
    until(lambda: scheduler.waiting > 1000)
    connection.close()
    until(lambda: scheduler.waiting == 0)
    answer = served.client.post("/translate", json={"q": "Hund", "source": "de", "target": "en"})
    assert answer.status_code == 200


def test_a_full_queue_says_when_to_come_again(served: Served) -> None:
    scheduler = served.context.service.models[0].scheduler
    connection = begin(served, BOOK)
    until(lambda: scheduler.waiting > 1000)
    for path, body in (
        ("/translate", {"q": "Hund", "source": "de", "target": "en"}),
        ("/v1/translate", {"text": "Hund", "source": "de", "target": "en"}),
        ("/v2/translate", {"text": ["Hund"], "source_lang": "de", "target_lang": "en"}),
    ):
        answer = served.client.post(path, json=body)
        assert answer.status_code == 429
        assert 1 <= int(answer.headers["retry-after"]) <= 60
    connection.close()
    until(lambda: scheduler.waiting == 0)


def test_too_many_looks_are_refused(served: Served) -> None:
    entered, gate = threading.Event(), threading.Event()

    def hold(_: Translator) -> None:
        entered.set()
        gate.wait(LONG)

    holding = threading.Thread(target=served.context.service.models[0].examine, args=(hold,))
    holding.start()
    assert entered.wait(LONG)
    served.context._looking += served.context.settings.limits.looks
    body = {"text": "Hund", "translation": "dog", "source": "de", "target": "en"}
    answer = served.client.post("/v1/look", json=body)
    served.context._looking -= served.context.settings.limits.looks
    gate.set()
    holding.join()
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")
    assert served.client.post("/v1/look", json=body).status_code == 200


def test_texts_and_keys_are_never_logged(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "uvicorn")
    caplog.set_level(logging.DEBUG, "tolmach")
    served.client.post("/translate", params={"q": "Geheimnis", "target": "en", "api_key": "K1"})
    served.client.post("/translate", content=b"Geheimnis")
    served.client.post("/v1/translate", json={"text": {"Geheimnis": 1}, "target": "en"})
    assert "Geheimnis" not in caplog.text
    assert "K1" not in caplog.text


def test_numbers_are_counted_and_texts_are_not(served: Served) -> None:
    served.client.post("/translate", json={"q": "Hund", "source": "de", "target": "en"})
    served.client.get("/some/private/address")
    found = served.client.get("/metrics").text
    assert 'tolmach_requests_total{address="/translate",status="200"}' in found
    assert 'tolmach_waiting_tokens{model="toy"} 0.0' in found
    assert "private" not in found
    assert "Hund" not in found


def test_readiness(served: Served) -> None:
    assert served.client.get("/ready").json() == {"ready": True, "models": ["toy"]}
    served.context.closing = True
    answer = served.client.get("/ready")
    served.context.closing = False
    assert (answer.status_code, answer.json()) == (503, {"error": "The server is stopping."})
