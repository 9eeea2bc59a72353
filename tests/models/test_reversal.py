"""Every kind of link learns to turn sentences round, the attentive ones without a mistake."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from tests.models.variants import CONVOLUTIONAL, HYBRID, RECURRENT, TRANSFORMER, changed
from tolmach.config.model import Model
from tolmach.models.build import build_model
from tolmach.models.protocol import TranslationModel
from tolmach.text.tokenizer import BOS_ID, EOS_ID, PAD_ID

S, V = 4, 11
WARMUP = 30  # updates
WIDE = {"embedding": 31, "size": 2 * 29}
LEARNERS: dict[str, tuple[Model, int, float]] = {
    "transformer": (changed(TRANSFORMER, size=32, decoder_layers=2), 250, 1),
    "recurrent, attention before": (changed(RECURRENT, **WIDE), 200, 1),
    "recurrent, attention after": (changed(RECURRENT, link="attention_after", **WIDE), 250, 1),
    "recurrent, input feeding": (
        changed(RECURRENT, link="attention_after", input_feeding=True, cell="lstm", **WIDE),
        350,
        1,
    ),
    "convolutional": (changed(CONVOLUTIONAL, size=62, decoder_layers=2), 250, 1),
    "convolutional, vector at every step": (
        changed(CONVOLUTIONAL, size=59, decoder_layers=2, link="every_step"),
        350,
        0.97,
    ),
    "hybrid": (changed(HYBRID, size=32), 300, 1),
}


@pytest.mark.parametrize(
    ("settings", "updates", "least"), list(LEARNERS.values()), ids=list(LEARNERS)
)
def test_reversal_is_learnt(settings: Model, updates: int, least: float) -> None:
    torch.manual_seed(1)
    model = build_model(settings, V, V)
    parameters = list(model.parameters())
    optimizer = torch.optim.Adam(parameters, fused=True)
    for update in range(updates):
        optimizer.param_groups[0]["lr"] = 0.005 * min(1, update / WARMUP) * (1 - update / updates)
        source, target = pairs(64)
        before = F.pad(target[:, :-1], (1, 0), value=BOS_ID)
        logits = model.decode(model.encode(source, source != PAD_ID), before)
        optimizer.zero_grad()
        F.cross_entropy(logits.flatten(0, 1), target.flatten(), ignore_index=PAD_ID).backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
    source, target = pairs(300)
    found = greedy(model.eval(), source).masked_fill(target == PAD_ID, PAD_ID)
    right = (found == target).all(1).float().mean()
    assert right >= least


def pairs(count: int) -> tuple[Tensor, Tensor]:
    """Return sentences of two to S pieces, each with its `</s>`, and their reversals."""
    place, end = torch.arange(S + 1), torch.randint(2, S + 1, (count, 1))
    source = torch.randint(3, V, (count, S + 1))
    target = source.gather(1, (end - 1 - place).clamp(min=0))
    ended = (each.masked_fill(place == end, EOS_ID) for each in (source, target))
    source, target = (each.masked_fill(place > end, PAD_ID) for each in ended)
    return source, target


def greedy(model: TranslationModel, source: Tensor) -> Tensor:
    """Return the likeliest next piece at each of S + 1 steps."""
    state = model.start(model.encode(source, source != PAD_ID))
    found = [torch.full((len(source),), BOS_ID)]
    for _ in range(source.shape[1]):
        logits, state = model.step(found[-1], state)
        found.append(logits.argmax(-1))
    return torch.stack(found[1:], 1)
