"""Word alignment of the Hansards beside eflomal: alignment error rate (AER).

    python -m benchmarks.alignment_text
    tolmach train recipes/alignment.en-fr.toml -o runs/alignment.en-fr
    tolmach train recipes/alignment.fr-en.toml -o runs/alignment.fr-en
    python -m benchmarks.alignment --forward runs/alignment.en-fr --backward runs/alignment.fr-en \\
        --json docs/measured/alignment.json

447 pairs of the Hansards, English to French, with the gold links of the shared task of 2003
(Mihalcea and Pedersen 2003; Och and Ney 2003 for the measure). Every system learns from the same
text: Tatoeba's training pairs and the text of those 447, without any link. The models are shown
the 447 as often as the recipes have them; eflomal is tried with them once, and as often.

- eflomal: both directions, each joined by our own symmetrisation.
- plain attention: a piece goes where the mean of the heads looks most when it is said; of the last
  layer, and of all layers.
- ours by attention, as `tolmach align` reads it: where to look is chosen without gold links
  (`tolmach.analysis.alignment.layer_choice`); for each model alone, by the links of our
  statistical aligner in 10,000 pairs, the 447 first; for both together, by their agreement.
- ours by erasure, `tolmach align --by erasure`: without which source word a word is least probable
  (`tolmach.analysis.alignment.erasure`); by each model alone, and by the mean of what both lose.

"of plain" is the AER divided by that of plain attention of the last layer, joined alike.
"agreement" is the share of links in common with the statistical aligner's, 0 to 1: it tells without
gold links which of our ways is the best.

The second table has every layer and moment. It is shown only: no choice is made by it.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from benchmarks.alignment_text import gold_file, gold_pairs, text
from benchmarks.eflomal import eflomal_links
from benchmarks.measurement import REPOSITORY, machine, show_table, write_results
from tolmach import Translator
from tolmach.analysis.alignment.aligner import LARGEST_SAMPLE, Aligner
from tolmach.analysis.alignment.erasure_links import links_both_ways, links_of_losses, word_losses
from tolmach.analysis.alignment.error_rate import (
    AlignmentScore,
    GoldLinks,
    read_gold,
    score_alignments,
)
from tolmach.analysis.alignment.layer_choice import AttentionSources, agreement, statistical_links
from tolmach.analysis.alignment.links import Attended, AttentionSource, attended, flipped
from tolmach.config.recipe import read_recipe
from tolmach.corpus.parallel import Pair, turned
from tolmach.corpus.symmetrisation import Links, grow_diag_final_and, intersection

COMMAND = "python -m benchmarks.alignment --forward {} --backward {}"
RECIPE = REPOSITORY / "recipes" / "alignment.en-fr.toml"
PLAIN = "plain attention, last layer"
ALONE, TOGETHER = "each model alone", "both together"
EN_FR, FR_EN = "English to French", "French to English"
JOINED: Mapping[str, Callable[[Links, Links], Links]] = {
    EN_FR: lambda forward, _: forward,
    FR_EN: lambda _, backward: backward,
    "grow-diag-final-and": grow_diag_final_and,
    "intersection": intersection,
}

Scores = dict[str, "Judged"]


@dataclass(frozen=True)
class Judged:
    """Links against gold ones, and the share that they have in common with statistical ones."""

    score: AlignmentScore
    agreement: float

    @property
    def shares(self) -> tuple[float, float, float]:
        """Precision, recall and error rate."""
        return self.score.precision, self.score.recall, self.score.error_rate


@dataclass(frozen=True)
class Directions:
    """What a system links in every pair, asked in both directions; all links English to French."""

    forward: Sequence[Links]
    backward: Sequence[Links]

    def judged(self, gold: Sequence[GoldLinks], statistical: Sequence[Links]) -> Scores:
        """Return how good each direction is, and both joined."""
        found: Scores = {}
        for way, join in JOINED.items():
            links = [join(*both) for both in zip(self.forward, self.backward, strict=True)]
            score = score_alignments(links, gold)
            found[way] = Judged(score, round(agreement(links, statistical), 4))
        return found


@dataclass(frozen=True)
class Models:
    """Both models and what they attend to in the gold pairs."""

    forward: Translator
    backward: Translator
    ahead: Sequence[Attended]
    back: Sequence[Attended]

    @classmethod
    def reading(cls, forward: Translator, backward: Translator, pairs: Sequence[Pair]) -> "Models":
        """Let both models read the pairs, each in its direction."""
        return cls(forward, backward, attended(forward, pairs), attended(backward, turned(pairs)))

    def directions(self, ahead: AttentionSources, back: AttentionSources) -> Directions:
        """Return the links at these attention sources."""
        return Directions(
            [found.links(*ahead) for found in self.ahead],
            [flipped(found.links(*back)) for found in self.back],
        )

    @property
    def origins(self) -> list[AttentionSource]:
        """Every whole layer at every moment."""
        return self.ahead[0].origins

    def chosen(
        self, sample: Sequence[Pair]
    ) -> dict[str, tuple[AttentionSources, AttentionSources]]:
        """Return the attention chosen for each model alone and for both together."""
        ahead, back = Aligner(self.forward), Aligner(self.backward)
        together = Aligner(self.forward, self.backward).choose(sample)
        return {
            ALONE: (ahead.choose(sample)[0], back.choose(turned(sample))[0]),
            TOGETHER: (together[0], together[1]),
        }

    def plain(self, *, last: bool) -> Directions:
        """Return the links of plain attention, of the last layer or of all together."""
        return Directions(
            [plain_links(found, last=last) for found in self.ahead],
            [flipped(plain_links(found, last=last)) for found in self.back],
        )

    def erasure(self, pairs: Sequence[Pair]) -> dict[str, Directions]:
        """Return the links of erasure in the pairs, of each model alone and of both together."""
        forward, backward = (
            word_losses(self.forward, pairs),
            word_losses(self.backward, turned(pairs)),
        )
        back = (flipped(links_of_losses(each)) for each in backward)
        both = [links_both_ways(*each) for each in zip(forward, backward, strict=True)]
        return {
            ALONE: Directions(list(map(links_of_losses, forward)), list(back)),
            TOGETHER: Directions([ahead for ahead, _ in both], [back for _, back in both]),
        }


def plain_links(found: Attended, *, last: bool) -> Links:
    """Link each target piece to the one that the heads' mean attends to most, and so their words.

    Attention to `</s>` makes no link.
    """
    layers = [found.layers[max(found.layers)]] if last else list(found.layers.values())
    best = sum(heads.mean(0) for heads in layers)[:-1, :-1].argmax(1)  # [T]
    return frozenset((found.source[s], word) for word, s in zip(found.target, best, strict=True))


def main() -> None:
    """Align, score, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--forward", type=Path, required=True, help="the model en-fr")
    parser.add_argument("--backward", type=Path, required=True, help="the model fr-en")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    facts = machine()
    torch.set_num_threads(1)
    pairs, tatoeba = gold_pairs(), turned(text("tatoeba"))
    forward, backward = (Translator.load(path) for path in (options.forward, options.backward))
    names = [f"runs/{each.description.name}" for each in (forward, backward)]
    facts["command"] = COMMAND.format(*names)
    models = Models.reading(forward, backward, pairs)
    sample = [*pairs, *tatoeba][:LARGEST_SAMPLE]
    origins = models.chosen(sample)
    systems = {
        "eflomal, the 447 once": eflomal(pairs, 1, tatoeba),
        "eflomal, as often as ours": eflomal(pairs, times_in_recipe(), tatoeba),
        PLAIN: models.plain(last=True),
        "plain attention, all layers": models.plain(last=False),
        **{f"by attention, {name}": models.directions(*both) for name, both in origins.items()},
        **{f"by erasure, {name}": links for name, links in models.erasure(pairs).items()},
    }
    layers = {str(origin): models.directions([origin], [origin]) for origin in models.origins}
    reference = read_gold(gold_file("gold")), statistical_links(sample)[: len(pairs)]
    results = {name: each.judged(*reference) for name, each in systems.items()}
    by_layer = {name: each.judged(*reference) for name, each in layers.items()}
    named = {name: [list(map(str, each)) for each in both] for name, both in origins.items()}
    show(results, named, by_layer)
    found = {"scores": results, "looks": named, "by_layer": by_layer}
    write_results(options.json, "alignment", {"machine": facts, **found})


