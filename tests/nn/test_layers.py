import pytest
import torch

from tolmach.nn.layers import Dropout, mean_rows


@pytest.mark.parametrize("rate", [0.1, 0.3])
def test_share_dropped_and_mean_kept(rate: float) -> None:
    torch.manual_seed(1)
    rows = torch.ones(101, 997)
    dropped = Dropout(rate)(rows)
    assert abs(float((dropped == 0).float().mean()) - rate) < 0.01
    assert abs(float(dropped.mean()) - 1) < 0.01


def test_gradient_passes_only_what_was_kept() -> None:
    rows = torch.randn(5, 7, requires_grad=True)
    dropped = Dropout(0.5)(rows)
    dropped.sum().backward()
    assert rows.grad is not None
    torch.testing.assert_close(rows.grad, (dropped != 0).float() * 2)


def test_evaluation_changes_nothing() -> None:
    rows = torch.randn(3, 5)
    assert Dropout(0.9).eval()(rows) is rows


def test_only_real_rows_count() -> None:
    rows = torch.tensor([[[1.0, 2.0], [3.0, 8.0], [7.0, 7.0]], [[1.0, 5.0]] * 3])
    keep = torch.tensor([[True, True, False], [True, True, True]])
    torch.testing.assert_close(mean_rows(rows, keep), torch.tensor([[2.0, 5.0], [1.0, 5.0]]))
    torch.testing.assert_close(mean_rows(rows[1:], None), torch.tensor([[1.0, 5.0]]))
