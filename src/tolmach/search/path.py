"""Search along single paths from `<s>` to `</s>`, without a beam: greedy search, and sampling.

In sampling every piece is drawn from the model's distribution, tempered and cut at the tail. Each
path draws from a stream of random numbers of its own, seeded with the source's pieces, so that a
text's samples depend neither on its neighbours in the batch nor on its place in the file.

Shapes: B sentences, R paths still under way, C candidates, L longest limit plus one.
"""

from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from tolmach.chunks import chunks
from tolmach.models.protocol import TranslationModel
from tolmach.search.constraints import Candidates, Constraints
from tolmach.search.hypothesis import Hypothesis, ranked
from tolmach.search.methods import Sampling
from tolmach.search.options import SearchOptions
from tolmach.search.sources import Sources
from tolmach.text.tokenizer import BOS_ID, EOS_ID

_ALL = 1 << 30  # candidates: the whole vocabulary


class Chooser(Protocol):
    """A rule that picks the next piece of a path."""

    count: int  # candidates that the rule must see

    def choose(self, candidates: Candidates, paths: Tensor, step: int) -> Tensor:
        """Return the slot of the piece that extends each path [R] (by number), [R]."""
        ...


def greedy_search(
    model: TranslationModel, sources: Sources, options: SearchOptions
) -> list[list[Hypothesis]]:
    """Take the most probable piece at every step.

    Return one hypothesis a sentence, in a list of its own as every search does.
    """
    return follow_paths(model, sources, options, chooser=_MostProbable())


class _MostProbable:
    count = 1

    def choose(self, candidates: Candidates, paths: Tensor, step: int) -> Tensor:  # noqa: ARG002
        return candidates.log_probabilities.argmax(-1)


def sample(
    model: TranslationModel, sources: Sources, options: SearchOptions, *, sampling: Sampling
) -> list[list[Hypothesis]]:
    """Draw `options.n_best` translations of each sentence; the best score comes first."""
    longest = int(sources.limits(options.effective_guard).max()) + 1
    rows = [
        sampling.numbers(source, n, longest)
        for source in sources.pieces
        for n in range(options.n_best)
    ]
    noise = torch.from_numpy(np.stack(rows)).to(sources.ids.device)
    found = follow_paths(model, sources, options, chooser=_Draw(sampling, noise))
    return [ranked(hypotheses, options.n_best) for hypotheses in found]


class _Draw:
    def __init__(self, sampling: Sampling, noise: Tensor) -> None:
        self.sampling = sampling
        self.noise = noise  # [B * n, longest], uniform on [0, 1)
        self.count = sampling.top_k or _ALL

    def choose(self, candidates: Candidates, paths: Tensor, step: int) -> Tensor:
        """Draw by inverting the cumulative distribution, the most probable pieces first."""
        scores, order = candidates.log_probabilities.sort(descending=True, stable=True)  # [R, C]
        if self.sampling.top_k:
            scores = scores[:, : self.sampling.top_k]  # [R, k]
        mass = (scores / self.sampling.temperature).softmax(-1)  # [R, C]
        before = mass.cumsum(-1) - mass  # [R, C], the probability of all better pieces
        mass = mass.masked_fill(before >= self.sampling.top_p, 0.0)
        cumulative = mass.cumsum(-1)  # [R, C]
        drawn = self.noise[paths, step] * cumulative[:, -1]  # [R]
        last = (mass > 0).sum(-1, keepdim=True) - 1  # [R, 1]; rounding must not draw beyond it
        ranks = torch.searchsorted(cumulative, drawn[:, None], right=True).minimum(last)  # [R, 1]
        return order.gather(-1, ranks).squeeze(-1)  # [R]


def follow_paths(
    model: TranslationModel, sources: Sources, options: SearchOptions, *, chooser: Chooser
) -> list[list[Hypothesis]]:
    """Follow `options.n_best` paths for each sentence, all at once; finished ones leave the batch.

    A path that has reached its limit may only end; where the chooser picks another piece, it is
    cut there and returned unfinished.
    """
    limits = sources.limits(options.effective_guard).repeat_interleave(options.n_best)  # [B * n]
    trail = _Trail(limits)
    state = model.start(model.encode(sources.ids, sources.keep))
    constraints = Constraints.of(sources, options.effective_guard)
    if options.n_best > 1:
        each = torch.arange(len(sources), device=limits.device).repeat_interleave(options.n_best)
        state, constraints = state.select(each), constraints.select(each)
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
            state, constraints = state.select(rows), constraints.select(rows)
            paths, previous = paths[rows], previous[rows]
        constraints = constraints.after(previous)
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
