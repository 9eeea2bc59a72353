"""Attention of one sentence pair: what each word, or piece, of the target takes from the source.

Shapes: H heads, T target length, S source length.
"""

from collections.abc import Collection
from dataclasses import dataclass

from tolmach.analysis.attention.recorder import Recording, record_texts
from tolmach.analysis.attention.word_groups import PiecesAndWords, Weights, merged
from tolmach.errors import TolmachError
from tolmach.nn.attention_site import decoder_cross
from tolmach.translation.translator import Translator


@dataclass(frozen=True)
class AttentionMatrix:
    """How much each target word takes of each source word when it is said; rows sum to 1.

    Both sides end with `</s>`. `site` says where: `decoder.cross.3`, all heads, or one.
    """

    source_words: tuple[str, ...]
    target_words: tuple[str, ...]
    weights: Weights  # [T, S]
    site: str


@dataclass(frozen=True)
class Head:
    """Where to look: a decoder layer (None: the last) and a head (None: their mean), from 1."""

    layer: int | None = None
    head: int | None = None


MEAN_OF_LAST = Head()


def attention_matrix(
    translator: Translator, source: str, target: str | None = None, where: Head = MEAN_OF_LAST
) -> AttentionMatrix:
    """Return the attention between the words of `source` and of `target`.

    Without a target the model's own best translation is taken, and taught like a given one.
    Raises TolmachError where the model has no such attention.
    """
    return word_matrix(_recorded(translator, source, target), translator, where)


def piece_matrix(
    translator: Translator, source: str, target: str | None = None, where: Head = MEAN_OF_LAST
) -> AttentionMatrix:
    """Return the attention between pieces, as `attention_matrix` does between words."""
    recording = _recorded(translator, source, target)
    weights, site = _at(recording, translator, where)
    shown = translator.tokenizers.source.pieces, translator.tokenizers.target.pieces
    sides = tuple(shown[0](recording.source)), tuple(shown[1](recording.target))
    return AttentionMatrix(*sides, weights, site)


def word_matrix(
    recording: Recording, translator: Translator, where: Head = MEAN_OF_LAST
) -> AttentionMatrix:
    """Return the attention between words in what was recorded of a translator's model."""
    weights, site = _at(recording, translator, where)
    source = PiecesAndWords.of(recording.source[:-1], translator.tokenizers.source)
    target = PiecesAndWords.of(recording.target[:-1], translator.tokenizers.target)
    whole = merged(weights, source.groups, target.groups)
    return AttentionMatrix(source.words, target.words, whole, site)


def cross_layers(recording: Recording, model: str) -> dict[int, Weights]:
    """Return the attention of decoder layers to the source, [H, T, S], by the layer's number.

    A layer all of whose heads were pruned has none.
    """
    numbers = range(1, 1 + len(recording.weights))
    found = {number: recording.weights.get(decoder_cross(number)) for number in numbers}
    layers = {number: weights for number, weights in found.items() if weights is not None}
    if not layers:
        raise TolmachError(
            f"The decoder of {model} does not attend to the source: it knows it by one vector, "
            "so there is nothing to show; take a model with attention."
        )
    return layers


def _recorded(translator: Translator, source: str, target: str | None) -> Recording:
    if target is None:
        target = translator.translate(source).text
    return record_texts(translator, [source], [target])[0]


def _at(recording: Recording, translator: Translator, where: Head) -> tuple[Weights, str]:
    """Return the weights between pieces, [T, S], and where they are."""
    layers = cross_layers(recording, translator.description.name)
    layer = max(layers) if where.layer is None else where.layer
    _check("decoder layer", layer, layers)
    return _of_head(layers[layer], where.head, decoder_cross(layer))


def _of_head(heads: Weights, head: int | None, site: str) -> tuple[Weights, str]:
    """Return the weights of one head, [T, S], or their mean, and where that is."""
    if head is None:
        return heads.mean(0), site
    _check(f"head in {site}", head, range(1, 1 + len(heads)))
    return heads[head - 1], f"{site}, head {head}"


def _check(what: str, asked: int, known: Collection[int]) -> None:
    if asked not in known:
        least, most = min(known), max(known)
        raise TolmachError(
            f"There is no {what} of number {asked}: give one from {least} to {most}."
        )
