import numpy as np

from tolmach.reading.marks.span_attribution import SpanAttribution, WordAttention
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


def test_an_anchor_is_one_word_on_both_sides_that_no_other_word_shares() -> None:
    found = WORDS.anchored([((3, 10), (0, 5))])  # "schläft" and "long,"
    assert found.texts == (["er", "schläft", ",", "lang"], ["long,", "he", "sleeps"])
    assert found.shares[0].tolist() == [0, 1, 0, 0]
    assert found.shares[1:, 1].tolist() == [0, 0]
    assert found.shares[1].tolist() == [0.6, 0, 0, 0.1]


def test_an_anchor_may_be_where_no_word_is() -> None:
    one = WordAttention("{n} ja", "yes {n}", ((4, 6),), ((0, 3),), np.ones((1, 1)))
    found = one.anchored([((0, 3), (4, 7))])
    assert found.texts == (["{n}", "ja"], ["yes", "{n}"])
    assert found.shares.tolist() == [[0, 1], [1, 0]]


def test_a_later_anchor_takes_the_place_of_an_earlier_one_that_it_touches() -> None:
    found = WORDS.anchored([((3, 10), (0, 5)), ((12, 16), (0, 4))])
    assert found.texts == (["er", "schläft", ",", "lang"], ["long,", "he", "sleeps"])
    assert found.shares.tolist() == [[0, 0, 0, 1], [0.6, 0, 0, 0], [0.1, 0, 0.1, 0]]


def test_many_anchors_are_as_those_one_after_another() -> None:
    anchors = [((12, 16), (9, 15)), ((0, 2), (6, 8)), ((3, 11), (0, 5))]
    one = WORDS
    for anchor in anchors:
        one = one.anchored([anchor])
    whole = WORDS.anchored(anchors)
    assert whole.texts == one.texts
    assert whole.shares.tolist() == one.shares.tolist()


def test_words_that_no_model_saw_are_copies_of_each_other() -> None:
    one = WordAttention("✓ ja ☂", "✓ yes ☂", ((2, 4),), ((2, 5),), np.ones((1, 1)))
    found = one.with_copies([((0, 6), (0, 7))])
    assert found.texts == (["✓", "ja", "☂"], ["✓", "yes", "☂"])
    assert found.shares.tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert one.with_copies([((2, 4), (2, 5))]) == one


def test_marks_at_the_edges_of_what_an_anchor_touches_stay_words() -> None:
    one = WordAttention("Hi {n},", "({n}, hi", ((0, 2), (3, 7)), ((0, 5), (6, 8)), np.eye(2))
    found = one.anchored([((3, 6), (1, 4))])
    assert found.texts == (["Hi", "{n}", ","], ["(", "{n}", ",", "hi"])
    assert found.shares[1].tolist() == [0, 1, 0]
    assert found.shares[3].tolist() == [0, 0, 1]
    name = WordAttention("Hi ab,", "ab, hi", ((0, 2), (3, 6)), ((0, 3), (4, 6)), np.eye(2))
    assert name.anchored([((3, 4), (0, 1))]).texts[0] == ["Hi", "ab,"]
