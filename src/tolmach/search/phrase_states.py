"""How far each hypothesis has come in the phrases that it must or must not contain.

Shapes: R hypotheses, P phrases (of the hypothesis that has the most), C candidates, V vocabulary,
Q states of all automata of a batch, one after another; they share state FOUND.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import torch
from torch import Tensor

from tolmach.text.phrase_automaton import FOUND, START, PhraseAutomaton


@dataclass(frozen=True)
class PhraseStates:
    """How far R hypotheses have come in their phrases; a value."""

    table: Tensor  # [Q, V], the state after each piece
    remaining: Tensor  # [Q], how many pieces a phrase still takes at least
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
        return cls(
            torch.from_numpy(np.concatenate(tables)).to(device),
            torch.from_numpy(np.concatenate(remaining)).to(device),
            torch.tensor(grid, dtype=torch.long, device=device).view(len(rows), width),
        )

    def __bool__(self) -> bool:
        """Whether there are any phrases at all."""
        return self.states.shape[1] > 0

    def after(self, rows: Tensor, pieces: Tensor) -> Self:
        """Return the states of hypotheses `rows`, each with a new piece at its end, [R]."""
        if not self:
            return replace(self, states=self.states[rows])
        return replace(self, states=self.table[self.states[rows], pieces[:, None]].long())

    def repeat(self, times: int) -> Self:
        """Return the states with every row `times` times."""
        return replace(self, states=self.states.repeat_interleave(times, 0))

    def found_by(self, ids: Tensor) -> Tensor:
        """Return which candidates [R, C] complete a phrase that was not there before, [R, C]."""
        found = (self._then(ids) == FOUND) & (self.states != FOUND)[:, :, None]  # [R, P, C]
        return found.any(1)

    def most_found(self) -> int:
        """Return how many pieces at most complete a phrase, whatever came before."""
        return int((self.table[1:] == FOUND).sum(1).max()) if self else 0

    def remaining_after(self, ids: Tensor) -> Tensor:
        """Return how many pieces all phrases still take after each candidate, [R, C]."""
        return self.remaining[self._then(ids)].sum(1)

    def advancing(self, logits: Tensor) -> Tensor:
        """Return for each phrase the most probable piece that brings it nearer, [R, P].

        Where a phrase is there already, that is just any piece.
        """
        onwards = self.remaining[self.table[self.states].long()]  # [R, P, V]
        nearer = onwards < self.remaining[self.states][:, :, None]  # [R, P, V]
        return logits[:, None].masked_fill(~nearer, -torch.inf).argmax(-1)

    def _then(self, ids: Tensor) -> Tensor:
        return self.table[self.states[:, :, None], ids[:, None]].long()  # [R, P, C]
