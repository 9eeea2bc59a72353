"""What int8 costs in quality: BLEU of the native engine on Tatoeba, in float32 and in int8.

    python -m benchmarks.precision de-en en-de ru-en en-ru --json docs/measured/precision.json
    python -m benchmarks.precision de-en --shortlist ../shared/data/tatoeba/train.de-en.tsv.gz

Each model translates the direction's set (German test, 2,000 sentences; Russian dev, 500) greedily
and with the search of `tolmach translate`. `same` is the share of sentences that int8 translates
as float32 does, to the letter. With `--shortlist`, int8 keeps to the list that `tolmach shortlist`
learns from those pairs, source first, and float32 has the whole vocabulary.

Claim: int8 is within 0.2 BLEU of float32.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measurement import machine, show_table, write_results
from benchmarks.quality import checked_direction, pairs_of, set_files
from benchmarks.translation_models import with_shortlist
from tolmach import Translator
from tolmach.corpus.parallel import Pair
from tolmach.errors import TolmachError
from tolmach.inference.engine import Precision
from tolmach.metrics.corpus_scores import corpus_scores
from tolmach.model_paths import located_model
from tolmach.search.hypothesis import LengthPenalty
from tolmach.search.options import SearchOptions

SEARCHES = {"greedy": SearchOptions(beam=1, penalty=LengthPenalty.none()), "beam 5": None}


@dataclass(frozen=True)
class Cost:
    """BLEU of a model by one search in both precisions, and the share of equal translations."""

    model: str
    search: str
    sentences: int
    float32: float
    int8: float
    same: float


def main() -> None:
    """Translate, score, print the table, write the JSON file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("models", nargs="+", type=Path, help="model folders, or their names")
    parser.add_argument("--shortlist", type=Path, metavar="PAIRS")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    facts = machine()
    try:
        found = [cost for model in options.models for cost in costs(model, options.shortlist)]
    except TolmachError as error:
        sys.exit(str(error))
    rows = [
        [each.model, each.search, f"{each.sentences:,}"]
        + [f"{bleu:.1f}" for bleu in (each.float32, each.int8)]
        + [f"{each.same:.1%}"]
        for each in found
    ]
    show_table("int8", ["model", "search", "sentences", "float32", "int8", "same"], rows)
    results = {"machine": facts, "shortlist": options.shortlist is not None, "searches": found}
    write_results(options.json, "precision", results)


def costs(model: Path, shortlist: Path | None) -> Iterator[Cost]:
    """Yield what int8 costs a model, by each search.

    Raises TolmachError where its direction has no set.
    """
    with TemporaryDirectory() as folder:
        listed = model
        if shortlist is not None:
            listed = with_shortlist(located_model(model), Path(folder) / "model", shortlist)
        exact, rounded = _loaded(model, "float32"), _loaded(listed, "int8")
        languages = checked_direction(exact, None)
        files = set_files("tatoeba", languages)
        if not files or not files[0].is_file():
            raise TolmachError(f"There is no set of Tatoeba for {'-'.join(languages)}.")
        pairs = pairs_of(files, languages)
        for search in SEARCHES:
            print(f"{model}, {search} …", file=sys.stderr, flush=True)
            before, after = (_translated(each, pairs, search) for each in (exact, rounded))
            same = sum(map(str.__eq__, before, after)) / len(pairs)
            yield Cost(
                str(model), search, len(pairs), _bleu(before, pairs), _bleu(after, pairs), same
            )


def _loaded(model: Path, precision: Precision) -> Translator:
    listed = precision == "int8"
    return Translator.load(model, engine="native", precision=precision, shortlist=listed)


def _translated(translator: Translator, pairs: Sequence[Pair], search: str) -> list[str]:
    found = translator.translate([pair.source for pair in pairs], SEARCHES[search])
    return [each.text for each in found]


def _bleu(translations: Sequence[str], pairs: Sequence[Pair]) -> float:
    bleu, *_ = corpus_scores(translations, [[pair.target for pair in pairs]])
    return bleu.value


if __name__ == "__main__":
    main()
