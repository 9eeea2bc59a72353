"""The text of benchmarks: Multi30k where it is, generated text where it is not; Tatoeba.

Multi30k (Elliott et al. 2016) and Tatoeba (tatoeba.org) are read from the folder named by the
environment variable `TOLMACH_DATA`, or from `../shared/data` beside the repository; no sentence of
them is kept here.
"""

import json
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from benchmarks.measurement import REPOSITORY
from tolmach.corpus.parallel import Pair, read_pairs
from tolmach.errors import TolmachError
from tolmach.text.tokenizer import EOS_ID, SPECIAL, Tokenizer

GENERATED_PAIRS = 29_000
GENERATED_WORDS = 10_000
SEED = 1


@dataclass(frozen=True)
class PiecePair:
    """The piece ids of a source and of its target, each ended by `</s>`."""

    source: list[int]
    target: list[int]

    @property
    def length(self) -> int:
        """The longer side, in pieces: what the pair takes of a padded batch."""
        return max(len(self.source), len(self.target))


def training_pairs() -> tuple[str, list[Pair]]:
    """Return the name of the corpus and its normalised training pairs, English to German."""
    files = multi30k_files("train")
    if files is None:
        return "generated text", list(generated_pairs(GENERATED_PAIRS))
    return "Multi30k en-de", list(read_pairs(files))


def data_folder() -> Path:
    """Return the folder that holds the corpora, which may be absent."""
    return Path(os.environ.get("TOLMACH_DATA", REPOSITORY.parent / "shared" / "data"))


def multi30k_files(split: str) -> tuple[Path, Path] | None:
    """Return the English and the German file of a split, or None where the data is absent."""
    source, target = (data_folder() / "multi30k" / f"{split}.{side}.gz" for side in ("en", "de"))
    return (source, target) if source.is_file() and target.is_file() else None


def needed_multi30k_files(split: str) -> tuple[Path, Path]:
    """Return the English and the German file of a split; raises TolmachError without them."""
    files = multi30k_files(split)
    if files is None:
        raise TolmachError(f"Multi30k's {split} is not there; set TOLMACH_DATA to its folder.")
    return files


def needed_file(name: str) -> Path:
    """Return a file of the data by its name there; raises TolmachError without it."""
    file = data_folder() / name
    if not file.is_file():
        raise TolmachError(f"{name} is not there; set TOLMACH_DATA to the data's folder.")
    return file


def needed_tatoeba_file(split: str) -> Path:
    """Return the table German TAB English of a split; raises TolmachError without it."""
    return needed_file(f"tatoeba/{split}.de-en.tsv.gz")


def generated_pairs(count: int) -> Iterator[Pair]:
    """Yield pairs of made-up words with Zipf's frequencies and caption-like lengths."""
    chance = random.Random(SEED)
    words = [_word(chance) for _ in range(GENERATED_WORDS)]
    weights = [1 / rank for rank in range(1, GENERATED_WORDS + 1)]
    for _ in range(count):
        source = chance.choices(words, weights, k=chance.randint(6, 18))
        yield Pair(" ".join(source), " ".join(reversed(source)))


def learn_pieces(pairs: Sequence[Pair], size: int) -> Tokenizer:
    """Learn one vocabulary of `size` pieces for both sides."""
    return Tokenizer.learn(chain.from_iterable(pairs), size)


def in_pieces(tokenizer: Tokenizer, pairs: Sequence[Pair]) -> list[PiecePair]:
    """Cut every pair into pieces and end both sides by `</s>`."""
    sources = tokenizer.encode_batch([pair.source for pair in pairs])
    targets = tokenizer.encode_batch([pair.target for pair in pairs])
    return [
        PiecePair([*source, EOS_ID], [*target, EOS_ID])
        for source, target in zip(sources, targets, strict=True)
    ]


def write_pieces(path: Path, pairs: Sequence[PiecePair]) -> None:
    """Write the pairs' ids as JSON."""
    path.write_text(json.dumps([[pair.source, pair.target] for pair in pairs]), "utf-8")


def read_pieces(path: Path) -> list[PiecePair]:
    """Read what `write_pieces` wrote."""
    return [PiecePair(*sides) for sides in json.loads(path.read_text("utf-8"))]


def write_piece_text(folder: Path, name: str, pairs: Sequence[PiecePair], size: int) -> None:
    """Write `NAME.en`, `NAME.de` and `vocabulary.txt` with every id as one word.

    The vocabulary leaves the special pieces to the reader, and so do the lines their `</s>`.
    """
    sources = "".join(_as_words(pair.source) for pair in pairs)
    targets = "".join(_as_words(pair.target) for pair in pairs)
    (folder / f"{name}.en").write_text(sources, "utf-8")
    (folder / f"{name}.de").write_text(targets, "utf-8")
    ordinary = "".join(f"{index}\n" for index in range(len(SPECIAL), size))
    (folder / "vocabulary.txt").write_text(ordinary, "utf-8")


def _as_words(ids: Sequence[int]) -> str:
    return " ".join(str(index) for index in ids[:-1]) + "\n"


def _word(chance: random.Random) -> str:
    letters = "abcdefghijklmnopqrstuvwxyz"
    return "".join(chance.choices(letters, k=chance.randint(2, 10)))
