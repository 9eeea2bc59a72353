import pytest
import torch
from torch import nn
from torch.testing import assert_close

from tolmach.nn.attention import (
    CrossAttention,
    SelfAttention,
    attend,
    attention_weights,
    merge_heads,
    split_heads,
)
from tolmach.nn.hooks import listening
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


@pytest.mark.parametrize("learning", [False, True], ids=["fused", "written out"])
def test_the_masks_of_an_attention_reach_it(learning: bool) -> None:
    keep = torch.tensor([[True, True, False], [True, False, True]])
    attention = SelfAttention(D, H, site="x", dropout=0.0, rotation=None).requires_grad_(learning)
    rows = torch.randn(B, T, D)
    whole = attention(rows, keep=keep)
    assert_close(whole[0, :2], attention(rows[:1, :2])[0])
    changed = rows.clone()
    changed[:, 2] += 1
    causal, after = attention(rows, causal=True), attention(changed, causal=True)
    assert_close(causal[:, :2], after[:, :2])
    assert not torch.allclose(causal[:, 2], after[:, 2])
    cross = CrossAttention(D, H, site="x", dropout=0.0).requires_grad_(learning)
    keys, values = cross.remember(rows)
    found = cross(rows, keys, values, keep=keep)
    assert_close(found[0], cross(rows[:1], keys[:1, :, :2], values[:1, :, :2])[0])


@pytest.mark.parametrize("rotation", [None, Rotation(E + 1)], ids=["plain", "rotary"])
def test_step_by_step_equals_all_at_once_and_is_told_alike(rotation: Rotation | None) -> None:
    size = H * (E + 1)
    attention = SelfAttention(size, H, site="x", dropout=0.5, rotation=rotation).eval()
    rows = torch.randn(B, T, size)
    told: list[torch.Tensor] = []
    with listening(lambda _, weights: told.append(weights)):
        at_once = attention(rows, causal=True)
        past: tuple[torch.Tensor, ...] = (torch.empty(B, H, 0, E + 1),) * 2
        for place in range(T):
            row, past = attention.step(rows[:, [place]], past)
            assert_close(row, at_once[:, [place]])
            assert_close(told[-1][..., 0, :], told[0][..., place, : place + 1])
    assert past[0].shape == past[1].shape == (B, H, T, E + 1)
    query, key, value = attention.project(rows)
    assert_close(torch.stack(past), torch.stack((key, value)))
    assert_close(attention.project(rows[:, 1:], 1)[0], query[:, :, 1:])


def test_both_masks_together_hide_what_either_hides() -> None:
    rows, keep = (
        torch.randn(B, H, S, E),
        torch.tensor([[True] * S, [True, True, False, True, False]]),
    )
    weights = attention_weights(rows, rows, keep=keep, causal=True)
    seen = torch.ones(S, S).tril().bool() & keep[:, None, None]
    assert torch.equal(weights != 0, seen.expand(B, H, S, S))
    assert_close(weights.sum(-1), torch.ones(B, H, S))


def test_heads_are_split_and_merged_in_order() -> None:
    rows = torch.arange(T * D).view(T, D)
    heads = split_heads(rows, H)
    assert torch.equal(heads[1], rows[:, E:])
    assert torch.equal(merge_heads(heads), rows)
    assert torch.equal(merge_heads(split_heads(rows[None], H)), rows[None])


def test_heads_that_are_left_after_pruning_keep_their_size() -> None:
    attention = SelfAttention(D, 1, site="x", dropout=0.0, rotation=None, head_size=E)
    cross = CrossAttention(D, 1, site="x", dropout=0.0, head_size=E)
    rows = torch.randn(B, T, D)
    assert attention(rows).shape == cross(rows, *cross.remember(rows)).shape == rows.shape
    assert attention.out.in_features == cross.out.in_features == E
    assert cross.query.out_features == E
    assert cross.remember(rows)[0].shape == (B, 1, T, E)
    whole = SelfAttention(D, H, site="x", dropout=0.0, rotation=None)
    assert (whole.head_size, CrossAttention(D, H, site="x", dropout=0.0).head_size) == (E, E)


@pytest.mark.parametrize("learning", [False, True], ids=["fused", "written out"])
def test_with_all_weights_dropped_nothing_is_found(learning: bool) -> None:
    rows = torch.randn(B, H, T, E, requires_grad=learning)
    assert not attend(rows, rows, rows, dropout=1.0).any()
    assert attend(rows, rows, rows, dropout=0.0).all()
    if learning:  # what is spared is scaled up
        torch.manual_seed(1)
        ones = torch.ones(1, 1, 50, 50)
        found = attend(ones.clone().requires_grad_(), ones, ones, dropout=0.5)
        assert float(found.detach().mean()) == pytest.approx(1, abs=0.1)


def test_cross_attention_is_told_what_it_attends_with() -> None:
    cross = CrossAttention(D, H, site="here", dropout=0.0)
    rows, memory = torch.randn(B, T, D), cross.remember(torch.randn(B, S, D))
    keep, told = torch.tensor([[True] * S, [True, True, False, True, False]]), []
    with listening(lambda site, weights: told.append((site, weights))):
        cross(rows, *memory, keep=keep)
    [(site, weights)] = told
    expected = attention_weights(split_heads(cross.query(rows), H), memory[0], keep=keep)
    assert site == "here"
    assert torch.equal(weights, expected)


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
    cross = CrossAttention(D, H, site="x", dropout=dropout)
    rows = torch.randn(B, T, D)
    memory = cross.remember(rows)
    for module, inputs in ((attention, (rows,)), (cross, (rows, *memory))):
        trained = [module.train()(*inputs) for _ in range(2)]
        assert torch.equal(*trained) == (dropout == 0.0)
        assert torch.equal(module.eval()(*inputs), module(*inputs))
