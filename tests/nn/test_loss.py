import pytest
import torch
import torch.nn.functional as F

from tolmach.nn.loss import output_cross_entropy

N, D, V = 1031, 7, 11  # more positions than one chunk holds


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_loss_and_gradients_equal_the_textbook(smoothing: float) -> None:
    torch.manual_seed(3)
    parts = [torch.randn(N, D), torch.randn(V, D), torch.randn(V)]
    ours = [part.clone().requires_grad_() for part in parts]
    theirs = [part.clone().requires_grad_() for part in parts]
    target = torch.randint(V, (N,))
    loss = output_cross_entropy(ours[0], ours[1], ours[2], target, smoothing)
    logits = theirs[0] @ theirs[1].T + theirs[2]
    expected = F.cross_entropy(logits, target, reduction="sum", label_smoothing=smoothing)
    torch.testing.assert_close(loss.smoothed, expected)
    torch.testing.assert_close(loss.nll, F.cross_entropy(logits, target, reduction="sum"))
    (3 * loss.smoothed).backward()
    (3 * expected).backward()
    for mine, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(mine.grad, other.grad, atol=2e-4, rtol=1e-4)


def test_uniform_logits_cost_log_v() -> None:
    loss = output_cross_entropy(
        torch.zeros(2, D), torch.randn(V, D), torch.zeros(V), torch.tensor([1, 4]), 0.0
    )
    torch.testing.assert_close(loss.nll, 2 * torch.tensor(float(V)).log())


def test_bfloat16_stays_close_to_float32() -> None:
    torch.manual_seed(5)
    rows, weight, bias = torch.randn(N, D), torch.randn(V, D), torch.randn(V)
    target = torch.randint(V, (N,))
    exact = output_cross_entropy(rows, weight, bias, target, 0.1).smoothed
    narrow = [part.bfloat16() for part in (rows, weight, bias)]
    rounded = output_cross_entropy(narrow[0], narrow[1], narrow[2], target, 0.1).smoothed
    assert abs(float(rounded / exact) - 1) < 0.01
