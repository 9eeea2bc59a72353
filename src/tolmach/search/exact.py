"""Exact search: the most probable translation of all, with a proof.

Depth-first search after Stahlberg and Byrne 2019 (Algorithm 1). A log-probability only falls as a
translation grows, so a prefix that has fallen to that of the best finished translation is pruned,
with all its continuations; a beam search gives the first such bound. A length penalty only moves
the bound: no score is divided by more than the longest translation's. Departing from the paper,
the best open prefixes of one length are scored together, in one step of the model, while the
others of that length wait: memory grows with the length, not with the number of prefixes visited.

Shapes: R hypotheses scored together, N open children of theirs, T length so far, V vocabulary.
"""

import time
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from tolmach.models.protocol import DecoderState, TranslationModel
from tolmach.search.beam import beam_search
from tolmach.search.constraints import Constraints
from tolmach.search.hypothesis import Hypothesis, Proof, StoppedBy, ranked
from tolmach.search.methods import ExactSearch
from tolmach.search.options import SearchOptions
from tolmach.search.sources import Sources
from tolmach.text.tokenizer import BOS_ID, EOS_ID

TOGETHER = 64  # hypotheses scored in one step
MOST_CHILDREN = 1 << 16  # that wait at one length, unless one hypothesis alone has more


def exact_search(
    model: TranslationModel, sources: Sources, options: SearchOptions, *, method: ExactSearch
) -> list[list[Hypothesis]]:
    """Return the `options.n_best` best translations of each sentence that the guard allows.

    Each carries the proof. Where the search stopped at a limit, the proof says so, and the best
    found so far are returned, after them those that the beam search cut at its limit of length.
    """
    first = beam_search(model, sources, options)
    sentences = zip(sources.alone(), first, strict=True)
    return [_Search(model, one, options, method, found).run() for one, found in sentences]


@dataclass(frozen=True)
class _Front:
    """Hypotheses of one length that are to be scored together."""

    state: DecoderState  # before the last piece is read
    constraints: Constraints
    pieces: Tensor  # [R, T]
    gains: Tensor  # [R, T], log-probability of each piece
    totals: Tensor  # [R], their sum

    @classmethod
    def beginning(cls, state: DecoderState, constraints: Constraints) -> "_Front":
        totals = torch.zeros(1, device=constraints.prefix.device)
        nothing = totals.new_zeros(1, 0)
        return cls(state, constraints, nothing.long(), nothing, totals)

    @property
    def previous(self) -> Tensor:
        """The last piece of each, [R]."""
        if self.pieces.shape[1] == 0:
            return torch.full_like(self.totals, BOS_ID, dtype=torch.long)
        return self.pieces[:, -1]


@dataclass(frozen=True)
class _Waiting:
    """Hypotheses of one length, scored, and their children that are still to be visited."""

    front: _Front  # its state has read the last piece
    parents: Tensor  # [N], row of the hypothesis that is extended, of R
    pieces: Tensor  # [N]
    gains: Tensor  # [N]
    totals: Tensor  # [N], the highest first

    def __len__(self) -> int:
        return len(self.parents)

    def part(self, chosen: slice) -> "_Waiting":
        fields = (self.parents, self.pieces, self.gains, self.totals)
        return _Waiting(self.front, *(values[chosen] for values in fields))

    def as_front(self) -> _Front:
        """Return the children, one piece longer than their parents."""
        past = self.front
        return _Front(
            state=past.state.select(self.parents),
            constraints=past.constraints.select(self.parents).after(self.pieces),
            pieces=torch.cat([past.pieces[self.parents], self.pieces[:, None]], 1),  # [N, T + 1]
            gains=torch.cat([past.gains[self.parents], self.gains[:, None]], 1),  # [N, T + 1]
            totals=self.totals,
        )


