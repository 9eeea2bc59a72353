"""Beam search for translations that must contain phrases: dynamic beam allocation.

After Post and Vilar 2018: hypotheses are banked by the number of pieces that their phrases still
need, and the places of the beam are allocated to the banks in turn, so that hypotheses which have
advanced in their phrases are not crowded out by more probable ones that have not begun. An empty
bank passes its turn on. Every hypothesis may be extended, besides its most probable pieces, by the
best piece that advances each phrase. Departing from the paper, phrases are found in the text
rather than in one segmentation of it, and places are allocated in turn, not in fixed shares.

Shapes: B sentences, W live hypotheses each, R = B * W, C candidates, P phrases, M = W * C.
"""

import torch
from torch import Tensor

from tolmach.models.protocol import TranslationModel
from tolmach.search.beam import Beams, Choice, best_of_beams
from tolmach.search.constraints import Candidates, Constraints, PhraseStates
from tolmach.search.hypothesis import Hypothesis
from tolmach.search.options import SearchOptions
from tolmach.search.phrase_constraints import check_wide_enough
from tolmach.search.sources import Sources
from tolmach.text.tokenizer import EOS_ID


def banked_beam_search(
    model: TranslationModel, sources: Sources, options: SearchOptions
) -> list[list[Hypothesis]]:
    """Return the `options.n_best` best hypotheses that contain all phrases to include.

    There are none where other constraints leave no such translation. Raises TolmachError where
    the beam has fewer places than there are banks.
    """
    check_wide_enough(sources.phrase_constraints, options.beam)
    return best_of_beams(model, sources, options, _BankedBeams(sources, options))


class _BankedBeams(Beams):
    def __init__(self, sources: Sources, options: SearchOptions) -> None:
        super().__init__(
            sources.limits(options.effective_guard),
            width=options.beam,
            n_best=options.n_best,
            penalty=options.effective_penalty,
        )
        include = [constraint.include for constraint in sources.phrase_constraints]
        self.phrases = PhraseStates.of(include, sources.ids.device)  # [R, P]

    def candidates(self, constraints: Constraints, logits: Tensor, step: int) -> Candidates:
        """Return the most probable pieces and those that advance a phrase, [R, C + P].

        The former are as many as the beam is wide, and one: how many more were looked at depends
        on the other sentences of the batch, and places are allocated to whatever is there.
        """
        looked_at = super().candidates(constraints, logits, step)
        count = min(self.width + 1, looked_at.ids.shape[1])
        scores, order = looked_at.log_probabilities.topk(count)  # [R, C]
        usual = Candidates(looked_at.ids.gather(1, order), scores)
        nearer = self.phrases.advancing(logits)  # [R, P]
        same = torch.tril(nearer[:, :, None] == nearer[:, None], diagonal=-1).any(-1)  # [R, P]
        known = same | (nearer[:, :, None] == usual.ids[:, None]).any(-1)  # [R, P]
        scores = constraints.of_pieces(nearer, logits, step).masked_fill(known, -torch.inf)
        return Candidates(
            torch.cat([usual.ids, nearer], 1), torch.cat([usual.log_probabilities, scores], 1)
        )

    def best(self, candidates: Candidates) -> Choice:
        """Return what can still contain all phrases, allocated bank by bank, [B, M].

        All phrases must fit into the room left one after another, even where they overlap.
        """
        bank = self.phrases.remaining_after(candidates.ids).view(len(self.totals), -1)  # [B, M]
        every = self.continuations(candidates)
        room = (self.limits - self.pieces.shape[1] - 1)[:, None].expand_as(bank)  # [B, M]
        possible = every.without(bank > room.masked_fill(every.pieces == EOS_ID, 0))
        by_score = possible.totals.argsort(dim=1, descending=True, stable=True)  # [B, M]
        ranked_ones = possible.take(by_score)
        return ranked_ones.take(_allocated(bank.gather(1, by_score), ranked_ones.totals.isfinite()))

    def keep(self, live: Choice, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Keep the live hypotheses, and their progress in their phrases."""
        parents, pieces = super().keep(live, rows)
        self.phrases = self.phrases.select(parents).after(pieces)
        return parents, pieces


def _allocated(bank: Tensor, possible: Tensor) -> Tensor:
    """Return slots [B, M] in the order in which they are taken from the banks, one from each.

    `bank` [B, M] is the bank of each, the best first; bank 0, which has all phrases, comes first
    in a round. Impossible ones come last.
    """
    banks = int(bank.max()) + 1
    members = torch.nn.functional.one_hot(bank, banks)  # [B, M, banks]
    turn = members.cumsum(1).gather(2, bank[:, :, None]).squeeze(2)  # [B, M]
    late = banks * (bank.shape[1] + 1)
    return (turn * banks + bank).masked_fill(~possible, late).argsort(dim=1, stable=True)
