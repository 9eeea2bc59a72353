import json
from contextlib import suppress
from typing import Any

import pytest
from fastapi import FastAPI, Request
from hypothesis import given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException
from starlette.types import Message

from tests.server.coroutines import awaited
from tolmach.server.fields import Fields, sound
from tolmach.server.problems import RefusalError

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


def fields(body: bytes = b"", kind: str = JSON, query: bytes = b"") -> Fields:
    """Return the fields of a request."""
    app = FastAPI()
    app.state.largest = 1000

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", kind.encode())]
    scope = {"type": "http", "method": "POST", "headers": headers, "query_string": query}
    return awaited(Fields.of(Request({**scope, "app": app, "path": "/"}, receive)))


def test_a_body_replaces_the_query() -> None:
    found = fields(b'{"a": "body"}', query=b"a=query&b=query")
    assert (found.text("a"), found.text("b")) == ("body", "query")


def test_what_is_null_is_absent() -> None:
    found = fields(b'{"a": null}')
    assert "a" not in found
    assert found.text("a", "other") == "other"


def test_json_is_read_whatever_its_type_says() -> None:
    assert fields(b'{"a": "b"}', kind="text/plain").text("a") == "b"


@pytest.mark.parametrize(
    ("body", "kind", "texts", "is_list"),
    [
        (b'{"a": "b"}', JSON, ["b"], False),
        (b'{"a": ["b"]}', JSON, ["b"], True),
        (b'{"a": []}', JSON, [], True),
        (b"a=b", FORM, ["b"], False),
        (b"a=b&a=c", FORM, ["b", "c"], True),
        (b"a[]=b&a[]=c", FORM, ["b", "c"], True),
        (b"a[0]=b&a[1]=c", FORM, ["b", "c"], True),  # as PHP writes it
        (b'{"a": 5}', JSON, ["5"], False),
    ],
)
def test_lists_are_known(body: bytes, kind: str, texts: list[str], is_list: bool) -> None:
    found = fields(body, kind)
    assert (found.texts("a"), found.is_list("a")) == (texts, is_list)


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b"5", b"\xff", b"[" * 100_000, b'{"a": 1e5', b'{"a":' + b"9" * 5000 + b"}"],
)
def test_what_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(RefusalError):
        fields(body).text("a")


@pytest.mark.parametrize("value", ["1.5", "x", "1e999", "nan", [1, 2], {"a": 1}])
def test_what_is_no_whole_number_is_refused(value: Any) -> None:
    with pytest.raises(RefusalError):
        fields(json.dumps({"a": value}).encode()).number("a")


@pytest.mark.parametrize("value", [True, [False], [["a"]], {"a": 1}, ["a", None]])
def test_what_is_no_text_is_refused(value: Any) -> None:
    with pytest.raises(RefusalError, match="a is to be text"):
        fields(json.dumps({"a": value}).encode()).texts("a")


def test_numbers_come_in_any_spelling() -> None:
    assert [fields(json.dumps({"a": each}).encode()).number("a") for each in (3, "3", 3.0)] == [
        3
    ] * 3
    assert fields().number("a", 7) == 7


@pytest.mark.parametrize("text", ["Grüße, мир 🙂", "Gr%C3%BC%C3%9Fe,+%D0%BC%D0%B8%D1%80 🙂"])
def test_letters_of_forms_and_queries_may_stand_as_they_are(text: str) -> None:
    sent = f"a={text}&b=".encode()
    for found in (fields(sent, FORM), fields(query=sent)):
        assert (found.text("a"), found.texts("b")) == ("Grüße, мир 🙂", [""])


@pytest.mark.parametrize("sent", [b"a=Gr\xfc\xdfe", b"a=Gr%FC%DFe"])
def test_what_is_not_in_utf8_is_refused(sent: bytes) -> None:
    for kind, query in ((FORM, b""), (JSON, sent)):
        with pytest.raises(RefusalError, match="not in UTF-8"):
            fields(sent if kind == FORM else b"", kind, query)
    with pytest.raises(RefusalError, match="not in UTF-8"):
        fields(b'{"a": "Gr\xfc\xdfe"}')


def test_forms_of_too_many_fields_are_refused() -> None:
    with pytest.raises(RefusalError, match="2,000 fields"):
        fields(b"a=b&" * 2001, FORM)


def test_words_come_as_a_list_or_with_commas() -> None:
    assert (
        fields(b'{"a": ["x", "y"]}').words("a") == fields(b"a=x,+y", FORM).words("a") == ["x", "y"]
    )


def test_objects_come_in_json_or_numbered() -> None:
    assert fields(b'{"a": [{"b": 1}]}').objects("a") == [{"b": 1}]
    form = b"a[10].b=4&a[0].b=1&a[0].c=2&d[0].b=5&a[2].b=3"
    assert fields(form, FORM).objects("a") == [{"b": "1", "c": "2"}, {"b": "3"}, {"b": "4"}]
    assert fields().objects("a") == []
    with pytest.raises(RefusalError, match="list of objects"):
        fields(b"a=b", FORM).objects("a")


@given(st.text(st.characters()))
def test_sound_text_can_be_written(text: str) -> None:
    written = sound(text).encode()
    assert sound(written.decode()).encode() == written


def test_halves_of_characters_are_replaced() -> None:
    assert sound("a\ud83d\ude42\ud800b") == "a🙂\ufffdb"
    assert fields(b'{"a": "\\ud800"}').text("a") == "\ufffd"
    assert fields(b'{"a": [{"b": "\\ud800"}]}').objects("a") == [{"b": "\ufffd"}]


@given(st.binary(max_size=80), st.sampled_from([JSON, FORM, "multipart/form-data; boundary=x", ""]))
def test_any_body_is_read_or_refused(body: bytes, kind: str) -> None:
    with suppress(RefusalError, HTTPException):
        fields(body, kind).texts("a")
