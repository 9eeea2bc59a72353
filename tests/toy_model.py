"""A tiny random recurrent model that obeys the protocol, for tests of search.

Shapes: B rows, S source length, T target length, D state size, V vocabulary.
"""

from dataclasses import dataclass
from typing import NamedTuple, Self

import torch
from torch import Tensor, nn

from tolmach.models.protocol import State, StepOutput, TranslationModel


class ToyMemory(NamedTuple):
    summary: Tensor  # [B, D]


@dataclass(frozen=True)
class ToyState:
    hidden: Tensor  # [B, D]
    age: int = 0

    def select(self, rows: Tensor) -> Self:
        return type(self)(self.hidden[rows], self.age)


class ToyModel(TranslationModel):
    """A GRU cell over the sum of the source embeddings; the longer it talks, the sooner it ends."""

    def __init__(self, pieces: int, *, size: int = 7, seed: int = 0, sharpness: float = 3.0):
        super().__init__()
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            self.source = nn.Embedding(pieces, size)
            self.target = nn.Embedding(pieces, size)
            self.cell = nn.GRUCell(size, size)
            self.output = nn.Linear(size, pieces)
        self.sharpness = sharpness

    def encode(self, source: Tensor, source_keep: Tensor) -> ToyMemory:
        rows = self.source(source) * source_keep[:, :, None]  # [B, S, D]
        return ToyMemory(rows.sum(1).tanh())

    def decode(self, memory: ToyMemory, target_in: Tensor) -> Tensor:  # type: ignore[override]
        state: State = self.start(memory)
        steps = []
        for piece in target_in.unbind(1):
            logits, state = self.step(piece, state)
            steps.append(logits)
        return torch.stack(steps, dim=1)  # [B, T, V]

    def start(self, memory: ToyMemory) -> ToyState:  # type: ignore[override]
        return ToyState(memory.summary)

    def step(self, previous: Tensor, state: State) -> StepOutput:
        assert isinstance(state, ToyState)
        hidden = self.cell(self.target(previous), state.hidden)  # [B, D]
        logits = self.output(hidden)  # [B, V]
        logits[:, 2] += 0.3 * state.age - 0.7  # so that lengths are like those of sentences
        return StepOutput(self.sharpness * logits, ToyState(hidden, state.age + 1))


class LoopingModel(TranslationModel):
    """Says `pieces` over and over and hardly ever ends: what search must be guarded against."""

    def __init__(self, vocabulary: int, pieces: list[int]):
        super().__init__()
        self.vocabulary = vocabulary
        self.pieces = torch.tensor(pieces)

    def encode(self, source: Tensor, source_keep: Tensor) -> ToyMemory:  # noqa: ARG002
        return ToyMemory(torch.zeros(len(source), 1))

    def decode(self, memory: ToyMemory, target_in: Tensor) -> Tensor:  # type: ignore[override]
        raise NotImplementedError

    def start(self, memory: ToyMemory) -> ToyState:  # type: ignore[override]
        return ToyState(memory.summary)

    def step(self, previous: Tensor, state: State) -> StepOutput:
        assert isinstance(state, ToyState)
        place = state.hidden.long().squeeze(1) % len(self.pieces)  # [B]
        logits = torch.zeros(len(previous), self.vocabulary)  # [B, V]
        logits[torch.arange(len(previous)), self.pieces[place]] = 9.0
        logits[:, 2] = 1.0
        return StepOutput(logits, ToyState(state.hidden + 1))
