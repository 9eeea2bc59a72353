"""Alignment error rate: word alignments against those that people made (Och and Ney 2003, §5)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tolmach.corpus.symmetrisation import Link, Links
from tolmach.errors import DataError
from tolmach.files import named, read_lines
from tolmach.wording import counted

_LINK = re.compile(r"([1-9]\d*)([-p])([1-9]\d*)")


@dataclass(frozen=True)
class GoldLinks:
    """Links that people made in one pair: sure ones, and possible ones, which include the sure."""

    sure: Links
    possible: Links


@dataclass(frozen=True)
class AlignmentScore:
    """Shares from 0 to 1, over all links of all pairs; the lower the error rate, the better."""

    sentences: int
    precision: float
    recall: float
    error_rate: float


def read_gold(path: Path) -> list[GoldLinks]:
    """Read links, one pair a line, words counted from 1: `i-j` is sure and `ipj` possible.

    Raises TolmachError, naming file and line, where something else stands there.
    """
    return [_gold(line, path, number) for number, line in enumerate(read_lines(path), start=1)]


def score_alignments(found: Sequence[Links], gold: Sequence[GoldLinks]) -> AlignmentScore:
    """Return precision against possible links, recall of sure ones, and the error rate.

    AER = 1 - (|A & S| + |A & P|) / (|A| + |S|). Where there is nothing to find and nothing was
    found, precision and recall are 1.
    """
    if len(found) != len(gold):
        raise DataError(
            f"{counted(len(found), 'pair')} of sentences, but gold links for {len(gold):,}; "
            "give the links of the same pairs."
        )
    links, sure = sum(map(len, found)), sum(len(pair.sure) for pair in gold)
    right = sum(len(a & pair.possible) for a, pair in zip(found, gold, strict=True))
    recalled = sum(len(a & pair.sure) for a, pair in zip(found, gold, strict=True))
    return AlignmentScore(
        sentences=len(gold),
        precision=_share(right, links),
        recall=_share(recalled, sure),
        error_rate=1 - _share(recalled + right, links + sure),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _gold(line: str, path: Path, number: int) -> GoldLinks:
    sure: set[Link] = set()
    possible: set[Link] = set()
    for written in line.split():
        parts = _LINK.fullmatch(written)
        if parts is None:
            raise DataError(
                f"{named(path)}, line {number}: {written!r} is no link; write `1-2` for a sure one "
                "between the first source and the second target word, `1p2` for a possible one."
            )
        link = int(parts[1]) - 1, int(parts[3]) - 1
        possible.add(link)
        if parts[2] == "-":
            sure.add(link)
    return GoldLinks(frozenset(sure), frozenset(possible))
