"""A server as a process: signals, ports and files that cannot be used."""

import http.client
import json
import signal
import socket
import threading
from pathlib import Path

import pytest

from tests.cli.command import tolmach_text
from tests.server.serving import LONG, served_afresh, served_apart

BOOK = "Der Hund schläft unter dem Tisch. Wie geht es dir?\n" * 100


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_it_finish_what_it_took_on(
    toy_folders: list[Path], tmp_path: Path, asked: signal.Signals
) -> None:
    words = (toy_folders[0], "--threads", 1, "--state", tmp_path / "state.sqlite3")
    with served_apart(*words) as (url, process):
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=LONG)
        body = json.dumps({"text": BOOK, "source": "de", "target": "en", "stream": True})
        connection.request("POST", "/v1/translate", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.readline()  # it has been taken on
        process.send_signal(asked)
        lines = [json.loads(line) for line in answer.read().splitlines()]
        connection.close()
        assert lines[-1] == {"done": True}
        _, complaints = process.communicate(timeout=LONG)
    assert process.returncode in (0, -asked)
    assert "Traceback" not in complaints


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = tolmach_text("serve", "--port", other.getsockname()[1], "--state", tmp_path / "s")
    assert done.returncode == 1
    assert "choose another --port" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "nowhere is no model folder"),
        (["--host", "no such host"], "cannot be listened on"),
        (["--state", "/dev/null/state"], "/dev/null/state cannot be used"),
    ],
)
def test_what_cannot_be_used_is_told(tmp_path: Path, words: list[str], said: str) -> None:
    done = tolmach_text("serve", "--port", 0, "--state", tmp_path / "s", *words, folder=tmp_path)
    assert (done.returncode, said in done.stderr) == (1, True), done.stderr


def test_a_damaged_model_is_told(toy_folders: list[Path], tmp_path: Path) -> None:
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    for path in toy_folders[0].iterdir():
        (damaged / path.name).write_bytes(path.read_bytes()[:100])
    done = tolmach_text("serve", damaged, "--port", 0, "--state", tmp_path / "s")
    assert done.returncode == 1
    assert str(damaged) in done.stderr


def test_two_processes_share_a_state(toy_folders: list[Path], tmp_path: Path) -> None:
    state = tmp_path / "state.sqlite3"
    words = (toy_folders[0], "--threads", 1, "--state", state, "--keys")
    with served_afresh(*words) as url:
        key = tolmach_text("keys", "add", "office", "--state", state).stdout.strip()
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=LONG)
        connection.request("GET", "/v2/usage", headers={"Authorization": f"DeepL-Auth-Key {key}"})
        status = connection.getresponse().status
        connection.close()
    assert status == 200


def test_the_thread_of_each_model_ends_with_it(toy_folders: list[Path]) -> None:
    from tolmach.service.translation_service import TranslationService

    service = TranslationService.load(toy_folders)
    names = {f"batches of {model.name}" for model in service.models}
    service.close()
    assert names.isdisjoint(thread.name for thread in threading.enumerate())
