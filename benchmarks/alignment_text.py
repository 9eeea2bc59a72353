"""The text by which word alignment is measured, put as the Hansards' gold pairs stand.

    python -m benchmarks.alignment_text    # runs/alignment/{tatoeba,joined,hansards,dev}.{fr,en}

The 447 pairs of the Hansards (Mihalcea and Pedersen 2003) are tokenised in a way of their own:
marks and hyphens stand alone, and in French every elided or contracted word is written out ("le
orateur", "de le"). Tatoeba is tokenised by Moses' rules and gets the same; all is in lower case.

`joined` holds Tatoeba's training pairs, each once, one to three of them on a line: a Transformer
that has seen only sentences of eight words does not know its way in those of the Hansards.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from benchmarks.corpus import data_folder
from benchmarks.measurement import REPOSITORY
from tolmach.corpus.parallel import Pair, joined_pair, read_pairs
from tolmach.errors import TolmachError
from tolmach.files import write_lines
from tolmach.text.normalize import normalizer

if TYPE_CHECKING:
    from sacremoses import MosesTokenizer

FOLDER = REPOSITORY / "runs" / "alignment"
MOST_JOINED = 3  # pairs of Tatoeba on a line
SEED = 1

WRITTEN_OUT = {
    **{f"{letter}'": f"{letter}e" for letter in "cdjlmnst"},
    **{f"{word}qu'": f"{word}que" for word in ("", "jus", "lors", "puis", "quoi", "quel")},
    "du": "de le",
    "des": "de les",
    "au": "à le",
    "aux": "à les",
}


def main() -> None:
    """Write the text."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    tatoeba = tatoeba_pairs("train")
    for name, pairs in {
        "tatoeba": tatoeba,
        "joined": joined(tatoeba),
        "hansards": [Pair(french, english) for english, french in gold_pairs()],
        "dev": tatoeba_pairs("dev"),
    }.items():
        write_sides(FOLDER / name, pairs)


def text(name: str) -> list[Pair]:
    """Return what was written as `name`, French to English."""
    files = [FOLDER / f"{name}.{language}" for language in ("fr", "en")]
    if not all(file.is_file() for file in files):
        raise TolmachError(f"{files[0]} is not there; run python -m benchmarks.alignment_text.")
    return list(read_pairs(files))


def gold_pairs() -> list[Pair]:
    """Return the pairs of the Hansards that have gold links, English to French, in lower case."""
    lower = normalizer(lowercase=True)
    sides = (line.split("|||") for line in _lines(gold_file("src-tgt")))
    return [Pair(lower(english), lower(french)) for english, french in sides]


def gold_file(kind: str) -> Path:
    """Return the file of the pairs (`src-tgt`), or of their links (`gold`)."""
    return data_folder() / "alignment" / f"enfr.{kind}"


def tatoeba_pairs(split: str) -> list[Pair]:
    """Return the pairs of a split, French to English, put as the Hansards stand."""
    file = data_folder() / "tatoeba" / f"{split}.fr-en.tsv.gz"
    if not file.is_file():
        raise _absent()
    return list(hansards_style(read_pairs([file])))


def hansards_style(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Yield pairs of French and English text, tokenised as the Hansards are, in lower case."""
    from sacremoses import MosesTokenizer  # compiles hundreds of patterns

    french, english = MosesTokenizer("fr"), MosesTokenizer("en")
    for pair in pairs:
        words = _tokens(french, pair.source)
        yield Pair(
            " ".join(WRITTEN_OUT.get(word, word) for word in words),
            " ".join(_tokens(english, pair.target)),
        )


def joined(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Yield all pairs, one to `MOST_JOINED` of them put together, drawn anew for each line."""
    chance = Random(SEED)
    rest = iter(chance.sample(pairs, len(pairs)))
    while group := list(islice(rest, chance.randint(1, MOST_JOINED))):
        yield joined_pair(group)


def write_sides(path: Path, pairs: Iterable[Pair]) -> None:
    """Write French and English, a sentence a line, to `path` with `.fr` and `.en`."""
    for language, side in zip(("fr", "en"), zip(*pairs, strict=True), strict=True):
        write_lines(path.with_suffix(f".{language}"), side)


def _tokens(tokenizer: "MosesTokenizer", text: str) -> list[str]:
    """Return Moses' tokens in lower case; words with a hyphen are cut at it."""
    straight = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    tokens = tokenizer.tokenize(straight, aggressive_dash_splits=True, escape=False)
    return ["-" if token == "@-@" else token.lower() for token in tokens]


def _lines(path: Path) -> list[str]:
    if not path.is_file():
        raise _absent()
    return path.read_text("utf-8").splitlines()


def _absent() -> TolmachError:
    return TolmachError("The gold links or Tatoeba are not there; set TOLMACH_DATA to the data.")


if __name__ == "__main__":
    main()
