import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from tolmach.nn.loss import output_cross_entropy
from tolmach.nn.regularised_dropout import paired_cross_entropy

N, D, V = 257, 7, 11  # more positions than one chunk holds


def _textbook(rows: Tensor, weight: Tensor, bias: Tensor, target: Tensor, alpha: float) -> Tensor:
    p, q = (F.log_softmax(half @ weight.T + bias, -1) for half in rows)
    apart = F.kl_div(q, p, reduction="sum", log_target=True)
    apart = apart + F.kl_div(p, q, reduction="sum", log_target=True)
    entropies = [
        F.cross_entropy(half, target, reduction="sum", label_smoothing=0.1) for half in (p, q)
    ]
    return (entropies[0] + entropies[1]) / 2 + alpha / 4 * apart


@pytest.mark.parametrize("alpha", [0.0, 5.0])
def test_loss_and_gradients_equal_the_textbook(alpha: float) -> None:
    torch.manual_seed(3)
    parts = [torch.randn(2, N, D), torch.randn(V, D), torch.randn(V)]
    ours = [part.clone().requires_grad_() for part in parts]
    theirs = [part.clone().requires_grad_() for part in parts]
    target = torch.randint(V, (N,))
    loss = paired_cross_entropy(ours[0], ours[1], ours[2], target, smoothing=0.1, alpha=alpha)
    expected = _textbook(theirs[0], theirs[1], theirs[2], target, alpha)
    torch.testing.assert_close(loss.total, expected)
    (3 * loss.total).backward()
    (3 * expected).backward()
    for mine, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(mine.grad, other.grad, atol=5e-4, rtol=1e-4)


def test_two_equal_readings_cost_what_one_costs() -> None:
    torch.manual_seed(5)
    rows, weight, bias = torch.randn(N, D), torch.randn(V, D), torch.randn(V)
    target = torch.randint(V, (N,))
    once = output_cross_entropy(rows, weight, bias, target, 0.1)
    twice = paired_cross_entropy(
        rows.expand(2, N, D), weight, bias, target, smoothing=0.1, alpha=5.0
    )
    torch.testing.assert_close(twice.total, once.smoothed)
    torch.testing.assert_close(twice.smoothed, once.smoothed)
    torch.testing.assert_close(twice.nll, once.nll)
