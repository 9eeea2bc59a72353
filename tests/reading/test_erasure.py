from collections.abc import Sequence

from tests.reading.readers import VOCABULARY
from tolmach.reading.erasure import attributions
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
