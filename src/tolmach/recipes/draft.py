"""Sensible settings for a first run, chosen by what the corpus is like.

The tiers follow our own recipes (Tatoeba, Multi30k) and what is known of little data: smaller
vocabularies and more dropout (Sennrich and Zhang 2019; Araabi and Monz 2020).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Self

from tolmach.config.architectures import Architecture
from tolmach.corpus.parallel import Pair
from tolmach.corpus.survey import Survey
from tolmach.recipes.start_model import StartModel
from tolmach.text.spacing import scripts
from tolmach.text.tokenizer import Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair

_SHORTEST, _SPARED = 128, 0.01  # pieces; the share of pairs that may be too long to train on
_LONGEST = 1024  # pieces
_TIMES_MEDIAN = 20  # characters of the longest pair that is looked at, in those of half of them
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


# Multiples of the tier's rate, measured on Multi30k (docs/measured/rates.json).
_RATES: dict[Architecture, float] = {
    "transformer": 1.0,
    "recurrent": 2.0,
    "convolutional": 4.0,
    "hybrid": 1.0,
}
_TIERS = (
    Tier(8_000, 2_000, 128, 2, 0.3, 2e-3, 1_024, 60),
    Tier(60_000, 4_000, 128, 4, 0.3, 2e-3, 2_048, 40),
    Tier(500_000, 8_000, 256, 3, 0.1, 1.5e-3, 3_200, 15),
    Tier(5_000_000, 16_000, 512, 4, 0.1, 7e-4, 8_192, 8),
    Tier(float("inf"), 32_000, 512, 6, 0.1, 7e-4, 16_384, 4),
)


@dataclass(frozen=True)
class Source:
    """What a recipe learns from: its name, its languages and its files, and what is to learn."""

    name: str
    languages: tuple[str, str]
    train: list[Path]
    dev: list[Path]
    start_from: Path | None = None
    architecture: Architecture = "transformer"


@dataclass(frozen=True)
class Draft:
    """A recipe's own choices; everything else in it stays at its default."""

    source: Source
    pairs: int
    lengths: tuple[tuple[int, int], ...]  # pieces of both sides of pairs that are not too long
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
        sample = _usual(survey.sample)
        if start:
            rate = 3e-4 if start.size <= 256 else 1e-4
            tier = replace(tier, learning_rate=rate, epochs=_EPOCHS_GOING_ON)
            lengths = _piece_counts(sample, start.tokenizers)
        else:
            lengths = _new_piece_counts(sample, tier.vocabulary)
        longest = _longest(lengths)
        if start and start.longest is not None:
            longest = min(longest, start.longest)
        return cls(
            source,
            train_pairs,
            tuple(both for both in lengths if max(both) <= longest) or tuple(lengths),
            _script(sample, 0) == _script(sample, 1),
            longest,
            tier,
            start,
        )

    @property
    def architecture(self) -> Architecture:
        """The architecture that is asked for."""
        return self.source.architecture

    @property
    def learning_rate(self) -> float:
        """The tier's rate, or the multiple of it that suits the architecture."""
        return self.tier.learning_rate * _RATES[self.architecture]

    @property
    def pieces(self) -> float:
        """Pieces of the longer side of an average pair."""
        return sum(map(max, self.lengths)) / len(self.lengths)

    @property
    def vocabulary(self) -> tuple[int, int]:
        """Pieces of the source's vocabulary and of the target's; new ones may come out smaller."""
        if self.start:
            return len(self.start.tokenizers.source), len(self.start.tokenizers.target)
        return self.tier.vocabulary, self.tier.vocabulary

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


def _usual(sample: list[Pair]) -> list[Pair]:
    """Return the pairs without the very few that are many times as long as most.

    They are no sentences, and one such line must not decide what is learnt of all the others.
    """
    bound = _TIMES_MEDIAN * median(max(map(len, pair)) for pair in sample)
    usual = [pair for pair in sample if max(map(len, pair)) <= max(bound, _SHORTEST)]
    return usual if len(sample) - len(usual) <= _spared(sample) else sample


def _spared(counted: Sequence[object]) -> float:
    """Return how many of the pairs may be too long to train on."""
    return max(min(1, len(counted) // 10), _SPARED * len(counted))


def _new_piece_counts(sample: list[Pair], size: int) -> list[tuple[int, int]]:
    """Return the pieces of half the sample, cut as learnt on the other half.

    On the text that it was learnt on, a vocabulary from so few sentences would look too good; so
    the count comes out somewhat high (a tenth on Tatoeba, with 8,000 pieces).
    """
    tokenizer = Tokenizer.learn((side for pair in sample[::2] for side in pair), size)
    return _piece_counts(sample[1::2] or sample, TokenizerPair(tokenizer, tokenizer))


def _piece_counts(sample: list[Pair], tokenizers: TokenizerPair) -> list[tuple[int, int]]:
    """Return the pieces of both sides of each pair."""
    sources = tokenizers.source.encode_batch([pair.source for pair in sample])
    targets = tokenizers.target.encode_batch([pair.target for pair in sample])
    return [(len(source), len(target)) for source, target in zip(sources, targets, strict=True)]


def _longest(lengths: Sequence[tuple[int, int]]) -> int:
    """Return the power of two, at least 128, over which hardly a pair goes that could be read.

    A minority of pairs that no bound lets in is no reason for a higher one.
    """
    within = [max(both) for both in lengths if max(both) <= _LONGEST]
    if 2 * len(within) < len(lengths):
        return _LONGEST
    bound = _SHORTEST
    while bound < _LONGEST and sum(length > bound for length in within) > _spared(lengths):
        bound *= 2
    return bound


def _script(sample: list[Pair], side: int) -> str | None:
    letters: Counter[str] = sum((scripts(pair[side]) for pair in sample), Counter())
    return letters.most_common(1)[0][0] if letters else None


def _rounded(count: float) -> int:
    """Round to two digits, so that the number looks like the estimate it is."""
    digits = len(str(int(count)))
    return max(1, int(round(count, 2 - digits)))
