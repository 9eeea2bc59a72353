"""What every translation model is: a conditional language model p(y | x) = prod p(y_t | y_<t, x).

Search and training know a model only by this protocol. Shapes: B batch rows, S source length,
T target length, V vocabulary. Masks named `*_keep` are True at real tokens.
"""

from abc import ABC, abstractmethod
from typing import NamedTuple, Protocol, Self

from torch import Tensor, nn


class Memory(Protocol):
    """What the encoder leaves for the decoder; a value, its contents the model's own affair."""


class State(Protocol):
    """How far decoding has come, one row a hypothesis; a value, never changed in place."""

    def select(self, rows: Tensor) -> Self:
        """Return the state whose row r is this state's row `rows[r]` (repeats allowed)."""
        ...


class StepOutput(NamedTuple):
    """Unnormalised log-probabilities of the next piece, [B, V], and the state after the step."""

    logits: Tensor
    state: State


class TranslationModel(nn.Module, ABC):
    """An encoder-decoder. Step by step equals all at once, to rounding."""

    @abstractmethod
    def encode(self, source: Tensor, source_keep: Tensor) -> Memory:
        """Encode source ids [B, S] with mask [B, S]."""

    @abstractmethod
    def decode(self, memory: Memory, target_in: Tensor) -> Tensor:
        """Return logits [B, T, V] for teacher-forced inputs [B, T] that begin with `<s>`."""

    @abstractmethod
    def start(self, memory: Memory) -> State:
        """Return the state before the first step, one row a source sentence."""

    @abstractmethod
    def step(self, previous: Tensor, state: State) -> StepOutput:
        """Read the previous pieces [B] (first `<s>`) and score the next ones."""
