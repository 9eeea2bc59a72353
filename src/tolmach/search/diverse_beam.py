"""Diverse beam search: groups of a beam that avoid each other's pieces (Vijayakumar et al. 2018).

Shapes: B sentences, G groups, N groups (of any sentence) that are not done, W live hypotheses
each, C candidates of one hypothesis, M continuations of one group, V vocabulary.
"""

from itertools import chain, zip_longest

import torch
from torch import Tensor

from tolmach.chunks import chunks
from tolmach.models.protocol import TranslationModel
from tolmach.search.beam import Beams, Choice, follow_beams
from tolmach.search.constraints import Candidates, Constraints
from tolmach.search.hypothesis import Hypothesis, ranked
from tolmach.search.methods import DiverseBeamSearch
from tolmach.search.options import SearchOptions
from tolmach.search.sources import Sources
from tolmach.text.tokenizer import EOS_ID


def diverse_beam_search(
    model: TranslationModel,
    sources: Sources,
    options: SearchOptions,
    *,
    method: DiverseBeamSearch,
) -> list[list[Hypothesis]]:
    """Return `options.n_best` hypotheses of each sentence: first the best of every group.

    Those are in the order of their scores, then the second of every group, and so on; each
    translation once. So with `n_best` 1 it is the best of all groups, and fewer than `n_best` are
    returned where groups found the same.
    """
    guard, groups = options.effective_guard, method.groups or options.beam
    beams = _GroupedBeams(sources.limits(guard), options, groups, method.strength)
    rows = torch.arange(len(sources), device=sources.ids.device).repeat_interleave(groups)
    state = model.start(model.encode(sources.ids, sources.keep)).select(rows)
    found = follow_beams(model, state, Constraints.of(sources, guard).select(rows), beams)
    return [_in_turn(of_groups)[: options.n_best] for of_groups in chunks(found, groups)]


class _GroupedBeams(Beams):
    """Beams of which every group is one; the groups of a sentence are adjacent."""

    def __init__(
        self, limits: Tensor, options: SearchOptions, groups: int, strength: float
    ) -> None:
        width = options.beam // groups
        super().__init__(
            limits.repeat_interleave(groups),
            width=width,
            n_best=width,
            penalty=options.effective_penalty,
        )
        self.count, self.groups, self.strength = len(limits), groups, strength

    def candidates(self, constraints: Constraints, logits: Tensor, step: int) -> Candidates:
        """Return enough pieces for a group that avoids all pieces of the others."""
        return constraints.candidates(logits, step, count=self.groups * self.width + 1)

    def best(self, candidates: Candidates) -> Choice:
        """Let the groups of a sentence choose one after another, [N, M]."""
        every = self.continuations(candidates)  # [N, W * C]
        taken = every.totals.new_zeros(self.count, int(candidates.ids.max()) + 1)  # [B, V]
        slots = every.pieces.new_zeros(
            len(every.pieces), min(2 * self.width, every.pieces.shape[1])
        )
        for group in range(self.groups):
            rows = (self.sentences % self.groups == group).nonzero().squeeze(1)  # [B']
            sentences, pieces = self.sentences[rows] // self.groups, every.pieces[rows]
            price = self.strength * taken[sentences].gather(1, pieces)  # [B', W * C]
            slots[rows] = (every.totals[rows] - price).topk(slots.shape[1]).indices  # [B', M]
            own = pieces.gather(1, slots[rows])  # [B', M]
            chosen = self._chosen(rows, own) & every.totals[rows].gather(1, slots[rows]).isfinite()
            taken[sentences] = taken[sentences].scatter_add(1, own, chosen.to(taken.dtype))
        return every.take(slots)

    def _chosen(self, rows: Tensor, pieces: Tensor) -> Tensor:
        """Return which of the pieces [B', M], in order, groups take that are not done by them."""
        ends = pieces == EOS_ID  # [B', M]
        ended = ends & (torch.arange(pieces.shape[1], device=pieces.device) < self.width)
        found = torch.tensor([len(self._hypotheses(row)) for row in rows.tolist()])
        going = found.to(pieces.device) + ended.sum(1) < self.width  # [B']
        live = ~ends & ((~ends).cumsum(1) <= self.width) & going[:, None]  # [B', M]
        return ended | live


def _in_turn(groups: list[list[Hypothesis]]) -> list[Hypothesis]:
    lists = [ranked(hypotheses, len(hypotheses)) for hypotheses in groups]
    turns = (
        ranked([found for found in turn if found is not None], len(groups))
        for turn in zip_longest(*lists)
    )
    distinct: dict[tuple[int, ...], Hypothesis] = {}
    for found in chain.from_iterable(turns):
        distinct.setdefault(found.ids, found)
    return sorted(distinct.values(), key=lambda found: not found.finished)
