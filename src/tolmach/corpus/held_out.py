"""A dev set held out from a corpus, so that it says what the model does with unseen sentences."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tolmach.corpus.parallel import Pair
from tolmach.corpus.survey import Survey
from tolmach.errors import TolmachError
from tolmach.files import whole_text

MOST, SHARE = 2000, 20  # pairs; one in so many
_LOSABLE = 10  # at most one pair of train in so many may go because dev has a side of it
_LONGEST = 1000  # characters; longer lines are mostly no sentences, and slow to translate


@dataclass(frozen=True)
class HeldOut:
    """The sentences of a dev set, upper and lower case alike."""

    sources: frozenset[str]
    targets: frozenset[str]

    @classmethod
    def of(cls, pairs: Iterable[Pair]) -> Self:
        """Take both sides of `pairs`."""
        folded = [_folded(pair) for pair in pairs]
        return cls(frozenset(pair.source for pair in folded), frozenset(p.target for p in folded))

    def touches(self, pair: Pair) -> bool:
        """Say whether either side of `pair` is a sentence of the dev set."""
        folded = _folded(pair)
        return folded.source in self.sources or folded.target in self.targets


@dataclass(frozen=True)
class Split:
    """How many pairs went where; `lost` ones had one side in dev, and are in neither."""

    train: int
    dev: int
    lost: int


def choose_dev(found: Survey, corpus: Iterable[Pair]) -> list[Pair]:
    """Choose a dev set from the survey's sample: 2,000 pairs, or one in 20 of a small corpus.

    `corpus` is read once, for how often each sentence occurs: pairs both of whose sides occur
    nowhere else come first, because holding them out takes nothing else from train. Raises
    TolmachError where the corpus is too small or too repetitive to be divided.
    """
    sample = [pair for pair in found.sample if max(map(len, pair)) <= _LONGEST]
    others = _other_occurrences(sample, corpus)
    wanted = max(1, min(MOST, found.pairs // SHARE))
    chosen: list[Pair] = []
    lost = 0
    for pair in sorted(sample, key=others.__getitem__)[:wanted]:
        lost += others[pair]
        if lost * _LOSABLE > found.pairs:
            break
        chosen.append(pair)
    if not chosen or found.pairs < 2:
        raise TolmachError(
            f"No dev set can be held out of {found.pairs:,} usable pairs without using up the "
            "training text; give one with --dev."
        )
    return chosen


def write_split(corpus: Iterable[Pair], dev: Sequence[Pair], train: Path, held: Path) -> Split:
    """Write dev to `held` and every pair that shares no sentence with it to `train`, as TSV.

    Pairs with an empty side are left out of both; a pair of dev that recurs is written once.
    """
    sentences, chosen = HeldOut.of(dev), set(dev)
    kept = lost = 0
    with whole_text(train) as train_lines, whole_text(held) as dev_lines:
        for pair in corpus:
            if pair in chosen:
                chosen.remove(pair)
                print(*pair, sep="\t", file=dev_lines)
            elif all(pair) and sentences.touches(pair):
                lost += 1
            elif all(pair):
                kept += 1
                print(*pair, sep="\t", file=train_lines)
        if not kept:
            raise TolmachError("Nothing is left to train on beside a dev set; give one with --dev.")
    return Split(kept, len(dev), lost)


def _other_occurrences(sample: Sequence[Pair], corpus: Iterable[Pair]) -> dict[Pair, int]:
    """For each pair, count how often its sides occur in the corpus beside itself."""
    held = HeldOut.of(sample)
    sources, targets = Counter[str](), Counter[str]()
    for pair in map(_folded, corpus):
        if pair.source in held.sources:
            sources[pair.source] += 1
        if pair.target in held.targets:
            targets[pair.target] += 1
    folded = {pair: _folded(pair) for pair in sample}
    return {pair: sources[both.source] + targets[both.target] - 2 for pair, both in folded.items()}


def _folded(pair: Pair) -> Pair:
    return Pair(pair.source.casefold(), pair.target.casefold())
