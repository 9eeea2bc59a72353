import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.normalize import normalize, normalizer

any_text = st.text(st.characters(codec=None))


@given(any_text)
def test_twice_is_once(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@given(any_text)
def test_the_result_is_one_clean_line_that_can_be_written(text: str) -> None:
    result = normalize(text)
    assert unicodedata.is_normalized("NFC", result)
    assert result == " ".join(result.split())
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in result)
    result.encode("utf-8")


@given(any_text)
def test_composed_and_decomposed_text_are_one(text: str) -> None:
    assert normalize(unicodedata.normalize("NFD", text)) == normalize(text)


@given(any_text)
def test_a_model_of_lower_case_reads_normalised_text_too(text: str) -> None:
    lower = normalizer(lowercase=True)
    assert lower(text) == normalize(lower(text)) == lower(lower(text))


def test_case_is_kept_unless_asked() -> None:
    raw = " Grüße,\tİzmir "
    assert normalizer(lowercase=False)(raw) == "Grüße, İzmir"
    assert normalizer(lowercase=True)(raw) == "grüße, i\u0307zmir"
    assert normalizer(lowercase=True)("J\u030c") == "\u01f0"  # composed in lower case only


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a \t b\u00a0c\r\n\u2028d\u3000", "a b c d"),
        ("\ufeffBOM", "BOM"),
        ("so\u00adft zero\u200bwidth", "soft zerowidth"),
        ("a \x00\x1b b\x7f", "a b"),
        ("cafe\u0301", "café"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # a joiner that changes the word
        ("\U0001f3f4\U000e0067\U000e007f", "\U0001f3f4\U000e0067\U000e007f"),  # tags of a flag
        ("\u06dd١", "\u06dd١"),  # a sign that Unicode calls a format character, yet all see
        ("lone \ud800 surrogate", "lone surrogate"),
        ("don\x92t \x84so\x93 \x96 a\x81b c\x85d", "don’t „so“ – ab c d"),
        ("not\uffff a\ufdd0 character", "not a character"),
        ("", ""),
    ],
)
def test_what_becomes_of(text: str, expected: str) -> None:
    assert normalize(text) == expected
