"""What pruning heads costs: BLEU by heads left, beside a control, for each kind of attention.

    python -m benchmarks.pruning WORK --json docs/inside/pruning.json --svg docs/inside/pruning.svg

The small Transformer of the lecture (3+2 layers of four heads) loses heads by `tolmach prune`, of
the encoder's self-attention, of the decoder's, or of the attention to the source, in steps down to
none, each with several seeds. The control keeps all heads, and learns on for as many updates. A
point is tested against its control on Tatoeba's test set, over seeds and sentences at once (min F',
Clark 1973), and corrected for as many points as there are (Holm 1979).

WORK keeps the models; stopped, it goes on there. It takes some one and a half hours of a core.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.corpus import needed_file
from benchmarks.measurement import REPOSITORY, machine, show_table, write_results
from tolmach import Translator
from tolmach.cli.training.study_display import study_display
from tolmach.corpus.parallel import read_pairs
from tolmach.evaluation.report import resamples
from tolmach.metrics.corpus_scores import Scoring, bleu_metric, sentence_statistics
from tolmach.metrics.paired_tests import holm
from tolmach.metrics.repeated_training import TrainedSystem, difference, trained_systems
from tolmach.metrics.resampling import SentenceStatistics
from tolmach.render.svg import BLUE, GREEN, QUIET, STYLE, VERMILION, write_svg
from tolmach.study.folder import StudyFolder
from tolmach.study.job import Job, JobRunner

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Site(NamedTuple):
    """A kind of attention: what it is called, its heads in all layers, and its colour."""

    title: str
    heads: int
    colour: str

    def left(self, share: float) -> int:
        """Return how many heads a share of them is."""
        return round(share * self.heads)


RECIPE, MODEL = REPOSITORY / "recipes/lecture/transformer.toml", "transformer"
SHARES = (0.75, 0.5, 0.25, 0.0)  # of the heads, in the order of pruning
SITES = {  # as `tolmach prune` calls them, with all their heads; the first has the controls
    "encoder": Site("encoder self-attention", 12, BLUE),
    "decoder": Site("decoder self-attention", 8, VERMILION),
    "cross": Site("attention to the source", 8, GREEN),
}
CONTROLLED, CONTROL = next(iter(SITES)), "control"
TEST = "tatoeba/test.de-en.tsv.gz"
UPDATES = {"--updates": "150", "--tuning": "250"}
Key = tuple[str, float]  # what was pruned, or that nothing was, and the share that is left


@dataclass(frozen=True)
class Point:
    """BLEU of each seed with so many heads left, and of its control; `value` is how far apart."""

    site: str
    share: float
    heads: int
    bleu: list[float]
    control: list[float]
    value: float
    error: float
    p: float
    corrected: float = 1.0


def folder_of(work: Path, seed: int, site: str) -> Path:
    """Return the folder of one pruning."""
    return work / "runs" / f"{site}.seed-{seed}"


def jobs(work: Path, seeds: int) -> Iterator[Job]:
    """Yield the prunings of all seeds."""
    tolmach = [sys.executable, "-m", "tolmach", "prune", str(RECIPE), "--model", MODEL]
    how = [*(f"{flag}={count}" for flag, count in UPDATES.items()), "--threads=1", "--resume", "-q"]
    for seed in range(1, 1 + seeds):
        changes = (f"training.seed={seed}", "training.batches_per_update=1")
        given = [*tolmach, *(f"--set={each}" for each in changes), *how]
        for name, site in SITES.items():
            points = [f"--heads={site.left(share)}" for share in SHARES]
            control = "--control" if name == CONTROLLED else "--no-control"
            folder = folder_of(work, seed, name)
            command = [*given, *points, f"--sites={name}", control, "-o", str(folder)]
            yield Job(f"prune/{folder.name}", command)


def systems(work: Path, seeds: int) -> dict[Key, list[Path]]:
    """Return the models of all seeds, by what was pruned, if anything, and the share that is left.

    The model before pruning is the same for all.
    """

    def found(site: str, share: float, suffix: str = "") -> list[Path]:
        point = f"{SITES[site].left(share)}-heads{suffix}"
        return [folder_of(work, seed, site) / point / "model" for seed in range(1, 1 + seeds)]

    whole = {(CONTROL, 1.0): [Path(MODEL)]}
    controls = {(CONTROL, share): found(CONTROLLED, share, ".control") for share in SHARES}
    pruned = {(site, share): found(site, share) for site in SITES for share in SHARES}
    return whole | controls | pruned


def measured(models: dict[Key, list[Path]]) -> dict[Key, TrainedSystem]:
    """Translate the test set with every model, and score all on the same resamples."""
    pairs = list(read_pairs([needed_file(TEST)], languages=("de", "en")))
    sources, references = [pair.source for pair in pairs], [pair.target for pair in pairs]
    metric = bleu_metric(Scoring())

    def counted(model: Path) -> SentenceStatistics:
        print(f"translating with {model}", file=sys.stderr)
        found = Translator.load(model).translate(sources)
        return sentence_statistics(metric, [each.text for each in found], [references])

    runs = [[counted(model) for model in each] for each in models.values()]
    found = trained_systems(runs, resamples(len(references)))
    return dict(zip(models, found, strict=True))


def points(found: dict[Key, TrainedSystem]) -> list[Point]:
    """Return every pruned model beside its control, p-values corrected for all of them."""
    compared = []
    for (site, share), system in found.items():
        if site == CONTROL:
            continue
        control = found[CONTROL, share]
        scores = system.scores.tolist(), control.scores.tolist()
        apart = difference(system, control)
        heads = SITES[site].left(share)
        compared.append(Point(site, share, heads, *scores, apart.value, apart.error, apart.p))
    corrected = holm([each.p for each in compared])
    return [replace(each, corrected=p) for each, p in zip(compared, corrected, strict=True)]


def draw(found: Sequence[Point], whole: float, path: Path) -> None:
    """Draw the curves, a dot for each seed."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure
    from matplotlib.ticker import PercentFormatter

    with rc_context(STYLE):
        figure = Figure(figsize=(6.4, 4.2), layout="constrained")
        axes = figure.subplots()
        control = {each.share: each.control for each in found if each.site == CONTROLLED}
        _curve(axes, {1.0: [whole], **control}, "all heads, after as many updates", QUIET)
        for name, site in SITES.items():
            left = {each.share: each.bleu for each in found if each.site == name}
            _curve(axes, {1.0: [whole], **left}, f"{site.title}, of {site.heads}", site.colour)
        axes.set_xticks([1.0, *SHARES])
        axes.set_xlim(1.04, -0.04)
        axes.set_ylim(bottom=0)
        axes.xaxis.set_major_formatter(PercentFormatter(1.0))
        axes.set_xlabel("heads left")
        axes.set_ylabel("BLEU, a dot a seed")
        axes.legend(loc="lower left")
        write_svg(figure, path, "BLEU by heads left")


