"""Tiny models that obey the protocol, for tests of search: random, looping, and told what to say.

Shapes: B rows, S source length, T target length, D state size, V vocabulary.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import torch
from torch import Tensor, nn

from tolmach.models.protocol import StepOutput, TrainableModel, TranslationModel


class ToyMemory(NamedTuple):
    summary: Tensor  # [B, D]


@dataclass(frozen=True)
class ToyState:
    hidden: Tensor  # [B, D]
    age: int = 0

    def select(self, rows: Tensor) -> Self:
        return type(self)(self.hidden[rows], self.age)


class ToyModel(TrainableModel[ToyMemory, ToyState]):
    """A GRU cell over the sum of the source embeddings; the longer it talks, the sooner it ends."""

    def __init__(self, pieces: int, *, size: int = 7, seed: int = 0, sharpness: float = 3.0):
        super().__init__()
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            self.source = nn.Embedding(pieces, size)
            self.target = nn.Embedding(pieces, size)
            self.cell = nn.GRUCell(size, size)
            self.output = nn.Linear(size + 1, pieces)
        self.output.weight.data[:, -1] = torch.eye(pieces)[2]  # the last column speaks for </s>
        self.sharpness = sharpness

    def encode(self, source: Tensor, source_keep: Tensor) -> ToyMemory:
        rows = self.source(source) * source_keep[:, :, None]  # [B, S, D]
        return ToyMemory(rows.sum(1).tanh())

    def sentence_vectors(self, memory: ToyMemory) -> Tensor:
        return memory.summary

    def decode_rows(self, memory: ToyMemory, target_in: Tensor) -> Tensor:
        state, rows = self.start(memory), []
        for piece in target_in.unbind(1):
            row, state = self._next(piece, state)
            rows.append(row)
        return torch.stack(rows, dim=1)  # [B, T, D + 1]

    def start(self, memory: ToyMemory) -> ToyState:
        return ToyState(memory.summary)

    def step(self, previous: Tensor, state: ToyState) -> StepOutput[ToyState]:
        row, state = self._next(previous, state)
        return StepOutput(self.output(row), state)

    def _next(self, previous: Tensor, state: ToyState) -> tuple[Tensor, ToyState]:
        hidden = self.cell(self.target(previous), state.hidden)  # [B, D]
        age = hidden.new_full((len(hidden), 1), 0.3 * state.age - 0.7)
        return self.sharpness * torch.cat([hidden, age], 1), ToyState(hidden, state.age + 1)


class LoopingModel(TranslationModel[ToyMemory, ToyState]):
    """Says `pieces` over and over and hardly ever ends: what search must be guarded against."""

    def __init__(self, vocabulary: int, pieces: list[int]):
        super().__init__()
        self.vocabulary = vocabulary
        self.pieces = torch.tensor(pieces)

    def encode(self, source: Tensor, source_keep: Tensor) -> ToyMemory:  # noqa: ARG002
        return ToyMemory(torch.zeros(len(source), 1))

    def sentence_vectors(self, memory: ToyMemory) -> Tensor:
        return memory.summary

    def decode_rows(self, memory: ToyMemory, target_in: Tensor) -> Tensor:
        raise NotImplementedError

    def start(self, memory: ToyMemory) -> ToyState:
        return ToyState(memory.summary)

    def step(self, previous: Tensor, state: ToyState) -> StepOutput[ToyState]:
        logits = torch.zeros(len(previous), self.vocabulary)  # [B, V]
        logits[:, self.pieces[state.age % len(self.pieces)]] = 9.0
        logits[:, 2] = 1.0
        return StepOutput(logits, ToyState(state.hidden, state.age + 1))


class ScriptedModel(TranslationModel):
    """Says next what its script gives for the step and the piece before, as log-probabilities.

    What a step leaves of the probability goes to padding, which no search may say. The last step
    of the script holds from there on.
    """

    def __init__(self, vocabulary: int, script: Sequence[Mapping[int, Mapping[int, float]]]):
        super().__init__()
        self.script = script
        self.table = torch.full((len(script), vocabulary, vocabulary), -torch.inf)
        self.table[:, :, 0] = 0.0
        for step, rows in enumerate(script):
            for before, row in rows.items():
                left = 1 - sum(math.exp(each) for each in row.values())
                assert left > -1e-9, f"step {step} gives more than all of the probability"
                self.table[step, before, 0] = math.log(left) if left > 0 else -torch.inf
                for piece, log_probability in row.items():
                    self.table[step, before, piece] = log_probability
        self.steps = 0

    def encode(self, source: Tensor, source_keep: Tensor) -> ToyMemory:  # noqa: ARG002
        return ToyMemory(torch.zeros(len(source), 1))

    def sentence_vectors(self, memory: Any) -> Tensor:
        return memory.summary

    def decode_rows(self, memory: Any, target_in: Tensor) -> Tensor:
        raise NotImplementedError

    def start(self, memory: Any) -> ToyState:
        return ToyState(memory.summary)

    def step(self, previous: Tensor, state: Any) -> StepOutput:
        self.steps += 1
        logits = self.table[min(state.age, len(self.table) - 1), previous]  # [B, V]
        return StepOutput(logits, ToyState(state.hidden, state.age + 1))
