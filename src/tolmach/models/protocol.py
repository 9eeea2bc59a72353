"""The contract of every translation model: p(y | x) = prod p(y_t | y_<t, x).

Search and training know a model only by this contract. Memory is the model's own type for an
encoded source, State its own type for the progress of decoding; where a function only
passes them on, plain `TranslationModel` means a model with any two types.

Shapes: B batch rows, S source length, T target length, D size of the last rows, V vocabulary,
R hypotheses, N sentences. Masks named `*_keep` are True at real tokens.
"""

from abc import ABC, abstractmethod
from typing import Any, Generic, NamedTuple, Protocol, Self

import torch
from torch import Tensor, nn
from typing_extensions import TypeVar

from tolmach.nn.positions import LearnedPositions


class DecoderState(Protocol):
    """The progress of decoding, one row a hypothesis; a value, never changed in place."""

    def select(self, rows: Tensor) -> Self:
        """Return the state whose row r is this state's row `rows[r]` (repeats allowed)."""
        ...


Memory = TypeVar("Memory", default=Any)
State = TypeVar("State", bound=DecoderState, default=Any)


class StepOutput(NamedTuple, Generic[State]):
    """Unnormalised log-probabilities of the next piece, [B, V], and the state after the step."""

    logits: Tensor
    state: State


class TranslationModel(nn.Module, ABC, Generic[Memory, State]):
    """An encoder and a decoder. Decoding step by step equals decoding all at once, to rounding.

    Every decoder ends in rows [B, T, D] that `output` turns into logits [B, T, V].
    """

    output: nn.Module

    @property
    def parameter_count(self) -> int:
        """The number of its parameters; those that several modules share count once."""
        return sum(parameter.numel() for parameter in self.parameters())

    @property
    def longest(self) -> int | None:
        """The most pieces it can read on a side, `<s>` or `</s>` counted; None: any number."""
        modules = self.modules()
        return min(
            (each.longest for each in modules if isinstance(each, LearnedPositions)), default=None
        )

    @abstractmethod
    def encode(self, source: Tensor, source_keep: Tensor) -> Memory:
        """Encode source ids [B, S] with mask [B, S]."""

    @abstractmethod
    def sentence_vectors(self, memory: Memory) -> Tensor:
        """Return a vector of fixed size for each source, [B, D], D being the model's own.

        Where one vector links encoder and decoder, it is that one; where the decoder attends, it
        is the mean of the rows that it attends to.
        """

    @abstractmethod
    def decode_rows(self, memory: Memory, target_in: Tensor) -> Tensor:
        """Return rows [B, T, D] for teacher-forced inputs [B, T] that begin with `<s>`."""

    def decode_layers(self, memory: Memory, target_in: Tensor) -> list[Tensor]:
        """Return, for each decoder layer, the rows [B, T, D] as if it were the last one.

        `output` turns them into what the model would say after that layer (the "logit lens",
        nostalgebraist 2020). The last are those of `decode_rows`; they are the only ones where
        layers below the last cannot be read so.
        """
        return [self.decode_rows(memory, target_in)]

    def decode(self, memory: Memory, target_in: Tensor) -> Tensor:
        """Return logits [B, T, V], all steps at once."""
        return self.output(self.decode_rows(memory, target_in))

    @abstractmethod
    def start(self, memory: Memory) -> State:
        """Return the state before the first step, one row a source sentence."""

    @abstractmethod
    def step(self, previous: Tensor, state: State) -> StepOutput[State]:
        """Read the previous pieces [B] (first `<s>`) and score the next ones."""


class TrainableModel(TranslationModel[Memory, State]):
    """A model whose output is one linear map, of which the loss computes logits in parts."""

    output: nn.Linear


def chosen_sentences(rows: Tensor, hypotheses: int, sentences: int) -> Tensor | None:
    """Return the sentences whose memory the selected `rows` need; None: all, as they are.

    A state of R hypotheses may hold the memory of N sentences, which hypotheses share: those of
    one sentence are adjacent, equally many for each, so that row r belongs to sentence
    r // (R / N). Where the selected rows are not in such runs, every row gets a copy of its own.
    """
    needed = _once_a_run(rows // (hypotheses // sentences))
    everything = torch.arange(sentences, device=rows.device)
    return None if torch.equal(needed, everything) else needed


def _once_a_run(sentences: Tensor) -> Tensor:
    """Return one entry a run where `sentences` is runs of equal length, else all of it."""
    distinct, counts = torch.unique_consecutive(sentences, return_counts=True)
    return distinct if bool((counts == counts[0]).all()) else sentences
