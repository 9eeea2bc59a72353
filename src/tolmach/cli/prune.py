"""`tolmach prune`: take heads of attention out of a model, and tell what that costs."""

import json
import shlex
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tolmach.cli.train import Quiet, RecipePath, Settings, Threads
from tolmach.cli.translate import Model
from tolmach.errors import TolmachError

if TYPE_CHECKING:
    from rich.console import Console

    from tolmach.config import Recipe
    from tolmach.evaluation.pruning_report import PrunedModel, PruningPoint, PruningReport
    from tolmach.text.parallel import Pair
    from tolmach.training.head_pruning import Goal, HeadPruner, PruningPlan

_SITES = {
    "encoder": ("encoder.self",),
    "decoder": ("decoder.self",),
    "cross": ("decoder.cross",),
    "all": ("encoder.self", "decoder.self", "decoder.cross"),
}


def prune(
    recipe: RecipePath,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FOLDER", help="Where the models go, and a report."),
    ],
    model: Model = None,
    heads: Annotated[
        list[int] | None,
        typer.Option(min=0, help="Heads to leave, in all; may be given several times."),
    ] = None,
    penalty: Annotated[
        list[float] | None,
        typer.Option(min=0, help="Instead: nats a token that a head must be worth to be left."),
    ] = None,
    sites: Annotated[
        Literal["encoder", "decoder", "cross", "all"],
        typer.Option(help="Whose heads: of self-attention, or of the decoder to the source."),
    ] = "encoder",
    updates: Annotated[int, typer.Option(min=10, help="Updates in which gates close.")] = 300,
    tuning: Annotated[
        int, typer.Option(min=10, help="Updates of fine-tuning once heads are gone.")
    ] = 600,
    learning_rate: Annotated[
        float | None, typer.Option(min=0, help="Of both. [default: a third of the recipe's]")
    ] = None,
    gate_rate: Annotated[float, typer.Option(min=0, help="Learning rate of the gates.")] = 0.1,
    test: Annotated[
        list[Path] | None,
        typer.Option(help="Pairs to report on: a TSV, or twice, two files. [default: data.dev]"),
    ] = None,
    settings: Settings = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    quiet: Quiet = False,
    threads: Threads = 0,
) -> None:
    """Prune heads of a trained Transformer's attention, and report what that costs.

    Every head gets a gate that is open or closed at random; gates and model learn on together,
    and each open gate costs a penalty (Voita et al. 2019). Heads whose gates close are taken out
    of the weights, and what is left is fine-tuned on the recipe's text. Several points go on one
    from the other. FOLDER then holds a run for each, `4-heads/model` an ordinary model, and
    pruning.json and pruning.svg: BLEU against heads left, with significance, size and speed.

    Example: `tolmach prune my.toml --model runs/my --heads 8 --heads 4 -o pruned`
    """
    from tolmach.config import read_continued_recipe
    from tolmach.evaluation.pruning_figure import write_pruning_figure
    from tolmach.evaluation.pruning_report import pruning_report
    from tolmach.text.metrics import Scoring
    from tolmach.training.allocator import keep_freed_memory
    from tolmach.training.head_pruning import PruningPlan
    from tolmach.translator import SHIPPED_MODEL

    if bool(heads) == bool(penalty):
        raise TolmachError("Say how far to prune, by --heads or by --penalty.")
    chosen = read_continued_recipe(recipe, model or SHIPPED_MODEL, settings or [])
    if output.exists():
        raise TolmachError(f"{output} is there already; choose another folder with -o.")
    pairs = _test_pairs(chosen, test)
    keep_freed_memory()
    import torch

    if threads:
        torch.set_num_threads(threads)
    rate = chosen.training.learning_rate / 3 if learning_rate is None else learning_rate
    plan = PruningPlan(_SITES[sites], updates, tuning, rate, gate_rate)
    pruner = _pruner(chosen, output, plan, quiet=quiet)
    goals = _goals(pruner, heads or [], penalty or [])
    models = _pruned(pruner, goals, output, quiet=quiet)
    report = pruning_report(models, pairs, Scoring(lowercase=chosen.data.lowercase))
    written = json.dumps(_record(report), indent=1)
    (output / "pruning.json").write_text(written + "\n", "utf-8")
    write_pruning_figure(report, output / "pruning.svg")
    if as_json:
        print(written)
    else:
        _show(report)


