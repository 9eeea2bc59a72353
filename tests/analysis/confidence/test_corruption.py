from tolmach.analysis.confidence.corruption import corruptions, exchanged
from tolmach.corpus.parallel import Pair

WORDS = "ab cd ef gh ij kl mn".split()
PAIRS = [
    Pair(f"{name} eins.", f"{name} " + " ".join(f"{name}{word}" for word in WORDS) + ".")
    for name in "pqrstuvw"
]


def test_every_kind_is_what_it_says() -> None:
    kinds = {kind.name: kind for kind in corruptions(PAIRS, 4)}
    target = {pair.source: pair.target for pair in PAIRS}
    for kind in kinds.values():
        assert len(kind.pairs) == 4
    sound = kinds["sound"].pairs
    assert set(sound) <= set(PAIRS)
    assert all(target[pair.source] != pair.target for pair in kinds["swapped sentence"].pairs)
    for spoilt, pair in zip(kinds["doubled sentence"].pairs, sound, strict=True):
        assert spoilt == (pair.source, f"{pair.target} {pair.target}")
    for spoilt, pair in zip(kinds["added sentence"].pairs, sound, strict=True):
        assert spoilt.source == pair.source
        assert spoilt.target.removeprefix(f"{pair.target} ") in target.values()
    for spoilt, both in zip(
        kinds["dropped sentence"].pairs, kinds["sound, two sentences"].pairs, strict=True
    ):
        assert spoilt.source == both.source
        assert spoilt.target != both.target
        assert spoilt.target in both.target


def test_two_to_four_words_are_dropped_or_doubled_but_never_the_last_mark() -> None:
    kinds = {kind.name: kind.pairs for kind in corruptions(PAIRS, 4)}
    for pair, less, more in zip(
        kinds["sound"], kinds["dropped words"], kinds["doubled words"], strict=True
    ):
        words = pair.target.removesuffix(".").split()
        left, grown = (each.target.removesuffix(".").split() for each in (less, more))
        assert less.target[-1] == more.target[-1] == "."
        assert 2 <= len(words) - len(left) <= 4
        assert [word for word in words if word in left] == left
        assert 2 <= len(grown) - len(words) <= 4
        assert sorted(set(grown)) == sorted(words)


def test_the_same_each_time_and_no_empty_pair() -> None:
    assert corruptions(PAIRS, 4) == corruptions(PAIRS, 4)
    with_empty = corruptions([*PAIRS, Pair("", "x"), Pair("x", "")], 5)
    assert all(all(pair) for kind in with_empty for pair in kind.pairs)


def test_short_sentences_lose_no_words() -> None:
    kinds = {kind.name: kind.pairs for kind in corruptions([Pair("Ja.", "Yes.")] * 4, 2)}
    assert kinds["dropped words"] == kinds["doubled words"] == []
    assert len(kinds["dropped sentence"]) == 2


def test_two_words_are_exchanged_and_a_capital_stays_where_it_was() -> None:
    pair = Pair("Hund und Katze.", "Dogs bite cats.")
    made = {each.target for seed in range(20) for each in exchanged([pair], 1, seed)}
    assert made == {"Bite dogs cats.", "Cats bite dogs.", "Dogs cats bite."}


def test_what_has_no_two_words_to_exchange_is_passed_over() -> None:
    plain = [Pair("Ja.", "Yes."), Pair("a", "is 345 -- it"), Pair("b", "Knock, knock!")]
    assert exchanged(plain, 3) == []
    assert len(exchanged([*plain, *PAIRS], 3)) == 3
    assert exchanged(PAIRS, 8) == exchanged(PAIRS, 8)
