from collections.abc import Iterator

import pytest

from tolmach.markup.parts import parts_of
from tolmach.reading.kept import kept_parts
from tolmach.reading.recognition import Recognition, recognised


def no_signs(_: str, __: int) -> Iterator[Recognition]:
    yield from ()


def found(text: str) -> list[tuple[str, str, str]]:
    return [
        (text[one.start : one.end], one.part.kind, one.source) for one in recognised(text, no_signs)
    ]


def test_what_is_recognised_is_apart_the_leftmost_first() -> None:
    assert found("Der <b>{a}</b> `<i>` und **x**") == [
        ("<b>", "open", "tag"),
        ("{a}", "fixed", "string"),
        ("</b>", "close", "tag"),
        ("`<i>`", "fixed", "string"),
        ("**", "open", "delimiter"),
        ("**", "close", "delimiter"),
    ]
    assert found("{a}hier{/a}") == [("{a}", "open", "half"), ("{/a}", "close", "half")]


def test_of_two_strings_that_begin_together_the_longer_one_is_kept() -> None:
    (name,) = recognised("Die @anna-maria da", no_signs)
    assert (name.part.written, name.part.name) == ("@anna-maria", "address")
    (count,) = recognised("Die @count da", no_signs)
    assert (count.part.written, count.part.name) == ("@count", "number")


def test_a_letter_in_code_is_no_placeholder() -> None:
    parts = [(part.kind, part.text) for part in parts_of(r"Die T{\"u}r bei {n} und \today")]
    assert parts == [
        *(("text", "Die Tür bei "), ("fixed", "{n}"), ("text", " und "), ("fixed", r"\today"))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Der <a href='x'>Hund</a> {n} da",
        "{% if x %}Der Hund{% endif %} %s",
        "Der [Hund](a.md) und <vorname> oder `x`",
        "Der {0}rote{1} Hund https://a.de/b",
    ],
)
def test_lines_with_markup_and_other_text_have_the_same_parts(text: str) -> None:
    marked = [(part.kind, part.written) for part in parts_of(text) if part.kind != "text"]
    assert marked == [(one.part.kind, text[one.start : one.end]) for one in kept_parts(text)]
