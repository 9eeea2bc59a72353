import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from tolmach.nn.recurrence import BothWays, CellKind, Extent, Lstm, OneWay

B, S, E, D = 3, 5, 7, 2 * 11
LENGTHS = torch.tensor([5, 2, 4])
KEEP = torch.arange(S) < LENGTHS[:, None]


def test_a_sentence_is_turned_and_its_padding_is_not() -> None:
    rows = torch.tensor([[1, 2, 3, 4, 5], [1, 2, -1, -2, -3], [1, 2, 3, 4, -1]])
    expected = torch.tensor([[5, 4, 3, 2, 1], [2, 1, -1, -2, -3], [4, 3, 2, 1, -1]])
    extent = Extent.of(KEEP)
    assert extent.turn(rows[:, :, None]).squeeze(2).equal(expected)
    assert extent.at_end(rows[:, :, None]).squeeze(1).tolist() == [5, 2, 4]


def test_gradients_are_turned_back() -> None:
    rows = torch.randn(B, S, E, dtype=torch.double, requires_grad=True)
    assert torch.autograd.gradcheck(Extent.of(KEEP).turn, (rows,))


@pytest.mark.parametrize("kind", ["lstm", "gru"])
def test_both_ways_equals_torch_on_packed_sentences(kind: CellKind) -> None:
    torch.manual_seed(3)
    ours = BothWays(kind, E, D)
    known = nn.LSTM if isinstance(ours.forwards, Lstm) else nn.GRU
    theirs = known(E, D // 2, batch_first=True, bidirectional=True)
    for suffix, layer in (("", ours.forwards), ("_reverse", ours.backwards)):
        for name in ("weight", "bias"):
            getattr(theirs, f"{name}_ih_l0{suffix}").data.copy_(getattr(layer.input, name))
            getattr(theirs, f"{name}_hh_l0{suffix}").data.copy_(getattr(layer.recurrent, name))
    rows = torch.randn(B, S, E)
    packed = pack_padded_sequence(rows, LENGTHS, batch_first=True, enforce_sorted=False)
    expected, ended = theirs(packed)
    last = ended[0] if kind == "lstm" else ended  # [2, B, D / 2]
    states, ends = ours(rows, Extent.of(KEEP))
    padded = pad_packed_sequence(expected, batch_first=True)[0]
    torch.testing.assert_close(states * KEEP[:, :, None], padded)
    torch.testing.assert_close(ends, torch.cat((last[0], last[1]), dim=1))


def test_one_way_sees_nothing_of_what_follows() -> None:
    layer, rows = OneWay("gru", E, D), torch.randn(B, S, E)
    changed = rows.clone()
    changed[:, 3:] += 1
    before, after = (layer(each, Extent.of(KEEP))[0] for each in (rows, changed))
    assert before[:, :3].equal(after[:, :3])
    assert not torch.allclose(before[:, 3], after[:, 3])
