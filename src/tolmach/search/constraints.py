"""What may come next: never padding or `<s>`, prefixes first, no early end, no loops, no word that
is forbidden.

Greedy search, beam search and sampling all look only at each hypothesis' most probable pieces,
its candidates; constraints take candidates away by giving them log-probability -inf.

Shapes: R hypotheses, C candidates, V vocabulary, P prefix length, N periods.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple, Self

import torch
from torch import Tensor

from tolmach.data.batches import padded
from tolmach.search.guard import LONGEST_PERIOD, Guard
from tolmach.search.phrase_states import PhraseStates
from tolmach.search.sources import Sources
from tolmach.text.tokenizer import BOS_ID, EOS_ID, PAD_ID

SPARE = 5  # candidates that constraints may take away: padding, <s>, </s>, and two loops


class Candidates(NamedTuple):
    """The most probable next pieces and their log-probabilities, [R, C], the best first."""

    ids: Tensor
    log_probabilities: Tensor


@dataclass(frozen=True)
class Constraints:
    """The constraints on R hypotheses, and what of their past they must remember; a value."""

    prefix: Tensor  # [R, P], PAD_ID where nothing is forced
    copies: Tensor  # [R]
    recent: Tensor  # [R, N], the last pieces, the latest first
    runs: Tensor  # [R, N], for how many pieces the text has repeated itself with period n
    excluded: PhraseStates
    min_length: int
    spare: int

    @classmethod
    def of(cls, sources: Sources, guard: Guard) -> Self:
        """Return the constraints before the first step, one row a sentence."""
        device = sources.ids.device
        copies = torch.tensor([guard.copies(row) for row in sources.pieces], device=device)  # [R]
        recent = torch.full((len(sources), LONGEST_PERIOD), BOS_ID, device=device)  # [R, N]
        forbidden = [each.exclude for each in sources.phrase_constraints]
        excluded = PhraseStates.of([[each] if each else [] for each in forbidden], device)
        return cls(
            prefix=padded(sources.prefixes).to(device),
            copies=copies,
            recent=recent,
            runs=torch.zeros_like(recent),
            excluded=excluded,
            min_length=guard.min_length,
            spare=SPARE + excluded.most_found(),
        )

    def candidates(self, logits: Tensor, step: int, *, count: int) -> Candidates:
        """Return the `count` (and some spare) most probable pieces that may come at `step`.

        Log-probabilities are those of the model's whole distribution, constraints or not.
        """
        total = logits.logsumexp(-1, keepdim=True)  # [R, 1]
        best, ids = logits.topk(min(count + self.spare, logits.shape[-1]))  # [R, C]
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

    def after(self, rows: Tensor, pieces: Tensor) -> Self:
        """Return the constraints on hypotheses `rows`, each with a new piece at its end, [R]."""
        recent = self.recent[rows]  # [R, N]
        runs = torch.where(recent == pieces[:, None], self.runs[rows] + 1, 0)  # [R, N]
        return replace(
            self,
            prefix=self.prefix[rows],
            copies=self.copies[rows],
            recent=torch.cat([pieces[:, None], recent[:, :-1]], dim=1),
            runs=runs,
            excluded=self.excluded.after(rows, pieces),
        )

    def repeat(self, times: int) -> Self:
        """Return the constraints with every row `times` times."""
        return replace(
            self,
            prefix=self.prefix.repeat_interleave(times, 0),
            copies=self.copies.repeat_interleave(times, 0),
            recent=self.recent.repeat_interleave(times, 0),
            runs=self.runs.repeat_interleave(times, 0),
            excluded=self.excluded.repeat(times),
        )

    def _forbidden(self, ids: Tensor, step: int) -> Tensor:
        never = (ids == PAD_ID) | (ids == BOS_ID)
        if step < self.min_length:
            never |= ids == EOS_ID
        if self.excluded:
            never |= self.excluded.found_by(ids)
        looping = self._looping()
        if not bool(looping.any()):
            return never
        continued = (ids[:, :, None] == self.recent[:, None]) & looping[:, None]  # [R, C, N]
        return never | continued.any(-1)

    def _looping(self) -> Tensor:
        """Return where one more piece would complete a copy too many, [R, N].

        The piece that would do it for period n is the one that stands n places back.
        """
        period = torch.arange(1, LONGEST_PERIOD + 1, device=self.runs.device)  # [N]
        copies = self.copies[:, None] + (period == 1)  # [R, N]
        return self.runs + 1 >= copies * period

    def _forced(self, free: Candidates, log_probabilities: Tensor, pieces: Tensor) -> Candidates:
        forced = (pieces != PAD_ID)[:, None]  # [R, 1]
        given = log_probabilities.gather(-1, pieces[:, None])  # [R, 1]
        nothing = torch.full_like(free.log_probabilities[:, 1:], -torch.inf)  # [R, C - 1]
        alone = torch.cat([given, nothing], dim=1)  # [R, C]
        return Candidates(
            torch.where(forced, pieces[:, None], free.ids),
            torch.where(forced, alone, free.log_probabilities),
        )
