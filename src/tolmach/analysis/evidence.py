"""What a model shows of a text and its translation, word by word: what trust is built on.

Shapes: T target pieces, S source pieces, J target words, I source words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tolmach.analysis.recorder import Recording, record_texts
from tolmach.analysis.word_groups import merged, spelled_words
from tolmach.nn.attention_site import decoder_cross
from tolmach.text.parallel import Pair
from tolmach.text.tokenizer import Tokenizer
from tolmach.text.words import word_spans
from tolmach.translation import ScoredPair, Span, Translation
from tolmach.translator import Translator

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Evidence:
    """A text, its translation, and what the model that reads both thinks of their words.

    Words are spans of `source` and `target`. A word's contribution is how much more probable the
    source makes it: log p(word | before, source) - log p(word | before, an empty source), in nats
    (pointwise cross-mutual information; Bugliarello et al. 2020 take the second term from a
    language model, we from the same model, so that nothing else has to be trained).
    """

    source: str
    target: str
    source_words: tuple[Span, ...]
    target_words: tuple[Span, ...]
    log_probabilities: Floats  # [J], of all pieces of a word together
    contributions: Floats  # [J]
    ends: Floats  # log-probability of each `</s>`: one, or one for each sentence
    pieces: int  # each `</s>` counts as one
    attention: Floats | None  # [J, I], mean of all heads and layers; None: the model has none

    @property
    def words(self) -> list[str]:
        """The words of the target, and its marks."""
        return [self.target[start:end] for start, end in self.target_words]

    @property
    def mean(self) -> float:
        """The mean log-probability of a piece."""
        total = float(self.log_probabilities.sum() + self.ends.sum())
        return total / max(1, self.pieces)

    @property
    def coverage(self) -> Floats:
        """How much attention each source word gets in all, [I]; a target word gives up to 1."""
        if self.attention is None:
            return np.full(len(self.source_words), np.nan)
        return self.attention.sum(0)


def evidence(translator: Translator, pairs: Sequence[Pair]) -> list[Evidence]:
    """Let the model read given pairs, each whole, and tell what it thinks of them."""
    sources, targets = (translator.cleaned([pair[side] for pair in pairs]) for side in (0, 1))
    scored = translator.score(sources, targets)
    alone = translator.score([""] * len(targets), targets)
    recordings = record_texts(translator, sources, targets)
    return [_evidence(translator, *found) for found in zip(scored, alone, recordings, strict=True)]


def evidence_of_translations(
    translator: Translator, translations: Sequence[Translation]
) -> list[Evidence]:
    """Let the model read its own translations again, sentence by sentence as it made them."""
    pairs = [
        Pair(one.source[slice(*part.source_span)], one.text[slice(*part.target_span)])
        for one in translations
        for part in one.segments
    ]
    found = iter(evidence(translator, pairs))
    return [joined(one, [next(found) for _ in one.segments]) for one in translations]


def joined(whole: Translation, parts: Sequence[Evidence]) -> Evidence:
    """Put together what was found of the sentences of one translation."""
    starts = [(part.source_span[0], part.target_span[0]) for part in whole.segments]
    sides = zip(parts, starts, strict=True)
    moved = [
        (_moved(part.source_words, source), _moved(part.target_words, target))
        for part, (source, target) in sides
    ]
    return Evidence(
        whole.source,
        whole.text,
        tuple(span for source, _ in moved for span in source),
        tuple(span for _, target in moved for span in target),
        np.concatenate([np.zeros(0), *(part.log_probabilities for part in parts)]),
        np.concatenate([np.zeros(0), *(part.contributions for part in parts)]),
        np.concatenate([np.zeros(0), *(part.ends for part in parts)]),
        sum(part.pieces for part in parts),
        _side_by_side([part.attention for part in parts]),
    )


def _moved(spans: Sequence[Span], by: int) -> list[Span]:
    return [(start + by, end + by) for start, end in spans]


def _side_by_side(matrices: Sequence[Floats | None]) -> Floats | None:
    """Return one matrix in which the words of one sentence give nothing to another's."""
    known = [matrix for matrix in matrices if matrix is not None]
    if len(known) < len(matrices):
        return None
    whole = np.zeros([sum(matrix.shape[side] for matrix in known) for side in (0, 1)])
    row = column = 0
    for matrix in known:
        rows, columns = matrix.shape
        whole[row : row + rows, column : column + columns] = matrix
        row, column = row + rows, column + columns
    return whole


def _evidence(
    translator: Translator, scored: ScoredPair, alone: ScoredPair, recording: Recording
) -> Evidence:
    source, source_numbers = _words(scored.source, translator.tokenizers.source)
    target, target_numbers = _words(scored.target, translator.tokenizers.target)
    told, guessed = (
        np.array([token.log_probability for token in pair.tokens]) for pair in (scored, alone)
    )  # [T + 1]
    return Evidence(
        scored.source,
        scored.target,
        source,
        target,
        _summed(told[:-1], target_numbers, len(target)),
        _summed(told[:-1] - guessed[:-1], target_numbers, len(target)),
        told[-1:],
        len(told),
        _attention(recording, source_numbers, target_numbers),
    )


def _words(text: str, tokenizer: Tokenizer) -> tuple[tuple[Span, ...], list[int]]:
    spans, numbers = spelled_words(tokenizer.encode_with_spans(text).spans, word_spans(text))
    return tuple(spans), numbers


def _summed(values: Floats, words: Sequence[int], count: int) -> Floats:
    return np.bincount(np.array(words, int), values, count).astype(float)


def _attention(recording: Recording, source: Sequence[int], target: Sequence[int]) -> Floats | None:
    """Return the attention between words, [J, I]; what `</s>` gives and gets is left out."""
    layers: list[Floats] = []
    while (site := decoder_cross(1 + len(layers))) in recording.weights:
        layers.append(recording.weights[site].mean(0)[:-1, :-1])  # [T, S]
    return merged(np.mean(layers, axis=0), source, target) if layers else None
