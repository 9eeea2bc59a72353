"""Small models drawn at random, a padded batch for them to read, and what they say of it."""

import torch
from torch import Tensor

from tolmach.config.model import Model
from tolmach.models.build import build_model
from tolmach.models.protocol import TranslationModel
from tolmach.text.tokenizer import BOS_ID, PAD_ID

B, S, T, V = 3, 5, 7, 23


def drawn(settings: Model) -> TranslationModel:
    """A model whose biases and norms take part, in evaluation."""
    torch.manual_seed(1)
    model = build_model(settings, V, V if settings.tied == "all" else V + 2).eval()
    for parameter in model.parameters():
        parameter.data += 0.1 * torch.randn_like(parameter)
    return model


def source() -> tuple[Tensor, Tensor]:
    """Source ids and mask, [B, S]."""
    keep = torch.arange(S) < torch.tensor([[5], [2], [4]])
    return torch.randint(3, V, (B, S)).masked_fill(~keep, PAD_ID), keep


def target() -> Tensor:
    """Target ids that begin with `<s>`, [B, T]."""
    ids = torch.randint(3, V, (B, T))
    ids[:, 0] = BOS_ID
    return ids
