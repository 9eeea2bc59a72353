"""Who may use a server, and how much one request may bring."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.serving import LONG, Served, served_here
from tests.server.test_context import until
from tolmach.server.gate import SECURITY_HEADERS
from tolmach.server.settings import Limits, ServerSettings

FRIEND, STRANGER = "https://friend.example", "https://stranger.example"


@pytest.fixture(scope="module")
def served(toy_folders: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = ServerSettings(
        port=0,
        names=("office.example",),
        origins=(FRIEND,),
        limits=Limits(body=2000, patience=1.5),
    )
    with served_here(toy_folders[:1], tmp_path_factory.mktemp("gate") / "s", settings) as running:
        yield running


def status(served: Served, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return served.client.get("/languages", headers=named).status_code


def test_names_that_are_not_its_own_are_refused(served: Served) -> None:
    port = served.url.rpartition(":")[2]
    for name in ("localhost", f"LOCALHOST:{port}", "office.example", "[::1]:5000", "127.0.0.1"):
        assert status(served, host=name) == 200
    for name in ("stranger.example", "localhost.stranger.example", "127.0.0.2", "[", "@"):
        assert status(served, host=name) == 421


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_on_all_addresses_it_goes_by_each_of_them(host: str) -> None:
    settings = ServerSettings(host)
    addresses = ("192.168.1.5", "127.0.0.2", "fe80::1", "localhost")
    assert [settings.serves_host(each) for each in addresses] == [True] * 4
    strangers = ("stranger.example", "192.168.1.5.stranger.example", "", "0x7f000001")
    assert [settings.serves_host(each) for each in strangers] == [False] * 4


def test_pages_of_other_sites_are_refused(served: Served) -> None:
    assert status(served, origin=STRANGER) == 403
    for malformed in ("null", "http://[", "http://[::1", "://", served.url.removeprefix("http://")):
        assert status(served, origin=malformed) == 403
    assert status(served, sec_fetch_site="cross-site", sec_fetch_mode="no-cors") == 403
    assert status(served, sec_fetch_site="cross-site", sec_fetch_mode="navigate") == 200
    assert status(served, sec_fetch_site="same-origin", sec_fetch_mode="cors") == 200
    assert status(served, origin=served.url) == 200
    # another server of this machine is another site
    assert status(served, origin="http://127.0.0.1:1") == 403


def test_pages_of_allowed_sites_may_read_answers(served: Served) -> None:
    answer = served.client.get("/languages", headers={"origin": FRIEND})
    assert answer.headers["access-control-allow-origin"] == FRIEND
    readable = answer.headers["access-control-expose-headers"]
    assert readable == "content-disposition, retry-after"  # a file's name, and when to come again
    preflight = served.client.options(
        "/v1/translate",
        headers={
            "origin": FRIEND,
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type,x-requested-with",
        },
    )
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-headers"] == "content-type,x-requested-with"


def test_others_are_not_told_that_they_may(served: Served) -> None:
    preflight = served.client.options(
        "/v1/translate", headers={"origin": STRANGER, "access-control-request-method": "POST"}
    )
    assert preflight.status_code == 403
    assert "access-control-allow-origin" not in preflight.headers


@pytest.mark.parametrize("path", ["/", "/languages", "/nothing", "/v2/usage", "/metrics"])
def test_every_answer_carries_headers_of_security(served: Served, path: str) -> None:
    headers = served.client.get(path).headers
    assert {name: headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert "server" not in headers


def test_texts_are_kept_nowhere_and_the_page_only_while_it_has_not_changed(served: Served) -> None:
    body = {"q": "Hund", "source": "de", "target": "en"}
    for answer in (served.client.post("/translate", json=body), served.client.get("/nothing")):
        assert answer.headers["cache-control"] == "no-store"
    for path in ("/", "/page/main.js"):
        assert served.client.get(path).headers["cache-control"] == "no-cache"
    known = {"if-none-match": served.client.get("/page/main.js").headers["etag"]}
    again = served.client.get("/page/main.js", headers=known)
    assert (again.status_code, again.headers["cache-control"]) == (304, "no-cache")


def test_large_bodies_are_refused_before_they_are_read(served: Served) -> None:
    answer = served.client.post("/translate", json={"q": "x" * 2000, "target": "en"})
    assert (answer.status_code, "2,000 bytes" in answer.json()["error"]) == (413, True)


def test_bodies_of_unknown_length_are_refused_where_they_grow_too_large(served: Served) -> None:
    def body() -> Iterator[bytes]:
        yield b'{"q": "'
        for _ in range(50):
            yield b"x" * 100
        yield b'", "target": "en"}'

    for path in ("/translate", "/v1/translate"):
        answer = served.client.post(
            path, content=body(), headers={"content-type": "application/json"}
        )
        assert answer.status_code == 413
    assert served.client.get("/health").status_code == 200


def half_a_request(
    served: Served, path: str, *headers: str, body: str = "{", length: int = 100
) -> socket.socket:
    """Send the beginning of a request alone."""
    connection = socket.create_connection(("127.0.0.1", int(served.url.rpartition(":")[2])))
    connection.settimeout(LONG)
    first = (f"POST {path} HTTP/1.1", "Host: localhost", "Content-Type: application/json")
    head = "\r\n".join((*first, f"Content-Length: {length}", *headers))
    connection.sendall(f"{head}\r\n\r\n{body}".encode())
    return connection


@pytest.mark.parametrize("path", ["/translate", "/v1/translate"])
def test_a_request_whose_rest_does_not_come_is_given_up(served: Served, path: str) -> None:
    with half_a_request(served, path) as connection:
        assert connection.recv(100).startswith(b"HTTP/1.1 408 ")


def test_a_key_in_the_header_is_looked_at_before_the_body_is_read(
    toy_folders: list[Path], tmp_path: Path
) -> None:
    settings = ServerSettings(port=0, keys=True)
    with served_here(toy_folders[:1], tmp_path / "state", settings) as strict:
        for path in ("/v2/document", "/v2/translate", "/v3/glossaries", "/v1/documents"):
            scheme = "Bearer" if path.startswith("/v1") else "DeepL-Auth-Key"
            with half_a_request(strict, path, f"Authorization: {scheme} nobody") as connection:
                assert connection.recv(100).startswith(b"HTTP/1.1 403 ")


def test_room_for_bodies_is_for_those_under_way(toy_folders: list[Path], tmp_path: Path) -> None:
    settings = ServerSettings(port=0, limits=Limits(reading=500))
    with served_here(toy_folders[:1], tmp_path / "state", settings) as served:
        for path in ("/translate", "/v1/translate", "/v2/translate") * 3:
            answer = served.client.post(path, json={"q": "1" * 500})
            assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")
            answer = served.client.post(path, json={"q": "1" * 400})
            assert answer.status_code in (200, 400)


@pytest.mark.parametrize("begun", [b"", b"GET /health HTTP/1.1\r\nHost: local"])
def test_a_connection_on_which_no_request_comes_is_given_up(served: Served, begun: bytes) -> None:
    address = ("127.0.0.1", int(served.url.rpartition(":")[2]))
    whole = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for before in (b"", whole):
        with socket.create_connection(address) as connection:
            connection.settimeout(LONG)
            connection.sendall(before + begun)
            answer = b"".join(iter(lambda: connection.recv(1 << 16), b""))
            assert answer.partition(b"\r\n\r\n")[2] == (b'{"status":"ok"}' if before else b"")


def test_a_connection_is_not_given_up_while_it_is_answered(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", int(served.url.rpartition(":")[2]))) as connection:
        connection.settimeout(LONG)
        body = b'{"text": "Hund", "source": "de", "target": "en"}'
        head = f"Host: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        connection.sendall(f"POST /v1/translate HTTP/1.1\r\n{head}\r\n\r\n".encode())
        for part in (body[:9], body[9:30], body[30:]):  # longer than the head may take
            time.sleep(0.6)
            connection.sendall(part)
        assert connection.recv(100).startswith(b"HTTP/1.1 200 ")


def test_a_client_that_goes_while_it_sends_is_no_mistake(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    gone = served.context.metrics.requests.labels("/translate", "499")
    before = gone._value.get()
    half_a_request(served, "/translate").close()
    until(lambda: gone._value.get() > before)
    assert caplog.records == []


@pytest.mark.parametrize("path", ["/", "/languages", "/health", "/ready", "/page/main.js"])
def test_a_question_for_headers_is_answered_without_a_body(served: Served, path: str) -> None:
    head, whole = served.client.head(path), served.client.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"]


@pytest.mark.parametrize(
    ("coding", "expected"),
    [
        ("gzip", 415),
        ("identity, br", 415),
        ("whatever", 415),
        ("identity", 200),
        ("UTF-8", 200),
        ("", 200),
    ],
)
def test_compressed_bodies_are_refused(served: Served, coding: str, expected: int) -> None:
    body = b'{"q": "Hund", "source": "de", "target": "en"}'
    kind = {"content-type": "application/json", "content-encoding": coding}
    answer = served.client.post("/translate", content=body, headers=kind)
    assert answer.status_code == expected
    assert expected == 200 or "Compressed" in answer.json()["error"]


def test_each_header_of_a_coding_counts(served: Served) -> None:
    headers = [("content-encoding", "identity"), ("content-encoding", "gzip")]
    assert served.client.post("/translate", content=b"x", headers=headers).status_code == 415


@pytest.mark.parametrize(
    ("method", "path", "right"),
    [
        ("GET", "/translate", "POST"),
        ("PUT", "/v2/translate", "POST"),
        ("PUT", "/v2/glossaries/some", "DELETE, GET, HEAD"),
        ("POST", "/page/main.js", "GET, HEAD"),
    ],
)
def test_a_wrong_method_is_told_with_the_right_ones(
    served: Served, method: str, path: str, right: str
) -> None:
    answer = served.client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, right)
    assert f"This address takes {right}, not {method}." in answer.json().values()
    asked = served.client.options(path)
    assert (asked.status_code, asked.headers["allow"], asked.content) == (204, right, b"")


def test_open_addresses_are_known() -> None:
    from tolmach.server.settings import is_open

    assert [is_open(host) for host in ("127.0.0.1", "::1", "localhost")] == [False] * 3
    assert [is_open(host) for host in ("0.0.0.0", "192.168.1.2", "office")] == [True] * 3
