"""Attention matrices of one sentence pair, between words or between pieces.

Shapes: H heads, T target length, S source length.
"""

from dataclasses import dataclass

from tolmach.analysis.attention.attending_layers import check_layer, check_number, needed
from tolmach.analysis.attention.recorder import Recording, record_texts
from tolmach.analysis.attention.word_groups import PiecesAndWords, Weights, merged
from tolmach.nn.hooks import decoder_cross
from tolmach.translation.translator import Translator


@dataclass(frozen=True)
class AttentionMatrix:
    """Weights of source words when each target word is predicted; rows sum to 1.

    Both sides end with `</s>`. `site` says where: `decoder.cross.3`, all heads, or one.
    """

    source_words: tuple[str, ...]
    target_words: tuple[str, ...]
    weights: Weights  # [T, S]
    site: str


@dataclass(frozen=True)
class Head:
    """A decoder layer (None: the last that attends) and a head (None: their mean), from 1."""

    layer: int | None = None
    head: int | None = None


MEAN_OF_LAST = Head()


def attention_matrix(
    translator: Translator, source: str, target: str | None = None, where: Head = MEAN_OF_LAST
) -> AttentionMatrix:
    """Return the attention between the words of `source` and of `target`.

    Without a target the model's own best translation is taken, teacher-forced like a given one.
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
    """Return the attention between words in a recording of a translator's model."""
    weights, site = _at(recording, translator, where)
    source = PiecesAndWords.of(recording.source[:-1], translator.tokenizers.source)
    target = PiecesAndWords.of(recording.target[:-1], translator.tokenizers.target)
    whole = merged(weights, source.groups, target.groups)
    return AttentionMatrix(source.words, target.words, whole, site)


def _recorded(translator: Translator, source: str, target: str | None) -> Recording:
    if target is None:
        target = translator.translate(source).text
    return record_texts(translator, [source], [target])[0]


def _at(recording: Recording, translator: Translator, where: Head) -> tuple[Weights, str]:
    """Return the weights between pieces, [T, S], and the name of their site."""
    layers = needed(recording.cross_layers, translator.description, "A matrix of attention")
    layer = max(layers) if where.layer is None else where.layer
    check_layer(layer, layers)
    return _of_head(layers[layer], where.head, decoder_cross(layer))


def _of_head(heads: Weights, head: int | None, site: str) -> tuple[Weights, str]:
    """Return the weights of one head, [T, S], or their mean, and the name of that."""
    if head is None:
        return heads.mean(0), site
    check_number(head, range(1, 1 + len(heads)), f"There is no head {head} in {site}")
    return heads[head - 1], f"{site}, head {head}"
