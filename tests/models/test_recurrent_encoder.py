"""The recurrent encoder, layer by layer, beside its layers applied by hand."""

import math
from typing import Any

import pytest
import torch
from torch.testing import assert_close

from tests.models.toy_models import drawn, source
from tests.models.variants import RECURRENT, changed
from tolmach.nn.recurrence import BothWays, Extent, OneWay


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("residual", [False, True])
@pytest.mark.parametrize("reverse", [False, True])
def test_layers_stand_one_on_the_other(bidirectional: bool, residual: bool, reverse: bool) -> None:
    shape = {"bidirectional": bidirectional, "residual": residual, "reverse_source": reverse}
    model: Any = drawn(changed(RECURRENT, encoder_layers=3, **shape))
    ids, keep = source()
    encoded, extent = model.encode(ids, keep), Extent.of(keep)
    table = model.encoder.embedding.weight
    rows, ends = table[ids] * math.sqrt(table.shape[1]), []
    if reverse:
        rows = extent.turn(rows)
    for place, layer in enumerate(model.encoder.layers):
        assert type(layer) is (BothWays if bidirectional else OneWay)
        states, end = layer(rows, extent)
        rows = states + rows if residual and place else states
        ends.append(end)
    if reverse:
        rows = extent.turn(rows)
    assert_close(encoded.rows[keep], rows[keep])
    assert_close(torch.stack(encoded.last), torch.stack(ends))
    assert encoded.keep is keep


def test_without_padding_no_mask_is_kept() -> None:
    model: Any = drawn(RECURRENT)
    ids, keep = source()
    assert model.encode(ids, torch.ones_like(keep)).keep is None


def test_dropout_is_on_pieces_between_layers_and_on_what_comes_out() -> None:
    torch.manual_seed(1)
    model: Any = drawn(changed(RECURRENT, encoder_layers=2, dropout=1 - 2**-16))
    encoder, (ids, keep) = model.encoder.train(), source()
    read: list[torch.Tensor] = []
    for layer in encoder.layers:
        layer.register_forward_pre_hook(lambda _, inputs: read.append(inputs[0]))
    found = encoder(ids, keep)
    assert not any(rows.any() for rows in (*read, found.rows))
    assert all(last.any() for last in found.last)
