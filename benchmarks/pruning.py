"""What pruning heads costs: BLEU against heads left, beside a control, by kind of attention.

    python -m benchmarks.pruning WORK --json docs/inside/pruning.json --svg docs/inside/pruning.svg

Transformers of `recipes/multi30k.de-en.toml` (4+4 layers of four heads; German to English image
captions), trained with several seeds on batches half as large, lose heads by `tolmach prune`, from
the encoder's self-attention, the decoder's, or the attention to the source, in steps down to none.
The control is the same model with all its heads, after as many further updates. A point is tested
against its control on Multi30k's test set of 2016, over seeds and sentences at once (min F', Clark
1973), and corrected for as many points as there are (Holm 1979).

WORK keeps the models; stopped, it goes on there. It takes some three hours of a core.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

from benchmarks.corpus import needed_multi30k_files
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

RECIPE = REPOSITORY / "recipes/multi30k.de-en.toml"
WHOLE, HEADS = 16, (12, 8, 4, 0)  # of one kind of attention, in all layers
SITES = {  # as `tolmach prune` calls them; those of the first have the controls
    "encoder": ("encoder self-attention", BLUE),
    "decoder": ("decoder self-attention", VERMILION),
    "cross": ("attention to the source", GREEN),
}
CONTROLLED = next(iter(SITES))
UPDATES = {"--updates": "150", "--tuning": "250"}


@dataclass(frozen=True)
class Point:
    """BLEU of each seed with so many heads left, and of its control; `value` is how far apart."""

    site: str
    heads: int
    bleu: list[float]
    control: list[float]
    value: float
    error: float
    p: float
    corrected: float = 1.0


def trained(work: Path, seed: int) -> Path:
    """Return the run of the unpruned model of one seed."""
    return work / "runs" / f"seed-{seed}"


def pruned(work: Path, seed: int, site: str) -> Path:
    """Return the folder of one pruning."""
    return work / "runs" / f"seed-{seed}.{site}"


def jobs(work: Path, seeds: int) -> Iterator[Job]:
    """Yield the trainings and prunings of all seeds."""
    tolmach = [sys.executable, "-m", "tolmach"]
    for seed in range(1, 1 + seeds):
        changes = (f"training.seed={seed}", "training.batches_per_update=1")
        given = [str(RECIPE), *(f"--set={each}" for each in changes), "--threads", "1", "--resume"]
        run = trained(work, seed)
        yield Job(f"train/{run.name}", [*tolmach, "train", *given, "-o", str(run)])
        for site in SITES:
            folder = pruned(work, seed, site)
            points = [f"--heads={heads}" for heads in HEADS]
            how = [*(f"{flag}={count}" for flag, count in UPDATES.items()), "--sites", site]
            control = "--control" if site == CONTROLLED else "--no-control"
            command = [*tolmach, "prune", *given, *points, *how, control, "-q"]
            model = ["--model", str(run / "model"), "-o", str(folder)]
            yield Job(f"prune/{folder.name}", [*command, *model], after=(f"train/{run.name}",))


def systems(work: Path, seeds: int) -> dict[tuple[str, int], list[Path]]:
    """Return the models of all seeds, by what was pruned, if anything, and the heads left of it."""
    numbers = range(1, 1 + seeds)
    whole = {("control", WHOLE): [trained(work, seed) / "model" for seed in numbers]}
    controls = {
        ("control", heads): [
            pruned(work, seed, CONTROLLED) / f"{heads}-heads.control" / "model" for seed in numbers
        ]
        for heads in HEADS
    }
    points = {
        (site, heads): [pruned(work, seed, site) / f"{heads}-heads" / "model" for seed in numbers]
        for site in SITES
        for heads in HEADS
    }
    return whole | controls | points


def measured(models: dict[tuple[str, int], list[Path]]) -> dict[tuple[str, int], TrainedSystem]:
    """Translate the test set with every model, and score all on the same resamples."""
    english, german = needed_multi30k_files("test_2016_flickr")
    pairs = list(read_pairs([german, english], languages=("de", "en")))
    sources, references = [pair.source for pair in pairs], [pair.target for pair in pairs]
    metric = bleu_metric(Scoring(lowercase=True))

    def counted(model: Path) -> SentenceStatistics:
        print(f"translating with {model.parent.name}", file=sys.stderr)
        found = Translator.load(model).translate(sources)
        return sentence_statistics(metric, [each.text for each in found], [references])

    runs = [[counted(model) for model in each] for each in models.values()]
    found = trained_systems(runs, resamples(len(references)))
    return dict(zip(models, found, strict=True))


def points(found: dict[tuple[str, int], TrainedSystem]) -> list[Point]:
    """Return every pruned model beside its control, p-values corrected for all of them."""
    compared = []
    for (site, heads), system in found.items():
        if site != "control":
            control = found["control", heads]
            apart = difference(system, control)
            scores = (system.scores.tolist(), control.scores.tolist())
            compared.append(Point(site, heads, *scores, apart.value, apart.error, apart.p))
    corrected = holm([each.p for each in compared])
    return [
        Point(**asdict(each) | {"corrected": p})
        for each, p in zip(compared, corrected, strict=True)
    ]


def draw(found: Sequence[Point], whole: Sequence[float], path: Path) -> None:
    """Draw the curves, a dot for each seed."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(STYLE):
        figure = Figure(figsize=(6.4, 4.2), layout="constrained")
        axes = figure.subplots()
        control = {each.heads: each.control for each in found if each.site == CONTROLLED}
        _curve(axes, {WHOLE: whole, **control}, "unpruned, after as many updates", QUIET)
        for site, (title, colour) in SITES.items():
            left = {each.heads: each.bleu for each in found if each.site == site}
            _curve(axes, {WHOLE: whole, **left}, title, colour)
        axes.set_xticks([WHOLE, *HEADS])
        axes.set_xlim(WHOLE + 0.7, -0.7)
        axes.set_ylim(bottom=0)
        axes.set_xlabel(f"heads left of {WHOLE}")
        axes.set_ylabel("BLEU, a dot a seed")
        axes.legend(loc="lower left")
        write_svg(figure, path, "BLEU by heads left")


def _curve(axes: "Axes", scores: dict[int, Sequence[float]], title: str, colour: str) -> None:
    axes.plot(list(scores), list(map(fmean, scores.values())), color=colour, lw=1.6, label=title)
    for heads, each in scores.items():
        axes.plot([heads] * len(each), each, "o", color=colour, ms=3.2, alpha=0.75)


def main() -> None:
    """Train, prune, measure and report."""
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
    found, whole = points(scored), scored["control", WHOLE].scores.tolist()
    show_table(
        f"BLEU of {options.seeds} seeds, unpruned {fmean(whole):.1f}",
        ["attention", "heads left", "BLEU", "control", "difference", "p, corrected"],
        [
            [
                *(SITES[each.site][0], str(each.heads), _shown(each.bleu), _shown(each.control)),
                *(f"{each.value:+.1f} ± {each.error:.1f}", f"{each.corrected:.3f}"),
            ]
            for each in found
        ],
    )
    if options.svg:
        draw(found, whole, options.svg)
    named = {"machine": facts, "seeds": options.seeds, "sentences": 1_000, "heads": WHOLE}
    write_results(options.json, "pruning", named | {"unpruned": whole, "points": found})


def _shown(scores: Sequence[float]) -> str:
    return " ".join(f"{score:.1f}" for score in scores)


if __name__ == "__main__":
    main()
