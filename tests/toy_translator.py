"""A translator with a small untrained model of any architecture; it babbles, always the same."""

import torch

from tests.toy_folder import LINES
from tolmach.config.model import Model
from tolmach.inference.torch_engine import TorchEngine
from tolmach.model_folder import Description
from tolmach.models.build import build_model
from tolmach.text.tokenizer import Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair
from tolmach.translation.translator import Translator

TOKENIZER = Tokenizer.learn(LINES, 331)


def toy_translator(settings: Model, *, lowercase: bool = False) -> Translator:
    with torch.random.fork_rng():
        torch.manual_seed(5)
        model = build_model(settings, len(TOKENIZER), len(TOKENIZER))
    description = Description(
        name="toy", source_language="de", target_language="en", lowercase=lowercase, model=settings
    )
    return Translator(TorchEngine(model), TokenizerPair(TOKENIZER, TOKENIZER), description)
