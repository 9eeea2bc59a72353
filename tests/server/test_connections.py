"""Requests as real programs write them, byte by byte: other HTTP clients, proxies and probes."""

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
