"""The extension that `src/tolmach/native/module.cpp` defines."""

from collections.abc import Mapping, Sequence
from enum import Enum

import numpy as np
from numpy.typing import NDArray

FREE: int

_Floats = NDArray[np.float32]

class Positions(Enum):
    sinusoidal = ...
    learned = ...
    rotary = ...

class DecoderSelf(Enum):
    attention = ...
    ssru = ...

class Activation(Enum):
    relu = ...
    gelu = ...
    silu = ...
    tanh = ...

class CellKind(Enum):
    gru = ...
    lstm = ...

class SourceLink(Enum):
    start = ...
    every_step = ...
    before = ...
    after = ...
    feeding = ...

class ScoreKind(Enum):
    dot = ...
    bilinear = ...
    mlp = ...

class RecurrentEncoderSizes:
    def __init__(
        self, cell: CellKind, layers: int, bidirectional: bool, residual: bool, reverse_source: bool
    ) -> None: ...

class RecurrentDecoderSizes:
    def __init__(
        self, cell: CellKind, link: SourceLink, score: ScoreKind, layers: int, residual: bool
    ) -> None: ...

class Precision(Enum):
    float32 = ...
    int8 = ...

class ModelSizes:
    source_pieces: int
    target_pieces: int
    embedding: int
    size: int
    head_size: int
    inner: int
    encoder_heads: Sequence[int]
    decoder_self: DecoderSelf
    decoder_heads: Sequence[int]
    cross_heads: Sequence[int]
    pre_norm: bool
    positions: Positions
    longest: int
    activation: Activation
    source_tied: bool
    output_tied: bool
    recurrent_encoder: RecurrentEncoderSizes | None
    recurrent_decoder: RecurrentDecoderSizes | None

class Sampling:
    def __init__(self, temperature: float, top_k: int, top_p: float) -> None: ...

class SearchSettings:
    def __init__(
        self,
        beam: int,
        n_best: int,
        min_length: int,
        divisors: Sequence[float],
        shortlisted: bool,
        sampling: Sampling | None,
    ) -> None: ...

class BatchLimits:
    def __init__(self, rows: int, tokens: int) -> None: ...

class Engine:
    def __init__(
        self,
        sizes: ModelSizes,
        weights: Mapping[str, tuple[str, Sequence[int], memoryview]],
        precision: Precision,
        instructions: str,
    ) -> None: ...
    @property
    def instructions(self) -> str: ...
    def set_shortlist(
        self, frequent: NDArray[np.int32], starts: NDArray[np.int32], pieces: NDArray[np.int32]
    ) -> None: ...
    def translate(
        self,
        tasks: Sequence[tuple[object, ...]],
        phrases: Sequence[tuple[NDArray[np.int32], Sequence[int]]],
        attention: Sequence[_Floats],
        settings: SearchSettings,
        batch: BatchLimits,
        threads: int,
    ) -> list[list[tuple[list[int], list[float], bool]]]: ...

def known_instructions() -> list[str]: ...

class kernels:  # noqa: N801 - a module
    class Product:
        def __init__(
            self, instructions: str, precision: Precision, weight: _Floats, bias: _Floats
        ) -> None: ...
        def multiply(self, rows: _Floats, rectify: bool) -> list[list[float]]: ...
        def seconds(self, rows: _Floats, times: int) -> float: ...

    @staticmethod
    def normalise(instructions: str, row: _Floats, gain: _Floats, bias: _Floats) -> list[float]: ...
    @staticmethod
    def quantise(instructions: str, row: _Floats) -> tuple[list[int], float, int]: ...
    @staticmethod
    def attend(
        instructions: str, heads: int, query: _Floats, keys: _Floats, values: _Floats
    ) -> tuple[list[float], list[list[float]]]: ...
    @staticmethod
    def exponential_sum(instructions: str, values: _Floats) -> float: ...
    @staticmethod
    def find_above(instructions: str, values: _Floats, first: int, bound: float) -> int: ...
    @staticmethod
    def move(
        instructions: str, kind: CellKind, read: _Floats, past: _Floats, before: _Floats
    ) -> tuple[list[float], list[float]]: ...
    @staticmethod
    def attend_additively(
        instructions: str, scorer: _Floats, query: _Floats, keys: _Floats, values: _Floats
    ) -> tuple[list[float], list[float]]: ...
    @staticmethod
    def recur(
        instructions: str, gates: _Floats, fresh: _Floats, before: _Floats, row: _Floats
    ) -> tuple[list[float], list[float]]: ...
    @staticmethod
    def activate(instructions: str, activation: Activation, values: _Floats) -> list[float]: ...
