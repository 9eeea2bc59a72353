"""Beam search over a batch of sentences, each with its own limit, prefix and end.

Each step considers the K best continuations among all pieces of all K live hypotheses of a
sentence. Those that end in `</s>` are finished and set aside; the best K that do not end stay
live. A sentence is done when K hypotheses are finished (the usual rule; "patience 1" in Kasai et
al. 2022), when it has reached its limit, or when no live hypothesis can still outscore the
`n_best` finished ones, since log-probabilities only fall and divisors only grow.

An observer, set for a scope of the calling thread, sees every step (`observing`).

Shapes: B sentences not yet done, W live hypotheses each (1 at the first step, then K),
R = B * W, C candidates of one hypothesis, M candidates of one sentence, T length so far,
V vocabulary.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Protocol

import torch
from torch import Tensor

from tolmach.models.protocol import DecoderState, TranslationModel
from tolmach.nn.hooks import Hook
from tolmach.search.constraints import Candidates, Constraints
from tolmach.search.hypothesis import Hypothesis, LengthPenalty, ranked
from tolmach.search.options import SearchOptions
from tolmach.search.sources import Sources
from tolmach.text.tokenizer import BOS_ID, EOS_ID


@dataclass(frozen=True)
class Choice:
    """M continuations of each sentence, all [B, M]."""

    parents: Tensor  # row of the hypothesis that is extended, of R
    pieces: Tensor
    totals: Tensor  # log-probability of the whole
    gains: Tensor  # log-probability of the piece

    def without(self, taken: Tensor) -> "Choice":
        """Return the same, with log-probability -inf where `taken`."""
        return replace(self, totals=self.totals.masked_fill(taken, -torch.inf))

    def take(self, slots: Tensor) -> "Choice":
        """Return those in `slots` [B, any number], in that order."""
        fields = (self.parents, self.pieces, self.totals, self.gains)
        return Choice(*(values.gather(1, slots) for values in fields))


@dataclass(frozen=True)
class BeamStep:
    """Candidates and decisions of one step; the tensors are the search's own."""

    totals: Tensor  # [B, W], log-probability of each live hypothesis before the step
    candidates: Candidates  # [R, C], -inf where a piece may not come
    best: Choice  # [B, M], the continuations considered, in the order in which they are taken
    finished: Tensor  # [B, K], which of the first of `best` end, and are set aside
    live: Choice  # [B, K], those that stay live where their sentence is not done
    going: Tensor  # [B], whether it is not done
    at_limit: Tensor  # [B], whether another piece would exceed its limit of length
    to_exceed: Tensor  # [B], the log-probability to exceed; inf where enough are finished


class BeamObserver(Protocol):
    """An observer of every step of every beam search, in two parts."""

    def scored(self, logits: Tensor) -> None:
        """Take the model's logits [R, V] of the next pieces of each hypothesis."""
        ...

    def decided(self, step: BeamStep) -> None:
        """Take the search's decision on them."""
        ...


_observer: Hook[BeamObserver] = Hook("beam observer")


def observing(observer: BeamObserver) -> AbstractContextManager[None]:
    """Show every step of the beam searches inside to `observer`; no result changes by it."""
    return _observer.set(observer)


def beam_search(
    model: TranslationModel, sources: Sources, options: SearchOptions
) -> list[list[Hypothesis]]:
    """Return the `options.n_best` best hypotheses of each sentence, the best first.

    Where fewer were finished within the limit, hypotheses cut there follow them.
    """
    beams = Beams(
        sources.limits(options.effective_guard),
        width=options.beam,
        n_best=options.n_best,
        penalty=options.effective_penalty,
    )
    return best_of_beams(model, sources, options, beams)


def best_of_beams(
    model: TranslationModel, sources: Sources, options: SearchOptions, beams: "Beams"
) -> list[list[Hypothesis]]:
    """Return the `options.n_best` best hypotheses of each sentence that its beam finds."""
    state = model.start(model.encode(sources.ids, sources.keep))
    found = follow_beams(model, state, Constraints.of(sources, options.effective_guard), beams)
    return [ranked(hypotheses, options.n_best) for hypotheses in found]


def follow_beams(
    model: TranslationModel, state: DecoderState, constraints: Constraints, beams: "Beams"
) -> list[list[Hypothesis]]:
    """Extend `beams` from the first state until all are done, and return all that they found."""
    previous = torch.full_like(beams.limits, BOS_ID)  # [R]
    for step in range(int(beams.limits.max()) + 1):
        logits, state = model.step(previous, state)
        if (observer := _observer.get()) is not None:
            observer.scored(logits)
        rows, previous = beams.extend(beams.candidates(constraints, logits, step), step)
        if len(rows) == 0:
            break
        state, constraints = state.select(rows), constraints.select(rows).after(previous)
    return beams.found


