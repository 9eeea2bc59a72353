"""How far a model's word alignments agree with a statistical aligner's, where there is no gold.

    python -m benchmarks.agreement --json docs/inside/alignment.json
    python -m benchmarks.agreement ru-en --json docs/inside/ru-en/alignment.json

The first `--pairs` pairs of Tatoeba's test set are aligned in every way that `tolmach align` knows,
or of Russian those of its dev set. Where it reads attention is chosen on 10,000 pairs of Tatoeba's
training set, or of Russian that of msdocs; the statistical aligner, IBM models in both directions
of which only common links count, learns from those and the test pairs.
Agreement is the share of links in common, 0 to 1: on the Hansards, where there is gold, the ways
stand in the same order by it as by their error rate (`python -m benchmarks.alignment`).

One sentence of our own shows what comes out, links as `tolmach align` prints them.
"""

import argparse
from itertools import islice
from pathlib import Path

import torch

from benchmarks.alignment import plain_links
from benchmarks.corpus import needed_file
from benchmarks.measurement import machine, show_table, write_results
from tolmach import Translator
from tolmach.analysis.alignment.aligner import LARGEST_SAMPLE, Aligner
from tolmach.analysis.alignment.erasure_links import links_of_losses, word_losses
from tolmach.analysis.alignment.layer_choice import agreement, statistical_links
from tolmach.analysis.alignment.links import attended
from tolmach.corpus.parallel import Pair, read_pairs
from tolmach.corpus.symmetrisation import Links, pharaoh
from tolmach.model_paths import DEFAULT_MODEL

_SAID = "My sister found an old book in the garden yesterday."
EXAMPLES = {
    "de-en": Pair("Meine Schwester hat gestern im Garten ein altes Buch gefunden.", _SAID),
    "ru-en": Pair("Моя сестра вчера нашла в саду старую книгу.", _SAID),
}
# Pairs that are aligned, and pairs to learn from, by model.
_FILES = {
    "de-en": ("tatoeba/test.de-en.tsv.gz", "tatoeba/train.de-en.tsv.gz"),
    "ru-en": ("tatoeba/dev.ru-en.tsv.gz", "msdocs/train.ru-en.tsv.gz"),
}


def main() -> None:
    """Align, compare, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("model", nargs="?", choices=EXAMPLES, default="de-en")
    parser.add_argument("--pairs", type=int, default=500)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    facts = machine()
    torch.set_num_threads(1)
    translator = Translator.load(DEFAULT_MODEL.with_name(options.model), device="cpu")
    example = EXAMPLES[options.model]
    tested, learnt = _FILES[options.model]
    test = [example, *islice(read_pairs([needed_file(tested)]), options.pairs)]
    sample = list(islice(read_pairs([needed_file(learnt)]), LARGEST_SAMPLE))
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
        f"Links in common with the statistical aligner's, {len(test) - 1} pairs of {tested}",
        ["aligned", "agreement", "the example"],
        [[name, f"{share:.3f}", pharaoh(ways[name][0])] for name, share in shares.items()],
    )
    print("by attention: " + " + ".join(map(str, origins)))
    results = {
        "model": translator.description.name,
        "pairs": len(test) - 1,
        "looks": list(map(str, origins)),
        "agreement": {name: round(share, 4) for name, share in shares.items()},
        "example": {**example._asdict(), **{name: pharaoh(ways[name][0]) for name in ways}},
    }
    write_results(options.json, "agreement", {"machine": facts, **results})


if __name__ == "__main__":
    main()
