"""What a translation loses where a source word is left out, and so which word it owes to which.

Erasure (Li et al. 2016, "Understanding Neural Networks through Representation Erasure"); as a word
alignment, the prediction difference of Li et al. 2019 ("On the Word Alignment from Neural Machine
Translation"). It knows the word that was said, which attention at that moment does not.

Shapes: T target pieces, J target words, I source words.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tolmach.analysis.alignment.links import flipped
from tolmach.analysis.attention.word_groups import mean_shares, words_of_pieces
from tolmach.corpus.parallel import Pair
from tolmach.corpus.symmetrisation import Links
from tolmach.text.words import spaced_spans
from tolmach.translation.result import Span
from tolmach.translation.translator import Translator

Floats = NDArray[np.floating[Any]]

LITTLE = 0.5  # nats: what leaving out a word that is not translated may cost


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


def word_losses(translator: Translator, pairs: Sequence[Pair]) -> list[Floats]:
    """Return what each target word loses without each source word, in nats, [J, I] a pair.

    Words are what spaces separate. Where a word is more probable instead, it loses 0. Costs a
    reading for each source word.
    """
    return [_word_losses(translator, *translator.cleaned(pair)) for pair in pairs]


def links_of_losses(losses: Floats) -> Links:
    """Link each target word to the source word that it loses most without, balanced.

    One that loses less than `LITTLE` has no link.
    """
    if not losses.size:
        return frozenset()
    best = mean_shares(losses).argmax(1)  # [J]
    return frozenset((int(i), j) for j, i in enumerate(best) if losses[j, i] >= LITTLE)


def links_both_ways(forward: Floats, backward: Floats) -> tuple[Links, Links]:
    """Return the links of target words, and of source words, all from source to target.

    `backward`, [I, J], are the losses of the model of the other direction. Either says by how much
    one word makes the other more probable, and both should say the same: the mean counts.
    """
    mean = (forward + backward.T) / 2
    return links_of_losses(mean), flipped(links_of_losses(mean.T))


def _word_losses(translator: Translator, source: str, target: str) -> Floats:
    words, told = spaced_spans(source), spaced_spans(target)
    pieces = translator.tokenizers.target.encode_with_spans(target).spans
    numbers = np.array(words_of_pieces(pieces, told), dtype=int)  # [T]
    whole = np.zeros((len(told), len(words)))
    np.add.at(whole, numbers, piece_losses(translator, source, target, words)[:-1])
    return np.maximum(whole, 0)
