"""An estimate of how long a run takes on this machine: a few updates of its own model, timed."""

import time
from collections.abc import Sequence
from statistics import median

import numpy as np
import torch

from tolmach.config.recipe import Recipe
from tolmach.data.batches import BatchStream
from tolmach.data.token_file import Side, TokenCorpus
from tolmach.inference.loading import default_device
from tolmach.inference.threads import on_threads
from tolmach.models.build import build_model
from tolmach.recipes.training_time import TrainingTime
from tolmach.text.tokenizer import SPECIAL
from tolmach.training.learner import Learner
from tolmach.training.processes import Processes

_SECONDS, _FEWEST, _MOST = 1.0, 3, 30  # of measuring with so many threads; updates in it
_OPERATIONS = 1e10  # in an update that is timed: half a second on a slow core
_SENTENCES = 4000
_VALIDATIONS = 1.05  # what translating and scoring dev adds to the time of updates


def rehearse(
    recipe: Recipe, lengths: Sequence[tuple[int, int]], vocabulary: tuple[int, int]
) -> TrainingTime:
    """Return the time that the run will take, by the median of a few updates.

    `lengths` are the pieces of both sides of some pairs of the text, of which made-up ones get as
    many. Each update is as large as the recipe's, or, where a CPU would take long, a part of it.
    Other work on the machine counts as it will count while the run goes on.
    """
    learner, share = _learner(recipe, lengths, vocabulary)
    times = _VALIDATIONS * recipe.training.updates / share
    learner.update()  # the first one sets up what others find ready
    seconds = times * _update_seconds(learner)
    if learner.device.type != "cpu":
        return TrainingTime(seconds, None)
    threads = torch.get_num_threads()
    if threads == 1:
        return TrainingTime(seconds, threads)
    with on_threads(1):
        return TrainingTime(seconds, threads, times * _update_seconds(learner))


def _learner(
    recipe: Recipe, lengths: Sequence[tuple[int, int]], vocabulary: tuple[int, int]
) -> tuple[Learner, float]:
    """Return what learns, and the share of the recipe's updates that one of its updates is."""
    model, device = build_model(recipe.model, *vocabulary), default_device()
    settings = recipe.training
    tokens = settings.batch_tokens
    if device == "cpu":
        tokens = min(tokens, max(256, round(_OPERATIONS / (6 * model.parameter_count))))
    stream = BatchStream(_made_up(lengths, vocabulary), tokens, settings.seed)
    alone = settings.model_copy(update={"batches_per_update": 1})
    share = tokens / (settings.batch_tokens * settings.batches_per_update)
    return Learner(model.to(device), stream, alone, Processes()), share


def _made_up(lengths: Sequence[tuple[int, int]], vocabulary: tuple[int, int]) -> TokenCorpus:
    """Return sentences of random pieces, as long as those of the text."""
    rng = np.random.default_rng(1)
    chosen = rng.choice(np.array(lengths), size=_SENTENCES)  # [N, 2]
    sides = []
    for counts, size in zip(chosen.T, vocabulary, strict=True):
        ids = rng.integers(len(SPECIAL), size, counts.sum(), dtype=np.int32)
        sides.append(Side(ids, np.concatenate([[0], np.cumsum(counts)])))
    return TokenCorpus(*sides)


def _update_seconds(learner: Learner) -> float:
    """Return the median time of updates, as many as there is time for."""
    started, times = time.perf_counter(), list[float]()
    while len(times) < _FEWEST or (time.perf_counter() - started < _SECONDS and len(times) < _MOST):
        before = time.perf_counter()
        learner.update()  # its sums come back to the processor, so that it is done
        times.append(time.perf_counter() - before)
    return median(times)
