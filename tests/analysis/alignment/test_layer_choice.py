import numpy as np
import pytest

from tolmach.analysis.alignment.layer_choice import (
    FEWEST_FOR_HEADS,
    agreeing_sources,
    agreement,
    likely_sources,
    statistical_links,
)
from tolmach.analysis.alignment.links import Attended, AttentionSource, flipped
from tolmach.corpus.parallel import Pair
from tolmach.corpus.symmetrisation import Links
from tolmach.errors import TolmachError

WORDS = 5
GOOD, OTHER = AttentionSource(2, "read", 1), AttentionSource(1, "said", 2)


def attended(order: list[int], number: int) -> Attended:
    """Make a pair whose head 2.1 looks at the right place when a word is read, save in one of
    three pairs; 1.2 does so when every second word is said; 1.1 and 2.2 look at random."""
    random = np.random.default_rng(number)
    weights = random.random((2, 2, WORDS + 1, WORDS + 1)).astype(np.float32) * 0.1
    weights[1, 1] *= 13  # loud enough to spoil the mean of its layer
    for place, source in enumerate(order):
        weights[0, 1, place, source] = place % 2
        weights[1, 0, place + 1, source] = min(1, number % 3)
    return Attended(dict(enumerate(weights, start=1)), range(WORDS), range(WORDS))


def made(count: int) -> tuple[list[Attended], list[Pair], list[Links]]:
    """Make pairs of 5 of 13 words in two orders, with marks and capitals on one side."""
    found, text, truth = [], [], []
    for number in range(count):
        random = np.random.default_rng(700 + number)
        words, order = random.permutation(13)[:WORDS], random.permutation(WORDS).tolist()
        told = [f"T{words[place]}!" for place in order]
        text.append(Pair(" ".join(f"s{word}" for word in words), " ".join(told)))
        truth.append(frozenset((i, j) for j, i in enumerate(order)))
        found.append(attended(order, number))
    return found, text, truth


def test_of_few_pairs_the_layer_is_chosen_that_is_likeliest() -> None:
    found, text, _ = made(FEWEST_FOR_HEADS - 1)
    assert likely_sources(found, text) == (AttentionSource(2, "read"),)


def test_of_many_pairs_heads_are_put_together_that_are_likelier_than_a_layer() -> None:
    found, text, truth = made(FEWEST_FOR_HEADS)
    origins = likely_sources(found, text)
    assert origins[:2] == (GOOD, OTHER)
    heads, layer = (
        agreement([pair.links(*chosen) for pair in found], truth)
        for chosen in (origins, (AttentionSource(2, "read"),))
    )
    assert heads > layer + 0.05


def test_of_what_is_allowed_whole_layers_are_chosen() -> None:
    found, text, _ = made(FEWEST_FOR_HEADS)
    assert likely_sources(found, text, lambda origin: origin.moment == "said") == (
        AttentionSource(1, "said"),
    )
    with pytest.raises(TolmachError, match="no such decoder layer: give one from 1 to 2"):
        likely_sources(found, text, lambda origin: origin.layer == 3)


@pytest.mark.parametrize("count", [31, FEWEST_FOR_HEADS])
def test_two_models_are_chosen_by_each_other(count: int) -> None:
    forward, _, truth = made(count)
    backward = [attended([j for _, j in sorted(links)], 3000 + n) for n, links in enumerate(truth)]
    one, other = agreeing_sources(forward, backward)
    if count < FEWEST_FOR_HEADS:
        assert one == other == (AttentionSource(2, "read"),)
    else:
        assert GOOD in one
        assert GOOD in other
    assert agreement([flipped(pair.links(*other)) for pair in backward], truth) > 0.6
    said = agreeing_sources(forward, backward, lambda origin: origin.moment == "said")
    assert said == ((AttentionSource(1, "said"),), (AttentionSource(1, "said"),))


def test_agreement_by_hand() -> None:
    one, other = frozenset({(0, 0), (1, 1)}), frozenset({(0, 0)})
    assert agreement([one, other], [other, frozenset({(1, 1)})]) == 2 * 1 / 5
    assert agreement([frozenset()], [frozenset()]) == 0


def test_statistics_link_words_whatever_marks_and_capitals_stand_at_them() -> None:
    pairs = [Pair("Ja, bitte!", "Yes, please."), Pair("", "x"), Pair("ja", "yes"), Pair("?", "?")]
    assert statistical_links(pairs) == [{(0, 0), (1, 1)}, frozenset(), {(0, 0)}, {(0, 0)}]
