"""What the heads of one site look at in one pair, and what stands there.

Shapes: H heads, Q queries, K keys, S source pieces, T target pieces.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tolmach.analysis.attention.recorder import Recording, Weights
from tolmach.text.tokenizer import BOS, BOS_ID, EOS, TokenizerPair

Mask = NDArray[np.bool_]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class SiteView:
    """Attention of one site to one pair, and the pieces between which it runs.

    A query is the piece that it reads, in self-attention, or says, in attention to the source; the
    one of `<s>` or `</s>` is left out. `own` is its place among the keys: where it stands itself
    or, on the source, what is as far along. A `causal` site sees nothing after that.
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
        """Which keys a query can see, [Q, K]."""
        everything = np.ones((len(self.queries), len(self.keys)), bool)
        return everything & (self._places <= self.own[:, None]) if self.causal else everything

    @cached_property
    def special(self) -> Mask:
        """Which keys are `<s>` or `</s>`, [K]."""
        return np.array([key in (BOS, EOS) for key in self.keys], bool)

    @cached_property
    def separator(self) -> Mask:
        """Which keys are `<s>`, `</s>` or a mark without a letter or digit, [K]."""
        return self.special | np.array([not any(map(str.isalnum, key)) for key in self.keys], bool)

    @cached_property
    def twin(self) -> Mask:
        """Which keys are spelled as the query is, marks and the query itself left out, [Q, K]."""
        spelled = np.equal.outer(np.array(self.queries, object), np.array(self.keys, object))
        found: Mask = spelled.astype(bool) & self.visible & ~self.separator
        return found if self.crossing else found & (self._places != self.own[:, None])

    @cached_property
    def top(self) -> Places:
        """The key that a query of a head looks at most, [H, Q]."""
        return self.weights.argmax(2)

    @cached_property
    def plain_weights(self) -> Weights:
        """Weights with 0 for `<s>` and `</s>`, [H, Q, K]."""
        return self.weights * ~self.special

    @cached_property
    def plain_top(self) -> Places:
        """The key, neither `<s>` nor `</s>`, that a query of a head looks at most, [H, Q]."""
        return self.plain_weights.argmax(2)

    @cached_property
    def _places(self) -> Places:
        return np.arange(len(self.keys))


def site_view(recording: Recording, site: str, tokenizers: TokenizerPair) -> SiteView:
    """Return what a recording holds of `site`.

    How rare a piece is, is its place in the vocabulary: merges are learnt from frequent to rare.
    """
    weights = recording.weights[site]
    source, said = recording.source, recording.target[:-1]
    shown, spoken = tokenizers.source.pieces(source), tokenizers.target.pieces(said)
    rarity = np.array(source, np.int64)
    if site.startswith("encoder.self"):
        own = np.arange(len(source) - 1)
        return SiteView(weights[:, :-1], shown[:-1], shown, rarity, own)
    if site.startswith("decoder.self"):
        rarity, own = np.array([BOS_ID, *said], np.int64), 1 + np.arange(len(said))
        return SiteView(weights[:, 1:], spoken, [BOS, *spoken], rarity, own, causal=True)
    own = as_far_along(len(said), len(source) - 1)
    return SiteView(weights[:, :-1], spoken, shown, rarity, own, crossing=True)


def as_far_along(target: int, source: int) -> Places:
    """Return for each of so many target pieces the place on the source that is as far along."""
    return np.rint(np.linspace(0, max(0, source - 1), target)).astype(np.int64)
