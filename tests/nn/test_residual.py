import pytest
import torch
from torch import Tensor, nn

from tolmach.config.architectures import Norm
from tolmach.nn.layers import Residual

B, T, D = 2, 3, 5


def parts() -> tuple[Tensor, nn.LayerNorm, nn.Linear]:
    torch.manual_seed(1)
    norm = nn.LayerNorm(D)
    norm.weight.data, norm.bias.data = torch.randn(D), torch.randn(D)
    return torch.randn(B, T, D), norm, nn.Linear(D, D)


def test_pre_norm_normalises_what_the_sublayer_reads() -> None:
    rows, norm, sublayer = parts()
    found = Residual("pre", dropout=0.0)(rows, norm, sublayer)
    torch.testing.assert_close(found, rows + sublayer(norm(rows)))


def test_post_norm_normalises_the_sum() -> None:
    rows, norm, sublayer = parts()
    found = Residual("post", dropout=0.0)(rows, norm, sublayer)
    torch.testing.assert_close(found, norm(rows + sublayer(rows)))


@pytest.mark.parametrize("kind", ["pre", "post"])
def test_reading_and_joining_are_the_whole(kind: Norm) -> None:
    rows, norm, sublayer = parts()
    residual = Residual(kind, dropout=0.0)
    in_two = residual.joined(rows, sublayer(residual.read(rows, norm)), norm)
    assert torch.equal(in_two, residual(rows, norm, sublayer))


def test_dropout_acts_on_the_sublayer_alone() -> None:
    torch.manual_seed(1)
    rows = torch.full((1, 1000, D), 3.0)
    added = Residual("pre", dropout=0.25)(rows, nn.Identity(), torch.ones_like) - rows
    assert added.unique().tolist() == pytest.approx([0, 4 / 3])
    assert added.gt(0).float().mean().item() == pytest.approx(0.75, abs=0.05)
