"""Clients that leave, queues that are full, and texts that nobody is to read."""

import http.client
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.server.serving import LONG, Served, served_here
from tolmach.inference.engine import between_searches
from tolmach.server.settings import Limits, ServerSettings
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


@contextmanager
def held_model(served: Served) -> Iterator[None]:
    """Let all that is to be looked at wait."""
    entered, gate = threading.Event(), threading.Event()

    def hold(_: Translator) -> None:
        entered.set()
        gate.wait(LONG)

    holding = threading.Thread(target=served.context.service.models[0].examine, args=(hold,))
    holding.start()
    assert entered.wait(LONG)
    try:
        yield
    finally:
        gate.set()
        holding.join()


LOOK = {"text": "Hund", "translation": "dog", "source": "de", "target": "en"}


def begin_look(served: Served) -> http.client.HTTPConnection:
    """Ask for a look, and wait for no answer."""
    connection = http.client.HTTPConnection(served.url.removeprefix("http://"), timeout=LONG)
    kind = {"Content-Type": "application/json"}
    connection.request("POST", "/v1/look", json.dumps(LOOK), kind)
    return connection


def answered(connection: http.client.HTTPConnection) -> int:
    """Return the status of the answer that was waited for."""
    with closing(connection):
        answer = connection.getresponse()
        answer.read()
        return answer.status


def test_too_many_looks_are_refused(served: Served) -> None:
    limit = served.context.settings.limits.looks
    with held_model(served):
        waiting = [begin_look(served) for _ in range(limit)]
        until(lambda: served.context._looking == limit)
        answer = served.client.post("/v1/look", json=LOOK)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")
    assert [answered(each) for each in waiting] == [200] * limit
    assert served.client.post("/v1/look", json=LOOK).status_code == 200


def test_looks_that_wait_keep_nobody_else_waiting(toy_folders: list[Path], tmp_path: Path) -> None:
    many = 40  # more than the threads that everything else is done on
    settings = ServerSettings(port=0, limits=Limits(looks=many))
    with served_here(toy_folders[:1], tmp_path / "state.sqlite3", settings) as served:
        with held_model(served):
            waiting = [begin_look(served) for _ in range(many)]
            until(lambda: served.context._looking == many)
            assert served.client.get("/v2/glossaries", timeout=LONG / 4).status_code == 200
        assert [answered(each) for each in waiting] == [200] * many


def test_a_look_whose_client_has_gone_is_not_computed(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = served.context.service.models[0]
    vars(model).pop("attention", None)  # which the first look finds out
    examine, ended = model.examine, threading.Event()

    def examined(analysis: Callable[[Translator], Any]) -> Any:
        try:
            return examine(analysis)
        finally:
            ended.set()

    with held_model(served):
        monkeypatch.setattr(model, "examine", examined)
        leaving = begin_look(served)
        until(lambda: served.context._looking == 1)
        leaving.close()
        until(lambda: served.context._looking == 0)
    assert ended.wait(LONG)
    monkeypatch.undo()
    assert "attention" not in vars(model)
    assert answered(begin_look(served)) == 200
    assert "attention" in vars(model)


def test_pairs_whose_client_has_gone_are_scored_no_further(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = served.context.service.models[0]
    score, scored, leave, left = (
        model.translator.score,
        list[str](),
        threading.Event(),
        threading.Event(),
    )

    def watched(sources: list[str], targets: list[str]) -> Any:
        scored.extend(sources)
        leave.set()
        assert left.wait(LONG)
        return score(sources, targets)

    monkeypatch.setattr(model.translator, "score", watched)
    connection = http.client.HTTPConnection(served.url.removeprefix("http://"), timeout=LONG)
    pairs = [[f"Hund {number}", "dog"] for number in range(200)]
    body = json.dumps({"source": "de", "target": "en", "pairs": pairs})
    connection.request("POST", "/v1/score", body, {"Content-Type": "application/json"})
    assert leave.wait(LONG)
    connection.close()
    until(lambda: served.context._looking == 0)
    left.set()
    assert answered(begin_look(served)) == 200
    until(lambda: not model._examining._line)
    assert 0 < len(scored) < len(pairs)


def test_an_analysis_whose_client_has_gone_ends_between_two_searches(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave, left, ended = threading.Event(), threading.Event(), list[bool]()

    def looked(*_: object) -> None:
        leave.set()
        assert left.wait(LONG)
        try:
            between_searches()
        except CancelledError:
            ended.append(True)
            raise

    monkeypatch.setattr("tolmach.server.versioned.looks.alignment", looked)
    leaving = begin_look(served)
    assert leave.wait(LONG)
    leaving.close()
    until(lambda: served.context._looking == 0)
    left.set()
    until(lambda: ended == [True])


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
