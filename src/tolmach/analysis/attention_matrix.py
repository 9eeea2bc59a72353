"""Attention of one sentence pair: what each word, or piece, of the target takes from the source.

Shapes: H heads, T target length, S source length.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tolmach.analysis.recorder import Recording, record_texts
from tolmach.analysis.word_groups import Weights, merged, words_of_pieces
from tolmach.errors import TolmachError
from tolmach.nn.attention_site import decoder_cross
from tolmach.text.tokenizer import EOS, Tokenizer
from tolmach.text.words import word_spans
from tolmach.translator import Translator


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
    pieces, (source, target) = _recorded(translator, source, target, where)
    sides = translator.tokenizers.source, translator.tokenizers.target
    source_words, source_groups = _words(source, sides[0])
    target_words, target_groups = _words(target, sides[1])
    weights = merged(pieces.weights, source_groups, target_groups)
    return AttentionMatrix(source_words, target_words, weights, pieces.site)


def piece_matrix(
    translator: Translator, source: str, target: str | None = None, where: Head = MEAN_OF_LAST
) -> AttentionMatrix:
    """Return the attention between pieces, as `attention_matrix` does between words."""
    return _recorded(translator, source, target, where)[0]


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


def _recorded(
    translator: Translator, source: str, target: str | None, where: Head
) -> tuple[AttentionMatrix, tuple[str, str]]:
    """Return the matrix of pieces, and both texts as the model reads them."""
    if target is None:
        target = translator.translate(source).text
    source, target = translator.cleaned([source, target])
    (recording,) = record_texts(translator, [source], [target])
    layers = cross_layers(recording, translator.description.name)
    layer = max(layers) if where.layer is None else where.layer
    _check("decoder layer", layer, layers)
    weights, site = _of_head(layers[layer], where.head, decoder_cross(layer))
    shown = translator.tokenizers.source.pieces, translator.tokenizers.target.pieces
    sides = tuple(shown[0](recording.source)), tuple(shown[1](recording.target))
    return AttentionMatrix(*sides, weights, site), (source, target)


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


def _words(text: str, tokenizer: Tokenizer) -> tuple[tuple[str, ...], list[int]]:
    """Return the words of a text, and the word of each of its pieces; both end with `</s>`.

    Words that one piece spells together stay together, so that every word has a piece.
    """
    spans = word_spans(text)
    numbers = words_of_pieces(tokenizer.encode_with_spans(text).spans, spans)
    used = sorted(set(numbers))
    words = _texts(text, [spans[number][0] for number in used])
    places = {number: place for place, number in enumerate(used)}
    return (*words, EOS), [*(places[number] for number in numbers), len(used)]


def _texts(text: str, starts: Sequence[int]) -> list[str]:
    ends = [*starts, len(text)][1:]
    return [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]
