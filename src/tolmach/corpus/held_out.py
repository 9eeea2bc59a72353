"""A dev set held out from a corpus, so that it says what the model does with unseen sentences."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tolmach.corpus.parallel import Pair
from tolmach.corpus.survey import Survey
from tolmach.corpus.table import TableWriter
from tolmach.errors import DataError
from tolmach.files import whole_text
from tolmach.wording import counted

MOST, SHARE = 2000, 20  # pairs; one in so many
_LOSABLE = 10  # at most one pair of train in so many may go because dev has a side of it
_LONGEST = 1000  # characters; longer lines are mostly no sentences, and slow to translate


@dataclass(frozen=True)
class HeldOut:
    """The pairs and sentences of evaluation sets, as hashes, upper and lower case alike."""

    pairs: frozenset[int]
    sources: frozenset[int]
    targets: frozenset[int]

    @classmethod
    def of(cls, pairs: Iterable[Pair]) -> Self:
        """Take `pairs` and both sides of each."""
        folded = [_folded(pair) for pair in pairs]
        return cls(
            frozenset(map(hash, folded)),
            frozenset(hash(pair.source) for pair in folded),
            frozenset(hash(pair.target) for pair in folded),
        )

    def holds(self, pair: Pair) -> bool:
        """Return whether `pair` itself is held out."""
        return hash(_folded(pair)) in self.pairs

    def touches(self, pair: Pair) -> bool:
        """Return whether either side of `pair` is a sentence that is held out."""
        folded = _folded(pair)
        return hash(folded.source) in self.sources or hash(folded.target) in self.targets


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
        raise DataError(
            f"No dev set can be held out of {counted(found.pairs, 'usable pair')} without using up "
            "the training text; give one with --dev."
        )
    return chosen


def write_split(corpus: Iterable[Pair], dev: Sequence[Pair], train: Path, held: Path) -> Split:
    """Write dev to `held` and every pair that shares no sentence with it to `train`, as TSV.

    Pairs with an empty side are left out of both; a pair of dev that recurs is written once.
    """
    sentences, chosen = HeldOut.of(dev), set(dev)
    kept = lost = 0
    with (
        whole_text(train) as train_lines,
        whole_text(held) as dev_lines,
        TableWriter(train_lines) as train_table,
        TableWriter(dev_lines) as dev_table,
    ):
        for pair in corpus:
            if pair in chosen:
                chosen.remove(pair)
                dev_table.write(*pair)
            elif all(pair) and sentences.touches(pair):
                lost += 1
            elif all(pair):
                kept += 1
                train_table.write(*pair)
        if not kept:
            raise DataError("Nothing is left to train on beside a dev set; give one with --dev.")
    return Split(kept, len(dev), lost)


def _other_occurrences(sample: Sequence[Pair], corpus: Iterable[Pair]) -> dict[Pair, int]:
    """For each pair, count how often its sides occur in the corpus beside itself."""
    folded = {pair: _folded(pair) for pair in sample}
    wanted = {each.source for each in folded.values()}, {each.target for each in folded.values()}
    sources, targets = Counter[str](), Counter[str]()
    for pair in map(_folded, corpus):
        if pair.source in wanted[0]:
            sources[pair.source] += 1
        if pair.target in wanted[1]:
            targets[pair.target] += 1
    return {pair: sources[both.source] + targets[both.target] - 2 for pair, both in folded.items()}


def _folded(pair: Pair) -> Pair:
    return Pair(pair.source.casefold(), pair.target.casefold())
