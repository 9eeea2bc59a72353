"""Translation quality on Multi30k, scored as in Wu et al. 2021 and as sacreBLEU does.

    tolmach train recipes/multi30k.en-de.toml -o runs/multi30k.en-de
    python -m benchmarks.multi30k --model runs/multi30k.en-de --json multi30k.json

Wu et al. ("Good for Misconceived Reasons", ACL 2021, table 2) report 41.02 on test_2016_flickr
and 33.36 on test_2017_flickr for a text-only Transformer-Tiny. They lower-case, normalise
punctuation and tokenise both sides with Moses, and score with multi-bleu; the first column does the
same (Moses by `sacremoses`, the same BLEU by sacreBLEU without a tokenizer of its own; the
reference of 2016 has 12,103 tokens, as theirs has). Their search is done again, too: beam 5, and
the mean log-probability of a piece as a score, fairseq's default. The other columns are sacreBLEU's
default and the same lower-cased, on the raw reference: a model that writes no capitals loses by the
default.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from sacremoses import MosesPunctNormalizer, MosesTokenizer

from benchmarks.corpus import needed_multi30k_files
from benchmarks.measurement import machine, show_table, write_results
from tolmach import SearchOptions, Translator
from tolmach.corpus.parallel import read_pairs
from tolmach.metrics.corpus_scores import Score, Scoring, corpus_scores
from tolmach.search.length import AveragePenalty

SPLITS = ("test_2016_flickr", "test_2017_flickr")
SEARCH = SearchOptions(beam=5, penalty=AveragePenalty())


def main() -> None:
    """Translate both test sets and print their scores."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    translator = Translator.load(options.model)
    results = {split: score_split(translator, split) for split in SPLITS}
    columns = list(next(iter(results.values())))
    show_table(
        "BLEU on Multi30k, English to German",
        ["test set", *columns],
        [
            [split, *(f"{row[name].value:.2f}" for name in columns)]
            for split, row in results.items()
        ],
    )
    for name, score in results[SPLITS[0]].items():
        print(f"{name}: {score.signature}")
    write_results(
        options.json, "multi30k", {"machine": machine(), "search": repr(SEARCH), "scores": results}
    )


def score_split(translator: Translator, split: str) -> dict[str, Score]:
    """Return BLEU in the three scorings."""
    pairs = list(read_pairs(needed_multi30k_files(split)))
    found = translator.translate([pair.source for pair in pairs], SEARCH)
    ours, theirs = [line.text for line in found], [pair.target for pair in pairs]
    return {
        "lower-cased, Moses": _bleu(moses(ours), moses(theirs), Scoring(tokenize="none")),
        "sacreBLEU lower-cased": _bleu(ours, theirs, Scoring(lowercase=True)),
        "sacreBLEU": _bleu(ours, theirs, Scoring()),
    }


def moses(lines: Sequence[str]) -> list[str]:
    """Return lines lower-cased, with Moses' punctuation and tokens for German."""
    normalizer, tokenizer = MosesPunctNormalizer("de"), MosesTokenizer("de")
    return [
        tokenizer.tokenize(normalizer.normalize(line.lower()), return_str=True, escape=False)
        for line in lines
    ]


def _bleu(ours: Sequence[str], theirs: Sequence[str], scoring: Scoring) -> Score:
    return corpus_scores(ours, theirs, scoring)[0]


if __name__ == "__main__":
    main()
