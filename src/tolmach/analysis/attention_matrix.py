"""Attention of one sentence pair: what each word, or piece, of the target takes from the source.

Shapes: H heads, T target length, S source length.
"""

from dataclasses import dataclass

from tolmach.analysis.recorder import Recording, record_texts
from tolmach.analysis.word_groups import Weights, merged, spelled_words
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


def cross_layers(recording: Recording, model: str) -> list[Weights]:
    """Return the attention of each decoder layer to the source, [H, T, S]."""
    layers: list[Weights] = []
    while (site := decoder_cross(1 + len(layers))) in recording.weights:
        layers.append(recording.weights[site])
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
    layer = len(layers) if where.layer is None else where.layer
    _check("decoder layer", layer, len(layers))
    weights, site = _of_head(layers[layer - 1], where.head, decoder_cross(layer))
    shown = translator.tokenizers.source.pieces, translator.tokenizers.target.pieces
    sides = tuple(shown[0](recording.source)), tuple(shown[1](recording.target))
    return AttentionMatrix(*sides, weights, site), (source, target)


def _of_head(heads: Weights, head: int | None, site: str) -> tuple[Weights, str]:
    """Return the weights of one head, [T, S], or their mean, and where that is."""
    if head is None:
        return heads.mean(0), site
    _check(f"head in {site}", head, len(heads))
    return heads[head - 1], f"{site}, head {head}"


def _check(what: str, asked: int, count: int) -> None:
    if not 1 <= asked <= count:
        raise TolmachError(f"There is no {what} of number {asked}: give one from 1 to {count}.")


def _words(text: str, tokenizer: Tokenizer) -> tuple[tuple[str, ...], list[int]]:
    """Return the words of a text, and the word of each of its pieces; both end with `</s>`."""
    pieces = tokenizer.encode_with_spans(text).spans
    words, numbers = spelled_words(pieces, word_spans(text))
    return (*(text[start:end] for start, end in words), EOS), [*numbers, len(words)]
