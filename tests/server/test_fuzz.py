"""Requests of every shape: none makes the server fail or hang, whatever is in it.

`TOLMACH_FUZZ` multiplies how many are tried.
"""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.serving import Served
from tests.server.test_documents import FILES

EXAMPLES = 40 * int(os.environ.get("TOLMACH_FUZZ", "1"))
FUZZED = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
PATHS = (
    "/translate /detect /suggest /languages /frontend/settings /v1/translate /v1/look /v1/words "
    "/v1/score /v2/translate /v2/languages /v2/usage /v2/glossaries /v3/glossaries "
    "/v3/glossaries/x/entries /v3/glossaries/x/dictionaries /v1/documents /v1/documents/x "
    "/v1/documents/x/content /v2/document /v2/document/x /v2/document/x/result /translate_file"
).split()
NAMES = (
    "q text source target source_lang target_lang format alternatives api_key glossary glossary_id "
    "tag_handling ignore_tags split_sentences name entries entries_format dictionaries beam prefix "
    "details stream parts place translation pairs s type file filename document_key everything "
    "output_format model temperature length_penalty box pieces"
).split()
KNOWN = st.sampled_from(
    ["de", "en", "DE", "EN-GB", "auto", "html", "text", "xml", "tsv", "Hund", ""]
)
TEXTS = KNOWN | st.text(max_size=40) | st.text("<>&;/=\"' abp\n\t\0\ud800", max_size=40)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
BODIES = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8)


@pytest.fixture(scope="module", autouse=True)
def counted(toys: Served) -> Iterator[None]:
    """Print how many requests there were, which `pytest -s` shows."""
    yield
    samples = [each for found in toys.context.metrics.requests.collect() for each in found.samples]
    count = sum(each.value for each in samples if each.name.endswith("_total"))
    print(f"{count:,.0f} requests, of which {_failures(samples):,.0f} were answered by 5xx")


def _failures(samples: list[Any]) -> float:
    named = [each for each in samples if each.name.endswith("_total")]
    return sum(each.value for each in named if each.labels["status"].startswith("5"))


def sent(served: Served, method: str, path: str, **how: Any) -> None:
    """Send a request; a mistake of its own is answered, and by a mistake's status."""
    try:
        answer = served.client.request(method, path, **how)
    except (httpx.InvalidURL, httpx.LocalProtocolError, UnicodeError, ValueError):
        return  # the client refuses to send it
    assert answer.status_code < 500, (answer.status_code, answer.text)


@FUZZED
@given(st.sampled_from(["POST", "PUT", "PATCH", "DELETE"]), st.sampled_from(PATHS), BODIES)
def test_json(toys: Served, method: str, path: str, body: dict[str, Any]) -> None:
    sent(toys, method, path, json=body)


@FUZZED
@given(st.sampled_from(PATHS), BODIES, st.sampled_from(["data", "params"]))
def test_forms_and_queries(toys: Served, path: str, body: dict[str, Any], place: str) -> None:
    plain = {name: str(value) for name, value in body.items()}
    sent(toys, "POST", path, **{place: plain})


@FUZZED
@given(
    st.sampled_from(PATHS),
    st.binary(max_size=300),
    st.sampled_from(
        [
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "x",
        ]
    ),
)
def test_bytes(toys: Served, path: str, body: bytes, kind: str) -> None:
    sent(toys, "POST", path, content=body, headers={"content-type": kind})


@FUZZED
@given(
    st.sampled_from(["/v1/documents", "/v2/document", "/translate_file"]),
    st.sampled_from(sorted(FILES)),
    st.lists(st.tuples(st.integers(0, 40_000), st.binary(min_size=1, max_size=4)), max_size=3),
    BODIES,
)
def test_damaged_files(
    toys: Served, path: str, suffix: str, damage: list[tuple[int, bytes]], body: dict[str, Any]
) -> None:
    content = bytearray(FILES[suffix])
    for place, put in damage:
        start = place % len(content)
        content[start : start + len(put)] = put
    known = {"target": "en", "target_lang": "EN-GB", "source": "de", "source_lang": "DE"}
    data = {name: str(value) for name, value in body.items()} | known
    files = {"file": (f"a{suffix}", bytes(content))}
    sent(toys, "POST", path, data=data, files=files)


@FUZZED
@given(st.text(max_size=60), st.sampled_from(["text", "html"]))
def test_texts_come_back_as_long_as_they_were(toys: Served, text: str, form: str) -> None:
    body = {"q": [text, text], "source": "de", "target": "en", "format": form}
    answer = toys.client.post("/translate", json=body)
    assert answer.status_code == 200
    assert len(answer.json()["translatedText"]) == 2


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "<b>" * 20_000,
        "<" * 50_000,
        "&" * 50_000,
        "<p " + "a=" * 30_000,
        "\u0301" * 20_000,
        "".join(chr(plane << 16 | 0x1234) for plane in range(17)) * 50,
        "\n" * 100_000,
        "- " * 50_000,
        "<script>" * 20_000,
        "<!--" * 20_000,
    ],
    ids=lambda text: repr(text[:4]),
)
@pytest.mark.parametrize("form", ["text", "html"])
def test_hostile_texts_end(toys: Served, text: str, form: str) -> None:
    body = {"text": text, "source": "de", "target": "en", "format": form, "beam": 1}
    with suppress(httpx.TimeoutException):  # it costs no more from here on
        toys.client.post("/v1/translate", json=body, timeout=1)
    short = {"q": "Hund", "source": "de", "target": "en"}
    while (answer := toys.client.post("/translate", json=short)).status_code == 429:
        time.sleep(int(answer.headers["Retry-After"]))  # what was given up is being let go
    assert answer.status_code == 200


def test_all_that_the_description_promises(toys: Served) -> None:
    schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
    schema = schemathesis.openapi.from_url(f"{toys.url}/openapi.json")
    for operation in schema.get_all_operations():
        case_of = operation.ok().as_strategy()

        @settings(FUZZED, max_examples=max(1, EXAMPLES // 10))
        @given(case_of)
        def ask(case: Any) -> None:
            assert case.call(timeout=60).status_code < 500

        ask()