def _test_pairs(recipe: "Recipe", test: list[Path] | None) -> "list[Pair]":
    from tolmach.training.preparation import recipe_pairs

    pairs = [pair for pair in recipe_pairs(recipe.data, [test or recipe.data.dev]) if all(pair)]
    if not pairs:
        raise TolmachError("There is no pair of sentences to report on; name others by --test.")
    return pairs


def _pruner(recipe: "Recipe", output: Path, plan: "PruningPlan", *, quiet: bool) -> "HeadPruner":
    from tolmach.training.display import training_display
    from tolmach.training.head_pruning import HeadPruner
    from tolmach.training.preparation import prepare

    display = training_display(quiet=quiet)
    try:
        prepared = prepare(recipe, output / "data", display.preparing)
    finally:
        display.stop()
    return HeadPruner(recipe, prepared, plan)


def _goals(pruner: "HeadPruner", heads: list[int], penalties: list[float]) -> "list[Goal]":
    """Return the goals in the order of pruning, each of which goes beyond the one before."""
    from tolmach.training.head_pruning import HeadCount, Penalty

    for count in heads:
        if count >= pruner.heads:
            raise TolmachError(f"The model has {pruner.heads} such heads; leave fewer by --heads.")
    points = sorted(set(heads), reverse=True)
    begins = [pruner.heads, *points]
    counts = [HeadCount(count, begin=begin) for count, begin in zip(points, begins, strict=False)]
    return [*counts, *map(Penalty, sorted(set(penalties)))]


def _pruned(
    pruner: "HeadPruner", goals: "list[Goal]", output: Path, *, quiet: bool
) -> "list[PrunedModel]":
    from tolmach.evaluation.pruning_report import PrunedModel
    from tolmach.training.display import training_display
    from tolmach.training.run_folder import RunFolder

    found = [PrunedModel(pruner.folder, pruner.survivors)]
    for number, goal in enumerate(goals, start=1):
        run = RunFolder(output / (f"{number}" if goal.count is None else f"{goal.count}-heads"))
        display = training_display(quiet=quiet)
        if pruner.prune(goal, run, display):
            typer.echo(f"Stopped; the models that are done are in {output}.", err=True)
            raise typer.Exit(130)
        if not quiet:
            typer.echo(pruner.told, err=True)
        found.append(PrunedModel(run.model, pruner.survivors))
    return found


def _record(report: "PruningReport") -> dict[str, object]:
    return {"command": shlex.join(["tolmach", *sys.argv[1:]]), **asdict(report)}


def _show(report: "PruningReport") -> None:
    from tolmach.cli.tables import note, screen, show_table

    console = screen()
    columns = ["heads", "BLEU", "change", "p", "parameters", "MB", "greedy", "beam 5"]
    rows = [
        (
            str(point.heads),
            f"{point.bleu:.1f} ± {point.margin:.1f}",
            "" if point.p is None else f"{point.difference:+.2f}",
            "" if point.p is None else f"{point.p:.3f}",
            f"{point.parameters:,}",
            f"{point.weight_bytes / 1e6:.2f}",
            *(f"{speed:.1f}" for speed in point.sentences_per_second.values()),
        )
        for point in report.points
    ]
    show_table(console, f"Heads left, on {report.sentences:,} sentence pairs", columns, rows)
    note(
        console,
        "p: paired bootstrap against the unpruned model. Greedy, beam 5: sentences a second, "
        f"{report.timed:,} sentences.",
        "dim",
    )
    note(console, f"BLEU|{report.signature}", "dim")
    for point in report.points[1:]:
        _show_survivors(console, point)


def _show_survivors(console: "Console", point: "PruningPoint") -> None:
    from tolmach.cli.tables import note

    kept = [
        f"{site} {', '.join(map(str, left)) or 'none'}" for site, left in point.survivors.items()
    ]
    note(console, f"{point.heads} heads: {'; '.join(kept)}")
