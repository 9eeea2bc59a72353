"""Evidence on a text and its translation, word by word: the input of the confidence signals.

Shapes: T target pieces, S source pieces, J target words, I source words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tolmach.analysis.attention.attending_layers import Layers, read_layers
from tolmach.analysis.attention.sentence_pairs import sentence_pairs, side_by_side, words_of_whole
from tolmach.analysis.attention.word_groups import merged, words_in
from tolmach.analysis.confidence.logistic import Floats
from tolmach.corpus.parallel import Pair
from tolmach.text.sentences import Span
from tolmach.translation.result import ScoredPair, Translation
from tolmach.translation.translator import Translator

_MUCH = 10.0  # nats that the source contributes to a word that only it can tell


@dataclass(frozen=True)
class Evidence:
    """A text, its translation, and what a model computes for their words.

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
    splits: Floats  # [I], the pieces of each source word

    @property
    def words(self) -> list[str]:
        """The words of the target, and its marks."""
        return [self.target[start:end] for start, end in self.target_words]

    @property
    def mean(self) -> float:
        """The mean log-probability of a piece."""
        total = float(self.log_probabilities.sum() + self.ends.sum())
        return total / max(1, self.pieces)

    def granting(self, pairs: Sequence[tuple[Span, Span]]) -> Self:
        """Return the evidence as it would be if each span of the target were known to be right.

        As where a glossary has put a term there, which is no fault, however improbable. The model
        is then sure of its words, the source contributes to them no less than to others, and they
        attend to the other span of the pair, which is said thereby.
        """
        found = self
        for read, said in pairs:
            found = found._granting(
                _within(self.source_words, read), _within(self.target_words, said)
            )
        return found

    def _granting(self, read: NDArray[np.bool_], said: NDArray[np.bool_]) -> Self:
        others = self.contributions[~said]  # [J]
        least = float(np.median(others)) if len(others) else _MUCH
        granted = np.maximum(self.contributions, least)
        attention = None if self.attention is None else self.attention.copy()
        if attention is not None:
            attention[said] = read
        return replace(
            self,
            log_probabilities=np.where(said, 0.0, self.log_probabilities),
            contributions=np.where(said, granted, self.contributions),
            attention=attention,
        )

    @property
    def coverage(self) -> Floats:
        """The sum of attention to each source word, [I]; a target word gives up to 1."""
        if self.attention is None:
            return np.full(len(self.source_words), np.nan)
        return self.attention.sum(0)


def evidence(translator: Translator, pairs: Sequence[Pair]) -> list[Evidence]:
    """Return the model's evidence of given pairs, each read whole."""
    sources, targets = (translator.cleaned([pair[side] for pair in pairs]) for side in (0, 1))
    scored = translator.score(sources, targets)
    alone = translator.score([""] * len(targets), targets)
    read = read_layers(translator, sources, targets)
    return [_evidence(translator, *found) for found in zip(scored, alone, read, strict=True)]


def evidence_of_translations(
    translator: Translator, translations: Sequence[Translation]
) -> list[Evidence]:
    """Return the model's evidence of its own translations, sentence by sentence as made."""
    found = iter(evidence(translator, sentence_pairs(translations)))
    return [joined(one, [next(found) for _ in one.segments]) for one in translations]


def joined(whole: Translation, parts: Sequence[Evidence]) -> Evidence:
    """Join the evidence of the sentences of one translation."""
    source, target = words_of_whole(
        whole, [(part.source_words, part.target_words) for part in parts]
    )
    return Evidence(
        whole.source,
        whole.text,
        source,
        target,
        np.concatenate([np.zeros(0), *(part.log_probabilities for part in parts)]),
        np.concatenate([np.zeros(0), *(part.contributions for part in parts)]),
        np.concatenate([np.zeros(0), *(part.ends for part in parts)]),
        sum(part.pieces for part in parts),
        _joined_attention([part.attention for part in parts]),
        np.concatenate([np.zeros(0), *(part.splits for part in parts)]),
    )


def _joined_attention(matrices: Sequence[Floats | None]) -> Floats | None:
    known = [matrix for matrix in matrices if matrix is not None]
    return side_by_side(known) if len(known) == len(matrices) else None


def _evidence(
    translator: Translator, scored: ScoredPair, alone: ScoredPair, layers: Layers
) -> Evidence:
    source, source_numbers = words_in(scored.source, translator.tokenizers.source)
    target, target_numbers = words_in(scored.target, translator.tokenizers.target)
    given, unconditional = (
        np.array([token.log_probability for token in pair.tokens]) for pair in (scored, alone)
    )  # [T + 1]
    return Evidence(
        scored.source,
        scored.target,
        source,
        target,
        _summed(given[:-1], target_numbers, len(target)),
        _summed(given[:-1] - unconditional[:-1], target_numbers, len(target)),
        given[-1:],
        len(given),
        _attention(layers, source_numbers, target_numbers),
        _summed(np.ones(len(source_numbers)), source_numbers, len(source)),
    )


def _within(words: Sequence[Span], span: Span) -> NDArray[np.bool_]:
    """Mark the words of which a span has a part."""
    return np.array([start < span[1] and span[0] < end for start, end in words], bool)


def _summed(values: Floats, words: Sequence[int], count: int) -> Floats:
    return np.bincount(np.array(words, int), values, count).astype(float)


def _attention(layers: Layers, source: Sequence[int], target: Sequence[int]) -> Floats | None:
    """Return the mean attention between words, [J, I], without that of `</s>` and to it."""
    means = [heads.mean(0)[:-1, :-1] for heads in layers.values()]  # [T, S] each
    return merged(np.mean(means, axis=0), source, target) if means else None
