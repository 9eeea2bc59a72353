"""A model folder with a tiny untrained Transformer, for tests of everything above search."""

from pathlib import Path

import torch

from tolmach.config.model import Model, TransformerSettings
from tolmach.inference.torch_engine import TorchEngine
from tolmach.model_folder import Description, ModelFolder, SelfTest
from tolmach.models.build import build_model, weights_of
from tolmach.search.guard import Guard
from tolmach.search.options import SearchOptions
from tolmach.text.tokenizer import Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair

LINES = [
    "Guten Morgen! Wie geht es dir?",
    "Good morning! How are you?",
    "Der Hund schläft unter dem Tisch.",
    "The dog is sleeping under the table.",
]


def make_toy_folder(
    folder: Path, *, lowercase: bool = False, languages: tuple[str, str] = ("de", "en")
) -> Path:
    """Write a model of 11 x 2 units and 331 pieces at most; it babbles, but always the same."""
    tokenizer = Tokenizer.learn(LINES, 331)
    settings = TransformerSettings(size=22, heads=1, inner=13, encoder_layers=1, decoder_layers=1)
    with torch.random.fork_rng():
        torch.manual_seed(5)
        model = build_model(settings, len(tokenizer), len(tokenizer))
    source, target = languages
    description = Description(
        name="toy",
        source_language=source,
        target_language=target,
        lowercase=lowercase,
        model=settings,
    )
    weights = weights_of(model, torch.float32)
    tokenizers = TokenizerPair(tokenizer, tokenizer)
    selftest = SelfTest(LINES[::2], LINES[1::2])
    ModelFolder(description, tokenizers, weights, "A toy.", selftest).save(folder)
    return folder


def make_random_folder(folder: Path, settings: Model, *, seed: int = 5) -> Path:
    """Write a model of any architecture whose parameters all differ, and a true self-test.

    Its translations are greedy ones without the guard against loops.
    """
    tokenizers = _tokenizers(joint=settings.tied == "all")
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = build_model(settings, len(tokenizers.source), len(tokenizers.target))
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.add_(torch.randn_like(parameter) / 4)
    options = SearchOptions(beam=1, guard=Guard(max_copies=None))
    sources = tokenizers.source.encode_batch(LINES)
    found = TorchEngine(model).translate(sources, options)
    said = tokenizers.target.decode_batch([best.ids for [best] in found])
    description = Description(
        name="random", source_language="de", target_language="en", model=settings
    )
    weights = weights_of(model, torch.float32)
    selftest = SelfTest(LINES, said)
    ModelFolder(description, tokenizers, weights, "Random.", selftest).save(folder)
    return folder


def _tokenizers(*, joint: bool) -> TokenizerPair:
    source = Tokenizer.learn(LINES, 331)
    return TokenizerPair(source, source if joint else Tokenizer.learn(LINES, 307))
