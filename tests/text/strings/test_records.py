from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.strings.records import separators


def fields(text: str) -> list[str]:
    """Return the fields of a text, one where it is no record."""
    edges = [(0, 0), *separators(text), (len(text), len(text))]
    return [text[start:end] for (_, start), (end, _) in pairwise(edges)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("12;Berlin;sehr schön", ["12", "Berlin", "sehr schön"]),
        ("a;;c;-3", ["a", "c", "-3"]),
        ('7;"Ja; nein";„Gut“', ["7", '"Ja; nein"', "„Gut“"]),
        ("7,Hamburg,groß", ["7", "Hamburg", "groß"]),
        (",7,Hamburg,groß,", [",7", "Hamburg", "groß,"]),
        ('"Ja","Nein; so"', ['"Ja"', '"Nein; so"']),
        ('"key": "Guten Tag",', ['"key"', '"Guten Tag",']),
        ("'one': 1, 'zwei' : null", ["'one'", "1", "'zwei'", "null"]),
        (r'"a" => "Er sagt \"nein\""', ['"a"', r'"Er sagt \"nein\""']),
    ],
)
def test_the_fields_of_a_record_are_told_apart(text: str, parts: list[str]) -> None:
    assert fields(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "Das Haus ist groß; der Garten ist klein.",
        "Wer kommt, sagte er, der bleibt.",
        "Es sind 3,5 und 1,250,000.",
        "10,000,000",
        "3,5",
        "Na klar ;-)",
        "Gut;",
        "ja,nein",
        "ja,nein, oder,doch",
        "你好,我是,他",
        'Er sah "Faust", "Hamlet" und "Nathan".',
        '"Gut", sagte er.',
        "",
    ],
)
def test_running_text_has_no_fields(text: str) -> None:
    assert fields(text) == [text]


@given(st.text(alphabet="a1;,\"' :=é"))
def test_separators_are_in_order_within_the_text(text: str) -> None:
    places = [place for span in separators(text) for place in span]
    assert places == sorted(places)
    assert not places or (places[0] >= 1 and places[-1] < len(text))
