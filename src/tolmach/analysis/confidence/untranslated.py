"""Words that a translation copies from its source although the model would translate them.

Names are copied rightly, and some words are spelled alike in both languages by chance. So a copy is
a fault only where the model finds it improbable in its place, and is sure of another word for it
when it translates it alone: it is not for a name that it does not know.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import exp, log

from tolmach.analysis.confidence.evidence import Evidence
from tolmach.analysis.confidence.trust import Alert, Trust
from tolmach.text.words import words_of
from tolmach.translation.result import Span, Translation
from tolmach.translation.translator import Translator

_SHORTEST = 3  # letters
_IMPROBABLE = log(0.1)  # of a copied word in its place
_SURE = 0.5  # mean probability of a piece of the word's own translation


def with_copies(translator: Translator, shown: Sequence[Trust]) -> list[Trust]:
    """Add an alert for the words that are copied untranslated, if there are any, to each."""
    copies = [list(_copies(each.evidence)) for each in shown]
    words = sorted({word for each in copies for word, _ in each})
    known = dict(zip(words, translator.translate(words), strict=True))
    return [
        _alerted(each, [(_chance(known[word], word), span) for word, span in found])
        for each, found in zip(shown, copies, strict=True)
    ]


def _copies(found: Evidence) -> Iterator[tuple[str, Span]]:
    """Yield words of the translation that the source has too, and that do not fit there."""
    source = {found.source[start:end] for start, end in found.source_words}
    pairs = zip(found.words, found.target_words, found.log_probabilities, strict=True)
    for word, span, value in pairs:
        if len(word) >= _SHORTEST and word.isalpha() and word in source and value < _IMPROBABLE:
            yield word, span


def _chance(alone: Translation, word: str) -> float:
    """Return how sure the model is of another word for a word, 0 where it has none.

    A word with a capital for which it says another with a capital is a name.
    """
    said = words_of(alone.text)
    name = word[0].isupper() and bool(said) and said[0][0].isupper()
    if not said or name or word.lower() in map(str.lower, said):
        return 0.0
    return exp(alone.log_probability / len(alone.tokens))


def _alerted(shown: Trust, copies: Sequence[tuple[float, Span]]) -> Trust:
    sure = [(chance, span) for chance, span in copies if chance >= _SURE]
    if not sure:
        return shown
    alert = Alert("untranslated", max(sure)[0], tuple(span for _, span in sure))
    return replace(shown, alerts=(*shown.alerts, alert))