def _curve(axes: "Axes", scores: dict[float, list[float]], title: str, colour: str) -> None:
    axes.plot(list(scores), list(map(fmean, scores.values())), color=colour, lw=1.6, label=title)
    for share, each in scores.items():
        axes.plot([share] * len(each), each, "o", color=colour, ms=3.2, alpha=0.75)


def main() -> None:
    """Prune, measure and report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("work", type=Path, metavar="WORK", help="folder for models")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--svg", type=Path)
    options = parser.parse_args()
    work, facts = options.work.resolve(), machine()
    with study_display(work) as display:
        JobRunner(StudyFolder(work), options.jobs, display).run(list(jobs(work, options.seeds)))
    scored = measured(systems(work, options.seeds))
    found, whole = points(scored), scored[CONTROL, 1.0].mean
    show_table(
        f"BLEU of {options.seeds} seeds, unpruned {whole:.1f}",
        ["attention", "heads left", "BLEU", "control", "difference", "p, corrected"],
        [
            [
                *(SITES[each.site].title, str(each.heads), _shown(each.bleu), _shown(each.control)),
                *(f"{each.value:+.1f} ± {each.error:.1f}", f"{each.corrected:.3f}"),
            ]
            for each in found
        ],
    )
    if options.svg:
        draw(found, whole, options.svg)
    named = {"machine": facts, "test": TEST, "seeds": options.seeds, "unpruned": whole}
    write_results(options.json, "pruning", named | {"points": found})


def _shown(scores: Sequence[float]) -> str:
    return " ".join(f"{score:.1f}" for score in scores)


if __name__ == "__main__":
    main()
