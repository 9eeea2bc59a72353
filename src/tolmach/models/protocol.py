"""What every translation model is: a conditional language model p(y | x) = prod p(y_t | y_<t, x).

Search and training know a model only by this protocol. Shapes: B batch rows, S source length,
T target length, V vocabulary. Masks named `*_keep` are True at real tokens.
"""

from abc import ABC, abstractmethod
from typing import Any, NamedTuple, Protocol, Self

from torch import Tensor, nn

from tolmach.nn.positions import LearnedPositions


class DecoderState(Protocol):
    """How far decoding has come, one row a hypothesis; a value, never changed in place."""

    def select(self, rows: Tensor) -> Self:
        """Return the state whose row r is this state's row `rows[r]` (repeats allowed)."""
        ...


class StepOutput(NamedTuple):
    """Unnormalised log-probabilities of the next piece, [B, V], and the state after the step."""

    logits: Tensor
    state: DecoderState


class TranslationModel(nn.Module, ABC):
    """An encoder-decoder. Step by step equals all at once, to rounding.

    Every decoder ends in rows [B, T, D] that one linear `output` turns into logits.
    """

    output: nn.Linear

    @property
    def longest(self) -> int | None:
        """The most pieces it can read on a side, `<s>` or `</s>` counted; None: any number."""
        modules = self.modules()
        return min(
            (each.longest for each in modules if isinstance(each, LearnedPositions)), default=None
        )

    @abstractmethod
    def encode(self, source: Tensor, source_keep: Tensor) -> Any:
        """Encode source ids [B, S], mask [B, S], into a memory: a value of the model's own kind."""

    @abstractmethod
    def sentence_vectors(self, memory: Any) -> Tensor:
        """Return a vector of fixed size for each source, [B, D], the model's own D.

        Where one vector links encoder and decoder, it is that one; where the decoder attends, it
        is the mean of the rows that it attends to.
        """

    @abstractmethod
    def decode_rows(self, memory: Any, target_in: Tensor) -> Tensor:
        """Return rows [B, T, D] for teacher-forced inputs [B, T] that begin with `<s>`."""

    def decode(self, memory: Any, target_in: Tensor) -> Tensor:
        """Return logits [B, T, V], all steps at once."""
        return self.output(self.decode_rows(memory, target_in))

    @abstractmethod
    def start(self, memory: Any) -> DecoderState:
        """Return the state before the first step, one row a source sentence."""

    @abstractmethod
    def step(self, previous: Tensor, state: Any) -> StepOutput:
        """Read the previous pieces [B] (first `<s>`) and score the next ones."""
