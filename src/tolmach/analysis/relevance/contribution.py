"""The source's contribution to predictions along the sentence, under right and wrong prefixes.

The question and the kinds of prefix are those of Voita et al. 2021. Shapes: N sentence pairs, G
places along a target.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tolmach.analysis.attention.attending_layers import needed, read_layers
from tolmach.analysis.attention.sentence_pairs import readable_pairs
from tolmach.analysis.relevance.attribution import relevance_of_texts
from tolmach.analysis.relevance.propagation import Relevance, likeliest
from tolmach.corpus.parallel import Pair
from tolmach.errors import RequestError
from tolmach.metrics.student import student_t
from tolmach.translation.translator import Translator

PrefixKind = Literal["own", "reference", "wrong"]

PLACES = np.linspace(0, 1, 11)  # along a target: 0 is its first prediction, 1 is `</s>`


@dataclass(frozen=True)
class Mean:
    """A mean over sentences, and half the width of its 95 % interval, by Student's distribution."""

    value: float
    margin: float

    @classmethod
    def of(cls, values: NDArray[np.float64]) -> "Mean":
        """Take the mean of values [N]; that of a single one has no margin."""
        count, mean = len(values), float(values.mean())
        if count < 2:
            return cls(mean, math.nan)
        error = float(values.std(ddof=1)) / math.sqrt(count)
        return cls(mean, student_t(0.05, count - 1) * error)


@dataclass(frozen=True)
class SourceShares:
    """The source's share in what the model would say next, under one kind of prefix.

    Every sentence counts the same, however long it is.
    """

    along: NDArray[np.float64]  # [N, G], between predictions interpolated
    mean: NDArray[np.float64]  # [N], of all predictions of a sentence
    followed: float  # how often the likeliest piece is the prefix's next
    missing: float  # the most that any prediction's relevance differs from 1 in total

    @classmethod
    def of(cls, found: Sequence[Relevance]) -> "SourceShares":
        """Summarise the relevance of what the model would predict next."""
        shares = [each.source_share.astype(np.float64) for each in found]
        followed = [
            explained == said
            for each in found
            for explained, said in zip(each.explained, each.target, strict=True)
        ]
        return cls(
            np.array([_along(share) for share in shares]),
            np.array([share.mean() for share in shares]),
            sum(followed) / len(followed),
            max(float(abs(each.total - 1).max()) for each in found),
        )


def source_shares(translator: Translator, pairs: Sequence[Pair]) -> dict[PrefixKind, SourceShares]:
    """Return the source's shares under three kinds of prefix, each read to its end.

    `own` are the model's translations, `reference` the given ones, and `wrong` the model's again,
    each assigned to another sentence, whose own is about as long. What is explained is always
    the piece that the model finds likeliest. Raises TolmachError where there are fewer than two
    different translations, or the model is no Transformer or does not attend to the source.
    """
    pairs = readable_pairs(translator, pairs)
    sources = [pair.source for pair in pairs]
    own = [found.text for found in translator.translate(sources)]
    for layers in read_layers(translator, sources[:1], own[:1]):
        needed(layers, translator.description, "The source's share")
    own_shares = _shares(translator, sources, own)  # refuses models that cannot be explained
    return {
        "own": own_shares,
        "reference": _shares(translator, sources, [pair.target for pair in pairs]),
        "wrong": _shares(translator, sources, reassigned(own)),
    }


def wrong_against_own(shares: Mapping[PrefixKind, SourceShares]) -> Mean:
    """Return how much more the source contributes under the wrong prefix than under its own."""
    return Mean.of(shares["wrong"].mean - shares["own"].mean)


def _shares(translator: Translator, sources: Sequence[str], targets: Sequence[str]) -> SourceShares:
    return SourceShares.of(relevance_of_texts(translator, sources, targets, likeliest))


def reassigned(texts: Sequence[str]) -> list[str]:
    """Assign to every sentence the next text, in order of length, that differs from its own."""
    if len(set(texts)) < 2:
        raise RequestError(
            "A wrong prefix is another sentence's translation, and there is no other; "
            "give at least two sentences with different translations."
        )
    count, assigned = len(texts), list(texts)
    order = sorted(range(count), key=lambda row: len(texts[row]))
    for place, row in enumerate(order):
        following = (texts[order[(place + step) % count]] for step in range(1, count))
        assigned[row] = next(text for text in following if text != texts[row])
    return assigned


def _along(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the shares [T] of one sentence at the places [G]."""
    return np.interp(PLACES, np.linspace(0, 1, len(shares)), shares)
