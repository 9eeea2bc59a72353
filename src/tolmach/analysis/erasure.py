"""What a translation loses where a source word is left out, and so which word it owes to which.

Erasure (Li et al. 2016, "Understanding Neural Networks through Representation Erasure"); as a word
alignment, the prediction difference of Li et al. 2019 ("On the Word Alignment from Neural Machine
Translation", §4.2). It knows the word that was said, which attention at that moment does not.

Shapes: T target pieces, J target words, I source words.
"""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tolmach.analysis.word_groups import balanced, words_of_pieces
from tolmach.text.parallel import Pair
from tolmach.text.symmetrisation import Links
from tolmach.translation import Span
from tolmach.translator import Translator

Floats = NDArray[np.floating[Any]]

_WORD = re.compile(r"\S+")


def piece_losses(
    translator: Translator, source: str, target: str, source_words: Sequence[Span]
) -> Floats:
    """Return by how much each target piece, `</s>` last, is less probable without each word.

    In nats, [T + 1, I]; below 0 where it is more probable. Each source word is cut out in turn.
    """
    without = [source[:start] + source[end:] for start, end in source_words]
    scored = translator.score([source, *without], [target] * (1 + len(without)))
    found = np.array([[token.log_probability for token in each.tokens] for each in scored])
    return (found[0] - found[1:]).T


def erasure_links(translator: Translator, pairs: Sequence[Pair]) -> list[Links]:
    """Link each target word to the source word that it loses most without, balanced.

    Words are what spaces separate. A target word that loses nothing has no link. Costs a reading
    for each source word.
    """
    return [_links(translator, *translator.cleaned(pair)) for pair in pairs]


def links_of_losses(losses: Floats) -> Links:
    """Return the links of target words that lose so much, [J, I], without source words."""
    if not losses.size:
        return frozenset()
    weights = balanced(np.maximum(losses, 0))
    best = weights.argmax(1)  # [J]
    return frozenset((int(i), j) for j, i in enumerate(best) if weights[j, i] > 0)


def _links(translator: Translator, source: str, target: str) -> Links:
    words, told = ([found.span() for found in _WORD.finditer(text)] for text in (source, target))
    losses = piece_losses(translator, source, target, words)[:-1]  # [T, I]
    pieces = translator.tokenizers.target.encode_with_spans(target).spans
    numbers = np.array(words_of_pieces(pieces, told), dtype=int)
    whole = np.zeros((len(told), losses.shape[1]))
    np.add.at(whole, numbers, losses)
    return links_of_losses(whole)
