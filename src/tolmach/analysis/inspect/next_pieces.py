"""What a model could have said: its distribution over the next piece, at every place of a target.

Shapes: T target length with `</s>`, V vocabulary, k shown pieces.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from tolmach.data.batches import padded_batch
from tolmach.models.protocol import TranslationModel


@dataclass(frozen=True)
class NextPieces:
    """The distribution over the next piece after the said ones before it.

    `best` are the most probable pieces with their probabilities, the most probable first; `rank`
    is the place of the piece that was `said`: one more than are more probable.
    """

    said: int
    probability: float
    rank: int
    best: tuple[tuple[int, float], ...]


def next_pieces(
    model: TranslationModel, source: Sequence[int], target: Sequence[int], *, shown: int = 10
) -> tuple[NextPieces, ...]:
    """Return the distribution before each piece of `target` and before the `</s>` after it.

    The model is taught the target: at every place it knows all pieces before it. Ids come without
    special pieces.
    """
    device = next(model.parameters()).device
    batch = padded_batch([source], [target]).to(device)
    with torch.inference_mode():
        logits = model.decode(model.encode(batch.source, batch.source_keep), batch.target_in)
        table = logits[0].float().softmax(-1)  # [T, V]
        said = batch.target_out[0]  # [T]
        own = table.gather(1, said[:, None])  # [T, 1]
        ranks = 1 + (table > own).sum(1)  # [T]
        best = table.topk(min(shown, table.shape[1]))  # [T, k] each
    rows = zip(best.indices.tolist(), best.values.tolist(), strict=True)
    return tuple(
        NextPieces(piece, probability, rank, tuple(zip(pieces, values, strict=True)))
        for piece, probability, rank, (pieces, values) in zip(
            said.tolist(), own[:, 0].tolist(), ranks.tolist(), rows, strict=True
        )
    )