def eflomal(pairs: list[Pair], times: int, more: Sequence[Pair]) -> Directions:
    """Return eflomal's links in `pairs`, learnt from these, `times` times, and from `more`."""
    forward, backward = eflomal_links([*(pairs * times), *more])
    return Directions(forward[: len(pairs)], backward[: len(pairs)])


def times_in_recipe() -> int:
    """Return how often the recipes list the text of the Hansards' pairs."""
    corpora = read_recipe(RECIPE).data.train
    return sum(corpus.files[0].stem == "hansards" for corpus in corpora)


def show(
    results: dict[str, Scores], origins: dict[str, list[list[str]]], by_layer: dict[str, Scores]
) -> None:
    """Print every system side by side, where ours looked, and what each layer would have given."""
    show_table(
        f"Word alignment, {len(gold_pairs())} pairs of the Hansards, %",
        ["system", "joined", "precision", "recall", "AER", "of plain", "agreement"],
        [
            [name, way, *map(_percent, found.shares), *_compared(found, results[PLAIN][way])]
            for name, scores in results.items()
            for way, found in scores.items()
        ],
    )
    for name, both in origins.items():
        for direction, each in zip((EN_FR, FR_EN), both, strict=True):
            print(f"by attention, {name}, {direction}: {' + '.join(each)}")
    show_table(
        "AER by layer and moment, %; shown only, not used to choose",
        ["mean of heads, balanced", *JOINED],
        [
            [origin, *(_percent(found.score.error_rate) for found in scores.values())]
            for origin, scores in by_layer.items()
        ],
    )


def _compared(found: Judged, plain: Judged) -> tuple[str, str]:
    ratio = found.score.error_rate / plain.score.error_rate
    return f"{ratio:.2f}", f"{found.agreement:.3f}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


if __name__ == "__main__":
    main()
