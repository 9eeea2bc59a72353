"""Word links by erasure: by the log-probability that a translation loses without each source word.

Li et al. 2016, "Understanding Neural Networks through Representation Erasure"; as a word
alignment, the prediction difference of Li et al. 2019 ("On the Word Alignment from Neural Machine
Translation"). It takes the predicted word into account, which attention at that step does not.

Shapes: T target pieces, J target words, I source words.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tolmach.analysis.alignment.links import SPACED_WORDS, WordCut, flipped
from tolmach.analysis.attention.word_groups import mean_shares, words_of_pieces
from tolmach.corpus.parallel import Pair
from tolmach.corpus.symmetrisation import Links
from tolmach.reading.marks import erasure
from tolmach.text.sentences import Span
from tolmach.translation.translator import Translator

Floats = NDArray[np.floating[Any]]

LITTLE = 0.5  # nats: what leaving out a word that is not translated may cost at most


def piece_losses(
    translator: Translator, source: str, target: str, source_words: Sequence[Span]
) -> Floats:
    """Return by how much each target piece, `</s>` last, is less probable without each word.

    In nats, [T + 1, I]; below 0 where it is more probable. Each source word is cut out in turn.
    """
    (losses,) = erasure.piece_losses(
        [(source, target)], [source_words], translator.log_probabilities
    )
    return losses


def word_losses(
    translator: Translator, pairs: Sequence[Pair], cut: WordCut = SPACED_WORDS
) -> list[Floats]:
    """Return what each target word loses without each source word, in nats, [J, I] a pair.

    Where a word becomes more probable, it loses 0. Costs a forward pass for each source word.
    """
    return [_word_losses(translator, Pair(*translator.cleaned(pair)), cut) for pair in pairs]


def links_of_losses(losses: Floats) -> Links:
    """Link each target word to the source word without which it loses most, balanced.

    One that loses less than `LITTLE` has no link.
    """
    if not losses.size:
        return frozenset()
    best = mean_shares(losses).argmax(1)  # [J]
    return frozenset((int(i), j) for j, i in enumerate(best) if losses[j, i] >= LITTLE)


def links_both_ways(forward: Floats, backward: Floats) -> tuple[Links, Links]:
    """Return the links of target words, and of source words, all from source to target.

    `backward`, [I, J], are the losses of the model of the other direction. Both estimate how much
    more probable one word makes the other, so that their mean counts.
    """
    mean = (forward + backward.T) / 2
    return links_of_losses(mean), flipped(links_of_losses(mean.T))


def _word_losses(translator: Translator, pair: Pair, cut: WordCut) -> Floats:
    source, target = pair
    words, target_words = cut.source(source), cut.target(target)
    pieces = translator.tokenizers.target.encode_with_spans(target).spans
    numbers = np.array(words_of_pieces(pieces, target_words), dtype=int)  # [T]
    whole = np.zeros((len(target_words), len(words)))
    np.add.at(whole, numbers, piece_losses(translator, source, target, words)[:-1])
    return np.maximum(whole, 0)
