"""How far a model's word alignments agree with a statistical aligner's, where there is no gold.

    python -m benchmarks.agreement --json docs/inside/alignment.json

The first `--pairs` pairs of Tatoeba's test set are aligned in every way that `tolmach align` knows.
Where it reads attention is chosen on 10,000 pairs of the training set; the statistical aligner, IBM
models in both directions of which only common links count, learns from those and the test pairs.
Agreement is the share of links in common, 0 to 1: on the Hansards, where there is gold, the ways
stand in the same order by it as by their error rate (`python -m benchmarks.alignment`).

One sentence of our own shows what comes out, links as `tolmach align` prints them.
"""

import argparse
from pathlib import Path

import torch

from benchmarks.alignment import plain_links
from benchmarks.corpus import needed_tatoeba_file
from benchmarks.measurement import machine, show_table, write_results
from tolmach import Translator
from tolmach.analysis.alignment.aligner import LARGEST_SAMPLE, Aligner
from tolmach.analysis.alignment.erasure_links import links_of_losses, word_losses
from tolmach.analysis.alignment.layer_choice import agreement, statistical_links
from tolmach.analysis.alignment.links import attended
from tolmach.corpus.parallel import Pair, read_pairs
from tolmach.corpus.symmetrisation import Links, pharaoh

EXAMPLE = Pair(
    "Meine Schwester hat gestern im Garten ein altes Buch gefunden.",
    "My sister found an old book in the garden yesterday.",
)


def main() -> None:
    """Align, compare, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--model", type=Path, help="by default the shipped one")
    parser.add_argument("--pairs", type=int, default=500)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    facts = machine()
    torch.set_num_threads(1)
    translator = Translator.load(options.model, device="cpu")
    test = [EXAMPLE, *_tatoeba("test", options.pairs)]
    sample = _tatoeba("train", LARGEST_SAMPLE)
    origins = Aligner(translator).choose(sample)[0]
    found = attended(translator, test)
    ways: dict[str, list[Links]] = {
        "plain attention, last layer": [plain_links(each, last=True) for each in found],
        "by attention": [each.links(*origins) for each in found],
        "by erasure": [links_of_losses(each) for each in word_losses(translator, test)],
    }
    reference = statistical_links([*test, *sample])[: len(test)]
    shares = {name: agreement(links[1:], reference[1:]) for name, links in ways.items()}
    show_table(
        f"Links in common with the statistical aligner's, {len(test) - 1} pairs of Tatoeba's test",
        ["aligned", "agreement", "the example"],
        [[name, f"{share:.3f}", pharaoh(ways[name][0])] for name, share in shares.items()],
    )
    print("by attention: " + " + ".join(map(str, origins)))
    results = {
        "model": translator.description.name,
        "pairs": len(test) - 1,
        "looks": list(map(str, origins)),
        "agreement": {name: round(share, 4) for name, share in shares.items()},
        "example": {**EXAMPLE._asdict(), **{name: pharaoh(ways[name][0]) for name in ways}},
    }
    write_results(options.json, "agreement", {"machine": facts, **results})


def _tatoeba(split: str, count: int) -> list[Pair]:
    return list(read_pairs([needed_tatoeba_file(split)]))[:count]


if __name__ == "__main__":
    main()
