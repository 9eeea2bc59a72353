import torch

from tolmach.nn.pooling import mean_rows


def test_only_real_rows_count() -> None:
    rows = torch.tensor([[[1.0, 2.0], [3.0, 8.0], [7.0, 7.0]], [[1.0, 5.0]] * 3])
    keep = torch.tensor([[True, True, False], [True, True, True]])
    torch.testing.assert_close(mean_rows(rows, keep), torch.tensor([[2.0, 5.0], [1.0, 5.0]]))
    torch.testing.assert_close(mean_rows(rows[1:], None), torch.tensor([[1.0, 5.0]]))
