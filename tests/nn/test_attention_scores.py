import math

import pytest
import torch
from torch import Tensor

from tolmach.nn.attention_scores import (
    BilinearScore,
    DotScore,
    MlpScore,
    Remembered,
    ScoredAttention,
)
from tolmach.nn.hooks import listening

N, Q, S, D = 2, 3, 5, 7
QUERY = torch.tensor([[[1.0, 2.0]]])
KEYS = torch.tensor([[[3.0, 4.0], [0.0, 1.0]]])


def set_to(weight: Tensor, rows: list[list[float]]) -> None:
    weight.data.copy_(torch.tensor(rows))


def test_dot_worked_by_hand() -> None:
    score = DotScore()
    assert score(QUERY, score.keys(KEYS)).tolist() == [[[11.0, 2.0]]]


def test_bilinear_worked_by_hand() -> None:
    score = BilinearScore(2, 2)
    set_to(score.key.weight, [[0.0, 1.0], [5.0, 0.0]])  # W h = (4, 15) and (1, 0)
    assert score(QUERY, score.keys(KEYS)).tolist() == [[[34.0, 1.0]]]


def test_mlp_worked_by_hand() -> None:
    score = MlpScore(2, 2)
    set_to(score.key.weight, [[1.0, 0.0], [0.0, 0.1]])
    score.key.bias.data.copy_(torch.tensor([0.0, 0.5]))
    set_to(score.query.weight, [[0.0, -1.0], [0.3, 0.0]])
    set_to(score.out.weight, [[2.0, -1.0]])
    expected = [  # 2 tanh(h1 - s2) - tanh(0.1 h2 + 0.3 s1 + 0.5)
        2 * math.tanh(3 - 2) - math.tanh(0.4 + 0.3 + 0.5),
        2 * math.tanh(0 - 2) - math.tanh(0.1 + 0.3 + 0.5),
    ]
    torch.testing.assert_close(score(QUERY, score.keys(KEYS))[0, 0], torch.tensor(expected))


@pytest.mark.parametrize("kind", ["dot", "bilinear", "mlp"])
def test_queries_and_sentences_do_not_mix(kind: str) -> None:
    score = ScoredAttention(kind, D, D).score  # type: ignore[arg-type]
    queries, keys = torch.randn(N, Q, D), score.keys(torch.randn(N, S, D))
    together = score(queries, keys)
    assert together.shape == (N, Q, S)
    for n in range(N):
        for q in range(Q):
            alone = score(queries[n : n + 1, q : q + 1], keys[n : n + 1])
            torch.testing.assert_close(alone[0, 0], together[n, q])


@pytest.mark.parametrize("kind", ["bilinear", "mlp"])
def test_states_and_rows_may_differ_in_size(kind: str) -> None:
    alignment = ScoredAttention(kind, D, 11)  # type: ignore[arg-type]
    rows = torch.randn(N, S, 11)
    found = alignment(torch.randn(N, Q, D), alignment.remember(rows, None))
    assert found.shape == (N, Q, 11)
    assert alignment.score.key.weight.shape == (D, 11)  # type: ignore[union-attr]


def test_what_is_remembered_of_some_sentences_is_theirs_alone() -> None:
    keys, values, keep = torch.randn(N, S, D), torch.randn(N, S, D), torch.rand(N, S) < 0.5
    found = Remembered(keys, values, keep).of(torch.tensor([1, 1, 0]))
    for ours, all_of_them in zip(found, (keys, values, keep), strict=True):
        assert ours is not None
        assert torch.equal(ours, all_of_them[[1, 1, 0]])
    assert Remembered(keys, values, None).of(torch.tensor([1])).keep is None


@pytest.mark.parametrize("kind", ["bilinear", "mlp"])
def test_it_begins_with_maps_that_keep_the_scale_and_no_bias(kind: str) -> None:
    score = ScoredAttention(kind, 53, 31).score  # type: ignore[arg-type]
    weight = score.key.weight.detach()  # type: ignore[union-attr, operator]
    bound = math.sqrt(6 / (53 + 31))
    assert 0.97 * bound < float(weight.abs().max()) <= bound
    assert score.key.bias is None or not score.key.bias.any()  # type: ignore[union-attr, operator]


def test_weights_are_told_with_one_head_for_every_query() -> None:
    alignment, heard = ScoredAttention("dot", D, D), []
    rows = torch.randn(N, S, D)
    queries = torch.randn(N * 2, Q, D)
    with listening(lambda site, weights: heard.append((site, weights))):
        alignment(queries, alignment.remember(rows, None))
    [(site, weights)] = heard
    assert site == "decoder.cross.1"
    expected = alignment.scores(queries.view(N, 2 * Q, D), alignment.remember(rows, None))
    assert torch.equal(weights, expected.softmax(-1)[:, None])


def test_weights_sum_to_one_and_skip_what_is_hidden() -> None:
    alignment = ScoredAttention("mlp", D, D)
    keep = torch.tensor([[True] * S, [True, False, False, True, True]])
    scores = alignment.scores(torch.randn(N, Q, D), alignment.remember(torch.randn(N, S, D), keep))
    weights = scores.softmax(-1)
    torch.testing.assert_close(weights.sum(-1), torch.ones(N, Q))
    assert weights[1, :, 1:3].abs().max() == 0


def test_rows_of_one_sentence_read_one_memory() -> None:
    alignment = ScoredAttention("dot", D, D)
    values, queries = torch.randn(N, S, D), torch.randn(N * 3, Q, D)
    shared = alignment(queries, Remembered(values, values, None))
    each = values.repeat_interleave(3, dim=0)
    torch.testing.assert_close(shared, alignment(queries, Remembered(each, each, None)))
    expected = (queries @ each.transpose(1, 2)).softmax(-1) @ each
    torch.testing.assert_close(shared, expected)
