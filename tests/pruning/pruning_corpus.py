"""A corpus and an untrained model whose heads can be pruned."""

from pathlib import Path

import torch

from tests.training.runs import write_corpus
from tolmach.config.model import TransformerSettings
from tolmach.model_folder import Description, ModelFolder, SelfTest
from tolmach.models.build import build_model, weights_of
from tolmach.text.tokenizer import Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair

SETTINGS = TransformerSettings(size=24, heads=3, inner=11, encoder_layers=2, decoder_layers=1)


def write_model_and_corpus(folder: Path) -> tuple[Path, Path]:
    """Write a corpus and a model for it; return the paths of recipe and model."""
    recipe = write_corpus(folder)
    tokenizer = Tokenizer.learn((folder / "train.tsv").read_text("utf-8").splitlines(), 290)
    with torch.random.fork_rng():
        torch.manual_seed(5)
        weights = weights_of(build_model(SETTINGS, len(tokenizer), len(tokenizer)), torch.float32)
    description = Description(
        name="toy", source_language="de", target_language="en", model=SETTINGS
    )
    content = ModelFolder(
        description, TokenizerPair(tokenizer, tokenizer), weights, "A toy.", SelfTest([], [])
    )
    content.save(folder / "model")
    return recipe, folder / "model"
