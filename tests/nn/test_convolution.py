import math

import torch
import torch.nn.functional as F

from tolmach.nn.convolution import GatedConvolution, centred, windows

B, T, D, K = 2, 7, 5, 3


def test_windows_are_neighbours_side_by_side() -> None:
    rows = torch.arange(8.0).view(1, 4, 2)
    expected = torch.tensor([[[0.0, 1, 2, 3, 4, 5], [2, 3, 4, 5, 6, 7]]])
    assert torch.equal(windows(rows, 3), expected)


def test_zeros_stand_around_a_centred_sentence() -> None:
    rows = torch.ones(1, 2, 1)
    assert centred(rows, 1).flatten().tolist() == [1, 1]
    assert centred(rows, 4).flatten().tolist() == [0, 1, 1, 0, 0]
    assert centred(rows, 5).flatten().tolist() == [0, 0, 1, 1, 0, 0]


def test_gate_by_hand() -> None:
    convolution = GatedConvolution(1, 2, dropout=0.0)
    convolution.linear.weight.data = torch.tensor([[1.0, 10.0], [0.0, 1.0]])
    convolution.linear.bias.data = torch.tensor([0.5, 0.0])
    found = convolution(torch.tensor([[[1.0], [2.0], [0.0]]]))
    gate = 1 / (1 + math.exp(-2))
    torch.testing.assert_close(found, torch.tensor([[[21.5 * gate], [2.5 * 0.5]]]))


def test_equals_the_library() -> None:
    convolution = GatedConvolution(D, K, dropout=0.0)
    rows = torch.randn(B, T + K - 1, D)
    kernels = convolution.linear.weight.view(2 * D, K, D).transpose(1, 2)
    mapped = F.conv1d(rows.transpose(1, 2), kernels, convolution.linear.bias)
    expected = F.glu(mapped, 1).transpose(1, 2)
    torch.testing.assert_close(convolution(rows), expected)


def test_a_condition_opens_the_gates_of_its_own_sentence() -> None:
    convolution = GatedConvolution(D, K, dropout=0.0)
    rows, condition = torch.randn(4, T, D), torch.randn(2, 2 * D)
    mapped = convolution.linear(windows(rows, K))
    expected = F.glu(mapped + condition[[0, 0, 1, 1]][:, None], -1)
    torch.testing.assert_close(convolution(rows, condition), expected)


def test_variance_stays_in_training() -> None:
    torch.manual_seed(3)
    convolution = GatedConvolution(61, K, dropout=0.4)
    found = convolution(0.1 * torch.randn(53, 31, 61))
    assert 0.09 < float(found.detach().std()) < 0.11
