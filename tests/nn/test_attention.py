import pytest
import torch
from torch import nn

from tolmach.nn.attention import CrossAttention, SelfAttention, attend, attention_weights
from tolmach.nn.positions import Rotation

B, S, T, H, E = 2, 5, 3, 2, 7
D = H * E


def test_written_out_attention_equals_the_fused_kernel() -> None:
    query, key, value = torch.randn(B, H, T, E), torch.randn(B, H, S, E), torch.randn(B, H, S, E)
    keep = torch.tensor([[True] * S, [True, True, False, True, False]])
    fused = attend(query, key, value, keep=keep)
    written = attend(query.requires_grad_(), key, value, keep=keep)
    torch.testing.assert_close(written, fused)


def test_weights_sum_to_one_and_skip_what_is_hidden() -> None:
    keep = torch.tensor([[True] * S, [True, False, False, True, True]])
    weights = attention_weights(torch.randn(B, H, T, E), torch.randn(B, H, S, E), keep=keep)
    torch.testing.assert_close(weights.sum(-1), torch.ones(B, H, T))
    assert weights[1, :, :, 1:3].abs().max() == 0


def test_causal_weights_are_lower_triangular() -> None:
    rows = torch.randn(B, H, T, E)
    weights = attention_weights(rows, rows, causal=True)
    torch.testing.assert_close(weights, weights.tril())


def test_two_keys_worked_by_hand() -> None:
    query = torch.tensor([[[[1.0, 0.0, 0.0, 0.0]]]])  # E = 4, so scores are halved
    key = torch.tensor([[[[2.0, 0, 0, 0], [0.0, 1, 1, 1]]]])
    expected = torch.tensor([1.0, 0.0]).softmax(0)  # scores 2 / 2 and 0 / 2
    torch.testing.assert_close(attention_weights(query, key)[0, 0, 0], expected)


def test_self_attention_equals_torch() -> None:
    ours = SelfAttention(D, H, site="x", dropout=0.0, rotation=None)
    theirs = nn.MultiheadAttention(D, H, batch_first=True)
    theirs.in_proj_weight.data.copy_(ours.query_key_value.weight)
    theirs.in_proj_bias.data.copy_(ours.query_key_value.bias)
    theirs.out_proj.load_state_dict(ours.out.state_dict())
    rows = torch.randn(B, T, D)
    torch.testing.assert_close(ours(rows), theirs(rows, rows, rows, need_weights=False)[0])


def test_cross_attention_equals_torch() -> None:
    ours = CrossAttention(D, H, site="x", dropout=0.0)
    theirs = nn.MultiheadAttention(D, H, batch_first=True)
    theirs.in_proj_weight.data.copy_(torch.cat((ours.query.weight, ours.key_value.weight)))
    theirs.in_proj_bias.data.copy_(torch.cat((ours.query.bias, ours.key_value.bias)))
    theirs.out_proj.load_state_dict(ours.out.state_dict())
    rows, memory = torch.randn(B, T, D), torch.randn(B, S, D)
    expected = theirs(rows, memory, memory, need_weights=False)[0]
    torch.testing.assert_close(ours(rows, *ours.remember(memory)), expected)


def test_rotary_scores_depend_on_distance_alone() -> None:
    rotation = Rotation(8)
    query, key = torch.randn(1, 1, 1, 8), torch.randn(1, 1, 1, 8)
    near = (rotation(query, 3) * rotation(key, 1)).sum()
    far = (rotation(query, 40) * rotation(key, 38)).sum()
    torch.testing.assert_close(near, far, atol=1e-4, rtol=1e-4)
    assert not torch.isclose(near, (rotation(query, 5) * rotation(key, 1)).sum(), atol=1e-3)


@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_dropout_acts_only_while_training(dropout: float) -> None:
    attention = SelfAttention(D, H, site="x", dropout=dropout, rotation=None)
    rows = torch.randn(B, T, D)
    trained = [attention.train()(rows) for _ in range(2)]
    assert torch.equal(*trained) == (dropout == 0.0)
    assert torch.equal(attention.eval()(rows), attention(rows))
