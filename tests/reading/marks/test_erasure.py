from collections.abc import Sequence

from tests.reading.readers import VOCABULARY
from tolmach.reading.marks.erasure import attributions
from tolmach.text.words import words_of


def score(sources: Sequence[str], targets: Sequence[str]) -> list[list[float]]:
    """Lose five nats for each piece of a word that the source lacks."""
    found = []
    for source, target in zip(sources, targets, strict=True):
        encoded = VOCABULARY.encode_with_spans(target)
        known = words_of(source)
        lost = [
            -5.0 * (next(w for w in words_of(target) if target[a:b] in w) not in known)
            for a, b in encoded.spans
        ]
        found.append([*lost, 0.0])
    return found


def test_a_word_belongs_to_the_word_without_which_it_loses_most() -> None:
    found, empty = attributions([("Hund und Katze", "Katze Hund"), ("", "")], score, VOCABULARY)
    assert found.shares.argmax(1).tolist() == [2, 0]
    assert found.texts == (["Hund", "und", "Katze"], ["Katze", "Hund"])
    assert empty.shares.shape == (0, 0)


def test_nothing_costs_nothing() -> None:
    assert attributions([], score, VOCABULARY) == []


def test_runs_of_words_are_erased_together_and_order_tells_them_apart() -> None:
    scored: list[str] = []

    def counted(sources: Sequence[str], targets: Sequence[str]) -> list[list[float]]:
        scored.extend(sources)
        return score(sources, targets)

    pair = "Anna ist Tom Hund Katze", "Hund Katze Anna ist Tom"
    (found,) = attributions([pair], counted, VOCABULARY, [3])
    assert scored == [pair[0], " Hund Katze", "Anna ist Tom "]
    there = found.shares.argmax(1)
    assert [place < 3 for place in there] == [False, False, True, True, True]
    assert sorted(there[2:]) == list(there[2:])
    (found,) = attributions([(pair[0], pair[0])], counted, VOCABULARY, [5])
    assert found.shares.argmax(1).tolist() == [0, 1, 2, 3, 4]
