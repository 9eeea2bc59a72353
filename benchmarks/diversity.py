"""How unlike the translations of diverse beam search are, and what the best of them costs.

    python -m benchmarks.diversity --json docs/measured/diversity.json

Sentences of Tatoeba's German dev set, spread evenly over it, get five translations each from the
shipped model: the five best of a beam of 5, and diverse beam search in five groups at several
strengths. Columns: BLEU of the first translation; BLEU of whichever of the five is most like the
reference (by sentence chrF), which is what a person who picks one may gain; different texts among
the five; and how unlike they are, 100 less the mean chrF of each to each, a text that is missing
because groups agreed counted as a copy.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np

from benchmarks.corpus import needed_tatoeba_file
from benchmarks.measurement import show_table, write_results
from tolmach import DiverseBeamSearch, SearchOptions, Translator
from tolmach.chunks import spread
from tolmach.corpus.parallel import Pair, read_pairs
from tolmach.metrics.corpus_scores import bleu, sentence_chrf
from tolmach.metrics.pairwise import pairwise_chrf

SIZE = 5
STRENGTHS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 4.0, 8.0)


@dataclass(frozen=True)
class Variety:
    """BLEU of the first and of the best translation, texts a sentence, and how unlike they are."""

    bleu: float
    best_bleu: float
    texts: float
    unlikeness: float


def main() -> None:
    """Translate with each search, print the table, write the JSON file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--sentences", type=int, default=500)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    pairs = spread(list(read_pairs([needed_tatoeba_file("dev")])), options.sentences)
    translator = Translator.load()
    results = {name: variety(translator, pairs, search) for name, search in searches().items()}
    show_table(
        f"{SIZE} translations each of {len(pairs):,} sentences",
        ["search", "BLEU", "BLEU of the best", "texts", "unlikeness"],
        [[name, *map("{:.2f}".format, vars(found).values())] for name, found in results.items()],
    )
    write_results(options.json, "diversity", {"sentences": len(pairs), "searches": results})


def searches() -> dict[str, SearchOptions]:
    """Return the contenders by name."""
    diverse = {
        f"diverse, {strength:g}": SearchOptions(
            beam=SIZE, n_best=SIZE, method=DiverseBeamSearch(strength=strength)
        )
        for strength in STRENGTHS
    }
    return {"beam": SearchOptions(beam=SIZE, n_best=SIZE), **diverse}


def variety(translator: Translator, pairs: Sequence[Pair], search: SearchOptions) -> Variety:
    """Return what one search finds."""
    found = translator.translate([pair.source for pair in pairs], search)
    lists = [[one.text for one in (first, *first.alternatives)] for first in found]
    references = [pair.target for pair in pairs]
    best = [_likest(texts, reference) for texts, reference in zip(lists, references, strict=True)]
    return Variety(
        bleu=bleu([texts[0] for texts in lists], references),
        best_bleu=bleu(best, references),
        texts=fmean(len(set(texts)) for texts in lists),
        unlikeness=fmean(map(_unlikeness, lists)),
    )


def _likest(texts: Sequence[str], reference: str) -> str:
    scores = sentence_chrf(texts, [[reference] * len(texts)])
    return max(zip(scores, texts, strict=True), key=lambda scored: scored[0])[1]


def _unlikeness(texts: Sequence[str]) -> float:
    likeness = pairwise_chrf(texts)  # [N, N]
    unlike = (100 - likeness).sum() - np.trace(100 - likeness)
    return float(unlike / (SIZE * (SIZE - 1)))


if __name__ == "__main__":
    main()
