import pytest
import torch

from tolmach.nn.dropout import Dropout


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


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7])
def test_any_number_of_entries_is_served(count: int) -> None:
    assert Dropout(0.5)(torch.ones(count)).shape == (count,)


def test_nothing_is_dropped_at_rate_0_and_nearly_all_just_below_1() -> None:
    rows = torch.ones(997)
    assert Dropout(0.0)(rows) is rows
    torch.manual_seed(1)
    assert not Dropout(1 - 2**-16)(rows).any()


def test_entries_are_dropped_one_by_one() -> None:
    torch.manual_seed(1)
    dropped = Dropout(0.5)(torch.ones(997, 101)) == 0
    for one, other in ((dropped[1:], dropped[:-1]), (dropped[:, 1:], dropped[:, :-1])):
        assert float((one == other).float().mean()) == pytest.approx(0.5, abs=0.01)


def test_its_printed_form_shows_the_rate() -> None:
    assert str(Dropout(0.25)) == "Dropout(rate=0.25)"


def test_evaluation_changes_nothing() -> None:
    rows = torch.randn(3, 5)
    assert Dropout(0.9).eval()(rows) is rows
