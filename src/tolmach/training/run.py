"""A whole run: prepare the text, build the model, train, leave a model folder."""

from contextlib import nullcontext

import torch

from tolmach.config.recipe import Recipe
from tolmach.training.monitoring.display import Display
from tolmach.training.preparation import PreparedData, check_same_text, prepare
from tolmach.training.processes import Processes
from tolmach.training.run_folder import RunFolder
from tolmach.training.trainer import Outcome, Trainer


def train(
    recipe: Recipe,
    folder: RunFolder,
    display: Display,
    processes: Processes,
    *,
    resume: bool = False,
) -> Outcome:
    """Train as `recipe` says, in `folder`; with `resume`, go on from its newest checkpoint.

    Every one of the processes calls this; the first one prepares, validates and writes.
    """
    processes.check_shares(recipe.training.batches_per_update)
    with folder.alone() if processes.first else nullcontext():
        going_on = resume and bool(folder.checkpoints.updates())
        if processes.first:
            _begin(recipe, folder, display, resume=resume, going_on=going_on)
        prepared = _prepare_once(recipe, folder, display, processes)
        trainer = Trainer(recipe, folder, prepared, display, processes)
        if going_on:
            trainer.resume()
        return trainer.run()


def _begin(
    recipe: Recipe, folder: RunFolder, display: Display, *, resume: bool, going_on: bool
) -> None:
    """Begin a run in the folder, or see that it is the same that goes on."""
    if going_on:
        folder.check_same(recipe)
        check_same_text(recipe, folder.data)
        return
    folder.begin(recipe)
    if resume:
        display.preparing(f"no checkpoint in {folder.path} to go on from: beginning anew")


def _prepare_once(
    recipe: Recipe, folder: RunFolder, display: Display, processes: Processes
) -> PreparedData:
    """Let the first process prepare while the others wait; then all read what it wrote."""
    mine = prepare(recipe, folder.data, display.preparing) if processes.first else None
    processes.share(torch.zeros(1))
    return mine or prepare(recipe, folder.data)
