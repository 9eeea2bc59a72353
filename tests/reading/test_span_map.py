from hypothesis import given
from hypothesis import strategies as st

from tolmach.reading.span_map import SpanMap


def test_words_are_found_in_the_text_that_was_made_of_theirs() -> None:
    one, other = "Visit Tom, please", "- Visit 7, please 😀"
    places = SpanMap.between(one, other)
    found = [other[slice(*places.span(*span))] for span in ((0, 5), (6, 9), (9, 10), (11, 17))]
    assert found == ["Visit", "7", ",", "please"]


def test_case_does_not_matter() -> None:
    places = SpanMap.between("the dog", "THE DOG")
    assert places.span(4, 7) == (4, 7)


@given(st.text(max_size=20), st.text(max_size=20), st.integers(0, 20), st.integers(0, 20))
def test_spans_are_within_the_other_text(one: str, other: str, start: int, length: int) -> None:
    start = min(start, len(one))
    first, last = SpanMap.between(one, other).span(start, min(len(one), start + length))
    assert 0 <= first <= last <= len(other)


@given(st.text(min_size=1, max_size=20))
def test_a_text_is_where_it_is(text: str) -> None:
    assert SpanMap.between(text, text).span(0, len(text)) == (0, len(text))


def test_a_word_within_a_replaced_number_is_of_it() -> None:
    read, source = "um 8:30 Uhr ab", "um acht Uhr dreißig ab"
    places = SpanMap.between(read, source)
    for word in ("8", ":", "30", "Uhr"):
        span = places.span(read.index(word), read.index(word) + len(word))
        assert source[slice(*span)].strip() == "acht Uhr dreißig"
    assert source[slice(*places.span(12, 14))] == "ab"
    whole = SpanMap.between("um 8:00 Uhr ab", "um acht Uhr ab")
    assert whole.span(8, 11) == (8, 11)
