"""Word links read off the attention of a translation model.

Shapes: H heads, T target pieces, S source pieces, J target words, I source words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Self, get_args

import numpy as np

from tolmach.analysis.attention.attending_layers import needed, read_layers
from tolmach.analysis.attention.word_groups import Weights, mean_shares, merged, words_of_pieces
from tolmach.corpus.parallel import Pair
from tolmach.corpus.symmetrisation import Links
from tolmach.text.sentences import Span
from tolmach.text.words import fitting_spans, spaced_spans
from tolmach.translation.translator import Translator

Moment = Literal["said", "read"]

WANTED = "Word alignment, which markup and glossaries rest on,"  # of a model's attention


@dataclass(frozen=True)
class WordCut:
    """The way in which each side of a text is cut into words, the spans of which it returns."""

    source: Callable[[str], list[Span]] = spaced_spans
    target: Callable[[str], list[Span]] = spaced_spans

    @classmethod
    def of(cls, pairs: Sequence[Pair]) -> Self:
        """Return the cut that fits text as it is: at spaces, or at letters where it has none."""
        return cls(*(fitting_spans(pair[side] for pair in pairs) for side in (0, 1)))

    @property
    def turned(self) -> Self:
        """The same for a model of the other direction."""
        return type(self)(self.target, self.source)

    def words(self, pair: Pair) -> tuple[list[str], list[str]]:
        """Return the words of both sides of a pair."""
        source, target = (
            [text[start:end] for start, end in spans(text)]
            for text, spans in zip(pair, (self.source, self.target), strict=True)
        )
        return source, target


SPACED_WORDS = WordCut()


@dataclass(frozen=True)
class AttentionSource:
    """A place to read attention at: a decoder layer, from 1, and a moment of each target word.

    When a word is `said`, the decoder predicts it and does not know it yet: plain attention. When
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
class Restriction:
    """The layer, the moment or both at which attention may be read; None is any."""

    layer: int | None = None
    moment: Moment | None = None

    def admits(self, source: AttentionSource) -> bool:
        """Say whether attention may be read there."""
        return self.layer in (None, source.layer) and self.moment in (None, source.moment)


@dataclass(frozen=True)
class Attended:
    """Attention to the source in one pair, and the word of each piece."""

    # By layer, [H, T + 1, S + 1]: `</s>` is predicted last, and attended to.
    layers: Mapping[int, Weights]
    source: Sequence[int]  # [S]
    target: Sequence[int]  # [T]

    @property
    def origins(self) -> list[AttentionSource]:
        """Every whole layer at every moment, the likeliest to align well first."""
        layers = sorted(self.layers, reverse=True)
        return [AttentionSource(layer, moment) for moment in get_args(Moment) for layer in layers]

    def head_sources(self, origin: AttentionSource) -> list[AttentionSource]:
        """Return a source for each head of the layer of `origin`, at the same moment."""
        heads = len(self.layers[origin.layer])
        return [AttentionSource(origin.layer, origin.moment, head) for head in range(1, 1 + heads)]

    def links(self, *origins: AttentionSource) -> Links:
        """Link each target word to the source word that it attends to most, balanced.

        Of several attention sources the mean counts.
        """
        if not self.source:
            return frozenset()
        pieces = weights_at(self.layers, origins)[:, :-1]  # [T, S]
        best = mean_shares(merged(pieces, self.source, self.target)).argmax(1)  # [J]
        return frozenset((int(best[word]), word) for word in self.target)


def weights_at(layers: Mapping[int, Weights], origins: Sequence[AttentionSource]) -> Weights:
    """Return the mean of several attention sources of a recording's layers, [T, S + 1].

    A row is the attention of a target piece at that moment; `</s>` has none.
    """
    each = np.stack([_at(layers[origin.layer], origin) for origin in origins])
    return each.mean(0, dtype=np.float32)


def _at(heads: Weights, origin: AttentionSource) -> Weights:
    rows = heads.mean(0) if origin.head is None else heads[origin.head - 1]
    return rows[1:] if origin.moment == "read" else rows[:-1]


def attended(
    translator: Translator, pairs: Sequence[Pair], cut: WordCut = SPACED_WORDS
) -> list[Attended]:
    """Record attention to the source in pairs, each read whole, by the words of a cut.

    Raises TolmachError where the model has no such attention.
    """
    sources, targets = (translator.cleaned([pair[side] for pair in pairs]) for side in (0, 1))
    read = read_layers(translator, sources, targets)
    tokenizers, model = translator.tokenizers, translator.description
    return [
        Attended(
            needed(found, model, WANTED),
            words_of_pieces(tokenizers.source.encode_with_spans(source).spans, cut.source(source)),
            words_of_pieces(tokenizers.target.encode_with_spans(target).spans, cut.target(target)),
        )
        for source, target, found in zip(sources, targets, read, strict=True)
    ]


def flipped(links: Links) -> Links:
    """Return the links of a model of the other direction from source to target."""
    return frozenset((target, source) for source, target in links)
