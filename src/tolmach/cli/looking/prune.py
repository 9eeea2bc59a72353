"""`tolmach prune`: take heads of attention out of a model, and tell what that costs."""

import shlex
import shutil
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tolmach.cli.looking.heads import LongestTree, TargetTreebank, Treebank
from tolmach.cli.options import Model
from tolmach.cli.output import print_json
from tolmach.cli.training.train import Quiet, RecipePath, Settings, Threads
from tolmach.errors import TolmachError

if TYPE_CHECKING:
    from tolmach.config.recipe import Recipe
    from tolmach.corpus.parallel import Pair
    from tolmach.pruning.folder import PruningFolder
    from tolmach.pruning.gated_learner import Goal
    from tolmach.pruning.pruner import HeadPruner, PruningPlan
    from tolmach.pruning.report import PrunedModel

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
    treebank: Treebank = None,
    target_treebank: TargetTreebank = None,
    longest: LongestTree = None,
    settings: Settings = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on in FOLDER: what is done stays, fine-tuning goes on from its checkpoint, "
            "the closing of gates starts again.",
        ),
    ] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep what served only the making, too.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    quiet: Quiet = False,
    threads: Threads = 0,
) -> None:
    """Prune heads of a trained Transformer's attention, and report what that costs.

    Every head gets a gate that is open or closed at random; gates and model learn on together,
    and each open gate costs a penalty (Voita et al. 2019). Heads whose gates close are taken out
    of the weights, and what is left is fine-tuned on the recipe's text. Several points go on one
    from the other. FOLDER then holds a run for each, `4-heads/model` an ordinary model, and
    pruning.json and pruning.svg: BLEU against heads left, with significance, roles of the heads
    that are left and roles that are lost, size and speed.

    Example: `tolmach prune my.toml --model runs/my --heads 8 --heads 4 -o pruned`
    """
    from tolmach.analysis.heads.treebank import asked_forest
    from tolmach.cli.looking.pruning_tables import show_pruning
    from tolmach.config.recipe import read_continued_recipe
    from tolmach.files import write_json
    from tolmach.metrics.corpus_scores import Scoring
    from tolmach.pruning.figure import write_pruning_figure
    from tolmach.pruning.folder import PruningFolder
    from tolmach.pruning.pruner import PruningPlan
    from tolmach.pruning.report import pruning_report
    from tolmach.training.allocator import keep_freed_memory
    from tolmach.translation.translator import SHIPPED_MODEL

    if bool(heads) == bool(penalty):
        raise TolmachError("Say how far to prune, by --heads or by --penalty.")
    chosen = read_continued_recipe(recipe, model or SHIPPED_MODEL, settings or [])
    folder = PruningFolder(output)
    folder.check_place(resume=resume)
    pairs = _test_pairs(chosen, test)
    forest = asked_forest(treebank, target_treebank, longest)
    keep_freed_memory()
    import torch

    if threads:
        torch.set_num_threads(threads)
    rate = chosen.training.learning_rate / 3 if learning_rate is None else learning_rate
    plan = PruningPlan(_SITES[sites], updates, tuning, rate, gate_rate)
    goals = _goals(chosen, plan, heads or [], penalty or [])
    with folder.alone():
        points = {"heads": sorted(set(heads or [])), "penalty": sorted(set(penalty or []))}
        folder.begin(chosen, {**asdict(plan), **points})
        pruner = _pruner(chosen, folder, plan, quiet=quiet)
        models = _pruned(pruner, goals, folder, keep=keep, quiet=quiet)
        report = pruning_report(models, pairs, Scoring(lowercase=chosen.data.lowercase), forest)
        command = shlex.join(["tolmach", *sys.argv[1:]])
        record = {"command": command, **asdict(report)}
        write_json(folder.report, record)
        write_pruning_figure(report, folder.figure)
        if not keep:
            shutil.rmtree(folder.data)
    if as_json:
        print_json(record)
    else:
        show_pruning(report)


def _test_pairs(recipe: "Recipe", test: list[Path] | None) -> "list[Pair]":
    from tolmach.config.recipe import CorpusFiles
    from tolmach.training.preparation import recipe_pairs

    judging = [CorpusFiles(files=test)] if test else recipe.data.dev
    pairs = [pair for pair in recipe_pairs(recipe.data, judging) if all(pair)]
    if not pairs:
        raise TolmachError("There is no pair of sentences to report on; name others by --test.")
    return pairs


def _goals(
    recipe: "Recipe", plan: "PruningPlan", heads: list[int], penalties: list[float]
) -> "list[Goal]":
    """Return the goals in the order of pruning, each of which goes beyond the one before."""
    from tolmach.pruning.gated_learner import HeadCount, Penalty
    from tolmach.pruning.pruner import prunable_heads

    whole = sum(map(len, prunable_heads(recipe, plan.sites).values()))
    for count in heads:
        if count >= whole:
            raise TolmachError(f"The model has {whole} such heads; leave fewer by --heads.")
    points = sorted(set(heads), reverse=True)
    begins = [whole, *points]
    counts = [HeadCount(count, begin=begin) for count, begin in zip(points, begins, strict=False)]
    return [*counts, *map(Penalty, sorted(set(penalties)))]


def _pruner(
    recipe: "Recipe", folder: "PruningFolder", plan: "PruningPlan", *, quiet: bool
) -> "HeadPruner":
    from tolmach.pruning.pruner import HeadPruner
    from tolmach.training.monitoring.display import training_display
    from tolmach.training.preparation import prepare

    display = training_display(quiet=quiet)
    try:
        prepared = prepare(recipe, folder.data, display.preparing)
    finally:
        display.stop()
    return HeadPruner(recipe, prepared, plan)


def _pruned(
    pruner: "HeadPruner", goals: "list[Goal]", folder: "PruningFolder", *, keep: bool, quiet: bool
) -> "list[PrunedModel]":
    from tolmach.pruning.folder import clear_making
    from tolmach.pruning.report import PrunedModel
    from tolmach.training.monitoring.display import training_display

    found = [PrunedModel(pruner.folder, pruner.survivors)]
    for number, goal in enumerate(goals, start=1):
        run = folder.point(str(number) if goal.count is None else f"{goal.count}-heads")
        try:
            interrupted = pruner.prune(goal, run, training_display(quiet=quiet))
        except KeyboardInterrupt:  # while gates close, where there is nothing to be saved
            interrupted = True
        if interrupted:
            typer.echo("Stopped; go on with the same command and --resume.", err=True)
            raise typer.Exit(130)
        if not keep:
            clear_making(run)
        if not quiet:
            typer.echo(pruner.description, err=True)
        found.append(PrunedModel(run.model, pruner.survivors))
    return found
