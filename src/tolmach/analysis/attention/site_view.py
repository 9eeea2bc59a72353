"""A view of one site's attention to one pair, with the pieces that attend and are attended to.

Shapes: H heads, Q queries, K keys, S source pieces, T target pieces.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from tolmach.analysis.attention.recorder import Recording, Weights
from tolmach.model_folder import PieceCounts
from tolmach.text.tokenizer import BOS, BOS_ID, EOS
from tolmach.text.tokenizer_pair import TokenizerPair

Mask = NDArray[np.bool_]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class SiteView:
    """Attention of one site to one pair, and its pieces.

    A query is the piece that it reads, in self-attention, or predicts, in attention to the source;
    that of `<s>` or `</s>` is left out. `own` is its position among the keys: its own or, on the
    source, the one as far along. A `causal` site sees nothing after that.
    """

    weights: Weights  # [H, Q, K]
    queries: Sequence[str]  # [Q]
    keys: Sequence[str]  # [K], `<s>` or `</s>` among them
    rarity: Places  # [K]: see `site_view`
    own: Places  # [Q]
    causal: bool = False
    crossing: bool = False  # from target to source

    @cached_property
    def visible(self) -> Mask:
        """A mask of the keys that a query can see, [Q, K]."""
        everything = np.ones((len(self.queries), len(self.keys)), bool)
        return everything & (self._places <= self.own[:, None]) if self.causal else everything

    @cached_property
    def special(self) -> Mask:
        """A mask of the keys that are `<s>` or `</s>`, [K]."""
        return np.array([key in (BOS, EOS) for key in self.keys], bool)

    @cached_property
    def separator(self) -> Mask:
        """A mask of the keys that are `<s>`, `</s>` or hold no letter or digit, [K]."""
        return self.special | np.array([not any(map(str.isalnum, key)) for key in self.keys], bool)

    @cached_property
    def twin(self) -> Mask:
        """A mask of the keys spelled as the query is, without separators and the query, [Q, K]."""
        spelled = np.equal.outer(np.array(self.queries, object), np.array(self.keys, object))
        found: Mask = spelled.astype(bool) & self.visible & ~self.separator
        return found if self.crossing else found & (self._places != self.own[:, None])

    @cached_property
    def top(self) -> Places:
        """The key that a query of a head attends to most, [H, Q]."""
        return self.weights.argmax(2)

    @cached_property
    def plain_weights(self) -> Weights:
        """Weights with 0 for `<s>` and `</s>`, [H, Q, K]."""
        return self.weights * ~self.special

    @cached_property
    def plain_top(self) -> Places:
        """The key, neither `<s>` nor `</s>`, that a query of a head attends to most, [H, Q]."""
        return self.plain_weights.argmax(2)

    @cached_property
    def _places(self) -> Places:
        return np.arange(len(self.keys))


class Rarity(NamedTuple):
    """How rare each piece of either vocabulary is, by its number: the greater, the rarer."""

    source: Places
    target: Places

    @classmethod
    def of(cls, counts: PieceCounts | None, tokenizers: TokenizerPair) -> Self:
        """Take the counts in the training text, or, without them, the place in the vocabulary.

        Merges are learnt from frequent to rare.
        """
        if counts is None:
            return cls(np.arange(len(tokenizers.source)), np.arange(len(tokenizers.target)))
        source, target = (np.array(side, np.int64) for side in counts)
        return cls(source.max() - source, target.max() - target)


def site_view(
    recording: Recording, site: str, tokenizers: TokenizerPair, rarity_of: Rarity | None = None
) -> SiteView:
    """Return the view of `site` in a recording, with the rarity of each piece."""
    known = rarity_of or Rarity.of(None, tokenizers)
    weights = recording.weights[site]
    source, target = recording.source, recording.target[:-1]
    sources, targets = tokenizers.source.pieces(source), tokenizers.target.pieces(target)
    rarity = known.source[list(source)]
    if site.startswith("encoder.self"):
        own = np.arange(len(source) - 1)
        return SiteView(weights[:, :-1], sources[:-1], sources, rarity, own)
    if site.startswith("decoder.self"):
        rarity, own = known.target[[BOS_ID, *target]], 1 + np.arange(len(target))
        return SiteView(weights[:, 1:], targets, [BOS, *targets], rarity, own, causal=True)
    own = as_far_along(len(target), len(source) - 1)
    return SiteView(weights[:, :-1], targets, sources, rarity, own, crossing=True)


def as_far_along(target: int, source: int) -> Places:
    """Return for each of so many target pieces the position on the source that is as far along."""
    return np.rint(np.linspace(0, max(0, source - 1), target)).astype(np.int64)