class Beams:
    """The live hypotheses of all sentences that are not done, and everything finished."""

    def __init__(self, limits: Tensor, *, width: int, n_best: int, penalty: LengthPenalty) -> None:
        device, count = limits.device, len(limits)
        self.width, self.n_best, self.penalty = width, n_best, penalty
        self.found: list[list[Hypothesis]] = [[] for _ in range(count)]
        self.limits = limits  # [B]
        self.sentences = torch.arange(count, device=device)  # [B], their numbers in `found`
        self.to_exceed = torch.full(
            (count,), -torch.inf, device=device
        )  # [B], see `_score_to_exceed`
        self.totals = torch.zeros(count, 1, device=device)  # [B, W]
        self.pieces = torch.zeros(count, 0, dtype=torch.long, device=device)  # [R, T]
        self.gains = torch.zeros(count, 0, device=device)  # [R, T]

    def candidates(self, constraints: Constraints, logits: Tensor, step: int) -> Candidates:
        """Return the pieces by which each live hypothesis might be extended."""
        return constraints.candidates(logits, step, count=self.width + 1)

    def extend(self, candidates: Candidates, step: int) -> tuple[Tensor, Tensor]:
        """Extend every sentence; return the rows that stay live, and their pieces, [R'] each."""
        best = self.best(candidates)
        ends = best.pieces == EOS_ID  # [B, M]
        finished = (ends & best.totals.isfinite())[:, : self.width]  # [B, K]
        self._finish(best, finished)
        at_limit = self.limits == step  # [B]
        self._cut(at_limit.nonzero().squeeze(1))
        live = best.without(ends).take(_first_slots(~ends, self.width))  # [B, K]
        going = (live.totals.amax(1) > self.to_exceed) & ~at_limit  # [B]
        if (observer := _observer.get()) is not None:
            observer.decided(
                BeamStep(
                    self.totals, candidates, best, finished, live, going, at_limit, self.to_exceed
                )
            )
        return self.keep(live, going.nonzero().squeeze(1))

    def best(self, candidates: Candidates) -> Choice:
        """Return the continuations to consider, [B, M], in the order in which they are taken."""
        every = self.continuations(candidates)  # [B, W * C]
        return every.take(every.totals.topk(min(2 * self.width, every.totals.shape[1])).indices)

    def continuations(self, candidates: Candidates) -> Choice:
        """Return every candidate of every hypothesis of a sentence, [B, W * C]."""
        sentences, width = self.totals.shape
        gains = candidates.log_probabilities.view(sentences, width, -1)  # [B, W, C]
        rows = torch.arange(sentences * width, device=gains.device).view(sentences, width, 1)
        return Choice(
            parents=rows.expand_as(gains).flatten(1),
            pieces=candidates.ids.view(sentences, -1),
            totals=(self.totals[:, :, None] + gains).flatten(1),
            gains=gains.flatten(1),
        )

    def keep(self, live: Choice, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Keep the hypotheses `live` of sentences `rows`; return their parents and pieces."""
        parents = live.parents[rows].flatten()  # [R']
        pieces = live.pieces[rows].flatten()  # [R']
        self.pieces = torch.cat([self.pieces[parents], pieces[:, None]], 1)  # [R', T + 1]
        gains = live.gains[rows].flatten()[:, None]  # [R', 1]
        self.gains = torch.cat([self.gains[parents], gains], 1)  # [R', T + 1]
        self.totals = live.totals[rows]  # [B', K]
        self.limits, self.sentences = self.limits[rows], self.sentences[rows]
        self.to_exceed = self.to_exceed[rows]
        return parents, pieces

    def _finish(self, best: Choice, finished: Tensor) -> None:
        """Set aside what ended among the K best of all continuations, [B, K]."""
        rows, slots = finished.nonzero(as_tuple=True)  # [F] each
        if len(rows) == 0:
            return
        parents = best.parents[rows, slots]  # [F]
        gains = torch.cat([self.gains[parents], best.gains[rows, slots][:, None]], 1)  # [F, T + 1]
        found = zip(rows.tolist(), self.pieces[parents].tolist(), gains.tolist(), strict=True)
        for row, pieces, log_probabilities in found:
            self._hypotheses(row).append(self._scored(pieces, log_probabilities, finished=True))
        for row in set(rows.tolist()):
            self.to_exceed[row] = self._score_to_exceed(row)

    def _score_to_exceed(self, row: int) -> float:
        """Return the log-probability that a live hypothesis must exceed to be worth following."""
        found = ranked(self._hypotheses(row), self.n_best)
        if len(self._hypotheses(row)) >= self.width:
            return torch.inf
        if len(found) < self.n_best:
            return -torch.inf
        return found[-1].score * self.penalty.divisor(int(self.limits[row]) + 1)

    def _cut(self, rows: Tensor) -> None:
        """Add live hypotheses, unfinished, to sentences at their limit that lack finished ones.

        Those are from before this step, since another piece would exceed the limit.
        """
        width = self.totals.shape[1]
        for row in rows.tolist():
            found = self._hypotheses(row)
            known = {hypothesis.ids for hypothesis in found}
            for live in range(row * width, (row + 1) * width):
                pieces = self.pieces[live].tolist()
                possible = bool(self.totals.view(-1)[live].isfinite())
                if len(found) < self.n_best and possible and tuple(pieces) not in known:
                    found.append(self._scored(pieces, self.gains[live].tolist(), finished=False))

    def _hypotheses(self, row: int) -> list[Hypothesis]:
        return self.found[int(self.sentences[row])]

    def _scored(
        self, ids: Sequence[int], log_probabilities: Sequence[float], *, finished: bool
    ) -> Hypothesis:
        return Hypothesis.scored(ids, log_probabilities, finished=finished, penalty=self.penalty)


def _first_slots(wanted: Tensor, count: int) -> Tensor:
    """Return the first `count` slots of each row [B, M] that are wanted, in order, [B, count].

    Rows with fewer are filled up with slots that are not wanted.
    """
    return wanted.to(torch.uint8).argsort(dim=1, descending=True, stable=True)[:, :count]
