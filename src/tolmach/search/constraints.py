"""Constraints on the next piece: no padding or `<s>`, prefixes first, no early end, no loops, no
excluded phrase. A prefix is forced pieces, and a spelling that any pieces may continue.

Greedy search, beam search and sampling consider only each hypothesis' most probable pieces, its
candidates; constraints remove candidates by giving them log-probability -inf.

Shapes: R hypotheses, C candidates, V vocabulary, L prefix length, N periods, P phrases (of the
hypothesis that has the most), Q states of all automata of a batch, one after another; they share
state FOUND.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

import numpy as np
import torch
from torch import Tensor

from tolmach.data.batches import padded
from tolmach.search.guard import ECHOES_UNDONE, LONGEST_PERIOD, Guard
from tolmach.search.sources import Sources
from tolmach.text.phrase_automaton import FOUND, START, PhraseAutomaton
from tolmach.text.tokenizer import BOS_ID, EOS_ID, PAD_ID

SPARE = 5  # candidates that constraints may take away: padding, <s>, </s>, and two loops


class Candidates(NamedTuple):
    """The most probable next pieces and their log-probabilities, [R, C], the best first."""

    ids: Tensor
    log_probabilities: Tensor


@dataclass(frozen=True)
class PhraseStates:
    """The progress of R hypotheses in the phrases that they must or must not contain; a value."""

    table: Tensor  # [Q, V], the state after each piece
    remaining: Tensor  # [Q], the fewest pieces that complete a phrase
    finding: Tensor  # [Q], how many pieces complete one; none where it is found
    states: Tensor  # [R, P]; FOUND where a hypothesis has fewer phrases

    @classmethod
    def of(cls, rows: Sequence[Sequence[PhraseAutomaton]], device: torch.device) -> Self:
        """Return the states before the first piece, given the phrases of each row."""
        tables, remaining = [np.zeros((1, 1), np.int32)], [np.zeros(1, np.int32)]
        starts: dict[int, int] = {}
        states = 1
        for automaton in (each for row in rows for each in row):
            if id(automaton) in starts:
                continue
            table = automaton.table[1:]  # [Q - 1, V]
            tables.append(np.where(table == FOUND, FOUND, table + states - 1))
            remaining.append(automaton.remaining[1:])
            starts[id(automaton)] = states + START - 1
            states += len(table)
        tables[0] = np.zeros((1, tables[-1].shape[1]), np.int32)
        width = max(map(len, rows), default=0)
        grid = [[starts[id(each)] for each in row] + [FOUND] * (width - len(row)) for row in rows]
        table = np.concatenate(tables)  # [Q, V]
        finding = np.where(np.arange(states) == FOUND, 0, (table == FOUND).sum(1))  # [Q]
        return cls(
            torch.from_numpy(table).to(device),
            torch.from_numpy(np.concatenate(remaining)).to(device),
            torch.from_numpy(finding).to(device),
            torch.tensor(grid, dtype=torch.long, device=device).view(len(rows), width),
        )

    def __bool__(self) -> bool:
        """Tell whether there are any phrases at all."""
        return self.states.shape[1] > 0

    def select(self, rows: Tensor) -> Self:
        """Return the states of hypotheses `rows`, [R']."""
        return replace(self, states=self.states[rows])

    def after(self, pieces: Tensor) -> Self:
        """Return the states after a new piece at the end of each hypothesis, [R]."""
        if not self:
            return self
        return replace(self, states=self.table[self.states, pieces[:, None]].long())

    def found_by(self, ids: Tensor) -> Tensor:
        """Return a mask [R, C] of the candidates that complete a phrase for the first time."""
        found = (self._then(ids) == FOUND) & (self.states != FOUND)[:, :, None]  # [R, P, C]
        return found.any(1)

    def most_found(self) -> int:
        """Return the largest number of pieces that complete phrases of one hypothesis."""
        return int(self.finding[self.states].sum(1).max()) if self else 0

    def may_find(self) -> Tensor:
        """Return which hypotheses have a phrase that one more piece can complete, [R]."""
        return (self.finding[self.states] > 0).any(1)

    def kept(self, states: Tensor, waiting: Tensor) -> Self:
        """Return the same with `states` [R, P] in the rows where `waiting` [R]."""
        return replace(self, states=torch.where(waiting[:, None], states, self.states))

    def remaining_after(self, ids: Tensor) -> Tensor:
        """Return the number of pieces that all phrases still need after each candidate, [R, C]."""
        return self.remaining[self._then(ids)].sum(1)

    def advancing(self, logits: Tensor) -> Tensor:
        """Return for each phrase the most probable piece that advances it, [R, P].

        Where a phrase is complete, that is an arbitrary piece.
        """
        onwards = self.remaining[self.table[self.states].long()]  # [R, P, V]
        nearer = onwards < self.remaining[self.states][:, :, None]  # [R, P, V]
        return logits[:, None].masked_fill(~nearer, -torch.inf).argmax(-1)

    def _then(self, ids: Tensor) -> Tensor:
        return self.table[self.states[:, :, None], ids[:, None]].long()  # [R, P, C]


@dataclass(frozen=True)
class Constraints:
    """Constraints on R hypotheses, with the part of their past that they depend on; a value."""

    prefix: Tensor  # [R, L], PAD_ID where nothing is forced
    copies: Tensor  # [R]
    recent: Tensor  # [R, N], the last pieces, the latest first
    runs: Tensor  # [R, N], for how many pieces the text has repeated itself with period n
    most_echoes: Tensor  # [R]
    echoes: Tensor  # [R], how many pieces on end have come again, those undone taken off
    excluded: PhraseStates
    departing: PhraseStates  # what departs from the spelling that a prefix has begun
    forced: Tensor  # [R], how many pieces are; only after them can anything depart
    length: int  # of all hypotheses, in pieces
    min_length: int

    @classmethod
    def of(cls, sources: Sources, guard: Guard) -> Self:
        """Return the constraints before the first step, one row a sentence."""
        device = sources.ids.device
        copies = torch.tensor([guard.copies(row) for row in sources.pieces], device=device)  # [R]
        recent = torch.full((len(sources), LONGEST_PERIOD), BOS_ID, device=device)  # [R, N]
        words = sources.phrase_constraints
        return cls(
            prefix=padded(sources.prefixes).to(device),
            copies=copies,
            recent=recent,
            runs=torch.zeros_like(recent),
            most_echoes=torch.tensor([guard.echoes(row) for row in sources.pieces], device=device),
            echoes=torch.zeros_like(copies),
            excluded=_states([each.exclude for each in words], device),
            departing=_states([each.departing for each in words], device),
            forced=torch.tensor([len(prefix) for prefix in sources.prefixes], device=device),
            length=0,
            min_length=guard.min_length,
        )

    def candidates(self, logits: Tensor, step: int, *, count: int) -> Candidates:
        """Return the `count` (and some spare) most probable pieces that may come at `step`.

        Log-probabilities are those of the model's whole distribution, constraints or not.
        """
        total = logits.logsumexp(-1, keepdim=True)  # [R, 1]
        best, ids = logits.topk(min(count + self._spare(), logits.shape[-1]))  # [R, C]
        scores = (best - total).masked_fill(self._forbidden(ids, step), -torch.inf)  # [R, C]
        if step >= self.prefix.shape[1]:
            return Candidates(ids, scores)
        return self._forced(Candidates(ids, scores), logits - total, self.prefix[:, step])

    def every(self, logits: Tensor, step: int) -> Tensor:
        """Return the log-probability of every piece, -inf where it may not come, [R, V]."""
        pieces = torch.arange(logits.shape[-1], device=logits.device).expand_as(logits)  # [R, V]
        return self.of_pieces(pieces, logits, step)

    def of_pieces(self, ids: Tensor, logits: Tensor, step: int) -> Tensor:
        """Return the log-probabilities of `ids`, -inf where they may not come, [R, C]."""
        scores = logits.gather(-1, ids) - logits.logsumexp(-1, keepdim=True)  # [R, C]
        free = scores.masked_fill(self._forbidden(ids, step), -torch.inf)  # [R, C]
        if step >= self.prefix.shape[1]:
            return free
        forced = self.prefix[:, step, None]  # [R, 1]
        alone = scores.masked_fill(ids != forced, -torch.inf)  # [R, C]
        return torch.where(forced == PAD_ID, free, alone)

    def select(self, rows: Tensor) -> Self:
        """Return the constraints on hypotheses `rows`, [R']."""
        return replace(
            self,
            prefix=self.prefix[rows],
            copies=self.copies[rows],
            recent=self.recent[rows],
            runs=self.runs[rows],
            most_echoes=self.most_echoes[rows],
            echoes=self.echoes[rows],
            excluded=self.excluded.select(rows),
            departing=self.departing.select(rows),
            forced=self.forced[rows],
        )

    def after(self, pieces: Tensor) -> Self:
        """Return the constraints after a new piece at the end of each hypothesis, [R]."""
        again = self.recent == pieces[:, None]  # [R, N]
        undone = (self.echoes - ECHOES_UNDONE).clamp(min=0)  # [R]
        return replace(
            self,
            recent=torch.cat([pieces[:, None], self.recent[:, :-1]], dim=1),
            runs=torch.where(again, self.runs + 1, 0),
            echoes=torch.where(again.any(1), self.echoes + 1, undone),
            excluded=self.excluded.after(pieces),
            departing=self._departing_after(pieces),
            length=self.length + 1,
        )

    def _spare(self) -> int:
        """Return how many candidates, of the most probable, constraints may take away."""
        echoes = LONGEST_PERIOD if bool(self._echoing().any()) else 0
        return SPARE + echoes + self.excluded.most_found() + self.departing.most_found()

    def _departing_after(self, pieces: Tensor) -> PhraseStates:
        """Return the progress in open prefixes, which begins where the forced pieces end."""
        if not self.departing:
            return self.departing
        waiting = self.length < self.forced  # [R]
        return self.departing.after(pieces).kept(self.departing.states, waiting)

    def _forbidden(self, ids: Tensor, step: int) -> Tensor:
        never = (ids == PAD_ID) | (ids == BOS_ID)
        if step < self.min_length:
            never |= ids == EOS_ID
        if self.excluded:
            never |= self.excluded.found_by(ids)
        looping = self._looping() | self._echoing()[:, None]  # [R, N]
        if self.departing:
            never |= self.departing.found_by(ids)
            looping &= ~self.departing.may_find()[:, None]  # [R, N]; a prefix may repeat itself
        if not bool(looping.any()):
            return never
        continued = (ids[:, :, None] == self.recent[:, None]) & looping[:, None]  # [R, C, N]
        return never | continued.any(-1)

    def _looping(self) -> Tensor:
        """Return a mask [R, N] of the periods with which one more piece would repeat too often.

        For period n that is the piece n places back.
        """
        period = torch.arange(1, LONGEST_PERIOD + 1, device=self.runs.device)  # [N]
        copies = self.copies[:, None] + (period == 1)  # [R, N]
        return self.runs + 1 >= copies * period

    def _echoing(self) -> Tensor:
        """Return where no piece may come again that has just stood there, [R]."""
        return self.echoes >= self.most_echoes

    def _forced(self, free: Candidates, log_probabilities: Tensor, pieces: Tensor) -> Candidates:
        forced = (pieces != PAD_ID)[:, None]  # [R, 1]
        given = log_probabilities.gather(-1, pieces[:, None])  # [R, 1]
        nothing = torch.full_like(free.log_probabilities[:, 1:], -torch.inf)  # [R, C - 1]
        alone = torch.cat([given, nothing], dim=1)  # [R, C]
        return Candidates(
            torch.where(forced, pieces[:, None], free.ids),
            torch.where(forced, alone, free.log_probabilities),
        )


def _states(phrases: Sequence[PhraseAutomaton | None], device: torch.device) -> PhraseStates:
    """Return the states of one phrase a row, or of none."""
    return PhraseStates.of([[each] if each else [] for each in phrases], device)
