"""Reading padded sentences forwards and backwards.

Shapes: B sentences, S padded length, I input size, D size of what both directions give together.
"""

from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor, nn

from tolmach.nn.recurrence import CellKind, RecurrentLayer, recurrent_layer


@dataclass(frozen=True)
class Extent:
    """Where the sentences of a batch end, and so how each of them is turned round.

    Padding stands after a sentence and stays there when it is turned.
    """

    last: Tensor  # [B], the place of each sentence's last piece
    turned: Tensor  # [B * S], at each place the one it is swapped with, all rows counted through

    @classmethod
    def of(cls, keep: Tensor) -> Self:
        """Take the sentences' lengths from their mask [B, S]."""
        B, S = keep.shape
        last = keep.sum(1) - 1  # [B]
        place = torch.arange(S, device=keep.device).expand(B, S)
        other = torch.where(keep, last[:, None] - place, place)  # [B, S]
        first = torch.arange(B, device=keep.device)[:, None] * S  # [B, 1]
        return cls(last, (first + other).flatten())

    def turn(self, rows: Tensor) -> Tensor:
        """Return rows [B, S, I] with every sentence in reverse."""
        return _Swapped.apply(rows, self.turned)  # type: ignore[no-untyped-call]

    def at_end(self, rows: Tensor) -> Tensor:
        """Return of rows [B, S, I] the one at each sentence's last piece, [B, I]."""
        return rows[torch.arange(len(rows), device=rows.device), self.last]


class OneWay(nn.Module):
    """A recurrent layer that reads forwards."""

    def __init__(self, kind: CellKind, inputs: int, size: int) -> None:
        super().__init__()
        self.forwards = recurrent_layer(kind, inputs, size)

    def forward(self, rows: Tensor, extent: Extent) -> tuple[Tensor, Tensor]:
        """Map rows [B, S, I] to states [B, S, D]; return each sentence's last one, [B, D], too."""
        states = _states(self.forwards, rows)
        return states, extent.at_end(states)


class BothWays(nn.Module):
    """Two recurrent layers, half as wide each, of which one reads backwards.

    (Schuster and Paliwal 1997.) It begins with each sentence's own last piece, not with padding.
    """

    def __init__(self, kind: CellKind, inputs: int, size: int) -> None:
        super().__init__()
        self.forwards = recurrent_layer(kind, inputs, size // 2)
        self.backwards = recurrent_layer(kind, inputs, size // 2)

    def forward(self, rows: Tensor, extent: Extent) -> tuple[Tensor, Tensor]:
        """Map rows [B, S, I] to states [B, S, D]; return both last ones, [B, D], too."""
        there = _states(self.forwards, rows)  # [B, S, D / 2]
        back = _states(self.backwards, extent.turn(rows))
        last = torch.cat((extent.at_end(there), extent.at_end(back)), dim=1)  # [B, D]
        return torch.cat((there, extent.turn(back)), dim=2), last


def _states(layer: RecurrentLayer, rows: Tensor) -> Tensor:
    return layer(rows, layer.zeros(rows))[0]


class _Swapped(torch.autograd.Function):
    """Rows in another order that is its own inverse, so that gradients go the same way."""

    @staticmethod
    def forward(ctx: torch.autograd.function.FunctionCtx, rows: Tensor, order: Tensor) -> Tensor:
        ctx.save_for_backward(order)
        return _ordered(rows, order)

    @staticmethod
    def backward(ctx: torch.autograd.function.FunctionCtx, gradient: Tensor) -> tuple[Tensor, None]:
        (order,) = ctx.saved_tensors  # type: ignore[attr-defined]
        return _ordered(gradient, order), None


def _ordered(rows: Tensor, order: Tensor) -> Tensor:
    return rows.reshape(-1, rows.shape[-1]).index_select(0, order).view(rows.shape)
