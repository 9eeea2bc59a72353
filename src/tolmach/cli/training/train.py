"""`tolmach train`: learn a model from a recipe."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tolmach.cli.options import MOST_THREADS, set_threads

if TYPE_CHECKING:
    from tolmach.training.processes import Processes
    from tolmach.training.trainer import Outcome

_MORE_PATIENCE = "; with more `training.patience` it goes on."

RecipePath = Annotated[
    Path,
    typer.Argument(
        metavar="RECIPE.toml", help="What to learn from and how; `tolmach init` writes one."
    ),
]
Folder = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FOLDER", help="Where the run lives. [default: runs/NAME]"
    ),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="Change the recipe, e.g. training.updates=500."
    ),
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on where the run in FOLDER stopped.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but warnings and errors.")]
Threads = Annotated[
    int, typer.Option(min=0, max=MOST_THREADS, help="CPU threads; 0 leaves it to PyTorch.")
]


def train(
    recipe: RecipePath,
    output: Folder = None,
    settings: Settings = None,
    resume: Resume = False,
    quiet: Quiet = False,
    threads: Threads = 0,
) -> None:
    """Train a translator from parallel text.

    The best model so far is always in FOLDER/model, ready for `tolmach translate --model FOLDER`.
    Beside it: metrics.jsonl, learning-curve.svg, and the checkpoint from which `--resume` goes on
    after Ctrl-C or a crash, bit for bit as if the run had never stopped.

    Examples: `tolmach train my.toml -o my`; after Ctrl-C `tolmach train my.toml -o my --resume`;
    with several processes or GPUs `torchrun --nproc-per-node 2 -m tolmach train my.toml -o my
    --set training.batches_per_update=2`
    """
    from tolmach.config.recipe import read_recipe

    chosen = read_recipe(recipe, settings or [])
    from tolmach.training.processes import Processes, keep_freed_memory

    keep_freed_memory()
    from tolmach.file_checks import check_apart, check_files
    from tolmach.training.monitoring.display import training_display
    from tolmach.training.run import train as run_training
    from tolmach.training.run_folder import RunFolder

    set_threads(threads)
    folder = RunFolder(output or Path("runs") / chosen.name)
    check_files([recipe], [folder.recipe])
    check_apart([recipe], folder.outputs)
    with (
        Processes.joined() as processes,
        training_display(quiet=quiet or not processes.first) as display,
    ):
        outcome = run_training(chosen, folder, display, processes, resume=resume)
    if outcome.interrupted:
        command = ["tolmach", "train", str(recipe), "-o", str(folder.path), "--resume"]
        command += [word for setting in settings or [] for word in ("--set", setting)]
        command += ["--threads", str(threads)] if threads else []
        _say(f"Stopped after update {outcome.update}; go on with:", command, processes)
        raise typer.Exit(130)
    if not quiet:
        command = ["tolmach", "translate", "--model", str(folder.path)]
        ending = _ending(outcome, chosen.training.updates, folder.path)
        _say(f"{ending} Translate with:", command, processes)


def _ending(outcome: "Outcome", updates: int, folder: Path) -> str:
    """Say that the run is done, why if it is so early, or why a resumed one had nothing to do."""
    early = outcome.update < updates
    if outcome.update > outcome.began:
        end = f" at update {outcome.update:,}, for nothing got better any more" if early else ""
        return f"Done{end}{_MORE_PATIENCE if early else '.'}"
    past = f", past the {updates:,} that are asked for" if outcome.update > updates else ""
    end = f" already{past}{_MORE_PATIENCE if early else '.'}"
    return f"Nothing was trained: {folder} is at update {outcome.update:,}{end}"


def _say(what: str, command: list[str], processes: "Processes") -> None:
    """Tell once, however many processes there are, what to type next."""
    if processes.first:
        typer.echo(f"{what} {shlex.join(command)}", err=True)
