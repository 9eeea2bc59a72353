"""The corpus of a study in three parts: text to learn from, to choose by, and to judge by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tolmach.corpus.held_out import HeldOut, choose_dev
from tolmach.corpus.overview import Corpus
from tolmach.corpus.parallel import Pair, read_pairs
from tolmach.errors import DataError
from tolmach.files import read_json, whole_text, write_json
from tolmach.study.folder import StudyFolder

PARTS = ("train", "dev", "test")


@dataclass(frozen=True)
class Division:
    """The number of pairs in each part; `lost` ones share a sentence with dev or test.

    `too_long` ones of dev and test are more than some model can read; None: not looked for yet.
    """

    train: int
    dev: int
    test: int
    lost: int
    too_long: int | None = None


def divide(
    corpus: Corpus, dev: Sequence[Path], test: Sequence[Path], folder: StudyFolder
) -> Division:
    """Write the three parts as TSV, once; dev and test are held out where they are not given."""
    facts = folder.result("division")
    if not facts.exists():
        write_json(facts, vars(_divide(corpus, dev, test, folder)))
    return Division(**read_json(facts))


def part(folder: StudyFolder, name: str) -> list[Pair]:
    """Return the pairs of one part."""
    return list(read_pairs([part_path(folder, name)]))


def part_path(folder: StudyFolder, name: str) -> Path:
    """Return the file of one part."""
    return folder.data / f"{name}.tsv"


def write_pairs(pairs: Iterable[Pair], path: Path) -> int:
    """Write pairs as TSV and return how many there were."""
    count = 0
    with whole_text(path) as lines:
        for pair in pairs:
            print(*pair, sep="\t", file=lines)
            count += 1
    return count


def _divide(
    corpus: Corpus, dev: Sequence[Path], test: Sequence[Path], folder: StudyFolder
) -> Division:
    given = [_read(paths, corpus.languages) for paths in (dev, test)]
    chosen = [] if all(given) else choose_dev(corpus.survey, corpus.pairs())
    if not any(given):
        given = [chosen[::2], chosen[1::2]]
    held = [pairs or chosen for pairs in given]
    if not all(held):
        raise DataError(
            f"{corpus.survey.pairs:,} pairs are too few to hold out text to choose and to judge "
            "by; give some with --dev and --test."
        )
    sentences = HeldOut.of(pair for pairs in held for pair in pairs)
    train = write_pairs(
        (pair for pair in corpus.pairs() if all(pair) and not sentences.touches(pair)),
        part_path(folder, "train"),
    )
    for name, pairs in zip(PARTS[1:], held, strict=True):
        write_pairs(pairs, part_path(folder, name))
    inside = 0 if dev and test else len(chosen)
    return Division(train, len(held[0]), len(held[1]), corpus.survey.pairs - train - inside)


def _read(paths: Sequence[Path], languages: tuple[str, str]) -> list[Pair]:
    if not paths:
        return []
    pairs = [pair for pair in read_pairs(paths, languages=languages) if all(pair)]
    if not pairs:
        raise DataError(f"{' and '.join(map(str, paths))} holds no pair; name another file.")
    return pairs
