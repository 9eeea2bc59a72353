import threading

import torch
from torch import Tensor
from torch.testing import assert_close

from tolmach.nn.attention import CrossAttention, SelfAttention, merge_heads
from tolmach.nn.hooks import (
    AttentionParts,
    drawn_gating,
    examining,
    gating,
    hooked,
    listening,
    notify,
)

B, H, S, T, E = 2, 3, 5, 7, 11


def test_gates_multiply_what_the_heads_bring() -> None:
    torch.manual_seed(0)
    attention = SelfAttention(H * E, H, site="here", dropout=0.0, rotation=None)
    rows, gates = torch.randn(B, T, H * E), torch.tensor([0.0, 1.0, 0.5])
    expected = SelfAttention(H * E, H, site="there", dropout=0.0, rotation=None)
    expected.load_state_dict(attention.state_dict())
    with torch.no_grad():
        expected.out.weight *= gates.repeat_interleave(E)
    with gating({"here": gates}.get):
        assert_close(attention(rows), expected(rows))
        past = torch.randn(B, H, T, E), torch.randn(B, H, T, E)
        row = torch.randn(B, 1, H * E)
        assert_close(attention.step(row, past)[0], expected.step(row, past)[0])


def test_a_gate_of_cross_attention_has_a_gradient_and_is_gone_outside() -> None:
    torch.manual_seed(0)
    attention = CrossAttention(H * E, H, site="here", dropout=0.0)
    rows, memory = torch.randn(B, T, H * E), attention.remember(torch.randn(B, S, H * E))
    open_gates = torch.ones(H, requires_grad=True)
    with gating({"here": open_gates}.get):
        found = attention(rows, *memory)
    assert torch.equal(found, attention(rows, *memory))
    with gating({"here": torch.zeros(H)}.get):
        with gating({"here": open_gates}.get):
            assert torch.equal(attention(rows, *memory), found)
        closed = attention(rows, *memory)
    assert torch.equal(closed, attention.out.bias.expand_as(closed))
    assert torch.equal(attention(rows, *memory), found)
    found.square().sum().backward()
    assert open_gates.grad is not None
    assert bool((open_gates.grad != 0).all())


def test_drawn_gates_are_asked_for_with_the_rows_of_the_batch() -> None:
    torch.manual_seed(0)
    attention = SelfAttention(H * E, H, site="here", dropout=0.0, rotation=None)
    rows, gates = torch.randn(B, T, H * E), torch.rand(B, H)
    asked = []

    def draw(site: str, count: int) -> torch.Tensor:
        asked.append((site, count))
        return gates

    with drawn_gating(draw):
        together = attention(rows)
    assert asked == [("here", B)]
    for row in range(B):
        with gating({"here": gates[row]}.get):
            assert_close(attention(rows[[row]]), together[[row]])


def parts(scores: Tensor) -> AttentionParts:
    return AttentionParts(scores, scores, scores, scores)


def never() -> AttentionParts:
    raise AssertionError("nobody listens")


def test_nothing_is_computed_while_nobody_listens() -> None:
    notify("here", never)
    with listening(lambda *_: None):
        pass
    notify("here", never)


def test_a_listener_hears_weights_without_their_gradient() -> None:
    heard = []
    with listening(lambda site, weights: heard.append((site, weights))):
        notify("here", lambda: parts(torch.zeros(2, requires_grad=True) * 3))
    (site, weights), *others = heard
    assert (site, weights.tolist(), others) == ("here", [0.5, 0.5], [])
    assert not weights.requires_grad


def test_an_examiner_is_given_what_the_weights_are_made_of() -> None:
    size = H * E
    attention = SelfAttention(size, H, site="here", dropout=0.0, rotation=None)
    rows, heard = torch.randn(B, T, size), dict[str, AttentionParts]()
    with examining(heard.__setitem__), torch.no_grad():
        found = attention(rows, causal=True)
    told = heard["here"]
    assert_close(told.scores[0, 1, 2, 0], told.query[0, 1, 2] @ told.key[0, 1, 0] / E**0.5)
    assert told.scores[0, 1, 0, 1] == -torch.inf
    assert_close(attention.out(merge_heads(told.weights @ told.value)), found)


def test_the_innermost_listens_and_then_the_one_around_it() -> None:
    heard = []
    with listening(lambda site, _: heard.append(f"outer {site}")):
        with listening(lambda site, _: heard.append(f"inner {site}")):
            notify("1", lambda: parts(torch.ones(1)))
        notify("2", lambda: parts(torch.ones(1)))
    assert heard == ["inner 1", "outer 2"]


def test_another_thread_is_not_overheard() -> None:
    heard: list[str] = []
    with listening(lambda site, _: heard.append(site)):
        other = threading.Thread(target=notify, args=("there", never))
        other.start()
        other.join()
        notify("here", lambda: parts(torch.ones(1)))
    assert heard == ["here"]


def test_the_model_is_hooked_inside_a_scope_and_not_outside() -> None:
    assert not hooked()
    with gating(lambda _: None):
        assert hooked()
    assert not hooked()
