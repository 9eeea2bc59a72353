import torch

from tolmach.nn.attention import HeadlessCrossAttention, HeadlessSelfAttention

B, T, S, D = 2, 5, 7, 11


def test_it_adds_its_bias_at_every_place_and_remembers_nothing() -> None:
    attention = HeadlessSelfAttention(D, site="here")
    assert (attention.heads, attention.head_size, attention.site) == (0, 0, "here")
    assert not attention.bias.any()
    attention.bias.data = torch.randn(D)
    found = attention(torch.randn(B, T, D), causal=True)
    assert torch.equal(found, attention.bias.repeat(B, T, 1))
    past = attention.start(torch.empty(B, S, D))
    assert [part.shape for part in past] == [(B, 0, 0, 0)] * 2
    row, after = attention.step(torch.randn(B, 1, D), past)
    assert torch.equal(row, attention.bias.repeat(B, 1, 1))
    assert after is past


def test_without_heads_the_source_does_not_matter() -> None:
    attention = HeadlessCrossAttention(D, site="here")
    attention.bias.data = torch.randn(D)
    keys, values = attention.remember(torch.randn(B, S, D))
    assert keys.shape == values.shape == (B, 0, S, 0)
    assert (attention.heads, attention.head_size) == (0, 0)
    found = attention(torch.randn(B, T, D), keys, values)
    assert torch.equal(found, attention.bias.repeat(B, T, 1))
