from hypothesis import given
from hypothesis import strategies as st

from tolmach.corpus.statistical_aligner import align_words

WORDS = st.lists(st.sampled_from("abcd"), min_size=1, max_size=5)


def split(*sentences: str) -> list[list[str]]:
    return [sentence.split() for sentence in sentences]


def test_the_textbook_corpus_is_aligned_by_what_occurs_together() -> None:
    sources = split("das Haus", "das Buch", "ein Buch", "Buch das")
    targets = split("the house", "the book", "a book", "the book")
    found = align_words(sources, targets)
    straight = {(0, 0), (1, 1)}
    assert [alignment.both for alignment in found[:3]] == [straight] * 3
    assert found[3].both == {(0, 1), (1, 0)}  # against the diagonal


def test_of_equal_words_the_one_at_the_like_place_is_taken() -> None:
    found = align_words(split("x a y a z"), split("x a y a z"))[0]
    assert {(1, 1), (3, 3)} <= found.both
    assert not {(1, 3), (3, 1)} & found.either


def test_a_word_without_counterpart_stays_alone() -> None:
    known = [*split("ja bitte", "ja", "bitte", "ja bitte nein", "nein")] * 5
    told = [*split("yes please", "yes", "please", "yes please no", "no")] * 5
    found = align_words([*known, ["ja", "doch", "nein"]], [*told, ["yes", "no"]])[-1]
    assert found.both == {(0, 0), (2, 1)}


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=6))
def test_links_stay_inside_their_sentences(pairs: list[tuple[list[str], list[str]]]) -> None:
    sources, targets = zip(*pairs, strict=True)
    for source, target, found in zip(sources, targets, align_words(sources, targets), strict=True):
        assert found.both <= found.either
        assert all(0 <= i < len(source) and 0 <= j < len(target) for i, j in found.either)
        # one direction gives each word at most one link, so both together are one to one
        assert len({i for i, _ in found.both}) == len({j for _, j in found.both}) == len(found.both)
