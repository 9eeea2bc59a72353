from collections.abc import Callable, Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tolmach.text.strings.coded_signs import Sign, escapes, letter_codes, signs


def found(line: str) -> list[tuple[str, str, str]]:
    return [(line[one.start : one.end], one.kind, one.text) for one in signs(line)]


@pytest.mark.parametrize(
    ("line", "kind", "text"),
    [
        *(("&uuml;", "letter", "ü"), ("&#252;", "letter", "ü"), ("&#xFC;", "letter", "ü")),
        *(("\\u00fc", "letter", "ü"), ("&amp;", "sign", "&"), ("&copy;", "sign", "©")),
        *(("&quot;", "sign", '"'), ("&#39;", "sign", "'"), ('\\"', "sign", '"')),
        *(("5\\,\\%", "number", "5\\,\\%"), ("5\\%", "number", "5\\%"), ("z\\,B", "space", " ")),
        *(("&amp;nbsp;", "space", "\xa0"), ("&amp;amp;uuml;", "letter", "ü")),
        *(("&amp", "sign", "&"), ("&copy", "sign", "©"), ("Abb.~B", "space", " ")),
        *(("7\ufe0f\u20e3", "number", "7\ufe0f\u20e3"), ("#\u20e3", "number", "#\u20e3")),
        *(("Hut&amp;Mode", "value", "Hut&amp;Mode"), ("P&amp;Gold", "value", "P&amp;Gold")),
        ("&lt; 5&nbsp;&euro;", "number", "&lt; 5&nbsp;&euro;"),
        ("5&deg;C &plusmn; 2&deg;C", "number", "5&deg;C &plusmn; 2&deg;C"),
        *(("\\*", "sign", "*"), ("&nbsp;", "space", "\xa0"), ("&shy;", "space", "\xad")),
        *(("&unknown;", "value", "&unknown;"), ("AT&amp;T", "value", "AT&amp;T")),
        *(("&m;", "value", "&m;"), ("&a-b.c;", "value", "&a-b.c;")),
        *(("R&D", "value", "R&D"), ("5 < 6", "value", "5 < 6"), ("a &lt; b", "value", "a &lt; b")),
        *(("&lt; 5", "number", "&lt; 5"), ("20&deg;C", "number", "20&deg;C")),
        *(("20&#160;&#8381;", "number", "20&#160;&#8381;"), ("&#xa3;5", "number", "&#xa3;5")),
        ("20&nbsp;m&sup2;", "number", "20&nbsp;m&sup2;"),
        *(
            ("5&nbsp;&euro;", "number", "5&nbsp;&euro;"),
            ("<", "sign", "<"),
            ("-&gt;", "sign", "->"),
        ),
    ],
)
def test_a_sign_is_read_by_its_kind(line: str, kind: str, text: str) -> None:
    code = line.strip("zABb.") if kind == "space" else line
    assert found(f"Da {line} ist") == [(code, kind, text)]


def test_a_semicolon_behind_a_name_makes_no_entity_of_it() -> None:
    assert found("R&D; A&LT;") == [("R&D", "value", "R&D"), ("&LT;", "sign", "<")]
    assert found("r&d; so") == [("&", "sign", "&")]


def test_a_sign_between_letters_is_of_a_name() -> None:
    assert found("Tom&Anna, a&amp;b, x&y") == [
        ("Tom&Anna", "value", "Tom&Anna"),
        ("&amp;", "sign", "&"),
        ("x&y", "value", "x&y"),
    ]


@pytest.mark.parametrize("find", [signs, escapes])
def test_a_letter_of_old_entities_and_of_tex_is_read_within_its_word(
    find: Callable[[str], Iterator[Sign]],
) -> None:
    line = r"M&uumlnchen, sch\"on, gr{\o}n, c\c{c}a, Fu\ss e und Tom&Anna"
    letters = [(one.text, line[one.start : one.end]) for one in find(line) if one.kind == "letter"]
    assert letters == [
        *(("ü", "&uuml"), ("ö", '\\"o'), ("ø", r"{\o}"), ("ç", r"\c{c}"), ("ß", r"\ss "))
    ]


def test_an_apostrophe_within_a_word_is_a_letter() -> None:
    assert found("geht&#39;s &#39;so&#39;") == [
        *(("&#39;", "letter", "'"), ("&#39;", "sign", "'"), ("&#39;", "sign", "'"))
    ]


@pytest.mark.parametrize("find", [signs, escapes])
def test_two_apostrophes_within_a_word_are_one(find: Callable[[str], Iterator[Sign]]) -> None:
    line = "It''s {0}, don''t open ''this'' 5'' file"
    assert [(one.text, one.kind, one.start) for one in find(line)] == [
        *(("'", "letter", 2), ("'", "letter", line.index("''t")))
    ]


def test_a_control_character_is_space() -> None:
    assert [(one.kind, one.end) for one in signs("&#1;")] == [("space", 4)]


@example("&#1;")
@given(st.text("&;#xalmp<> \\u0123'\"\xa0") | st.text())
def test_any_text_has_them_in_order(line: str) -> None:
    last = 0
    for one in signs(line):
        assert last <= one.start < one.end
        assert one.text
        last = one.end


def test_escapes_are_found_without_other_signs_in_code() -> None:
    line = "R&amp;D; &uuml;ber &foo; a < b 5&nbsp;km"
    found = [(line[one.start : one.end], one.kind) for one in escapes(line)]
    assert found == [
        ("R&amp;D", "value"),
        ("&uuml;", "letter"),
        ("&foo;", "value"),
        ("a < b", "value"),
        ("&nbsp;", "space"),
    ]


def test_letters_that_are_compared_are_a_value() -> None:
    line = "Ist A < B und c = d >= 12, dann nicht A <b, I'm = b, ab < c, a < 5.2"
    values = [line[one.start : one.end] for one in escapes(line) if one.kind == "value"]
    assert values == ["A < B", "c = d >= 12"]


def test_a_letter_that_is_always_in_code_has_one() -> None:
    assert letter_codes("&uuml;b&auml;r ä\\'x geht\\'s") == {"ü": "&uuml;", "'": "\\'"}


@pytest.mark.parametrize("find", [signs, escapes])
def test_doubled_quotes_are_quotes_in_code(find: Callable[[str], Iterator[Sign]]) -> None:
    text = 'Er sagt ""Komm!"", und x = "" bleibt.'
    found = [(text[one.start : one.end], one.text) for one in find(text) if one.text == '"']
    assert found == [('""', '"')] * 2


@pytest.mark.parametrize("find", [signs, escapes])
@pytest.mark.parametrize(
    ("line", "written", "text"),
    [
        *(("Da \\*ist", "\\*", "*"), ("a \\| b", "\\|", "|"), ("5 \\& 6", "\\&", "&")),
        *(("%d%% da", "%%", "%"), ("5 %% da", "%%", "%"), ("{n}%%", "%%", "%")),
    ],
)
def test_signs_after_a_backslash_or_doubled_stand_for_themselves(
    find: Callable[[str], Iterator[Sign]], line: str, written: str, text: str
) -> None:
    (one,) = find(line)
    assert (line[one.start : one.end], one.kind, one.text) == (written, "sign", text)
    assert not list(find("Da %%x%% ist"))
