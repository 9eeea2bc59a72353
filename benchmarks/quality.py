"""Translation quality on every test set there is for a direction, each by its name.

    python -m benchmarks.quality runs/de-en --json quality.json
    python -m benchmarks.quality runs/en-de --direction en-de --sets tatoeba pud

| name | sentences | is |
|---|---|---|
| `tatoeba` | 2,000; Russian 500 | everyday sentences: test, of Russian dev, for there is no other |
| `msdocs` | 2,000 | software documentation, of other pages than any training text |
| `pud` | 1,000 | news and encyclopedia: the texts of parallel treebanks, paired by their order |
| `multi30k-2016`, `multi30k-2017` | 1,000 each | image captions; German and English only |

All of them only judge: choose between models by a dev set. BLEU and chrF are sacreBLEU's, under the
signatures below the table, with half the width of the 95 % bootstrap interval; the search is that
of `tolmach translate`. A set that is absent is left out, and said to be.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import data_folder
from benchmarks.measurement import machine, show_table, write_results
from tolmach import Translator
from tolmach.corpus.parallel import Pair, parse_languages, read_pairs
from tolmach.errors import TolmachError
from tolmach.evaluation.report import resamples
from tolmach.files import read_lines
from tolmach.metrics.corpus_scores import Score, corpus_scores
from tolmach.text.normalize import normalize

SETS = ("tatoeba", "msdocs", "pud", "multi30k-2016", "multi30k-2017")
PIVOT = "en"  # one side of every test set
_PUD_TEXT = "# text = "


@dataclass(frozen=True)
class Quality:
    """How one test set was translated."""

    name: str
    sentences: int
    scores: list[Score]


def main() -> None:
    """Translate the test sets, print their scores, write the JSON file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("model", type=Path, help="a model folder, or the run that made it")
    parser.add_argument("--direction", help="as de-en; by default the model's")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS), metavar="SET")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    facts = machine()
    try:
        translator = Translator.load(options.model)
        languages = checked_direction(translator, options.direction)
        found = list(qualities(translator, languages, options.sets))
    except TolmachError as error:
        sys.exit(str(error))
    direction = "-".join(languages)
    show(f"{translator.description.name}, {direction}", found)
    results = {"model": translator.description.name, "direction": direction, "sets": found}
    write_results(options.json, "quality", {"machine": facts, **results})


def checked_direction(translator: Translator, asked: str | None) -> tuple[str, str]:
    """Return the model's languages; raises TolmachError where it is asked for another direction."""
    own = translator.description.languages
    if asked is not None and parse_languages(asked) != own:
        raise TolmachError(
            f"The model translates {own[0]} to {own[1]}, not {asked}; name one that does."
        )
    return own


def qualities(
    translator: Translator, languages: tuple[str, str], names: Sequence[str]
) -> Iterator[Quality]:
    """Judge a translator by those of the named sets that are there.

    Raises TolmachError where none is.
    """
    sets = {name: set_files(name, languages) for name in names}
    there = {name: files for name, files in sets.items() if all(file.is_file() for file in files)}
    absent = [name for name in names if not there.get(name)]
    if len(absent) == len(names):
        raise TolmachError(
            f"None of {', '.join(names)} is there for {'-'.join(languages)}; set TOLMACH_DATA to "
            "the data's folder."
        )
    for name in names:
        if name in absent:
            print(f"{name}: left out, for it is not there", file=sys.stderr)
        else:
            print(f"{name} …", file=sys.stderr, flush=True)
            yield judged(translator, name, pairs_of(there[name], languages))


def judged(translator: Translator, name: str, pairs: Sequence[Pair]) -> Quality:
    """Translate a test set and score the translations."""
    found = translator.translate([pair.source for pair in pairs])
    ours, theirs = [each.text for each in found], [pair.target for pair in pairs]
    bleu, chrf, _ = corpus_scores(ours, [theirs], resamples=resamples(len(pairs)))
    return Quality(name, len(pairs), [bleu, chrf])


def dev_files(name: str, languages: tuple[str, str]) -> list[Path]:
    """Return the dev set, a table OTHER TAB English, that belongs to a test set of this name."""
    return [data_folder() / name / f"dev.{_other(languages)}-{PIVOT}.tsv.gz"]


def set_files(name: str, languages: tuple[str, str]) -> list[Path]:
    """Return the files of a test set: a table OTHER TAB English, or one for each language.

    There are none for two languages of which neither is English.
    """
    if PIVOT not in languages:
        return []
    folder, other = data_folder(), _other(languages)
    split = "dev" if (name, other) == ("tatoeba", "ru") else "test"
    match name.partition("-"):
        case ("pud", _, _):
            return [folder / "pud" / f"{language}_pud.conllu.gz" for language in languages]
        case ("multi30k", _, year):
            stem = f"test_{year}_flickr"
            return [folder / "multi30k" / f"{stem}.{language}.gz" for language in languages]
    return [folder / name / f"{split}.{other}-{PIVOT}.tsv.gz"]


def _other(languages: tuple[str, str]) -> str:
    (other,) = set(languages) - {PIVOT}
    return other


def pairs_of(files: Sequence[Path], languages: tuple[str, str]) -> list[Pair]:
    """Read the pairs of a test set, source first."""
    if files[0].name.endswith(".conllu.gz"):
        source, target = (treebank_texts(file) for file in files)
        return [Pair(*sides) for sides in zip(source, target, strict=True)]
    pairs = list(read_pairs(files))
    swapped = len(files) == 1 and languages[0] == PIVOT
    return [Pair(pair.target, pair.source) for pair in pairs] if swapped else pairs


def treebank_texts(path: Path) -> list[str]:
    """Return the sentences of a treebank as they are written, normalised."""
    lines = (line for line in read_lines(path) if line.startswith(_PUD_TEXT))
    return [normalize(line.removeprefix(_PUD_TEXT)) for line in lines]


def show(title: str, found: Sequence[Quality]) -> None:
    """Print the table, and below it each signature once."""
    rows = [[each.name, f"{each.sentences:,}", *map(_shown, each.scores)] for each in found]
    show_table(title, ["test set", "sentences", "BLEU", "chrF"], rows)
    signatures = [f"{score.name}|{score.signature}" for each in found for score in each.scores]
    print("\n".join(dict.fromkeys(signatures)))


def _shown(score: Score) -> str:
    return f"{score.value:.1f} ± {score.margin:.1f}"


if __name__ == "__main__":
    main()
