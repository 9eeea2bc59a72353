"""Sensible settings for a first run, chosen by what the corpus is like.

The tiers follow our own recipes (Tatoeba, Multi30k) and what is known of little data: smaller
vocabularies and more dropout (Sennrich and Zhang 2019; Araabi and Monz 2020).
"""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from tolmach.corpus.parallel import Pair
from tolmach.corpus.survey import Survey
from tolmach.recipes.start_model import StartModel
from tolmach.text.script import scripts
from tolmach.text.tokenizer import Tokenizer, TokenizerPair

_SHORTEST, _SPARED = 128, 0.01  # pieces; the share of pairs that may be too long to train on
_LEAST_UPDATES, _MOST_UPDATES, _VALIDATIONS = 2000, 300_000, 14
# A trained model adapts in few rounds with small steps, and more would make it forget (Luong and
# Manning 2015, §3.2; Freitag and Al-Onaizan 2016).
_LEAST_UPDATES_GOING_ON, _EPOCHS_GOING_ON = 100, 5


@dataclass(frozen=True)
class Tier:
    """What suits corpora of fewer than `pairs` pairs. `update_tokens` are padded pieces."""

    pairs: float
    vocabulary: int
    size: int
    layers: int
    dropout: float
    learning_rate: float
    update_tokens: int
    epochs: int


_TIERS = (
    Tier(8_000, 2_000, 128, 2, 0.3, 2e-3, 1_024, 60),
    Tier(60_000, 4_000, 128, 4, 0.3, 2e-3, 2_048, 40),
    Tier(500_000, 8_000, 256, 3, 0.1, 1.5e-3, 3_200, 15),
    Tier(5_000_000, 16_000, 512, 4, 0.1, 7e-4, 8_192, 8),
    Tier(float("inf"), 32_000, 512, 6, 0.1, 7e-4, 16_384, 4),
)


@dataclass(frozen=True)
class Source:
    """What a recipe learns from: its name, its languages and its files."""

    name: str
    languages: tuple[str, str]
    train: list[Path]
    dev: list[Path]
    start_from: Path | None = None


@dataclass(frozen=True)
class Draft:
    """A recipe's own choices; everything else in it stays at its default."""

    source: Source
    pairs: int
    pieces: float  # of the longer side of an average pair
    joint: bool
    longest: int
    tier: Tier
    start: StartModel | None = None

    @classmethod
    def of(
        cls, source: Source, survey: Survey, train_pairs: int, start: StartModel | None = None
    ) -> Self:
        """Choose by the number of pairs for training, by a sample of them, and by the start."""
        tier = next(tier for tier in _TIERS if train_pairs < tier.pairs)
        if start:
            rate = 3e-4 if start.size <= 256 else 1e-4
            tier = replace(tier, learning_rate=rate, epochs=_EPOCHS_GOING_ON)
            lengths = _longer_sides(survey.sample, start.tokenizers)
        else:
            lengths = _piece_counts(survey.sample, tier.vocabulary)
        return cls(
            source,
            train_pairs,
            sum(lengths) / len(lengths),
            _script(survey.sample, 0) == _script(survey.sample, 1),
            _longest(lengths),
            tier,
            start,
        )

    @property
    def parameters(self) -> int:
        """About how many parameters each piece meets: layers and output, no input embedding."""
        if self.start:
            return self.start.parameters
        size, inner = self.tier.size, self.inner
        layers = self.tier.layers * (12 * size**2 + 4 * size * inner)
        return layers + self.tier.vocabulary * size

    @property
    def heads(self) -> int:
        """Attention heads: 64 units each, and never fewer than four."""
        return max(4, self.tier.size // 64)

    @property
    def inner(self) -> int:
        """The width of the feed-forward layers."""
        return 4 * self.tier.size

    @property
    def batches_per_update(self) -> int:
        """Batches into which an update is cut, so that each fits into modest memory."""
        return max(1, self.tier.update_tokens // 4096)

    @property
    def batch_tokens(self) -> int:
        """Pieces of a batch; the longest sentence must fit with its `</s>`."""
        return max(self.tier.update_tokens // self.batches_per_update, 2 * self.longest)

    @property
    def updates(self) -> int:
        """The tier's number of epochs, in updates, within sensible bounds."""
        wanted = self.tier.epochs * self.updates_per_epoch
        least = _LEAST_UPDATES_GOING_ON if self.start else _LEAST_UPDATES
        return _rounded(min(max(wanted, least), _MOST_UPDATES))

    @property
    def updates_per_epoch(self) -> float:
        """About how many updates see the whole corpus once."""
        tokens = self.pairs * (self.pieces + 1)
        return tokens / (self.batch_tokens * self.batches_per_update)

    @property
    def epochs(self) -> float:
        """About how often the run sees each pair."""
        return self.updates / self.updates_per_epoch

    @property
    def warmup(self) -> int:
        """A twelfth of the run, 4,000 updates at most."""
        return min(4000, _rounded(self.updates / 12))

    @property
    def validate_every(self) -> int:
        """Updates between looks at the dev set, some fourteen of them in all."""
        return _rounded(self.updates / _VALIDATIONS)


def _piece_counts(sample: list[Pair], size: int) -> list[int]:
    """Return the pieces of the longer sides of half the sample, cut as learnt on the other half.

    On the text that it was learnt on, a vocabulary from so few sentences would look too good; so
    the count comes out somewhat high (a tenth on Tatoeba, with 8,000 pieces).
    """
    tokenizer = Tokenizer.learn((side for pair in sample[::2] for side in pair), size)
    return _longer_sides(sample[1::2] or sample, TokenizerPair(tokenizer, tokenizer))


def _longer_sides(sample: list[Pair], tokenizers: TokenizerPair) -> list[int]:
    """Return the pieces of the longer side of each pair."""
    sources = tokenizers.source.encode_batch([pair.source for pair in sample])
    targets = tokenizers.target.encode_batch([pair.target for pair in sample])
    return [max(map(len, both)) for both in zip(sources, targets, strict=True)]


def _longest(lengths: list[int]) -> int:
    """Return the power of two, at least 128, over which hardly a pair goes."""
    bound = _SHORTEST
    while bound < 1024 and sum(n > bound for n in lengths) > _SPARED * len(lengths):
        bound *= 2
    return bound


def _script(sample: list[Pair], side: int) -> str | None:
    letters: Counter[str] = sum((scripts(pair[side]) for pair in sample), Counter())
    return letters.most_common(1)[0][0] if letters else None


def _rounded(count: float) -> int:
    """Round to two digits, so that the number looks like the estimate it is."""
    digits = len(str(int(count)))
    return max(1, round(count, 2 - digits).__trunc__())
