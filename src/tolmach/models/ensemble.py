"""Several models as one: the average of what they think (Hansen and Salamon 1990).

Shapes: B batch rows, S source length, T target length, V vocabulary, N members.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import torch
from torch import Tensor, nn

from tolmach.models.protocol import DecoderState, StepOutput, TranslationModel


@dataclass(frozen=True)
class EnsembleState:
    """A state of each member."""

    members: tuple[DecoderState, ...]

    def select(self, rows: Tensor) -> Self:
        """Return the state whose row r is this state's row `rows[r]`."""
        return type(self)(tuple(state.select(rows) for state in self.members))


class Ensemble(TranslationModel):
    """A model whose p(y_t | y_<t, x) is the arithmetic mean of its members' probabilities.

    Members may be of any architecture; all must read and write the same pieces. The logits that
    come out are log-probabilities already. It translates and scores; learning is its members' own
    affair, and it has no `output` of its own.
    """

    def __init__(self, members: Sequence[TranslationModel]) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)

    def encode(self, source: Tensor, source_keep: Tensor) -> tuple[Any, ...]:
        """Encode source ids [B, S] with mask [B, S], each member for itself."""
        return tuple(member.encode(source, source_keep) for member in self._models())

    def sentence_vectors(self, memory: tuple[Any, ...]) -> Tensor:
        """Return the vectors of all members, one after the other, [B, ..]."""
        pairs = zip(self._models(), memory, strict=True)
        return torch.cat([member.sentence_vectors(own) for member, own in pairs], dim=1)

    def decode_rows(self, memory: tuple[Any, ...], target_in: Tensor) -> Tensor:
        """Return log-probabilities [B, T, V], all steps at once."""
        pairs = zip(self._models(), memory, strict=True)
        return _mean([member.decode(own, target_in) for member, own in pairs])

    def decode(self, memory: tuple[Any, ...], target_in: Tensor) -> Tensor:
        """Return log-probabilities [B, T, V], all steps at once."""
        return self.decode_rows(memory, target_in)

    def start(self, memory: tuple[Any, ...]) -> EnsembleState:
        """Return the state before the first step, one row a source sentence."""
        pairs = zip(self._models(), memory, strict=True)
        return EnsembleState(tuple(member.start(own) for member, own in pairs))

    def step(self, previous: Tensor, state: EnsembleState) -> StepOutput:
        """Read the previous pieces [B] and return log-probabilities [B, V]."""
        pairs = zip(self._models(), state.members, strict=True)
        outputs = [member.step(previous, own) for member, own in pairs]
        states = tuple(output.state for output in outputs)
        return StepOutput(_mean([output.logits for output in outputs]), EnsembleState(states))

    def _models(self) -> list[Any]:
        return list(self.members)


def _mean(logits: list[Tensor]) -> Tensor:
    """Return the logarithm of the mean probability, given each member's logits [..., V]."""
    each = torch.stack([one.log_softmax(-1) for one in logits])  # [N, ..., V]
    return each.logsumexp(0) - math.log(len(logits))
