"""The model from which learning is to go on, as far as a recipe's draft must know it."""

from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Self

from safetensors import SafetensorError, safe_open

from tolmach.config.model import learnt_positions
from tolmach.model_folder import read_description
from tolmach.model_paths import TOKENIZER, WEIGHTS, damaged_model, located_model
from tolmach.text.tokenizer_pair import TokenizerPair


@dataclass(frozen=True)
class StartModel:
    """What a trained model brings along; `size` is in units.

    `longest` is the most pieces that it reads, None where it computes positions of any number.
    """

    languages: tuple[str, str]
    tokenizers: TokenizerPair
    size: int
    parameters: int
    longest: int | None = None

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Look at a model, or at the `model` inside a run's folder, without loading its weights.

        Raises TolmachError where there is none or it is damaged.
        """
        folder = located_model(folder)
        found = read_description(folder)
        positions = learnt_positions(found.model)
        return cls(
            found.languages,
            TokenizerPair.load(folder / TOKENIZER),
            found.model.size,
            _count_parameters(folder / WEIGHTS),
            None if positions is None else positions - 1,  # `</s>` takes one
        )


def _count_parameters(path: Path) -> int:
    try:
        with safe_open(path, framework="numpy") as weights:
            names = weights.keys()
            return sum(prod(weights.get_slice(name).get_shape()) for name in names)
    except (OSError, SafetensorError) as error:
        raise damaged_model(path, error) from error
