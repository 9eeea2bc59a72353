"""Which word translates which, read off the attention of a translation model.

Shapes: H heads, T target pieces, S source pieces, J target words, I source words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from tolmach.analysis.attention.matrix import cross_layers
from tolmach.analysis.attention.recorder import record_texts
from tolmach.analysis.attention.word_groups import Weights, mean_shares, merged, words_of_pieces
from tolmach.corpus.parallel import Pair
from tolmach.corpus.symmetrisation import Links
from tolmach.text.tokenizer import Tokenizer
from tolmach.text.words import spaced_spans
from tolmach.translation.translator import Translator

Moment = Literal["said", "read"]


@dataclass(frozen=True)
class AttentionSource:
    """Where attention is read: at a decoder layer, from 1, and at which moment of a word.

    When a word is `said`, the decoder chooses it and does not know it yet: plain attention. When
    it is `read`, it is the decoder's input, one step later (Chen et al. 2020, "SHIFT-ATT").
    `head` is one of the layer's, from 1; None is the mean of all.
    """

    layer: int
    moment: Moment
    head: int | None = None

    def __str__(self) -> str:
        head = "" if self.head is None else f", head {self.head}"
        return f"decoder layer {self.layer}{head}, when a word is {self.moment}"


@dataclass(frozen=True)
class Attended:
    """What a model attended to in one pair, and the word of each piece."""

    # By layer, [H, T + 1, S + 1]: `</s>` is said last, and attended to.
    layers: Mapping[int, Weights]
    source: Sequence[int]  # [S]
    target: Sequence[int]  # [T]

    @property
    def origins(self) -> list[AttentionSource]:
        """Every way to look at the whole of a layer; what is likeliest to be right comes first."""
        layers = sorted(self.layers, reverse=True)
        return [AttentionSource(layer, moment) for moment in get_args(Moment) for layer in layers]

    def head_sources(self, origin: AttentionSource) -> list[AttentionSource]:
        """Return one look for each head of the layer at which `look` looks."""
        heads = len(self.layers[origin.layer])
        return [AttentionSource(origin.layer, origin.moment, head) for head in range(1, 1 + heads)]

    def links(self, *origins: AttentionSource) -> Links:
        """Link each target word to the source word that it attends to most, balanced.

        Of several looks the mean counts.
        """
        if not self.source:
            return frozenset()
        pieces = weights_at(self.layers, origins)[:, :-1]  # [T, S]
        best = mean_shares(merged(pieces, self.source, self.target)).argmax(1)  # [J]
        return frozenset((int(best[word]), word) for word in self.target)


def weights_at(layers: Mapping[int, Weights], origins: Sequence[AttentionSource]) -> Weights:
    """Return the mean of what several looks show of a recording's layers, [T, S + 1].

    Each target piece has what it attends to at that moment; `</s>` has no row.
    """
    seen = np.stack([_at(layers[origin.layer], origin) for origin in origins])
    return seen.mean(0, dtype=np.float32)


def _at(heads: Weights, origin: AttentionSource) -> Weights:
    rows = heads.mean(0) if origin.head is None else heads[origin.head - 1]
    return rows[1:] if origin.moment == "read" else rows[:-1]


def attended(translator: Translator, pairs: Sequence[Pair]) -> list[Attended]:
    """Record what a model attends to in pairs, each read whole; words are what spaces separate."""
    sources, targets = (translator.cleaned([pair[side] for pair in pairs]) for side in (0, 1))
    recordings = record_texts(translator, sources, targets)
    tokenizers, name = translator.tokenizers, translator.description.name
    return [
        Attended(
            cross_layers(found, name),
            _words(source, tokenizers.source),
            _words(target, tokenizers.target),
        )
        for source, target, found in zip(sources, targets, recordings, strict=True)
    ]


def turned(pairs: Sequence[Pair]) -> list[Pair]:
    """Return pairs for a model of the other direction."""
    return [Pair(target, source) for source, target in pairs]


def flipped(links: Links) -> Links:
    """Return the links of a model of the other direction from source to target."""
    return frozenset((target, source) for source, target in links)


def _words(text: str, tokenizer: Tokenizer) -> list[int]:
    return words_of_pieces(tokenizer.encode_with_spans(text).spans, spaced_spans(text))
