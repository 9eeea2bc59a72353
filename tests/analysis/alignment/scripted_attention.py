"""A model whose attention is prescribed, so that its alignment is known."""

from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from tests.models.variants import TRANSFORMER
from tests.toy_folder import LINES
from tolmach.inference.torch_engine import TorchEngine
from tolmach.model_folder import Description
from tolmach.models.protocol import DecoderState, StepOutput, TranslationModel
from tolmach.nn.hooks import AttentionParts, notify
from tolmach.text.tokenizer import Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair
from tolmach.translation.translator import Translator

TOKENIZER = Tokenizer.learn(LINES, 331)


class ScriptedModel(TranslationModel):
    """Two layers: one predicts piece t from source piece t + `ahead`, one attends at random."""

    def __init__(self, ahead: int, sharp: int) -> None:
        super().__init__()
        self.ahead, self.sharp = ahead, sharp
        self.output = nn.Linear(1, len(TOKENIZER))

    def encode(self, source: Tensor, source_keep: Tensor) -> Tensor:  # noqa: ARG002
        return source_keep

    def sentence_vectors(self, memory: Any) -> Tensor:
        raise NotImplementedError

    def decode_rows(self, memory: Any, target_in: Tensor) -> Tensor:
        (count, length), width = target_in.shape, memory.shape[1]
        place = (torch.arange(length) + self.ahead).clamp(0, width - 1)
        ahead = 0.8 * nn.functional.one_hot(place, width) + 0.2 / width  # [T, S]
        everywhere = torch.rand(length, width).softmax(1)
        for layer in (1, 2):
            weights = ahead if layer == self.sharp else everywhere
            heads = weights.expand(count, 2, -1, -1)
            nothing = torch.zeros(count, 2, length, 1)
            parts = AttentionParts(nothing, nothing, nothing, heads.log())
            notify(f"decoder.cross.{layer}", partial(AttentionParts, *parts))
        return torch.zeros(count, length, 1)

    def start(self, memory: Any) -> DecoderState:
        raise NotImplementedError

    def step(self, previous: Tensor, state: Any) -> StepOutput:
        raise NotImplementedError


def translator(model: TranslationModel, languages: str = "de en") -> Translator:
    source, target = languages.split()
    description = Description(
        name="scripted", source_language=source, target_language=target, model=TRANSFORMER
    )
    return Translator(TorchEngine(model), TokenizerPair(TOKENIZER, TOKENIZER), description)
