"""The spread of an encoder's self-attention, by layer.

Shapes: B sentences, H heads, S source length.
"""

from collections import defaultdict
from collections.abc import Sequence

import torch
from torch import Tensor

from tolmach.data.batches import padded
from tolmach.inference.batching import batches_by_length
from tolmach.models.protocol import TranslationModel
from tolmach.nn.hooks import listening
from tolmach.text.tokenizer import EOS_ID, PAD_ID

_FEWEST_KEYS = 2  # to one key alone every query attends alike
_BATCH_TOKENS = 1_024  # whose scores are kept, as many as the square of the longest sentence


@torch.inference_mode()
def encoder_entropies(model: TranslationModel, sources: Sequence[Sequence[int]]) -> list[float]:
    """Return, for each encoder layer that attends to itself, its entropy over that of uniform.

    1: every query attends to all pieces alike; 0: to one only. It is the mean over heads and real
    queries of `sources`, which come without special pieces. Zhai et al.
    2023 call its fall "entropy collapse".
    """
    device = next(model.parameters()).device
    found: defaultdict[str, list[float]] = defaultdict(list)
    for rows in batches_by_length([len(source) + 1 for source in sources], _BATCH_TOKENS):
        source = padded([sources[row] for row in rows], last=EOS_ID).to(device)  # [B, S]
        keep = source != PAD_ID  # [B, S]

        def listen(site: str, weights: Tensor, keep: Tensor = keep) -> None:
            found[site] += _spread(weights.float(), keep)

        with listening(listen):
            model.encode(source, keep)
    return [sum(spread) / len(spread) for spread in found.values() if spread]


def _spread(weights: Tensor, keep: Tensor) -> list[float]:
    """Return the relative entropy of each real query of each head, given weights [B, H, S, S]."""
    keys = keep.sum(1)  # [B]
    entropy = torch.special.entr(weights).sum(-1).transpose(1, 2)  # [B, S, H]
    relative = entropy / keys.log()[:, None, None]  # [B, S, H]
    real = keep & (keys >= _FEWEST_KEYS)[:, None]  # [B, S]
    values: list[float] = relative[real].flatten().tolist()
    return values
