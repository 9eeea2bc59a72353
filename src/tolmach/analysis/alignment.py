"""Which word translates which, read off the attention of a translation model.

Shapes: L decoder layers, T target pieces, S source pieces.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal, get_args

import numpy as np

from tolmach.analysis.attention_matrix import cross_layers
from tolmach.analysis.recorder import record_texts
from tolmach.analysis.word_groups import Weights, words_of_pieces
from tolmach.errors import TolmachError
from tolmach.text.parallel import Pair
from tolmach.text.symmetrisation import Links
from tolmach.text.tokenizer import Tokenizer
from tolmach.translator import Translator

Moment = Literal["said", "read"]
Symmetrisation = Callable[[Links, Links], Links]

_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Look:
    """Where attention is read: at a decoder layer, from 1, and at which moment of a word.

    When a word is `said`, the decoder chooses it and does not know it yet: plain attention. When
    it is `read`, it is the decoder's input, one step later (Chen et al. 2020, "SHIFT-ATT").
    """

    layer: int
    moment: Moment

    def __str__(self) -> str:
        return f"decoder layer {self.layer}, when a word is {self.moment}"


@dataclass(frozen=True)
class Attended:
    """What a model attended to in one pair, the mean of its heads."""

    layers: Weights  # [L, T + 1, S + 1]: `</s>` is said after the last piece, and attended to
    source: Sequence[int]  # the word of each piece, [S]
    target: Sequence[int]  # [T]

    @property
    def looks(self) -> list[Look]:
        """Every way to look at it."""
        return [Look(*look) for look in product(range(1, 1 + len(self.layers)), get_args(Moment))]

    def links(self, look: Look) -> Links:
        """Link each target piece to the source piece it attends to most, and so their words."""
        best = self._weights(look).argmax(1) if self.source else []  # [T]
        return frozenset((self.source[s], word) for word, s in zip(self.target, best, strict=False))

    def links_back(self, look: Look) -> Links:
        """Link each source piece to the target piece that attends to it most."""
        best = self._weights(look).argmax(0) if self.target else []  # [S]
        return frozenset((word, self.target[t]) for word, t in zip(self.source, best, strict=False))

    def _weights(self, look: Look) -> Weights:
        """Return weights [T, S]; what `</s>` gets is no link."""
        rows = self.layers[look.layer - 1][:, :-1]
        return rows[1:] if look.moment == "read" else rows[:-1]


class Aligner:
    """Aligns words, split at spaces, with one model, or with two of opposite directions."""

    def __init__(self, forward: Translator, backward: Translator | None = None) -> None:
        if backward is not None:
            _check_opposite(forward, backward)
        self._forward = forward
        self._backward = backward

    def choose(
        self, sample: Sequence[Pair], allowed: Callable[[Look], bool] = lambda _: True
    ) -> list[Look]:
        """Choose where to look, one look a model, by a sample of pairs without gold links.

        Of two models those looks are taken whose links agree most, as by Chen et al. 2020. Of one
        it is the look at which the source piece that a target piece attends to most is most often
        one that no other target piece attends to more.
        """
        forward = attended(self._forward, sample)
        if self._backward is None:
            return [_consistent(forward, _allowed(forward, allowed))]
        backward = attended(self._backward, [_turned(pair) for pair in sample])
        return _agreeing((forward, backward), allowed)

    def align(
        self, pairs: Sequence[Pair], looks: Sequence[Look], symmetrise: Symmetrisation
    ) -> list[Links]:
        """Return the links of each pair; `symmetrise` makes one set of both models' links."""
        forward = _links(attended(self._forward, pairs), looks[0])
        if self._backward is None:
            return forward
        backward = _links(attended(self._backward, [_turned(pair) for pair in pairs]), looks[1])
        return [
            symmetrise(ahead, _flipped(back)) for ahead, back in zip(forward, backward, strict=True)
        ]


def attended(translator: Translator, pairs: Sequence[Pair]) -> list[Attended]:
    """Record what a model attends to in pairs, each read whole."""
    sources, targets = (translator.cleaned(side) for side in zip(*pairs, strict=True))
    recordings = record_texts(translator, sources, targets)
    tokenizers = translator.tokenizers
    return [
        Attended(
            np.stack([heads.mean(0) for heads in cross_layers(found, translator.description.name)]),
            _words(source, tokenizers.source),
            _words(target, tokenizers.target),
        )
        for source, target, found in zip(sources, targets, recordings, strict=True)
    ]


def agreement(one: Sequence[Links], other: Sequence[Links]) -> float:
    """Return the share of links that two alignments of the same pairs have in common, 0 to 1."""
    common = sum(len(a & b) for a, b in zip(one, other, strict=True))
    return 2 * common / max(1, sum(map(len, one)) + sum(map(len, other)))


def _consistent(found: Sequence[Attended], looks: Sequence[Look]) -> Look:
    def consistency(look: Look) -> float:
        return agreement(_links(found, look), [pair.links_back(look) for pair in found])

    return max(looks, key=consistency)


def _agreeing(
    found: tuple[Sequence[Attended], Sequence[Attended]], allowed: Callable[[Look], bool]
) -> list[Look]:
    forward = {look: _links(found[0], look) for look in _allowed(found[0], allowed)}
    backward = {
        look: [_flipped(links) for links in _links(found[1], look)]
        for look in _allowed(found[1], allowed)
    }
    pairs = [(ahead, back) for ahead in forward for back in backward]
    best = max(pairs, key=lambda looks: agreement(forward[looks[0]], backward[looks[1]]))
    return list(best)


def _allowed(found: Sequence[Attended], allowed: Callable[[Look], bool]) -> list[Look]:
    looks = [look for look in found[0].looks if allowed(look)]
    if not looks:
        raise TolmachError(
            f"There is no such decoder layer: give one from 1 to {len(found[0].layers)}."
        )
    return looks


def _links(found: Sequence[Attended], look: Look) -> list[Links]:
    return [pair.links(look) for pair in found]


def _flipped(links: Links) -> Links:
    return frozenset((target, source) for source, target in links)


def _turned(pair: Pair) -> Pair:
    return Pair(pair.target, pair.source)


def _words(text: str, tokenizer: Tokenizer) -> list[int]:
    spans = [found.span() for found in _WORD.finditer(text)]
    return words_of_pieces(tokenizer.encode_with_spans(text).spans, spans)


def _check_opposite(forward: Translator, backward: Translator) -> None:
    there, back = forward.description, backward.description
    if (there.source_language, there.target_language) != (
        back.target_language,
        back.source_language,
    ):
        raise TolmachError(
            f"{back.name} translates {back.source_language} to {back.target_language}; the other "
            f"direction of {there.name} is {there.target_language} to {there.source_language}: "
            "name such a model."
        )
