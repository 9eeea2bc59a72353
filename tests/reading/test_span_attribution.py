import numpy as np

from tolmach.reading.span_attribution import SpanAttribution, WordAttention
from tolmach.text.words import word_spans

SOURCE, TARGET = "er schläft, lang", "long, he sleeps"
LANG, SCHLAEFT = (12, 16), (3, 10)


def words(shares: list[list[float]]) -> WordAttention:
    sides = tuple(word_spans(SOURCE)), tuple(word_spans(TARGET))
    return WordAttention(SOURCE, TARGET, *sides, np.array(shares))


WORDS = words(
    [[0.1, 0.0, 0.1, 0.8], [0.0, 0.0, 0.1, 0.9], [0.6, 0.3, 0.0, 0.1], [0.1, 0.8, 0.1, 0.0]]
)


def test_the_span_that_is_attributed_most_has_no_mark_at_its_end() -> None:
    assert SpanAttribution.of(WORDS, *LANG).best() == (0, 1)
    assert SpanAttribution.of(WORDS, *SCHLAEFT).best() == (3, 4)
    assert SpanAttribution.of(WORDS, 0, 10).best() == (1, 4) or SpanAttribution.of(
        WORDS, 0, 10
    ).best() == (2, 4)


def test_what_is_taken_cannot_be_had() -> None:
    free = np.array([True, True, True, False])
    assert SpanAttribution.of(WORDS, *SCHLAEFT).best(free) == (2, 3)  # more than an even share
    free[2] = False
    assert SpanAttribution.of(WORDS, *SCHLAEFT).best(free) is None


def test_a_mark_speaks_for_marks_alone() -> None:
    assert SpanAttribution.of(words([[0, 0, 1, 0]] * 4), 10, 11).best() == (0, 4)
    assert SpanAttribution.of(words([[1, 0, 0, 0]] * 4), 10, 11).best() is None
