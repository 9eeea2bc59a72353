"""Decoders that know the source by one vector, beside the equations of their papers."""

from typing import Any

import pytest
import torch
from torch import Tensor
from torch.testing import assert_close

from tests.models.equations import Equations
from tests.models.toy_models import drawn, source, target
from tests.models.variants import RECURRENT, changed

DEPTHS = [(1, 1), (1, 3), (3, 2)]


def sutskever(of: Equations, pieces: Tensor) -> Tensor:
    """Sutskever et al. 2014: an LSTM that starts from what the encoder's ended with."""
    cells, rows = of.first_cells(), []
    for piece in of.embedded(pieces):
        top, cells = of.step(piece, cells)
        rows.append(of.read_out(top))
    return of.logits(rows)


def cho(of: Equations, pieces: Tensor) -> Tensor:
    """Cho et al. 2014, A.1.2: h_t = f(h_t-1, y_t-1, c), c = tanh(V h) read at every step."""
    cells, rows = of.first_cells(), []
    vector = of.decoder.vector
    c = torch.tanh(of.memory.last[-1] @ vector.weight.T + vector.bias)
    for piece in of.embedded(pieces):
        top, cells = of.step(torch.cat((piece, c), 1), cells)
        rows.append(of.read_out(top, piece, c))
    return of.logits(rows)


@pytest.mark.parametrize("depths", DEPTHS, ids=str)
@pytest.mark.parametrize("residual", [False, True])
def test_sutskever_et_al(depths: tuple[int, int], residual: bool) -> None:
    shape = {"encoder_layers": depths[0], "decoder_layers": depths[1], "residual": residual}
    model: Any = drawn(changed(RECURRENT, link="start", cell="lstm", **shape))
    memory, pieces = model.encode(*source()), target()
    assert_close(model.decode(memory, pieces), sutskever(Equations(model, memory), pieces))


@pytest.mark.parametrize("depths", DEPTHS, ids=str)
def test_cho_et_al(depths: tuple[int, int]) -> None:
    shape = {"encoder_layers": depths[0], "decoder_layers": depths[1]}
    model: Any = drawn(changed(RECURRENT, link="every_step", **shape))
    memory, pieces = model.encode(*source()), target()
    assert_close(model.decode(memory, pieces), cho(Equations(model, memory), pieces))


@pytest.mark.parametrize("link", ["start", "every_step"])
def test_the_vector_is_all_that_the_decoder_starts_from(link: str) -> None:
    shape = {"encoder_layers": 3, "decoder_layers": 2, "link": link}
    model: Any = drawn(changed(RECURRENT, **shape))
    memory = model.encode(*source())
    vectors = model.sentence_vectors(memory)
    assert torch.equal(vectors, torch.cat(memory.last[1:], 1))
    changed_memory = memory._replace(last=[memory.last[0] + 1, *memory.last[1:]])
    pieces = target()
    assert torch.equal(model.decode(memory, pieces), model.decode(changed_memory, pieces))


@pytest.mark.parametrize("link", ["start", "every_step", "attention_before", "attention_after"])
def test_what_is_dropped_while_training_never_reaches_the_output(link: str) -> None:
    torch.manual_seed(1)
    model: Any = drawn(changed(RECURRENT, link=link, dropout=1 - 2**-16)).train()
    rows = model.decode_rows(model.encode(*source()), target())
    assert not rows.any()


@pytest.mark.parametrize("link", ["start", "every_step", "attention_before", "attention_after"])
def test_pieces_that_are_dropped_do_not_matter(link: str) -> None:
    torch.manual_seed(1)
    model: Any = drawn(changed(RECURRENT, link=link))
    model.decoder.dropout.rate = 1 - 2**-16
    memory, pieces = model.encode(*source()), target()
    embedded = model.decoder.train()._embed(pieces)
    assert not embedded.any()
    model.decoder.dropout.eval()
    assert model.decoder(pieces, model.start(memory))[0].any()
