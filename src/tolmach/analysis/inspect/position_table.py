"""The table of positions that a model adds to its pieces, or by which it turns queries and keys.

Shapes: T positions, D model size, E head size.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from tolmach.analysis.attention.recorder import open_engine
from tolmach.errors import RequestError
from tolmach.nn.positions import LearnedPositions, Rotation, SinusoidalPositions
from tolmach.translation.translator import Translator

Kind = Literal["sinusoidal", "learned", "rotary"]


@dataclass(frozen=True)
class PositionTable:
    """What stands for each position, from 0: a row that is added to the vector of its piece.

    Of rotary positions it is the cosines, then the sines, of the angles by which the halves of
    each query and key are turned.
    """

    kind: Kind
    rows: NDArray[np.float32]  # [T, D], or [T, E] of rotary ones

    @property
    def similarities(self) -> NDArray[np.float32]:
        """The dot product of every two positions over that of a position with itself, [T, T]."""
        products = self.rows @ self.rows.T
        return products / np.sqrt(np.outer(np.diag(products), np.diag(products)))

    def as_json(self) -> dict[str, Any]:
        """Return all of it as plain values."""
        rows = np.round(self.rows.astype(float), 5)
        return {"kind": self.kind, "positions": rows.tolist()}


def position_table(translator: Translator, count: int) -> PositionTable:
    """Return the first `count` positions of the encoder, fewer where it has learnt fewer.

    Raises TolmachError where a model has none: a recurrent one knows order by reading in order.
    """
    model = open_engine(translator, "Positions are read").model
    for module in model.modules():
        found = _rows(module, count)
        if found is not None:
            kind, rows = found
            return PositionTable(kind, rows.detach().float().cpu().numpy())
    raise RequestError(
        f"{translator.description.name} has no table of positions: a recurrent network knows the "
        "order of words by reading them in order; take another model."
    )


def _rows(module: nn.Module, count: int) -> tuple[Kind, torch.Tensor] | None:
    with torch.inference_mode():
        match module:
            case LearnedPositions():
                return "learned", module.embedding.weight[:count]
            case SinusoidalPositions():
                return "sinusoidal", module(torch.zeros(1, count, module.size))[0]
            case Rotation():
                unit = torch.ones(1, 1, count, 2 * len(module.dimensions))
                unit[..., len(module.dimensions) :] = 0
                return "rotary", module(unit)[0, 0]
    return None
