"""Signals for and against trust: the input of calibrated probabilities.

Shapes: T target pieces, J target words, I source words, F signals.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tolmach.analysis.alignment.erasure_links import LITTLE
from tolmach.analysis.confidence.evidence import Evidence
from tolmach.analysis.confidence.logistic import Floats, log_odds
from tolmach.chunks import longest_run
from tolmach.text.words import is_word

WORD, SENTENCE, OMISSION, REPETITION, HALLUCINATION = 6, 4, 8, 2, 7  # signals of each kind
FAULTLESS = 1 + SENTENCE + OMISSION + REPETITION + HALLUCINATION
ERASED_OMISSION = OMISSION + HALLUCINATION + 2

_WINDOW = 3  # neighbouring words that are averaged
_DOUBTFUL = 0.2  # probability of a word below which the model had others in mind
_SHORTEST = 3  # letters of a source word of content
_FAINT = 0.5  # attention to a source word, in all, below which little of the translation is its


def word_signals(found: Evidence) -> Floats:
    """Return the signals of each target word being right, [J, F].

    Its own log-odds, its neighbours' log-probabilities, the sentence's mean, its position and the
    sentence's length: where one word is wrong, those around it, and above all after it, often are.
    """
    own, count = found.log_probabilities, len(found.target_words)
    padded = np.r_[0.0, own, found.ends[-1:] if len(found.ends) else 0.0]
    return np.c_[
        log_odds(own),
        padded[:-2],
        padded[2:],
        np.full(count, found.mean),
        np.arange(count) / max(1, count),
        np.full(count, np.log(max(1, count))),
    ]


def sentence_signals(found: Evidence) -> Floats:
    """Return the signals of a whole translation being right, [F]; it has a word at least."""
    total = found.mean * found.pieces
    lowest = float(found.log_probabilities.min(initial=0.0))
    length = np.log(max(1, len(found.target_words)))
    return np.array([float(log_odds([found.mean])[0]), total, lowest, length])


def faultless_signals(found: Evidence) -> Floats:
    """Return the signals of a translation without any fault, [F]: all of a whole translation.

    How much the source's words are cut, and how many words are improbable, tell a text unlike that
    of the training, of which the probabilities alone are too sure. One improbable word among sure
    ones is enough for a wrong meaning: the first signal, the probability of the least probable one.
    """
    return np.concatenate(
        [
            [np.exp(found.log_probabilities.min(initial=0.0))],
            sentence_signals(found),
            omission_signals(found),
            repetition_signals(found),
            hallucination_signals(found),
        ]
    )


def omission_signals(found: Evidence) -> Floats:
    """Return the signals of an omission, [F].

    The attention to the least attended span and quarter of the source, the log-probability of the
    end, that of the least probable word, which follows the gap, the ratio of lengths, how many
    words are expected to be wrong, how many of the source are hardly attended to, and into how many
    pieces one of them is cut.
    """
    coverage = found.coverage
    return np.array(
        [
            np.log(0.01 + _windows(coverage, _WINDOW).min(initial=1.0)),
            np.log(0.01 + _quantile(coverage, 0.25)),
            float(found.ends.min(initial=0.0)),
            float(found.log_probabilities.min(initial=0.0)),
            _length_ratio(found),
            _expected_errors(found),
            float(np.log1p((coverage < _FAINT).sum())),
            float(_log_splits(found).max(initial=0.0)),
        ]
    )


def erased_omission_signals(found: Evidence, losses: Floats) -> Floats:
    """Return the signals of an omission, [F], where the losses by erasure, [T + 1, I], are known.

    A target piece is linked to the source word without which it loses most (Li et al. 2019). Beside
    the signals of attention, the pieces of source words without any link, and their share: the more
    pieces, the rarer a word is, and the more it says. And the signals of a hallucination, for where
    something is made up, something else is mostly left out. Vamvas and Sennrich 2022 find omissions
    by erasure too, in phrases whose absence makes the translation more probable.
    """
    words = [found.source[start:end] for start, end in found.source_words]
    content = np.array([len(word) >= _SHORTEST and is_word(word) for word in words], bool)
    unsaid = float(found.splits[content & ~_linked(losses)].sum())
    share = unsaid / max(1.0, float(found.splits[content].sum()))
    plain = omission_signals(found), hallucination_signals(found)
    return np.r_[*plain, np.log1p(unsaid), share]


def _linked(losses: Floats) -> NDArray[np.bool_]:
    """Mark each source word to which a target piece is linked, [I]."""
    pieces = losses[:-1]  # without `</s>`
    linked = np.zeros(losses.shape[1], bool)
    if pieces.size:
        linked[pieces.argmax(1)[pieces.max(1) >= LITTLE]] = True
    return linked


def repetition_signals(found: Evidence) -> Floats:
    """Return the signals of a repetition, [F].

    The longest run of echoes, punctuation not counted, and their share.
    """
    echo = echoes(found)[np.array([is_word(word) for word in found.words], bool)]
    return np.array(
        [
            np.log1p(longest_run(echo)),
            float(echo.mean()) if len(echo) else 0.0,
        ]
    )


def hallucination_signals(found: Evidence) -> Floats:
    """Return the signals of content that the source does not have, [F].

    The source's contribution to the words, in all and in the poorest span; how many words are
    expected to be wrong, and how many are improbable; into how many pieces the source's words are
    cut, on average and at most, and how long the longest is: what is long or cut small was rare in
    training, and is what a model makes things up of.
    """
    given, splits = found.contributions, _log_splits(found)
    return np.array(
        [
            float(given.mean()) if len(given) else 0.0,
            float(_windows(given, _WINDOW).min(initial=20.0)),
            _expected_errors(found),
            float(np.log1p((found.log_probabilities < np.log(_DOUBTFUL)).sum())),
            float(splits.mean()) if len(splits) else 0.0,
            float(splits.max(initial=0.0)),
            float(np.log1p(max((end - start for start, end in found.source_words), default=0))),
        ]
    )


def _expected_errors(found: Evidence) -> float:
    """Return how many words are wrong if each is as likely right as the model has it; log1p."""
    return float(np.log1p((1 - np.exp(found.log_probabilities)).sum()))


def _log_splits(found: Evidence) -> Floats:
    return np.log(np.maximum(1.0, found.splits))


def echoes(found: Evidence) -> NDArray[np.bool_]:
    """Mark each target word that repeats an earlier one, [J].

    An echo occurs earlier and attends to the same source word, and so does a neighbour; or it
    occurs right before. What the source itself repeats attends to two places. Punctuation is no
    echo.
    """
    words = [word.lower() for word in found.words]
    again = np.array([_is_echo(found, words, place) for place in range(len(words))], bool)
    beside = np.r_[again[1:], False] | np.r_[False, again[:-1]] if len(again) else again
    stutter = np.array(
        [place > 0 and words[place - 1] == word for place, word in enumerate(words)], bool
    )
    return again & (beside | stutter)


def _is_echo(found: Evidence, words: Sequence[str], place: int) -> bool:
    if found.attention is None or not found.attention.size or not is_word(words[place]):
        return False
    attended = found.attention[: place + 1].argmax(1)
    near = np.abs(attended[:-1] - attended[-1]) <= 1
    return any(same and words[k] == words[place] for k, same in enumerate(near))


def _windows(values: Floats, width: int) -> Floats:
    """Return the means of all neighbouring `width` values; of all, where there are fewer."""
    width = min(width, len(values))
    return np.convolve(values, np.ones(width) / width, "valid") if width else values


def _quantile(values: Floats, share: float) -> float:
    return float(np.quantile(values, share)) if len(values) else 1.0


def _length_ratio(found: Evidence) -> float:
    return float(np.log((1 + len(found.target_words)) / (1 + len(found.source_words))))
