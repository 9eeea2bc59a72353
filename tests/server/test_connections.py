"""Requests as real programs write them, byte by byte: other HTTP clients, proxies and probes."""

import json
import socket

import pytest

from tests.server.serving import LONG, Served

BODY = b'{"q": "Hund", "source": "de", "target": "en"}'


def answered(served: Served, *parts: bytes) -> tuple[int, bytes]:
    """Send a request, whose connection ends with it; return the status and the body."""
    with socket.create_connection(("127.0.0.1", int(served.url.rpartition(":")[2]))) as connection:
        connection.settimeout(LONG)
        for part in parts:
            connection.sendall(part)
        answer = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), body


def head(first: str, *lines: str) -> bytes:
    return "\r\n".join([first, *lines, "", ""]).encode()


@pytest.mark.parametrize("offer", ["h2c", "websocket"])
def test_a_client_that_offers_another_protocol_is_answered_in_this_one(
    toys: Served, offer: str, caplog: pytest.LogCaptureFixture
) -> None:
    # as Java's HttpClient does with each request
    asked = head(
        "POST /translate HTTP/1.1",
        "Connection: Upgrade, HTTP2-Settings, close",
        f"Content-Length: {len(BODY)}",
        "Content-Type: application/json",
        "Host: localhost",
        "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
        f"Upgrade: {offer}",
    )
    for parts in ((asked + BODY,), (asked, BODY)):
        status, body = answered(toys, *parts)
        assert (status, b"translatedText" in body) == (200, True), body
    assert caplog.records == []  # it would be one of each request


def test_a_probe_names_no_host(toys: Served) -> None:
    # as HAProxy's does, unless it is told to
    assert answered(toys, head("GET /health HTTP/1.0")) == (200, b'{"status":"ok"}')
    assert answered(toys, head("GET /health HTTP/1.0", "Host: stranger.example"))[0] == 421
    assert answered(toys, head("GET /health HTTP/1.1", "Connection: close"))[0] == 400


def test_an_answer_that_grows_is_read_by_an_old_client(toys: Served) -> None:
    asked = b'{"text": "Hund", "source": "de", "target": "en", "stream": true}'
    lines = ["Content-Type: application/json", f"Content-Length: {len(asked)}"]
    status, body = answered(toys, head("POST /v1/translate HTTP/1.0", *lines) + asked)
    assert status == 200
    assert [json.loads(line) for line in body.splitlines()][-1] == {"done": True}


@pytest.mark.parametrize("path", ["//translate", "/translate/", "//translate//", "/v1//translate/"])
def test_an_address_may_end_in_a_slash(toys: Served, path: str) -> None:
    body = {"text": "Hund"} if "v1" in path else {"q": "Hund"}
    answer = toys.client.post(f"{toys.url}{path}", json={**body, "source": "de", "target": "en"})
    assert answer.status_code == 200, answer.text  # at once: many clients lose a body on their way
    counted = toys.context.metrics.requests.labels(path.replace("//", "/").rstrip("/"), "200")
    assert counted._value.get() > 0


@pytest.mark.parametrize("path", ["/page", "/page/", "/page//main.js/..//..//gate.py"])
def test_an_address_of_a_folder_is_none(toys: Served, path: str) -> None:
    assert answered(toys, head(f"GET {path} HTTP/1.0"))[0] == 404


def test_a_proxy_names_the_host_in_the_address(toys: Served) -> None:
    def asked(target: str, *lines: str, version: str = "1.1") -> int:
        named = ("Host: localhost", "Connection: close", *lines)
        return answered(toys, head(f"GET {target} HTTP/{version}", *named))[0]

    for target in ("http://localhost/health", "HTTP://127.0.0.1:80//health/", "http://[::1]?x=/a"):
        assert asked(target) == 200
    assert asked("http://localhost/nothing") == 404
    # this name counts, and not that of the header
    assert asked("http://stranger.example/health") == 421
    assert asked("http:///health") == 421
    part = b'Content-Disposition: form-data; name="file"; filename="a.txt"'
    file = b"--b\r\n" + part + b"\r\n\r\nHund\r\n--b--\r\n"
    upload = head(
        "POST http://127.0.0.1:81/translate_file?source=de&target=en HTTP/1.1",
        "Host: localhost",
        "Connection: close",
        "Content-Type: multipart/form-data; boundary=b",
        f"Content-Length: {len(file)}",
    )
    status, body = answered(toys, upload + file)
    assert (status, json.loads(body)["translatedFileUrl"][:20]) == (200, "http://127.0.0.1:81/")
