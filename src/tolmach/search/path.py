"""One path from `<s>` to `</s>` for each hypothesis, piece by piece: greedy search and sampling.

Shapes: B sentences, R paths still under way, C candidates, L longest limit plus one.
"""

from typing import Protocol

import torch
from torch import Tensor

from tolmach.chunks import chunks
from tolmach.models.protocol import TranslationModel
from tolmach.search.constraints import Candidates, Constraints
from tolmach.search.hypothesis import Hypothesis
from tolmach.search.options import SearchOptions
from tolmach.search.sources import Sources
from tolmach.text.tokenizer import BOS_ID, EOS_ID


class Chooser(Protocol):
    """How a path goes on."""

    count: int  # how many candidates the choice needs to see

    def choose(self, candidates: Candidates, paths: Tensor, step: int) -> Tensor:
        """Return the slot of the piece with which each path [R] (by number) goes on, [R]."""
        ...


def follow_paths(
    model: TranslationModel, sources: Sources, options: SearchOptions, *, chooser: Chooser
) -> list[list[Hypothesis]]:
    """Follow `options.n_best` paths for each sentence, all at once; finished ones leave the batch.

    A path that has reached its limit may only end; where the chooser wants another piece, it is
    cut there and comes back unfinished.
    """
    limits = sources.limits(options.effective_guard).repeat_interleave(options.n_best)  # [B * n]
    trail = _Trail(limits)
    state = model.start(model.encode(sources.ids, sources.keep))
    constraints = Constraints.of(sources, options.effective_guard)
    if options.n_best > 1:
        each = torch.arange(len(sources), device=limits.device).repeat_interleave(options.n_best)
        state, constraints = state.select(each), constraints.repeat(options.n_best)
    paths = torch.arange(len(limits), device=limits.device)  # [R]
    previous = torch.full_like(limits, BOS_ID)  # [R]
    for step in range(int(limits.max()) + 1):
        logits, state = model.step(previous, state)
        candidates = constraints.candidates(logits, step, count=chooser.count)
        slots = chooser.choose(candidates, paths, step)[:, None]  # [R, 1]
        previous = candidates.ids.gather(1, slots).squeeze(1)  # [R]
        trail.add(paths, previous, candidates.log_probabilities.gather(1, slots).squeeze(1), step)
        going = (previous != EOS_ID) & (step < limits[paths])  # [R]
        rows = going.nonzero().squeeze(1)  # [R']
        if len(rows) == 0:
            break
        if len(rows) < len(paths):
            state, paths, previous = state.select(rows), paths[rows], previous[rows]
        constraints = constraints.after(rows, previous)
    return list(chunks(trail.hypotheses(options), options.n_best))


class _Trail:
    """The pieces chosen so far and their log-probabilities, [B * n, L]."""

    def __init__(self, limits: Tensor) -> None:
        shape = (len(limits), int(limits.max()) + 1)
        self.limits = limits
        self.pieces = torch.full(shape, EOS_ID, device=limits.device)
        self.log_probabilities = torch.zeros(shape, device=limits.device)

    def add(self, paths: Tensor, pieces: Tensor, log_probabilities: Tensor, step: int) -> None:
        self.pieces[paths, step] = pieces
        self.log_probabilities[paths, step] = log_probabilities.to(self.log_probabilities.dtype)

    def hypotheses(self, options: SearchOptions) -> list[Hypothesis]:
        rows = zip(
            self.pieces.tolist(), self.log_probabilities.tolist(), self.limits.tolist(), strict=True
        )
        return [_hypothesis(*row, options) for row in rows]


def _hypothesis(
    pieces: list[int], log_probabilities: list[float], limit: int, options: SearchOptions
) -> Hypothesis:
    room = pieces[: limit + 1]
    finished = EOS_ID in room
    length = room.index(EOS_ID) if finished else limit
    scored = log_probabilities[: length + finished]
    return Hypothesis.scored(
        room[:length], scored, finished=finished, penalty=options.effective_penalty
    )
