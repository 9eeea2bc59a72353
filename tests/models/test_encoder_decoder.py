"""An encoder and a decoder put together: what goes through unchanged, and the output."""

import math
from typing import Any

import torch
from torch.testing import assert_close

from tests.models.toy_models import V, drawn, source, target
from tests.models.variants import RECURRENT, changed
from tolmach.models.build import build_model


def test_a_step_is_a_reading_of_one_piece() -> None:
    model: Any = drawn(RECURRENT)
    memory, pieces = model.encode(*source()), target()
    rows, after = model.decoder(pieces[:, :1], model.decoder.start(memory))
    found = model.step(pieces[:, 0], model.start(memory))
    assert_close(found.logits, model.output(rows[:, 0]))
    assert_close(found.state.cells, after.cells)
    assert_close(model.decode_rows(memory, pieces)[:, :1], rows)
    assert torch.equal(model.sentence_vectors(memory), model.decoder.sentence_vectors(memory))


def test_an_output_of_its_own_begins_within_the_bounds_of_glorot_and_bengio() -> None:
    model: Any = build_model(changed(RECURRENT, embedding=31, tied="none"), V, 47)
    assert model.output.weight.shape == (47, 31)
    bound = math.sqrt(6 / (47 + 31))
    assert 0.97 * bound < float(model.output.weight.detach().abs().max()) <= bound
    assert not model.output.bias.any()
    for linear in (model.decoder.readout, *model.decoder.bridge):
        bound = math.sqrt(6 / sum(linear.weight.shape))
        assert 0.9 * bound < float(linear.weight.detach().abs().max()) <= bound
        assert not linear.bias.any()
