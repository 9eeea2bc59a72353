"""Models for `benchmarks.translation_speed`: the shipped one, and larger and smaller ones.

What a model has learnt does not matter to the time of a step, so the others have random weights. Of
them every translation has the same length, by either engine, and sources have the lengths of
Tatoeba's in the shipped vocabulary.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer as Backend
from tokenizers import models, pre_tokenizers

from benchmarks.corpus import needed_tatoeba_file
from tolmach.config.model import (
    ConvolutionalSettings,
    HybridSettings,
    Model,
    RecurrentSettings,
    TransformerSettings,
)
from tolmach.corpus.parallel import read_pairs
from tolmach.inference.shortlist import Shortlist
from tolmach.model_folder import Description, ModelFolder, SelfTest
from tolmach.model_paths import DEFAULT_MODEL
from tolmach.models.build import build_model, weights_of
from tolmach.search.guard import Guard
from tolmach.text.tokenizer import SMALLEST_SIZE, SPECIAL, Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair

LENGTH = 16  # pieces of every translation by random weights

_BASE = TransformerSettings(size=512, heads=8, inner=2048, encoder_layers=6, decoder_layers=6)
_TINY = TransformerSettings(size=256, heads=4, inner=1024)
_RECURRENT = {"decoder_self": "ssru"}
_SHAPES: dict[str, tuple[Model, int]] = {
    "base": (_BASE, 32_000),
    "tiny": (_TINY, 8_000),
    "base-ssru": (_BASE.model_copy(update=_RECURRENT), 32_000),
    "tiny-ssru": (_TINY.model_copy(update=_RECURRENT), 8_000),
    "hybrid": (HybridSettings(size=256, heads=4, inner=1024), 8_000),
    "recurrent": (RecurrentSettings(embedding=256, size=512), 8_000),
    "convolutional": (ConvolutionalSettings(size=256), 8_000),
}
NAMES = ("shipped", *_SHAPES)


@dataclass(frozen=True)
class MeasuredModel:
    """A model folder, what it is to translate, and how long its translations are; None: free."""

    folder: Path
    sources: list[list[int]]
    length: int | None

    @property
    def guard(self) -> Guard | None:
        """The limits of length by which every translation is as long as it should be."""
        if self.length is None:
            return None
        return Guard(min_length=self.length, max_length=self.length, max_copies=None)


def measured_model(
    name: str, folder: Path, sentences: int, *, shortlist: bool = False
) -> MeasuredModel:
    """Return a model by name, written into `folder` unless it is the shipped one as it is.

    With a `shortlist` it is copied there, and the list is learnt from Tatoeba's training set; there
    is none for random weights.
    """
    pairs = islice(read_pairs([needed_tatoeba_file("test")]), sentences)
    tokenizer = TokenizerPair.load(DEFAULT_MODEL / "tokenizer.json").source
    sources = tokenizer.encode_batch([pair.source for pair in pairs])
    if name == "shipped":
        if shortlist:
            with_shortlist(DEFAULT_MODEL, folder, needed_tatoeba_file("train"))
        return MeasuredModel(folder if shortlist else DEFAULT_MODEL, sources, None)
    settings, pieces = _SHAPES[name]
    _write(settings, pieces, folder)
    return MeasuredModel(folder, _other_pieces(sources, pieces), LENGTH)


def with_shortlist(model: Path, folder: Path, pairs: Path) -> Path:
    """Copy a model into `folder`, with the shortlist of some text; return the folder."""
    shutil.copytree(model, folder)
    tokenizers = TokenizerPair.load(folder / "tokenizer.json")
    Shortlist.learn(read_pairs([pairs]), tokenizers).save(folder)
    return folder


def _other_pieces(sources: Sequence[Sequence[int]], pieces: int) -> list[list[int]]:
    draw = np.random.default_rng(1)
    return [draw.integers(SMALLEST_SIZE, pieces, len(source)).tolist() for source in sources]


def _write(settings: Model, pieces: int, folder: Path) -> None:
    torch.manual_seed(1)
    model = build_model(settings, pieces, pieces)
    with torch.no_grad():
        model.output.bias[: len(SPECIAL)] = -30.0  # which CTranslate2 would write, too
    tokenizer = _tokenizer(pieces)
    description = Description(
        name=folder.name, source_language="de", target_language="en", model=settings
    )
    weights = weights_of(model, torch.float16)
    pair = TokenizerPair(tokenizer, tokenizer)
    ModelFolder(description, pair, weights, "Random.", SelfTest([], [])).save(folder)


def _tokenizer(pieces: int) -> Tokenizer:
    """Return a tokenizer of so many pieces: every byte, and some pairs of them."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    pairs = ("".join(pair) for pair in product(alphabet, repeat=2))
    symbols = [*SPECIAL, *alphabet, *islice(pairs, pieces - SMALLEST_SIZE)]
    return Tokenizer(
        Backend(models.BPE({symbol: place for place, symbol in enumerate(symbols)}, []))
    )
