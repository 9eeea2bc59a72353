import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.testing import assert_close

from tolmach.analysis.relevance.rules import (
    OPPOSED,
    of_logits,
    through_attention,
    through_linear,
    through_sum,
)

WHOLE = 1 + OPPOSED  # what a term of the output's sign weighs


def test_a_term_that_works_against_the_output_gets_next_to_nothing() -> None:
    # 2·3 − 1·2 = 4 is above 0 thanks to the first entry, 2·1 − 1·5 = −3 below it for the second
    rows, weight = torch.tensor([2.0, -1.0]), torch.tensor([[3.0, 2.0], [1.0, 5.0]])
    found = through_linear(torch.tensor([11.0, 13.0]), rows, weight)
    one = torch.tensor([6 * WHOLE, 2 * OPPOSED]) * 11 / (6 * WHOLE + 2 * OPPOSED)
    two = torch.tensor([2 * OPPOSED, 5 * WHOLE]) * 13 / (2 * OPPOSED + 5 * WHOLE)
    assert_close(found, one + two)


def test_where_a_bias_turned_the_sign_the_terms_that_agree_with_it_count() -> None:
    rows, weight = torch.tensor([2.0, -1.0]), torch.tensor([[3.0, 2.0]])
    found = through_linear(torch.ones(1), rows, weight, torch.tensor([-5.0]))  # 4 − 5 = −1
    assert_close(found, torch.tensor([6 * OPPOSED, 2 * WHOLE]) / (6 * OPPOSED + 2 * WHOLE))


def test_where_a_bias_alone_made_the_output_the_terms_share_by_size() -> None:
    rows, weight = torch.tensor([2.0, 1.0]), torch.tensor([[3.0, 2.0]])
    found = through_linear(torch.ones(1), rows, weight, torch.tensor([-9.0]))
    assert_close(found, torch.tensor([6 / 8, 2 / 8]))


def test_an_output_of_nothing_but_bias_has_nobody_to_hand_to() -> None:
    found = through_linear(torch.ones(1), torch.zeros(3), torch.ones(1, 3), torch.ones(1))
    assert_close(found, torch.zeros(3))


def test_a_sum_is_shared_entry_by_entry() -> None:
    one, other = torch.tensor([1.0, -2.0, 3.0]), torch.tensor([3.0, -6.0, -1.0])
    left, right = through_sum(torch.tensor([8.0, 16.0, 1.0]), one, other)
    last = 3 * WHOLE / (3 * WHOLE + OPPOSED)
    assert_close(left, torch.tensor([2.0, 4.0, last]))
    assert_close(right, torch.tensor([6.0, 12.0, 1 - last]))


def test_attention_shares_by_weight_and_value_and_hidden_keys_get_none() -> None:
    weights = torch.tensor([[0.25, 0.75, 0.0], [1.0, 0.0, 0.0]])
    values = torch.tensor([[3.0], [5.0], [7.0]])
    found = through_attention(torch.tensor([[9.0], [2.0]]), weights, values)
    assert_close(found, torch.tensor([[9 * 0.75 / 4.5 + 2], [9 * 3.75 / 4.5], [0.0]]))


def test_what_lowers_a_logit_gets_nothing_even_where_the_logit_is_below_0() -> None:
    found = of_logits(torch.tensor([1.0, -1.0, 3.0]), torch.tensor([2.0, 9.0, 2.0]))
    assert_close(found, torch.tensor([0.25, 0.0, 0.75]))


@settings(deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([1e-6, 1.0, 1e6]))
def test_no_relevance_is_lost_or_negative_whatever_the_numbers(seed: int, scale: float) -> None:
    generator = torch.Generator().manual_seed(seed)

    def drawn(*shape: int) -> Tensor:
        return scale * torch.randn(*shape, generator=generator)

    relevance = drawn(2, 3, 5).abs()
    linear = through_linear(relevance, drawn(2, 1, 7), drawn(5, 7), drawn(5))
    weights = drawn(2, 3, 11).softmax(-1)
    values = through_attention(relevance, weights, drawn(2, 11, 5))
    both = torch.cat(through_sum(relevance, drawn(2, 3, 5), drawn(2, 1, 5)), dim=-1)
    for found in (linear, values, both):
        assert float(found.min()) >= 0
        assert float(found.sum()) == pytest.approx(float(relevance.sum()), rel=1e-4)
