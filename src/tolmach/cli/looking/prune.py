"""`tolmach prune`: remove heads of attention from a model, and report the cost."""

import shlex
import sys
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from tolmach.cli.looking.heads import LongestTree, TargetTreebank, Treebank
from tolmach.cli.options import Model, set_threads
from tolmach.cli.output import print_json
from tolmach.cli.training.train import Quiet, RecipePath, Settings, Threads

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
    control: Annotated[
        bool,
        typer.Option(help="Let the unpruned model learn on for as many updates, to compare with."),
    ] = True,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep what served only the making, too.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    quiet: Quiet = False,
    threads: Threads = 0,
) -> None:
    """Prune heads of a trained Transformer's attention, and report what that costs.

    Every head gets a gate that is open or closed at random; gates and model learn on together, and
    each open gate costs a penalty (Voita et al. 2019). Heads whose gates close are taken out of the
    weights, and what is left is fine-tuned on the recipe's text. Several points go on one from the
    other. FOLDER then holds a run for each, `4-heads/model` an ordinary model, and pruning.json and
    pruning.svg: BLEU against heads left, beside that of a control that learnt on for as many
    updates with all its heads, with significance, roles of the heads that are left and roles that
    are lost, size and speed.

    Example: `tolmach prune my.toml --model runs/my --heads 8 --heads 4 -o pruned`
    """
    from tolmach.analysis.heads.treebank import asked_forest
    from tolmach.cli.looking.pruning_tables import show_pruning
    from tolmach.config.recipe import read_continued_recipe
    from tolmach.file_checks import check_files
    from tolmach.files import read_json
    from tolmach.model_paths import default_model
    from tolmach.pruning.folder import PruningFolder
    from tolmach.pruning.pruner import PruningPlan
    from tolmach.pruning.run import PruningRequest
    from tolmach.pruning.run import prune as prune_heads
    from tolmach.training.processes import keep_freed_memory

    folder = PruningFolder(output)
    folder.check_place(resume=resume)
    check_files([recipe, *(test or []), treebank, target_treebank], [folder.plan])
    chosen = read_continued_recipe(recipe, model[0] if model else default_model(), settings or [])
    rate = chosen.training.learning_rate / 3 if learning_rate is None else learning_rate
    request = PruningRequest(
        chosen,
        PruningPlan(_SITES[sites], updates, tuning, rate, gate_rate),
        heads or [],
        penalty or [],
        test=test,
        forest=asked_forest(treebank, target_treebank, longest),
        control=control,
        keep=keep,
        command=shlex.join(["tolmach", *sys.argv[1:]]),
    )
    keep_freed_memory()
    set_threads(threads)
    report = prune_heads(request, folder, quiet=quiet, report=partial(_say, quiet=quiet))
    if report is None:
        typer.echo("Stopped; go on with the same command and --resume.", err=True)
        raise typer.Exit(130)
    if as_json:
        print_json(read_json(folder.report))
    else:
        show_pruning(report)


def _say(text: str, *, quiet: bool) -> None:
    if not quiet:
        typer.echo(text, err=True)
