"""The loss of one example step by step: what is right, what is aimed at, what the model says.

Shapes: T target length with `</s>`, V vocabulary.
"""

import math
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor

from tolmach.analysis.attention.recorder import open_engine
from tolmach.data.batches import padded_batch
from tolmach.errors import RequestError
from tolmach.text.tokenizer import Tokenizer
from tolmach.translation.translator import Translator


@dataclass(frozen=True)
class PieceShare:
    """What one piece of the vocabulary has in the three distributions of a step."""

    piece: str
    one_hot: float
    smoothed: float
    predicted: float


@dataclass(frozen=True)
class LossStep:
    """One step: the true beginning, the true piece, and the loss in nats.

    `loss` is -log p of the true piece; `smoothed_loss` the cross-entropy with the smoothed target,
    which training lowers.
    """

    beginning: str
    true: str
    shares: tuple[PieceShare, ...]  # of the true piece, then of the most probable others
    elsewhere: PieceShare  # of all other pieces together
    loss: float
    smoothed_loss: float


@dataclass(frozen=True)
class ExampleLoss:
    """The loss of one source and target, piece by piece; `smoothing` is what training used."""

    source: str
    target: str
    smoothing: float
    steps: tuple[LossStep, ...]

    @property
    def mean(self) -> float:
        """The loss of a piece, in nats."""
        return sum(step.loss for step in self.steps) / len(self.steps)

    def as_json(self) -> dict[str, Any]:
        """Return all of it as plain values."""
        total = sum(step.loss for step in self.steps)
        return {**asdict(self), "sum": total, "mean": self.mean, "perplexity": math.exp(self.mean)}


def example_loss(
    translator: Translator, source: str, target: str, *, smoothing: float = 0.1, shown: int = 5
) -> ExampleLoss:
    """Return the loss of one example, both texts read whole, the target teacher-forced.

    The smoothed target gives 1 - smoothing to the true piece and spreads smoothing evenly over the
    whole vocabulary, the true piece included (Szegedy et al. 2016, §7), as in training.
    """
    if not 0 <= smoothing < 1:
        raise RequestError(f"A label smoothing of {smoothing:g} is not from 0 up to 1; change it.")
    model = open_engine(translator, "A loss is computed").model
    texts = translator.cleaned([source, target])
    [read], [taught] = translator.encoded(texts[:1], texts[1:])
    batch = padded_batch([read], [taught]).to(next(model.parameters()).device)
    with torch.inference_mode():
        logits = model.decode(model.encode(batch.source, batch.source_keep), batch.target_in)
        logs = logits[0].float().log_softmax(-1).cpu()  # [T, V]
    tokenizer = translator.tokenizers.target
    true = batch.target_out[0].tolist()
    steps = tuple(
        LossStep(
            tokenizer.decode(taught[:place]),
            tokenizer.pieces([true[place]])[0],
            *_shares(row, true[place], tokenizer, _Target(smoothing, len(row)), shown),
            *_losses(row, true[place], smoothing),
        )
        for place, row in enumerate(logs)
    )
    return ExampleLoss(texts[0], texts[1], smoothing, steps)


@dataclass(frozen=True)
class _Target:
    """The distributions that a step aims at, over a vocabulary of some size."""

    smoothing: float
    size: int

    def share(self, name: str, *, is_true: bool, predicted: float) -> PieceShare:
        one_hot = float(is_true)
        smoothed = (1 - self.smoothing) * one_hot + self.smoothing / self.size
        return PieceShare(name, one_hot, smoothed, predicted)


def _shares(
    logs: Tensor, true: int, tokenizer: Tokenizer, target: _Target, shown: int
) -> tuple[tuple[PieceShare, ...], PieceShare]:
    """Return the shares of the true piece and of the likeliest others, and those of the rest."""
    likeliest = logs.topk(min(shown + 1, len(logs))).indices.tolist()
    chosen = [true, *(piece for piece in likeliest if piece != true)][: shown + 1]
    names = tokenizer.pieces(chosen)
    found = tuple(
        target.share(name, is_true=piece == true, predicted=math.exp(logs[piece]))
        for name, piece in zip(names, chosen, strict=True)
    )
    rest = PieceShare(
        f"{len(logs) - len(chosen):,}\nothers",
        0.0,
        max(0.0, 1 - sum(share.smoothed for share in found)),
        max(0.0, 1 - sum(share.predicted for share in found)),
    )
    return found, rest


def _losses(logs: Tensor, true: int, smoothing: float) -> tuple[float, float]:
    loss, even = -float(logs[true]), -float(logs.mean())
    return loss, (1 - smoothing) * loss + smoothing * even