class _Search:
    """The search for the best translations of one sentence."""

    def __init__(
        self,
        model: TranslationModel,
        source: Sources,
        options: SearchOptions,
        method: ExactSearch,
        found: list[Hypothesis],
    ) -> None:
        self.model, self.source, self.options, self.method = model, source, options, method
        self.penalty = options.effective_penalty
        self.limit = int(source.limits(options.effective_guard))
        self.best = [one for one in found if one.finished]
        self.cut = [one for one in found if not one.finished]
        self.states = 0
        self.started = time.monotonic()

    def run(self) -> list[Hypothesis]:
        """Return the best, each with the proof, the cut ones of the beam search after them."""
        state = self.model.start(self.model.encode(self.source.ids, self.source.keep))
        constraints = Constraints.of(self.source, self.options.effective_guard)
        waiting = [self._scored(_Front.beginning(state, constraints))]
        while waiting and self._stopped_by() is None:
            longest = waiting.pop()
            # Where the bound has risen, children that are now below it are pruned.
            longest = longest.part(slice(int((longest.totals > self._floor()).sum())))
            if len(longest) == 0:
                continue
            scored = self._scored(longest.part(slice(self._together())).as_front())
            waiting += [longest.part(slice(len(scored.front.totals), None)), scored]
        proof = self._proof(waiting)
        return [replace(one, proof=proof) for one in (self.best + self.cut)[: self.options.n_best]]

    def _scored(self, front: _Front) -> _Waiting:
        """Score the next pieces, finish hypotheses that may end, and return the open children.

        Where there are too many children, only those of the first hypotheses are returned.
        """
        step = front.pieces.shape[1]
        logits, state = self.model.step(front.previous, front.state)
        self.states += len(logits)
        gains = front.constraints.every(logits, step)  # [R, V]
        totals = front.totals[:, None] + gains  # [R, V]
        self._finish(front, gains[:, EOS_ID], totals[:, EOS_ID])
        totals[:, EOS_ID] = -torch.inf
        going = (totals > self._floor()) & (step < self.limit)  # [R, V]
        parents, pieces = going.nonzero(as_tuple=True)  # [N] each, row by row
        rows = len(going)
        if len(parents) > MOST_CHILDREN:
            rows = max(1, int(parents[MOST_CHILDREN]))
            parents, pieces = parents[parents < rows], pieces[parents < rows]
        best, order = totals[parents, pieces].sort(descending=True, stable=True)  # [N]
        parents, pieces = parents[order], pieces[order]
        kept = replace(front, state=state, totals=front.totals[:rows])
        return _Waiting(kept, parents, pieces, gains[parents, pieces], best)

    def _finish(self, front: _Front, gains: Tensor, totals: Tensor) -> None:
        """Note which hypotheses are among the best, `</s>` added; `gains` and `totals` are [R]."""
        for row in (totals > self._floor()).nonzero().squeeze(1).tolist():
            pieces = front.pieces[row].tolist()
            log_probabilities = [*front.gains[row].tolist(), float(gains[row])]
            ended = Hypothesis.scored(
                pieces, log_probabilities, finished=True, penalty=self.penalty
            )
            if all(ended.ids != one.ids for one in self.best):
                self.best = ranked([*self.best, ended], self.options.n_best)

    def _floor(self) -> float:
        """Return the log-probability above which a prefix may still lead to one of the best."""
        if len(self.best) < self.options.n_best:
            return -torch.inf
        return self.best[-1].score * self.penalty.divisor(self.limit + 1)

    def _together(self) -> int:
        left = TOGETHER if self.method.states is None else self.method.states - self.states
        return min(TOGETHER, left)

    def _stopped_by(self) -> StoppedBy | None:
        states, seconds = self.method.states, self.method.seconds
        if states is not None and self.states >= states:
            return "states"
        if seconds is not None and time.monotonic() - self.started >= seconds:
            return "seconds"
        return None

    def _proof(self, waiting: list[_Waiting]) -> Proof:
        """Return what is proven, given the hypotheses that still wait."""
        open_totals = [float(each.totals[0]) for each in waiting if len(each)]
        highest = max((total for total in open_totals if total > self._floor()), default=None)
        known = self.best[-1].score if len(self.best) == self.options.n_best else -torch.inf
        if highest is None:
            return Proof(stopped_by=None, ceiling=known, states=self.states)
        ceiling = max(known, highest / self.penalty.divisor(self.limit + 1))
        return Proof(stopped_by=self._stopped_by(), ceiling=ceiling, states=self.states)
