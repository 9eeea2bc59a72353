from collections import Counter, defaultdict
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.data.bpe_dropout import BpeDropout
from tolmach.text.normalize import normalize
from tolmach.text.tokenizer import Tokenizer

LINES = [
    "Der Hund schläft unter dem Tisch, und die Hunde schlafen auch.",
    "The dog is sleeping under the table, 1984 times, aaaa aaaaaa aa.",
    "собака спит под столом, собаки спят",
] * 3
TOKENIZER = Tokenizer.learn(LINES, 380)
TEXTS = st.lists(
    st.text().map(normalize) | st.lists(st.sampled_from(" ".join(LINES).split())).map(" ".join)
)
# The smallest rates are those whose complement cannot be told from 1.
RATES = st.sampled_from([1e-300, 1e-17, 0.1, 0.5, 0.9, 1 - 2**-53])


@given(TEXTS, st.integers())
def test_without_dropout_it_is_the_tokenizer(texts: list[str], seed: int) -> None:
    rows = TOKENIZER.encode_batch(texts)
    assert BpeDropout(TOKENIZER, 0.0).segment(rows, Random(seed)) == rows
    assert BpeDropout(TOKENIZER, 1e-300).segment(rows, Random(seed)) == rows


@given(TEXTS, RATES, st.integers())
def test_every_draw_spells_the_text_and_follows_from_the_seed(
    texts: list[str], rate: float, seed: int
) -> None:
    dropout, rows = BpeDropout(TOKENIZER, rate), TOKENIZER.encode_batch(texts)
    drawn = dropout.segment(rows, Random(seed))
    assert TOKENIZER.decode_batch(drawn) == texts
    assert BpeDropout(TOKENIZER, rate).segment(rows, Random(seed)) == drawn
    assert dropout.segment(rows, Random(seed)) == drawn  # what is remembered changes nothing
    assert all(len(new) >= len(old) for new, old in zip(drawn, rows, strict=True))


def test_words_are_those_of_the_tokenizer() -> None:
    words = TOKENIZER.words(TOKENIZER.encode_batch(["Der Hund, 19!", ""]))
    assert ["".join(TOKENIZER.pieces(word)) for word in words[0]] == [
        "▁Der",
        "▁Hund",
        ",",
        "▁1",
        "9",
        "!",
    ]
    assert words[1] == []


@pytest.mark.parametrize("rate", [0.0, 0.5])
def test_a_tag_stays_before_the_text_and_changes_none_of_it(rate: float) -> None:
    tokenizer = Tokenizer.learn(LINES, 380, ["made"])
    dropout, rows = BpeDropout(tokenizer, rate), tokenizer.encode_batch(LINES)
    tag = tokenizer.tags["made"]
    drawn = dropout.segment([[tag, *row] for row in rows], Random(3))
    assert drawn == [[tag, *row] for row in dropout.segment(rows, Random(3))]


@pytest.mark.parametrize("rate", [0.1, 0.6])
def test_frequencies_are_those_of_the_paper(rate: float) -> None:
    dropout = BpeDropout(TOKENIZER, rate)
    word = TOKENIZER.encode("aaaa")
    assert len(word) < 4  # or nothing could be dropped
    rng, draws = Random(3), 20_000
    found = Counter(tuple(row) for row in dropout.segment([word] * draws, rng))
    expected = _by_enumeration(_bytes(word), rate)
    assert found.keys() == expected.keys()
    for pieces, probability in expected.items():
        assert found[pieces] / draws == pytest.approx(probability, abs=0.015)


def _bytes(word: list[int]) -> tuple[int, ...]:
    return tuple(byte for piece in word for byte in TOKENIZER.byte_ids()[piece])


def _by_enumeration(pieces: tuple[int, ...], rate: float) -> dict[tuple[int, ...], float]:
    """Algorithm 1 to the letter, with every set of dropped merges and its probability."""
    merges = TOKENIZER.merge_ids()
    places = [place for place in range(len(pieces) - 1) if _pair(pieces, place) in merges]
    places.sort(key=lambda place: (merges[_pair(pieces, place)][0], place))
    result = defaultdict[tuple[int, ...], float](float, {pieces: rate ** len(places)})
    for dropped, place in enumerate(places):
        whole = merges[_pair(pieces, place)][1]
        after = (*pieces[:place], whole, *pieces[place + 2 :])
        for end, probability in _by_enumeration(after, rate).items():
            result[end] += rate**dropped * (1 - rate) * probability
    return dict(result)


def _pair(pieces: tuple[int, ...], place: int) -> tuple[int, int]:
    return pieces[place], pieces[place + 1]
